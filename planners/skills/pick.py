"""Pick: choose a grasp with room for the hand, go there, close, lift."""

from __future__ import annotations

from collections.abc import Sequence

from vla.holds import part_band
from vla.scene import Entity

from ..grasps import LYING, Grasp, grasps, grasps_by
from ..hand import TIP, opening_command
from ..motion import Leg, Motion, Point, Unreachable, top_down
from .context import Context
from .travel import travel

HOVER = 0.09
"""Height over the grasp at which the hand lines up [m]."""
LIFT = 0.10
TRIED = 6
"""Candidates whose reach is checked."""


def pick(context: Context, name: str) -> Motion:
    """Grasp an object from above and lift it.

    The way down follows the object if it moves. Raises `Unreachable` when no grasp is in reach.
    """
    thing = context.scene[name]
    if not thing.affords.graspable:
        raise Unreachable(f"a {thing.kind} cannot be grasped")
    return taken(context, thing, grasps(thing, context.scene, context.avoid))


def pick_by(context: Context, name: str, part: str) -> Motion:
    """Grasp an object by one of its parts and lift it.

    Raises `Unreachable` when it has no such part, lies, or no grasp of it is in reach.
    """
    thing = context.scene[name]
    if part_band(thing, part) is None:
        raise Unreachable(f"a {thing.kind} has no {part} by which it could be held")
    if thing.affords.shape == "vessel" and thing.tilt > LYING:
        raise Unreachable(f"{name} lies on its side, so its {part} is not where it can be taken")
    return taken(context, thing, grasps_by(thing, part, context.scene, context.avoid))


def taken(context: Context, thing: Entity, candidates: Sequence[Grasp]) -> Motion:
    """The best of some grasps that is in reach: there, close, lift."""
    name, grasp = thing.name, _reachable(context, thing, candidates)
    x, y, z = (p + o for p, o in zip(thing.position, grasp.offset, strict=True))
    above: Point = (grasp.offset[0], grasp.offset[1], grasp.offset[2] + HOVER)
    quaternion = top_down(grasp.yaw)
    opening = opening_command(grasp.opening)
    lifted = (x, y, z + LIFT)
    return Motion(
        (
            travel(
                context,
                Leg((above,), quaternion, f"reach for {name}", opening, 0.6, name, tolerance=0.012),
                TIP,
                (name,),
            ),
            Leg(
                (grasp.offset,), quaternion, f"go down to {name}", opening, 0.25, name, 1,
                aligned=0.012,
            ),
            Leg((grasp.offset,), quaternion, "close", 1.0, 0.25, name, 8, 0.02, strict=False),
            Leg((lifted,), quaternion, f"lift {name}", 1.0, 0.25, carries=name, tolerance=0.02),
        )
    )  # fmt: skip


def _reachable(context: Context, thing: Entity, candidates: Sequence[Grasp]) -> Grasp:
    if not candidates:
        raise Unreachable(f"{thing.name} is too wide for the gripper")
    for grasp in candidates[:TRIED]:
        x, y, z = (p + o for p, o in zip(thing.position, grasp.offset, strict=True))
        turn = top_down(grasp.yaw)
        if context.reaches((x, y, z), turn) and context.reaches((x, y, z + HOVER), turn):
            return grasp
    raise Unreachable(f"{thing.name} is out of reach at {_centimetres(thing.position)}")


def _centimetres(point: Point) -> str:
    return "(" + ", ".join(f"{100 * v:.0f}" for v in point) + ") cm"
