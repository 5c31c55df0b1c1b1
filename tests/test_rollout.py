"""Rollouts: experts and other policies in batches, chunks, freezing, what is reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gymnasium as gym
import pytest
import torch
from torch import Tensor

from vla.envs.registration import register_environments
from vla.envs.vector import BatchedEnv
from vla.errors import UserError
from vla.expert import Expert
from vla.planners.skills import SkillSet
from vla.rollout import rollout

register_environments()


def batch(num_envs: int, **options: Any) -> BatchedEnv:
    usual: dict[str, Any] = {"autoreset_mode": "Disabled", "cameras": (), "setups": 1}
    env = gym.make_vec("vla/AttributePickPlace-v0", num_envs=num_envs, **{**usual, **options})
    assert isinstance(env, BatchedEnv)
    return env


def expert(env: BatchedEnv) -> Expert:
    return Expert(env.worlds, SkillSet(env.worlds), env.episodes.setup)


class Still:
    """Does nothing, in chunks of eight, and remembers when it was asked."""

    def __init__(self, env: BatchedEnv):
        self.count, self.asked = env.num_envs, 0
        self.batch: Mapping[str, Any] = {}

    def reset(self, worlds: Tensor) -> None:
        pass

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        self.asked += 1
        self.batch = batch
        chunk = torch.zeros((self.count, 8, 7))
        chunk[:, :, 0] = torch.arange(8) / 8
        return chunk


def watch(env: BatchedEnv, listener: Callable[[Tensor], None]) -> None:
    """Tell somebody of the actions of every step, after it."""
    step = env.step

    def heard(actions: Tensor) -> Any:
        result = step(actions)
        listener(actions)
        return result

    env.step = heard  # type: ignore[method-assign]


@pytest.mark.parametrize("action_mode", ["ee_delta", "joint"])
def test_experts_succeed_in_batches(action_mode: str) -> None:
    env = batch(4, action_mode=action_mode)
    result = rollout(expert(env), env, episodes=6, seed=3)
    assert [episode.seed for episode in result.episodes] == [3, 4, 5, 6, 7, 8]
    assert result.successes == 6
    assert all(episode.reward == 1.0 for episode in result.episodes)
    assert result.timings.total >= result.timings.env + result.timings.policy > 0


def test_a_result_does_not_depend_on_the_number_of_worlds() -> None:
    first, second = (
        rollout(expert(env), env, episodes=5, seed=0).episodes for env in (batch(2), batch(3))
    )
    assert first == second


def test_chunks_are_carried_out() -> None:
    env = batch(2)
    policy, taken = Still(env), []
    watch(env, lambda actions: taken.append(actions[0, 0].item()))
    result = rollout(policy, env, episodes=2, n_action_steps=4)
    steps = max(episode.steps for episode in result.episodes)
    assert taken[:8] == [0, 0.125, 0.25, 0.375] * 2
    assert policy.asked == -(-steps // 4)
    assert policy.batch["observation.state"].shape == (2, 17)
    assert len(policy.batch["task"]) == 2
    assert result.successes == 0


def test_fewer_episodes_than_worlds() -> None:
    env, alone = batch(3), batch(1)
    before = env.worlds.engine.qpos[2].clone()
    result = rollout(expert(env), env, episodes=2, seed=4)
    assert torch.equal(env.worlds.engine.qpos[2], before), "it never began"
    assert env.task_description[2] == ""
    assert result.episodes == rollout(expert(alone), alone, [4, 5]).episodes


def test_worlds_without_an_episode_stand_still() -> None:
    env = batch(3)
    moved: list[Tensor] = []
    running: list[Tensor] = []

    def note(actions: Tensor) -> None:
        running.append(env.worlds.active.clone())
        if not bool(running[-1][0]):
            moved.append(env.worlds.engine.qpos[0].clone())

    watch(env, note)
    rollout(expert(env), env, episodes=3)
    assert moved
    assert all(torch.equal(moved[0], other) for other in moved)
    assert bool(running[0].all())


def test_pictures_reach_the_policy_as_it_expects_them() -> None:
    env = batch(1, cameras=("front",), image_size=32)
    policy = Still(env)
    rollout(policy, env, episodes=1, n_action_steps=8)
    pixels = policy.batch["observation.images.front"]
    assert pixels.shape == (1, 3, 32, 32)
    assert 0.05 < float(pixels.mean()) < 0.95


def test_bad_input_is_refused() -> None:
    env = batch(2)
    with pytest.raises(UserError, match="at least 9"):
        rollout(Still(env), env, episodes=1, n_action_steps=9)
    with pytest.raises(UserError, match="episodes=0"):
        rollout(Still(env), env, episodes=0)
    with pytest.raises(UserError, match="Disabled"):
        rollout(Still(env), batch(2, autoreset_mode="NextStep"), episodes=1)
