"""How a thing is held: by which of its parts, and from which side the hand came."""

from __future__ import annotations

import math

from vla.errors import UnknownName
from vla.measures import AXES, Reading, is_round
from vla.scene import Entity, Scene, Vec3, rotation_matrix, to_local, to_world
from vla.skills import PARTS

AROUND = math.radians(45)
"""By which the hand may come from beside the side that was asked for [rad]."""
LEANING = math.radians(30)
"""Tilt from which a hand comes from a side, not from above [rad]."""
WALL = (0.014, 0.008)
"""[m] from the outside of a round wall, inwards and outwards, between which fingers hold it."""

GRIP = 0.072
"""Widest that the open fingers go around with some room [m]."""
ASIDE, NEAREST = math.radians(20), math.radians(40)
"""Steps in which the hand goes around a round thing, and how far from the side at most [rad]."""
HANDLED = math.radians(50)
"""Around a mug's handle there is no room for palm and fingers [rad]."""

BAR = 0.005
"""Radius of the bar of a mug's handle [m]."""

Band = tuple[float, float, float]


def part_band(thing: Entity, part: str) -> Band | None:
    """Where the tool is when the fingers hold a part of a thing, `None` if it has no such part.

    Returns:
        x of the axis of its body, in the thing's frame, and how near to and far from that axis the
        tool is [m].

    Raises:
        UnknownName: no such part.
    """
    if part not in PARTS:
        raise UnknownName("part", part, PARTS)
    if not thing.affords.graspable:
        return None
    if thing.affords.shape != "vessel":
        return (0.0, 0.0, math.inf) if part == "body" else None
    handled, (length, width, _) = thing.kind == "mug", thing.extent
    axis, radius = ((width - length) / 2, width / 2) if handled else (0.0, max(length, width) / 2)
    inner, outer = radius - WALL[0], radius + WALL[1]
    bands = {"body": (axis, 0.0, inner), "rim": (axis, inner, outer)}
    return bands.get(part, (axis, outer, math.inf) if handled else None)


def handle(thing: Entity) -> Vec3 | None:
    """Where a thing is held that has a handle, world frame [m]: a fixture, or a mug at its bar."""
    if thing.kind != "mug":
        return thing.handle
    return to_world((thing.extent[0] / 2 - BAR, 0.0, 0.0), thing.position, thing.quaternion)


def held_by(scene: Scene, a: Entity, part: str) -> Reading:
    """Whether the fingers hold a thing by a part of it."""
    band = part_band(a, part)
    if band is None:
        return Reading(False, f"a {a.kind} has no {part}")
    axis, low, high = band
    x, y, _ = to_local(scene.tool, a.position, a.quaternion)
    away, held = math.hypot(x - axis, y), scene.held == a.name
    limits = f"at least {100 * low:.1f} cm"
    if high < math.inf:
        limits = f"{100 * low:.1f} to {100 * high:.1f} cm"
    return Reading(
        held and low <= away <= high,
        f"holds {scene.held}, fingers {100 * away:.1f} cm from its axis ({part}: {limits})",
    )


def held_from(scene: Scene, a: Entity, direction: str) -> Reading:
    """Whether the hand that holds a thing leans over from one side of it."""
    ux, uy = AXES[direction]
    x, y, z = (row[2] for row in rotation_matrix(scene.tool_turn))
    flat, towards = math.hypot(x, y), -(x * ux + y * uy)
    tilt = math.degrees(math.atan2(flat, -z))
    aside = math.degrees(math.acos(max(-1.0, min(1.0, towards / flat)))) if flat > 1e-9 else 90.0
    leaning = flat >= math.sin(LEANING) and towards >= math.cos(AROUND) * flat
    return Reading(
        scene.held == a.name and leaning,
        f"holds {scene.held}, the hand leans {tilt:.0f} deg, {aside:.0f} deg off the {direction}",
    )


def headings(thing: Entity, direction: str) -> tuple[tuple[float, float], ...]:
    """How the hand may come from a side of a thing, the straightest first.

    Returns:
        Headings of the hand [rad] and widths of what is then between its fingers [m]; none if a
        thing cannot be held from there.
    """
    ux, uy = AXES[direction]
    straight, width = math.atan2(-uy, -ux), thing.extent[1]
    if is_round(thing):
        ways = (straight + aside for aside in (0.0, ASIDE, -ASIDE, NEAREST, -NEAREST))
        return tuple((way, width) for way in ways if width <= GRIP and _clears_handle(thing, way))
    rows = rotation_matrix(thing.quaternion)
    faces = []
    for axis in range(3):
        x, y, z = (row[axis] for row in rows)
        # across this axis the hand comes along the other one that lies flat
        off = (math.atan2(y, x) + math.pi - straight) % math.pi - math.pi / 2
        if abs(z) < 0.5 and thing.extent[axis] <= GRIP and abs(off) <= AROUND:
            near = min(max(off, -NEAREST), NEAREST)  # fingers turn it by the few degrees left
            faces.append((abs(off), straight + near, thing.extent[axis]))
    return tuple((heading, wide) for _, heading, wide in sorted(faces))


def hindrance(thing: Entity) -> str:
    """Why a thing cannot be held from a side."""
    return "its handle is in the way" if thing.kind == "mug" else "it is too wide for the gripper"


def _clears_handle(thing: Entity, heading: float) -> bool:
    """Whether neither palm nor fingers meet the handle, if there is one."""
    if thing.kind != "mug":
        return True
    off = abs(math.remainder(thing.yaw - heading, 2 * math.pi))  # 0: on the far side
    return all(abs(off - taken) > HANDLED for taken in (math.pi / 2, math.pi))
