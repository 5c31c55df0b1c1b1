"""The Gymnasium ids: one per task family, such as `vla/AttributePickPlace-v0`, and `vla/Mixed-v0`.

Gymnasium finds them by itself once the package is installed (the `gymnasium.envs` entry point).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import gymnasium as gym

from vla.errors import UnknownName
from vla.task import Task

from .env import TaskEnv
from .tasks import TASKS
from .vector import BatchedEnv

MIXED = "vla/Mixed-v0"
"""For batches: `make_vec("vla/Mixed-v0", tasks=("stacking", "sorting"), num_envs=...)`."""


def environment_id(family: str) -> str:
    """`attribute_pick_place` -> `vla/AttributePickPlace-v0`."""
    return "vla/" + "".join(word.capitalize() for word in family.split("_")) + "-v0"


def register_environments() -> None:
    """Make every family known to `gymnasium.make` and `gymnasium.make_vec`."""
    for name, tasks in (*((environment_id(f), (f,)) for f in TASKS), (MIXED, tuple(TASKS))):
        if name not in gym.registry:
            gym.register(
                name,
                entry_point="vla.envs.registration:make_environment",
                vector_entry_point="vla.envs.registration:make_batch",
                kwargs={"tasks": tasks},
            )


def make_environment(
    tasks: Sequence[str], task_options: Mapping[str, Any] | None = None, **options: Any
) -> TaskEnv:
    """The environment of a family; options are those of `BatchedEnv`.

    `task_options` are those of the family, such as `{"distractors": (0, 2)}`.

    Raises:
        UnknownName: an unknown family or randomisation, or more than one family.
    """
    if len(tasks) != 1:
        raise UnknownName("single task", ", ".join(tasks), TASKS)
    return TaskEnv(_task(tasks[0], task_options), **_options(options))


def make_batch(
    tasks: Sequence[str],
    num_envs: int = 1,
    task_options: Mapping[str, Any] | None = None,
    **options: Any,
) -> BatchedEnv:
    """N worlds of a family, or of several in turn; options are those of `BatchedEnv`.

    `randomisation` may also name a file of `configs/randomisation`; `task_options` are those of
    the families, such as `{"distractors": (0, 2)}`.
    """
    made = [_task(name, task_options) for name in tasks]
    return BatchedEnv(made, num_envs, **_options(options))


def _task(name: str, options: Mapping[str, Any] | None) -> Task:
    if name not in TASKS:
        raise UnknownName("task", name, TASKS)
    task = TASKS[name]()
    assert is_dataclass(task)
    known = [f.name for f in fields(task)]
    for option in options or {}:
        if option not in known:
            raise UnknownName(f"option of task '{name}'", option, known)
    return replace(task, **(options or {}))  # type: ignore[return-value]


def _options(options: dict[str, Any]) -> dict[str, Any]:
    chosen = options.get("randomisation")
    if isinstance(chosen, str):
        from vla import compose  # Hydra takes a moment, and most do without

        chosen = compose.part(compose.part_config("randomisation", chosen))
        options = {**options, "randomisation": chosen}
    return options
