"""What is known of a kind of thing before it is seen: how large it gets, how thick its walls are.

No sizes of single things: those are measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from vla.scene import Vec3
from vla.vocabulary import KINDS

STANDING_ROUND = "cylinder", "vessel"
"""Shapes whose footprint is a circle, but for the kinds in `ANGULAR`."""
ANGULAR = "bin", "tray"
"""Vessels with corners."""


@dataclass(frozen=True)
class Make:
    """How things of one kind are made."""

    largest: Vec3
    """Extent that none exceeds [m]."""
    wall: float = 0.0
    """From the outside to what counts as inside [m]."""
    floor: float = 0.0
    """From what it stands on to what lies in it [m]."""
    brim: float = 0.0
    """How far contents may stand out [m]."""
    hollow: bool = False
    """Whether something can be inside of it."""
    square: bool = False
    """Whether it is as deep as it is wide."""


MAKES: dict[str, Make] = {
    "block": Make((0.07, 0.07, 0.07), square=True),
    "ball": Make((0.07, 0.07, 0.07)),
    "can": Make((0.08, 0.08, 0.13)),
    "mug": Make((0.125, 0.09, 0.11), wall=0.005, floor=0.006, hollow=True),
    "plate": Make((0.24, 0.24, 0.04), floor=0.006),
    "bowl": Make((0.22, 0.22, 0.08), wall=0.005, floor=0.006, brim=0.015, hollow=True),
    "bin": Make((0.22, 0.22, 0.12), wall=0.007, floor=0.005, hollow=True, square=True),
    "tray": Make((0.30, 0.22, 0.05), wall=0.007, floor=0.005, brim=0.03, hollow=True),
    "vase": Make((0.10, 0.10, 0.24)),
}
"""Kind -> its make, of everything loose."""
ANY = Make((2.0, 2.0, 2.0))
"""Of a kind nothing is known about."""
HANDLE = 0.045
"""[m] that a mug's handle stands out at most."""


def make(kind: str) -> Make:
    """What is known of a kind."""
    return MAKES.get(kind, ANY)


def is_round(kind: str) -> bool:
    """Whether the footprint of a kind is a circle."""
    return KINDS[kind].shape in STANDING_ROUND and kind not in ANGULAR


def interior(kind: str, extent: Vec3, radius: float) -> tuple[Vec3, Vec3] | None:
    """Centre and half size of what counts as inside, in a thing's own frame [m].

    Args:
        radius: of a round thing without its handle, which is along +x [m].
    """
    made = make(kind)
    if not made.hollow:
        return None
    x, y, z = (0.5 * e for e in extent)
    room = max(0.5 * (2 * z - made.floor + made.brim), 0.0)
    height = made.floor - z + room
    if is_round(kind):
        inner = max(radius - made.wall, 0.0)
        return (radius - x, 0.0, height), (inner, inner, room)
    return (0.0, 0.0, height), (max(x - made.wall, 0.0), max(y - made.wall, 0.0), room)
