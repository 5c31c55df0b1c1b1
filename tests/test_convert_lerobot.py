"""LeRobot's datasets: there and back, as others write them, damaged ones, and what files hold."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vla.action import action_spec
from vla.datasets import lerobot, lerobot_layout, lerobot_write
from vla.datasets.dataset import Dataset
from vla.datasets.lerobot_stats import count_pictures, of_numbers
from vla.datasets.lerobot_video import Clip
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UserError
from vla.features import ACTION, REWARD, SIMULATOR, STATE, TIMESTAMP, Feature, outlasts
from vla.video import encode

av = pytest.importorskip("av")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

LENGTHS = (12, 30, 9)
RATE = 20
FRONT, WRIST = "observation.images.front", "observation.images.wrist"
FEATURES = {
    FRONT: Feature((64, 64, 3), "uint8", "rgb"),
    WRIST: Feature((64, 64, 3), "uint8", "rgb"),
    "observation.depth.front": Feature((64, 64), "uint16", "depth", units=("m",), scale=1e-4),
    STATE: Feature((5,), "float32", "state", tuple("abcde"), ("rad",) * 5),
    "observation.grid": Feature((2, 3), "float32", "state"),
    "observation.force": Feature((1,), "float64", "state"),
    ACTION: Feature((7,), "float32", "action", action_spec("ee_delta").names),
    REWARD: Feature((), "float32", "record"),
    TIMESTAMP: Feature((), "float64", "record"),
    "is_perturbed": Feature((), "bool", "record"),
    SIMULATOR: Feature((40,), "float64", "record"),
}


def _pictures(count: int, phase: float) -> np.ndarray:
    """Smooth moving colours (count, 64, 64, 3)."""
    t = np.arange(count)[:, None, None]
    y, x = np.mgrid[:64, :64] / 64
    channels = (
        128 + 90 * np.sin(3 * x + t / 9 + phase) + 0 * y,
        128 + 90 * np.cos(2 * y + phase - t / 11) + 0 * x,
        128 + 60 * np.sin(x + y + t / 7),
    )
    return np.stack(channels, -1).astype(np.uint8)


def _psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Of the worst picture [dB]."""
    error = np.mean((one.astype(float) - other) ** 2, axis=(1, 2, 3)).max()
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def _episode(number: int, length: int) -> Episode:
    rng = np.random.default_rng(number)
    data = {}
    for key, feature in FEATURES.items():
        rows = length + outlasts(key, feature)
        if feature.role == "rgb":
            data[key] = _pictures(rows, number + (key == WRIST))
        elif feature.dtype == "bool":
            data[key] = rng.random(rows) < 0.5
        else:
            data[key] = (100 * rng.random((rows, *feature.shape))).astype(feature.dtype)
    return Episode(
        data, length, "stacking", (f"stack {number % 2}", "put it there"),
        [True, False, None][number], seed=7 + number, ended="timeout", source="expert",
        recorded="2026-01-01T00:00:00Z", extra={"note": number},
    )  # fmt: skip


def _nothing(done: int) -> None:
    pass


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of ours: three episodes, two cameras."""
    path = tmp_path_factory.mktemp("ours") / "a.zarr"
    schema = Schema(
        FEATURES, float(RATE), action_spec("ee_delta"), "panda", {"task": "stacking"},
        {"licence": "CC0"},
    )  # fmt: skip
    with Writer(path, schema, durable=False) as writer:
        for number, length in enumerate(LENGTHS):
            writer.append(_episode(number, length))
    return path


@pytest.fixture(scope="module")
def theirs(ours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a LeRobot dataset."""
    out = tmp_path_factory.mktemp("theirs") / "set"
    done: list[int] = []
    with Dataset(ours) as dataset:
        lost = lerobot.write(dataset, out, done.append)
    assert done == [1, 2, 3]
    text = " ".join(lost)
    for word in (SIMULATOR, "observation.depth.front", "last action", "judged", "video"):
        assert word in text
    assert [p.name for p in out.parent.iterdir()] == ["set"]
    return out


def _info(root: Path) -> dict[str, Any]:
    return json.loads((root / "meta/info.json").read_text("utf-8"))


def _change(root: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    info = _info(root)
    change(info)
    (root / "meta/info.json").write_text(json.dumps(info), "utf-8")


# --- there and back ----------------------------------------------------------------------------


def test_there_and_back(ours: Path, theirs: Path, tmp_path: Path) -> None:
    assert lerobot.recognises(theirs)
    assert not lerobot.recognises(ours)
    source = lerobot.read(theirs)
    assert (source.count, list(source.lost)) == (3, [])
    with Writer(tmp_path / "b.zarr", source.schema, durable=False) as writer:
        for episode in source.episodes():
            writer.append(episode)
    with Dataset(ours) as before, Dataset(tmp_path / "b.zarr") as after:
        written = {k: v for k, v in FEATURES.items() if v.role != "depth" and k != SIMULATOR}
        assert after.schema.features == written
        assert after.schema.rate == RATE
        assert after.schema.robot == "panda"
        assert after.schema.action_spec == before.schema.action_spec
        assert after.schema.environment == before.schema.environment
        assert after.schema.provenance["licence"] == "CC0"
        for number, length in enumerate(LENGTHS):
            one, other = before.episode(number), after.episode(number)
            for what in ("id", "length", "task", "instructions", "success", "seed", "ended",
                         "source", "recorded", "extra"):  # fmt: skip
                assert getattr(one, what) == getattr(other, what), what
            for key, feature in written.items():
                if feature.is_picture:
                    assert other.data[key].shape == (length, 64, 64, 3)
                    assert _psnr(one.data[key][:length], other.data[key]) >= 30
                else:
                    np.testing.assert_array_equal(one.data[key][:length], other.data[key])


def test_without_our_notes(theirs: Path, tmp_path: Path) -> None:
    """What LeRobot's own tools may leave of it."""
    root = Path(shutil.copytree(theirs, tmp_path / "set"))
    (root / "meta/vla.json").unlink()
    table = pq.read_table(root / "meta/episodes/chunk-000/file-000.parquet")
    pq.write_table(table.drop_columns(["vla"]), root / "meta/episodes/chunk-000/file-000.parquet")
    source = lerobot.read(root)
    features = source.schema.features
    assert features[STATE] == Feature((5,), "float32", "state", tuple("abcde"))
    assert features["observation.force"].shape == (1,)
    assert features[REWARD] == Feature((), "float32", "record")
    assert features[TIMESTAMP].dtype == "float64"
    assert {k for k, f in features.items() if f.role == "rgb"} == {FRONT, WRIST}
    episodes = list(source.episodes())
    assert [e.success for e in episodes] == [True, False, False]
    assert [e.instructions for e in episodes] == [("stack 0",), ("stack 1",), ("stack 0",)]
    assert episodes[1].data["next.done"].tolist() == [False] * 29 + [True]


def test_pictures_without_loss(ours: Path, tmp_path: Path) -> None:
    with Dataset(ours) as dataset:
        lerobot.write(dataset, tmp_path / "set", _nothing, video_codec="png")
        assert _info(tmp_path / "set")["video_path"] is None
        assert not (tmp_path / "set/videos").exists()
        for number, episode in enumerate(lerobot.read(tmp_path / "set").episodes()):
            pictures = dataset.episode(number).data[FRONT]
            np.testing.assert_array_equal(episode.data[FRONT], pictures[: LENGTHS[number]])


@pytest.mark.parametrize("codec", ["libx264", "libsvtav1"])
def test_files_roll_over(
    ours: Path, tmp_path: Path, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lerobot_write, "MEGABYTE", 1e-6)  # every episode fills a file
    monkeypatch.setattr(lerobot_layout, "CHUNK", 2)
    monkeypatch.setattr(lerobot_write, "BATCH", 1)
    with Dataset(ours) as dataset:
        lerobot.write(dataset, tmp_path / "set", _nothing, video_codec=codec)
        for name in ("chunk-000/file-001", "chunk-001/file-000"):
            assert (tmp_path / "set/data" / f"{name}.parquet").exists()
            assert (tmp_path / "set/meta/episodes" / f"{name}.parquet").exists()
        assert not (tmp_path / "set/data/chunk-000/file-002.parquet").exists()
        assert (tmp_path / "set/videos" / FRONT / "chunk-000/file-000.mp4").exists()
        for number, episode in enumerate(lerobot.read(tmp_path / "set").episodes()):
            one = dataset.episode(number)
            assert _psnr(one.data[WRIST][: LENGTHS[number]], episode.data[WRIST]) >= 30
            np.testing.assert_array_equal(one.data[STATE][: LENGTHS[number]], episode.data[STATE])


def test_odd_sizes_and_rates(tmp_path: Path) -> None:
    """Pictures that no video can hold go into the tables; the rate need not be whole."""
    features = {"observation.images.a": Feature((15, 33, 3), "uint8", "rgb"),
                "observation.images.b": Feature((32, 48, 3), "uint8", "rgb")}  # fmt: skip
    rng = np.random.default_rng(0)
    data = {k: rng.integers(0, 255, (5, *f.shape), np.uint8) for k, f in features.items()}
    with Writer(tmp_path / "a.zarr", Schema(features, 12.5), durable=False) as writer:
        writer.append(Episode(data, 4, "", (), None))
    with Dataset(tmp_path / "a.zarr") as dataset:
        lost = lerobot.write(dataset, tmp_path / "set", _nothing)
    assert "12.5 Hz" in " ".join(lost)
    source = lerobot.read(tmp_path / "set")
    (episode,) = source.episodes()
    assert (source.schema.rate, episode.instructions, episode.success) == (12.5, (), None)
    found = {k: f["dtype"] for k, f in _info(tmp_path / "set")["features"].items()}
    assert (found["observation.images.a"], found["observation.images.b"]) == ("image", "video")
    assert "next.success" not in found
    for key in features:
        assert episode.data[key].shape == (4, *features[key].shape)
    a = "observation.images.a"
    np.testing.assert_array_equal(episode.data[a], data[a][:4])


def test_pyarrow_is_asked_for(
    ours: Path, theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UserError, match=r'pip install "vla-toolkit\[data\]"'):
        lerobot.read(theirs)
    with Dataset(ours) as dataset, pytest.raises(UserError, match="pyarrow"):
        lerobot.write(dataset, tmp_path / "set", _nothing)


def test_a_clip_looks_for_its_place(theirs: Path) -> None:
    clip = Clip(theirs / "videos" / FRONT / "chunk-000/file-000.mp4", RATE)
    whole = np.empty((sum(LENGTHS), 64, 64, 3), np.uint8)
    clip.read(0, whole)
    for first, count in ((45, 3), (2, 9), (11, 2), (30, 1), (0, 1), (50, 1)):
        found = np.empty((count, 64, 64, 3), np.uint8)
        clip.read(first, found)
        np.testing.assert_array_equal(found, whole[first : first + count])
    with pytest.raises(UserError, match="picture 51 is missing"):
        clip.read(50, np.empty((2, 64, 64, 3), np.uint8))
    clip.close()
    clip.close()


def test_nothing_is_left_when_writing_fails(ours: Path, tmp_path: Path) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with Dataset(ours) as dataset:
        with pytest.raises(KeyboardInterrupt):
            lerobot.write(dataset, tmp_path / "set", stop)
        assert not list(tmp_path.iterdir())
        with pytest.raises(UserError, match=r"Known: |Did you mean"):
            lerobot.write(dataset, tmp_path / "set", _nothing, video_codec="libx26")
        (tmp_path / "set").mkdir()
        (tmp_path / "set/mine").touch()
        with pytest.raises(UserError, match="exists"):
            lerobot.write(dataset, tmp_path / "set", _nothing)
        assert [p.name for p in tmp_path.rglob("*")] == ["set", "mine"]


# --- what the files hold -----------------------------------------------------------------------


def test_info_and_columns(theirs: Path) -> None:
    info = _info(theirs)
    total = sum(LENGTHS)
    expected = {
        "codebase_version": "v3.0", "robot_type": "panda", "total_episodes": 3,
        "total_frames": total, "total_tasks": 2, "chunks_size": 1000,
        "data_files_size_in_mb": 100, "video_files_size_in_mb": 200, "fps": RATE,
        "splits": {"train": "0:3"},
        "data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
        "video_path": "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4",
    }  # fmt: skip
    assert {k: v for k, v in info.items() if k != "features"} == expected
    assert type(info["fps"]) is int
    features = info["features"]
    assert features[STATE] == {"dtype": "float32", "shape": [5], "names": list("abcde")}
    assert features["next.reward"] == {"dtype": "float32", "shape": [1], "names": None}
    assert features[FRONT]["dtype"] == "video"
    assert features[FRONT]["shape"] == [64, 64, 3]
    assert features[FRONT]["names"] == ["height", "width", "channels"]
    assert features[FRONT]["info"]["video.fps"] == RATE
    assert features[FRONT]["info"]["video.codec"] in ("av1", "h264")

    file = pq.ParquetFile(theirs / "data/chunk-000/file-000.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(3)] == list(LENGTHS)
    schema = file.schema_arrow
    assert set(schema.names) == {k for k, f in features.items() if f["dtype"] != "video"}
    for key, kind in {
        "timestamp": pa.float32(), "frame_index": pa.int64(), "episode_index": pa.int64(),
        "index": pa.int64(), "task_index": pa.int64(), "next.done": pa.bool_(),
        "next.reward": pa.float32(), "observation.force": pa.float64(),
    }.items():  # fmt: skip
        assert schema.field(key).type == kind, key
    assert pa.types.is_fixed_size_list(schema.field(STATE).type)
    assert schema.field(STATE).type.list_size == 5
    table = file.read()
    assert table["index"].to_pylist() == list(range(total))
    steps = np.concatenate([np.arange(n) for n in LENGTHS])
    np.testing.assert_array_equal(table["frame_index"].to_numpy(), steps)
    np.testing.assert_allclose(table["timestamp"].to_numpy(), steps / RATE, atol=1e-6)


def test_episodes_and_tasks(theirs: Path) -> None:
    table = pq.read_table(theirs / "meta/episodes/chunk-000/file-000.parquet")
    rows = table.to_pylist()
    ends = np.cumsum(LENGTHS)
    for number, row in enumerate(rows):
        length, end = LENGTHS[number], int(ends[number])
        assert row["episode_index"] == number
        assert row["tasks"] == [f"stack {number % 2}"]
        assert row["length"] == length
        assert (row["dataset_from_index"], row["dataset_to_index"]) == (end - length, end)
        for what in ("data", "meta/episodes", f"videos/{FRONT}", f"videos/{WRIST}"):
            assert (row[f"{what}/chunk_index"], row[f"{what}/file_index"]) == (0, 0)
        assert row[f"videos/{WRIST}/from_timestamp"] == pytest.approx((end - length) / RATE)
        assert row[f"videos/{WRIST}/to_timestamp"] == pytest.approx(end / RATE)
    kinds = dict(zip(table.schema.names, table.schema.types, strict=True))
    assert kinds["tasks"] == pa.list_(pa.string())
    for name in ("min", "max", "mean", "std", "q01", "q10", "q50", "q90", "q99"):
        assert kinds[f"stats/{STATE}/{name}"] == pa.list_(pa.float64())
        nested = pa.list_(pa.list_(pa.list_(pa.float64())))
        assert kinds[f"stats/{FRONT}/{name}"] == nested
        assert np.shape(rows[0][f"stats/{FRONT}/{name}"]) == (3, 1, 1)
    assert rows[1][f"stats/{STATE}/count"] == [30]

    tasks = pq.read_table(theirs / "meta/tasks.parquet")
    assert tasks.to_pylist() == [
        {"task_index": 0, "task": "stack 0"}, {"task_index": 1, "task": "stack 1"},
    ]  # fmt: skip
    pandas = json.loads(tasks.schema.metadata[b"pandas"])
    assert pandas["index_columns"] == ["task"]
    assert [c["field_name"] for c in pandas["columns"]] == ["task_index", "task"]


def test_statistics_are_exact(theirs: Path) -> None:
    stats = json.loads((theirs / "meta/stats.json").read_text("utf-8"))
    declared = _info(theirs)["features"]
    assert set(stats) == set(declared)
    total = sum(LENGTHS)
    episodes = [_episode(n, length) for n, length in enumerate(LENGTHS)]
    state = np.concatenate([e.data[STATE][: e.length] for e in episodes]).astype(float)
    found = stats[STATE]
    np.testing.assert_allclose(found["mean"], state.mean(0))
    np.testing.assert_allclose(found["std"], state.std(0))
    np.testing.assert_allclose(found["q99"], np.quantile(state, 0.99, axis=0))
    assert found["count"] == [total]
    for key, given in declared.items():
        shape = (3, 1, 1) if given["dtype"] == "video" else tuple(given["shape"])
        assert np.shape(stats[key]["q10"]) == shape, key
    pictures = np.concatenate([e.data[FRONT][: e.length] for e in episodes]) / 255
    for name, values in {
        "mean": pictures.mean((0, 1, 2)), "std": pictures.std((0, 1, 2)),
        "min": pictures.min((0, 1, 2)), "max": pictures.max((0, 1, 2)),
    }.items():  # fmt: skip
        np.testing.assert_allclose(np.ravel(stats[FRONT][name]), values, atol=1e-9)
    middle = np.quantile(pictures.reshape(-1, 3), 0.5, axis=0)
    np.testing.assert_allclose(np.ravel(stats[FRONT]["q50"]), middle, atol=1 / 255)


def test_samples_of_pictures() -> None:
    pictures = np.zeros((1100, 8, 8, 3), np.uint8)
    assert count_pictures(pictures).pictures == int(1100**0.75)
    assert count_pictures(pictures[:120]).pictures == 100
    assert count_pictures(pictures[:7]).pictures == 7
    large = np.zeros((2, 480, 640, 3), np.uint8)
    assert count_pictures(large).bins[0].sum() == 2 * 120 * 160
    assert of_numbers(np.array([True, False]))["mean"].tolist() == [0.5]


# --- as others write them ----------------------------------------------------------------------


def _foreign(root: Path, lengths: tuple[int, ...] = (7, 11), fps: int = 10) -> np.ndarray:
    """A dataset as the real package writes one: its states (n, 4). Column order, the name of
    the index of tasks, statistics that are lists, and extra features are theirs."""
    total = sum(lengths)
    rng = np.random.default_rng(1)
    states = rng.normal(size=(total, 4)).astype(np.float32)
    number = np.repeat(np.arange(len(lengths)), lengths)
    steps = np.concatenate([np.arange(n) for n in lengths])
    last = np.concatenate([np.arange(n) == n - 1 for n in lengths])
    flat = pa.array(states.reshape(-1))
    stills = [{"bytes": encode(p, "jpeg" if n % 2 else "png"), "path": f"frame-{n:06d}.png"}
              for n, p in enumerate(_pictures(total, 2.0))]  # fmt: skip
    table = pa.table(
        {
            STATE: pa.FixedSizeListArray.from_arrays(flat, 4),
            ACTION: pa.array(states[:, :2].tolist(), pa.list_(pa.float32())),
            "observation.image": pa.array(stills),
            "next.reward": pa.array(np.arange(total, dtype=np.float32)),
            "next.success": pa.array(last & (number == 1)),
            "comment": pa.array([f"step {n}" for n in range(total)]),
            "timestamp": pa.array((steps / fps).astype(np.float32)),
            "frame_index": pa.array(steps),
            "episode_index": pa.array(number),
            "index": pa.array(np.arange(total)),
            "task_index": pa.array(np.where(number == 0, 1, 0)),
        }
    )
    (root / "data/chunk-000").mkdir(parents=True)
    # One row group, as files have that were put together by tools.
    pq.write_table(table, root / "data/chunk-000/file-000.parquet")

    video = root / "videos/observation.images.top/chunk-000/file-000.mp4"
    video.parent.mkdir(parents=True)
    with av.open(str(video), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "18", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for n, picture in enumerate(_pictures(total, 0.0)[:, :48]):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    top, ends = "videos/observation.images.top", np.cumsum(lengths)
    tasks = pa.table({"task_index": [0, 1], "__index_level_0__": ["push", "pull"]})
    tasks = tasks.replace_schema_metadata(
        {"pandas": json.dumps({"index_columns": ["__index_level_0__"], "columns": []})}
    )
    (root / "meta/episodes/chunk-000").mkdir(parents=True)
    pq.write_table(tasks, root / "meta/tasks.parquet")
    episodes = [
        {
            "episode_index": n, "data/chunk_index": 0, "data/file_index": 0,
            "dataset_from_index": int(ends[n] - length), "dataset_to_index": int(ends[n]),
            f"{top}/chunk_index": 0, f"{top}/file_index": 0,
            # As sums of floats drift.
            f"{top}/from_timestamp": float(ends[n] - length) / fps + 1e-4 * n,
            f"{top}/to_timestamp": float(ends[n]) / fps,
            "tasks": [["pull"], ["push"]][n], "length": length,
            "stats/action/min": [0.0, 0.0], "meta/episodes/chunk_index": 0,
            "meta/episodes/file_index": 0,
        }
        for n, length in enumerate(lengths)
    ]  # fmt: skip
    pq.write_table(
        pa.Table.from_pylist(episodes), root / "meta/episodes/chunk-000/file-000.parquet"
    )
    one = {"shape": [1], "names": None}
    info = {
        "codebase_version": "v3.0", "robot_type": "so100", "total_episodes": 2,
        "total_frames": total, "total_tasks": 2, "chunks_size": 1000, "fps": fps,
        "splits": {"train": "0:2"},
        "data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
        "video_path": "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4",
        "features": {
            STATE: {"dtype": "float32", "shape": [4], "names": {"motors": list("wxyz")}},
            ACTION: {"dtype": "float32", "shape": [2], "names": ["x", "y"]},
            "observation.image": {"dtype": "image", "shape": [3, 64, 64],
                                  "names": ["channels", "height", "width"]},
            "observation.images.top": {"dtype": "video", "shape": [48, 64, 3],
                                       "names": ["height", "width", "channels"],
                                       "info": {"video.fps": fps, "has_audio": True}},
            "next.reward": {"dtype": "float32", **one},
            "next.success": {"dtype": "bool", **one},
            "comment": {"dtype": "string", **one},
            "language_events": {"dtype": "language", **one},
            **{k: {"dtype": "int64", **one}
               for k in ("frame_index", "episode_index", "index", "task_index")},
            "timestamp": {"dtype": "float32", **one},
        },
    }  # fmt: skip
    (root / "meta/info.json").write_text(json.dumps(info), "utf-8")
    return states


def test_as_others_write_them(tmp_path: Path) -> None:
    root = tmp_path / "set"
    states = _foreign(root)
    source = lerobot.read(root)
    schema = source.schema
    assert (source.count, schema.rate, schema.robot) == (2, 10.0, "so100")
    assert schema.features == {
        STATE: Feature((4,), "float32", "state", tuple("wxyz")),
        ACTION: Feature((2,), "float32", "action", ("x", "y")),
        "observation.images.image": Feature((64, 64, 3), "uint8", "rgb"),
        "observation.images.top": Feature((48, 64, 3), "uint8", "rgb"),
        REWARD: Feature((), "float32", "record"),
        "next.success": Feature((), "bool", "record"),
    }
    text = " ".join(source.lost)
    for word in ("'comment'", "'language_events'", "sound"):
        assert word in text
    one, other = source.episodes()
    assert (one.length, other.length) == (7, 11)
    assert (one.instructions, other.instructions) == (("pull",), ("push",))
    assert (one.success, other.success) == (False, True)
    assert one.task == ""
    np.testing.assert_array_equal(np.concatenate([one.data[STATE], other.data[STATE]]), states)
    np.testing.assert_array_equal(other.data[ACTION], states[7:, :2])
    np.testing.assert_array_equal(other.data[REWARD], np.arange(7, 18))
    moving = np.concatenate([e.data["observation.images.top"] for e in (one, other)])
    assert _psnr(moving, _pictures(18, 0.0)[:, :48]) > 30
    still = np.concatenate([e.data["observation.images.image"] for e in (one, other)])
    assert _psnr(still, _pictures(18, 2.0)) > 30
    np.testing.assert_array_equal(still[0], _pictures(18, 2.0)[0])

    # The second alone is found by looking for it, and back to theirs by their names.
    episodes = pq.read_table(root / "meta/episodes/chunk-000/file-000.parquet").slice(1)
    pq.write_table(episodes, root / "meta/episodes/chunk-000/file-000.parquet")
    source = lerobot.read(root)
    (second,) = source.episodes()
    np.testing.assert_array_equal(second.data["observation.images.top"], moving[7:])
    with Writer(tmp_path / "a.zarr", source.schema, durable=False) as writer:
        writer.append(second)
    with Dataset(tmp_path / "a.zarr") as dataset:
        lerobot.write(dataset, tmp_path / "again", _nothing)
    features = _info(tmp_path / "again")["features"]
    assert set(_info(root)["features"]) - set(features) == {"comment", "language_events"}
    assert features[STATE]["names"] == {"motors": list("wxyz")}
    assert _info(tmp_path / "again")["robot_type"] == "so100"


# --- bad input ---------------------------------------------------------------------------------

VIDEO = "videos/observation.images.top/chunk-000/file-000.mp4"
DATA = "data/chunk-000/file-000.parquet"
EPISODES = "meta/episodes/chunk-000/file-000.parquet"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _shorten(root: Path) -> None:
    """A video that plays, but ends too early."""
    data = (root / VIDEO).read_bytes()
    short = io.BytesIO()
    with av.open(io.BytesIO(data)) as source, av.open(short, "w", format="mp4") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.pts is not None and packet.pts * packet.time_base < 0.9:
                packet.stream = stream
                out.mux(packet)
    (root / VIDEO).write_bytes(short.getvalue())


BAD: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no info": (lambda r: (r / "meta/info.json").unlink(), "meta/info.json"),
    "no JSON": (lambda r: _cut(r / "meta/info.json"), "meta/info.json"),
    "v2.1": (
        lambda r: _change(r, lambda i: i.update(codebase_version="v2.1")),
        "meta/info.json.*v2.1.*convert_dataset_v21_to_v30",
    ),
    "v4": (lambda r: _change(r, lambda i: i.update(codebase_version="v4.0")), "meta/info.json"),
    "fps": (lambda r: _change(r, lambda i: i.update(fps=0)), "meta/info.json.*fps"),
    "shape": (
        lambda r: _change(r, lambda i: i["features"][STATE].update(shape=[5])),
        f"{DATA}.*{STATE}",
    ),
    "no feature": (
        lambda r: _change(
            r, lambda i: i["features"].update(extra={"dtype": "float32", "shape": [2]})
        ),
        f"{DATA}.*'extra'",
    ),
    "path": (
        lambda r: _change(r, lambda i: i.update(data_path="../{file_index}.parquet")),
        "meta/info.json.*leads out",
    ),
    "no video": (lambda r: (r / VIDEO).unlink(), VIDEO),
    "cut video": (lambda r: _cut(r / VIDEO), VIDEO),
    "short video": (_shorten, f"{VIDEO}.*is missing, the file ends"),
    "other size": (
        lambda r: _change(
            r, lambda i: i["features"]["observation.images.top"].update(shape=[64, 64, 3])
        ),
        f"{VIDEO}.*48 x 64",
    ),
    "no data": (lambda r: (r / DATA).unlink(), DATA),
    "cut data": (lambda r: _cut(r / DATA), DATA),
    "no episodes": (lambda r: (r / EPISODES).unlink(), EPISODES),
    "cut episodes": (lambda r: _cut(r / EPISODES), EPISODES),
    "no tasks": (lambda r: (r / "meta/tasks.parquet").unlink(), "meta/tasks.parquet"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case: str, foreign: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(foreign, tmp_path / "set"))
    spoil, said = BAD[case]
    spoil(root)
    with pytest.raises(UserError, match=f"(?s){said}"):
        list(lerobot.read(root).episodes())


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `_foreign` writes."""
    root = tmp_path_factory.mktemp("foreign") / "set"
    _foreign(root)
    return root


def test_rows_that_do_not_fit(foreign: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(foreign, tmp_path / "set"))
    table = pq.read_table(root / DATA)
    pq.write_table(table.slice(1), root / DATA)
    with pytest.raises(UserError, match=f"{DATA} has 6 rows of episode 0"):
        list(lerobot.read(root).episodes())
    spoilt = table.to_pylist()
    spoilt[3]["observation.image"]["bytes"] = b"no picture"
    pq.write_table(pa.Table.from_pylist(spoilt, table.schema), root / DATA)
    with pytest.raises(UserError, match=f"{DATA}: picture of episode 0 at step 3"):
        list(lerobot.read(root).episodes())
    spoilt = table.to_pylist()
    spoilt[9]["task_index"] = 5
    pq.write_table(pa.Table.from_pylist(spoilt, table.schema), root / DATA)
    with pytest.raises(UserError, match=f"{DATA}: episode 1 has task 5"):
        list(lerobot.read(root).episodes())
