"""Rungs of a benchmark: what skills see, and how exactly the arm obeys.

The same episodes with the truth or with pictures, with ideal arms or with real ones, tell apart
what perception, control and the composer itself lose.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vla.commands.depth_eyes import depth_eyes
from vla.scene import Scene


def pictured(env: Any) -> tuple[Any, Callable[[], None]]:
    """What skills see of these worlds when nothing is known but what depth cameras show that tell
    things apart, again and again while they move: a `vla.envs.pictured.Pictured`; and what closes
    the cameras."""
    from vla.envs.pictured import Pictured, felt

    eyes, close = depth_eyes(env)

    def look(world: int, first: Scene | None) -> tuple[Scene, dict[str, int]]:
        percept = eyes(world, felt(env.scene(world)), first)
        return percept.scene, {name: len(cloud) for name, cloud in percept.clouds.items()}

    return Pictured(env, look), close


def ideal(env: Any) -> Any:
    """The same worlds with arms that make no errors: a `vla.envs.ideal.Ideal`."""
    from vla.envs.ideal import Ideal

    return Ideal(env)
