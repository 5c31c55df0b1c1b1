"""Clauses without light words: what is left of them is what the grammar knows, in its order."""

from __future__ import annotations

from collections.abc import Iterator

from . import gist_words as said
from . import lexicon
from .command_words import CLOSE, OPEN, PICK, PRESS, PUT
from .framing import is_frame
from .leaving import IDIOM
from .naming import is_strange, things_named
from .nouns import NounGrammar
from .syntax import Noun, NounPhrase
from .tokens import known_words
from .wishes import GERUNDS

Words = tuple[str, ...]


def lightened(words: Words) -> Iterator[tuple[Words, Words]]:
    """What may be left of a clause and what went, as much as possible first.

    Light words are kept or dropped, things are taken with all that may belong to them or short.
    """
    found = (
        _shortened(words, light, longest) for light in (False, True) for longest in (True, False)
    )
    for kept, left in dict.fromkeys(found):
        praised = left and next(GERUNDS.at(kept, 0), None) is not None  # `good job putting ...`
        if kept and left and not praised:
            yield kept, left


def _shortened(words: Words, light: bool, longest: bool) -> tuple[Words, Words]:
    start = _opening(words)
    kept: list[str] = []
    left = [*words[:start]]
    nouns, i, named = NounGrammar(words), start, 0
    while i < len(words):
        idiom = next((end for _, end in IDIOM.at(words, i)), None)
        ends = [end for thing, end in nouns.phrases(i) if _is_named(thing, words[i:end])]
        if ends:
            end = max(ends) if longest else min(ends)
            kept += words[i:end]
            i, named = end, named + 1
        elif idiom is not None:
            left += words[i:idiom]
            i = idiom
        elif _is_strange_adjective(words, i):
            left.append(words[i + 1])
            words = words[: i + 1] + words[i + 2 :]
            nouns = NounGrammar(words)
        elif light and words[i : i + 2] in said.FOR_WHOM:
            left += words[i : i + 2]
            i += 2
        elif _brings(words, i) and not named and not kept and _begins_a_thing(nouns, words, i + 1):
            kept.append("put")
            left.append(words[i])
            i += 1
        elif _may_be_left(words, i, light, named):
            left.append(words[i])
            i += 1
        else:
            kept.append(words[i])
            i += 1
    return tuple(kept), tuple(left)


def _may_be_left(words: Words, i: int, light: bool, named: int) -> bool:
    urged = _brings(words, i) and named == 1 and _is_urged(words, i)
    if words[i] == "to":
        return (
            i + 1 < len(words) and words[i + 1] != "to" and _may_be_left(words, i + 1, light, named)
        )
    if words[i] in ("off", "away"):
        return words[i + 1 : i + 2] in (("to",), ("into",), ("onto",))
    return urged or (light and words[i] in said.LIGHT)


def _opening(words: Words) -> int:
    """Where a clause begins behind `it would please me if`, `for my next trick`, `somebody`."""
    base = words[1:2] and any(
        end > 1 for t in (PUT, PICK, OPEN, CLOSE, PRESS) for _, end in t.at(words, 1)
    )
    if words[:1] and words[0] in said.CALLED and base and not words[1].endswith("ing"):
        return 1
    nouns = NounGrammar(words)
    if words[:1] and words[0] in said.OPENERS and words[1:2] and words[1] in said.OWNERS:
        for i in range(3, min(len(words), 6)):
            strange = [word for word in words[2:i] if not is_frame((word,))]
            if all(map(is_strange, strange)) and nouns.singles(i) and words[i] in said.DETERMINERS:
                return i
    return _reported(words) or _wished(words)


def _reported(words: Words) -> int:
    """Where a clause begins behind `our lawyers advise that`, `sergeant says`."""
    for i in range(1, min(len(words), 5)):
        somebody = words[1:i] if words[0] in said.OWNERS | said.ARTICLES else words[:i]
        stranger = all(is_strange(word) or is_frame((word,)) for word in somebody)
        if words[i] in said.SAYING and somebody and stranger:
            return i + 1 + (words[i + 1 : i + 2] == ("that",))
    return 0


def _wished(words: Words) -> int:
    """Where the thing begins behind `it would please me if`, `show mummy how`."""
    nouns = NounGrammar(words)
    for i in range(2, len(words)):
        lead = words[:i]
        if said.NEVER_LEFT & {*lead[:-1]} or things_named(lead):
            return 0
        named = (_is_named(thing, words[i:end]) for thing, end in nouns.singles(i))
        if lead[-1] in said.BEFORE_WISHED and said.WISHING & {*lead} and any(named):
            return i
    return 0


def _is_strange_adjective(words: Words, i: int) -> bool:
    """Whether `the chunky red block` begins here: a word that nobody knows, before what it is."""
    if words[i] not in said.THE or i + 2 >= len(words):
        return False
    word = words[i + 1]
    if word in known_words() or word in said.NO_PLACING or word in said.TELLS_APART:
        return False
    if not word.isalpha() or word.endswith(said.TELLING_APART):
        return False
    rest = words[:1] and ("the", *words[i + 2 :])
    found = NounGrammar(rest).singles(0)
    return any(isinstance(t, Noun) and t.kind is not None and not t.plural for t, _ in found)


def _is_named(thing: NounPhrase, words: Words) -> bool:
    if not isinstance(thing, Noun):
        return True
    if thing.pronoun is not None:
        return words[0] in ("it", "them", "both")
    return thing.unknown is None and (thing.kind is not None or bool(thing.colors))


def _begins_a_thing(nouns: NounGrammar, words: Words, i: int) -> bool:
    return any(_is_named(thing, words[i:end]) for thing, end in nouns.phrases(i))


def _brings(words: Words, i: int) -> bool:
    """Whether an unknown word may be a verb that brings a thing to a place."""
    word, before = words[i], words[i - 1] if i else ","
    if not word.isalpha() or word in known_words() or word in said.NO_PLACING or len(word) < 3:
        return False
    if before in said.DETERMINERS or before in lexicon.COLOR_WORDS or before in lexicon.SIZE_WORDS:
        return before in ("it", "them")
    if before in lexicon.RELATIONS or before in ("with", "from", "of", "no", "not"):
        return False
    return not word.endswith(("ed", "ly", "s")) or word.endswith("ss")


def _is_urged(words: Words, i: int) -> bool:
    """Whether what a thing does is what it is to do, and no tale."""
    return bool(said.URGED & {*words[:i]})
