"""Texts and what they speak of, side by side, as the model reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from vla.scene import Scene

from .features import LOOKS, MEASURES, entities
from .model import Prefix
from .words import GRAMS, numbers


@dataclass(frozen=True, eq=False)
class Around:
    """What a text is about: the entities of a scene, or what one picture shows.

    Args:
        looks, measures: (E, ...) as `features.entities` makes them; zeros where all that is known
            is a picture.
        seen: (E, F) tokens of a picture; F is 0 without one.
        things: how many of the rows, from the first, can be pointed at.
    """

    looks: np.ndarray
    measures: np.ndarray
    seen: np.ndarray
    things: int

    def __len__(self) -> int:
        return len(self.looks)


def of_scene(scene: Scene) -> Around:
    """The entities of a scene, as it lists them."""
    looks, measures = entities(scene)
    return Around(looks, measures, np.zeros((len(looks), 0), np.float32), len(looks))


def of_picture(tokens: np.ndarray, things: int) -> Around:
    """A picture alone: (S, F) tokens of which the first are things (`sights.Sight`)."""
    count = len(tokens)
    looks, measures = np.zeros((count, LOOKS), np.int64), np.zeros((count, MEASURES), np.float32)
    return Around(looks, measures, tokens.astype(np.float32), things)


def prefixes(texts: Sequence[str], around: Sequence[Around], vocabulary: dict[str, int]) -> Prefix:
    """Texts and what each is about, as a batch."""
    read = [numbers(text, vocabulary) for text in texts]
    longest = max(1, *(len(ids) for ids, _ in read))
    most = max(1, *map(len, around))
    wide = max(each.seen.shape[1] for each in around)
    count = len(texts)
    words = np.zeros((count, longest), np.int64)
    grams = np.zeros((count, longest, GRAMS), np.int64)
    looks = np.zeros((count, most, LOOKS), np.int64)
    measures = np.zeros((count, most, MEASURES), np.float32)
    seen = np.zeros((count, most, wide), np.float32)
    present, pointed = np.zeros((2, count, most), bool)
    for row, ((ids, runs), each) in enumerate(zip(read, around, strict=True)):
        words[row, : len(ids)], grams[row, : len(ids)] = ids, runs
        looks[row, : len(each)], measures[row, : len(each)] = each.looks, each.measures
        seen[row, : len(each), : each.seen.shape[1]] = each.seen
        present[row, : len(each)] = True
        pointed[row, : each.things] = True
    return Prefix(*map(torch.from_numpy, (words, grams, looks, measures, seen, present, pointed)))
