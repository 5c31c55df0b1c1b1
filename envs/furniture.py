"""Furniture in MuJoCo: a cabinet with drawers, a cupboard, a fridge, a shelf, a window, button and
switch."""

from __future__ import annotations

import mujoco

from vla.scene import Vec3

from .appliances import APPLIANCES
from .boards import BALL, COOL, CYLINDER, GLOW, METAL, PANE, RED, SHELL, WALL, WOOD, Maker, Rgba
from .fixtures import Piece

SASH, STILE = 0.012, 0.034
"""How far the sliding sash of a window runs in front of the middle of its frame, and how wide the
boards around its pane are [m]."""
FLOOR = 0.72
"""How far under the table top the floor is, on which a window's wall stands [m]."""


def build(spec: mujoco.MjSpec, piece: Piece) -> None:
    """Add a piece to a model."""
    body = spec.worldbody.add_body(name=piece.name, pos=piece.position, quat=piece.quaternion)
    {
        "cabinet": _cabinet, "drawer": _drawer, "cupboard": _cupboard, "fridge": _fridge,
        "shelf": _shelf, "button": _button, "switch": _switch, "window": _window, **APPLIANCES,
    }[piece.kind](Maker(piece, body))  # fmt: skip


def _cabinet(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.shell((x, y, z), SHELL)
    for level in (-1, 1):
        maker.board(maker.body, (0, 0, level * z / 3), (x, y, WALL / 2), SHELL)


def _drawer(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.joint(maker.body, 4.0, 1.5)
    maker.board(maker.body, (-x + WALL / 2, 0, 0), (WALL / 2, y + 0.012, z + 0.008), WOOD, 0.2)
    assert maker.piece.interior is not None
    (middle, _, _), (room, _, _) = maker.piece.interior
    back = (middle + room + WALL / 2, 0, -0.01)
    maker.board(maker.body, back, (WALL / 2, y, z - 0.01), WOOD, 0.1)
    for side in (-1, 1):
        wall = (0, side * (y - WALL / 2), -0.01)
        maker.board(maker.body, wall, (x, WALL / 2, z - 0.01), WOOD, 0.1)
    maker.board(maker.body, (0, 0, -z + WALL / 4), (x, y, WALL / 4), WOOD, 0.15)
    assert maker.piece.joint is not None
    maker.handle(maker.body, maker.piece.joint.handle)


def _cupboard(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.shell((x, y, z), SHELL)
    _legs(maker, (x, y, z), SHELL)
    _door(maker, (x, y, z), WOOD)


def _fridge(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.shell((x, y, z), COOL)
    maker.board(maker.body, (0.01, 0, 0), (x - 0.01, y - WALL, WALL / 4), COOL)
    _legs(maker, (x, y, z), METAL)
    _door(maker, (x, y, z), COOL)


def _legs(maker: Maker, half: Vec3, rgba: Rgba) -> None:
    """Two boards on which a raised piece stands."""
    x, y, z = half
    leg = (maker.piece.position[2] - z) / 2
    for side in (-1, 1):
        center = (x / 2, side * (y - WALL / 2), -z - leg)
        maker.board(maker.body, center, (x / 2, WALL / 2, leg), rgba)


def _door(maker: Maker, half: Vec3, rgba: Rgba) -> None:
    """A door over the open side."""
    x, y, z = half
    door = maker.body.add_body(name=f"{maker.piece.name}/door")
    maker.joint(door, 0.4, 0.12)
    maker.board(door, (-x - WALL, 0, 0), (WALL / 2, y - 0.002, z - 0.002), rgba, 0.6)
    assert maker.piece.joint is not None
    maker.handle(door, maker.piece.joint.handle)


def _window(maker: Maker) -> None:
    """A frame in a bit of wall; a fixed pane on the left, and a sash that slides in front of it."""
    x, y, z = (side / 2 for side in maker.piece.extent)
    for side in (-1, 1):
        maker.board(maker.body, (0, side * (y - WALL / 2), 0), (x, WALL / 2, z), WOOD)
        maker.board(maker.body, (0, 0, side * (z - WALL / 2)), (x, y, WALL / 2), WOOD)
    foot = (maker.piece.position[2] - z + FLOOR) / 2
    maker.board(maker.body, (0.5 * x, 0, -z - foot), (0.5 * x, y, foot), SHELL)
    inner = (y - WALL) / 2
    _glazed(maker, maker.body, (SASH, inner), (inner, z - WALL), 0.1)
    sash = maker.body.add_body(name=f"{maker.piece.name}/sash", gravcomp=1)
    maker.joint(sash, 4.0, 1.5)
    _glazed(maker, sash, (-SASH, -inner), (inner, z - WALL), 0.1)
    assert maker.piece.joint is not None
    maker.handle(sash, maker.piece.joint.handle)


def _glazed(
    maker: Maker,
    body: mujoco.MjsBody,
    at: tuple[float, float],
    half: tuple[float, float],
    mass: float,
) -> None:
    """A pane of half size (y, z) with boards around it, its middle at (x, y)."""
    (x, y), (wide, high), thick = at, half, WALL / 2
    maker.board(body, (x, y, 0), (thick / 3, wide - STILE, high - STILE), PANE, mass)
    for side in (-1, 1):
        stile = (x, y + side * (wide - STILE / 2), 0)
        maker.board(body, stile, (thick, STILE / 2, high), COOL, mass)
        rail = (x, y, side * (high - STILE / 2))
        maker.board(body, rail, (thick, wide - STILE, STILE / 2), COOL, mass)


def _shelf(maker: Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.board(maker.body, (0, 0, z - WALL / 2), (x, y, WALL / 2), WOOD)
    for side in (-1, 1):
        leg = (0, side * (y - WALL / 2), -WALL / 2)
        maker.board(maker.body, leg, (x, WALL / 2, z - WALL / 2), WOOD)


def _button(maker: Maker) -> None:
    _, _, z = (side / 2 for side in maker.piece.extent)
    maker.add(maker.body, CYLINDER, (0, 0, -z + 0.010), (0.042, 0.010), METAL)
    maker.cap(CYLINDER, (0.030, 0.010), RED)


def _switch(maker: Maker) -> None:
    """A knob on a plate; with it the bulb of the lamp slides out of its shade."""
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.board(maker.body, (0, 0, -z + 0.008), (x, y, 0.008), METAL)
    slide = maker.body.add_body(name=f"{maker.piece.name}/knob", gravcomp=1)
    maker.joint(slide, 3.0, 1.0)
    maker.knob(slide)
    if maker.piece.lamp is not None:
        lx, ly, lz = maker.piece.lamp
        maker.seen(maker.body, CYLINDER, (lx, ly, lz), (0.045, 0.040), METAL)
        maker.seen(maker.body, CYLINDER, (lx, ly, lz - 0.08), (0.008, 0.040), METAL)
        maker.seen(slide, BALL, (lx, ly, lz), (0.036,), GLOW)
