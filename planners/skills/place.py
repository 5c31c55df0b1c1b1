"""Place: put the held object into, onto or next to something, or into a region."""

from __future__ import annotations

import math

from vla.predicates import AXES, half_width, region_box
from vla.scene import Entity, Scene, to_world

from ..grasps import wrap
from ..hand import TIP, opening_command, room
from ..motion import Leg, Motion, Point, Turn, Unreachable, multiply, top_down
from ..routes import over
from .context import Context

RETREAT = 0.08
INTO = 0.020
"""How far below a container's rim a thing is let go at least [m]."""
FALL = 0.030
"""How far it may fall at most: from 5 cm it would sink 5 mm into the floor at a 5 ms step [m]."""
DROP = 0.004
"""Height over the support at which fingers open [m]."""


def place_in(context: Context, name: str, container: str) -> Motion:
    """Put the held object into a container, where there is most room."""
    scene, thing, vessel = context.scene, context.scene[name], context.scene[container]
    if vessel.interior is None:
        raise Unreachable(f"a {vessel.kind} has no inside")
    if vessel.openness is not None and vessel.openness < 0.6 and vessel.affords.openable:
        raise Unreachable(f"{container} is closed")
    spot = _free_spot(scene, thing, vessel)
    _, half = vessel.interior
    floor = vessel.interior[0][2] - half[2]
    rim = vessel.top if vessel.affords.shape == "vessel" else vessel.interior[0][2] + half[2]
    below = [
        e.top
        for e in _contents(scene, thing, vessel)
        if math.dist(e.position[:2], spot) < e.radius + 0.015
    ]
    low = min(rim - INTO, floor + FALL)
    bottom = max(floor + DROP, low, *(top + DROP for top in below))
    return _release(context, thing, (*spot, bottom), vessel, (name, container))


def place_on(context: Context, name: str, support: str) -> Motion:
    """Put the held object on the middle of a flat thing (or a free place on a large one)."""
    thing, base = context.scene[name], context.scene[support]
    if support == "table":
        (x0, y0, _), (x1, y1, _) = context.scene.workspace
        spot = _open_floor(context, thing, (x0, y0), (x1, y1))
        return _release(context, thing, (*spot, DROP), None, (name,))
    bottom = base.top + DROP
    if base.affords.shape == "vessel" and base.interior is not None:
        bottom = base.interior[0][2] - base.interior[1][2] + DROP
    elif base.affords.shape == "vessel":
        bottom = base.bottom + 0.012
    x, y, _ = base.position
    return _release(context, thing, (x, y, bottom), base, (name, support))


def place_beside(
    context: Context, name: str, reference: str, direction: str, gap: float = 0.05
) -> Motion:
    """Put the held object next to another, `gap` metres away edge to edge."""
    thing, other = context.scene[name], context.scene[reference]
    reach = half_width(thing, direction) + half_width(other, direction) + gap
    ux, uy = AXES[direction]
    x, y = other.position[0] + reach * ux, other.position[1] + reach * uy
    return _release(context, thing, (x, y, DROP), other, (name,))


def place_at(context: Context, name: str, region: str) -> Motion:
    """Put the held object into a region of the table, where there is most room."""
    thing = context.scene[name]
    low, high = region_box(context.scene, region)
    spot = _open_floor(context, thing, low, high)
    return _release(context, thing, (*spot, DROP), None, (name,))


def _release(
    context: Context, thing: Entity, target: Point, frame: Entity | None, ignore: tuple[str, ...]
) -> Motion:
    """Bring the bottom of the held thing to `target`, open, and go up again."""
    if context.scene.held != thing.name:
        raise Unreachable(f"the gripper does not hold {thing.name}")
    grip = _grip(context, thing)
    hang = max(TIP, context.scene.tool[2] - thing.bottom)
    turn, stop = _orientation(context, thing, target, grip, ignore)
    above: Point = (stop[0], stop[1], stop[2] + 0.06)
    if not context.reaches(stop, turn):
        raise Unreachable(f"the place for {thing.name} is out of reach")
    route = over(context.scene, context.tool, above, hang, ignore, context.avoid)
    origin = frame.position if frame is not None else (0.0, 0.0, 0.0)
    name = frame.name if frame is not None else None

    def local(point: Point) -> Point:
        return (point[0] - origin[0], point[1] - origin[1], point[2] - origin[2])

    away: Point = (stop[0], stop[1], stop[2] + RETREAT)
    width = context.scene.gripper_width + 0.024
    opened = opening_command(width)
    carry = thing.name
    down, gone = (local(stop),), (local(away),)
    path = tuple(local(point) for point in (*route, above))
    return Motion(
        (
            Leg(path, turn, f"carry {carry}", 1.0, 0.45, name, tolerance=0.010, carries=carry),
            Leg(
                down, turn, f"lower {carry}", 1.0, 0.15, name, 3, 0.005, False,
                aligned=0.015, carries=carry,
            ),
            Leg(down, turn, "let go", opened, 0.2, name, 5, 0.02, strict=False),
            Leg(gone, turn, "move away", opened, 0.3, name, 0, 0.03, strict=False),
        )
    )  # fmt: skip


def _grip(context: Context, thing: Entity) -> tuple[Point, float]:
    """Bottom centre of the held thing from the tool, world axes [m]; and the hand's yaw."""
    x, y, z = context.scene.tool
    w, qx, qy, qz = context.turn
    # the image of the finger axis (tool y) under the commanded orientation
    fx, fy = 2 * (qx * qy - w * qz), 1 - 2 * (qx * qx + qz * qz)
    yaw = wrap(math.atan2(fy, fx) - math.pi / 2)
    return (thing.position[0] - x, thing.position[1] - y, thing.bottom - z), yaw


def _orientation(
    context: Context,
    thing: Entity,
    target: Point,
    grip: tuple[Point, float],
    ignore: tuple[str, ...],
) -> tuple[Turn, Point]:
    """The wrist turn with most room for the hand, and where the tool must be for it."""
    (dx, dy, dz), yaw = grip
    opening = context.scene.gripper_width + 0.03
    best: tuple[float, float, Turn, Point] | None = None
    square = thing.affords.shape == "box"
    for degrees in (0, 90, -90) if square else (0, 30, -30, 60, -60, 90, -90):
        extra = math.radians(degrees)
        c, s = math.cos(extra), math.sin(extra)
        stop = (target[0] - c * dx + s * dy, target[1] - s * dx - c * dy, target[2] - dz)
        turned = yaw + extra
        if abs(turned) > math.radians(115):
            continue
        gap = room(context.scene, stop, turned, opening, ignore, context.avoid)
        score = min(gap, 0.010) - 0.0001 * abs(degrees)
        if best is None or score > best[0]:
            half = (math.cos(extra / 2), 0.0, 0.0, math.sin(extra / 2))
            best = (score, gap, multiply(half, context.turn), stop)
    if best is None:
        return top_down(0.0), (target[0] - dx, target[1] - dy, target[2] - dz)
    return best[2], best[3]


def _contents(scene: Scene, thing: Entity, vessel: Entity) -> list[Entity]:
    """What is in a container already."""
    assert vessel.interior is not None
    center, half = vessel.interior
    return [
        entity
        for entity in scene
        if entity.affords.graspable
        and entity.name not in (thing.name, vessel.name)
        and math.dist(entity.position[:2], center[:2]) < max(half[:2])
        and entity.bottom < max(vessel.top, center[2] + half[2])
    ]


def _free_spot(scene: Scene, thing: Entity, vessel: Entity) -> tuple[float, float]:
    """Where in a container the thing has most room, world (x, y) [m]."""
    assert vessel.interior is not None
    center, half = vessel.interior
    contents = _contents(scene, thing, vessel)
    if not contents:
        return center[:2]
    need = min(thing.radius, min(half[:2]) * 0.9) + 0.012
    round_vessel = vessel.kind in ("bowl", "mug", "plate")
    best, best_gap = center[:2], -math.inf
    for i in range(-3, 4):
        for j in range(-3, 4):
            u, v = i / 3, j / 3
            if round_vessel and math.hypot(u, v) > 1.0:
                continue
            x = u * max(half[0] - need, 0.0)
            y = v * max(half[1] - need, 0.0)
            px, py, _ = to_world((x, y, 0.0), center, vessel.quaternion)
            gap = min(math.dist((px, py), e.position[:2]) - e.radius for e in contents)
            if min(gap, 0.06) - 0.05 * math.hypot(x, y) > best_gap:
                best, best_gap = (px, py), min(gap, 0.06) - 0.05 * math.hypot(x, y)
    return best


def _open_floor(
    context: Context, thing: Entity, low: tuple[float, float], high: tuple[float, float]
) -> tuple[float, float]:
    """The point of a rectangle of the table that is farthest from everything, and in reach."""
    scene = context.scene
    others = [e for e in scene if e.name != thing.name and e.kind != "table"]
    margin = 0.03
    spots = []
    for i in range(9):
        for j in range(9):
            x = low[0] + margin + (high[0] - low[0] - 2 * margin) * i / 8
            y = low[1] + margin + (high[1] - low[1] - 2 * margin) * j / 8
            gaps = [
                math.dist((x, y), e.position[:2]) - e.radius - context.avoid.get(e.name, 0.0)
                for e in others
            ]
            edge = min(x - low[0], high[0] - x, y - low[1], high[1] - y)
            score = min([*gaps, 0.12]) + 0.5 * min(edge, 0.06) - 0.02 * math.hypot(x, y)
            spots.append((score, (x, y)))
    for _, spot in sorted(spots, reverse=True)[:8]:
        if context.reaches((*spot, max(thing.height / 2, 0.02)), top_down(0.0)):
            return spot
    raise Unreachable("no free place in reach there")
