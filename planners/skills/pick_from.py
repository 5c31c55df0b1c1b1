"""Pick from a side: the hand leans over, comes along a slanting line, closes and lifts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from operator import mul

import torch

from vla.holds import headings, hindrance
from vla.measures import is_round
from vla.scene import Entity, quat_product

from ..composer.body import FINGERS, hand, placed
from ..hand import MAX_OPENING, opening_command
from ..motion import Leg, Motion, Point, Turn, Unreachable, pitched
from .articulated import along
from .context import Context
from .pick import LIFT
from .push_to import Motions
from .travel import travel

PITCHES = (0.70, 0.55, 0.85, 1.00)
"""How far the hand is tilted down [rad], the best first: flatter its palm would touch the table,
steeper it would come from above."""
TRIES = 3
BACK = 0.09
"""Length of the straight way to the grasp [m]."""
HANG = 0.05
"""How far the palm of a leaning hand may reach below the tool point, and some [m]."""
SPARE = 0.006
"""Gap to other things, and by which fingers open wider than needed on either side [m]."""
SHORT = 0.008
"""[m] before the axis of an upright thing at which it is held, so that its palm stays clear."""


def pick_from(context: Context, name: str, direction: str) -> Motions:
    """Grasp an object with the hand coming from one side of it, and lift it.

    Where the arm does not get to on its way, though it could be there, it comes in another way.

    Raises:
        Unreachable: it cannot be held so; why.
    """
    if not context.scene[name].affords.graspable:
        raise Unreachable(f"a {context.scene[name].kind} cannot be grasped")
    tried, problem = 0, ""
    for heading, pitch, turn, width in _ways(context, name, direction):
        context = context.now()
        stop = _stop(context.scene[name], heading, pitch)
        try:
            yield _motion(context, name, stop, (heading, pitch), turn, width)
            return
        except Unreachable as missed:
            tried, problem = tried + 1, str(missed)
            if tried == TRIES or context.now().scene.held is not None:
                break
    raise Unreachable(problem)


def _ways(
    context: Context, name: str, direction: str
) -> Iterator[tuple[float, float, Turn, float]]:
    """Headings and pitches of the hand [rad], its orientations, and how wide what it holds is [m];
    all of them in reach and with room."""
    thing, side = context.scene[name], f"from the {direction}"
    holds = headings(thing, direction)
    if not holds:
        raise Unreachable(f"{name} cannot be held {side}: {hindrance(thing)}")
    free = found = False
    for heading, width in holds:
        for pitch in PITCHES:
            way, stop = _way(heading, pitch), _stop(thing, heading, pitch)
            before, lifted = along(stop, way, -BACK), (stop[0], stop[1], stop[2] + LIFT)
            for turn in _wrists(context, pitched(heading, pitch)):
                if not _clears(context, name, (before, stop), turn, width):
                    continue
                free = True
                if all(context.reaches(point, turn) for point in (before, stop, lifted)):
                    found = True
                    yield heading, pitch, turn, width
    if not found:
        why = f"{name} is out of reach" if free else "there is no room for the hand"
        raise Unreachable(f"{why} {side}")


def _way(heading: float, pitch: float) -> Point:
    """The direction in which the hand comes."""
    c = math.cos(pitch)
    return (c * math.cos(heading), c * math.sin(heading), -math.sin(pitch))


def _stop(thing: Entity, heading: float, pitch: float) -> Point:
    """Where the fingers close, in the world [m]."""
    x, y, z = thing.position
    if thing.kind == "mug" and thing.interior is not None:
        x, y, _ = thing.interior[0]
    back = SHORT if is_round(thing) else 0.0
    low = thing.bottom + FINGERS + SPARE
    return (x - back * math.cos(heading), y - back * math.sin(heading), max(z, low))


def _wrists(context: Context, turn: Turn) -> list[Turn]:
    """The two ways to hold a hand that is alike on both sides, the nearer one first."""
    both = turn, quat_product(turn, (0.0, 0.0, 0.0, 1.0))
    return sorted(both, key=lambda one: -abs(sum(map(mul, one, context.turn))))


def _clears(
    context: Context, name: str, stops: tuple[Point, ...], turn: Turn, width: float
) -> bool:
    """Whether the open hand touches nothing else at some stops, and keeps its distances."""
    offsets, radii = placed(hand(width + 2 * SPARE), torch.tensor(turn, dtype=torch.float64))
    around = [(e, context.avoid.get(e.name, 0.0)) for e in context.scene if e.name != name]
    for stop in stops:
        for ball, radius in zip(offsets.tolist(), radii.tolist(), strict=True):
            x, y, z = (s + b for s, b in zip(stop, ball, strict=True))
            if any(e.gap((x, y, z)) < _room(e, radius) + keep for e, keep in around):
                return False
    return True


def _room(thing: Entity, radius: float) -> float:
    """Least distance of a ball's middle from a thing [m]: balls are rounder than the hand."""
    return 0.7 * radius if thing.kind == "table" else radius + SPARE


def _motion(
    context: Context,
    name: str,
    stop: Point,
    way: tuple[float, float],
    turn: Turn,
    width: float,
) -> Motion:
    """Over the beginning of the straight way, along it, and up."""
    middle = context.scene[name].position
    dx, dy, dz = (s - m for s, m in zip(stop, middle, strict=True))
    grip: Point = (dx, dy, dz)
    opening = opening_command(min(MAX_OPENING, width + 0.03))
    before = along(grip, _way(*way), -BACK)
    reach = Leg((before,), turn, f"reach for {name}", opening, 0.5, name, tolerance=0.012)
    lifted = (stop[0], stop[1], stop[2] + LIFT)
    return Motion(
        (
            travel(context, reach, HANG, (name,)),
            Leg((grip,), turn, f"come to {name}", opening, 0.2, name, 1, 0.01),
            Leg((grip,), turn, "close", 1.0, 0.2, name, 8, 0.03, strict=False),
            Leg((lifted,), turn, f"lift {name}", 1.0, 0.25, carries=name, tolerance=0.02),
        )
    )
