"""Glances: pictures are taken only where and when a policy looks at them.

A policy that carries out eight actions of a chunk looks once in eight steps, and a software
rasteriser takes longer for a picture than physics for a step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from vla.rollout import Policy, policy_batch


class Glances:
    """A `vla.rollout.Policy` around another, in worlds that show no pictures by themselves.

    Args:
        policy: with a method `looks(worlds)` it says in which of the worlds of a mask it will use
            what they show now; without one, where it is asked.
        photograph: takes pictures of the worlds of a mask (N,): `pixels` -> camera ->
            (N, H, W, 3) uint8, as `vla.envs.vector.BatchedEnv.take_pictures`.
    """

    def __init__(self, policy: Policy, photograph: Callable[[Tensor], Mapping[str, Any]]):
        self._policy, self._photograph = policy, photograph

    def reset(self, worlds: Tensor) -> None:
        """New episodes begin in the worlds of a mask (N,)."""
        self._policy.reset(worlds)

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """What the policy answers, (N, H, A)."""
        worlds = batch["worlds"]
        looks = getattr(self._policy, "looks", None)
        looking = worlds if looks is None else looks(worlds)
        if bool(torch.as_tensor(looking).any()):
            pictures = policy_batch(self._photograph(looking), batch["task"], worlds.device)
            batch = {**batch, **pictures}
        return self._policy.predict_action_chunk(batch)
