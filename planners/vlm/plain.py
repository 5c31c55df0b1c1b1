"""Plain plans: what of a plan is told in tokens, and means the same.

Without comments and reasons, blocks within blocks laid flat, variables of loops by the names of
`atoms.LOOPS`, the defaults of predicates filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from vla.plan import (
    Atom,
    Call,
    Ensure,
    Fail,
    ForEach,
    If,
    Keep,
    Node,
    Plan,
    Repeat,
    Require,
    Seq,
    Var,
)
from vla.predicates import VOCABULARY

from .atoms import LOOPS

REASON = "It cannot be done."
"""Of `Fail`, which does not tell its own."""

Part = TypeVar("Part")
"""Any value, query or condition."""


class Unspeakable(ValueError):
    """A plan that the atoms cannot tell."""


def plain(plan: Plan) -> Plan:
    """The plan that `decode` gives back for the tokens of `plan`; it means the same.

    Raises:
        Unspeakable: loops within loops within loops.
    """
    return Plan(_plain_block(plan.body, {}), plan.instruction)


def _plain_block(seq: Seq, names: Mapping[str, str]) -> Seq:
    return Seq(tuple(_flat(seq, names)))


def _flat(seq: Seq, names: Mapping[str, str]) -> Iterator[Node]:
    for step in seq.steps:
        if isinstance(step, Seq):
            yield from _flat(step, names)
        else:
            yield _plain_node(step, names)


def _plain_node(node: Node, names: Mapping[str, str]) -> Node:
    match node:
        case Call(skill, args, options):
            told = tuple((name, _renamed(value, names)) for name, value in sorted(options))
            return Call(skill, tuple(_renamed(value, names) for value in args), told)
        case If(condition, then, otherwise):
            return If(
                _renamed(condition, names),
                _plain_block(then, names),
                _plain_block(otherwise, names),
            )
        case ForEach(var, query, body, limit):
            if len(names) == len(LOOPS):
                raise Unspeakable("loops within loops within loops")
            inner = {**names, var: LOOPS[len(names)]}
            if len(inner) == len(names):
                raise Unspeakable(f"{var} is bound twice")
            return ForEach(inner[var], _renamed(query, names), _plain_block(body, inner), limit)
        case Repeat(count, body):
            return Repeat(count, _plain_block(body, names))
        case Ensure(condition, recover, retries):
            return Ensure(_renamed(condition, names), _plain_block(recover, names), retries)
        case Keep(conditions, body):
            kept = tuple(_renamed(condition, names) for condition in conditions)
            return Keep(kept, _plain_block(body, names))
        case Require(condition, _):
            return Require(_renamed(condition, names))
        case Fail():
            return Fail(REASON)
        case _:
            return node


def _renamed(part: Part, names: Mapping[str, str]) -> Part:
    """A value, query or condition with its variables renamed and its predicates complete."""
    if isinstance(part, Var):
        return Var(names.get(part.name, part.name))  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(_renamed(member, names) for member in part)  # type: ignore[return-value]
    if not is_dataclass(part):
        return part
    told = {f.name: _renamed(getattr(part, f.name), names) for f in fields(part)}
    if isinstance(part, Atom) and part.name in VOCABULARY:
        signature = VOCABULARY[part.name]
        given = len(part.args) - signature.arity[0]
        told["args"] = (*told["args"], *signature.defaults[max(given, 0) :])
    return replace(part, **told)  # type: ignore[type-var]
