"""`Of the blue blocks, the rightmost goes in the bin`: the one that is meant is one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .syntax import Clause, Noun, NounPhrase, Order, Statement

OF_A_SET = ("of", "among", "out of", "from among", "from", "amongst")


def among(those: NounPhrase, of: str, program: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A program whose things without a noun are some of `those`; of their kind, if only compared.

    Args:
        of: the word before them: `of` and the like, or `instead of`.
    """
    if not isinstance(those, Noun) or those.pronoun is not None:
        return program
    if those.kind is None and not (of in OF_A_SET and (those.colors or those.size)):
        return program  # `of the blue ones` still says which, `of those` does not

    def meant(noun: Noun | None) -> Noun | None:
        if (
            noun is None
            or noun.kind is not None
            or noun.pronoun is not None
            or noun.unknown is not None
        ):
            return noun
        if of not in OF_A_SET:
            return replace(noun, kind=those.kind)
        return replace(
            noun, kind=those.kind, colors=noun.colors or those.colors, size=noun.size or those.size,
            relations=(*those.relations, *noun.relations),
        )  # fmt: skip

    return tuple(_with_thing(statement, meant(_thing(statement))) for statement in program)


def in_one_set(program: Iterable[Statement]) -> tuple[Statement, ...]:
    """What the clauses of a sentence say of one set: `one blue block there and another here`.

    Beside the smallest and the largest, the middle one is the one of middle size.
    """
    found: list[Statement] = []
    first: Noun | None = None
    statements = tuple(program)
    orders = {n.order.key for n in map(_thing, statements) if n and n.order}
    sized = bool(orders & {"smallest", "largest"})
    for statement in statements:
        noun = _thing(statement)
        if noun and sized and noun.order == Order("middle"):
            noun = replace(noun, order=Order("middling"))
        bare = noun and noun.kind is None and not noun.colors and not noun.size
        if noun and first and bare and noun.other and noun.quantity == "a":
            noun = replace(noun, kind=first.kind, colors=first.colors, size=first.size)
        elif noun and noun.quantity in ("a", "count") and noun.kind is not None:
            first = noun
        found.append(_with_thing(statement, noun))
    return tuple(found)


def _thing(statement: Statement) -> Noun | None:
    """What a clause does something with, if that is one phrase."""
    command = statement.command if isinstance(statement, Clause) else None
    thing = getattr(command, "thing", None)
    return thing if isinstance(thing, Noun) else None


def _with_thing(statement: Statement, thing: Noun | None) -> Statement:
    if thing is None or not isinstance(statement, Clause):
        return statement
    return replace(statement, command=replace(statement.command, thing=thing))  # type: ignore[call-arg]
