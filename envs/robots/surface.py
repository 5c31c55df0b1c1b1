"""Smooth closed surfaces from a few blended solids: what the built-in arm looks like.

A solid is a signed distance function, negative inside. Solids are blended, cut and meshed with
naive surface nets (one vertex per boundary cell, pulled onto the surface).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Solid = Callable[[Array], Array]
"""Points (M, 3) [m] -> signed distances (M,) [m]."""
Point = tuple[float, float, float]


def rod(start: Point, end: Point, radius: float, tip: float | None = None) -> Solid:
    """Capsule from `start` to `end` whose radius runs from `radius` to `tip` [m]."""
    a, axis = np.array(start), np.subtract(end, start)
    tip = radius if tip is None else tip

    def distance(points: Array) -> Array:
        along = np.clip((points - a) @ axis / (axis @ axis), 0.0, 1.0)
        gap = np.linalg.norm(points - a - along[:, None] * axis, axis=1)
        return gap - (radius + (tip - radius) * along)

    return distance


def drum(start: Point, end: Point, radius: float, edge: float = 0.01) -> Solid:
    """Cylinder with flat ends at `start` and `end` and its rims rounded by `edge` [m]."""
    a, axis = np.array(start), np.subtract(end, start)
    length = float(np.linalg.norm(axis))
    unit = axis / length

    def distance(points: Array) -> Array:
        along = (points - a) @ unit
        radial = np.linalg.norm(points - a - along[:, None] * unit, axis=1)
        over = np.stack([radial - radius, np.abs(along - length / 2) - length / 2], axis=1) + edge
        return _box_distance(over) - edge

    return distance


def block(centre: Point, half: Point, edge: float = 0.01) -> Solid:
    """Axis-aligned box with half sizes `half` and edges rounded by `edge` [m]."""
    return lambda points: _box_distance(np.abs(points - centre) - half + edge) - edge


def blend(softness: float, first: Solid, *others: Solid) -> Solid:
    """Union whose inner corners are filled smoothly over `softness` [m]."""

    def distance(points: Array) -> Array:
        total = first(points)
        for other in others:
            more = other(points)
            mix = np.maximum(softness - np.abs(total - more), 0.0) / softness
            total = np.minimum(total, more) - mix * mix * softness / 4
        return total

    return distance


def cut(solid: Solid, normal: Point, offset: float) -> Solid:
    """The part of `solid` where `normal . p <= offset` (unit normal, [m])."""
    return lambda points: np.maximum(solid(points), points @ np.array(normal) - offset)


def triangles(
    solid: Solid, lower: Point, upper: Point, cell: float = 0.01
) -> tuple[Array, Array, NDArray[np.int32]]:
    """Mesh the surface of `solid` inside the box `lower`..`upper` (it must fit) [m].

    Returns vertices (V, 3), their unit normals (V, 3) and outward faces (F, 3). `cell` is the
    edge of a grid cell.
    """
    shape = np.ceil((np.array(upper) - lower) / cell).astype(int) + 1
    grid = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), axis=-1)
    inside = solid(grid.reshape(-1, 3) * cell + lower).reshape(shape) < 0
    corners = sum(
        inside[i : i + shape[0] - 1, j : j + shape[1] - 1, k : k + shape[2] - 1].astype(int)
        for i in (0, 1)
        for j in (0, 1)
        for k in (0, 1)
    )
    cells = np.argwhere((corners > 0) & (corners < 8))
    index = np.full(shape - 1, -1, dtype=np.int32)
    index[tuple(cells.T)] = np.arange(len(cells), dtype=np.int32)

    faces = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        ahead = np.roll(inside, -1, axis=axis)
        edges = np.argwhere(inside != ahead)
        leaving = inside[tuple(edges.T)]
        step_u, step_v = np.eye(3, dtype=int)[[u, v]]
        quad = np.stack(
            [
                index[tuple((edges - du * step_u - dv * step_v).T)]
                for du, dv in ((0, 0), (1, 0), (1, 1), (0, 1))
            ],
            axis=1,
        )
        quad[~leaving] = quad[~leaving][:, ::-1]
        faces += [quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]]

    vertices = (cells + 0.5) * cell + lower
    centre = vertices.copy()
    for _ in range(6):
        value, slope = solid(vertices), _gradient(solid, vertices)
        vertices = vertices - (value / np.maximum((slope**2).sum(1), 0.25))[:, None] * slope
        vertices = np.clip(vertices, centre - 0.7 * cell, centre + 0.7 * cell)
    normals = _gradient(solid, vertices)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return vertices, normals, np.concatenate(faces).astype(np.int32)


def _box_distance(over: Array) -> Array:
    return np.linalg.norm(np.maximum(over, 0.0), axis=1) + np.minimum(over.max(axis=1), 0.0)


def _gradient(solid: Solid, points: Array, step: float = 1e-4) -> Array:
    return np.stack(
        [(solid(points + d) - solid(points - d)) / (2 * step) for d in step * np.eye(3)], axis=1
    )
