"""Photographs: one camera's pictures of single worlds, taken when somebody asks."""

from __future__ import annotations

from vla.errors import UnknownName
from vla.scene import Scene
from vla.seeing import Picture

from .cameras import Shot
from .engine import mask_of
from .entity_cameras import EntityCameras
from .features import NAMES
from .worlds import Worlds

SIDE = 480
"""Height and width [px]."""


class Photographs:
    """Takes pictures of worlds; the camera is set up for the first.

    Raises:
        UnknownName: the scene has no such camera.
    """

    def __init__(self, worlds: Worlds, camera: str, side: int = SIDE):
        if camera not in worlds.cameras:
            raise UnknownName("camera", camera, worlds.cameras)
        self._worlds, self._camera, self._side = worlds, camera, side
        self._eyes: EntityCameras | None = None

    def take(self, world: int, scene: Scene) -> Picture:
        """A picture of one world now.

        Args:
            scene: what is known of it; its entities are those of the world, in their order.
        """
        if self._eyes is None:
            shot = Shot((self._camera,), self._side, self._side, ("rgb", "segmentation"))
            self._eyes = EntityCameras(self._worlds, shot)
        mask = mask_of(world, self._worlds.num_worlds, self._worlds.rig.device)
        taken = self._eyes.render(mask)
        rgb, marked = (taken[NAMES[kind]][self._camera][world].cpu().numpy()
                       for kind in ("rgb", "segmentation"))  # fmt: skip
        return Picture(self._camera, rgb, scene, marked)

    def close(self) -> None:
        """Free what the device lends. Safe to call twice."""
        if self._eyes is not None:
            self._eyes.close()
            self._eyes = None
