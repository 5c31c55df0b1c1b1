"""Pixels in space, and which of them can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.view import View

JUMP = 0.015, 0.01
"""[m] and share of the depth by which a pixel's depth differs from a neighbour's at an edge."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A view in space.

    Attributes:
        view: what it was made of.
        points: (H, W, 3) world frame [m].
        steady: (H, W) pixels that have a depth which is of something.
        spacing: (H, W) distance between neighbouring pixels at this depth [m].
    """

    view: View
    points: np.ndarray
    steady: np.ndarray
    spacing: np.ndarray


def look(view: View) -> Seen:
    """Put all pixels of a view into space."""
    depth = view.depth.astype(np.float64)
    steady = (depth > 0) & ~flying(depth)
    return Seen(view, back_projected(view), steady, depth / view.intrinsics[1, 1])


def back_projected(view: View) -> np.ndarray:
    """Where the middles of pixels lie in space, (H, W, 3) [m]; without depth at the camera."""
    height, width = view.depth.shape
    rows, columns = np.mgrid[:height, :width].astype(np.float64)
    rays = np.stack((columns, rows, np.ones_like(rows)), -1) @ np.linalg.inv(view.intrinsics).T
    local = rays * view.depth[..., None].astype(np.float64)
    return local @ view.pose[:3, :3].T + view.pose[:3, 3]


def flying(depth: np.ndarray) -> np.ndarray:
    """Pixels (H, W) between a thing and what is behind it, of which depth (H, W) [m] is a blend.

    Such a pixel is much farther than its neighbour on one side and much nearer than that on the
    other. A thing's last own pixel is not: towards the thing nothing jumps.
    """
    found = np.zeros(depth.shape, bool)
    least, share = JUMP
    for axis in (0, 1):
        there = np.moveaxis(depth, axis, 0)
        middle = there[1:-1]
        step = least + share * middle
        before, after = middle - there[:-2], there[2:] - middle
        between = (np.minimum(before, after) > step) | (np.maximum(before, after) < -step)
        known = (there[:-2] > 0) & (there[2:] > 0)
        np.moveaxis(found, axis, 0)[1:-1] |= between & known
    return found


def behind(depth: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Pixels (H, W) of a mask (H, W) right behind an edge in the depth (H, W) [m] within it.

    A mask that reaches a pixel too far shows what is behind the thing there.
    """
    found = np.zeros(depth.shape, bool)
    least, share = JUMP
    for axis in (0, 1):
        there, own, out = (np.moveaxis(a, axis, 0) for a in (depth, mask, found))
        step = np.diff(there, axis=0)
        edge = np.where(own[1:] & own[:-1], least + share * there[1:], np.inf)
        out[1:] |= step > edge
        out[:-1] |= step < -edge
    return found
