"""Small episodes with contents that their number decides, for the tests of datasets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from vla.action import action_spec
from vla.datasets.codecs import RAW, Codec
from vla.datasets.dataset import Dataset
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.features import Feature, Features, outlasts

RATE = 20.0
FRONT = "observation.images.front"
FEATURES = {
    FRONT: Feature((8, 10, 3), "uint8", "rgb"),
    "observation.depth.front": Feature((8, 10), "uint16", "depth", scale=1e-4),
    "observation.state": Feature((5,), "float32", "state"),
    "action": Feature((7,), "float32", "action"),
    "reward": Feature((), "float32", "record"),
    "is_perturbed": Feature((), "bool", "record"),
    "timestamp": Feature((), "float64", "record"),
    "simulator.state": Feature((150,), "float64", "record"),
    "contacts": Feature((200,), "float64", "record"),
}
"""Both kinds of storage, all kinds of numbers; `contacts` is large and ends with the actions."""
SCHEMA = Schema(FEATURES, RATE, action_spec("ee_delta"), robot="panda")
TINY = Schema({key: FEATURES[key] for key in (FRONT, "action", "timestamp")}, RATE)
"""Few files, for tests that write many episodes."""


def recording(
    number: int, length: int = 9, last: bool = True, features: Features = FEATURES
) -> Episode:
    """Episode `number`, bit for bit the same each time; `last` keeps the last observation."""
    rng = np.random.default_rng(number)
    data = {}
    for key, feature in features.items():
        rows = length + (last and outlasts(key, feature))
        if feature.dtype.startswith("uint"):
            made = rng.integers(0, 256, (rows, *feature.shape))
        elif feature.dtype == "bool":
            made = rng.random(rows) < 0.3
        else:
            made = rng.uniform(-1, 1, (rows, *feature.shape))
        data[key] = made.astype(feature.dtype)
    data["timestamp"] = np.arange(len(data["timestamp"])) / RATE
    return Episode(
        data, length, ("stacking", "sorting")[number % 2], (f"stack {number}", "a tower, please"),
        number % 3 != 0, seed=number, ended="success", source="expert",
        recorded="2026-11-21T00:00:00Z", id=f"{number:016x}", extra={"operator": f"o{number % 2}"},
    )  # fmt: skip


def dataset(
    path: Path,
    numbers: range,
    pictures: Codec = RAW,
    rows: int = 4,
    length: int = 9,
    schema: Schema = SCHEMA,
) -> Path:
    """A dataset of recordings; an episode takes several shards."""
    writer = Writer(path, schema, pictures, rows, durable=False)
    for number in numbers:
        writer.append(recording(number, length, features=schema.features))
    return path


def same(found: Episode, wanted: Episode, rows: int | None = None) -> bool:
    """Whether two episodes are the same, bit for bit; `rows` of observations at most."""
    plain = replace(found, data={}) == replace(wanted, data={})
    return plain and found.data.keys() == wanted.data.keys() and all(
        found.data[k].tobytes() == wanted.data[k][:rows].tobytes() for k in wanted.data
    )  # fmt: skip


def numbers_of(path: Path) -> list[int]:
    """Which recordings a dataset holds, all of them compared bit for bit."""
    with Dataset(path) as found:
        numbers = [int(entry.id, 16) for entry in found.episodes]
        for at, number in enumerate(numbers):
            entry = found.episodes[at]
            made = recording(number, entry.length, features=found.schema.features)
            assert same(found.episode(at), made, entry.rows), f"episode {number} of {path}"
        return numbers
