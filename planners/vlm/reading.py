"""Texts and the entities of scenes, side by side, as the model reads them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from .features import LOOKS, MEASURES
from .model import Prefix
from .words import GRAMS, numbers


def prefixes(texts: Sequence[str], seen: Sequence[tuple[np.ndarray, np.ndarray]],
             vocabulary: dict[str, int]) -> Prefix:  # fmt: skip
    """Texts and the entities of their scenes as a batch."""
    read = [numbers(text, vocabulary) for text in texts]
    longest = max(1, *(len(ids) for ids, _ in read))
    most = max(1, *(len(looks) for looks, _ in seen))
    count = len(texts)
    words = np.zeros((count, longest), np.int64)
    grams = np.zeros((count, longest, GRAMS), np.int64)
    looks = np.zeros((count, most, LOOKS), np.int64)
    measures = np.zeros((count, most, MEASURES), np.float32)
    present = np.zeros((count, most), bool)
    for row, ((ids, runs), (look, measure)) in enumerate(zip(read, seen, strict=True)):
        words[row, : len(ids)], grams[row, : len(ids)] = ids, runs
        looks[row, : len(look)], measures[row, : len(look)] = look, measure
        present[row, : len(look)] = True
    return Prefix(*map(torch.from_numpy, (words, grams, looks, measures, present)))
