"""Where things look: the front of a thing, and whether it points at another or in a direction."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vla.measures import AXES, Reading, is_round
from vla.scene import Entity, Scene

FACING = math.radians(15)
"""By which a front may point past what it faces [rad]."""
UPRIGHT = math.radians(20)
"""Tilt from which a thing has fallen over and faces nothing [rad]."""
OBLONG = 1.1
"""Ratio of its sides from which a thing has a long one."""


@dataclass(frozen=True)
class Front:
    """What is in front of a thing, as seen from above."""

    angle: float
    """From the thing's x axis [rad]."""
    turns: int
    """1: one side is its front; 2: both ends of its long axis are; 4: any of four sides is."""
    word: str


def front(thing: Entity) -> Front | None:
    """The front of a thing; `None` for what looks alike from all sides."""
    if thing.kind == "mug":
        return Front(0.0, 1, "handle")
    if thing.affords.shape == "fixture":
        return None if thing.kind == "table" else Front(math.pi, 1, "front")
    if is_round(thing):
        return None
    x, y, _ = thing.extent
    if max(x, y) < OBLONG * min(x, y):
        return Front(0.0, 4, "side")
    return Front(0.0 if x > y else math.pi / 2, 2, "long axis")


def missing(thing: Entity, x: float, y: float) -> float | None:
    """How far a thing must be turned to face along (x, y) [rad], the shorter way; `None` if it has
    no front."""
    looks = front(thing)
    if looks is None:
        return None
    return math.remainder(math.atan2(y, x) - thing.yaw - looks.angle, 2 * math.pi / looks.turns)


def towards(a: Entity, b: Entity) -> tuple[float, float]:
    """From one thing to another, as seen from above [m]."""
    return b.position[0] - a.position[0], b.position[1] - a.position[1]


def faces(scene: Scene, a: Entity, b: Entity) -> Reading:
    """Whether the front of a thing points at another."""
    if a.name == b.name:
        return Reading(False, f"{a.name} cannot face itself")
    return _facing(a, *towards(a, b), b.name)


def faces_to(scene: Scene, a: Entity, direction: str) -> Reading:
    """Whether the front of a thing points in a direction."""
    return _facing(a, *AXES[direction], direction)


def _facing(thing: Entity, x: float, y: float, what: str) -> Reading:
    looks, turn = front(thing), missing(thing, x, y)
    if looks is None or turn is None:
        return Reading(False, f"a {thing.kind} looks alike from all sides")
    apart = math.hypot(x, y) > 0.0
    return Reading(
        apart and abs(turn) <= FACING and thing.tilt <= UPRIGHT,
        f"its {looks.word} points {math.degrees(abs(turn)):.0f} deg past {what},"
        f" tilted {math.degrees(thing.tilt):.0f} deg",
    )
