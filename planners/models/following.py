"""Following: what a model is told after every step, and what its answer means.

It may write `go_on()`, another program for what remains, `fail('reason')`, or what it takes to be
reached as assertions and `done()`:

    assert inside('red_block', 'green_bowl')
    done()

Assertions are conditions of the plan language, so what a model believes can be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vla.plan import Condition, Done, Ensure, Plan, Require, Seq
from vla.program import ProgramError, from_code
from vla.program_text import escape
from vla.watching import StepReport

from .prompt import MAX_FACT, MAX_FACTS, answer_code

MAX_STEPS = 12
"""Reports that are told, the last ones."""

_ASKED = """\
# Look at the scene as it is now. Write one of these and nothing else:
# go_on()                  the program above stands, and what remains of it comes next
# a whole program          for all that remains to be done from here, if that one does not fit
# assert condition         one or several lines of what the task asked for and is true now, then
# done()                   if all of the task is done; each line is looked up
# fail('reason')           if it cannot be done"""
_GO_ON = re.compile(r"(?:\s*#.*\n)*\s*go_on\(\)\s*")


def told(plan: Plan, reports: Sequence[StepReport]) -> str:
    """What has happened so far, as comments, and what may be answered."""
    rows = ["# this program is being carried out:"]
    rows += [f"#   {row}" for row in answer_code(plan).splitlines()]
    rows += ["# what its steps brought so far:"]
    for report in reports[-MAX_STEPS:]:
        first, *others = report.facts[:MAX_FACTS]
        rows += [f"#   {escape(first[:MAX_FACT])}"]
        rows += [f"#     {escape(fact[:MAX_FACT])}" for fact in others]
    return "\n".join((*rows, _ASKED))


def rules(language: str) -> str:
    """The answers in GBNF, given the plan language."""
    return language.replace("root ::= ", 'root ::= "go_on()\\n" | ', 1)


def goes_on(code: str) -> bool:
    """Whether a program only says that the plan stands."""
    return _GO_ON.fullmatch(code) is not None


def claims(code: str) -> tuple[Condition, ...] | None:
    """What a program takes to be reached; `None` where it holds more than assertions and `done()`,
    or is none."""
    try:
        body = from_code(code).body
    except ProgramError:
        return None
    found: list[Condition] = []
    if not isinstance(body, Seq) or not body.steps or not isinstance(body.steps[-1], Done):
        return None
    for step in body.steps[:-1]:
        match step:
            case Require(condition) | Ensure(condition, Seq(())):
                found.append(condition)
            case _:
                return None
    return tuple(found)
