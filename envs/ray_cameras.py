"""Pictures by mujoco_warp's ray caster, on the device: nothing goes to the host.

One graph moves the scene's boxes, casts a ray for every pixel of every world and sorts the packed
numbers into pictures.
"""

from __future__ import annotations

from typing import Any

import mujoco_warp as mjw
import torch
import warp as wp
from torch import Tensor

from vla.errors import UserError

from .cameras import GEOM_GROUPS, Pictures, Shot, blank, camera_ids
from .graphs import Graph, on_device
from .scenes.scene_model import SceneModel
from .warp_engine import WarpEngine


@wp.kernel
def _take_rgb(
    packed: wp.array2d(dtype=wp.uint32),  # type: ignore[valid-type]
    first: int,
    worlds: wp.array(dtype=bool),  # type: ignore[valid-type]
    picture: wp.array2d(dtype=wp.vec3ub),  # type: ignore[valid-type]
):
    world, pixel = wp.tid()  # type: ignore[misc]
    if worlds[world]:
        argb = packed[world, first + pixel]
        picture[world, pixel] = wp.vec3ub(
            wp.uint8(argb >> wp.uint32(16)), wp.uint8(argb >> wp.uint32(8)), wp.uint8(argb)
        )


@wp.kernel
def _take_depth(
    found: wp.array2d(dtype=float),  # type: ignore[valid-type]
    first: int,
    worlds: wp.array(dtype=bool),  # type: ignore[valid-type]
    picture: wp.array2d(dtype=float),  # type: ignore[valid-type]
):
    world, pixel = wp.tid()  # type: ignore[misc]
    if worlds[world]:
        picture[world, pixel] = found[world, first + pixel]


@wp.kernel
def _take_segmentation(
    found: wp.array2d(dtype=wp.vec2i),  # type: ignore[valid-type]
    first: int,
    worlds: wp.array(dtype=bool),  # type: ignore[valid-type]
    picture: wp.array2d(dtype=int),  # type: ignore[valid-type]
):
    world, pixel = wp.tid()  # type: ignore[misc]
    if worlds[world]:
        picture[world, pixel] = found[world, first + pixel][0]


class RayCameras:
    """The cameras of a `WarpEngine`'s worlds; see `Cameras`.

    Raises:
        UnknownName: the scene has no such camera.
        UserError: too little memory on the device.
    """

    def __init__(self, stage: SceneModel, engine: WarpEngine, shot: Shot):
        self.shot = shot
        cameras = camera_ids(stage, shot.cameras)
        self._model, self._data = engine.warp
        try:
            self._pictures = blank(shot, engine.num_worlds, engine.device)
            with on_device(engine.device):
                self._rays = mjw.create_render_context(
                    stage.model,
                    nworld=engine.num_worlds,
                    cam_res=(shot.width, shot.height),
                    cam_active=cameras,
                    render_rgb="rgb" in shot.kinds,
                    render_depth="depth" in shot.kinds,
                    render_seg="segmentation" in shot.kinds,
                    enabled_geom_groups=list(GEOM_GROUPS),
                )
        except RuntimeError as error:
            raise UserError(
                f"Pictures of {engine.num_worlds} worlds do not fit on {engine.device}: make them"
                f" smaller or use fewer worlds. ({error})"
            ) from error
        self._worlds = torch.ones(engine.num_worlds, dtype=torch.bool, device=engine.device)
        self._sorting = self._sort()
        self._graph = Graph(engine.device)

    def render(self, worlds: Tensor | None = None) -> Pictures:
        """Photograph the worlds of a mask (N,); the others keep their last picture."""
        self._worlds.fill_(True) if worlds is None else self._worlds.copy_(worlds)
        self._graph.run(self._cast)
        return self._pictures

    def close(self) -> None:
        """The device's memory goes back with the last reference."""

    def _cast(self) -> None:
        mjw.camlight(self._model, self._data)  # cameras and lights may just have been moved
        mjw.refit_bvh(self._model, self._data, self._rays)
        mjw.render(self._model, self._data, self._rays)
        for kernel, size, arguments in self._sorting:
            wp.launch(kernel, size, arguments)

    def _sort(self) -> list[tuple[Any, tuple[int, ...], list[Any]]]:
        """Kernel, size and arguments of the launches that fill the pictures."""
        found = {
            "rgb": (_take_rgb, self._rays.rgb_data, wp.vec3ub),
            "depth": (_take_depth, self._rays.depth_data, wp.float32),
            "segmentation": (_take_segmentation, self._rays.seg_data, wp.int32),
        }
        mask = wp.from_torch(self._worlds)
        launches = []
        for kind, pictures in self._pictures.items():
            kernel, pixels, dtype = found[kind]
            for index, picture in enumerate(pictures.values()):
                flat = wp.from_torch(picture.flatten(1, 2), dtype)
                first = index * self.shot.height * self.shot.width
                launches.append((kernel, flat.shape, [pixels, first, mask, flat]))
        return launches
