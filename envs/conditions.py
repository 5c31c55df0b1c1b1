"""Conditions of the plan language as circuits, which a device can judge for many worlds at once.

A circuit's nodes are claims (`vla.envs.claims`) and gates, and there is one kind of gate: it
holds when the number of its inputs that are true lies between two bounds. That is And, Or,
Exists, Count and ForAll alike; a negation is no node but the opposite of one. What is decided when
the episode begins is no node either: colours, what has no joint, and all that is unknown, because
no sensor will ever tell. So nodes are true or false, and a condition, which may be neither, is
two of them: whether it is true, and whether it is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vla.errors import UnknownName, UserError
from vla.evaluate import Bindings, members, resolve
from vla.plan import (
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
from vla.program_print import condition_code, query_code
from vla.scene import Entity, Scene

from .claims import Claim, claim
from .predicates import CONTACT_CLAIMS

FALSE, TRUE = 0, 1
"""Literals: twice the number of a node, and one more for its opposite. Node 0 is never true."""

Truth = tuple[int, int]
"""Literals: whether a condition is true, and whether it is false; neither means unknown."""


@dataclass(frozen=True)
class Gate:
    """Holds when between `low` and `high` of its inputs, which are literals, are true."""

    inputs: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Circuit:
    """Conditions on one scene. Node i + 1 is `nodes[i]`; what a gate needs comes before it."""

    nodes: tuple[Claim | Gate, ...]
    conditions: tuple[Truth, ...]

    @property
    def needs_contacts(self) -> bool:
        """Whether it matters which things touch."""
        return any(isinstance(n, Claim) and n.name in CONTACT_CLAIMS for n in self.nodes)


def compile_conditions(
    conditions: Sequence[Condition], scene: Scene, watched: Sequence[str] = ()
) -> Circuit:
    """The circuit that says of every condition what `vla.evaluate.judge` says.

    Args:
        scene: any moment of the episode.
        watched: entities whose clearance is measured.

    Raises:
        UserError: an unknown name or argument; or which entities are meant depends on the state
            in a way that a circuit cannot say (`Sorted`, `Take`, a query as an argument).
    """
    compiler = _Compiler(_as_sensed(scene, watched))
    truths = tuple(compiler.root(condition) for condition in conditions)
    return Circuit(tuple(compiler.nodes), truths)


def _as_sensed(scene: Scene, watched: Sequence[str]) -> Scene:
    """The scene with something in every field that the sensors will fill: the rest is unknown."""

    def known(entity: Entity) -> Entity:
        if entity.affords.shape != "fixture":
            return replace(entity, speed=0.0, start=entity.position)
        return entity if entity.kind == "table" else replace(entity, speed=0.0)

    return replace(
        scene,
        entities=tuple(map(known, scene)),
        contacts=frozenset(),
        clearance=dict.fromkeys(watched, 0.0),
    )


class _Compiler:
    """Makes nodes; a node that is there already is used again."""

    def __init__(self, scene: Scene):
        self._scene = scene
        self._names = scene.names
        self._root: Condition = And(())
        self.nodes: dict[Claim | Gate, int] = {}

    def root(self, condition: Condition) -> Truth:
        """A condition outside of any other."""
        self._root = condition
        return self._condition(condition, {})

    def _condition(self, condition: Condition, bound: Bindings) -> Truth:
        match condition:
            case Atom(name, args):
                return self._atom(name, tuple(self._argument(value, bound) for value in args))
            case Not(inner):
                return _not(self._condition(inner, bound))
            case And(conditions):
                return self._all([self._condition(c, bound) for c in conditions])
            case Or(conditions):
                return _not(self._all([_not(self._condition(c, bound)) for c in conditions]))
            case Exists(query):
                return self._count(query, ">=", 1, bound)
            case Count(query, op, number):
                return self._count(query, op, number, bound)
            case ForAll(query, inner):
                exceptions = [
                    self._all([_sure(there), _not(self._condition(inner, {**bound, "it": name}))])
                    for name, there in self._members(query, bound)
                ]
                return self._all([_not(exception) for exception in exceptions])
            case Verified() | Answered():
                words = condition_code(condition)
                raise UserError(f"{words} asks a picture; goals are judged by what is true.")

    def _all(self, truths: Sequence[Truth]) -> Truth:
        true, false = [t for t, _ in truths], [f for _, f in truths]
        holds = self._gate(true, len(true), len(true))
        if all(f == t ^ 1 for t, f in truths):
            return _sure(holds)
        return holds, self._gate(false, 1, len(false))

    def _count(self, query: Query, op: str, number: int, bound: Bindings) -> Truth:
        there = [literal for _, literal in self._members(query, bound)]
        bounds = {
            "==": (number, number),
            ">=": (number, len(there)),
            "<=": (0, number),
            ">": (number + 1, len(there)),
            "<": (0, number - 1),
        }
        if op not in bounds:
            raise UnknownName("comparison", op, bounds)
        return _sure(self._gate(there, *bounds[op]))

    def _gate(self, inputs: Sequence[int], low: int, high: int) -> int:
        """How many of some literals are true, without those that are constant."""
        always, open_ = inputs.count(TRUE), tuple(sorted(i for i in inputs if i > TRUE))
        low, high = max(low - always, 0), min(high - always, len(open_))
        if low > high:
            return FALSE
        if (low, high) == (0, len(open_)):
            return TRUE
        if len(open_) == 1:
            return open_[0] if low == 1 else open_[0] ^ 1
        return self._node(Gate(open_, low, high))

    def _node(self, node: Claim | Gate) -> int:
        return 2 * self.nodes.setdefault(node, len(self.nodes) + 1)

    def _members(self, query: Query, bound: Bindings) -> list[tuple[str, int]]:
        """Who may be meant, in order, and the literal that says whether they are.

        Whoever is not known to be meant is not meant, so here nothing is unknown.
        """
        match query:
            case Objects() | Names():
                return [(name, TRUE) for name in members(query, self._scene, bound)]
            case Where(source, condition):
                found = []
                for name, there in self._members(source, bound):
                    holds, _ = self._condition(condition, {**bound, "it": name})
                    found.append((name, self._gate([there, holds], 2, 2)))
            case Without(source, excluded):
                out = _by_name(self._members(excluded, bound))
                found = [
                    (name, self._gate([there, self._gate(out.get(name, ()), 0, 0)], 2, 2))
                    for name, there in self._members(source, bound)
                ]
            case Either(sources):
                each = _by_name([pair for s in sources for pair in self._members(s, bound)])
                found = [(name, self._gate(any_, 1, len(any_))) for name, any_ in each.items()]
            case Sorted() | Take() | Seen() | Best():
                raise self._refusal(query)
        return [(name, there) for name, there in found if there != FALSE]

    # --- atoms -------------------------------------------------------------------------------

    def _argument(self, value: Value, bound: Bindings) -> str | float:
        """A value of an atom; a query must mean the same entity for the whole episode."""
        if not isinstance(value, (str, int, float, Var)):
            found = self._members(value, bound)
            if any(there != TRUE for _, there in found):
                raise self._refusal(value)
            value = Names(tuple(name for name, _ in found))
        return resolve(value, self._scene, bound)

    def _refusal(self, query: Query) -> UserError:
        return UserError(
            f"'{condition_code(self._root)}' cannot be judged for many worlds at once: what"
            f" '{query_code(query)}' means there depends on the state. Name the things instead."
        )

    def _atom(self, name: str, args: tuple[str | float, ...]) -> Truth:
        found = claim(self._scene, name, args)
        if found is None:
            return FALSE, FALSE
        return _sure(self._node(found) if isinstance(found, Claim) else int(found))


def _sure(literal: int) -> Truth:
    """True or false, as a literal says."""
    return literal, literal ^ 1


def _not(truth: Truth) -> Truth:
    return truth[1], truth[0]


def _by_name(pairs: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, literal in pairs:
        found.setdefault(name, []).append(literal)
    return found
