"""Appliances in MuJoCo: a microwave with its timer, a sink with its tap, a toaster with its lever.

The microwave is one of those whose whole oven slides out like a drawer, pulled by a knob on top
of its front, so things are put in from above. Water runs out of the spout while the tap is open.
"""

from __future__ import annotations

from collections.abc import Callable

from .boards import BOX, CYLINDER, GLASS, METAL, RED, SHELL, STEEL, WALL, WATER, WOOD, Maker

TRAY = 0.045
"""Height of the walls of a microwave's tray [m]."""


def _microwave(maker: Maker) -> None:
    """The part that slides out: a tray behind a glass front that is higher than it."""
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.joint(maker.body, 4.0, 1.5)
    assert maker.piece.joint is not None
    assert maker.piece.interior is not None
    knob = maker.piece.joint.handle[2] - 0.027  # where the knob begins
    front = ((knob - z) / 2, (knob + z) / 2)
    maker.board(
        maker.body, (-x + WALL / 2, 0, front[0]), (WALL / 2, y + 0.015, front[1]), GLASS, 0.2
    )
    (middle, _, _), (room, _, _) = maker.piece.interior
    for at in (middle - room - WALL / 2, middle + room + WALL / 2):
        maker.board(maker.body, (at, 0, -z + TRAY / 2), (WALL / 2, y, TRAY / 2), SHELL, 0.05)
    for side in (-1, 1):
        wall = (0, side * (y - WALL / 2), -z + TRAY / 2)
        maker.board(maker.body, wall, (x, WALL / 2, TRAY / 2), SHELL, 0.05)
    maker.board(maker.body, (0, 0, -z + WALL / 4), (x, y, WALL / 4), SHELL, 0.15)
    maker.knob(maker.body, (0.009, 0.014, 0.022), METAL)


def _timer(maker: Maker) -> None:
    """The microwave's housing, and on top of it the timer that starts it."""
    x, y, z = (side / 2 for side in maker.piece.extent)
    assert maker.piece.joint is not None
    top = maker.piece.joint.handle[2] - maker.piece.joint.travel - 0.012
    middle, half = (top - z) / 2, (top + z) / 2
    maker.board(maker.body, (x - WALL / 2, 0, middle), (WALL / 2, y, half), STEEL)
    maker.board(maker.body, (0, 0, top - WALL / 2), (x, y, WALL / 2), STEEL)
    for side in (-1, 1):
        maker.board(maker.body, (0, side * (y - WALL / 2), middle), (x, WALL / 2, half), STEEL)
    maker.cap(CYLINDER, (0.024, 0.010), RED)


def _sink(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.basin((x, y, z), 0.008, STEEL)
    maker.seen(maker.body, CYLINDER, (0, 0, -z + 0.0075), (0.02, 0.001), METAL)


def _tap(maker: Maker) -> None:
    """A knob beside a pillar with a spout; the water comes out of the pillar with the knob."""
    x, y, z = (side / 2 for side in maker.piece.extent)
    joint = maker.piece.joint
    assert joint is not None
    run = joint.handle[1] + joint.travel / 2
    maker.board(maker.body, (0, run, -z + 0.008), (x, joint.travel, 0.008), METAL)
    knob = maker.body.add_body(name=f"{maker.piece.name}/knob", gravcomp=1)
    maker.joint(knob, 3.0, 1.0)
    maker.knob(knob)
    pillar = (-x, -y + 0.014, 0.0)
    maker.board(maker.body, pillar, (0.014, 0.014, z), STEEL)
    spout = (pillar[0], pillar[1] + joint.travel / 2, z - 0.010)
    maker.board(maker.body, spout, (0.010, joint.travel / 2 + 0.010, 0.010), STEEL)
    maker.seen(knob, BOX, (pillar[0], pillar[1], -0.008), (0.006, 0.006, z - 0.012), WATER)


def _toaster(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.basin((x, y, z), 0.030, STEEL)
    maker.seen(maker.body, BOX, (-x, 0, 0), (0.001, 0.7 * y, 0.5 * z), METAL)


def _lever(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.board(maker.body, (0, 0, -z + 0.015), (x, y, 0.015), STEEL)
    maker.cap(BOX, (0.022, 0.026, 0.012), WOOD)


APPLIANCES: dict[str, Callable[[Maker], None]] = {
    "microwave": _microwave, "timer": _timer, "sink": _sink, "tap": _tap, "toaster": _toaster,
    "lever": _lever,
}  # fmt: skip
"""Kind -> what adds its parts."""
