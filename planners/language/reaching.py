"""The hand itself: over a thing, beside it, into a part of the table, home, or open."""

from __future__ import annotations

from collections.abc import Iterator

from . import lexicon, verbs
from .command_words import HAND, HAND_TO, HOME, MOVE_TO, RELEASE
from .phrases import Phrases
from .places import PlaceGrammar
from .regions import bare_regions
from .syntax import Command, Home, MoveTo, Place, PutDown

_GO = Phrases.of(verbs.GO)
_LEAD = Phrases.of(verbs.LEAD)
_NEXT_TO = Phrases.of(verbs.NEXT_TO)
_DOWN = Phrases.of(("put", "set", "lay", "place", "putting"))

Found = Iterator[tuple[Command, int]]


def reaching(grammar: PlaceGrammar, i: int) -> Found:
    """Commands about the hand itself that begin at word `i`."""
    words, singles = grammar.words, grammar.nouns.singles
    for _, end in HOME.at(words, i):
        yield Home(), end
    for _, j in MOVE_TO.at(words, i):
        yield from ((MoveTo(Place("to", target)), end) for target, end in singles(j))
        for region, end in bare_regions(words, j):
            yield MoveTo(grammar.region(region, end)), end
    for _, j in _GO.at(words, i):
        yield from _there(grammar, j)
    for _, j in _LEAD.at(words, i):
        hands = [k for _, k in HAND.at(words, j)]
        for k in hands:
            yield from _there(grammar, k)
        for k in [*hands, *([j] if words[i] == "hover" else [])]:
            for _, m in HAND_TO.at(words, k):
                yield from ((MoveTo(Place("to", target)), end) for target, end in singles(m))


def _there(grammar: PlaceGrammar, i: int) -> Found:
    """`to the left of the bowl`, `5 cm behind the can`, `next to it`, `to the left side`."""
    for place, end in grammar.places(i):
        if place.relation in lexicon.DIRECTION_OF or place.relation in ("region", "side"):
            yield MoveTo(place), end
    for _, j in _NEXT_TO.at(grammar.words, i):
        yield from ((MoveTo(Place("near", t)), end) for t, end in grammar.nouns.singles(j))


def releases(grammar: PlaceGrammar, i: int) -> Found:
    """`let go of the block`, `put it down`."""
    for verb, j in RELEASE.at(grammar.words, i):
        words = verb.split()
        for thing, k in grammar.nouns.phrases(j):
            if words[-1] in ("down", "of") or words[0] in ("release", "releasing", "drop"):
                yield PutDown(thing), k
        if words[0] == "let" or words[-1] == "release":
            yield PutDown(None), j
    for _, j in _DOWN.at(grammar.words, i):
        for thing, k in grammar.nouns.phrases(j):
            down = grammar.after(k, "down", "back down", "down again", "back")
            if down is not None and grammar.words[down - 1] != "back":
                yield PutDown(thing), down
