"""Instructions as words: every word is itself, if it is known, and its runs of three letters.

So a word that was never seen, or has a slip in it, still looks like those it resembles.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

MAX_WORDS = 64
"""Of an instruction that are read."""
GRAMS = 8
"""Runs of letters of one word that are read."""
BUCKETS = 2048
"""Among which runs of letters are divided by a checksum."""
UNKNOWN = 1
"""Number of a word that is not in the vocabulary; 0 is none at all."""

_WORD = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?%]")
_STOPS = str.maketrans({"!": ".", "?": ".", ";": ".", ":": ",", "’": "'"})


def split(text: str) -> list[str]:
    """Lower-case words, numbers and marks; every stop is `.` or `,`."""
    return _WORD.findall(text.lower().translate(_STOPS))


def numbers(text: str, vocabulary: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """An instruction for the model: (W,) words and (W, `GRAMS`) runs of letters, 0 for none.

    Only the first `MAX_WORDS` words count.
    """
    found = split(text)[:MAX_WORDS]
    ids = np.array([vocabulary.get(word, UNKNOWN) for word in found], np.int64)
    grams = np.zeros((len(found), GRAMS), np.int64)
    for row, word in zip(grams, found, strict=True):
        runs = _runs(word)
        row[: len(runs)] = runs
    return ids, grams


def vocabulary(words: Sequence[str]) -> dict[str, int]:
    """Word -> number."""
    return {word: number for number, word in enumerate(words, UNKNOWN + 1)}


def _runs(word: str) -> list[int]:
    marked = f"<{word}>"
    runs = (marked[at : at + 3] for at in range(max(1, len(marked) - 2)))
    return [1 + zlib.crc32(run.encode()) % (BUCKETS - 1) for run in runs][:GRAMS]
