"""What callers may pass to a batched environment, checked before anything happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.task import Setup, Task


def checked_actions(actions: Any, shape: tuple[int, ...], device: torch.device) -> Tensor:
    """Actions (N, A), a tensor or an array, on the device.

    Raises:
        UserError: another shape, no floating-point numbers, or a tensor on another device.
    """
    values = actions if isinstance(actions, Tensor) else torch.from_numpy(np.asarray(actions))
    if tuple(values.shape) != shape:
        raise UserError(f"actions have shape {tuple(values.shape)}, expected {shape}.")
    if not values.is_floating_point():
        raise UserError(f"actions are {values.dtype}, expected floating-point numbers.")
    if isinstance(actions, Tensor) and actions.device != device:
        raise UserError(f"actions are on {actions.device}, the worlds on {device}.")
    return values.to(device)


def checked_mask(given: Any, num_worlds: int, device: torch.device) -> Tensor:
    """(N,) worlds to reset; all of them when nothing is given."""
    if given is None:
        return torch.ones(num_worlds, dtype=torch.bool, device=device)
    mask = torch.as_tensor(given, device=device)
    if mask.shape != (num_worlds,) or mask.dtype != torch.bool:
        raise UserError(
            f"reset_mask is {mask.dtype} of shape {tuple(mask.shape)},"
            f" expected bool of shape ({num_worlds},)."
        )
    return mask


def checked_seeds(seed: int | Sequence[int | None] | None, num_worlds: int) -> list[int | None]:
    """One seed per world: a number counts up from world to world, None means none."""
    if seed is None:
        return [None] * num_worlds
    seeds: list[int | None]
    if isinstance(seed, Sequence | np.ndarray):
        seeds = list(seed)
    else:
        seeds = [int(seed) + i for i in range(num_worlds)]
    if len(seeds) != num_worlds:
        raise UserError(f"{len(seeds)} seeds for {num_worlds} worlds.")
    for number in seeds:
        if number is not None and number < 0:
            raise UserError(f"seed={number}: seeds are 0 or more.")
    return seeds


def checked_setups(options: Mapping[str, Any], num_worlds: int) -> list[Setup | None]:
    """The episode that is given to each world, if any."""
    setups = options.get("setups")
    if setups is None:
        return [options.get("setup")] * num_worlds
    if len(setups) != num_worlds or options.get("setup") is not None:
        raise UserError(
            f"{len(setups)} setups for {num_worlds} worlds; or give one for all: setup."
        )
    return list(setups)


def checked_mode(mode: AutoresetMode | str) -> AutoresetMode:
    """Raises `UnknownName` for a mode that Gymnasium does not have."""
    names = [member.value for member in AutoresetMode]
    if not isinstance(mode, AutoresetMode) and mode not in names:
        raise UnknownName("autoreset mode", mode, names)
    return AutoresetMode(mode)


def checked_size(size: int | Sequence[int]) -> tuple[int, int]:
    """Height and width of a picture."""
    height, width = (size, size) if isinstance(size, int) else size
    return int(height), int(width)


def scene_of(tasks: Sequence[Task]) -> str:
    """The one scene that all tasks play in. Raises `UserError` when there are several."""
    scenes = {task.scene for task in tasks}
    if len(scenes) != 1:
        raise UserError(f"One batch plays in one scene, these tasks in {sorted(scenes)}.")
    return scenes.pop()
