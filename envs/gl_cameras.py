"""Pictures through OpenGL, on the CPU or whatever drives the screen.

An OpenGL context belongs to one thread. So every `Eye` lives in a thread of its own, with a model
and a state of its own; worlds are dealt out to the eyes, which draw them side by side. Shadows and
reflections are left out: they are slow, and the ray caster has none.
"""

from __future__ import annotations

import copy
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from functools import cache
from queue import SimpleQueue
from typing import Any

import mujoco
import numpy as np
import torch
from torch import Tensor

from vla.errors import UserError

from .cameras import GEOM_GROUPS, Pictures, Shot, blank, camera_ids
from .egl import SurfacelessContext, draws_in_software
from .engine import STATE, Engine
from .scenes.scene_model import SceneModel

_OFFSCREEN = int(mujoco.mjtFramebuffer.mjFB_OFFSCREEN)
_FIXED = int(mujoco.mjtCamera.mjCAMERA_FIXED)
_EVERYTHING = int(mujoco.mjtCatBit.mjCAT_ALL)
_IN_ID_COLORS = [int(mujoco.mjtRndFlag.mjRND_SEGMENT), int(mujoco.mjtRndFlag.mjRND_IDCOLOR)]
_LEFT_OUT = [int(mujoco.mjtRndFlag.mjRND_SHADOW), int(mujoco.mjtRndFlag.mjRND_REFLECTION)]
_one_at_a_time = threading.Lock()
"""The first context sets up the display for all."""


class Eye:
    """One OpenGL context; everything happens in the thread that makes it.

    Args:
        make_context: as `mujoco.GLContext`.
    """

    def __init__(
        self,
        model: mujoco.MjModel,
        height: int,
        width: int,
        make_context: Callable[[int, int], Any],
    ):
        self._model = copy.copy(model)
        self._model.vis.global_.offheight = height
        self._model.vis.global_.offwidth = width
        self._model.vis.quality.shadowsize = 0  # a map of 64 MB that nobody looks at
        self._data = mujoco.MjData(self._model)
        self._scene = mujoco.MjvScene(self._model, maxgeom=model.ngeom)
        self._scene.flags[_LEFT_OUT] = False
        self._camera = mujoco.MjvCamera()
        self._camera.type = _FIXED
        self._option = mujoco.MjvOption()
        for groups in (self._option.geomgroup, self._option.sitegroup, self._option.tendongroup):
            groups[:] = False
        self._option.geomgroup[list(GEOM_GROUPS)] = True
        with _one_at_a_time:
            self._gl = make_context(width, height)
            self._gl.make_current()
        self._context = mujoco.MjrContext(self._model, int(mujoco.mjtFontScale.mjFONTSCALE_50))
        self._context.readDepthMap = int(mujoco.mjtDepthMap.mjDEPTH_ZEROFAR)
        mujoco.mjr_setBuffer(_OFFSCREEN, self._context)

    def watch(self, engine: Engine, world: int, state: np.ndarray) -> None:
        """Turn to a world: its state (S,), colours, sizes, cameras and lights."""
        engine.write_model(world, self._model)
        mujoco.mj_setState(self._model, self._data, state, STATE)
        mujoco.mj_kinematics(self._model, self._data)
        mujoco.mj_camlight(self._model, self._data)

    def draw(self, camera: int, pictures: dict[str, np.ndarray]) -> None:
        """Fill a picture of each kind, (H, W, ...), through a camera of the model."""
        self._gl.make_current()
        self._camera.fixedcamid = camera
        height, width = next(iter(pictures.values())).shape[:2]
        mujoco.mjv_updateScene(
            self._model, self._data, self._option, None, self._camera, _EVERYTHING, self._scene
        )
        if height > self._context.offHeight or width > self._context.offWidth:
            mujoco.mjr_resizeOffscreen(width, height, self._context)
        rgb = np.empty((height, width, 3), np.uint8)
        if "rgb" in pictures or "depth" in pictures:
            nearness = np.empty((height, width), np.float32) if "depth" in pictures else None
            self._shoot(rgb, nearness)
            if "rgb" in pictures:
                pictures["rgb"][...] = rgb[::-1]  # OpenGL counts rows from below
            if nearness is not None:
                pictures["depth"][...] = self._metres(nearness)[::-1]
        if "segmentation" in pictures:
            self._scene.flags[_IN_ID_COLORS] = True
            self._shoot(rgb, None)
            self._scene.flags[_IN_ID_COLORS] = False
            pictures["segmentation"][...] = self._geoms(rgb)[::-1]

    def close(self) -> None:
        """Free the context."""
        self._gl.make_current()
        self._context.free()
        self._gl.free()

    def _shoot(self, rgb: np.ndarray, nearness: np.ndarray | None) -> None:
        area = mujoco.MjrRect(0, 0, rgb.shape[1], rgb.shape[0])
        mujoco.mjr_render(area, self._scene, self._context)
        mujoco.mjr_readPixels(rgb, nearness, area, self._context)

    def _metres(self, nearness: np.ndarray) -> np.ndarray:
        """Undo the projection, by which 1 is the near and 0 the far plane."""
        near, far = (
            length * self._model.stat.extent
            for length in (self._model.vis.map.znear, self._model.vis.map.zfar)
        )
        depth = near * far / (near + nearness.astype(np.float64) * (far - near))
        return np.where(nearness > 0.0, depth, 0.0)

    def _geoms(self, colors: np.ndarray) -> np.ndarray:
        numbers = colors.astype(np.int32) @ np.array([1, 1 << 8, 1 << 16], np.int32)
        shown = np.full(self._scene.ngeom + 1, -1, np.int32)
        for geom in self._scene.geoms[: self._scene.ngeom]:
            if geom.objtype == int(mujoco.mjtObj.mjOBJ_GEOM):
                shown[geom.segid + 1] = geom.objid
        return shown[numbers]


class GlCameras:
    """The cameras of an engine's worlds; see `Cameras`.

    Args:
        threads: that draw; 0 uses every core. In software, two at most.

    Raises:
        UnknownName: the scene has no such camera.
        UserError: there is no working OpenGL.
    """

    def __init__(self, stage: SceneModel, engine: Engine, shot: Shot, threads: int = 0):
        self.shot, self._engine = shot, engine
        self._ids = dict(zip(shot.cameras, camera_ids(stage, shot.cameras), strict=True))
        count = min(threads or os.cpu_count() or 1, engine.num_worlds)
        self._eyes = _Eyes(stage.model, shot.height, shot.width, count)
        self._pictures = blank(shot, engine.num_worlds, torch.device("cpu"))

    def render(self, worlds: Tensor | None = None) -> Pictures:
        """Photograph the worlds of a mask (N,); the others cost nothing."""
        engine = self._engine
        chosen = range(engine.num_worlds) if worlds is None else worlds.nonzero()[:, 0].tolist()
        states = engine.get_states().double().cpu().numpy()

        def draw(eye: Eye, worlds: Sequence[int]) -> None:
            for world in worlds:
                eye.watch(engine, world, states[world])
                for name, camera in self._ids.items():
                    own = {kind: p[name][world].numpy() for kind, p in self._pictures.items()}
                    eye.draw(camera, own)

        self._eyes.share(draw, chosen)
        return {
            kind: {name: picture.to(engine.device) for name, picture in pictures.items()}
            for kind, pictures in self._pictures.items()
        }

    def close(self) -> None:
        """Free the OpenGL contexts. Safe to call twice."""
        self._eyes.close()


class Photographer:
    """Single pictures of any world, camera and size: for films, and for who looks closely."""

    def __init__(self, stage: SceneModel):
        self._stage = stage
        self._eyes = _Eyes(stage.model, 1, 1, 1)

    def rgb(self, engine: Engine, world: int, camera: str, width: int, height: int) -> np.ndarray:
        """(H, W, 3) uint8, its edges smooth: drawn at twice the size."""
        large = np.empty((2 * height, 2 * width, 3), np.uint8)
        self._take(engine, world, camera, {"rgb": large})
        rows = large[0::2].astype(np.uint16) + large[1::2]
        return ((rows[:, 0::2] + rows[:, 1::2] + 2) // 4).astype(np.uint8)

    def depth(self, engine: Engine, world: int, camera: str, width: int, height: int) -> np.ndarray:
        """(H, W) float32 [m] along the optical axis, 0 where there is nothing."""
        return self._take(engine, world, camera, {"depth": np.empty((height, width), np.float32)})

    def geoms(self, engine: Engine, world: int, camera: str, width: int, height: int) -> np.ndarray:
        """(H, W) int32 id of the geom each pixel shows, -1 for none."""
        ids = np.empty((height, width), np.int32)
        return self._take(engine, world, camera, {"segmentation": ids})

    def close(self) -> None:
        """Free the OpenGL context. Safe to call twice."""
        self._eyes.close()

    def _take(
        self, engine: Engine, world: int, camera: str, picture: dict[str, np.ndarray]
    ) -> np.ndarray:
        (number,) = camera_ids(self._stage, [camera])
        state = engine.get_states()[world].double().cpu().numpy()

        def draw(eye: Eye, worlds: Sequence[int]) -> None:
            eye.watch(engine, worlds[0], state)
            eye.draw(number, picture)

        self._eyes.share(draw, [world])
        return next(iter(picture.values()))


class _Eyes:
    """Some eyes, each in a thread of its own."""

    def __init__(self, model: mujoco.MjModel, height: int, width: int, count: int):
        backend = mujoco.GLContext.__module__.rpartition(".")[2]
        room = _Here() if backend == "glfw" else ThreadPoolExecutor(1, "eye")
        first = room.submit(Eye, model, height, width, mujoco.GLContext)
        wait([first])
        if first.exception() is not None:
            room.shutdown()
            raise _no_opengl(first.exception())
        self._living: list[tuple[Executor, Eye]] = [(room, first.result())]
        for make_context in _others(backend, room, count - 1):
            room = ThreadPoolExecutor(1, "eye")
            eye = room.submit(Eye, model, height, width, make_context)
            wait([eye])
            if eye.exception() is None:
                self._living.append((room, eye.result()))
            else:  # those that there are will do
                room.shutdown()
        # The garbage collector may call at any moment, also while this very thread holds a lock of
        # an executor: putting into a `SimpleQueue` is all that is safe then. Not at exit: the
        # threads have ended by then, and the system takes everything back.
        self._end = weakref.finalize(self, _forgotten().put, self._living)
        self._end.atexit = False

    def share(self, work: Callable[[Eye, Sequence[int]], None], worlds: Sequence[int]) -> None:
        """Deal worlds out to the eyes and wait until they are done."""
        if not self._end.alive:
            raise UserError("These cameras are closed: make new ones.")
        step = len(self._living)
        jobs = [
            room.submit(work, eye, worlds[first::step])
            for first, (room, eye) in enumerate(self._living)
        ]
        wait(jobs)
        for job in jobs:
            job.result()

    def close(self) -> None:
        if self._end.detach() is not None:
            _close(self._living)


def _others(backend: str, first: Executor, count: int) -> list[Callable[[int, int], Any]]:
    """What makes the contexts of further threads; see `egl` for why software allows but one."""
    if backend == "glfw" or count < 1:  # GLFW makes contexts in the main thread only
        return []
    if not first.submit(draws_in_software).result():
        return [mujoco.GLContext] * count
    return [SurfacelessContext][: count if backend == "egl" else 0]


class _Here(Executor):
    """Does everything at once, in the thread that asks."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@cache
def _forgotten() -> SimpleQueue[Sequence[tuple[Executor, Eye]]]:
    """Takes the eyes of cameras that nobody closed; a thread closes them."""
    queue: SimpleQueue[Sequence[tuple[Executor, Eye]]] = SimpleQueue()

    def close_all() -> None:
        while True:
            _close(queue.get())

    threading.Thread(target=close_all, name="eyes", daemon=True).start()
    return queue


def _close(living: Sequence[tuple[Executor, Eye]]) -> None:
    for room, eye in living:
        room.submit(eye.close)
        room.shutdown()


def _no_opengl(error: BaseException | None) -> UserError:
    """Every back end fails in its own way."""
    failure = UserError(
        f"Cannot render: no working OpenGL ({os.environ.get('MUJOCO_GL')}: {error})."
        " Install a software renderer, e.g. on Debian: apt-get install libegl1 libgl1-mesa-dri."
    )
    failure.__cause__ = error
    return failure
