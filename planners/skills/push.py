"""Push: move an object along the table with closed fingers."""

from __future__ import annotations

import math

from vla.predicates import AXES, half_width

from ..grasps import wrap
from ..hand import LOWEST_PUSH, PUSHER, TIP
from ..motion import Leg, Motion, Point, Unreachable, top_down
from .context import Context
from .travel import travel


def push(context: Context, name: str, direction: str, distance: float = 0.08) -> Motion:
    """Push an object by a distance [m] in a direction, straight."""
    thing = context.scene[name]
    ux, uy = AXES[direction]
    reach = half_width(thing, direction) + PUSHER
    height = max(LOWEST_PUSH, min(thing.position[2], thing.top - 0.01))

    def at(along: float, z: float) -> Point:
        return (thing.position[0] + along * ux, thing.position[1] + along * uy, z)

    begin, end = at(-reach - 0.03, height), at(distance - reach, height)
    turn = top_down(
        wrap(math.atan2(uy, ux))
    )  # the flat side of the closed fingers faces the object
    if not (context.reaches(begin, turn) and context.reaches(end, turn)):
        raise Unreachable(f"{name} cannot be pushed {direction} from here")
    above = (begin[0], begin[1], height + 0.10)
    reach = Leg((above,), turn, f"reach behind {name}", 1.0, 0.6, tolerance=0.012)
    up = (end[0], end[1], height + 0.10)
    return Motion(
        (
            travel(context, reach, TIP),
            Leg((begin,), turn, "go down", 1.0, 0.25),
            Leg((end,), turn, f"push {name} {direction}", 1.0, 0.12, hold=4, tolerance=0.008),
            Leg((up,), turn, "move away", 1.0, 0.4, tolerance=0.03, strict=False),
        )
    )
