"""Commands in other styles: as nouns, as means to an end, as a telegram, as what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vla.vocabulary import KINDS

from . import rare_words, style_words
from .command_words import BECOMES, OFF, PICK, PUT, SORT_ONLY, SORTED_BY, STATES, TOWERS
from .phrases import STOP, Phrases
from .raising import raising
from .regions import bare_regions
from .syntax import (
    Clause,
    Command,
    Group,
    Noun,
    NounPhrase,
    Pick,
    Place,
    Press,
    Push,
    Put,
    Relation,
    Sort,
    Statement,
    TakeOff,
    Turn,
)
from .turned import turned
from .wishes import PARTICIPLES, Found, Grammar

_NOMINALS = Phrases(style_words.NOMINALS)
_LIGHT = Phrases.of(style_words.LIGHT)
_REQUESTED = Phrases.of(style_words.REQUESTED)
_UNITE = Phrases.of(rare_words.UNITE)
_HAND_OVER = Phrases.of(rare_words.HAND_OVER)
_LACK = Phrases.of(rare_words.LACK)
_USE = Phrases.of(style_words.USE)
_TO_HOLD = Phrases.of(style_words.TO_HOLD)
_CROWN = Phrases.of(style_words.CROWN)
_FIXED = Phrases.of(style_words.FIX_IT)
_STATE = Phrases(style_words.STATES)
_STAYS = Phrases.of(style_words.STAYS)
_NOTHING = Phrases.of(style_words.NOTHING)
_TO_BE_EMPTY = Phrases.of(style_words.EMPTIED)
_TOO_LONG = Phrases.of(style_words.TOO_LONG)
_HOME_OF = Phrases.of(style_words.HOME_OF)
_JOINS = Phrases.of(style_words.JOINS)
_AT_HOME = Phrases.of(style_words.AT_HOME)
_TIDY = Phrases.of(style_words.TIDY)
_A_PRESS = Phrases.of(style_words.A_PRESS)
_ACTS = Phrases(style_words.ACTS)
_MISSING = Phrases.of(style_words.MISSING)
_PLACES = ("bowl", "bin", "plate", "tray", "drawer", "cupboard", "fridge", "shelf", "microwave",
           "toaster", "sink", "container")  # fmt: skip
"""Kinds that things are put in or on, where nothing more is said."""
_ENDS = ((), (STOP,), (",",), ("and",), ("then",))


def styled(grammar: Grammar, i: int) -> Found:
    """Commands that begin at word `i`."""
    yield from _nominals(grammar, i)
    yield from _means(grammar, i)
    yield from _given(grammar, i)
    yield from _staying(grammar, i)
    yield from _mended(grammar, i)
    yield from _emptied(grammar, i)
    yield from _homes(grammar, i)
    yield from _taken_off(grammar, i)
    yield from turned(grammar, i)
    yield from raising(grammar, i)
    words, phrases = grammar.words, grammar.nouns.phrases
    for _, j in _UNITE.at(words, i):
        for thing, k in phrases(j):
            if words[k : k + 1] in (("with",), ("and",), ("to",)):
                for target, end in grammar.nouns.singles(k + 1):
                    if is_place(target):
                        yield Put(thing, (Place("to", target),)), end
    yield from _picked_and_put(grammar, i)
    for word in ("center", "centre"):
        j = grammar.after(i, word)
        for thing, end in phrases(j) if j is not None else ():
            last = grammar.after(end, "on the table", "on the desk") or end
            yield Put(thing, (Place("region", region="center"),)), last
    for thing, j in phrases(i):
        yield from ((Press(thing), end) for _, end in _A_PRESS.at(words, j))
        k = grammar.after(
            j, "is for", "are for", "is meant for", "is intended for", "are meant for"
        )
        for target, end in (
            grammar.nouns.singles(k) if k is not None and not is_place(thing) else ()
        ):
            if is_place(target):
                yield Put(thing, (Place("to", target),)), end
        for _, k in _AT_HOME.at(words, j):
            for target, end in grammar.nouns.singles(k):
                if is_place(target):
                    yield Put(thing, (Place("to", target),)), end
        for _, k in _JOINS.at(words, j):
            for _, m in phrases(k):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))
    for _, j in _CROWN.at(words, i):
        for below, k in grammar.nouns.singles(j):
            if words[k : k + 1] == ("with",):
                yield from ((Put(t, (Place("on", below),)), end) for t, end in phrases(k + 1))
    for _, j in _MISSING.at(words, i):
        for target, k in grammar.nouns.singles(j):
            if words[k : k + 1] in (("is",), ("are",)) and is_place(target):
                yield from ((Put(t, (Place("to", target),)), end) for t, end in phrases(k + 1))


def is_place(phrase: NounPhrase) -> bool:
    """Whether a phrase names something to put things in or on."""
    return isinstance(phrase, Noun) and phrase.kind in _PLACES


def _nominals(grammar: Grammar, i: int) -> Found:
    """`transfer of the ball to the bowl`, `initiate the opening of the drawer`."""
    words = grammar.words
    if words[i : i + 1] in (("its",), ("their",)):
        it = "it" if words[i] == "its" else "them"
        for verb, j in _ACTS.at(words, i + 1):
            said = (*verb.split(), it)
            active = type(grammar)((*said, *words[j:]))  # type: ignore[call-arg]
            yield from ((command, j + end - len(said)) for command, end in active.commands(0)
                        if end >= len(said))  # fmt: skip
    for start in (i, *(end for _, end in _LIGHT.at(words, i))):
        while start < len(words) and words[start] in style_words.HOW:
            start += 1
        for verb, j in _NOMINALS.at(words, start):
            said = tuple(verb.split())
            active = type(grammar)((*said, *words[j:]))  # type: ignore[call-arg]
            for command, end in active.commands(0):
                if end > len(said):
                    last = j + end - len(said)
                    yield command, last
                    yield from ((command, k) for _, k in _REQUESTED.at(words, last))


def _means(grammar: Grammar, i: int) -> Found:
    """`use the bowls to sort the blocks by color`, `use the bowl for the ball`."""
    words, phrases = grammar.words, grammar.nouns.phrases
    for _, j in _USE.at(words, i):
        for target, k in phrases(j):
            if words[k : k + 1] not in (("to",), ("for",)):
                continue
            for _, m in SORT_ONLY.at(words, k + 1):
                for things, n in phrases(m):
                    yield Sort(things, target), n
                    yield from ((Sort(things, target), end) for _, end in SORTED_BY.at(words, n))
            holding = [m for _, m in _TO_HOLD.at(words, k + 1)]
            for m in (*holding, *((k + 1,) if words[k] == "for" else ())):
                for thing, end in phrases(m) if is_place(target) else ():
                    yield Put(thing, (Place("to", target),)), end


def _given(grammar: Grammar, i: int) -> Found:
    """`hand me the mug`, `I need the mug`: it is taken."""
    words, phrases = grammar.words, grammar.nouns.phrases
    for _, j in _HAND_OVER.at(words, i):
        yield from ((Pick(thing), end) for thing, end in phrases(j))
    for _, j in _LACK.at(words, i):
        for thing, end in phrases(j):
            if words[end : end + 1] in ((), (STOP,)) and "not" not in words[j:end]:
                yield Pick(thing), end


def _staying(grammar: Grammar, i: int) -> Found:
    """`only the green one may stay in the bowl`, `no block stays in the bowl`: the others go "
    "out."""
    words = grammar.words
    first = words[i : i + 1]
    if first not in (("only",), ("just",), ("no",), ("none",)):
        return
    alone = first[0] in ("only", "just")
    for thing, j in grammar.nouns.phrases(i + 1):
        if not alone and isinstance(thing, Noun):
            for _, k in (*_STAYS.at(words, j), ("", grammar.after(j, "is", "are") or j)):
                for (opening, _), end in STATES.at(words, k) if k > j else ():
                    yield Turn(replace(thing, quantity="all", plural=True), not opening), end
        for _, k in _STAYS.at(words, j):
            for relation, end in grammar.nouns.relations(k):
                source = relation.args[0] if relation.args else None
                if relation.name not in ("in", "on") or not isinstance(source, Noun):
                    continue
                if source.kind == "table":
                    continue
                if alone:
                    there = (Relation("in", (source,)),)
                    others = Noun("thing", "all", plural=True, relations=there, excluded=(thing,),
                                  text="the others")  # fmt: skip
                    yield TakeOff(others, source), end
                elif isinstance(thing, Noun):
                    yield TakeOff(replace(thing, quantity="all", plural=True), source), end


def _picked_and_put(grammar: Grammar, i: int) -> Found:
    """`pick up the ball and place in the bowl`, `tidy up the balls by putting them in the bin`."""
    words, nouns = grammar.words, grammar.nouns
    for _, j in PICK.at(words, i):
        for thing, k in nouns.phrases(j):
            joint = grammar.after(k, "and then", ", then", "and", "then", ",")
            for verb, m in PUT.at(words, joint) if joint is not None else ():
                if verb.startswith("move"):  # the hand itself, with what it took
                    continue
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))
                for target, end in nouns.singles(m):
                    if is_place(target) and getattr(target, "quantity", "") == "bare":
                        yield Put(thing, (Place("to", target),)), end
    for _, j in _TIDY.at(words, i):
        for thing, k in nouns.phrases(j):
            by = grammar.after(k, "by")
            for verb, m in PUT.at(words, by) if by is not None else ():
                it = grammar.after(m, "it", "them all", "them", "all of them", "both")
                if verb.split()[0].endswith("ing") and it is not None:
                    yield from ((Put(thing, places), end) for places, end in grammar.all_places(it))


def _emptied(grammar: Grammar, i: int) -> Found:
    """`nothing should be on the plate`, `the bowl should be empty`, `it has been there too "
    "long`."""
    words, nouns = grammar.words, grammar.nouns
    for _, j in _NOTHING.at(words, i):
        for k in (j, *(end for end in (grammar.after(j, "lying", "sitting", "left"),) if end)):
            for relation, end in nouns.relations(k):
                source = relation.args[0] if relation.args else None
                if relation.name in ("in", "on") and isinstance(source, Noun):
                    yield TakeOff(None, source), end
    for thing, j in nouns.phrases(i):
        yield from ((TakeOff(None, thing), end) for _, end in _TO_BE_EMPTY.at(words, j))
        been = grammar.after(j, "has been", "have been", "was", "has sat", "has been sitting")
        for relation, k in nouns.relations(been) if been is not None else ():
            source = relation.args[0] if relation.args else None
            if relation.name in ("in", "on") and isinstance(source, Noun):
                yield from ((TakeOff(thing, source), end) for _, end in _TOO_LONG.at(words, k))


def _homes(grammar: Grammar, i: int) -> Found:
    """`the right place for the ball is the bowl`, `storage place of the can: top drawer`."""
    words, nouns = grammar.words, grammar.nouns
    for _, j in _HOME_OF.at(words, i):
        for thing, k in nouns.phrases(j):
            m = grammar.after(k, "is", "are", ",", "should be", "will be", "shall be", "would be")
            if m is None:
                continue
            for target, end in nouns.singles(m):
                if is_place(target):
                    yield Put(thing, (Place("to", target),)), end
            yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))


def _mended(grammar: Grammar, i: int) -> Found:
    """`the drawer is open again, that needs fixing`: the opposite is wanted."""
    words = grammar.words
    for thing, j in grammar.nouns.phrases(i):
        for opened, k in _STATE.at(words, j):
            yield from ((Turn(thing, not opened), end) for _, end in _FIXED.at(words, k))


# --- telegrams ------------------------------------------------------------------------------


def telegram(grammar: Grammar) -> tuple[tuple[Statement, ...], ...]:
    """`ball bowl`, `bin: both balls`, `fridge open, mug in, fridge shut`: readings of all words."""
    found = [_closed_last(tuple(clauses)) for clauses in _telegrams(grammar, 0, None)]
    return tuple(dict.fromkeys(found))[:8]


def _closed_last(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """`fridge closed, can inside` says how things end: what is filled is closed afterwards."""
    puts = [c.command for c in clauses if isinstance(c.command, Put)]
    filled = [put.places[0].target for put in puts if put.places]
    late = [c for c in clauses if isinstance(c.command, Turn) and not c.command.opening
            and c.command.fixture in filled]  # fmt: skip
    return (*(c for c in clauses if c not in late), *late)


def _telegrams(grammar: Grammar, i: int, last: NounPhrase | None) -> Iterator[list[Clause]]:
    words = grammar.words
    if i >= len(words):
        yield []
        return
    for command, end, place in _terse(grammar, i, last):
        if words[end : end + 1] not in _ENDS:
            continue
        k = end
        while k < len(words) and words[k] in (",", "and", "then", STOP, "next", "also"):
            k += 1
        for rest in _telegrams(grammar, k, place):
            yield [Clause(command, i, end), *rest]


def _terse(
    grammar: Grammar, i: int, last: NounPhrase | None
) -> Iterator[tuple[Command, int, NounPhrase | None]]:
    """A thing and its place, or a thing and its state; with the place it ends in."""
    words, nouns = grammar.words, grammar.nouns
    if words[i : i + 1] == ("only",):
        return  # and the others are not
    for thing, j in nouns.phrases(i):
        if isinstance(thing, Noun) and thing.pronoun:
            continue
        goes = grammar.after(j, "goes", "go", "going", "belongs") or j
        for k in dict.fromkeys((j, grammar.comma(j), goes)):
            for target, end in nouns.singles(k):
                if is_place(target) and _named(thing) and not is_place(thing):
                    yield Put(thing, (Place("to", target),)), end, target
            if is_place(thing) and words[k : k + 1] == ("for",):
                for content, end in nouns.phrases(k + 1):
                    if _named(content) and not is_place(content):
                        yield Put(content, (Place("to", thing),)), end, thing
            if k > j and is_place(thing):
                for content, end in nouns.phrases(k):
                    if _named(content) and not is_place(content):
                        yield Put(content, (Place("to", thing),)), end, thing
            for (opening, share), end in STATES.at(words, k):
                yield Turn(thing, opening, share), end, thing
            for base, m in PARTICIPLES.at(words, k):
                verb = tuple(base.split())
                active = type(grammar)((*verb, *words[i:j], *words[m:]))  # type: ignore[call-arg]
                for command, end in active.commands(0):
                    if end >= len(verb) + j - i:
                        yield command, m + end - len(verb) - (j - i), None
            yield from ((push, end, None) for push, end in grammar.ways(thing, k)
                        if isinstance(push, Push) and push.distance)  # fmt: skip
            inside = grammar.after(k, "in there", "inside", "in it", "in")
            if inside is not None and last is not None:
                yield Put(thing, (Place("to", last),)), inside, last
    for region, end in bare_regions(words, i):
        if words[end : end + 1] in (("for",), (",",)):
            for thing, last_word in nouns.phrases(end + 1):
                yield Put(thing, (Place("region", region=region),)), last_word, None
    for places, end in grammar.all_places(i) if words[i] != "with" else ():
        for thing, last_word in nouns.phrases(grammar.comma(end)):
            target = places[0].target
            yield Put(thing, places), last_word, target
    for thing, j in nouns.phrases(i):
        for places, end in grammar.all_places(grammar.comma(j)):
            if places[0].target is not None and places[0].relation != "with":
                yield Put(thing, places), end, places[0].target


def _named(phrase: NounPhrase) -> bool:
    """Whether a phrase says of itself what it is: a kind of thing that can be moved, or a "
    "colour."""
    if isinstance(phrase, Group):
        return all(_named(member) for member in phrase.members)
    movable = phrase.kind is None or phrase.kind == "thing" or phrase.kind in KINDS
    return movable and phrase.unknown is None


def _taken_off(grammar: Grammar, i: int) -> Found:
    """`red off the tower`, `the ball must come out of the bowl`, `out of the bowl it comes`."""
    words, nouns = grammar.words, grammar.nouns
    for thing, j in nouns.phrases(i):
        for k in (j, *(end for _, end in BECOMES.at(words, j))):
            for off, m in OFF.at(words, k):
                if k > j or off not in ("from", "away from"):
                    yield from (
                        (TakeOff(thing, source), end) for source, end in _sources(grammar, m)
                    )
    for _, j in OFF.at(words, i):
        for source, k in nouns.singles(j):
            for thing, m in nouns.phrases(grammar.comma(k)):
                yield from ((TakeOff(thing, source), end) for _, end in BECOMES.at(words, m))


def _sources(grammar: Grammar, i: int) -> Iterator[tuple[NounPhrase | None, int]]:
    """What something is taken off or out of; a tower is all of what it stands on."""
    for tower in TOWERS:
        end = grammar.after(i, tower)
        if end is not None:
            yield None, end
    yield from grammar.nouns.singles(i)
