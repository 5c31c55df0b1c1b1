"""Goals said without a command: `the ball goes in the bowl`, `I want the drawer opened`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from . import rare_words, turned_words, verbs, wish_words
from .command_words import BECOMES, STATES, TOGETHER, WISH, WISHED
from .nouns import NounGrammar
from .phrases import BREAKS, Phrases
from .regions import bare_regions
from .syntax import Command, Group, Noun, NounPhrase, Pick, Place, Put, Stack, Turn

FLOATING = Phrases.of(wish_words.FLOATING)
CONTAINS = Phrases.of(wish_words.CONTAINS)
IN_IT = Phrases(wish_words.IN_IT)
IS_WHERE = Phrases.of(wish_words.IS_WHERE)
ONLY = Phrases.of(turned_words.ONLY)
IN_THE_HAND = Phrases.of(wish_words.IN_THE_HAND)
THERE_BE = Phrases.of(wish_words.THERE_BE)
BE_DONE = Phrases.of(wish_words.BE_DONE)
ASKED = Phrases.of(wish_words.ASKED)
ENDING_UP = Phrases.of((*wish_words.ENDS_UP, *(f"be {done}" for done in wish_words.BROUGHT)))
NEEDS = Phrases.of(wish_words.NEEDS)
PARTICIPLES = Phrases(wish_words.PARTICIPLES | rare_words.PARTICIPLES)
GERUNDS = Phrases({
    form: base for base in wish_words.PARTICIPLES.values() for form in verbs.forms(base)[1:]
})  # fmt: skip

_NOT = Phrases.of((
    "is not", "are not", "not", "is no longer", "does not stay", "does not remain", "is not left",
    "is never", "does not stand", "no longer", "not to be", "to not be",
))  # fmt: skip
"""`make sure the drawer ... open`."""
HOLDERS = frozenset(("bowl", "bin", "plate", "tray", "drawer", "cupboard", "fridge", "shelf",
                      "microwave", "toaster", "sink", "container"))  # fmt: skip
_TIMED = (("when",), ("once",), ("at",), ("again",), ("by",), ("afterwards",))
"""After `every drawer shut`: when that is to be so."""
_AWAITED = frozenset(
    ("after", "once", "when", "soon", "as", "until", "before", "that", "so", "you")
)
"""Before `the drawer is open`, which is a claim where it stands alone."""

Found = Iterator[tuple[Command, int]]


class Grammar(Protocol):
    """What wishes need of the grammar of commands."""

    words: tuple[str, ...]
    nouns: NounGrammar

    def after(self, i: int, *phrases: str) -> int | None: ...

    def comma(self, i: int) -> int: ...

    def distances(self, i: int) -> Iterator[tuple[float, int]]: ...

    def commands(self, i: int) -> list[tuple[Command, int]]: ...

    def all_places(self, i: int) -> Iterator[tuple[tuple[Place, ...], int]]: ...

    def ways(self, thing: NounPhrase, i: int, moving: bool = False) -> Found: ...

    def layers(
        self, layers: tuple[NounPhrase, ...], i: int
    ) -> Iterator[tuple[tuple[NounPhrase, ...], int]]: ...


def wishes(grammar: Grammar, i: int) -> Found:
    """`the red block goes into the bowl`, `I want the drawer open`, `the bowl should hold it`."""
    words = grammar.words
    for thing, j in grammar.nouns.phrases(i):
        for k in _floated(words, j):
            for _, m in BECOMES.at(words, k):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))
                yield from ((Pick(thing), end) for _, end in IN_THE_HAND.at(words, m))
                yield from grammar.ways(thing, m, True)
                if isinstance(thing, Group) and len(thing.members) == 2:
                    near = (Place("near", thing.members[1]),)
                    yield from ((Put(thing.members[0], near), e) for _, e in TOGETHER.at(words, m))
        stated = words[j : j + 1] in (("is",), ("are",)) and words[max(i - 1, 0)] not in _AWAITED
        stated = stated or words[i] == "only"  # and the others are not
        for (opening, fraction), end in () if stated else STATES.at(words, j):
            if end - j > 1 or words[end : end + 1] in ((), *((mark,) for mark in BREAKS), *_TIMED):
                yield Turn(thing, opening, fraction), end
        yield from _containing(grammar, thing, j)
        yield from _where(grammar, thing, j)
    for _, j in WISH.at(words, i):
        for thing, k in grammar.nouns.phrases(j):
            for m in (k, *(m for f in _floated(words, k) for _, m in WISHED.at(words, f))):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))
                yield from ((Pick(thing), end) for _, end in IN_THE_HAND.at(words, m))
                yield from grammar.ways(thing, m, True)
            for (opening, fraction), end in STATES.at(words, k):
                yield Turn(thing, opening, fraction), end
            for _, m in _NOT.at(words, k):
                for (opening, _), end in STATES.at(words, m):
                    yield Turn(thing, not opening), end
            yield from _containing(grammar, thing, k)
    yield from _clefts(grammar, i)
    yield from _inverted(grammar, i)
    for _, j in THERE_BE.at(words, i):
        for thing, k in grammar.nouns.phrases(j):
            yield from ((Put(thing, places, total=True), end)
                        for places, end in grammar.all_places(k))  # fmt: skip
    # `in the bowl I want the ball`, `into the bowl it goes`
    for places, j in grammar.all_places(i):
        for thing, k in grammar.nouns.phrases(grammar.comma(j)):
            yield from ((Put(thing, places), end) for _, end in BECOMES.at(words, k))
        for _, k in WISH.at(words, grammar.comma(j)):
            yield from ((Put(thing, places), end) for thing, end in grammar.nouns.phrases(k))


def _inverted(grammar: Grammar, i: int) -> Found:
    """`could the ball go in the bowl`, `the ball I would like in the bowl`, `what it needs is a "
    "lid`."""
    words, phrases = grammar.words, grammar.nouns.phrases
    for asked, j in ASKED.at(words, i):
        for thing, k in phrases(j) if asked in ("could", "can", "may", "might", "let") else ():
            for _, m in ENDING_UP.at(words, k):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))
    for thing, j in phrases(i):
        for _, k in WISH.at(words, grammar.comma(j)):
            for m in (k, *(end for _, end in WISHED.at(words, k))):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(m))
    if words[i : i + 1] == ("what",):
        for target, j in phrases(i + 1):
            k = grammar.after(j, "needs", "lacks", "wants", "is missing", "is lacking", "needs now",
                              "still needs", "could do with", "could use",
                              "is waiting for")  # fmt: skip
            k = grammar.comma(k) if k is not None else k
            for be in ("is", "are"):
                m = grammar.after(k, be) if k is not None else None
                for thing, end in phrases(m) if m is not None else ():
                    last = next((e for _, e in IN_IT.at(words, end)), end)
                    yield Put(thing, (Place("to", target),)), last


def _clefts(grammar: Grammar, i: int) -> Found:
    """`it is the ball that goes in the bowl`, `what goes in the bowl is the ball`."""
    words, phrases = grammar.words, grammar.nouns.phrases
    if words[i : i + 2] == ("it", "is"):
        for thing, j in phrases(i + 2):
            for _, k in BECOMES.at(words, grammar.after(j, "that", "which") or len(words)):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(k))
    if words[i : i + 1] == ("what",):
        for _, j in (*BECOMES.at(words, i + 1), *WISH.at(words, i + 1)):
            for places, k in grammar.all_places(j):
                if words[k : k + 1] in (("is",), ("are",)):
                    yield from ((Put(thing, places), end) for thing, end in phrases(k + 1))
    for thing, j in phrases(i):
        if words[j : j + 2] in (("is", "what"), ("are", "what")):
            for _, k in (*WISH.at(words, j + 2), *BECOMES.at(words, j + 2)):
                yield from ((Put(thing, places), end) for places, end in grammar.all_places(k))


def _floated(words: tuple[str, ...], i: int) -> Iterator[int]:
    yield i
    yield from (end for _, end in FLOATING.at(words, i))


def _containing(grammar: Grammar, thing: NounPhrase, i: int) -> Found:
    """`... should contain the ball`, `... needs the red block on it`."""
    for verb, j in CONTAINS.at(grammar.words, i):
        if next(ONLY.at(grammar.words, j), None) is not None:
            continue  # what else is there has to go: see `turned`
        sure = verb.split()[-1] in (
            "contain",
            "hold",
            "have",
            "receive",
            "gets",
            "receives",
            "takes",
            "given",
            "missing",
            "lacks",
            "lack",
            "lacking",
            "for",
            "of",
            "awaits",
            "awaiting",
            "welcomes",
        )
        wants = verb.split()[-1] in ("with", "use", "needs", "need", "wants", "want")
        wants = wants and verb not in ("with", "filled with")
        for inside, k in grammar.nouns.phrases(j):
            if wants and _is_holder(thing) and _named(inside) and not _holds_any(inside):
                yield Put(inside, (Place("to", thing),)), k  # `the bowl could do with the ball`
            if sure and _holds(inside) and not _holds(thing):
                yield Put(thing, (Place("to", inside),)), k  # `the ball gets the plate`
            elif sure:
                yield Put(inside, (Place("to", thing),)), k
            for relation, end in IN_IT.at(grammar.words, k):
                yield Put(inside, (Place(relation, thing),)), end


def _holds(phrase: NounPhrase) -> bool:
    """Whether a phrase names what others are put in or on."""
    return not isinstance(phrase, Noun) or phrase.kind is None or phrase.kind in HOLDERS


def _is_holder(phrase: NounPhrase) -> bool:
    return isinstance(phrase, Noun) and phrase.kind in HOLDERS


def _holds_any(phrase: NounPhrase) -> bool:
    return any(map(_holds, phrase.members if isinstance(phrase, Group) else (phrase,)))


def _named(phrase: NounPhrase) -> bool:
    """Whether a phrase names things themselves, by `the`, `one of` or a number."""
    nouns = phrase.members if isinstance(phrase, Group) else (phrase,)
    return all(isinstance(n, Noun) and n.kind and not n.pronoun for n in nouns)


def _where(grammar: Grammar, target: NounPhrase, i: int) -> Found:
    """`... is where the green block should go`."""
    for _, j in IS_WHERE.at(grammar.words, i):
        for thing, k in grammar.nouns.phrases(j):
            put = Put(thing, (Place("to", target),))
            yield put, k
            yield from ((put, end) for _, end in BECOMES.at(grammar.words, k))
            yield from ((put, end) for _, end in WISHED.at(grammar.words, k))


def passives(grammar: Grammar, i: int, be: Phrases[str] = BE_DONE) -> Found:
    """`the drawer should be opened`, `I want it pushed 5 cm to the left`, `it needs opening`.

    Read as the command in the active voice.
    """
    words, phrases = grammar.words, grammar.nouns.phrases
    done: dict[tuple[str, int, int, int], None] = {}

    def note(table: Phrases[str], at: int, a: int, b: int) -> None:
        done.update(((base, a, b, k), None) for base, k in table.at(words, at))

    for _, j in phrases(i):
        for f in _floated(words, j):
            for _, k in be.at(words, f):
                note(PARTICIPLES, k, i, j)
            for _, k in NEEDS.at(words, f):
                note(GERUNDS, k, i, j)
    for table in (WISH, ASKED):
        for _, a in table.at(words, i):
            for _, b in phrases(a):
                be_done = grammar.after(b, "is", "are", "gets", "get") if table is WISH else None
                if be_done is not None:
                    note(PARTICIPLES, be_done, a, b)
                for k in (*((b,) if table is WISH else ()), *(k for _, k in BE_DONE.at(words, b))):
                    note(PARTICIPLES, k, a, b)
    for base, a, b, k in done:
        verb = tuple(base.split())
        active = type(grammar)((*verb, *words[a:b], *words[k:]))  # type: ignore[call-arg]
        taken = len(verb) + b - a
        for command, end in active.commands(0):
            if end >= taken:
                yield command, k + end - taken


def verbless(grammar: Grammar, i: int) -> Found:
    """`red block into the bowl`; also what follows `put A in B and ...`."""
    words = grammar.words
    for thing, j in grammar.nouns.phrases(i):
        for layers, end in grammar.layers((thing,), j):
            if len(layers) > 2:
                yield Stack(layers[::-1]), end
        if words[j : j + 1] == (",",):
            for region, end in bare_regions(words, j + 1):
                yield Put(thing, (Place("region", region=region),)), end
        away = grammar.after(j, "back", "over", "away", "up", "down", "straight") or j
        for k in dict.fromkeys((grammar.comma(j), grammar.comma(away))):
            for places, end in grammar.all_places(k):
                if places[0].relation == "with":
                    continue
                if places[0].target is not None or places[0].region is not None:
                    yield Put(thing, places), end
