"""Zarr of format 2 as ReplayBuffer uses it: a folder or a zip file, arrays cut along time.

Metadata are read and written here as they stand in the files, so that an array can be made again
exactly; zarr-python and numcodecs do the chunks.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numcodecs
import numpy as np
import zarr
from zarr.storage import ZipStore

from vla.errors import UserError

NAME = "diffusion_policy"
ENDS = "meta/episode_ends"
OURS = "vla"
"""Attribute of the root that holds what the format has no place for."""
LABELS = ("success", "seed", "task", "instruction")
"""Arrays of ours below `meta`, one number an episode, -1 where unknown; others ignore them."""
CHUNK_BYTES = 2_000_000
"""What ReplayBuffer aims at; it cuts along time only."""
BLOSC = {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 0, "blocksize": 0}
"""ReplayBuffer's compressor `default`."""
PLAIN = re.compile(r"\w[\w .-]*")
"""Names that can become a feature's, which is also that of a folder."""
IMAGECODECS = "imagecodecs_"
"""Codecs of that package, which compress pictures; theirs begin so."""


class Store:
    """An opened ReplayBuffer: a folder, or a zip file with one inside.

    Raises:
        UserError: it cannot be read, or what it says of itself is no JSON.
    """

    def __init__(self, path: Path):
        self.path, self._zip, self._names, self._root = path, None, (), ""
        self._zarr: Any = None
        if path.is_dir():
            return
        if not path.exists():
            raise UserError(f"{path} does not exist. Give a folder or a .zarr.zip that does.")
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise UserError(
                f"{path} is not a whole zip file ({error}): was it cut off? Copy it again."
            ) from None
        self._names = tuple(self._zip.namelist())
        roots = [
            n.removesuffix(f"{ENDS}/.zarray") for n in self._names if n.endswith(f"{ENDS}/.zarray")
        ]
        if len(roots) > 1:
            self._zip.close()
            raise UserError(f"{path} holds {len(roots)} buffers: {roots}. Unpack it, give one.")
        self._root = roots[0] if roots else ""
        self._names = tuple(n[len(self._root) :] for n in self._names if n.startswith(self._root))

    def json(self, name: str) -> dict[str, Any] | None:
        """A JSON file; None where there is none."""
        try:
            if self._zip is None:
                text = (self.path / name).read_bytes()
            else:
                text = self._zip.read(self._root + name)
            found = json.loads(text)
        except (FileNotFoundError, NotADirectoryError, KeyError):
            return None
        except (ValueError, zipfile.BadZipFile) as error:
            raise UserError(f"{self.path}/{name} is damaged ({error}). Copy it again.") from None
        return found if isinstance(found, dict) else None

    def zarray(self, name: str) -> dict[str, Any] | None:
        """An array's metadata; None where there is no array."""
        found = self.json(f"{name}/.zarray")
        if found is None:
            return None
        try:
            if len(found["chunks"]) == len(found["shape"]) and 0 not in found["chunks"]:
                np.dtype(found["dtype"] if isinstance(found["dtype"], str) else "O")
                return found
        except (KeyError, TypeError):
            pass
        raise UserError(f"{self.path}/{name}/.zarray is no metadata of an array. Copy it again.")

    def children(self, group: str) -> list[str]:
        """Names below a group."""
        if self._zip is None:
            folder = self.path / group
            names = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
        else:
            parts = (n.removeprefix(f"{group}/") for n in self._names if n.startswith(f"{group}/"))
            names = {part.split("/")[0] for part in parts}
        return sorted(n for n in names if n and not n.startswith("."))

    def array(self, name: str) -> Any:
        """An array, opened by zarr-python."""
        if self._zip is None:
            return zarr.open_array(str(self.path / name), mode="r", zarr_format=2)
        if self._zarr is None:  # one that was never used cannot be closed
            self._zarr = ZipStore(self.path, mode="r")
        return zarr.open_array(self._zarr, path=self._root + name, mode="r", zarr_format=2)

    def absent(self, name: str, zarray: Mapping[str, Any]) -> int:
        """Chunks of an array that are not there; Zarr reads them as the fill value.

        Raises:
            UserError: one that is there was cut off.
        """
        if self._zip is None:
            found = [p for p in (self.path / name).rglob("*") if p.is_file() and p.name[0] != "."]
            if (zarray.get("compressor") or {}).get("id") == "blosc":
                for path in found:
                    _check_blosc(path)
            there = len(found)
        else:
            inside = (n for n in set(self._names) if n.startswith(f"{name}/") and n[-1] != "/")
            there = sum(not n.rsplit("/", 1)[1].startswith(".") for n in inside)
        grid = [-(-s // c) for s, c in zip(zarray["shape"], zarray["chunks"], strict=True)]
        return max(0, int(np.prod(grid)) - there)

    def rows(self, name: str, array: Any, first: int, end: int) -> np.ndarray:
        """Rows of an array. Raises `UserError` if they do not decode."""
        return self._decoded(name, array, slice(first, end))

    def whole(self, name: str, array: Any) -> np.ndarray:
        """All of an array of any shape. Raises `UserError` if it does not decode."""
        return self._decoded(name, array, ...)

    def _decoded(self, name: str, array: Any, where: Any) -> np.ndarray:
        try:
            return np.asarray(array[where])
        except Exception as error:  # codecs raise what they like
            rows = f", rows {where.start} to {where.stop}," if isinstance(where, slice) else ""
            raise UserError(
                f"{self.path}: {name}{rows} does not decode ({error})."
                " The file is damaged: copy it again."
            ) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *ignored: object) -> None:
        if self._zip is not None:
            self._zip.close()
        if self._zarr is not None:
            self._zarr.close()


def _check_blosc(path: Path) -> None:
    """See that a chunk is whole: numcodecs reads on behind the end of one that is not."""
    with path.open("rb") as file:
        head, size = file.read(16), os.fstat(file.fileno()).st_size
    wanted = int.from_bytes(head[12:16], "little")
    if len(head) < 16 or size != wanted:
        raise UserError(
            f"{path} is damaged: {size} bytes instead of {wanted if len(head) == 16 else 'more'}."
            " Copy it again."
        )


class Rows:
    """Rows of an array, asked for in order: every chunk is decoded once."""

    def __init__(self, store: Store, name: str, zarray: Mapping[str, Any]):
        self._store, self._name, self._array = store, name, store.array(name)
        self._chunk, self._total = int(zarray["chunks"][0]), int(zarray["shape"][0])
        self._first, self._kept = 0, np.empty((0, *zarray["shape"][1:]), zarray["dtype"])

    def read(self, first: int, end: int) -> np.ndarray:
        """Rows [first, end); keeps the last chunk for those that come next."""
        parts = []
        have = self._first + len(self._kept)
        if self._first <= first < have:
            parts.append(self._kept[first - self._first : end - self._first])
        start = max(first, have) if parts else first
        if start < end:
            low = start // self._chunk * self._chunk
            high = min(-(-end // self._chunk) * self._chunk, self._total)
            read = self._store.rows(self._name, self._array, low, high)
            parts.append(read[start - low : end - low])
            self._first = (end - 1) // self._chunk * self._chunk
            self._kept = read[self._first - low :].copy()
        return np.concatenate(parts) if len(parts) > 1 else parts[0]


def check_codecs(path: Path, name: str, zarray: Mapping[str, Any]) -> None:
    """See that the codecs of an array are there, and safe.

    Raises:
        UserError: one is not; names it and what to install.
    """
    codecs = [zarray.get("compressor"), *(zarray.get("filters") or ())]
    for codec in filter(None, codecs):
        known = str(codec.get("id", "?"))
        if known.startswith(IMAGECODECS):
            _register_imagecodecs(path, name, known)
        try:
            if known == "pickle":
                raise ValueError("it would run what is in the file")
            numcodecs.get_codec(dict(codec))
        except Exception as error:  # an unknown one, or one that cannot be made
            raise UserError(
                f"{path}: {name} is compressed by '{known}', which cannot be read here ({error})."
                ' Pictures\' codecs come with: pip install "vla-toolkit[umi]"; or compress it'
                " anew with Blosc where it was made."
            ) from None


def _register_imagecodecs(path: Path, name: str, codec: str) -> None:
    try:
        from imagecodecs.numcodecs import register_codecs
    except ImportError:
        raise UserError(
            f"{path}: {name} is compressed by '{codec}' of the package imagecodecs, which is not"
            ' installed. Install it: pip install "vla-toolkit[umi]"'
        ) from None
    register_codecs(verbose=False)


def keeps_all(zarray: Mapping[str, Any]) -> bool:
    """Whether an array's compressor gives back the numbers it got.

    Picture codecs may not, depending on their settings: noise tells, as it leaves them no choice.
    """
    config = zarray.get("compressor")
    if not config or not str(config["id"]).startswith(IMAGECODECS):
        return True
    shape, dtype = zarray["chunks"], np.dtype(zarray["dtype"])
    noise = np.random.default_rng(0).integers(0, 256, shape, np.uint8).astype(dtype)
    codec = numcodecs.get_codec(dict(config))
    try:
        back = np.frombuffer(np.ascontiguousarray(codec.decode(codec.encode(noise))), dtype)
    except Exception:  # it cannot take pictures of this shape
        return False
    return np.array_equal(back, noise.reshape(-1))


def new_zarray(shape: tuple[int, ...], dtype: str) -> dict[str, Any]:
    """Metadata of an array (N, ...) as ReplayBuffer would make it."""
    row = max(1, int(np.prod(shape[1:], dtype=np.int64)) * np.dtype(dtype).itemsize)
    kind = np.dtype(dtype)
    return {
        "chunks": [max(1, min(shape[0], -(-CHUNK_BYTES // row))), *shape[1:]],
        "compressor": BLOSC,
        "dtype": kind.str,
        "fill_value": False if kind.kind == "b" else 0.0 if kind.kind == "f" else 0,
        "filters": None,
        "order": "C",
        "shape": list(shape),
        "zarr_format": 2,
    }


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """A metadata file, laid out as zarr-python 2 does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=4, sort_keys=True), "utf-8")


class ArrayWriter:
    """Fills a new array from its first row to its last, a whole chunk at a time.

    Args:
        folder: of the array; its parents are groups already.
        zarray: its metadata, with the shape that it will have.
    """

    def __init__(self, folder: Path, zarray: Mapping[str, Any], attributes: Mapping[str, Any]):
        write_json(folder / ".zarray", zarray)
        if attributes:
            write_json(folder / ".zattrs", attributes)
        with zarr.config.set({"array.write_empty_chunks": True}):  # as zarr-python 2 does
            self._array: Any = zarr.open_array(str(folder), mode="r+", zarr_format=2)
        self._dtype, self._chunk = np.dtype(zarray["dtype"]), int(zarray["chunks"][0])
        self._waiting: list[np.ndarray] = []
        self._count = self._done = 0

    def add(self, rows: np.ndarray) -> None:
        """Rows (n, ...) that come next, in any dtype that holds the same numbers."""
        self._waiting.append(rows.astype(self._dtype))
        self._count += len(rows)
        if self._count >= self._chunk:
            self._write(self._count // self._chunk * self._chunk)

    def close(self) -> None:
        """Write what does not fill a chunk."""
        self._write(self._count)

    def _write(self, count: int) -> None:
        if not count:
            return
        rows = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting)
        self._array[self._done : self._done + count] = rows[:count]
        self._waiting, self._count = [rows[count:].copy()], self._count - count
        self._done += count


def write_array(
    folder: Path, zarray: Mapping[str, Any], attributes: Mapping[str, Any], values: np.ndarray
) -> None:
    """A small array, all at once; any shape."""
    write_json(folder / ".zarray", zarray)
    if attributes:
        write_json(folder / ".zattrs", attributes)
    array: Any = zarr.open_array(str(folder), mode="r+", zarr_format=2)
    array[...] = values.astype(np.dtype(zarray["dtype"]))


def pack_zip(folder: Path, out: Path) -> None:
    """A store as one zip file; chunks are compressed already."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(folder).as_posix())
