"""Batches of pictures with captions, near misses and named regions.

What is true of which picture is known for all pairs, so none is taken for wrong that is right.
"""

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
from vla.caption_truth import fits_of, truths
from vla.captions import Statement, Thing, describe, described, visible
from vla.scene import Entity, Scene

MISSES = 2
"""False captions of a picture, at most."""
REGIONS = 4
"""Named regions of a picture, at most."""
GROUNDS = 6
"""Patches of a picture that show nothing which has a name: no text may be found there."""
SHIFT = 6
"""Pixels by which pictures are moved at most, up, down and sideways."""


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
    """(B,) which of `said` was said of the picture."""
    misses: Tensor
    """(B, M) which of them are nearly true of it, -1 for none."""
    segments: Tensor
    """(B, R, H, W) bool: pixels of the named regions, and of patches without anything."""
    names: Tensor
    """(T',) texts that name regions, each once."""
    fits: Tensor
    """(B, R, T') bool: which of them are true of a region."""
    patches: Tensor | None = None
    """(B, K) which patches are worth looking at: those that show things, then any."""


class CaptionBatches:
    """An endless stream of batches; batch k is a pure function of the seed and k.

    Args:
        data: pictures and scenes.
        rows: (n,) of the pictures that take part.
        patch: height and width of a patch [px].
        share: of the patches that are worth looking at.
    """

    def __init__(
        self,
        data: Pictures,
        rows: np.ndarray,
        batch_size: int,
        seed: int = 0,
        patch: int = 8,
        share: float = 1.0,
    ):
        self._data, self._rows = data, rows
        self._batch_size, self._seed = batch_size, seed
        self._patch, self._share = patch, share
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
        scenes = [self._data.scene(row) for row in rows]
        seen = [visible(s, self._segmentation[r]) for s, r in zip(scenes, rows, strict=True)]
        texts: dict[str, int] = {}
        statements: dict[int, tuple[int, Statement]] = {}
        things: dict[int, Thing] = {}
        captions = torch.zeros(size, dtype=torch.long)
        misses = torch.full((size, MISSES), -1)
        pictures, segmentation = self._moved(rows, rng)
        segments = torch.zeros((size, REGIONS + GROUNDS, *segmentation.shape[1:]), dtype=torch.bool)
        entities: list[Entity | None] = [None] * (size * segments.shape[1])
        shown = self._shown(scenes, segmentation)

        def state(statement: Statement) -> int:
            number = texts.setdefault(text(statement, rng), len(texts))
            return statements.setdefault(number, (len(statements), statement))[0]

        for at, (row, scene) in enumerate(zip(rows, scenes, strict=True)):
            said = describe(scene, seen[at], rng, self._data.steady(row))
            captions[at] = state(said)
            tried = (negative(said, scene, seen[at], rng, NEGATIVES[kind])
                     for kind in rng.permutation(len(NEGATIVES)))  # fmt: skip
            found = islice((wrong for wrong in tried if wrong is not None), MISSES)
            for place, wrong in enumerate(found):
                misses[at, place] = state(wrong)
            named = [n for n, e in enumerate(scene) if e.name in seen[at] and e.kind != "table"]
            for place, chosen in enumerate(rng.permutation(named)[:REGIONS].astype(int).tolist()):
                segment = torch.from_numpy(segmentation[at] == chosen)
                if segment.any():  # it was not moved out of the picture
                    thing = described(scene.entities[chosen], rng)
                    things[texts.setdefault(phrase(thing, rng), len(texts))] = thing
                    entities[at * segments.shape[1] + place] = scene.entities[chosen]
                    segments[at, place] = segment
            bare = rng.permutation(np.flatnonzero(shown[at] == 0))[:GROUNDS]
            lines, columns = np.divmod(bare * self._patch, segmentation.shape[2])
            for place, (y, x) in enumerate(zip(lines * self._patch, columns, strict=True)):
                segments[at, REGIONS + place, y : y + self._patch, x : x + self._patch] = True
        fits = torch.from_numpy(fits_of(list(things.values()), entities))
        holds = truths([statement for _, statement in statements.values()], scenes, seen)
        return Batch(
            torch.from_numpy(pictures).movedim(-1, 1),
            list(texts), torch.tensor(list(statements)), torch.from_numpy(holds), captions, misses,
            segments, torch.tensor(list(things), dtype=torch.long),
            fits.unflatten(0, (size, -1)), self._worth_looking(shown, rng),
        )  # fmt: skip

    def _moved(
        self, rows: Sequence[int], rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pictures (B, H, W, 3) and segmentation (B, H, W), shifted; borders are repeated."""
        height, width = self._segmentation.shape[1:]
        moves = rng.integers(-SHIFT, SHIFT + 1, (len(rows), 2, 1))
        up = (np.arange(height) + moves[:, 0]).clip(0, height - 1)[:, :, None]
        along = (np.arange(width) + moves[:, 1]).clip(0, width - 1)[:, None]
        which = np.asarray(rows)[:, None, None]
        return self._images[which, up, along], self._segmentation[which, up, along]

    def _shown(self, scenes: Sequence[Scene], segmentation: np.ndarray) -> np.ndarray:
        """(B, P) share of each patch that shows things with names."""
        shown = np.zeros(segmentation.shape, np.float32)
        for at, scene in enumerate(scenes):
            thing = np.zeros(256, np.float32)
            thing[: len(scene.entities)] = [entity.kind != "table" for entity in scene]
            shown[at] = thing[segmentation[at]]
        return avg_pool2d(torch.from_numpy(shown)[:, None], self._patch).flatten(1).numpy()

    def _worth_looking(self, shown: np.ndarray, rng: np.random.Generator) -> Tensor | None:
        """(B, K) patches in ascending order."""
        if self._share >= 1.0:
            return None
        worth = torch.from_numpy((shown > 0) + rng.random(shown.shape))
        count = max(1, round(self._share * shown.shape[1]))
        return worth.topk(count).indices.sort(1).values


def patch_shares(segments: Tensor, patch: int, patches: Tensor | None = None) -> Tensor:
    """How much of a region lies in each patch: (B, R, H, W) bool to (B, R, P), sums of one.

    Args:
        patches: (B, K) the patches that count; all by default. None of a region: zeros.
    """
    share = avg_pool2d(segments.float(), patch).flatten(2)
    if patches is not None:
        share = share.gather(2, patches[:, None].expand(-1, share.shape[1], -1))
    return share / share.sum(-1, keepdim=True).clamp_min(1e-6)
