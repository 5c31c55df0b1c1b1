"""From what a model wrote to the one program in it.

Models wrap programs in prose, fences and functions, import what needs no import and spell
assertions as ProgPrompt does. All that is undone where it can mean only one thing; else the error
says, in words for the model, what to write. The two answers that are no plan have one spelling
each, and stand alone: `ask('question', 'answer', ...)` and `fail('reason')`.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from contextlib import suppress
from itertools import pairwise

from vla.errors import UserError
from vla.planner import Question
from vla.program import ProgramError
from vla.program_print import RESERVED
from vla.program_text import MAX_BYTES, read_source

from .chat import Completion

MAX_REPLY = 65_536
"""Bytes of a whole reply, thoughts and prose included."""
MAX_QUESTION = 400
"""Characters of a question and of each of its answers."""

_WORDS = RESERVED | {"ask"}
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*[\w+-]*[ \t]*$", re.MULTILINE)
_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_IMPORT = re.compile(r"(?:import\s+[\w., ]+|from\s+[\w.]+\s+import\s+[\w*, ()]+)\Z")
_DEF = re.compile(r"def\s+(\w+)\s*\([^)]*\)\s*(?:->\s*\w+\s*)?:\s*(?:#.*)?\Z")
_CODE = re.compile(
    r"""\s*(?: \# | [)\]}]+[,:]?\s*$
      | (?:if|elif|while|with\s+keep|for\s+\w+\s+in)\b.*:\s*(?:\#.*)?$ | else\s*:
      | (?:if|elif)\b.*:\s*\w+\(
      | assert\b\s*\(?\s*(?:not\b|'|"|\w+\() | (?:pass|return)\s*(?:\#.*)?$
      | objects\s*=\s*\[ | def\s+\w+\s*\( | import\s+\w+ | from\s+[\w.]+\s+import\b
      | for\s+\w+\s+in\b.*:\s*\w+\( | \w+\(
      | \w+\s*=\s*\w+\(.*\)\s*(?:\#.*)?$ | \w+_map\s*\[ )""",
    re.VERBOSE,
)
"""A line that can stand in a program."""


class ReplyError(UserError):
    """No single program can be read from a reply; the words are for the model."""


def program(completion: Completion) -> str:
    """The program in a reply, without what was put around it.

    Raises:
        ReplyError: there is none, there are several, or it is cut off.
    """
    if len(completion.text.encode(errors="replace")) > MAX_REPLY:
        raise ReplyError(f"The reply is longer than {MAX_REPLY} bytes. Write the program alone.")
    text = _THOUGHTS.sub("", completion.text).replace("\r\n", "\n")
    text = _from_json(text)
    if not text.strip():
        raise ReplyError("The reply is empty. Write one program.")
    cut = completion.finish == "length"
    found = [_plain(lines) for lines in _candidates(text, cut)]
    found = [code for code in dict.fromkeys(found) if code.strip()]
    if not found:
        raise ReplyError("The reply holds no program. Write one, or fail('reason').")
    if len(found) > 1:
        raise ReplyError("The reply holds several programs. Write only one.")
    if len(found[0].encode()) > MAX_BYTES:
        raise ReplyError(f"The program is longer than {MAX_BYTES} bytes. Write a shorter one.")
    return found[0]


def question(code: str) -> Question | None:
    """The question that a program is, if it is one.

    Raises:
        ReplyError: a question among other steps, or one without text.
    """
    if not re.search(r"^\s*ask\s*\(", code, re.MULTILINE):
        return None
    body: list[ast.stmt] = []
    with suppress(ProgramError, SyntaxError, ValueError, MemoryError, RecursionError):
        body = ast.parse(read_source(code).code).body
    match body:
        case [ast.Expr(ast.Call(ast.Name("ask"), [_, *_] as args, []))]:
            texts = [a.value for a in args if isinstance(a, ast.Constant)]
            if all(isinstance(text, str) and text.strip() for text in texts) and texts:
                said, *answers = (_shown(text) for text in texts)
                if len(texts) == len(args):
                    return Question(said, tuple(answers))
    raise ReplyError(
        "A question is the whole program: ask('the question', 'one answer', 'another answer')."
    )


def _shown(text: object) -> str:
    """A model's words on one printable line of bounded length."""
    words = " ".join(str(text).split())
    return "".join(c for c in words if c.isprintable())[:MAX_QUESTION]


def _from_json(text: str) -> str:
    """The program of `{"program": "..."}`, or of a list of its lines; other text as it is."""
    stripped = text.strip()
    if not stripped.startswith("{"):
        return text
    try:
        record = json.loads(stripped)
    except (ValueError, RecursionError):
        return text
    match record:
        case {"program": str(code)}:
            return code
        case {"program": list(rows)} if all(isinstance(row, str) for row in rows):
            return "\n".join(rows)
    return text


def _candidates(text: str, cut: bool) -> list[list[str]]:
    """Runs of lines that may be programs: what stands in fences, else what looks like code."""
    marks = list(_FENCE.finditer(text))
    if marks:
        edges = [mark.end() for mark in marks[::2]]
        ends = [mark.start() for mark in marks[1::2]]
        if len(ends) < len(edges):  # the last fence is not closed
            _whole(text[edges[-1] :].split("\n"), cut)
            ends.append(len(text))
        blocks = [text[a:b].split("\n") for a, b in zip(edges, ends, strict=True)]
        return [part for block in blocks for part in _split(block)]
    lines = text.split("\n")
    code = [index for index, line in enumerate(lines) if _is_code(line, lines, index)]
    if not code:
        return []
    _whole(lines, cut)
    return _split(lines[code[0] : code[-1] + 1])


def _is_code(line: str, lines: list[str], index: int) -> bool:
    """Whether a line can stand in a program; prose such as `Then(maybe) do it` cannot."""
    if not _CODE.match(line):
        return False
    called = re.match(r"\s*(\w+)\(", line)
    if called is None or called[1] in (*_WORDS, "assert"):
        return True
    return re.fullmatch(r"\s*\w+\(.*\)\s*(?:#.*)?", line) is not None


def _whole(lines: list[str], cut: bool) -> None:
    """Raise unless the program ended before the reply was cut off."""
    if not cut:
        return
    rest = [line.strip() for line in lines if line.strip()]
    last = rest[-1] if rest else ""
    ended = len(rest) > 1 and re.fullmatch(r"(?:done|fail|ask)\(.*\)", rest[-2]) is not None
    prose = re.match(r"[A-Z][a-z']* [a-z]+", last) is not None
    if not (ended or prose):
        raise ReplyError("The reply was cut off before the program ended. Write a shorter one.")


def _split(lines: list[str]) -> list[list[str]]:
    """Several programs one below the other: each begins with the skills' import, or is a `def`."""
    heads = [i for i, line in enumerate(lines) if re.match(r"from\s+skills\s+import\b", line)]
    defs = [i for i, line in enumerate(lines) if _DEF.match(line)]
    starts = heads if len(heads) > 1 else defs if len(defs) > 1 else []
    if not starts:
        return [lines]
    edges = [0, *starts[1:], len(lines)]
    return [lines[a:b] for a, b in pairwise(edges)]


def _plain(lines: list[str]) -> str:
    """A program without imports, without the function around it, in the language's spelling."""
    rows = [_indented(line) for line in textwrap.dedent("\n".join(lines)).split("\n")]
    rows = _without_imports(rows)
    rows = _without_function(rows)
    rows = [_assertion(row) for row in rows]
    while rows and not rows[0].strip():
        rows.pop(0)
    while rows and (not rows[-1].strip() or re.fullmatch(r"return\s*", rows[-1])):
        rows.pop()
    return "\n".join(rows) + "\n" if rows else ""


def _indented(line: str) -> str:
    """Tabs at the beginning of a line as four blanks each."""
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].replace("\t", "    ") + body.rstrip()


def _without_imports(rows: list[str]) -> list[str]:
    """Without the imports at the head: skills need none, and there is nothing else."""
    for index, row in enumerate(rows):
        if row and not row.startswith("#") and not _IMPORT.match(row):
            return [r for r in rows[:index] if not _IMPORT.match(r)] + rows[index:]
    return [row for row in rows if not _IMPORT.match(row)]


def _without_function(rows: list[str]) -> list[str]:
    """The body of the one function that a program is, as ProgPrompt writes it."""
    at = next((i for i, row in enumerate(rows) if _DEF.match(row)), None)
    if at is None:
        return rows
    match = _DEF.match(rows[at])
    assert match is not None
    inside = at + 1
    while inside < len(rows) and (not rows[inside] or rows[inside].startswith((" ", "#"))):
        inside += 1
    called = re.compile(rf"{match[1]}\(\)|if __name__\b.*|    {match[1]}\(\)")
    after = [row for row in rows[inside:] if row and not called.fullmatch(row.rstrip())]
    if after:
        raise ReplyError("Write the steps at the top level, without a function around them.")
    body = textwrap.dedent("\n".join(rows[at + 1 : inside])).split("\n")
    while body and not body[0]:
        body.pop(0)
    if body and re.fullmatch(r"\"{3}[^\"]*\"{3}|'{3}[^']*'{3}", body[0]):
        body.pop(0)  # what it is for
    return rows[:at] + body


_QUOTED = r"""(?:'([^'\\]*)'|"([^"\\]*)")"""
_SPELLED = re.compile(
    rf"(\s*)assert\s*\(?\s*(not\s+)?{_QUOTED}\s+(is|in|on|to)\s+{_QUOTED}\s*\)?\s*(#.*)?\Z"
)
_STATES = {
    "open": "opened", "opened": "opened", "closed": "closed", "shut": "closed",
    "switched on": "opened", "switchedon": "opened", "on": "opened",
    "switched off": "closed", "switchedoff": "closed", "off": "closed", "pressed": "pressed",
}  # fmt: skip
_HANDS = ("hand", "hands", "gripper")


def _assertion(row: str) -> str:
    """`assert('x' is 'opened')`, `assert('x' in 'hands')` and their like as predicates."""
    match = _SPELLED.match(row)
    if match is None:
        return row
    indent, no, comment = match[1], match[2] or "", f"  {match[8]}" if match[8] else ""
    first, word, second = match[3] or match[4] or "", match[5], match[6] or match[7] or ""
    if word == "is" and second in _STATES:
        condition = f"{_STATES[second]}('{first}')"
    elif word == "in" and second in _HANDS:
        condition = f"holding('{first}')"
    elif word in ("in", "on"):
        condition = f"{'inside' if word == 'in' else 'on'}('{first}', '{second}')"
    elif word == "to" and first == "close":
        condition = f"hand_over('{second}')"
    else:
        raise ReplyError(f"`{row.strip()[:80]}` is no condition. Write assert holding('...').")
    return f"{indent}assert {no}{condition}{comment}"
