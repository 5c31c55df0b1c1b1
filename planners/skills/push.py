"""Push: move an object along the table with closed fingers."""

from __future__ import annotations

from dataclasses import replace

import torch

from vla.measures import AXES
from vla.scene import Scene

from ..composer.kept import fences
from ..composer.pushes import SPEED, Pushes, of, straight, touched_high
from ..composer.pushing import Errand, at_worst, reached
from ..composer.regions import Region, box
from ..hand import TIP
from ..motion import Motion, Turn, Unreachable, point
from .context import Context
from .push_to import Motions, doubtful, maps, pushed
from .travel import travel

SLOWLY = 0.12
"""Peak speed of the stroke [m/s]: nothing rolls ahead of the fingers."""
ALONG, ACROSS = 0.002, 0.015
"""[m] by which a thing may miss the distance, and be off the line, before it is pushed again."""


def push(context: Context, name: str, direction: str, distance: float = 0.08) -> Motions:
    """Push an object by a distance [m] in a direction: straight, then where it is not yet."""
    thing, (ux, uy) = context.scene[name], AXES[direction]
    half = (ALONG * abs(ux) + ACROSS * abs(uy), ALONG * abs(uy) + ACROSS * abs(ux))
    x, y = thing.position[0] + distance * ux, thing.position[1] + distance * uy

    def goal(scene: Scene) -> Region:
        return box((x - half[0], y - half[1], -1.0), (x + half[0], y + half[1], 1.0))

    stroke = _first(context, name, straight(thing, (ux, uy), distance), goal(context.scene))
    turn: Turn = tuple(stroke.turns[0].tolist())  # type: ignore[assignment]
    for end in (stroke.begin, stroke.end):
        if not context.reaches(point(end[0]), turn):
            raise Unreachable(f"{name} cannot be pushed {direction} from here")
    reach, down, ahead, away = stroke.legs(0, f"push {name} {direction}")
    yield Motion((travel(context, reach, TIP), down, replace(ahead, speed=SLOWLY), away))
    yield from pushed(context, name, goal, f"{100 * distance:.0f} cm {direction}")


def _first(context: Context, name: str, stroke: Pushes, goal: Region) -> Pushes:
    """A straight stroke, or the same with the hand leaning back where that tips a thing less."""
    doubts = doubtful(context, name, context.speed * SLOWLY / SPEED)
    if doubts is None or not touched_high(stroke.thing):
        return stroke
    leaning = stroke.numbers + stroke.numbers.new_tensor((0.0, 0.0, 0.0, 1.0))
    able = reached(of(stroke.thing, torch.cat((stroke.numbers, leaning))), context.reaches, 2)
    walls = fences(context.scene, context.keep, name)
    errand = Errand(context.scene, name, maps(context, goal), walls)
    return able.take(at_worst(errand, able, doubts).argmin()[None]) if len(able) else stroke
