"""What is done to a tower as a whole: blocks are added, taken off, turned over, moved together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from vla.effects import riders
from vla.planner import Question, Refusal
from vla.predicates import read

from .noun_tails import WHOLE
from .queries import Unclear
from .sharing import Sharing
from .syntax import Clause, Grow, Noun, NounPhrase, Put, Stack, Statement


@dataclass
class Storeys(Sharing):
    """Builds towers up and down."""

    def _whole_tower(self, phrase: NounPhrase | None) -> bool:
        return isinstance(phrase, Noun) and WHOLE in phrase.relations

    def _moves_tower(self, put: Put) -> bool:
        """`put the tower on the plate`: where it is a tower again."""
        on = len(put.places) == 1 and put.places[0].relation in ("on", "to")
        if not on or not self._whole_tower(put.thing) or put.places[0].target is None:
            return False
        target = self.ground.one(put.places[0].target)
        return isinstance(target, str) and not self.scene[target].affords.container

    def _grows_tower(self, put: Put) -> bool:
        return (
            len(put.places) == 1
            and put.places[0].relation in ("on", "to", "over")
            and self._whole_tower(put.places[0].target)
        )

    def _stacked(self) -> tuple[str, ...]:
        """The only tower there is, from below."""
        found: list[tuple[str, ...]] = []
        for base in self.scene:
            solid = base.affords.shape in ("box", "cylinder")
            if not solid or any(self._carries(e.name, base.name) for e in self.scene):
                continue
            above = sorted(riders(self.scene, base.name), key=lambda n: self.scene[n].position[2])
            if above:
                found.append((base.name, *above))
        if len(found) != 1:
            bases = tuple(names[0] for names in found)
            if not bases:
                raise Unclear(Refusal("No block stands on another: there is no tower."))
            raise Unclear(Question("Which tower do you mean?", bases))
        return found[0]

    def _carries(self, name: str, above: str) -> bool:
        solid = self.scene[name].affords.shape in ("box", "cylinder")
        return name != above and solid and read(self.scene, "on", (above, name)).truth is True

    def _grow(self, command: Grow) -> None:
        tower = list(self._stacked())
        wanted = command.by if command.to is None else command.to - len(tower)
        if wanted is not None and wanted <= 0 and not command.things:
            if not 1 <= -wanted < len(tower):
                raise Unclear(Refusal(f"The tower has {len(tower)} blocks already."))
            self._set_down(tuple(tower[wanted:]))
            return
        self.ground.default_kind = "block"
        try:
            names = [name for thing in command.things for name in self._named(thing)]
        finally:
            self.ground.default_kind = None
        if not names or (wanted is not None and wanted > len(names)):
            raise Unclear(Question("Which blocks should go on the tower?", self._loose(tower)))
        if wanted is not None and wanted != len(names):
            said = f"{len(names)} would go on the tower, {wanted} were asked for."
            raise Unclear(Refusal(said))
        for name in names:
            self._put_one(name, "place_on", tower[-1], {}, f"on {self._the(tower[-1])}")
            tower.append(name)
        self.ground.mention(*names)

    def stands(self, program: tuple[Statement, ...]) -> bool:
        """Whether everything that a reading puts on something stands there in the end."""
        commands = [s.command for s in program if isinstance(s, Clause)]
        puts = [c for c in commands if isinstance(c, Put) and isinstance(c.thing, Noun)]
        pairs = [(c.thing, c.places[0].target) for c in puts if c.places and c.places[0].target]
        for stack in (c for c in commands if isinstance(c, Stack)):
            pairs += [(above, below) for below, above in pairwise(stack.layers)]
        return all(
            self._rests(str(self.ground.one(above)), str(self.ground.one(below)))
            for above, below in pairs
            if below is not None
        )

    def _loose(self, tower: list[str]) -> tuple[str, ...]:
        return tuple(e.name for e in self.scene if e.kind == "block" and e.name not in tower)

    def _flip(self) -> None:
        """The uppermost goes on the table, and each of the others on the one before."""
        tower = self._stacked()
        self._set_down(tower[-1:])
        for below, name in zip(tower[:0:-1], tower[-2::-1], strict=True):
            self._put_one(name, "place_on", below, {}, f"on {self._the(below)}")

    def _rebuild(self, things: NounPhrase, target: NounPhrase) -> None:
        """The same tower on something else; the upper ones wait on the table."""
        names = self._named(things)
        tower = tuple(sorted(names, key=lambda name: self.scene[name].position[2]))
        upper = tower[1:]
        if not all(self._carries(a, b) for a, b in zip(tower[:-1], upper, strict=True)):
            raise Unclear(Refusal(f'"{things.text}" are no tower: say what goes on what.'))
        base = self.ground.one(target, "support", tower[0])
        if base in names:
            raise Unclear(Refusal(f"The tower cannot go on {self._the(base)}, which is in it."))
        self._set_down(upper)
        self._put_one(tower[0], "place_on", base, {}, f"on {self._the(base)}")
        for below, name in zip(tower[:-1], upper, strict=True):
            self._put_one(name, "place_on", below, {}, f"on {self._the(below)}")
        self.ground.mention(*tower)

    def _free(self, thing: NounPhrase) -> None:
        """What stands on a thing is set on the table, from the top."""
        name = self.ground.one(thing, "grasp")
        above = [n for n in self._carried(name) if isinstance(n, str)]
        self._set_down(tuple(sorted(above, key=lambda n: self.scene[n].position[2])))
        self.ground.mention(name)
