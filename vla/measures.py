"""Measures: what predicates are read in: directions, footprints, tolerances, evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vla.scene import Entity
from vla.skills import DIRECTIONS

PLACE_TOLERANCE = 0.015
"""[m] by which a placement may miss the distance that was asked for."""
BESIDE_ACROSS = 0.05
"""[m] Offset sideways that is allowed beside a thing."""
REGION_SLACK = 0.02
"""[m]"""

AXES: dict[str, tuple[float, float]] = {
    "left": (0.0, 1.0),
    "right": (0.0, -1.0),
    "back": (1.0, 0.0),
    "front": (-1.0, 0.0),
}
"""Direction word -> unit vector (x, y) in the world."""
OPPOSITE = {"left": "right", "right": "left", "front": "back", "back": "front"}
"""Direction word -> the word for the other way."""


@dataclass(frozen=True)
class Reading:
    """What a predicate says and why."""

    truth: bool | None
    evidence: str


def is_round(entity: Entity) -> bool:
    """Whether the footprint is a circle rather than a rectangle."""
    shape = entity.affords.shape
    return shape in ("sphere", "cylinder") or (
        shape == "vessel" and entity.kind not in ("bin", "tray")
    )


def half_width(entity: Entity, direction: str) -> float:
    """Half the size of an entity's footprint along a direction, for its present yaw [m]."""
    if is_round(entity):
        return max(entity.extent[0], entity.extent[1]) / 2
    ux, uy = AXES[direction]
    c, s = math.cos(entity.yaw), math.sin(entity.yaw)
    return (
        abs(c * ux + s * uy) * entity.extent[0] / 2 + abs(-s * ux + c * uy) * entity.extent[1] / 2
    )


def footprint_gap(point: tuple[float, float], entity: Entity) -> float:
    """Horizontal distance [m] from a point to an entity's footprint; negative inside round ones."""
    if is_round(entity):
        return math.dist(point, entity.position[:2]) - max(entity.extent[:2]) / 2
    c, s = math.cos(entity.yaw), math.sin(entity.yaw)
    dx, dy = point[0] - entity.position[0], point[1] - entity.position[1]
    x, y = c * dx + s * dy, -s * dx + c * dy
    outside_x = max(abs(x) - entity.extent[0] / 2, 0.0)
    outside_y = max(abs(y) - entity.extent[1] / 2, 0.0)
    return math.hypot(outside_x, outside_y)


def side_of(point: Sequence[float], entity: Entity, direction: str) -> float:
    """How far a point is to one side of the middle of an entity [m]."""
    ux, uy = AXES[direction]
    return (point[0] - entity.position[0]) * ux + (point[1] - entity.position[1]) * uy


assert set(AXES) == set(DIRECTIONS)
