"""A picture as tokens: the things that it may show, and what is roughly where.

A frozen CLIP sees; its patches are joined to things nobody has named (object slots, as PaLM-E's
OSRT tokens), and pooled over a coarse grid for what is no thing: walls, doors, the robot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, normalize

from vla.scene import Scene
from vla.scoring import ImageTextScorer
from vla.seeing import Mask, Picture

from ..seeing.contrasts import OTHERS
from ..seeing.parting import SETTINGS, parted
from ..seeing.patches import patches
from .reading import Around, of_picture

SIDE = 288
"""Height at which every picture is seen first [px]."""
MAX_SEEN = 16
"""Things of a picture, the largest first."""
GRID = 4
"""Rows and columns of what is roughly where."""
CAMERAS = {"front": -1.0, "overhead": 1.0}
"""Cameras that stand still, and which way they see: one that faces the robot sees its left on the
right and what is near to it far off, so its pictures are turned round. Others are as they are."""
PLACE = 6 + len(CAMERAS)
"""Of a token beside its vector: middle (x to the robot's right, y towards it), width, height and
area of the picture, whether it is a thing, and which camera saw it."""
SPREAD = 4.0
"""By which shares of a picture become numbers of about one."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What a picture is to the reader."""

    tokens: np.ndarray
    """(S, D + `PLACE`) float32; things first, then the grid row by row, then the whole."""
    masks: tuple[Mask, ...]
    """Of the things."""

    @property
    def around(self) -> Around:
        """As the reader reads it."""
        return of_picture(self.tokens, len(self.masks))


Eyes = Callable[[Picture], Sight]
"""Turns a picture into what it is to the reader."""


def eyes(scorer: ImageTextScorer) -> Eyes:
    """The eyes of a convolutional CLIP, which takes pictures at any size."""
    with torch.inference_mode():
        known = scorer.texts(OTHERS)
    return lambda picture: _sight(scorer, known, picture)


def glance(look: Eyes) -> tuple[float, ...]:
    """By which eyes are known again: how they look, and what they make of a picture of nothing but
    a red square."""
    rgb = np.full((96, 96, 3), 150, np.uint8)
    rgb[30:60, 40:70] = 200, 20, 20
    whole = look(Picture("front", rgb, Scene(()))).tokens[-1, :-PLACE]
    return (SIDE, *SETTINGS, GRID, SPREAD, *(round(float(value), 4) for value in whole))


def same(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two glances are of the same eyes, perhaps on different machines."""
    return len(one) == len(other) and bool(np.allclose(one, other, atol=0.01))


def _sight(scorer: ImageTextScorer, known: Tensor, picture: Picture) -> Sight:
    zoom = SIDE / picture.rgb.shape[0]
    seen = patches(scorer, picture, zoom)
    found = parted(scorer, seen, known, zoom)
    found = sorted(found, key=lambda one: -int(one[0].pixels.sum()))[:MAX_SEEN]
    vectors = [vector for _, vector in found]
    places = [_place(mask, picture) for mask, _ in found]
    pooled = adaptive_avg_pool2d(seen.vectors.movedim(-1, 0), GRID).flatten(1).T
    vectors += [*normalize(pooled, dim=-1), seen.whole]
    places += [((column + 0.5) / GRID, (row + 0.5) / GRID, 1 / GRID, 1 / GRID, 1 / GRID**2, 0.0)
               for row in range(GRID) for column in range(GRID)]  # fmt: skip
    places.append((0.5, 0.5, 1.0, 1.0, 1.0, 0.0))
    camera = [float(picture.camera == name) for name in CAMERAS]
    turned = SPREAD * CAMERAS.get(picture.camera, 1.0)
    scale = np.array([turned, turned, SPREAD, SPREAD, SPREAD**2, 1.0], np.float32)
    shares = (np.array(places, np.float32) - np.array([0.5, 0.5, 0, 0, 0, 0], np.float32)) * scale
    where = np.hstack((shares, np.tile(np.array(camera, np.float32), (len(places), 1))))
    return Sight(np.hstack((torch.stack(vectors).numpy(), where)), tuple(m for m, _ in found))


def _place(mask: Mask, picture: Picture) -> tuple[float, ...]:
    box, whole = mask.box, picture.box
    assert box is not None
    wide, high = whole.right - whole.left, whole.bottom - whole.top
    middle = (box.left + box.right) / 2 - whole.left, (box.top + box.bottom) / 2 - whole.top
    size = (box.right - box.left) / wide, (box.bottom - box.top) / high
    return middle[0] / wide, middle[1] / high, *size, float(mask.pixels.mean()), 1.0
