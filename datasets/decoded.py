"""Decoded frames at hand: in memory, on a device, or as a raw file beside the dataset."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.progress import track

from .dataset import Dataset
from .entries import CACHE
from .storage import Folder

MODES = ("auto", "memory", "disk", "none", "device")
MEMORY_SHARE = 0.4
"""Of the memory that is free now, what decoded frames may take."""
BLOCK = 256
"""Frames that are decoded at once."""


class FrameSource(Protocol):
    """Frames by rows counted through the episodes of a dataset."""

    def read(self, rows: np.ndarray, out: np.ndarray) -> None:
        """Fill `out` (n, ...) with the frames of rows (n,)."""
        ...

    def fetch(self, rows: np.ndarray) -> None:
        """These rows will be read soon."""
        ...


class Held:
    """All frames of a feature in one array (rows, ...), in memory or mapped from a file."""

    def __init__(self, frames: np.ndarray):
        self.frames = frames
        self._flat = frames.reshape(len(frames), -1)

    def read(self, rows: np.ndarray, out: np.ndarray) -> None:
        """Fill `out` (n, ...) with the frames of rows (n,)."""
        # any other mode than "clip" copies twice
        np.take(self._flat, rows, axis=0, out=out.reshape(len(rows), -1), mode="clip")

    def fetch(self, rows: np.ndarray) -> None:
        """Nothing to do."""


class OnDevice:
    """All frames of a feature as a tensor (rows, ...) on a device."""

    def __init__(self, frames: Tensor):
        self.frames = frames

    def take(self, rows: Tensor) -> Tensor:
        """Frames (n, ...) of rows (n,) on the same device."""
        return self.frames.index_select(0, rows)


@dataclass(frozen=True)
class Choice:
    """How frames will be read, and why."""

    mode: str
    reason: str


def choose(dataset: Dataset, keys: tuple[str, ...], mode: str, datasets: int = 1) -> Choice:
    """Settle `auto`: memory if there is room, raw shards where they are, else a raw copy on the
    disk if there is room, else decoding on the fly.

    Args:
        datasets: so many share the room that there is.

    Raises:
        UnknownName: no such mode.
    """
    if mode not in MODES:
        raise UnknownName("cache", mode, MODES)
    if mode != "auto" or not keys:
        return Choice("none" if mode == "auto" else mode, "as asked")
    need = sum(dataset.num_rows * dataset.schema.features[key].row_bytes for key in keys)
    free = _free_memory()
    size = f"{need / 1e9:.1f} GB decoded"
    if need < MEMORY_SHARE * free / datasets:
        return Choice("memory", f"{size}, {free / 1e9:.1f} GB of memory free")
    local = isinstance(dataset.storage, Folder)
    if local and all(dataset.schema.stored[key].codec.name == "raw" for key in keys):
        return Choice("none", f"{size}, too much for the memory; raw on the disk as it is")
    if local and _free_disk(Path(dataset.url)) > 2 * need * datasets:
        return Choice("disk", f"{size}, too much for the memory")
    return Choice("none", f"{size}, too much for memory and disk: decoded at every use")


def hold(dataset: Dataset, key: str, mode: str, threads: int) -> Held:
    """All frames of a feature, decoded once."""
    shape = (dataset.num_rows, *dataset.schema.features[key].shape)
    dtype = dataset.schema.features[key].dtype
    if mode == "memory":
        return Held(_fill(dataset, key, np.empty(shape, dtype), threads))
    if not isinstance(dataset.storage, Folder):
        raise UserError(f"{dataset.url} is far away: cache=memory or cache=none.")
    folder = Path(dataset.url) / CACHE
    file = folder / f"{key}-{dataset.head}.raw"
    if not file.exists():
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            folder.mkdir(exist_ok=True)
            with temporary.open("wb") as made:  # or a full disk would kill whoever fills the map
                os.posix_fallocate(made.fileno(), 0, int(np.prod(shape)) * np.dtype(dtype).itemsize)
            frames = np.memmap(temporary, dtype, "r+", shape=shape)
            _fill(dataset, key, frames, threads)
            frames.flush()
            temporary.replace(file)
        except OSError as error:
            raise UserError(
                f"{folder} has no room for decoded frames: {error.strerror}. Use cache=none."
            ) from None
        finally:
            temporary.unlink(missing_ok=True)
        for old in folder.glob(f"{key}-{'[0-9a-f]' * 8}.raw"):
            if old != file:
                old.unlink(missing_ok=True)
    return Held(np.memmap(file, dtype, "r", shape=shape))


def _fill(dataset: Dataset, key: str, out: np.ndarray, threads: int) -> np.ndarray:
    reader = dataset.frames(key, threads)
    for first in track(range(0, len(out), BLOCK), f"decoding {key}"):
        rows = np.arange(first, min(first + BLOCK, len(out)))
        reader.fetch(np.arange(rows[-1] + 1, min(rows[-1] + 1 + 8 * BLOCK, len(out))))
        reader.read(rows, out[first : first + BLOCK])
    return out


def to_device(held: Held, device: torch.device) -> OnDevice:
    """The same frames on a device."""
    return OnDevice(torch.from_numpy(held.frames).to(device))


def _free_memory() -> int:
    """Bytes that can be had without swapping."""
    try:
        lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
        return 1024 * int(next(x for x in lines if x.startswith("MemAvailable")).split()[1])
    except (OSError, StopIteration):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def _free_disk(path: Path) -> int:
    if not os.access(path / CACHE, os.W_OK):
        return 0
    stat = os.statvfs(path)
    return stat.f_bavail * stat.f_frsize
