"""Batches of pictures with captions, near misses and named regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from vla.caption_contrast import NEGATIVES, negative
from vla.caption_text import phrase, text
from vla.captions import Thing, describe, described, visible
from vla.scene import Entity, Scene

MISSES = 2
"""False captions of a picture, at most."""
REGIONS = 4
"""Named regions of a picture, at most."""


class Pictures(Protocol):
    """Pictures with the scenes they show, as `vla.datasets.pairs.Pairs`."""

    def __len__(self) -> int: ...

    def images(self) -> np.ndarray: ...

    def segmentation(self) -> np.ndarray: ...

    def scene(self, picture: int) -> Scene: ...


@dataclass(frozen=True)
class Batch:
    """B pictures, T different texts."""

    pictures: Tensor
    """(B, 3, H, W) uint8."""
    texts: Sequence[str]
    captions: Tensor
    """(B,) which text is true of the picture."""
    misses: Tensor
    """(B, M) texts that are nearly true of it, -1 for none."""
    segments: Tensor
    """(B, R, H, W) bool: pixels of the named regions."""
    names: Tensor
    """(T',) texts that name regions, each once."""
    fits: Tensor
    """(B, R, T') bool: which of them are true of a region."""


class CaptionBatches:
    """An endless stream of batches; batch k is a pure function of the seed and k.

    Args:
        data: pictures and scenes.
        rows: (n,) of the pictures that take part.
    """

    def __init__(self, data: Pictures, rows: np.ndarray, batch_size: int, seed: int = 0):
        self._data, self._rows = data, rows
        self._batch_size, self._seed = batch_size, seed
        self._images, self._segmentation = data.images(), data.segmentation()

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
        return self._of(rows, rng)

    def _of(self, rows: Sequence[int], rng: np.random.Generator) -> Batch:
        size = len(rows)
        texts: dict[str, int] = {}
        things: dict[int, Thing] = {}
        entities: list[Entity | None] = [None] * (size * REGIONS)
        captions = torch.zeros(size, dtype=torch.long)
        misses = torch.full((size, MISSES), -1)
        segments = torch.zeros((size, REGIONS, *self._segmentation.shape[1:]), dtype=torch.bool)

        def number(words: str) -> int:
            return texts.setdefault(words, len(texts))

        for at, row in enumerate(rows):
            scene, segmentation = self._data.scene(row), self._segmentation[row]
            seen = visible(scene, segmentation)
            said = describe(scene, seen, rng)
            captions[at] = number(text(said, rng))
            tried = (negative(said, scene, seen, rng, NEGATIVES[kind])
                     for kind in rng.permutation(len(NEGATIVES)))  # fmt: skip
            found = islice((wrong for wrong in tried if wrong is not None), MISSES)
            for place, wrong in enumerate(found):
                misses[at, place] = number(text(wrong, rng))
            named = [n for n, e in enumerate(scene) if e.name in seen and e.kind != "table"]
            for place, chosen in enumerate(rng.permutation(named)[:REGIONS].astype(int).tolist()):
                entity = scene.entities[chosen]
                thing = described(entity, rng)
                things[number(phrase(thing, rng))] = thing
                entities[at * REGIONS + place] = entity
                segments[at, place] = torch.from_numpy(segmentation == chosen)
        fits = torch.from_numpy(_fits(list(things.values()), entities))
        return Batch(
            torch.from_numpy(self._images[rows]).movedim(-1, 1),
            list(texts), captions, misses, segments,
            torch.tensor(list(things), dtype=torch.long),
            fits.unflatten(0, (size, REGIONS)),
        )  # fmt: skip


def _fits(things: Sequence[Thing], entities: Sequence[Entity | None]) -> np.ndarray:
    """(n, m) which entity every thing describes, as `vla.captions.fits` has it."""
    numbers: dict[str | None, int] = {None: -1}

    def code(word: str | None) -> int:
        return numbers.setdefault(word, len(numbers))

    asked = np.array([[code(t.kind), code(t.color), code(t.size), code(t.name)] for t in things])
    there = np.array([[-2] * 4 + [0] if e is None else
                      [code(e.kind), code(e.color), code(e.size), code(e.name),
                       e.affords.shape != "fixture"] for e in entities])  # fmt: skip
    asked, there = asked.reshape(1, -1, 4), there[:, None]
    alike = ((asked == -1) | (asked == there[..., :4])).all(-1)
    return alike & ((asked[..., 0] != -1) | (there[..., 4] == 1))


def patch_shares(segments: Tensor, patch: int) -> Tensor:
    """How much of a region lies in each patch: (B, R, H, W) bool to (B, R, P), sums of one."""
    share = avg_pool2d(segments.float(), patch).flatten(2)
    return share / share.sum(-1, keepdim=True).clamp_min(1e-6)
