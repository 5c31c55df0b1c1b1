"""The Gymnasium ids: one per task family, such as `vla/AttributePickPlace-v0`.

Gymnasium finds them by itself once the package is installed (the `gymnasium.envs` entry point).
"""

from __future__ import annotations

from typing import Any

import gymnasium as gym

from .env import TaskEnv
from .tasks import TASKS


def environment_id(family: str) -> str:
    """`attribute_pick_place` -> `vla/AttributePickPlace-v0`."""
    return "vla/" + "".join(word.capitalize() for word in family.split("_")) + "-v0"


def register_environments() -> None:
    """Make every family known to `gymnasium.make`."""
    for family in TASKS:
        if environment_id(family) not in gym.registry:
            gym.register(
                environment_id(family),
                entry_point="vla.envs.registration:make_environment",
                kwargs={"family": family},
            )


def make_environment(family: str, **options: Any) -> TaskEnv:
    """The environment of a family; options are those of `TaskEnv`."""
    return TaskEnv(TASKS[family](), **options)
