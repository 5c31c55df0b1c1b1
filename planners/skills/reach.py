"""Moving the empty or loaded hand: over a thing, or home."""

from __future__ import annotations

from ..hand import TIP
from ..motion import DOWN, Leg, Motion, Point
from .context import Context
from .travel import travel


def move_to(context: Context, target: str) -> Motion:
    """Move the hand over a thing."""
    thing = context.scene[target]
    above: Point = (0.0, 0.0, thing.top - thing.position[2] + 0.12)
    return _travel(context, above, f"move over {target}", target)


def home(context: Context) -> Motion:
    """Return to the resting pose."""
    x, y, z = context.env.home[:3].tolist()
    return _travel(context, (x, y, z), "go home")


def _travel(context: Context, goal: Point, phase: str, frame: str | None = None) -> Motion:
    held = context.scene.held
    hang = TIP if held is None else max(TIP, context.tool[2] - context.scene[held].bottom)
    ignore = () if held is None else (held,)
    gripper = -1.0 if held is None else 1.0
    leg = Leg((goal,), DOWN, phase, gripper, 0.6, frame, tolerance=0.015, carries=held)
    return Motion((travel(context, leg, hang, ignore),))
