"""Cameras: colour, metric depth and segmentation through OpenGL.

Shadows and multisampling are off by default, which is 15 times faster on a software rasteriser.
"""

from __future__ import annotations

import copy
import os

import mujoco
import numpy as np

from vla.errors import UnknownName, UserError

from .engine import CpuEngine
from .robots.robot import PREFIX
from .scenes.scene_model import SceneModel


class Cameras:
    """Renders any world of a scene model through its cameras, the robot's own among them."""

    def __init__(self, stage: SceneModel, shadows: bool = False):
        self._model = copy.copy(stage.model)
        self._names = {name.removeprefix(PREFIX): name for name in stage.cameras}
        self._shadows = shadows
        self._renderers: dict[tuple[int, int], mujoco.Renderer] = {}
        self._option = mujoco.MjvOption()
        self._option.geomgroup[:] = (1, 1, 1, 0, 0, 0)

    def rgb(
        self, engine: CpuEngine, world: int, camera: str, width: int, height: int
    ) -> np.ndarray:
        """(H, W, 3) uint8."""
        return self._view(engine, world, camera, width, height).render()

    def depth(
        self, engine: CpuEngine, world: int, camera: str, width: int, height: int
    ) -> np.ndarray:
        """(H, W) float32 [m] along the optical axis."""
        renderer = self._view(engine, world, camera, width, height)
        renderer.enable_depth_rendering()
        try:
            return renderer.render()
        finally:
            renderer.disable_depth_rendering()

    def geoms(
        self, engine: CpuEngine, world: int, camera: str, width: int, height: int
    ) -> np.ndarray:
        """(H, W) int32 id of the geom each pixel shows, -1 for none."""
        renderer = self._view(engine, world, camera, width, height)
        renderer.enable_segmentation_rendering()
        try:
            pixels = renderer.render()
        finally:
            renderer.disable_segmentation_rendering()
        is_geom = pixels[..., 1] == int(mujoco.mjtObj.mjOBJ_GEOM)
        return np.where(is_geom, pixels[..., 0], -1).astype(np.int32)

    def close(self) -> None:
        """Free the OpenGL contexts."""
        for renderer in self._renderers.values():
            renderer.close()
        self._renderers.clear()

    def _view(
        self, engine: CpuEngine, world: int, camera: str, width: int, height: int
    ) -> mujoco.Renderer:
        if camera not in self._names:
            raise UnknownName("camera", camera, self._names)
        engine.write_model(world, self._model)
        if (width, height) not in self._renderers:
            self._renderers[width, height] = _renderer(self._model, width, height)
        renderer = self._renderers[width, height]
        renderer.update_scene(engine.data(world), self._names[camera], self._option)
        renderer.scene.flags[int(mujoco.mjtRndFlag.mjRND_SHADOW)] = self._shadows
        renderer.scene.flags[int(mujoco.mjtRndFlag.mjRND_REFLECTION)] = False
        return renderer


def _renderer(model: mujoco.MjModel, width: int, height: int) -> mujoco.Renderer:
    """Raises `UserError` naming the package to install when there is no OpenGL."""
    try:
        return mujoco.Renderer(model, height, width)
    except Exception as error:  # every back end fails in its own way
        raise UserError(
            f"Cannot render: no working OpenGL ({os.environ.get('MUJOCO_GL')}: {error})."
            " Install a software renderer, e.g. on Debian: apt-get install libegl1 libgl1-mesa-dri."
        ) from error
