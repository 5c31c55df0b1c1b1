"""Markings: pictures with boxes, masks and answers drawn into them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vla.lettering import HEIGHT, lettered, lines
from vla.seeing import Detection, Picture

COLORS = ((59, 130, 246), (249, 115, 22), (16, 185, 129), (168, 85, 247), (236, 72, 153),
          (234, 179, 8))  # fmt: skip
"""RGB of one thing after another."""
VEIL = 0.45
"""Share of the colour over the pixels of a mask."""
EDGE = 2
"""Of a box [px]."""
INK, PAPER = (17, 24, 39), (255, 255, 255)


def marked(
    picture: Picture, found: Sequence[Detection], title: str = "", answer: str = ""
) -> np.ndarray:
    """A picture (H, W, 3) uint8 with what was found in it; title and answer stand below.

    Boxes are those of the whole picture that this one is a part of.
    """
    canvas = picture.rgb.copy()
    for number, one in enumerate(found):
        color = COLORS[number % len(COLORS)]
        if one.mask is not None and one.mask.pixels.shape == canvas.shape[:2]:
            under = canvas[one.mask.pixels]
            canvas[one.mask.pixels] = np.round((1 - VEIL) * under + VEIL * np.array(color))
        _frame(canvas, picture, one, color)
    for number, one in enumerate(found):
        name = one.phrase if one.name is None else one.name.replace("_", " ")
        left, top = (round(v) for v in one.box.moved(-picture.origin[0], -picture.origin[1])
                     .corners[:2])  # fmt: skip
        _label(canvas, f"{name} {one.score:.2f}", left, top, COLORS[number % len(COLORS)])
    return _with_footer(canvas, title, answer)


def _frame(
    canvas: np.ndarray, picture: Picture, one: Detection, color: tuple[int, int, int]
) -> None:
    height, width = canvas.shape[:2]
    box = one.box.moved(-picture.origin[0], -picture.origin[1])
    left, right = (min(max(round(v), 0), width) for v in (box.left, box.right))
    top, bottom = (min(max(round(v), 0), height) for v in (box.top, box.bottom))
    frame = np.zeros((height, width), bool)
    frame[top:bottom, left:right] = True
    frame[top + EDGE : max(bottom - EDGE, 0), left + EDGE : max(right - EDGE, 0)] = False
    canvas[frame] = color


def _label(canvas: np.ndarray, text: str, left: int, top: int, color: tuple[int, int, int]) -> None:
    """White letters on a field of the box's colour, above it if there is room."""
    letters = np.pad(lettered(text, 1), ((1, 0), (2, 0)))
    height, width = letters.shape
    row = min(max(top - height, 0), max(canvas.shape[0] - height, 0))
    column = min(max(left, 0), max(canvas.shape[1] - width, 0))
    field = canvas[row : row + height, column : column + width]
    letters = letters[: field.shape[0], : field.shape[1]]
    field[:] = color
    field[letters] = PAPER


def _with_footer(canvas: np.ndarray, title: str, answer: str) -> np.ndarray:
    width, scale = canvas.shape[1], 2 if canvas.shape[1] >= 320 else 1
    rows = [(line, INK) for line in lines(title, width - 12, scale)]
    rows += [(line, COLORS[0]) for line in lines(answer, width - 12, scale)]
    if not rows:
        return canvas
    step = (HEIGHT + 2) * scale
    # Even in height, as encoders of pictures want it.
    footer = np.full((len(rows) * step + 10 + canvas.shape[0] % 2, width, 3), 255, np.uint8)
    for number, (line, color) in enumerate(rows):
        letters = lettered(line, scale)
        top = 5 + number * step
        field = footer[top : top + letters.shape[0], 6 : 6 + letters.shape[1]]
        field[letters[:, : field.shape[1]]] = color
    return np.concatenate((canvas, footer))
