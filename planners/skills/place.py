"""Place: put the held object into, onto or next to something, or into a region."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vla.predicates import AXES, half_width, region_box
from vla.scene import Entity, Scene, quat_product, to_world

from ..grasps import wrap
from ..hand import ROUND, TIP, gap_to, inside, opening_command, palm_clears, room
from ..motion import Leg, Motion, Point, Turn, Unreachable, top_down
from .context import Context
from .travel import travel

RETREAT = 0.08
INTO = 0.020
"""How far below a container's rim a thing is let go at least [m]."""
FALL = 0.030
"""How far it may fall at most: from 5 cm it would sink 5 mm into the floor at a 5 ms step [m]."""
DROP = 0.004
"""Height over the support at which fingers open [m]."""
CLEAR = 0.010
"""More room than this for the hand is no better [m]."""
LAST_TURN = math.radians(115)
"""The wrist turns no further from straight ahead, and no further clockwise from the arm."""


@dataclass(frozen=True)
class Spot:
    """A place to let go."""

    bottom: Point
    """Where the bottom of the thing goes [m]."""
    value: float = 0.0
    """How good it is besides the room for the hand [m]."""
    others: tuple[Entity, ...] = ()
    """What lies around it already."""


def place_in(context: Context, name: str, container: str) -> Motion:
    """Put the held object into a container, where there is most room."""
    scene, thing, vessel = context.scene, context.scene[name], context.scene[container]
    if vessel.interior is None:
        raise Unreachable(f"a {vessel.kind} has no inside")
    if vessel.openness is not None and vessel.openness < 0.6 and vessel.affords.openable:
        raise Unreachable(f"{container} is closed")
    return _release(context, thing, _spots(scene, thing, vessel), vessel, (name, container))


def place_on(context: Context, name: str, support: str, drop: float = 0.0) -> Motion:
    """Put the held object on the middle of a flat thing (or a free place on a large one, or beside
    what is on a tray)."""
    thing, base = context.scene[name], context.scene[support]
    if support == "table":
        (x0, y0, _), (x1, y1, _) = context.scene.workspace
        spot = _open_floor(context, thing, (x0, y0), (x1, y1))
        return _release(context, thing, [Spot((*spot, DROP + drop))], None, (name,))
    bottom = base.top + DROP
    if base.affords.shape == "vessel" and base.interior is not None:
        bottom = base.interior[0][2] - base.interior[1][2] + DROP
    elif base.affords.shape == "vessel":
        bottom = base.bottom + 0.012
    x, y, _ = base.position
    spots = [Spot((x, y, bottom + drop))]
    if base.affords.container and base.interior is not None:  # beside what stands there already
        spots = [
            replace(spot, bottom=(*spot.bottom[:2], bottom + drop))
            for spot in _spots(context.scene, thing, base)
        ]
    return _release(context, thing, spots, base, (name, support))


def place_beside(
    context: Context,
    name: str,
    reference: str,
    direction: str,
    gap: float = 0.05,
    drop: float = 0.0,
) -> Motion:
    """Put the held object next to another, `gap` metres away edge to edge."""
    thing, other = context.scene[name], context.scene[reference]
    reach = half_width(thing, direction) + half_width(other, direction) + gap
    ux, uy = AXES[direction]
    x, y = other.position[0] + reach * ux, other.position[1] + reach * uy
    return _release(context, thing, [Spot((x, y, DROP + drop))], other, (name,))


def place_at(context: Context, name: str, region: str, drop: float = 0.0) -> Motion:
    """Put the held object into a region of the table, where there is most room."""
    thing = context.scene[name]
    low, high = region_box(context.scene, region)
    spot = _open_floor(context, thing, low, high)
    return _release(context, thing, [Spot((*spot, DROP + drop))], None, (name,))


def _release(
    context: Context,
    thing: Entity,
    spots: Sequence[Spot],
    frame: Entity | None,
    ignore: tuple[str, ...],
) -> Motion:
    """Bring the bottom of the held thing to the best of `spots`, open, and go up again."""
    if context.scene.held != thing.name:
        raise Unreachable(f"the gripper does not hold {thing.name}")
    grip = _grip(context, thing)
    hang = max(TIP, context.scene.tool[2] - thing.bottom)
    turn, stop = _orientation(context, thing, spots, grip, frame, ignore)
    above: Point = (stop[0], stop[1], stop[2] + 0.06)
    if not context.reaches(stop, turn):
        raise Unreachable(f"the place for {thing.name} is out of reach")
    origin = frame.position if frame is not None else (0.0, 0.0, 0.0)
    name = frame.name if frame is not None else None

    def local(point: Point) -> Point:
        return (point[0] - origin[0], point[1] - origin[1], point[2] - origin[2])

    away: Point = (stop[0], stop[1], stop[2] + RETREAT)
    width = context.scene.gripper_width + 0.024
    opened = opening_command(width)
    carry = thing.name
    down, gone = (local(stop),), (local(away),)
    bring = Leg((local(above),), turn, f"carry {carry}", 1.0, 0.45, name, tolerance=0.010,
                carries=carry)  # fmt: skip
    return Motion(
        (
            travel(context, bring, hang, ignore),
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
    spots: Sequence[Spot],
    grip: tuple[Point, float],
    vessel: Entity | None,
    ignore: tuple[str, ...],
) -> tuple[Turn, Point]:
    """The spot and the wrist turn with most room for the hand, and where the tool must be."""
    (dx, dy, dz), yaw = grip
    opening = context.scene.gripper_width + 0.03
    best: tuple[float, Turn, Point] | None = None
    for spot in spots:
        x, y, z = spot.bottom
        for extra in _turns(thing, yaw, vessel):
            if max(abs(yaw + extra), math.atan2(y, x) - yaw - extra) > LAST_TURN:
                continue
            c, s = math.cos(extra), math.sin(extra)
            lift, bonus = _landing(thing, spot, extra)
            stop = (x - c * dx + s * dy, y - s * dx - c * dy, z + lift - dz)
            bonus += spot.value - 0.006 * abs(extra)
            high = palm_clears(stop, yaw + extra, spot.others)
            if high > stop[2]:
                bonus -= 0.3 * (high - stop[2])
                stop = (stop[0], stop[1], high)
            gap = inside(vessel, stop, yaw + extra, opening) if vessel else CLEAR
            if best is not None and min(gap, CLEAR) + bonus <= best[0]:
                continue
            gap = min(gap, room(context.scene, stop, yaw + extra, opening, ignore, context.avoid))
            if best is None or min(gap, CLEAR) + bonus > best[0]:
                half = (math.cos(extra / 2), 0.0, 0.0, math.sin(extra / 2))
                best = (min(gap, CLEAR) + bonus, quat_product(half, context.turn), stop)
    if best is None:
        x, y, z = spots[0].bottom
        return top_down(0.0), (x - dx, y - dy, z - dz)
    return best[1], best[2]


def _turns(thing: Entity, yaw: float, vessel: Entity | None) -> list[float]:
    """How the wrist may turn before it lets go [rad]: to all sides, and along a container."""
    step = 90 if thing.affords.shape == "box" else 30
    turns = [math.radians(degrees) for degrees in range(-90, 91, step)]
    if vessel is not None and vessel.interior is not None:
        along = wrap(vessel.yaw - yaw)
        turns += [wrap(along + side) for side in (0.0, math.pi / 2, math.pi, -math.pi / 2)]
    return sorted(turns, key=abs)


def _contents(scene: Scene, thing: Entity, vessel: Entity) -> tuple[Entity, ...]:
    """What is in a container already."""
    assert vessel.interior is not None
    center, half = vessel.interior
    return tuple(
        entity
        for entity in scene
        if entity.affords.graspable
        and entity.name not in (thing.name, vessel.name)
        and math.dist(entity.position[:2], center[:2]) < max(half[:2])
        and entity.bottom < max(vessel.top, center[2] + half[2])
    )


def _spots(scene: Scene, thing: Entity, vessel: Entity) -> list[Spot]:
    """Where in a container the thing could go, better where it has more room."""
    assert vessel.interior is not None
    center, half = vessel.interior
    floor = center[2] - half[2]
    rim = vessel.top if vessel.affords.shape == "vessel" else center[2] + half[2]
    low = max(floor + DROP, min(rim - INTO, floor + FALL))
    contents = _contents(scene, thing, vessel)
    if not contents:
        return [Spot((center[0], center[1], low))]
    need = min(thing.radius, min(half[:2]) * 0.9) + 0.006
    spots = []
    for u, v in itertools.product((-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1), repeat=2):
        if vessel.kind in ROUND and math.hypot(u, v) > 1.0:
            continue
        x, y = u * max(half[0] - need, 0.0), v * max(half[1] - need, 0.0)
        px, py, _ = to_world((x, y, 0.0), center, vessel.quaternion)
        spots.append(Spot((px, py, low), -0.01 * math.hypot(x, y), contents))
    return spots


def _landing(thing: Entity, spot: Spot, extra: float) -> tuple[float, float]:
    """How much higher the thing must be let go when turned by `extra`, not to press on others
    [m]; and how good it is to come to rest there."""
    if not spot.others:
        return 0.0, 0.0
    gaps = [(_distance(thing, spot.bottom, extra, other), other) for other in spot.others]
    top = max((e.top + DROP for gap, e in gaps if gap < 0.002), default=-math.inf)
    nearest = min(gap for gap, _ in gaps)
    lift = max(0.0, top - spot.bottom[2])
    return lift, 0.3 * min(nearest, 0.06) - (0.02 if lift else 0.0)


def _distance(thing: Entity, center: Point, extra: float, other: Entity) -> float:
    """Between footprints [m], when `thing` is turned by `extra` and put at `center`."""
    if thing.affords.shape != "box":
        return gap_to(center, 0.0, (0.0, 0.0), other) - thing.radius
    turned = thing.yaw + extra
    return gap_to(center, turned, (thing.extent[0] / 2, thing.extent[1] / 2), other)


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
