"""robomimic's demonstrations: in, out again, and every array the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vla.datasets import robomimic
from vla.datasets.conversion import Source
from vla.datasets.dataset import Dataset
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UserError
from vla.features import Camera, Feature, outlasts

h5py = pytest.importorskip("h5py")

LENGTHS = {"demo_0": 4, "demo_2": 3, "demo_10": 6}
ENV = {
    "env_name": "NutAssemblySquare",
    "env_version": "1.4.1",
    "type": 1,
    "env_kwargs": {"robots": ["Panda"], "control_freq": 25, "reward_shaping": False},
}


def _seen(rows: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "agentview_image": random.integers(0, 256, (rows, 8, 8, 3), np.uint8),
        "agentview_depth": random.normal(size=(rows, 8, 8, 1)).astype(np.float32),
        "object": random.normal(size=(rows, 14)),
        "robot0_eef_pos": random.normal(size=(rows, 3)),
        "robot0_eef_quat": random.normal(size=(rows, 4)),
        "robot0_gripper_qpos": random.normal(size=(rows, 2)),
    }


def _file(path: Path, next_obs: bool = False, seen: bool = True, **attributes: Any) -> Path:
    """A file as robomimic's dataset_states_to_obs and split_train_val leave it."""
    random = np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        data = file.create_group("data")
        for demo, length in LENGTHS.items():
            group = data.create_group(demo)
            group.create_dataset("actions", data=random.uniform(-1, 1, (length, 7)))
            group.create_dataset("actions_abs", data=random.normal(size=(length, 7)))
            group.create_dataset("states", data=random.normal(size=(length, 45)))
            rewards, dones = np.zeros(length), np.zeros(length, np.int64)
            rewards[-1], dones[-1] = demo != "demo_2", 1
            group.create_dataset("rewards", data=rewards)
            group.create_dataset("dones", data=dones)
            if seen:
                for key, values in _seen(length + 1, random).items():
                    group.create_dataset(f"obs/{key}", data=values[:-1])
                    if next_obs:
                        group.create_dataset(f"next_obs/{key}", data=values[1:])
            group.create_dataset("datagen_info/gripper", data=random.normal(size=(length, 1)))
            group.attrs["num_samples"] = length
            group.attrs["model_file"] = "<mujoco model='a'/>"
            for name, value in attributes.items():
                group.attrs[name] = value
        data.attrs["total"] = sum(LENGTHS.values())
        data.attrs["env_args"] = json.dumps(ENV, indent=4)
        file.create_dataset("mask/train", data=np.array(["demo_10", "demo_0"], "S"))
        file.create_dataset("mask/valid", data=np.array(["demo_2"], "S"))
    return path


def _into(source: Source, folder: Path) -> Dataset:
    with Writer(folder, source.schema, durable=False) as writer:
        for episode in source.episodes():
            writer.append(episode)
    return Dataset(folder)


def _arrays(path: Path) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    with h5py.File(path, "r") as file:
        file.visititems(
            lambda name, item: (
                found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None
            )
        )
    return found


def _assert_same(one: Path, other: Path) -> None:
    """Arrays with their dtypes and bits, filters as sets, and what attributes said."""
    ours, theirs = _arrays(one), _arrays(other)
    assert sorted(ours) == sorted(theirs)
    for name, values in theirs.items():
        if name.startswith("mask/"):
            assert sorted(ours[name]) == sorted(values), name
        else:
            assert (ours[name].dtype, ours[name].shape) == (values.dtype, values.shape), name
            assert ours[name].tobytes() == values.tobytes(), name
    with h5py.File(one, "r") as a, h5py.File(other, "r") as b:
        for group in ("data", *(f"data/{demo}" for demo in b["data"])):
            for key, value in b[group].attrs.items():
                if key != "vla":
                    assert a[group].attrs[key] == value, (group, key)


def test_it_comes_back_array_for_array(tmp_path: Path) -> None:
    path = _file(tmp_path / "image.hdf5", ep_meta=json.dumps({"lang": "put the nut on the peg"}))
    assert robomimic.recognises(path)
    source = robomimic.read(path)
    assert (source.count, source.schema.rate) == (3, 25.0)
    assert not source.lost
    features = source.schema.features
    assert features["observation.images.agentview_image"].role == "rgb"
    assert features["observation.robot0_eef_quat"].names == ("qx", "qy", "qz", "qw")
    state = features["observation.state"]
    assert state.shape == (9,)
    assert state.names[2:5] == ("robot0_eef_pos.z", "robot0_eef_quat.qx", "robot0_eef_quat.qy")
    assert features["simulator.state"].role == "record"
    assert features["action.abs"].role == "action"
    assert features["reward"].dtype == "float32"
    dataset = _into(source, tmp_path / "ours.zarr")
    assert dataset.lengths.tolist() == [4, 3, 6]
    theirs = _arrays(path)
    episode = dataset.episode(2)
    assert np.array_equal(episode.data["action"], theirs["data/demo_10/actions"])
    assert np.array_equal(episode.data["simulator.state"], theirs["data/demo_10/states"])
    parts = [
        theirs[f"data/demo_10/obs/robot0_{k}"] for k in ("eef_pos", "eef_quat", "gripper_qpos")
    ]
    assert np.array_equal(episode.data["observation.state"], np.concatenate(parts, 1))
    assert (episode.task, episode.success) == ("NutAssemblySquare", True)
    assert dataset.episodes[1].success is False
    assert episode.instructions == ("put the nut on the peg",)
    assert episode.extra["demo"] == "demo_10"
    assert episode.extra["filters"] == ["train"]
    done: list[int] = []
    assert not robomimic.write(dataset, tmp_path / "again.hdf5", done.append)
    assert done == [1, 2, 3]
    _assert_same(tmp_path / "again.hdf5", path)
    with h5py.File(tmp_path / "again.hdf5") as file:
        pictures = file["data/demo_0/obs/agentview_image"]
        assert pictures.chunks is None
        assert pictures.compression is None
    assert len(list(tmp_path.iterdir())) == 3


def test_the_last_observation_is_that_of_next_obs(tmp_path: Path) -> None:
    path = _file(tmp_path / "image.hdf5", next_obs=True)
    source = robomimic.read(path)
    assert not source.lost
    assert "simulator.state" not in source.schema.features
    assert source.schema.features["recorded.states"].role == "record"
    dataset = _into(source, tmp_path / "ours.zarr")
    assert [entry.rows for entry in dataset.episodes] == [5, 4, 7]
    last = dataset.episode(1).data["observation.images.agentview_image"][-1]
    assert np.array_equal(last, _arrays(path)["data/demo_2/next_obs/agentview_image"][-1])
    assert not robomimic.write(dataset, tmp_path / "again.hdf5", lambda _: None)
    _assert_same(tmp_path / "again.hdf5", path)
    again = robomimic.read(tmp_path / "again.hdf5")
    assert again.schema.features == source.schema.features


def test_next_obs_that_are_something_else_are_told(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.hdf5", next_obs=True)
    with h5py.File(path, "r+") as file:
        file["data/demo_2/next_obs/object"][0, 0] += 1
    source = robomimic.read(path)
    dataset = _into(source, tmp_path / "ours.zarr")
    assert [entry.rows for entry in dataset.episodes] == [5, 3, 7]
    assert any(line.startswith("demo_2: next_obs") for line in source.lost)
    with h5py.File(path, "r+") as file:
        del file["data/demo_2/next_obs/object"]
    source = robomimic.read(path)
    assert any(line.startswith("next_obs is not that of obs") for line in source.lost)
    dataset = _into(source, tmp_path / "other.zarr")
    assert [entry.rows for entry in dataset.episodes] == [4, 3, 6]


def test_success_is_known_or_it_is_not(tmp_path: Path) -> None:
    def found(change: Any) -> list[bool | None]:
        path = _file(tmp_path / "a.hdf5")
        with h5py.File(path, "r+") as file:
            for demo in LENGTHS:
                change(demo, file["data"][demo])
        return [episode.success for episode in robomimic.read(path).episodes()]

    def shaped(demo: str, group: Any) -> None:
        group["rewards"][:] = np.linspace(0, 0.9, len(group["rewards"]))

    def only_dones(demo: str, group: Any) -> None:
        shaped(demo, group)
        group["dones"][-1] = demo == "demo_10"

    def nothing(demo: str, group: Any) -> None:
        del group["rewards"], group["dones"]

    assert found(lambda demo, group: None) == [True, False, True]
    assert found(shaped) == [None] * 3
    assert found(only_dones) == [False, False, True]
    assert found(nothing) == [None] * 3


def test_rewards_that_need_it_keep_their_size(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.hdf5")
    with h5py.File(path, "r+") as file:
        file["data/demo_0/rewards"][1] = 0.1
    source = robomimic.read(path)
    assert source.schema.features["reward"].dtype == "float64"
    robomimic.write(_into(source, tmp_path / "ours.zarr"), tmp_path / "b.hdf5", lambda _: None)
    _assert_same(tmp_path / "b.hdf5", path)


def test_what_differs_or_is_missing_is_told(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.hdf5")
    with h5py.File(path, "r+") as file:
        file["data/demo_2"].attrs["model_file"] = "<mujoco model='b'/>"
        file["data"].attrs["env_args"] = "{}"
        del file["data/demo_2/actions_abs"]
        file["data/demo_0/words"] = np.array([b"a", b"b"], "S")
        file["data/demo_0/bounds"] = np.zeros((2, 7))
        file["data/demo_0/actions"][0, 0] = 3.0
    source = robomimic.read(path)
    told = " ".join(source.lost)
    for part in (
        "model_file differs", "no control_freq: 20", "actions_abs is not in 1",
        "words holds no numbers", "bounds is not as long",
    ):  # fmt: skip
        assert part in told
    dataset = _into(source, tmp_path / "ours.zarr")
    assert len(dataset.episodes[1].extra["model_file"]) == 16
    lost = " ".join(robomimic.write(dataset, tmp_path / "b.hdf5", lambda _: None))
    assert "model_file of 1" in lost
    assert "to 3; robomimic expects" in lost
    with h5py.File(tmp_path / "b.hdf5") as file:
        assert "model_file" in file["data/demo_0"].attrs
        assert "model_file" not in file["data/demo_2"].attrs


def _ours(folder: Path) -> Dataset:
    """A dataset of this toolkit: T + 1 observations, judged, said in words."""
    camera = Camera(0.8, "world", (1.0, 0.0, 0.5), (1.0, 0.0, 0.0, 0.0))
    features = {
        "observation.images.front": Feature((8, 8, 3), "uint8", "rgb", camera=camera),
        "observation.state": Feature((2,), "float32", "state", ("x", "y"), ("m", "m")),
        "action": Feature((2,), "float32", "action", ("x", "y"), ("m", "m")),
        "action.executed": Feature((2,), "float32", "record"),
        "timestamp": Feature((), "float64", "record"),
        "simulator.state": Feature((5,), "float64", "record"),
    }
    random = np.random.default_rng(2)
    with Writer(folder, Schema(features, 20.0, robot="arm"), durable=False) as writer:
        for number, length in enumerate((4, 2)):
            data = {
                key: random.integers(0, 256, (length + outlasts(key, f), *f.shape)).astype(f.dtype)
                for key, f in features.items()
            }
            success, words = (True, False)[number], ("push it", "shove it")
            writer.append(
                Episode(data, length, "pushing", words, success, 7, extra={"operator": "me"})
            )
    return Dataset(folder)


def test_our_own_go_there_and_back(tmp_path: Path) -> None:
    dataset = _ours(tmp_path / "ours.zarr")
    lost = " ".join(robomimic.write(dataset, tmp_path / "a.hdf5", lambda _: None))
    assert "after the last action of 2 episodes" in lost
    assert "There are no rewards" in lost
    arrays = _arrays(tmp_path / "a.hdf5")
    assert sorted(name for name in arrays if "demo_0" in name) == [
        f"data/demo_0/{name}"
        for name in (
            "actions", "actions_executed", "dones", "obs/front_image", "obs/state", "rewards",
            "states", "timestamp",
        )
    ]  # fmt: skip
    assert arrays["data/demo_0/rewards"].tolist() == [0, 0, 0, 1]
    assert arrays["data/demo_1/rewards"].tolist() == [0, 0]
    with h5py.File(tmp_path / "a.hdf5") as file:
        env = json.loads(file["data"].attrs["env_args"])
        assert {"env_name", "type", "env_kwargs"} <= env.keys()
        assert file["data"].attrs["total"] == 6
        assert file["data/demo_1"].attrs["num_samples"] == 2
    source = robomimic.read(tmp_path / "a.hdf5")
    theirs = dict(source.schema.features)
    del theirs["reward"], theirs["done"]
    assert theirs == dataset.schema.features
    again = _into(source, tmp_path / "back.zarr")
    for number in range(2):
        a, b = dataset.episode(number), again.episode(number)
        for key in a.data:
            assert np.array_equal(b.data[key], a.data[key][: a.length]), key
        assert (b.task, b.instructions, b.success, b.seed, b.extra["operator"]) == (
            a.task, a.instructions, a.success, a.seed, "me",
        )  # fmt: skip


# --- bad input ---------------------------------------------------------------------------------


def test_states_only_are_told_what_to_do(tmp_path: Path) -> None:
    path = _file(tmp_path / "demo.hdf5", seen=False)
    with pytest.raises(UserError, match=r"demo_0 has no observations.*dataset_states_to_obs"):
        robomimic.read(path)


def test_no_demonstrations(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.hdf5", "w") as file:
        file.create_group("data/traj_0")
    with pytest.raises(UserError, match=r"no demonstrations: data holds \['traj_0'\]"):
        robomimic.read(tmp_path / "a.hdf5")
    with h5py.File(tmp_path / "b.hdf5", "w") as file:
        file["other"] = np.zeros(3)
    assert not robomimic.recognises(tmp_path / "b.hdf5")
    with pytest.raises(UserError, match="no group 'data'"):
        robomimic.read(tmp_path / "b.hdf5")


def test_no_folder_is_named_by_a_file(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.hdf5")
    with h5py.File(path, "r+") as file:
        for demo in LENGTHS:
            file[f"data/{demo}"][".."] = np.zeros(LENGTHS[demo])
    source = robomimic.read(path)
    assert ".." not in source.schema.features
    assert any("'..' is no name" in line for line in source.lost)


def _change(group: Any, name: str, values: np.ndarray | None) -> None:
    del group[name]
    if values is not None:
        group[name] = values


@pytest.mark.parametrize(
    ("name", "values", "match"),
    [
        ("obs/object", None, "demo_2 has no obs/object, which demo_0 has"),
        ("obs/object", np.zeros((2, 14)), "demo_2/obs/object has 2 rows, but there are 3 actions"),
        ("obs/object", np.zeros((3, 13)), r"demo_2/obs/object is float64 \(13,\) a step"),
        ("obs/object", np.zeros((3, 14), "f4"), "demo_2/obs/object is float32"),
        ("states", np.zeros((5, 45)), "demo_2/states has 5 rows, but there are 3 actions"),
        ("actions", None, "demo_2 has no actions but"),
        ("actions", np.zeros((2, 7)), "demo_2 has 2 actions, and num_samples says 3"),
        ("obs/object", np.full((3, 14), np.nan), "demo_2/obs/object is not a number at step 0"),
    ],
)
def test_a_demonstration_that_does_not_fit_is_named(
    tmp_path: Path, name: str, values: np.ndarray | None, match: str
) -> None:
    path = _file(tmp_path / "a.hdf5")
    with h5py.File(path, "r+") as file:
        _change(file["data/demo_2"], name, values)
    with pytest.raises(UserError, match=match):
        list(robomimic.read(path).episodes())


def test_damaged_files_and_none(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.hdf5")
    path.write_bytes(path.read_bytes()[:-2000])
    assert robomimic.recognises(path)
    with pytest.raises(UserError, match="not a whole HDF5 file"):
        robomimic.read(path)
    (tmp_path / "b.hdf5").write_text("text")
    with pytest.raises(UserError, match="not a whole HDF5 file"):
        robomimic.read(tmp_path / "b.hdf5")
    with pytest.raises(UserError, match="not a file"):
        robomimic.read(tmp_path / "none.hdf5")


def test_the_library_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(tmp_path / "a.hdf5")
    monkeypatch.setitem(sys.modules, "h5py", None)
    assert robomimic.recognises(path)
    with pytest.raises(UserError, match=r"h5py.*pip install.*\[data\]"):
        robomimic.read(path)


def test_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    dataset = _ours(tmp_path / "ours.zarr")
    before = sorted(tmp_path.iterdir())

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        robomimic.write(dataset, tmp_path / "a.hdf5", stop)
    assert sorted(tmp_path.iterdir()) == before
    (tmp_path / "a.hdf5").touch()
    with pytest.raises(UserError, match="exists already"):
        robomimic.write(dataset, tmp_path / "a.hdf5", lambda _: None)
