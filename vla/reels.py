"""Reels: films of a few episodes that succeed and a few that fail.

Nobody knows beforehand which will. So the states of the episodes that are running are kept, which
costs little, and those of the episodes that are wanted are photographed when all is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from vla.preparation import slug
from vla.task import Setup
from vla.video import Video

MOST_WORLDS = 32
"""Worlds that are watched; the states of many would need much memory."""
EVERY = 2
"""Control steps between two pictures."""
STAYS = 1.0
"""How long the last picture is shown [s]."""


class Trial(Protocol):
    """What is said of a film: see `vla.trials.Trial`."""

    @property
    def task(self) -> str: ...

    @property
    def seed(self) -> int: ...

    @property
    def setup(self) -> Setup: ...


class Reels:
    """What is needed to film some episodes of N worlds.

    Args:
        worlds: those of a batched environment (`vla.envs.worlds.Worlds`).
        wanted: successes, and failures, to keep.
    """

    def __init__(self, worlds: Any, wanted: int):
        self._worlds, self._wanted = worlds, wanted
        self._running: dict[int, list[Tensor]] = {}
        self._step = 0
        self.kept: dict[bool, dict[int, list[Tensor]]] = {True: {}, False: {}}
        """Success or failure -> number of the trial -> its states."""

    def begin(self, worlds: Sequence[int]) -> None:
        """New episodes begin in some worlds."""
        if self._full:
            return
        states = self._worlds.flat_states()
        for world in worlds:
            if world < MOST_WORLDS:
                self._running[world] = [states[world].cpu().clone()]

    def look(self) -> None:
        """A step was made in all worlds."""
        self._step += 1
        if self._step % EVERY or not self._running:
            return
        states = self._worlds.flat_states()[:MOST_WORLDS].cpu()
        for world, seen in self._running.items():
            seen.append(states[world].clone())

    def end(self, world: int, number: int, success: bool) -> None:
        """The episode of a world, which is trial `number`, is over."""
        seen = self._running.pop(world, None)
        if seen is None or len(self.kept[success]) >= self._wanted:
            return
        seen.append(self._worlds.flat_states()[world].cpu().clone())
        self.kept[success][number] = seen
        if self._full:
            self._running.clear()

    @property
    def _full(self) -> bool:
        return all(len(kept) >= self._wanted for kept in self.kept.values())


def develop(
    reels: Reels,
    env: Any,
    trials: Sequence[Trial],
    photograph: Callable[[Tensor], np.ndarray],
    folder: Path,
) -> list[Path]:
    """Write the films, when nothing runs any more; the words are in their names.

    Args:
        env: the batched environment in which the trials were played.
        photograph: takes pictures (N, H, W, 3) uint8 of the worlds of a mask (N,).
        folder: where they go.
    """
    first = torch.arange(env.num_envs, device=env.device) == 0
    others = [None] * (env.num_envs - 1)
    made = []
    for success, kept in reels.kept.items():
        for number, states in kept.items():
            trial = trials[number]
            setups = [trial.setup, *others]
            env.reset(seed=[trial.seed, *others], options={"reset_mask": first, "setups": setups})
            word = "success" if success else "failure"
            path = folder / f"{word}-{trial.task}-{trial.seed}-{slug(trial.setup.instruction)}.mp4"
            seconds = EVERY * env.worlds.control_dt
            height, width = photograph(first).shape[1:3]
            with Video(path, (width, height), round(1 / seconds)) as video:
                for index, state in enumerate(states):
                    env.worlds.restore(0, state)
                    video.add(photograph(first)[0], index * seconds)
                video.add(photograph(first)[0], len(states) * seconds + STAYS)
            made.append(path)
    return made
