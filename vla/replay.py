"""Replays: recorded actions, carried out again open loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor


class Playback:
    """A `vla.rollout.Policy` that repeats recorded actions, whatever it sees.

    Args:
        actions: seed -> the actions (T, A) of its episode.
        seed_of: the seed of the episode that a world plays now.
        num_worlds, dim: N and A.
    """

    def __init__(
        self,
        actions: Callable[[int], Tensor],
        seed_of: Callable[[int], int],
        num_worlds: int,
        dim: int,
    ):
        self._actions, self._seed_of = actions, seed_of
        self._tapes: dict[int, Tensor] = {}
        self._next = [0] * num_worlds
        self._dim = dim

    def reset(self, worlds: Tensor) -> None:
        """Begin the tapes of the worlds of a mask (N,)."""
        for world in worlds.nonzero()[:, 0].tolist():
            self._tapes[world] = self._actions(self._seed_of(world))
            self._next[world] = 0

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """The next recorded action of every world, (N, 1, A); the last one when there is none."""
        out = torch.zeros(len(self._next), 1, self._dim)
        for world in batch["worlds"].nonzero()[:, 0].tolist():
            tape = self._tapes[world]
            out[world, 0] = tape[min(self._next[world], len(tape) - 1)]
            self._next[world] += 1
        return out
