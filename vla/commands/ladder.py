"""Rungs of a benchmark: what skills see, and how exactly the arm obeys.

The same episodes with the truth or with pictures, with ideal arms or with real ones, tell apart
what perception, control and the composer itself lose.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vla.errors import UnknownName
from vla.scene import Scene

CAMERAS = ("front", "overhead", "wrist")
SIZE = (240, 320)
"""Cameras that things are measured by, and height and width of their pictures [px]."""
SCENES = ("truth", "pictures")
CONTROLS = ("physics", "ideal")


def check_rungs(scene: str, control: str = "physics") -> None:
    """Complain about rungs that there are not.

    Raises:
        UnknownName: with those that there are.
    """
    for what, given, known in (("scene", scene, SCENES), ("control", control, CONTROLS)):
        if given not in known:
            raise UnknownName(what, given, known)


def pictured(env: Any) -> tuple[Any, Callable[[], None]]:
    """What skills see of these worlds when nothing is known but what depth cameras show that tell
    things apart, again and again while they move: a `vla.envs.pictured.Pictured`; and what closes
    the cameras."""
    from vla.envs.cameras import KINDS as PICTURES
    from vla.envs.cameras import Shot
    from vla.envs.engine import mask_of
    from vla.envs.entity_cameras import EntityCameras
    from vla.envs.pictured import Pictured
    from vla.envs.views import views
    from vla.planners.perception.estimate import estimate
    from vla.planners.perception.labels import labels_of

    eyes = EntityCameras(env, Shot(CAMERAS, *SIZE, tuple(PICTURES)))

    def look(world: int, first: Scene | None) -> tuple[Scene, dict[str, int]]:
        truth = env.scene(world)
        mask = mask_of(world, env.num_worlds, env.rig.device)
        shown = views(env, eyes.render(mask), world)
        percept = estimate(
            shown, labels_of(truth), truth.tool, truth.held, gripper_width=truth.gripper_width,
            tool_speed=truth.tool_speed, time=truth.time, since=first,
        )  # fmt: skip
        return percept.scene, {name: len(cloud) for name, cloud in percept.clouds.items()}

    return Pictured(env, look), eyes.close


def ideal(env: Any) -> Any:
    """The same worlds with arms that make no errors: a `vla.envs.ideal.Ideal`."""
    from vla.envs.ideal import Ideal

    return Ideal(env)
