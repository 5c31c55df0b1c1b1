"""Worlds as cameras show them: skills see a scene of pictures that are taken while they move."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from torch import Tensor

from vla.geometry import quat_conjugate, quat_multiply, quat_rotate
from vla.memory import Memory
from vla.scene import Scene

from .worlds import Worlds

EVERY = 4
"""Control steps from picture to picture: 5 Hz."""

SHUT = 0.002
"""Gripper width [m] up to which nothing is between the fingers: what they touch, they push."""

Look = Callable[[int, Scene | None], tuple[Scene, dict[str, int]]]
"""A world, and what was seen of it first -> what is seen of it now, and how many points of each
thing show."""


def felt(scene: Scene) -> Scene:
    """A scene in which fingers that are shut hold nothing, whatever they touch."""
    return replace(scene, held=None) if scene.gripper_width < SHUT else scene


class Pictured:
    """N worlds of which nothing is known but what their pictures show and what the robot feels.

    Where things are is estimated anew every `every` control steps; everything else is the worlds'
    own.
    """

    def __init__(self, worlds: Worlds, look: Look, every: int = EVERY):
        self._worlds, self._look, self._every = worlds, look, every
        self._first: dict[int, Scene] = {}
        self._memory: dict[int, Memory] = {}
        self._believed: dict[int, tuple[int, Scene]] = {}
        self._grips: dict[int, tuple[str, Tensor, Tensor]] = {}
        """World -> what is held, where it is in the tool's frame [m], and how it is turned."""
        self.looks = 0
        """Pictures taken so far."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._worlds, name)

    def scene(self, world: int) -> Scene:
        """What is believed to be true in one world."""
        now, tick = felt(self._worlds.scene(world)), int(self._worlds.rig.ticks[world])
        taken, believed = self._believed.get(world, (-1, Scene(())))
        if tick < taken or taken < 0:  # another episode
            self._first.pop(world, None)
            self._memory[world] = Memory()
            self._grips.pop(world, None)
        if taken < 0 or not 0 <= tick - taken < self._every:
            seen, shown = self._look(world, self._first.get(world))
            self._first.setdefault(world, seen)
            before, seconds = believed, (tick - taken) * self._worlds.control_dt
            believed, self.looks = self._memory[world].seen(seen, shown), self.looks + 1
            if 0 < tick - taken <= self._every:
                believed = _moving(before, believed, seconds)
            self._believed[world] = (tick, believed)
        if now.held is not None:
            believed = self._carried(world, now.held, believed)
        else:
            self._grips.pop(world, None)
        return replace(
            believed, held=now.held, tool=now.tool, tool_turn=now.tool_turn,
            tool_speed=now.tool_speed, gripper_width=now.gripper_width, time=now.time,
            workspace=now.workspace,
        )  # fmt: skip

    def _carried(self, world: int, name: str, believed: Scene) -> Scene:
        """The same with what is held as it lay in the hand when it was grasped: pictures show
        little of it there."""
        memory, tool = self._memory[world], self._worlds.tool_pose[world]
        if name not in memory.known:
            return believed
        back = quat_conjugate(tool[3:])
        if self._grips.get(world, ("",))[0] != name:
            thing = memory.known[name]
            at, turn = tool.new_tensor(thing.position), tool.new_tensor(thing.quaternion)
            self._grips[world] = (name, quat_rotate(back, at - tool[:3]), quat_multiply(back, turn))
        _, aside, turned = self._grips[world]
        x, y, z = (tool[:3] + quat_rotate(tool[3:], aside)).tolist()
        w, i, j, k = quat_multiply(tool[3:], turned).tolist()
        memory.carried(name, (x, y, z), (w, i, j, k))
        return replace(believed, entities=tuple(memory.known.values()))

    @property
    def entity_poses(self) -> Tensor:
        """(N, E, 7) as `Worlds.entity_poses`, as they are believed to be; zeros where unseen."""
        poses = self._worlds.entity_poses.clone()
        for world in self._believed:
            poses[world] = 0.0
            for entity in self.scene(world):
                row = self._worlds.entity_index(world, entity.name)
                poses[world, row] = poses.new_tensor((*entity.position, *entity.quaternion))
        return poses


def _moving(before: Scene, now: Scene, seconds: float) -> Scene:
    """The scene now with how fast things went since they were seen before."""
    was = {entity.name: entity.position for entity in before}
    speeds = {e.name: math.dist(was[e.name], e.position) / seconds for e in now if e.name in was}
    entities = (replace(e, speed=speeds.get(e.name, e.speed)) for e in now)
    return replace(now, entities=tuple(entities))
