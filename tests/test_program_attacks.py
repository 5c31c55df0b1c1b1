"""Programs that were made to do harm, and very many random ones: what a model may write at worst.

Texts that are no program at all are in `test_program`; here are programs of the language, nearly
of it, and as nasty as it allows. Each must end as a plan that was checked and carried out
symbolically within its budgets, or as an error for the user, and nothing may leave the process.
`VLA_PROGRAMS` says how many are random.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from small_scenes import block, tabletop

from vla.check import check
from vla.dryrun import MAX_CALLS, MAX_DEPTH, MAX_STATEMENTS, dry_run
from vla.errors import UserError
from vla.judging_cost import most_readings
from vla.plan import SORT_KEYS, Atom, Exists, Objects, Plan, Require, Seq, Var, Where
from vla.predicates import VOCABULARY
from vla.program import ProgramError, from_code, to_code
from vla.program_print import CONDITIONS, QUERIES, STATEMENTS
from vla.scene import Scene
from vla.skills import SKILLS

SCENE = tabletop()
PROGRAMS = int(os.environ.get("VLA_PROGRAMS", "3000"))
SECONDS = 20.0
"""A program may take, on a machine that is busy with other things."""

# --- watching ----------------------------------------------------------------------------------

FORBIDDEN = ("open", "exec", "import", "os.", "subprocess.", "socket.", "ctypes.", "shutil.",
             "tempfile.", "code.__new__", "function.__new__", "object.__getattr__")  # fmt: skip
_seen: list[str] = []
_watching = False


def _hook(event: str, args: tuple[object, ...]) -> None:
    # A syntax error makes Python look for the line in a file of the program's name.
    looks_for_line = event == "open" and args[0] == "<unknown>"
    if _watching and event.startswith(FORBIDDEN) and not looks_for_line:
        _seen.append(f"{event}{args!r}"[:200])


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[None]:
    """Fail if Python opens, imports, executes or starts anything meanwhile."""
    global _watching
    try_out("home()")  # what is imported when it is first needed
    _seen.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert not _seen, _seen[:5]


def try_out(text: str, scene: Scene = SCENE) -> str:
    """What becomes of a program: `refused`, `wrong` or `planned`."""
    before = scene.to_json()
    began = time.perf_counter()
    try:
        found = from_code(text)
    except ProgramError as error:
        return "refused" if error.line >= 1 and len(str(error)) < 900 else str(error)
    assert from_code(to_code(found)) == found
    problems = check(found, scene)
    wrong = any(problem.severity == "error" for problem in problems)
    if not wrong:
        run = dry_run(found, scene)
        assert len(run.calls) <= MAX_CALLS
        assert run.finished, "the check found no error, yet it stops"
        assert all(str(a) in scene or isinstance(a, float | int) or a in WORDS
                   for call in run.calls for a in call.args)  # fmt: skip
    assert scene.to_json() == before
    assert time.perf_counter() - began < SECONDS, text
    return "wrong" if wrong else "planned"


WORDS = {
    "left", "right", "front", "back", "center",
    *(f"{a}_{b}" for a in ("front", "back") for b in ("left", "right")),
    *(f"{a}_half" for a in ("left", "right", "front", "back")),
}  # fmt: skip

# --- what somebody would try -------------------------------------------------------------------

NESTED = "objects()"
for _ in range(5):
    NESTED = f"where(objects(), exists({NESTED}))"
MANY = ", ".join(["'red_block'"] * 64)

PLAN_LEVEL = {
    "an unknown object": "pick('lemon')",
    "an unknown object in a branch that is not taken": "if holding('vase'):\n    pick('lemon')",
    "too few values": "pick()",
    "too many values": "pick('red_block', 'vase')",
    "centimetres": "pick('red_block')\nplace_beside('red_block', 'vase', 'left', gap=10)",
    "a negative distance": "keep(clear_of('vase', -1))\nhome()",
    "no speed": "home(speed=0)",
    "a word for a number": "home(speed='fast')",
    "a number for a thing": "pick(1)",
    "true for a number": "home(speed=True)",
    "a thing for a direction": "push('red_block', 'vase')",
    "outside of the table": "push('red_block', 'left', distance=30)",
    "an endless recovery": "assert holding('red_block')\n    else:\n        retries(10)\n"
    "        home()",
    "recoveries within recoveries": "assert holding('red_block')\n    else:\n        retries(10)\n"
    "        assert holding('red_block')\n            else:\n                retries(10)\n"
    "                assert holding('red_block')\n                    else:\n"
    "                        retries(10)\n                        home()",
    "too many retries": "assert holding('vase')\n    else:\n        retries(1000)\n        home()",
    "loops within loops": "for _ in range(32):\n    for _ in range(32):\n"
    "        for _ in range(32):\n            home()",
    "a thousand turns": "for _ in range(1000):\n    home()",
    "no turns": "for _ in range(0):\n    home()",
    "minus a turn": "for _ in range(-1):\n    home()",
    "too many calls": "home()\n" * 60,
    "pick while holding": "pick('red_block')\npick('blue_block')",
    "place without holding": "place_in('red_block', 'green_bowl')",
    "in itself": "pick('red_block')\nplace_on('red_block', 'red_block')",
    "no container": "pick('red_block')\nplace_in('red_block', 'vase')",
    "what cannot be grasped": "pick('table')",
    "all that contradicts": "keep(holding_something(), not holding_something())\nhome()",
    "keep away from what is picked": "keep(clear_of('red_block', 0.5))\npick('red_block')",
    "keep away from where it goes": "keep(clear_of('green_bowl', 0.5))\npick('red_block')\n"
    "place_in('red_block', 'green_bowl')",
    "several where one is meant": "pick(objects('block'))",
    "none where one is meant": "pick(objects('can'))",
    "an unknown kind": "pick(objects('weapon'))",
    "a variable out of its loop": "for b in objects('block'):\n    pass\npick(b)",
    "it out of a condition": "pick(it)",
    "queries within queries": f"for b in {NESTED}:\n    home()",
    "lists within queries": f"if for_all([{MANY}], for_all([{MANY}], for_all([{MANY}],"
    " near(it, 'vase')))):\n    home()",
    "a fall from the scene": "pick('../../etc/passwd')",
    "the reward": "success()",
    "the simulator": "env.reset()",
    "the seed": "seed(0)",
    "the trace": "trace('won')",
    "the threshold": "OPEN = 0.0",
    "a skill as a thing": "pick(home)",
    "a skill in a condition": "if pick('red_block'):\n    home()",
    "a predicate as a step": "holding('red_block')",
    "a skill by another name": "place = place_in",
}
"""What is wrong -> a program."""


@pytest.mark.parametrize("text", PLAN_LEVEL.values(), ids=PLAN_LEVEL.keys())
def test_a_plan_that_cannot_work_does_not_start(text: str) -> None:
    with watched():
        ending = try_out(text)
    assert ending in ("refused", "wrong")


def test_conditions_that_take_for_ever_are_refused_at_once() -> None:
    things = tuple(block(f"red_block_{i}", 0.4, 0.0) for i in range(60))
    scene = replace(SCENE, entities=(*SCENE.entities, *things))
    atom = Atom("near", (Var("it"), "vase"))
    inner = Where(Objects(), atom)
    for _ in range(6):
        inner = Where(Objects(), Exists(inner))
    found = Plan(Seq((Require(Exists(inner)),)))
    assert most_readings(found, 10) > 10**6
    began = time.perf_counter()
    (problem,) = check(found, scene)
    assert time.perf_counter() - began < 1.0
    assert "too long to judge" in problem.message
    usual = Plan(Seq((Require(Exists(Where(Objects(), Exists(Where(Objects(), atom))))),)))
    assert most_readings(usual, 69) == 1 + 69 + 69 * (1 + 69 + 69)
    assert not [p for p in check(usual, scene) if p.severity == "error"]


def test_a_deep_plan_stops_at_its_depth() -> None:
    body = Seq(())
    for _ in range(MAX_DEPTH + 10):
        body = Seq((body,))
    assert dry_run(Plan(body), SCENE).calls == ()
    text = (
        "\n".join(f"{'    ' * i}for _ in range(1):" for i in range(10)) + f"\n{'    ' * 10}home()"
    )
    assert try_out(text) in ("planned", "refused")
    assert MAX_STATEMENTS == 200


# --- programs at random ------------------------------------------------------------------------

NAMES = (*SCENE.names, "lemon", "red_blok", "it's", "__class__", "a" * 300, "")
NUMBERS = ("0", "1", "2", "0.05", "0.1", "0.5", "1.5", "-1", "1e6", "1e300", "31", "99")
NOISE = (
    "import os", "x = 1", "lambda: 0", "().__class__", "eval('1')", "*", "**", "@", "~", "'", '"',
    "(", ")", "]", ":", "#", "\\", "\t", "\x00", "`", "\u202e", "ä", "\n", "    ", "None", "...",
    "def f():", "while True:", "try:", "yield", "await x", "del x", "global x", "f'{x}'", "9" * 99,
)  # fmt: skip


STOPS = ("done()", "fail(1)", "pass", "fail('no')")
KINDS = ("", "'block'", "'ball'", "color='red'", "'weapon'", "x")


class Writer:
    """Writes random programs, most of them nearly right."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def program(self) -> str:
        text = "".join(self.block(0)) or "pass\n"
        if self.random.random() < 0.3:
            text = self.damaged(text)
        return text

    def damaged(self, text: str) -> str:
        """Something cut out, put in or said twice."""
        for _ in range(self.random.randint(1, 3)):
            a = self.random.randint(0, len(text))
            b = min(len(text), a + self.random.randint(0, 12))
            put = self.one((*NOISE, "", text[a:b] * 2))
            text = text[:a] + put + text[b:]
        return text

    def one(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    def block(self, depth: int) -> Iterator[str]:
        indent = "    " * depth
        for _ in range(self.random.randint(1, 4)):
            kind = self.random.random()
            if kind < 0.45 or depth > 4:
                yield f"{indent}{self.call()}\n"
            elif kind < 0.55:
                yield f"{indent}for {self.one(('b', 'c', 'it', 'pick'))} in {self.loop()}:\n"
                yield from self.block(depth + 1)
            elif kind < 0.65:
                yield f"{indent}if {self.condition(2)}:\n"
                yield from self.block(depth + 1)
            elif kind < 0.75:
                yield f"{indent}assert {self.condition(2)}\n{indent}    else:\n"
                if self.random.random() < 0.3:
                    yield f"{indent}        retries({self.one(NUMBERS)})\n"
                yield from self.block(depth + 2)
            elif kind < 0.82:
                yield f"{indent}keep({self.condition(1)})\n"
            elif kind < 0.88:
                yield f"{indent}# {self.random.randint(1, 3)}: {self.one(NAMES)}\n{indent}pass\n"
            elif kind < 0.92:
                yield f"{indent}assert {self.condition(2)}, {self.name()}\n"
            else:
                yield f"{indent}{self.one(STOPS)}\n"

    def call(self) -> str:
        if self.random.random() < 0.5:  # one that may well work
            thing = self.one(("'red_block'", "'blue_block'", "'red_ball'", "b"))
            return self.one(
                (
                    f"pick({thing})", f"place_in({thing}, 'green_bowl')", "home()",
                    f"push({thing}, 'left')", "open('top_drawer')", "press('button')",
                )
            )  # fmt: skip
        spec = SKILLS[self.one(tuple(SKILLS))]
        args = [self.value(1) for _ in spec.positional]
        if self.random.random() < 0.3:
            args.append(f"{self.one(('speed', 'gap', 'fraction'))}={self.one(NUMBERS)}")
        return f"{spec.name}({', '.join(args)})"

    def loop(self) -> str:
        kind = self.random.random()
        if kind < 0.2:
            return f"range({self.one(NUMBERS)})"
        return f"limit({self.query(2)}, {self.one(NUMBERS)})" if kind < 0.3 else self.query(2)

    def name(self) -> str:
        return repr(self.one(NAMES))

    def value(self, depth: int) -> str:
        kind = self.random.random()
        if kind < 0.6:
            return self.name()
        if kind < 0.75:
            return self.one(("it", "b", "c", "pick", "True"))
        if kind < 0.9 or not depth:
            return self.one((*NUMBERS, "'left'", "'center'", "'front_left'"))
        return self.query(depth - 1)

    def condition(self, depth: int) -> str:
        kind = self.random.random()
        if kind < 0.6 or not depth:
            name = self.one(tuple(VOCABULARY))
            low, high = VOCABULARY[name].arity
            count = self.random.randint(low, high)
            return f"{name}({', '.join(self.value(depth) for _ in range(count))})"
        inner = self.condition(depth - 1)
        query = self.query(depth - 1)
        return self.one(
            (
                f"not {inner}", f"{inner} and {self.condition(depth - 1)}",
                f"({inner}) or {inner}", f"exists({query})", f"for_all({query}, {inner})",
                f"count({query}) {self.one(('==', '>=', '<', '!='))} {self.one(NUMBERS)}",
                f"all_of({inner})",
            )
        )  # fmt: skip

    def query(self, depth: int) -> str:
        flat = f"objects({self.one(KINDS)})"
        if self.random.random() < 0.4 or not depth:
            return self.one((flat, f"[{self.name()}, {self.name()}]", "[]"))
        inner = self.query(depth - 1)
        return self.one(
            (
                f"where({inner}, {self.condition(depth - 1)})", f"without({inner}, {flat})",
                f"either({inner}, {flat})", f"take({inner}, {self.one(NUMBERS)})",
                f"sorted_by({inner}, {self.one(SORT_KEYS)!r}, {self.name()})",
            )
        )  # fmt: skip


def fuzz(count: int, seed: int) -> dict[str, int]:
    """Ending -> how many of `count` random programs came to it."""
    writer, endings = Writer(seed), {"refused": 0, "wrong": 0, "planned": 0}
    with watched():
        for _ in range(count):
            text = writer.program()
            try:
                endings[try_out(text)] += 1
            except UserError:
                raise AssertionError(f"an error of another kind:\n{text}") from None
            except Exception as error:
                raise AssertionError(f"{type(error).__name__}: {error}\n{text}") from error
    return endings


def test_random_programs_end_as_a_plan_or_a_clear_error() -> None:
    endings = fuzz(PROGRAMS, 0)
    assert sum(endings.values()) == PROGRAMS
    assert min(endings.values()) > PROGRAMS // 60, endings  # it tries out something of each


def test_the_watch_sees_what_it_must() -> None:
    with pytest.raises(AssertionError, match="open"), watched(), open("/dev/null"):
        pass
    assert {*STATEMENTS, *QUERIES, *CONDITIONS}.isdisjoint(SKILLS)
