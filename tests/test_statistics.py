"""Statistics, held against numpy on the same rows and against slow loops."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_recordings import FEATURES, FRONT, RATE, recording

from vla.action import ActionSpec, action_spec
from vla.datasets import statistics as module
from vla.datasets.codecs import RAW, ZSTD, Codec
from vla.datasets.dataset import Dataset
from vla.datasets.entries import CACHE
from vla.datasets.merge import merge, split
from vla.datasets.schema import Schema
from vla.datasets.selection import held_out, select
from vla.datasets.statistics import CHUNKS, QUANTILES, Statistics, pooled, statistics
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UserError
from vla.features import ACTION, STATE, Features
from vla.relative import POSITION, ROTATION

JOINTS = ("joint1", "joint2")
NAMES = (*JOINTS, *POSITION, *ROTATION)
POSED = {
    **{key: FEATURES[key] for key in (FRONT, "reward", "is_perturbed", "timestamp")},
    STATE: replace(FEATURES[STATE], shape=(11,), names=NAMES),
}
SPECS = {
    mode: action_spec(mode, joint_range=((-3.0, 3.0),) * 2)
    for mode in ("joint", "ee_pose", "ee_delta")
}
LENGTHS = (5, 1, 12, 3)
SCRAMBLED = (3, 11, 0, 7, 5, 2, 8)


def features(spec: ActionSpec | None) -> Features:
    return {**POSED, ACTION: replace(FEATURES[ACTION], shape=(7 if spec is None else spec.dim,))}


def made(number: int, spec: ActionSpec | None) -> Episode:
    """A recording, with orientations that are some."""
    found = recording(number, LENGTHS[number % 4], number % 3 != 0, features(spec))
    for key, first in ((STATE, 5), (ACTION, 3)):
        if key == STATE or spec is SPECS["ee_pose"]:
            columns = found.data[key][:, first : first + 6].reshape(-1, 2, 3).astype(np.float64)
            columns[:, 0] /= np.linalg.norm(columns[:, 0], axis=1, keepdims=True)
            columns[:, 1] -= (columns[:, 0] * columns[:, 1]).sum(1, keepdims=True) * columns[:, 0]
            columns[:, 1] /= np.linalg.norm(columns[:, 1], axis=1, keepdims=True)
            found.data[key][:, first : first + 6] = columns.reshape(-1, 6)
    return found


def written(
    path: Path,
    numbers: Iterable[int],
    spec: ActionSpec | None = SPECS["ee_pose"],
    codec: Codec = RAW,
    rows: int = 4,
) -> Path:
    writer = Writer(path, Schema(features(spec), RATE, spec), codec, rows, durable=False)
    for number in numbers:
        writer.append(made(number, spec))
    return path


def taken(path: Path, episodes: np.ndarray | None = None) -> Statistics:
    """Statistics, with nothing that was kept."""
    for file in (path / CACHE).glob("*"):
        file.unlink()
    with Dataset(path) as dataset:
        return statistics(dataset, episodes)


def equal(ours: Statistics, theirs: Statistics) -> bool:
    """Whether every number is the same, to the last bit."""
    return ours.keys() == theirs.keys() and all(
        ours[key].keys() == theirs[key].keys()
        and all(
            ours[key][n].dtype == theirs[key][n].dtype
            and ours[key][n].tobytes() == theirs[key][n].tobytes()
            for n in ours[key]
        )
        for key in ours
    )


def check(found: dict[str, np.ndarray], values: np.ndarray) -> None:
    """Against numpy, exactly."""
    flat = values.reshape(len(values), -1).astype(np.float64)
    wanted = {
        "count": [len(flat)], "min": np.min(flat, 0), "max": np.max(flat, 0),
        "mean": np.mean(flat, 0), "std": np.std(flat, 0),
    }  # fmt: skip
    for percent in (1, 2, 10, 50, 90, 98, 99):
        wanted[f"q{percent:02d}"] = np.quantile(flat, percent / 100, axis=0)
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        assert np.array_equal(found[name], value), name


def sorted_rows(episodes: Sequence[Episode], key: str) -> np.ndarray:
    """The steps that have an action, by the episodes' ids."""
    ordered = sorted(episodes, key=lambda e: e.id)
    return np.concatenate([e.data[key][: e.length] for e in ordered])


# --- numbers -----------------------------------------------------------------------------------


def test_of_several_datasets_as_if_they_were_one() -> None:
    rng = np.random.default_rng(0)
    parts = [rng.normal(3.0 * n, 1.0 + n, (200 * (n + 1), 2)) for n in range(3)]
    found = pooled([{ACTION: module.summary(part)} for part in parts])[ACTION]
    whole = np.concatenate(parts)
    assert found["count"].tolist() == [1200]
    for name in ("min", "max", "mean", "std"):
        assert np.allclose(found[name], getattr(whole, name)(0)), name
    for part in parts:
        inside = (found["q01"] <= part) & (part <= found["q99"])
        assert inside.mean() >= 0.98
    one = {ACTION: module.summary(parts[0])}
    assert pooled([one]) is one
    assert pooled([one, {STATE: one[ACTION]}]) == {}


@pytest.mark.parametrize("codec", [RAW, ZSTD])
def test_they_are_numpys(tmp_path: Path, codec: Codec) -> None:
    path = written(tmp_path / "x", SCRAMBLED, codec=codec)
    episodes = [made(n, SPECS["ee_pose"]) for n in SCRAMBLED]
    found = taken(path)
    assert found.keys() == {FRONT, STATE, ACTION, "reward", "timestamp", CHUNKS}
    for key in (STATE, ACTION, "reward", "timestamp"):
        check(found[key], sorted_rows(episodes, key))
    mask = np.arange(7) % 2 == 0
    found = taken(path, mask)
    for key in (STATE, ACTION, "reward", "timestamp"):
        check(found[key], sorted_rows(episodes[::2], key))


@pytest.mark.parametrize("count", [1, 7, 500])
def test_pictures_are_those_of_all_frames(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "x", SCRAMBLED)
    frames = sorted_rows([made(n, SPECS["ee_pose"]) for n in SCRAMBLED], FRONT)
    monkeypatch.setattr(module, "PICTURES", count)
    monkeypatch.setattr(module, "BLOCK", 4)
    found = taken(path)[FRONT]
    if count < len(frames):
        gap = (len(frames) - 1) / max(count - 1, 1)
        frames = frames[[math.floor(k * gap + 1e-9) for k in range(count)]]
    flat = frames.reshape(-1, 3) / 255.0
    assert found["count"].tolist() == [len(frames)] == [min(count, 32)]
    for name, value in {
        "min": flat.min(0), "max": flat.max(0), "mean": flat.mean(0), "std": flat.std(0),
        **{f"q{100 * q:02.0f}": np.quantile(flat, q, axis=0) for q in QUANTILES},
    }.items():  # fmt: skip
        assert np.allclose(found[name], value, rtol=0, atol=1e-12), name
    with Dataset(path) as dataset:
        assert FRONT not in statistics(dataset, pictures=False)


def test_a_picture_of_one_colour(tmp_path: Path) -> None:
    episode = made(3, None)
    episode.data[FRONT][:] = (0, 77, 255)
    writer = Writer(tmp_path / "x", Schema(features(None), RATE), RAW, 4, durable=False)
    writer.append(episode)
    found = taken(tmp_path / "x")[FRONT]
    assert not found["std"].any()
    for name in found.keys() - {"std", "count"}:
        assert np.allclose(found[name], [0, 77 / 255, 1], rtol=0, atol=1e-15)


# --- relative to now ---------------------------------------------------------------------------


def relative(spec: ActionSpec, action: np.ndarray, state: np.ndarray) -> np.ndarray:
    """One action as seen from one state."""
    if spec.mode == "ee_delta":
        return action
    if spec.mode == "joint":
        return np.array([*(action[:2] - state[:2]), action[2]])

    def matrix(columns: np.ndarray) -> np.ndarray:
        return np.stack((columns[:3], columns[3:], np.cross(columns[:3], columns[3:])), 1)

    back = matrix(state[5:]).T
    turned = (back @ matrix(action[3:9])).T.reshape(-1)[:6]
    return np.concatenate((back @ (action[:3] - state[2:5]), turned, action[9:]))


@pytest.mark.parametrize("mode", ["joint", "ee_pose", "ee_delta"])
@pytest.mark.parametrize("horizon", [1, 4, 16])
def test_actions_are_relative_to_now(tmp_path: Path, mode: str, horizon: int) -> None:
    spec = SPECS[mode]
    with Dataset(written(tmp_path / "x", SCRAMBLED, spec)) as dataset:
        found = statistics(dataset, horizon=horizon, pictures=False)[CHUNKS]
    values = []
    for episode in sorted((made(n, spec) for n in SCRAMBLED), key=lambda e: e.id):
        state, action = (episode.data[k].astype(np.float64) for k in (STATE, ACTION))
        for now in range(episode.length):
            for step in range(now, min(now + horizon, episode.length)):  # no padding
                values.append(relative(spec, action[step], state[now]))
    if mode != "ee_pose":
        check(found, np.array(values))
    for name in ("min", "max", "mean", "std", "q01", "q50", "q98"):
        wanted = module.summary(np.array(values))[name]
        assert np.allclose(found[name], wanted, rtol=0, atol=1e-6), name
    assert found["count"].tolist() == [len(values)]


def test_a_state_without_names_has_nothing_relative(tmp_path: Path) -> None:
    plain = {**features(SPECS["joint"]), STATE: replace(POSED[STATE], names=())}
    writer = Writer(tmp_path / "x", Schema(plain, RATE, SPECS["joint"]), durable=False)
    writer.append(made(1, SPECS["joint"]))
    assert taken(tmp_path / "x").keys() == {FRONT, STATE, ACTION, "reward", "timestamp"}
    unspecified = written(tmp_path / "y", range(2), None)
    assert taken(unspecified).keys() == {FRONT, STATE, ACTION, "reward", "timestamp"}


# --- the same from whatever order --------------------------------------------------------------


def test_the_order_of_merging_does_not_matter(tmp_path: Path) -> None:
    one = written(tmp_path / "a", SCRAMBLED[:4])
    other = written(tmp_path / "b", SCRAMBLED[4:], rows=8)
    merge([one, other], tmp_path / "ab")
    merge([other, one], tmp_path / "ba")
    at_once = written(tmp_path / "c", sorted(SCRAMBLED), codec=ZSTD)
    with Dataset(tmp_path / "ab") as ab, Dataset(tmp_path / "ba") as ba:
        assert [e.id for e in ab.episodes] != [e.id for e in ba.episodes]
    found = [taken(path) for path in (tmp_path / "ab", tmp_path / "ba", at_once)]
    assert equal(found[0], found[1])
    assert equal(found[0], found[2])


def test_a_split_and_its_mask_are_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "x", SCRAMBLED)
    split(path, {tmp_path / "few": 0.5, tmp_path / "rest": 0.5})
    with Dataset(path) as dataset:
        mask = held_out(dataset, 0.5)
    assert 0 < mask.sum() < 7
    assert equal(taken(tmp_path / "few"), taken(path, mask))
    assert equal(taken(tmp_path / "rest"), taken(path, ~mask))
    assert not equal(taken(path), taken(path, mask))


# --- what is kept ------------------------------------------------------------------------------


def test_what_was_found_is_kept_until_something_changes(tmp_path: Path) -> None:
    path = written(tmp_path / "x", SCRAMBLED[:4])

    def found() -> Statistics:
        with Dataset(path) as dataset:
            return statistics(dataset)

    def kept() -> list[Path]:
        return sorted((path / CACHE).glob("statistics-*.json"))

    fresh = found()
    assert len(kept()) == 1
    assert equal(found(), fresh)
    text = kept()[0].read_text()
    plain = json.loads(text)
    plain[ACTION]["mean"][0] = 77.0
    kept()[0].write_text(json.dumps(plain))
    assert found()[ACTION]["mean"][0] == 77.0  # so it is read
    kept()[0].write_text(text[:100])
    assert equal(found(), fresh)  # and not believed when it is cut off
    assert kept()[0].read_text() == text
    kept()[0].write_text(json.dumps(plain))
    writer = Writer(path, durable=False)
    writer.append(made(SCRAMBLED[4], SPECS["ee_pose"]))
    more = found()
    assert len(kept()) == 1
    assert equal(more, taken(written(tmp_path / "y", SCRAMBLED[:5])))
    with Dataset(path) as dataset:
        writer.delete(dataset.episodes[0].id, "a trial")
    assert equal(found(), taken(written(tmp_path / "z", SCRAMBLED[1:5])))
    assert not equal(found(), more)


def test_every_question_is_kept_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "x", SCRAMBLED)
    with Dataset(path) as dataset:
        ways = [
            {}, {"horizon": 3}, {"pictures": False}, {"episodes": np.arange(7) < 3},
            {"episodes": np.arange(7) > 3},
        ]  # fmt: skip
        first = [statistics(dataset, **way) for way in ways]
        assert len(list((path / CACHE).glob("statistics-*.json"))) == len(ways)
        assert all(equal(statistics(dataset, **w), f) for w, f in zip(ways, first, strict=True))
        assert not any(equal(first[0], other) for other in first[1:])


def test_wrong_masks_are_said(tmp_path: Path) -> None:
    with Dataset(written(tmp_path / "x", range(3))) as dataset:
        with pytest.raises(UserError, match="no episode to take statistics of"):
            statistics(dataset, np.zeros(3, bool))
        for wrong in (select(dataset, ""), np.ones(2, bool)):
            with pytest.raises(UserError, match="has 3 episodes: their mask has as many booleans"):
                statistics(dataset, wrong)
