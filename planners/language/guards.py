"""Cautions: what to keep away from, and what to leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from . import caution_words
from .nouns import NounGrammar
from .phrases import Phrases
from .syntax import Command, Guard

TOUCH, NEAR = 0.05, 0.10
"""[m] kept when nothing is to be touched, and when something is to be kept away from."""

_WATCH = Phrases.of(caution_words.WATCH)
_NOT = Phrases.of(caution_words.NOT)
_STEER = Phrases.of(caution_words.STEER)
_KEEP_OFF = Phrases.of(caution_words.KEEP_OFF)
_KEPT = Phrases.of(caution_words.KEPT)
_OFF = Phrases.of(caution_words.OFF)
_BERTH = Phrases.of(caution_words.BERTH)
_FORGET = Phrases.of(
    ("forget", "forget about", "never mind", "ignore", "disregard", "pay no heed to")
)
_ALONE = Phrases.of(caution_words.ALONE)
_VERBS = Phrases({
    **dict.fromkeys(caution_words.NEAR_MISS, "touch"),
    **dict.fromkeys(caution_words.APPROACH, "near"),
    **dict.fromkeys(caution_words.CLOSER, "closer"),
    **dict.fromkeys(caution_words.DISPLACE, "still"),
})  # fmt: skip

_NOT_BE = Phrases.of(caution_words.NOT_BE)
_DONE = Phrases({
    **dict.fromkeys(caution_words.TOUCHED, "touch"), **dict.fromkeys(caution_words.MOVED, "still"),
})  # fmt: skip
_FORBIDDEN = Phrases.of(caution_words.FORBIDDEN)
_OFF_LIMITS = Phrases(caution_words.OFF_LIMITS)
_FRAGILE = Phrases.of(caution_words.FRAGILE)
_SURE = Phrases.of(
    (
        "make sure",
        "making sure",
        "make sure that",
        "making sure that",
        "ensure",
        "ensuring",
        "ensure that",
        "ensuring that",
        "see to it that",
        "so that",
        "such that",
        "that",
        "make certain",
        "make certain that",
        "be sure that",
        "take care that",
    )
)


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
    yield from _passive(sentence, i)
    yield from _keep_off(sentence, i)
    if words[i : i + 1] in (("give",), ("giving",), ("allow",), ("leave",)):
        for thing, j in phrases(i + 1):
            yield from ((Guard(thing, NEAR), end) for _, end in _BERTH.at(words, j))
    for _, j in _FORGET.at(words, i):
        yield from ((Guard(thing, None, still=True), end) for thing, end in phrases(j))
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
                also = end + 2 if words[end + 1 : end + 2] == ("also",) else end + 1
                if words[k - 1] == "put" and words[end : end + 1] == ("and",) and phrases(also):
                    continue  # `do not put the ball and the mug in the bowl`
                if verb == "still":
                    yield Guard(thing, None, still=True), end
                else:
                    yield Guard(thing, TOUCH if verb == "touch" else NEAR), end


def _passive(sentence: Sentence, i: int) -> Iterator[tuple[Command, int]]:
    """`the vase must not be touched`, `touching it is not allowed`, `the vase is fragile`."""
    words, phrases = sentence.words, sentence.nouns.phrases
    for start in (i, *(end for _, end in _SURE.at(words, i))):
        for thing, j in phrases(start):
            for _, k in _NOT_BE.at(words, j):
                for how, end in _DONE.at(words, k):
                    yield Guard(thing, None if how == "still" else TOUCH, how == "still"), end
            for how, end in _OFF_LIMITS.at(words, j):
                yield Guard(thing, None if how == "still" else NEAR, how == "still"), end
            yield from ((Guard(thing, TOUCH), end) for _, end in _FRAGILE.at(words, j))
            if words[j : j + 1] == ("be",) and words[j + 1 : j + 2] in ((), (".",), (",",)):
                yield Guard(thing, None, still=True), j + 1  # `let the mug be`
    for how, j in _VERBS.at(words, i):
        if words[j - 1].endswith("ing") or words[i].endswith("ing"):
            for thing, k in phrases(j):
                for _, end in _FORBIDDEN.at(words, k):
                    yield Guard(thing, {"touch": TOUCH, "near": NEAR}.get(how), how == "still"), end


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
