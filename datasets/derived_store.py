"""Derived features on the disk: numbers that were computed once from every picture of a camera.

They lie in the dataset's cache as one more Zarr array, whose row i belongs to row i of the
camera's. Its files are those of any uncompressed array (`shards.py`), each there whole or not at
all; a journal beside them says which are complete.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vla.errors import UserError
from vla.features import Feature

from . import journal
from .codecs import RAW
from .dataset import Dataset
from .entries import CACHE, JOURNAL, Entry
from .journal import Damaged
from .schema import Stored, array_metadata
from .shards import Frames, encode_frames
from .storage import Folder, fresh_folder, replace_file, sync_folder

DERIVED = f"{CACHE}/derived"
PACKED_ROWS, PACKED_MB = 1024, 32
"""What a file holds at most where episodes share files, rows and 10^6 bytes; a kill costs one."""


@dataclass(frozen=True)
class Block:
    """What is computed and kept together: the rows of one file."""

    shard: int
    episodes: frozenset[str]
    """Ids of those that have rows in it."""
    rows: np.ndarray
    """Of the array (n,), ascending; those of deleted episodes are left out."""


class Derived:
    """Features of the pictures of a camera, open for reading; a `FrameSource`.

    Rows are counted through the episodes of the dataset, as its own are.

    Attributes:
        source: the camera's feature.
        name: fingerprint of how they are computed.
        feature: shape and type of a row.
        stored: how they lie on the disk.
    """

    def __init__(self, dataset: Dataset, source: str, name: str):
        """Open what has been computed so far.

        Raises:
            UserError: there is nothing of this name, or it is of another dataset.
            Damaged: its journal is not what was written.
        """
        self.dataset, self.source, self.name = dataset, source, name
        self.path = folder_of(dataset, name) / source
        self._log = journal.EMPTY
        self._done: dict[int, Mapping[str, Any]] = {}
        self.refresh()
        first = self._log.records[0]
        if first["dataset"] != dataset.schema.id:
            raise UserError(f"{self.path} is of another dataset. {_forget(name)}")
        self.feature = Feature.from_json(first["feature"])
        self.stored = Stored(RAW, first["rows"], True)
        self._frames = Frames(
            Folder(self.path), self.feature, self.stored,
            lambda shard: (self._file(shard), str(self.path)), self._bytes,
        )  # fmt: skip

    @property
    def complete(self) -> np.ndarray:
        """Mask (E,) of the episodes whose pictures have all been computed."""
        episodes = self.dataset.episodes
        done = [all(e.id in self._known(shard) for shard in self._shards(e)) for e in episodes]
        return np.array(done, bool)

    def read(self, rows: np.ndarray, out: np.ndarray) -> None:
        """Fill `out` (n, ...) with the features of rows (n,).

        Raises:
            Damaged: a file is not what was written, or was never.
        """
        try:
            self._frames.read(self.dataset.array_rows(rows), out)
        except Damaged as error:
            raise Damaged(f"{error} Compute it again: vla.datasets.derived.derive") from None

    def fetch(self, rows: np.ndarray) -> None:
        """Nothing to do: the operating system reads ahead."""

    def load(self) -> np.ndarray:
        """All rows (rows, ...) in memory; zero in episodes that are not complete."""
        out = np.zeros((self.dataset.num_rows, *self.feature.shape), self.feature.dtype)
        for episode in np.flatnonzero(self.complete).tolist():
            first, end = self.dataset.offsets[episode : episode + 2].tolist()
            self.read(np.arange(first, end), out[first:end])
        return out

    def refresh(self) -> bool:
        """See what has been computed since, by whomever; whether there was anything.

        Raises:
            UserError: there is nothing any more.
            Damaged: the journal is not what was written.
        """
        try:
            log = journal.follow(lambda at: Folder(self.path).read(JOURNAL, at), self._log)
        except FileNotFoundError:
            raise UserError(
                f"{self.dataset.url} has no features '{self.name}' of {self.source}."
                " Compute them: vla.datasets.derived.derive"
            ) from None
        if log.bad_line is not None or not log.records:
            raise Damaged(f"{self.path}/{JOURNAL} is damaged. {_forget(self.name)}")
        known, self._log = self._log, log
        if (log.size, log.head) == (known.size, known.head):
            return False
        self._done = {r["shard"]: r for r in log.records if r["kind"] == "block"}
        return True

    # --- for who computes and has the turn -------------------------------------------------------

    def missing(self, chosen: np.ndarray) -> list[Block]:
        """What the episodes of a mask (E,) still lack, in the order of rows."""
        members: dict[int, list[Entry]] = {}
        for entry in self.dataset.episodes:
            for shard in self._shards(entry):
                members.setdefault(shard, []).append(entry)
        wanted = {self.dataset.episodes[e].id for e in np.flatnonzero(chosen).tolist()}
        found = []
        for shard, entries in sorted(members.items()):
            here = frozenset(entry.id for entry in entries)
            if (here & wanted).difference(self._known(shard) if self._is_whole(shard) else ()):
                first, end = shard * self.stored.rows, (shard + 1) * self.stored.rows
                rows = [np.arange(max(e.start, first), min(e.start + e.rows, end)) for e in entries]
                found.append(Block(shard, here, np.sort(np.concatenate(rows))))
        return found

    def prepare(self) -> None:
        """Clear away what killed processes left, and let the array have rows for everything."""
        for file in self.path.glob(".*.tmp"):
            file.unlink()
        size = self.stored.rows
        end = max((entry.start + entry.rows for entry in self.dataset.episodes), default=0)
        file = self.path / "zarr.json"
        if not file.exists() or end > json.loads(file.read_bytes())["shape"][0]:
            text = array_metadata(self.feature, self.stored, -(-end // size) * size)
            replace_file(file, [text])

    def keep(self, block: Block, values: np.ndarray) -> None:
        """Store the rows (n, ...) of a block; when this returns, they are there."""
        places = block.rows - block.shard * self.stored.rows
        rows = np.zeros((places[-1] + 1, *self.feature.shape), self.feature.dtype)
        rows[places] = values
        pieces, file = encode_frames(rows, self.stored), self.path / self._file(block.shard)
        crc = replace_file(file, pieces)
        sync_folder(self.path)
        record = {
            "kind": "block", "shard": block.shard, "episodes": sorted(block.episodes),
            "file": [file.stat().st_size, crc],
        }  # fmt: skip
        self._log = journal.append(self.path / JOURNAL, self._log, record)
        self._done[block.shard] = record

    # --- inside ----------------------------------------------------------------------------------

    def _shards(self, entry: Entry) -> range:
        """The files that hold rows of an episode."""
        size = self.stored.rows
        return range(entry.start // size, (entry.start + entry.rows - 1) // size + 1)

    def _file(self, shard: int) -> str:
        return f"c.{shard}{'.0' * len(self.feature.shape)}"

    def _known(self, shard: int) -> list[str]:
        """The episodes whose rows a file holds."""
        return self._done[shard]["episodes"] if shard in self._done else []

    def _bytes(self, shard: int) -> int | None:
        return self._done[shard]["file"][0] if shard in self._done else None

    def _is_whole(self, shard: int) -> bool:
        file = self.path / self._file(shard)
        return file.exists() and file.stat().st_size == self._bytes(shard)


def folder_of(dataset: Dataset, name: str) -> Path:
    """Where everything of a fingerprint is, a folder for each camera."""
    return Path(dataset.url) / DERIVED / name


def create(dataset: Dataset, source: str, name: str, feature: Feature) -> None:
    """Make an empty array, all of it or nothing; nothing is done if there is one.

    Raises:
        UserError: the folder cannot be written.
    """
    path = folder_of(dataset, name) / source
    if path.exists():
        if (path / JOURNAL).exists():
            return
        shutil.rmtree(path, ignore_errors=True)  # nobody knows what is complete
    rows = dataset.schema.stored[source].rows
    if dataset.schema.packed:
        rows = max(1, min(PACKED_ROWS, int(PACKED_MB * 1e6) // feature.row_bytes))
    first = {
        "kind": "derived", "dataset": dataset.schema.id, "source": source, "name": name,
        "feature": feature.to_json(), "rows": rows,
    }  # fmt: skip
    try:
        with fresh_folder(path) as folder:
            (folder / JOURNAL).parent.mkdir()
            replace_file(
                folder / "zarr.json", [array_metadata(feature, Stored(RAW, rows, True), 0)]
            )
            replace_file(folder / JOURNAL, [journal.sealed_all([first])])
    except UserError:
        if not (path / JOURNAL).exists():  # else another process was first
            raise


def _forget(name: str) -> str:
    return f"Remove it: vla.datasets.derived.forget(dataset, '{name}'); then compute it again."
