"""Where the bytes of a dataset are: a local folder; `remote.py` has the far ones."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from google_crc32c import extend

from vla.episode import new_id
from vla.errors import UserError

from .journal import write_all

Buffer = bytes | memoryview | mmap.mmap


class Storage(Protocol):
    """Read access to the files of a dataset; names are relative, with slashes."""

    url: str

    def read(self, name: str, start: int = 0) -> bytes:
        """A file from a byte on. Raises `FileNotFoundError`."""
        ...

    def view(self, name: str) -> Buffer:
        """A file without reading all of it, where that is possible."""
        ...

    def fetch(self, names: Sequence[str]) -> None:
        """These files will be viewed soon."""
        ...


class Folder:
    """A local folder."""

    def __init__(self, path: Path):
        self.path, self.url = path, str(path)

    def read(self, name: str, start: int = 0) -> bytes:
        """A file from a byte on."""
        with (self.path / name).open("rb") as file:
            file.seek(start)
            return file.read()

    def view(self, name: str) -> Buffer:
        """A file as a memory map."""
        with (self.path / name).open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:  # cannot be mapped
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def fetch(self, names: Sequence[str]) -> None:
        """Nothing to do: the operating system reads ahead."""


def replace_file(path: Path, pieces: Sequence[bytes | memoryview], durable: bool = True) -> int:
    """Write a file so that it is there whole or not at all; its CRC-32C.

    Args:
        durable: wait until the bytes are on the disk.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        write_all(file, pieces)
        if durable:
            os.fsync(file)
    except BaseException:
        os.close(file)
        temporary.unlink(missing_ok=True)
        raise
    os.close(file)
    temporary.replace(path)
    crc = 0
    for piece in pieces:
        crc = extend(crc, bytes(piece))
    return crc


def link_file(source: Path, path: Path) -> bool:
    """Give a file a second name; False where the file system cannot."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        temporary.hardlink_to(source)
    except OSError as error:
        if error.errno in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            return False
        raise
    temporary.replace(path)
    temporary.unlink(missing_ok=True)  # still there if both were names of one file already
    return True


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def fresh_folder(path: Path, safe: str = "nothing was made") -> Iterator[Path]:
    """A folder under another name, which becomes `path` if all goes well, and nothing if not.

    Raises:
        UserError: something is there, or it cannot be written; `safe` says what is not lost.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(f"{path} exists already. Give another folder: out=...")
    temporary = path.with_name(f".{path.name}.{new_id()}.tmp")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        if path.exists():
            path.rmdir()
        temporary.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(error, path, safe) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def cannot_write(error: OSError, path: Path, safe: str) -> UserError:
    """What to tell a user who cannot write; `safe` says what is not lost."""
    reason = error.strerror or type(error).__name__
    hint = {
        errno.ENOSPC: "Free some space and go on",
        errno.EDQUOT: "Free some of your quota and go on",
        errno.EROFS: "Give a folder that can be written",
        errno.EACCES: "Give a folder that can be written",
        errno.EPERM: "Give a folder that can be written",
    }.get(error.errno or 0, "Try again")
    return UserError(f"{path} cannot be written: {reason}. {hint}; {safe}.")
