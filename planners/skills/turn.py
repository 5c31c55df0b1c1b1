"""Turn: a thing is lifted a little, turned with the wrist and put down where it was."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from vla.facing import missing, towards
from vla.measures import AXES
from vla.scene import Entity, Scene, quat_product

from ..grasps import Grasp, grasps
from ..hand import TIP, opening_command, room
from ..motion import Leg, Motion, Point, Unreachable, top_down
from .context import Context
from .pick import HOVER, TRIED
from .place import DROP, LAST_TURN, RETREAT
from .push_to import Motions
from .travel import travel

UP = 0.03
"""How far a thing is lifted to be turned [m]."""
EXACT = math.radians(6)
"""A thing that misses by less is not turned again [rad]."""
STROKES = 4
"""Times that a thing is taken: the wrist turns by half a turn at most."""
SHARES = (1.0, 0.5)
"""Of the whole turn, tried in this order."""

Aim = Callable[[Scene], tuple[float, float]]
"""Where the front of a thing is to point now, as seen from above."""


def turn_to(context: Context, name: str, reference: str) -> Motions:
    """Turn an object where it is, so that it faces another thing."""
    return _facing(context, name, lambda scene: towards(scene[name], scene[reference]))


def turn_towards(context: Context, name: str, direction: str) -> Motions:
    """Turn an object where it is, so that it faces in a direction."""
    return _facing(context, name, lambda scene: AXES[direction])


def _facing(context: Context, name: str, aim: Aim) -> Motions:
    """Turn by turn, each from how the thing stands by then."""
    for _ in range(STROKES):
        context = context.now()
        thing = context.scene[name]
        angle = missing(thing, *aim(context.scene))
        if not thing.affords.graspable:
            raise Unreachable(f"a {thing.kind} cannot be grasped")
        if angle is None:
            raise Unreachable(f"a {thing.kind} looks alike from all sides")
        if abs(angle) <= EXACT:
            return
        yield (
            _in_hand(context, thing, angle)
            if context.scene.held == name
            else _stroke(context, thing, angle)
        )


def _in_hand(context: Context, thing: Entity, angle: float) -> Motion:
    """The hand that holds a thing turns about it."""
    half = (math.cos(angle / 2), 0.0, 0.0, math.sin(angle / 2))
    turn, stop = quat_product(half, context.turn), _about(thing.position, context.tool, angle)
    if not context.reaches(stop, turn):
        raise Unreachable(f"the wrist cannot turn {thing.name} by {math.degrees(angle):.0f} deg")
    phase = f"turn {thing.name}"
    return Motion((Leg((stop,), turn, phase, 1.0, 0.2, carries=thing.name, tolerance=0.01),))


def _stroke(context: Context, thing: Entity, angle: float) -> Motion:
    """Take it, lift it a little, turn it, put it down."""
    name, (grasp, start, by) = thing.name, _grip(context, thing, angle)
    (ox, oy, oz), opening = grasp.offset, opening_command(grasp.opening)
    x, y, z = (p + o for p, o in zip(thing.position, grasp.offset, strict=True))
    before, after = top_down(start), top_down(start + by)
    dx, dy, _ = _about(thing.position, (x, y, z), by)
    high, low, away = (dx, dy, z + UP), (dx, dy, z + DROP), (dx, dy, z + RETREAT)
    wide = opening_command(grasp.width + 0.024)
    reach = Leg(((ox, oy, oz + HOVER),), before, f"reach for {name}", opening, 0.6, name,
                tolerance=0.012)  # fmt: skip
    return Motion(
        (
            travel(context, reach, TIP, (name,)),
            Leg(
                (grasp.offset,), before, f"go down to {name}", opening, 0.25, name, 1,
                aligned=0.012,
            ),
            Leg((grasp.offset,), before, "close", 1.0, 0.25, name, 8, 0.02, strict=False),
            Leg(((x, y, z + UP),), before, f"lift {name}", 1.0, 0.2, carries=name, tolerance=0.02),
            Leg((high,), after, f"turn {name}", 1.0, 0.2, carries=name, tolerance=0.02),
            Leg(
                (low,), after, f"lower {name}", 1.0, 0.1, None, 3, 0.005, False, carries=name
            ),
            Leg((low,), after, "let go", wide, 0.2, None, 5, 0.02, strict=False),
            Leg((away,), after, "move away", wide, 0.3, None, 0, 0.03, strict=False),
        )
    )  # fmt: skip


def _grip(context: Context, thing: Entity, angle: float) -> tuple[Grasp, float, float]:
    """A grasp, the yaw of the hand when it closes, and by how much it turns [rad]."""
    candidates = grasps(thing, context.scene, context.avoid)[: 2 * TRIED]
    for share in SHARES:
        by = share * angle
        ways = [
            (grasp, grasp.yaw + flip)
            for grasp in candidates
            for flip in (0.0, math.pi, -math.pi)
            if max(map(_strain(thing), (grasp.yaw + flip, grasp.yaw + flip + by))) <= LAST_TURN
        ]
        ways.sort(key=lambda way: (-min(way[0].room, 0.008), abs(way[1] + by / 2)))
        for grasp, start in ways:
            if _fits(context, thing, grasp, start, by):
                return grasp, start, by
    raise Unreachable(f"the wrist cannot turn {thing.name} there")


def _strain(thing: Entity) -> Callable[[float], float]:
    """How far a yaw of the hand turns the wrist [rad], as when things are placed."""
    straight = math.atan2(thing.position[1], thing.position[0])
    return lambda yaw: max(abs(yaw), straight - yaw)


def _fits(context: Context, thing: Entity, grasp: Grasp, start: float, by: float) -> bool:
    """Whether the hand can be there before and after, with room."""
    x, y, z = (p + o for p, o in zip(thing.position, grasp.offset, strict=True))
    end = _about(thing.position, (x, y, z), by)
    others = replace(
        context.scene, entities=tuple(e for e in context.scene if not _under(thing, e))
    )
    free = room(others, end, start + by, grasp.opening, (thing.name,), context.avoid)
    if free < min(grasp.room, 0.0):
        return False
    stops = ((x, y, z), start), ((x, y, z + HOVER), start), (end, start + by)
    return all(context.reaches(point, top_down(yaw)) for point, yaw in stops)


def _under(thing: Entity, other: Entity) -> bool:
    """Whether a thing stands on or in another."""
    return math.dist(thing.position[:2], other.position[:2]) < other.radius and (
        other.bottom <= thing.bottom
    )


def _about(center: Point, point: Point, angle: float) -> Point:
    """A point turned about the vertical through another."""
    c, s = math.cos(angle), math.sin(angle)
    dx, dy = point[0] - center[0], point[1] - center[1]
    return (center[0] + c * dx - s * dy, center[1] + s * dx + c * dy, point[2])
