"""Commands about a tower as one thing: higher, lower, upside down, elsewhere, out of it."""

from __future__ import annotations

from collections.abc import Iterator

from . import raising_words as said
from .command_words import PUT, UNSTACK, WISH
from .noun_tails import STACKED, WHOLE
from .noun_words import OF_TOWER, THE_TOWER
from .phrases import Phrases, number
from .syntax import (
    Errand,
    Free,
    Group,
    Grow,
    Noun,
    NounPhrase,
    Pick,
    Place,
    Put,
    Rebuild,
    Stack,
    Unstack,
)
from .wishes import Found, Grammar

_TURN_OVER, _ON_ITS_HEAD = Phrases.of(said.TURN_OVER), Phrases.of(said.ON_ITS_HEAD)
_REVERSE, _IN_REVERSE = Phrases.of(said.REVERSE), Phrases.of(said.IN_REVERSE)
_ORDER_OF, _REBUILD = Phrases.of(said.ORDER_OF), Phrases.of(said.REBUILD)
_RAISE, _LOWER = Phrases.of(said.RAISE), Phrases.of(said.LOWER)
_BE, _WITH, _NTH_IS = Phrases.of(said.BE), Phrases.of(said.WITH), Phrases.of(said.NTH_IS)
_ROOF, _SAME_ORDER = Phrases.of(said.ROOF), Phrases.of(said.SAME_ORDER)
_DIG_OUT, _OUT_OF_THERE = Phrases.of(said.DIG_OUT), Phrases.of(said.OUT_OF_THERE)
_PULL, _UNCOVER = Phrases.of(said.PULL), Phrases.of(said.UNCOVER)
_APART = Phrases.of(said.APART_SO_THAT)
_IT = Noun(None, pronoun="it", text="it")
_TOWER = Noun("block", "all", plural=True, relations=(STACKED, WHOLE), text="the tower")


def raising(grammar: Grammar, i: int) -> Found:
    """Commands that begin at word `i`."""
    yield from _turned_over(grammar, i)
    yield from _taller(grammar, i)
    yield from _lower(grammar, i)
    yield from _moved(grammar, i)
    yield from _dug_out(grammar, i)
    words = grammar.words
    for thing, j in grammar.nouns.phrases(i):
        for _, k in _ROOF.at(words, j):
            for tower, end in grammar.nouns.singles(k):
                if next(THE_TOWER.at(words, k), None):
                    yield Put(thing, (Place("on", tower),)), end
    for _, j in UNSTACK.at(words, i):
        for k in _towers(grammar, j):
            yield from ((Unstack(None), end) for _, end in _APART.at(words, k))
    if words[i : i + 1] in (("take",), ("pull",)):
        for j in _towers(grammar, i + 1):
            k = grammar.after(j, "apart", "down", "to pieces")
            for _, end in _APART.at(words, k) if k is not None else ():
                yield Unstack(None), end


def _towers(grammar: Grammar, i: int) -> Iterator[int]:
    """Ends of `the tower`."""
    yield from (end for _, end in THE_TOWER.at(grammar.words, i))


def _turned_over(grammar: Grammar, i: int) -> Found:
    """`turn the tower upside down`, `reverse the order of the tower`."""
    words = grammar.words
    starts = [(j, False) for _, j in (*_TURN_OVER.at(words, i), *WISH.at(words, i))]
    starts += [(i, False), *((j, True) for _, j in _REVERSE.at(words, i))]
    for start, sure in starts:
        for j in (start, *(end for _, end in _ORDER_OF.at(words, start))):
            for k in _towers(grammar, j):
                if sure:
                    yield Rebuild(_TOWER, None), k
                for m in (k, *(end for _, end in _BE.at(words, k))):
                    yield from (
                        (Rebuild(_TOWER, None), end) for _, end in _ON_ITS_HEAD.at(words, m)
                    )
    for _, j in _REBUILD.at(words, i):
        for k in _towers(grammar, j):
            yield from ((Rebuild(_TOWER, None), end) for _, end in _IN_REVERSE.at(words, k))


def _taller(grammar: Grammar, i: int) -> Found:
    """`make the tower two blocks higher: orange and yellow`, `two more storeys on it: ...`."""
    words = grammar.words
    starts = (i, *(j for _, j in (*_RAISE.at(words, i), *WISH.at(words, i))))
    for start in dict.fromkeys(starts):
        for j in _towers(grammar, start):
            for k in (j, *(end for _, end in _BE.at(words, j))):
                by = grammar.after(k, "by", "to")
                for count, m in _storeys(grammar, k if by is None else by):
                    if words[m : m + 1] in tuple((w,) for w in said.HIGH) or (
                        by is not None and words[by - 1] == "to"
                    ):
                        end = m + (words[m : m + 1] in tuple((w,) for w in said.HIGH))
                        yield from ((Grow(things, to=count), last)
                                    for things, last in _listed(grammar, end))  # fmt: skip
                    elif words[m : m + 1] in tuple((w,) for w in said.HIGHER) or by is not None:
                        end = m + (by is None)
                        yield from ((Grow(things, by=count), last)
                                    for things, last in _listed(grammar, end))  # fmt: skip
    for start in (i, *(j for _, j in WISH.at(words, i)), grammar.after(i, "add", "put") or i):
        for count, j in _storeys(grammar, start):
            k = grammar.after(j, "more on", "higher on", "more for", "on", "to", "onto", "more to")
            for m in _towers(grammar, k) if k is not None else ():
                yield from ((Grow(things, by=count), last)
                            for things, last in _listed(grammar, m))  # fmt: skip


def _storeys(grammar: Grammar, i: int) -> Iterator[tuple[int, int]]:
    """`two storeys`, `4`, `one more block`."""
    words = grammar.words
    value = number(words[i]) if i < len(words) else None
    value = 1.0 if words[i : i + 1] in (("a",), ("another",)) else value
    if value is None or value != int(value):
        return
    yield int(value), i + 1
    named = i + 1 + (words[i + 1 : i + 2] == ("more",))
    if words[named : named + 1] and words[named] in said.STOREYS:
        yield int(value), named + 1


def _listed(grammar: Grammar, i: int) -> Iterator[tuple[tuple[NounPhrase, ...], int]]:
    """`, using the orange one`, `: the fourth is orange, the fifth is yellow`, or nothing."""
    yield (), i
    for _, j in _WITH.at(grammar.words, i):
        for things, end in grammar.nouns.phrases(j):
            yield things.members if isinstance(things, Group) else (things,), end
        listed: list[tuple[tuple[NounPhrase, ...], int]] = [((), j)]
        while listed:
            so_far, k = listed.pop()
            for _, m in _NTH_IS.at(grammar.words, k):
                for thing, end in grammar.nouns.singles(m):
                    yield (*so_far, thing), end
                    joint = grammar.after(end, ", and", "and", ",")
                    listed += [((*so_far, thing), joint)] if joint is not None else []
        for first, end in grammar.nouns.singles(j):
            then = grammar.after(end, ", then", "then", ", and then", ", on that", ", and on that")
            for second, last in grammar.nouns.singles(then) if then is not None else ():
                yield (first, second), last


def _lower(grammar: Grammar, i: int) -> Found:
    """`the tower should be one block lower`, `reduce the tower to its bottom two`."""
    words = grammar.words
    for start in dict.fromkeys((i, *(j for _, j in (*_LOWER.at(words, i), *WISH.at(words, i))))):
        for j in _towers(grammar, start):
            for k in (j, *(end for _, end in _BE.at(words, j))):
                for count, m in _storeys(grammar, grammar.after(k, "by") or k):
                    lower = words[m : m + 1] in tuple((w,) for w in said.LOW)
                    if lower or words[k : k + 1] == ("by",):
                        yield Grow(by=-count), m + lower
            down_to = grammar.after(j, "to its bottom", "to its lowest", "to the bottom",
                                    "to the lowest", "down to", "to its lower", "to the lower",
                                    "to")  # fmt: skip
            for count, end in _storeys(grammar, down_to) if start > i and down_to else ():
                yield Grow(to=count), grammar.after(end, "high", "tall") or end


def _moved(grammar: Grammar, i: int) -> Found:
    """`rebuild the tower on the plate`, `move the two upper blocks to it in the same order`."""
    words = grammar.words
    for _, j in (*PUT.at(words, i), *_REBUILD.at(words, i)):
        for things, k in grammar.nouns.phrases(j):
            rebuilt = next(THE_TOWER.at(words, j), None) is not None
            ordered = [end for _, end in _SAME_ORDER.at(words, k)]
            for m in (k, *ordered, *((grammar.after(k, "again") or k,) if rebuilt else ())):
                for (place, *more), end in grammar.all_places(m):
                    target = place.target
                    if more or place.relation not in ("on", "to") or target is None:
                        continue
                    if rebuilt or m in ordered:
                        yield Rebuild(things, target), end
                    for _, e in _SAME_ORDER.at(words, end):
                        yield Rebuild(things, target), e
                        yield from ((Errand((Rebuild(things, target), told)), last)
                                    for told, last in grammar.commands(grammar.comma(e))
                                    if isinstance(told, Stack))  # fmt: skip


def _dug_out(grammar: Grammar, i: int) -> Found:
    """`dig out the green block`, `pull blue out of the middle and into the bowl`."""
    words = grammar.words
    out = [(thing, k) for _, j in _DIG_OUT.at(words, i) for thing, k in grammar.nouns.phrases(j)]
    out += [
        (t, e) for t, k in out for _, e in (*_OUT_OF_THERE.at(words, k), *OF_TOWER.at(words, k))
    ]
    for _, j in _PULL.at(words, i):
        for thing, k in grammar.nouns.phrases(j):
            out += [(thing, end) for _, end in _OUT_OF_THERE.at(words, k)]
    for thing, k in out:
        yield Errand((Free(thing), Pick(_IT))), k
        joint = grammar.after(k, "and", ", and", ",")
        for places, end in grammar.all_places(joint) if joint is not None else ():
            yield Errand((Free(thing), Put(_IT, places))), end
    for _, j in _UNCOVER.at(words, i):
        yield from ((Free(thing), end) for thing, end in grammar.nouns.singles(j))
