"""Commands: every way to read one clause that begins at a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import verbs
from .adjectives import share_head
from .approaching import approaching
from .command_words import (
    A_BIT,
    A_PRESS,
    ALONG,
    AWAY,
    BECOMES,
    BY_HANDLE,
    BY_PUSHING,
    CLOSE,
    CONTRAST,
    DO_IT,
    EMPTY,
    FILL,
    FRACTIONS,
    FROM_HEIGHT,
    FROM_THERE,
    HEIGHT_TAIL,
    HOLDS,
    IN_THE_AIR,
    LET_FALL,
    LYING,
    OFF,
    OPEN,
    OPEN_AROUND,
    OUT,
    PICK,
    PRESS,
    PUSH,
    PUSH_FRONT,
    PUSH_TO,
    PUT,
    SO_THAT,
    SPEEDS,
    SWITCH,
    TAKE_OFF,
    TAKE_TO,
    TOGETHER,
    TOWERS,
    UNTIL_SHUT,
    WAYS,
)
from .followups import followups
from .guards import guards
from .lexicon import DIRECTION_OF
from .reaching import reaching, releases
from .schemata import errands, started
from .styles import styled
from .sweeping import sweeping
from .syntax import (
    Command,
    Errand,
    Group,
    Manner,
    Noun,
    NounPhrase,
    Pick,
    Place,
    Press,
    Push,
    PushTo,
    Put,
    Relation,
    TakeOff,
    Turn,
)
from .towers import Found, TowerGrammar
from .turning import turning
from .wishes import passives, verbless, wishes
from .zones import sides, thing_sides, zones

_CLOSED = ((), (".",), (",",), ("and",), ("then",))
"""What comes after a clause."""


class CommandGrammar(TowerGrammar):
    """Reads the commands of one instruction."""

    def __init__(self, words: tuple[str, ...]):
        super().__init__(words)
        self._memo: dict[int, list[tuple[Command, int]]] = {}

    def commands(self, i: int) -> list[tuple[Command, int]]:
        """Commands that begin at word `i`, and where they end."""
        if i not in self._memo:
            found: list[tuple[Command, int]] = []
            for rule in (
                self._put, self._take, self._take_off, self._push, self._give,
                self._turn, self._press, self._stack, self._tower, self._unstack,
                self._sort, self._fill, self._manner,
            ):  # fmt: skip
                found += rule(i)
            found += (*reaching(self, i), *guards(self, i), *zones(self, i), *sides(self, i))
            found += (*errands(self, i), *releases(self, i))
            found += (*wishes(self, i), *passives(self, i), *verbless(self, i))
            found += followups(self, i)
            found += (*thing_sides(self, i), *styled(self, i))
            found += (*approaching(self, i), *sweeping(self, i), *turning(self, i))
            self._memo[i] = list(dict.fromkeys(found))[:60]
            self.nouns.furthest = max([self.nouns.furthest, *(end for _, end in found)])
        return self._memo[i]

    # --- moving things ---------------------------------------------------------------

    def _put(self, i: int) -> Found:
        for verb, j in PUT.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                if verb in verbs.MOVE_ALONE and self.words[k : k + 1] in _CLOSED:
                    yield Put(thing, ()), k
                yield from self._placed(thing, k, verb.split()[0] in verbs.INTO)
                for source, m in self._sources(thing, k):
                    yield from self._placed(source, m, False)
            for places, k in self.all_places(j):
                for thing, end in self.nouns.phrases(self.comma(k)):
                    yield Put(thing, places), end
        yield from self._take_and_put(i)
        yield from self._let_fall(i)
        for thing, j in self.nouns.phrases(self.after(i, "for", "with") or i):
            # `the red block: put it in the bowl`
            for _, k in (*PUT.at(self.words, j + 1), *TAKE_TO.at(self.words, j + 1)):
                m = self.after(k, "it", "them all", "them", "that", "all of them", "the lot",
                               "the whole lot", "everything", "all of it", "both")  # fmt: skip
                if self.words[j : j + 1] == (",",) and m is not None:
                    for places, end in self.all_places(m):
                        yield Put(thing, places), end
        # `into the bowl put the red block`
        for places, j in self.all_places(i) if self.words[i : i + 1] != ("with",) else ():
            for _, k in (
                *PUT.at(self.words, self.comma(j)),
                *BECOMES.at(self.words, self.comma(j)),
            ):
                for thing, end in self.nouns.phrases(k):
                    yield Put(thing, places), end
            with_ = self.after(j, "with", "go", ", with")
            for k in (*((j + 1,) if self.words[j : j + 1] == (",",) else ()), with_):
                for thing, end in self.nouns.phrases(k) if k is not None else ():
                    yield Put(thing, places), end

    def _placed(self, thing: NounPhrase, i: int, into: bool) -> Found:
        """Where a thing is put: `back over in the bowl`, `so that it is next to the mug`."""
        k = next((end for _, end in AWAY.at(self.words, i)), i)
        for m in (i, *((k,) if k > i else ()), *(end for _, end in SO_THAT.at(self.words, k))):
            for places, end in self.all_places(m):
                if into and places[0].relation not in ("in", "on"):
                    continue
                yield Put(thing, places), end
                for last in self._not_elsewhere(end):
                    yield Put(thing, places), last
                yield from self._except(thing, places, end)
                yield from self._dropped(thing, places, end)
        if isinstance(thing, Group) and len(thing.members) == 2:
            for _, end in TOGETHER.at(self.words, k):
                yield Put(thing.members[0], (Place("near", thing.members[1]),)), end

    def _not_elsewhere(self, i: int) -> Iterator[int]:
        """`... rather than on the plate`."""
        for _, j in CONTRAST.at(self.words, i):
            for k in (j, *(k for _, k in LYING.at(self.words, j))):
                yield from (end for _, end in self.all_places(k))

    def _sources(self, thing: NounPhrase, i: int) -> Iterator[tuple[NounPhrase, int]]:
        """`move the block from the bowl ...`: the one that is there."""
        for _, end in FROM_THERE.at(self.words, i):
            yield thing, end
        for _, j in OFF.at(self.words, i):
            for source, end in self.nouns.singles(j):
                end = self.after(end, "and") or end
                if isinstance(thing, Noun) and not thing.pronoun:
                    there = Relation("in", (source,))
                    yield replace(thing, relations=(*thing.relations, there)), end
                elif isinstance(thing, Noun):
                    yield thing, end

    def _take_and_put(self, i: int) -> Found:
        """`pick up all blocks and put them in the bin`: one after the other."""
        for _, j in PICK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                joint = self.after(k, "and then", "and", ", and", ", then", "then")
                k = self.after(k, "one by one", "one at a time", "one after the other") or k
                joint = self.after(k, "and then", "and", ", and", ", then", "then")
                many = isinstance(thing, Group) or thing.plural or thing.quantity in ("all", "each")
                for _, m in PUT.at(self.words, joint) if joint is not None and many else ():
                    them = self.after(m, "them all", "all of them", "both of them", "them both",
                                      "each of them", "them", "both", "those", "all", "it",
                                      "each")  # fmt: skip
                    for places, end in self.all_places(them) if them is not None else ():
                        yield Put(thing, places), end

    def _dropped(self, thing: NounPhrase, places: tuple[Place, ...], i: int) -> Found:
        """`... from 3 cm above`."""
        for _, j in FROM_HEIGHT.at(self.words, self.comma(i)):
            for drop, k in self.distances(j):
                for end in (k, *(end for _, end in HEIGHT_TAIL.at(self.words, k))):
                    yield Put(thing, places, drop), end

    def _let_fall(self, i: int) -> Found:
        """`let the block fall from 3 cm in the corner`."""
        first = self.after(i, "let", "letting")
        for thing, j in self.nouns.phrases(i if first is None else first):
            for _, k in LET_FALL.at(self.words, j):
                for places, end in self.all_places(k):
                    yield from self._dropped(thing, places, end)
                    yield Put(thing, places), end
                for put, m in self._dropped(thing, (), k):
                    for places, end in self.all_places(m):
                        yield replace(put, places=places), end

    def _except(self, thing: NounPhrase, places: tuple[Place, ...], i: int) -> Found:
        """`put all blocks in the bin except the red one`."""
        if isinstance(thing, Noun) and not thing.excluded:
            many = thing.plural or thing.pronoun
            for word, excluded, end in self.nouns.exclusions(i):
                if many or word in ("not", "and not", "but not", "rather than", "instead of"):
                    left_out = (
                        share_head((thing, excluded))[-1]
                        if isinstance(excluded, Noun)
                        else excluded
                    )
                    yield Put(replace(thing, excluded=(left_out,)), places), end

    def _take(self, i: int) -> Found:
        for _, j in TAKE_TO.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "over", "up", "up and over") or k
                for places, end in self.all_places(k):
                    to = self.words[self.comma(k)] in ("into", "onto", "to", "over", "toward")
                    if to:
                        yield Put(thing, places), end
        for verb, j in PICK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                yield Pick(thing), k
                yield from ((Pick(thing), end) for _, end in A_BIT.at(self.words, k))
                for hold, held in HOLDS.at(self.words, k):
                    yield Pick(thing, hold), held
                if verb.split()[0] in verbs.UP:
                    up = self.after(k, "up", "off the table", "up off the table")
                    if up is not None:
                        yield Pick(thing), up
                air = next((end for _, end in IN_THE_AIR.at(self.words, k)), None)
                if air is not None:
                    yield Pick(thing), air
                    yield from ((Pick(thing, hold), end) for hold, end in HOLDS.at(self.words, air))

    def _take_off(self, i: int) -> Found:
        for verb, j in TAKE_OFF.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                for _, m in OFF.at(self.words, k):
                    for tower in TOWERS:
                        end = self.after(m, tower)
                        if end is not None:
                            yield TakeOff(thing, None), end
                    for source, end in self.nouns.singles(m):
                        yield TakeOff(thing, source), self._to_table(end)
                        yield from self._and_off(thing, source, end)
                for _, end in OUT.at(self.words, k):
                    if verb.split()[0] in ("take", "taking", "get", "getting", "lift", "lifting"):
                        yield TakeOff(thing, None), self._to_table(end)
        for _, j in EMPTY.at(self.words, i):
            for source, end in self.nouns.singles(j):
                yield TakeOff(None, source), self._to_table(end)

    def _and_off(self, thing: NounPhrase, source: NounPhrase, i: int) -> Found:
        """`get everything off the plate and out of the bowl`."""
        joint = self.after(i, "and", ", and", ",")
        for _, k in OFF.at(self.words, joint) if joint is not None else ():
            for other, end in self.nouns.singles(k):
                yield Errand((TakeOff(thing, source), TakeOff(thing, other))), end

    def _to_table(self, i: int) -> int:
        return self.after(i, "and put it on the table", "onto the table") or i

    def _push(self, i: int) -> Found:
        for verb, j in PUSH.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "over") or k
                moving = verb.split()[0] in ("move", "moving", "shift", "shifting", "displace")
                yield from self._pushed(thing, k, moving)
        for _, j in PUSH_TO.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                for place, end in self.places(self.after(k, "over") or k):
                    if place.relation in ("region", "near", *DIRECTION_OF):
                        yield PushTo(thing, place), end

    def _pushed(self, thing: NounPhrase, i: int, moving: bool) -> Found:
        if not moving:
            yield Push(thing, None), i
            for distance, end in self.distances(i):
                yield Push(thing, None, distance), end
            for _, m in ALONG.at(self.words, i):
                yield from ((replace(push, line=True), end) for push, end in self.ways(thing, m))
        for push, m in self.ways(thing, i, moving):
            yield push, m
            for _, end in ALONG.at(self.words, self.comma(m)):
                yield replace(push, line=True), end
                for distance, further in self.distances(self.comma(end)):
                    if push.distance is None:
                        yield replace(push, line=True, distance=distance), further

    def ways(self, thing: NounPhrase, i: int, moving: bool = False) -> Iterator[tuple[Push, int]]:
        """`to the left`, `7 cm to the left`, `to the left by 7 cm`."""
        i = self.comma(i)
        for way, m in WAYS.at(self.words, i):
            m = self.after(m, "a little , say", "a bit , say", "a little", "a bit", "just") or m
            if not moving:
                yield Push(thing, way), m
            for distance, end in self.distances(self.comma(m)):
                yield Push(thing, way, distance), end
        for distance, m in self.distances(i):
            for way, end in WAYS.at(self.words, self.comma(m)):
                yield Push(thing, way, distance), end

    def _fill(self, i: int) -> Found:
        for _, j in FILL.at(self.words, i):
            for into, k in self.nouns.singles(j):
                with_ = self.after(k, "with")
                if with_ is not None:
                    for thing, end in self.nouns.phrases(with_):
                        yield Put(thing, (Place("in", into),)), end

    # --- fixtures ---------------------------------------------------------------

    def _give(self, i: int) -> Found:
        """`give the red block a push to the left`."""
        start = self.after(i, "give", "giving")
        for thing, j in self.nouns.singles(start) if start is not None else ():
            yield from ((Press(thing), end) for _, end in A_PRESS.at(self.words, j))
            pushed = self.after(j, "a push", "a shove", "a nudge", "a little push", "a gentle push",
                                "a little nudge", "a small push")  # fmt: skip
            if pushed is not None:
                yield from self._pushed(thing, pushed, False)

    def _turn(self, i: int) -> Found:
        for opening, table in ((True, OPEN), (False, CLOSE)):
            partly = [(share, j) for share, m in FRACTIONS.at(self.words, i)
                      for _, j in table.at(self.words, m)]  # fmt: skip
            for share, j in partly:
                yield from ((Turn(f, opening, share), m) for f, m in self.nouns.phrases(j))
            for _, j in table.at(self.words, i):
                for fraction, k in self._fractions(j):
                    for fixture, m in self.nouns.phrases(k):
                        yield from self._by(fixture, opening, fraction, m)
        for _, j in PUSH_FRONT.at(self.words, i):
            for fixture, k in self.nouns.phrases(j):
                for end in (k, *(end for _, end in UNTIL_SHUT.at(self.words, k))):
                    yield Turn(fixture, False, pushing=True), end
        around = {"open": True, "wide open": True, "shut": False, "closed": False, "on": True,
                  "off": False, "out": True, "in": False, "back in": False,
                  "half open": True}  # fmt: skip
        for _, j in (*OPEN_AROUND.at(self.words, i), *SWITCH.at(self.words, i)):
            for fixture, k in self.nouns.phrases(j):
                for word, opening in around.items():
                    end = self.after(k, word) if (word, self.words[i]) != ("in", "put") else None
                    start = started(fixture) if word == "on" else None
                    if end is not None and start is not None:
                        yield start, end
                    elif end is not None:
                        fraction = 0.5 if word == "half open" else 1.0
                        yield from self._by(fixture, opening, fraction, end)
        for _, j in SWITCH.at(self.words, i):
            for word in ("on", "off"):
                k = self.after(j, word)
                if k is not None:
                    for fixture, end in self.nouns.phrases(k):
                        if started(fixture) is None:
                            yield Turn(fixture, word == "on"), end

    def _by(self, fixture: NounPhrase, opening: bool, fraction: float, i: int) -> Found:
        for _, end in BY_HANDLE.at(self.words, i):
            yield Turn(fixture, opening, fraction), end
        for _, end in BY_PUSHING.at(self.words, i):
            yield Turn(fixture, opening, fraction, pushing=True), end
        if fraction != 1.0:
            yield Turn(fixture, opening, fraction), i
            return
        for by, end in self._fractions(i):
            yield Turn(fixture, opening, by), end
            again = self.after(end, "open", "again", "up", "shut", "closed", "back up")
            if again is not None and (by != 1.0 or self.words[again - 1] in ("again", "up")):
                yield Turn(fixture, opening, by), again

    def _press(self, i: int) -> Found:
        for _, j in PRESS.at(self.words, i):
            for button, end in self.nouns.phrases(j):
                yield Press(button), self.after(end, "down", "in", "once", "one time") or end

    def _manner(self, i: int) -> Found:
        for speed, end in SPEEDS.at(self.words, i):
            yield Manner(speed), end
        for _, end in DO_IT.at(self.words, i):
            yield Manner(None), end
