"""The journal: one line per event, each sealed with the checksum of everything before it.

A line is a JSON object whose last member is `crc`, the CRC-32C of all lines so far (without their
own `crc`). What stands in the valid beginning of the file has happened; nothing else has. See
`FORMAT.md`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google_crc32c import extend

from vla.errors import UserError

_SEAL = len(',"crc":"00000000"}')


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
    body = json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()[:-1]
    head = extend(head, body)
    return body + b',"crc":"%08x"}\n' % head, head


def parse(text: bytes, after: Log = EMPTY) -> Log:
    """Read lines that follow a journal that is known already."""
    records, size, head = list(after.records), after.size, after.head
    at = 0
    while (end := text.find(b"\n", at)) >= 0:
        line = text[at:end]
        body = line[:-_SEAL]
        now = extend(head, body)
        if line[-_SEAL:] != b',"crc":"%08x"}' % now:
            return Log(tuple(records), size + at, head, 0, len(records) + 1)
        record = json.loads(line)
        del record["crc"]
        records.append(record)
        head, at = now, end + 1
    return Log(tuple(records), size + at, head, len(text) - at)


def append(path: Path, log: Log, record: Mapping[str, Any]) -> Log:
    """Add a record and wait until it is on the disk; the caller holds the dataset's lock.

    An unfinished line of a killed writer is cut off first.

    Raises:
        Damaged: the journal holds a line that is not what was written; `repair` first.
    """
    if log.bad_line is not None:
        raise Damaged(
            f"{path}: line {log.bad_line} is damaged (checksum); nothing is added behind it."
            f" Run: vla data repair {path.parents[1]}"
        )
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


def write_all(file: int, pieces: Sequence[bytes | memoryview]) -> None:
    """Write bytes to an open file, all of them."""
    for piece in pieces:
        view = memoryview(piece).cast("B")
        while view:
            view = view[os.write(file, view) :]
