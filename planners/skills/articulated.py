"""Open, close and press: things on a joint, held by their handle and led along its path."""

from __future__ import annotations

import math

from vla.scene import Entity

from ..hand import TIP
from ..motion import Leg, Motion, Point, Turn, Unreachable, multiply, pitched, top_down
from ..routes import over
from .context import Context

BACK = 0.09
"""Distance in front of the handle at which the hand lines up [m]."""
PITCHES = (0.5, 0.7, 0.35, 0.9, 0.2, 1.1)
"""How far the hand is tilted down when it takes an upright handle [rad]; the first in reach."""
ARC_POINTS = 10


def open_fixture(context: Context, name: str, fraction: float = 1.0) -> Motion:
    """Open a drawer, door or switch to a fraction of its travel."""
    return _lead(context, context.scene[name], fraction, f"open {name}")


def close_fixture(context: Context, name: str, fraction: float = 1.0) -> Motion:
    """Close it by a fraction: 1 shuts it, 0.5 leaves it half open."""
    return _lead(context, context.scene[name], 1.0 - fraction, f"close {name}")


def press(context: Context, name: str) -> Motion:
    """Press a button with closed fingers."""
    button = context.scene[name]
    if button.handle is None or button.axis is None or button.travel is None:
        raise Unreachable(f"{name} cannot be pressed")
    x, y, z = button.handle
    turn = top_down(0.0)
    above: Point = (x, y, z + 0.08)
    down: Point = (x, y, z + TIP - button.travel - 0.004)
    if not context.reaches(down, turn):
        raise Unreachable(f"{name} is out of reach")
    route = over(context.scene, context.tool, above, TIP, (name,), context.avoid)
    return Motion(
        (
            Leg((*route, above), turn, f"reach for {name}", 1.0, 0.6, tolerance=0.012),
            Leg((down,), turn, f"press {name}", 1.0, 0.12, hold=4, strict=False),
            Leg((above,), turn, "move away", 1.0, 0.3, tolerance=0.03, strict=False),
        )
    )


def _lead(context: Context, fixture: Entity, openness: float, phase: str) -> Motion:
    """Take the handle and move the joint to `openness`."""
    if fixture.handle is None or fixture.axis is None or fixture.travel is None:
        raise Unreachable(f"{fixture.name} has no handle")
    by = (openness - (fixture.openness or 0.0)) * fixture.travel
    for turn, approach in _holds(fixture):
        points = _path(fixture, by)
        end = _swing(turn, by, fixture)
        if context.reaches(points[0], turn) and context.reaches(points[-1], end):
            return _motion(context, fixture, turn, approach, points, end, phase)
    raise Unreachable(f"the handle of {fixture.name} is out of reach")


def _motion(
    context: Context,
    fixture: Entity,
    turn: Turn,
    approach: Point,
    points: tuple[Point, ...],
    end: Turn,
    phase: str,
) -> Motion:
    handle, last = points[0], points[-1]
    before = _along(handle, approach, -BACK)
    high = max(context.tool[2], before[2], 0.25)
    start = context.tool
    swung = _turned(approach, _angle(fixture, points, end, turn))
    after = _along(last, swung, -BACK)
    rest = (after[0], after[1], max(after[2], 0.25))
    return Motion(
        (
            Leg(
                ((start[0], start[1], high), (before[0], before[1], high), before), turn,
                f"reach for {fixture.name}", -1.0, 0.5, tolerance=0.015,
            ),
            Leg((handle,), turn, "take the handle", -1.0, 0.2, tolerance=0.008, hold=2),
            Leg((handle,), turn, "close the fingers", 1.0, 0.2, None, 8, 0.03, False),
            Leg(points[1:], end, phase, 1.0, 0.22, None, 6, 0.03, False),
            Leg((last,), end, "let go", -1.0, 0.2, None, 6, 0.05, False),
            Leg((after, rest), end, "move away", -1.0, 0.3, None, 0, 0.05, False),
        )
    )  # fmt: skip


def _holds(fixture: Entity) -> list[tuple[Turn, Point]]:
    """Ways to take a handle: tool orientation and the direction in which the hand comes."""
    assert fixture.axis is not None
    ax, ay, _ = fixture.axis
    if fixture.kind == "switch":
        return [(top_down(math.atan2(ay, ax) - math.pi / 2), (0.0, 0.0, -1.0))]
    heading = math.atan2(-ay, -ax)
    return [
        (
            pitched(heading, pitch),
            (
                math.cos(pitch) * math.cos(heading),
                math.cos(pitch) * math.sin(heading),
                -math.sin(pitch),
            ),
        )
        for pitch in PITCHES
    ]


def _path(fixture: Entity, by: float) -> tuple[Point, ...]:
    """Handle positions while the joint moves by `by` ([m] or [rad])."""
    assert fixture.handle is not None
    assert fixture.axis is not None
    if fixture.hinge is None:
        end = _along(fixture.handle, fixture.axis, by)
        return (fixture.handle, end)
    sign = _sense(fixture)
    hx, hy = fixture.hinge[0], fixture.hinge[1]
    dx, dy = fixture.handle[0] - hx, fixture.handle[1] - hy
    points = []
    for i in range(ARC_POINTS + 1):
        angle = sign * by * i / ARC_POINTS
        c, s = math.cos(angle), math.sin(angle)
        points.append((hx + c * dx - s * dy, hy + s * dx + c * dy, fixture.handle[2]))
    return tuple(points)


def _sense(fixture: Entity) -> float:
    """+1 when the door opens counterclockwise seen from above."""
    assert fixture.handle is not None
    assert fixture.hinge is not None
    assert fixture.axis is not None
    dx = fixture.handle[0] - fixture.hinge[0]
    dy = fixture.handle[1] - fixture.hinge[1]
    return 1.0 if dx * fixture.axis[1] - dy * fixture.axis[0] > 0 else -1.0


def _swing(turn: Turn, by: float, fixture: Entity) -> Turn:
    """The orientation of a hand that stays with the handle of a door."""
    if fixture.hinge is None:
        return turn
    half = 0.5 * _sense(fixture) * by
    return multiply((math.cos(half), 0.0, 0.0, math.sin(half)), turn)


def _angle(fixture: Entity, points: tuple[Point, ...], end: Turn, turn: Turn) -> float:
    if fixture.hinge is None or end == turn:
        return 0.0
    first = math.atan2(points[0][1] - fixture.hinge[1], points[0][0] - fixture.hinge[0])
    last = math.atan2(points[-1][1] - fixture.hinge[1], points[-1][0] - fixture.hinge[0])
    return (last - first + math.pi) % (2 * math.pi) - math.pi


def _turned(vector: Point, angle: float) -> Point:
    c, s = math.cos(angle), math.sin(angle)
    return (c * vector[0] - s * vector[1], s * vector[0] + c * vector[1], vector[2])


def _along(point: Point, direction: Point, distance: float) -> Point:
    x, y, z = (p + distance * d for p, d in zip(point, direction, strict=True))
    return (x, y, z)
