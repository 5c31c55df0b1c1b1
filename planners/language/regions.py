"""Regions of the table: `in the front left corner`, `the middle of the table`."""

from __future__ import annotations

from collections.abc import Iterator

from .adjectives import Words
from .noun_words import IN_REGION, OF_TABLE, REGIONS


def regions(words: Words, i: int) -> Iterator[tuple[str, int]]:
    """`in the front left corner of the table` at word `i`, and where it ends."""
    for _, j in IN_REGION.at(words, i):
        for region, end in REGIONS.at(words, j):
            tails = [k for _, k in OF_TABLE.at(words, end)]
            if not tails and words[end : end + 1] == ("of",):
                continue
            yield from ((region, tail) for tail in tails)
            yield region, end


def bare_regions(words: Words, i: int) -> Iterator[tuple[str, int]]:
    """`the front left corner of the table`, without a preposition."""
    for region, end in REGIONS.at(words, i + (words[i : i + 1] == ("the",))):
        yield from ((region, tail) for _, tail in OF_TABLE.at(words, end))
        yield region, end
