"""What skills see of worlds: the truth, or for a while what was true before somebody covered it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import Tensor

from vla.scene import Scene

from .worlds import Worlds


class Sight:
    """N worlds in which nothing new can be seen for a while: where things are stays what it was.

    What the robot feels, its own pose and grip, goes on. Everything else is the worlds' own.
    """

    def __init__(self, worlds: Worlds):
        self._worlds = worlds
        self._span: dict[int, tuple[int, int]] = {}
        self._scenes: dict[int, Scene] = {}
        self._poses: dict[int, Tensor] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._worlds, name)

    def blind(self, world: int, steps: int) -> None:
        """Nothing new is seen in one world for so many control steps."""
        self._scenes[world] = self._worlds.scene(world)
        self._poses[world] = self._worlds.entity_poses[world].clone()
        began = self._tick(world)
        self._span[world] = (began, began + steps)

    def scene(self, world: int) -> Scene:
        """What is believed to be true in one world."""
        now = self._worlds.scene(world)
        if not self._blind(world):
            return now
        return replace(
            self._scenes[world],
            held=now.held,
            tool=now.tool,
            tool_turn=now.tool_turn,
            tool_speed=now.tool_speed,
            gripper_width=now.gripper_width,
            time=now.time,
        )

    @property
    def entity_poses(self) -> Tensor:
        """(N, E, 7) as `Worlds.entity_poses`, as they are believed to be."""
        poses = self._worlds.entity_poses
        for world in [world for world in self._span if self._blind(world)]:
            poses[world] = self._poses[world]
        return poses

    def _blind(self, world: int) -> bool:
        """Whether one world is covered now; a new episode begins with open eyes."""
        began, until = self._span.get(world, (0, 0))
        return began <= self._tick(world) < until

    def _tick(self, world: int) -> int:
        return int(self._worlds.rig.ticks[world])
