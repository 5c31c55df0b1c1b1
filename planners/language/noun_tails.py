"""Pronouns, and what may follow a noun: its colour, its size, which drawer, which of a tower."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .adjectives import Words
from .noun_words import (
    COLORS,
    FROM_END,
    IN_TOWER,
    LEVEL_TAILS,
    OF_COLOR,
    OF_SIZE,
    OF_TOWER,
    ON_SIDE,
    PRONOUNS,
    SIZES,
)
from .syntax import Noun, Order

_HEIGHTS = ("top", "middle", "bottom")


def tails(words: Words, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
    """A noun with more said of it by the words from `i` on."""
    if not noun.colors:
        for _, j in OF_COLOR.at(words, i):
            for color, k in COLORS.at(words, j):
                if words[k : k + 1] == ("color",):
                    yield replace(noun, colors=(color,)), k + 1
                elif words[j - 1] in ("color", "is", "painted", "colored"):
                    yield replace(noun, colors=(color,)), k
    if noun.size is None:
        for _, j in OF_SIZE.at(words, i):
            for size, k in SIZES.at(words, j):
                if words[k : k + 1] == ("size",):
                    yield replace(noun, size=size), k + 1
    if noun.order is None and not noun.plural and noun.quantity == "the":
        for side, j in ON_SIDE.at(words, i):
            if words[j : j + 1] != ("of",):
                yield replace(noun, order=Order(side, among=True)), j
    yield from _levels(words, noun, i)


def pronouns(words: Words, i: int) -> Iterator[tuple[Noun, int]]:
    """`it`, `them`, `the rest`, `another`."""
    for pronoun, end in PRONOUNS.at(words, i):
        yield Noun(None, pronoun=pronoun, plural=pronoun == "them"), end
    for phrase in (
        ("the", "rest"),
        ("the", "others"),
        ("all", "others"),
        ("all", "the", "rest"),
    ):
        if words[i : i + len(phrase)] == phrase:
            yield Noun(None, "all", plural=True, other=True), i + len(phrase)
    if words[i : i + 1] == ("another",):
        yield Noun(None, "a", other=True), i + 1
    if words[i : i + 2] == ("the", "other"):
        yield Noun(None, other=True), i + 2


def _levels(words: Words, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
    """`the drawer at the top`, `the block on top of the tower`."""
    if noun.kind == "drawer":
        for level, j in LEVEL_TAILS.at(words, i):
            if noun.level is None:
                yield replace(noun, level=level), j
        for end, j in FROM_END.at(words, i):
            if noun.level is not None:
                turned = end in ("bottom", "below")
                at = _HEIGHTS.index(noun.level)
                yield replace(noun, level=_HEIGHTS[2 - at if turned else at]), j
        return
    if noun.level is not None or (noun.order and noun.order.key in ("tallest", "shortest")):
        level = noun.level or ("top" if noun.order and noun.order.key == "tallest" else "bottom")
        yield from ((replace(noun, level=level, order=None), j) for _, j in OF_TOWER.at(words, i))
    elif noun.order is None:
        yield from ((replace(noun, level=level), j) for level, j in IN_TOWER.at(words, i))
