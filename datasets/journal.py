"""The journal: one line per event, each sealed with the checksum of everything before it.

A line is a JSON object whose last member is `crc`, the CRC-32C of all lines so far (without their
own `crc`). What stands in the valid beginning of the file has happened; nothing else has. See
`FORMAT.md`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google_crc32c import extend

from vla.errors import UserError

_SEAL = len(',"crc":"00000000"}')
_SEALED = re.compile(rb'(.*),"crc":"([0-9a-f]{8})"\}', re.DOTALL)
_BREAK = re.compile(rb'\n|(?<="\})[^\n](?=\{"kind":|\Z)')
"""Between two lines, also where the line feed itself is damaged."""


class Damaged(UserError):
    """A dataset whose bytes are not those that were written."""


@dataclass(frozen=True)
class Log:
    """The valid beginning of a journal."""

    records: tuple[Mapping[str, Any], ...]
    size: int
    """Bytes of it."""
    head: int
    """Checksum of all of it."""
    torn: int = 0
    """Bytes of an unfinished line at the end: a writer was killed."""
    bad_line: int | None = None
    """Number (from 1) of the first complete line that is not what was written."""

    @property
    def head_text(self) -> str:
        return f"{self.head:08x}"


EMPTY = Log((), 0, 0)


def sealed(record: Mapping[str, Any], head: int) -> tuple[bytes, int]:
    """The line of a record that follows a journal with this head, and the new head."""
    text = json.dumps(record, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    body = text.encode()[:-1]
    head = extend(head, body)
    return body + _seal(head), head


def sealed_all(records: Iterable[Mapping[str, Any]]) -> bytes:
    """A whole journal."""
    lines, head = [], 0
    for record in records:
        line, head = sealed(record, head)
        lines.append(line)
    return b"".join(lines)


def follow(read: Callable[[int], bytes], known: Log = EMPTY) -> Log:
    """Read on in a journal that is known up to somewhere; anew if it was rewritten since.

    Args:
        read: the file from a byte on.
    """
    seal = _seal(known.head)
    if known.size:
        text = read(known.size - len(seal))
        if text.startswith(seal):
            return parse(text[len(seal) :], known)
    return parse(read(0))


def parse(text: bytes, after: Log = EMPTY) -> Log:
    """Read lines that follow a journal that is known already."""
    records, size, head = list(after.records), after.size, after.head
    at = 0
    while (end := text.find(b"\n", at)) >= 0:
        line = text[at:end]
        body = line[:-_SEAL]
        now = extend(head, body)
        if line[-_SEAL:] != _seal(now)[:-1]:
            return Log(tuple(records), size + at, head, 0, len(records) + 1)
        record = json.loads(line)
        del record["crc"]
        records.append(record)
        head, at = now, end + 1
    return Log(tuple(records), size + at, head, len(text) - at)


@dataclass(frozen=True)
class Line:
    """A line of a damaged journal."""

    number: int
    """From 1."""
    record: Mapping[str, Any] | None
    """None if it is not JSON."""
    whole: bool
    """Judged by its own seal and that of the line before, it is what was written."""
    ended: bool
    """A line feed, or what became of it, stands behind it; if none does, a writer was killed."""


def salvage(text: bytes) -> list[Line]:
    """All lines of a journal, also behind a damaged one."""
    lines: list[Line] = []
    heads = {0}  # what the line before says, and what it ought to say
    cuts = [found.span() for found in _BREAK.finditer(text)]
    starts, ends = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)]
    for number, (a, b) in enumerate(zip(starts, ends, strict=True), 1):
        if a == b == len(text):
            break
        parts = _SEALED.fullmatch(text[a:b])
        body, stated = (parts[1], int(parts[2], 16)) if parts else (text[a:b], None)
        made = {extend(head, body) for head in heads}
        heads = made if stated is None else {*made, stated}
        lines.append(Line(number, _record(text[a:b]), stated in made, b < len(text)))
    return lines


def demand_whole(log: Log, dataset: str | Path) -> None:
    """Refuse to go on from a journal that was cut short by damage.

    Raises:
        Damaged: it holds a line that is not what was written.
    """
    if log.bad_line is not None:
        raise Damaged(
            f"{dataset}: line {log.bad_line} of its journal is damaged (checksum); what was"
            f" recorded after it is not seen. Run first: vla data repair {dataset}"
        )


def append(path: Path, log: Log, record: Mapping[str, Any]) -> Log:
    """Add a record and wait until it is on the disk; the caller holds the dataset's lock.

    An unfinished line of a killed writer is cut off first.

    Raises:
        Damaged: the journal holds a line that is not what was written; `repair` first.
    """
    demand_whole(log, path.parents[1])
    line, head = sealed(record, log.head)
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.ftruncate(file, log.size)
        os.lseek(file, log.size, os.SEEK_SET)
        write_all(file, [line])
        os.fsync(file)
    except OSError:
        os.ftruncate(file, log.size)
        raise
    finally:
        os.close(file)
    return Log((*log.records, record), log.size + len(line), head)


def _seal(head: int) -> bytes:
    return b',"crc":"%08x"}\n' % head


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    record.pop("crc", None)
    return record


def write_all(file: int, pieces: Sequence[bytes | memoryview]) -> None:
    """Write bytes to an open file, all of them."""
    for piece in pieces:
        view = memoryview(piece).cast("B")
        while view:
            view = view[os.write(file, view) :]
