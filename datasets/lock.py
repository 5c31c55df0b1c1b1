"""One writer at a time: a lock that the operating system releases when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vla.errors import UserError

from .storage import cannot_write

PATIENCE = 60.0
"""Seconds to wait for somebody else's turn to end."""


@contextmanager
def turn(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """The right to write to the dataset in `folder`.

    Raises:
        UserError: somebody else holds it and does not let go, or the folder cannot be written.
    """
    path = folder / "meta" / "lock"
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise cannot_write(error, folder, "nothing was changed") from None
    try:
        _wait(file, folder, patience)
        os.ftruncate(file, 0)
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        os.pwrite(file, json.dumps(holder).encode(), 0)
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)  # closing is not enough if a process was forked meanwhile
        os.close(file)


def _wait(file: int, folder: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                raise UserError(
                    f"{folder} is being written by {_holder(file)}, for more than"
                    f" {patience:.0f} s. Wait for it, or stop it; nothing was changed."
                ) from None
            time.sleep(0.02)
        except OSError as error:  # a file system without locks
            raise UserError(
                f"{folder} cannot be locked: {error.strerror}. Record on a local disk, then copy."
            ) from None


def _holder(file: int) -> str:
    try:
        known = json.loads(os.pread(file, 4096, 0))
        return f"process {known['pid']} on {known['host']} since {known['since']}"
    except (ValueError, KeyError):
        return "another process"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
