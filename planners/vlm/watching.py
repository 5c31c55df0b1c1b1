"""What the small planner says of pictures alone: no list of things, nothing of the simulator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vla.scene import Scene

from .atoms import ATOMS, POINTER
from .comparing import looked_up
from .decode import Description, Reply, Spoken, decode
from .model import Reader
from .reading import Around
from .speaking import tell

NOWHERE = Scene(())
"""What it knows besides the picture."""


@dataclass(frozen=True)
class Seen:
    """An answer about a picture."""

    text: str
    """`2`, `green`, `yes`, `a red block, a bowl`; empty where it only points, or cannot tell."""
    confidence: float
    things: tuple[int, ...] = ()
    """Numbers of the things of the picture that it points at, the answer last if it is one."""


def answers(reader: Reader, questions: Sequence[str], pictures: Sequence[Around]) -> list[Seen]:
    """Answers to questions, each about its picture (`reading.of_picture`)."""
    spoken = tell(reader, questions, pictures)
    return [_said(one, picture) for one, picture in zip(spoken, pictures, strict=True)]


def _said(spoken: Spoken, picture: Around) -> Seen:
    first, *rest = spoken.tokens
    if ATOMS[first] not in ("say", "look", "see"):  # a command, or nothing that it understands
        return Seen("", 0.0)
    things = tuple(token - POINTER for token in rest if token >= POINTER)
    plain = looked_up(spoken.tokens, picture.seen)
    if plain[-1] >= POINTER:
        return Seen("", spoken.confidence, (plain[-1] - POINTER,))
    answer = decode(plain, NOWHERE)
    if not isinstance(answer, (Reply, Description)):
        return Seen("", 0.0)
    return Seen(answer.text, spoken.confidence, things)
