"""Things that lie in and on each other, told apart by the colours that a CLIP gives their patches.

Vectors of neighbouring patches blend where one thing lies in another; the colour that each is
nearest to does not. The picture is seen twice: from near a small thing has more patches, from afar
it is better known what they are of.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate, normalize

from vla.scoring import ImageTextScorer
from vla.seeing import Mask
from vla.vocabulary import COLORS

from .patches import Patches, grown, likeness, patches

FAINT = 0.32
"""Likeness of a patch with any thing from which it may be of one."""
SURE, BESIDE = 0.42, 0.34
"""Likeness that the best patches of a thing have, and of one that touches such a thing."""
ANY = 0.38
"""Likeness from which what is around a patch is seen from near."""
ALIKE = 0.8
"""Likeness of neighbouring patches of one colour from which they are of one thing."""
LEAST = 4
"""Patches of a thing; fewer go to what they touch."""
NEARER = 2.0
"""How much larger things are when they are seen from near."""
MARGIN = 4
"""Patches around them that are then seen, too."""
SETTINGS = (FAINT, SURE, BESIDE, ANY, ALIKE, LEAST, NEARER, MARGIN)


def parted(
    scorer: ImageTextScorer, seen: Patches, known: Tensor, zoom: float
) -> list[tuple[Mask, Tensor]]:
    """Things that a picture shows, whatever they are: their masks and vectors (D,).

    Args:
        seen: the picture by convolutional eyes, `zoom` times as large as it is.
        known: (colours * kinds, D) all that they may be, as `contrasts.OTHERS` lists it.
    """
    likely = likeness(seen.vectors, known)
    part = _around((likely >= ANY).numpy())
    if part is None:
        return []
    near = patches(scorer, seen.picture, NEARER * zoom, part)
    names = near.vectors @ known.T
    looked = near.vectors.any(-1)  # nothing is known of the rest
    far = interpolate(likely[None, None], names.shape[:2], mode="bilinear")[0, 0]
    likely = torch.maximum(far, names.amax(-1)) * looked
    colors = (names * scorer.scale.detach()).unflatten(-1, (len(COLORS), -1)).logsumexp(-1)
    labels = _regions(near.vectors, colors.argmax(-1), likely)
    shown = near.pixels(likely) >= FAINT
    found = []
    for label in _things(labels, likely.numpy()):
        own = near.pixels(torch.from_numpy(labels == label)) > 0.5
        mask = Mask(own & shown, seen.picture.origin)
        if mask.box is not None:
            found.append((mask, normalize(seen.mean(mask.pixels) + near.mean(mask.pixels), dim=-1)))
    return found


def _around(cells: np.ndarray) -> tuple[float, float, float, float] | None:
    """Where cells (h, w) are, with a margin: top, left, bottom, right as shares of the picture."""
    rows, columns = np.nonzero(cells)
    if not len(rows):
        return None
    height, width = cells.shape
    top, bottom = max(rows.min() - MARGIN, 0), min(rows.max() + 1 + MARGIN, height)
    left, right = max(columns.min() - MARGIN, 0), min(columns.max() + 1 + MARGIN, width)
    return top / height, left / width, bottom / height, right / width


def _regions(vectors: Tensor, colors: Tensor, likely: Tensor) -> np.ndarray:
    """Numbers of regions (h, w) of one colour each, -1 where nothing is."""
    right, down = (
        ((one == other) & ((a * b).sum(-1) >= ALIKE)).numpy()
        for one, other, a, b in (
            (colors[:, 1:], colors[:, :-1], vectors[:, 1:], vectors[:, :-1]),
            (colors[1:], colors[:-1], vectors[1:], vectors[:-1]),
        )
    )
    labels = grown((likely >= FAINT).numpy(), right, down)
    there = torch.from_numpy(labels)
    number = int(labels.max()) + 1
    sizes = np.bincount(labels[labels >= 0], minlength=number)
    means = torch.zeros(number, vectors.shape[-1])
    means.index_add_(0, there[there >= 0], vectors[there >= 0])
    means = normalize(means, dim=-1)
    touching = _touching(labels)
    becomes = np.arange(number)
    for small in np.flatnonzero(sizes < LEAST):
        around = [label for label in touching.get(int(small), ()) if sizes[label] >= LEAST]
        fits = (means[around] @ means[small]).tolist()
        becomes[small] = around[int(np.argmax(fits))] if around else -1
    return np.where(labels >= 0, becomes[labels], -1) if number else labels


def _things(labels: np.ndarray, likely: np.ndarray) -> list[int]:
    """Numbers of the regions (h, w) that are surely things, or touch one and well may be."""
    best = {int(label): float(np.sort(likely[labels == label])[-2:].min())
            for label in np.unique(labels[labels >= 0])}  # fmt: skip
    sure = {label for label, high in best.items() if high >= SURE}
    touching = _touching(labels)
    beside = {label for label, high in best.items()
              if high >= BESIDE and touching.get(label, set()) & sure}  # fmt: skip
    return sorted(sure | beside)


def _touching(labels: np.ndarray) -> dict[int, set[int]]:
    """Which regions (h, w) each one touches."""
    found: dict[int, set[int]] = {}
    for one, other in ((labels[:, 1:], labels[:, :-1]), (labels[1:], labels[:-1])):
        border = (one != other) & (one >= 0) & (other >= 0)
        for a, b in set(zip(one[border].tolist(), other[border].tolist(), strict=True)):
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return found
