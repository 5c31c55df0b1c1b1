"""Two small scenes in which examples for prompts are worked out: a table and a kitchen corner."""

from __future__ import annotations

from vla.scene import Entity, Scene, Vec3

_SIZES: dict[str, Vec3] = {
    "block": (0.04, 0.04, 0.04),
    "ball": (0.046, 0.046, 0.046),
    "can": (0.056, 0.056, 0.094),
    "mug": (0.099, 0.068, 0.082),
    "plate": (0.18, 0.18, 0.021),
    "bowl": (0.15, 0.15, 0.05),
    "tray": (0.24, 0.18, 0.03),
    "vase": (0.07, 0.07, 0.18),
}
"""Kind -> full size of its bounding box [m]."""
_VESSELS = ("bowl", "tray")
_TABLE = Entity("table", "table", position=(0.5, 0.0, -0.02), extent=(1.0, 1.2, 0.04))


def table() -> Scene:
    """Blocks of three colours, a ball, and where to put them."""
    return Scene(
        (
            _thing("red_block", 0.36, 0.28),
            _thing("red_block_2", 0.44, 0.12),
            _thing("blue_block", 0.36, 0.02),
            _thing("green_block", 0.48, 0.24),
            _thing("yellow_ball", 0.38, -0.12),
            _thing("red_can", 0.60, 0.05),
            _thing("green_bowl", 0.52, -0.10),
            _thing("blue_bowl", 0.62, 0.28),
            _thing("white_plate", 0.40, -0.28),
            _thing("white_vase", 0.64, -0.26),
            _TABLE,
        )
    )


def kitchen() -> Scene:
    """Two closed drawers, a fridge, a button, and things that go into them."""
    return Scene(
        (
            Entity("cabinet", "cabinet", position=(0.70, 0.27, 0.16), extent=(0.22, 0.22, 0.32)),
            _drawer("top_drawer", 0.24),
            _drawer("bottom_drawer", 0.08),
            Entity(
                "fridge",
                "fridge",
                position=(0.72, -0.30, 0.2),
                extent=(0.2, 0.2, 0.4),
                openness=0.0,
                handle=(0.6, -0.22, 0.2),
                interior=((0.70, -0.30, 0.2), (0.08, 0.08, 0.15)),
            ),
            Entity("button", "button", "red", position=(0.34, 0.34, 0.02), openness=0.0),
            _thing("green_block", 0.38, 0.10),
            _thing("red_ball", 0.40, -0.05),
            _thing("yellow_mug", 0.36, -0.20),
            _thing("white_tray", 0.52, -0.10),
            _TABLE,
        )
    )


def _thing(name: str, x: float, y: float) -> Entity:
    """A loose thing on the table; its name is `color_kind`, perhaps with a number."""
    color, kind, *_ = name.split("_")
    extent = _SIZES[kind]
    spot = (x, y, extent[2] / 2)
    room = (0.42 * extent[0], 0.42 * extent[1], extent[2] / 2)
    interior = ((x, y, extent[2] / 2 + 0.005), room) if kind in _VESSELS else None
    return Entity(name, kind, color, "medium", spot, extent=extent, start=spot, interior=interior)


def _drawer(name: str, z: float) -> Entity:
    return Entity(
        name,
        "drawer",
        position=(0.68, 0.27, z),
        extent=(0.2, 0.2, 0.12),
        openness=0.0,
        handle=(0.56, 0.27, z),
        axis=(-1.0, 0.0, 0.0),
        interior=((0.66, 0.27, z), (0.08, 0.09, 0.05)),
        part_of="cabinet",
    )
