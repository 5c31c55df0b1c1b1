"""Replays: recorded actions, carried out again open loop, and recorded states, gone on from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla import compose
from vla.errors import UserError
from vla.features import ACTION, EXECUTED, SIMULATOR
from vla.rollout import rollout
from vla.spoken import spoken_task


def replay(
    dataset: Any,
    episodes: Sequence[int],
    worlds: int = 16,
    on_episode: Callable[[], None] = lambda: None,
) -> list[bool]:
    """Whether each of some episodes succeeds again when its actions are carried out open loop.

    Raises:
        UserError: the dataset does not say in which worlds it was recorded, or they are others
            now.
    """
    again: dict[int, bool] = {}
    for (task, _), numbers in _rounds(dataset, episodes).items():
        env = remade(dataset, task, min(worlds, len(numbers)), cameras=())
        try:
            by_seed = {dataset.episodes[number].seed: number for number in numbers}
            policy = Playback(
                lambda seed, known=by_seed: executed(dataset, known[seed]),
                lambda world, env=env: int(env.episodes.seeds[world]),
                env.num_envs,
                env.worlds.action_spec.dim,
            )
            played = rollout(policy, env, list(by_seed), on_episode=lambda _: on_episode())
            for result in played.episodes:
                again[by_seed[result.seed]] = result.success
        finally:
            env.close()
    return [again[number] for number in episodes]


def remade(dataset: Any, task: str, worlds: int, **changed: Any) -> Any:
    """N worlds like those in which a dataset's episodes of a task were recorded.

    Raises:
        UserError: the dataset does not say, or the scene is another one now.
    """
    known = dict(dataset.schema.environment)
    if not known:
        raise UserError(
            f"{dataset.url} does not say in which worlds it was recorded, so it cannot be replayed."
        )
    scene, digest, said = known.pop("scene"), known.pop("model"), known.pop("plan", None)
    chosen = spoken_task(said) if said is not None else compose.tasks(task)[0]
    env = compose.batch([chosen], worlds, **{**known, **changed})
    if env.worlds.model_digest != digest:
        env.close()
        raise UserError(
            f"{dataset.url} was recorded in another version of scene '{scene}' (model {digest},"
            f" here {env.worlds.model_digest}): its actions mean something else now. It was made"
            f" by commit {dataset.schema.provenance.get('commit', 'unknown')}."
        )
    return env


def executed(dataset: Any, number: int) -> Tensor:
    """The actions (T, A) that were carried out in an episode."""
    key = EXECUTED if EXECUTED in dataset.schema.features else ACTION
    first = int(dataset.offsets[number])
    rows = np.arange(first, first + dataset.episodes[number].length)
    return torch.from_numpy(dataset.read(key, rows))


def restore(dataset: Any, number: int, step: int, env: Any, world: int) -> None:
    """Put one world of `remade` worlds where an episode was at one of its steps.

    Raises:
        UserError: the dataset holds no states, or the episode has no seed.
    """
    entry = dataset.entry(number)
    if SIMULATOR not in dataset.schema.features or entry.seed is None:
        raise UserError(f"{dataset.url}: episode {number} holds no states of the simulator.")
    if not 0 <= step < entry.rows:
        raise UserError(f"Episode {number} has no step {step}: it has {entry.rows}, from 0 on.")
    mask = torch.zeros(env.num_envs, dtype=torch.bool, device=env.device)
    mask[world] = True
    seeds = [entry.seed if i == world else None for i in range(env.num_envs)]
    env.reset(seed=seeds, options={"reset_mask": mask})
    row = np.array([int(dataset.offsets[number]) + step])
    env.worlds.restore(world, torch.from_numpy(dataset.read(SIMULATOR, row)[0]))


def _rounds(dataset: Any, episodes: Sequence[int]) -> dict[tuple[str, int], list[int]]:
    """Episodes by task and by how often their seed came before, so that it names one of them."""
    found: dict[tuple[str, int], list[int]] = {}
    seen: Counter[tuple[str, int]] = Counter()
    for number in episodes:
        entry = dataset.entry(number)
        if entry.seed is None:
            raise UserError(f"{dataset.url}: episode {number} has no seed, so it cannot be begun.")
        found.setdefault((entry.task, seen[entry.task, entry.seed]), []).append(number)
        seen[entry.task, entry.seed] += 1
    return found


class Playback:
    """A `vla.rollout.Policy` that repeats recorded actions, whatever it sees.

    Args:
        actions: seed -> the actions (T, A) of its episode.
        seed_of: the seed of the episode that a world plays now.
        num_worlds, dim: N and A.
    """

    def __init__(
        self,
        actions: Callable[[int], Tensor],
        seed_of: Callable[[int], int],
        num_worlds: int,
        dim: int,
    ):
        self._actions, self._seed_of = actions, seed_of
        self._tapes: dict[int, Tensor] = {}
        self._next = [0] * num_worlds
        self._dim = dim

    def reset(self, worlds: Tensor) -> None:
        """Begin the tapes of the worlds of a mask (N,)."""
        for world in worlds.nonzero()[:, 0].tolist():
            self._tapes[world] = self._actions(self._seed_of(world))
            self._next[world] = 0

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """The next recorded action of every world, (N, 1, A); the last one when there is none."""
        out = torch.zeros(len(self._next), 1, self._dim)
        for world in batch["worlds"].nonzero()[:, 0].tolist():
            tape = self._tapes[world]
            out[world, 0] = tape[min(self._next[world], len(tape) - 1)]
            self._next[world] += 1
        return out
