"""Pronouns, and what may follow a noun: its colour, its size, which drawer, which of a tower."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .adjectives import Words
from .noun_words import (
    ALONE,
    COLOR_LIKE,
    COLORS,
    EACH_COLOR,
    FROM_END,
    HEADS,
    IN_TOWER,
    LEVEL_TAILS,
    OF_COLOR,
    OF_SIZE,
    OF_TOWER,
    ON_SIDE,
    OWN_COLOR,
    PART_OF_TOWER,
    PRONOUNS,
    SIZES,
    THE_TOWER,
)
from .phrases import Phrases
from .syntax import Noun, Order, Relation
from .turned_words import HUES, STICKING_OUT

_FIXTURES = ("drawer", "cupboard", "fridge")
_OUT = Phrases.of(STICKING_OUT)
_HEIGHTS = ("top", "middle", "bottom")
STACKED = Relation("stacked")
"""In a tower."""
WHOLE = Relation("stacked", ("whole",))
"""The tower itself is spoken of."""


def tails(words: Words, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
    """A noun with more said of it by the words from `i` on."""
    if not noun.colors:
        for _, j in OF_COLOR.at(words, i):
            for color, k in COLORS.at(words, j):
                if words[k : k + 1] and words[k] in HUES:
                    yield replace(noun, colors=(color,)), k + 1
                elif words[j - 1] in ("color", "is", "painted", "colored"):
                    yield replace(noun, colors=(color,)), k
        yield from ((replace(noun, colors=(color,)), j) for color, j in COLOR_LIKE.at(words, i))
    if noun.kind in _FIXTURES and len(noun.relations) < 3:
        for _, j in _OUT.at(words, i):
            yield replace(noun, relations=(*noun.relations, Relation("opened"))), j
    if noun.quantity in ("a", "count", "bare") and not noun.colors and noun.kind is not None:
        each = (*noun.relations, Relation("each_color"))
        quantity = noun.quantity if noun.plural else "all"
        for _, j in EACH_COLOR.at(words, i):
            yield replace(noun, relations=each, plural=True, quantity=quantity), j
    for name, table in (("own_color", OWN_COLOR), ("alone", ALONE)):
        for _, j in table.at(words, i) if noun.kind is not None else ():
            yield replace(noun, relations=(*noun.relations, Relation(name))), j
    yield from _named_again(words, noun, i)
    if noun.size is None:
        for _, j in OF_SIZE.at(words, i):
            for size, k in SIZES.at(words, j):
                if words[k : k + 1] == ("size",):
                    yield replace(noun, size=size), k + 1
    if noun.order is None and not noun.plural and noun.quantity == "the":
        middle = [("middle", i + 3)] if words[i : i + 3] == ("in", "the", "middle") else []
        for side, j in (*ON_SIDE.at(words, i), *(middle if noun.kind is None else ())):
            if words[j : j + 1] != ("of",):
                yield replace(noun, order=Order(side, among=True)), j
    yield from levels(words, noun, i)
    yield from _of_tower(words, noun, i)


def _named_again(words: Words, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
    """`the can, the yellow one`: what is told of it after a comma, unless it is in a list."""
    that_is = words[i : i + 3] in ((",", "that", "is"), (",", "which", "is"))
    i += 2 * that_is
    vague = noun.kind == "thing" and noun.quantity == "bare"
    if words[i + 1 : i + 2] != ("the",) or noun.plural or not (noun.quantity == "the" or vague):
        return
    if words[i] != "," and not that_is:
        return
    found: list[tuple[Noun, int]] = []
    for color, j in COLORS.at(words, i + 2):
        if not noun.colors and words[j : j + 1] == ("one",):
            found.append((replace(noun, colors=(color,)), j + 1))
    for size, j in SIZES.at(words, i + 2):
        if noun.size is None and words[j : j + 1] == ("one",):
            found.append((replace(noun, size=size), j + 1))
    for (kinds, many), j in HEADS.at(words, i + 2):
        if noun.kind == "thing" and not many and kinds[0] != "thing":
            found.append((replace(noun, kind=kinds[0]), j))
    if words[i + 2 : i + 3] == ("one",) and noun.order is None:
        found += [(replace(noun, order=Order(side, among=True)), j)
                  for side, j in ON_SIDE.at(words, i + 3)]  # fmt: skip
    for told, end in found:
        if words[end : end + 1] not in (("and",), ("or",)):
            yield told, end
            if words[end : end + 1] == (",",) and words[end + 1 : end + 2] not in (
                ("and",),
                ("the",),
            ):
                yield told, end + 1


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


def levels(words: Words, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
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
        whole = replace(noun, level=level, order=None, relations=(*noun.relations, STACKED))
        yield from ((whole, j) for _, j in OF_TOWER.at(words, i))
    elif noun.order is not None and noun.order.key == "middle":
        middle = replace(noun, level="middle", order=None, relations=(*noun.relations, STACKED))
        yield from ((middle, j) for _, j in OF_TOWER.at(words, i))
    elif noun.order is None:
        there = replace(noun, relations=(*noun.relations, STACKED))
        yield from ((replace(there, level=level), j) for level, j in IN_TOWER.at(words, i))


def towers(words: Words, i: int) -> Iterator[tuple[Noun, int]]:
    """`the tower` as all that is in it."""
    for _, j in THE_TOWER.at(words, i):
        yield Noun("block", "all", plural=True, relations=(STACKED, WHOLE)), j


def _of_tower(words: Words, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
    """`the blocks of the tower`, `every block that is not part of the tower`."""
    if noun.level is None and noun.kind in ("block", "thing", None):
        for (negated, sure), j in PART_OF_TOWER.at(words, i):
            if sure or noun.plural:
                part = replace(STACKED, negated=negated)
                yield replace(noun, relations=(*noun.relations, part)), j
