"""The batched environment against Gymnasium's own vectorisation of the single one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
import torch
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from small_worlds import SCENE
from torch.utils._python_dispatch import TorchDispatchMode

from vla.envs.engine import BAD_ACTION, NOT_FINITE
from vla.envs.registration import register_environments
from vla.envs.vector import BatchedEnv
from vla.errors import UnknownName, UserError
from vla.plan import Atom, Count, Not, Objects, Var, Where
from vla.steps import plan, put
from vla.task import Setup

register_environments()
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")


class Short:
    """Episodes of 3 to 8 steps; about every third ends because something forbidden is true."""

    name, scene, wordings = "short", "tabletop", ()

    def sample(self, rng: np.random.Generator) -> Setup:
        steps = int(rng.integers(3, 9))
        forbidden = Atom("moved", ("red_block", 0.0 if rng.random() < 0.3 else 1.0))
        return Setup(
            SCENE,
            f"wait {steps} steps",
            Not(Atom("on", ("red_block", "table"))),
            plan(*put("place_in", "red_block", "green_bowl")),
            never=(forbidden,),
            horizon=steps,
        )


def batch(num_envs: int, **options: Any) -> BatchedEnv:
    return BatchedEnv([Short()], num_envs, **{"cameras": (), "setups": 8, **options})


def single() -> gym.Env[Any, Any]:
    from vla.envs.env import TaskEnv

    return TaskEnv(Short(), cameras=(), setups=8)


def random_actions(env: BatchedEnv, steps: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shape = (steps, env.num_envs, len(env.worlds.action_spec.low))
    return rng.uniform(-1, 1, shape).astype(np.float32)


def equal(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    return bool(np.array_equal(a, b))


def close(a: Any, b: Any) -> bool:
    return all(np.allclose(value, b[key], atol=2e-3) for key, value in a.items())


@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_autoreset_is_gymnasiums(mode: AutoresetMode) -> None:
    """Observation by observation, for episodes that end in different ways at different times."""
    ours = batch(5, autoreset_mode=mode)
    theirs = SyncVectorEnv([single] * 5, autoreset_mode=mode)
    seeds: list[int | None] = [3, 1, 4, 15, 9]
    assert equal(ours.reset(seed=seeds)[0], theirs.reset(seed=list(seeds))[0])
    ends = 0
    for actions in random_actions(ours, 30):
        mine, reference = ours.step(actions), theirs.step(actions)
        for own, other in zip(mine[:4], reference[:4], strict=True):
            assert equal(own, other)
        ended = mine[2] | mine[3]
        ends += int(ended.sum())
        if mode == AutoresetMode.SAME_STEP and ended.any():
            _check_final(mine[4], reference[4], ended)
        if mode == AutoresetMode.DISABLED and ended.any():
            options = {"reset_mask": ended}
            first, second = ours.reset(options=options), theirs.reset(options={**options})
            assert equal(first[0], second[0])
            assert options["reset_mask"] is ended
    assert ends >= 10
    ours.close()
    theirs.close()


def _check_final(mine: dict[str, Any], reference: dict[str, Any], ended: np.ndarray) -> None:
    assert np.array_equal(mine["_final_obs"], ended)
    for world in np.flatnonzero(ended):
        for key, value in reference["final_obs"][world].items():
            assert np.array_equal(mine["final_obs"][key][world], value)


@pytest.mark.parametrize("action_mode", ["ee_delta", "ee_pose", "joint"])
def test_a_world_does_not_know_the_others(action_mode: str) -> None:
    """World i of seven equals a single one with seed + i, through autoresets; threads no matter."""
    many = batch(7, action_mode=action_mode, threads=2)
    ones = [batch(1, action_mode=action_mode, threads=1) for _ in range(7)]
    first = many.reset(seed=11)[0]
    for world, one in enumerate(ones):
        assert equal(
            {k: v[world : world + 1] for k, v in first.items()}, one.reset(seed=11 + world)[0]
        )
    for actions in random_actions(many, 20):
        together = many.step(actions)
        for world, one in enumerate(ones):
            alone = one.step(actions[world : world + 1])
            for own, other in zip(together[:4], alone[:4], strict=True):
                mine = (
                    {k: v[world : world + 1] for k, v in own.items()}
                    if isinstance(own, dict)
                    else own[world : world + 1]
                )
                assert equal(mine, other)


@pytest.mark.parametrize("bad", ["action", "state"])
def test_a_fault_stays_in_its_world(bad: str) -> None:
    options: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED}
    sick, sound = batch(4, **options), batch(4, **options)
    sick.reset(seed=0)
    sound.reset(seed=0)
    actions = random_actions(sick, 2)
    broken = actions.copy()
    if bad == "action":
        broken[:, 2, 0] = np.nan
    else:
        sick.worlds.engine.qvel[2, 3] = np.nan
    sound.step(actions[0])
    sick.step(broken[0])
    expected, got = sound.step(actions[1]), sick.step(broken[1])
    others = np.array([0, 1, 3])
    for key, value in expected[0].items():
        assert np.array_equal(got[0][key][others], value[others])
    assert got[3].tolist() == [False, False, True, False]
    assert int(got[4]["fault"][2]) == (BAD_ACTION if bad == "action" else NOT_FINITE)
    sick.check_faults()  # no buffer has overflowed
    again = sick.reset(options={"reset_mask": np.array([False, False, True, False])})[0]
    assert all(np.isfinite(value).all() for value in again.values())


def test_a_full_buffer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    env = batch(2)
    env.reset(seed=0)
    full = torch.tensor([0, 2])
    monkeypatch.setattr(env.worlds.engine, "faults", lambda: full)
    _, _, _, truncated, infos = env.step(random_actions(env, 1)[0])
    assert truncated.tolist() == [False, True]
    assert infos["fault"].tolist() == [0, 2]
    with pytest.raises(UserError, match="contacts"):
        env.check_faults()


def test_states_are_saved_and_restored() -> None:
    env = batch(3)
    env.reset(seed=5)
    actions = random_actions(env, 24)
    for action in actions[:12]:
        env.step(action)
    kept = env.get_state()
    first = [env.step(action)[0] for action in actions[12:]]
    env.set_state(kept)
    assert all(equal(a, env.step(b)[0]) for a, b in zip(first, actions[12:], strict=True))
    other = batch(3)
    other.set_state(kept)
    assert all(equal(a, other.step(b)[0]) for a, b in zip(first, actions[12:], strict=True))
    with pytest.raises(UserError, match="3 worlds"):
        batch(2).set_state(kept)


def test_different_tasks_in_one_batch() -> None:
    tasks = ("stacking", "sorting", "watch_out")
    env = gym.make_vec("vla/Mixed-v0", num_envs=6, tasks=tasks, cameras=(), setups=2)
    assert isinstance(env, BatchedEnv)
    env.reset(seed=0)
    assert env.task == list(tasks) * 2
    assert len(set(env.task_description)) == 6
    env.step(random_actions(env, 1)[0])
    with pytest.raises(UserError, match="kitchen"):
        gym.make_vec("vla/Mixed-v0", num_envs=2, tasks=("stacking", "articulated"), cameras=())
    with pytest.raises(UnknownName, match="stacking"):
        gym.make_vec("vla/Mixed-v0", num_envs=2, tasks=("staking",))


def test_gymnasiums_wrappers_work(tmp_path: Path) -> None:
    made = batch(3, render_mode="rgb_array", setups=4)
    env = gym.wrappers.vector.RecordEpisodeStatistics(
        gym.wrappers.vector.RecordVideo(made, str(tmp_path), episode_trigger=lambda n: n == 0)
    )
    env.reset(seed=0)
    lengths = []
    for actions in random_actions(made, 14):
        _, _, _, _, infos = env.step(actions)
        if "episode" in infos:
            lengths += infos["episode"]["l"][infos["_episode"]].tolist()
    env.close()
    assert lengths
    assert all(1 <= length <= 8 for length in lengths)
    assert list(tmp_path.glob("*.mp4"))


@pytest.mark.parametrize(
    "device", ["warp", pytest.param("cuda", marks=[pytest.mark.gpu, needs_cuda])]
)
def test_the_other_engine_behind_the_same_face(device: str) -> None:
    """Same episodes, same ends; observations as close as single precision lets them be."""
    cpu, other = batch(3), batch(3, device=device)
    assert close(cpu.reset(seed=2)[0], other.reset(seed=2)[0])
    ends = 0
    for actions in random_actions(cpu, 12):
        expected, got = cpu.step(0.2 * actions), other.step(0.2 * actions)
        assert close(expected[0], got[0])
        assert all(np.array_equal(a, b) for a, b in zip(expected[1:4], got[1:4], strict=True))
        ends += int((got[2] | got[3]).sum())
    assert ends >= 3
    other.check_faults()
    state = other.get_state()
    cpu.set_state({name: value.cpu() for name, value in state.items()})
    step = np.zeros((3, 7), np.float32)
    assert close(cpu.step(step)[0], other.step(step)[0])


def test_clearances_count_on_the_other_engine() -> None:
    env = gym.make_vec("vla/WatchOut-v0", num_envs=2, cameras=(), setups=1, device="warp")
    assert isinstance(env, BatchedEnv)
    env.reset(seed=0)
    vase = env.worlds.scene(0)["white_vase"]
    env.worlds.place(0, "white_vase", (0.36, 0.0, vase.position[2]))
    _, _, terminated, _, infos = env.step(np.zeros((2, 7), np.float32))
    assert terminated.tolist() == [True, False]
    assert "white_vase" in str(env.failure_text(0))
    assert infos["failure"].tolist()[1] == -1


def test_contacts_are_read_where_they_decide() -> None:
    """A count that is true for one thing, but neither for none nor for all."""
    lying = Where(Objects("block"), Atom("on", (Var("it"), "blue_block")))
    env = batch(2)
    setup = replace(Short().sample(np.random.default_rng(0)), goal=Count(lying, "==", 1), never=())
    env.reset(options={"setup": replace(setup, horizon=100)})
    assert not bool(env.episodes.judge_all()[:, 0].any())
    env.worlds.place(0, "red_block", (0.58, -0.02, 0.0725))
    for _ in range(8):
        env.step(np.zeros((2, 7), np.float32))
    assert env.episodes.judge_all()[:, 0].tolist() == [True, False]


class Asked(TorchDispatchMode):
    """Writes down operations whose result, or its shape, the host waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        if name in ("_local_scalar_dense", "nonzero", "masked_select", "equal", "_unique2"):
            self.names.append(name)
        elif name.strip("_").startswith("index_put") or name == "index":
            masks = [i for i in args[1] if i is not None and i.dtype is torch.bool]
            self.names += [f"{name} by a mask"] * len(masks)
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_a_step_asks_the_device_nothing(mode: AutoresetMode) -> None:
    """The engine of CUDA, here on the CPU: what runs is the same."""
    env = batch(4, device="warp", obs_type="torch", autoreset_mode=mode)
    env.reset(seed=2)
    ends = 0
    for actions in torch.from_numpy(random_actions(env, 12)):
        with Asked() as asked:
            result = env.step(actions)
        assert not asked.names
        ends += int((result[2] | result[3]).sum())
    assert ends >= 3
    with Asked() as asked:
        env.failure_text(0)
    assert asked.names, "nothing is ever noticed"


@pytest.mark.gpu
@needs_cuda
def test_a_step_on_cuda_does_not_wait_for_the_host() -> None:
    env = gym.make_vec(
        "vla/AttributePickPlace-v0", num_envs=8, device="cuda", obs_type="torch", setups=4,
        cameras=("front",), image_size=64, randomisation="mild",
    )  # fmt: skip
    assert isinstance(env, BatchedEnv)
    env.reset(seed=0)
    actions = torch.zeros((8, 7), device="cuda")
    for _ in range(3):  # kernels compile, graphs are recorded
        env.step(actions)
    torch.cuda.set_sync_debug_mode("error")
    try:
        for _ in range(3):
            env.step(actions)
    finally:
        torch.cuda.set_sync_debug_mode("default")


def test_torch_stays_torch() -> None:
    env = batch(2, obs_type="torch")
    observation, _ = env.reset(seed=0)
    result = env.step(torch.zeros((2, 7)))
    for value in (*observation.values(), *result[0].values(), *result[1:4]):
        assert isinstance(value, torch.Tensor)
    kept = {key: value.clone() for key, value in result[0].items()}
    env.step(torch.ones((2, 7)))
    assert all(torch.equal(result[0][key], kept[key]) for key in kept), "an alias of a buffer"


def test_bad_input_is_refused() -> None:
    env = batch(2)
    with pytest.raises(gym.error.ResetNeeded):
        env.step(np.zeros((2, 7)))
    with pytest.raises(UserError, match="first reset"):
        env.reset(options={"reset_mask": np.array([True, False])})
    env.reset(seed=0)
    with pytest.raises(UserError, match=r"\(2, 6\).*\(2, 7\)"):
        env.step(np.zeros((2, 6)))
    with pytest.raises(UserError, match="int64"):
        env.step(np.zeros((2, 7), np.int64))
    with pytest.raises(UserError, match=r"meta.*cpu"):
        env.step(torch.zeros((2, 7), device="meta"))
    with pytest.raises(UserError, match="3 seeds"):
        env.reset(seed=[1, 2, 3])
    with pytest.raises(UserError, match="reset_mask"):
        env.reset(options={"reset_mask": np.array([1, 0])})
    with pytest.raises(UnknownName, match="front"):
        batch(2, cameras=("frnt",))
    with pytest.raises(UnknownName, match="NextStep"):
        batch(2, autoreset_mode="NextStop")
    if not torch.cuda.is_available():
        with pytest.raises(UserError, match="CUDA"):
            batch(2, device="cuda")
