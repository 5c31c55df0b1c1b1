"""Which windows the samples of a batch are: a pure function of seed and number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_GOLDEN = 0.6180339887498949
"""Its multiples, modulo one, fill every interval evenly: how a mixture is spread over samples."""
_BLOCK = 1 << 20


class Draws:
    """Samples 0, 1, 2, ... of a mixture, without replacement within each of its parts.

    Args:
        sizes: windows of every part.
        weights: shares of the samples, relative to each other.
    """

    def __init__(self, sizes: Sequence[int], weights: Sequence[float], seed: int, shuffle: bool):
        self._sizes, self._seed, self._shuffle = list(sizes), seed, shuffle
        shares = np.asarray(weights, float) / np.sum(weights)
        self._bounds = np.cumsum(shares)
        self._bounds[-1] = 1.0
        self._orders: dict[int, tuple[int, np.ndarray]] = {}
        self._counted = 0, np.zeros(len(sizes), np.int64)
        self.epoch = int(
            np.ceil(max(n / s for n, s in zip(sizes, shares, strict=True) if s > 0) - 1e-9)
        )
        """Samples until the windows of the part that lasts longest have all been seen."""

    def __call__(self, first: int, count: int) -> list[np.ndarray]:
        """Windows of every part in samples `first`, ..., ascending."""
        before, owners = self._counts(first), self._owners(first, count)
        draws = []
        for part in range(len(self._sizes)):
            positions = before[part] + np.arange(int((owners == part).sum()))
            draws.append(np.sort(self._windows(part, positions)))
        return draws

    def _owners(self, first: int, count: int) -> np.ndarray:
        """Part (count,) that every sample comes from."""
        if len(self._sizes) == 1:
            return np.zeros(count, np.int64)
        even = np.modf((np.arange(first, first + count) + 1) * _GOLDEN)[0]
        return np.searchsorted(self._bounds, even, side="right")

    def _counts(self, first: int) -> np.ndarray:
        """Samples (D,) that came from every part before sample `first`."""
        if len(self._sizes) == 1:
            return np.array([first])
        known, counts = self._counted
        if known > first:
            known, counts = 0, np.zeros(len(self._sizes), np.int64)
        for at in range(known, first, _BLOCK):
            owners = self._owners(at, min(_BLOCK, first - at))
            counts = counts + np.bincount(owners, minlength=len(self._sizes))
        self._counted = first, counts
        return counts

    def _windows(self, part: int, positions: np.ndarray) -> np.ndarray:
        """Position in a part's stream -> window: the epochs' permutations one after another."""
        epochs, within = np.divmod(positions, self._sizes[part])
        if not self._shuffle:
            return within
        out = np.empty_like(within)
        for epoch in np.unique(epochs).tolist():
            mine = epochs == epoch
            out[mine] = self._order(part, epoch)[within[mine]]
        return out

    def _order(self, part: int, epoch: int) -> np.ndarray:
        known = self._orders.get(part)
        if known is None or known[0] != epoch:
            rng = np.random.default_rng([self._seed, part, epoch])
            known = self._orders[part] = epoch, rng.permutation(self._sizes[part])
        return known[1]
