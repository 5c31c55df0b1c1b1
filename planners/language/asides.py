"""Small talk: sentences about the weather or the family, which change nothing and are left aside.

Nothing that could matter is: a statement is small talk only if it is about somebody or something
that no scene has, and no word of it names a thing, a deed, a place, a condition or a danger.
"""

from __future__ import annotations

from functools import cache

from . import aside_words as said
from . import caution_words, errand_words, lexicon, pace_words, verbs
from .phrases import STOP
from .tokens import plural

Words = tuple[str, ...]


@cache
def serious() -> frozenset[str]:
    """Words that are never small talk."""
    deeds = (
        *verbs.PUT, *verbs.TAKE_TO, *verbs.PICK, *verbs.PUSH, *verbs.OPEN, *verbs.CLOSE,
        *verbs.SWITCH, *verbs.PRESS, *verbs.STACK, *verbs.BUILD, *verbs.UNSTACK, *verbs.SORT,
        *verbs.FILL, *verbs.EMPTY, *verbs.RELEASE, *caution_words.NEAR_MISS,
        *errand_words.HEAT, *errand_words.WASH, *errand_words.THROW, *errand_words.TIDY,
    )  # fmt: skip
    acting = {phrase.split()[0] for phrase in deeds}
    things = {noun.split()[-1] for noun in lexicon.NOUNS}
    named = things | {plural(noun) for noun in things} | (set(lexicon.WHOLE) - {"all", "what"})
    meaning = (
        said.NEGATIONS, said.CONDITIONS, said.DEMANDS, said.SAFETY, said.ABOUT_THE_ROBOT,
        said.REFERRING, said.MEASURES,
    )  # fmt: skip
    measured = {*lexicon.COLOR_WORDS, *lexicon.UNITS, *lexicon.SUPERLATIVES, *pace_words.SPEEDS}
    words = {word for text in meaning for word in text.split()}
    return frozenset((acting | measured) - said.HARMLESS | named | words)


def is_aside(words: Words) -> bool:
    """Whether a clause is small talk: it states something, and nothing that could matter."""
    if words and words[0] in said.REASONS:
        words = words[1:]
    impersonal = words[:1] == ("it",) and bool(said.WEATHER & set(words))
    rest = words[1:] if impersonal else words
    return len(words) > 1 and (impersonal or _states(words)) and not _matters(rest)


def _states(words: Words) -> bool:
    """Whether words tell of somebody, of something, or of a time."""
    first, second = words[0], words[1]
    told = any(word in said.FINITE or word.endswith("ed") for word in words[2:])
    if first in said.TIMES:
        return first not in ("last", "every", "this") or second in said.SPANS | said.TIMES
    return first in said.PEOPLE or words[:2] in said.EXCLAIMED or (first in said.OWNERS and told)


def _matters(words: Words) -> bool:
    """Whether any word could change what is right."""
    for i, word in enumerate(words):
        before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
        if word in ("all", "this", "these") and after in said.SPANS | {"the"}:
            continue
        foreign = word in lexicon.FOREIGN or word.removesuffix("s") in lexicon.FOREIGN
        if word == "all" or (foreign and before in ("the", "this", "that", "these", "those")):
            return True
        if word in serious() or not (word.isalnum() or word == "," or "'" in word):
            return True
    return False


def without_asides(words: Words) -> tuple[tuple[int, int], ...]:
    """What may be left of a sentence, as ranges of its words, when small talk is dropped.

    It stands before or after the rest, behind a comma, `and`, `so` or `because`.
    """
    joints = [i for i, word in enumerate(words) if word in said.JOINTS]
    starts = [_past(words, i) for i in joints if i and is_aside(words[:i])]
    ends = [i for i in joints if i and is_aside(words[_past(words, i) :])]
    first, last = max(starts, default=0), min(ends, default=len(words))
    ranges = ((first, len(words)), (0, last), (first, last))
    return tuple(dict.fromkeys((a, b) for a, b in ranges if 0 < b - a < len(words)))


def _past(words: Words, i: int) -> int:
    while i < len(words) and words[i] in said.JOINTS:
        i += 1
    return i


def refers_back(words: Words) -> bool:
    """Whether a sentence speaks of `it` before it names anything: small talk may say what."""
    pronouns = {"it", "them", "they", "this", "that", "these", "those", "one", "ones", "both"}
    for i, word in enumerate(words):
        if word in lexicon.NOUNS or word.removesuffix("s") in lexicon.NOUNS or word == STOP:
            return False
        if word in pronouns and words[i + 1 : i + 2] != ("is",):
            after = words[i + 1] if i + 1 < len(words) else ""
            if word == "that" and after in ("the", "a", "an", "all", "every", "both", "you"):
                continue  # `make sure that the drawer is shut`
            if after not in lexicon.COLOR_WORDS and after not in lexicon.NOUNS:
                return True
    return False
