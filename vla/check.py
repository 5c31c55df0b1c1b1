"""Checks a plan against a scene before anything moves.

First every branch is read for what can be told without running it: names, types, units, arity,
affordances, unreachable steps, invariants against each other. If that is clean, a dry run finds
what depends on the order of events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import combinations

from vla.check_maps import map_problems, things
from vla.dryrun import MAX_LOOP_TURNS, dry_run
from vla.errors import UnknownName, UserError
from vla.judging_cost import most_readings
from vla.looking import unanswerable
from vla.measures import OPPOSITE
from vla.plan import (
    SORT_KEYS,
    And,
    Atom,
    Best,
    Call,
    Condition,
    Count,
    Done,
    Either,
    Ensure,
    Execute,
    Exists,
    Fail,
    ForAll,
    ForEach,
    If,
    Keep,
    Names,
    Node,
    Not,
    Objects,
    Or,
    Plan,
    Query,
    Repeat,
    Require,
    Seq,
    Sorted,
    Take,
    Value,
    Var,
    Where,
    Without,
)
from vla.predicates import VOCABULARY
from vla.program import code_lines
from vla.scene import Scene
from vla.skills import PICKS, SKILLS, TURNS, Param
from vla.values import value_problem
from vla.vocabulary import COLORS, KINDS, SIZES

MAX_DEPTH = 120
"""Parts within parts."""
MAX_RETRIES = 10
MAX_READINGS = 20_000
"""Predicates that one condition may take: a tenth of a second."""

_AFFORDANCES: dict[tuple[str, str], tuple[str, str]] = {
    **{(pick, "object"): ("graspable", "be grasped") for pick in (*PICKS, *TURNS)},
    ("place_in", "container"): ("container", "hold things: it is no container"),
    ("place_on", "support"): ("support", "carry things on top"),
    ("open", "fixture"): ("openable", "be opened"),
    ("close", "fixture"): ("openable", "be closed"),
    ("push_shut", "fixture"): ("openable", "be pushed shut"),
    ("press", "button"): ("pressable", "be pressed"),
}
"""Skill and parameter -> field of `Kind` that is needed, and the words for it."""

_DISTANCE = (0.0, 1.0, "m")
_NUMBERS: dict[str, tuple[tuple[float, float, str], ...]] = {
    "open_to": ((0.0, 1.0, ""),),
    "closed_by": ((0.0, 1.0, ""),),
    "slower_than": ((0.01, 2.0, "m/s"),),
    "slow_near": ((0.01, 0.5, "m"), (0.05, 1.0, "")),
    "slow_in": ((0.05, 1.0, ""),),
}
"""Predicate -> range and unit of each of its numbers; those of all others are distances."""

_EXCLUSIVE = (("opened", "closed"), ("left_of", "right_of"), ("in_front_of", "behind"))
"""Predicates that cannot both hold of the same things."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a plan."""

    severity: str
    """`error`: do not start; `warning`: it may go wrong."""
    where: str
    """`line 4` of the plan's code, or `step 2.then.1` if it cannot be printed."""
    message: str

    def __str__(self) -> str:
        return f"{self.severity} at {self.where}: {self.message}"


def check(plan: Plan, scene: Scene) -> tuple[Problem, ...]:
    """Everything wrong with a plan in a scene, errors first; empty for a plan to be trusted."""
    if _deeper(plan, MAX_DEPTH):
        return (Problem("error", "the plan", f"It nests more than {MAX_DEPTH} parts."),)
    if most_readings(plan, len(scene.entities)) > MAX_READINGS:
        words = "A condition takes too long to judge: fewer queries within queries."
        return (Problem("error", "the plan", words),)
    checker = _Checker(scene)
    for message in unanswerable(plan, scene):
        checker.error("", message)
    checker.block(plan.body, "", frozenset(), ())
    if not any(severity == "error" for severity, _, _ in checker.found):
        run = dry_run(plan, scene)
        for message in run.problems:
            checker.error(run.where, message)
        for message in (*run.notes, *run.astray):
            checker.warn("", message)
        if run.finished and not run.calls:
            checker.warn("", "The plan does nothing.")
    try:
        lines = code_lines(plan)
    except UserError:
        lines = {}
    problems = [
        Problem(severity, _place(path, lines), message) for severity, path, message in checker.found
    ]
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.severity != "error"))


def _place(path: str, lines: dict[str, int]) -> str:
    if not path:
        return "the plan"
    return f"line {lines[path]}" if path in lines else f"step {path}"


def _deeper(part: object, depth: int) -> bool:
    """Whether a plan nests deeper than `depth`, without recursion."""
    waiting = [(part, 0)]
    while waiting:
        node, level = waiting.pop()
        if level > depth:
            return True
        if isinstance(node, tuple):
            waiting += [(member, level) for member in node]
        elif is_dataclass(node):
            waiting += [(getattr(node, field.name), level + 1) for field in fields(node)]
    return False


def _ends(node: Node) -> bool:
    """Whether nothing after this node can be reached."""
    match node:
        case Done() | Fail():
            return True
        case Seq(steps):
            return any(_ends(step) for step in steps)
        case If(_, then, otherwise):
            return _ends(then) and _ends(otherwise)
        case Keep(_, body):
            return _ends(body)
    return False


def _literals(condition: Condition, positive: bool = True) -> list[tuple[Condition, bool]]:
    """The conditions that an invariant certainly demands, each with whether it is to hold."""
    match condition:
        case Not(inner):
            return _literals(inner, not positive)
        case And(parts) if positive:
            return [literal for part in parts for literal in _literals(part)]
        case Or(parts) if not positive:
            return [literal for part in parts for literal in _literals(part, False)]
    return [(condition, positive)]


def _contradict(a: tuple[Condition, bool], b: tuple[Condition, bool]) -> bool:
    if a[0] == b[0]:
        return a[1] != b[1]
    match a, b:
        case (Atom(x, args), True), (Atom(y, others), True) if args == others:
            return (x, y) in _EXCLUSIVE or (y, x) in _EXCLUSIVE
        case (Atom("on_side", (thing, str(side))), True), (Atom("on_side", (other, way)), True):
            return thing == other and way == OPPOSITE.get(side)
        case (Atom("holding"), True), (Atom("holding"), True):
            return True
        case (Atom("holding"), True), (Atom("holding_something"), False):
            return True
        case (Atom("holding_something"), False), (Atom("holding"), True):
            return True
    return False


class _Checker:
    """Collects (severity, path, message) while it walks a plan."""

    def __init__(self, scene: Scene):
        self.scene = scene
        self.found: list[tuple[str, str, str]] = []

    def error(self, path: str, message: object) -> None:
        self.found.append(("error", path, str(message)))

    def warn(self, path: str, message: object) -> None:
        self.found.append(("warning", path, str(message)))

    # --- nodes ---------------------------------------------------------------------------

    def block(
        self, seq: Seq, path: str, bound: frozenset[str], keep: tuple[Condition, ...]
    ) -> None:
        for number, step in enumerate(seq.steps, 1):
            at = f"{path}.{number}" if path else str(number)
            self.node(step, at, bound, keep)
            if _ends(step) and number < len(seq.steps):
                self.warn(f"{path}.{number + 1}" if path else str(number + 1), "Never reached.")
                break

    def node(
        self, node: Node, path: str, bound: frozenset[str], keep: tuple[Condition, ...]
    ) -> None:
        match node:
            case Seq():
                self.block(node, path, bound, keep)
            case Call():
                self.call(node, path, bound)
            case Execute():
                self.execute(node, path, bound)
            case If(condition, then, otherwise):
                self.condition(condition, path, bound)
                self.block(then, f"{path}.then", bound, keep)
                self.block(otherwise, f"{path}.otherwise", bound, keep)
            case ForEach(var, query, body, limit):
                self.query(query, path, bound)
                self.between(limit, 1, MAX_LOOP_TURNS, "The limit of a loop", path)
                if var == "it":
                    self.error(path, "'it' is taken by conditions; rename the loop's variable.")
                self.block(body, f"{path}.body", bound | {var}, keep)
            case Repeat(count, body):
                self.between(count, 1, MAX_LOOP_TURNS, "The number of turns", path)
                self.block(body, f"{path}.body", bound, keep)
            case Ensure(condition, recover, retries):
                self.condition(condition, path, bound)
                self.between(retries, 0, MAX_RETRIES, "The number of retries", path)
                self.block(recover, f"{path}.recover", bound, keep)
            case Keep(conditions, body):
                for condition in conditions:
                    self.condition(condition, path, bound)
                self.invariants((*keep, *conditions), path)
                self.block(body, f"{path}.body", bound, (*keep, *conditions))
            case Require(condition, _):
                self.condition(condition, path, bound)

    def between(self, number: int, low: int, high: int, what: str, path: str) -> None:
        if not low <= number <= high:
            self.error(path, f"{what} is {number}; it must be {low} to {high}.")

    def invariants(self, conditions: Sequence[Condition], path: str) -> None:
        literals = [literal for condition in conditions for literal in _literals(condition)]
        if any(_contradict(a, b) for a, b in combinations(literals, 2)):
            self.error(path, "These invariants contradict each other.")

    def call(self, call: Call, path: str, bound: frozenset[str]) -> None:
        if call.skill not in SKILLS:
            return self.error(path, UnknownName("skill", call.skill, SKILLS))
        spec = SKILLS[call.skill]
        if len(call.args) != len(spec.positional):
            self.error(path, f"Expected {spec.signature}, got {len(call.args)} values.")
        for param, value in zip(spec.positional, call.args, strict=False):
            self.value(param, value, path, bound)
            self.affordance(call.skill, param, value, path)
        if call.skill.startswith("place_") and len(call.args) > 1 and call.args[0] == call.args[1]:
            self.error(path, f"{call.skill}: a thing cannot be placed on, in or beside itself.")
        params = {param.name: param for param in spec.params if not param.required}
        names = [name for name, _ in call.options]
        for name, value in call.options:
            if name not in params:
                self.error(path, UnknownName(f"option of {call.skill}", name, params))
            else:
                self.value(params[name], value, path, bound)
        if len(set(names)) < len(names):
            self.error(path, f"{call.skill} has an option given twice.")
        return None

    def execute(self, step: Execute, path: str, bound: frozenset[str]) -> None:
        for problem in map_problems(step):
            self.error(path, problem)
        for thing in things(step):
            if isinstance(thing, Var):
                self.variable(thing, path, bound)
            elif not isinstance(thing, str):
                self.query(thing, path, bound)

    def affordance(self, skill: str, param: Param, value: Value, path: str) -> None:
        needed = _AFFORDANCES.get((skill, param.name))
        if needed and isinstance(value, str) and value in self.scene:
            entity = self.scene[value]
            if not getattr(entity.affords, needed[0]):
                self.error(path, f"{value} ({entity.kind}) cannot {needed[1]}.")

    # --- values and conditions -----------------------------------------------------------

    def value(self, param: Param, value: Value, path: str, bound: frozenset[str]) -> None:
        match value:
            case Var():
                self.variable(value, path, bound)
            case str() | int() | float():
                wrong = value_problem(param, value, self.scene)
                if wrong:
                    self.error(path, wrong)
            case _:
                self.query(value, path, bound)
                if param.type != "entity":
                    self.error(path, f"{param.name} is no object, so a query cannot give it.")

    def variable(self, var: Var, path: str, bound: frozenset[str]) -> None:
        if var.name not in bound:
            quoted = f" Put it in quotes: '{var.name}'." if var.name in self.scene else ""
            self.error(path, str(UnknownName("variable", var.name, bound)) + quoted)

    def condition(self, condition: Condition, path: str, bound: frozenset[str]) -> None:
        match condition:
            case Atom():
                self.atom(condition, path, bound)
            case Not(inner):
                self.condition(inner, path, bound)
            case And(parts) | Or(parts):
                for part in parts:
                    self.condition(part, path, bound)
            case Exists(query):
                self.query(query, path, bound)
            case Count(query, op, number):
                self.query(query, path, bound)
                if op not in ("==", ">=", "<=", ">", "<"):
                    self.error(path, f"Counts are compared by == >= <= > <, not {op!r}.")
                if number < 0:
                    self.error(path, f"A count of {number} cannot be.")
            case ForAll(query, inner):
                self.query(query, path, bound)
                self.condition(inner, path, bound | {"it"})

    def atom(self, atom: Atom, path: str, bound: frozenset[str]) -> None:
        if atom.name not in VOCABULARY:
            return self.error(path, UnknownName("predicate", atom.name, VOCABULARY))
        signature = VOCABULARY[atom.name]
        low, high = signature.arity
        if not low <= len(atom.args) <= high:
            form = f"{atom.name}({', '.join(signature.args)})"
            self.error(path, f"Expected {form}, got {len(atom.args)} values.")
        numbers = iter(_NUMBERS.get(atom.name, ()))
        for kind, value in zip(signature.args, atom.args, strict=False):
            reach = next(numbers, _DISTANCE) if kind == "number" else _DISTANCE
            self.value(Param(f"{atom.name}'s {kind}", kind, None, *reach), value, path, bound)
        return None

    def query(self, query: Query, path: str, bound: frozenset[str]) -> None:
        match query:
            case Objects(kind, color, size):
                words = (
                    ("kind", kind, (*KINDS, "container")),
                    ("color", color, COLORS),
                    ("size", size, SIZES),
                )
                for what, word, known in words:
                    if word is not None and word not in known:
                        self.error(path, UnknownName(what, word, known))
            case Where(source, condition):
                self.query(source, path, bound)
                self.condition(condition, path, bound | {"it"})
            case Without(source, excluded):
                self.query(source, path, bound)
                self.query(excluded, path, bound)
            case Either(sources):
                for source in sources:
                    self.query(source, path, bound)
            case Names(names):
                for name in names:
                    self.value(Param("object", "entity"), name, path, bound)
            case Sorted(source, key, reference):
                self.query(source, path, bound)
                if key not in SORT_KEYS:
                    self.error(path, UnknownName("order", key, SORT_KEYS))
                if reference is not None:
                    self.value(Param("object", "entity"), reference, path, bound)
            case Best(source):
                self.query(source, path, bound)
            case Take(source, count, start):
                self.query(source, path, bound)
                if count < 1 or start < 0:
                    self.error(path, f"take({count}, start={start}) takes nothing.")
