"""Nearest neighbours: do what was done in the recorded situations most like this one.

No training, no weights: a baseline, in the manner of VINN (Pari et al. 2022) without its learned
features. Situations are compared by the robot's state, the poses of things where they are known,
and small grey pictures, each in units of its own spread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from vla.errors import UserError
from vla.features import ACTION, ENVIRONMENT, IMAGES, STATE, Features

THUMBNAIL = 12
"""Height and width of the pictures that are compared [px]."""
BLOCK = 512
"""Recorded frames that are looked at together."""


class Demonstrations(Protocol):
    """Recorded steps, as `vla.datasets.dataset.Dataset`."""

    lengths: np.ndarray
    offsets: np.ndarray

    @property
    def url(self) -> str: ...

    schema: Any

    def read(self, key: str, rows: np.ndarray) -> np.ndarray: ...


class NearestNeighbours:
    """A `vla.rollout.Policy` of recorded actions.

    Args:
        data: what to imitate.
        features: what the worlds show; a camera or state that was not recorded is an error.
        horizon: actions of a chunk.
        neighbours: whose actions are averaged, weighted by nearness.
        picture_weight: of the pictures' distance, beside the states' 1.

    Raises:
        UserError: nothing was recorded, or something else than what the worlds show.
    """

    def __init__(
        self,
        data: Demonstrations,
        features: Features,
        horizon: int = 8,
        neighbours: int = 3,
        picture_weight: float = 1.0,
    ):
        recorded = data.schema.features
        cameras = [key for key in features if key.startswith(IMAGES)]
        self._keys = [key for key in (STATE, ENVIRONMENT) if key in features] + cameras
        missing = [key for key in (*self._keys, ACTION) if key not in recorded]
        if missing:
            raise UserError(f"{data.url} did not record {', '.join(missing)}.")
        if not len(data.lengths):
            raise UserError(f"{data.url} has no episodes to imitate.")
        self.horizon = horizon
        self._neighbours, self._picture_weight = neighbours, picture_weight
        first = data.offsets[:-1]
        spans = list(zip(first.tolist(), data.lengths.tolist(), strict=True))
        rows = np.concatenate([a + np.arange(n) for a, n in spans])
        last = np.concatenate([np.full(n, a + n - 1) for a, n in spans])
        ahead = np.minimum(rows[:, None] + np.arange(horizon), last[:, None])
        self._actions = torch.from_numpy(data.read(ACTION, ahead.ravel())).float()
        self._actions = self._actions.reshape(len(rows), horizon, -1)
        self._known, self._scale = {}, {}
        for key in self._keys:
            blocks = [data.read(key, rows[a : a + BLOCK])
                      for a in range(0, len(rows), BLOCK)]  # fmt: skip
            known = torch.cat([self._seen(key, torch.from_numpy(block)) for block in blocks])
            self._scale[key] = known.std(0).mean().clamp_min(1e-6)
            self._known[key] = known / self._scale[key]

    def reset(self, worlds: Tensor) -> None:
        """Nothing is remembered."""

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """Actions (N, H, A)."""
        distance = torch.zeros(())
        for key in self._keys:
            seen = batch[key].cpu()
            if key.startswith(IMAGES):
                seen = (255 * seen).movedim(1, -1)
            gap = torch.cdist(self._seen(key, seen) / self._scale[key], self._known[key])
            weight = self._picture_weight if key.startswith(IMAGES) else 1.0
            distance = distance + weight * gap / self._known[key].shape[1] ** 0.5
        nearest = distance.topk(min(self._neighbours, distance.shape[1]), largest=False)
        usual = nearest.values.mean(-1, keepdim=True).clamp_min(1e-6)
        weights = torch.softmax(-nearest.values / usual, -1)
        return (weights[..., None, None] * self._actions[nearest.indices]).sum(1)

    def _seen(self, key: str, values: Tensor) -> Tensor:
        """What is compared (n, D) of states (n, D) or pictures (n, H, W, 3)."""
        if not key.startswith(IMAGES):
            return values.float()
        grey = values.float().mean(-1)[:, None] / 255.0
        return adaptive_avg_pool2d(grey, THUMBNAIL).flatten(1)
