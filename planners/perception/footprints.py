"""Footprints: rectangles, circles and balls that fit points of which some sides are hidden.

All in the plane of the table, but for the ball. Lengths in metres, angles in radians.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

UPRIGHT = 0.3
"""Most that the normal of an upright side reaches up."""
SIDE_POINTS, SIDE_AGREEMENT = 8, 0.7
"""How many normals of upright sides, agreeing how well, say which way a box is turned."""
FACING = 0.9
"""Least cosine between a side's direction and the normals of its points."""
FACE_DEPTH = 0.002
"""[m] within which points of a face lie behind its farthest one."""
SQUARE = 1.15
"""Ratio of sides up to which a box has no longer one."""
SHALLOW = 0.85
"""Ratio of sides up to which a part of something square must be hidden."""
UNSEEN = 0.25
"""[pixels] that a circle's edge lies beyond the outermost middles of pixels, on average. A
rectangle needs no such share: along each of its edges one of many pixels is outermost."""
DENT = 0.003
"""[m] by which an outermost point may be inside of the circle before it is taken for a cut, and a
point off a ball before it is taken for another thing's."""
ROUNDS = 4
"""Of throwing out such points, and of least squares steps."""
STUB = 0.006
"""[m] from a mug's wall on, a point is one of its handle."""


@dataclass(frozen=True)
class Footprint:
    """Where and how a thing covers the table."""

    center: tuple[float, float]
    size: tuple[float, float]
    """Along its own x and y."""
    yaw: float = 0.0
    radius: float = 0.0
    """Of a round thing without its handle."""


def rectangle(
    points: np.ndarray, normals: np.ndarray, most: tuple[float, float], square: bool = False
) -> Footprint:
    """The rectangle of least area, its own x along the longer side.

    Args:
        points, normals: (n, 3) of a cloud. Where they show upright sides, these say how it is
            turned and where its edges are: a plane is known better than the edge of a picture.
        most: that the longer and the shorter side may be.
        square: it is as deep as it is wide, also where only its front shows.
    """
    outline = hull(points[:, :2])
    upright = np.abs(normals[:, 2]) < UPRIGHT
    yaw = _turn_of_sides(normals[upright])
    yaw = _turn_of_least_area(outline) if yaw is None else yaw
    axes = np.array([[math.cos(yaw), math.sin(yaw)], [-math.sin(yaw), math.cos(yaw)]])
    outermost, sides = outline @ axes.T, points[upright, :2] @ axes.T
    facing = normals[upright, :2] @ axes.T
    low, high, front = np.empty(2), np.empty(2), np.empty((2, 2), bool)
    for axis in (0, 1):
        high[axis], front[1, axis] = _edge(outermost[:, axis], sides[:, axis], facing[:, axis])
        low[axis], front[0, axis] = _edge(-outermost[:, axis], -sides[:, axis], -facing[:, axis])
    low = -low
    if square:
        _deepen(low, high, front)
    size, center = high - low, axes.T @ (0.5 * (low + high))
    if size[1] > SQUARE * size[0]:
        size, yaw = size[::-1], yaw + math.pi / 2
    period = math.pi if size[0] > SQUARE * size[1] else math.pi / 2
    yaw = (yaw + period / 2) % period - period / 2
    width, depth = np.minimum(size, most)
    return Footprint(_pair(center), (float(width), float(depth)), yaw)


def circle(points: np.ndarray, spacing: float, most: float) -> Footprint:
    """The circle through the outermost of points (n, 2) of pixels `spacing` apart, its diameter at
    most `most`.

    A part that something hides leaves a straight cut in the outline; the corners of the cut still
    lie on the circle, so only points well inside of it are thrown out.
    """
    outline = hull(points)
    x, y, radius = _circle(outline, 0.5 * most)
    for _ in range(ROUNDS):
        inside = radius - np.hypot(*(outline - (x, y)).T)
        kept = outline[inside < DENT]
        if len(kept) < 4 or len(kept) == len(outline):
            break
        outline = kept
        x, y, radius = _circle(outline, 0.5 * most)
    radius = min(radius + UNSEEN * spacing, 0.5 * most)
    return Footprint((x, y), (2 * radius, 2 * radius), radius=radius)


def with_handle(footprint: Footprint, points: np.ndarray, longest: float) -> Footprint:
    """A round thing with the handle that points (n, 2) outside of its circle show, along +x.

    Args:
        longest: that a handle stands out at most.
    """
    offset = points - footprint.center
    distance = np.hypot(*offset.T)
    beyond = (distance > footprint.radius + STUB) & (distance < footprint.radius + 2 * longest)
    if beyond.sum() < 3:
        return footprint  # it is hidden
    middle = offset[beyond].mean(0)
    along = middle / np.hypot(*middle)
    reach = min(float((offset[beyond] @ along).max()) - footprint.radius, longest)
    center = np.asarray(footprint.center) + 0.5 * reach * along
    length = footprint.size[0] + reach
    yaw = math.atan2(along[1], along[0])
    return Footprint(_pair(center), (length, footprint.size[1]), yaw, footprint.radius)


def ball(points: np.ndarray, most: float) -> tuple[np.ndarray, float]:
    """Middle (3,) and radius of the ball on whose surface points (n, 3) lie.

    It is at most `most` wide. Points that are not on it with the others are left out.
    """
    middle, radius = _algebraic(points)
    for _ in range(ROUNDS):
        off = np.abs(np.linalg.norm(points - middle, axis=1) - radius)
        kept = off <= max(DENT, 3 * float(np.median(off)))
        if kept.all() or kept.sum() < 5:
            break
        points = points[kept]
        middle, radius = _algebraic(points)
    if radius > 0.5 * most:
        radius = 0.5 * most
        middle = _at_radius(points, points.mean(0) - (0.0, 0.0, 0.5 * radius), radius)
    return middle, radius


def hull(points: np.ndarray) -> np.ndarray:
    """Corners (m, 2) of the convex hull of points (n, 2), counterclockwise (Andrew 1979)."""
    ordered = np.unique(points, axis=0)
    if len(ordered) < 3:
        return ordered
    return np.array(_half(ordered)[:-1] + _half(ordered[::-1])[:-1])


def _half(points: np.ndarray) -> list[tuple[float, float]]:
    """One half of the hull of sorted points."""
    kept: list[tuple[float, float]] = []
    for x, y in points.tolist():
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept


def _turn_of_sides(normals: np.ndarray) -> float | None:
    """Which way upright sides with normals (n, 3) face, modulo a quarter turn, if they agree."""
    if len(normals) < SIDE_POINTS:
        return None
    turned = np.exp(4j * np.arctan2(normals[:, 1], normals[:, 0])).mean()
    return float(np.angle(turned)) / 4 if abs(turned) > SIDE_AGREEMENT else None


def _turn_of_least_area(outline: np.ndarray) -> float:
    """Direction of the side of an outline (m, 2) on which its smallest rectangle stands."""
    sides = np.diff(outline, axis=0, append=outline[:1])
    turns = np.arctan2(sides[:, 1], sides[:, 0])
    along = np.stack((np.cos(turns), np.sin(turns)), -1)
    across = np.stack((-along[:, 1], along[:, 0]), -1)
    areas = np.ptp(outline @ along.T, axis=0) * np.ptp(outline @ across.T, axis=0)
    return float(turns[areas.argmin()])


def _deepen(low: np.ndarray, high: np.ndarray, front: np.ndarray) -> None:
    """Make the sides of a rectangle equal, away from the one face that shows.

    Args:
        low, high: (2,) its edges; they are changed.
        front: (2, 2) whether a face shows at the low and the high edges.
    """
    size = high - low
    short = int(size.argmin())
    if size[short] > SHALLOW * size[1 - short] or front[0, short] == front[1, short]:
        return
    if front[0, short]:
        high[short] = low[short] + size[1 - short]
    else:
        low[short] = high[short] - size[1 - short]


def _edge(outermost: np.ndarray, sides: np.ndarray, facing: np.ndarray) -> tuple[float, bool]:
    """How far something reaches along a direction, and whether a face says so.

    Args:
        outermost: of all points.
        sides, facing: of points of upright sides, with the cosine of their normals.
    """
    farthest = float(outermost.max())
    face = sides[(facing > FACING) & (sides > farthest - FACE_DEPTH)]
    if len(face) >= 3:
        return float(np.median(face)), True
    return farthest, False


def _circle(points: np.ndarray, most: float) -> tuple[float, float, float]:
    """Middle and radius, at most `most`, of the circle through points (n, 2)."""
    middle, radius = _algebraic(points)
    if radius > most:
        radius = most
        middle = _at_radius(points, points.mean(0), radius)
    return float(middle[0]), float(middle[1]), radius


def _algebraic(points: np.ndarray) -> tuple[np.ndarray, float]:
    """Middle and radius of the circle or ball through points (n, d) (Kasa 1976)."""
    origin = points.mean(0)
    local = points - origin
    left = np.column_stack((2 * local, np.ones(len(local))))
    solution = np.linalg.lstsq(left, (local**2).sum(1), rcond=None)[0]
    middle = solution[:-1]
    return middle + origin, float(np.sqrt(max(solution[-1] + middle @ middle, 0.0)))


def _at_radius(points: np.ndarray, middle: np.ndarray, radius: float) -> np.ndarray:
    """The middle from which points (n, d) are `radius` away, by Gauss-Newton steps."""
    for _ in range(ROUNDS):
        offset = points - middle
        distance = np.linalg.norm(offset, axis=1)
        away = -offset / np.maximum(distance, 1e-9)[:, None]
        middle = middle - np.linalg.lstsq(away, distance - radius, rcond=None)[0]
    return middle


def _pair(values: np.ndarray) -> tuple[float, float]:
    return float(values[0]), float(values[1])
