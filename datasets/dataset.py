"""A dataset that is open for reading: episodes, tables in memory, frames at random."""

from __future__ import annotations

import json
import warnings
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from google_crc32c import value as crc32c

from vla.episode import Episode
from vla.errors import UnknownName, UserError
from vla.features import outlasts

from . import journal
from .entries import CACHE, JOURNAL, Entry, live_episodes, packed_files
from .journal import Damaged, Log
from .schema import ATTRIBUTE, Schema, shard_name
from .shards import Frames
from .storage import Folder, Storage


class Dataset:
    """Episodes on disk, or far away, in the order in which they were recorded.

    Rows of all tables and frames are counted through the episodes that are there: row
    `offsets[e] + t` is step t of episode e, whatever was deleted before it.

    Attributes:
        schema: what is recorded.
        episodes: what the journal says of each.
        offsets: (E + 1,) first row of every episode.
        lengths: (E,) steps that have an action.
    """

    def __init__(self, where: str | Path | Storage):
        """Open one; no lock is taken, and writers may go on.

        Raises:
            UserError: there is no dataset, or one of a later version.
            Damaged: its first lines are not what was written.
        """
        self.storage = _storage(where)
        self.schema = read_schema(self.storage)
        self._log = journal.EMPTY
        self._tables: dict[str, np.ndarray] = {}
        self._frames: dict[tuple[str, int], Frames] = {}
        self.refresh()

    @property
    def url(self) -> str:
        """Where it is."""
        return self.storage.url

    @property
    def head(self) -> str:
        """Names everything that has been recorded so far."""
        return self._log.head_text

    @property
    def log(self) -> Log:
        """The journal as far as it is valid."""
        return self._log

    def __len__(self) -> int:
        return len(self.episodes)

    @property
    def num_rows(self) -> int:
        """Of all episodes."""
        return int(self.offsets[-1])

    @property
    def num_steps(self) -> int:
        """Of all episodes."""
        return int(self.lengths.sum())

    def refresh(self) -> bool:
        """Read what writers have added since; whether there was anything."""
        try:
            log = journal.follow(lambda start: self.storage.read(JOURNAL, start), self._log)
        except FileNotFoundError:
            raise Damaged(f"{self.url}/{JOURNAL} is missing. {_repair(self.url)}") from None
        if log.bad_line is not None and not log.records:
            raise Damaged(f"{self.url}/{JOURNAL}: line 1 is damaged. {_repair(self.url)}")
        if (log.size, log.head) == (self._log.size, self._log.head) and self._log.size:
            self._log = log
            return False
        if log.bad_line is not None:
            text = f"{self.url}/{JOURNAL}: line {log.bad_line} is damaged; what was recorded after"
            warnings.warn(f"{text} it is not seen. {_repair(self.url)}", stacklevel=3)
        self._log = log
        self.episodes = live_episodes(log)
        self._packed = packed_files(log)
        rows = np.array([entry.rows for entry in self.episodes], np.int64)
        self.offsets = np.concatenate(([0], np.cumsum(rows)))
        self.lengths = np.array([entry.length for entry in self.episodes], np.int64)
        self._starts = np.array([entry.start for entry in self.episodes], np.int64)
        self.close()
        self.__dict__.pop("_by_start", None)
        return True

    def locate(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Episode and step of rows."""
        episodes = np.searchsorted(self.offsets, rows, side="right") - 1
        return episodes, rows - self.offsets[episodes]

    def table(self, key: str) -> np.ndarray:
        """All rows of a feature that is kept as a table, read-only, in memory.

        Raises:
            UnknownName: no such feature, or one that is kept frame by frame.
            Damaged: a file is not what was written; says which episode's.
        """
        if key not in self._tables:
            tables = [k for k, s in self.schema.stored.items() if not s.framewise]
            if key not in tables:
                raise UnknownName("table", key, tables)
            self._tables[key] = self._cached_table(key)
        return self._tables[key]

    def table_of(self, number: int, key: str) -> np.ndarray:
        """Rows (rows, ...) of one episode of a table; reads nothing of the others.

        Raises:
            Damaged: a file is not what was written.
        """
        entry, rows = self.entry(number), self.schema.stored[key].rows
        shards = range(entry.start // rows, (entry.start + entry.rows - 1) // rows + 1)
        whole = np.concatenate([self._chunk(key, shard, number) for shard in shards])
        return whole[entry.start % rows :][: entry.rows]

    def frames(self, key: str, threads: int = 1) -> FrameReader:
        """A feature that is kept frame by frame.

        Raises:
            UnknownName: no such feature, or one that is kept as a table.
        """
        framewise = [k for k, s in self.schema.stored.items() if s.framewise]
        if key not in framewise:
            raise UnknownName("picture or other feature kept frame by frame", key, framewise)
        return FrameReader(self, key, threads)

    def read(self, key: str, rows: np.ndarray) -> np.ndarray:
        """Rows of any feature, (n, ...)."""
        if not self._known(key).framewise:
            return self.table(key)[rows]
        feature = self.schema.features[key]
        out = np.empty((len(rows), *feature.shape), feature.dtype)
        self.frames(key).read(rows, out)
        return out

    def episode(self, number: int) -> Episode:
        """Everything of one episode.

        Raises:
            UserError: there is no such episode.
        """
        entry = self.entry(number)
        first = int(self.offsets[number])
        data = {}
        for key, feature in self.schema.features.items():
            count = entry.rows if outlasts(key, feature) else entry.length
            data[key] = self.read(key, np.arange(first, first + count))
        return Episode(
            data, entry.length, entry.task, entry.instructions, entry.success, entry.seed,
            entry.ended, entry.source, entry.recorded, entry.id, entry.extra,
        )  # fmt: skip

    def entry(self, number: int) -> Entry:
        """What the journal says of an episode. Raises `UserError` if there is none."""
        if not 0 <= number < len(self):
            raise UserError(f"{self.url} has no episode {number}: it has {len(self)}, from 0 on.")
        return self.episodes[number]

    def array_rows(self, rows: np.ndarray) -> np.ndarray:
        """Rows of the Zarr arrays, from rows counted through the episodes."""
        episodes, steps = self.locate(rows)
        return self._starts[episodes] + steps

    def recorded(self, number: int, name: str) -> tuple[int, int] | None:
        """Bytes and CRC-32C of a file with rows of an episode, as the journal has them."""
        found = self.episodes[number].files.get(name) or self._packed.get(name)
        return None if found is None else (found[0], found[1])

    def file(self, number: int, name: str) -> bytes:
        """A file with rows of an episode, as it was written.

        Raises:
            Damaged: it is missing or something else.
        """
        where = f"{self.url}: episode {number}, {name}"
        try:
            data = self.storage.read(name)
        except FileNotFoundError:
            raise Damaged(f"{where} is missing. {_repair(self.url)}") from None
        if self.recorded(number, name) != (len(data), crc32c(data)):
            raise Damaged(f"{where} is damaged (size or checksum). {_repair(self.url)}")
        return data

    def close(self) -> None:
        """Let go of files and memory. Safe to call twice."""
        self._tables.clear()
        for frames in self._frames.values():
            frames.close()
        self._frames.clear()

    def __enter__(self) -> Dataset:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    # --- inside --------------------------------------------------------------------------------

    def _known(self, key: str) -> Any:
        if key not in self.schema.stored:
            raise UnknownName("feature", key, self.schema.stored)
        return self.schema.stored[key]

    def shards(self, key: str, threads: int) -> Frames:
        """The open shards of a feature."""
        if (key, threads) not in self._frames:
            feature, stored = self.schema.features[key], self.schema.stored[key]

            def names(shard: int) -> tuple[str, str]:
                number = self._episode_of(shard * stored.rows)
                who = "" if number is None else f"{self.url}: episode {number}"
                return shard_name(key, shard, feature), who

            def size(shard: int) -> int | None:
                number = self._episode_of(shard * stored.rows)
                if number is None:
                    return None
                found = self.recorded(number, shard_name(key, shard, feature))
                return None if found is None else found[0]

            made = Frames(self.storage, feature, stored, names, size, threads)
            self._frames[key, threads] = made
        return self._frames[key, threads]

    @cached_property
    def _by_start(self) -> np.ndarray:
        return np.argsort(self._starts, kind="stable")

    def _episode_of(self, row: int) -> int | None:
        """The episode to which a row of the arrays belongs."""
        at = int(np.searchsorted(self._starts[self._by_start], row, side="right")) - 1
        return None if at < 0 else int(self._by_start[at])

    def _cached_table(self, key: str) -> np.ndarray:
        """From `meta/cache`, where it is of this journal; else from the chunks, and kept there."""
        feature = self.schema.features[key]
        folder = Path(self.url) / CACHE if isinstance(self.storage, Folder) else None
        file = None if folder is None else folder / f"{key}-{self.head}.npy"
        if file is not None and file.exists():
            found = _load(file)
            if found is not None and found.shape == (self.num_rows, *feature.shape):
                found.flags.writeable = False
                return found
        made = self._read_table(key)
        made.flags.writeable = False
        if file is not None and folder is not None and len(self) >= WORTH_CACHING:
            _keep(folder, file, key, made)
        return made

    def _read_table(self, key: str) -> np.ndarray:
        feature, stored = self.schema.features[key], self.schema.stored[key]
        out = np.empty((self.num_rows, *feature.shape), feature.dtype)
        size = stored.rows
        spans = [range(e.start // size, (e.start + e.rows - 1) // size + 1) for e in self.episodes]
        used = sorted({shard for span in spans for shard in span})
        self.storage.fetch([shard_name(key, shard, feature) for shard in used])
        kept: tuple[int, np.ndarray] | None = None
        for number, entry in enumerate(self.episodes):
            first, done = int(self.offsets[number]), 0
            while done < entry.rows:
                shard, inner = divmod(entry.start + done, stored.rows)
                count = min(entry.rows - done, stored.rows - inner)
                if kept is None or kept[0] != shard:
                    kept = shard, self._chunk(key, shard, number)
                out[first + done : first + done + count] = kept[1][inner : inner + count]
                done += count
        return out

    def _chunk(self, key: str, shard: int, number: int) -> np.ndarray:
        feature, stored = self.schema.features[key], self.schema.stored[key]
        data = self.file(number, shard_name(key, shard, feature))
        return np.frombuffer(data, feature.dtype).reshape(stored.rows, *feature.shape)


class FrameReader:
    """One framewise feature of a dataset, by rows counted through its episodes."""

    def __init__(self, dataset: Dataset, key: str, threads: int = 1):
        self._dataset, self._frames = dataset, dataset.shards(key, threads)
        self.feature = dataset.schema.features[key]

    def read(self, rows: np.ndarray, out: np.ndarray) -> None:
        """Fill `out` (n, ...) with the frames of rows (n,)."""
        self._frames.read(self._dataset.array_rows(rows), out)

    def encoded(self, row: int) -> bytes:
        """The bytes of one frame as they are kept."""
        return self._frames.encoded(int(self._dataset.array_rows(np.array([row]))[0]))

    def fetch(self, rows: np.ndarray) -> None:
        """These rows will be read soon."""
        self._frames.fetch(self._dataset.array_rows(rows))


WORTH_CACHING = 256
"""Episodes from which on it pays to keep tables as one file each."""


def read_schema(storage: Storage) -> Schema:
    """The schema of a dataset.

    Raises:
        UserError: there is none.
    """
    where = storage.url
    try:
        text = storage.read("zarr.json")
    except FileNotFoundError:
        raise UserError(_no_dataset(storage)) from None
    try:
        attributes = dict(json.loads(text)["attributes"])
    except (ValueError, KeyError, TypeError):
        raise Damaged(f"{where}/zarr.json is not that of a group. {_repair(where)}") from None
    if ATTRIBUTE not in attributes:
        raise UserError(
            f"{where} is a Zarr store, but not a dataset of this toolkit."
            f" If it is diffusion_policy's or UMI's: vla data convert {where} out=..."
        )
    try:
        return Schema.from_json(attributes[ATTRIBUTE], where)
    except UserError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(
            f"{where}/zarr.json: the attribute '{ATTRIBUTE}' is no schema ({error!r})."
            f" {_repair(where)}"
        ) from None


def _storage(where: str | Path | Storage) -> Storage:
    if isinstance(where, str) and "://" in where:
        from .remote import far

        return far(where)
    return Folder(Path(where)) if isinstance(where, str | Path) else where


def _no_dataset(storage: Storage) -> str:
    where = storage.url
    if isinstance(storage, Folder):
        if not storage.path.exists():
            return f"There is no dataset at {where}. Record one: vla collect task=stacking out=..."
        for sign, what in (
            (".zgroup", "a Zarr store of format 2"),
            ("meta/info.json", "LeRobot's"),
        ):
            if (storage.path / sign).exists():
                return f"{where} looks like {what}. Convert it: vla data convert {where} out=..."
    return f"{where} is not a dataset: it has no zarr.json."


def _repair(where: str) -> str:
    return f"See what is wrong: vla data verify {where}; then: vla data repair {where}"


def _load(file: Path) -> np.ndarray | None:
    """A table's copy; None if it is not whole."""
    try:
        return np.load(file)
    except (OSError, ValueError, EOFError):
        return None


def _keep(folder: Path, file: Path, key: str, table: np.ndarray) -> None:
    """Store a table's copy; what cannot be stored is read again next time."""
    try:
        folder.mkdir(exist_ok=True)
        temporary = file.with_suffix(".tmp.npy")
        np.save(temporary, table)
        temporary.replace(file)
        for old in folder.glob(f"{key}-*.npy"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        return
