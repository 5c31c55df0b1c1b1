"""Plan -> ProgPrompt-style code, exactly: `vla.program.from_code` reads the same plan back."""

from __future__ import annotations

import keyword
import math
from collections.abc import Sequence

from vla.errors import UserError
from vla.plan import (
    MAPS,
    And,
    Answered,
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
    Facing,
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
    Seen,
    Seq,
    Size,
    Sorted,
    Spot,
    Take,
    Value,
    Var,
    Verified,
    Where,
    Without,
)
from vla.predicates import VOCABULARY
from vla.program_text import escape
from vla.skills import SKILLS

STATEMENTS = ("keep", "fail", "done", "retries", "limit", "range")
QUERIES = ("objects", "where", "without", "either", "sorted_by", "take", "detect", "select")
CONDITIONS = ("exists", "count", "for_all", "all_of", "any_of", "verify", "vqa")
MAP_NAMES = tuple(f"{kind}_map" for kind in MAPS)
"""What value maps are called, in the order of `vla.plan.MAPS`."""
RESERVED = frozenset((*SKILLS, *VOCABULARY, *STATEMENTS, *QUERIES, *CONDITIONS))
"""Words of the language: no variable may be called so."""

TAB = "    "


def to_code(plan: Plan, objects: Sequence[str] = ()) -> str:
    """A plan as code; `objects` are listed at its head as what the scene holds.

    Raises:
        UserError: what cannot be said in the language (a variable called `pick`, infinity).
    """
    printer = _Printer()
    if plan.instruction:
        printer.line(f'# "{escape(plan.instruction)}"')
    used = dict.fromkeys(_skills(plan.body))
    if used:
        printer.line(f"from skills import {', '.join(used)}")
    if objects:
        printer.line(f"objects = [{', '.join(map(value_code, objects))}]")
    if printer.lines:
        printer.line("")
    printer.block(plan.body, "", "")
    return "\n".join(printer.lines) + "\n"


def code_lines(plan: Plan) -> dict[str, int]:
    """Path of every node (see `vla.dryrun.GroundedCall.path`) -> its line in `to_code(plan)`."""
    code = to_code(plan)
    printer = _Printer()
    printer.block(plan.body, "", "")
    head = code.count("\n") - len(printer.lines)
    return {path: head + line for path, line in printer.at.items()}


class _Printer:
    """Lines so far, and the line at which each node stands."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.at: dict[str, int] = {}

    def line(self, text: str, path: str = "") -> None:
        self.lines.append(text)
        if path:
            self.at[path] = len(self.lines)

    def block(self, seq: Seq, path: str, indent: str, number: int = 1) -> None:
        """A whole indented block; its sub-goals are numbered from `number`."""
        if seq.comment:
            self.line(f"{indent}# goal: {escape(seq.comment)}")
        self.steps(seq.steps, path, indent, (), True, number)

    def steps(
        self,
        steps: tuple[Node, ...],
        path: str,
        indent: str,
        label: tuple[int, ...],
        last: bool,
        number: int = 1,
    ) -> None:
        """Statements under a sub-goal `label`; `last` if the block ends with them."""
        group = ""
        for index, step in enumerate(steps, 1):
            at = f"{path}.{index}" if path else str(index)
            final = last and index == len(steps)
            if isinstance(step, Seq):
                numbers = (*label, number)
                group, number = ".".join(map(str, numbers)), number + 1
                before = self.lines[-1] if self.lines else ""
                if before and not indent and not before.startswith("#"):
                    self.line("")
                text = f" {escape(step.comment)}" if step.comment else ""
                self.line(f"{indent}# {group}:{text}", at)
                self.steps(step.steps, at, indent, numbers, final)
                continue
            if group:
                self.line(f"{indent}# end {group}")
                group = ""
            if isinstance(step, Keep) and final:
                self.line(f"{indent}{_keep(step)}", at)
                self.block(step.body, f"{at}.body", indent, label[0] + 1 if label else number)
            else:
                self.node(step, at, indent)
        if not steps:
            self.line(f"{indent}pass")

    def node(self, node: Node, path: str, indent: str) -> None:
        inner = indent + TAB
        match node:
            case If():
                self.choice(node, path, indent, "if")
            case ForEach(var, query, body, limit):
                found = query_code(query)
                found = found if limit == 16 else f"limit({found}, {value_code(limit)})"
                self.line(f"{indent}for {_loop_variable(var)} in {found}:", path)
                self.block(body, f"{path}.body", inner)
            case Repeat(count, body):
                self.line(f"{indent}for _ in range({value_code(count)}):", path)
                self.block(body, f"{path}.body", inner)
            case Ensure():
                self.ensure(node, path, indent)
            case Keep():
                self.line(f"{indent}with {_keep(node)}:", path)
                self.block(node.body, f"{path}.body", inner)
            case Execute():
                for line in _map_lines(node):
                    self.line(f"{indent}{line}")
                self.at[path] = len(self.lines)
            case Require(condition, reason):
                self.line(f"{indent}assert {condition_code(condition)}, {value_code(reason)}", path)
            case _:
                self.line(f"{indent}{_simple(node)}", path)

    def choice(self, node: If, path: str, indent: str, word: str) -> None:
        self.line(f"{indent}{word} {condition_code(node.condition)}:", path)
        self.block(node.then, f"{path}.then", indent + TAB)
        match node.otherwise:
            case Seq((), ""):
                pass
            case Seq((If() as second,), ""):
                self.choice(second, f"{path}.otherwise.1", indent, "elif")
            case otherwise:
                self.line(f"{indent}else:")
                self.block(otherwise, f"{path}.otherwise", indent + TAB)

    def ensure(self, node: Ensure, path: str, indent: str) -> None:
        self.line(f"{indent}assert {condition_code(node.condition)}", path)
        inner, retries = indent + TAB, node.retries != 2
        match node.recover:
            case Seq((), "") if not retries:
                pass
            case Seq((), ""):
                self.line(f"{inner}else: retries({value_code(node.retries)})")
            case Seq((Call() | Fail() | Done() as step,), "") if not retries:
                self.line(f"{inner}else: {_simple(step)}", f"{path}.recover.1")
            case recover:
                self.line(f"{inner}else:")
                if retries:
                    self.line(f"{inner}{TAB}retries({value_code(node.retries)})")
                self.block(recover, f"{path}.recover", inner + TAB)


def _simple(node: Node) -> str:
    match node:
        case Call(skill, args, options):
            _known_word(skill, SKILLS, "skill")
            parts = [value_code(value) for value in args]
            parts += [f"{_identifier(name)}={value_code(value)}" for name, value in options]
            return f"{skill}({', '.join(parts)})"
        case Fail(reason):
            return f"fail({value_code(reason)})"
        case Done():
            return "done()"
    raise UserError(f"A plan cannot hold {node!r}.")


_BESIDE = {
    "top": "above", "bottom": "below", "left": "left_of", "right": "right_of",
    "front": "in_front_of", "back": "behind",
}  # fmt: skip
"""Side of a thing -> the function of spots beyond it."""


def _map_lines(node: Execute) -> list[str]:
    """Maps begun and painted, then the step itself."""
    lines, given = [], [value_code(node.movable)]
    for painting in node.maps:
        name = f"{painting.kind}_map"
        if name not in MAP_NAMES:
            raise UserError(f"There is no map of {painting.kind!r}, so the plan has no code.")
        lines.append(f"{name} = get_empty_{name}()")
        for dab in painting.dabs:
            parts = (name, spot_code(dab.spot), value_code(dab.radius), _content(dab.value))
            lines.append(f"set_voxel_by_radius({', '.join(parts)})")
        given.append(f"{name}={name}")
    return [*lines, f"execute({', '.join(given)})"]


def spot_code(spot: Spot) -> str:
    """A place as code."""
    shift = ", ".join(map(value_code, spot.shift))
    if spot.part == "point":
        return f"[{shift}]"
    if spot.thing is None:
        named = {"hand": "get_ee_pos()", "everywhere": "everywhere()"}
        code = named.get(spot.part, f"region({value_code(spot.part)})")
    elif spot.part in _BESIDE:
        away = spot.away
        sized = isinstance(away, Size)
        far = f"{away.what}({value_code(away.thing)})" if sized else value_code(away)
        code = f"{_BESIDE[spot.part]}({value_code(spot.thing)}, {far})"
    else:
        code = f"{_identifier(spot.part)}({value_code(spot.thing)})"
    return f"shifted({code}, {shift})" if any(spot.shift) else code


def _content(value: tuple[float | int, ...] | Facing) -> str:
    if isinstance(value, Facing):
        return f"pointat2quat({'-' * value.against}normal({value_code(value.thing)}))"
    codes = [value_code(part) for part in value]
    return codes[0] if len(codes) == 1 else f"[{', '.join(codes)}]"


def _keep(node: Keep) -> str:
    return f"keep({', '.join(map(condition_code, node.conditions))})"


def condition_code(condition: Condition) -> str:
    """A condition as code."""
    match condition:
        case Atom(name, args):
            _known_word(name, VOCABULARY, "predicate")
            return f"{name}({', '.join(map(value_code, args))})"
        case Not(inner):
            return f"not {_grouped(inner)}"
        case And(parts) | Or(parts):
            conjunction = isinstance(condition, And)
            if len(parts) < 2:
                word = "all_of" if conjunction else "any_of"
                return f"{word}({', '.join(map(condition_code, parts))})"
            return (" and " if conjunction else " or ").join(map(_grouped, parts))
        case Exists(query):
            return f"exists({query_code(query)})"
        case Count(query, op, number):
            if op not in ("==", ">=", "<=", ">", "<"):
                raise UserError(f"A count is compared by == >= <= > or <, not by {op!r}.")
            counted = value_code(query.phrase) if isinstance(query, Seen) else query_code(query)
            return f"count({counted}) {op} {value_code(number)}"
        case ForAll(query, inner):
            return f"for_all({query_code(query)}, {condition_code(inner)})"
        case Verified(statement):
            return f"verify({value_code(statement)})"
        case Answered(question, answer):
            return f"vqa({value_code(question)}) == {value_code(answer)}"


def _grouped(condition: Condition) -> str:
    code = condition_code(condition)
    compound = isinstance(condition, (And, Or)) and len(condition.conditions) > 1
    return f"({code})" if compound else code


def query_code(query: Query) -> str:
    """A query as code."""
    match query:
        case Objects(kind, color, size):
            parts = [] if kind is None else [value_code(kind)]
            parts += [] if color is None else [f"color={value_code(color)}"]
            parts += [] if size is None else [f"size={value_code(size)}"]
            return f"objects({', '.join(parts)})"
        case Where(source, condition):
            return f"where({query_code(source)}, {condition_code(condition)})"
        case Without(source, excluded):
            return f"without({query_code(source)}, {query_code(excluded)})"
        case Either(sources):
            return f"either({', '.join(map(query_code, sources))})"
        case Names(names):
            return f"[{', '.join(map(value_code, names))}]"
        case Sorted(source, key, reference):
            about = "" if reference is None else f", {value_code(reference)}"
            return f"sorted_by({query_code(source)}, {value_code(key)}{about})"
        case Take(source, count, start):
            later = f", start={value_code(start)}" if start else ""
            return f"take({query_code(source)}, {value_code(count)}{later})"
        case Seen(phrase):
            return f"detect({value_code(phrase)})"
        case Best(source, phrase):
            return f"select({query_code(source)}, {value_code(phrase)})"


def value_code(value: Value) -> str:
    """A value as code."""
    match value:
        case str():
            return f"'{escape(value, chr(39))}'"
        case bool() | int():
            return repr(value)
        case float():
            if not math.isfinite(value):
                raise UserError(f"A plan cannot hold the number {value}.")
            return repr(value)
        case Var(name):
            return _identifier(name)
        case _:
            return query_code(value)


def _identifier(name: str) -> str:
    taken = keyword.iskeyword(name) or name in RESERVED or name in MAP_NAMES
    if not (name.isascii() and name.isidentifier()) or taken:
        raise UserError(f"'{name[:80]}' cannot be the name of a variable or an option.")
    return name


def _loop_variable(name: str) -> str:
    if name in ("it", "_"):
        raise UserError(f"A loop variable cannot be called '{name}'; that word is taken.")
    return _identifier(name)


def _known_word(word: str, known: dict, what: str) -> None:
    if word not in known:
        raise UserError(f"There is no {what} '{word[:80]}', so the plan has no code.")


def _skills(node: Node) -> list[str]:
    """Skills in order of appearance."""
    match node:
        case Seq(steps):
            return [skill for step in steps for skill in _skills(step)]
        case Call(skill):
            return [skill]
        case If(_, then, otherwise):
            return _skills(then) + _skills(otherwise)
        case ForEach() | Repeat() | Keep():
            return _skills(node.body)
        case Ensure(_, recover):
            return _skills(recover)
    return []
