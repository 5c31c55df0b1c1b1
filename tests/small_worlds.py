"""Worlds and a small scene for tests of physics."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from vla.envs.robots import Robot, load_robot
from vla.envs.scenes import SceneModel
from vla.envs.scenes.tabletop import build_tabletop
from vla.envs.worlds import Worlds
from vla.scene import Entity, Quat, Scene

TABLE = Entity("table", "table", position=(0.5, 0.0, -0.02), extent=(1.0, 1.2, 0.04))
BLOCK = Entity("red_block", "block", "red", "medium", (0.5, 0.1, 0.02))
CAN = Entity("pink_can", "can", "pink", "medium", (0.6, 0.25, 0.047), extent=(0.056, 0.056, 0.094))
BALL = Entity(
    "yellow_ball", "ball", "yellow", "medium", (0.4, 0.25, 0.023), extent=(0.046, 0.046, 0.046)
)
BOWL = Entity(
    "green_bowl", "bowl", "green", "medium", (0.45, -0.22, 0.025), extent=(0.15, 0.15, 0.05)
)
BASE = Entity(
    "blue_block", "block", "blue", "large", (0.58, -0.02, 0.026), extent=(0.052, 0.052, 0.052)
)
MUG = Entity(
    "white_mug", "mug", "white", "medium", (0.62, -0.25, 0.041), extent=(0.0988, 0.068, 0.082)
)
SCENE = Scene((TABLE, BLOCK, CAN, BALL, BOWL, BASE, MUG))


def turned(degrees: float) -> Quat:
    """About the vertical."""
    half = math.radians(degrees) / 2
    return (math.cos(half), 0.0, 0.0, math.sin(half))


@cache
def stage() -> tuple[SceneModel, Robot]:
    robot = load_robot("panda")
    return build_tabletop(robot.spec), robot


def worlds(num_worlds: int = 1, scene: Scene = SCENE, **options: Any) -> Worlds:
    """`num_worlds` worlds that all show `scene`."""
    made = Worlds(*stage(), num_worlds=num_worlds, **options)
    for world in range(num_worlds):
        made.begin_scene(world, scene)
    return made
