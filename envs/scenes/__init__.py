"""Scenes: compiled MuJoCo models with slots for objects."""

from __future__ import annotations

from collections.abc import Mapping

from vla.errors import UnknownName

from ..robots.robot import Robot
from .scene_model import SceneModel

SCENES = ("tabletop", "kitchen")


def build_scene(name: str, robot: Robot, slots: Mapping[str, int] | None = None) -> SceneModel:
    """Compile a scene around a robot; `slots` overrides the number of objects per kind."""
    if name == "tabletop":
        from .tabletop import build_tabletop

        return build_tabletop(robot.spec, slots)
    if name == "kitchen":
        from .kitchen import build_kitchen

        return build_kitchen(robot.spec, slots)
    raise UnknownName("scene", name, SCENES)


__all__ = ["SCENES", "SceneModel", "build_scene"]
