"""Two things change places, each place gets one of many, a place holds one thing alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vla.evaluate import members
from vla.measures import OPPOSITE
from vla.plan import Value
from vla.planner import Question, Refusal
from vla.predicates import AXES, half_width, offset_along, read

from .queries import Many, Referent, Unclear
from .script import within
from .syntax import Noun, NounPhrase, Only, Place, Put, Swap
from .taking import Taking

ASKEW = 0.025
"""[m] that two things may be out of line and still change places on the table."""
APART = 0.03
"""[m] between a thing and the one that it makes way for."""


@dataclass
class Sharing(Taking):
    """Swaps, shares out, and leaves something alone in its place."""

    # --- alone -------------------------------------------------------------------------------

    def _only(self, command: Only) -> None:
        """Take out whatever else is there, then put in what is to be there."""
        base = self.ground.one(command.source)
        wanted = self._named(command.thing)
        if not isinstance(base, str) or self.scene[base].kind == "table":
            raise Unclear(Refusal(f'It is not clear what should leave "{command.source.text}".'))
        others = [e for e in self.scene if e.name not in wanted and self._rests(e.name, base)]
        for entity in sorted(others, key=lambda e: -e.position[2]):
            self._able(entity.name, "grasp", "picked up")
            self._free_hand(entity.name)
            self._bare(entity.name)
            taking = (*self._reach(entity.name), self._call("pick", entity.name))
            words = f"take {self._the(entity.name)} off {self._the(base)}"
            self._emit(words, *taking, self._on_table(entity.name))
        self.clears = True
        try:
            self._put(command.thing, (Place("to", command.source),))
        finally:
            self.clears = False

    def _rests(self, name: str, base: str) -> bool:
        return any(read(self.scene, p, (name, base)).truth for p in ("on", "inside"))

    def _named(self, phrase: NounPhrase) -> tuple[str, ...]:
        """What a phrase means, one by one."""
        found: list[Referent] = []
        for item in self.ground.several(phrase):
            found += item.found if isinstance(item, Many) else (item,)
        if not all(isinstance(name, str) for name in found):
            raise Unclear(Question(f'What do you mean by "{phrase.text}"?'))
        return tuple(dict.fromkeys(str(name) for name in found))

    # --- one for each --------------------------------------------------------------------------

    def _shares(self, put: Put) -> bool:
        """Whether every one of several places is to get so many: `one block in each bowl`."""
        thing, target = put.thing, put.places[0].target if put.places else None
        told = isinstance(target, Noun) and target.quantity == "each" and not target.matching
        some = isinstance(thing, Noun) and thing.quantity in ("a", "count") and not thing.pronoun
        return told and some and not (isinstance(thing, Noun) and thing.matching)

    def _share(self, put: Put) -> None:
        thing, place = put.thing, put.places[0]
        assert isinstance(thing, Noun)
        assert isinstance(place.target, Noun)
        each = thing.count or 1
        places = self.ground.many(place.target, "container").found
        if place.relation not in ("in", "on", "to"):
            raise Unclear(Question(f'Which of "{place.target.text}" do you mean?', places))
        pool = members(self.ground.query(thing, "grasp"), self.scene)
        there = {at: [n for n in pool if self._rests(n, at)] for at in places}
        if any(len(names) > each for names in there.values()):
            raise Unclear(Refusal(f'"{thing.text}" are more than {each} in one place already.'))
        taken = {name for names in there.values() for name in names}
        free = [n for n in pool if n not in taken and n not in places and not self._carried(n)]
        free = [n for n in free if n not in self.guarded and n not in self.still]
        if len(free) < sum(each - len(names) for names in there.values()):
            raise Unclear(
                Refusal(f'There are not enough of "{thing.text}" for {len(places)} places.')
            )
        moved: list[str] = []
        for at in places:
            skill, target, options, words = self._into(place.relation, at)
            for _ in range(each - len(there[at])):
                moved.append(free.pop(0))
                self._put_one(moved[-1], skill, target, options, words)
        self.ground.mention(*places, place=True)
        self.ground.mention(*moved)

    # --- swapping ------------------------------------------------------------------------------

    def _swap(self, command: Swap) -> None:
        """Two things change places: those on the table if they stand in line with each other.

        What is only replaced goes on the table, if that is not where it stood.
        """
        names = self._named(command.things)
        if len(names) != 2:
            raise Unclear(Question(f'Which two should change places: "{command.things.text}"?'))
        for name in names:
            self._able(name, "grasp", "picked up")
            self._bare(name)
        first, second = names
        homes = [self._under(name) for name in names]
        if first in homes or second in homes:
            raise Unclear(Refusal(f"{self._the(first)} and {self._the(second)} touch each other."))
        place = homes[0] or self._was_under(first) if command.replaces else None
        if place is not None:
            if homes[0] is not None:
                self._emit_swap(first, self._aside(first))
            self._emit_swap(second, self._home(place))
            self.ground.mention(*names)
            return
        if None not in homes:
            self._emit_swap(first, self._aside(first))
            self._emit_swap(second, self._home(homes[0]))
            self._emit_swap(first, self._home(homes[1]))
        elif homes == [None, None]:
            self._swap_in_line(first, second)
        else:
            loose, stored = (first, second) if homes[0] is None else (second, first)
            home = next(home for home in homes if home is not None)
            self._emit_swap(stored, self._beside(stored, loose))
            self._emit_swap(loose, self._home(home))
        self.ground.mention(*names)

    def _swap_in_line(self, first: str, second: str) -> None:
        a, b = self.scene[first], self.scene[second]
        along = max(AXES, key=lambda d: offset_along(a, b, d)[2])
        room, across, apart = offset_along(a, b, along)
        if across > ASKEW:
            self._swap_by_others(first, second)
            return
        between = room > 2 * half_width(a, along) + 2 * APART
        side = along if between else OPPOSITE[along]
        self._emit_swap(first, ("place_beside", second, side, APART))
        near = offset_along(self.scene[first], b, side)[2]
        back = apart - near if between else apart + near
        gap = back - half_width(a, along) - half_width(b, along)
        self._emit_swap(second, ("place_beside", first, along, gap))
        self._emit_swap(first, ("place_beside", second, OPPOSITE[along], room))

    def _swap_by_others(self, first: str, second: str) -> None:
        """Each beside what stands in line with the place that it goes to."""
        spots = [self.scene[name].position[:2] for name in (first, second)]
        self._emit_swap(first, self._beside(first, second))
        self._emit_swap(second, self._in_line(second, spots[0]))
        self._emit_swap(first, self._in_line(first, spots[1]))

    def _in_line(self, name: str, spot: tuple[float, ...]) -> tuple[Value, ...]:
        """A place beside something, where a thing then stands at a spot of the table."""
        thing = self.scene[name]
        there = replace(thing, position=(*spot, thing.position[2]))
        found: list[tuple[float, str, str, float]] = []
        for mark in self.scene:
            if mark.name == name or mark.affords.shape == "fixture" or self._under(mark.name):
                continue
            for side in AXES:
                gap, across, _ = offset_along(there, mark, side)
                if across <= ASKEW and 0.01 <= gap <= 0.40:
                    found.append((across, mark.name, side, gap))
        if not found:
            raise Unclear(
                Refusal(
                    f"Nothing stands in line with the place where {self._the(name)} should go: "
                    "say beside what, or in which part of the table."
                )
            )
        _, mark_name, side, gap = min(found)
        return "place_beside", mark_name, side, gap

    def _under(self, name: str) -> str | None:
        """What a thing stands on or in, other than the table."""
        found = [e.name for e in self.scene if e.kind != "table" and self._rests(name, e.name)]
        return found[0] if found else None

    def _was_under(self, name: str) -> str | None:
        """The same at first: `take the ball out and swap it for the mug`."""
        begun = self.ground.begun or self.scene
        found = (e.name for e in begun for p in ("inside", "on")
                 if e.kind != "table" and read(begun, p, (name, e.name)).truth)  # fmt: skip
        return next(found, None)

    def _home(self, name: str | None) -> tuple[Value, ...]:
        skill, target, _, _ = self._into("to", str(name))
        return skill, target

    def _aside(self, name: str) -> tuple[Value, ...]:
        """Somewhere on the table."""
        node = self._on_table(name)
        return node.skill, node.args[1]

    def _beside(self, name: str, other: str) -> tuple[Value, ...]:
        return "place_beside", other, self._free_side(name, other, APART), APART

    def _emit_swap(self, name: str, where: tuple[Value, ...]) -> None:
        skill, target, *rest = where
        options: dict[str, Value] = {}
        if len(rest) == 2:
            gap = within(float(rest[1]), 0.01, 0.40, "left free")  # type: ignore[arg-type]
            options["gap"] = round(gap, 3)
        opening = self._opened(target) if skill == "place_in" else ()  # type: ignore[arg-type]
        taking = (*self._reach(name), self._call("pick", name))
        self._free_hand(name)
        placing = self._call(str(skill), name, target, *rest[:1], **options)
        self._emit(f"{self._the(name)} changes places", *opening, *taking, placing)
