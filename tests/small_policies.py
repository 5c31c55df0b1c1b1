"""Policies without learning, for tests of what runs them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from vla.action import action_spec
from vla.features import ACTION, IMAGES, STATE, Feature
from vla.policies.base import Inputs, Policy
from vla.policies.spec import PolicySpec

FRONT = f"{IMAGES}front"


def spec(cameras: bool = False, **steps: Any) -> PolicySpec:
    """One number of state, seven of action, and perhaps a camera of 4 x 6 pixels."""
    features = {
        STATE: Feature((1,), "float32", "state", ("place",)),
        ACTION: Feature((7,), "float32", "action"),
    }
    if cameras:
        features = {FRONT: Feature((4, 6, 3), "uint8", "rgb"), **features}
    usual = {"n_obs_steps": 2, "horizon": 8, "n_action_steps": 3, "relative": False}
    return PolicySpec(features, action_spec("ee_delta"), **{**usual, **steps})


class Telltale(Policy):
    """Actions that say what they are made of.

    Oldest and newest observation, number of the call, step in the chunk, words, brightness of the
    newest picture, what was asked of the solver. Where there is a prefix, it stays.
    """

    def __init__(self, spec: PolicySpec):
        super().__init__(spec, normalisation="identity")
        self.calls: list[tuple[int, Tensor | None, Tensor | None]] = []

    def sample(  # type: ignore[override]
        self,
        inputs: Inputs,
        *,
        steps: int | None = None,
        prefix: Tensor | None = None,
        prefix_length: Tensor | None = None,
    ) -> Tensor:
        self.calls.append((len(inputs.task), prefix, prefix_length))
        state = inputs.state[..., 0]
        bright = next((p[:, -1].mean((1, 2, 3)) for p in inputs.images.values()), 0 * state[:, 0])
        said = torch.tensor([float(len(words)) for words in inputs.task])
        call = torch.full_like(said, float(len(self.calls)))
        solver = torch.full_like(said, float(steps or 0))
        facts = (state[:, 0], state[:, -1], call, 0 * call, said, bright, solver)
        chunk = torch.stack(facts, -1)[:, None].repeat(1, self.spec.horizon, 1)
        chunk[..., 3] = torch.arange(self.spec.horizon)
        if prefix is not None and prefix_length is not None:
            known = torch.arange(self.spec.horizon) < prefix_length[:, None]
            chunk = torch.where(known[..., None], prefix, chunk)
        return chunk


class Stubborn(Telltale):
    """Cannot be told anything."""

    def sample(self, inputs: Inputs) -> Tensor:  # type: ignore[override]
        return super().sample(inputs)
