"""Rejection sampling: plans are drawn and tried out, and those that reach the goal are learned.

What a plan does is read off a dry run of the scene; the goal is the task's own, so nobody has to
say how it is reached (after STaR, Zelikman et al. 2022, and rejection sampling for planners).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from vla.dryrun import dry_run
from vla.evaluate import judge
from vla.plan import Condition, Plan
from vla.scene import Scene

from .decode import Spoken, decode
from .lessons import Lesson
from .model import Reader
from .reading import of_scene
from .sentences import Sentence
from .speaking import tell


@dataclass(frozen=True)
class Exercise:
    """An instruction with what is to be true in the end."""

    scene: Scene
    text: str
    goal: Condition


@dataclass(frozen=True)
class Practised:
    """What came of it."""

    lessons: tuple[Lesson, ...]
    """The shortest plan that works for every exercise that has one."""
    known: int
    """Exercises whose likeliest plan works already."""
    found: int
    """Those for which only a drawn plan works."""


def practised(reader: Reader, exercises: Sequence[Exercise], draws: int, seed: int) -> Practised:
    """Try exercises: the likeliest plan of each, then so many drawn ones."""
    generator = torch.Generator().manual_seed(seed)
    first = _told(reader, exercises, None)
    works = [_works(exercise, spoken) for exercise, spoken in zip(exercises, first, strict=True)]
    best = [spoken if good else None for spoken, good in zip(first, works, strict=True)]
    for _ in range(draws):
        others = _told(reader, exercises, generator)
        for at, (exercise, spoken) in enumerate(zip(exercises, others, strict=True)):
            before = best[at]
            shorter = before is None or len(spoken.tokens) < len(before.tokens)
            if shorter and _works(exercise, spoken):
                best[at] = spoken
    lessons = tuple(
        Lesson(exercise.scene, of_scene(exercise.scene), _as_said(exercise.text), spoken.tokens)
        for exercise, spoken in zip(exercises, best, strict=True)
        if spoken is not None
    )
    return Practised(lessons, sum(works), len(lessons) - sum(works))


def _told(
    reader: Reader, exercises: Sequence[Exercise], generator: torch.Generator | None
) -> list[Spoken]:
    texts = [exercise.text for exercise in exercises]
    return tell(reader, texts, [of_scene(one.scene) for one in exercises], generator)


def _works(exercise: Exercise, spoken: Spoken) -> bool:
    plan = decode(spoken.tokens, exercise.scene, exercise.text)
    if not isinstance(plan, Plan):
        return False
    run = dry_run(plan, exercise.scene)
    return run.finished and judge(exercise.goal, run.scene).truth is True


def _as_said(text: str) -> Sentence:
    told = text.lower()
    return Sentence(told, (told,), {})
