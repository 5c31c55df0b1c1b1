"""Latency: how long the parts of an answer take, call by call."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

KEPT = 100_000
"""Calls of a part that are remembered; the mean counts all of them."""


class Latency:
    """Wall time of named parts. On a GPU a part ends when the device has done its work."""

    def __init__(self, device: torch.device | None = None):
        self._device = device
        self._seconds: dict[str, list[float]] = {}
        self._total: dict[str, float] = {}
        self._calls: dict[str, int] = {}

    @contextmanager
    def part(self, name: str, waits: bool = False) -> Iterator[None]:
        """Measure what happens inside.

        Args:
            waits: for the device, which may still be at work when the call returns.
        """
        began = time.perf_counter()
        yield
        if waits and self._device is not None and self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        self.add(name, time.perf_counter() - began)

    def add(self, name: str, seconds: float) -> None:
        """Note one call."""
        self._total[name] = self._total.get(name, 0.0) + seconds
        self._calls[name] = self._calls.get(name, 0) + 1
        kept = self._seconds.setdefault(name, [])
        if len(kept) < KEPT:
            kept.append(seconds)

    def clear(self) -> None:
        """Begin anew."""
        for kept in (self._seconds, self._total, self._calls):
            kept.clear()

    def summary(self) -> dict[str, dict[str, float]]:
        """Part -> `calls`, `seconds` of all of them, and `mean_ms`, `p50_ms`, `p95_ms` of one."""
        found = {}
        for name, kept in self._seconds.items():
            half, most = np.percentile(kept, (50, 95))
            found[name] = {
                "calls": self._calls[name],
                "seconds": self._total[name],
                "mean_ms": 1e3 * self._total[name] / self._calls[name],
                "p50_ms": 1e3 * float(half),
                "p95_ms": 1e3 * float(most),
            }
        return found
