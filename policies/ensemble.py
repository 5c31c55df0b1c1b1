"""Temporal ensembling: the action of now is an average over all chunks that cover it."""

from __future__ import annotations

import torch
from torch import Tensor


class Ensemble:
    """Averages of chunks in N worlds, as ACT (Zhao et al. 2023, section IV-C).

    The chunk that was predicted first for a step has weight 1, the i-th after it exp(-decay * i):
    the older the prediction, the more it counts. Only running sums are kept, not the chunks.

    Args:
        worlds: N.
        steps: T, of a chunk.
        dim: A.
        decay: m of the paper; 0 for a plain mean, negative to trust the newest most.
    """

    def __init__(self, worlds: int, steps: int, dim: int, decay: float, device: torch.device):
        self._decay = decay
        self._mean = torch.zeros(worlds, steps, dim, device=device)
        self._weight = torch.zeros(worlds, steps, 1, device=device)
        self._count = torch.zeros(worlds, steps, 1, device=device)

    def forget(self, worlds: Tensor) -> None:
        """New episodes begin in the worlds of a mask (N,)."""
        for kept in (self._mean, self._weight, self._count):
            kept[worlds] = 0.0

    def add(self, worlds: Tensor, chunks: Tensor) -> Tensor:
        """The actions of now (n, A), after one more chunk (n, T, A) in each of some worlds (n,)."""
        own = torch.exp(-self._decay * self._count[worlds])
        weight = self._weight[worlds] + own
        mean = self._mean[worlds] + own / weight * (chunks - self._mean[worlds])
        count = self._count[worlds] + 1
        for kept, now in ((self._mean, mean), (self._weight, weight), (self._count, count)):
            kept[worlds] = torch.cat((now[:, 1:], torch.zeros_like(now[:, :1])), 1)
        return mean[:, 0]
