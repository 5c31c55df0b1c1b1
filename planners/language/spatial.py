"""Requests about space, read as bags of elements: what is done, to what, where, how, minding what.

People say these in any order: `10 cm to the left, that is how far I want it pushed`. Every word
must belong to an element or be one that says nothing, and the elements must make exactly one
command with its cautions; else there is no reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

from vla.measures import OPPOSITE

from . import lexicon
from . import spatial_deeds as done
from . import spatial_words as said
from .commands import CommandGrammar
from .fillers import FILLERS
from .guards import guards
from .noun_words import REGIONS
from .patterns import PatternGrammar, Patterns, Words
from .phrases import BREAKS, Phrases, number
from .spatial_commands import Elements, KeptOff, Request, Sided, made
from .spatial_rules import RULES
from .syntax import Group, Guard, Noun, NounPhrase, Place, SlowPart, Zone
from .zone_words import NEAR, PARTS, SLOWLY, VERY_SLOWLY

MAX_BAGS = 300
"""Ways to read the rest of a text that are kept at a word."""
MAX_WORDS = 80
"""Of a text that is one request."""
RELATION = {side: relation for relation, side in lexicon.DIRECTION_OF.items()}
SLOWNESS = {"slow": SLOWLY, "very slow": VERY_SLOWLY}


def _plain(*phrases: str) -> Phrases[None]:
    return Phrases(dict.fromkeys(phrases))


_FLANK = Phrases(said.FLANK)
_TABLES: dict[str, Phrases[Any]] = {
    "hand": Phrases(said.HAND),
    "who": Phrases(said.WHO),
    "way": Phrases(said.WAY),
    "side": Phrases(said.SIDE),
    "flank": _FLANK,
    "left_or_right": Phrases(said.LEFT_OR_RIGHT),
    "some_share": Phrases(said.SHARE),
    "slow": Phrases(said.SLOW),
    "creep": Phrases(said.CREEP),
    "manner": Phrases(said.MANNERS),
    "whole_pace": Phrases(said.WHOLE_PACES),
    "part_name": Phrases(PARTS | said.PART_EXTRAS),
    **{name: _plain(*phrases) for name, phrases in {
        "speed": said.SPEED, "usual": said.USUAL, "at": said.AT, "reduce": said.REDUCE,
        "reduced": said.REDUCED, "mover": said.MOVER, "when": said.WHEN, "are": said.ARE,
        "nearby": said.NEARBY, "within": said.WITHIN, "ring": said.RING, "across": said.ACROSS,
        "of_table": lexicon.OF_TABLE, "stay": said.STAY, "have": said.HAVE, "never": said.NEVER,
        "always": said.ALWAYS, "may_never": said.MAY_NEVER, "modal": said.MODAL,
        "leave_side": said.LEAVE_SIDE, "come": said.COME, "of_room": said.ROOM, "keep": said.KEEP,
        "push": done.PUSH, "a_push": done.A_PUSH, "move": done.MOVE, "carry": done.CARRY,
        "grasp": done.GRASP, "a_grasp": done.A_GRASP, "drop": done.DROP, "fall": done.FALL,
        "shut": done.SHUT, "close": done.CLOSE, "go": done.GO, "lead": done.LEAD,
        "unlifted": done.UNLIFTED, "other_way": done.THE_OTHER_WAY,
    }.items()},
}  # fmt: skip
_SKIPPED = _plain(*((done.SKIPPED | {*FILLERS} | {*said.ALL_ALONG}) - done.NOT_SKIPPED))
_REGION_EXTRAS = Phrases(said.REGION_EXTRAS)
_OF_TABLE = Phrases.of(lexicon.OF_TABLE)
_PERCENT = Phrases.of(("%", "percent", "per cent"))
_VERBS = ("push", "move", "carry", "grasp", "drop", "shut", "go", "lead")


# --- what is made of the bindings of a rule ----------------------------------------------------


def _beside(
    things: NounPhrase, side: str = "", flank: str = "", own_flank: str = ""
) -> tuple[NounPhrase, str]:
    return things, side or flank or own_flank


def _place_beside(
    beside: tuple[NounPhrase, str] | None = None,
    things: NounPhrase | None = None,
    flank: str = "",
    own_flank: str = "",
    dist: float | None = None,
) -> Place:
    target, side = beside or (things, flank or own_flank)
    return Place(RELATION[side], target, gap=dist)


def _rated(
    share: float | None = None, percent: float | None = None, cut_by: float | None = None
) -> float:
    """A share of the usual speed; `twice as slowly` says no number."""
    if cut_by is not None:
        return round(1.0 - cut_by, 4)
    told = share if share is not None else percent
    return 0.5 if told is None else told


def _pace(rated: float | None = None, slowed: str | None = None, **_: object) -> float:
    return rated if rated is not None else SLOWNESS[slowed or "slow"]


def _paced(
    manner: float | None = None, rated: float | None = None, whole_pace: float | None = None,
    **_: object,
) -> float:  # fmt: skip
    return next((f for f in (rated, manner, whole_pace) if f is not None), 0.4)


def _zone(
    things: NounPhrase | None = None, dist: float = NEAR, pace: float | None = None,
    share: float | None = None, **_: object,
) -> Zone | None:  # fmt: skip
    told = pace if pace is not None else share
    return None if things is None or told is None else Zone(things, dist, told)


def _slow_part(
    part_name: str, pace: float | None = None, share: float | None = None, **_: object
) -> SlowPart | None:
    told = pace if pace is not None else share
    return None if told is None else SlowPart(part_name, told)


def _sided(
    beside: tuple[NounPhrase, str], who: str | None = None, whom: NounPhrase | None = None
) -> Sided:
    return Sided(*beside, whom or who)


def _sided_on(things: NounPhrase, left_or_right: str) -> Sided:
    return Sided(things, OPPOSITE[left_or_right], "hand")


def _kept_off(
    dist: float, things: NounPhrase | None = None, who: str | None = None,
    whom: NounPhrase | None = None, **_: object,
) -> KeptOff | None:  # fmt: skip
    return None if things is None else KeptOff(things, dist, whom or who)


def _named(verb: str, **_: object) -> str:
    return verb


_MAKERS: dict[str, Callable[..., Any]] = {
    "beside": _beside,
    "place_beside": _place_beside,
    "place_over": lambda things: Place("to", things),
    "region": lambda region_name: region_name,
    "place_region": lambda region: Place("region", region=region),
    **dict.fromkeys(("reached", "named_region"), lambda region: Place("region", region=region)),
    "from_above": lambda dist, region: (dist, Place("region", region=region)),
    "dist": lambda measure: measure,
    "share": lambda some_share=None, percent=None: some_share if percent is None else percent,
    "rated": _rated,
    "slowed": lambda slow=None, creep=None: slow or creep or "slow",
    "pace": _pace,
    "paced": _paced,
    "zone": _zone,
    "slow_part": _slow_part,
    "sided": _sided,
    "sided_on": _sided_on,
    "kept_off": _kept_off,
    **dict.fromkeys(("thing", "with_thing", "fronted"), lambda one: one),
    **dict.fromkeys(("gap", "height", "amount"), lambda dist: dist),
    "way_to": lambda way: way,
    **dict.fromkeys(("line", "no_lift", "later", "hand_said", "it", "there"), lambda **_: True),
    **{f"verb_{verb}": partial(_named, verb) for verb in _VERBS},
}
_PATTERNS = Patterns(RULES, _TABLES, _MAKERS)
_ELEMENTS: dict[str, str] = {
    "place_beside": "place", "place_over": "place", "place_region": "place", "reached": "reached",
    "named_region": "named_region", "from_above": "from_above", "gap": "gap", "height": "height",
    "amount": "amount", "way_to": "way", "line": "line", "no_lift": "no_lift", "later": "later",
    "hand_said": "hand", "thing": "thing", "with_thing": "with_thing", "fronted": "fronted",
    "it": "it", "there": "there", "paced": "pace", "zone": "caution",
    "slow_part": "caution", "sided": "caution", "sided_on": "caution", "kept_off": "caution",
    **{f"verb_{verb}": "verb" for verb in _VERBS},
}  # fmt: skip
"""Rule -> what sort of element it is."""


class SpatialGrammar:
    """Reads one text that is about space."""

    def __init__(self, words: Words):
        self.words = words
        self._commands = CommandGrammar(words)
        self._patterns = PatternGrammar(words, _PATTERNS, {
            "measure": self._measures, "things": self._things, "whom": self._things,
            "one": self._one, "percent": self._percent, "region_name": self._regions,
            "own_flank": self._own_flank, "bare_hand": self._bare_hand,
            "cut_by": lambda i: self._patterns.values("share", i),
        })  # fmt: skip
        self._bags: dict[int, dict[Elements, int]] = {}

    @cached_property
    def requests(self) -> list[Request]:
        """Readings of the whole text that hold most together; none where these differ in more
        than what the scene can tell."""
        bags = self._rest(0) if len(self.words) <= MAX_WORDS else {}
        for least in sorted(set(bags.values())):
            found = [made(bag) for bag, cost in bags.items() if cost == least]
            requests = list(dict.fromkeys(request for request in found if request is not None))
            if requests:
                commands = {request.command for request in requests}
                return requests if len(commands) == len(requests) else []
        return []

    def _rest(self, i: int) -> dict[Elements, int]:
        """Elements that the words from `i` on are made of, and how loosely they hang together."""
        if i >= len(self.words):
            return {(): 0}
        if i not in self._bags:
            found: dict[Elements, int] = {}
            for element, end in self._elements(i):
                cost = end > i + 1 if element is None else self._looseness(element[0], i, end)
                for rest, more in self._rest(end).items():
                    named = element is None or (element[0] == "thing" and element in rest)
                    bag = rest if element is None or named else (element, *rest)
                    found[bag] = min(found.get(bag, MAX_BAGS), cost + more)
            tight = sorted(found.items(), key=lambda item: item[1])
            self._bags[i] = dict(tight[:MAX_BAGS])
        return self._bags[i]

    def _looseness(self, sort: str, i: int, end: int) -> int:
        """Two for an element, one more for a break inside a caution; a phrase left out is one."""
        inside = sum(word in BREAKS for word in self.words[i : end - 1])
        return 2 + (inside if sort == "caution" else 0)

    def _elements(self, i: int) -> list[tuple[tuple[str, Any] | None, int]]:
        """Elements that begin at word `i`, the longest first."""
        found: list[tuple[tuple[str, Any] | None, int]] = [
            ((sort, value), end) for rule, sort in _ELEMENTS.items()
            for value, end in self._patterns.values(rule, i)
        ]  # fmt: skip
        found += [
            (("caution", command), end) for command, end in guards(self._commands, i)
            if isinstance(command, Guard) and _is_named(command.thing)
        ]  # fmt: skip
        found += [(None, end) for _, end in _SKIPPED.at(self.words, i)]
        return sorted((f for f in dict.fromkeys(found) if f[1] > i), key=lambda f: -f[1])

    # --- what the patterns are made of -------------------------------------------------------

    def _measures(self, i: int) -> Iterator[tuple[float, int]]:
        first = self.words[i] if i < len(self.words) else ""
        if number(first) is not None or first in ("a", "an", "half"):
            yield from self._commands.distances(i)

    def _percent(self, i: int) -> Iterator[tuple[float, int]]:
        value = number(self.words[i]) if i < len(self.words) else None
        if value is not None:
            yield from ((value / 100, end) for _, end in _PERCENT.at(self.words, i + 1))

    def _things(self, i: int) -> Iterator[tuple[NounPhrase, int]]:
        yield from ((t, end) for t, end in self._commands.nouns.phrases(i) if _is_named(t))

    def _one(self, i: int) -> Iterator[tuple[NounPhrase, int]]:
        for thing, end in self._commands.nouns.singles(i):
            if isinstance(thing, Noun) and _is_named(thing):
                yield thing, end

    def _own_flank(self, i: int) -> Iterator[tuple[str, int]]:
        """`left side` behind a possessive: of nothing else."""
        for side, end in _FLANK.at(self.words, i):
            if self.words[end : end + 1] not in (("of",), ("from",)):
                yield side, end

    def _bare_hand(self, i: int) -> Iterator[tuple[str, int]]:
        """`hand to the near edge`, but not `hand over the block`."""
        if self.words[i : i + 1] == ("hand",) and self.words[i + 1 : i + 2] != ("over",):
            yield "hand", i + 1

    def _regions(self, i: int) -> Iterator[tuple[str, int]]:
        """Parts of the table; a bare `left` is none unless `of the table` follows."""
        for region, end in (*REGIONS.at(self.words, i), *_REGION_EXTRAS.at(self.words, i)):
            bare = self.words[end - 1] in (*lexicon.SIDES, "rear", "far", "near", "close")
            if "_" in region or not bare or next(_OF_TABLE.at(self.words, end), None) is not None:
                yield region, end


def _is_named(thing: NounPhrase) -> bool:
    """Whether a phrase says of itself what it is; the table is no thing."""
    if isinstance(thing, Group):
        return all(map(_is_named, thing.members))
    named = thing.kind is not None or bool(thing.colors) or thing.unknown in lexicon.FOREIGN
    return named and not thing.pronoun and not thing.other and thing.kind != "table"
