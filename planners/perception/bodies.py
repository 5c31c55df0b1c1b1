"""Bodies: from a cloud of points to an entity that stands upright on whatever is below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vla.scene import Entity, Vec3, to_local, to_world
from vla.vocabulary import KINDS

from .clouds import Cloud
from .footprints import Footprint, ball, circle, rectangle, with_handle
from .labels import Label
from .makes import HANDLE, interior, is_round, make

TABLE = 0.0
"""Height of the table top [m]."""
SKIN = 0.005
"""[m] Points this near to the table are taken for the table's: a label may reach too far."""
RIM = 0.008
"""[m] below a mug's top where its wall is, but no handle."""
SUNK = 0.005
"""[m] that the lowest point seen may be below what a thing stands on."""
TOPMOST = 3
"""A thing is as high as so many of its points."""
LOWEST = 0.02
"""Share of points that may lie below the bottom."""


def entity(label: Label, cloud: Cloud, held: bool, below: Sequence[Entity]) -> Entity:
    """Measure one thing.

    Args:
        cloud: with some points.
        held: it stands on nothing.
        below: what it may stand on, already measured.
    """
    own = np.ones(len(cloud), bool) if held else cloud.points[:, 2] > TABLE + SKIN
    own = own if own.sum() >= 0.5 * len(own) else np.ones(len(own), bool)
    points, largest = cloud.points[own], make(label.kind).largest
    if KINDS[label.kind].shape == "sphere":
        middle, radius = ball(points, largest[0])
        at = float(middle[0]), float(middle[1]), float(middle[2])
        return _made(label, at, (2 * radius,) * 3)
    top = float(np.sort(points[:, 2])[-min(TOPMOST, len(points))])
    footprint = _footprint(label.kind, points, cloud.normals[own], cloud.spacing, top)
    lowest = float(np.quantile(points[:, 2], LOWEST))
    bottom = lowest if held else _support(footprint.center, lowest, below)
    bottom = max(bottom, top - largest[2])
    x, y = footprint.center
    position, height = (x, y, 0.5 * (top + bottom)), max(top - bottom, SKIN)
    return _made(label, position, (*footprint.size, height), footprint.yaw, footprint.radius)


def lowest_first(clouds: Sequence[Cloud]) -> list[int]:
    """An order in which what is below comes before what is on it or in it."""
    bottoms = [float(np.quantile(cloud.points[:, 2], LOWEST)) for cloud in clouds]
    return sorted(range(len(clouds)), key=lambda index: bottoms[index])


def _footprint(
    kind: str, points: np.ndarray, normals: np.ndarray, spacing: float, top: float
) -> Footprint:
    """What a thing covers, seen from above."""
    largest = make(kind).largest
    if kind == "mug":
        wall = points[points[:, 2] > top - RIM]
        wall = wall if len(wall) >= 6 else points
        found = circle(wall[:, :2], spacing, largest[1])
        return with_handle(found, points[:, :2], HANDLE)
    if is_round(kind):
        return circle(points[:, :2], spacing, largest[0])
    return rectangle(points, normals, largest[:2], make(kind).square)


def _support(center: tuple[float, float], lowest: float, below: Sequence[Entity]) -> float:
    """Height of what a thing stands on, whose lowest visible point is at `lowest`."""
    heights = [TABLE]
    for other in below:
        x, y, _ = to_local((*center, other.position[2]), other.position, other.quaternion)
        if abs(x) > 0.5 * other.extent[0] or abs(y) > 0.5 * other.extent[1]:
            continue
        floor = make(other.kind).floor
        if other.interior is not None:
            middle, half = other.interior
            heights.append(middle[2] - half[2])
        elif floor:
            heights.append(other.bottom + floor)
        if other.affords.support and not floor:
            heights.append(other.top)
    return max(height for height in heights if height <= max(lowest, TABLE) + SUNK)


def _made(
    label: Label, position: Vec3, extent: tuple[float, ...], yaw: float = 0.0, radius: float = 0.0
) -> Entity:
    x, y, z = extent
    turn = (math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2))
    made = Entity(label.name, label.kind, label.color, label.size, position, turn, (x, y, z))
    inside = interior(label.kind, made.extent, radius)
    if inside is None:
        return made
    return replace(made, interior=(to_world(inside[0], position, turn), inside[1]))
