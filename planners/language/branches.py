"""Conditions: what is asked about the scene before something is done."""

from __future__ import annotations

from vla.evaluate import members
from vla.plan import (
    And,
    Atom,
    Condition,
    Count,
    Exists,
    ForAll,
    Names,
    Not,
    Objects,
    Or,
    Query,
    Var,
    Where,
    Without,
)
from vla.planner import Refusal
from vla.vocabulary import KINDS

from .ground import Grounder
from .lexicon import FOREIGN, THING
from .queries import Many, Referent, Role, Unclear
from .syntax import Group, Holds, Noun

_STATES: dict[str, tuple[str, Role]] = {
    "opened": ("opened", "open"),
    "closed": ("closed", "open"),
    "pressed": ("pressed", "press"),
    "held": ("holding", "grasp"),
}


def test_condition(ground: Grounder, test: Holds) -> Condition | bool:
    """A test as a condition; True or False when it cannot depend on the scene."""
    condition = _condition(ground, test)
    if not test.negated:
        return condition
    return not condition if isinstance(condition, bool) else Not(condition)


def _condition(ground: Grounder, test: Holds) -> Condition | bool:
    subject = test.subject
    if test.test in ("exists", "missing"):
        there = _exists(ground, test)
        if test.test == "exists":
            return there
        return not there if isinstance(there, bool) else Not(there)
    if test.test == "empty":
        name = ground.one(subject, "container")
        ground.mention(name)
        return Not(Exists(Where(Objects(), Atom("inside", (Var("it"), name)))))
    if test.test in _STATES:
        predicate, role = _STATES[test.test]
        return _holds_of(ground, test, role, lambda who: Atom(predicate, (who,)))
    relation = test.relation
    assert relation is not None
    if relation.name == "color":
        return _holds_of(
            ground, test, "any", lambda who: _colored(ground, who, str(relation.args[0]))
        )
    return _holds_of(ground, test, "any", lambda who: ground.condition(relation, who))


def _holds_of(ground: Grounder, test: Holds, role: Role, says) -> Condition:
    """A statement about one thing, about any of several, or about all of them."""
    subject = test.subject
    if isinstance(subject, Noun) and subject.pronoun is None and subject.quantity == "a":
        query = ground.query(subject, role)
        found = members(Where(query, says(Var("it"))), ground.scene)
        ground.mention(*found[:1])
        return Exists(Where(query, says(Var("it"))))
    parts: list[Condition] = []
    for item in ground.several(subject, role):
        if isinstance(item, Many):
            ground.mention(*item.found)
            if item.limit is not None and test.subject.__class__ is Noun:
                parts.append(Count(Where(item.query, says(Var("it"))), ">=", item.limit))
            else:
                parts.append(ForAll(item.query, says(Var("it"))))
        else:
            ground.mention(item)
            parts.append(says(item))
    choice = isinstance(subject, Group) and subject.choice
    return parts[0] if len(parts) == 1 else Or(tuple(parts)) if choice else And(tuple(parts))


def _colored(ground: Grounder, who: Referent, color: str) -> Condition:
    if isinstance(who, Var):
        raise Unclear(Refusal("Colors can be asked of one thing at a time."))
    kind = ground.scene[who].kind
    same = Without(Names((who,)), Objects(kind, color))
    return Not(Exists(same))


def _exists(ground: Grounder, test: Holds) -> Condition | bool:
    subject = test.subject
    if isinstance(subject, Group):
        parts = [_exists(ground, Holds(member, "exists")) for member in subject.members]
        if any(isinstance(part, bool) for part in parts):
            raise Unclear(Refusal(f'"{subject.text}" cannot be looked for together.'))
        known = tuple(part for part in parts if not isinstance(part, bool))
        return Or(known) if subject.choice else And(known)
    if subject.unknown is not None and subject.unknown in FOREIGN:
        return False
    query = ground.query(subject)
    found = members(query, ground.scene)
    ground.mention(*(found if subject.plural else found[:1]), kind=subject.kind)
    if test.op is not None:
        return Count(query, test.op, subject.count or 1)
    return Exists(query)


def hypothesis(ground: Grounder, tests: tuple[Holds, ...]) -> tuple[Noun, Var, Query] | None:
    """What a condition supposes to exist although it does not now: `if there is a red ball`."""
    for test in tests:
        subject = test.subject
        looked_for = test.test == "exists" and test.op is None
        where = test.relation if test.test == "relation" else None
        some = isinstance(subject, Noun) and subject.quantity == "a" and not subject.pronoun
        looked_for = looked_for or (where is not None and where.name != "color" and some)
        if looked_for and isinstance(subject, Noun) and not subject.unknown and not test.negated:
            query = ground.query(subject)
            if where is not None:
                query = Where(query, ground.condition(where))
            if not members(query, ground.scene):
                name = subject.kind if subject.kind in KINDS else THING
                return subject, Var(str(name)), query
    return None
