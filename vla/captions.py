"""Captions of a scene as one picture shows it: statements, and whether they hold.

Statements are structures; `vla.caption_text` puts them into words, `vla.caption_contrast` changes
them. They speak of visible things only, in the predicates of `vla.predicates`, with directions as
seen from the robot's base. A statement about things holds if any choice of different visible
things makes it true.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import permutations, product
from typing import TypeVar

import numpy as np

from vla.predicates import offset_along, read
from vla.regions import region_box
from vla.scene import Entity, Scene
from vla.skills import REGIONS
from vla.vocabulary import COLORS, KINDS

T = TypeVar("T")
LEAST = 40
"""Pixels from which a thing counts as visible."""
DIRECTION_OF = {
    "left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back",
}  # fmt: skip
RELATIONS = (*DIRECTION_OF, "near", "on", "inside")
"""Predicates of two things."""
FACTS = (*RELATIONS, "between", "at", "holding", "opened", "closed")
"""Predicates that captions use."""
DIRECTED = (*DIRECTION_OF, "at")
"""Those that only a camera shows whose way of looking is known."""
FORMS = {"thing": 0.25, "pair": 0.25, "fact": 0.35, "count": 0.15}
"""How often `describe` takes a form, if the picture has one."""
LOOSE = tuple(name for name, kind in KINDS.items() if kind.shape != "fixture")
DRAWS = 60
"""Choices of things that are tried for a fact."""
SIZED = ("small", "large")
"""Sizes that are worth a word."""


@dataclass(frozen=True)
class Thing:
    """A description that one or more entities fit; what is `None` may be anything."""

    kind: str | None = None
    """`None` for any loose thing."""
    color: str | None = None
    size: str | None = None
    name: str | None = None
    """Of a fixture of which there are several: `top_drawer`."""


@dataclass(frozen=True)
class There:
    """There are these things, all different: `a red block and a green bowl`."""

    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Fact:
    """One of `FACTS` holds for some things: `a red block left of a green bowl`."""

    predicate: str
    args: tuple[Thing | str, ...]
    """As the predicate takes them; a region of `at` is its name."""


@dataclass(frozen=True)
class Count:
    """Exactly so many fit: `two red blocks`, `no ball`."""

    number: int
    thing: Thing


Statement = There | Fact | Count


def things_of(statement: Statement) -> tuple[Thing, ...]:
    """The things it speaks of."""
    if isinstance(statement, Count):
        return (statement.thing,)
    args = statement.things if isinstance(statement, There) else statement.args
    return tuple(arg for arg in args if isinstance(arg, Thing))


def visible(scene: Scene, segmentation: np.ndarray, least: int = LEAST) -> tuple[str, ...]:
    """Names of the entities of which a picture shows so many pixels.

    Args:
        segmentation: (H, W) number of the entity in the scene; other numbers are nobody's.
    """
    count = len(scene.entities)
    numbers = np.asarray(segmentation).ravel().astype(np.int64)
    pixels = np.bincount(numbers[(numbers >= 0) & (numbers < count)], minlength=count)
    return tuple(e.name for e, many in zip(scene, pixels, strict=True) if many >= least)


# --- truth --------------------------------------------------------------------------------------


def true_of(statement: Statement, scene: Scene, visible: Iterable[str]) -> bool:
    """Whether a statement holds of the visible entities.

    Raises:
        UnknownName: a visible name that is not in the scene, or a predicate that does not exist.
    """
    return _holds(statement, scene, [scene[name] for name in visible], fits, _says)


def doubtful_of(statement: Statement, scene: Scene, visible: Iterable[str]) -> bool:
    """Whether a statement holds or could be argued to: a thing is half hidden or outside the
    picture, of medium size, or a relation only just misses its definition."""
    everything = tuple(scene.entities)
    if isinstance(statement, Count):
        sure = sum(fits(statement.thing, scene[name]) for name in visible)
        most = sum(may_fit(statement.thing, entity) for entity in everything)
        return sure <= statement.number <= most
    return _holds(statement, scene, everything, may_fit, _may_say)


def _holds(
    statement: Statement,
    scene: Scene,
    entities: Sequence[Entity],
    fitting: Callable[[Thing, Entity], bool],
    says: Callable[[Scene, str, tuple[Entity | str, ...]], bool],
) -> bool:
    if isinstance(statement, Count):
        return sum(fitting(statement.thing, entity) for entity in entities) == statement.number
    args = statement.things if isinstance(statement, There) else statement.args
    choices = [
        [arg] if isinstance(arg, str) else [entity for entity in entities if fitting(arg, entity)]
        for arg in args
    ]
    return any(
        isinstance(statement, There) or says(scene, statement.predicate, chosen)
        for chosen in product(*choices)
        if len({id(one) for one in chosen}) == len(chosen)
    )


def fits(thing: Thing, entity: Entity) -> bool:
    """Whether a description is true of an entity."""
    return thing.size in (None, entity.size) and may_fit(thing, entity)


def may_fit(thing: Thing, entity: Entity) -> bool:
    """Whether it could be argued to be: what is medium, or has no size, may look small or large."""
    return (
        (thing.kind == entity.kind if thing.kind else entity.kind in LOOSE)
        and thing.color in (None, entity.color)
        and (thing.size in (None, entity.size) or entity.size not in SIZED)
        and thing.name in (None, entity.name)
    )


def _names(args: tuple[Entity | str, ...]) -> tuple[str, ...]:
    return tuple(arg if isinstance(arg, str) else arg.name for arg in args)


def _says(scene: Scene, predicate: str, args: tuple[Entity | str, ...]) -> bool:
    return read(scene, predicate, _names(args)).truth is True


def _may_say(scene: Scene, predicate: str, args: tuple[Entity | str, ...]) -> bool:
    """Wider than the predicate's own definition."""
    a, *rest = args
    assert isinstance(a, Entity)
    b = rest[0] if rest else None
    if predicate in DIRECTION_OF and isinstance(b, Entity):
        return offset_along(a, b, DIRECTION_OF[predicate])[2] > 0.0
    if predicate == "near" and isinstance(b, Entity):
        return read(scene, "near", (a.name, b.name, 0.2)).truth is True
    if predicate in ("on", "inside") and isinstance(b, Entity):
        over = math.dist(a.position[:2], b.position[:2]) < b.radius
        return (over and a.top > b.bottom) or _says(scene, predicate, args)
    if predicate == "between":
        ends = (c.position[:2] for c in rest if isinstance(c, Entity))
        return _from_segment(a.position[:2], *ends) < 0.12
    if predicate == "at" and isinstance(b, str):
        low, high = region_box(scene, b)
        here = zip(low, a.position, high, strict=False)
        return all(lo - 0.06 < p < hi + 0.06 for lo, p, hi in here)
    if predicate == "holding":
        return scene.held == a.name or math.dist(a.position, scene.tool) < 0.08
    if a.openness is not None and predicate in ("opened", "closed"):
        return a.openness > 0.3 if predicate == "opened" else a.openness < 0.3
    return _says(scene, predicate, args)


def _from_segment(point: Sequence[float], begin: Sequence[float], end: Sequence[float]) -> float:
    """Distance from the straight way between two points."""
    way, here = np.subtract(end, begin), np.subtract(point, begin)
    along = np.clip(here @ way / max(way @ way, 1e-9), 0.0, 1.0)
    return float(np.linalg.norm(here - along * way))


# --- what holds ---------------------------------------------------------------------------------


def describe(
    scene: Scene, visible: Iterable[str], rng: np.random.Generator, steady: bool = True
) -> Statement:
    """A statement that holds, of a form drawn by `FORMS`.

    Where a picture has none of that form, another is drawn; that something is missing can be said
    of every picture.

    Args:
        steady: the camera does not turn, so that it shows what is left and what is right.
    """
    seen = [entity for entity in map(scene.__getitem__, visible) if entity.kind != "table"]
    makers = {"thing": _thing, "pair": _pair, "fact": partial(_fact, steady), "count": _count}
    # the least of exponential waiting times comes first as often as its weight says
    waiting = rng.exponential(1.0, len(FORMS)) / list(FORMS.values())
    for _, form in sorted(zip(waiting, FORMS, strict=True)):
        statement = makers[form](scene, seen, rng)
        if statement is not None:
            return statement
    return Count(0, _absent(scene, rng))


def described(entity: Entity, rng: np.random.Generator) -> Thing:
    """Some of an entity's attributes: mostly its kind and colour, now and then its size."""
    if entity.kind not in LOOSE:
        one_of_several = entity.name != entity.kind and rng.random() < 0.7
        return Thing(entity.kind, name=entity.name if one_of_several else None)
    kind = entity.kind if entity.color is None or rng.random() < 0.92 else None
    color = entity.color if kind is None or rng.random() < 0.9 else None
    sized = entity.size in SIZED and rng.random() < 0.4
    return Thing(kind, color, entity.size if sized else None)


def _thing(scene: Scene, seen: Sequence[Entity], rng: np.random.Generator) -> Statement | None:
    return There((described(pick(seen, rng), rng),)) if seen else None


def _pair(scene: Scene, seen: Sequence[Entity], rng: np.random.Generator) -> Statement | None:
    if len(seen) < 2:
        return None
    first, second = rng.choice(len(seen), 2, replace=False)
    pair = described(seen[first], rng), described(seen[second], rng)
    return There(pair) if pair[0] != pair[1] else None


def _fact(
    steady: bool, scene: Scene, seen: Sequence[Entity], rng: np.random.Generator
) -> Statement | None:
    """The predicate first, so that rare ones are said, too."""
    facts = FACTS if steady else [name for name in FACTS if name not in DIRECTED]
    for predicate in rng.permutation(facts):
        every = list(_arguments(str(predicate), seen))
        for index in rng.permutation(len(every))[:DRAWS]:
            args = every[int(index)]
            if _says(scene, str(predicate), args):
                said = tuple(a if isinstance(a, str) else described(a, rng) for a in args)
                if len(set(said)) == len(said):
                    return Fact(str(predicate), said)
    return None


def _arguments(predicate: str, seen: Sequence[Entity]) -> Iterator[tuple[Entity | str, ...]]:
    """What a predicate may speak of: how loose things lie, and what furniture does."""
    loose = [entity for entity in seen if entity.kind in LOOSE]
    if predicate in ("opened", "closed"):
        yield from ((entity,) for entity in seen if entity.affords.openable)
    elif predicate == "holding":
        yield from ((entity,) for entity in loose)
    elif predicate == "at":
        yield from product(loose, REGIONS)
    elif predicate == "between":
        yield from permutations(loose, 3)
    elif predicate in ("near", "inside"):
        yield from permutations(loose, 2)
    else:
        yield from ((a, b) for a in loose for b in seen if a is not b)


def _count(scene: Scene, seen: Sequence[Entity], rng: np.random.Generator) -> Statement | None:
    """Mostly of what there are several of; one in five times, of what is not there."""
    loose = [entity for entity in seen if entity.kind in LOOSE]
    if rng.random() < 0.2:
        return Count(0, _absent(scene, rng))
    options = []
    for entity in loose:
        options += [Thing(entity.kind), Thing(entity.kind, entity.color), Thing(None, entity.color)]
    counts = {thing: sum(fits(thing, e) for e in loose) for thing in options if thing != Thing()}
    several = [thing for thing, number in counts.items() if number > 1]
    things = several if several and rng.random() < 0.6 else list(counts)
    if not things:
        return None
    thing = pick(things, rng)
    return Count(counts[thing], thing)


def _absent(scene: Scene, rng: np.random.Generator) -> Thing:
    """Something that nothing in the scene could be taken for."""
    while True:
        thing = Thing(pick(LOOSE, rng), pick(tuple(COLORS), rng) if rng.random() < 0.7 else None)
        if not any(may_fit(thing, entity) for entity in scene):
            return thing


def pick(options: Sequence[T], rng: np.random.Generator) -> T:
    """One of the options."""
    return options[int(rng.integers(len(options)))]
