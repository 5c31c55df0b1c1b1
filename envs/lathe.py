"""Meshes made in code: turned vessels, rounded boxes and bent tubes.

All surfaces are closed, wound outwards and have real wall thickness, so both sides of an open
vessel are visible. Normals are left to MuJoCo, which smooths shallow edges and keeps sharp ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from .slots import Vector


@dataclass(frozen=True)
class Mesh:
    """A closed triangle mesh: `vertices` (V, 3) [m], `faces` (F, 3)."""

    vertices: NDArray[np.float64]
    faces: NDArray[np.int32]

    def add_to(self, spec: mujoco.MjSpec, name: str) -> None:
        """Add it to `spec` as the mesh `name`."""
        spec.add_mesh(
            name=name,
            uservert=self.vertices.ravel().tolist(),
            userface=self.faces.ravel().tolist(),
        )


def loft(
    profile: Sequence[tuple[float, float]],
    half: tuple[float, float],
    corner: float,
    segments: int = 32,
) -> Mesh:
    """Sweep a wall profile around a rectangle with round corners.

    `profile` holds (inset, z) pairs [m] from the bottom centre up the outside, over the rim and
    down the inside; inset is the distance inwards from the outline with half sizes `half` and
    corner radius `corner`. Both ends of the profile are capped flat. With `corner` equal to both
    half sizes the outline is a circle and the surface one of revolution.
    """
    rings = [(_outline(half, corner, inset, segments), z) for inset, z in profile]
    count = len(rings[0][0])
    vertices = [np.column_stack([points, np.full(count, z)]) for points, z in rings]
    caps = [[0.0, 0.0, profile[0][1]], [0.0, 0.0, profile[-1][1]]]
    here = np.arange(count)
    there = (here + 1) % count
    faces: list[NDArray[np.int64]] = []
    for ring in range(len(rings) - 1):
        low, high = ring * count, (ring + 1) * count
        faces.append(np.column_stack([low + here, low + there, high + there]))
        faces.append(np.column_stack([low + here, high + there, high + here]))
    last, center = (len(rings) - 1) * count, len(rings) * count
    faces.append(np.column_stack([there, here, np.full(count, center)]))
    faces.append(np.column_stack([last + here, last + there, np.full(count, center + 1)]))
    return Mesh(np.vstack([*vertices, caps]), np.vstack(faces).astype(np.int32))


def turn(profile: Sequence[tuple[float, float]], segments: int = 32) -> Mesh:
    """Turn a profile of (radius, z) pairs [m] about the z axis, as on a lathe; see `loft`."""
    radius = max(r for r, _ in profile)
    return loft([(radius - r, z) for r, z in profile], (radius, radius), radius, segments)


def tube(path: Sequence[Vector], radius: float, sides: int = 10) -> Mesh:
    """A round tube of `radius` [m] along the points of `path` [m], which lies in the xz plane."""
    points = np.array(path)
    count = len(points)
    tangent = np.gradient(points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    across = np.array([0.0, 1.0, 0.0])
    side = np.cross(tangent, across)
    angle = np.arange(sides) * 2 * np.pi / sides
    ring = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * across
    vertices = (points[:, None] + radius * ring).reshape(-1, 3)
    here = np.arange(sides)
    there = (here + 1) % sides
    faces: list[NDArray[np.int64]] = []
    for index in range(count - 1):
        low, high = index * sides, (index + 1) * sides
        faces.append(np.column_stack([low + here, high + there, low + there]))
        faces.append(np.column_stack([low + here, high + here, high + there]))
    last, start, end = (count - 1) * sides, count * sides, count * sides + 1
    faces.append(np.column_stack([here, there, np.full(sides, start)]))
    faces.append(np.column_stack([last + there, last + here, np.full(sides, end)]))
    caps = points[[0, -1]]
    return Mesh(np.vstack([vertices, caps]), np.vstack(faces).astype(np.int32))


def _outline(
    half: tuple[float, float], corner: float, inset: float, segments: int
) -> NDArray[np.float64]:
    """Points (P, 2) of the outline moved inwards by `inset`, counter-clockwise."""
    circle = corner >= max(half)
    steps = segments // 4
    # On a circle the corners touch: an end point would repeat the next corner's first one.
    angle = np.arange(steps if circle else steps + 1) * (np.pi / 2 / steps)
    radius = max(corner - inset, 0.0 if circle else 1e-4)
    reach = np.array([half[0] - inset - radius, half[1] - inset - radius])
    points = []
    for quarter, sign in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        turned = angle + quarter * np.pi / 2
        arc = radius * np.column_stack([np.cos(turned), np.sin(turned)])
        points.append(arc + reach * np.array(sign))
    return np.vstack(points)
