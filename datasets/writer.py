"""Writing: one episode is one transaction; what was acknowledged survives a kill at any instant.

Shards first, each whole or not at all and under names that nothing refers to yet; then one line
of the journal, which makes them count. What a killed writer leaves behind is overwritten by the
next episode or removed by `repair`.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
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
from .journal import Damaged
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
from .storage import Folder, cannot_write, fresh_folder, link_file, replace_file, sync_folder


@dataclass(frozen=True)
class Kept:
    """A file that lies elsewhere already: it gets a second name if it can, else it is copied."""

    path: Path
    size: int
    crc: int


@dataclass(frozen=True)
class Encoded:
    """An episode as the files it becomes, before it is known where they go."""

    entry: Entry
    """Without its place and files."""
    shards: Mapping[str, Sequence[Pieces | Kept]]
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
            try:
                create(self.path, schema, pictures, rows)
            except UserError:
                if not (self.path / "zarr.json").exists():  # else another writer was first
                    raise
        self.schema = read_schema(Folder(self.path))
        if self.schema.packed:
            raise UserError(
                f"{self.path} is packed: nothing can be appended."
                f" Unpack it first: vla data merge {self.path} out=..."
            )
        if schema is not None:
            self._check_same(schema)
        self._log = journal.EMPTY
        self._next, self._live = 0, set[str]()
        with self._turn():
            self._catch_up()

    def append(self, episode: Episode) -> Entry:
        """Add an episode; when this returns, it is there.

        Raises:
            UserError: it does not fit the schema, holds numbers that are none, is there already
                (its id), or cannot be written (a full disk, ...); then nothing of it is kept.
        """
        return self.commit(encode(episode, self.schema))

    def commit(self, encoded: Encoded) -> Entry:
        """Add an episode that is encoded already; see `append`."""
        with self._turn():
            self._catch_up()
            if encoded.entry.id in self._live:
                raise UserError(
                    f"{self.path} has the episode {encoded.entry.id} already; every episode has"
                    " an id of its own (vla.episode.new_id). Nothing was added."
                )
            written: list[Path] = []
            try:
                return self._commit(encoded, written)
            except OSError as error:
                for path in written:
                    with suppress(OSError):
                        path.unlink(missing_ok=True)
                safe = f"the {len(self._live)} episodes recorded so far are safe"
                raise cannot_write(error, self.path, safe) from None

    def delete(self, episode: str, reason: str) -> None:
        """Take an episode out, by its id; its files stay until the dataset is copied.

        Raises:
            UserError: there is no such episode, or the journal cannot be written.
        """
        with self._turn():
            self._catch_up()
            if episode not in self._live:
                raise UserError(f"{self.path} has no episode with the id '{episode}'.")
            try:
                self._add({"kind": "delete", "id": episode, "reason": reason, "at": now()})
            except OSError as error:
                raise cannot_write(error, self.path, "nothing was deleted") from None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *ignored: object) -> None:
        return

    # --- inside --------------------------------------------------------------------------------

    def _turn(self) -> AbstractContextManager[None]:
        return turn(self.path, self._patience)

    def _catch_up(self) -> None:
        """Read what others have added."""
        before = self._log.records
        try:
            self._log = journal.follow(lambda at: Folder(self.path).read(JOURNAL, at), self._log)
        except FileNotFoundError:
            raise Damaged(
                f"{self.path}/{JOURNAL} is missing. Run: vla data repair {self.path}"
            ) from None
        known = len(before)
        if before and (
            len(self._log.records) < known or self._log.records[known - 1] is not before[-1]
        ):  # it was rewritten by a repair
            known, self._next = 0, 0
            self._live.clear()
        for record in self._log.records[known:]:
            self._note(record)
        journal.demand_whole(self._log, self.path)

    def _commit(self, encoded: Encoded, written: list[Path]) -> Entry:
        step = alignment(self.schema)
        start = -(-self._next // step) * step
        files: dict[str, tuple[int, int]] = {}
        folders = set()
        for key, shards in encoded.shards.items():
            feature, stored = self.schema.features[key], self.schema.stored[key]
            for number, pieces in enumerate(shards):
                name = shard_name(key, start // stored.rows + number, feature)
                path = self.path / name
                written.append(path)
                files[name] = self._place(path, pieces)
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

    def _place(self, path: Path, pieces: Pieces | Kept) -> tuple[int, int]:
        """Make a file; its bytes and checksum."""
        if isinstance(pieces, Kept):
            if link_file(pieces.path, path):
                return pieces.size, pieces.crc
            pieces = [pieces.path.read_bytes()]
        crc = replace_file(path, pieces, self._durable)
        return sum(map(_size, pieces)), crc

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
            self._live.add(record["id"])
        elif record["kind"] == "delete":
            self._live.discard(record["id"])

    def _check_same(self, wanted: Schema) -> None:
        lines = differences(self.schema, wanted, "the new recording")
        if lines:
            raise UserError(
                f"{self.path} records something else: {'; '.join(lines)}. Give another out=..."
            )


def differences(ours: Schema, theirs: Schema, what: str = "theirs") -> list[str]:
    """What keeps two datasets from being one, a line each with both sides."""
    lines = compare(ours.features, theirs.features, what)
    if ours.rate != theirs.rate:
        lines.append(f"rate: {ours.rate} Hz here, {theirs.rate} Hz in {what}")
    if ours.action_spec != theirs.action_spec:
        lines.append(f"action: {ours.action_spec} here, {theirs.action_spec} in {what}")
    return lines


def alignment(schema: Schema) -> int:
    """Rows of which an episode's first one is a multiple: there, all features begin a file."""
    return math.lcm(*(stored.rows for stored in schema.stored.values()))


def create(path: Path, schema: Schema, pictures: Codec = ZSTD, rows: int = ROWS) -> Schema:
    """Make an empty dataset, all of it or nothing.

    Raises:
        UserError: something else is there, or the folder cannot be written.
    """
    if not schema.features:
        raise UserError("A dataset needs at least one feature.")
    made = replace(
        schema, stored=schema.stored or storage_plan(schema.features, pictures, rows),
        id=new_id(), created=now(),
    )  # fmt: skip
    with fresh_folder(path) as folder:
        lay_out(folder, made)
        replace_file(folder / JOURNAL, [journal.sealed_all([first_record(made)])])
    return made


def lay_out(folder: Path, schema: Schema, rows: int = 0) -> None:
    """Write everything but the journal and the rows themselves."""
    (folder / CACHE).mkdir(parents=True)
    for key, feature in schema.features.items():
        (folder / "data" / key).mkdir(parents=True)
        text = array_metadata(feature, schema.stored[key], rows)
        replace_file(folder / "data" / key / "zarr.json", [text])
    for group in ("data", "meta"):
        replace_file(folder / group / "zarr.json", [group_metadata({})])
    replace_file(folder / "zarr.json", [group_metadata({ATTRIBUTE: schema.to_json()})])


def first_record(schema: Schema) -> dict[str, Any]:
    """What a journal begins with: whose it is, and the schema a second time."""
    return {"kind": "dataset", "id": schema.id, "schema": schema.to_json()}


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
    try:
        json.dumps(entry.to_record(), allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise UserError(
            f"Episode {episode.id} cannot be recorded: what is said of it is not JSON ({error})."
            " Give plain numbers, text, lists and dictionaries."
        ) from None
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
