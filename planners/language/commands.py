"""Commands: every way to read one clause that begins at a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import verbs
from .command_words import (
    ALONG,
    BECOMES,
    BY_HANDLE,
    BY_PUSHING,
    CLOSE,
    DO_IT,
    EMPTY,
    FACING,
    FILL,
    FROM_HEIGHT,
    HEIGHT_TAIL,
    HOLDS,
    IN_THE_AIR,
    LET_FALL,
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
    RELEASE,
    SPEEDS,
    STATES,
    SWITCH,
    TAKE_OFF,
    TAKE_TO,
    TOWERS,
    UNTIL_SHUT,
    WAYS,
    WISH,
    WISHED,
)
from .guards import guards
from .lexicon import DIRECTION_OF
from .phrases import Phrases
from .reaching import reaching
from .schemata import errands, started
from .syntax import (
    Command,
    Facing,
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
    PutDown,
    Stack,
    TakeOff,
    Turn,
)
from .towers import Found, TowerGrammar
from .zones import sides, thing_sides, zones


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
                self._put, self._take, self._take_off, self._release, self._push, self._give,
                self._turn, self._press, self._stack, self._tower, self._unstack,
                self._sort, self._fill, self._declared, self._verbless, self._manner,
            ):  # fmt: skip
                found += rule(i)
            found += (*reaching(self, i), *guards(self, i), *zones(self, i), *sides(self, i))
            found += errands(self, i)
            found += (*thing_sides(self, i), *self._facing(i))
            self._memo[i] = list(dict.fromkeys(found))[:60]
            self.nouns.furthest = max([self.nouns.furthest, *(end for _, end in found)])
        return self._memo[i]

    # --- moving things ---------------------------------------------------------------

    def _put(self, i: int) -> Found:
        for _, j in PUT.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "down", "back", "over", "away") or k
                for places, end in self._all_places(k):
                    yield Put(thing, places), end
                    yield from self._except(thing, places, end)
                    yield from self._dropped(thing, places, end)
            for places, k in self._all_places(j):
                for thing, end in self.nouns.phrases(self.comma(k)):
                    yield Put(thing, places), end
        yield from self._take_and_put(i)
        yield from self._let_fall(i)
        for thing, j in self.nouns.phrases(i):
            # `the red block: put it in the bowl`
            for _, k in (*PUT.at(self.words, j + 1), *TAKE_TO.at(self.words, j + 1)):
                m = self.after(k, "it", "them", "that", "all of them", "them all")
                if self.words[j : j + 1] == (",",) and m is not None:
                    for places, end in self._all_places(m):
                        yield Put(thing, places), end
        # `into the bowl put the red block`
        for places, j in self._all_places(i):
            for _, k in (
                *PUT.at(self.words, self.comma(j)),
                *BECOMES.at(self.words, self.comma(j)),
            ):
                for thing, end in self.nouns.phrases(k):
                    yield Put(thing, places), end
            if self.words[j : j + 1] == (",",):
                for thing, end in self.nouns.phrases(j + 1):
                    yield Put(thing, places), end

    def _take_and_put(self, i: int) -> Found:
        """`pick up all blocks and put them in the bin`: one after the other."""
        for _, j in PICK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                joint = self.after(k, "and then", "and", ", and", ", then", "then")
                many = isinstance(thing, Group) or thing.plural
                for _, m in PUT.at(self.words, joint) if joint is not None and many else ():
                    them = self.after(m, "them all", "all of them", "them", "both", "those", "all")
                    for places, end in self._all_places(them) if them is not None else ():
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
                for places, end in self._all_places(k):
                    yield from self._dropped(thing, places, end)
                for put, m in self._dropped(thing, (), k):
                    for places, end in self._all_places(m):
                        yield replace(put, places=places), end

    def _except(self, thing: NounPhrase, places: tuple[Place, ...], i: int) -> Found:
        """`put all blocks in the bin except the red one`."""
        if isinstance(thing, Noun) and (thing.plural or thing.pronoun) and not thing.excluded:
            for _, excluded, end in self.nouns.exclusions(i):
                yield Put(replace(thing, excluded=(excluded,)), places), end

    def _take(self, i: int) -> Found:
        for _, j in TAKE_TO.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "over", "up", "up and over") or k
                for places, end in self._all_places(k):
                    to = self.words[self.comma(k)] in ("into", "onto", "to", "over", "toward")
                    if to:
                        yield Put(thing, places), end
        for verb, j in PICK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                yield Pick(thing), k
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
                for _, end in OUT.at(self.words, k):
                    if verb.split()[0] in ("take", "taking", "get", "getting", "lift", "lifting"):
                        yield TakeOff(thing, None), self._to_table(end)
        for _, j in EMPTY.at(self.words, i):
            for source, end in self.nouns.singles(j):
                yield TakeOff(None, source), self._to_table(end)

    def _to_table(self, i: int) -> int:
        return self.after(i, "and put it on the table", "onto the table") or i

    def _release(self, i: int) -> Found:
        for verb, j in RELEASE.at(self.words, i):
            words = verb.split()
            for thing, k in self.nouns.phrases(j):
                if words[-1] in ("down", "of") or words[0] in ("release", "releasing", "drop"):
                    yield PutDown(thing), k
            if words[0] in ("release", "let") and words[-1] in ("release", "go"):
                yield PutDown(None), j
        for _, j in Phrases.of(("put", "set", "lay", "place", "putting")).at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                down = self.after(k, "down", "back down", "down again", "back")
                if down is not None and self.words[down - 1] != "back":
                    yield PutDown(thing), down

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
            for distance, end in self.distances(i):
                yield Push(thing, None, distance), end
            for _, m in ALONG.at(self.words, i):
                yield from ((replace(push, line=True), end) for push, end in self._ways(thing, m))
        for push, m in self._ways(thing, i, moving):
            yield push, m
            for _, end in ALONG.at(self.words, self.comma(m)):
                yield replace(push, line=True), end
                for distance, further in self.distances(self.comma(end)):
                    if push.distance is None:
                        yield replace(push, line=True, distance=distance), further

    def _ways(self, thing: NounPhrase, i: int, moving: bool = False) -> Iterator[tuple[Push, int]]:
        """`to the left`, `7 cm to the left`, `to the left by 7 cm`."""
        i = self.comma(i)
        for way, m in WAYS.at(self.words, i):
            if not moving:
                yield Push(thing, way), m
            for distance, end in self.distances(self.comma(m)):
                yield Push(thing, way, distance), end
        for distance, m in self.distances(i):
            for way, end in WAYS.at(self.words, m):
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
            pressed = self.after(j, "a press", "a push", "a tap", "a click")
            if pressed is not None:
                yield Press(thing), pressed
            pushed = self.after(j, "a push", "a shove", "a nudge", "a little push", "a gentle push",
                                "a little nudge", "a small push")  # fmt: skip
            if pushed is not None:
                yield from self._pushed(thing, pushed, False)

    def _turn(self, i: int) -> Found:
        for opening, table in ((True, OPEN), (False, CLOSE)):
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
                    end = self.after(k, word)
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

    def _facing(self, i: int) -> Found:
        for _, j in FACING.at(self.words, i):
            yield from ((Facing(thing), end) for thing, end in self.nouns.phrases(j))

    def _manner(self, i: int) -> Found:
        for speed, end in SPEEDS.at(self.words, i):
            yield Manner(speed), end
        for _, end in DO_IT.at(self.words, i):
            yield Manner(None), end

    # --- wishes ---------------------------------------------------------------

    def _declared(self, i: int) -> Found:
        """`the red block goes into the bowl`, `I want the drawer open`."""
        for thing, j in self.nouns.phrases(i):
            for _, k in BECOMES.at(self.words, j):
                for places, end in self._all_places(k):
                    yield Put(thing, places), end
            for (opening, fraction), end in STATES.at(self.words, j):
                if end - j > 1:
                    yield Turn(thing, opening, fraction), end
            contains = self.after(j, "should contain", "must contain", "should hold",
                                  "should have", "needs to contain")  # fmt: skip
            if contains is not None:
                for inside, end in self.nouns.phrases(contains):
                    yield Put(inside, (Place("in", thing),)), end
        for _, j in WISH.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                for _, m in (("", k), *WISHED.at(self.words, k)):
                    for places, end in self._all_places(m):
                        yield Put(thing, places), end
                for (opening, fraction), end in STATES.at(self.words, k):
                    yield Turn(thing, opening, fraction), end

    def _verbless(self, i: int) -> Found:
        """`red block into the bowl`; also what follows `put A in B and ...`."""
        for thing, j in self.nouns.phrases(i):
            for layers, end in self._layers((thing,), j):
                if len(layers) > 2:
                    yield Stack(layers[::-1]), end
            for places, end in self._all_places(j):
                if places[0].target is not None or places[0].region is not None:
                    yield Put(thing, places), end
