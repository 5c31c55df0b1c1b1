"""Denotations: what a query, a condition or a value of the plan language means in a scene."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from vla.errors import UnknownName, UserError
from vla.looking import Unseen, finding, same_answer
from vla.plan import (
    SORT_KEYS,
    And,
    Answered,
    Atom,
    Best,
    Condition,
    Count,
    Either,
    Exists,
    ForAll,
    Names,
    Not,
    Objects,
    Or,
    Query,
    Seen,
    Sorted,
    Take,
    Value,
    Var,
    Verified,
    Where,
    Without,
)
from vla.predicates import Reading, read, volume
from vla.scene import Entity, Scene

Bindings = Mapping[str, str]
"""Variable -> entity name."""

Part = TypeVar("Part")
"""Any value, query or condition."""

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


def members(query: Query, scene: Scene, bound: Bindings | None = None) -> tuple[str, ...]:
    """Names of the entities a query denotes, in order.

    Raises:
        UserError: an unknown name, variable or sort key.
        Unseen: a picture is to tell, and there was none.
    """
    bound = bound or {}
    match query:
        case Objects(kind, color, size):
            return tuple(e.name for e in scene if _matches(e, kind, color, size))
        case Where(source, condition):
            return tuple(
                name
                for name in members(source, scene, bound)
                if _judge(condition, scene, {**bound, "it": name}).truth is True
            )
        case Without(source, excluded):
            out = set(members(excluded, scene, bound))
            return tuple(name for name in members(source, scene, bound) if name not in out)
        case Either(sources):
            names = (name for source in sources for name in members(source, scene, bound))
            return tuple(dict.fromkeys(names))
        case Names(names):
            return tuple(scene[_name(name, bound)].name for name in names)
        case Sorted(source, key, reference):
            names = members(source, scene, bound)
            about = None if reference is None else scene[_name(reference, bound)]
            return tuple(sorted(names, key=lambda name: sort_value(scene[name], key, about)))
        case Take(source, count, start):
            return members(source, scene, bound)[start : start + count]
        case Seen():
            return tuple(name for name in finding(scene, query).names if name in scene)
        case Best(source):
            able = set(members(source, scene, bound))
            return tuple(n for n in finding(scene, query).names if n in able)[:1]


def judge(condition: Condition, scene: Scene, bound: Bindings | None = None) -> Reading:
    """Whether a condition holds: True, False or None (unknown), with the evidence."""
    try:
        return _judge(condition, scene, bound or {})
    except Unseen as unseen:
        return Reading(None, str(unseen).rstrip("."))


def _judge(condition: Condition, scene: Scene, bound: Bindings) -> Reading:
    match condition:
        case Atom(name, args):
            values = tuple(resolve(value, scene, bound) for value in args)
            reading = read(scene, name, values)
            shown = ", ".join(str(value) for value in values)
            return Reading(reading.truth, f"{name}({shown}): {reading.evidence}")
        case Not(inner):
            reading = judge(inner, scene, bound)
            truth = None if reading.truth is None else not reading.truth
            return Reading(truth, f"not {reading.evidence}")
        case And(conditions):
            return _all([judge(c, scene, bound) for c in conditions])
        case Or(conditions):
            readings = [judge(c, scene, bound) for c in conditions]
            return _negate(_all([_negate(reading) for reading in readings]))
        case Exists(query):
            found = members(query, scene, bound)
            return Reading(bool(found), f"found {', '.join(found) or 'none'}")
        case Count(query, op, number):
            if op not in _COMPARE:
                raise UnknownName("comparison", op, _COMPARE)
            seen = isinstance(query, Seen)
            found = finding(scene, query).number if seen else len(members(query, scene, bound))
            return Reading(_COMPARE[op](found, number), f"{found} {op} {number}")
        case ForAll(query, inner):
            names = members(query, scene, bound)
            return _all([judge(inner, scene, {**bound, "it": name}) for name in names])
        case Verified(statement):
            found = finding(scene, condition)
            return Reading(found.truth, f"{statement}: {found.evidence}")
        case Answered(question, answer):
            said = finding(scene, condition).text
            truth = same_answer(said, answer) if said else None
            return Reading(truth, f"{question} {said or 'no answer'}")


def resolve(value: Value, scene: Scene, bound: Bindings | None = None) -> str | float:
    """A value as an entity name, word or number; a query must denote exactly one entity."""
    bound = bound or {}
    if isinstance(value, Var):
        return _name(value, bound)
    if isinstance(value, (str, int, float)):
        return value
    found = members(value, scene, bound)
    if len(found) != 1:
        raise UserError(
            f"One object is meant, but the scene has {len(found)}"
            + (f": {', '.join(found)}." if found else ".")
        )
    return found[0]


def ground(part: Part, bound: Mapping[str, object]) -> Part:
    """A value, query or condition with the variables of `bound` replaced by their names.

    The `it` of a `Where` or `ForAll` stays: it is bound only while the condition is evaluated.
    """
    if isinstance(part, Var):
        return bound.get(part.name, part)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(ground(member, bound) for member in part)  # type: ignore[return-value]
    if not is_dataclass(part):
        return part
    changes = {f.name: ground(getattr(part, f.name), bound) for f in fields(part)}
    if isinstance(part, (Where, ForAll)):
        inner = {name: value for name, value in bound.items() if name != "it"}
        changes["condition"] = ground(part.condition, inner)
    return replace(part, **changes)  # type: ignore[type-var]


def shortest_name(entity: Entity, scene: Scene) -> str | None:
    """The fewest words that mean this entity alone: `mug`, `red mug`; `None` if none do."""
    for query, words in (
        (Objects(entity.kind), (entity.kind,)),
        (Objects(entity.kind, entity.color), (entity.color, entity.kind)),
        (Objects(entity.kind, entity.color, entity.size), (entity.size, entity.color, entity.kind)),
    ):
        if members(query, scene) == (entity.name,):
            return " ".join(filter(None, words))
    return None


def since(before: Scene, after: Scene) -> Scene:
    """`after`, with changes (`moved`, `moved_by`) counted from `before`.

    A skill's post-condition is judged on this scene, as a push is not to be measured from where
    the thing stood when the episode began.
    """
    was = {entity.name: entity.position for entity in before}
    entities = tuple(replace(e, start=was.get(e.name, e.start)) for e in after)
    return replace(after, entities=entities)


def sort_value(entity: Entity, key: str, reference: Entity | None) -> float:
    """The number by which `Sorted` orders; smallest first."""
    x, y, _ = entity.position
    if key in ("nearest", "farthest"):
        origin = (0.0, 0.0, 0.0) if reference is None else reference.position
        distance = math.dist((x, y), origin[:2])
        return distance if key == "nearest" else -distance
    values = {
        "left": -y, "right": y, "front": x, "back": -x,
        "smallest": volume(entity), "largest": -volume(entity),
        "shortest": entity.height, "tallest": -entity.height,
    }  # fmt: skip
    if key not in values:
        raise UnknownName("order", key, SORT_KEYS)
    return values[key]


def _matches(entity: Entity, kind: str | None, color: str | None, size: str | None) -> bool:
    affords = entity.affords
    if kind is None:
        right_kind = affords.graspable
    elif kind == "container":
        right_kind = affords.container
    else:
        right_kind = entity.kind == kind
    return right_kind and color in (None, entity.color) and size in (None, entity.size)


def _name(name: str | Var, bound: Bindings) -> str:
    if isinstance(name, str):
        return name
    if name.name not in bound:
        raise UnknownName("variable", name.name, bound)
    return bound[name.name]


def _all(readings: list[Reading]) -> Reading:
    evidence = "; ".join(reading.evidence for reading in readings) or "nothing to check"
    if any(reading.truth is False for reading in readings):
        return Reading(False, "; ".join(r.evidence for r in readings if r.truth is False))
    if any(reading.truth is None for reading in readings):
        return Reading(None, evidence)
    return Reading(True, evidence)


def _negate(reading: Reading) -> Reading:
    truth = None if reading.truth is None else not reading.truth
    return Reading(truth, reading.evidence)
