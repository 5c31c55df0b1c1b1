"""Queries of single nouns, and words that tell things apart."""

from __future__ import annotations

from dataclasses import replace

from vla.plan import Either, Objects, Query
from vla.scene import Scene

from .lexicon import CONTAINER, DOOR, THING
from .syntax import Noun, NounPhrase


def replace_quantity(phrase: NounPhrase) -> NounPhrase:
    """`a ball` as any ball there is: for relations to something indefinite."""
    if isinstance(phrase, Noun) and phrase.quantity == "a":
        return replace(phrase, quantity="all", plural=True)
    return phrase


def describe(scene: Scene, names: tuple[str, ...]) -> list[str]:
    """Names in words that tell them apart."""
    plain = [scene[name].describe() for name in names]
    if len(set(plain)) == len(plain):
        return [f"the {words}" for words in plain]
    order = sorted(names, key=lambda name: -scene[name].position[1])
    spots = ["leftmost", *(f"number {i + 1} from the left" for i in range(1, len(order) - 1))]
    spots.append("rightmost")
    where = dict(zip(order, spots, strict=True)) if len(order) > 1 else {}
    return [f"the {scene[name].describe()} ({where.get(name, name)})" for name in names]


def objects(kind: str | None, color: str | None, size: str | None, role: str) -> Query:
    """Everything of a kind, a colour and a size; without a kind, whatever can play a role."""
    if kind == THING:
        return Objects(None, color, size)
    if kind == CONTAINER:
        return Objects(CONTAINER, color, size)
    if kind == DOOR:
        return Either((Objects("cupboard", color, size), Objects("fridge", color, size)))
    if kind is not None:
        return Objects(kind, color, size)
    if role == "grasp":
        return Objects(None, color, size)
    if role == "container":
        return Objects(CONTAINER, color, size)
    everything = (Objects(None, color, size), Objects(CONTAINER, color, size))
    return Either((*everything, *(Objects(k, color, size) for k in ("vase", "button", "switch"))))


def recolored(query: Query, color: str) -> Query:
    """The same things in another colour."""
    match query:
        case Objects(kind, _, size):
            return Objects(kind, color, size)
        case Either(sources):
            return Either(tuple(recolored(source, color) for source in sources))
        case _:
            return Objects(None, color)


def has_kind(scene: Scene, kind: str) -> bool:
    """Whether anything of a kind is there."""
    return any(entity.kind == kind for entity in scene)
