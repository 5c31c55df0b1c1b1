"""Cautions: what to keep away from, and what to leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from . import verbs
from .nouns import NounGrammar
from .phrases import Phrases
from .syntax import Command, Guard

TOUCH, NEAR = 0.05, 0.10
"""[m] kept when nothing is to be touched, and when something is to be kept away from."""

_WATCH = Phrases.of(verbs.WATCH)
_NOT = Phrases.of(verbs.NOT)
_STEER = Phrases.of(verbs.STEER)
_KEEP_OFF = Phrases.of(verbs.KEEP_OFF)
_KEPT = Phrases.of(verbs.KEPT)
_OFF = Phrases.of(verbs.OFF)
_ALONE = Phrases.of(verbs.ALONE)
_VERBS = Phrases({
    **dict.fromkeys(verbs.NEAR_MISS, "touch"),
    **dict.fromkeys(verbs.APPROACH, "near"),
    **dict.fromkeys(verbs.CLOSER, "closer"),
    **dict.fromkeys(verbs.DISPLACE, "still"),
})  # fmt: skip


class Sentence(Protocol):
    """What the cautions need of the grammar of commands."""

    words: tuple[str, ...]
    nouns: NounGrammar

    def distances(self, i: int) -> Iterator[tuple[float, int]]: ...

    def comma(self, i: int) -> int: ...


def guards(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """Cautions that begin at word `i`."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for _, j in _WATCH.at(words, i):
        yield from ((Guard(thing, TOUCH), end) for thing, end in phrases(j))
    for _, j in _STEER.at(words, i):
        for thing, end in phrases(j):
            yield Guard(thing, NEAR), end
            tail = sentence.comma(end)
            if words[tail : tail + 1] == ("by",):
                yield from ((Guard(thing, by), k) for by, k in sentence.distances(tail + 1))
    yield from _not(sentence, i)
    yield from _keep_off(sentence, i)
    for first in (("leave",), ("leaving",), ("keep",), ("let",)):
        if words[i : i + 1] == first:
            for thing, j in phrases(i + 1):
                yield from ((Guard(thing, None, still=True), end) for _, end in _ALONE.at(words, j))


def _not(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """`do not touch the vase`, `without coming closer than 10 cm to the vase`."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for _, j in _NOT.at(words, i):
        for verb, k in _VERBS.at(words, j):
            if verb == "closer":
                for distance, m in sentence.distances(k):
                    for to in ("to", "of", "from"):
                        if words[m : m + 1] == (to,):
                            for thing, end in phrases(m + 1):
                                yield Guard(thing, distance), end
                continue
            for thing, end in phrases(k):
                if verb == "still":
                    yield Guard(thing, None, still=True), end
                else:
                    yield Guard(thing, TOUCH if verb == "touch" else NEAR), end


def _keep_off(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """`stay at least 10 cm away from the vase`, `keep it clear of the mug`."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for start, j in (*_KEEP_OFF.at(words, i), *(("", i) for _ in _AT_LEAST.at(words, i))):
        kept = [j, *(k for _, k in _KEPT.at(words, j))]
        for k in kept if start else [j]:
            for distance, m in sentence.distances(k):
                for _, n in _OFF.at(words, m):
                    yield from ((Guard(thing, distance), end) for thing, end in phrases(n))
            if not start:
                continue
            for m in (k, *(end for _, end in _WELL.at(words, k))):
                for off, n in _OFF.at(words, m):
                    if off in ("away from", "clear of", "off", "far from", "far away from",
                               "well away from", "a safe distance from", "out of the way of",
                               "back from", "clear from"):  # fmt: skip
                        for thing, end in phrases(n):
                            yield Guard(thing, NEAR), end
                            tail = sentence.comma(end)
                            for by, further in sentence.distances(tail):
                                yield Guard(thing, by), further
        if start in ("keep", "leave", "keeping", "leaving", "maintain"):
            # `keep the vase at least 10 cm away`
            for thing, k in phrases(j):
                for distance, m in sentence.distances(k):
                    if words[m : m + 1] == ("away",):
                        yield Guard(thing, distance), m + 1


_WELL = Phrases.of(("well", "far", "right", "safely", "always"))
_AT_LEAST = Phrases.of(("at least", "at a distance of", "with at least", "staying", "always"))
