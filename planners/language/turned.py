"""Things said the other way round: `the plate should carry the can`, `they should swap`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import turned_words as said
from .command_words import BECOMES, FRACTIONS, WISH, WISHED
from .lexicon import DIRECTION_OF
from .nouns import NounGrammar
from .phrases import BREAKS, STOP, Phrases
from .syntax import (
    Errand,
    Group,
    Guard,
    Noun,
    NounPhrase,
    Only,
    Pick,
    Place,
    Press,
    Put,
    Regard,
    Stack,
    Swap,
    TakeOff,
    Turn,
    Vacant,
)
from .wishes import IN_IT, ONLY, Found, Grammar

_BEARS, _BORNE = Phrases.of(said.BEARS), Phrases.of(said.BORNE)
_WISHED_BEARS, _WISHED_BORNE = Phrases.of(said.WISHED_BEARS), Phrases.of(said.WISHED_BORNE)
_HOLDS = Phrases.of(said.HOLDS)
_NOTHING_ELSE = Phrases.of(said.NOTHING_ELSE)
_SWAP, _SWAP_PLACES = Phrases.of(said.SWAP), Phrases.of(said.SWAP_PLACES)
_REPLACE, _SUBSTITUTE = Phrases.of(said.REPLACE), Phrases.of(said.SUBSTITUTE)
_CHANGE, _EACH_OTHER = Phrases.of(said.CHANGE), Phrases.of(said.EACH_OTHER)
_PER, _SPEAKING = Phrases.of(said.PER), Phrases.of(said.SPEAKING)
_RELIEVED = Phrases.of(said.RELIEVED)
_STAYS, _HERE, _HOME = Phrases.of(said.STAYS), Phrases.of(said.HERE), Phrases.of(said.HOME)
_NAMELY, _INSIDE = Phrases.of(said.NAMELY), Phrases.of(said.INSIDE)
_UP, _UP_WITH, _IN_WITH = Phrases.of(said.UP), Phrases.of(said.UP_WITH), Phrases.of(said.IN_WITH)
_VERIFY, _REMEDY = Phrases.of(said.VERIFY), Phrases.of(said.REMEDY)
_ENOUGH, _GETS = Phrases.of(said.ENOUGH), Phrases.of(said.GETS)
_ON_THAT, _WHICH_ON = Phrases.of(said.ON_THAT), Phrases.of(said.WHICH_ON)
_ONE_ON_OTHER = Phrases.of(said.ONE_ON_OTHER)
_STAYS_EMPTY = Phrases.of(said.STAYS_EMPTY)
_AIR, _COMES = Phrases.of(said.AIR), Phrases.of(said.COMES)
_TOWER, _PILED = Phrases.of(said.TOWER), Phrases.of(said.PILED)
_LAYER = Phrases({words: layer for layer, table in said.LAYERS.items() for words in table})
_BE = Phrases.of(tuple(word.strip() for word in said.BE))
_SHUT = ("drawer", "cupboard", "fridge", "microwave", "door")
_ENDS = ((), (STOP,), (",",), ("and",), ("then",), ("but",))


def turned(grammar: Grammar, i: int) -> Found:
    """Commands that begin at word `i`."""
    words, phrases = grammar.words, grammar.nouns.phrases
    given = (i + 1,) if words[i : i + 1] in (("give",), ("find",)) else ()
    for start in (i, *given, *(end for _, end in WISH.at(words, i))):
        yield from _only_there(grammar, start, start > i)
        for thing, j in phrases(start):
            yield from _bearing(grammar, thing, j, start > i, i == 0)
            yield from _holding_only(grammar, thing, j)
            yield from _trading(grammar, thing, j)
            yield from ((TakeOff(None, thing), end) for _, end in _RELIEVED.at(words, j))
            yield from _where(grammar, thing, start, j)
    yield from _swapping(grammar, i)
    yield from _replacing(grammar, i)
    for _, j in _UP_WITH.at(words, i):
        yield from ((Pick(thing), end) for thing, end in phrases(j))
    for _, j in _IN_WITH.at(words, i):
        for thing, end in phrases(j):
            if isinstance(thing, Noun) and thing.kind in _SHUT:
                yield Turn(thing, False), end
    yield from _checked(grammar, i)
    yield from _piled(grammar, i)
    yield from _layered(grammar, i)
    yield from _not_this(grammar, i)
    yield from _left_free(grammar, i)
    yield from _headed(grammar, i)
    yield from _shared(grammar, i)
    for places, j in grammar.all_places(i):
        for _, k in _HERE.at(words, grammar.comma(j)):
            for thing, m in phrases(k):
                yield from ((Put(thing, places), end) for _, end in BECOMES.at(words, m))
    for thing, j in phrases(i):
        for _, k in _PER.at(words, j) if _indefinite(thing) else ():
            for target, end in grammar.nouns.singles(k):
                plain = isinstance(target, Noun) and not target.excluded and not target.pronoun
                if plain and isinstance(target, Noun) and not target.plural:
                    yield Put(thing, (Place("to", replace(target, quantity="each")),)), end


def _indefinite(thing: NounPhrase) -> bool:
    return isinstance(thing, Noun) and thing.quantity in ("a", "count") and not thing.pronoun


def _checked(grammar: Grammar, i: int) -> Found:
    """`verify that the drawer is open and, if not, remedy it`, `halfway is enough for it`."""
    words = grammar.words
    for _, j in _VERIFY.at(words, i):
        for at in range(j + 2, len(words)):
            for _, last in _REMEDY.at(words, at):
                wished = type(grammar)(("make", "sure", "that", *words[j:at]))  # type: ignore[call-arg]
                yield from ((command, last) for command, end in wished.commands(0)
                            if end == 3 + at - j)  # fmt: skip
    for share, j in FRACTIONS.at(words, i):
        for _, k in _ENOUGH.at(words, j):
            yield from ((Turn(thing, True, share), end) for thing, end in grammar.nouns.singles(k))


def _piled(grammar: Grammar, i: int) -> Found:
    """`green, on that blue, on that red`, `red on blue, which in turn stands on green`."""
    words, singles = grammar.words, grammar.nouns.singles
    for lowest, j in singles(i):
        if isinstance(lowest, Noun) and lowest.plural:
            yield from ((Stack((lowest,)), end) for _, end in _ONE_ON_OTHER.at(words, j))
        layers: list[tuple[tuple[NounPhrase, ...], int]] = [((lowest,), j)]
        while layers:
            below, k = layers.pop()
            for _, m in _ON_THAT.at(words, k):
                for above, end in singles(m):
                    yield Stack((*below, above)), end
                    layers.append(((*below, above), end))
    starts = [(thing, k) for s in (i, *(end for _, end in WISH.at(words, i)))
              for thing, k in singles(s)]  # fmt: skip
    for thing, k in starts:
        goes = (k, *(m for _, m in BECOMES.at(words, k)), *(m for _, m in WISHED.at(words, k)))
        for place, m in (found for at in dict.fromkeys(goes) for found in grammar.all_places(at)):
            middle = place[0].target
            if len(place) != 1 or place[0].relation != "on" or middle is None:
                continue
            for _, n in _WHICH_ON.at(words, m):
                yield from ((Stack((base, middle, thing)), end) for base, end in singles(n))


def _layered(grammar: Grammar, i: int) -> Found:
    """`a tower: its base is the green block, its middle the red one, its crown the blue`."""
    words = grammar.words
    for _, j in (*_TOWER.at(words, i), *_PILED.at(words, i), ("", i)):
        done: list[tuple[dict[str, NounPhrase], int]] = [({}, j)]
        while done:
            layers, k = done.pop()
            for layer, thing, end in _one_layer(grammar, k):
                if layer in layers:
                    continue
                more = {**layers, layer: thing}
                if len(more) == len(said.LAYERS):
                    yield Stack(tuple(more[layer] for layer in said.LAYERS)), end
                else:
                    after = grammar.after(end, ", and", "and", ",")
                    done += [(more, after)] if after is not None else []


def _one_layer(grammar: Grammar, i: int) -> Iterator[tuple[str, NounPhrase, int]]:
    """`its base is the green block`, `red is lowest`, `blue in the middle`."""
    words, singles = grammar.words, grammar.nouns.singles
    for layer, j in _LAYER.at(words, i):
        j = grammar.comma(j)
        for k in (j, *(end for _, end in _BE.at(words, j))):
            yield from ((layer, thing, end) for thing, end in singles(k))
    for thing, j in singles(i):
        for k in (j, *(end for _, end in _BE.at(words, j))):
            yield from ((layer, thing, end) for layer, end in _LAYER.at(words, k))
        figure = words[j : j + 2] in (("as", "the"), ("as", "a"), ("as", "its"))
        if figure and words[j + 2 : j + 3] and words[j + 2].isalpha():
            yield "top", thing, j + 3  # `blue as the lamp`


def _not_this(grammar: Grammar, i: int) -> Found:
    """`not the red ball but the other one goes in the bowl`, `neither this nor that but ...`."""
    words, singles = grammar.words, grammar.nouns.singles
    if words[i : i + 1] not in (("not",), ("neither",)):
        return
    for first, j in singles(i + 1):
        spoken: list[tuple[tuple[NounPhrase, ...], int]] = []
        if words[i] == "not":
            spoken.append(((first,), j))
        elif words[j : j + 1] == ("nor",):
            spoken += [((first, second), k) for second, k in singles(j + 1)]
        for others, k in spoken:
            but = grammar.after(k, ", but", "but")
            for command, end in grammar.commands(but) if but is not None else ():
                yield Errand((*(Regard(other) for other in others), command)), end


def _headed(grammar: Grammar, i: int) -> Found:
    """`green bowl, red ball inside`."""
    words = grammar.words
    for holder, j in grammar.nouns.singles(i):
        if words[j : j + 1] == (",",) and isinstance(holder, Noun) and holder.kind != "drawer":
            for thing, k in grammar.nouns.phrases(j + 1):
                for relation, end in IN_IT.at(words, k):
                    if words[end : end + 1] in _ENDS:
                        yield Put(thing, (Place(relation, holder),)), end


def _left_free(grammar: Grammar, i: int) -> Found:
    """`leave 10 cm of air on the left of the plate, and then comes the can`."""
    words = grammar.words
    if words[i : i + 1] != ("leave",):
        return
    for gap, j in grammar.distances(i + 1):
        for _, k in _AIR.at(words, j):
            for place, m in grammar.all_places(k):
                for _, n in _COMES.at(words, m) if place[0].relation in DIRECTION_OF else ():
                    there = (replace(place[0], gap=gap),)
                    yield from ((Put(thing, there), end) for thing, end in grammar.nouns.phrases(n))


def _shared(grammar: Grammar, i: int) -> Found:
    """`the bowl gets the ball, the plate the can`."""
    words, singles = grammar.words, grammar.nouns.singles
    for holder, j in singles(i):
        for _, k in _GETS.at(words, j):
            for inside, m in singles(k):
                n = grammar.after(m, ", and", ",", "and")
                for other, p in singles(n) if n is not None else ():
                    for second, end in singles(p) if isinstance(other, Noun) and other.kind else ():
                        yield Errand((
                            Put(inside, (Place("to", holder),)), Put(second, (Place("to", other),)),
                        )), end  # fmt: skip


def _where(grammar: Grammar, thing: NounPhrase, i: int, j: int) -> Found:
    """`... stays put`, `... needs a new home, namely the bowl`, `..., up in the air with it`."""
    words = grammar.words
    yield from ((Vacant(thing), end) for _, end in _STAYS_EMPTY.at(words, j))
    for _, end in _STAYS.at(words, j):
        if words[end : end + 1] in _ENDS:
            yield Guard(thing, None, still=True), end
    yield from ((Pick(thing), end) for _, end in _UP.at(words, j))
    if i > 0 and words[i - 1] in ("give", "find"):
        for _, k in _HOME.at(words, j):
            yield from ((Put(thing, places), end) for places, end in grammar.all_places(k))
    for needs in ("needs", "wants", "could do with", "could use", "is looking for"):
        m = grammar.after(j, needs)
        for _, k in _HOME.at(words, m) if m is not None else ():
            for _, n in _NAMELY.at(words, k):
                for target, end in grammar.nouns.singles(n):
                    yield Put(thing, (Place("to", target),)), end
    if isinstance(thing, Noun) and thing.kind == "button" and words[j : j + 1] == ("in",):
        if words[j + 1 : j + 2] in _ENDS:
            yield Press(thing), j + 1
        return
    for _, end in _INSIDE.at(words, j) if i == 0 else ():
        if words[end : end + 1] in _ENDS:
            yield Put(thing, (Place("in", None),)), end


def _bearing(grammar: Grammar, thing: NounPhrase, i: int, wished: bool, first: bool) -> Found:
    """`... should carry the can`, `... should be carried by the plate`."""
    words = grammar.words
    bears = _WISHED_BEARS if wished or i == 0 else _BEARS
    borne = _WISHED_BORNE if wished else _BORNE
    for _, j in bears.at(words, i) if isinstance(thing, Noun) else ():
        if next(ONLY.at(words, j), None) is None:
            for above, end in grammar.nouns.phrases(j):
                yield Put(above, (Place("on", thing),)), end
    for _, j in borne.at(words, i):
        for below, end in grammar.nouns.singles(j):
            yield Put(thing, (Place("on", below),)), end


def _holding_only(grammar: Grammar, thing: NounPhrase, i: int) -> Found:
    """`... should hold nothing but the ball`, `... holds the ball and nothing else`."""
    words = grammar.words
    for _, j in _HOLDS.at(words, i) if isinstance(thing, Noun) else ():
        for _, k in ONLY.at(words, j):
            yield from ((Only(inside, thing), end) for inside, end in grammar.nouns.phrases(k))
        for inside, k in grammar.nouns.phrases(j):
            yield from ((Only(inside, thing), end) for _, end in _NOTHING_ELSE.at(words, k))


def _only_there(grammar: Grammar, i: int, wished: bool) -> Found:
    """`only the ball should be in the bowl`, `I want nothing but the can on the plate`."""
    words = grammar.words
    for _, j in ONLY.at(words, i):
        for thing, k in grammar.nouns.phrases(j):
            goes = [m for table in (BECOMES, *((WISHED,) if wished else ()))
                    for _, m in table.at(words, k)]  # fmt: skip
            for m in dict.fromkeys((*goes, *((k,) if wished else ()))):
                yield from ((Only(thing, target), end) for target, end in _only_in(grammar, m))
    for thing, k in grammar.nouns.phrases(i) if wished else ():
        for m in (k, *(end for _, end in WISHED.at(words, k))):
            for target, end in _only_in(grammar, m):
                yield from ((Only(thing, target), e) for _, e in _NOTHING_ELSE.at(words, end))


def _only_in(grammar: Grammar, i: int) -> Iterator[tuple[NounPhrase, int]]:
    """`in the bowl`, `on the plate`: what is to hold nothing else."""
    for places, end in grammar.all_places(i):
        if len(places) == 1 and places[0].relation in ("in", "on") and places[0].target:
            yield places[0].target, end


def _trading(grammar: Grammar, thing: NounPhrase, i: int) -> Found:
    """`... and the can should change places`, `... should change places with the can`."""
    words = grammar.words
    for _, j in _CHANGE.at(words, i):
        yield Swap(thing), j
        yield from ((Swap(thing), end) for _, end in _EACH_OTHER.at(words, j))
        for other, end in grammar.nouns.singles(j + 1) if words[j : j + 1] == ("with",) else ():
            yield from _pair(thing, other, end)


def _swapping(grammar: Grammar, i: int) -> Found:
    """`swap the ball and the can`, `trade the positions of the two blocks`."""
    words, phrases = grammar.words, grammar.nouns.phrases
    for _, j in (*_SWAP.at(words, i), *_SWAP_PLACES.at(words, i)):
        for thing, k in phrases(j):
            several = isinstance(thing, Group) or thing.plural
            if several:
                yield Swap(thing), k
                yield from ((Swap(thing), end) for _, end in _EACH_OTHER.at(words, k))
            for other, end in phrases(k + 1) if words[k : k + 1] == ("with",) else ():
                yield from _pair(thing, other, end)


def _pair(first: NounPhrase, second: NounPhrase, end: int, replaces: bool = False) -> Found:
    if isinstance(first, Noun) and isinstance(second, Noun):
        both = Group((first, second), text=f"{first.text} and {second.text}")
        yield Swap(both, replaces), end


def _replacing(grammar: Grammar, i: int) -> Found:
    """`replace the ball with the can`, `swap the ball for the can`."""
    words, singles = grammar.words, grammar.nouns.singles
    for joints, starts in ((("with", "by"), _REPLACE.at(words, i)), (("for",), _SWAP.at(words, i))):
        for _, j in starts:
            for old, k in singles(j):
                if words[k : k + 1] and words[k] in joints:
                    yield from (f for new, end in singles(k + 1)
                                for f in _pair(old, new, end, True))  # fmt: skip
    for _, j in _SUBSTITUTE.at(words, i):
        for new, k in singles(j):
            m = grammar.after(k, "in place of", "in the place of", "in lieu of")
            m = grammar.after(k, "for") if m is None and words[i].startswith("subst") else m
            for old, end in singles(m) if m is not None else ():
                yield from _pair(old, new, end, True)


def named_in_order(words: tuple[str, ...]) -> tuple[str, ...]:
    """`a ball and a can . the former goes in the bowl` with the names for `the former`."""
    at = next((i for i, word in enumerate(words) if word in said.PAIR and i), None)
    if at is None or words[at - 1] != "the":
        return words
    ends = [i for i in range(1, at) if words[i] in (*BREAKS, "and") or i == at - 1]
    for end in ends:  # what is said of them may begin before they are named again
        pairs = list(dict.fromkeys(_spoken_of(words[:end])))
        if len(pairs) == 1 and not {*words[end : at - 1]} - {*BREAKS, "and", "put", "place", "set"}:
            break
    else:
        return words
    names: dict[str, tuple[str, ...]] = dict(zip(said.PAIR, pairs[0], strict=True))
    told: list[str] = []
    for i in range(next(k for k in range(end, at) if words[k] not in (*BREAKS, "and")), len(words)):
        if words[i] == "the" and words[i + 1 : i + 2] and words[i + 1] in names:
            continue
        told += names.get(words[i], words[i : i + 1])
    return tuple(told)


def _spoken_of(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Two things that are all that words speak of."""
    nouns = NounGrammar(words)
    for start in (0, *(end for _, end in _SPEAKING.at(words, 0))):
        for first, j in nouns.singles(start):
            joint = j + (words[j : j + 1] == (",",))
            joint += words[joint : joint + 1] == ("and",)
            if joint == j or not isinstance(first, Noun):
                continue
            for k in (joint, *(end for _, end in _SPEAKING.at(words, joint))):
                for second, end in nouns.singles(k):
                    if end == len(words) and isinstance(second, Noun):
                        yield _definite(words[start:j]), _definite(words[k:end])


def _definite(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("the", *words[1:]) if words[0] in ("a", "an", "one") else words
