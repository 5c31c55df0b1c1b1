"""What elements of a request about space come to: one command with its cautions, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .lexicon import DIRECTION_OF
from .syntax import (
    Caution,
    Clause,
    Command,
    Guard,
    MoveTo,
    Noun,
    NounPhrase,
    Pick,
    Place,
    Push,
    PushTo,
    Put,
    Side,
    ThingSide,
    Turn,
)

Element = tuple[str, Any]
"""A sort and a value."""
Elements = tuple[Element, ...]


@dataclass(frozen=True)
class Sided:
    """Somebody stays on one side of a thing."""

    thing: NounPhrase
    direction: str
    subject: NounPhrase | str | None = None
    """`hand`, `it`, a thing, or not said."""


@dataclass(frozen=True)
class KeptOff:
    """A distance [m] is kept from a thing, or between two."""

    thing: NounPhrase
    distance: float
    subject: NounPhrase | str | None = None


@dataclass(frozen=True)
class Request:
    """A command, its factor on the usual speed, and what holds all the while."""

    command: Command
    pace: float | None
    cautions: tuple[Caution, ...]

    def program(self, at: int) -> tuple[Clause, ...]:
        """Statements; the command takes the place of word `at`, the cautions of none."""
        return Clause(self.command, at, at + 1), *(Clause(c, at, at) for c in self.cautions)


class _Bag:
    """Elements by their sort."""

    def __init__(self, elements: Elements):
        self._values: dict[str, list[Any]] = {}
        for sort, value in elements:
            self._values.setdefault(sort, []).append(value)
        self.verbs = frozenset(self._values.pop("verb", []))

    def all(self, sort: str) -> list[Any]:
        return self._values.pop(sort, [])

    def one(self, sort: str) -> Any:
        """The value of this sort; None where there is none, or where several differ."""
        values = list(dict.fromkeys(self._values.get(sort, [])))
        if len(values) == 1:
            del self._values[sort]
            return values[0]
        return None

    def has(self, sort: str) -> bool:
        return sort in self._values

    def rename(self, sort: str, name: str) -> None:
        if sort in self._values:
            self._values[name] = self._values.pop(sort)

    @property
    def empty(self) -> bool:
        """Whether all that was said has been taken."""
        return not self._values


def made(elements: Elements) -> Request | None:
    """The one thing that is to be done; None where elements are missing, left over or at odds."""
    bag = _Bag(elements)
    pace, cautions = bag.one("pace"), bag.all("caution")
    if bag.all("later") and not cautions and pace is None:
        return None  # `while you push it` is no command alone
    command = _command(bag, cautions)
    if command is None or not bag.empty:
        return None
    told: list[Caution] = []
    for caution in cautions:
        minded = _minded(caution, command)
        if minded is None:
            return None
        told.append(minded)
    return Request(command, pace, tuple(dict.fromkeys(told)))


def _command(bag: _Bag, cautions: list[Any]) -> Command | None:
    verbs, thing = bag.verbs, _thing(bag, cautions)
    if bag.has("there") and not bag.has("place"):
        bag.rename("named_region", "place")  # `the middle of the table: push it there`
    if thing is None:
        return _gone(bag) if verbs <= {"go", "lead"} else None
    bag.all("it")
    if "push" in verbs:
        bag.all("no_lift")
        return _pushed(bag, thing)
    if "drop" in verbs:
        return _dropped(bag, thing) if verbs <= _DROPPING else None
    if "grasp" in verbs:
        return Pick(thing) if verbs == {"grasp"} else None
    return _shifted(bag, thing) if verbs <= {"move", "go"} else None


_DROPPING = {"drop", "carry", "move", "go", "grasp", "lead"}


def _thing(bag: _Bag, cautions: list[Any]) -> Noun | None:
    """What something is done with; `it` is no other thing than the one that is named."""
    thing = bag.one("thing")
    if thing is None and not bag.has("it"):
        thing = bag.one("with_thing")  # `to the left with the block`
    if thing is None and "shut" in bag.verbs:
        thing = bag.one("fronted")
    if thing is None and bag.has("it"):  # `keep the block left of the ball while you push it`
        kept = [c.subject for c in cautions if isinstance(c, Sided | KeptOff)]
        named = list(dict.fromkeys(subject for subject in kept if isinstance(subject, Noun)))
        thing = named[0] if len(named) == 1 else None
    return thing


def _pushed(bag: _Bag, thing: Noun) -> Command | None:
    if "shut" in bag.verbs:
        return Turn(thing, False, pushing=True)
    if bag.verbs - {"push", "move", "go", "carry", "lead"}:
        return None
    place = bag.one("place")
    if place is not None:
        bag.all("there")
        place = _spaced(bag, place)
        return None if place.relation == "to" else PushTo(thing, place)
    return _shifted(bag, thing)


def _shifted(bag: _Bag, thing: Noun) -> Push | None:
    """Moved some way, perhaps along a line; without a push it must be said how far."""
    way, distance, line = bag.one("way"), bag.one("amount"), bag.one("line")
    bag.all("there")
    far = distance is not None or "push" in bag.verbs
    return Push(thing, way, distance, bool(line)) if way is not None and far else None


def _dropped(bag: _Bag, thing: Noun) -> Put | None:
    above = bag.one("from_above")
    height, place = above if above is not None else (bag.one("height"), bag.one("place"))
    if place is None or place.relation == "to":
        return None
    bag.all("there")
    return Put(thing, (_spaced(bag, place),), height)


def _gone(bag: _Bag) -> MoveTo | None:
    """The hand goes somewhere: it is named, or a verb of motion is."""
    pointed = bag.all("it") + bag.all("there")
    if pointed and not bag.has("hand"):
        return None
    reached, hand, place = bag.one("reached"), bag.one("hand"), bag.one("place")
    if reached is not None:
        return MoveTo(reached) if place is None else None
    if place is None or (hand is None and "go" not in bag.verbs):
        return None
    return MoveTo(_spaced(bag, place))


def _spaced(bag: _Bag, place: Place) -> Place:
    """A place with the gap that was said elsewhere."""
    if place.relation not in DIRECTION_OF or place.gap is not None:
        return place
    gap = bag.one("gap")
    gap = bag.one("amount") if gap is None else gap
    return Place(place.relation, place.target, gap=gap)


def _minded(caution: Any, command: Command) -> Caution | None:
    """A caution of this command; None where it is about somebody else."""
    thing = getattr(command, "thing", None)
    if isinstance(caution, KeptOff):
        named = [caution.thing]
        if isinstance(caution.subject, Noun):
            if thing is None or thing not in (caution.thing, caution.subject):
                return None
            named = [n for n in (caution.thing, caution.subject) if n != thing]
        return Guard(named[0], caution.distance) if named and named[0] != thing else None
    if not isinstance(caution, Sided):
        return caution
    subject = caution.subject
    pushed = isinstance(command, Push | PushTo)
    if isinstance(subject, Noun):
        if subject != thing or not isinstance(command, Push | PushTo | Put):
            return None
        return ThingSide(subject, caution.thing, caution.direction)
    carried = isinstance(command, Put) and subject == "it"
    if (pushed or carried) and subject != "hand" and isinstance(thing, Noun):
        return ThingSide(thing, caution.thing, caution.direction)
    return Side(caution.thing, caution.direction)
