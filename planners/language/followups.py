"""What points to something said before or seen: `the ball too`, `no, the green one`, `find it`."""

from __future__ import annotations

from collections.abc import Iterator

from .phrases import BREAKS
from .sentence_words import KEEP_HOLDING, LEAVE_OUT, SAME, SEEK, THENCE, TOO, WRONG
from .syntax import Again, Command, Instead, Noun, Regard
from .wishes import Grammar

REFER = frozenset(("they", "he", "she", "it", "them", "that", "those", "these", "both", "one"))
FAR = 8
"""Words behind `the ball, ...` in which it has to be spoken of again."""

_FOLLOWED = ("followed", "by")

Found = Iterator[tuple[Command, int]]


def followups(grammar: Grammar, i: int) -> Found:
    """Remarks that begin at word `i`."""
    words, phrases = grammar.words, grammar.nouns.phrases
    behind = i > 0 and (words[i - 1] in THENCE or words[i - 2 : i] == _FOLLOWED)
    for thing, j in phrases(i):
        yield from ((Again(thing), end) for _, end in TOO.at(words, j))
        if behind and words[j : j + 1] in ((), *((mark,) for mark in (*BREAKS, "and", "then"))):
            yield Again(thing), j
        if words[j : j + 1] == (",",) and REFER & set(words[j : j + FAR]):
            yield Regard(thing), j
    for _, j in LEAVE_OUT.at(words, i) if i == 0 else ():
        yield from ((Instead(excluded=thing), end) for thing, end in phrases(j))
    for _, j in SAME.at(words, i):
        yield from ((Again(thing), end) for thing, end in phrases(j))
    for _, end in KEEP_HOLDING.at(words, i) if i else ():
        yield Regard(Noun(None, pronoun="it", text="it")), end
    for _, j in SEEK.at(words, i):
        yield from ((Regard(thing), end) for thing, end in phrases(j))
    for _, j in WRONG.at(words, i):
        yield from ((Instead(thing), end) for thing, end in phrases(j))
        yield from ((Instead(None, places), end) for places, end in grammar.all_places(j))
        yield from ((Instead(command=command), end) for command, end in grammar.commands(j)
                    if not isinstance(command, Instead))  # fmt: skip
