"""Moving the empty or loaded hand: over a thing, or home."""

from __future__ import annotations

from ..hand import TIP
from ..motion import DOWN, Leg, Motion, Point
from ..routes import over
from .context import Context


def move_to(context: Context, target: str) -> Motion:
    """Move the hand over a thing."""
    thing = context.scene[target]
    goal: Point = (thing.position[0], thing.position[1], thing.top + 0.12)
    return _travel(context, goal, f"move over {target}")


def home(context: Context) -> Motion:
    """Return to the resting pose."""
    x, y, z = context.env.home[:3].tolist()
    return _travel(context, (x, y, z), "go home")


def _travel(context: Context, goal: Point, phase: str) -> Motion:
    held = context.scene.held
    hang = TIP if held is None else max(TIP, context.tool[2] - context.scene[held].bottom)
    ignore = () if held is None else (held,)
    route = over(context.scene, context.tool, goal, hang, ignore, context.avoid)
    gripper = -1.0 if held is None else 1.0
    leg = Leg((*route, goal), DOWN, phase, gripper, 0.6, tolerance=0.015, carries=held)
    return Motion((leg,))
