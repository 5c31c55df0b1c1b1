"""Contrasts of a caption: another that means the same, others that differ in little and are false.

The negatives are what CLIP is known to overlook: who has which attribute, who stands where, how
many (ARO, Yuksekgonul et al. 2023; SugarCrepe, Hsieh et al. 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from vla.captions import (
    DIRECTION_OF,
    LOOSE,
    RELATIONS,
    SIZED,
    Count,
    Fact,
    Statement,
    There,
    Thing,
    doubtful_of,
    pick,
    things_of,
    true_of,
)
from vla.errors import UnknownName
from vla.scene import Scene
from vla.skills import REGIONS
from vla.vocabulary import COLORS, KINDS

NEGATIVES = ("swap_attributes", "swap_order", "replace", "add")
TURNED = {
    "left_of": "right_of", "right_of": "left_of", "in_front_of": "behind", "behind": "in_front_of",
    "near": "near",
}  # fmt: skip
"""What holds of two things when they change places."""
OPPOSITE = {"opened": "closed", "closed": "opened"}
DRAWS = 20
"""Changes that are tried for a negative."""
SUGGESTED = 0.6
"""How often a word is replaced by one that the scene suggests."""


def positive(statement: Statement, rng: np.random.Generator) -> Statement:
    """A statement with the same meaning, said the other way round where there is one.

    Where there is none it is the statement itself, which other words can still say.
    """
    if isinstance(statement, There):
        order = rng.permutation(len(statement.things))
        return There(tuple(statement.things[i] for i in order))
    if isinstance(statement, Fact) and statement.predicate in TURNED:
        return Fact(TURNED[statement.predicate], statement.args[::-1])
    if isinstance(statement, Fact) and statement.predicate == "between":
        return Fact("between", (statement.args[0], *statement.args[:0:-1]))
    return statement


def negative(
    statement: Statement,
    scene: Scene,
    visible: Iterable[str],
    rng: np.random.Generator,
    kind: str,
) -> Statement | None:
    """A statement that differs in little from one that holds, and surely does not hold.

    Args:
        kind: `swap_attributes`: colours or sizes of two things change places. `swap_order`: the
            things themselves do. `replace`: one word is another. `add`: a thing or an attribute
            more, which is not there.

    Returns:
        `None` where no change of this kind was found that makes it false beyond doubt.

    Raises:
        UnknownName: an unknown `kind`.
    """
    if kind not in NEGATIVES:
        raise UnknownName("kind of negative", kind, NEGATIVES)
    draw = dict(zip(NEGATIVES, (_swapped, _reordered, _replaced, _added), strict=True))[kind]
    seen = tuple(visible)
    for _ in range(DRAWS):
        changed = draw(statement, scene, rng)
        things = things_of(changed)
        if changed == statement or len(set(things)) < len(things):
            continue
        if not (true_of(changed, scene, seen) or doubtful_of(changed, scene, seen)):
            return changed
    return None


def _swapped(statement: Statement, scene: Scene, rng: np.random.Generator) -> Statement:
    """Two things with a colour or a size exchanged."""
    things = list(things_of(statement))
    if len(things) < 2 or any(_fixed(thing) for thing in things):
        return statement
    i, j = (int(index) for index in rng.choice(len(things), 2, replace=False))
    attribute = pick(("color", "size"), rng)
    a, b = getattr(things[i], attribute), getattr(things[j], attribute)
    things[i], things[j] = (replace(thing, **{attribute: value})
                            for thing, value in ((things[i], b), (things[j], a)))  # fmt: skip
    return statement if Thing() in things else _with(statement, things)


def _reordered(statement: Statement, scene: Scene, rng: np.random.Generator) -> Statement:
    """The first thing in the place of another."""
    things = list(things_of(statement))
    if not isinstance(statement, Fact) or len(things) < 2:
        return statement
    other = int(rng.integers(1, len(things)))
    things[0], things[other] = things[other], things[0]
    return _with(statement, things)


def _replaced(statement: Statement, scene: Scene, rng: np.random.Generator) -> Statement:
    """One word another: of a thing, or the number, the relation, the region, the state."""
    things = list(things_of(statement))
    index = int(rng.integers(len(things) + (not isinstance(statement, There))))
    if index < len(things):
        things[index] = _altered(things[index], scene, rng)
        return _with(statement, things)
    if isinstance(statement, Count):
        return replace(statement, number=max(0, statement.number + pick((-2, -1, 1, 2), rng)))
    assert isinstance(statement, Fact)
    if statement.predicate == "at":
        return Fact("at", (things[0], pick(REGIONS, rng)))
    if statement.predicate in OPPOSITE:
        return replace(statement, predicate=OPPOSITE[statement.predicate])
    if statement.predicate in RELATIONS:
        directed = statement.predicate in DIRECTION_OF  # the others are said of any picture
        others = [name for name in RELATIONS if directed or name not in DIRECTION_OF]
        return replace(statement, predicate=pick(others, rng))
    return statement


def _altered(thing: Thing, scene: Scene, rng: np.random.Generator) -> Thing:
    """Another colour, kind or size; more often than not one that the scene suggests."""
    if _fixed(thing):
        other = pick([entity for entity in scene if entity.kind not in (*LOOSE, "table")], rng)
        return Thing(
            other.kind, name=other.name if thing.name and other.name != other.kind else None
        )
    attribute = pick([name for name in ("color", "kind", "size") if getattr(thing, name)], rng)
    every = {"color": tuple(COLORS), "kind": LOOSE, "size": SIZED}[attribute]
    return replace(thing, **{attribute: _value(attribute, every, scene, rng)})


def _added(statement: Statement, scene: Scene, rng: np.random.Generator) -> Statement:
    """An attribute more, or one more thing."""
    things = list(things_of(statement))
    index = int(rng.integers(len(things) + isinstance(statement, There)))
    if index == len(things):
        kind, color = _value("kind", LOOSE, scene, rng), _value("color", tuple(COLORS), scene, rng)
        return _with(statement, [*things, Thing(kind, color)])
    attribute, every = pick((("color", tuple(COLORS)), ("size", SIZED)), rng)
    if getattr(things[index], attribute) is None and not _fixed(things[index]):
        value = _value(attribute, every, scene, rng)
        things[index] = replace(things[index], **{attribute: value})
    return _with(statement, things)


def _value(attribute: str, every: Sequence[str], scene: Scene, rng: np.random.Generator) -> str:
    """One of all values of an attribute, or rather one that something in the scene has."""
    here = [value for entity in scene if (value := getattr(entity, attribute)) in every]
    return pick(here if here and rng.random() < SUGGESTED else every, rng)


def _fixed(thing: Thing) -> bool:
    return thing.kind is not None and KINDS[thing.kind].shape == "fixture"


def _with(statement: Statement, things: Sequence[Thing]) -> Statement:
    """The statement about other things."""
    if isinstance(statement, Count):
        return replace(statement, thing=things[0])
    if isinstance(statement, There):
        return There(tuple(things))
    rest = tuple(arg for arg in statement.args if isinstance(arg, str))
    return replace(statement, args=(*things, *rest))
