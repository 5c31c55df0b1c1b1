"""Datasets from datasets: merged, divided, filtered.

Bytes are moved. Files stay as they are where both sides keep rows alike; where only the number of
rows of a file differs, encoded frames are put together anew, none is decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from google_crc32c import value as crc32c

from vla.errors import UserError

from .codecs import RAW, ZSTD
from .dataset import Dataset
from .difference import unlike
from .entries import Entry, shard_names
from .journal import demand_whole
from .lock import PATIENCE
from .schema import ROWS, Schema, Stored
from .selection import select, shares
from .shards import Pieces, encode_frames, encode_table, join_frames
from .storage import Folder, cannot_write, fresh_folder
from .writer import Encoded, Kept, Writer, create, differences

MOVED = "moved to "
"""How the reason begins for which an episode was deleted that is elsewhere now."""


def merge(
    paths: Sequence[str | Path],
    out: str | Path,
    move: bool = False,
    progress: Callable[[int], None] = lambda done: None,
    patience: float = PATIENCE,
) -> list[str]:
    """Add the episodes of datasets to `out`, which may be there already.

    It may be killed at any instant and run again: an episode that `out` has is not added twice,
    and leaves its source (`move`) only after it is safe in `out`.

    Args:
        move: take the episodes out of their sources; files that fit get a new name only.
        progress: told the number of episodes done.
        patience: seconds to wait for other writers.

    Returns:
        What was done, a sentence each.

    Raises:
        UserError: they do not record the same (all differences are shown), or cannot be written.
        Damaged: a file is not what was written.
    """
    out = Path(out)
    with ExitStack() as stack:
        sources = [stack.enter_context(Dataset(path)) for path in paths]
        _check_sources(sources, out, move)
        there = (out / "zarr.json").exists()
        writer = Writer(out, None if there else _joint(sources), patience=patience)
        _check_schemas(writer, sources)
        target, done, lines = _Target(writer, stack.enter_context(Dataset(out))), 0, []
        if there:
            lines += [
                f"{s.url} comes from elsewhere (environment, provenance); {out} does not say so."
                for s in sources
                if _origin(s.schema) != _origin(writer.schema)
            ]
        for source in sources:
            giver = Writer(source.url, patience=patience) if move else None
            if giver is not None:
                _sweep(source)
            before = target.added
            for number, entry in enumerate(source.episodes):
                if not target.add(source, number, move) and not target.has(source, number):
                    lines.append(
                        f"Episode {entry.id} of {source.url} differs from the one with the"
                        f" same id in {out}; it stays where it is."
                    )
                elif giver is not None:
                    giver.delete(entry.id, f"{MOVED}{out}")
                    _remove(source, [entry])
                done += 1
                progress(done)
            again = len(source) - (target.added - before)
            if again:
                lines.append(f"{_count(again)} of {source.url} were in {out} already.")
        return [f"{_count(target.added)} {'moved' if move else 'copied'} to {out}.", *lines]


def split(
    path: str | Path, parts: Mapping[str | Path, float], by: str = "episode", salt: str = ""
) -> list[str]:
    """Divide the episodes among new datasets; see `selection.shares`.

    Args:
        parts: folder -> its share, together at most 1.
        by: `episode`, or `seed` so that episodes that began alike stay together.

    Returns:
        What was done, a sentence each.

    Raises:
        UserError: shares that are none, or a folder that exists.
    """
    total = sum(parts.values())
    if not parts or min(parts.values()) <= 0 or total > 1 + 1e-9:
        raise UserError(
            f"The shares {list(parts.values())} do not divide anything:"
            " each is above 0, all together at most 1, as in train.zarr=0.9 test.zarr=0.1."
        )
    with Dataset(path) as dataset, ExitStack() as stack:
        demand_whole(dataset.log, path)
        where, low, lines = shares(dataset, by, salt), 0.0, []
        for out, share in parts.items():
            high = low + share if low + share < 1 - 1e-9 else 1.0
            numbers = np.flatnonzero((where >= low) & (where < high))
            _fill(stack.enter_context(fresh_folder(Path(out))), dataset, numbers)
            lines.append(f"{_count(len(numbers))} copied to {out}.")
            low = high
        return lines


def filter(  # noqa: A001 - the command is called so
    path: str | Path, out: str | Path, where: str
) -> list[str]:
    """Copy the episodes that `selection.select` chooses to a new dataset.

    Returns:
        What was done, a sentence each.

    Raises:
        UserError: none is chosen, or `out` exists.
    """
    with Dataset(path) as dataset:
        demand_whole(dataset.log, path)
        numbers = select(dataset, where)
        if not len(numbers):
            raise UserError(f"None of the {len(dataset)} episodes of {path} has {where}.")
        with fresh_folder(Path(out)) as folder:
            _fill(folder, dataset, numbers)
    return [f"{len(numbers)} of {_count(len(dataset))} copied to {out}."]


def carried(
    source: Dataset, number: int, stored: Mapping[str, Stored], link: bool = False
) -> Encoded:
    """An episode as the files it becomes in another dataset.

    Args:
        link: name files that fit instead of reading them into memory.

    Raises:
        Damaged: a file is not what was written.
    """
    entry = source.entry(number)
    shards = {
        key: _whole(source, number, key, link)
        if source.schema.stored[key] == wanted and not source.schema.packed
        else _rearranged(source, number, key, wanted)
        for key, wanted in stored.items()
    }
    return Encoded(replace(entry, start=-1, files={}), shards)


# --- inside ------------------------------------------------------------------------------------


class _Target:
    """A dataset to which episodes are added, each once."""

    def __init__(self, writer: Writer, dataset: Dataset):
        self.added = 0
        self._writer, self._dataset = writer, dataset
        self._known = {entry.id for entry in dataset.episodes}
        self._numbers: dict[str, int] = {}

    def add(self, source: Dataset, number: int, link: bool) -> bool:
        """Add an episode, unless one with its id is there; whether it was added."""
        episode = source.entry(number).id
        if episode in self._known:
            return False
        self._writer.commit(carried(source, number, self._writer.schema.stored, link))
        self._known.add(episode)
        self.added += 1
        return True

    def has(self, source: Dataset, number: int) -> bool:
        """Whether the same episode is there now, also by its contents."""
        if self._dataset.refresh() or not self._numbers:
            self._numbers = {entry.id: n for n, entry in enumerate(self._dataset.episodes)}
        there = self._numbers.get(source.entry(number).id)
        return there is not None and not unlike(source, number, self._dataset, there)


def _whole(source: Dataset, number: int, key: str, link: bool) -> list[Pieces | Kept]:
    """The files of a feature as they are, checked."""
    pieces: list[Pieces | Kept] = []
    for name in shard_names(source.schema, key, source.entry(number)):
        data = source.file(number, name)
        if link and isinstance(source.storage, Folder):
            pieces.append(Kept(source.storage.path / name, len(data), crc32c(data)))
        else:
            pieces.append([data])
    return pieces


def _rearranged(source: Dataset, number: int, key: str, wanted: Stored) -> list[Pieces]:
    """The files of a feature with other numbers of rows; decoded only if the codec differs."""
    entry, first, ours = source.entry(number), source.offsets[number], source.schema.stored[key]
    rows = np.arange(first, first + entry.rows)
    cuts = range(0, entry.rows, wanted.rows)
    if ours.framewise and wanted.framewise and ours.codec == wanted.codec:
        reader = source.frames(key)
        frames = [reader.encoded(row) for row in rows.tolist()]
        return [join_frames(frames[a : a + wanted.rows], wanted) for a in cuts]
    data, encode = source.read(key, rows), encode_frames if wanted.framewise else encode_table
    return [encode(data[a : a + wanted.rows], wanted) for a in cuts]


def _fill(folder: Path, dataset: Dataset, numbers: Iterable[int]) -> None:
    """Make a dataset of some episodes of another."""
    folder.rmdir()  # it is made again, all or nothing
    create(folder, _joint([dataset]))
    writer = Writer(folder, durable=True)
    for number in numbers:
        writer.commit(carried(dataset, int(number), writer.schema.stored))


def _joint(sources: Sequence[Dataset]) -> Schema:
    """The schema of a new dataset that takes them all."""
    first = sources[0].schema
    loose = [s.schema for s in sources if not s.schema.packed]
    stored = {}
    for key, ours in first.stored.items():
        codecs = {s.schema.stored[key].codec for s in sources if key in s.schema.stored}
        lossless = ZSTD if ours.framewise else RAW
        codec = ours.codec if len(codecs) == 1 else lossless
        rows = loose[0].stored[key].rows if loose and key in loose[0].stored else ROWS
        stored[key] = Stored(codec, rows, ours.framewise)
    parts = {s.schema.id: _origin(s.schema) for s in sources if _origin(s.schema) != _origin(first)}
    provenance = {**first.provenance, "parts": parts} if parts else first.provenance
    return replace(first, stored=stored, packed=False, provenance=provenance)


def _origin(schema: Schema) -> dict[str, Any]:
    return {"environment": dict(schema.environment), "provenance": dict(schema.provenance)}


def _check_sources(sources: Sequence[Dataset], out: Path, move: bool) -> None:
    if not sources:
        raise UserError("Nothing to merge: name at least one dataset.")
    for source in sources:
        demand_whole(source.log, source.url)
        if isinstance(source.storage, Folder) and source.storage.path.resolve() == out.resolve():
            raise UserError(f"{out} cannot be merged into itself. Give another out=...")
        if move and (source.schema.packed or not isinstance(source.storage, Folder)):
            what = "packed" if source.schema.packed else "not a local folder"
            raise UserError(
                f"{source.url} is {what}: nothing can be moved out. Merge without move."
            )
    wrong = [
        f"{other.url}: {line}"
        for other in sources[1:]
        for line in differences(sources[0].schema, other.schema)
    ]
    if wrong:
        raise UserError(
            f"These do not record the same as {sources[0].url}: {'; '.join(wrong)}."
            " Merge only those that do."
        )


def _check_schemas(writer: Writer, sources: Sequence[Dataset]) -> None:
    wrong = [f"{s.url}: {line}" for s in sources for line in differences(writer.schema, s.schema)]
    for source in sources:
        for key, stored in writer.schema.stored.items():
            ours = source.schema.stored.get(key)
            if ours is not None and ours.codec != stored.codec and not stored.codec.lossless:
                wrong.append(
                    f"{source.url}: {key} is {ours.codec} there, {stored.codec} in {writer.path}"
                )
    if wrong:
        raise UserError(
            f"{writer.path} cannot take these: {'; '.join(wrong)}. Give another out=..."
        )


def _sweep(source: Dataset) -> None:
    """Remove files of episodes that were moved away by somebody who was killed then."""
    deleted = [r for r in source.log.records if r["kind"] == "delete"]
    gone = {r["id"] for r in deleted if r["reason"].startswith(MOVED)}
    gone -= {entry.id for entry in source.episodes}
    recorded = [r for r in source.log.records if r["kind"] == "episode"]
    _remove(source, [Entry.from_record(r) for r in recorded if r["id"] in gone])


def _remove(source: Dataset, entries: Iterable[Entry]) -> None:
    for entry in entries:
        for name in entry.files:
            try:
                (Path(source.url) / name).unlink(missing_ok=True)
            except OSError as error:
                safe = f"episode {entry.id} is safe where it is now"
                raise cannot_write(error, Path(source.url), safe) from None


def _count(episodes: int) -> str:
    return f"{episodes} episode{'s' if episodes != 1 else ''}"
