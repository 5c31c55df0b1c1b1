"""Which windows the samples of a batch are: a pure function of seed and number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Draws:
    """Samples 0, 1, 2, ... of a mixture, without replacement within each of its parts.

    Args:
        sizes: windows of every part.
        weights: shares of the samples, relative to each other.
    """

    def __init__(self, sizes: Sequence[int], weights: Sequence[float], seed: int, shuffle: bool):
        self._sizes, self._seed, self._shuffle = list(sizes), seed, shuffle
        self._orders: dict[int, tuple[int, np.ndarray]] = {}
        shares = np.asarray(weights, float) / np.sum(weights)
        self._parts = np.argsort(-shares, kind="stable").tolist()
        rest = np.cumsum(shares[self._parts][::-1])[::-1]
        self._fractions = (shares[self._parts] / np.where(rest > 0, rest, 1.0)).tolist()
        self.epoch = 0
        """Samples until the windows of the part that lasts longest have all been seen."""
        some = shares > 0
        while (missing := (np.array(sizes) - self._counts(self.epoch))[some]).max() > 0:
            self.epoch += int(np.ceil((missing / shares[some]).max() - 1e-9))

    def __call__(self, first: int, count: int) -> list[np.ndarray]:
        """Windows of every part in samples `first`, ..., ascending."""
        before, after = self._counts(first), self._counts(first + count)
        return [
            np.sort(self._windows(part, np.arange(before[part], after[part])))
            for part in range(len(self._sizes))
        ]

    def _counts(self, samples: int) -> np.ndarray:
        """How many (D,) of the first samples come from every part: its share of what the larger
        parts leave, rounded, so that all parts are spread evenly."""
        counts = np.zeros(len(self._sizes), np.int64)
        for part, fraction in zip(self._parts, self._fractions, strict=True):
            counts[part] = int(samples * fraction + 0.5)
            samples -= int(counts[part])
        return counts

    def _windows(self, part: int, positions: np.ndarray) -> np.ndarray:
        """Position in a part's stream -> window: the epochs' permutations one after another."""
        epochs, within = np.divmod(positions, self._sizes[part])
        if not self._shuffle:
            return within
        if len(epochs) and epochs[0] == epochs[-1]:  # positions ascend
            return self._order(part, int(epochs[0]))[within]
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
