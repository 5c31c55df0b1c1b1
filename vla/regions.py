"""Regions of the workspace: the middle, its edges and corners, as boxes on the table."""

from __future__ import annotations

from vla.errors import UnknownName
from vla.scene import Scene
from vla.skills import REGIONS


def region_box(scene: Scene, region: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Low and high (x, y) corner of a named region of the workspace [m]."""
    if region not in REGIONS:
        raise UnknownName("region", region, REGIONS)
    (x0, y0, _), (x1, y1, _) = scene.workspace
    thirds_x = (x0, x0 + (x1 - x0) / 3, x0 + 2 * (x1 - x0) / 3, x1)
    thirds_y = (y0, y0 + (y1 - y0) / 3, y0 + 2 * (y1 - y0) / 3, y1)
    row = 0 if "front" in region else 2 if "back" in region else None
    column = 0 if "right" in region else 2 if "left" in region else None
    if region == "center":
        row = column = 1
    xs = (x0, x1) if row is None else thirds_x[row : row + 2]
    ys = (y0, y1) if column is None else thirds_y[column : column + 2]
    return (xs[0], ys[0]), (xs[1], ys[1])
