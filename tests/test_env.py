"""The Gymnasium face: the official checker, spaces, seeds, success and failure."""

import os
from dataclasses import replace
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from small_worlds import SCENE

from vla.envs.env import TaskEnv
from vla.envs.registration import environment_id, register_environments
from vla.envs.tasks import TASKS
from vla.errors import UnknownName, UserError
from vla.evaluate import judge
from vla.plan import Atom, Not
from vla.skills import DIRECTIONS
from vla.steps import plan, put
from vla.task import Setup

register_environments()

IDS = [environment_id(family) for family in TASKS]
MODES = ("ee_delta", "ee_pose", "joint")


@pytest.mark.filterwarnings("ignore::UserWarning")  # about bounds that metres and radians have
@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("mode", MODES)
def test_gymnasiums_checker_passes(name: str, mode: str) -> None:
    env = gym.make(name, action_mode=mode, image_size=(32, 32), render_mode="rgb_array").unwrapped
    check_env(env, skip_render_check="DISPLAY" not in os.environ)  # it opens a window too
    env.close()


def test_pictures() -> None:
    env = make(cameras=(), render_mode="rgb_array")
    env.reset(seed=0)
    picture = env.render()
    assert picture is not None
    assert picture.shape == (480, 640, 3)
    assert picture.std() > 20
    env.close()


def test_a_window_without_a_display_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    env = make(cameras=(), render_mode="human")
    with pytest.raises(UserError, match="display"):
        env.reset(seed=0)
    env.close()


def make(**options: Any) -> TaskEnv:
    family = next(iter(TASKS))
    env = gym.make(environment_id(family), **options).unwrapped
    assert isinstance(env, TaskEnv)
    return env


def setup(horizon: int = 50) -> Setup:
    """The block is to be in the bowl; touching the can is forbidden."""
    return Setup(
        SCENE,
        "put the red block in the green bowl",
        Atom("inside", ("red_block", "green_bowl")),
        plan(*put("place_in", "red_block", "green_bowl")),
        never=(Atom("moved", ("pink_can", 0.03)),),
        horizon=horizon,
    )


def test_observations_are_named_as_lerobot_names_them() -> None:
    env = make(cameras=("front", "overhead", "wrist"), image_size=(48, 64))
    observation, info = env.reset(seed=3)
    assert set(observation["pixels"]) == {"front", "overhead", "wrist"}
    for picture in observation["pixels"].values():
        assert picture.shape == (48, 64, 3)
        assert picture.std() > 5
    assert observation["agent_pos"].shape == (17,)
    assert info["instruction"] == env.instruction != ""
    env.close()


def test_same_seed_same_episode_bit_for_bit() -> None:
    runs = []
    for _ in range(2):
        env = make(cameras=())
        observation, info = env.reset(seed=11)
        trail = [observation["environment_state"]]
        rng = np.random.default_rng(0)
        for _ in range(15):
            action = rng.uniform(-1, 1, 7).astype(np.float32)
            trail.append(env.step(action)[0]["environment_state"])
        runs.append((info["instruction"], np.stack(trail)))
        env.close()
    assert runs[0][0] == runs[1][0]
    np.testing.assert_array_equal(runs[0][1], runs[1][1])


def test_success_needs_half_a_second_and_gives_the_reward() -> None:
    env = make(cameras=())
    env.reset(options={"setup": setup()})
    env.worlds.place(0, "red_block", (0.45, -0.22, 0.06))
    still = np.zeros(7, np.float32)
    still[-1] = -1
    steps = []
    while len(steps) < 40 and not (steps and steps[-1][2]):
        steps.append(env.step(still))
    _, _, terminated, truncated, info = steps[-1]
    assert terminated
    assert not truncated
    assert info["is_success"]
    assert sum(step[1] for step in steps) == 1.0
    assert len(steps) >= 10
    env.close()


def test_what_must_never_happen_ends_the_episode() -> None:
    env = make(cameras=())
    env.reset(options={"setup": setup()})
    env.worlds.place(0, "pink_can", (0.6, 0.15, 0.048))
    _, reward, terminated, _, info = env.step(np.zeros(7, np.float32))
    assert terminated
    assert reward == 0.0
    assert not info["is_success"]
    assert "pink_can" in info["failure"]
    env.close()


def test_the_hand_is_judged_where_it_is() -> None:
    env = make(cameras=())
    hurry = Not(Atom("slow_near", ("pink_can", 0.5, 0.05)))
    env.reset(options={"setup": replace(setup(), never=(hurry,))})
    assert not env.step(np.zeros(7, np.float32))[2]
    ended = [env.step(np.eye(7, dtype=np.float32)[0])[2] for _ in range(5)]
    assert any(ended)
    for direction in DIRECTIONS:
        there = Atom("on_side", ("pink_can", direction))
        env.reset(options={"setup": replace(setup(), never=(there,))})
        terminated = env.step(np.zeros(7, np.float32))[2]
        assert terminated == judge(there, env.worlds.scene(0)).truth
    env.close()


def test_the_horizon_truncates() -> None:
    env = make(cameras=())
    env.reset(options={"setup": setup(horizon=5)})
    ends = [env.step(np.zeros(7, np.float32))[2:4] for _ in range(5)]
    assert ends == [(False, False)] * 4 + [(False, True)]
    env.close()


def test_wrong_names_are_said_at_once() -> None:
    with pytest.raises(UnknownName, match="overhead"):
        make(cameras=("overhed",))
    with pytest.raises(UnknownName, match="ee_delta"):
        make(action_mode="ee_detla")
    with pytest.raises(UnknownName, match="torch"):
        make(obs_type="stat")
