"""Overlays: what is done to an episode's words or scene before a planner hears of it.

Each keeps the meaning of the task, or changes what is right in a known way: where the thing that
is named is gone, a planner must refuse; where there are two of it, it must ask.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

import numpy as np

from vla.dryrun import dry_run
from vla.evaluate import shortest_name
from vla.scene import Entity, Scene, unique_name
from vla.task import Setup, Task

Expected = Literal["plan", "question", "refusal"]

POLITE = (
    "please {t}", "{t}, please", "{t}. thank you very much!", "hello robot, {t}",
    "hey, {t}, thanks", "excuse me, {t}, if you do not mind",
)  # fmt: skip
CONTEXT = (
    "My sister is coming to visit tomorrow. {t}", "It has been raining all day. {t}",
    "{t}. I am in the next room.", "I have just come home from work. {t}",
    "The kitchen was painted last year. {t}", "{t}. We are having guests tonight.",
)  # fmt: skip
SHORTEST_TYPO = 5
"""Letters of the shortest word in which a slip is made."""
GAP = 0.04
"""Left around a twin [m]."""
PLACES = 200
"""Places that are tried for it."""
CONDITIONS = ("if", "unless", "otherwise", "in case")
"""Words of instructions that may rightly name what is not there."""


@dataclass(frozen=True)
class Posed:
    """An episode as it is put to a planner."""

    setup: Setup
    expected: Expected = "plan"


def pose(overlay: str, setup: Setup, rng: np.random.Generator) -> Posed | None:
    """An episode under an overlay; `None` where the overlay makes no sense.

    Raises:
        KeyError: no such overlay; see `OVERLAYS`.
    """
    return OVERLAYS[overlay](setup, rng)


def crowded(task: Task) -> Task:
    """The family with two more distractors, where it has any."""
    more: Any = task
    if is_dataclass(task) and any(entry.name == "distractors" for entry in fields(task)):
        low, high = more.distractors
        more = replace(more, distractors=(low + 2, high + 2))
    return more


def _said(wordings: tuple[str, ...]) -> Callable[[Setup, np.random.Generator], Posed]:
    def overlay(setup: Setup, rng: np.random.Generator) -> Posed:
        wording = wordings[int(rng.integers(len(wordings)))]
        text = wording.format(t=setup.instruction.rstrip(" ."))
        return Posed(replace(setup, instruction=text))

    return overlay


def _plain(setup: Setup, rng: np.random.Generator) -> Posed:
    return Posed(setup)


def _typo(setup: Setup, rng: np.random.Generator) -> Posed | None:
    """One slip of the fingers: a letter too many, too few, wrong, or two that change places."""
    words = setup.instruction.split(" ")
    long = [i for i, word in enumerate(words) if word.isalpha() and len(word) >= SHORTEST_TYPO]
    if not long:
        return None
    at = long[int(rng.integers(len(long)))]
    words[at] = slip(words[at], rng)
    return Posed(replace(setup, instruction=" ".join(words)))


def slip(word: str, rng: np.random.Generator) -> str:
    """A word with one slip behind its first letter; never the word itself."""
    i = int(rng.integers(1, len(word) - 1))
    letter = string.ascii_lowercase[int(rng.integers(26))]
    ways = (
        word[:i] + word[i + 1 :],
        word[:i] + word[i] + word[i:],
        word[:i] + letter + word[i + 1 :],
        word[:i] + word[i + 1] + word[i] + word[i + 2 :],
    )
    start = int(rng.integers(len(ways)))
    return next(w for w in (*ways[start:], *ways[:start]) if w != word)


def _impossible(setup: Setup, rng: np.random.Generator) -> Posed | None:
    """Nothing of the kind is there that the instruction is about: the answer is a refusal."""
    if any(f" {word} " in f" {setup.instruction} " for word in CONDITIONS):
        return None
    things = referents(setup)
    if not things:
        return None
    kind = setup.scene[things[0]].kind
    words = f" {setup.instruction.lower()} "
    if f" {kind}" not in words:
        return None
    gone = {e.name for e in setup.scene if e.kind == kind}
    left = tuple(e for e in setup.scene if e.name not in gone and e.part_of not in gone)
    return Posed(replace(setup, scene=replace(setup.scene, entities=left)), "refusal")


def _ambiguous(setup: Setup, rng: np.random.Generator) -> Posed | None:
    """There are two of what the instruction names by its look alone: the answer is a question.

    Only one of them can be taken off something, so that does not count.
    """
    for name in referents(setup):
        thing = setup.scene[name]
        words = shortest_name(thing, setup.scene)
        told = f" {setup.instruction.lower()} "
        if not words or thing.affords.shape == "fixture":
            continue
        named = re.search(rf" the {re.escape(words)}(?! off| out of)[ ,.]", told)
        twin = _twin(thing, setup.scene, rng) if named else None
        if twin is not None:
            scene = replace(setup.scene, entities=(*setup.scene.entities, twin))
            return Posed(replace(setup, scene=scene), "question")
    return None


def referents(setup: Setup) -> tuple[str, ...]:
    """What the expert handles, in order: the things that the instruction is about."""
    found = [
        str(call.args[0])
        for call in dry_run(setup.plan, setup.scene).calls
        if call.args and call.args[0] in setup.scene
    ]
    return tuple(dict.fromkeys(found))


def _twin(thing: Entity, scene: Scene, rng: np.random.Generator) -> Entity | None:
    """The same thing again at a free place; `None` if there is none."""
    (x0, y0, _), (x1, y1, _) = scene.workspace
    others = [e for e in scene if e.kind != "table"]
    for _ in range(PLACES):
        x, y = (float(v) for v in rng.uniform((x0 + 0.05, y0 + 0.05), (x1 - 0.05, y1 - 0.05)))
        gaps = (math.dist((x, y), e.position[:2]) - e.radius - thing.radius for e in others)
        if min(gaps, default=1.0) < GAP:
            continue
        at = (x, y, thing.height / 2)
        inside = thing.interior
        if inside is not None:
            moved = (a + b - c for a, b, c in zip(inside[0], at, thing.position, strict=True))
            cx, cy, cz = moved
            inside = ((cx, cy, cz), inside[1])
        name = unique_name(thing.name, set(scene.names))
        return replace(thing, name=name, position=at, start=at, interior=inside)
    return None


OVERLAYS: dict[str, Callable[[Setup, np.random.Generator], Posed | None]] = {
    "none": _plain,
    "polite": _said(POLITE),
    "context": _said(CONTEXT),
    "typo": _typo,
    "distractors": _plain,  # the scene is drawn from `crowded`
    "impossible": _impossible,
    "ambiguous": _ambiguous,
}
"""Name -> what it makes of an episode."""
