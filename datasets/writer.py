"""Writing: one episode is one transaction; what was acknowledged survives a kill at any instant.

Shards first, each whole or not at all and under names that nothing refers to yet; then one line
of the journal, which makes them count. What a killed writer leaves behind is overwritten by the
next episode or removed by `repair`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vla.episode import Episode, new_id
from vla.errors import UserError
from vla.features import Feature, Features, compare, outlasts

from . import journal
from .codecs import ZSTD, Codec
from .dataset import read_schema
from .entries import CACHE, JOURNAL, Entry
from .journal import Damaged, Log
from .lock import PATIENCE, turn
from .schema import (
    ATTRIBUTE,
    ROWS,
    Schema,
    array_metadata,
    group_metadata,
    shard_name,
    storage_plan,
)
from .shards import Pieces, encode_frames, encode_table
from .storage import Folder, cannot_write, replace_file, sync_folder


@dataclass(frozen=True)
class Encoded:
    """An episode as the files it becomes, before it is known where they go."""

    entry: Entry
    """Without its place and files."""
    shards: Mapping[str, Sequence[Pieces]]
    """Feature -> its files in order."""


class Writer:
    """Adds episodes to a dataset; creates it if it is not there.

    Several writers may be at work on one dataset: they take turns, an episode at a time.

    Args:
        path: a folder; `.zarr` at the end is customary.
        schema: what is recorded; may be left out for a dataset that exists.
        pictures: codec for colour pictures of a new dataset.
        rows: rows of a shard of a new dataset.
        durable: wait until every episode is on the disk; without, a power cut may cost the
            last ones, a kill never does.
        patience: seconds to wait for another writer's turn to end.

    Raises:
        UserError: the dataset there records something else (all differences are shown), is
            packed, or the folder cannot be written.
        Damaged: its journal needs a `repair` first.
    """

    def __init__(
        self,
        path: str | Path,
        schema: Schema | None = None,
        pictures: Codec = ZSTD,
        rows: int = ROWS,
        durable: bool = True,
        patience: float = PATIENCE,
    ):
        self.path, self._durable, self._patience = Path(path), durable, patience
        if schema is not None and not (self.path / "zarr.json").exists():
            create(self.path, schema, pictures, rows)
        self.schema = read_schema(Folder(self.path))
        if self.schema.packed:
            raise UserError(
                f"{self.path} is packed: nothing can be appended."
                f" Unpack it first: vla data merge {self.path} out=..."
            )
        if schema is not None:
            self._check_same(schema)
        self._log = journal.EMPTY
        self._next = self._count = 0
        with self._turn():
            self._catch_up()

    def append(self, episode: Episode) -> Entry:
        """Add an episode; when this returns, it is there.

        Raises:
            UserError: it does not fit the schema, holds numbers that are none, or cannot be
                written (a full disk, ...); then nothing of it is kept.
        """
        return self.commit(encode(episode, self.schema))

    def commit(self, encoded: Encoded) -> Entry:
        """Add an episode that is encoded already; see `append`."""
        with self._turn():
            self._catch_up()
            written: list[Path] = []
            try:
                return self._commit(encoded, written)
            except OSError as error:
                for path in written:
                    path.unlink(missing_ok=True)
                safe = f"the {self._count} episodes recorded so far are safe"
                raise cannot_write(error, self.path, safe) from None

    def delete(self, episode: str, reason: str) -> None:
        """Take an episode out, by its id; its files stay until the dataset is copied.

        Raises:
            UserError: there is no such episode.
        """
        with self._turn():
            self._catch_up()
            known = {r["id"] for r in self._log.records if r["kind"] == "episode"}
            known -= {r["id"] for r in self._log.records if r["kind"] == "delete"}
            if episode not in known:
                raise UserError(f"{self.path} has no episode with the id '{episode}'.")
            self._add({"kind": "delete", "id": episode, "reason": reason, "at": now()})

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *ignored: object) -> None:
        return

    # --- inside --------------------------------------------------------------------------------

    def _turn(self) -> AbstractContextManager[None]:
        return turn(self.path, self._patience)

    def _catch_up(self) -> None:
        """Read what others have added."""
        file, known = self.path / JOURNAL, len(self._log.records)
        self._log = journal.parse(Folder(self.path).read(JOURNAL, self._log.size), self._log)
        for record in self._log.records[known:]:
            self._note(record)
        if self._log.bad_line is not None:
            raise Damaged(
                f"{file}: line {self._log.bad_line} is damaged (checksum)."
                f" Run: vla data repair {self.path}"
            )

    def _commit(self, encoded: Encoded, written: list[Path]) -> Entry:
        step = max(stored.rows for stored in self.schema.stored.values())
        start = -(-self._next // step) * step
        files: dict[str, tuple[int, int]] = {}
        folders = set()
        for key, shards in encoded.shards.items():
            feature, stored = self.schema.features[key], self.schema.stored[key]
            for number, pieces in enumerate(shards):
                name = shard_name(key, start // stored.rows + number, feature)
                path = self.path / name
                written.append(path)
                crc = replace_file(path, pieces, self._durable)
                files[name] = sum(map(_size, pieces)), crc
                folders.add(path.parent)
        end = start + -(-encoded.entry.rows // step) * step
        for key in self.schema.features:
            self._declare(key, end)
        if self._durable:
            for folder in sorted(folders):
                sync_folder(folder)
        entry = replace(encoded.entry, start=start, files=files)
        self._add(entry.to_record())
        return entry

    def _declare(self, key: str, rows: int) -> None:
        """Say how many rows an array has; too many do no harm."""
        metadata = array_metadata(self.schema.features[key], self.schema.stored[key], rows)
        replace_file(self.path / "data" / key / "zarr.json", [metadata], durable=False)

    def _add(self, record: Mapping[str, Any]) -> None:
        self._log = journal.append(self.path / JOURNAL, self._log, record)
        self._note(record)

    def _note(self, record: Mapping[str, Any]) -> None:
        if record["kind"] == "episode":
            self._next = max(self._next, record["start"] + record["rows"])
            self._count += 1
        elif record["kind"] == "delete":
            self._count -= 1

    def _check_same(self, wanted: Schema) -> None:
        lines = compare(self.schema.features, wanted.features, "the new recording")
        if self.schema.rate != wanted.rate:
            lines.append(f"rate: {self.schema.rate} Hz here, {wanted.rate} Hz in the new recording")
        if self.schema.action_spec != wanted.action_spec:
            lines.append(f"action: {self.schema.action_spec} here, {wanted.action_spec} there")
        if lines:
            raise UserError(
                f"{self.path} records something else: {'; '.join(lines)}. Give another out=..."
            )


def create(path: Path, schema: Schema, pictures: Codec = ZSTD, rows: int = ROWS) -> Schema:
    """Make an empty dataset, all of it or nothing.

    Raises:
        UserError: something else is there, or the folder cannot be written.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(f"{path} exists and is not a dataset. Give another folder: out=...")
    if not schema.features:
        raise UserError("A dataset needs at least one feature.")
    made = replace(
        schema, stored=schema.stored or storage_plan(schema.features, pictures, rows),
        id=new_id(), created=now(),
    )  # fmt: skip
    temporary = path.with_name(f".{path.name}.{made.id}.tmp")
    try:
        (temporary / CACHE).mkdir(parents=True)
        for key, feature in made.features.items():
            (temporary / "data" / key).mkdir(parents=True)
            text = array_metadata(feature, made.stored[key], 0)
            replace_file(temporary / "data" / key / "zarr.json", [text])
        for group in ("data", "meta"):
            replace_file(temporary / group / "zarr.json", [group_metadata({})])
        replace_file(temporary / "zarr.json", [group_metadata({ATTRIBUTE: made.to_json()})])
        (temporary / JOURNAL).touch()
        journal.append(temporary / JOURNAL, Log((), 0, 0), {"kind": "dataset", "id": made.id})
        if path.exists():
            path.rmdir()
        temporary.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise cannot_write(error, path, "nothing was created") from None
    return made


def encode(episode: Episode, schema: Schema) -> Encoded:
    """An episode as the files it becomes.

    Raises:
        UserError: it does not fit the schema; says how.
    """
    rows = check(episode, schema.features)
    shards: dict[str, list[Pieces]] = {}
    for key, stored in schema.stored.items():
        data = np.asarray(episode.data[key])
        kind = encode_frames if stored.framewise else encode_table
        missing = rows - len(data)
        if missing and stored.framewise:
            data = np.concatenate((data, np.zeros((missing, *data.shape[1:]), data.dtype)))
        parts = [data[a : a + stored.rows] for a in range(0, rows, stored.rows)]
        parts = [p if len(p) else np.zeros((1, *data.shape[1:]), data.dtype) for p in parts]
        shards[key] = [kind(part, stored) for part in parts]
    entry = Entry(
        episode.id, -1, episode.length, rows, {}, episode.task, tuple(episode.instructions),
        episode.success, episode.seed, episode.ended, episode.source, episode.recorded or now(),
        dict(episode.extra),
    )  # fmt: skip
    return Encoded(entry, shards)


def check(episode: Episode, features: Features) -> int:
    """The rows of an episode: its steps, and one more if it holds the last observation.

    Raises:
        UserError: it does not fit the features; says how, with all that is wrong.
    """
    if episode.length < 1:
        raise UserError(f"Episode {episode.id} has {episode.length} steps; 1 is the least.")
    wrong = [f"'{key}' is missing" for key in features if key not in episode.data]
    wrong += [f"'{key}' is not in the dataset" for key in episode.data if key not in features]
    seen = [
        len(episode.data[k]) for k, f in features.items() if k in episode.data and outlasts(k, f)
    ]
    rows = max(seen, default=episode.length)
    if rows not in (episode.length, episode.length + 1):
        wrong.append(f"{rows} observations for {episode.length} actions")
    for key in sorted(features.keys() & episode.data.keys()):
        wrong += _misfits(key, np.asarray(episode.data[key]), features[key], episode.length, rows)
    if wrong:
        raise UserError(f"Episode {episode.id} cannot be recorded: {'; '.join(wrong)}.")
    return rows


def _misfits(key: str, data: np.ndarray, feature: Feature, length: int, rows: int) -> list[str]:
    wanted = rows if outlasts(key, feature) else length
    if data.dtype != np.dtype(feature.dtype):
        return [f"'{key}' is {data.dtype} instead of {feature.dtype}"]
    if data.shape[1:] != feature.shape:
        return [f"'{key}' has steps of shape {data.shape[1:]} instead of {feature.shape}"]
    if len(data) != wanted:
        return [f"'{key}' has {len(data)} steps instead of {wanted}"]
    if data.dtype.kind == "f" and not np.isfinite(data).all():
        step = int(np.flatnonzero(~np.isfinite(data).reshape(len(data), -1).all(1))[0])
        return [f"'{key}' is not a number at step {step}"]
    return []


def now() -> str:
    """UTC, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _size(piece: bytes | memoryview) -> int:
    return piece.nbytes if isinstance(piece, memoryview) else len(piece)
