"""Commands: every way to read one clause that begins at a word."""

from __future__ import annotations

from collections.abc import Iterator

from . import lexicon, verbs
from .guards import guards
from .nouns import NounGrammar
from .syntax import (
    Command,
    Home,
    Manner,
    MoveTo,
    NounPhrase,
    Pick,
    Place,
    Press,
    Push,
    Put,
    PutDown,
    Relation,
    Sort,
    Stack,
    TakeOff,
    Turn,
    Unstack,
)
from .tokens import Phrases, number

Found = Iterator[tuple[Command, int]]

_PUT = Phrases.of(verbs.PUT)
_TAKE_TO = Phrases.of(verbs.TAKE_TO)
_PICK = Phrases.of(verbs.PICK)
_TAKE_OFF = Phrases.of(verbs.TAKE_OFF)
_RELEASE = Phrases.of(verbs.RELEASE)
_PUSH = Phrases.of(verbs.PUSH)
_OPEN = Phrases.of(verbs.OPEN)
_CLOSE = Phrases.of(verbs.CLOSE)
_OPEN_AROUND = Phrases.of(verbs.OPEN_AROUND)
_SWITCH = Phrases.of(verbs.SWITCH)
_PRESS = Phrases.of(verbs.PRESS)
_MOVE_TO = Phrases.of(verbs.MOVE_TO)
_HAND_TO = Phrases.of(verbs.HAND_TO)
_HAND = Phrases.of(tuple(f"{article}{hand}" for article in ("", "the ", "your ") for hand in verbs.HAND))
_HOME = Phrases.of(verbs.HOME)
_STACK = Phrases.of(verbs.STACK)
_STACK_ONLY = Phrases.of(verbs.STACK_ONLY)
_BUILD = Phrases.of(verbs.BUILD)
_UNSTACK = Phrases.of(verbs.UNSTACK)
_SORT = Phrases.of(verbs.SORT)
_SORT_ONLY = Phrases.of(verbs.SORT_ONLY)
_SORTED_BY = Phrases({**dict.fromkeys(verbs.BY_COLOR, "color"), **dict.fromkeys(verbs.BY_KIND, "kind")})
_FILL = Phrases.of(verbs.FILL)
_EMPTY = Phrases.of(verbs.EMPTY)
_BECOMES = Phrases.of(verbs.BECOMES)
_WISH = Phrases.of(verbs.WISH)
_WISHED = Phrases.of(verbs.WISHED)
_SPEEDS = Phrases(lexicon.GLOBAL_SPEEDS)
_FRACTIONS = Phrases(lexicon.FRACTIONS)
_WAYS = Phrases(lexicon.PUSH_WAYS)
_TO = Phrases.of(("to", "over to", "toward", "towards", "up to", "across to"))
_DO_IT = Phrases.of(("do it", "do this", "do that", "do so", "do everything", "do all of this",
                     "do all this", "do the whole thing", "move", "go", "work", "proceed", "act",
                     "do all of that", "all of this", "all of that", "do both", "moving",
                     "and all of it", "all of it", "everything"))  # fmt: skip
_STATES = Phrases({"open": True, "opened": True, "on": True, "wide open": True, "closed": False,
                   "shut": False, "off": False, "to be open": True, "to be closed": False,
                   "to be shut": False, "to be opened": True, "is open": True, "is closed": False,
                   "is shut": False, "is on": True, "is off": False, "are open": True,
                   "are closed": False, "are shut": False, "should be open": True,
                   "should be closed": False, "should be shut": False, "must be open": True,
                   "must be closed": False, "needs to be open": True, "needs to be closed": False,
                   "needs to be shut": False, "should be on": True, "should be off": False,
                   "needs opening": True, "needs closing": False, "has to be open": True,
                   "has to be closed": False, "needs to be opened": True, "to be on": True,
                   "to be off": False, "should be opened": True, "must be opened": True,
                   "gets opened": True, "gets closed": False, "is opened": True,
                   "has to be opened": True, "needs to be on": True, "needs to be off": False,
                   "be open": True, "be closed": False, "turned on": True,
                   "turned off": False, "switched on": True, "switched off": False})  # fmt: skip
_OFF = Phrases.of(("off", "off of", "out of", "from", "from the top of", "from on top of", "down from",
                   "from inside", "from inside of", "out from", "away from", "off the top of",
                   "from within", "from out of"))  # fmt: skip
_OUT = Phrases.of(("out", "off", "down", "away", "back out"))
_OF = Phrases.of(("of", "from", "out of", "with", "using", "by stacking", "made of", "made from",
                  "consisting of", "by piling up", "made out of"))  # fmt: skip
_AT_TOP = Phrases.of(("on top", "at the top", "on the top", "as the top", "uppermost", "last",
                      "topmost", "at the very top", "to go on top", "going on top"))  # fmt: skip
_AT_BOTTOM = Phrases.of(("at the bottom", "on the bottom", "as the base", "at the base", "lowest",
                         "as the bottom", "underneath", "first", "at the very bottom",
                         "as base", "as a base", "below"))  # fmt: skip
_EACH_OTHER = Phrases.of(("on top of each other", "on each other", "on top of one another",
                          "on one another", "together", "up", "into a tower", "in a tower",
                          "into a stack", "in a stack", "into a pile", "into one tower",
                          "one on top of the other", "onto each other", "in a pile",
                          "on top of another", "one on the other", "one above the other",
                          "one on top of another", "as a tower", "to a tower",
                          "in one tower", "into a single tower", "into a column"))  # fmt: skip
_BETWEEN_LAYERS = Phrases.of(("on", "on top of", "onto", "over", "upon", "atop", "then on",
                              "which goes on", "on to", "which is on"))  # fmt: skip
_DISTANCE_LEAD = Phrases.of(("at least", "about", "around", "roughly", "approximately", "exactly",
                             "at a distance of", "a distance of", "some", "another", "by",
                             "with a gap of", "with a distance of", "leaving a gap of", "by about",
                             "for", "a gap of", "leaving", "with", "by exactly", "of"))  # fmt: skip
_GAP_TAIL = Phrases.of(("", "of space", "apart", "of distance", "between them", "of gap",
                        "in between", "of space between them", "gap", "away", "distance",
                        "of space in between", "space"))  # fmt: skip


class CommandGrammar:
    """Reads the commands of one instruction."""

    def __init__(self, words: tuple[str, ...]):
        self.words = words
        self.nouns = NounGrammar(words)
        self._memo: dict[int, list[tuple[Command, int]]] = {}

    def commands(self, i: int) -> list[tuple[Command, int]]:
        """Commands that begin at word `i`, and where they end."""
        if i not in self._memo:
            found: list[tuple[Command, int]] = []
            for rule in (
                self._put, self._take, self._take_off, self._release, self._push, self._turn,
                self._press, self._move_to, self._stack, self._tower, self._unstack, self._sort,
                self._fill, self._declared, self._verbless, self._manner,
            ):  # fmt: skip
                found += rule(i)
            found += guards(self, i)
            self._memo[i] = list(dict.fromkeys(found))[:60]
            self.nouns.furthest = max([self.nouns.furthest, *(end for _, end in found)])
        return self._memo[i]

    def after(self, i: int, *phrases: str) -> int | None:
        """The end of the first of these phrases that stands at `i`."""
        for phrase in phrases:
            split = tuple(phrase.split())
            if self.words[i : i + len(split)] == split:
                return i + len(split)
        return None

    def comma(self, i: int) -> int:
        """Past a comma, if one stands at `i`."""
        return i + (self.words[i : i + 1] == (",",))

    # --- measures --------------------------------------------------------------------------

    def distances(self, i: int) -> Iterator[tuple[float, int]]:
        """`5 cm`, `at least two centimeters`, in metres."""
        starts = [i, *(j for _, j in _DISTANCE_LEAD.at(self.words, i))]
        for j in starts:
            if j + 1 < len(self.words):
                value = number(self.words[j])
                if value is None and self.words[j] in ("a", "an", "half"):
                    value = 0.5 if self.words[j] == "half" else 1.0
                unit = j + 1
                if value is not None and self.words[j] == "half" and self.words[unit] in ("a", "an"):
                    unit += 1
                if value is not None and self.words[unit : unit + 1]:
                    scale = lexicon.UNITS.get(self.words[unit])
                    if scale is not None:
                        yield value * scale, unit + 1

    def _fractions(self, i: int) -> Iterator[tuple[float, int]]:
        """`by half`, `30 %`; nothing said is all the way."""
        yield 1.0, i
        yield from _FRACTIONS.at(self.words, i)
        start = self.after(i, "by about", "by", "to", "about", "up to") or i
        value = number(self.words[start]) if start < len(self.words) else None
        for sign in ("%", "percent", "per cent"):
            end = self.after(start + 1, sign)
            if value is not None and end is not None:
                yield value / 100, self.after(end, "of the way") or end

    # --- places ------------------------------------------------------------------------------

    def places(self, i: int) -> Iterator[tuple[Place, int]]:
        """`in the bowl`, `5 cm left of the plate`, `in the front left corner`, `there`."""
        i = self.comma(i)
        for gap, j in self.distances(i):
            start = self.after(j, "away", "further", "farther") or j
            for place, end in self._directed(start):
                yield Place(place.relation, place.target, gap=gap), end
            beside = self.after(j, "from", "away from", "apart from")
            if beside is not None:
                for target, end in self.nouns.singles(beside):
                    yield Place("near", target, gap=gap), end
        yield from self.nouns.targets(i)
        for place, j in self._directed(i):
            yield place, j
            for gap, end in self._gaps(j):
                yield Place(place.relation, place.target, gap=gap), end
        for first, second, end in self.nouns.betweens(i):
            yield Place("between", first, second), end
        for region, end in self.nouns.regions(i):
            yield Place("region", region=region), end
        for _, j in _TO.at(self.words, i):
            for region, end in self.nouns.bare_regions(j):
                yield Place("region", region=region), end
            for target, end in self.nouns.phrases(j):
                yield Place("to", target), end
        for words, relation in (("in there", "in"), ("inside", "in"), ("in", "in"), ("on top", "on"),
                                ("on there", "on"), ("there", "there"), ("over there", "there"),
                                ("into there", "in")):  # fmt: skip
            end = self.after(i, words)
            if end is not None:
                yield Place(relation, None), end

    def _directed(self, i: int) -> Iterator[tuple[Place, int]]:
        for place, end in self.nouns.targets(i):
            if place.relation in lexicon.DIRECTION_OF or place.relation == "near":
                yield place, end

    def _gaps(self, i: int) -> Iterator[tuple[float, int]]:
        for gap, j in self.distances(self.comma(i)):
            for _, end in (("", j), *_GAP_TAIL.at(self.words, j)):
                yield gap, end

    def _all_places(self, i: int) -> Iterator[tuple[tuple[Place, ...], int]]:
        for place, j in self.places(i):
            yield (place,), j
            joint = self.after(j, "and", ", and", "but also", "and also")
            if joint is not None:
                for second, end in self.places(joint):
                    yield (place, second), end

    # --- moving things -------------------------------------------------------------------------

    def _put(self, i: int) -> Found:
        for verb, j in _PUT.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "down", "back", "over", "away") or k
                for places, end in self._all_places(k):
                    yield Put(thing, places), end
            for places, k in self._all_places(j):
                for thing, end in self.nouns.phrases(self.comma(k)):
                    yield Put(thing, places), end
        # `into the bowl put the red block`
        for places, j in self._all_places(i):
            for _, k in (*_PUT.at(self.words, self.comma(j)), *_BECOMES.at(self.words, self.comma(j))):
                for thing, end in self.nouns.phrases(k):
                    yield Put(thing, places), end

    def _take(self, i: int) -> Found:
        for verb, j in _TAKE_TO.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "over", "up", "up and over") or k
                for places, end in self._all_places(k):
                    to = self.words[self.comma(k)] in ("into", "onto", "to", "over", "toward")
                    if to and places[0].relation != "region":
                        yield Put(thing, places), end
        for verb, j in _PICK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                yield Pick(thing), k
                if verb.split()[0] in verbs.UP:
                    up = self.after(k, "up", "off the table", "up off the table")
                    if up is not None:
                        yield Pick(thing), up
                air = self.after(k, "up in the air", "in the air", "into the air", "up from the table",
                                 "off the ground", "up off the table", "from the table",
                                 "off the table", "with your gripper", "into your gripper",
                                 "up into the air", "into your hand", "in your hand",
                                 "from the tabletop", "off the surface")  # fmt: skip
                if air is not None:
                    yield Pick(thing), air

    def _take_off(self, i: int) -> Found:
        for verb, j in _TAKE_OFF.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                for _, m in _OFF.at(self.words, k):
                    for source, end in self.nouns.singles(m):
                        yield TakeOff(thing, source), self._to_table(end)
                for _, end in _OUT.at(self.words, k):
                    if verb.split()[0] in ("take", "taking", "get", "getting", "lift", "lifting"):
                        yield TakeOff(thing, None), self._to_table(end)
        for _, j in _EMPTY.at(self.words, i):
            for source, end in self.nouns.singles(j):
                yield TakeOff(None, source), self._to_table(end)

    def _to_table(self, i: int) -> int:
        return self.after(i, "and put it on the table", "onto the table") or i

    def _release(self, i: int) -> Found:
        for verb, j in _RELEASE.at(self.words, i):
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
        for verb, j in _PUSH.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                k = self.after(k, "over") or k
                moving = verb.split()[0] in ("move", "moving", "shift", "shifting", "displace")
                for way, m in _WAYS.at(self.words, k):
                    if not moving:
                        yield Push(thing, way), m
                    for distance, end in self.distances(self.comma(m)):
                        yield Push(thing, way, distance), end
                for distance, m in self.distances(k):
                    for way, end in _WAYS.at(self.words, m):
                        yield Push(thing, way, distance), end

    def _fill(self, i: int) -> Found:
        for _, j in _FILL.at(self.words, i):
            for into, k in self.nouns.singles(j):
                with_ = self.after(k, "with")
                if with_ is not None:
                    for thing, end in self.nouns.phrases(with_):
                        yield Put(thing, (Place("in", into),)), end

    # --- fixtures ------------------------------------------------------------------------------

    def _turn(self, i: int) -> Found:
        for opening, table in ((True, _OPEN), (False, _CLOSE)):
            for verb, j in table.at(self.words, i):
                for fraction, k in self._fractions(j):
                    for fixture, m in self.nouns.phrases(k):
                        yield from self._by(fixture, opening, fraction, m)
        around = {"open": True, "wide open": True, "shut": False, "closed": False, "on": True,
                  "off": False, "out": True, "in": False, "back in": False, "half open": True}  # fmt: skip
        for _, j in (*_OPEN_AROUND.at(self.words, i), *_SWITCH.at(self.words, i)):
            for fixture, k in self.nouns.phrases(j):
                for word, opening in around.items():
                    end = self.after(k, word)
                    if end is not None:
                        fraction = 0.5 if word == "half open" else 1.0
                        yield from self._by(fixture, opening, fraction, end)
        for _, j in _SWITCH.at(self.words, i):
            for word in ("on", "off"):
                k = self.after(j, word)
                if k is not None:
                    for fixture, end in self.nouns.phrases(k):
                        yield Turn(fixture, word == "on"), end

    def _by(self, fixture: NounPhrase, opening: bool, fraction: float, i: int) -> Found:
        if fraction != 1.0:
            yield Turn(fixture, opening, fraction), i
            return
        for by, end in self._fractions(i):
            yield Turn(fixture, opening, by), end
            again = self.after(end, "open", "again", "up", "shut", "closed", "back up")
            if again is not None and (by != 1.0 or self.words[again - 1] in ("again", "up")):
                yield Turn(fixture, opening, by), again

    def _press(self, i: int) -> Found:
        for _, j in _PRESS.at(self.words, i):
            for button, end in self.nouns.phrases(j):
                yield Press(button), self.after(end, "down", "in", "once", "one time") or end

    # --- the hand --------------------------------------------------------------------------------

    def _move_to(self, i: int) -> Found:
        for phrase, end in _HOME.at(self.words, i):
            yield Home(), end
        for _, j in _MOVE_TO.at(self.words, i):
            for target, end in self.nouns.singles(j):
                yield MoveTo(target), end
        for _, j in Phrases.of(("move", "bring", "put", "position", "place", "hold", "take", "lead",
                                "moving", "hover", "go", "send")).at(self.words, i):  # fmt: skip
            for _, k in (*_HAND.at(self.words, j), *((("", j),) if self.words[i] == "hover" else ())):
                for _, m in _HAND_TO.at(self.words, k):
                    for target, end in self.nouns.singles(m):
                        yield MoveTo(target), end

    def _manner(self, i: int) -> Found:
        for speed, end in _SPEEDS.at(self.words, i):
            yield Manner(speed), end
        for _, end in _DO_IT.at(self.words, i):
            yield Manner(None), end

    # --- towers and sorting ------------------------------------------------------------------------

    def _stack(self, i: int) -> Found:
        for verb, j in _STACK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                if next(_STACK_ONLY.at(self.words, i), None):
                    yield from self._topped((thing,), k)
                for layers, end in self._layers((thing,), k):
                    if len(layers) > 2 or verb in verbs.STACK_ONLY:
                        yield Stack(layers[::-1]), end
                for _, end in _EACH_OTHER.at(self.words, self.comma(k)):
                    yield from self._topped((thing,), end)

    def _layers(
        self, layers: tuple[NounPhrase, ...], i: int
    ) -> Iterator[tuple[tuple[NounPhrase, ...], int]]:
        """`... on the blue one on the green one`, from the top."""
        for _, j in _BETWEEN_LAYERS.at(self.words, self.comma(i)):
            for below, k in self.nouns.singles(j):
                yield (*layers, below), k
                if len(layers) < 7:
                    yield from self._layers((*layers, below), k)

    def _topped(self, things: tuple[NounPhrase, ...], i: int) -> Found:
        yield from ((Stack(layers), end) for layers, end in self._ordered(things, i))
        for top, bottom, end in self._ends(i, 2):
            yield Stack(things, top, bottom), end

    def _ordered(
        self, things: tuple[NounPhrase, ...], i: int
    ) -> Iterator[tuple[tuple[NounPhrase, ...], int]]:
        """A list of things and whether it runs up or down."""
        yield things, i
        members = getattr(things[0], "members", ())
        j = self.comma(i)
        up = self.after(j, "from bottom to top", "from the bottom up", "bottom to top",
                        "in that order from the bottom", "in this order from the bottom",
                        "from the bottom to the top", "in that order", "in this order")  # fmt: skip
        down = self.after(j, "from top to bottom", "from the top down", "top to bottom",
                          "from the top to the bottom")  # fmt: skip
        if members and up is not None:
            yield members, up
        if members and down is not None:
            yield members[::-1], down

    def _ends(
        self, i: int, depth: int
    ) -> Iterator[tuple[NounPhrase | None, NounPhrase | None, int]]:
        """`with the red one on top and the blue one at the bottom`."""
        start = self.after(i, ", with", "with", "and", ", and", ", the", ",", "having")
        if start is None or depth == 0:
            return
        start -= self.words[start - 1] == "the"
        for thing, j in self.nouns.singles(start):
            j = self.after(j, "is", "goes", "should be", "being") or j
            for table, at_top in ((_AT_TOP, True), (_AT_BOTTOM, False)):
                for _, end in table.at(self.words, j):
                    yield (thing, None, end) if at_top else (None, thing, end)
                    for top, bottom, further in self._ends(end, depth - 1):
                        if at_top and top is None:
                            yield thing, bottom, further
                        elif not at_top and bottom is None:
                            yield top, thing, further

    def _tower(self, i: int) -> Found:
        for _, j in _BUILD.at(self.words, i):
            k = self.after(j, "me a", "a", "one", "the", "a little", "a small", "a nice", "a tall")
            if k is None or k >= len(self.words) or self.words[k] not in verbs.TOWER:
                for thing, m in self.nouns.phrases(j):
                    for _, end in Phrases.of(("into a tower", "into a stack", "into a pile",
                                              "into one tower")).at(self.words, m):  # fmt: skip
                        yield from self._topped((thing,), end)
                continue
            for _, m in _OF.at(self.words, k + 1):
                for thing, end in self.nouns.phrases(m):
                    yield from self._topped((thing,), end)

    def _unstack(self, i: int) -> Found:
        for _, j in _UNSTACK.at(self.words, i):
            for article in ("the", "that", "this"):
                for tower in verbs.TOWER:
                    end = self.after(j, f"{article} {tower}")
                    if end is not None:
                        yield Unstack(None), self.after(end, "of blocks", "of cubes") or end
            for things, end in self.nouns.phrases(j):
                yield Unstack(things), end

    def _sort(self, i: int) -> Found:
        for verb, j in _SORT.at(self.words, i):
            for things, k in self.nouns.phrases(j):
                only = next(_SORT_ONLY.at(self.words, i), None) is not None
                for _, m in _SORTED_BY.at(self.words, k):
                    yield from self._sorted_into(things, m)
                if only:
                    yield from self._sorted_into(things, k)

    def _sorted_into(self, things: NounPhrase, i: int) -> Found:
        for place, j in self.nouns.targets(self.comma(i)):
            if place.relation in ("in", "on") and place.target is not None:
                end = next((end for _, end in _SORTED_BY.at(self.words, self.comma(j))), j)
                yield Sort(things, place.target, place.relation), end

    # --- wishes ------------------------------------------------------------------------------------

    def _declared(self, i: int) -> Found:
        """`the red block goes into the bowl`, `I want the drawer open`."""
        for thing, j in self.nouns.phrases(i):
            for _, k in _BECOMES.at(self.words, j):
                for places, end in self._all_places(k):
                    yield Put(thing, places), end
            for opening, end in _STATES.at(self.words, j):
                if end - j > 1:
                    yield Turn(thing, opening), end
            contains = self.after(j, "should contain", "must contain", "should hold",
                                  "should have", "needs to contain")  # fmt: skip
            if contains is not None:
                for inside, end in self.nouns.phrases(contains):
                    yield Put(inside, (Place("in", thing),)), end
        for _, j in _WISH.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                for _, m in (("", k), *_WISHED.at(self.words, k)):
                    for places, end in self._all_places(m):
                        yield Put(thing, places), end
                for opening, end in _STATES.at(self.words, k):
                    yield Turn(thing, opening), end

    def _verbless(self, i: int) -> Found:
        """`red block into the bowl`; also what follows `put A in B and ...`."""
        for thing, j in self.nouns.phrases(i):
            for places, end in self._all_places(j):
                if places[0].target is not None or places[0].region is not None:
                    yield Put(thing, places), end


def relation_of(place: Place) -> Relation | None:
    """A place as a relation that a condition can ask for."""
    if place.relation == "region" and place.region:
        return Relation("region", (place.region,))
    return Relation(place.relation, (place.target,)) if place.target else None
