"""How much there is to judge in a condition or a query, before anybody begins."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from vla.plan import (
    And,
    Answered,
    Atom,
    Best,
    Count,
    Either,
    Exists,
    ForAll,
    Names,
    Not,
    Objects,
    Or,
    Plan,
    Seen,
    Sorted,
    Take,
    Verified,
    Where,
    Without,
)

_PARTS = (
    And, Answered, Atom, Best, Count, Either, Exists, ForAll, Names, Not, Objects, Or, Seen, Sorted,
    Take, Verified, Where, Without,
)  # fmt: skip


def most_readings(plan: Plan, things: int) -> int:
    """Predicates that the costliest condition or query of a plan may take.

    Args:
        plan: one that is not nested too deep.
        things: entities of the scene.
    """
    most, waiting = 0, list[object]((plan.body,))
    while waiting:
        part = waiting.pop()
        if isinstance(part, _PARTS):
            most = max(most, readings(part, things))
        elif isinstance(part, tuple):
            waiting += part
        elif is_dataclass(part):
            waiting += [getattr(part, field.name) for field in fields(part)]
    return most


def readings(part: object, things: int) -> int:
    """Predicates that judging a condition, or finding what a query denotes, may take.

    What is said of each member of a query is judged for each, so that queries within the
    conditions of queries multiply.
    """
    match part:
        case Atom(_, args):
            return 1 + sum(readings(arg, things) for arg in args)
        case And(parts) | Or(parts) | Either(parts):
            return sum((readings(inner, things) for inner in parts), 1)
        case Not(inner) | Exists(inner) | Count(inner) | Take(inner):
            return 1 + readings(inner, things)
        case Where(source, condition) | ForAll(source, condition):
            return readings(source, things) + _size(source, things) * readings(condition, things)
        case Without(source, excluded):
            return readings(source, things) + readings(excluded, things)
        case Sorted(source):
            return readings(source, things) + _size(source, things)
        case Names(names):
            return len(names)
        case Best(source):
            return readings(source, things) + things
        case Objects() | Seen():
            return things
        case Verified() | Answered():
            return 1
    return 0


def _size(query: object, things: int) -> int:
    """Members that a query may have."""
    match query:
        case Names(names):
            return len(names)
        case Where(source) | Without(source) | Sorted(source) | Take(source):
            return _size(source, things)
    return things
