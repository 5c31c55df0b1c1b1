"""Things on a joint: held by their handle and led along its path, pushed shut, or pressed."""

from __future__ import annotations

import math

from vla.scene import Entity, quat_product, to_local

from ..grasps import wrap
from ..hand import TIP
from ..motion import Leg, Motion, Point, Turn, Unreachable, pitched, top_down
from .context import Context
from .push_to import Motions
from .travel import travel

BACK = 0.09
"""Distance in front of the handle at which the hand lines up [m]."""
PITCHES = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.15)
"""How far the hand may be tilted down when it takes an upright handle [rad]."""
FLAT, FLATTER = 0.85, 0.7
"""Flatter than `FLAT` the wrist comes near its singular pose, so that it is less exact; it then
passes below the handle of the drawer above [rad]."""
ARC_POINTS = 10
FOLLOW = 0.4
"""Share of a door's turn that the hand makes; the round bar turns in the fingers for the rest."""
SAFE = 0.25
"""Height at which the hand comes and goes [m]."""
BESIDE, BELOW = 0.04, 0.04
"""Distances [m] from the handle at which a front is pushed: clear of its bar, and so low that the
palm stays clear of the handle of the drawer above."""
STANDOFF = 0.045
"""Distance [m] of a handle from its door, where the scene does not tell."""
SHUT = 0.03
"""Openness that is shut."""
STROKES = 3
FIRMLY = 0.006
"""[m] by which a push goes on where the joint ends."""


def push_shut(context: Context, name: str) -> Motions:
    """Push the front of a drawer or door with closed fingers until it is shut.

    From far out the hand may only reach it at an angle at which it is stopped on the way; it then
    comes again.
    """
    for _ in range(STROKES):
        context = context.now()
        if (context.scene[name].openness or 0.0) <= SHUT:
            return
        yield _stroke(context, context.scene[name])
    left = context.now().scene[name].openness or 0.0
    if left > SHUT:
        raise Unreachable(f"{name} is still {left:.0%} open")


def _stroke(context: Context, fixture: Entity) -> Motion:
    """One push from where it is now."""
    name = fixture.name
    if fixture.axis is None or fixture.travel is None or fixture.interior is None:
        raise Unreachable(f"{name} has no front to push against")
    by = -(fixture.openness or 0.0) * fixture.travel
    swing, turned = FOLLOW * _sense(fixture) * by, _sense(fixture) * by
    ax, ay, _ = _turned(fixture.axis, turned)
    for approach, turn in holds(fixture, FLATTER):
        end = quat_product(_about_z(swing), turn)
        for offset in _fronts(fixture):
            count = len(_path(fixture, by)) - 1
            points = [
                along(_sum(point, _turned(offset, turned * n / max(count, 1))),
                       _turned(approach, swing * n / max(count, 1)), -TIP)
                for n, point in enumerate(_path(fixture, by))
            ]  # fmt: skip
            points[-1] = along(points[-1], (ax, ay, 0.0), -FIRMLY)
            # Straight off the front: upwards the fingers would catch on the handle and open it.
            after = along(points[-1], (ax, ay, 0.0), BACK)
            before = along(points[0], approach, -BACK)
            stops = ((before, turn), (points[0], turn), (points[-1], end))
            if all(context.reaches(point, quaternion) for point, quaternion in stops):
                return _pushing(context, name, (before, *points, after), turn, end)
    raise Unreachable(f"the front of {name} is out of reach")


def _pushing(
    context: Context, name: str, points: tuple[Point, ...], turn: Turn, end: Turn
) -> Motion:
    """From in front of a front (the first point) along its path and away (the last)."""
    before, touch, *path, after = points
    start = context.tool
    high = max(start[2], before[2], SAFE)
    route = ((start[0], start[1], high), (before[0], before[1], high), before)
    away = (after, (after[0], after[1], max(after[2], SAFE)))
    return Motion(
        (
            Leg(route, turn, f"reach for {name}", 1.0, 0.5, tolerance=0.008),
            Leg((touch,), turn, "touch the front", 1.0, 0.15, tolerance=0.02, strict=False),
            Leg(tuple(path), end, f"push {name} shut", 1.0, 0.2, None, 6, 0.03, strict=False),
            Leg(away, end, "move away", 1.0, 0.3, None, 0, 0.05, strict=False),
        )
    )


def _fronts(fixture: Entity) -> list[Point]:
    """Where a front is pushed, from its handle [m]: beside it, a door towards its hinge."""
    assert fixture.handle is not None
    assert fixture.axis is not None
    ax, ay, _ = fixture.axis
    if fixture.hinge is not None:
        dx, dy = (b - a for a, b in zip(fixture.handle[:2], fixture.hinge[:2], strict=True))
        far = math.hypot(dx, dy)
        return [(BESIDE * dx / far - STANDOFF * ax, BESIDE * dy / far - STANDOFF * ay, 0.0)]
    x, _, _ = to_local(fixture.handle, fixture.position, fixture.quaternion)
    deep = abs(x) - fixture.extent[0] / 2
    return [(-deep * ax - side * ay, -deep * ay + side * ax, -BELOW) for side in (-BESIDE, BESIDE)]


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
    reach = Leg((above,), turn, f"reach for {name}", 1.0, 0.6, tolerance=0.012)
    return Motion(
        (
            travel(context, reach, TIP, (name,)),
            Leg((down,), turn, f"press {name}", 1.0, 0.12, hold=4, strict=False),
            Leg((above,), turn, "move away", 1.0, 0.3, tolerance=0.03, strict=False),
        )
    )


def lead(context: Context, fixture: Entity, openness: float, phase: str) -> Motion:
    """Take the handle and move the joint to `openness`."""
    if fixture.handle is None or fixture.axis is None or fixture.travel is None:
        raise Unreachable(f"{fixture.name} has no handle")
    by = (openness - (fixture.openness or 0.0)) * fixture.travel
    points = _path(fixture, by)
    for approach, turn in holds(fixture):
        swing = FOLLOW * _sense(fixture) * by
        last = _turned(approach, swing), quat_product(_about_z(swing), turn)
        before = along(points[0], approach, -BACK)
        after = along(points[-1], last[0], -BACK)
        stops = ((before, turn), (points[0], turn), (points[-1], last[1]))
        if all(context.reaches(point, quaternion) for point, quaternion in stops):
            return _motion(context, fixture.name, (before, *points, after), turn, last[1], phase)
    raise Unreachable(f"the handle of {fixture.name} is out of reach")


def _motion(
    context: Context, name: str, points: tuple[Point, ...], turn: Turn, end: Turn, phase: str
) -> Motion:
    """From in front of the handle (the first point) along its path and away (the last)."""
    before, handle, *path, after = points
    start = context.tool
    high = max(start[2], before[2], SAFE)
    away = (after, (after[0], after[1], max(after[2], SAFE)))
    route = ((start[0], start[1], high), (before[0], before[1], high), before)
    held = (path[-1],)
    return Motion(
        (
            Leg(route, turn, f"reach for {name}", -1.0, 0.5, tolerance=0.008),
            Leg((handle,), turn, "take the handle", -1.0, 0.2, tolerance=0.008, hold=2),
            Leg((handle,), turn, "close the fingers", 1.0, 0.2, None, 8, 0.03, strict=False),
            Leg(tuple(path), end, phase, 1.0, 0.22, None, 6, 0.03, strict=False),
            Leg(held, end, "let go", -1.0, 0.2, None, 6, 0.05, strict=False),
            Leg(away, end, "move away", -1.0, 0.3, None, 0, 0.05, strict=False),
        )
    )


def holds(fixture: Entity, best: float | None = None) -> list[tuple[Point, Turn]]:
    """Ways to take a handle: the direction in which the hand comes, and the tool's orientation; the
    one tilted down by `best` [rad] first. Nobody needs to have told how it moves."""
    assert fixture.handle is not None
    ax, ay, _ = fixture.axis or (-math.cos(fixture.yaw), -math.sin(fixture.yaw), 0.0)
    if fixture.affords.knob:
        yaw = wrap(math.atan2(ay, ax) - math.pi / 2)
        # the wrist turns least where the hand has turned half as far as the arm
        middle = math.atan2(fixture.handle[1], fixture.handle[0]) / 2
        ways = sorted((yaw, yaw - math.copysign(math.pi, yaw)), key=lambda way: abs(way - middle))
        return [((0.0, 0.0, -1.0), top_down(way)) for way in ways]
    opened = (fixture.openness or 0.0) * (fixture.travel or 0.0)
    heading = fixture.yaw  # a front that slides sideways is still taken from before it
    if fixture.hinge is not None:
        heading = math.atan2(-ay, -ax) - (1.0 - FOLLOW) * _sense(fixture) * opened
    if best is None:  # the lower the steeper
        best = min(1.1, max(FLAT, 1.1 - 2.6 * (fixture.handle[2] - 0.06)))
    ways = []
    for pitch in sorted(PITCHES, key=lambda pitch: abs(pitch - best)):
        c = math.cos(pitch)
        approach = (c * math.cos(heading), c * math.sin(heading), -math.sin(pitch))
        ways.append((approach, pitched(heading, pitch)))
    return ways


def _path(fixture: Entity, by: float) -> tuple[Point, ...]:
    """Handle positions while the joint moves by `by` ([m] or [rad]), where it is now first."""
    assert fixture.handle is not None
    assert fixture.axis is not None
    if fixture.hinge is None:
        return (fixture.handle, along(fixture.handle, fixture.axis, by))
    hx, hy, _ = fixture.hinge
    arm = (fixture.handle[0] - hx, fixture.handle[1] - hy, fixture.handle[2])
    points = []
    for i in range(ARC_POINTS + 1):
        x, y, z = _turned(arm, _sense(fixture) * by * i / ARC_POINTS)
        points.append((hx + x, hy + y, z))
    return tuple(points)


def _sense(fixture: Entity) -> float:
    """+1 when a door opens counterclockwise seen from above, -1 clockwise; 0 for a slide."""
    if fixture.hinge is None or fixture.handle is None or fixture.axis is None:
        return 0.0
    dx = fixture.handle[0] - fixture.hinge[0]
    dy = fixture.handle[1] - fixture.hinge[1]
    return 1.0 if dx * fixture.axis[1] - dy * fixture.axis[0] > 0 else -1.0


def _about_z(angle: float) -> Turn:
    return (math.cos(angle / 2), 0.0, 0.0, math.sin(angle / 2))


def _turned(vector: Point, angle: float) -> Point:
    c, s = math.cos(angle), math.sin(angle)
    return (c * vector[0] - s * vector[1], s * vector[0] + c * vector[1], vector[2])


def _sum(a: Point, b: Point) -> Point:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def along(point: Point, direction: Point, distance: float) -> Point:
    """A point so far [m] from another."""
    x, y, z = (p + distance * d for p, d in zip(point, direction, strict=True))
    return (x, y, z)
