"""What is inside the files: every byte is read, every frame decoded, every number looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from google_crc32c import value as crc32c

from vla.features import ACTION, TIMESTAMP, Feature, outlasts

from .dataset import Dataset
from .entries import shard_names
from .journal import Damaged
from .shards import read_index

SLOW = 0.1
"""How far the measured rate may be from the stated one, of it."""
BLACK = 2
"""A picture without any brighter value is black."""
_ABSENT = 2**64 - 1

Fault = tuple[str, str, str]
"""`error` or `warning`, where in the episode, and what."""


class Contents:
    """Goes through the episodes of a dataset, one by one."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset
        self._files: dict[str, str] = {}
        self._digests: dict[bytes, str] = {}
        self._rates: Counter[str] = Counter()
        self._mixed = False

    def faults(self, number: int) -> Iterator[Fault]:
        """All that is wrong inside an episode."""
        dataset, entry = self._dataset, self._dataset.entry(number)
        digest, whole = blake2b(digest_size=16), True
        for key, feature in dataset.schema.features.items():
            broken = False
            for name in shard_names(dataset.schema, key, entry):
                seen = name in self._files
                fault = self._file_fault(number, key, name)
                broken = broken or bool(fault)
                if fault and not seen and fault != _SEEN_BY_SIZE:
                    yield "error", f"{key}, {Path(name).name}", fault
            whole = whole and not broken
            if broken:
                continue
            look = self._frames if dataset.schema.stored[key].framewise else self._table
            for kind, text in look(number, key, feature, digest):
                yield kind, key, text
        if whole:
            other = self._digests.setdefault(digest.digest(), f"episode {number} ({entry.id})")
            if not other.startswith(f"episode {number} "):
                yield "warning", "all of it", f"is the same as {other}"

    def faults_of_all(self) -> Iterator[Fault]:
        """What only shows when all episodes were seen."""
        if self._mixed and len(self._rates) > 1:
            found = ", ".join(f"{rate} Hz ({n} episodes)" for rate, n in self._rates.most_common())
            yield "warning", TIMESTAMP, f"mixed frame rates: {found}"

    # --- inside --------------------------------------------------------------------------------

    def _file_fault(self, number: int, key: str, name: str) -> str:
        """What is wrong with a file, looked at once."""
        if name not in self._files:
            self._files[name] = self._look(number, key, name)
        return self._files[name]

    def _look(self, number: int, key: str, name: str) -> str:
        sizes, stored = self._dataset.recorded(number, name), self._dataset.schema.stored[key]
        try:
            data = self._dataset.storage.view(name)
        except FileNotFoundError:
            return _SEEN_BY_SIZE
        if sizes is None or len(data) != sizes[0]:
            return _SEEN_BY_SIZE
        damaged = "is damaged (checksum)" if crc32c(bytes(data)) != sizes[1] else ""
        if stored.framewise:
            try:
                index = read_index(data, stored.rows, "")
            except Damaged:
                return f"{damaged or 'is damaged'}; so is the index at its end"
            kept = index[index[:, 0] != _ABSENT]
            if len(kept) and int(kept.sum(1).max()) > len(data) - stored.rows * 16 - 4:
                return damaged or "its index points behind the frames"
        elif len(data) != stored.rows * self._dataset.schema.features[key].row_bytes:
            return damaged or f"{len(data)} bytes are not {stored.rows} rows"
        return damaged

    def _table(self, number: int, key: str, feature: Feature, digest: Any) -> Iterator[Any]:
        dataset, entry = self._dataset, self._dataset.entry(number)
        count = entry.rows if outlasts(key, feature) else entry.length
        rows = dataset.table_of(number, key)[:count]
        digest.update(rows.tobytes())
        if rows.dtype.kind == "f" and not np.isfinite(rows).all():
            step = int(np.flatnonzero(~np.isfinite(rows).reshape(count, -1).all(1))[0])
            yield "error", f"is not a number at step {step}"
        elif key == TIMESTAMP:
            yield from self._times(rows.reshape(count, -1)[:, 0] * feature.scale)
        elif key == ACTION:
            yield from self._bounds(rows)

    def _frames(self, number: int, key: str, feature: Feature, digest: Any) -> Iterator[Any]:
        dataset, entry = self._dataset, self._dataset.entry(number)
        codec, reader = dataset.schema.stored[key].codec, dataset.frames(key)
        first, black, same = int(dataset.offsets[number]), 0, 0
        count = entry.rows if outlasts(key, feature) else entry.length
        frame, before = np.empty((2, *feature.shape), feature.dtype)
        bad, strange = [], []
        for step in range(count):
            try:
                data = reader.encoded(first + step)
                codec.decode(data, frame)
            except (Damaged, ValueError):
                bad.append(step)
                continue
            digest.update(data)
            if feature.dtype.startswith("float") and not np.isfinite(frame).all():
                strange.append(step)
            if feature.is_picture:
                same += bool(step) and frame.tobytes() == before.tobytes()
                black += feature.role == "rgb" and bool(frame.max(initial=0) <= BLACK)
            frame, before = before, frame
        if bad:
            yield "error", f"{len(bad)} frames do not decode, the first at step {bad[0]}"
        if strange:
            yield "error", f"is not a number at step {strange[0]}"
        if black:
            yield "warning", f"{black} of {count} pictures are black"
        if same > (count - 1) / 2:
            yield "warning", f"frozen: {same} of {count} pictures are like the one before"

    def _times(self, times: np.ndarray) -> Iterator[Any]:
        steps, rate = np.diff(times), self._dataset.schema.rate
        if not len(steps):
            return
        if steps.min() <= 0:
            yield "error", f"time stands still or goes back at step {int(steps.argmin()) + 1}"
            return
        measured = 1 / float(steps.mean())
        self._rates[f"{measured:.2g}"] += 1
        if abs(rate / measured - 1) > SLOW:
            self._mixed = True
            yield "error", f"recorded at {measured:.3g} Hz instead of {rate:g} Hz"

    def _bounds(self, actions: np.ndarray) -> Iterator[Any]:
        spec = self._dataset.schema.action_spec
        if spec is None or actions.shape[1:] != (spec.dim,):
            return
        low, high = np.array(spec.low), np.array(spec.high)
        beyond = np.maximum(low - actions, actions - high)
        outside = (beyond > 1e-5 * (high - low)).any(1)
        if outside.any():
            step, part = np.unravel_index(int(beyond.argmax()), beyond.shape)
            yield (
                "warning",
                (
                    f"{int(outside.sum())} of {len(actions)} are out of bounds, the farthest"
                    f" {spec.names[part]} = {actions[step, part]:.4g} at step {step}"
                    f" ({low[part]:g} to {high[part]:g})"
                ),
            )


_SEEN_BY_SIZE = "missing, or of another size"
"""Which the quick look has told already."""
