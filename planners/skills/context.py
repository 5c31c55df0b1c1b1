"""What a skill may look at when it plans its motion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vla.protocols import Env
from vla.scene import Scene

from ..motion import Point, Turn


@dataclass(frozen=True)
class Context:
    """One world at the moment a skill begins."""

    env: Env
    world: int
    scene: Scene
    avoid: Mapping[str, float]
    """Entity -> distance to keep [m]."""
    speed: float = 1.0
    """Multiplier of every leg's speed."""

    @property
    def tool(self) -> Point:
        """Commanded tool position [m]."""
        x, y, z = self.env.command[self.world, :3].tolist()
        return (x, y, z)

    @property
    def turn(self) -> Turn:
        """Commanded tool orientation, wxyz."""
        w, x, y, z = self.env.command[self.world, 3:].tolist()
        return (w, x, y, z)

    def reaches(self, position: Point, quaternion: Turn) -> bool:
        """Whether the arm can put the tool there."""
        return self.env.solve_ik(self.world, np.array(position), np.array(quaternion)).reached
