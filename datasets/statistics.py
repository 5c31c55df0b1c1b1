"""Statistics of a dataset: exact, over the rows of the episodes chosen, and kept with the journal.

Episodes are taken in the order of their ids, so the result is the same to the last bit whatever
the order in which datasets were recorded or merged; it equals numpy's on those rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from google_crc32c import value as crc32c

from vla.errors import UserError
from vla.features import ACTION, STATE
from vla.relative import to_relative

from .dataset import Dataset
from .entries import CACHE
from .storage import Folder, replace_file
from .windows import mask

QUANTILES = (0.01, 0.02, 0.1, 0.5, 0.9, 0.98, 0.99)
CHUNKS = "action.relative"
"""Statistics of the actions that follow a moment, relative to the state at that moment."""
PICTURES = 512
"""Frames from which a camera's statistics are estimated."""
BLOCK = 32
"""Frames that are read at once."""

Statistics = dict[str, dict[str, np.ndarray]]
"""Feature -> `min`, `max`, `mean`, `std`, `q01` ... `q99` per component, and `count`."""


def statistics(
    dataset: Dataset, episodes: np.ndarray | None = None, horizon: int = 16, pictures: bool = True
) -> Statistics:
    """Statistics of the steps that have an action, in the episodes of a mask (E,).

    Every table of numbers; `action.relative`, the actions of the next `horizon` steps relative to
    now (`vla.relative`; what lies behind the end does not count), where the action is specified
    and the state says where the robot is; and every camera, per channel in [0, 1], from
    `PICTURES` frames evenly spread.

    Raises:
        UserError: no episode is chosen, or by what is no mask.
    """
    numbers = np.flatnonzero(mask(dataset, episodes)).tolist()
    order = sorted(numbers, key=lambda e: dataset.episodes[e].id)
    if not order:
        raise UserError(f"{dataset.url}: no episode to take statistics of.")
    file = _file(dataset, order, horizon, pictures)
    if file is not None and file.exists():
        with suppress(ValueError):  # cut off by a power failure: computed again
            return _loaded(json.loads(file.read_text("utf-8")))
    rows = np.concatenate([dataset.offsets[e] + np.arange(dataset.lengths[e]) for e in order])
    found: Statistics = {}
    for key, feature in dataset.schema.features.items():
        if not dataset.schema.stored[key].framewise and feature.dtype != "bool":
            found[key] = summary(dataset.table(key)[rows])
        elif feature.role == "rgb" and feature.dtype == "uint8" and pictures:
            spread = rows[np.linspace(0, len(rows) - 1, min(PICTURES, len(rows))).astype(int)]
            found[key] = colours(dataset, key, spread)
    if dataset.schema.action_spec is not None and STATE in found and ACTION in found:
        with suppress(UserError):  # the state does not say where the robot is
            found[CHUNKS] = summary(relative_chunks(dataset, rows, order, horizon))
    if file is not None:
        _keep(file, found, dataset.head)
    return found


def summary(values: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics (D,) of values (n, D) or (n,), in float64."""
    flat = values.reshape(len(values), -1).astype(np.float64)
    return {
        "count": np.array([len(flat)]),
        "min": flat.min(0),
        "max": flat.max(0),
        "mean": flat.mean(0),
        "std": flat.std(0),
        **_named(np.quantile(flat, QUANTILES, axis=0)),
    }


def pooled(parts: Sequence[Statistics]) -> Statistics:
    """Those of several datasets as if they were one, of what all of them hold.

    Whoever acts does not know which dataset a scene is like, so all are learned in one scale. Of
    low quantiles the lowest counts, of high ones the highest, of medians the mean.
    """
    if len(parts) == 1:
        return parts[0]
    found: Statistics = {}
    for key in parts[0]:
        if not all(key in part for part in parts):
            continue
        every = [part[key] for part in parts]
        counts = np.array([float(one["count"][0]) for one in every])
        share = (counts / counts.sum())[:, None]
        mean = (share * np.stack([one["mean"] for one in every])).sum(0)
        squares = np.stack([one["std"] ** 2 + (one["mean"] - mean) ** 2 for one in every])
        median = (share * np.stack([one["q50"] for one in every])).sum(0)
        found[key] = {
            "count": np.array([sum(int(one["count"][0]) for one in every)]),
            **{n: np.min([one[n] for one in every], 0) for n in ("min", "q01", "q02", "q10")},
            **{n: np.max([one[n] for one in every], 0) for n in ("max", "q90", "q98", "q99")},
            "mean": mean, "std": np.sqrt((share * squares).sum(0)), "q50": median,
        }  # fmt: skip
    return found


def colours(dataset: Dataset, key: str, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics (3,) of the pixels of uint8 frames, as numbers in [0, 1]; `count` is frames.

    Counts how often each of 256 values occurs, so pictures of any size need little memory.
    """
    counts = np.zeros((3, 256), np.int64)
    for first in range(0, len(rows), BLOCK):
        for frame in dataset.read(key, rows[first : first + BLOCK]):
            places = frame.reshape(-1, 3) + 256 * np.arange(3)
            counts += np.bincount(places.reshape(-1), minlength=768).reshape(3, 256)
    levels, total = np.arange(256) / 255.0, int(counts[0].sum())
    mean = counts @ levels / total
    position = np.array(QUANTILES)[:, None] * (total - 1)
    below, above = np.floor(position), np.ceil(position)
    ranks = counts.cumsum(1)
    low, high = (
        levels[np.stack([np.searchsorted(r, at[:, 0], side="right") for r in ranks], 1)]
        for at in (below, above)
    )
    return {
        "count": np.array([len(rows)]),
        "min": np.array([levels[c > 0].min() for c in counts]),
        "max": np.array([levels[c > 0].max() for c in counts]),
        "mean": mean,
        "std": np.sqrt((counts * (levels - mean[:, None]) ** 2).sum(1) / total),
        **_named(low + (high - low) * (position - below)),
    }


def relative_chunks(
    dataset: Dataset, rows: np.ndarray, order: list[int], horizon: int
) -> np.ndarray:
    """All actions (n, A) that follow one of `rows` within `horizon` steps, relative to it."""
    spec, names = dataset.schema.action_spec, dataset.schema.features[STATE].names
    assert spec is not None
    last = np.concatenate([np.full(dataset.lengths[e], dataset.offsets[e] + dataset.lengths[e])
                           for e in order])  # fmt: skip
    wanted = rows[:, None] + np.arange(horizon)
    state = torch.from_numpy(dataset.table(STATE)[rows].astype(np.float64))
    actions = dataset.table(ACTION)[np.minimum(wanted, last[:, None] - 1)].astype(np.float64)
    relative = to_relative(spec, torch.from_numpy(actions), state, names).numpy()
    return relative[wanted < last[:, None]]


def _named(quantiles: np.ndarray) -> dict[str, np.ndarray]:
    return {f"q{round(100 * q):02d}": value for q, value in zip(QUANTILES, quantiles, strict=True)}


def _file(dataset: Dataset, order: list[int], horizon: int, pictures: bool) -> Path | None:
    if not isinstance(dataset.storage, Folder):
        return None
    chosen = " ".join(dataset.episodes[e].id for e in order)
    name = crc32c(f"{chosen} {horizon} {pictures} {PICTURES} {QUANTILES}".encode())
    return Path(dataset.url) / CACHE / f"statistics-{dataset.head}-{name:08x}.json"


def _keep(file: Path, found: Statistics, head: str) -> None:
    plain = {key: {n: v.tolist() for n, v in values.items()} for key, values in found.items()}
    try:
        file.parent.mkdir(exist_ok=True)
        replace_file(file, [json.dumps(plain).encode()], durable=False)
        for old in file.parent.glob("statistics-*.json"):
            if not old.name.startswith(f"statistics-{head}-"):
                old.unlink(missing_ok=True)
    except OSError:
        return  # a folder that cannot be written: computed again next time


def _loaded(plain: dict[str, Any]) -> Statistics:
    return {key: {n: np.array(v) for n, v in values.items()} for key, values in plain.items()}
