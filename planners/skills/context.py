"""What a skill may look at when it plans its motion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vla.clearance import clearances, sides
from vla.plan import Condition
from vla.protocols import Env
from vla.scene import Scene

from ..composer.dynamics import Rehearse
from ..composer.experience import Experience
from ..composer.maps import ValueMaps
from ..motion import Point, Turn, point


@dataclass(frozen=True)
class Context:
    """One world at the moment a skill begins."""

    env: Env
    world: int
    scene: Scene
    keep: tuple[Condition, ...] = ()
    """Invariants that hold meanwhile."""
    speed: float = 1.0
    """Multiplier of every leg's speed."""
    rehearse: Rehearse | None = None
    """From a world to copies of it in which things can be tried out, where there are any."""
    experience: Experience | None = None
    """What was found out about things of which nobody has told how they move."""
    painted: ValueMaps | None = None
    """What a plan itself painted, besides its invariants."""

    def now(self) -> Context:
        """The same world as it is by now."""
        return replace(self, scene=self.env.scene(self.world))

    @cached_property
    def avoid(self) -> Mapping[str, float]:
        """Entity -> distance to keep [m]."""
        return clearances(self.keep)

    @cached_property
    def sides(self) -> tuple[tuple[str, str], ...]:
        """Entities, and the side of each that the hand is to stay on."""
        return sides(self.keep)

    @property
    def tool(self) -> Point:
        """Commanded tool position [m]."""
        return point(self.env.command[self.world, :3])

    @property
    def turn(self) -> Turn:
        """Commanded tool orientation, wxyz."""
        w, x, y, z = self.env.command[self.world, 3:].tolist()
        return (w, x, y, z)

    def reaches(self, position: Point, quaternion: Turn) -> bool:
        """Whether the arm can put the tool there."""
        return self.env.solve_ik(self.world, np.array(position), np.array(quaternion)).reached
