"""The text of a program, line by line, before Python's parser sees it.

Python drops comments and does not know ProgPrompt's `assert ... else: ...`. Here sub-goal comments
are collected, that spelling is rewritten to something `ast.parse` accepts (same lines, same
columns), and everything that could look different from what it is gets refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from vla.errors import UserError

MAX_BYTES = 8192


class ProgramError(UserError):
    """A program that is not in the language: where, why, and what to write instead."""

    def __init__(self, message: str, line: int, column: int = 1, hint: str = ""):
        super().__init__(f"Line {line}, column {column}: {message}" + (f" {hint}" if hint else ""))
        self.line, self.column, self.hint = line, column, hint


@dataclass(frozen=True)
class Mark:
    """A comment with a meaning: `# 1.2: text`, `# end 1.2` or `# goal: text`."""

    line: int
    kind: str
    """`open`, `end` or `goal`."""
    depth: int = 0
    """How many numbers a label has."""
    text: str = ""


@dataclass(frozen=True)
class Source:
    """A program ready for `ast.parse`."""

    code: str
    marks: tuple[Mark, ...]
    instruction: str
    ensures: frozenset[int]
    """Lines on which `assert` was rewritten to `while`."""
    recoveries: frozenset[int]
    """Lines on which its indented `else` was rewritten to `if 1`."""


@dataclass(frozen=True)
class _Line:
    code: str
    """Without the comment; trailing blanks cut."""
    comment: str
    nested: bool
    """It begins or ends inside brackets."""

    @property
    def indent(self) -> int:
        return len(self.code) - len(self.code.lstrip(" "))

    def starts(self, word: str) -> bool:
        return re.match(rf" *{word}(?![\w])", self.code) is not None


def read_source(text: str) -> Source:
    """Check the characters of a program, collect its comments, rewrite its assertions.

    Raises:
        ProgramError: too long, unprintable characters, non-ASCII names, unusual strings.
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise ProgramError(f"The program is longer than {MAX_BYTES} bytes.", 1)
    rows = text.replace("\r\n", "\n").split("\n")
    for number, row in enumerate(rows, 1):
        for column, char in enumerate(row, 1):
            if not char.isprintable():
                name = unicodedata.name(char, f"U+{ord(char):04X}")
                hint = "Indent with spaces." if char == "\t" else "Remove it."
                raise ProgramError(f"Unprintable character {name}.", number, column, hint)
    lines, depth = [], 0
    for number, row in enumerate(rows, 1):
        line, depth = _split(row, number, depth)
        lines.append(line)
    code, ensures, recoveries = _rewrite_assertions(lines)
    header = re.match(r'# "(.*)"$', rows[0])
    return Source(
        "\n".join(code) + "\n",
        tuple(mark for number, line in enumerate(lines, 1) for mark in _marks(line, number)),
        unescape(header[1]) if header else "",
        ensures,
        recoveries,
    )


def escape(text: str, quote: str = "") -> str:
    """Text on one printable line; `unescape` (or Python, if quoted) reads it back."""
    parts = []
    for char in text:
        if char == "\\" or (quote and char == quote):
            parts.append("\\" + char)
        elif char == "\n":
            parts.append("\\n")
        elif char.isprintable():
            parts.append(char)
        else:
            code = ord(char)
            width, letter = (2, "x") if code < 256 else (4, "u") if code < 65536 else (8, "U")
            parts.append(f"\\{letter}{code:0{width}x}")
    return "".join(parts)


def unescape(text: str) -> str:
    """Inverse of `escape` without a quote; other backslashes stay."""

    def char(match: re.Match[str]) -> str:
        code = match[1]
        return {"\\": "\\", "n": "\n"}.get(code) or chr(int(code[1:], 16))

    known = r"\\(\\|n|x[0-9a-f]{2}|u[0-9a-f]{4}|U00(?:0[0-9a-f]|10)[0-9a-f]{4})"
    return re.sub(known, char, text)


def _split(row: str, number: int, depth: int) -> tuple[_Line, int]:
    """A row as code and comment, and how many brackets are open after it."""
    before, at = depth, 0
    while at < len(row) and row[at] != "#":
        char = row[at]
        if char in "'\"":
            at = _string_end(row, at, number)
            continue
        if not char.isascii():
            raise ProgramError(
                f"Character {char!r} outside a string.", number, at + 1, "Names are plain ASCII."
            )
        if char == "\\":
            raise ProgramError("Backslash outside a string.", number, at + 1, "Join the lines.")
        if char == "`":
            raise ProgramError(
                "Code fence or backquote.", number, at + 1, "Send the program alone, without it."
            )
        depth += (char in "([{") - (char in ")]}")
        at += 1
    return _Line(row[:at].rstrip(" "), row[at:], before > 0 or depth > 0), depth


def _string_end(row: str, start: int, number: int) -> int:
    """Index after the string literal that begins at `start`."""
    quote = row[start]
    if row.startswith(quote * 3, start):
        raise ProgramError("Triple quotes.", number, start + 1, "Use one quote on each side.")
    if start and (row[start - 1].isalnum() or row[start - 1] == "_"):
        raise ProgramError("Letters before a string.", number, start, "Write a plain string.")
    at = start + 1
    while at < len(row) and row[at] != quote:
        at += 2 if row[at] == "\\" else 1
    if at >= len(row):
        raise ProgramError("A string is not closed on its line.", number, start + 1)
    return at + 1


def _marks(line: _Line, number: int) -> list[Mark]:
    if line.code or line.nested:
        return []
    comment = line.comment
    if match := re.match(r"# *(\d+(?:\.\d+)*):(?: (.*))?$", comment):
        return [Mark(number, "open", match[1].count(".") + 1, unescape(match[2] or ""))]
    if match := re.match(r"# *end (\d+(?:\.\d+)*)$", comment):
        return [Mark(number, "end", match[1].count(".") + 1)]
    if match := re.match(r"# *goal:(?: (.*))?$", comment):
        return [Mark(number, "goal", 0, unescape(match[1] or ""))]
    return []


def _rewrite_assertions(
    lines: list[_Line],
) -> tuple[list[str], frozenset[int], frozenset[int]]:
    """`assert C` + `else: R` becomes `while  C:` + `if 1: R`: the language has no `while`."""
    code = [line.code for line in lines]
    ensures, recoveries = set(), set()
    last: int | None = None
    for index, line in enumerate(lines):
        if not line.code:
            continue
        previous = None if last is None else lines[last]
        last_index, last = last, index
        if previous is None or last_index is None or not re.match(r" *else *:", line.code):
            continue
        if not previous.starts("assert") or previous.nested or line.indent < previous.indent:
            continue
        opened = previous.code.replace("assert", "while ", 1) + ":"
        if line.indent == previous.indent:
            opened += "pass"
        else:
            code[index] = re.sub(r"^( *)else( *):", r"\1if 1\2:", line.code)
            recoveries.add(index + 1)
        code[last_index] = opened
        ensures.add(last_index + 1)
    return code, frozenset(ensures), frozenset(recoveries)
