"""Collection: what is recorded is what happened, and it can be done and looked at again."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from vla import compose
from vla.collection import Collected, Collector
from vla.datasets.dataset import Dataset
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.envs.vector import BatchedEnv
from vla.episode import Episode
from vla.errors import UserError
from vla.expert import Expert
from vla.features import (
    ACTION,
    EXECUTED,
    IMAGES,
    INTERVENTION,
    PERTURBED,
    SIMULATOR,
    STATE,
    TIMESTAMP,
)
from vla.oversight import Overseen, Shared
from vla.planners.skills import SkillSet
from vla.policies.nearest import NearestNeighbours
from vla.recording import Noise, Recorder, recorded_features
from vla.replay import Playback, executed, remade, replay, restore
from vla.rollout import rollout

TASK = "attribute_pick_place"
OPTIONS: dict[str, Any] = {"cameras": (), "robot": "panda", "action_mode": "ee_delta"}


def batch(num_envs: int, **options: Any) -> BatchedEnv:
    return compose.batch(compose.tasks(TASK), num_envs, **{**OPTIONS, **options})


def expert(env: BatchedEnv) -> Expert:
    return Expert(env.worlds, SkillSet(env.worlds), env.episodes.setup)


def record(
    path: Path, env: BatchedEnv, episodes: int, noise: Noise | None = None, **options: Any
) -> Collected:
    """Expert episodes in a dataset."""
    kept = {**OPTIONS, "cameras": list(env.shot.cameras), "randomisation": "none"}
    kept |= {"image_size": [env.shot.height, env.shot.width]}
    kept |= {"scene": env.worlds.stage.name, "model": env.worlds.model_digest}
    spec = env.worlds.action_spec
    features = recorded_features(env.features, noise or Noise(), True, False)
    writer = Writer(path, Schema(features, spec.rate, spec, "panda", kept), durable=False)
    collector = Collector(env, writer, "expert", noise=noise, **options)
    try:
        return collector.collect(expert(env), episodes, itertools.count())
    finally:
        collector.close()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Three episodes with a camera, by three worlds."""
    path = tmp_path_factory.mktemp("collection") / "three.zarr"
    record(path, batch(3, cameras=("front",), image_size=32), 3)
    return Dataset(path)


def test_an_episode_is_what_was_seen_and_done(recorded: Dataset) -> None:
    assert [entry.success for entry in recorded.episodes] == [True] * 3
    assert sorted(entry.seed or 0 for entry in recorded.episodes) == [0, 1, 2]
    env = batch(1, cameras=("front",), image_size=32)
    for number, entry in enumerate(recorded.episodes):
        episode = recorded.episode(number)
        assert episode.instructions == (entry.instruction,)
        assert entry.ended == "success"
        assert entry.source == "expert"
        assert len(episode.data[ACTION]) == episode.length
        assert len(episode.data[STATE]) == episode.length + 1
        assert np.allclose(np.diff(episode.data[TIMESTAMP]), 0.05)
        assert episode.data["reward"].sum() == 1.0
        observation, infos = env.reset(seed=[entry.seed])
        for step, action in enumerate(episode.data[ACTION]):
            seen = observation["agent_pos"][0].numpy(), observation["pixels"]["front"][0].numpy()
            assert np.array_equal(episode.data[STATE][step], seen[0])
            assert np.array_equal(episode.data[f"{IMAGES}front"][step], seen[1])
            observation, *_, infos = env.step(torch.from_numpy(action)[None])
        assert bool(infos["is_success"][0])
        last = observation["agent_pos"][0].numpy()
        assert np.array_equal(episode.data[STATE][-1], last)


def test_replays_succeed_again(recorded: Dataset) -> None:
    assert replay(recorded, [2, 0, 1], worlds=2) == [True] * 3


def test_any_step_can_be_gone_on_from(recorded: Dataset) -> None:
    number, step = 1, 40
    episode = recorded.episode(number)
    env = remade(recorded, TASK, 2)
    _, infos = env.reset(seed=[5, 6])
    restore(recorded, number, step, env, world=1)
    picture = env._observe(torch.tensor([False, True]))["pixels"]["front"][1]
    assert np.array_equal(picture.numpy(), episode.data[f"{IMAGES}front"][step])
    for now in range(step, episode.length):
        action = torch.from_numpy(episode.data[ACTION][now])
        _, _, _, _, infos = env.step(torch.stack((torch.zeros(7), action)))
    assert bool(infos["is_success"][1])
    assert np.array_equal(env.worlds.flat_states()[1].numpy(), episode.data[SIMULATOR][-1])
    with pytest.raises(UserError, match="no step 9999"):
        restore(recorded, number, 9999, env, world=1)


def test_another_scene_is_not_replayed(recorded: Dataset) -> None:
    known = dict(recorded.schema.environment)
    object.__setattr__(recorded.schema, "environment", {**known, "model": "0" * 16})
    with pytest.raises(UserError, match="another version of scene 'tabletop'"):
        replay(recorded, [0])
    object.__setattr__(recorded.schema, "environment", {})
    with pytest.raises(UserError, match="does not say in which worlds"):
        replay(recorded, [0])
    object.__setattr__(recorded.schema, "environment", known)


def test_noise_is_executed_and_the_experts_wish_is_recorded(tmp_path: Path) -> None:
    noise = Noise(0.05, 4.0)
    drifted = slipped = 0
    for worlds in (2, 3):
        record(tmp_path / f"{worlds}.zarr", batch(worlds), 3, noise)
    with Dataset(tmp_path / "2.zarr") as two, Dataset(tmp_path / "3.zarr") as three:
        for number, entry in enumerate(two.episodes):
            other = next(n for n, e in enumerate(three.episodes) if e.seed == entry.seed)
            one, same = two.episode(number), three.episode(other)
            for key in (ACTION, EXECUTED, STATE, SIMULATOR, PERTURBED):
                assert np.array_equal(one.data[key], same.data[key]), key
            gap = np.abs(one.data[EXECUTED] - one.data[ACTION])
            drift = one.data[PERTURBED]
            slip = gap[:, 6] > 0
            assert not slip[~drift].any(), "else the fingers are left alone"
            assert (gap[slip, 6] > 0.5).all()
            assert 0.02 < gap[~drift, :6].mean() < 0.08
            drifted, slipped = drifted + int(drift.sum()), slipped + int(slip.sum())
            if (drift & ~slip).any():
                assert gap[drift & ~slip, :3].max() > gap[~drift, :3].mean()
        assert 6 <= slipped < drifted
        assert 3 * 6 < drifted < 3 * 8 * 12  # four each on average
        assert replay(two, range(3), worlds=3) == [True] * 3
    with pytest.raises(UserError, match="ee_delta"):
        Recorder(batch(1, action_mode="joint"), lambda episode: None, "expert", noise)
    with pytest.raises(UserError, match="0 to 10 times in an episode"):
        Noise(0.1, 20.0)


def test_poses_are_led_astray_and_their_labels_stay(tmp_path: Path) -> None:
    record(tmp_path / "set.zarr", batch(2, action_mode="ee_pose"), 2, Noise(0.05, 4.0))
    drifted = 0
    with Dataset(tmp_path / "set.zarr") as dataset:
        for number in range(2):
            data = dataset.episode(number).data
            drift, wanted, executed = data[PERTURBED], data[ACTION], data[EXECUTED]
            gap = (executed - wanted)[~drift]
            assert 1e-3 < gap[:, :3].std() < 4e-3  # 5 % of 5 cm
            assert 0.005 < gap[:, 3:9].std() < 0.05
            assert not gap[:, 9].any()
            assert np.allclose(np.linalg.norm(executed[:, 3:6], axis=1), 1.0, atol=1e-5)
            led = drift & (executed[:, 9] == wanted[:, 9])  # the fingers did not slip
            if led.any():
                assert np.abs(executed - wanted)[led, :3].max() > 0.04
            drifted += int(led.sum())
            steps = np.linalg.norm(np.diff(executed[:, :3], axis=0), axis=1)
            assert steps.max() < 0.06, "who drifted does not snap back"
            jerk = [np.median(np.abs(np.diff(a[~drift][:, :3], n=2, axis=0)).max(1))
                    for a in (wanted, executed)]  # fmt: skip
            assert jerk[0] < 0.4 * jerk[1], "what is wanted does not tremble"
        assert 6 <= drifted < 2 * 8 * 12


def test_spare_worlds_are_not_recorded() -> None:
    env, kept = batch(4), []
    recorder = Recorder(env, kept.append, "expert")
    rollout(expert(env), recorder, [7, 11])
    assert sorted(episode.seed for episode in kept) == [7, 11]


class Still:
    """Does nothing."""

    def __init__(self, count: int):
        self.count = count

    def reset(self, worlds: Tensor) -> None:
        pass

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        return torch.zeros(self.count, 1, 7)


class Memory:
    """A store that is a list."""

    def __init__(self) -> None:
        self.episodes: list[Episode] = []

    def append(self, episode: Episode) -> None:
        self.episodes.append(episode)


def short(env: BatchedEnv, horizon: int = 30) -> BatchedEnv:
    """Episodes end early."""
    begin = env.episodes.begin

    def shorter(worlds: Tensor) -> None:
        env.episodes.horizon.fill_(horizon)
        begin(worlds)

    env.episodes.begin = shorter  # type: ignore[method-assign]
    return env


def test_failures_are_dropped_or_labelled() -> None:
    store = Memory()
    collector = Collector(short(batch(2)), store, "still")
    with pytest.raises(UserError, match="Only 0 of"):
        collector.collect(Still(2), 2, itertools.count())
    assert not store.episodes
    collector = Collector(short(batch(2)), store, "still", failures=True)
    done = collector.collect(Still(2), 3, itertools.count(40))
    assert (done.kept, done.successes, done.tried) == (3, 0, 3)
    assert [episode.success for episode in store.episodes] == [False] * 3
    assert {episode.ended for episode in store.episodes} == {"timeout"}
    assert {episode.seed for episode in store.episodes} == {40, 41, 42}


def test_what_cannot_be_written_stops_the_collection() -> None:
    class Full:
        def append(self, episode: Episode) -> None:
            raise UserError("no space left")

    collector = Collector(short(batch(2)), Full(), "still", failures=True)
    with pytest.raises(UserError, match="no space left"):
        collector.collect(Still(2), 2, itertools.count())


def test_the_expert_relieves_a_policy_that_is_stuck() -> None:
    env, store = batch(2), Memory()
    watched = Overseen(Still(2), expert(env), lambda: env.worlds.rig.tool_speed, still=10)
    collector = Collector(env, store, "still", overseer=lambda: watched.taken)
    done = collector.collect(watched, 3, itertools.count())
    assert done.successes == 3
    for episode in store.episodes:
        taken = episode.data[INTERVENTION]
        assert not taken[:9].any()
        assert taken[12:].all()


class Scripted:
    """Somebody at a device: what they do, step by step."""

    def __init__(self, events: list[str | None]):
        self.events, self.resets = events, 0

    def reset(self, worlds: Tensor) -> None:
        self.resets += 1

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        return torch.full((1, 1, 7), 0.1)

    def take_event(self) -> str | None:
        return self.events.pop(0) if self.events else "quit"


def test_by_hand_episodes_are_saved_discarded_and_left() -> None:
    store = Memory()
    collector = Collector(batch(1), store, "teleoperation")
    events = [None, None, "discard", None, None, None, "save", None, "quit"]
    told: list[str] = []
    done = collector.collect_by_hand(Scripted(events), 5, itertools.count(3), on_begin=told.append)
    assert len(told) == 3
    assert told[0] == told[1] == store.episodes[0].instructions[0]
    assert done.kept == len(store.episodes) == 1
    episode = store.episodes[0]
    assert (episode.seed, episode.length, episode.ended) == (3, 4, "cut")
    assert episode.success is None


def test_hands_change_and_it_is_marked() -> None:
    store = Memory()
    shared = Shared(Still(1), Scripted([None, "takeover", None, None, "takeover", None, "save"]))
    collector = Collector(batch(1), store, "still", overseer=lambda: shared.taken)
    collector.collect_by_hand(shared, 1, itertools.count())
    episode = store.episodes[0]
    assert episode.data[INTERVENTION].tolist() == [False, True, True, True, False, False, False]
    assert np.allclose(episode.data[ACTION][2:4], 0.1)
    assert np.allclose(episode.data[ACTION][0], 0.0)


def test_nearest_neighbours_do_what_was_recorded(recorded: Dataset) -> None:
    env = batch(2, cameras=("front",), image_size=32)
    policy = NearestNeighbours(recorded, env.features, horizon=4, neighbours=1)
    for number, step in ((0, 5), (2, 50)):
        row = np.array([recorded.offsets[number] + step])
        picture = torch.from_numpy(recorded.read(f"{IMAGES}front", row)).movedim(-1, 1) / 255
        seen = {STATE: torch.from_numpy(recorded.read(STATE, row)), f"{IMAGES}front": picture}
        wanted = recorded.episode(number).data[ACTION][step : step + 4]
        assert np.allclose(policy.predict_action_chunk(seen)[0], wanted, atol=1e-6)
    with pytest.raises(UserError, match=r"did not record observation\.images\.wrist"):
        NearestNeighbours(recorded, batch(1, cameras=("wrist",)).features)


def test_playback_is_exact(recorded: Dataset) -> None:
    env = remade(recorded, TASK, 1, cameras=())
    entry = recorded.episodes[0]
    policy = Playback(lambda seed: executed(recorded, 0), lambda world: 0, 1, 7)
    result = rollout(policy, env, [entry.seed or 0])
    assert result.episodes[0].steps == entry.length


def test_depth_and_segmentation(tmp_path: Path) -> None:
    env = batch(1, cameras=("front",), image_size=48, pictures=("rgb", "depth", "segmentation"))
    observation, _ = env.reset(seed=[3])
    assert env.single_observation_space.contains(
        {key: _first(value) for key, value in observation.items()}
    )
    depth = observation["depth"]["front"][0]
    assert float(depth.max()) < 10.0
    named = env.worlds.segmentation(0, "front", 48, 48)
    seen = observation["segmentation"]["front"][0].numpy()
    things = named >= 0
    assert things.any()
    assert np.array_equal(seen[things], named[things])
    features = env.features
    assert features["observation.depth.front"].units == ("m",)
    assert features["observation.segmentation.front"].dtype == "int32"


def _first(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _first(part) for key, part in value.items()}
    return value[0].numpy()
