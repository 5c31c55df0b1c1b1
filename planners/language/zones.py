"""Invariants of the way: where to be slow, and on which side of a thing to stay."""

from __future__ import annotations

from collections.abc import Iterator

from . import verbs, zone_words
from .guards import Sentence
from .paces import MOVERS, NEARBY, SIDES, WHEN, WITHIN, paces, parts
from .phrases import Phrases
from .syntax import Command, NounPhrase, Side, SlowPart, ThingSide, Zone

_OF = Phrases.of(zone_words.OF)
_OF_IT = Phrases.of(zone_words.OF_IT)
_STAY = Phrases.of(zone_words.STAY)
_PASS = Phrases.of(zone_words.PASS)
_PAST = Phrases(zone_words.PAST)
_KEEP = Phrases.of(("keep", "keeping", "leave", "leaving"))
_YOUR_SIDE = Phrases(zone_words.YOUR_SIDE)
_LETTING = Phrases.of(verbs.LETTING)
_LET_STAY = Phrases.of(verbs.LET_STAY)


def zones(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """`move slowly near the vase`, `within 10 cm of the vase, move at half speed`, `at half speed
    in the left half of the table`."""
    for share, j in _moving(sentence, i):
        for thing, distance, end in _wheres(sentence, j):
            yield Zone(thing, distance, share), end
        yield from ((SlowPart(part, share), end) for part, end in parts(sentence.words, j))
    for thing, distance, j in _wheres(sentence, i):
        for share, end in _moving(sentence, sentence.comma(j)):
            yield Zone(thing, distance, share), end
    for part, j in parts(sentence.words, i):
        for share, end in _moving(sentence, sentence.comma(j)):
            yield SlowPart(part, share), end


def sides(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """`stay on the left of the vase`, `pass it on the left`, `keep the vase on your right`."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for _, j in _STAY.at(words, i):
        for direction, k in SIDES.at(words, j):
            yield from ((Side(thing, direction), end) for thing, end in phrases(k))
    for table, tails in ((_PASS, _PAST), (_KEEP, _YOUR_SIDE)):
        for _, j in table.at(words, i):
            for thing, k in phrases(j):
                yield from ((Side(thing, direction), end) for direction, end in tails.at(words, k))


def thing_sides(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """`letting it stay on the left of the vase`."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for _, j in _LETTING.at(words, i):
        for subject, k in phrases(j):
            for m in (k, *(end for _, end in _LET_STAY.at(words, k))):
                for direction, n in SIDES.at(words, m):
                    for thing, end in phrases(n):
                        yield ThingSide(subject, thing, direction), end


def _moving(sentence: Sentence, i: int) -> Iterator[tuple[float, int]]:
    """`slowly`, `move at half speed`: the share of the usual speed."""
    for j in (i, *(end for _, end in MOVERS.at(sentence.words, i))):
        yield from paces(sentence.words, j)


def _wheres(sentence: Sentence, i: int) -> Iterator[tuple[NounPhrase, float, int]]:
    """`near the vase`, `when you are within 10 cm of the vase`: the thing and how near [m]."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for j in (i, *(end for _, end in WHEN.at(words, i))):
        for _, k in NEARBY.at(words, j):
            for thing, m in phrases(k):
                yield thing, zone_words.NEAR, m
                for distance, end in _radius(sentence, sentence.comma(m)):
                    yield thing, distance, end
        for _, k in WITHIN.at(words, j):
            for distance, m in sentence.distances(k):
                for _, n in _OF.at(words, m):
                    yield from ((thing, distance, end) for thing, end in phrases(n))


def _radius(sentence: Sentence, i: int) -> Iterator[tuple[float, int]]:
    """`within 8 cm`, said after `near the vase`."""
    for _, j in WITHIN.at(sentence.words, i):
        for distance, k in sentence.distances(j):
            yield distance, k
            yield from ((distance, end) for _, end in _OF_IT.at(sentence.words, k))
