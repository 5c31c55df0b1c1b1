"""Collection: a policy plays episodes in many worlds at once, and what succeeds is kept."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from vla.episode import Episode
from vla.errors import UserError
from vla.oversight import Operator
from vla.recording import Recorder
from vla.rollout import Policy, policy_batch, rollout
from vla.stats import wilson

TRIES = 3
"""Episodes tried at most for every one that is wanted; then the policy cannot do it."""
WAITING = 2
"""Episodes per world that may wait to be written; simulation pauses above it."""


class EpisodeStore(Protocol):
    """Takes episodes one by one, as `vla.datasets.writer.Writer`."""

    def append(self, episode: Episode) -> Any:
        """Keep an episode; when this returns, it is safe."""
        ...


@dataclass(frozen=True)
class Collected:
    """What came of a collection."""

    kept: int
    tried: int
    successes: int
    steps: int
    """Of the episodes kept."""
    seconds: float
    """Wall time."""
    policy_seconds: float
    physics_seconds: float
    picture_seconds: float
    """Of the environment's time, spent on pictures."""
    writing_seconds: float
    """Encoding and writing, in a thread of its own beside the rest."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the success rate (Wilson)."""
        return wilson(self.successes, self.tried)


class Collector:
    """Plays and keeps episodes.

    Args:
        env: N worlds without autoreset (`vla.envs.vector.BatchedEnv`).
        store: where episodes go; they are written by a thread of their own.
        source: who acts, for the record.
        failures: keep those that fail, too, labelled.
        options: of `vla.recording.Recorder`: `noise`, `states`, `overseer`.
    """

    def __init__(
        self, env: Any, store: EpisodeStore, source: str, failures: bool = False, **options: Any
    ):
        self._env, self._store, self._failures = env, store, failures
        self._recorder = Recorder(env, self._hear, source, **options)
        self._pending: deque[Future[None]] = deque()
        self._writer = ThreadPoolExecutor(1, "writer")
        self._kept = self._tried = self._successes = self._steps = 0
        self._writing = self._policy_time = self._env_time = 0.0
        self._on_episode: Callable[[Episode, bool], None] = lambda episode, kept: None

    def collect(
        self,
        policy: Policy,
        episodes: int,
        seeds: Iterator[int],
        on_episode: Callable[[Episode, bool], None] = lambda episode, kept: None,
    ) -> Collected:
        """Play until so many episodes are kept; the seeds of those that fail are replaced.

        Args:
            on_episode: told of every episode and whether it is kept.

        Raises:
            UserError: too few succeed (the episodes kept so far are safe), or they cannot be
                written.
        """
        self._on_episode = on_episode
        began = time.perf_counter()
        try:
            while self._kept < episodes:
                if self._tried >= TRIES * episodes + self._env.num_envs:
                    raise UserError(
                        f"Only {self._successes} of {self._tried} episodes succeeded,"
                        f" {episodes} were wanted; they are kept. Make it easier,"
                        " or keep failures too: failures=keep."
                    )
                chosen = list(itertools.islice(seeds, episodes - self._kept))
                played = rollout(policy, self._recorder, chosen)
                self._policy_time += played.timings.policy
                self._env_time += played.timings.env
        finally:
            self._recorder.discard()
            self._settle(0)
        return self.summary(time.perf_counter() - began)

    def collect_by_hand(
        self,
        operator: Operator,
        episodes: int,
        seeds: Iterator[int],
        on_episode: Callable[[Episode, bool], None] = lambda episode, kept: None,
        on_begin: Callable[[str], None] = lambda instruction: None,
    ) -> Collected:
        """Let somebody play in one world until so many episodes are kept, or they have enough.

        An episode that succeeds is kept; so is one that they save. One that they discard, or that
        fails, is played again.

        Args:
            on_begin: told what is to be done, at the beginning of every episode.
        """
        self._on_episode = on_episode
        began = time.perf_counter()
        everywhere = torch.ones(1, dtype=torch.bool)
        device = self._recorder.device
        wanted = True
        try:
            while wanted and self._kept < episodes:
                seed, kept = next(seeds), self._kept
                while wanted and self._kept == kept:
                    wanted = self._play(operator, seed, everywhere, device, on_begin)
        finally:
            self._recorder.discard()
            self._settle(0)
        return self.summary(time.perf_counter() - began)

    def _play(
        self,
        operator: Operator,
        seed: int,
        everywhere: torch.Tensor,
        device: torch.device,
        on_begin: Callable[[str], None],
    ) -> bool:
        """One episode by hand; whether there is to be another."""
        observation, _ = self._recorder.reset(seed=[seed])
        operator.reset(everywhere)
        tasks = self._recorder.task_description
        on_begin(tasks[0])
        while True:
            batch = {**policy_batch(observation, tasks, device), "worlds": everywhere}
            action = operator.predict_action_chunk(batch)[:, 0]
            event = operator.take_event()
            if event in ("discard", "quit"):
                self._recorder.discard()
                return event != "quit"
            observation, _, terminated, truncated, _ = self._recorder.step(action)
            if event == "save":
                self._recorder.cut(0)
                return True
            if bool(terminated[0]) or bool(truncated[0]):
                return True

    def summary(self, seconds: float) -> Collected:
        """What has come of it so far."""
        pictures = self._env.picture_seconds
        return Collected(
            self._kept, self._tried, self._successes, self._steps, seconds, self._policy_time,
            max(0.0, self._env_time - pictures), pictures, self._writing,
        )  # fmt: skip

    def close(self) -> None:
        """Write what waits. Safe to call twice."""
        self._settle(0)
        self._writer.shutdown()

    def _hear(self, episode: Episode) -> None:
        self._tried += 1
        self._successes += bool(episode.success)
        keep = self._failures or episode.success is not False  # saved by hand: nobody judged it
        if keep:
            self._kept += 1
            self._steps += episode.length
            self._settle(WAITING * self._env.num_envs)
            self._pending.append(self._writer.submit(self._write, episode))
        self._on_episode(episode, keep)

    def _write(self, episode: Episode) -> None:
        began = time.perf_counter()
        self._store.append(episode)
        self._writing += time.perf_counter() - began

    def _settle(self, waiting: int) -> None:
        """Wait until at most so many episodes wait to be written; raises what went wrong."""
        while len(self._pending) > waiting:
            self._pending.popleft().result()
