"""Patches of a picture in the space of a CLIP, and the things that they make up."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate, normalize

from vla.scoring import ImageTextScorer
from vla.seeing import Mask, Picture

ALIKE = 0.75
"""Cosine of the angle between vectors of neighbouring patches from which they show one thing."""


@dataclass(frozen=True, eq=False)
class Patches:
    """A picture as unit vectors."""

    picture: Picture
    whole: Tensor
    """(D,)"""
    vectors: Tensor
    """(h, w, D), row by row."""

    def mean(self, mask: np.ndarray) -> Tensor:
        """The vector (D,) of what a mask (H, W) of the picture shows."""
        shape = self.vectors.shape[:2]
        cover = interpolate(torch.from_numpy(mask)[None, None].float(), shape, mode="area")[0, 0]
        return normalize((cover[..., None] * self.vectors).sum((0, 1)), dim=-1)

    def pixels(self, cells: Tensor) -> np.ndarray:
        """A map (h, w) of numbers as large as the picture (H, W)."""
        shape = self.picture.rgb.shape[:2]
        return interpolate(cells[None, None].float(), shape, mode="bilinear")[0, 0].numpy()


def patches(
    scorer: ImageTextScorer,
    picture: Picture,
    zoom: float | None,
    part: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0),
) -> Patches:
    """See a picture.

    Args:
        zoom: how much larger it is seen than it is, by eyes that take any size; `None`: as large
            as the model's own pictures.
        part: top, left, bottom and right of what is seen of it, as shares; with a zoom only.
            `whole` is of this, and vectors elsewhere are zeros.
    """
    image = torch.tensor(picture.rgb).movedim(-1, 0)[None].float() / 255
    if zoom is None:
        with torch.inference_mode():
            whole, found = scorer.images(image)
        rows = round(found.shape[1] ** 0.5)  # a transformer's eyes make the picture square
        return Patches(picture, whole[0], found[0].reshape(rows, -1, found.shape[-1]))
    patch = scorer.patch
    height, width = (max(round(side * zoom / patch), 1) for side in picture.rgb.shape[:2])
    size = height * patch, width * patch
    image = interpolate(image, size, mode="bicubic", antialias=True).clamp(0, 1)
    rows, columns = (
        slice(floor(begin * side), ceil(end * side))
        for begin, end, side in ((part[0], part[2], height), (part[1], part[3], width))
    )
    pixels = image[:, :, rows.start * patch : rows.stop * patch]
    pixels = pixels[..., columns.start * patch : columns.stop * patch]
    with torch.inference_mode():
        whole, found = scorer.images(pixels, native=True)
        vectors = found.new_zeros(height, width, found.shape[-1])
        vectors[rows, columns] = found[0].unflatten(0, (rows.stop - rows.start, -1))
    return Patches(picture, whole[0], vectors)


def likeness(vectors: Tensor, things: Tensor) -> Tensor:
    """(h, w) the similarity of patches (h, w, D) with the thing (n, D) that each is most like."""
    return (vectors @ things.T).amax(-1)


def proposals(seen: Patches, likeness: Tensor, least: float) -> list[tuple[Mask, Tensor]]:
    """Things that a picture shows, whatever they are: their masks and vectors (D,).

    Args:
        likeness: (h, w) how much every patch is like the thing that it is most like.
        least: likeness from which it shows a thing at all.
    """
    shown = (likeness >= least).numpy()
    vectors = seen.vectors
    labels = grown(shown, (vectors[:, 1:] * vectors[:, :-1]).sum(-1).numpy() >= ALIKE,
                   (vectors[1:] * vectors[:-1]).sum(-1).numpy() >= ALIKE)  # fmt: skip
    found = []
    smooth = seen.pixels(likeness) >= least
    for label in range(int(labels.max()) + 1):
        cells = torch.from_numpy(labels == label)
        own = seen.pixels(cells) > 0.35
        mask = Mask(own & smooth, seen.picture.origin)
        if mask.box is not None:
            found.append((mask, normalize(vectors[cells].mean(0), dim=-1)))
    return found


def grown(shown: np.ndarray, right: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Numbers of connected regions (h, w), -1 where nothing is.

    Args:
        shown: (h, w) where something is.
        right, down: (h, w - 1) and (h - 1, w) whether a cell is one with the next.
    """
    labels = np.full(shown.shape, -1)
    number = 0
    for start in zip(*np.nonzero(shown), strict=True):
        if labels[start] >= 0:
            continue
        labels[start], waiting = number, [start]
        while waiting:
            row, column = waiting.pop()
            near = (
                (row, column + 1, column + 1 < shown.shape[1] and right[row, column]),
                (row, column - 1, column > 0 and right[row, column - 1]),
                (row + 1, column, row + 1 < shown.shape[0] and down[row, column]),
                (row - 1, column, row > 0 and down[row - 1, column]),
            )
            for r, c, one in near:
                if one and shown[r, c] and labels[r, c] < 0:
                    labels[r, c] = number
                    waiting.append((r, c))
        number += 1
    return labels
