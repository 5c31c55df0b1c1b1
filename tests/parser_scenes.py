"""Hand-made scenes that sentences are understood in."""

from __future__ import annotations

from vla.scene import Entity, Scene, Vec3

SIDES = {"small": 0.032, "medium": 0.04, "large": 0.048}


def box(name: str, x: float, y: float, z: float = 0.0, size: str = "medium") -> Entity:
    """A block whose colour is the first word of its name, standing at height `z`."""
    side = SIDES[size]
    spot = (x, y, z + side / 2)
    return Entity(
        name, "block", name.split("_")[0], size, spot, extent=(side, side, side), start=spot
    )


def loose(name: str, kind: str, x: float, y: float, extent: Vec3, z: float = 0.0) -> Entity:
    """A loose object; vessels get an inside."""
    color = name.split("_")[0]
    spot = (x, y, z + extent[2] / 2)
    interior = None
    if kind in ("bowl", "bin", "tray"):
        half = (0.42 * extent[0], 0.42 * extent[1], extent[2] / 2)
        interior = ((x, y, z + extent[2] / 2 + 0.005), half)
    return Entity(
        name,
        kind,
        color if color != kind else None,
        "medium",
        spot,
        extent=extent,
        start=spot,
        interior=interior,
    )


BALL: Vec3 = (0.04, 0.04, 0.04)
BOWL: Vec3 = (0.14, 0.14, 0.05)
PLATE: Vec3 = (0.17, 0.17, 0.02)
MUG: Vec3 = (0.075, 0.075, 0.09)
CAN: Vec3 = (0.06, 0.06, 0.10)
VASE: Vec3 = (0.08, 0.08, 0.16)
TRAY: Vec3 = (0.24, 0.17, 0.03)
BIN: Vec3 = (0.17, 0.17, 0.09)
TABLE = Entity("table", "table", position=(0.5, 0.0, -0.01), extent=(0.7, 1.2, 0.02))


def table() -> Scene:
    """One of each: the plain scene."""
    return Scene(
        (
            box("red_block", 0.40, 0.16),
            box("blue_block", 0.46, 0.06),
            box("green_block", 0.36, -0.02),
            loose("blue_ball", "ball", 0.52, 0.24, BALL),
            loose("green_bowl", "bowl", 0.46, -0.14, BOWL),
            loose("white_plate", "plate", 0.62, 0.10, PLATE),
            loose("yellow_mug", "mug", 0.36, 0.28, MUG),
            loose("red_can", "can", 0.62, -0.06, CAN),
            loose("vase", "vase", 0.56, -0.26, VASE),
            TABLE,
        )
    )


def many() -> Scene:
    """Several of a kind in many colours and sizes, and where to put them."""
    return Scene(
        (
            box("red_block", 0.34, 0.30, size="small"),
            box("red_block_2", 0.36, 0.18),
            box("red_block_3", 0.34, 0.06, size="large"),
            box("blue_block", 0.44, 0.24),
            box("blue_block_2", 0.44, 0.12),
            box("green_block", 0.44, 0.00),
            loose("red_ball", "ball", 0.34, -0.06, BALL),
            loose("blue_ball", "ball", 0.42, -0.10, BALL),
            loose("red_bowl", "bowl", 0.60, 0.28, BOWL),
            loose("blue_bowl", "bowl", 0.60, 0.10, BOWL),
            loose("green_bowl", "bowl", 0.60, -0.08, BOWL),
            loose("gray_bin", "bin", 0.60, -0.28, BIN),
            loose("white_tray", "tray", 0.40, -0.26, TRAY),
            TABLE,
        )
    )


def _drawer(name: str, z: float, openness: float) -> Entity:
    return Entity(
        name,
        "drawer",
        position=(0.68, 0.27, z),
        extent=(0.2, 0.2, 0.09),
        openness=openness,
        handle=(0.56, 0.27, z),
        axis=(-1.0, 0.0, 0.0),
        interior=((0.66, 0.27, z), (0.08, 0.09, 0.04)),
        part_of="cabinet",
    )


def kitchen() -> Scene:
    """Everything closed but the middle drawer."""
    return Scene(
        (
            Entity("cabinet", "cabinet", position=(0.70, 0.27, 0.16), extent=(0.22, 0.22, 0.32)),
            _drawer("top_drawer", 0.26, 0.0),
            _drawer("middle_drawer", 0.16, 1.0),
            _drawer("bottom_drawer", 0.06, 0.0),
            Entity(
                "cupboard",
                "cupboard",
                position=(0.72, -0.05, 0.3),
                extent=(0.2, 0.2, 0.2),
                openness=0.0,
                handle=(0.6, 0.0, 0.3),
                interior=((0.70, -0.05, 0.3), (0.09, 0.09, 0.09)),
            ),
            Entity(
                "fridge",
                "fridge",
                position=(0.72, -0.32, 0.2),
                extent=(0.2, 0.2, 0.4),
                openness=0.0,
                handle=(0.6, -0.24, 0.2),
                interior=((0.70, -0.32, 0.2), (0.08, 0.08, 0.15)),
            ),
            Entity("shelf", "shelf", position=(0.70, 0.10, 0.2), extent=(0.14, 0.2, 0.02)),
            Entity("button", "button", "red", position=(0.34, 0.34, 0.02), openness=0.0),
            Entity("switch", "switch", position=(0.34, -0.34, 0.02), openness=0.0),
            box("red_block", 0.40, 0.10),
            box("blue_block", 0.44, -0.02),
            loose("green_ball", "ball", 0.36, 0.02, BALL),
            loose("white_bowl", "bowl", 0.42, -0.18, BOWL),
            loose("blue_mug", "mug", 0.50, 0.10, MUG),
            loose("yellow_can", "can", 0.52, -0.06, CAN),
            TABLE,
        )
    )


def tower() -> Scene:
    """Red on blue on green, a yellow block apart, one block in the bowl, one on the plate."""
    return Scene(
        (
            box("green_block", 0.40, 0.10),
            box("blue_block", 0.40, 0.10, 0.04),
            box("red_block", 0.40, 0.10, 0.08),
            box("yellow_block", 0.44, -0.06),
            loose("white_bowl", "bowl", 0.56, -0.20, BOWL),
            box("purple_block", 0.56, -0.20, 0.005),
            loose("white_plate", "plate", 0.60, 0.16, PLATE),
            box("orange_block", 0.60, 0.16, 0.02),
            TABLE,
        )
    )


SCENES = {"table": table(), "many": many(), "kitchen": kitchen(), "tower": tower()}
