"""The page of a dataset and the recording for Rerun: all there, nothing loaded, nothing run."""

from __future__ import annotations

import base64
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg

from vla.datasets.codecs import JPEG
from vla.datasets.dataset import Dataset
from vla.datasets.page import BUDGET, write_page
from vla.datasets.rerun_recording import write_recording
from vla.datasets.schema import Schema
from vla.datasets.writer import Writer
from vla.episode import Episode
from vla.errors import UserError
from vla.features import Feature, outlasts

TRICK = 'put </script><script>alert("x")</script> in the <b>bowl</b> & go'
LENGTHS = (12, 40, 5, 23)
FEATURES = {
    "observation.images.front": Feature((48, 64, 3), "uint8", "rgb"),
    "observation.images.wrist": Feature((200, 240, 3), "uint8", "rgb"),
    "observation.images.depth": Feature((48, 64), "uint16", "depth", (), ("m",), 1e-4),
    "observation.state": Feature(
        (3,), "float32", "state", ("x", "y", "<i>width</i>"), ("m", "m", "rad")
    ),
    "action": Feature((2,), "float32", "action", ("dx", "gripper"), ("1", "1")),
    "action.executed": Feature((2,), "float32", "record", ("dx", "gripper")),
    "is_perturbed": Feature((), "bool", "record"),
    "reward": Feature((), "float32", "record"),
    "timestamp": Feature((), "float64", "record"),
}


def episode(number: int, length: int, features: dict[str, Feature] = FEATURES) -> Episode:
    rng = np.random.default_rng(number)
    data: dict[str, np.ndarray] = {}
    for key, feature in features.items():
        shape = (length + outlasts(key, feature), *feature.shape)
        if np.dtype(feature.dtype).kind == "u":
            # every frame of one brightness of its own, to be recognised in a sheet
            shade = (40 + 5 * np.arange(shape[0])) % 250
            frames = np.broadcast_to(shade.reshape(-1, *[1] * len(feature.shape)), shape)
            data[key] = frames.astype(feature.dtype)
        else:
            data[key] = rng.normal(size=shape).astype(feature.dtype)
    if "is_perturbed" in data:
        data["is_perturbed"] = np.isin(np.arange(length), (1, 2, 4))
        data["reward"] = (np.arange(length) == length - 1).astype(np.float32)
        data["timestamp"] = np.arange(length + 1) / 10
    said = (TRICK if number == 0 else f"stack block {number}", "another way to say it")
    verdict = (True, False, None, True)[number % 4]
    return Episode(data, length, "stacking", said, verdict, 100 + number, source="expert")


def recorded(path: Path, lengths: tuple[int, ...], features: dict[str, Feature]) -> Dataset:
    provenance = {"command": "vla collect task=<stacking>", "commit": "1234abc"}
    writer = Writer(path, Schema(features, 10.0, robot="panda", provenance=provenance),
                    pictures=JPEG, durable=False)  # fmt: skip
    for number, length in enumerate(lengths):
        writer.append(episode(number, length, features))
    return Dataset(path)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return recorded(tmp_path_factory.mktemp("data") / "small.zarr", LENGTHS, FEATURES)


class Page(HTMLParser):
    """What a browser would see: tags in balance, what is loaded, text, data by its id."""

    VOID = ("meta", "input", "br", "link")

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.raw = path.read_text("utf-8")
        self.open: list[tuple[str, str]] = []
        self.loads: list[str] = []
        self.words, self.style, self.code = "", "", ""
        self.held: dict[str, str] = {}
        self.feed(self.raw)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.loads += [known[name] or "" for name in ("src", "href", "poster") if name in known]
        if tag not in self.VOID:
            self.open.append((tag, known.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, name = self.open[-1] if self.open else ("", "")
        if tag == "script" and name:
            self.held[name] = self.held.get(name, "") + data
        elif tag == "script":
            self.code += data
        elif tag == "style":
            self.style += data
        else:
            self.words += data

    @property
    def about(self) -> dict[str, Any]:
        return json.loads(self.held["dataset"])

    def sheets(self, number: int, camera: int) -> list[np.ndarray]:
        texts = [text for name, text in self.held.items()
                 if name.startswith(f"sheet-{number}-{camera}-")]  # fmt: skip
        return [simplejpeg.decode_jpeg(base64.b64decode(text)) for text in texts]


@pytest.fixture(scope="module")
def page(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Page:
    out, done = tmp_path_factory.mktemp("page") / "deep" / "page.html", []
    write_page(dataset, out, [0, 2, 1], "My <data>", done.append)
    assert done == [1, 2, 3]
    assert [file.name for file in out.parent.iterdir()] == ["page.html"]
    return Page(out)


def test_nothing_is_loaded(page: Page) -> None:
    assert not page.loads
    assert not re.search(r"https?:|//[a-z]|@import|url\(|\bimport\b|fetch\(", page.style)
    assert not re.search(r"https?:|@import|\bimport\(|fetch\(|XMLHttp|innerHTML|eval", page.code)
    assert "default-src 'none'" in page.raw


def test_words_are_only_words(page: Page) -> None:
    assert "<script>alert" not in page.raw
    assert "<b>bowl" not in page.raw
    assert "<data>" not in page.raw
    assert "<i>width" not in page.raw
    assert "My <data>" in page.words
    assert "vla collect task=<stacking>" in page.words
    assert page.about["episodes"][0]["instruction"] == TRICK


def test_the_list_is_that_of_the_dataset(page: Page, dataset: Dataset) -> None:
    told = page.about["episodes"]
    assert [one["number"] for one in told] == [0, 2, 1]
    assert [one["length"] for one in told] == [12, 5, 40]
    assert [one["rows"] for one in told] == [13, 6, 41]
    assert [one["success"] for one in told] == [True, None, False]
    assert told[1]["seed"] == 102
    assert told[1]["others"] == ["another way to say it"]
    assert told[2]["id"] == dataset.episodes[1].id
    assert [camera["name"] for camera in page.about["cameras"]] == ["front", "wrist"]
    assert {name for name in page.held if name.startswith("episode-")} == {
        "episode-0", "episode-1", "episode-2",
    }  # fmt: skip


def test_the_head_tells_of_the_whole_dataset(page: Page, dataset: Dataset) -> None:
    for words in ("4 (3 shown)", "80", "10 Hz", "2 of 3 · 67%", "64 × 48", "1234abc", "panda"):
        assert words in page.words, words
    # the rows behind the last actions are no actions
    actions = np.concatenate([dataset.episode(n).data["action"] for n in range(4)])
    cells = re.findall(r"<tr><th>dx</th>.*?</tr>", page.raw)[0]
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"<td[^>]*>([−\d.]+)</td>", cells)]
    exact = np.quantile(actions[:, 0].astype(float), (0, 0.01, 0.5, 0.99, 1))
    np.testing.assert_allclose(numbers, exact, atol=5e-3)


def test_the_numbers_are_those_of_the_episode(page: Page, dataset: Dataset) -> None:
    told, truth = json.loads(page.held["episode-1"]), dataset.episode(1).data
    keys = [feature["key"] for feature in page.about["features"]]
    assert keys == ["action", "observation.state"]
    assert told["every"] == 1
    for key, series in zip(keys, told["series"], strict=True):
        np.testing.assert_allclose(np.array(series).T, truth[key], atol=5e-3)
    np.testing.assert_allclose(np.array(told["executed"]).T, truth["action.executed"], atol=5e-3)
    assert told["perturbed"] == [[1, 2], [4, 4]]
    assert told["reward"] == [[0, 0], [39, 1]]
    assert len(page.held["episode-1"]) < 8 * 41 * 7 + 200


@pytest.mark.parametrize(("camera", "side"), [(0, 2560), (1, 2560), (1, 512)])
def test_every_frame_lies_where_the_player_looks(
    dataset: Dataset, camera: int, side: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vla.datasets.page_pictures.SIDE", side)
    write_page(dataset, tmp_path / "page.html", [1])
    page = Page(tmp_path / "page.html")
    told, sheets = page.about["cameras"][camera], page.sheets(1, camera)
    assert page.about["every"] == 1
    wide, tall = told["cell"]
    assert tall <= 160
    assert wide / tall == pytest.approx(told["width"] / told["height"], rel=0.1)
    assert all(max(sheet.shape) <= side for sheet in sheets)
    most = told["columns"] * told["rows"]
    assert len(sheets) == -(-41 // most)
    truth = dataset.read(f"observation.images.{told['name']}", dataset.offsets[1] + np.arange(41))
    for number in range(41):
        part, index = divmod(number, most)
        columns = min(told["columns"], 41 - part * most)
        top, left = index // columns * tall, index % columns * wide
        seen = sheets[part][top : top + tall, left : left + wide].astype(float)
        assert abs(seen.mean() - truth[number].mean()) < 2
        assert seen.std() < 2


def test_the_page_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise is the worst that can be encoded; pictures give way, then the numbers."""
    features = {key: FEATURES[key] for key in ("observation.images.wrist", "observation.state")}
    features["action"] = FEATURES["action"]
    path = tmp_path / "noise.zarr"
    writer = Writer(path, Schema(features, 10.0), pictures=JPEG, durable=False)
    for number in range(3):
        made = episode(number, 60, features)
        noise = np.random.default_rng(number).integers(0, 256, (61, 200, 240, 3), np.uint8)
        writer.append(Episode({**made.data, "observation.images.wrist": noise}, 60, "", (), True))
    monkeypatch.setattr("vla.datasets.page.BUDGET", 400_000)
    monkeypatch.setattr("vla.datasets.page.NUMBERS", 3_000)
    write_page(Dataset(path), tmp_path / "page.html", range(3))
    page = Page(tmp_path / "page.html")
    assert len(page.raw) < 400_000 + 80_000
    assert page.about["every"] > 1
    told = json.loads(page.held["episode-0"])
    assert told["every"] > 1
    state = Dataset(path).episode(0).data["observation.state"]
    assert told["series"][1][0][-1] == pytest.approx(state[-1, 0], abs=5e-3)
    assert len(told["series"][1][0]) == -(-60 // told["every"]) + 1
    assert BUDGET < 25_000_000


def test_datasets_without_pictures_or_episodes(tmp_path: Path) -> None:
    features = {"action": Feature((2,), "float32", "action")}
    empty = recorded(tmp_path / "empty.zarr", (), features)
    write_page(empty, tmp_path / "empty.html", [])
    assert Page(tmp_path / "empty.html").about["episodes"] == []
    blind = recorded(tmp_path / "blind.zarr", (1, 3), features)
    write_page(blind, tmp_path / "blind.html", [1])
    assert Page(tmp_path / "blind.html").about["name"] == "blind"


def test_bad_input_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no episode 4"):
        write_page(dataset, tmp_path / "page.html", [0, 4])
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        write_page(dataset, tmp_path / "file" / "page.html", [0])
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_without_rerun_one_is_told_what_to_install(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rerun", None)
    with pytest.raises(UserError, match="pip install rerun-sdk"):
        write_recording(dataset, 0, tmp_path / "episode.rrd")
    with pytest.raises(UserError, match="no episode 9"):
        write_recording(dataset, 9, tmp_path / "episode.rrd")
    assert not list(tmp_path.iterdir())


def test_recordings_for_rerun(dataset: Dataset, tmp_path: Path) -> None:
    pytest.importorskip("rerun")
    out = tmp_path / "deep" / "episode.rrd"
    write_recording(dataset, 1, out)
    written = out.read_bytes()
    assert [file.name for file in out.parent.iterdir()] == ["episode.rrd"]
    assert written[:2] == b"RR"
    for path in (b"/observation/images/front", b"/observation/state", b"/action", b"/instruction"):
        assert path in written
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        write_recording(dataset, 1, tmp_path / "file" / "episode.rrd")
