"""Regions of the workspace: the middle, its edges, corners and halves, as boxes on the table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from vla.errors import UnknownName, UserError
from vla.measures import footprint_gap, side_of
from vla.scene import Scene
from vla.skills import HALVES, REGIONS

Point = tuple[float, float]

OUTSIDE = 2.0
"""[m] Farther out than any arm reaches."""
SIDE_ROOM = 0.02
"""How far inside the side of a thing that it is to stay on a hand works [m]."""
CELLS = 9
"""Points along each side of a region that are tried."""


def region_box(scene: Scene, region: str) -> tuple[Point, Point]:
    """Low and high (x, y) corner of a named region of the workspace [m]."""
    if region not in REGIONS and region not in HALVES:
        raise UnknownName("region", region, (*REGIONS, *HALVES))
    (x0, y0, _), (x1, y1, _) = scene.workspace
    parts = 2 if region in HALVES else 3
    xs = (*(x0 + n * (x1 - x0) / parts for n in range(parts)), x1)
    ys = (*(y0 + n * (y1 - y0) / parts for n in range(parts)), y1)
    row = 0 if "front" in region else parts - 1 if "back" in region else None
    column = 0 if "right" in region else parts - 1 if "left" in region else None
    if region == "center":
        row = column = 1
    x = (x0, x1) if row is None else xs[row : row + 2]
    y = (y0, y1) if column is None else ys[column : column + 2]
    return (x[0], y[0]), (x[1], y[1])


def region_zone(scene: Scene, region: str) -> tuple[Point, Point]:
    """The same for the hand [m]: without an end where a region reaches the workspace's edge."""
    low, high = region_box(scene, region)
    edges = tuple(corner[:2] for corner in scene.workspace)
    x0, y0 = (-OUTSIDE if a == edge else a for a, edge in zip(low, edges[0], strict=True))
    x1, y1 = (OUTSIDE if a == edge else a for a, edge in zip(high, edges[1], strict=True))
    return (x0, y0), (x1, y1)


def region_points(
    scene: Scene,
    region: str,
    avoid: Mapping[str, float],
    sides: Iterable[tuple[str, str]],
) -> list[Point]:
    """Points of a region, its middle first, in which the tool may be.

    Args:
        avoid: entity -> distance [m] to keep from it.
        sides: entities and the side of each to be on, by `SIDE_ROOM`.

    Raises:
        UserError: there are none.
    """
    (x0, y0), (x1, y1) = region_box(scene, region)
    shares = [n / (2 * CELLS) for n in range(1, 2 * CELLS, 2)]
    points = [(x0 + u * (x1 - x0), y0 + v * (y1 - y0)) for u in shares for v in shares]
    found = [
        point
        for point in points
        if all(footprint_gap(point, scene[name]) >= keep for name, keep in avoid.items())
        and all(side_of(point, scene[name], way) > SIDE_ROOM for name, way in sides)
    ]
    if not found:
        raise UserError(f"Nowhere at {region} the hand may be.")
    middle = (0.5 * (x0 + x1), 0.5 * (y0 + y1))
    return sorted(found, key=lambda point: math.dist(point, middle))
