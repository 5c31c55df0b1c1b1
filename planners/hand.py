"""The shape of the hand, and how much room it has at a pose among the things of a scene.

Dimensions of the Panda hand (Franka Hand product manual): 204 mm wide along the finger axis,
63 mm thick; fingers about 20 mm. The palm of the built-in model is 37 mm above the tool point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from vla.scene import Entity, Scene, to_local

from .motion import Point

PALM = 0.037
"""Height of the palm above the fingertips' middle [m]."""
HAND = (0.105, 0.035)
"""Half width along the fingers' axis and half thickness of the palm [m]."""
FINGER = (0.011, 0.012)
"""Half thickness along the opening axis and half width of a finger [m]."""
TIP = 0.010
"""How far fingertips reach below the tool point [m]."""
FLANGE = 0.105
"""Height of the flange above the tool point [m]; the wrist above it is about `WRIST` in radius."""
WRIST = 0.062
WRIST_BACK = 0.088
"""The last but one joint lies this far towards the base (a7 of the Panda's chain) [m] ..."""
WRIST_UP = 0.045
"""... and its housing begins this far above the flange [m]."""
SPARE = 0.025
"""Added to distances to keep: motions are not followed to the millimetre [m]."""
PUSHER = 0.011
"""Half thickness of the closed fingers across their axis [m]."""
LOWEST_PUSH = 0.016
"""Height of the tool point when the fingers sweep the table [m]."""
ROUND = ("bowl", "mug", "plate")
"""Kinds of things with a round inside."""
MAX_OPENING = 0.078
"""[m]"""


def opening_command(width: float) -> float:
    """The gripper number that opens the fingers to `width` [m]; -1 is fully open."""
    return max(-1.0, min(1.0, 1.0 - 2.0 * width / 0.08))


def room(
    scene: Scene,
    tool: Point,
    yaw: float,
    opening: float,
    ignore: Iterable[str],
    avoid: Mapping[str, float],
) -> float:
    """Smallest gap [m] between a hand pointing down at `tool` and other things; negative overlaps.

    `yaw` turns the fingers' axis from world y. Things lower than a part of the hand do not count
    for it. From entities in `avoid` the distance to keep is subtracted, with `SPARE` more.
    """
    skip = set(ignore)
    parts = _parts(tool, yaw, opening)
    best = math.inf
    for thing in scene:
        if thing.name in skip or thing.kind == "table":
            continue
        keep = avoid[thing.name] + SPARE if thing.name in avoid else 0.0
        for center, turn, half in parts:
            if thing.top + keep > center[2]:
                best = min(best, gap_to(center, turn, half, thing) - keep)
    return best


def gap_to(center: Point, yaw: float, half: tuple[float, float], thing: Entity) -> float:
    """Horizontal gap between a turned rectangle and the footprint of a thing [m]."""
    if thing.affords.shape in ("box", "fixture") or thing.kind in ("bin", "tray"):
        return min(_outside(point, thing) for point in _outline(center, yaw, half))
    c, s = math.cos(yaw), math.sin(yaw)
    dx, dy = thing.position[0] - center[0], thing.position[1] - center[1]
    x, y = abs(c * dx + s * dy) - half[0], abs(-s * dx + c * dy) - half[1]
    outside = math.hypot(max(x, 0.0), max(y, 0.0)) + min(max(x, y), 0.0)
    return outside - thing.radius


def palm_clears(tool: Point, yaw: float, things: Iterable[Entity]) -> float:
    """Lowest height of the tool at which the palm stays above all of `things` [m]."""
    under = (e for e in things if gap_to(tool, yaw, (HAND[1], HAND[0]), e) < 0.0)
    return max((e.top for e in under), default=-math.inf) - PALM + 0.004


def inside(vessel: Entity, tool: Point, yaw: float, opening: float) -> float:
    """Smallest gap [m] between a hand that reaches into a container and its walls."""
    if vessel.interior is None:
        return math.inf
    middle, walls = vessel.interior
    rim = vessel.top if vessel.affords.shape == "vessel" else middle[2] + walls[2]
    best = math.inf
    for center, turn, half in _parts(tool, yaw, opening):
        if center[2] >= rim:
            continue
        for point in _outline(center, turn, half):
            x, y, _ = to_local(point, middle, vessel.quaternion)
            if vessel.kind in ROUND:
                best = min(best, min(walls[:2]) - math.hypot(x, y))
            else:
                best = min(best, walls[0] - abs(x), walls[1] - abs(y))
    return best


def _parts(
    tool: Point, yaw: float, opening: float
) -> list[tuple[Point, float, tuple[float, float]]]:
    """Palm, two fingers, flange and wrist: lowest middle point, turn, half sizes [m]."""
    x, y, z = tool
    side = opening / 2 + FINGER[0]
    s, c = math.sin(yaw), math.cos(yaw)
    back = WRIST_BACK / max(math.hypot(x, y), 1e-6)
    finger = (FINGER[1], FINGER[0])
    return [
        ((x, y, z + PALM), yaw, (HAND[1], HAND[0])),
        ((x - side * s, y + side * c, z - TIP), yaw, finger),
        ((x + side * s, y - side * c, z - TIP), yaw, finger),
        ((x, y, z + FLANGE), yaw, (WRIST, WRIST)),
        ((x * (1 - back), y * (1 - back), z + FLANGE + WRIST_UP), yaw, (WRIST, WRIST)),
    ]


def _outline(center: Point, yaw: float, half: tuple[float, float]) -> list[Point]:
    """Points of a turned rectangle, close enough together for the smallest things."""
    c, s = math.cos(yaw), math.sin(yaw)
    return [
        (center[0] + c * dx - s * dy, center[1] + s * dx + c * dy, center[2])
        for dx in (-half[0], 0.0, half[0])
        for dy in (-half[1], -half[1] / 2, 0.0, half[1] / 2, half[1])
    ]


def _outside(point: Point, thing: Entity) -> float:
    x, y, _ = to_local(point, thing.position, thing.quaternion)
    x, y = abs(x) - thing.extent[0] / 2, abs(y) - thing.extent[1] / 2
    return math.hypot(max(x, 0.0), max(y, 0.0)) + min(max(x, y), 0.0)
