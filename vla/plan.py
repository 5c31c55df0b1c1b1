"""Plan: the one typed language that every planner produces and the executor runs.

A plan is a tree of frozen dataclasses. Four small families:

* values: entity names (`str`), numbers, `Var` (bound by `ForEach`) and queries, which denote
  a set of entities in the scene *at the moment they are evaluated* (`Objects`, `Where`,
  `Without`, `Either`, `Sorted`, `Take`, and what a picture shows: `Seen`, `Best`);
* conditions: `Atom` (a predicate of `vla.predicates`), `Not`, `And`, `Or`, `Exists`, `Count`,
  and questions about a picture: `Verified`, `Answered`;
* places: `Spot`, and what is painted there on value maps: `Dab`, `Painting`;
* nodes: `Seq`, `Call`, `Execute`, `If`, `ForEach`, `Repeat`, `Ensure`, `Keep`, `Require`, `Fail`,
  `Done`.

`vla.program` prints a plan as ProgPrompt-style code and parses it back; `vla.check` checks it
against a scene before anything moves. Nothing a model wrote is ever executed as Python.
"""

from __future__ import annotations

from dataclasses import dataclass

# --- values ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Var:
    """The variable of an enclosing `ForEach`."""

    name: str


@dataclass(frozen=True)
class Objects:
    """All entities with these attributes; `None` means any.

    `kind=None` stands for "things": everything graspable. `kind="container"` is every container.
    """

    kind: str | None = None
    color: str | None = None
    size: str | None = None


@dataclass(frozen=True)
class Where:
    """The members of `source` for which `condition` holds with `Var("it")` bound to them."""

    source: Query
    condition: Condition


@dataclass(frozen=True)
class Without:
    """The members of `source` that are not in `excluded`."""

    source: Query
    excluded: Query


@dataclass(frozen=True)
class Either:
    """The union of several queries, in order, without repeats."""

    sources: tuple[Query, ...]


@dataclass(frozen=True)
class Names:
    """Exactly these entities."""

    names: tuple[str | Var, ...]


@dataclass(frozen=True)
class Sorted:
    """`source` ordered by `key`, smallest first.

    Keys: `left`, `right`, `front`, `back` (the first is the leftmost, rightmost, closest to
    the robot, farthest from it), `smallest`, `largest`, `shortest`, `tallest`, and `nearest` /
    `farthest` measured horizontally from `reference` (an entity; the robot when `None`).
    """

    source: Query
    key: str
    reference: str | Var | None = None


@dataclass(frozen=True)
class Take:
    """`count` members of `source` in its order, from the `start`-th (0 is the first)."""

    source: Query
    count: int
    start: int = 0


@dataclass(frozen=True)
class Seen:
    """What a picture shows for a phrase, best first; it is taken when this is evaluated."""

    phrase: str


@dataclass(frozen=True)
class Best:
    """The one member of `source` that fits a phrase best in a picture; none if none shows."""

    source: Query
    phrase: str


Query = Objects | Where | Without | Either | Names | Sorted | Take | Seen | Best
Value = str | float | int | bool | Var | Query
"""A `Query` where one entity is expected must denote exactly one when it is evaluated."""

SORT_KEYS = (
    "left", "right", "front", "back", "smallest", "largest", "shortest", "tallest",
    "nearest", "farthest",
)  # fmt: skip

# --- conditions --------------------------------------------------------------------------


@dataclass(frozen=True)
class Atom:
    """A predicate of `vla.predicates.VOCABULARY` applied to values."""

    name: str
    args: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Not:
    condition: Condition


@dataclass(frozen=True)
class And:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Exists:
    """The query denotes at least one entity."""

    query: Query


@dataclass(frozen=True)
class Count:
    """The number of entities a query denotes, compared: `op` is one of == >= <= > <.

    Of a `Seen` everything counts that the picture shows, also what has no name in the scene.
    """

    query: Query
    op: str
    number: int


@dataclass(frozen=True)
class ForAll:
    """`condition` holds for every member of `query`, bound to `Var("it")`."""

    query: Query
    condition: Condition


@dataclass(frozen=True)
class Verified:
    """A picture, taken when this is evaluated, shows that the statement is true."""

    statement: str


@dataclass(frozen=True)
class Answered:
    """The short answer to a question about a picture is this one, whatever its articles."""

    question: str
    answer: str


Condition = Atom | Not | And | Or | Exists | Count | ForAll | Verified | Answered

# --- places ------------------------------------------------------------------------------

Thing = str | Var | Query
"""A name, or words that mean one thing; a query paints around everything that it denotes."""


@dataclass(frozen=True)
class Size:
    """How large a thing is when it is looked at [m]."""

    thing: Thing
    what: str
    """`height`, `width` (left to right) or `depth` (front to back)."""


@dataclass(frozen=True)
class Facing:
    """The tool points along the way out of a thing's front, or top, or against it."""

    thing: Thing
    against: bool = True


@dataclass(frozen=True)
class Spot:
    """A point, a thing or a part of the table; with a thing, it goes where the thing goes."""

    part: str
    """With a thing: `center`, `handle`, its `left`, `right`, `front`, `back`, `top` or `bottom`,
    or `body`, all of it. Without: `point` of the world, the `hand`, a region, or `everywhere`."""
    thing: Thing | None = None
    away: float | int | Size = 0.0
    """How far beyond that side of the thing [m]."""
    shift: tuple[float | int, ...] = (0.0, 0.0, 0.0)
    """Besides, x, y, z in the world [m]; of a `point`, where it is."""


@dataclass(frozen=True)
class Dab:
    """A value everywhere within a radius [m] of a spot."""

    spot: Spot
    radius: float | int
    value: tuple[float | int, ...] | Facing = (1.0,)


@dataclass(frozen=True)
class Painting:
    """A value map as a plan has it: a kind (`MAPS`) and dabs, the later over the earlier."""

    kind: str
    dabs: tuple[Dab, ...] = ()


MAPS = ("affordance", "avoidance", "velocity", "rotation", "gripper")
"""Where something is to get to (1), must not be (1), times the usual speed, how the tool is turned
(wxyz), and what the gripper does (1 closes, -1 opens)."""

Given = str | float | Painting
"""What a skill is given, once names and queries are looked up."""

# --- nodes -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seq:
    """Steps in order; `comment` names the sub-goal (ProgPrompt's numbered comments)."""

    steps: tuple[Node, ...]
    comment: str = ""


@dataclass(frozen=True)
class Call:
    """A skill of `vla.skills.SKILLS` with positional values and named options."""

    skill: str
    args: tuple[Value, ...] = ()
    options: tuple[tuple[str, Value], ...] = ()
    """Sorted by name; e.g. `(("gap", 0.05), ("speed", 0.5))`."""


@dataclass(frozen=True)
class Execute:
    """Move the `hand`, what it holds or a thing on the table as value maps say (VoxPoser)."""

    movable: str | Var
    maps: tuple[Painting, ...]
    """At most one of each kind; the first is the affordance."""


@dataclass(frozen=True)
class If:
    condition: Condition
    then: Seq
    otherwise: Seq = Seq(())


@dataclass(frozen=True)
class ForEach:
    """`body` for every entity that `query` denotes when the loop begins, at most `limit`."""

    var: str
    query: Query
    body: Seq
    limit: int = 16


@dataclass(frozen=True)
class Repeat:
    count: int
    body: Seq


@dataclass(frozen=True)
class Ensure:
    """Evaluate; if false run `recover` and evaluate again, at most `retries` times; then fail."""

    condition: Condition
    recover: Seq = Seq(())
    retries: int = 2


@dataclass(frozen=True)
class Keep:
    """Run `body` while every condition is checked at every control tick."""

    conditions: tuple[Condition, ...]
    body: Seq


@dataclass(frozen=True)
class Require:
    """Fail with `reason` unless the condition holds; nothing is tried."""

    condition: Condition
    reason: str = ""


@dataclass(frozen=True)
class Fail:
    reason: str


@dataclass(frozen=True)
class Done:
    """Stop here, successfully."""


Node = Seq | Call | Execute | If | ForEach | Repeat | Ensure | Keep | Require | Fail | Done


@dataclass(frozen=True)
class Plan:
    """A program for one instruction."""

    body: Seq
    instruction: str = ""
