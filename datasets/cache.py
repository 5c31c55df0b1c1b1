"""Copies of far files on the local disk, bounded, shared by all processes of a user.

A file is there whole or not at all, and is never written again. Who maps one holds a shared lock
on it for as long as the map lives, which tells the others not to remove it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import math
import mmap
import os
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vla.errors import UserError

from .storage import Buffer, cannot_write

DEFAULT_GB = 10.0
"""Bound of the cache [10^9 bytes]."""
DIGITS = 16
"""Of the name of a dataset's folder, in hex."""
_STALE = 3600.0
"""Seconds after which an unfinished file belongs to a process that was killed."""


class Cache:
    """Copies of one dataset's files in a folder, beside those of others under the same bound.

    Args:
        folder: of this dataset; its parent is what the bound is for.
        bound: bytes.
    """

    def __init__(self, folder: Path, bound: int):
        self.folder, self.bound = folder, bound
        self._total: int | None = None
        self._turn = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return self._path(name).exists()

    def map(self, name: str, size: int | None) -> Buffer | None:
        """A file as a memory map; None if it is not there, or not of the size it must have."""
        path = self._path(name)
        try:
            file = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise cannot_write(error, path, "VLA_CACHE may name another folder") from None
        try:
            with contextlib.suppress(OSError):  # a file system without locks, or read-only
                # the map keeps the file open, and with it the lock that `_evict` sees
                fcntl.flock(file, fcntl.LOCK_SH)
                os.utime(file)
            there = os.fstat(file).st_size
            if size is not None and there != size:
                path.unlink(missing_ok=True)
                return None
            return mmap.mmap(file, 0, access=mmap.ACCESS_READ) if there else b""
        finally:
            os.close(file)

    async def keep(self, name: str, pieces: Any, size: int) -> None:
        """Store what arrives in pieces; under its name only when it is whole.

        Raises:
            Broken: fewer or more bytes came than were announced, or the folder was removed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(name)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
        try:
            with temporary.open("xb") as file:
                async for piece in pieces:
                    file.write(piece)
                if file.tell() != size:
                    raise Broken(f"{file.tell()} of {size} bytes came")
                file.flush()
                # else a power cut could leave a file of the right size full of zeros
                await asyncio.to_thread(os.fsync, file.fileno())
            temporary.replace(path)
        except FileNotFoundError:
            raise Broken("the cache was emptied meanwhile") from None
        finally:
            temporary.unlink(missing_ok=True)
        await asyncio.to_thread(self._grow, path, size)

    def belongs_to(self, identity: str) -> None:
        """Forget everything if another dataset lies at the address now."""
        mark = self.folder / "dataset"
        with contextlib.suppress(OSError):  # a cache that cannot be written says so later
            if mark.exists() and mark.read_text("utf-8") != identity:
                for path in self.folder.iterdir():
                    path.unlink(missing_ok=True)
            if not mark.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                mark.write_text(identity, "utf-8")

    def _path(self, name: str) -> Path:
        # one flat folder: what a dataset calls its features must not lead out of it
        return self.folder / f"f_{quote(name, safe='')}"

    def _grow(self, newest: Path, size: int) -> None:
        with self._turn:
            if self._total is not None:
                self._total += size
            if self._total is None or self._total > self.bound:
                self._total = self._evict(newest)

    def _evict(self, newest: Path) -> int:
        """Remove what was not used for longest, down to nine tenths; the bytes that are left."""
        found, total = [], 0
        for path in self.folder.parent.glob("[0-9a-f]" * DIGITS + "/*"):
            with contextlib.suppress(OSError):  # another process evicts as well
                status = path.stat()
                if path.name.startswith("f_"):
                    found.append((status.st_mtime_ns, status.st_size, path))
                    total += status.st_size
                elif path.name.startswith(".f_") and time.time() - status.st_mtime > _STALE:
                    path.unlink()
        if total <= self.bound:
            return total
        for _, size, path in sorted(found):
            if total <= 0.9 * self.bound:
                break
            if path != newest and _removed(path):
                total -= size
        return total


class Broken(Exception):
    """A download that was not whole; another try may be."""


def cache_folder(url: str) -> Path:
    """Where the copies of a dataset's files are."""
    base = os.environ.get("VLA_CACHE") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "vla"
    )
    return Path(base).expanduser() / hashlib.sha256(url.encode()).hexdigest()[:DIGITS]


def cache_bound() -> int:
    """Bytes that all far datasets together may take. Raises `UserError` for what is no number."""
    text = os.environ.get("VLA_CACHE_GB") or str(DEFAULT_GB)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise UserError(f"VLA_CACHE_GB='{text}' is no number of gigabytes: write, say, 10.")
    return int(number * 1e9)


def _removed(path: Path) -> bool:
    """Remove a file unless somebody has it mapped; whether it is gone."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return True
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            return True
        return False
    finally:
        os.close(file)
