"""Depth cameras that tell things apart, instead of the simulator's truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vla import compose
from vla.scene import Scene

CAMERAS = ("front", "overhead", "wrist")
SIZE = (240, 320)
"""Through which scenes are perceived, and height and width of their pictures [px]."""


def depth_eyes(env: Any) -> tuple[Callable[..., Any], Callable[[], None]]:
    """Somebody who looks at single worlds with depth cameras that tell things apart, and what
    closes their eyes.

    Of a world, what is true there (for names, and for what the robot feels) and what was seen
    first, if anything was, they make a `vla.planners.perception.estimate.Percept`.
    """
    from vla.envs.cameras import KINDS as PICTURES
    from vla.envs.cameras import Shot
    from vla.envs.engine import mask_of
    from vla.envs.entity_cameras import EntityCameras
    from vla.envs.views import views
    from vla.planners.perception.estimate import Percept, estimate
    from vla.planners.perception.labels import labels_of

    eyes = EntityCameras(env, Shot(CAMERAS, *SIZE, tuple(PICTURES)))

    def look(world: int, truth: Scene, first: Scene | None = None) -> Percept:
        mask = mask_of(world, env.num_worlds, env.rig.device)
        return estimate(
            views(env, eyes.render(mask), world), labels_of(truth), truth.tool, truth.held,
            tool_turn=truth.tool_turn, tool_speed=truth.tool_speed,
            gripper_width=truth.gripper_width, time=truth.time, since=first,
        )  # fmt: skip

    return look, eyes.close


def perceiving(
    name: str, robot: Mapping[str, Any] | None = None
) -> tuple[Callable[[Scene], Scene], Callable[[], None]]:
    """Somebody who looks at scenes of a scene model through `depth_eyes`, and what closes them.
    What they see has the names of the truth; what does not show is left out."""
    env = compose.worlds(name, robot or compose.part_config("robot", "panda"))
    look, shut = depth_eyes(env)

    def seen(scene: Scene) -> Scene:
        env.begin_scene(0, scene)
        felt = {"held": scene.held, "tool": scene.tool, "time": scene.time}
        percept = look(0, replace(env.scene(0), **felt))
        return replace(percept.scene, workspace=scene.workspace)

    def close() -> None:
        shut()
        env.close()

    return seen, close
