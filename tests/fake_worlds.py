"""Worlds and skills without physics, for tests of what stands above them.

A skill takes three ticks and then has the effect that `vla.effects` says. Faults can be planned:
`faults["pick"] = ["miss"]` lets the first pick close on nothing, `"drop"` loses the object right
after the skill, `"fail"` makes the skill itself report failure, `"near"` comes close to every
watched thing on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.action import action_spec, pose_to_action
from vla.clearance import clearances
from vla.effects import apply
from vla.errors import UnknownName
from vla.plan import Condition, Given
from vla.protocols import IkSolution, SkillStatus
from vla.scene import Scene
from vla.task import Setup

TICKS = 3


class FakeWorlds:
    """Implements `vla.agent.Stage` by keeping a `Scene` per world."""

    def __init__(self, num_worlds: int = 1):
        self.num_worlds = num_worlds
        self.action_spec = action_spec("ee_pose")
        self.control_dt = 0.05
        self.cameras = ("front", "wrist", "overhead")
        self.active = torch.zeros(num_worlds, dtype=torch.bool)
        self.scenes: list[Scene] = [Scene(())] * num_worlds
        self.watched: list[set[str]] = [set() for _ in range(num_worlds)]
        self.on_tick: Callable[[FakeWorlds, int], None] = lambda worlds, world: None
        self.steps = 0
        self.closed = False

    def begin(
        self, world: int, setup: Setup, seed: int = 0, disturbances: Sequence[Any] = ()
    ) -> None:
        self.scenes[world] = setup.scene
        self.watched[world] = set(setup.watch)
        self.active[world] = True

    def step(self, actions: Tensor) -> None:
        assert actions.shape == (self.num_worlds, 10)
        self.steps += 1
        for world in range(self.num_worlds):
            if self.active[world]:
                time = self.scenes[world].time + self.control_dt
                self.scenes[world] = replace(self.scenes[world], time=time)
                self.on_tick(self, world)

    def scene(self, world: int) -> Scene:
        scene = self.scenes[world]
        gaps = {name: scene.clearance.get(name, 0.5) for name in self.watched[world]}
        return replace(scene, clearance=gaps)

    def watch(self, world: int, names: Sequence[str]) -> None:
        self.watched[world].update(names)

    @property
    def tool_pose(self) -> Tensor:
        return torch.zeros((self.num_worlds, 7), dtype=torch.float64)

    command = tool_pose

    @property
    def home(self) -> Tensor:
        return torch.zeros(7, dtype=torch.float64)

    @property
    def gripper_width(self) -> Tensor:
        return torch.tensor([scene.gripper_width for scene in self.scenes])

    @property
    def entity_poses(self) -> Tensor:
        return torch.zeros((self.num_worlds, 1, 7), dtype=torch.float64)

    def entity_index(self, world: int, name: str) -> int:
        return self.scenes[world].names.index(name)

    def solve_ik(self, world: int, position: np.ndarray, quaternion: np.ndarray) -> IkSolution:
        return IkSolution(np.zeros(7), 0.0, 0.0)

    def pose_actions(self, position: Tensor, quaternion: Tensor, gripper: Tensor) -> Tensor:
        return pose_to_action(self.action_spec, position, quaternion, gripper, self.command)

    def render(self, world: int, camera: str, width: int, height: int) -> np.ndarray:
        if camera not in self.cameras:
            raise UnknownName("camera", camera, self.cameras)
        picture = np.zeros((height, width, 3), np.uint8)
        picture[:, : min(width, self.steps)] = (200, 80, 40)
        return picture

    def get_state(self, world: int) -> Mapping[str, Any]:
        return {"scene": self.scenes[world]}

    def set_state(self, world: int, state: Mapping[str, Any]) -> None:
        self.scenes[world] = state["scene"]

    def close(self) -> None:
        self.closed = True


class FakeSkills:
    """Implements `vla.protocols.Skills` on `FakeWorlds`."""

    def __init__(self, env: FakeWorlds):
        self.env = env
        self.faults: dict[str, list[str]] = {}
        self.started: list[tuple[int, str, tuple[str | float, ...]]] = []
        self.avoided: list[Mapping[str, float]] = []
        self._running: dict[int, list[Any]] = {}
        self._status: dict[int, SkillStatus] = {}

    def start(
        self,
        world: int,
        skill: str,
        args: Sequence[str | float],
        options: Mapping[str, Given],
        keep: Sequence[Condition],
    ) -> None:
        self.started.append((world, skill, tuple(args)))
        self.avoided.append(clearances(keep))
        faults = self.faults.get(skill, [])
        fault = faults.pop(0) if faults else ""
        self._running[world] = [TICKS, skill, args, options, fault]
        self._status[world] = SkillStatus("running", "approach")

    def actions(self) -> Tensor:
        for world, run in list(self._running.items()):
            run[0] -= 1
            if run[4] == "near":
                near = dict.fromkeys(self.env.watched[world], 0.02 if run[0] == 1 else 0.5)
                self.env.scenes[world] = replace(self.env.scenes[world], clearance=near)
            if run[0] == 0:
                self._finish(world, *run[1:])
        return torch.zeros((self.env.num_worlds, 10), dtype=torch.float64)

    def status(self, world: int) -> SkillStatus:
        return self._status.get(world, SkillStatus("done"))

    def cancel(self, world: int) -> None:
        self._running.pop(world, None)
        self._status.pop(world, None)

    def _finish(
        self,
        world: int,
        skill: str,
        args: Sequence[str | float],
        options: Mapping[str, Given],
        fault: str,
    ) -> None:
        del self._running[world]
        if fault == "fail":
            self._status[world] = SkillStatus("failed", "approach", "no way there")
            return
        self._status[world] = SkillStatus("done", "retreat")
        if fault == "miss":
            return
        plain = {
            key: value for key, value in options.items() if isinstance(value, (str, int, float))
        }
        scene, _ = apply(self.env.scenes[world], skill, args, plain)
        if fault == "drop":
            scene = replace(scene, held=None)
        self.env.scenes[world] = replace(scene, time=self.env.scenes[world].time)
