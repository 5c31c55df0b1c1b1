"""A compiled scene and what it offers."""

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..slots import Fixture, Slot, Vector


@dataclass(frozen=True)
class SceneModel:
    """One compiled MuJoCo model with its slots; every slot is parked at `qpos0`."""

    name: str
    spec: mujoco.MjSpec
    model: mujoco.MjModel
    slots: tuple[Slot, ...]
    fixtures: tuple[Fixture, ...]
    workspace: tuple[Vector, Vector]
    """Low and high corner of the region where objects may be placed and reached [m]."""
    cameras: tuple[str, ...]
    """Names of all cameras of the model."""
    contacts: int = 128
    """Contacts per world to provide for: twice the most that experts were seen to cause."""
    rows: int = 512
    """Constraint rows per world to provide for, likewise."""

    @property
    def most_entities(self) -> int:
        """How many a scene can have: the table, the fixtures and what the slots can play."""
        return 1 + len(self.fixtures) + len(self.slots)


def collides(model: mujoco.MjModel) -> NDArray[np.bool_]:
    """(ngeom,) whether a geom can touch anything, or is only seen."""
    return (model.geom_contype != 0) | (model.geom_conaffinity != 0)
