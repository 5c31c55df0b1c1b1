"""diffusion_policy's and UMI's Zarr stores: in, out again, and bit for bit the same."""

from __future__ import annotations

import json
import sys
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numcodecs
import numpy as np
import pytest
import zarr
from zarr.storage import ZipStore

from vla.datasets import replay_buffer
from vla.datasets.conversion import Source
from vla.datasets.dataset import Dataset
from vla.datasets.replay_store import new_zarray
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UserError
from vla.features import Camera, Feature, outlasts

ENDS = (3, 8, 9, 16)
LZ4 = numcodecs.Blosc("lz4", 5, numcodecs.Blosc.NOSHUFFLE)
DISK = numcodecs.Blosc("zstd", 5, numcodecs.Blosc.BITSHUFFLE)


def _store(
    path: Path,
    data: Mapping[str, np.ndarray],
    ends: tuple[int, ...] | None = ENDS,
    compressors: Mapping[str, Any] | None = None,
    chunks: Mapping[str, tuple[int, ...]] | None = None,
) -> Path:
    """A store as ReplayBuffer.save_to_path makes it, or a zip file as UMI's scripts make it."""
    store: Any = ZipStore(path, mode="w") if path.suffix == ".zip" else str(path)
    with warnings.catch_warnings(), zarr.config.set({"array.write_empty_chunks": True}):
        warnings.simplefilter("ignore")  # of names that are twice in a zip file
        root = zarr.open_group(store, mode="w", zarr_format=2)
        meta, group = root.create_group("meta"), root.create_group("data")
        if ends is not None:
            meta.create_array("episode_ends", data=np.array(ends, np.int64), compressors=None)
        for key, values in data.items():
            chunk = (chunks or {}).get(key, (5, *values.shape[1:]))
            codec = (compressors or {}).get(key, LZ4)
            group.create_array(key, data=values, chunks=chunk, compressors=codec)
    if path.suffix == ".zip":
        store.close()
    return path


def _push_t() -> dict[str, np.ndarray]:
    """Names, dtypes and shapes of PushT's file, only smaller."""
    random, rows = np.random.default_rng(0), ENDS[-1]
    return {
        "action": random.uniform(0, 512, (rows, 2)).astype(np.float32),
        "img": random.integers(0, 256, (rows, 12, 12, 3)).astype(np.float32),
        "keypoint": random.normal(size=(rows, 9, 2)).astype(np.float32),
        "n_contacts": random.integers(0, 3, (rows, 1)).astype(np.float32),
        "state": random.normal(size=(rows, 5)).astype(np.float32),
    }


def _into(source: Source, folder: Path) -> Dataset:
    with Writer(folder, source.schema, durable=False) as writer:
        assert len([writer.append(episode) for episode in source.episodes()]) == source.count
    return Dataset(folder)


def _convert(path: Path, folder: Path) -> tuple[Source, Dataset]:
    source = replay_buffer.read(path)
    return source, _into(source, folder)


def _group(path: Path) -> Any:
    store: Any = ZipStore(path, mode="r") if path.suffix == ".zip" else str(path)
    return zarr.open_group(store, mode="r", zarr_format=2)


def _assert_same(one: Path, other: Path) -> None:
    """Every array: dtype, shape, bits, chunks, compressor, order, attributes."""
    ours, theirs = _group(one), _group(other)
    assert dict(ours.attrs) == dict(theirs.attrs)
    for name in ("data", "meta"):
        assert sorted(ours[name].array_keys()) == sorted(theirs[name].array_keys())
        for key in theirs[name].array_keys():
            a, b = ours[f"{name}/{key}"], theirs[f"{name}/{key}"]
            assert a.metadata == b.metadata, key
            assert np.asarray(a[...]).tobytes() == np.asarray(b[...]).tobytes(), key


def test_push_t_comes_back_bit_for_bit(tmp_path: Path) -> None:
    compressors = {"img": DISK, "keypoint": None, "state": numcodecs.Zlib(3)}
    path = _store(tmp_path / "pusht.zarr", _push_t(), compressors=compressors)
    source, dataset = _convert(path, tmp_path / "ours.zarr")
    features = source.schema.features
    assert features["observation.images.img"] == Feature((12, 12, 3), "uint8", "rgb")
    assert len(features) == 5
    assert {"observation.state", "observation.keypoint", "action"} < {*features}
    assert dataset.lengths.tolist() == [3, 5, 1, 7]
    assert source.schema.rate == 10.0
    assert any("rate" in line for line in source.lost)
    data = _push_t()
    episode = dataset.episode(1)
    assert np.array_equal(episode.data["action"], data["action"][3:8])
    assert np.array_equal(episode.data["observation.images.img"], data["img"][3:8])
    assert (episode.task, episode.success) == ("pusht", None)
    done: list[int] = []
    assert not replay_buffer.write(dataset, tmp_path / "again.zarr", done.append)
    assert done == [1, 2, 3, 4]
    _assert_same(tmp_path / "again.zarr", path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_zip_file_and_attributes_and_meta_come_back(tmp_path: Path) -> None:
    folder = _store(tmp_path / "a.zarr", _push_t() | {"agent_pos": np.ones((16, 2), ">f8")})
    root: Any = zarr.open_group(str(folder), mode="r+", zarr_format=2)
    root.attrs["made by"] = "somebody"
    root["data/action"].attrs["unit"] = "px"
    root["meta"].create_array("operator", data=np.array([3, 1, 4, 1], np.uint8))
    root["meta"].create_array("offsets", data=np.arange(6, dtype=np.float32).reshape(2, 3))
    root["meta"].create_array("scale", shape=(), dtype=np.float64)[...] = 0.1
    with zipfile.ZipFile(tmp_path / "nested.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for found in sorted(folder.rglob("*")):
            if found.is_file():
                file.write(found, f"pusht/a.zarr/{found.relative_to(folder).as_posix()}")
    assert replay_buffer.recognises(tmp_path / "nested.zip")
    assert replay_buffer.recognises(folder)
    source, dataset = _convert(tmp_path / "nested.zip", tmp_path / "ours.zarr")
    assert source.schema.features["observation.agent_pos"].dtype == "float64"
    assert dataset.episode(2).extra == {"meta": {"operator": 4}}
    replay_buffer.write(dataset, tmp_path / "again.zarr.zip", lambda _: None)
    _assert_same(tmp_path / "again.zarr.zip", folder)
    assert replay_buffer.recognises(tmp_path / "again.zarr.zip")


def test_pictures_that_are_no_bytes_stay_what_they_are(tmp_path: Path) -> None:
    late, minus = _push_t()["img"], _push_t()["img"]
    late[15, 3, 3, 1] = 7.5  # in the last chunk
    minus[9, 0, 0, 0] = -0.0
    fields = {"late": late, "minus": minus, "action": _push_t()["action"]}
    fields["rgb"] = _push_t()["img"].astype(np.uint8)
    path = _store(tmp_path / "a.zarr", fields)
    source, dataset = _convert(path, tmp_path / "ours.zarr")
    features = source.schema.features
    assert features["observation.late"].dtype == features["observation.minus"].dtype == "float32"
    assert features["observation.images.rgb"].role == "rgb"
    assert sum("not as pictures" in line for line in source.lost) == 2
    replay_buffer.write(dataset, tmp_path / "again.zarr", lambda _: None)
    _assert_same(tmp_path / "again.zarr", path)


def test_any_chunks(tmp_path: Path) -> None:
    data = {key: values[:, :6] for key, values in _push_t().items()}
    for length in (1, 7, 50):
        chunks = {"action": (length, 1), "img": (length, 3, 12, 2), "state": (length, 5)}
        path = _store(tmp_path / f"{length}.zarr", data, chunks=chunks)
        _, dataset = _convert(path, tmp_path / f"ours{length}.zarr")
        replay_buffer.write(dataset, tmp_path / f"again{length}.zarr", lambda _: None)
        _assert_same(tmp_path / f"again{length}.zarr", path)


def test_chunks_that_are_not_there_are_told(tmp_path: Path) -> None:
    path = _store(tmp_path / "a.zarr", _push_t())
    (path / "data/state/2.0").unlink()
    lost = replay_buffer.read(path).lost
    assert any("data/state: 1 chunks are not in the store" in line for line in lost)


def _umi(path: Path, level: int) -> Path:
    imagecodecs = pytest.importorskip("imagecodecs.numcodecs")
    imagecodecs.register_codecs(verbose=False)
    random, rows = np.random.default_rng(1), ENDS[-1]
    data = {"camera0_rgb": random.integers(0, 256, (rows, 16, 16, 3), np.uint8)}
    for robot in (0, 1):
        for key, size, dtype in (
            ("eef_pos", 3, "f4"), ("eef_rot_axis_angle", 3, "f4"), ("gripper_width", 1, "f4"),
            ("demo_start_pose", 6, "f8"), ("demo_end_pose", 6, "f8"),
        ):  # fmt: skip
            data[f"robot{robot}_{key}"] = random.normal(size=(rows, size)).astype(dtype)
    codec = imagecodecs.Jpegxl(level=level, lossless=level > 90, numthreads=1)
    chunks = {"camera0_rgb": (1, 16, 16, 3)}
    return _store(path, data, compressors={"camera0_rgb": codec}, chunks=chunks)


def test_umi_gets_its_action_and_comes_back(tmp_path: Path) -> None:
    path = _umi(tmp_path / "dataset.zarr.zip", 99)
    source, dataset = _convert(path, tmp_path / "ours.zarr")
    action = source.schema.features["action"]
    assert action.names[:3] == ("robot0_x", "robot0_y", "robot0_z")
    assert action.units == ("m", "m", "m", "rad", "rad", "rad", "m") * 2
    assert source.schema.rate == 59.94
    found = dataset.episode(3).data
    parts = [f"observation.robot{r}_{k}" for r in (0, 1) for k, *_ in replay_buffer.UMI]
    assert np.array_equal(found["action"], np.concatenate([found[p] for p in parts], 1))
    assert not replay_buffer.write(dataset, tmp_path / "again.zarr.zip", lambda _: None)
    _assert_same(tmp_path / "again.zarr.zip", path)


def test_a_codec_with_losses_is_not_used_twice(tmp_path: Path) -> None:
    path = _umi(tmp_path / "dataset.zarr.zip", 60)
    _, dataset = _convert(path, tmp_path / "ours.zarr")
    lost = replay_buffer.write(dataset, tmp_path / "again.zarr", lambda _: None)
    assert any("with losses" in line for line in lost)
    there, came = _group(tmp_path / "again.zarr"), _group(path)
    assert np.array_equal(there["data/camera0_rgb"][:], came["data/camera0_rgb"][:])
    assert there["data/camera0_rgb"].metadata.compressor.codec_id == "blosc"


def _ours(folder: Path) -> Dataset:
    """A dataset of this toolkit: T + 1 observations, judged, said in words."""
    features = {
        "observation.images.front": Feature((8, 8, 3), "uint8", "rgb", camera=Camera(0.8)),
        "observation.state": Feature((2,), "float32", "state", ("x", "y"), ("m", "m")),
        "action": Feature((2,), "float32", "action", ("x", "y"), ("m", "m")),
        "action.executed": Feature((2,), "float32", "record"),
        "reward": Feature((), "float32", "record"),
        "is_perturbed": Feature((), "bool", "record"),
    }
    random = np.random.default_rng(2)
    with Writer(folder, Schema(features, 20.0, robot="arm"), durable=False) as writer:
        for number, length in enumerate((4, 2, 6)):
            data = {
                key: random.integers(0, 256, (length + outlasts(key, f), *f.shape)).astype(f.dtype)
                for key, f in features.items()
            }
            task, words = ("push", ("push it", "shove it")) if number else ("stack", ())
            success, seed = ((True, 5), (False, 6), (None, None))[number]
            writer.append(Episode(data, length, task, words, success, seed))
    return Dataset(folder)


def test_our_own_go_there_and_back(tmp_path: Path) -> None:
    dataset = _ours(tmp_path / "ours.zarr")
    lost = replay_buffer.write(dataset, tmp_path / "theirs.zarr", lambda _: None)
    assert any("after the last action of 3 episodes" in line for line in lost)
    group = _group(tmp_path / "theirs.zarr")
    assert sorted(group["data"].array_keys()) == [
        "action", "action_executed", "front", "is_perturbed", "reward", "state",
    ]  # fmt: skip
    assert group["meta/episode_ends"][:].tolist() == [4, 6, 12]
    assert group["meta/success"][:].tolist() == [1, 0, -1]
    assert group["meta/seed"][:].tolist() == [5, 6, -1]
    assert group.attrs["vla"]["fps"] == 20.0
    assert group["data/front"].metadata.compressor.get_config() == LZ4.get_config()
    source, again = _convert(tmp_path / "theirs.zarr", tmp_path / "back.zarr")
    assert source.schema.features == dataset.schema.features
    assert (source.schema.rate, source.schema.robot) == (20.0, "arm")
    for number in range(3):
        a, b = dataset.episode(number), again.episode(number)
        for key in a.data:
            assert np.array_equal(b.data[key], a.data[key][: a.length]), key
        assert (b.task, b.instructions) == (a.task, a.instructions)
        assert (b.success, b.seed) == (a.success, a.seed)
    replay_buffer.write(again, tmp_path / "thrice.zarr", lambda _: None)
    _assert_same(tmp_path / "thrice.zarr", tmp_path / "theirs.zarr")


def test_what_was_deleted_is_not_written(tmp_path: Path) -> None:
    path = _store(tmp_path / "a.zarr", _push_t())
    _, dataset = _convert(path, tmp_path / "ours.zarr")
    with Writer(tmp_path / "ours.zarr") as writer:
        writer.delete(dataset.episodes[1].id, "bad")
    replay_buffer.write(Dataset(tmp_path / "ours.zarr"), tmp_path / "b.zarr", lambda _: None)
    group = _group(tmp_path / "b.zarr")
    assert group["meta/episode_ends"][:].tolist() == [3, 4, 11]
    kept = np.r_[0:3, 8:16]
    for key, values in _push_t().items():
        assert np.array_equal(group[f"data/{key}"][:], values[kept])


def test_chunks_of_about_two_megabytes() -> None:
    for shape, dtype, rows in (
        ((1000, 96, 96, 3), "float32", 19),
        ((1000, 128, 128, 3), "uint8", 41),
        ((1000, 2), "float32", 1000),
        ((5, 2000, 2000, 3), "uint8", 1),
    ):
        assert new_zarray(shape, dtype)["chunks"] == [rows, *shape[1:]]


# --- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "rows", "match"),
    [
        (None, 16, "without meta/episode_ends"),
        (ENDS, 15, r"data/state has 15 rows.* is 16"),
        (ENDS, 17, r"data/state has 17 rows.* is 16"),
        ((3, 3, 16), 16, "does not grow at episode 1: 3 after 3"),
        ((5, 4, 16), 16, "does not grow at episode 1: 4 after 5"),
        ((0, 16), 16, "does not grow at episode 0: 0 after 0"),
    ],
)
def test_ends_that_do_not_fit(
    tmp_path: Path, ends: tuple[int, ...] | None, rows: int, match: str
) -> None:
    data = _push_t() | {"state": np.zeros((rows, 5), np.float32)}
    path = _store(tmp_path / "a.zarr", data, ends)
    assert replay_buffer.recognises(path)
    with pytest.raises(UserError, match=match):
        replay_buffer.read(path)


def _spoil(path: Path, array: str, **changes: Any) -> None:
    file = path / array / ".zarray"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_a_codec_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _store(tmp_path / "a.zarr", _push_t())
    _spoil(path, "data/img", compressor={"id": "magic"})
    with pytest.raises(UserError, match=r"data/img is compressed by 'magic'.*\[umi\]"):
        replay_buffer.read(path)
    _spoil(path, "data/img", compressor={"id": "imagecodecs_jpegxl"})
    monkeypatch.setitem(sys.modules, "imagecodecs.numcodecs", None)
    with pytest.raises(UserError, match=r"imagecodecs_jpegxl.*pip install.*\[umi\]"):
        replay_buffer.read(path)


def test_no_folder_is_named_by_a_file(tmp_path: Path) -> None:
    dataset = _ours(tmp_path / "ours.zarr")
    replay_buffer.write(dataset, tmp_path / "a.zarr", lambda _: None)
    attributes = tmp_path / "a.zarr/.zattrs"
    attributes.write_text(attributes.read_text().replace('"action.executed"', '"../../x"'))
    assert "observation.action_executed" in replay_buffer.read(tmp_path / "a.zarr").schema.features
    attributes.write_text('{"vla": "somebody else\'s"}')
    source = replay_buffer.read(tmp_path / "a.zarr")
    assert source.schema.provenance["source"]["attributes"][""] == {"vla": "somebody else's"}
    assert not source.schema.provenance["source"]["ours"]


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    path = _store(tmp_path / "a.zarr", _push_t())
    _spoil(path, "data/state", filters=[{"id": "pickle"}])
    with pytest.raises(UserError, match="'pickle'"):
        replay_buffer.read(path)
    _spoil(path, "data/state", dtype="|O")
    assert any("data/state holds no numbers" in line for line in replay_buffer.read(path).lost)


def test_damaged_files(tmp_path: Path) -> None:
    path = _store(tmp_path / "a.zarr", _push_t())
    chunk = path / "data/keypoint/2.0.0"
    whole = chunk.read_bytes()
    for size in (40, 10, 0):
        chunk.write_bytes(whole[:size])
        with pytest.raises(UserError, match=rf"data/keypoint/2.0.0 is damaged: {size} bytes"):
            replay_buffer.read(path)
    chunk.write_bytes(whole[:4] + bytes(4) + whole[8:])
    with pytest.raises(UserError, match=r"data/keypoint, rows 10 to .* damaged"):
        _into(replay_buffer.read(path), tmp_path / "ours.zarr")
    (path / "data/action/.zarray").write_text('{"shape": [1')
    with pytest.raises(UserError, match=r"data/action/.zarray is damaged"):
        replay_buffer.read(path)
    with pytest.raises(UserError, match="without meta/episode_ends"):
        replay_buffer.read(_store(tmp_path / "c.zarr.zip", _push_t(), None))
    packed = _store(tmp_path / "b.zarr.zip", _push_t())
    with zipfile.ZipFile(packed) as file:
        at = file.getinfo("data/img/1.0.0.0").header_offset + 200
    text = bytearray(packed.read_bytes())
    text[at] ^= 1
    packed.write_bytes(text)
    with pytest.raises(UserError, match="data/img, rows 5 to 10, does not decode"):
        replay_buffer.read(packed)
    packed.write_bytes(packed.read_bytes()[:-500])
    assert replay_buffer.recognises(packed)
    with pytest.raises(UserError, match="not a whole zip file"):
        replay_buffer.read(packed)
    with pytest.raises(UserError, match="does not exist"):
        replay_buffer.read(tmp_path / "none.zarr")


def test_what_is_not_a_number_is_named(tmp_path: Path) -> None:
    path = _store(tmp_path / "a.zarr", _push_t())
    zarr.open_array(str(path / "data/state"), mode="r+")[6, 1] = np.nan
    with pytest.raises(UserError, match="episode 1, data/state is not a number at row 6"):
        _into(replay_buffer.read(path), tmp_path / "ours.zarr")


def test_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    dataset = _ours(tmp_path / "ours.zarr")
    before = sorted(tmp_path.iterdir())

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    for name in ("a.zarr", "a.zarr.zip"):
        with pytest.raises(KeyboardInterrupt):
            replay_buffer.write(dataset, tmp_path / name, stop)
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(UserError, match="exists already"):
        replay_buffer.write(dataset, tmp_path / "ours.zarr", lambda _: None)
