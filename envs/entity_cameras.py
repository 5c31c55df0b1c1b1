"""Cameras whose segmentation says which entity a pixel shows, not which geom."""

from __future__ import annotations

import torch
from torch import Tensor

from .cameras import Pictures, Shot
from .devices import make_cameras
from .features import NAMES
from .robots.robot import PREFIX
from .worlds import Worlds


class EntityCameras:
    """The cameras of `worlds`, under an observation's names; see `vla.envs.cameras.Cameras`.

    Raises:
        UnknownName: the scene has no such camera.
        UserError: there is no working OpenGL.
    """

    def __init__(self, worlds: Worlds, shot: Shot, threads: int = 0):
        self._worlds = worlds
        self._cameras = make_cameras(worlds.stage, worlds.engine, shot, threads)
        model = worlds.stage.model
        robot = [model.body(int(body)).name.startswith(PREFIX) for body in model.geom_bodyid]
        self._robot = torch.tensor(robot, device=worlds.rig.device)

    def render(self, worlds: Tensor | None = None) -> Pictures:
        """`pixels`, `depth` and `segmentation` -> camera -> a copy of the pictures (N, H, W, ...).

        Those of the worlds of a mask (N,) are new. In `segmentation` (N, H, W) int32 stands the
        entity's number, as in the scene; from E, the most a scene can have, on the robot; -1 for
        the room and for nothing.
        """
        return {
            NAMES[kind]: {
                name: self._entities(picture) if kind == "segmentation" else picture.clone()
                for name, picture in taken.items()
            }
            for kind, taken in self._cameras.render(worlds).items()
        }

    def close(self) -> None:
        """Free what the device lends. Safe to call twice."""
        self._cameras.close()

    def _entities(self, geoms: Tensor) -> Tensor:
        """Numbers of the entities (N, H, W) that geoms belong to."""
        owners = self._worlds.bank.cast.group[self._worlds.rows]
        hull = self._worlds.stage.most_entities + 2  # what only shows of the robot is no solid geom
        owners = torch.where((owners < 0) & self._robot, hull, owners)
        found = owners.gather(1, geoms.flatten(1).clamp_min(0).long()).view_as(geoms)
        return torch.where(geoms < 0, -1, found).int()
