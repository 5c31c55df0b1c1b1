"""History: the last observations of N worlds, as many as a policy sees together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor


class History:
    """The last O observations; before an episode's first there is only that one, repeated.

    Args:
        keys: what is remembered.
        steps: O.
    """

    def __init__(self, keys: Sequence[str], steps: int):
        self._keys, self._steps = keys, steps
        self._seen: dict[str, Tensor] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._seen.clear()

    def add(self, batch: Mapping[str, Any], worlds: Tensor, begun: Tensor) -> None:
        """One more observation, (N, ...) by key, of the worlds of a mask (N,).

        Args:
            batch: what is missing in it is left as it was.
            begun: (N,) worlds for which it is the first of an episode.
        """
        for key in self._keys:
            if key not in batch:
                continue
            now = batch[key][:, None]
            if self._steps == 1:
                self._seen[key] = now
                continue
            whole: Tensor = now.expand(-1, self._steps, *now.shape[2:])
            before = self._seen.get(key, whole)
            if before.dtype != whole.dtype:  # bytes among numbers from 0 to 1
                now, whole, before = (unit(pictures) for pictures in (now, whole, before))
            shape = (-1, *(1,) * (whole.dim() - 1))
            moved = torch.where(begun.view(shape), whole, torch.cat((before[:, 1:], now), 1))
            self._seen[key] = torch.where(worlds.view(shape), moved, before)

    def rows(self, rows: Tensor) -> dict[str, Tensor]:
        """The last O observations (n, O, ...) of some worlds (n,)."""
        return {key: seen[rows] for key, seen in self._seen.items()}


def unit(pictures: Tensor) -> Tensor:
    """uint8 as numbers from 0 to 1, which others are already."""
    return pictures if pictures.is_floating_point() else pictures.float() / 255.0
