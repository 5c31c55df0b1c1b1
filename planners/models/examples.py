"""Examples for prompts: what the built-in parser answers in two small scenes, and which to show.

Nothing is pasted: the bank is worked out when it is first needed, so that examples follow the
language as it grows. Those are shown whose words are nearest (TF-IDF), and whose plans are built
like the one that is likely needed but not like each other.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache

from vla.errors import UnknownName, UserError
from vla.plan import Atom, Call, Plan
from vla.planner import Question, Refusal
from vla.scene import Scene

from ..language import SemanticParser
from . import example_scenes

Answer = Plan | Question | Refusal

SAME = 0.5
"""What an example loses by being built like one that is shown already."""

_ON_THE_TABLE = (
    "put the blue block in the green bowl",
    "pick up the yellow ball",
    "put all red blocks in the blue bowl",
    "put the green block on the white plate slowly",
    "stack the green block on the blue block",
    "put the red can in the green bowl, but keep away from the vase",
    "put the yellow ball to the left of the white plate",
    "move the green block to the back left corner",
    "push the blue block to the right",
    "push the yellow ball next to the red can",
    "put every block that is not red in the green bowl",
    "put the leftmost block in the blue bowl",
    "put the block nearest to the plate on the plate",
    "put exactly two blocks in the green bowl",
    "if there is a mug, put it on the plate, otherwise put the ball in the green bowl",
    "sort the blocks into the bowls of the same color",
    "move over the vase, then go home",
    "put the red block in the green bowl",
    "put the lemon in the green bowl",
    "put the mug on the plate",
)
_IN_THE_KITCHEN = (
    "open the top drawer and put the green block in it",
    "put the red ball in the fridge and close it",
    "press the button",
    "open the bottom drawer by half",
    "put the mug on the tray, then open the fridge",
    "if the top drawer is closed, open it",
)


@dataclass(frozen=True, eq=False)
class Example:
    """An instruction in a scene, and the right answer."""

    instruction: str
    scene: Scene
    answer: Answer


@cache
def bank() -> tuple[Example, ...]:
    """All examples there are."""
    places = ((example_scenes.table(), _ON_THE_TABLE), (example_scenes.kitchen(), _IN_THE_KITCHEN))
    return tuple(
        Example(text, scene, _answer(text, scene)) for scene, texts in places for text in texts
    )


def nearest(
    instruction: str, scene: Scene, count: int, others: Sequence[Example] = ()
) -> tuple[Example, ...]:
    """The `count` examples that help most with an instruction, the best one last.

    Args:
        others: besides those of the bank.
    """
    words = _weights(instruction)
    likely: frozenset[str] = frozenset()
    with suppress(UserError):
        guess = SemanticParser().plan(instruction, scene)
        likely = structure(guess) if isinstance(guess, Plan) else likely
    scores = {
        example: _cosine(words, _weights(example.instruction))
        + 0.5 * _overlap(likely, structure(example.answer))
        for example in (*bank(), *others)
    }
    chosen: list[Example] = []
    while len(chosen) < min(count, len(scores)):

        def gain(example: Example) -> float:
            mine = structure(example.answer)
            same = max((_overlap(mine, structure(c.answer)) for c in chosen), default=0.0)
            return scores[example] - SAME * same

        chosen.append(max((e for e in scores if e not in chosen), key=gain))
    return tuple(reversed(chosen))


def structure(answer: Answer) -> frozenset[str]:
    """What a plan is built of: kinds of nodes, skills and predicates, without names."""
    parts: set[str] = set()
    waiting: list[object] = [answer]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += part
        elif is_dataclass(part) and not isinstance(part, type):
            parts.add(type(part).__name__)
            if isinstance(part, Call):
                parts.add(part.skill)
            if isinstance(part, Atom):
                parts.add(part.name)
            waiting += (getattr(part, field.name) for field in fields(part))
    return frozenset(parts)


def _answer(text: str, scene: Scene) -> Answer:
    try:
        return SemanticParser().plan(text, scene)
    except UnknownName as error:
        return Refusal(f"There is no {error.name} here.")


def _words(text: str) -> Sequence[str]:
    return re.findall(r"[a-z]+", text.lower())


@cache
def _rarity() -> dict[str, float]:
    """Inverse document frequency of every word of the bank."""
    texts = [set(_words(example.instruction)) for example in bank()]
    counts = Counter(word for words in texts for word in words)
    return {word: math.log(1.0 + len(texts) / count) for word, count in counts.items()}


def _weights(text: str) -> dict[str, float]:
    """Word -> its weight; words that no example has do not count."""
    rare = _rarity()
    return {word: n * rare[word] for word, n in Counter(_words(text)).items() if word in rare}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    length = math.hypot(*a.values()) * math.hypot(*b.values())
    return sum(weight * b.get(word, 0.0) for word, weight in a.items()) / length if length else 0.0


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
