"""Moving the empty or loaded hand: over a thing, beside it, into a part of the table, or home."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from vla.errors import UserError
from vla.hand_predicates import HOVER
from vla.measures import AXES, footprint_gap, half_width
from vla.regions import region_points
from vla.scene import DOWN, Entity

from ..hand import TIP, room
from ..motion import Leg, Motion, Point, Turn, Unreachable, point, top_down
from .context import Context
from .travel import travel

ROOM = 0.015
"""Gap [m] to other things that a hand at rest keeps."""
LOW, STEP = 0.03, 0.03
"""Lowest height of the tool over what is below it, and by how much it goes up to find room [m]."""
AIR = (0.10, 0.16, 0.22, 0.28, 0.34)
"""Heights of the tool over a region [m]."""
LANE = 0.10
"""Length of the straight way up to a thing [m]."""
YAWS = (0.0, math.pi / 2, -math.pi / 2)


def move_to(context: Context, target: str) -> Motion:
    """Move the hand over a thing."""
    thing = context.scene[target]
    above: Point = (0.0, 0.0, thing.top - thing.position[2] + 0.12)
    return _travel(context, above, DOWN, f"move over {target}", thing)


def move_beside(context: Context, target: str, direction: str, gap: float = 0.05) -> Motion:
    """Move the hand beside a thing, `gap` [m] from its edge, as low as there is room."""
    thing = context.scene[target]
    (ux, uy), far = AXES[direction], half_width(thing, direction) + gap
    spot = thing.position[0] + far * ux, thing.position[1] + far * uy
    steps = int((thing.top + HOVER - LOW) / STEP)  # the last one is where it still counts as beside
    (x, y, z), turn = _stop(context, [spot], [LOW + n * STEP for n in range(steps)])
    px, py, pz = thing.position
    return _travel(context, (x - px, y - py, z - pz), turn, f"move {direction} of {target}", thing)


def approach(context: Context, target: str, direction: str, gap: float = 0.03) -> Motion:
    """Move the hand up to `gap` [m] from the edge of a thing, in a straight line from one side."""
    thing = context.scene[target]
    (ux, uy), far = AXES[direction], half_width(thing, direction) + gap
    px, py, pz = thing.position
    heights = [LOW + n * STEP for n in range(int((thing.top + HOVER - LOW) / STEP))]
    before = (LANE * ux, LANE * uy)
    (x, y, z), turn = _stop(context, [(px + far * ux, py + far * uy)], heights, before)
    goal = (x - px, y - py, z - pz)
    begin = (goal[0] + before[0], goal[1] + before[1], goal[2])
    first = _travel(context, begin, turn, f"come near {target}", thing)
    last = replace(first.legs[-1], points=(goal,), phase=f"approach {target}", speed=0.2, maps=None)
    return Motion((*first.legs, last))


def move_at(context: Context, region: str) -> Motion:
    """Move the hand into a region of the table, where there is room and invariants allow it."""
    try:
        points = region_points(context.scene, region, context.avoid, context.sides)
    except UserError as problem:
        raise Unreachable(str(problem)) from None
    goal, turn = _stop(context, points, AIR)
    return _travel(context, goal, turn, f"move to the {region.replace('_', ' ')}")


def home(context: Context) -> Motion:
    """Return to the resting pose."""
    return _travel(context, point(context.env.home[:3]), DOWN, "go home")


def _stop(
    context: Context,
    spots: Sequence[tuple[float, float]],
    heights: Sequence[float],
    before: tuple[float, float] = (0.0, 0.0),
) -> tuple[Point, Turn]:
    """The lowest of some heights [m] at which the hand has room over one of some spots, the first
    of these, and as far `before` it as it is to come from; and how it is turned there.

    Raises:
        Unreachable: no room, or out of reach.
    """
    scene, free = context.scene, False
    hang, ignore = _load(context)
    width = scene.gripper_width
    below = 0.5 * STEP if scene.held is None else scene[scene.held].radius
    for z, (x, y) in product(heights, spots):
        under = (e.top for e in scene if e.name not in ignore and footprint_gap((x, y), e) < below)
        if z - hang < max(under, default=0.0) + LOW - TIP:
            continue
        for yaw in YAWS:
            ends = {(x, y, z), (x + before[0], y + before[1], z)}
            if all(room(scene, end, yaw, width, ignore, context.avoid) >= ROOM for end in ends):
                free = True
                if all(context.reaches(end, top_down(yaw)) for end in ends):
                    return (x, y, z), top_down(yaw)
    raise Unreachable("that is out of reach" if free else "there is no room for the hand there")


def _load(context: Context) -> tuple[float, tuple[str, ...]]:
    """How far fingertips or the held thing reach below the tool [m], and what is held."""
    held = context.scene.held
    if held is None:
        return TIP, ()
    return max(TIP, context.tool[2] - context.scene[held].bottom), (held,)


def _travel(
    context: Context, goal: Point, turn: Turn, phase: str, frame: Entity | None = None
) -> Motion:
    """One leg to a point, given from the middle of a thing or in the world."""
    hang, ignore = _load(context)
    held = context.scene.held
    gripper = -1.0 if held is None else 1.0
    name = None if frame is None else frame.name
    leg = Leg((goal,), turn, phase, gripper, 0.6, name, tolerance=0.015, carries=held)
    return Motion((travel(context, leg, hang, ignore),))
