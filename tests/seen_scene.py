"""A scene with a picture of it, drawn by hand, for tests of what looks."""

from __future__ import annotations

import numpy as np

from vla.scene import Entity, Scene
from vla.seeing import Box, Picture
from vla.vocabulary import COLORS

TABLE = Entity("table", "table", position=(0.5, 0.0, -0.02), extent=(1.0, 1.2, 0.04))
SCENE = Scene(
    (
        TABLE,
        Entity("red_block", "block", "red", "medium", (0.45, 0.20, 0.02)),
        Entity("red_block_2", "block", "red", "medium", (0.60, -0.05, 0.02)),
        Entity("blue_block", "block", "blue", "medium", (0.45, 0.00, 0.02)),
        Entity(
            "green_bowl", "bowl", "green", "medium", (0.45, -0.20, 0.025),
            extent=(0.15, 0.15, 0.05), interior=((0.45, -0.20, 0.03), (0.07, 0.07, 0.02)),
        ),
        Entity("gray_can", "can", "gray", "medium", (0.65, 0.2, 0.05)),
    )
)  # fmt: skip
BOXES = {
    "red_block": Box(8, 40, 24, 56),
    "red_block_2": Box(40, 8, 56, 24),
    "blue_block": Box(40, 40, 56, 56),
    "green_bowl": Box(64, 32, 96, 64),
}
"""What shows; the can does not."""
GROUND = (250, 250, 250)


def picture(scene: Scene = SCENE) -> Picture:
    """96 x 72 pixels: coloured rectangles on near white."""
    rgb = np.full((72, 96, 3), GROUND, np.uint8)
    marked = np.full((72, 96), len(scene.entities) + 1, np.int32)
    marked[:, :] = -1
    for name, box in BOXES.items():
        left, top, right, bottom = map(int, box.corners)
        color = scene[name].color
        assert color is not None
        rgb[top:bottom, left:right] = [round(255 * share) for share in COLORS[color]]
        marked[top:bottom, left:right] = scene.names.index(name)
    return Picture("front", rgb, scene, marked)
