"""Items as LeRobot's datasets return them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_recordings import FEATURES, FRONT, RATE, recording
from torch.utils.data import DataLoader

from vla.action import action_spec
from vla.datasets.codecs import RAW, ZSTD
from vla.datasets.dataset import Dataset
from vla.datasets.items import WindowDataset
from vla.datasets.schema import Schema
from vla.datasets.selection import held_out
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UnknownName, UserError
from vla.features import ACTION, STATE

DEPTH = "observation.depth.front"
LENGTHS = (5, 1, 9)
TIMES = {FRONT: [-0.1, 0.0], STATE: [-0.05, 0.0], ACTION: [0.05 * k for k in range(-1, 6)]}
STEPS = {FRONT: (-2, 0), STATE: (-1, 0), ACTION: range(-1, 6)}


def made() -> list[Episode]:
    return [recording(n, length, n != 1) for n, length in enumerate(LENGTHS)]


@pytest.fixture(scope="module", params=[RAW, ZSTD], ids=str)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three episodes; never changed."""
    where = tmp_path_factory.mktemp("items") / "x"
    schema = Schema(FEATURES, RATE, action_spec("ee_delta"))
    writer = Writer(where, schema, request.param, 4, durable=False)
    for episode in made():
        writer.append(episode)
    return where


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether two items are the same, bit for bit."""
    return ours.keys() == theirs.keys() and all(
        torch.equal(value, theirs[key]) and value.dtype == theirs[key].dtype
        if torch.is_tensor(value) else value == theirs[key]
        for key, value in ours.items()
    )  # fmt: skip


def picture(frame: np.ndarray) -> np.ndarray:
    """A frame (H, W, 3) as LeRobot has it."""
    return frame.transpose(2, 0, 1).astype(np.float32) / np.float32(255)


def test_keys_and_types_are_lerobots(path: Path) -> None:
    with Dataset(path) as dataset:
        item = WindowDataset(dataset)[5]
    kinds = {k: (tuple(v.shape), v.dtype) for k, v in item.items() if torch.is_tensor(v)}
    assert kinds == {
        FRONT: ((3, 8, 10), torch.float32),
        DEPTH: ((8, 10), torch.uint16),
        STATE: ((5,), torch.float32),
        ACTION: ((7,), torch.float32),
        "reward": ((), torch.float32),
        "is_perturbed": ((), torch.bool),
        "timestamp": ((), torch.float64),
        "index": ((), torch.int64),
        "episode_index": ((), torch.int64),
        "frame_index": ((), torch.int64),
        "task_index": ((), torch.int64),
    }
    assert item["task"] == "stack 1"
    assert (item["episode_index"], item["frame_index"], item["index"]) == (1, 0, 5)


def test_every_step_is_an_item(path: Path) -> None:
    with Dataset(path) as dataset:
        items = WindowDataset(dataset)
        assert len(items) == sum(LENGTHS)
        number = 0
        for e, episode in enumerate(made()):
            for t in range(episode.length):
                item = items[number]
                assert np.array_equal(item[FRONT], picture(episode.data[FRONT][t]))
                for key in (DEPTH, STATE, ACTION, "reward", "is_perturbed", "timestamp"):
                    assert np.array_equal(item[key].numpy(), episode.data[key][t])
                assert item["task"] == episode.instructions[0]
                assert items.tasks[item["task"]] == item["task_index"]
                where = [int(item[k]) for k in ("index", "episode_index", "frame_index")]
                assert where == [number, e, t]
                number += 1
        assert [int(item["index"]) for item in items] == list(range(15))  # the end is found


def test_times_are_windows(path: Path) -> None:
    with Dataset(path) as dataset:
        items = WindowDataset(dataset, TIMES)
        for number in range(len(items)):
            item = items[number]
            e, t = int(item["episode_index"]), int(item["frame_index"])
            for key, deltas in STEPS.items():
                rows = made()[e].data[key]
                wanted = [rows[min(max(t + d, 0), len(rows) - 1)] for d in deltas]
                if key == FRONT:
                    wanted = [picture(frame) for frame in wanted]
                assert np.array_equal(item[key], np.stack(wanted)), (key, number)
                padding = [not 0 <= t + d < len(rows) for d in deltas]
                assert item[f"{key}_is_pad"].tolist() == padding
                assert item[f"{key}_is_pad"].dtype == torch.bool
            assert f"{DEPTH}_is_pad" not in item
            assert item[DEPTH].shape == (8, 10)


def test_what_is_only_for_the_recording_can_be_asked_for(path: Path) -> None:
    with Dataset(path) as dataset:
        item = WindowDataset(dataset, {"simulator.state": [0.0], "contacts": [0.05, 10.0]})[0]
    data = made()[0].data
    assert np.array_equal(item["simulator.state"], data["simulator.state"][:1])
    assert np.array_equal(item["contacts"], data["contacts"][[1, 4]])
    assert item["contacts_is_pad"].tolist() == [False, True]


def test_indices_are_a_lists(path: Path) -> None:
    with Dataset(path) as dataset:
        items = WindowDataset(dataset)
        assert same(items[-1], items[14])
        assert same(items[-15], items[0])
        for wrong in (15, -16):
            with pytest.raises(IndexError):
                items[wrong]


def test_a_mask_leaves_episodes_out(path: Path) -> None:
    with Dataset(path) as dataset:
        mask = held_out(dataset, 0.5, salt="b")
        assert 0 < mask.sum() < 3
        for chosen in (mask, ~mask):
            items = WindowDataset(dataset, episodes=chosen)
            where = {int(item["episode_index"]) for item in items}
            assert sorted(where) == np.flatnonzero(chosen).tolist()
            assert len(items) == sum(np.array(LENGTHS)[chosen])
        with pytest.raises(UserError, match="no window"):
            WindowDataset(dataset, episodes=np.zeros(3, bool))


def test_caches_change_nothing(path: Path) -> None:
    with Dataset(path) as dataset:
        ways = [WindowDataset(dataset, TIMES, cache=c) for c in ("none", "memory", "disk", "auto")]
        for number in range(15):
            assert all(same(items[number], ways[0][number]) for items in ways)


def test_wrong_inputs_are_said(path: Path) -> None:
    with Dataset(path) as dataset:
        with pytest.raises(UnknownName, match=r"observation\.state"):
            WindowDataset(dataset, {"observation.sate": [0.0]})
        with pytest.raises(UserError, match="between two steps"):
            WindowDataset(dataset, {ACTION: [0.03]})
        for wrong in ("device", "memry"):
            with pytest.raises(UnknownName, match="cache"):
                WindowDataset(dataset, cache=wrong)


def test_workers_return_the_same(tmp_path: Path) -> None:
    schema = Schema(FEATURES, RATE, action_spec("ee_delta"))
    writer = Writer(tmp_path / "x", schema, ZSTD, 4, durable=False)
    for episode in made():
        writer.append(episode)
    with Dataset(tmp_path / "x") as dataset:
        items = WindowDataset(dataset, TIMES, np.array([True, False, True]))
        assert items[0]["index"] == 0  # its files are open
        loader = DataLoader(items, 4, num_workers=2, multiprocessing_context="spawn")
        batches = list(loader)
        assert [len(batch["task"]) for batch in batches] == [4, 4, 4, 2]
        for number in range(14):
            batch, row = batches[number // 4], number % 4
            assert same({key: value[row] for key, value in batch.items()}, items[number])
        writer.append(recording(9))
        with pytest.raises(UserError, match="has changed since"):
            items.__setstate__(items.__getstate__())
