"""Experts as policies: each world carries out the plan of its own episode with skills.

They know the true state of the worlds. Through `vla.rollout.rollout` they make demonstrations, N
worlds at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from vla.executor import Executor
from vla.protocols import Env, Skills
from vla.runner import Budget, EpisodeOver, PlanFailure, Runner, Ticks
from vla.task import Setup
from vla.trace import Trace

ATTEMPTS = 3
"""Times a plan is begun again after it has failed."""


class Expert:
    """A `vla.rollout.Policy` for worlds of which it knows everything.

    Args:
        env: the worlds; for a batched environment, its `worlds`.
        skills: of the same worlds.
        setup: what a world plays now.
    """

    def __init__(self, env: Env, skills: Skills, setup: Callable[[int], Setup]):
        self._env, self._skills, self._setup = env, skills, setup
        self._runs: dict[int, tuple[Runner, Ticks[None]]] = {}
        self._begun: set[int] = set()

    def reset(self, worlds: Tensor) -> None:
        """Begin the plans of the worlds of a mask (N,)."""
        for world in worlds.nonzero()[:, 0].tolist():
            self._skills.cancel(world)
            setup = self._setup(world)
            runner = Runner(
                self._env, self._skills, world, Trace(), Budget(), (), horizon=setup.horizon
            )
            self._runs[world] = runner, _carry_out(runner, setup)
            self._begun.add(world)

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """The next action of every world, (N, 1, A)."""
        for world in batch["worlds"].nonzero()[:, 0].tolist():
            if world not in self._runs:
                continue
            runner, ticks = self._runs[world]
            if world in self._begun:
                self._begun.discard(world)
            else:
                runner.observe(self._env.scene(world))
            if next(ticks, "over") == "over":
                self._skills.cancel(world)
                del self._runs[world]
        return torch.as_tensor(self._skills.actions())[:, None]


def _carry_out(runner: Runner, setup: Setup) -> Ticks[None]:
    """The plan, again if it fails; then nothing."""
    executor = Executor(runner)
    for attempt in range(ATTEMPTS):
        try:
            yield from executor.carry_out(setup.plan, attempt > 0)
            return
        except PlanFailure:
            continue
        except EpisodeOver:
            return
