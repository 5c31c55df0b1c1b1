"""Trials: episodes that are fixed beforehand, so that several policies can be measured on them.

Trial (task, seed) begins in the scene and with the words that the seed draws from the task,
whoever plays it, in whichever world and beside whatever other trials. In a wrong-instruction test
the scene stays and the words ask for something else that makes sense in it: a policy that does
what it always did there, instead of what it is told, is found out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from vla.evaluate import judge
from vla.features import Features
from vla.reels import Reels
from vla.rollout import BatchEnv, EpisodeResult, Policy, Timings, rollout
from vla.task import Rewordable, Setup, Task

_WORDS = 0x776F7264
"""Keeps the draws of other words apart from those of scenes."""
MOST_SKIPPED = 50
"""Seeds in a row without other words after which a family is given up."""


@dataclass(frozen=True)
class Trial:
    """One episode to be played."""

    task: str
    seed: int
    setup: Setup
    reworded: bool = False
    """The first forbidden condition is the goal of the words that are not said."""


@dataclass(frozen=True)
class Outcome:
    """How a trial went."""

    task: str
    seed: int
    instruction: str
    success: bool
    """The goal held for half a second, and with that the episode ended."""
    ever: bool
    """The goal was reached, if only for a moment."""
    did_other: bool
    """What was done is what was not said, in a wrong-instruction test."""
    steps: int
    """Control steps."""
    failure: str
    """The forbidden condition that came true, or `timeout`, or `fault`; empty for a success."""
    clearance: float | None = None
    """Least distance [m] of the robot, with what it holds, to what the setup watches; `None` if it
    watches nothing, or nobody measured."""


@dataclass(frozen=True)
class Played:
    """All outcomes, in the order of the trials, and what they cost."""

    outcomes: tuple[Outcome, ...]
    timings: Timings


def draw_trials(task: Task, episodes: int, seed: int) -> list[Trial]:
    """The episodes that `seed`, `seed + 1`, ... name."""
    numbers = range(seed, seed + episodes)
    return [Trial(task.name, number, _drawn(task, number)) for number in numbers]


def draw_reworded(task: Task, episodes: int, seed: int) -> list[Trial]:
    """Wrong-instruction trials; seeds in whose scenes nothing else makes sense are passed over.

    None at all for a family that cannot ask for something else.
    """
    if not isinstance(task, Rewordable):
        return []
    found: list[Trial] = []
    skipped = 0
    while len(found) < episodes and skipped < MOST_SKIPPED:
        setup = other_words(task, _drawn(task, seed), seed)
        if setup is None:
            skipped += 1
        else:
            found.append(Trial(task.name, seed, setup, reworded=True))
            skipped = 0
        seed += 1
    return found


def other_words(task: Rewordable, setup: Setup, seed: int) -> Setup | None:
    """The same scene with another instruction; the episode fails when the former goal is reached.

    Otherwise it fails where both instructions forbid what happens: whoever follows the former one
    shall get the time to do so.
    """
    other = task.reworded(setup, np.random.default_rng([seed, _WORDS]))
    if other is None or judge(other.goal, other.scene).truth is True:
        return None
    both = tuple(condition for condition in other.never if condition in setup.never)
    return replace(other, never=(setup.goal, *both))


class TrialWorlds(BatchEnv):
    """A `vla.rollout.BatchEnv` whose seeds are numbers of trials.

    Args:
        env: N worlds without autoreset (`vla.envs.vector.BatchedEnv`) of the trials' scene.
        trials: what is played.
        features: what a policy sees of these worlds.
        reels: keep what films are made of.
        measured: how near the robot comes to what setups watch is measured in every step, which
            is dear on a GPU.
    """

    def __init__(
        self,
        env: Any,
        trials: Sequence[Trial],
        features: Features | None = None,
        reels: Reels | None = None,
        measured: bool = False,
    ):
        self.env, self.trials, self.reels = env, trials, reels
        self._measured = measured
        self.num_envs, self.device = env.num_envs, env.device
        self.autoreset_mode, self.obs_type = env.autoreset_mode, env.obs_type
        self.features = env.features if features is None else features
        self._playing: list[int | None] = [None] * self.num_envs
        self._ever = torch.zeros(self.num_envs, dtype=torch.bool, device=self.device)
        self._nearest = [math.inf] * self.num_envs
        self._ended: dict[int, tuple[bool, str, float | None]] = {}

    @property
    def task_description(self) -> list[str]:
        """What the robot is asked to do in every world."""
        return self.env.task_description

    def reset(
        self, *, seed: Sequence[int | None], options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin trials in the worlds of `reset_mask`; `seed` holds their numbers."""
        chosen = [None if number is None else self.trials[number] for number in seed]
        result = self.env.reset(
            seed=[None if trial is None else trial.seed for trial in chosen],
            options={**(options or {}), "setups": [trial and trial.setup for trial in chosen]},
        )
        for world, number in enumerate(seed):
            if number is not None:
                self._playing[world], self._ever[world] = number, False
                self._nearest[world] = math.inf
        if self.reels is not None:
            self.reels.begin([world for world, number in enumerate(seed) if number is not None])
        return result

    def step(self, actions: Any) -> tuple[dict[str, Any], Any, Any, Any, dict[str, Any]]:
        """One control step."""
        result = self.env.step(actions)
        _, _, terminated, truncated, infos = result
        self._ever |= infos["goal"]
        if self._measured:
            self._measure()
        if self.reels is not None:
            self.reels.look()
        ended = terminated | truncated
        for world in ended.nonzero()[:, 0].tolist() if bool(ended.any()) else ():
            number = self._playing[world]
            if number is None:
                continue
            self._playing[world] = None
            nearest = self._nearest[world]
            self._ended[number] = (
                bool(self._ever[world]),
                self.env.failure_text(world) or "",
                nearest if math.isfinite(nearest) else None,
            )
            if self.reels is not None:
                self.reels.end(world, number, bool(infos["is_success"][world]))
        return result

    def outcome(self, result: EpisodeResult) -> Outcome:
        """The outcome of an episode that has ended; its seed is a trial's number."""
        trial, (ever, failure, nearest) = self.trials[result.seed], self._ended[result.seed]
        other = trial.reworded and result.failure == 0
        why = failure or ("fault" if result.fault else "timeout")
        return Outcome(
            trial.task,
            trial.seed,
            result.instruction,
            result.success,
            ever,
            other,
            result.steps,
            "" if result.success else f"not said: {why}" if other else why,
            nearest,
        )

    def _measure(self) -> None:
        """How near the robot is to what is watched, in the worlds that play."""
        for world, number in enumerate(self._playing):
            if number is not None and self.trials[number].setup.watch:
                gaps = self.env.worlds.scene(world).clearance.values()
                self._nearest[world] = min(self._nearest[world], *gaps)


def play(
    policy: Policy,
    worlds: TrialWorlds,
    n_action_steps: int = 1,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> Played:
    """Let a policy play all trials; see `vla.rollout.rollout`.

    Args:
        on_outcome: told of every outcome when the trial ends, in the order in which they do.
    """
    numbers = range(len(worlds.trials))
    heard: dict[int, Outcome] = {}

    def hear(result: EpisodeResult) -> None:
        heard[result.seed] = worlds.outcome(result)
        on_outcome(heard[result.seed])

    done = rollout(policy, worlds, numbers, n_action_steps=n_action_steps, on_episode=hear)
    return Played(tuple(heard[number] for number in numbers), done.timings)


def _drawn(task: Task, seed: int) -> Setup:
    """What a seed names; as an environment that plays the task draws it."""
    return task.sample(np.random.default_rng(seed))
