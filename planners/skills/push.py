"""Push: move an object along the table with closed fingers."""

from __future__ import annotations

from dataclasses import replace

from vla.measures import AXES
from vla.scene import Scene

from ..composer.pushes import straight
from ..composer.regions import Region, box
from ..hand import TIP
from ..motion import Motion, Turn, Unreachable
from .context import Context
from .push_to import Motions, pushed
from .travel import travel

SLOWLY = 0.12
"""Peak speed of the stroke [m/s]: nothing rolls ahead of the fingers."""
ALONG, ACROSS = 0.002, 0.015
"""[m] by which a thing may miss the distance, and be off the line, before it is pushed again."""


def push(context: Context, name: str, direction: str, distance: float = 0.08) -> Motions:
    """Push an object by a distance [m] in a direction: straight, then where it is not yet."""
    thing, (ux, uy) = context.scene[name], AXES[direction]
    stroke = straight(thing, (ux, uy), distance)
    turn: Turn = tuple(stroke.turns[0].tolist())  # type: ignore[assignment]
    for end in (stroke.begin, stroke.end):
        x, y, z = end[0].tolist()
        if not context.reaches((x, y, z), turn):
            raise Unreachable(f"{name} cannot be pushed {direction} from here")
    reach, down, ahead, away = stroke.legs(0, f"push {name} {direction}")
    yield Motion((travel(context, reach, TIP), down, replace(ahead, speed=SLOWLY), away))
    half = (ALONG * abs(ux) + ACROSS * abs(uy), ALONG * abs(uy) + ACROSS * abs(ux))
    x, y = thing.position[0] + distance * ux, thing.position[1] + distance * uy

    def goal(scene: Scene) -> Region:
        return box((x - half[0], y - half[1], -1.0), (x + half[0], y + half[1], 1.0))

    yield from pushed(context, name, goal, f"{100 * distance:.0f} cm {direction}")
