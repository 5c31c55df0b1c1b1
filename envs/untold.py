"""Worlds in which nobody tells how things on a joint move: handles are seen, axes are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from vla.scene import Entity, Scene

from .worlds import Worlds


class Untold:
    """N worlds whose scenes leave out axis, hinge and travel of everything that has a handle.

    All else is the worlds' own.

    Args:
        noise: standard deviation of where a handle is seen, anew at every look [m].
        seed: of that.
    """

    def __init__(self, worlds: Worlds, noise: float = 0.0, seed: int = 0):
        self._worlds, self._noise = worlds, noise
        self._generator = torch.Generator().manual_seed(seed)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._worlds, name)

    def scene(self, world: int) -> Scene:
        """What can be seen of one world."""
        truth = self._worlds.scene(world)
        return replace(truth, entities=tuple(map(self._seen, truth)))

    def _seen(self, entity: Entity) -> Entity:
        if entity.handle is None:
            return entity
        dx, dy, dz = (self._noise * torch.randn(3, generator=self._generator)).tolist()
        x, y, z = entity.handle
        return replace(entity, handle=(x + dx, y + dy, z + dz), axis=None, hinge=None, travel=None)
