"""Statistics as LeRobot keeps them beside a dataset: exact ones.

Numbers are gathered from all steps; pictures from a sample of steps, counted in 256 bins per
channel, from which everything follows exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

QUANTILES = {"q01": 0.01, "q10": 0.10, "q50": 0.50, "q90": 0.90, "q99": 0.99}
Stats = Mapping[str, np.ndarray]

SAMPLES = (100, 10_000)
"""Least and most pictures of an episode that are looked at; in between, steps ** 0.75."""
THIN_FROM, THIN_TO = 300, 150
"""Pictures as large as the first [px] are thinned to about the second."""


def of_numbers(values: np.ndarray) -> dict[str, np.ndarray]:
    """Of (n, ...) values: everything has the shape of one of them, at least (1,)."""
    numbers = values.astype(np.float64)
    if numbers.ndim == 1:
        numbers = numbers[:, None]
    found = {
        "min": numbers.min(0),
        "max": numbers.max(0),
        "mean": numbers.mean(0),
        "std": numbers.std(0),
        "count": np.array([len(numbers)], np.int64),
    }
    quantiles = np.quantile(numbers, list(QUANTILES.values()), axis=0)
    return {**found, **dict(zip(QUANTILES, quantiles, strict=True))}


class PictureCounts:
    """How often each of 256 values occurs in each of 3 channels, and in how many pictures."""

    def __init__(self) -> None:
        self.bins, self.pictures = np.zeros((3, 256), np.int64), 0

    def add(self, other: PictureCounts) -> None:
        """Take over what another one has counted."""
        self.bins += other.bins
        self.pictures += other.pictures

    def stats(self) -> dict[str, np.ndarray]:
        """Of values in [0, 1]: everything is (3, 1, 1)."""
        value = np.arange(256) / 255
        total = self.bins.sum(1)
        mean = self.bins @ value / total
        variance = (self.bins * (value - mean[:, None]) ** 2).sum(1) / total
        below = np.cumsum(self.bins, 1)
        found = {
            "min": value[[np.flatnonzero(channel)[0] for channel in self.bins]],
            "max": value[[np.flatnonzero(channel)[-1] for channel in self.bins]],
            "mean": mean,
            "std": np.sqrt(variance),
        }
        for name, share in QUANTILES.items():
            found[name] = value[[int(np.searchsorted(b, share * b[-1])) for b in below]]
        shaped = {name: values.reshape(3, 1, 1) for name, values in found.items()}
        return {**shaped, "count": np.array([self.pictures], np.int64)}


def count_pictures(pictures: np.ndarray) -> PictureCounts:
    """Of an episode's pictures (n, H, W, 3), evenly spaced ones."""
    steps, (height, width) = len(pictures), pictures.shape[1:3]
    least, most = SAMPLES
    wanted = max(min(steps, least), min(int(steps**0.75), most))
    thin = 1
    if max(height, width) >= THIN_FROM:
        thin = max(1, max(height, width) // THIN_TO)
    counts = PictureCounts()
    for step in np.round(np.linspace(0, steps - 1, wanted)).astype(int):
        picture = pictures[step, ::thin, ::thin]
        for channel in range(3):
            counts.bins[channel] += np.bincount(picture[..., channel].reshape(-1), minlength=256)
        counts.pictures += 1
    return counts


def to_json(stats: Mapping[str, Stats]) -> dict[str, Any]:
    """What `meta/stats.json` holds."""
    return {key: {name: v.tolist() for name, v in of.items()} for key, of in stats.items()}


def as_columns(stats: Mapping[str, Stats]) -> Iterable[tuple[str, list[Any]]]:
    """The columns `stats/<feature>/<name>` of an episode."""
    for key, of in stats.items():
        for name, values in of.items():
            yield f"stats/{key}/{name}", values.tolist()
