"""What differs between two datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from vla.features import outlasts

from .dataset import Dataset
from .entries import Entry, shard_names
from .writer import differences

SHOWN = 10
"""Episodes that are named one by one."""
_PLACE = {"start", "rows", "files"}


def diff(a: str | Path, b: str | Path) -> list[str]:
    """What differs, a line each: schema, episodes, counts. Nothing is left out silently."""
    with Dataset(a) as ours, Dataset(b) as theirs:
        lines = _schemas(ours, theirs)
        mine = {entry.id: number for number, entry in enumerate(ours.episodes)}
        other = {entry.id: number for number, entry in enumerate(theirs.episodes)}
        lines += _only(ours, [i for i in mine if i not in other])
        lines += _only(theirs, [i for i in other if i not in mine])
        for episode, number in mine.items():
            if episode in other:
                lines += _episodes(ours, number, theirs, other[episode])
        return [*lines, *_counts(ours, theirs)]


def unlike(a: Dataset, i: int, b: Dataset, j: int) -> list[str]:
    """The features that differ between episode i of one dataset and episode j of another.

    By checksums where both keep rows alike, else by values; a last observation that only one of
    them has is no difference.
    """
    keys = {*a.schema.features, *b.schema.features}
    return [key for key in sorted(keys) if not _same(key, a, i, b, j)]


def _same(key: str, a: Dataset, i: int, b: Dataset, j: int) -> bool:
    if key not in a.schema.features or key not in b.schema.features:
        return False
    ours, theirs = a.entry(i), b.entry(j)
    if ours.length != theirs.length:
        return False
    if a.schema.stored[key] == b.schema.stored[key] and ours.rows == theirs.rows:
        one = [a.recorded(i, name) for name in shard_names(a.schema, key, ours)]
        two = [b.recorded(j, name) for name in shard_names(b.schema, key, theirs)]
        if one == two and not a.schema.packed:
            return True
    lasting = outlasts(key, a.schema.features[key])
    count = min(ours.rows, theirs.rows) if lasting else ours.length
    if a.schema.stored[key].framewise and b.schema.stored[key].framewise:
        rows = np.arange(count)
        return _same_frames(key, a, rows + a.offsets[i], b, rows + b.offsets[j])
    return _equal(_rows(a, i, key)[:count], _rows(b, j, key)[:count])


def _same_frames(key: str, a: Dataset, ours: np.ndarray, b: Dataset, theirs: np.ndarray) -> bool:
    one, two = a.frames(key), b.frames(key)
    if one.feature.shape != two.feature.shape or one.feature.dtype != two.feature.dtype:
        return False
    if a.schema.stored[key].codec == b.schema.stored[key].codec:
        pairs = zip(ours.tolist(), theirs.tolist(), strict=True)
        if all(one.encoded(m) == two.encoded(n) for m, n in pairs):
            return True
    frames = np.empty((2, 1, *one.feature.shape), one.feature.dtype)
    for m, n in zip(ours, theirs, strict=True):
        one.read(np.array([m]), frames[0])
        two.read(np.array([n]), frames[1])
        if not _equal(frames[0], frames[1]):
            return False
    return True


def _rows(dataset: Dataset, number: int, key: str) -> np.ndarray:
    if not dataset.schema.stored[key].framewise:
        return dataset.table_of(number, key)
    return dataset.read(key, np.arange(dataset.offsets[number], dataset.offsets[number + 1]))


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def _schemas(a: Dataset, b: Dataset) -> list[str]:
    lines = [f"schema: {line}" for line in differences(a.schema, b.schema, b.url)]
    for key in sorted(a.schema.stored.keys() & b.schema.stored.keys()):
        ours, theirs = a.schema.stored[key], b.schema.stored[key]
        if ours != theirs:
            lines.append(f"storage: {key}: {ours.to_json()} here, {theirs.to_json()} in {b.url}")
    for name in ("robot", "environment", "provenance", "packed"):
        ours, theirs = getattr(a.schema, name), getattr(b.schema, name)
        if ours != theirs:
            lines.append(f"schema: {name}: {ours} here, {theirs} in {b.url}")
    return lines


def _only(dataset: Dataset, ids: Sequence[str]) -> list[str]:
    if not ids:
        return []
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return [f"only in {dataset.url}: {len(ids)} episodes: {', '.join(ids[:SHOWN])}{more}"]


def _episodes(a: Dataset, i: int, b: Dataset, j: int) -> list[str]:
    ours, theirs = a.entry(i), b.entry(j)
    lines = [
        f"episode {ours.id}: {f.name}: {getattr(ours, f.name)!r} here,"
        f" {getattr(theirs, f.name)!r} in {b.url}"
        for f in fields(Entry)
        if f.name not in _PLACE and getattr(ours, f.name) != getattr(theirs, f.name)
    ]
    keys = unlike(a, i, b, j)
    if keys:
        lines.append(f"episode {ours.id}: content differs: {', '.join(keys)}")
    if ours.rows - ours.length != theirs.rows - theirs.length:
        which = a.url if ours.rows > ours.length else b.url
        lines.append(f"episode {ours.id}: only {which} has the last observation")
    return lines


def _counts(a: Dataset, b: Dataset) -> list[str]:
    def counts(dataset: Dataset) -> dict[str, int]:
        found = Counter({"episodes": len(dataset), "steps": dataset.num_steps})
        found["successes"] = sum(entry.success is True for entry in dataset.episodes)
        found.update(f"episodes of task '{entry.task}'" for entry in dataset.episodes)
        return found

    ours, theirs = counts(a), counts(b)
    return [
        f"{name}: {ours.get(name, 0)} here, {theirs.get(name, 0)} in {b.url}"
        for name in [*ours, *(name for name in theirs if name not in ours)]
        if ours.get(name, 0) != theirs.get(name, 0)
    ]
