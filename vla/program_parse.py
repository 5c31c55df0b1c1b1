"""ProgPrompt-style code -> Plan: `ast.parse`, a whitelist, and translation. Nothing is executed.

Names mean something only where the language says so: a skill as a statement, a predicate in a
condition, `objects(...)` and its kin in a query. Everything else Python knows is refused with the
line, the column and what to write instead.
"""

from __future__ import annotations

import ast
import warnings

from vla.plan import (
    Call,
    Condition,
    Done,
    Ensure,
    Fail,
    ForEach,
    If,
    Keep,
    Node,
    Plan,
    Repeat,
    Require,
    Seq,
)
from vla.program_expressions import HINTS, position
from vla.program_maps import STEPS, MapReader
from vla.program_text import ProgramError, Source, read_source
from vla.skills import SKILLS

MAX_NODES = 500
MAX_DEPTH = 12
"""Of the syntax tree."""
MAX_BLOCKS = 40
"""`keep` statements under each other open blocks that the syntax tree does not show."""


def from_code(text: str, instruction: str = "") -> Plan:
    """The plan a program means; `instruction` replaces the one in its first comment.

    Raises:
        ProgramError: anything that is not in the language, with line, column and a hint.
    """
    source = read_source(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(source.code)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        raise ProgramError(
            f"{(error.msg or 'invalid syntax').split(';')[0].capitalize()}.",
            line,
            max(column, 1),
            "Send the program alone, without other text.",
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise ProgramError("The program is nested too deep to be read.", 1) from None
    rows = source.code.split("\n")
    _check_size(tree, rows)
    reader = _Reader(source, rows)
    return Plan(reader.program(tree), instruction or source.instruction)


def _check_size(tree: ast.Module, rows: list[str]) -> None:
    nodes = 0
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        at = position(node, rows)
        if depth > MAX_DEPTH:
            raise ProgramError("Nested too deep.", *at, f"At most {MAX_DEPTH} levels.")
        if nodes > MAX_NODES:
            raise ProgramError("The program is too long.", *at, f"At most {MAX_NODES} parts.")
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.expr_context):
                waiting.append((child, depth + 1))


class _Reader(MapReader):
    """Translates the statements of one syntax tree."""

    def __init__(self, source: Source, rows: list[str]):
        super().__init__(rows)
        self.source = source
        self.marks = list(reversed(source.marks))
        self.blocks = 0

    def program(self, tree: ast.Module) -> Seq:
        start = 0
        for stmt in tree.body:
            match stmt:
                case ast.ImportFrom(module="skills", level=0):
                    for alias in stmt.names:
                        self.known(alias, alias.name, SKILLS, "skill")
                        if alias.asname:
                            raise self.refuse(alias, "A skill keeps its name.")
                case ast.Assign(targets=[ast.Name("objects")], value=ast.List(elts)):
                    for name in elts:
                        self.string(name)
                case _:
                    break
            start += 1
        if start == len(tree.body):
            hint = "A plan that does nothing is `pass`."
            raise ProgramError("The program is empty.", 1, 1, hint)
        body = self.block(tree.body[start:])
        self.all_used()
        return body

    def block(self, stmts: list[ast.stmt]) -> Seq:
        """Statements with their sub-goal comments; `keep(...)` takes all that follows it."""
        self.blocks += 1
        if self.blocks > MAX_BLOCKS:
            raise self.refuse(stmts[0], "Too many blocks within blocks.")
        comment, open_groups = "", [("", list[Node]())]

        def close(depth: int) -> None:
            while len(open_groups) > depth:
                text, steps = open_groups.pop()
                open_groups[-1][1].append(Seq(tuple(steps), text))

        for index, stmt in enumerate(stmts):
            while self.marks and self.marks[-1].line < stmt.lineno:
                mark = self.marks.pop()
                if mark.kind == "goal":
                    comment = mark.text if index == 0 else comment
                    continue
                close(max(mark.depth, 1))
                if mark.kind == "open":
                    open_groups.append((mark.text, []))
            steps = open_groups[-1][1]
            match stmt:
                case ast.Expr(ast.Call(ast.Name("keep")) as call):
                    rest = stmts[index + 1 :]
                    steps.append(Keep(self.invariants(call), self.block(rest) if rest else Seq(())))
                    break
                case ast.Pass():
                    pass
                case _ if self.drawn(stmt):
                    pass
                case _:
                    steps.append(self.statement(stmt))
        close(1)
        self.blocks -= 1
        return Seq(tuple(open_groups[0][1]), comment)

    def statement(self, stmt: ast.stmt) -> Node:
        match stmt:
            case ast.Expr(ast.Call() as call):
                return self.call(call)
            case ast.If(test, body, orelse):
                then = self.branched(body)
                return If(self.condition(test), then, self.branched(orelse) if orelse else Seq(()))
            case ast.For():
                return self.loop(stmt)
            case ast.With([ast.withitem(ast.Call(ast.Name("keep")) as call, None)], body):
                return Keep(self.invariants(call), self.block(body))
            case ast.Assert(test, None):
                return Ensure(self.condition(test))
            case ast.Assert(test, ast.expr() as reason):
                return Require(self.condition(test), self.string(reason))
            case ast.While(test) if stmt.lineno in self.source.ensures:
                recover, retries = self.recovery(stmt)
                return Ensure(self.condition(test), recover, retries)
            case ast.Expr(value):
                raise self.refuse(value, "" if type(value) in HINTS else "This does nothing.")
        raise self.refuse(stmt)

    def branched(self, stmts: list[ast.stmt]) -> Seq:
        """A block that may be skipped or repeated."""
        with self.branch():
            return self.block(stmts)

    def recovery(self, stmt: ast.While) -> tuple[Seq, int]:
        """The `else` of an assertion, indented under it or on its level."""
        match stmt:
            case ast.While(body=[ast.If(body=body, orelse=[]) as branch], orelse=[]):
                if branch.lineno not in self.source.recoveries:
                    raise self.refuse(branch)
            case ast.While(body=[ast.Pass()], orelse=[_, *_] as body):
                pass
            case _:
                hint = "Indent the whole recovery under it."
                raise self.refuse(stmt, "One `else:` belongs under an assert.", hint)
        match body:
            case [ast.Expr(ast.Call(ast.Name("retries"), [number], [])), *rest]:
                return self.branched(rest) if rest else Seq(()), self.integer(number)
        return self.branched(body), 2

    def loop(self, stmt: ast.For) -> Node:
        if stmt.orelse:
            raise self.refuse(stmt.orelse[0], "A loop has no else.")
        if not isinstance(stmt.target, ast.Name):
            raise self.refuse(stmt.target, "A loop has one variable.")
        match stmt.iter:
            case ast.Call(ast.Name("range"), [number], []):
                return Repeat(self.integer(number), self.branched(stmt.body))
            case ast.Call(ast.Name("limit"), [inner, number], []):
                source, limit = inner, self.integer(number)
            case source:
                limit = 16
        var = self.variable(stmt.target).name
        if var in ("it", "_"):
            raise self.refuse(stmt.target, f"'{var}' cannot be a loop variable.", "Rename it.")
        if var in self.things:
            raise self.refuse(stmt.target, f"'{var}' already stands for a thing.", "Rename it.")
        return ForEach(var, self.query(source), self.branched(stmt.body), limit)

    def call(self, call: ast.Call) -> Node:
        name = self.function(call)
        if name == "done" and not call.args and not call.keywords:
            return Done()
        if name == "fail" and len(call.args) == 1 and not call.keywords:
            return Fail(self.string(call.args[0]))
        if name in ("done", "fail"):
            raise self.refuse(call, f"{name} is called differently.", "done() or fail('reason').")
        if name in STEPS:
            return self.step(call, name)
        self.known(call, name, (*SKILLS, *STEPS), "skill")
        args = tuple(self.value(arg) for arg in call.args)
        options = {key: self.value(value) for key, value in self.keywords(call).items()}
        return Call(name, args, tuple(sorted(options.items())))

    def invariants(self, call: ast.Call) -> tuple[Condition, ...]:
        self.no_keywords(call)
        return tuple(self.condition(arg) for arg in call.args)
