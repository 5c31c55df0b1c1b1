"""Batches of pictures with captions, near misses and named regions.

What is true of which picture is known for all pairs, so none is taken for wrong that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from vla.caption_contrast import NEGATIVES, negative
from vla.caption_text import disturbed, phrase, text
from vla.caption_truth import fits_of, truths
from vla.captions import LOOSE, Statement, Thing, describe, described, things_of, visible
from vla.scene import Entity, Scene
from vla.vocabulary import COLORS

CAPTIONS = 3
"""True captions of a picture."""
REDRAWN = 6
"""Captions that are drawn, after a picture's first, until one speaks of several things: who has
what, and who stands where, is learned last."""
MISSES = 3
"""False captions beside a true one, at most."""
REGIONS = 8
"""Named regions of a picture, at most."""
GROUNDS = 6
"""Patches of a picture that show nothing which has a name: no text may be found there."""
WORDS = (*(Thing(kind) for kind in LOOSE), *(Thing(color=color) for color in COLORS))
"""Names that regions are always held against: of one attribute each, so that all are learned. Of
what has a colour, the kind hardly matters to find its name among those of a few pictures."""
SHIFT = 1 / 16
"""Share of their size by which pictures are moved at most, up, down and sideways."""
ZOOM = 1.15
"""By which they are made larger or smaller at most."""
CLOSE, CLOSEST = 0.5, 0.4
"""Share of the pictures that are parts of them, magnified, and how small such a part may be:
who has learned layouts by heart does not know them then."""
NUMBERS = 256
"""Values of a pixel's segmentation."""


class Pictures(Protocol):
    """Pictures with the scenes they show, as `vla.datasets.pairs.Pairs`."""

    def __len__(self) -> int: ...

    def images(self) -> np.ndarray: ...

    def segmentation(self) -> np.ndarray: ...

    def scene(self, picture: int) -> Scene: ...

    def steady(self, picture: int) -> bool: ...


@dataclass(frozen=True)
class Batch:
    """B pictures, T different texts."""

    pictures: Tensor
    """(B, 3, H, W) uint8."""
    texts: Sequence[str]
    said: Tensor
    """(T'',) texts about whole pictures, each once."""
    holds: Tensor
    """(B, T'') bool: which of them are true of a picture."""
    captions: Tensor
    """(B, C) which of `said` were said of the picture."""
    misses: Tensor
    """(B, C, M) which of them differ little from that and are false, -1 for none."""
    regions: Tensor
    """(B, R, P) pixels of every named region in each patch, zeros where there is none; then single
    patches that show nothing."""
    names: Tensor
    """(T',) texts that name regions, each once."""
    fits: Tensor
    """(B, R, T') bool: which of them are true of a region."""


class CaptionBatches:
    """An endless stream of batches; batch k is a pure function of the seed and k.

    Args:
        data: pictures and scenes.
        rows: (n,) of the pictures that take part.
        patch: height and width of a patch [px].
        parts: share of its height and width that is shown of a picture in every other batch, which
            costs less and is as good for learning names; the batches between hold half as many
            whole pictures.
        size: height and width of a whole picture as it is shown [px], `None`: as the data have it.
            Parts of larger ones are magnified without a blur.
    """

    def __init__(
        self,
        data: Pictures,
        rows: np.ndarray,
        batch_size: int,
        seed: int = 0,
        patch: int = 8,
        parts: float = 1.0,
        size: int | None = None,
    ):
        self._data, self._rows = data, rows
        self._batch_size, self._seed = batch_size, seed
        self._patch, self._parts = patch, parts
        self._images, self._segmentation = data.images(), data.segmentation()
        sides = self._segmentation.shape[1:]
        self._sides = sides if size is None else (size, size)
        self._fine = max(1, sides[0] // self._sides[0])

    def __iter__(self) -> Iterator[Batch]:
        """Batches, the next one being made by a thread meanwhile."""
        with ThreadPoolExecutor(1) as thread:
            coming = thread.submit(self.batch, 0)
            for number in count(1):
                made = coming.result()
                coming = thread.submit(self.batch, number)
                yield made

    def batch(self, number: int) -> Batch:
        """Batch `number`."""
        first = number * self._batch_size + np.arange(self._batch_size)
        epoch, place = np.divmod(first, len(self._rows))
        orders = {e: np.random.default_rng([self._seed, 0, e]).permutation(len(self._rows))
                  for e in np.unique(epoch).tolist()}  # fmt: skip
        rows = [int(self._rows[orders[e][p]]) for e, p in zip(epoch.tolist(), place, strict=True)]
        rng = np.random.default_rng([self._seed, 1, number])
        if self._parts == 1.0:
            return self._of(rows, 1.0, rng)
        if number % 2:
            return self._of(rows, self._parts, rng)
        return self._of(rows[: -(-len(rows) // 2)], 1.0, rng)

    def _of(self, rows: Sequence[int], part: float, rng: np.random.Generator) -> Batch:
        size = len(rows)
        scenes = [self._data.scene(row) for row in rows]
        pictures, segmentation = self._moved(rows, part, rng)
        seen = [visible(scene, one) for scene, one in zip(scenes, segmentation, strict=True)]
        texts: dict[str, int] = {}
        statements: dict[int, tuple[int, Statement]] = {}
        things: dict[int, Thing] = {}
        captions = torch.zeros(size, CAPTIONS, dtype=torch.long)
        misses = torch.full((size, CAPTIONS, MISSES), -1)
        pixels = np.stack([patch_pixels(one, self._patch) for one in segmentation])
        regions = np.zeros((size, REGIONS + GROUNDS, pixels.shape[1]), np.float32)
        entities: list[Entity | None] = [None] * (size * regions.shape[1])
        shown = self._shown(scenes, pixels)

        for thing in WORDS:
            things[texts.setdefault(phrase(thing, rng), len(texts))] = thing

        def state(statement: Statement) -> int:
            number = texts.setdefault(disturbed(text(statement, rng), rng), len(texts))
            return statements.setdefault(number, (len(statements), statement))[0]

        for at, (row, scene) in enumerate(zip(rows, scenes, strict=True)):
            draw = partial(describe, scene, seen[at], rng, self._data.steady(row))
            for one in range(CAPTIONS):
                said = _of_several(draw) if one else draw()
                captions[at, one] = state(said)
                tried = (negative(said, scene, seen[at], rng, kind) for kind in _rarest_first(rng))
                found = islice((wrong for wrong in tried if wrong is not None), MISSES)
                for place, wrong in enumerate(found):
                    misses[at, one, place] = state(wrong)
            named = [n for n, e in enumerate(scene) if e.name in seen[at] and e.kind != "table"]
            for place, number in enumerate(rng.permutation(named)[:REGIONS].astype(int).tolist()):
                thing = described(scene.entities[number], rng)
                things[texts.setdefault(phrase(thing, rng), len(texts))] = thing
                entities[at * regions.shape[1] + place] = scene.entities[number]
                regions[at, place] = pixels[at, :, number]
            bare = rng.permutation(np.flatnonzero(shown[at] == 0))[:GROUNDS]
            regions[at, REGIONS + np.arange(len(bare)), bare] = 1.0
        fits = torch.from_numpy(fits_of(list(things.values()), entities))
        holds = truths([statement for _, statement in statements.values()], scenes, seen)
        return Batch(
            torch.from_numpy(pictures).movedim(-1, 1),
            list(texts), torch.tensor(list(statements)), torch.from_numpy(holds), captions, misses,
            torch.from_numpy(regions), torch.tensor(list(things), dtype=torch.long),
            fits.unflatten(0, (size, -1)),
        )  # fmt: skip

    def _moved(
        self, rows: Sequence[int], part: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pictures (B, H, W, 3) and segmentation (B, H, W), shifted and zoomed; borders repeat.

        Those of a camera that turns are turned as well. Of parts there is always something in the
        middle half.
        """
        zoom = ZOOM ** rng.uniform(-1, 1, len(rows))
        close = rng.random(len(rows)) < CLOSE
        zoom[close] = CLOSEST ** rng.random(close.sum())
        window = part * zoom
        most = np.maximum(SHIFT, (1 - window) / 2)
        moves = most * rng.uniform(-1, 1, (2, len(rows)))
        if part < 1.0:
            aims = np.array([self._thing(row, rng) for row in rows]).T
            moves = (aims + window / 4 * rng.uniform(-1, 1, moves.shape)).clip(-most, most)
        up, along = (
            (((np.arange(pixels) + 0.5) / pixels - 0.5) * window[:, None] * n
             + (0.5 + move[:, None]) * n).astype(int)
            for n, pixels, move in zip(
                self._segmentation.shape[1:],
                (self._fine * self._whole(part * side) for side in self._sides), moves, strict=True,
            )
        )  # fmt: skip
        turns = [0 if self._data.steady(row) else int(rng.integers(4)) for row in rows]

        def cut(whole: np.ndarray, at: int) -> np.ndarray:
            taken = whole[rows[at]].take(up[at], 0, mode="clip").take(along[at], 1, mode="clip")
            return np.rot90(self._coarse(taken), turns[at])

        return tuple(  # type: ignore[return-value]
            np.stack([cut(whole, at) for at in range(len(rows))])
            for whole in (self._images, self._segmentation)
        )

    def _coarse(self, fine: np.ndarray) -> np.ndarray:
        """Means of colours (H, W, 3); of numbers (H, W), one of those that fall together."""
        each = self._fine
        if each == 1 or fine.ndim == 2:
            return fine[::each, ::each]
        height, width = (length // each for length in fine.shape[:2])
        return fine.reshape(height, each, width, each, 3).mean((1, 3)).astype(np.uint8)

    def _thing(self, row: int, rng: np.random.Generator) -> tuple[float, float]:
        """Where something with a name is in a picture: shares from its middle, the middle if
        nothing is."""
        coarse = self._segmentation[row][self._patch // 2 :: self._patch, :: self._patch]
        things = [n for n, entity in enumerate(self._data.scene(row)) if entity.kind != "table"]
        there = [np.argwhere(coarse == n) for n in np.intersect1d(coarse, things)]
        if not there:
            return 0.0, 0.0
        one = there[rng.integers(len(there))]
        return tuple((one[rng.integers(len(one))] + 0.5) / coarse.shape - 0.5)  # type: ignore

    def _whole(self, pixels: float) -> int:
        """The nearest number of pixels that is whole patches."""
        return max(1, round(pixels / self._patch)) * self._patch

    def _shown(self, scenes: Sequence[Scene], pixels: np.ndarray) -> np.ndarray:
        """(B, P) pixels of each patch that show things with names."""
        thing = np.zeros((len(scenes), NUMBERS), np.float32)
        for at, scene in enumerate(scenes):
            thing[at, : len(scene.entities)] = [entity.kind != "table" for entity in scene]
        return np.einsum("bpn,bn->bp", pixels, thing)


def _of_several(draw: Callable[[], Statement]) -> Statement:
    """The first that speaks of several things, or the last drawn."""
    said = draw()
    for _ in range(REDRAWN - 1):
        if len(things_of(said)) > 1:
            break
        said = draw()
    return said


def _rarest_first(rng: np.random.Generator) -> list[str]:
    """Kinds of negatives: swaps are seldom possible, and what a CLIP overlooks."""
    swaps, others = NEGATIVES[:2], NEGATIVES[2:]
    return [*rng.permutation(swaps).tolist(), *rng.permutation(others).tolist()]


def patch_pixels(segmentation: np.ndarray, patch: int) -> np.ndarray:
    """Pixels of everything in each patch: (H, W) uint8 to (P, NUMBERS) float32."""
    height, width = (length // patch for length in segmentation.shape)
    lines, columns = np.arange(height).repeat(patch), np.arange(width).repeat(patch)
    patches = lines[:, None] * width + columns
    bins = np.bincount(
        (patches * NUMBERS + segmentation).ravel(), minlength=height * width * NUMBERS
    )
    return bins.reshape(-1, NUMBERS).astype(np.float32)


def shares(regions: Tensor) -> Tensor:
    """How much of a region lies in each patch, as sums of one: of pixels (B, R, P)."""
    return regions / regions.sum(-1, keepdim=True).clamp_min(1e-6)
