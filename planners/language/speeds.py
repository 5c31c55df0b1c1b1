"""Adverbs of speed: what is said about a whole clause, or only about the way near something."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from vla.errors import UserError

from . import pace_words
from .paces import SPEED, is_near, paces, says_where, shares
from .phrases import BREAKS, STOP, Phrases, Reading

_SPEEDS = Phrases(pace_words.SPEEDS)
_GLOBAL = Phrases(pace_words.GLOBAL_SPEEDS)


def _percent_speed(words: tuple[str, ...], i: int) -> tuple[float, int] | None:
    """`at 30 % of the normal speed`, `at a quarter of the usual speed`."""
    if words[i : i + 1] != ("at",):
        return None
    ends = ((share, end) for share, k in shares(words, i + 1) for _, end in SPEED.at(words, k))
    return next(ends, None)


@dataclass(frozen=True)
class Paced:
    """Words without the adverbs of speed that are about a whole clause."""

    words: tuple[str, ...]
    speeds: tuple[tuple[int, float], ...]
    doubtful: int
    """Adverbs in the middle of a clause that may as well say where to be slow."""


def without_speeds(
    words: tuple[str, ...], readings: list[Reading], adverbs: Collection[int] = ()
) -> Paced:
    """Take adverbs of speed out; each is tied to a word of the clause that it belongs to.

    What stands beside `near the vase` stays, for the grammar.

    Args:
        adverbs: which of the doubtful ones, counted from 0, are about a whole clause.
    """
    result: list[str] = []
    speeds: list[tuple[int, float]] = []
    doubtful = i = 0
    while i < len(words):
        whole = next(_GLOBAL.at(words, i), None)
        if whole is not None:
            result += words[i : whole[1]]
            i = whole[1]
            continue
        zone = _zone(words, i, result)
        if zone is not None:
            doubt = bool(result) and result[-1] not in _BETWEEN
            doubtful += doubt
            if not doubt or doubtful - 1 not in adverbs:
                readings.append(Reading(" ".join(words[i : zone[1]]), f"speed {zone[0]:g} there"))
                result += words[i : zone[1]]
                i = zone[1]
                continue
        found = _percent_speed(words, i) or next(_SPEEDS.at(words, i), None)
        if found is None:
            result.append(words[i])
            i += 1
            continue
        factor, end = found
        if not 0.05 <= factor <= 1.5:
            raise UserError(f"Speed {factor:g} is out of reach: 0.05 to 1.5 times the usual one.")
        readings.append(Reading(" ".join(words[i:end]), f"speed {factor:g}"))
        ends = end >= len(words) or words[end] in _BETWEEN
        begins = not result or result[-1] in _BETWEEN
        while ends and begins and result and result[-1] in _BETWEEN - {STOP}:
            result.pop()  # "..., slowly" and "... and slowly" belong to what was said before
        before = max((k for k, word in enumerate(result) if word not in BREAKS), default=-1)
        speeds.append((len(result) if begins and not ends else max(before, 0), factor))
        i = end
    while result and result[0] in BREAKS:
        result.pop(0)
        speeds = [(max(at - 1, 0), factor) for at, factor in speeds]
    return Paced(_tidy_tail(result), tuple(speeds), doubtful)


def _zone(words: tuple[str, ...], i: int, before: list[str]) -> tuple[float, int] | None:
    """A speed at word `i` that holds near something, which is said after it or before it."""
    found = list(paces(words, i))
    for share, end in found:
        if is_near(words, end):
            return share, end
    closed = [(share, end) for share, end in found if words[end : end + 1] in _CLOSED]
    return closed[0] if closed and says_where(before) else None


def _tidy_tail(words: list[str]) -> tuple[str, ...]:
    while words and words[-1] in BREAKS:
        words.pop()
    return tuple(words)


_CLOSED = ((), (STOP,), (",",), ("and",), ("but",), ("then",))
"""What comes after a clause."""
_BETWEEN = frozenset({STOP, ",", "and", "then", "but", "next", "finally", "afterwards", "first"})
