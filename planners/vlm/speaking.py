"""Telling the answer token by token: the likeliest that may come next, or one that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from .atoms import MAX_TOKENS, POINTER, START
from .decode import Spoken
from .grammar import State, advance, allowed
from .model import Prefix, Reader
from .reading import Around, prefixes
from .words import vocabulary

AT_ONCE = 64
"""Answers that are told side by side."""


def tell(
    reader: Reader,
    texts: Sequence[str],
    around: Sequence[Around],
    generator: torch.Generator | None = None,
    change: Callable[[Prefix], Prefix] = lambda prefix: prefix,
) -> list[Spoken]:
    """Answers to any number of texts, each about what is around it.

    Args:
        generator: as `speak` has it.
        change: of what is read, to find out what can be told without it.
    """
    known = vocabulary(reader.shape.words)
    spoken: list[Spoken] = []
    for at in range(0, len(texts), AT_ONCE):
        part = slice(at, at + AT_ONCE)
        spoken += speak(reader, change(prefixes(texts[part], around[part], known)), generator)
    return spoken


@torch.no_grad()
def speak(reader: Reader, prefix: Prefix, generator: torch.Generator | None = None) -> list[Spoken]:
    """An answer to every instruction of a batch; each can be read, and points at what is there.

    Args:
        generator: tokens are drawn by their probabilities; without it, each is the likeliest.
    """
    count = len(prefix.words)
    told = torch.full((count, 1), START)
    states = [State()] * count
    sure = np.ones(count)
    pointed = prefix.pointed.numpy()
    for left in range(MAX_TOKENS, 0, -1):
        open_ = [row for row, state in enumerate(states) if not state.done]
        if not open_:
            break
        rows = torch.tensor(open_)
        scores = reader(prefix.rows(rows), told[rows])[:, -1].double().numpy()
        for row, score in zip(open_, scores, strict=True):
            may = allowed(states[row], left)
            shown = np.concatenate((may[:POINTER], may[POINTER] & pointed[row]))
            score = np.where(shown, score, -np.inf)
            token = int(score.argmax()) if generator is None else _drawn(score, generator)
            sure[row] = min(sure[row], 1 / np.exp(score - score[token]).sum())
            after = advance(states[row], token)
            assert after is not None
            states[row] = after
            told = _longer(told, row, MAX_TOKENS - left + 1, token)
    return [
        Spoken(tuple(int(t) for t in row[1:] if t), float(known))
        for row, known in zip(told, sure, strict=True)
    ]


def _drawn(score: np.ndarray, generator: torch.Generator) -> int:
    shares = torch.from_numpy(score).softmax(0)
    return int(torch.multinomial(shares, 1, generator=generator))


def _longer(told: torch.Tensor, row: int, at: int, token: int) -> torch.Tensor:
    """With one more token in a row, and room for it."""
    if told.shape[1] <= at:
        told = torch.nn.functional.pad(told, (0, at + 1 - told.shape[1]))
    told[row, at] = token
    return told
