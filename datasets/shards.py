"""Shards: the files that hold rows of an array, written whole and read at random.

zarr-python reads the same files at a hundredth of the speed (its path costs a millisecond a
chunk); we write them ourselves to keep frames that are all zero, which it drops.
"""

from __future__ import annotations

import errno
import struct
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from google_crc32c import value as crc32c

from vla.features import Feature

from .codecs import Codec
from .journal import Damaged
from .schema import Stored
from .storage import Storage

OPEN = 2048
"""Shards of one array that are kept open."""
_ABSENT = 2**64 - 1
_ENTRY = 16
"""Bytes of the index per row: where it is and how long."""

Pieces = list[bytes | memoryview]


def encode_table(rows: np.ndarray, stored: Stored) -> Pieces:
    """The file of a plain chunk; rows that are not there are zero."""
    missing = stored.rows - len(rows)
    data = np.ascontiguousarray(rows)
    return [data.tobytes(), bytes(missing * (data.nbytes // len(rows)))]


def encode_frames(rows: np.ndarray, stored: Stored) -> Pieces:
    """The file of a shard: its frames, then the index, then the index' checksum."""
    frames: Pieces
    if stored.codec.name == "raw":
        data = np.ascontiguousarray(rows)
        frames = [data.data.cast("B")]
        lengths = np.full(len(rows), data.nbytes // len(rows), np.uint64)
    else:
        encoded = [stored.codec.encode(frame) for frame in rows]
        lengths = np.array([len(frame) for frame in encoded], np.uint64)
        frames = [b"".join(encoded)]
    return [*frames, _index(lengths, stored.rows)]


def join_frames(frames: Sequence[bytes], stored: Stored) -> Pieces:
    """The file of a shard from frames that are encoded already."""
    lengths = np.array([len(frame) for frame in frames], np.uint64)
    return [b"".join(frames), _index(lengths, stored.rows)]


def _index(lengths: np.ndarray, rows: int) -> bytes:
    index = np.full((rows, 2), _ABSENT, "<u8")
    index[: len(lengths), 1] = lengths
    index[: len(lengths), 0] = np.cumsum(lengths) - lengths
    text = index.tobytes()
    return text + struct.pack("<I", crc32c(text))


def read_index(data: Any, rows: int, where: str) -> np.ndarray:
    """The index (rows, 2) of a shard: offset and length, the largest number where nothing is.

    Raises:
        Damaged: the file is too short, or its index is not what was written.
    """
    size = rows * _ENTRY
    if len(data) < size + 4:
        raise Damaged(f"{where} is cut off: {len(data)} bytes.")
    text = bytes(data[len(data) - size - 4 : len(data) - 4])
    if struct.pack("<I", crc32c(text)) != bytes(data[len(data) - 4 :]):
        raise Damaged(f"{where}: the index at its end is damaged (checksum).")
    return np.frombuffer(text, "<u8").reshape(rows, 2)


class Frames:
    """The frames of one array, read at random.

    Args:
        names: shard -> its file, and what to say of it when it is damaged.
        check_size: shard -> bytes its file must have, None when that is unknown.
        threads: that decode; the codecs let go of the interpreter.
    """

    def __init__(
        self,
        storage: Storage,
        feature: Feature,
        stored: Stored,
        names: Callable[[int], tuple[str, str]],
        check_size: Callable[[int], int | None] = lambda shard: None,
        threads: int = 1,
    ):
        self.feature, self.stored = feature, stored
        self._storage, self._names, self._check_size = storage, names, check_size
        self._open: OrderedDict[int, tuple[Any, Any]] = OrderedDict()
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None

    def read(self, rows: np.ndarray, out: np.ndarray) -> None:
        """Fill `out` (n, ...) with the frames of rows (n,) of the array.

        Raises:
            Damaged: a file is missing, cut off, or does not decode; says which.
        """
        if self._threads > 1 and self.stored.codec.name != "raw" and len(rows) > 8:
            self._read_in_threads(rows, out)
        else:
            self._read(rows, out)

    def encoded(self, row: int) -> bytes:
        """The bytes of one frame as they are kept."""
        shard, inner = divmod(row, self.stored.rows)
        data, index = self._shard(shard)
        if index is None:
            size = self.feature.row_bytes
            return bytes(data[inner * size : (inner + 1) * size])
        return bytes(self._slice(data, index, shard, inner))

    def fetch(self, rows: np.ndarray) -> None:
        """These rows will be read soon."""
        shards = np.unique(rows // self.stored.rows)
        self._storage.fetch([self._names(int(s))[0] for s in shards if int(s) not in self._open])

    def close(self) -> None:
        """Let go of the files."""
        self._open.clear()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _read_in_threads(self, rows: np.ndarray, out: np.ndarray) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, "decode")
        for shard in np.unique(rows // self.stored.rows).tolist():
            self._shard(shard)  # the table of open shards is not for several threads
        cuts = np.linspace(0, len(rows), self._threads + 1).astype(int)
        parts = [slice(a, b) for a, b in pairwise(cuts)]
        for done in [self._pool.submit(self._read, rows[part], out[part]) for part in parts]:
            done.result()

    def _read(self, rows: np.ndarray, out: np.ndarray) -> None:
        shards, inner = np.divmod(rows, self.stored.rows)
        step = np.flatnonzero((np.diff(inner) != 1) | (np.diff(shards) != 0)) + 1
        starts = [0, *step.tolist()]
        ends = [*step.tolist(), len(rows)]
        shard_of, inner_of = shards[starts].tolist(), inner[starts].tolist()
        size, target = self.feature.row_bytes, out.data.cast("B")
        for a, b, shard, first in zip(starts, ends, shard_of, inner_of, strict=True):
            data, index = self._shard(shard)
            if index is None:
                end = (first + b - a) * size
                if end > len(data):
                    missing = len(data) // size
                    raise Damaged(f"{self._where(shard)}: frame {missing} was never written.")
                target[a * size : b * size] = data[first * size : end]
                continue
            for number in range(a, b):
                piece = self._slice(data, index, shard, first + number - a)
                try:
                    self.stored.codec.decode(piece, out[number])
                except ValueError as error:
                    raise Damaged(
                        f"{self._where(shard)}, frame {first + number - a}:"
                        f" does not decode ({error})."
                    ) from None

    def _slice(self, data: Any, index: np.ndarray, shard: int, inner: int) -> memoryview:
        offset, length = index[inner].tolist()
        if offset == _ABSENT:
            raise Damaged(f"{self._where(shard)}: frame {inner} was never written.")
        return memoryview(data)[offset : offset + length]

    def _shard(self, shard: int) -> tuple[Any, Any]:
        """An open shard: the bytes of raw frames and None, or all bytes and the index."""
        found = self._open.get(shard)
        if found is not None:
            return found
        name, where = self._names(shard)[0], self._where(shard)
        try:
            data = self._view(name)
        except FileNotFoundError:
            raise Damaged(f"{where} is missing.") from None
        wanted = self._check_size(shard)
        if wanted is not None and len(data) != wanted:
            raise Damaged(f"{where} has {len(data)} bytes instead of {wanted}.")
        if self.stored.codec.name == "raw":
            found = self._raw(data, where), None
        else:
            found = data, read_index(data, self.stored.rows, where)
        self._open[shard] = found
        if len(self._open) > OPEN:
            self._open.popitem(last=False)
        return found

    def _view(self, name: str) -> Any:
        """A file; every one that is mapped counts as open, so some are let go if need be."""
        try:
            return self._storage.view(name)
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE) or not self._open:
                raise
        for _ in range(-(-len(self._open) // 2)):
            self._open.popitem(last=False)
        return self._storage.view(name)

    def _raw(self, data: Any, where: str) -> memoryview:
        """The frames alone; copying from such a view costs less than from an array."""
        frames = len(data) - self.stored.rows * _ENTRY - 4
        if frames < 1 or frames % self.feature.row_bytes:
            raise Damaged(f"{where} is cut off: {len(data)} bytes.")
        return memoryview(data)[:frames]

    def _where(self, shard: int) -> str:
        name, who = self._names(shard)
        return f"{who}, {name}" if who else name


def decoded(data: Any, index: np.ndarray, codec: Codec, out: np.ndarray) -> None:
    """Fill `out` (n, ...) with the first n frames of a shard; raises `ValueError`."""
    view = memoryview(data)
    for number, frame in enumerate(out):
        offset, length = index[number].tolist()
        if offset == _ABSENT or offset + length > len(view):
            raise ValueError(f"frame {number} is not in the file")
        codec.decode(view[offset : offset + length], frame)
