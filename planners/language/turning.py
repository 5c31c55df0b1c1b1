"""What things are to face: `turn the mug toward the vase`, `put it there facing the bowl`."""

from __future__ import annotations

from collections.abc import Iterator

from . import turn_words
from .command_words import FACING, PUT
from .phrases import Phrases
from .places import PlaceGrammar
from .syntax import Command, Errand, Face, Facing, Noun, NounPhrase, Put

_TURN = Phrases.of(turn_words.TURN)
_LET_FACE = Phrases.of(turn_words.LET_FACE)
_TO_FACE = Phrases.of(turn_words.TO_FACE)
_SHOULD_FACE = Phrases.of(turn_words.SHOULD_FACE)
_HANDLE_OF = Phrases.of(turn_words.HANDLE_OF)
_WITH_FRONT = Phrases.of(turn_words.WITH_FRONT)
_WAYS = Phrases({way: side for side, ways in turn_words.WAYS.items() for way in ways})

Found = Iterator[tuple[Command, int]]


def turning(grammar: PlaceGrammar, i: int) -> Found:
    """Commands of that sort that begin at word `i`."""
    words, nouns = grammar.words, grammar.nouns
    for _, j in FACING.at(words, i):
        yield from ((Facing(thing), end) for thing, end in nouns.phrases(j))
    for _, j in (*_TURN.at(words, i), *_LET_FACE.at(words, i)):
        starts = [j, *(k for _, k in _HANDLE_OF.at(words, j))]
        for thing, k in (found for start in starts for found in nouns.singles(start)):
            yield from _faced(grammar, thing, k)
    for start in (i, *(k for _, k in _HANDLE_OF.at(words, i))):
        for thing, k in nouns.singles(start):
            for _, j in _SHOULD_FACE.at(words, k):
                for target, side, end in _aims(grammar, j):
                    yield Face(thing, target, side), end
    for _, j in PUT.at(words, i):
        for thing, k in nouns.singles(j):
            for places, m in grammar.all_places(k):
                for _, n in _WITH_FRONT.at(words, grammar.comma(m)):
                    for target, side, end in _aims(grammar, n):
                        face = Face(Noun(None, pronoun="it", text="it"), target, side)
                        yield Errand((Put(thing, places), face)), end


def _faced(grammar: PlaceGrammar, thing: NounPhrase, i: int) -> Found:
    for side, end in _WAYS.at(grammar.words, i):
        yield Face(thing, None, side), end
    for _, j in _TO_FACE.at(grammar.words, grammar.comma(i)):
        for target, side, end in _aims(grammar, j):
            yield Face(thing, target, side), end


def _aims(grammar: PlaceGrammar, i: int) -> Iterator[tuple[NounPhrase | None, str | None, int]]:
    """Things and sides that something may face."""
    for side, end in _WAYS.at(grammar.words, i):
        yield None, side, end
    for target, end in grammar.nouns.singles(i):
        yield target, None, end
