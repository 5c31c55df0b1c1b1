"""What was said, before anybody looks at a scene: noun phrases, places, commands, sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

# --- things ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Relation:
    """`left of the plate`: a predicate of the thing and others; `args` are phrases or words."""

    name: str
    args: tuple[NounPhrase | str | float, ...] = ()
    negated: bool = False


@dataclass(frozen=True)
class Order:
    """`second from the left`, `three biggest`, `closest to the bowl`."""

    key: str
    index: int = 0
    reference: NounPhrase | None = None
    among: bool = False
    """Of several: `on the left` says nothing of the only one there is."""


@dataclass(frozen=True)
class Noun:
    """One noun phrase, or an alternative of several kinds where a word has several senses."""

    kind: str | None
    """A key of KINDS, `thing`, `container`; None where the noun was left out (`the red one`)."""
    quantity: str = "the"
    """`the`, `a`, `all`, `each`, `count` (that many, whichever), or `bare`."""
    count: int | None = None
    plural: bool = False
    colors: tuple[str, ...] = ()
    """Any of these; empty means no matter."""
    not_colors: tuple[str, ...] = ()
    size: str | None = None
    level: str | None = None
    """`top`, `middle`, `bottom`: which drawer."""
    order: Order | None = None
    relations: tuple[Relation, ...] = ()
    excluded: tuple[NounPhrase, ...] = ()
    pronoun: str | None = None
    """`it`, `them`, `both`."""
    other: bool = False
    matching: str | None = None
    """`color`: the one that matches the thing it is for."""
    unknown: str | None = None
    """A word in the place of a noun that nobody here knows."""
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Group:
    """Several noun phrases: all of them, or any one if `choice`."""

    members: tuple[Noun, ...]
    choice: bool = False
    text: str = field(default="", compare=False)


NounPhrase = Noun | Group


@dataclass(frozen=True)
class Place:
    """Where something goes: `in`, `on`, `to`, `near`, a direction, `between`, `region`, `there`."""

    relation: str
    target: NounPhrase | None = None
    second: NounPhrase | None = None
    region: str | None = None
    gap: float | None = None
    """[m]"""


# --- commands ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Put:
    thing: NounPhrase
    places: tuple[Place, ...]
    drop: float | None = None
    """How far it is to fall [m]."""
    total: bool = False
    """Those that are there already count: `there should be three blocks on the plate`."""


@dataclass(frozen=True)
class Pick:
    thing: NounPhrase
    hold: str = ""
    """From where, one of `vla.skills.DIRECTIONS`, `above`, `below` or `side`; or by which part."""


@dataclass(frozen=True)
class TakeOff:
    """Take something off or out of another thing and lay it on the table."""

    thing: NounPhrase | None
    source: NounPhrase | None


@dataclass(frozen=True)
class PutDown:
    thing: NounPhrase | None


@dataclass(frozen=True)
class Push:
    thing: NounPhrase
    direction: str | None
    """`None`: not said."""
    distance: float | None = None
    line: bool = False
    """On a straight line all the way."""


@dataclass(frozen=True)
class PushTo:
    """Push something into a part of the table, or beside something else."""

    thing: NounPhrase
    place: Place


@dataclass(frozen=True)
class Sweep:
    """Push things into a part of the table, several at once."""

    thing: NounPhrase
    region: str | None
    """`None`: some corner."""


@dataclass(frozen=True)
class Turn:
    """Open or close, also by a fraction."""

    fixture: NounPhrase
    opening: bool
    fraction: float = 1.0
    pushing: bool = False
    """Its front, instead of leading it by its handle."""


@dataclass(frozen=True)
class Press:
    button: NounPhrase


@dataclass(frozen=True)
class MoveTo:
    """Move the hand over a thing (`to`), beside it, or into a part of the table."""

    place: Place


@dataclass(frozen=True)
class Approach:
    """Move the hand up to a thing from one side (as `Pick.hold`)."""

    thing: NounPhrase
    side: str


@dataclass(frozen=True)
class Home:
    pass


@dataclass(frozen=True)
class Stack:
    """`layers` from the bottom; one plural phrase stands for a tower of its members."""

    layers: tuple[NounPhrase, ...]
    top: NounPhrase | None = None
    bottom: NounPhrase | None = None


@dataclass(frozen=True)
class Unstack:
    things: NounPhrase | None


@dataclass(frozen=True)
class Sort:
    things: NounPhrase
    into: NounPhrase | None
    """`None`: not said."""
    relation: str = "in"


@dataclass(frozen=True)
class Swap:
    """Two things change places; the second only replaces the first, wherever that goes then."""

    things: NounPhrase
    replaces: bool = False


@dataclass(frozen=True)
class Only:
    """Something is in or on another thing, and nothing else is."""

    thing: NounPhrase
    source: NounPhrase


@dataclass(frozen=True)
class Grow:
    """The tower `by` so many blocks higher, or lower, or `to` so many in all: with these on top."""

    things: tuple[NounPhrase, ...] = ()
    by: int | None = None
    to: int | None = None


@dataclass(frozen=True)
class Rebuild:
    """What stands on each other, again elsewhere in its order; without a target upside down."""

    things: NounPhrase
    target: NounPhrase | None


@dataclass(frozen=True)
class Free:
    """Whatever stands on a thing is taken off it."""

    thing: NounPhrase


@dataclass(frozen=True)
class Guard:
    """Keep away from something, or leave it where it is (`still`)."""

    thing: NounPhrase
    distance: float | None
    still: bool = False


@dataclass(frozen=True)
class Vacant:
    """Nothing is put in or on something, which is empty."""

    thing: NounPhrase


@dataclass(frozen=True)
class Zone:
    """Be slow near something: at most a share of the usual speed within a distance [m]."""

    thing: NounPhrase
    distance: float
    share: float


@dataclass(frozen=True)
class SlowPart:
    """Be slow in a part of the table: at most a share of the usual speed."""

    region: str
    share: float


@dataclass(frozen=True)
class Side:
    """Stay on one side of something."""

    thing: NounPhrase
    direction: str


@dataclass(frozen=True)
class ThingSide:
    """A thing stays on one side of another: `letting it stay on the left of the vase`."""

    subject: NounPhrase
    thing: NounPhrase
    direction: str


@dataclass(frozen=True)
class Facing:
    """Turn the hand towards something."""

    thing: NounPhrase


@dataclass(frozen=True)
class Face:
    """Turn a thing so that it faces another, or one side (`vla.skills.DIRECTIONS`)."""

    thing: NounPhrase
    target: NounPhrase | None
    side: str | None = None


@dataclass(frozen=True)
class Manner:
    """`do it slowly`: the speed of everything."""

    speed: float | None = None


@dataclass(frozen=True)
class Errand:
    """Several commands that one word stands for."""

    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Regard:
    """Something is spoken of, and nothing done with it: `find the ball`."""

    thing: NounPhrase


@dataclass(frozen=True)
class Claim:
    """Something is said to be so: `the middle drawer is open`."""

    test: Holds


@dataclass(frozen=True)
class Again:
    """What was done last, with something else: `the ball too`."""

    thing: NounPhrase


@dataclass(frozen=True)
class Instead:
    """What was said last was wrong: another thing, another place, or another command."""

    thing: NounPhrase | None = None
    places: tuple[Place, ...] = ()
    command: Command | None = None
    excluded: NounPhrase | None = None
    """`leave out the green one`."""


Command = (
    Put | Pick | TakeOff | PutDown | Push | PushTo | Sweep | Turn | Press | MoveTo | Approach | Home
    | Stack | Unstack | Sort | Guard | Vacant | Zone | SlowPart | Side | ThingSide | Facing | Face
    | Manner | Errand | Swap | Only | Grow | Rebuild | Free | Regard | Claim | Again | Instead
)  # fmt: skip


Caution = Guard | Vacant | Zone | SlowPart | Side | ThingSide
"""What holds all the while, and is nothing to do."""
Remark = Regard | Claim | Again | Instead
"""Points to what is there, or to what was said before."""


# --- conditions and sentences ------------------------------------------------------------------


@dataclass(frozen=True)
class Holds:
    """`there is a red ball` (no relation), `the bowl is empty`, `the ball is in the bowl`."""

    subject: NounPhrase
    test: str
    """`exists`, `opened`, `closed`, `empty`, `pressed`, `held` or `relation`."""
    relation: Relation | None = None
    negated: bool = False
    op: str | None = None
    """With a number in the subject: == >= <= > <."""


@dataclass(frozen=True)
class Clause:
    """One command and the words it came from."""

    command: Command
    start: int
    end: int


@dataclass(frozen=True)
class Conditional:
    tests: tuple[Holds, ...]
    any_test: bool
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()
    unless: bool = False


Statement = Clause | Conditional
