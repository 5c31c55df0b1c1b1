"""Rollouts: a policy plays episodes in many worlds at once.

Episode e is the one that seed + e names, whoever plays it and in whichever world, so that a result
does not depend on how many worlds there are. A world that is done takes the next episode; when
none is left it stands still, which costs nothing on a CPU.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from vla.errors import UserError
from vla.features import DEPTH, IMAGES, SEGMENTATION, STATE
from vla.stats import wilson


class Policy(Protocol):
    """Observations and instructions in, action chunks out; method names are LeRobot's."""

    def reset(self, worlds: Tensor) -> None:
        """New episodes begin in the worlds of a mask (N,): forget what was there before."""
        ...

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """Actions (N, H, A) for the next H control steps of every world.

        Args:
            batch: see `policy_batch`, and `worlds` (N,) bool: those that need a chunk now. What
                is said of the others is ignored.
        """
        ...


class BatchEnv(Protocol):
    """N worlds that are reset one by one, as `vla.envs.vector.BatchedEnv` without autoreset."""

    num_envs: int
    device: torch.device

    @property
    def task_description(self) -> list[str]: ...

    def reset(
        self, *, seed: Sequence[int | None], options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]: ...

    def step(self, actions: Any) -> tuple[dict[str, Any], Any, Any, Any, dict[str, Any]]: ...


@dataclass(frozen=True)
class EpisodeResult:
    """How one episode went."""

    seed: int
    instruction: str
    success: bool
    steps: int
    """Control steps it took."""
    reward: float
    """Sum over the episode."""
    failure: int
    """Number of the forbidden condition that came true, -1 for none."""
    fault: int
    """Bit mask of what was wrong with the simulation, 0 for nothing."""


@dataclass(frozen=True)
class Timings:
    """Seconds of wall time."""

    policy: float
    env: float
    total: float


@dataclass(frozen=True)
class Rollout:
    """All episodes, in order, and what they cost."""

    episodes: tuple[EpisodeResult, ...]
    timings: Timings

    @property
    def successes(self) -> int:
        """How many succeeded."""
        return sum(episode.success for episode in self.episodes)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the success rate (Wilson)."""
        return wilson(self.successes, len(self.episodes))

    @property
    def steps(self) -> int:
        """Control steps of all episodes."""
        return sum(episode.steps for episode in self.episodes)


def rollout(
    policy: Policy,
    env: BatchEnv,
    episodes: int | Sequence[int],
    seed: int = 0,
    n_action_steps: int = 1,
    on_episode: Callable[[EpisodeResult], None] = lambda episode: None,
) -> Rollout:
    """Let a policy play episodes, `seed`, `seed + 1`, ... or any others.

    Args:
        env: with its autoreset disabled.
        episodes: how many, or the seed of each.
        seed: of the first, where they are not given.
        n_action_steps: actions of every chunk that are carried out before the next is asked for.
        on_episode: told of every episode when it ends, in the order in which they do.

    Raises:
        UserError: fewer than one episode, an environment that resets by itself, or chunks that
            are shorter than `n_action_steps`.
    """
    mode = getattr(getattr(env, "autoreset_mode", None), "value", "Disabled")
    if mode != "Disabled":
        raise UserError(
            f"rollout resets the worlds itself: autoreset_mode={mode!r} must be Disabled."
        )
    seeds = list(range(seed, seed + episodes)) if isinstance(episodes, int) else list(episodes)
    if not seeds or n_action_steps < 1:
        raise UserError(f"episodes={episodes}, n_action_steps={n_action_steps}: 1 is the least.")
    began, in_policy, in_env = time.perf_counter(), 0.0, 0.0
    count, device = env.num_envs, env.device
    playing = [number if number < len(seeds) else -1 for number in range(count)]
    following = min(count, len(seeds))
    running = torch.tensor([number >= 0 for number in playing], device=device)
    mask = running if getattr(env, "obs_type", "torch") == "torch" else running.cpu().numpy()
    first = [None if number < 0 else seeds[number] for number in playing]
    observation, _ = env.reset(seed=first, options={"reset_mask": mask})
    policy.reset(running)
    tasks = env.task_description
    chunks: Tensor | None = None
    used = torch.full((count,), n_action_steps, device=device)
    steps = torch.zeros(count, dtype=torch.long, device=device)
    total = torch.zeros(count, device=device)
    done: dict[int, EpisodeResult] = {}
    while len(done) < len(seeds):
        asking = running & (used >= n_action_steps)
        if bool(asking.any()):
            start = time.perf_counter()
            batch = {**policy_batch(observation, tasks, device), "worlds": asking}
            fresh = policy.predict_action_chunk(batch).to(device)
            chunks = _accepted(fresh, chunks, asking, n_action_steps)
            used = torch.where(asking, torch.zeros_like(used), used)
            in_policy += time.perf_counter() - start
        assert chunks is not None
        each = torch.arange(count, device=device)
        actions = chunks[each, used.clamp_max(n_action_steps - 1)]
        start = time.perf_counter()
        after, reward, terminated, truncated, infos = env.step(actions)
        in_env += time.perf_counter() - start
        reward, success, failure, fault = (
            torch.as_tensor(value, device=device)
            for value in (reward, infos["is_success"], infos["failure"], infos["fault"])
        )
        flags = (torch.as_tensor(value, device=device) for value in (terminated, truncated))
        ended = running & torch.stack(tuple(flags)).any(0)
        total = total + reward * running
        steps, used = steps + running, used + running
        observation = after
        if not bool(ended.any()):
            continue
        again = torch.zeros_like(ended)
        begun: list[int | None] = [None] * count
        for world in ended.nonzero()[:, 0].tolist():
            done[playing[world]] = EpisodeResult(
                seeds[playing[world]], tasks[world], bool(success[world]), int(steps[world]),
                float(total[world]), int(failure[world]), int(fault[world]),
            )  # fmt: skip
            on_episode(done[playing[world]])
            playing[world] = -1
            if following < len(seeds):
                playing[world], begun[world] = following, seeds[following]
                following += 1
                again[world] = True
        running = running & ~ended | again
        if bool(again.any()):
            start = time.perf_counter()
            mask = again if isinstance(observation["agent_pos"], Tensor) else again.cpu().numpy()
            observation, _ = env.reset(seed=begun, options={"reset_mask": mask})
            in_env += time.perf_counter() - start
            policy.reset(again)
            tasks = env.task_description
            used = torch.where(again, torch.full_like(used, n_action_steps), used)
            steps, total = steps * ~again, total * ~again
    timings = Timings(in_policy, in_env, time.perf_counter() - began)
    return Rollout(tuple(done[number] for number in sorted(done)), timings)


def policy_batch(
    observation: Mapping[str, Any], tasks: Sequence[str], device: torch.device
) -> dict[str, Any]:
    """An environment's observation under the names that datasets and policies use (LeRobot's).

    `agent_pos` becomes `observation.state`, `pixels` `observation.images.<camera>`, (N, 3, H, W)
    float32 in [0, 1], `environment_state` `observation.environment_state`; `task` are the words.
    """
    batch: dict[str, Any] = {"task": list(tasks)}
    for name, value in lerobot_names(observation).items():
        there = torch.as_tensor(value, device=device)
        batch[name] = there.movedim(-1, 1).float() / 255.0 if name.startswith(IMAGES) else there
    return batch


def lerobot_names(observation: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an environment's observation under LeRobot's names, as they are."""
    found = {}
    prefixes = {"pixels": IMAGES, "depth": DEPTH, "segmentation": SEGMENTATION}
    for name, value in observation.items():
        if name in prefixes:
            found |= {f"{prefixes[name]}{camera}": taken for camera, taken in value.items()}
        else:
            found[STATE if name == "agent_pos" else f"observation.{name}"] = value
    return found


def _accepted(fresh: Tensor, chunks: Tensor | None, asking: Tensor, steps: int) -> Tensor:
    """The chunks in use, with those of the worlds that asked renewed."""
    if fresh.dim() != 3 or fresh.shape[1] < steps:
        raise UserError(
            f"The policy gave chunks of shape {tuple(fresh.shape)}; n_action_steps={steps} needs"
            f" (N, at least {steps}, A)."
        )
    fresh = fresh[:, :steps]
    return fresh if chunks is None else torch.where(asking[:, None, None], fresh, chunks)
