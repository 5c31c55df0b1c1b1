"""A plan in the making: steps, the scene each leads to, and words for what goes wrong."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Self

from vla.dryrun import dry_run
from vla.effects import riders
from vla.evaluate import members
from vla.plan import (
    Call,
    Condition,
    Ensure,
    ForEach,
    If,
    Keep,
    Names,
    Node,
    Plan,
    Query,
    Seq,
    Value,
    Var,
)
from vla.planner import Question, Refusal
from vla.predicates import read
from vla.scene import Scene
from vla.steps import call

from .ground import Grounder
from .queries import Referent, Unclear
from .syntax import Noun, Place, Relation

REACHABLE = 0.45
"""Openness below which a drawer or a door is opened first."""


@dataclass(frozen=True)
class Step:
    """One sub-goal of the plan and the scene before it."""

    node: Seq
    before: Scene
    lifts: Referent | None = None
    """It only takes this thing up (or off something): a later `put` of it takes over."""


@dataclass
class Script:
    """Steps so far, the scene they lead to, and what to mind."""

    ground: Grounder
    steps: list[Step] = field(default_factory=list)
    keep: list[Condition] = field(default_factory=list)
    guarded: dict[str, str] = field(default_factory=dict)
    """Name -> the words that forbid it; `still` things may be used, not moved."""
    still: set[str] = field(default_factory=set)
    vacant: set[str] = field(default_factory=set)
    """What nothing may be put in or on."""
    clears: bool = False
    """What stands on a thing that is to be moved is set on the table first."""
    pace: float | None = None
    """Speed of everything."""
    speed: float | None = None
    """Speed of the present clause."""
    place: tuple[str, Referent | str] | None = None
    """Where the last thing went: skill and target."""

    def copy(self) -> Self:
        return replace(
            self,
            ground=self.ground.copy(),
            steps=list(self.steps),
            keep=list(self.keep),
            guarded=dict(self.guarded),
            still=set(self.still),
            vacant=set(self.vacant),
        )

    @property
    def scene(self) -> Scene:
        """The scene as it will be when the steps so far are done."""
        return self.ground.scene

    # --- steps -----------------------------------------------------------------------------

    def _emit(self, comment: str, *nodes: Node, lifts: Referent | None = None) -> None:
        self._append(Seq(nodes, comment), self.scene, lifts)

    def _append(self, node: Seq, before: Scene, lifts: Referent | None = None) -> None:
        self.steps.append(Step(node, before, lifts))
        if self.ground.supposed is not None:
            return  # what is only supposed cannot be tried out
        run = dry_run(Plan(Seq((node,))), before)
        if run.problems:
            raise Unclear(Refusal(_plain(run.problems[0])))
        self.ground.scene = run.scene

    def _take_back(self) -> Step:
        step = self.steps.pop()
        self.ground.scene = step.before
        return step

    def _call(self, skill: str, *args: Value, **options: Value) -> Call:
        if self.speed is not None:
            options["speed"] = self.speed
        return call(skill, *args, **options)

    def _paced(self, node: Seq) -> Seq:
        return with_speed(node, self.pace) if self.pace is not None else node

    def _hands_free(self, comment: str, *nodes: Node) -> None:
        """A step that needs the hand: done before a thing that was only just picked up."""
        if self.steps and self.steps[-1].lifts is not None and self.scene.held is not None:
            lifted = self._take_back()
            self._emit(comment, *nodes)
            self._append(lifted.node, self.scene, lifted.lifts)
            return
        self._emit(comment, *nodes)

    def _free_hand(self, name: Referent) -> None:
        held = self.scene.held
        if held is not None and held != name:
            raise Unclear(
                Refusal(
                    f"The gripper holds one thing at a time: it would still hold {self._the(held)} "
                    f"when it is to pick up {self._the(name)}. Say where that goes first."
                )
            )

    def _set_down(self, names: tuple[str, ...]) -> None:
        """Onto the table, from the top."""
        for name in reversed(names):
            self._able(name, "grasp", "picked up")
            self._free_hand(name)
            nodes = (self._call("pick", name), self._on_table(name))
            self._emit(f"put {self._the(name)} on the table", *nodes)
        self.ground.mention(*names)

    def _set_aside(self, names: Iterable[str]) -> None:
        """What is in the way with all that stands on it, unless it was only just put there."""
        begun = self.ground.begun
        names = {n for name in names for n in (name, *self._carried(name))}
        above = sorted(names, key=lambda name: self.scene[name].position[2])
        for name in above:
            if begun is not None and begun[name].position != self.scene[name].position:
                raise Unclear(Refusal(f"{self._the(name).capitalize()} was only just put there."))
        self._set_down(tuple(above))

    def _bare(self, name: Referent) -> None:
        """Refuse to take a block away under what stands on it, unless that may be set aside."""
        above = self._carried(name)
        if above and self.clears:
            self._set_aside(above)
        elif above:
            raise Unclear(
                Refusal(
                    f"{self._the(above[0]).capitalize()} stands on {self._the(name)}. "
                    "Say first where that goes."
                )
            )

    def _carried(self, name: Referent) -> tuple[str, ...]:
        """What would fall when a thing is taken away."""
        if not isinstance(name, str) or self.scene[name].affords.shape not in ("box", "cylinder"):
            return ()
        return riders(self.scene, name)

    def _free_ones(self, names: tuple[str, ...], count: int) -> tuple[str, ...] | None:
        """So many that nothing else stands on; `None` where the first ones will do."""
        if not any(set(self._carried(name)) - set(names[:count]) for name in names[:count]):
            return None
        chosen: list[str] = []
        while len(chosen) < count:
            rest = (name for name in names if name not in chosen)
            free = next((n for n in rest if not set(self._carried(n)) - set(chosen)), None)
            if free is None:
                return None
            chosen.append(free)
        return tuple(chosen)

    def _from_the_top(self, query: Query) -> Query:
        """The same things, those that stand on others first."""
        found = members(query, self.scene)
        carried = {above for name in found for above in self._carried(name)}
        if not carried:
            return query
        if not carried <= set(found):
            for name in found:
                self._bare(name)
        return Names(tuple(sorted(found, key=lambda name: -self.scene[str(name)].position[2])))

    def _reach(self, name: Referent) -> tuple[Node, ...]:
        """Open the closed drawer or cupboard that a thing is in."""
        if not isinstance(name, str):
            return ()
        for entity in self.scene:
            if entity.affords.openable and read(self.scene, "inside", (name, entity.name)).truth:
                return self._opened(entity.name)
        return ()

    def _opened(self, container: Referent) -> tuple[Node, ...]:
        if not isinstance(container, str) or not self.scene[container].affords.openable:
            return ()
        openness = self.scene[container].openness
        return () if (openness or 0.0) >= REACHABLE else (self._call("open", container),)

    def _on_table(self, name: Value) -> Call:
        tables = [e.name for e in self.scene if e.kind == "table"]
        if tables:
            return self._call("place_on", name, tables[0])
        return self._call("place_at", name, "center")

    # --- words -----------------------------------------------------------------------------

    def _able(self, name: Referent, role: str, doing: str) -> Referent:
        if not isinstance(name, str):
            return name
        entity = self.scene[name]
        fits = {
            "grasp": entity.affords.graspable,
            "open": entity.affords.openable,
            "press": entity.affords.pressable,
        }[role]
        if not fits and entity.kind == "cabinet" and role == "open":
            parts = tuple(e.name for e in self.scene if e.part_of == name)
            raise Unclear(Question(f"Which part of {self._the(name)} do you mean?", parts))
        if not fits:
            raise Unclear(
                Refusal(f"{self._the(name).capitalize()} cannot be {doing}: it is a {entity.kind}.")
            )
        return name

    def _the(self, name: Referent | None) -> str:
        if isinstance(name, Var):
            return f"the {name.name}"
        if name is None:
            return "it"
        if name not in self.scene:
            return name
        twins = [e for e in self.scene if e.describe() == self.scene[name].describe()]
        words = self.scene[name].describe() if len(twins) == 1 else name.replace("_", " ")
        return f"the {words}"

    def _place_words(self, place: Place) -> str:
        target = place.target.text if place.target is not None else (place.region or "there")
        return f"{place.relation.replace('_', ' ')} {target}".replace("near", "next to")

    def _still(self, noun: Noun, state: str) -> Noun:
        """`close a drawer`: one that is open, if there is one."""
        told = replace(noun, relations=(*noun.relations, Relation(state)))
        return told if self.ground.candidates(told, "open") else noun

    # --- where things are ------------------------------------------------------------------

    def _in_a_vessel(self, name: Referent) -> bool:
        """Whether a thing lies in another one, however near the table it is."""
        return any(e.affords.container and read(self.scene, "inside", (str(name), e.name)).truth
                   for e in self.scene if e.kind != "table")  # fmt: skip

    def _home_of(self, name: Referent) -> Referent:
        """What another thing lies in or stands on."""
        for predicate in ("inside", "on"):
            for entity in self.scene:
                around = entity.affords.container or entity.affords.support
                if around and read(self.scene, predicate, (str(name), entity.name)).truth:
                    return entity.name
        raise Unclear(Question(f"Where is {self._the(name)}?"))

    def _furniture_of(self, target: Referent) -> Referent | None:
        """The shelf that a thing stands on or the drawer it lies in: beside it is there, too."""
        with suppress(Unclear):
            around = self._home_of(target)
            entity = self.scene[str(around)]
            if entity.kind != "table" and entity.affords.shape == "fixture":
                return around
        return None


def within(value: float, low: float, high: float, done: str) -> float:
    if not low - 1e-9 <= value <= high + 1e-9:
        raise Unclear(
            Refusal(
                f"{100 * value:g} cm is out of range: {100 * low:g} to {100 * high:g} cm "
                f"can be {done}."
            )
        )
    return round(value, 4)


def _plain(problem: str) -> str:
    """The reason without the call it came from."""
    return problem.split("): ", 1)[-1]


def with_speed(node: Seq, speed: float) -> Seq:
    def paced(inner: Node) -> Node:
        match inner:
            case Call(skill, args, options):
                if any(key == "speed" for key, _ in options):
                    return inner
                return Call(skill, args, tuple(sorted((*options, ("speed", speed)))))
            case Seq():
                return with_speed(inner, speed)
            case If(condition, then, otherwise):
                return If(condition, with_speed(then, speed), with_speed(otherwise, speed))
            case ForEach(var, query, body, limit):
                return ForEach(var, query, with_speed(body, speed), limit)
            case Keep(conditions, body):
                return Keep(conditions, with_speed(body, speed))
            case Ensure(condition, recover, retries):
                return Ensure(condition, with_speed(recover, speed), retries)
            case _:
                return inner

    return Seq(tuple(paced(inner) for inner in node.steps), node.comment)
