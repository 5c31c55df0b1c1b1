"""Pictures with scenes: what is kept comes back, whoever interrupts, and shows what it says."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from rich.console import Console
from small_scenes import tabletop

from vla import compose
from vla.captions import visible
from vla.cli import main
from vla.commands import clip_collect
from vla.datasets.pairs import NOBODY, ROBOT, ROWS, Pairs, PairWriter, entity_numbers
from vla.envs.cameras import Shot
from vla.errors import UserError
from vla.predicates import read
from vla.scene import Scene

CAMERAS = ("front", "overhead")
SIZE = (4, 6)


def scene(number: int) -> Scene:
    return replace(tabletop(), time=float(number), held="red_block" if number % 3 else None)


def pictures(number: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(number)
    return {
        camera: (
            rng.integers(0, 256, (*SIZE, 3)).astype(np.uint8),
            rng.integers(0, 256, SIZE).astype(np.uint8),
        )
        for camera in CAMERAS
    }


def fill(path: Path, numbers: Sequence[int]) -> PairWriter:
    with PairWriter(path, CAMERAS, SIZE, {"seed": 3}, {"command": "test"}) as writer:
        for number in numbers:
            writer.add(scene(number), pictures(number), ("stacking", "sorting")[number % 2], number)
    return writer


def check(path: Path, count: int) -> Pairs:
    """Whether a folder holds the first `count` scenes, all of them."""
    pairs = Pairs(path)
    assert len(pairs) == 2 * count
    images, segmentation = pairs.images(), pairs.segmentation()
    assert images.shape == (2 * count, *SIZE, 3)
    assert images.dtype == segmentation.dtype == np.uint8
    for row in range(len(pairs)):
        camera = CAMERAS[pairs.camera[row]]
        number = int(pairs.scene_of[row])
        assert number == row // 2
        assert pairs.scene(row) == scene(number)
        assert np.array_equal(images[row], pictures(number)[camera][0])
        assert np.array_equal(segmentation[row], pictures(number)[camera][1])
    tasks = [("stacking", "sorting")[number % 2] for number in range(count)]
    assert pairs.episodes() == list(zip(tasks, range(count), strict=True))
    return pairs


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "pairs.zarr"
    fill(path, range(40))  # more than a block
    pairs = check(path, 40)
    assert pairs.cameras == CAMERAS
    assert pairs.size == SIZE
    assert pairs.settings == {"seed": 3}
    assert pairs.provenance == {"command": "test"}
    assert np.array_equal(pairs.images(slice(5, 9)), pairs.images()[5:9])
    assert pairs.images(slice(70, 200)).shape[0] == 10


def test_it_is_added_to_and_read_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "pairs.zarr"
    fill(path, range(7))
    writer = PairWriter(path, CAMERAS, SIZE)
    before = Pairs(path)
    for number in range(7, 7 + ROWS):
        writer.add(scene(number), pictures(number), ("stacking", "sorting")[number % 2], number)
        if number == 20:
            check(path, 7)  # the block is not full
    check(path, 7 + ROWS)
    assert before.images().shape[0] == 14  # as it was when it was opened
    assert before.scene(13) == scene(6)
    assert Pairs(path).settings == {"seed": 3}


def test_what_was_half_written_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "pairs.zarr"
    writer = fill(path, range(5))
    for name in ("image", "segmentation", "scene_text", "scene_end", "seed", "task"):
        array = writer._array(name)
        array.append(np.ones((3, *array.shape[1:]), array.dtype))  # killed before the last rows
    check(path, 5)
    fill(path, range(5, 9))
    check(path, 9)


def test_any_zarr_reader_opens_it(tmp_path: Path) -> None:
    import zarr

    fill(tmp_path / "pairs.zarr", range(3))
    group = zarr.open_group(tmp_path / "pairs.zarr", mode="r")
    assert group.metadata.zarr_format == 3
    text, ends = (np.asarray(group[name]) for name in ("scene_text", "scene_end"))
    assert json.loads(text[ends[0] : ends[1]].tobytes()) == json.loads(
        json.dumps(scene(1).to_json())
    )
    assert group.attrs["cameras"] == list(CAMERAS)


def test_episodes_are_held_out_whole_and_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "pairs.zarr"
    fill(path, [number // 2 for number in range(200)])  # two scenes of every episode
    pairs = Pairs(path)
    train, held_out = pairs.split(0.2)
    assert sorted([*train, *held_out]) == list(range(400))
    assert 40 < len(held_out) < 140
    episodes = pairs.episodes()
    sides = [{episodes[pairs.scene_of[row]] for row in side} for side in (train, held_out)]
    assert not sides[0] & sides[1]
    fill(path, [300])
    again = Pairs(path).split(0.2)[1]
    assert set(held_out) == {row for row in again if row < 400}
    assert not np.array_equal(pairs.split(0.2, salt="other")[1], held_out)
    assert len(pairs.split(0.0)[1]) == 0


def test_bad_input_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.zarr"
    with pytest.raises(UserError, match=r"does not exist.*vla clip collect"):
        Pairs(path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").write_text("mine")
    with pytest.raises(UserError, match="something else"):
        Pairs(other)
    with pytest.raises(UserError, match="something else"):
        PairWriter(other, CAMERAS, SIZE)
    fill(path, range(2))
    with pytest.raises(UserError, match=r"\(4, 6\) pixels.*not of \(8, 6\)"):
        PairWriter(path, CAMERAS, (8, 6))
    with pytest.raises(UserError, match=r"not of .* by wrist"):
        PairWriter(path, ("wrist",), SIZE)
    writer = PairWriter(path, CAMERAS, SIZE)
    large = {
        camera: (np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), np.uint8)) for camera in CAMERAS
    }
    with pytest.raises(UserError, match="'front' gave"):
        writer.add(scene(0), large, "stacking", 0)
    with pytest.raises(UserError, match="'overhead' gave none"):
        writer.add(scene(0), {"front": pictures(0)["front"]}, "stacking", 0)
    check(path, 2)
    with pytest.raises(UserError, match="254 entities"):
        entity_numbers(np.zeros((2, 2), np.int32), 300)


def test_numbers_of_the_segmentation() -> None:
    seen = np.array([[-1, 0, 25], [26, 27, 28]], np.int32)
    assert entity_numbers(seen, 26).tolist() == [[NOBODY, 0, 25], [ROBOT, ROBOT, ROBOT]]


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    path = tmp_path_factory.mktemp("clip") / "pairs.zarr"
    arguments = ["pictures=30", "worlds=2", "size=64", "randomisation=none", f"out={path}"]
    assert main(["clip", "collect", "task=stacking,articulated", *arguments]) == 0
    return Pairs(path)


def test_both_scenes_are_collected(collected: Pairs) -> None:
    assert len(collected) == 30
    assert collected.cameras == ("front", "wrist", "overhead")
    assert np.bincount(collected.camera).tolist() == [10, 10, 10]
    assert collected.images().shape == (30, 64, 64, 3)
    assert {task for task, _ in collected.episodes()} == {"stacking", "articulated"}
    assert collected.settings["randomisation"] == "none"  # type: ignore[index]


def test_pictures_show_what_the_scenes_say(collected: Pairs) -> None:
    """Columns of the overhead camera grow to the robot's right, its rows towards the robot."""
    images, segmentation = collected.images().astype(float), collected.segmentation()
    reds = sides = 0
    for row in np.flatnonzero(collected.camera == 2).tolist():
        shown = collected.scene(row)
        assert (segmentation[row] == ROBOT).any()
        seen = [e for e in shown if e.name in visible(shown, segmentation[row], least=12)]
        middle = {}
        for entity in (entity for entity in seen if entity.affords.graspable):
            pixels = segmentation[row] == shown.names.index(entity.name)
            middle[entity.name] = np.argwhere(pixels).mean(0)
            if entity.color == "red":
                r, g, b = images[row][pixels].mean(0)
                assert r > 2 * max(g, b)
                reds += 1
        for a in middle:
            for b in middle:
                if read(shown, "left_of", (a, b)).truth:
                    assert middle[a][1] < middle[b][1]
                    sides += 1
                if read(shown, "behind", (a, b)).truth:
                    assert middle[a][0] < middle[b][0]
    assert reds > 1
    assert sides > 5


def test_something_is_done_already(tmp_path: Path) -> None:
    """Things lie in and on others, at rest, as physics has it and not only as a plan would."""
    path = tmp_path / "done.zarr"
    arguments = ["pictures=24", "worlds=4", "size=64", "cameras=front", f"out={path}", "done=1"]
    assert main(["clip", "collect", "task=block_in_bowl", *arguments]) == 0
    pairs = Pairs(path)
    seen = [pairs.scene(row) for row in range(len(pairs))]
    lying = [
        any(read(scene, name, (a.name, b.name)).truth for a in scene for b in scene
            if a.affords.graspable and b.affords.shape != "fixture" for name in ("inside", "on"))
        for scene in seen
    ]  # fmt: skip
    assert sum(lying) > 0.7 * len(lying)
    assert all(scene.held is None or scene.time > 0 for scene in seen)


def test_it_goes_on_with_other_episodes(collected: Pairs) -> None:
    before = set(collected.episodes())
    arguments = ["pictures=6", "worlds=2", "size=64", f"out={collected.path}"]
    assert main(["clip", "collect", "task=stacking", *arguments]) == 0
    more = Pairs(collected.path)
    assert len(more) == 36
    assert np.array_equal(more.images(slice(0, 30)), collected.images())
    assert not before & set(more.episodes()[10:])


def test_what_was_taken_before_ctrl_c_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, add, said = tmp_path / "pairs.zarr", PairWriter.add, io.StringIO()

    def interrupted(writer: PairWriter, *args: Any) -> None:
        add(writer, *args)
        if len(writer._scenes) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(PairWriter, "add", interrupted)
    words = ["task=stacking", "worlds=2", "size=16", "cameras=wrist", f"out={path}"]
    assert clip_collect.run("", words, Console(file=said, width=120)) == 130
    assert len(Pairs(path)) == 2
    assert "wrist" in said.getvalue()
    assert "pictures/s" in said.getvalue()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["pictures=0"], "pictures=0"),
        (["worlds=0"], "worlds=0"),
        (["seed=-1"], "negative"),
        (["done=2"], "done=2 is not 0 to 1"),
        (["task=juggling"], "juggling"),
        (["task=stacking", "cameras=frnt"], "Did you mean 'front'"),
        (["randomisation=wild"], "wild"),
    ],
)
def test_bad_settings_make_nothing(
    words: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.zarr"
    assert main(["clip", "collect", *words, f"out={path}"]) == 2
    assert complaint in capsys.readouterr().err
    assert not path.exists()


def test_pictures_on_demand_are_those_of_observations() -> None:
    tasks = compose.tasks("stacking")
    options: dict[str, Any] = {"randomisation": "strong", "setups": 1}
    kinds = ("rgb", "segmentation")
    watching = compose.batch(tasks, 2, cameras=("front",), image_size=32, pictures=kinds, **options)
    blind = compose.batch(tasks, 2, cameras=(), **options)
    seen, _ = watching.reset(seed=[1, 2])
    blind.reset(seed=[1, 2])
    shot = Shot(("front",), 32, 32, kinds)
    second = torch.tensor([False, True])
    taken = blind.take_pictures(shot, second)
    for kind in ("pixels", "segmentation"):
        assert torch.equal(taken[kind]["front"][1], seen[kind]["front"][1])
    assert not taken["pixels"]["front"][0].any()
    robot = taken["segmentation"]["front"][1] >= blind.worlds.stage.most_entities
    assert 0.02 < float(robot.float().mean()) < 0.5
    for env in (watching, blind):
        env.close()
