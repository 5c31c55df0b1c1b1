"""What an instruction names, without a scene: enough to make one up for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from vla.task import Wanted
from vla.vocabulary import KINDS

from .lexicon import CONTAINER, THING
from .syntax import Command, Group, Noun, Place, Put, Sort, Stack, Statement

_SORTED = ("red", "blue")
"""Colours of a scene for "sort the blocks by colour"."""


def wanted(statements: Iterable[Statement]) -> tuple[Wanted, ...]:
    """Kinds, colours, sizes and numbers, each as often as it must be there."""
    found: list[Wanted] = []
    for statement in statements:
        for node in _commands(statement):
            for new in _of(node):
                _merge(found, new)
    return tuple(found)


def _commands(node: object) -> Iterator[object]:
    """Commands and conditions of a statement, in order."""
    if isinstance(node, Command):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _commands(item)
    elif is_dataclass(node) and not isinstance(node, type):
        if node.__class__.__name__ == "Holds":
            yield node
            return
        for entry in fields(node):
            yield from _commands(getattr(node, entry.name))


def _of(command: object) -> Iterator[Wanted]:
    default: str | None = "block" if isinstance(command, Stack) else None
    matched = isinstance(command, Sort) and not isinstance(command.into, Group)
    if isinstance(command, Put):
        targets = [place.target for place in command.places]
        matched = any(isinstance(t, Noun) and t.matching for t in targets)
    into = isinstance(command, Sort) and (
        isinstance(command.into, Noun) and (command.into.plural or command.into.matching)
    )
    for noun in _nouns(command):
        for want in _wanted(noun, default):
            if matched and (into or isinstance(command, Put)) and want.color is None:
                yield from (replace(want, color=color, count=1) for color in _SORTED)
            else:
                yield want


def _nouns(node: object) -> Iterator[Noun]:
    if isinstance(node, Noun):
        yield node
        for relation in node.relations:
            yield from _nouns(relation.args)
        yield from _nouns(node.excluded)
        if node.order is not None and node.order.reference is not None:
            yield from _nouns(node.order.reference)
    elif isinstance(node, tuple):
        for item in node:
            yield from _nouns(item)
    elif isinstance(node, Group):
        yield from _nouns(node.members)
    elif isinstance(node, Place):
        yield from _nouns((node.target, node.second))
    elif is_dataclass(node) and not isinstance(node, type):
        for entry in fields(node):
            yield from _nouns(getattr(node, entry.name))


def _wanted(noun: Noun, default: str | None) -> Iterator[Wanted]:
    kind = noun.kind or default
    if noun.pronoun is not None or noun.unknown is not None or kind is None:
        return
    if kind == THING:
        if not noun.colors:
            return
        kind = "block"
    if kind == CONTAINER:
        kind = "bowl"
    if kind not in KINDS or kind == "table":
        return
    count = noun.count or (2 if noun.plural else 1)
    if noun.order is not None:
        count = max(count, noun.order.index + 2)
    if noun.plural and noun.count is None and noun.not_colors:
        yield Wanted(kind, noun.not_colors[0], noun.size)
    for color in noun.colors or (None,):
        each = 1 if len(noun.colors) > 1 else count
        yield Wanted(kind, color, noun.size, each)


def _merge(found: list[Wanted], new: Wanted) -> None:
    for index, old in enumerate(found):
        if (old.kind, old.color, old.size) == (new.kind, new.color, new.size):
            found[index] = replace(old, count=max(old.count, new.count))
            return
    found.append(new)
