"""Imitation of the nearest recorded steps: what one world does, others do not change."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch

from vla.features import ACTION, STATE, Feature
from vla.policies.nearest import NearestNeighbours

FEATURES = {STATE: Feature((2,), "float32", "state"), ACTION: Feature((1,), "float32", "action")}


class Recorded:
    """Two episodes of ten steps: states, and actions that are their sum."""

    url = "memory"
    lengths = np.array([10, 10])
    offsets = np.array([0, 10, 20])
    schema = SimpleNamespace(features=FEATURES)

    def read(self, key: str, rows: np.ndarray) -> np.ndarray:
        states = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
        return (states if key == STATE else states.sum(1, keepdims=True))[rows]


def test_a_recorded_state_is_answered_as_it_was() -> None:
    data = Recorded()
    policy = NearestNeighbours(data, FEATURES, horizon=3, neighbours=1)
    states = torch.from_numpy(data.read(STATE, np.array([4, 19])))
    chunks = policy.predict_action_chunk({STATE: states})
    wanted = data.read(ACTION, np.array([4, 5, 6, 19, 19, 19])).reshape(2, 3, 1)
    assert np.allclose(chunks.numpy(), wanted)


def test_a_world_does_not_know_the_others() -> None:
    policy = NearestNeighbours(Recorded(), FEATURES)
    here, far = torch.tensor([[0.1, 0.2]]), torch.tensor([[9.0, -7.0]])
    alone = policy.predict_action_chunk({STATE: here})
    beside = policy.predict_action_chunk({STATE: torch.cat((here, far))})[:1]
    assert torch.allclose(alone, beside)
