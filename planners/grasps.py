"""Grasp candidates from the shape of a thing, best first.

All are top-down: across a block's faces, a ball or a can; over the wall of a mug, bowl or plate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from vla.holds import BAR
from vla.scene import Entity, Scene, rotation_matrix

from .hand import MAX_OPENING, PALM, TIP, room
from .motion import Point

DEPTH = 0.030
"""How far below the top of a thing the fingers go at most [m]."""
LYING = 0.5
"""Tilt from which a thing counts as lying [rad]."""
LOWEST = TIP + 0.004
"""Lowest height of the tool point over the table [m]."""
PALM_OVER = 0.006
"""Gap between the palm and the rim below it [m]."""


@dataclass(frozen=True)
class Grasp:
    """Where the tool closes its fingers."""

    offset: Point
    """Tool point from the middle of the thing, world axes [m]."""
    yaw: float
    """Of the fingers' axis from world y [rad]."""
    width: float
    """Of what is between the fingers [m]."""
    room: float = 0.0
    """Gap to other things [m]."""

    @property
    def opening(self) -> float:
        """How far to open before closing [m]."""
        return min(MAX_OPENING, self.width + 0.03)


def grasps(thing: Entity, scene: Scene, avoid: Mapping[str, float]) -> list[Grasp]:
    """Candidates for picking up `thing`, the ones with room for the hand first.

    Among those with at least 8 mm of room the one that turns the wrist least is best.
    """
    shape = thing.affords.shape
    if shape == "box":
        found = _box(thing)
    elif shape in ("cylinder", "vessel") and thing.tilt > LYING:
        found = _lying(thing)
    elif shape == "vessel":
        found = _rim(thing)
    else:
        found = _round(thing)
    return _rated(found, thing, scene, avoid)


def grasps_by(thing: Entity, part: str, scene: Scene, avoid: Mapping[str, float]) -> list[Grasp]:
    """Candidates as `grasps`, of one of `vla.skills.PARTS` of a thing that stands."""
    if part == "rim":
        return _rated(_rim(thing), thing, scene, avoid)
    if thing.kind != "mug":
        return grasps(thing, scene, avoid)
    found = _mug_handle(thing) if part == "handle" else _mug_body(thing)
    return _rated(found, thing, scene, avoid)


def _rated(
    found: list[Grasp], thing: Entity, scene: Scene, avoid: Mapping[str, float]
) -> list[Grasp]:
    """Grasps with the room that they leave, best first."""
    inside = [e.name for e in scene if e.interior is not None and _within(thing, e)]
    rated = []
    for grasp in found:
        x, y, z = (p + o for p, o in zip(thing.position, grasp.offset, strict=True))
        gap = room(scene, (x, y, z), grasp.yaw, grasp.opening, (thing.name, *inside), avoid)
        rated.append(Grasp(grasp.offset, grasp.yaw, grasp.width, gap))
    return sorted(rated, key=lambda g: (-min(g.room, 0.008), abs(wrap(g.yaw))))


def wrap(yaw: float) -> float:
    """A yaw of the symmetric hand in [-pi/2, pi/2)."""
    return (yaw + math.pi / 2) % math.pi - math.pi / 2


def _height(thing: Entity) -> float:
    """Of the tool over the middle of a solid thing [m]."""
    low = max(0.0, thing.height / 2 - DEPTH)
    return max(low, LOWEST - thing.position[2])


def _box(thing: Entity) -> list[Grasp]:
    rows = rotation_matrix(thing.quaternion)
    found = []
    for axis in range(3):
        x, y, z = (rows[i][axis] for i in range(3))
        if abs(z) < 0.5:
            yaw = wrap(math.atan2(y, x) - math.pi / 2)
            if thing.extent[axis] < MAX_OPENING - 0.006:
                found.append(Grasp((0.0, 0.0, _height(thing)), yaw, thing.extent[axis]))
    return found


def _round(thing: Entity) -> list[Grasp]:
    width = min(thing.extent[0], thing.extent[1])
    turns = [math.radians(angle) for angle in range(-90, 90, 15)]
    return [Grasp((0.0, 0.0, _height(thing)), yaw, width) for yaw in turns]


def _lying(thing: Entity) -> list[Grasp]:
    """Across the axis of a cylinder or vessel that lies on its side."""
    rows = rotation_matrix(thing.quaternion)
    width = min(thing.extent[0], thing.extent[1])
    yaw = wrap(math.atan2(rows[1][2], rows[0][2]))
    if width > MAX_OPENING - 0.006:
        return []
    return [Grasp((0.0, 0.0, max(0.0, LOWEST - thing.position[2])), yaw, width)]


def _rim(thing: Entity) -> list[Grasp]:
    """Over the wall: one finger inside, one outside. Simulated walls have twelve flat facets."""
    wall = 0.006
    center, radius = _opening(thing)
    down = {"bowl": 0.014, "plate": 0.006}.get(thing.kind, 0.022)
    height = thing.height / 2 - down
    height = max(height, LOWEST - thing.position[2])
    found = []
    for step in range(12):
        angle = thing.yaw + math.radians(15 + 30 * step)  # in the middle of a facet
        if thing.kind == "mug" and math.cos(angle - thing.yaw) > 0.5:
            continue  # the handle is there
        reach = radius - wall / 2
        offset = (
            center[0] - thing.position[0] + reach * math.cos(angle),
            center[1] - thing.position[1] + reach * math.sin(angle),
            height,
        )
        found.append(Grasp(offset, wrap(angle - math.pi / 2), 0.012))
    return found


def _mug_handle(thing: Entity) -> list[Grasp]:
    """Around the bar that stands farthest out, the palm just above the rim."""
    c, s = math.cos(thing.yaw), math.sin(thing.yaw)
    far = thing.extent[0] / 2 - BAR
    height = thing.height / 2 - PALM + PALM_OVER
    return [Grasp((far * c, far * s, height), wrap(thing.yaw), 2 * BAR)]


def _mug_body(thing: Entity) -> list[Grasp]:
    """Around its sides, away from the handle."""
    (x, y, _), _ = _opening(thing)
    height = thing.height / 2 - PALM + PALM_OVER
    offset = (x - thing.position[0], y - thing.position[1], height)
    turns = [thing.yaw + math.radians(angle) for angle in (0, -20, 20, -40, 40)]
    return [Grasp(offset, wrap(turn), thing.extent[1]) for turn in turns]


def _opening(thing: Entity) -> tuple[Point, float]:
    """Middle of a vessel's opening, world frame, and the outer radius of its rim [m]."""
    if thing.kind == "mug" and thing.interior is not None:
        return thing.interior[0], thing.extent[1] / 2
    return thing.position, max(thing.extent[0], thing.extent[1]) / 2


def _within(thing: Entity, vessel: Entity) -> bool:
    gap = math.dist(thing.position[:2], vessel.position[:2])
    return vessel.name != thing.name and gap < vessel.radius and thing.bottom < vessel.top
