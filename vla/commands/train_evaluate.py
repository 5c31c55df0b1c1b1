"""Evaluation while a policy is trained: episodes in worlds like those that were recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.commands.eval import eyes
from vla.commands.train_data import Source
from vla.errors import UserError
from vla.glances import Glances
from vla.replay import remade, replay
from vla.rollout import EpisodeResult, rollout
from vla.stats import wilson

FIRST_SEED = 1_000_000
"""Of the episodes of an evaluation: neither in demonstrations, which begin at 0, nor in the trials
of `vla eval`, which begin at 100,000."""
REPLAYED = 10
"""Demonstrations that are carried out again before training."""
ENOUGH = 0.8
"""Share of them that has to succeed again."""
SHOWN = 4
"""Episodes of which pictures are kept."""
STILLS = 8
"""Pictures of an episode that are shown."""


@dataclass(frozen=True)
class Strip:
    """Some pictures of one episode, as the policy saw them."""

    result: EpisodeResult
    pictures: tuple[np.ndarray, ...]
    """(H, W, 3) uint8 each."""


@dataclass(frozen=True)
class Evaluation:
    """How a policy did."""

    episodes: tuple[EpisodeResult, ...]
    tasks: Mapping[str, tuple[int, int]]
    """Task -> successes and episodes."""
    strips: tuple[Strip, ...]

    @property
    def successes(self) -> int:
        """How many succeeded."""
        return sum(episode.success for episode in self.episodes)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the success rate (Wilson)."""
        return wilson(self.successes, len(self.episodes))

    @property
    def summary(self) -> str:
        """In words."""
        low, high = self.interval
        return f"{self.successes} of {len(self.episodes)} episodes succeed ({low:.0%} - {high:.0%})"


class Simulation:
    """Worlds like those that are learned from, one set per task, built when they are needed.

    Args:
        data: sources that do not say where they were recorded take no part.
        worlds: at most, that run at once.
        device: of the policy; worlds that were recorded on a GPU need one.
    """

    def __init__(self, data: Sequence[Source], worlds: int, device: torch.device):
        self._worlds, self._device = worlds, device
        self._where: dict[str, Any] = {}
        for source in data:
            if source.dataset.schema.environment:
                for task in source.tasks():
                    self._where.setdefault(task, source.dataset)
        self._envs: dict[str, tuple[Any, Any]] = {}

    @property
    def tasks(self) -> tuple[str, ...]:
        """What can be played; nothing, where the data come from elsewhere."""
        return tuple(sorted(self._where))

    def build(self, spec: Any, episodes: int) -> None:
        """Make the worlds now, for a policy of this spec and so many episodes of every task.

        Raises:
            UserError: they show something else than the policy was made for, or are others than
                those that were recorded.
        """
        for task in self.tasks:
            self._env(task, spec, min(self._worlds, episodes))

    def evaluate(
        self,
        policy: Any,
        episodes: int,
        on_episode: Callable[[EpisodeResult], None] = lambda episode: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Evaluation:
        """Let a policy play so many episodes of every task.

        Raises:
            UserError: see `build`.
            KeyboardInterrupt: `stop` said so.
        """
        from vla.policies.engine import Engine
        from vla.policies.predictor import Predictor

        results: list[EpisodeResult] = []
        strips: list[Strip] = []
        tasks = {}
        for task in self.tasks:
            env, photograph = self._env(task, policy.spec, min(self._worlds, episodes))
            room = max(1, SHOWN // len(self.tasks))
            watched = Watched(Engine(Predictor(policy)), policy.spec.cameras, room, stop)
            glancing = Glances(watched, photograph)
            played = rollout(glancing, env, episodes, FIRST_SEED, on_episode=on_episode)
            results += played.episodes
            tasks[task] = played.successes, len(played.episodes)
            for world, pictures in enumerate(watched.pictures[:episodes]):
                if pictures:  # world i begins with episode i
                    strips.append(Strip(played.episodes[world], _spread(pictures)))
        return Evaluation(tuple(results), tasks, tuple(strips))

    def _env(self, task: str, spec: Any, worlds: int) -> tuple[Any, Any]:
        """The worlds of a task, without cameras, and who takes their pictures."""
        if task not in self._envs:
            dataset = self._where[task]
            options = {"device": "cpu"} if self._device.type == "cpu" else {}
            env = remade(dataset, task, worlds, cameras=(), **options)
            features, photograph = eyes(env, spec.features)
            lines = spec.differences(features, env.worlds.action_spec, "the worlds")
            if lines:
                env.close()
                raise UserError(f"The policy does not fit the worlds: {'; '.join(lines)}.")
            self._envs[task] = env, photograph
        return self._envs[task]

    def close(self) -> None:
        """Let go of the worlds. Safe to call twice."""
        while self._envs:
            self._envs.popitem()[1][0].close()


class Watched:
    """A policy that is looked over the shoulder: what it saw in the first episode of some worlds.

    Args:
        policy: asked at every control step.
        keys: of its cameras; the first one's pictures are kept.
        worlds: how many are watched.
        stop: whether to give up.
    """

    def __init__(self, policy: Any, keys: Sequence[str], worlds: int, stop: Callable[[], bool]):
        self._policy, self._key, self._stop = policy, keys[0] if keys else "", stop
        self._over: Tensor | None = None  # (N,) worlds whose first episode has ended
        self.pictures: list[list[np.ndarray]] = [[] for _ in range(worlds)]
        """World by world, (H, W, 3) uint8."""

    def reset(self, worlds: Tensor) -> None:
        """New episodes; only the first of every world is watched."""
        self._over = torch.zeros_like(worlds) if self._over is None else self._over | worlds
        self._policy.reset(worlds)

    def looks(self, worlds: Tensor) -> Tensor:
        """Those of a mask (N,) in which the policy looks now."""
        return self._policy.looks(worlds)

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """What the policy says."""
        if self._stop():
            raise KeyboardInterrupt
        if self._key in batch and self._over is not None:
            now = (self.looks(batch["worlds"]) & ~self._over)[: len(self.pictures)]
            for world in now.nonzero()[:, 0].tolist():
                picture = (255 * batch[self._key][world]).round().byte().movedim(0, -1)
                self.pictures[world].append(picture.cpu().numpy())
        return self._policy.predict_action_chunk(batch)


def check_replay(
    dataset: Any, episodes: np.ndarray, on_episode: Callable[[], None] = lambda: None
) -> str:
    """Carry out some demonstrations again; a policy cannot do better than what it learns from.

    Args:
        episodes: numbers of those to choose from.

    Returns:
        What was found; also why nothing could be, where the data come from elsewhere.

    Raises:
        UserError: too few succeed again, or the worlds are others now.
    """
    url, leave_out = dataset.url, "To train all the same: check_replay=false"
    blind = "so it is not known whether what is learned from works here"
    if not dataset.schema.environment:
        return f"note: {url} does not say in which worlds it was recorded, {blind}"
    known = [n for n in episodes.tolist() if dataset.episodes[n].seed is not None]
    succeeded = [n for n in known if dataset.episodes[n].success]
    if not succeeded:
        return f"note: {url} has no episode with a seed that succeeded, {blind}"
    places = np.unique(np.linspace(0, len(succeeded) - 1, REPLAYED).astype(int))
    numbers = [succeeded[place] for place in places]
    try:
        again = replay(dataset, numbers, on_episode=on_episode)
    except UserError as error:
        raise UserError(f"{error} {leave_out}") from None
    if sum(again) < ENOUGH * len(again):
        failed = [number for number, good in zip(numbers, again, strict=True) if not good]
        raise UserError(
            f"Of {len(numbers)} demonstrations of {url} that succeeded, {sum(again)} do so again"
            " when their recorded actions are carried out: a policy that imitates them would not"
            f" succeed either. These fail: episodes {', '.join(map(str, failed))}. Look at all of"
            f" them: vla data replay {url}. {leave_out}"
        )
    return f"{sum(again)} of {len(again)} demonstrations of {url} succeed again when replayed"


def _spread(pictures: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """At most `STILLS`, from the first to the last."""
    chosen = np.unique(np.linspace(0, len(pictures) - 1, STILLS).astype(int))
    return tuple(pictures[place] for place in chosen)
