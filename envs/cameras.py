"""Pictures of N worlds at once: what is taken, and who takes it.

OpenGL draws the worlds of the CPU engine (`gl_cameras`), a ray caster on the device those of the
CUDA engine (`ray_cameras`). Scenes are lit so that the two can hardly be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from vla.errors import UnknownName, UserError

from .robots.robot import PREFIX
from .scenes.scene_model import SceneModel

KINDS: dict[str, tuple[torch.dtype, tuple[int, ...]]] = {
    "rgb": (torch.uint8, (3,)),
    "depth": (torch.float32, ()),
    "segmentation": (torch.int32, ()),
}
"""Kind of picture -> the type of its numbers and the shape of a pixel."""
GEOM_GROUPS = (0, 1, 2)
"""Groups of geoms that pictures show: what is seen, not what only collides."""

Pictures = dict[str, dict[str, Tensor]]
"""Kind -> camera -> `rgb` (N, H, W, 3) uint8, `depth` (N, H, W) float32 [m] along the optical
axis, 0 where there is nothing, or `segmentation` (N, H, W) int32 geom ids, -1 for nothing."""


@dataclass(frozen=True)
class Shot:
    """Which pictures are taken of every world: one of each kind by each camera.

    Raises:
        UnknownName: no such kind.
        UserError: a picture without pixels.
    """

    cameras: tuple[str, ...]
    """Without the robot's prefix: `front`, `overhead`, `wrist`, ..."""
    height: int
    width: int
    kinds: tuple[str, ...] = ("rgb",)

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                raise UnknownName("kind of picture", kind, KINDS)
        if self.height < 1 or self.width < 1:
            raise UserError(
                f"Pictures of {self.height} x {self.width} pixels: give both at least one."
            )


class Cameras(Protocol):
    """The cameras of every world."""

    shot: Shot

    def render(self, worlds: Tensor | None = None) -> Pictures:
        """Photograph the worlds of a mask (N,), by default all, as they are now.

        The others keep their last picture, at first black. The tensors are on the engine's device
        and the next call overwrites them: clone what is to last.
        """
        ...

    def close(self) -> None:
        """Free what the device lends. Safe to call twice."""
        ...


def camera_ids(stage: SceneModel, names: Sequence[str]) -> list[int]:
    """Numbers of cameras in the model, by names without the robot's prefix; may raise
    `UnknownName`."""
    known = {name.removeprefix(PREFIX): name for name in stage.cameras}
    for name in names:
        if name not in known:
            raise UnknownName("camera", name, known)
    return [stage.model.camera(known[name]).id for name in names]


def blank(shot: Shot, num_worlds: int, device: torch.device) -> Pictures:
    """Black pictures."""
    size = (num_worlds, shot.height, shot.width)
    return {
        kind: {
            camera: torch.zeros((*size, *KINDS[kind][1]), dtype=KINDS[kind][0], device=device)
            for camera in shot.cameras
        }
        for kind in shot.kinds
    }
