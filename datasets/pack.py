"""Packing: rows of all episodes without gaps, in few large files, for training and far storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from vla.episode import new_id
from vla.errors import UserError
from vla.features import Feature

from . import journal
from .codecs import RAW
from .dataset import Dataset
from .entries import JOURNAL
from .schema import Stored, array_metadata, shard_name
from .shards import Pieces, encode_table, join_frames
from .storage import fresh_folder, replace_file
from .writer import first_record, lay_out, now

SHARD_MB = 128
TABLE_ROWS = 4096
"""Rows of a chunk of a table."""
ENDS = "meta/episode_ends"
"""Array (E,) int64: the row after an episode's last, as in diffusion_policy's stores."""
_ENDS_FEATURE = Feature((), "int64", "record")


def pack(
    path: str | Path,
    out: str | Path,
    shard_mb: float = SHARD_MB,
    progress: Callable[[int], None] = lambda done: None,
) -> list[str]:
    """Copy a dataset to a packed one, all of it or nothing; encoded frames stay as they are.

    Args:
        shard_mb: size of a file of frames [10^6 bytes], about.
        progress: told the number of features done.

    Returns:
        What was done, a sentence each.

    Raises:
        UserError: there is no episode, `out` exists or cannot be written.
        Damaged: a file is not what was written.
    """
    with Dataset(path) as source, fresh_folder(Path(out)) as folder:
        journal.demand_whole(source.log, source.url)
        if not len(source):
            raise UserError(f"{path} has no episodes: nothing to pack.")
        ends = np.cumsum(source.lengths)
        stored = {
            key: _plan(source, key, int(ends[-1]), shard_mb) for key in source.schema.features
        }
        schema = replace(
            source.schema, stored=stored, packed=True, id=new_id(), created=now(),
            provenance={**source.schema.provenance, "packed_from": source.schema.id},
        )  # fmt: skip
        lay_out(folder, schema, int(ends[-1]))
        files: dict[str, list[int]] = {}
        for done, (key, feature) in enumerate(schema.features.items()):
            for number, pieces in enumerate(_files(source, key, stored[key])):
                _write(folder, shard_name(key, number, feature), pieces, files)
            progress(done + 1)
        _write_ends(folder, ends.tolist(), files)
        starts = [0, *ends.tolist()]
        entries = [
            replace(entry, start=start, rows=entry.length, files={})
            for entry, start in zip(source.episodes, starts, strict=False)
        ]
        records = [first_record(schema), *(entry.to_record() for entry in entries)]
        records.append({"kind": "pack", "files": files})
        replace_file(folder / JOURNAL, [journal.sealed_all(records)])
        return [f"{len(source)} episodes packed to {out}, in {len(files)} files.", *_left(source)]


def episode_ends(ends: Sequence[int]) -> tuple[bytes, bytes]:
    """Metadata and chunk of the array `ENDS`, from the ends (E,)."""
    stored = Stored(RAW, max(len(ends), 1), False)
    return array_metadata(_ENDS_FEATURE, stored, len(ends)), np.array(ends, "<i8").tobytes()


def _write_ends(folder: Path, ends: Sequence[int], files: dict[str, list[int]]) -> None:
    (folder / ENDS).mkdir()
    metadata, chunk = episode_ends(ends)
    replace_file(folder / ENDS / "zarr.json", [metadata])
    _write(folder, f"{ENDS}/c.0", [chunk], files)


def _plan(source: Dataset, key: str, rows: int, shard_mb: float) -> Stored:
    """How a feature is kept: the codec stays, the files grow."""
    ours, feature = source.schema.stored[key], source.schema.features[key]
    if not ours.framewise:
        return replace(ours, rows=min(rows, TABLE_ROWS))
    frame = feature.row_bytes
    if ours.codec != RAW:  # as large as the first episode's are
        reader = source.frames(key)
        few = np.linspace(0, source.num_rows - 1, min(source.num_rows, 64)).astype(int)
        frame = float(np.mean([len(reader.encoded(int(row))) for row in few]))
    return replace(ours, rows=int(np.clip(shard_mb * 1e6 / max(frame, 1), 1, rows)))


def _files(source: Dataset, key: str, stored: Stored) -> Iterator[Pieces]:
    """The files of a feature in order; never more than one in memory."""
    lengths, firsts = source.lengths, source.offsets[:-1]
    rows = np.concatenate([f + np.arange(n) for f, n in zip(firsts, lengths, strict=True)])
    table = None if stored.framewise else source.table(key)
    for first in range(0, len(rows), stored.rows):
        chosen = rows[first : first + stored.rows]
        if table is not None:
            yield encode_table(table[chosen], stored)
        else:
            reader = source.frames(key)
            yield join_frames([reader.encoded(row) for row in chosen.tolist()], stored)


def _write(folder: Path, name: str, pieces: Pieces, files: dict[str, list[int]]) -> None:
    crc = replace_file(folder / name, pieces)
    files[name] = [(folder / name).stat().st_size, crc]


def _left(source: Dataset) -> list[str]:
    """What a packed dataset cannot hold."""
    dropped = int(source.offsets[-1] - source.lengths.sum())
    if not dropped:
        return []
    return [f"The last observation of {dropped} episodes, after their last action, was left out."]
