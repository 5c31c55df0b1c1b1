"""Cautions in a plan: invariants from what was said, and refusal of what they forbid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import combinations

from vla.effects import riders
from vla.errors import UserError
from vla.evaluate import members
from vla.plan import Atom, Call, Ensure, ForEach, If, Keep, Node, Not, Seq
from vla.planner import Refusal
from vla.predicates import AXES
from vla.scene import Scene
from vla.skills import PICKS, TURNS

from .queries import Many, Unclear
from .script import Script, within
from .syntax import (
    Caution,
    Clause,
    Group,
    Guard,
    Noun,
    NounPhrase,
    Side,
    SlowPart,
    Statement,
    ThingSide,
    Vacant,
    Zone,
)

LEAST_SHARE = 0.05
"""Of the usual speed: slower would look like standing still."""
MOVING = (*PICKS, *TURNS, "push", "push_to", "push_beside", "sweep", "open", "close", "push_shut")
"""Skills that move what they are used on."""


class Cautions(Script):
    """Collects the invariants of a plan."""

    def _caution(self, command: Caution) -> None:
        if self.speed is not None:  # `carefully avoid the vase`: careful in all that is done
            self.pace = self.speed
        match command:
            case Guard(thing, distance, still):
                self._guard(thing, distance, still)
            case Vacant(thing):
                self.vacant |= {*self._minded(thing)}
            case Zone(thing, distance, share):
                self._zone(thing, distance, share)
            case SlowPart(region, share):
                self.keep.append(Atom("slow_in", (region, _share(share))))
            case Side(thing, direction):
                self.keep += [Atom("on_side", (name, direction)) for name in self._minded(thing)]
            case ThingSide(subject, thing, direction):
                moved = self.ground.one(subject)
                kept = [Atom("lies_to", (moved, name, direction)) for name in self._minded(thing)]
                self.keep += [atom for atom in kept if atom.args[0] != atom.args[1]]

    def _guard(self, thing: NounPhrase, distance: float | None, still: bool) -> None:
        for name in self._minded(thing):
            if still:
                self.keep.append(Not(Atom("moved", (name,))))
                self.still.add(name)
                continue
            apart = within(distance or 0.10, 0.005, 0.5, "kept")
            self.keep.append(Atom("clear_of", (name, apart)))
            self.guarded[name] = f"keep {100 * apart:g} cm away from {self._the(name)}"

    def _zone(self, thing: NounPhrase, distance: float, share: float) -> None:
        near = within(distance, 0.01, 0.5, "near enough to be slow")
        for name in self._minded(thing):
            self.keep.append(Atom("slow_near", (name, near, _share(share))))

    def _minded(self, thing: NounPhrase) -> Iterator[str]:
        """The things a caution is about; `the vase or the mug` are both meant."""
        if isinstance(thing, Group):
            thing = replace(thing, choice=False)
        feared = self._spoken_of_before() if getattr(thing, "pronoun", None) == "it" else None
        for item in [feared] if feared else self.ground.several(thing, "any"):
            for name in item.found if isinstance(item, Many) else (item,):
                if not isinstance(name, str):
                    raise Unclear(Refusal(f'"{thing.text}" may not be there.'))
                self.ground.mention(name, place=True)
                yield name

    def _spoken_of_before(self) -> str | None:
        """`the vase is brittle. move the can to the mug, and keep away from it`: what is not used.

        Only where all that was spoken of since is.
        """
        start = self.steps[0].before if self.steps else self.scene
        used = {name for name, _, _ in _uses(Seq(tuple(s.node for s in self.steps)), start)}
        spoken = [m.names[0] for m in self.ground.mentions if len(m.names) == 1]
        rest = [n for n in spoken if isinstance(n, str) and n not in used]
        return rest[0] if rest and spoken and spoken[0] in used else None

    # --- contradictions --------------------------------------------------------------------

    def _check_cautions(self, nodes: tuple[Node, ...]) -> None:
        self._check_sides()
        for name in self.vacant:
            for above in riders(self.scene, name):
                raise _contradict(f'"{self._the(name)} stays empty"',
                                  f'"{self._the(above)} is there"')  # fmt: skip
        start = self.steps[0].before if self.steps else self.scene
        for used, skill, comment in _uses(Seq(nodes), start):
            inside = [
                name
                for name in self.guarded
                if name == used or (used in start and used in riders(start, name))
            ]
            if inside:
                raise _contradict(f'"{comment}"', f'"{self.guarded[inside[0]]}"')
            if used in self.still and skill in MOVING:
                raise _contradict(f'"{comment}"', f'"leave {self._the(used)} where it is"')

    def _check_sides(self) -> None:
        """Refuse to be on both sides of a thing."""
        kept = [c.args for c in self.keep if isinstance(c, Atom) and c.name == "on_side"]
        for (name, side), (other, way) in combinations(kept, 2):
            (x, y), (u, v) = AXES[str(side)], AXES[str(way)]
            if name == other and x * u + y * v < 0:
                the = self._the(str(name))
                raise _contradict(f'"stay {side} of {the}"', f'"stay {way} of {the}"')


def is_early(command: object) -> bool:
    """Cautions hold from the beginning, wherever they are said, unless they point back."""
    if not isinstance(command, Caution):
        return False
    if isinstance(command, SlowPart):
        return True
    if isinstance(command, ThingSide) and getattr(command.subject, "pronoun", None):
        return False
    members = command.thing.members if isinstance(command.thing, Group) else (command.thing,)
    return not any(m.pronoun or m.other or m.kind is None for m in members)


def the_rest_last(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """`leave the rest, but put the blue ones in the tray`: the rest is what is left by then."""
    return tuple(sorted(statements, key=_spares_the_rest))


def _spares_the_rest(statement: Statement) -> bool:
    command = statement.command if isinstance(statement, Clause) else None
    thing = command.thing if isinstance(command, Guard) and command.still else None
    if not isinstance(thing, Noun) or thing.pronoun is not None:
        return False
    return thing.other and thing.plural and thing.kind is None


def _share(share: float) -> float:
    """A share of the usual speed that can be kept in a place."""
    if LEAST_SHARE <= share <= 1.0:
        return round(share, 4)
    raise Unclear(
        Refusal(
            f"{share:.0%} of the usual speed is out of range: {LEAST_SHARE:.0%} to 100% "
            "can be kept in a place."
        )
    )


def _contradict(one: str, other: str) -> Unclear:
    return Unclear(Refusal(f"These contradict each other: {one} and {other}."))


def _uses(node: Node, scene: Scene, comment: str = "") -> Iterable[tuple[str, str, str]]:
    """Names that a plan handles: (name, skill, sub-goal)."""
    match node:
        case Seq(steps, words):
            for step in steps:
                yield from _uses(step, scene, words or comment)
        case Keep(_, body):
            yield from _uses(body, scene, comment)
        case Call(skill, args, _):
            for index, arg in enumerate(args):
                if isinstance(arg, str):
                    yield arg, skill if index == 0 else "", comment
        case If(_, then, otherwise):
            yield from _uses(then, scene, comment)
            yield from _uses(otherwise, scene, comment)
        case Ensure(_, recover, _):
            yield from _uses(recover, scene, comment)
        case ForEach(_, query, body, _):
            with suppress(UserError):
                yield from ((name, "pick", comment) for name in members(query, scene))
            yield from _uses(body, scene, comment)
        case _:
            return
