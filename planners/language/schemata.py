"""Errands: words that stand for several steps, such as `microwave the soup`.

A schema is expanded into the commands it is made of, before anybody looks at a scene; the builder
then adds what each of them needs, such as opening the oven first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import errand_words
from .phrases import Phrases
from .places import PlaceGrammar
from .syntax import Command, Errand, Group, Noun, NounPhrase, Place, Press, Put, Turn

_THINGS = {
    "heat": Phrases.of(errand_words.HEAT),
    "toast": Phrases.of(errand_words.TOAST),
    "wash": Phrases.of(errand_words.WASH),
    "throw": Phrases.of(errand_words.THROW),
    "chill": Phrases.of(errand_words.CHILL),
}
_AWAY, _GONE = Phrases.of(errand_words.AWAY), Phrases.of(errand_words.GONE)
_WASHING = Phrases.of(errand_words.WASHING)
_TIDY, _LAY = Phrases.of(errand_words.TIDY), Phrases.of(errand_words.LAY)
_LEFT_HANDED = Phrases.of(errand_words.LEFT_HANDED)
_START, _LIGHTS = Phrases.of(errand_words.START), Phrases(errand_words.LIGHTS)

Found = Iterator[tuple[Command, int]]


def _the(kind: str) -> Noun:
    return Noun(kind, text=f"the {kind}")


def _into(thing: NounPhrase, kind: str) -> Put:
    return Put(thing, (Place("in", _the(kind)),))


def _heated(thing: NounPhrase) -> tuple[Command, ...]:
    return _into(thing, "microwave"), Turn(_the("microwave"), False), Press(_the("timer"))


_EXPANSIONS: dict[str, Callable[[NounPhrase], tuple[Command, ...]]] = {
    "heat": _heated,
    "toast": lambda thing: (_into(thing, "toaster"), Press(_the("lever"))),
    "wash": lambda thing: (_into(thing, "sink"), Turn(_the("tap"), True)),
    "throw": lambda thing: (_into(thing, "bin"),),
    "chill": lambda thing: (_into(thing, "fridge"), Turn(_the("fridge"), False)),
}
"""What is done with a thing -> the commands that do it."""

_STARTED: dict[str, Command] = {
    "microwave": Press(_the("timer")),
    "toaster": Press(_the("lever")),
    "sink": Turn(_the("tap"), True),
}
"""An appliance -> what turns it on."""


def errands(grammar: PlaceGrammar, i: int) -> Found:
    """Errands that begin at word `i`."""
    words, nouns = grammar.words, grammar.nouns
    for name, table in _THINGS.items():
        for verb, j in table.at(words, i):
            for thing, end in nouns.phrases(j):
                errand = Errand(_EXPANSIONS[name](thing))
                if verb == "give":
                    yield from ((errand, last) for _, last in _WASHING.at(words, end))
                    continue
                yield errand, grammar.after(end, "up", "off") or end
                for place, last in nouns.targets(end):
                    if place.relation == "in" and _is_where(place.target, errand):
                        yield errand, last
    for _, j in _AWAY.at(words, i):
        for thing, k in nouns.phrases(j):
            yield from ((Errand(_EXPANSIONS["throw"](thing)), end) for _, end in _GONE.at(words, k))
    for _, end in _TIDY.at(words, i):
        everything = Noun("thing", "all", plural=True, text="everything")
        into = Group((_the("tray"), _the("bin")), choice=True, text="the tray")
        yield Errand((Put(everything, (Place("in", into),)),)), end
    for _, j in _LAY.at(words, i):
        yield _laid("right_of", "left_of"), j
        for _, end in _LEFT_HANDED.at(words, j):
            yield _laid("left_of", "right_of"), end
    for on, end in _LIGHTS.at(words, i):
        yield Turn(_the("switch"), on), end
    for _, j in _START.at(words, i):
        for thing, end in nouns.singles(j):
            start = started(thing)
            if start is not None:
                yield start, end


def started(thing: NounPhrase) -> Command | None:
    """What turns an appliance on that is not opened to be turned on."""
    return _STARTED.get(str(thing.kind)) if isinstance(thing, Noun) else None


def _is_where(target: NounPhrase | None, errand: Errand) -> bool:
    """Whether a place is the one that the errand uses anyway: `toast it in the toaster`."""
    put = errand.commands[0]
    assert isinstance(put, Put)
    usual = put.places[0].target
    return isinstance(target, Noun) and isinstance(usual, Noun) and target.kind == usual.kind


def _laid(cup: str, can: str) -> Errand:
    """A place is laid: the cup on the one side of the plate, the can on the other."""
    plate = _the("plate")
    return Errand((
        Put(_the("mug"), (Place(cup, plate),)), Put(_the("can"), (Place(can, plate),)),
    ))  # fmt: skip
