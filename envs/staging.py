"""From scenes to states: every episode is made and brought to rest once, on the CPU.

A begun episode is a row of numbers, the same for every engine, device and number of worlds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vla.scene import Scene

from .cpu_engine import CpuEngine
from .engine import DERIVED_FIELDS, SCENE_FIELDS, Snapshots
from .realise import Actor, home_state, realise
from .robots.robot import Robot
from .scenes.scene_model import SceneModel

REST_STEPS = 100
"""Physics steps of rest before an episode begins: half a second."""


@dataclass(frozen=True)
class Begun:
    """An episode at rest, with its robot at home."""

    actors: tuple[Actor, ...]
    """Who plays which entity, in the order of the scene."""
    snapshot: Snapshots
    """One row."""
    positions: np.ndarray
    """(number of actors, 3) where what is loose came to rest, and fixtures began [m]."""


class Stager:
    """Realises scenes of one scene model, one after the other."""

    def __init__(self, stage: SceneModel, robot: Robot):
        self._stage = stage
        self._engine = CpuEngine(stage.model, 1, 1)
        self._home = home_state(stage.model, robot)
        self._controls = _at_home(stage, robot)

    def begin(self, scene: Scene) -> Begun:
        """Realise a scene and let it come to rest.

        Raises:
            UserError: the scene model cannot hold the scene.
        """
        engine = self._engine
        actors = realise(engine, 0, scene, self._stage, self._home)
        engine.step(self._controls)
        fields = {name: engine.field(name).clone() for name in (*SCENE_FIELDS, *DERIVED_FIELDS)}
        positions = engine.xpos[0, [actor.body for actor in actors]].numpy().copy()
        for row, actor in enumerate(actors):
            if actor.slot is None:
                positions[row] = actor.entity.start or actor.entity.position
        return Begun(actors, Snapshots(engine.get_states(), fields), positions)


def _at_home(stage: SceneModel, robot: Robot) -> Tensor:
    """Motor commands (1, S, nu) that hold the resting posture with an open gripper."""
    model = stage.model
    controls = np.zeros((1, REST_STEPS, model.nu))
    controls[..., [model.actuator(name).id for name in robot.arm_actuators]] = robot.home
    controls[..., model.actuator(robot.gripper_actuator).id] = robot.gripper_ctrl[0]
    return torch.from_numpy(controls)
