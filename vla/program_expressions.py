"""Expressions of the plan language: conditions, queries and values, read from a syntax tree."""

from __future__ import annotations

import ast
import math
from collections.abc import Collection

from vla.errors import UnknownName
from vla.plan import (
    And,
    Answered,
    Atom,
    Best,
    Condition,
    Count,
    Either,
    Exists,
    ForAll,
    Names,
    Not,
    Objects,
    Or,
    Query,
    Seen,
    Sorted,
    Take,
    Value,
    Var,
    Verified,
    Where,
    Without,
)
from vla.predicates import VOCABULARY
from vla.program_print import CONDITIONS, MAP_NAMES, QUERIES, RESERVED
from vla.program_text import ProgramError
from vla.vocabulary import COLORS, KINDS, SIZES

MAX_NUMBER = 1e6
MAX_STRING = 400
MAX_LIST = 64

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.GtE: ">=", ast.LtE: "<=", ast.Gt: ">", ast.Lt: "<",
}  # fmt: skip

HINTS: dict[type[ast.AST], str] = {
    ast.Attribute: "There is no attribute access.",
    ast.Subscript: "Use take(query, count, start=...) to choose among objects.",
    ast.Import: "Skills need no import.",
    ast.ImportFrom: "Only `from skills import ...` at the top, which may be left out.",
    ast.FunctionDef: "Write the steps at the top level.",
    ast.While: "Use `for _ in range(n):` or `assert ... else: ...`.",
    ast.Assign: "There are no variables besides those of `for`.",
    ast.ListComp: "Use where(query, condition).",
    ast.GeneratorExp: "Use where(query, condition).",
    ast.JoinedStr: "Use a plain string.",
    ast.BinOp: "Write the number itself.",
    ast.Return: "Use done().",
    ast.Break: "Loops end by themselves; use done() to stop the plan.",
    ast.Try: "Use `assert condition` followed by `else: recovery`.",
}


_QUERY_FORMS = {
    "objects": "objects('block', color='red', size='small')",
    "where": "where(query, left_of(it, 'plate'))",
    "without": "without(query, query)",
    "either": "either(query, query)",
    "sorted_by": "sorted_by(query, 'nearest', 'plate')",
    "take": "take(query, 2, start=1)",
    "detect": "detect('red block')",
    "select": "select(query, 'the darkest one')",
}


def position(node: ast.AST, rows: list[str]) -> tuple[int, int]:
    """Line and column, from 1, in characters (`ast` counts bytes)."""
    line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    return line, len(rows[line - 1].encode()[:offset].decode(errors="ignore")) + 1


def described(words: str) -> str | Objects:
    """What is called by a name, or by a colour, a size and a kind: `large red block`."""
    *before, kind = words.lower().split() or [""]
    colors, sizes = ([w for w in before if w in known] for known in (COLORS, SIZES))
    if before and kind in KINDS and len(before) == len(colors) + len(sizes):
        return Objects(kind, *colors[:1] or [None], *sizes[:1])
    return words if words.isidentifier() else "_".join(words.lower().split())


class ExpressionReader:
    """Translates expressions; every refusal names line, column and what to write instead."""

    def __init__(self, rows: list[str]):
        self.rows = rows
        self.things: dict[str, str] = {}
        """Name -> what it was said to stand for."""

    def refuse(self, node: ast.AST, message: str = "", hint: str = "") -> ProgramError:
        message = message or f"{type(node).__name__} is not in the plan language."
        return ProgramError(message, *position(node, self.rows), hint or HINTS.get(type(node), ""))

    # --- conditions ----------------------------------------------------------------------

    def condition(self, expr: ast.expr) -> Condition:
        match expr:
            case ast.UnaryOp(ast.Not(), operand):
                return Not(self.condition(operand))
            case ast.BoolOp(op, values):
                parts = tuple(self.condition(value) for value in values)
                return And(parts) if isinstance(op, ast.And) else Or(parts)
            case ast.Compare(ast.Call(ast.Name("count"), [query], []), [op], [number]):
                if type(op) not in _COMPARE:
                    raise self.refuse(expr, "A count is compared by == >= <= > or <.")
                seen = isinstance(query, ast.Constant)
                counted = Seen(self.string(query)) if seen else self.query(query)
                return Count(counted, _COMPARE[type(op)], self.integer(number))
            case ast.Compare(ast.Call(ast.Name("vqa"), [question], []), [ast.Eq()], [answer]):
                return Answered(self.string(question), self.string(answer))
            case ast.Call():
                return self.test(expr)
        hint = HINTS.get(type(expr), "Write predicates such as holding('red_block').")
        raise self.refuse(expr, "This is no condition.", hint)

    def test(self, call: ast.Call) -> Condition:
        name = self.function(call)
        if name == "count":
            raise self.refuse(call, "A count must be compared.", "count(query) == 2")
        if name == "vqa":
            hint = "vqa('what color is the bowl?') == 'green', or not ... == ..."
            raise self.refuse(call, "An answer must be compared by ==.", hint)
        self.known(call, name, (*VOCABULARY, *CONDITIONS), "predicate")
        self.no_keywords(call)
        match name, call.args:
            case "exists", [query]:
                return Exists(self.query(query))
            case "for_all", [query, inner]:
                return ForAll(self.query(query), self.condition(inner))
            case "verify", [statement]:
                return Verified(self.string(statement))
            case "verify", _:
                raise self.refuse(call, "verify is called differently.", "verify('a statement')")
            case (("exists" | "for_all"), _):
                hint = "exists(query), for_all(query, condition)"
                raise self.refuse(call, f"{name} is called differently.", hint)
            case (("all_of" | "any_of"), parts):
                conditions = tuple(self.condition(part) for part in parts)
                return And(conditions) if name == "all_of" else Or(conditions)
        return Atom(name, tuple(self.value(arg) for arg in call.args))

    # --- values --------------------------------------------------------------------------

    def query(self, expr: ast.expr) -> Query:
        if isinstance(expr, (ast.List, ast.Tuple)):
            if len(expr.elts) > MAX_LIST:
                raise self.refuse(expr, f"A list holds at most {MAX_LIST} names.")
            return Names(tuple(self.name(element) for element in expr.elts))
        if not isinstance(expr, ast.Call):
            hint = HINTS.get(type(expr), "Write objects('block', color='red') or ['red_block'].")
            raise self.refuse(expr, "This denotes no objects.", hint)
        name = self.function(expr)
        self.known(expr, name, QUERIES, "query")
        keywords = self.keywords(expr)
        match name, expr.args:
            case "objects", [] | [_] as kind if not keywords.keys() - {"color", "size", "kind"}:
                given = {key: self.string(value) for key, value in keywords.items()}
                if kind and "kind" not in given:
                    given["kind"] = self.string(kind[0])
                if not kind or "kind" not in keywords:
                    return Objects(given.get("kind"), given.get("color"), given.get("size"))
            case "where", [source, condition] if not keywords:
                return Where(self.query(source), self.condition(condition))
            case "without", [source, excluded] if not keywords:
                return Without(self.query(source), self.query(excluded))
            case "either", sources if not keywords:
                return Either(tuple(self.query(source) for source in sources))
            case "sorted_by", [source, key, *about] if not keywords and len(about) < 2:
                reference = self.name(about[0]) if about else None
                return Sorted(self.query(source), self.string(key), reference)
            case "take", [source, number] if not keywords.keys() - {"start"}:
                start = self.integer(keywords["start"]) if keywords else 0
                return Take(self.query(source), self.integer(number), start)
            case "detect", [phrase] if not keywords:
                return Seen(self.string(phrase))
            case "select", [source, phrase] if not keywords:
                return Best(self.query(source), self.string(phrase))
        raise self.refuse(expr, f"{name} is called differently.", _QUERY_FORMS[name])

    def value(self, expr: ast.expr) -> Value:
        match expr:
            case ast.Constant(str()):
                return self.string(expr)
            case ast.Constant(bool(flag)):
                return flag
            case ast.Constant() | ast.UnaryOp():
                return self.number(expr)
            case ast.Name(name) if name in self.things:
                return described(self.things[name])
            case ast.Name():
                return self.variable(expr)
            case ast.Call() | ast.List() | ast.Tuple():
                return self.query(expr)
        raise self.refuse(expr)

    def number(self, expr: ast.expr) -> int | float:
        match expr:
            case ast.UnaryOp(ast.USub(), ast.Constant() as inner):
                return -self.number(inner)
            case ast.Constant(int() | float() as value) if not isinstance(value, bool):
                if math.isfinite(value) and abs(value) <= MAX_NUMBER:
                    return value
                raise self.refuse(expr, f"A number beyond {MAX_NUMBER:g}.")
        raise self.refuse(expr, "This is no plain number.", HINTS.get(type(expr), ""))

    def integer(self, expr: ast.expr) -> int:
        value = self.number(expr)
        if not isinstance(value, int):
            raise self.refuse(expr, "A whole number is needed.")
        return value

    def string(self, expr: ast.expr) -> str:
        match expr:
            case ast.Constant(str(text)):
                if len(text) <= MAX_STRING:
                    return text
                raise self.refuse(expr, f"A text of more than {MAX_STRING} characters.")
        raise self.refuse(expr, "A text in quotes is needed.", HINTS.get(type(expr), ""))

    def name(self, expr: ast.expr) -> str | Var:
        if isinstance(expr, ast.Name):
            return self.things.get(expr.id) or self.variable(expr)
        return self.string(expr)

    def variable(self, expr: ast.Name) -> Var:
        if expr.id in RESERVED or expr.id in MAP_NAMES:
            raise self.refuse(expr, f"'{expr.id}' is a word of the language, no variable.")
        return Var(expr.id)

    # --- calls ---------------------------------------------------------------------------

    def function(self, call: ast.Call) -> str:
        if not isinstance(call.func, ast.Name):
            raise self.refuse(call.func)
        return call.func.id

    def known(self, node: ast.AST, name: str, names: Collection[str], what: str) -> None:
        if name not in names:
            raise self.refuse(node, str(UnknownName(what, name, names)))

    def keywords(self, call: ast.Call) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for keyword in call.keywords:
            if keyword.arg is None or keyword.arg in found or keyword.arg in RESERVED:
                what = "`**`" if keyword.arg is None else f"'{keyword.arg}', twice or taken,"
                raise self.refuse(keyword, f"{what} cannot be a keyword here.")
            found[keyword.arg] = keyword.value
        return found

    def no_keywords(self, call: ast.Call) -> None:
        for name in self.keywords(call):
            raise self.refuse(call, f"No keyword '{name}' here.", "Give values in order.")
