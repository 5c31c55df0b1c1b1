"""How fast random windows are read here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from .dataset import Dataset
from .sampler import Sampler
from .windows import Windows

MODES = ("none", "memory", "disk")


@dataclass(frozen=True)
class Row:
    """One way to read."""

    mode: str
    """`cache` of the sampler."""
    ahead: str
    """Whether a thread made batches ahead."""
    rate: float
    """Windows per second of wall time."""
    cpu_ms: float
    """CPU time of one window, of all threads [ms]."""
    first: float
    """Until the first batch, decoding included [s]."""


def measure(
    dataset: Dataset, batch_size: int, n_obs_steps: int, horizon: int, seconds: float
) -> list[Row]:
    """Read random windows in every mode for so long each."""
    windows = Windows.of_policy(dataset.schema.features, n_obs_steps, horizon)
    rows = []
    for mode in MODES:
        for prefetch in (0, 2):
            sampler = Sampler(dataset, windows, batch_size, cache=mode, prefetch=prefetch)
            began = time.perf_counter()
            batches = iter(sampler)
            next(batches)
            first = time.perf_counter() - began
            rate, cpu = timed(batches, batch_size, seconds)
            batches.close()  # type: ignore[attr-defined]
            rows.append(Row(mode, "thread" if prefetch else "no", rate, cpu, first))
    return rows


def timed(batches: Iterator[object], batch_size: int, seconds: float) -> tuple[float, float]:
    """Windows per second, and CPU milliseconds of one."""
    next(batches)
    wall, cpu, count = time.perf_counter(), time.process_time(), 0
    while not count or time.perf_counter() - wall < seconds:
        next(batches)
        count += batch_size
    return count / (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu) / count
