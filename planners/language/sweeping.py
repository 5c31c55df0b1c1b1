"""Sweeping: `sweep the blocks into the front left corner`, `sweep them all to the left`."""

from __future__ import annotations

from collections.abc import Iterator

from . import sweep_words
from .command_words import WAYS
from .phrases import Phrases
from .places import PlaceGrammar
from .syntax import Command, Put, Sweep

_SWEEP = Phrases.of(sweep_words.SWEEP)
_CORNER = Phrases.of(sweep_words.CORNER)


def sweeping(grammar: PlaceGrammar, i: int) -> Iterator[tuple[Command, int]]:
    """Commands of that sort that begin at word `i`."""
    for _, j in _SWEEP.at(grammar.words, i):
        for thing, k in grammar.nouns.phrases(j):
            together = grammar.after(k, *sweep_words.TOGETHER)
            for m in (k, *(() if together is None else (together,))):
                for place, end in grammar.places(m):
                    if place.region is not None:
                        yield Sweep(thing, place.region), end
                    else:
                        yield Put(thing, (place,)), end
                yield from ((Sweep(thing, way), end) for way, end in WAYS.at(grammar.words, m))
                yield from ((Sweep(thing, None), end) for _, end in _CORNER.at(grammar.words, m))
