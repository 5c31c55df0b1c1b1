"""Views of a world: its pictures together with where their cameras are."""

from __future__ import annotations

from collections.abc import Mapping

import mujoco
import numpy as np
from torch import Tensor

from vla.errors import UserError
from vla.view import View

from .cameras import KINDS, camera_ids
from .features import NAMES
from .worlds import Worlds


def views(
    worlds: Worlds, pictures: Mapping[str, Mapping[str, Tensor]], world: int
) -> tuple[View, ...]:
    """What every camera shows of one world.

    Args:
        pictures: as `EntityCameras.render` gives them now, of all kinds.

    Raises:
        UserError: a kind of picture is missing.
    """
    for kind in KINDS:
        if NAMES[kind] not in pictures:
            raise UserError(f"A view needs pictures of {', '.join(KINDS)}: there is no {kind}.")
    rgb, depth, segmentation = (pictures[NAMES[kind]] for kind in KINDS)
    model, data = worlds.world_model(world), worlds.engine.data(world)
    mujoco.mj_camlight(model, data)  # a world's cameras may stand where the model's do not
    return tuple(
        View(
            name,
            picture[world].cpu().numpy(),
            depth[name][world].cpu().numpy(),
            segmentation[name][world].cpu().numpy(),
            intrinsics(float(model.cam_fovy[camera]), *picture.shape[1:3]),
            _pose(data.cam_xpos[camera], data.cam_xmat[camera].reshape(3, 3)),
        )
        for (name, picture), camera in zip(
            rgb.items(), camera_ids(worlds.stage, tuple(rgb)), strict=True
        )
    )


def intrinsics(fovy: float, height: int, width: int) -> np.ndarray:
    """(3, 3) of a camera with square pixels.

    Args:
        fovy: the whole angle between the upper and the lower edge [degrees].
    """
    focal = 0.5 * height / np.tan(0.5 * np.radians(fovy))
    return np.array([[focal, 0, 0.5 * (width - 1)], [0, focal, 0.5 * (height - 1)], [0, 0, 1]])


def _pose(position: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """(4, 4) from MuJoCo's camera, which looks along -z with y up."""
    pose = np.eye(4)
    pose[:3, :3] = axes * (1.0, -1.0, -1.0)
    pose[:3, 3] = position
    return pose
