"""Which words name things of a scene, and which can only be about something else."""

from __future__ import annotations

from functools import cache

from . import lexicon, verbs
from .asides import serious
from .framing_words import HARMLESS
from .noun_words import COLORS, HEADS, THE_TOWER
from .nouns import NounGrammar

Words = tuple[str, ...]
Span = tuple[int, int]


_DAYS = frozenset((
    "day", "night", "morning", "afternoon", "evening", "week", "weekend", "year", "summer",
    "winter", "the",
))  # fmt: skip
"""After `all`, and that no things."""
_WHO_LEFT = frozenset(("has", "have", "had", "i", "he", "she", "they", "somebody", "someone"))
"""Before `left` as what somebody did; as before `can` that somebody is able to."""


def things_named(words: Words, i: int = 0) -> list[Span]:
    """Where the words from `i` on name things, one after the other."""
    nouns, found = NounGrammar(words), []
    while i < len(words):
        able = words[i] == "can" or (words[i] == "left" and words[i - 1] in _WHO_LEFT and i > 0)
        ends = [end for _, end in nouns.singles(i) if _names(words, i, end) and not able]
        whole = words[i] in lexicon.WHOLE and not {*words[i + 1 : i + 2]} & _DAYS
        if ends or whole:
            found.append((i, max(ends, default=i + 1)))
            i = found[-1][1]
        else:
            i += 1
    return found


def _names(words: Words, start: int, end: int) -> bool:
    return any(
        next(HEADS.at(words, k), None)
        or next(COLORS.at(words, k), None)
        or next(THE_TOWER.at(words, k), None)
        for k in range(start, end)
    )


def is_strange(word: str) -> bool:
    """Whether a word is none of a scene, of a command or of grammar."""
    return word.isalpha() and word not in _meant()


def is_idle(words: Words) -> bool:
    """Whether words say nothing of a scene, of what is done, forbidden, or only done sometimes."""
    return not {*words} & (serious() - _POINTING) and not things_named(words)


_POINTING = frozenset(("it", "them", "they", "that", "this", "you", "your", "one", "same"))


@cache
def _meant() -> frozenset[str]:
    return serious() | {*verbs.GRAMMAR_WORDS, *verbs.TOWER} | HARMLESS | lexicon.FOREIGN
