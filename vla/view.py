"""View: what one camera shows of one world, with what it takes to put its pixels into space.

Worlds make views, perception reads them: a real depth camera fits as well as a simulated one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.errors import UserError


@dataclass(frozen=True, eq=False)
class View:
    """One picture of each kind and the camera that took them.

    Raises:
        UserError: no depth at all, pictures of different sizes, numbers that are none.
    """

    name: str
    """Of the camera: `front`, `overhead`, `wrist`, ..."""
    rgb: np.ndarray
    """(H, W, 3) uint8"""
    depth: np.ndarray
    """(H, W) float32 [m] along the optical axis; 0 where there is nothing."""
    segmentation: np.ndarray
    """(H, W) int32 number of the entity; -1 for nothing, from the number of entities on the
    robot."""
    intrinsics: np.ndarray
    """(3, 3) focal lengths and principal point [pixels]; whole numbers are middles of pixels."""
    pose: np.ndarray
    """(4, 4) of the camera in the world: x right, y down, z forward, as OpenCV has it."""

    def __post_init__(self) -> None:
        size = self.depth.shape
        if len(size) != 2 or self.rgb.shape != (*size, 3) or self.segmentation.shape != size:
            raise UserError(
                f"View '{self.name}': the pictures differ in size: rgb {self.rgb.shape}, depth"
                f" {self.depth.shape}, segmentation {self.segmentation.shape}."
            )
        if self.intrinsics.shape != (3, 3) or self.pose.shape != (4, 4):
            raise UserError(
                f"View '{self.name}': intrinsics are (3, 3) and a pose (4, 4), got"
                f" {self.intrinsics.shape} and {self.pose.shape}."
            )
        if not (np.isfinite(self.intrinsics).all() and np.isfinite(self.pose).all()):
            raise UserError(f"View '{self.name}': intrinsics or pose are not numbers.")
        if min(self.intrinsics[0, 0], self.intrinsics[1, 1]) <= 0:
            raise UserError(f"View '{self.name}': a focal length must be more than nothing.")
        wrong = int((~np.isfinite(self.depth)).sum())
        if wrong:
            raise UserError(
                f"View '{self.name}': the depth is no number in {wrong} pixels; where there is"
                " nothing it is 0."
            )
        if not (self.depth > 0).any():
            raise UserError(f"View '{self.name}': no depth.")
