"""Taking things up, off and out, and letting go of them."""

from __future__ import annotations

from dataclasses import dataclass

from vla.evaluate import members
from vla.holds import headings, hindrance, part_band
from vla.plan import Atom, Call, ForEach, Objects, Seq, Var, Where
from vla.planner import Question, Refusal
from vla.predicates import read
from vla.skills import DIRECTIONS, PARTS

from .following import Following
from .heading import THERE
from .lexicon import THING
from .noun_tails import WHOLE
from .putting import Putting
from .queries import Many, Referent, Unclear
from .syntax import Noun, NounPhrase, PutDown

SIDEWAYS = ("left", "right")


@dataclass
class Taking(Putting, Following):
    """Picks up, puts down, takes off and empties."""

    def _pick(self, thing: NounPhrase, hold: str = "") -> None:
        if hold == "below":
            raise Unclear(Refusal(f'Nothing is taken from below: "{thing.text}" stands there.'))
        items = self.ground.several(thing)
        if len(items) == 1 and isinstance(items[0], Many) and len(items[0].found) == 1:
            items = [items[0].found[0]]
        if len(items) != 1 or isinstance(items[0], Many):
            raise Unclear(
                Refusal(f'The gripper holds one thing at a time; "{thing.text}" are several.')
            )
        name = self._able(items[0], "grasp", "picked up")
        self.ground.mention(name)
        if self.scene.held == name:
            return
        self._free_hand(name)
        self._bare(name)
        opening = self._reach(name)
        skill, how, words = self._hold(name, hold or self._approached(name))
        taking = self._call(skill, name, *how)
        self._emit(f"pick up {self._the(name)}{words}", *opening, taking, lifts=name)

    def _approached(self, name: Referent) -> str:
        """From where the hand has just come to a thing: `approach it from the left and take it`."""
        nodes = self.steps[-1].node.steps if self.steps else ()
        last = nodes[-1] if nodes else None
        here = isinstance(last, Call) and last.skill == "approach" and last.args[0] == name
        return str(last.args[1]) if here and isinstance(last, Call) else ""

    def _hold(self, name: Referent, hold: str) -> tuple[str, tuple[str, ...], str]:
        """Skill, what it is told besides the thing, and words for a way to take it."""
        thing = self.scene[name] if isinstance(name, str) else None
        if hold in PARTS:
            if thing is not None and part_band(thing, hold) is None:
                raise Unclear(Refusal(f"{self._the(name).capitalize()} has no {hold}."))
            return "pick_by", (hold,), f" by its {hold}"
        if hold not in (*DIRECTIONS, "side"):
            return "pick", (), ""
        sides = (hold,)
        if hold == "side":  # the arm reaches best around the outside, and hardly from behind
            near = ("right", "left") if thing is None or thing.position[1] >= 0 else SIDEWAYS
            sides = (*near, "front", "back")
        able = [side for side in sides if thing is None or headings(thing, side)]
        if not able:
            assert thing is not None
            raise Unclear(
                Refusal(
                    f"{self._the(name).capitalize()} cannot be held from {THERE[hold]}: "
                    f"{hindrance(thing)}."
                )
            )
        return "pick_from", (able[0],), f" from {THERE[able[0]]}"

    def _put_down(self, thing: NounPhrase | None) -> None:
        held = self.scene.held
        if held is None:
            if thing is None:
                raise Unclear(Refusal("The gripper holds nothing that it could let go of."))
            if self._was_let_go(thing):
                return
            raise Unclear(Question(f'Where should "{thing.text}" go?'))
        name = held if thing is None else self.ground.one(thing, "grasp")
        if name != held:
            raise Unclear(Refusal(f"The gripper holds {self._the(held)}, not {self._the(name)}."))
        over = self._hangs_over()
        if over is not None:
            skill, target, options, words = self._into("to", over)
            self._put_one(held, skill, target, options, words)
            self.ground.mention(held)
            return
        self._emit(f"put down {self._the(held)}", self._on_table(held))
        self.ground.mention(held)

    def _was_let_go(self, thing: NounPhrase) -> bool:
        """Whether `it` was just put somewhere: `bring it to the bowl and release it`."""
        if (
            not isinstance(thing, Noun)
            or thing.pronoun != "it"
            or not isinstance(self.last, PutDown)
        ):
            return False
        nodes = self.steps[-1].node.steps if self.steps else ()
        last = nodes[-1] if nodes else None
        return isinstance(last, Call) and last.skill.startswith("place_")

    def _hangs_over(self) -> str | None:
        """What the hand was last led over, if things can be put there: `... and let it go`."""
        nodes = self.steps[-1].node.steps if self.steps else ()
        last = nodes[-1] if nodes else None
        if (
            not isinstance(last, Call)
            or last.skill != "move_to"
            or not isinstance(last.args[0], str)
        ):
            return None
        affords = self.scene[last.args[0]].affords
        return last.args[0] if affords.container or affords.support else None

    def _take_off(self, thing: NounPhrase | None, source: NounPhrase | None) -> None:
        if isinstance(source, Noun) and WHOLE in source.relations:
            source = None  # whatever it stands on there
        base = None if source is None else self.ground.one(source)
        if isinstance(source, Noun) and source.pronoun == "it" and isinstance(thing, Noun):
            names = self.ground.candidates(thing, "grasp") if not thing.pronoun else ()
            homes = {self._home_of(name) for name in names[:1]} & {*self.ground.spoken()}
            base = next(iter(homes), base)  # `yellow into the bowl, purple out of it`
        if base is not None and isinstance(base, str) and self.scene[base].kind == "table":
            if thing is not None:
                self._pick(thing)
                return
            raise Unclear(Refusal("It is not clear where the things on the table should go."))
        if thing is None:
            if base is None:
                raise Unclear(Refusal("A tower is not emptied: say which block comes off."))
            self._empty(base)
            return
        names = self._resting(thing, base)
        for name in names:
            self._free_hand(name)
            self._able(name, "grasp", "picked up")
            self._bare(name)
            nodes = (*self._reach(name), self._call("pick", name), self._on_table(name))
            off = f" off {self._the(base)}" if base is not None else ""
            lifts = name if len(names) == 1 else None
            self._emit(f"take {self._the(name)}{off}", *nodes, lifts=lifts)
        if base is not None:
            self.ground.mention(base, place=True)
        self.ground.mention(*names)

    def _resting(self, thing: NounPhrase, base: Referent | None) -> tuple[Referent, ...]:
        """Things that are to be taken off `base`, and are on or in it."""

        def rests(name: Referent) -> bool:
            if not isinstance(name, str):
                return base is None  # what a condition supposes to be there
            return base is None or any(
                read(self.scene, p, (name, str(base))).truth for p in ("on", "inside")
            )

        names: list[Referent] = []
        if isinstance(thing, Noun) and thing.pronoun is None and not thing.plural and base:
            found = self.ground.candidates(thing, "grasp")
            if not found:
                raise self.ground.absent(thing)
            names = [name for name in found if rests(name)] or list(found)
            if len(names) > 1:
                raise Unclear(self.ground.which(thing, found))
        else:
            for item in self.ground.several(thing):
                names += [n for n in item.found if rests(n)] if isinstance(item, Many) else [item]
        wrong = [name for name in names if not rests(name)]
        if wrong or not names:
            what = self._the(wrong[0]) if wrong else "nothing of that"
            raise Unclear(Refusal(f"{what} is not on or in {self._the(base)}.".capitalize()))
        known = all(isinstance(name, str) for name in names)
        return tuple(sorted(names, key=lambda n: -self.scene[str(n)].position[2] if known else 0.0))

    def _empty(self, base: Referent) -> None:
        affords = self.scene[str(base)].affords
        if not (affords.container or affords.support) or self.scene[str(base)].kind == "table":
            raise Unclear(Refusal(f"{self._the(base).capitalize()} is nothing to empty."))
        inside = Where(Objects(), Atom("inside" if affords.container else "on", (Var("it"), base)))
        if not members(inside, self.scene):
            raise Unclear(Refusal(f"{self._the(base).capitalize()} is already empty."))
        body = Seq((self._call("pick", Var(THING)), self._on_table(Var(THING))))
        nodes = (*self._opened(base), ForEach(THING, inside, body))
        self._emit(f"empty {self._the(base)}", *nodes)
        self.ground.mention(base)
