"""Shares of the usual speed, `at 30 percent speed`, and where they hold: `near the vase`."""

from __future__ import annotations

from collections.abc import Iterator

from . import lexicon, zone_words
from .phrases import Phrases, number

WHEN = Phrases.of(zone_words.WHEN)
NEARBY = Phrases.of(zone_words.NEARBY)
WITHIN = Phrases.of(zone_words.WITHIN)
SIDES = Phrases(zone_words.SIDES)
MOVERS = Phrases.of(zone_words.MOVERS)
SPEED = Phrases.of(zone_words.SPEED)

_IN = Phrases.of(zone_words.IN)
_PARTS = Phrases(zone_words.PARTS)
_OF_TABLE = Phrases.of(lexicon.OF_TABLE)
_SLOW = Phrases(zone_words.SLOW)
_SHARES = Phrases(zone_words.SHARES)
_AT = Phrases.of(zone_words.AT)
_REDUCE = Phrases.of(zone_words.REDUCE)
_PERCENT = Phrases.of(("%", "percent", "per cent"))


def shares(words: tuple[str, ...], i: int) -> Iterator[tuple[float, int]]:
    """`half`, `30 %` at word `i`, and where it ends."""
    yield from _SHARES.at(words, i)
    value = number(words[i]) if i < len(words) else None
    if value is not None:
        yield from ((value / 100, end) for _, end in _PERCENT.at(words, i + 1))


def paces(words: tuple[str, ...], i: int) -> Iterator[tuple[float, int]]:
    """`slowly`, `at half speed`, `slow down to a third`, as shares of the usual speed."""
    yield from _SLOW.at(words, i)
    for j in (i, *(end for _, end in _AT.at(words, i))):
        for share, k in shares(words, j):
            yield from ((share, end) for _, end in SPEED.at(words, k))
    for _, j in _REDUCE.at(words, i):
        for share, k in shares(words, j + 1):
            if words[j] in ("to", "by"):
                left = share if words[j] == "to" else 1.0 - share
                yield from ((left, end) for _, end in SPEED.at(words, k))
                yield left, k
        yield zone_words.SLOWLY, j


def is_near(words: tuple[str, ...], i: int) -> bool:
    """Whether `near ...`, `when within 10 cm of ...` or the like begins at word `i`."""
    for j in (i, *(end for _, end in WHEN.at(words, i))):
        for _, k in NEARBY.at(words, j):
            # Not `by 5 cm`, and `passing behind it` is about a side.
            if k < len(words) and number(words[k]) is None and not any(SIDES.at(words, k)):
                return True
        for _, k in WITHIN.at(words, j):
            if any(number(word) is not None or word == "half" for word in words[k : k + 3]):
                return True
    return any(parts(words, i))


def parts(words: tuple[str, ...], i: int) -> Iterator[tuple[str, int]]:
    """`in the left half of the table`, `while you are on the right side`: regions to be slow in."""
    for j in (i, *(end for _, end in WHEN.at(words, i))):
        for _, k in _IN.at(words, j):
            for region, m in _PARTS.at(words, k):
                tails = [end for _, end in _OF_TABLE.at(words, m)]
                yield from ((region, end) for end in tails)
                if tails or words[m : m + 1] != ("of",):
                    yield region, m


def says_where(words: list[str]) -> bool:
    """Whether words end in a place to be slow: `near the vase, move`."""
    end = len(words)
    starts = [j for j in range(end) if any(stop == end for _, stop in MOVERS.at(tuple(words), j))]
    for last in (end, *starts):
        last -= last > 0 and words[last - 1] == ","
        for first in range(last - 1, -1, -1):
            if words[first] in (",", "."):
                break
            begins = first == 0 or words[first - 1] in (",", ".", "and", "but", "while", "then")
            if begins and is_near(tuple(words[:last]), first):
                return True
    return False
