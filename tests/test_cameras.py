"""Pictures of many worlds: two renderers that agree, golden pictures, threads, leaks.

`MUJOCO_GL=egl python tests/test_cameras.py` draws the golden pictures in `tests/golden` anew.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import thread as executors
from dataclasses import replace
from functools import cache
from pathlib import Path

import av
import mujoco
import numpy as np
import pytest
import torch
from small_worlds import BALL, BLOCK, SCENE, TABLE
from torch import Tensor
from torch.nn.functional import conv2d

from vla.envs.cameras import Cameras, Shot
from vla.envs.cpu_engine import CpuEngine
from vla.envs.devices import make_cameras
from vla.envs.engine import Engine, Snapshots
from vla.envs.gl_cameras import GlCameras, Photographer
from vla.envs.robots import load_robot
from vla.envs.scenes import SceneModel, build_scene
from vla.envs.scenes.kitchen import fixture_entities
from vla.envs.staging import Stager
from vla.envs.tasks import TASKS
from vla.errors import UnknownName, UserError
from vla.scene import Scene
from vla.video import encode

GOLDEN = Path(__file__).parent / "golden"
SHOWN = {
    "tabletop": SCENE,
    "kitchen": Scene((TABLE, BLOCK, BALL, *fixture_entities({"top_drawer": 0.6, "fridge": 0.3}))),
}
"""What the golden pictures show."""
EVERY = ("front", "overhead", "wrist")
KINDS = ("rgb", "depth", "segmentation")
SAMPLED = {
    "tabletop": (("stacking", 0), ("sorting", 1)),
    "kitchen": (("articulated", 0), ("articulated", 2)),
}


@cache
def model(name: str) -> SceneModel:
    return build_scene(name, load_robot("panda"))


@cache
def begun(name: str, shown: bool = False) -> Snapshots:
    """Scenes of some tasks, or what is shown in the golden pictures, at rest."""
    stager = Stager(model(name), load_robot("panda"))
    sampled = [TASKS[f]().sample(np.random.default_rng(s)).scene for f, s in SAMPLED[name]]
    rows = [stager.begin(scene).snapshot for scene in ([SHOWN[name]] if shown else sampled)]
    fields = {key: torch.cat([row.fields[key] for row in rows]) for key in rows[0].fields}
    return Snapshots(torch.cat([row.states for row in rows]), fields)


def loaded(engine: Engine, snapshots: Snapshots) -> Engine:
    """World i shows scene i, and the first again where there are no more."""
    rows = torch.arange(engine.num_worlds) % len(snapshots.states)
    engine.load(torch.ones(engine.num_worlds, dtype=torch.bool), snapshots, rows)
    return engine


def cpu(name: str, num_worlds: int, shown: bool = False) -> Engine:
    return loaded(CpuEngine(model(name).model, num_worlds, 1), begun(name, shown))


def warp(name: str, num_worlds: int) -> Engine:
    pytest.importorskip("mujoco_warp")
    from vla.envs.warp_engine import WarpEngine

    stage = model(name)
    engine = WarpEngine(stage.model, num_worlds, "cpu", 1, stage.contacts, stage.rows)
    return loaded(engine, begun(name))


@pytest.fixture
def open_cameras() -> Iterator[list[Cameras]]:
    """Whatever is put in here is closed in the end."""
    cameras: list[Cameras] = []
    yield cameras
    for each in cameras:
        each.close()


def similarity(first: Tensor, second: Tensor) -> float:
    """Structural similarity of two pictures (H, W, 3) uint8 (Wang et al. 2004)."""
    axis = torch.arange(-5, 6, dtype=torch.float64)
    bell = torch.exp(-(axis**2) / (2 * 1.5**2))
    window = (bell[:, None] * bell / bell.sum() ** 2)[None, None]
    a, b = (p.double().permute(2, 0, 1)[:, None] / 255 for p in (first, second))

    def mean(x: Tensor) -> Tensor:
        return conv2d(x, window)

    ma, mb = mean(a), mean(b)
    va, vb, vab = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    light = (2 * ma * mb + 0.01**2) / (ma * ma + mb * mb + 0.01**2)
    return float((light * (2 * vab + 0.03**2) / (va + vb + 0.03**2)).mean())


@pytest.mark.parametrize("name", SAMPLED)
def test_both_renderers_show_the_same(name: str, open_cameras: list[Cameras]) -> None:
    shot = Shot(EVERY, 96, 128, KINDS)
    open_cameras += [
        make_cameras(model(name), engine, shot) for engine in (cpu(name, 2), warp(name, 2))
    ]
    drawn, cast = (cameras.render() for cameras in open_cameras)
    for camera in EVERY:
        same = drawn["segmentation"][camera] == cast["segmentation"][camera]
        assert same.float().mean() > 0.98
        gap = (drawn["depth"][camera] - cast["depth"][camera]).abs()
        assert gap[same].median() < 1e-4
        assert gap[same].quantile(0.99) < 2e-3
        for world in range(2):
            assert similarity(drawn["rgb"][camera][world], cast["rgb"][camera][world]) > 0.97


def test_recorded_pictures_are_those_of_the_first_time(open_cameras: list[Cameras]) -> None:
    """The first call compiles, the second records, the third replays."""
    engine = warp("tabletop", 2)
    open_cameras.append(make_cameras(model("tabletop"), engine, Shot(("wrist",), 32, 48, KINDS)))
    first = {kind: p["wrist"].clone() for kind, p in open_cameras[0].render().items()}
    for _ in range(2):
        for kind, pictures in open_cameras[0].render().items():
            assert torch.equal(pictures["wrist"], first[kind])


@pytest.mark.parametrize("make", [cpu, warp])
def test_worlds_look_as_their_fields_say(make: type, open_cameras: list[Cameras]) -> None:
    """Colours, invisible geoms, cameras and lights differ between worlds; a mask keeps the rest."""
    engine: Engine = make("tabletop", 4)
    stage = model("tabletop")
    open_cameras.append(make_cameras(stage, engine, Shot(("overhead",), 48, 48, KINDS)))
    cameras = open_cameras[0]
    for field, values in begun("tabletop").fields.items():
        engine.field(field).copy_(values[:1].expand_as(engine.field(field)))
    engine.set_states(begun("tabletop").states[:1].expand(4, -1).to(engine.dtype))
    before = {kind: p["overhead"].clone() for kind, p in cameras.render().items()}
    top, overhead = stage.model.geom("table/top").id, stage.model.camera("overhead").id
    engine.field("geom_rgba")[1, top] = torch.tensor([0.0, 0.0, 1.0, 1.0], dtype=engine.dtype)
    engine.field("geom_rgba")[2, top, 3] = 0.0
    engine.field("light_diffuse")[3] *= 0.5
    masked = cameras.render(torch.tensor([False, True, True, False]))["rgb"]["overhead"].clone()
    now = {kind: p["overhead"] for kind, p in cameras.render().items()}
    assert torch.equal(masked[:3], now["rgb"][:3])
    assert torch.equal(masked[3], before["rgb"][3])
    assert torch.equal(now["rgb"][0], before["rgb"][0])
    table = before["segmentation"][0] == top
    blue = now["rgb"][1][table].float().mean(0)
    assert blue[2] > 2 * blue[:2].max()
    assert (before["segmentation"][:2] == top).any()
    assert not (now["segmentation"][2] == top).any()
    assert (now["depth"][2] - now["depth"][0])[table].median() > 0.5  # down to the floor
    assert now["rgb"][3].float().mean() < 0.9 * now["rgb"][0].float().mean()
    # up, where there is nothing
    engine.field("cam_quat")[0, overhead] = torch.tensor([0.0, 1.0, 0.0, 0.0], dtype=engine.dtype)
    away = cameras.render()
    assert (away["segmentation"]["overhead"][0] == -1).all()
    assert (away["depth"]["overhead"][0] == 0).all()
    assert (away["rgb"]["overhead"][0] == 0).all()


def test_a_broken_world_spoils_no_other(open_cameras: list[Cameras]) -> None:
    engine = cpu("tabletop", 2)
    open_cameras.append(make_cameras(model("tabletop"), engine, Shot(("front",), 32, 32)))
    before = open_cameras[0].render()["rgb"]["front"].clone()
    engine.qpos[0] = float("nan")
    assert torch.equal(open_cameras[0].render()["rgb"]["front"][1], before[1])


@pytest.mark.parametrize("camera", EVERY)
@pytest.mark.parametrize("name", SHOWN)
def test_golden_pictures(name: str, camera: str) -> None:
    """Other drivers draw edges and textures a little differently."""
    now, golden = draw(name)[camera], read(GOLDEN / f"{name}_{camera}.png")
    assert (now.int() - golden.int()).abs().float().mean() < 4.0
    assert similarity(now, golden) > 0.95


def test_threads_do_not_matter(open_cameras: list[Cameras]) -> None:
    engine = cpu("tabletop", 5)
    shot = Shot(("front", "wrist"), 40, 56, KINDS)
    open_cameras += [GlCameras(model("tabletop"), engine, shot, threads) for threads in (1, 2)]
    alone, shared = (cameras.render() for cameras in open_cameras)
    for kind in KINDS:
        for camera in shot.cameras:
            assert torch.equal(alone[kind][camera], shared[kind][camera])


def test_what_is_unknown_is_said_before_anything_is_built() -> None:
    engine, threads = cpu("tabletop", 1), threading.active_count()
    with pytest.raises(UnknownName, match="front"):
        make_cameras(model("tabletop"), engine, Shot(("frnt",), 32, 32))
    with pytest.raises(UnknownName, match="depth"):
        Shot(("front",), 32, 32, ("dept",))
    with pytest.raises(UserError, match="at least one"):
        Shot(("front",), 0, 32)
    assert threading.active_count() == threads


def test_the_garbage_collector_may_come_at_any_moment() -> None:
    cameras = GlCameras(model("tabletop"), cpu("tabletop", 1), Shot(("front",), 32, 32), 1)
    eyes = [thread for thread in threading.enumerate() if thread.name.startswith("eye_")]
    with executors._global_shutdown_lock:  # as while a thread hands work to another
        del cameras
        gc.collect()
    for _ in range(100):
        if any(not eye.is_alive() for eye in eyes):
            return
        time.sleep(0.05)
    pytest.fail("nobody closed them")


def test_opening_and_closing_leaks_nothing() -> None:
    spec = mujoco.MjSpec()
    spec.worldbody.add_camera(name="front")
    stage = replace(model("tabletop"), model=spec.compile(), cameras=("front",))
    engine, shot = CpuEngine(stage.model, 2, 1), Shot(("front",), 32, 32)

    def cycle(close: bool) -> tuple[int, int]:
        cameras = GlCameras(stage, engine, shot, 2)
        cameras.render()
        if close:
            cameras.close()
            cameras.close()
            with pytest.raises(UserError, match="closed"):
                cameras.render()
        del cameras
        return threading.active_count(), len(os.listdir("/proc/self/fd"))

    before = cycle(close=True)
    assert [cycle(close=True) for _ in range(20)] == [before] * 20
    cycle(close=False)
    deadline = time.monotonic() + 10
    while threading.active_count() > before[0] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before[0]


def test_open_cameras_do_not_hold_up_the_end_of_the_program() -> None:
    program = (
        "from test_cameras import *\n"
        "cameras = GlCameras(model('tabletop'), cpu('tabletop', 2), Shot(('front',), 32, 32), 2)\n"
        "cameras.render()\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(GOLDEN.parent)])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_photographer_takes_any_size() -> None:
    engine, shot = cpu("tabletop", 2), Shot(("overhead",), 48, 64, KINDS)
    cameras = GlCameras(model("tabletop"), engine, shot)
    photographer = Photographer(model("tabletop"))
    pictures = {kind: p["overhead"][1].numpy() for kind, p in cameras.render().items()}
    assert photographer.rgb(engine, 1, "front", 320, 180).shape == (180, 320, 3)
    small = photographer.rgb(engine, 1, "overhead", 64, 48)
    assert similarity(torch.from_numpy(small), torch.from_numpy(pictures["rgb"])) > 0.9
    np.testing.assert_array_equal(
        photographer.depth(engine, 1, "overhead", 64, 48), pictures["depth"]
    )
    np.testing.assert_array_equal(
        photographer.geoms(engine, 1, "overhead", 64, 48), pictures["segmentation"]
    )
    with pytest.raises(UnknownName, match="overhead"):
        photographer.rgb(engine, 0, "overhed", 64, 48)
    for each in (cameras, photographer):
        each.close()
        each.close()


@cache
def draw(name: str) -> dict[str, Tensor]:
    """Camera -> (64, 64, 3) uint8 of what is shown."""
    cameras = GlCameras(model(name), cpu(name, 1, shown=True), Shot(EVERY, 64, 64))
    pictures = {camera: p[0].clone() for camera, p in cameras.render()["rgb"].items()}
    cameras.close()
    return pictures


def read(path: Path) -> Tensor:
    """(H, W, 3) uint8 of a picture file."""
    with av.open(str(path)) as file:
        return torch.from_numpy(next(file.decode(video=0)).to_ndarray(format="rgb24"))


if __name__ == "__main__":
    for name in SHOWN:
        for camera, picture in draw(name).items():
            (GOLDEN / f"{name}_{camera}.png").write_bytes(encode(picture.numpy(), "png"))
