"""How the hand comes to a thing: from which side, and by which part it takes it."""

from __future__ import annotations

from collections.abc import Iterator

from . import grip_words
from .command_words import HOLDS, PART_OF, PICK, SIDES_OF
from .phrases import Phrases
from .places import PlaceGrammar
from .syntax import Approach, Command, Pick

_COMING = Phrases.of(grip_words.COMING)


def approaching(grammar: PlaceGrammar, i: int) -> Iterator[tuple[Command, int]]:
    """Commands of that sort that begin at word `i`."""
    words, nouns = grammar.words, grammar.nouns
    for _, j in _COMING.at(words, i):
        for thing, k in nouns.singles(j):
            for side, end in SIDES_OF.at(words, k):
                yield Approach(thing, side), end
        for side, k in SIDES_OF.at(words, j):  # `approach from the left the block`
            yield from ((Approach(thing, side), end) for thing, end in nouns.singles(k))
    for _, j in PICK.at(words, i):
        for part, k in PART_OF.at(words, j):
            yield from ((Pick(thing, part), end) for thing, end in nouns.singles(k))
        for hold, k in HOLDS.at(words, j):
            yield from ((Pick(thing, hold), end) for thing, end in nouns.singles(k))
