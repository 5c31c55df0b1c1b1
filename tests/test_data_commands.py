"""`vla collect` and `vla data ...`: what they print, write and return, and what bad input gets."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vla.action import action_spec
from vla.cli import main
from vla.datasets.dataset import Dataset
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.features import Feature, outlasts

FEATURES = {
    "observation.images.front": Feature((24, 32, 3), "uint8", "rgb"),
    "observation.state": Feature((2,), "float32", "state", ("x", "y"), ("m",)),
    "action": Feature((7,), "float32", "action", action_spec("ee_delta").names),
    "reward": Feature((), "float32", "record"),
    "timestamp": Feature((), "float64", "record", units=("s",)),
}


def make(path: Path, episodes: int = 6, first: int = 0) -> Path:
    """A small dataset, told apart by its seeds."""
    schema = Schema(FEATURES, 20.0, action_spec("ee_delta"), "panda")
    writer = Writer(path, schema, rows=16, durable=False)
    for seed in range(first, first + episodes):
        rng = np.random.default_rng(seed)
        length = 10 + seed
        data = {}
        for key, feature in FEATURES.items():
            shape = (length + outlasts(key, feature), *feature.shape)
            values = rng.integers(0, 255, shape) if feature.is_picture else rng.random(shape)
            data[key] = values.astype(feature.dtype)
        data["timestamp"] = np.arange(length + 1) / 20
        words = f"stack the {'red' if seed % 2 else 'blue'} block"
        writer.append(
            Episode(data, length, "stacking", (words,), seed != 4, seed, id=f"{seed:016x}")
        )
    return path


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    return make(tmp_path / "stack.zarr")


def vla(*words: object) -> int:
    return main([str(word) for word in words])


def test_info(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert vla("data", "info", stack) == 0
    said = capsys.readouterr().out
    assert "5 of 6" in said
    assert "observation.images.front" in said
    assert vla("data", "info", stack, "where=success=true", "format=json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["episodes"], found["steps"]) == (5, 61)
    assert found["tasks"]["stacking"] == {"episodes": 5, "succeeded": 5, "steps": 61}


def test_stats(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert vla("data", "stats", stack, "format=json", "where=length<12") == 0
    found = json.loads(capsys.readouterr().out)
    with Dataset(stack) as dataset:
        rows = np.concatenate([dataset.episode(n).data["action"] for n in (0, 1)])
    assert found["action"]["mean"] == rows.astype(float).mean(0).tolist()
    assert vla("data", "stats", stack) == 0
    assert "observation.state" in capsys.readouterr().out


def test_verify_and_repair(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert vla("data", "verify", stack, "deep=true") == 0
    assert "sound" in capsys.readouterr().out
    shard = stack / "data/observation.images.front/c.2.0.0.0"
    shard.write_bytes(shard.read_bytes()[:-7])
    (stack / "data/action/c.0.0").unlink()
    assert vla("data", "verify", stack) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "2 errors" in said
    assert "c.2.0.0.0" in said
    assert "episode 0 (0000000000000000), action, c.0.0: is missing" in said
    assert vla("data", "repair", stack, "dry_run=true") == 0
    assert vla("data", "verify", stack) == 1, "a dry run changes nothing"
    capsys.readouterr()
    assert vla("data", "repair", stack) == 0
    assert vla("data", "verify", stack, "deep=true") == 0
    with Dataset(stack) as dataset:
        assert [entry.seed for entry in dataset.episodes] == [1, 3, 4, 5]


def test_filter_split_merge_pack_and_diff(stack: Path, tmp_path: Path) -> None:
    chosen, folder = tmp_path / "chosen.zarr", tmp_path / "parts"
    assert vla("data", "filter", stack, "where=instruction~red,seed>1", f"out={chosen}") == 0
    with Dataset(chosen) as dataset:
        assert [entry.seed for entry in dataset.episodes] == [3, 5]
    assert vla("data", "split", stack, "held_out=0.5", f"out={folder}") == 0
    both = [folder / "train.zarr", folder / "validation.zarr"]
    counts = [len(Dataset(part)) for part in both]
    assert sum(counts) == 6
    assert min(counts) > 0
    assert vla("data", "merge", *both, f"out={tmp_path / 'all.zarr'}") == 0
    assert vla("data", "diff", stack, tmp_path / "all.zarr") == 0
    assert vla("data", "diff", stack, chosen) == 1
    packed = tmp_path / "packed.zarr"
    assert vla("data", "pack", stack, f"out={packed}") == 0
    with Dataset(packed) as one, Dataset(stack) as other:
        for number in range(6):
            ours, theirs = one.episode(number).data, other.episode(number).data
            length = other.lengths[number]
            assert all(np.array_equal(ours[k][:length], theirs[k][:length]) for k in FEATURES)


def test_view(stack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert vla("data", "view", stack, f"out={out}", "episodes=3") == 0
    assert str(out) in capsys.readouterr().out.replace("\n", "")
    assert "stack the blue block" in out.read_text("utf-8")


@pytest.mark.parametrize("name", ["diffusion_policy", "lerobot", "robomimic"])
def test_convert_there_and_back(stack: Path, tmp_path: Path, name: str) -> None:
    there = tmp_path / {"robomimic": "there.hdf5"}.get(name, "there")
    back = tmp_path / "back.zarr"
    assert vla("data", "convert", stack, f"to={name}", f"out={there}") == 0
    assert vla("data", "convert", there, f"out={back}") == 0
    with Dataset(back) as ours, Dataset(stack) as theirs:
        assert len(ours) == 6
        for number in range(6):
            action = ours.episode(number).data["action"]
            assert np.array_equal(action, theirs.episode(number).data["action"])


def test_bench(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("batch_size=4", "horizon=4", "seconds=0")
    assert vla("data", "bench", stack, *words) == 0
    assert "memory" in capsys.readouterr().out


def test_collect_and_replay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "collected.zarr"
    words = ("task=attribute_pick_place", "episodes=2", "cameras=none", f"out={out}")
    assert vla("collect", *words) == 0
    assert "2/2" in capsys.readouterr().out
    assert vla("collect", *words) == 0, "one that exists is added to"
    with Dataset(out) as dataset:
        assert [entry.seed for entry in dataset.episodes] != [0, 1, 0, 1]
        assert sorted(entry.seed or 0 for entry in dataset.episodes) == [0, 1, 2, 3]
        assert dataset.schema.provenance["command"]
    capsys.readouterr()
    assert vla("data", "replay", out, "gate=0.98") == 0
    assert "4/4" in capsys.readouterr().out


def test_collect_what_somebody_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = tmp_path / "plan.py", tmp_path / "said.zarr"
    assert vla("plan", "put the can in the bin") == 0
    code.write_text(capsys.readouterr().out, "utf-8")
    assert vla("collect", f"plan={code}", "episodes=1", "cameras=none", f"out={out}") == 0
    with Dataset(out) as dataset:
        assert dataset.episodes[0].instruction == "put the can in the bin"
        assert dataset.episodes[0].success
    assert vla("data", "replay", out, "gate=1") == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("collect", "task=stacking"),
        ("collect task=stacking plan=x", "one of the two"),
        ("collect task=stakcing", "stacking"),
        ("collect task=stacking episodes=0", "not at least 1"),
        ("collect task=stacking noise=3", "0 to 0.5"),
        ("collect task=stacking cameras=frnt episodes=1", "front"),
        ("collect task=stacking size=big", "size=big"),
        ("collect task=stacking noise=0.1 actions=joint", "actions=ee_pose"),
        ("collect task=stacking policy=nearest", "policy.data"),
        ("collect task=stacking by=mouse", "spacemouse"),
        ("data", ""),
        ("data inof {stack}", "data info"),
        ("data info", "DATASET"),
        ("data info {stack} {stack}", "DATASET"),
        ("data info nowhere.zarr", "There is no dataset"),
        ("data info {tmp}", "not a dataset"),
        ("data info {stack} where=colour=red", "colour"),
        ("data info {stack} where=seed=99", "None of the 6"),
        ("data filter {stack} out={tmp}/x.zarr", "where="),
        ("data filter {stack} where=seed=1", "out="),
        ("data split {stack} held_out=1.5", "held_out"),
        ("data merge {stack} out={tmp}/x.zarr move=perhaps", "true or false"),
        ("data convert {tmp}/nothing out={tmp}/x.zarr", "nothing at"),
        ("data convert {stack} to=rlds out={tmp}/x", "rlds"),
        ("data replay {stack}", "does not say in which worlds"),
        ("data view {stack} rerun=0 out={tmp}/x.rrd", "rerun-sdk"),
        ("data pack {stack} out={stack}", "exists"),
    ],
)
def test_bad_input(
    words: str,
    says: str,
    stack: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code = vla(*words.format(stack=stack, tmp=tmp_path).split())
    said = capsys.readouterr()
    if not says:
        assert (code, said.err) == (0, "")
        return
    assert code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
    assert {file.name for file in tmp_path.iterdir()} == {"stack.zarr"}, "nothing was made"
    assert main(["data", "verify", str(stack)]) == 0, "nothing was changed"
