"""Looking: what a plan asks of a picture, and what stands where nobody has looked yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from vla.errors import UserError
from vla.finding import Asked, Finding
from vla.plan import (
    Answered,
    Best,
    Condition,
    Ensure,
    ForEach,
    If,
    Keep,
    Node,
    Plan,
    Repeat,
    Seen,
    Seq,
    Verified,
)
from vla.scene import Scene

NUMBERS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
"""Number words as digits."""
_SAME = {"colour": "color", "grey": "gray"}
_ARTICLES = ("a", "an", "the")


class Unseen(UserError):
    """Something that only a picture tells was asked, and nobody has looked."""

    def __init__(self, asked: Asked):
        module, words = asked
        super().__init__(f"{module}({words!r}) is not known before a picture is taken.")
        self.asked = asked


def question_of(part: object) -> Asked | None:
    """What one part of a plan asks by itself, if it does."""
    match part:
        case Seen(phrase):
            return "detect", phrase
        case Best(_, phrase):
            return "select", phrase
        case Verified(statement):
            return "verify", statement
        case Answered(question, _):
            return "vqa", question
    return None


def asked(part: object) -> tuple[Asked, ...]:
    """Everything that a part of a plan asks, in its order, without repeats."""
    found: dict[Asked, None] = {}
    waiting = [part]
    while waiting:
        member = waiting.pop()
        question = question_of(member)
        if question is not None:
            found[question] = None
        if isinstance(member, tuple):
            waiting += reversed(member)
        elif is_dataclass(member):
            waiting += [getattr(member, field.name) for field in reversed(fields(member))]
    return tuple(found)


def unanswerable(plan: Plan, scene: Scene) -> Iterator[str]:
    """What a plan asks of pictures that cannot be answered, and why."""
    for module, words in asked(plan.body):
        if not words.strip():
            yield f"{module}('') asks nothing."
        elif scene.seen is None:
            yield f"{module}({words!r}) needs somebody who looks: perceive=truth."
    for conditions in kept(plan.body):
        for module, words in asked(conditions):
            yield (
                f"keep is watched at every moment, but {module}({words!r}) takes a picture: use"
                " assert, or name the thing."
            )


def kept(node: Node) -> Iterator[tuple[Condition, ...]]:
    """The conditions of every `Keep`."""
    match node:
        case Seq(steps):
            for step in steps:
                yield from kept(step)
        case If(_, then, otherwise):
            yield from kept(then)
            yield from kept(otherwise)
        case ForEach() | Repeat():
            yield from kept(node.body)
        case Ensure(_, recover):
            yield from kept(recover)
        case Keep(conditions, body):
            yield conditions
            yield from kept(body)


def finding(scene: Scene, part: Seen | Best | Verified | Answered) -> Finding:
    """What was found about a part of a plan.

    Raises:
        Unseen: nobody has looked.
    """
    question = question_of(part)
    assert question is not None
    seen: Mapping[Asked, Finding] = scene.seen or {}
    if question not in seen:
        raise Unseen(question)
    return seen[question]


def same_answer(one: str, other: str) -> bool:
    """Whether two short answers say the same: `a Grey block.` and `gray block`, `two` and `2`."""
    return _plain(one) == _plain(other)


def _plain(answer: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", answer.lower().replace("_", " "))
    words = [_SAME.get(word, word) for word in words if word not in _ARTICLES]
    return [NUMBERS.get(word, word) for word in words]
