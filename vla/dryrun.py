"""Dry run: carry out a plan on a scene symbolically, before anything moves.

Control flow, budgets, pre- and post-conditions are those of the executor; motions are replaced by
`vla.effects`. The scene that results has real poses, so goals can be judged on it. A condition
whose truth is unknown counts as false for `If` and is remarked on; it stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from vla.clearance import clearances, sides, strays, too_close
from vla.effects import apply
from vla.errors import UnknownName, UserError
from vla.evaluate import Bindings, ground, judge, members, resolve, since
from vla.looking import Unseen, asked
from vla.map_effects import checked, executed
from vla.plan import (
    And,
    Atom,
    Call,
    Condition,
    Done,
    Ensure,
    Execute,
    Fail,
    ForEach,
    Given,
    If,
    Keep,
    Node,
    Painting,
    Plan,
    Repeat,
    Require,
    Seq,
)
from vla.scene import Scene
from vla.skills import EXECUTE, MOTIONS, SKILLS
from vla.values import value_problem

Option = TypeVar("Option", bound=Given)
MAX_STATEMENTS = 200
MAX_LOOP_TURNS = 32
MAX_TURNS = 128
"""Turns of all loops together."""
MAX_CALLS = 50
MAX_DEPTH = 40
"""Blocks within blocks."""


@dataclass(frozen=True)
class GroundedCall:
    """A skill call as the executor would make it."""

    skill: str
    args: tuple[str | float, ...]
    options: tuple[tuple[str, Given], ...] = ()
    """As the plan states them, without defaults."""
    keep: tuple[Condition, ...] = ()
    """Invariants in force, variables replaced by names; outermost first."""
    path: str = ""
    """Where in the plan: `2.then.1` is the first step of the branch of the second step."""

    @property
    def avoid(self) -> dict[str, float]:
        """Entity -> distance [m] that the invariants demand."""
        return clearances(self.keep)

    @property
    def sides(self) -> tuple[tuple[str, str], ...]:
        """Entities, and the side of each that the hand is to stay on."""
        return sides(self.keep)

    def __str__(self) -> str:
        parts = [repr(arg) for arg in self.args]
        parts += [name if isinstance(value, Painting) else f"{name}={value!r}"
                  for name, value in self.options]  # fmt: skip
        return f"{self.skill}({', '.join(parts)})"


@dataclass(frozen=True)
class DryRun:
    """What a plan does to a scene if every skill goes well."""

    scene: Scene
    """Afterwards, or when it stopped."""
    calls: tuple[GroundedCall, ...]
    problems: tuple[str, ...] = ()
    """Why it stopped early; empty for a plan that runs through."""
    notes: tuple[str, ...] = ()
    """What may go wrong, unknown conditions, loops over nothing."""
    astray: tuple[str, ...] = ()
    """Skills that must leave the side of a thing that the hand is to stay on."""
    finished: bool = True
    """False also where it ends without a problem: only a picture tells how the plan goes on."""
    where: str = ""
    """Path of the node at which it stopped early."""


def dry_run(plan: Plan, scene: Scene) -> DryRun:
    """Carry out `plan` symbolically; raises nothing that a bad plan can provoke."""
    run = _Run(scene)
    finished = True
    try:
        run.block(plan.body, "", {}, ())
    except _Finished:
        pass
    except _Stopped as stop:
        finished = False
        run.problems.append(str(stop))
    except Unseen as unseen:
        finished = False
        run.notes.append(f"{unseen} What comes after it was not tried.")
    return DryRun(
        run.scene,
        tuple(run.calls),
        tuple(run.problems),
        tuple(dict.fromkeys(run.notes)),
        tuple(run.astray),
        finished,
        "" if finished else run.path,
    )


def with_defaults(skill: str, options: Mapping[str, Option]) -> dict[str, Option | str | float]:
    """The options of a call with those it leaves out filled in."""
    given = {p.name: p.default for p in MOTIONS[skill].params if p.default is not None}
    return {**given, **options}


class _Finished(Exception):
    """`Done` was reached."""


class _Stopped(Exception):
    """The plan cannot go on."""


class _Run:
    """The state of one dry run."""

    def __init__(self, scene: Scene):
        self.scene = scene
        self.calls: list[GroundedCall] = []
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.astray: list[str] = []
        self.held: set[Condition] = set()
        self.path = ""
        self.statements = 0
        self.turns = 0

    def block(self, seq: Seq, path: str, bound: Bindings, keep: tuple[Condition, ...]) -> None:
        for number, step in enumerate(seq.steps, 1):
            self.node(step, f"{path}.{number}" if path else str(number), bound, keep)

    def node(self, node: Node, path: str, bound: Bindings, keep: tuple[Condition, ...]) -> None:
        self.path = path
        self.statements += not isinstance(node, Seq)
        if path.count(".") > 2 * MAX_DEPTH:
            raise _Stopped(f"The plan nests more than {MAX_DEPTH} blocks.")
        if self.statements > MAX_STATEMENTS:
            raise _Stopped(f"The plan takes more than {MAX_STATEMENTS} statements.")
        try:
            self.statement(node, path, bound, keep)
        except Unseen:
            raise
        except UserError as error:
            raise _Stopped(str(error)) from None

    def statement(
        self, node: Node, path: str, bound: Bindings, keep: tuple[Condition, ...]
    ) -> None:
        match node:
            case Seq():
                self.block(node, path, bound, keep)
            case Call():
                self.call(node, path, bound, keep)
            case Execute():
                self.execute(node, path, bound, keep)
            case If(condition, then, otherwise):
                if self.holds(condition, bound):
                    self.block(then, f"{path}.then", bound, keep)
                else:
                    self.block(otherwise, f"{path}.otherwise", bound, keep)
            case ForEach(var, query, body, limit):
                names = members(query, self.scene, bound)
                if not names:
                    self.notes.append("A loop finds nothing to do.")
                if len(names) > limit:
                    self.notes.append(f"A loop stops after {limit} of {len(names)} objects.")
                for turn, name in enumerate(names[: max(limit, 0)], 1):
                    self.turn(turn, path)
                    self.block(body, f"{path}.body", {**bound, var: name}, keep)
            case Repeat(count, body):
                for turn in range(1, count + 1):
                    self.turn(turn, path)
                    self.block(body, f"{path}.body", bound, keep)
            case Ensure(condition, recover, retries):
                self.ensure(condition, recover, retries, path, bound, keep)
            case Keep(conditions, body):
                added = tuple(ground(condition, bound) for condition in conditions)
                self.held.difference_update(_parts(added))
                self.kept(added, "before it begins")
                self.block(body, f"{path}.body", bound, (*keep, *added))
            case Require(condition, reason):
                reading = judge(condition, self.scene, bound)
                if reading.truth is None:
                    self.notes.append(f"Unknown before it is seen: {reading.evidence}.")
                elif not reading.truth:
                    raise _Stopped(reason or f"A requirement does not hold: {reading.evidence}.")
            case Fail(reason):
                raise _Stopped(f"The plan gives up: {reason}")
            case Done():
                raise _Finished

    def turn(self, turn: int, path: str) -> None:
        self.path = path
        self.turns += 1
        if turn > MAX_LOOP_TURNS or self.turns > MAX_TURNS:
            raise _Stopped(
                f"Loops may take {MAX_LOOP_TURNS} turns each and {MAX_TURNS} together, "
                "this plan takes more."
            )

    def holds(self, condition: Condition, bound: Bindings) -> bool:
        reading = judge(condition, self.scene, bound)
        if reading.truth is None:
            for question in asked(condition):
                raise Unseen(question)
            self.notes.append(f"Unknown, so taken as false: {reading.evidence}.")
        return reading.truth is True

    def ensure(
        self,
        condition: Condition,
        recover: Seq,
        retries: int,
        path: str,
        bound: Bindings,
        keep: tuple[Condition, ...],
    ) -> None:
        reading = judge(condition, self.scene, bound)
        for _ in range(retries):
            if reading.truth is not False:
                break
            self.block(recover, f"{path}.recover", bound, keep)
            reading = judge(condition, self.scene, bound)
        if reading.truth is None:
            self.notes.append(f"Unknown before it is seen: {reading.evidence}.")
        if reading.truth is False:
            self.path = path
            raise _Stopped(f"Recovery does not help: {reading.evidence}.")

    def kept(self, keep: tuple[Condition, ...], when: str) -> None:
        for condition in _parts(keep):
            reading = judge(condition, self.scene)
            if reading.truth is True:
                self.held.add(condition)
            elif reading.truth is False and (condition in self.held or not _awaited(condition)):
                raise _Stopped(f"An invariant is broken {when}: {reading.evidence}.")

    def call(self, node: Call, path: str, bound: Bindings, keep: tuple[Condition, ...]) -> None:
        if node.skill not in SKILLS:
            raise UnknownName("skill", node.skill, SKILLS)
        spec = SKILLS[node.skill]
        if len(node.args) != len(spec.positional):
            raise UserError(f"Expected {spec.signature}, got {len(node.args)} arguments.")
        params = {param.name: param for param in spec.params}
        args = tuple(resolve(value, self.scene, bound) for value in node.args)
        options = tuple((name, resolve(value, self.scene, bound)) for name, value in node.options)
        call = GroundedCall(node.skill, args, options, keep, path)
        named = [*zip((p.name for p in spec.positional), args, strict=True), *options]
        for name, value in named:
            if name not in params:
                raise UnknownName(f"option of {node.skill}", name, params)
            wrong = value_problem(params[name], value, self.scene)
            if wrong:
                raise UserError(f"{call}: {wrong}")
        if len(self.calls) >= MAX_CALLS:
            raise UserError(f"The plan makes more than {MAX_CALLS} skill calls.")
        full = with_defaults(node.skill, dict(options))
        given = {**dict(named), **full}
        if spec.requires is not None:
            reading = judge(_filled(spec.requires, given), self.scene)
            if reading.truth is False:
                raise UserError(f"{call} cannot begin: {reading.evidence}.")
        self.calls.append(call)
        before = self.scene
        try:
            self.scene, notes = apply(before, node.skill, args, full, call.avoid, call.sides)
        except UserError as error:
            raise UserError(f"{call}: {error}") from None
        self.notes += [f"{call}: {note}" for note in notes]
        wrong = too_close(before, self.scene, node.skill, args, call.avoid)
        if wrong:
            raise UserError(f"{call}: {wrong}.")
        astray = strays(before, self.scene, node.skill, args, call.sides)
        if astray:
            self.astray.append(f"{call}: {astray}.")
        if spec.achieves is not None:
            reading = judge(_filled(spec.achieves, given), since(before, self.scene))
            if reading.truth is False:
                raise UserError(f"{call} would not achieve its purpose: {reading.evidence}.")
        self.kept(keep, f"by {call}")

    def execute(
        self, node: Execute, path: str, bound: Bindings, keep: tuple[Condition, ...]
    ) -> None:
        step = checked(node, self.scene, bound)
        call = mapped(step, keep, path)
        if len(self.calls) >= MAX_CALLS:
            raise UserError(f"The plan makes more than {MAX_CALLS} skill calls.")
        self.calls.append(call)
        self.scene = executed(step, self.scene)
        self.kept(keep, f"by {call}")


def mapped(step: Execute, keep: tuple[Condition, ...] = (), path: str = "") -> GroundedCall:
    """A grounded step as a call whose options are its maps."""
    maps = tuple((f"{painting.kind}_map", painting) for painting in step.maps)
    return GroundedCall(EXECUTE.name, (str(step.movable),), maps, keep, path)


def _parts(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Conditions one by one."""
    for condition in conditions:
        if isinstance(condition, And):
            yield from _parts(condition.conditions)
        else:
            yield condition


def _awaited(condition: Condition) -> bool:
    """Whether an invariant counts only once it has held: the hand may have to get there first."""
    return isinstance(condition, Atom) and condition.name == "on_side"


def _filled(condition: Condition, params: Mapping[str, str | float]) -> Condition:
    """A skill's condition with its parameters put in."""
    return ground(condition, params)
