"""Where lessons for the small planner come from: the rooms' scenes and task families."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from vla import compose
from vla.scene import Scene

SCENES = 300
"""Scenes at hand; things in them get other colours every time."""
SETUPS = 60
"""Instructions at hand of each task family."""
AGAIN = 0.6
"""How often one of those at hand is taken, once there are some."""
KITCHEN = 0.3
"""How many of the scenes are kitchens."""
MOST_DISTRACTORS = 9
APART = 1000
"""Between the seeds of two processes."""
AHEAD = 16
"""Batches that each process draws ahead."""


def drawing() -> Callable[[np.random.Generator], Scene]:
    """Draws scenes."""
    kept: list[Scene] = []

    def draw(rng: np.random.Generator) -> Scene:
        if len(kept) >= 8 and rng.random() < AGAIN:
            return kept[int(rng.integers(len(kept)))]
        name = "kitchen" if rng.random() < KITCHEN else "tabletop"
        distractors = int(rng.integers(3, MOST_DISTRACTORS))
        scene = compose.draw_scene(name, (), int(rng.integers(2**31)), distractors)
        _keep(kept, scene, SCENES, rng)
        return scene

    return draw


def drawing_tasks() -> Callable[[np.random.Generator], tuple[Scene, str]]:
    """Draws instructions of the task families with their scenes."""
    families = compose.tasks()
    kept: dict[str, list[tuple[Scene, str]]] = {family.name: [] for family in families}

    def draw(rng: np.random.Generator) -> tuple[Scene, str]:
        family = families[int(rng.integers(len(families)))]
        known = kept[family.name]
        if len(known) >= 4 and rng.random() < AGAIN + (1 - AGAIN) * len(known) / SETUPS:
            return known[int(rng.integers(len(known)))]
        setup = family.sample(rng)
        _keep(known, (setup.scene, setup.instruction), SETUPS, rng)
        return setup.scene, setup.instruction

    return draw


@dataclass(frozen=True)
class _Stream(IterableDataset):
    """Batches of lessons, other ones in every process."""

    vocabulary: dict[str, int]
    size: int
    seed: int
    pictures: Sequence[Any]
    pictured: float
    practised: Sequence[Any]

    def __iter__(self) -> Iterator[Any]:
        from vla.planners.vlm.lessons import Lessons

        worker = get_worker_info()
        seed = self.seed + (0 if worker is None else APART * worker.id)
        source = Lessons(drawing(), drawing_tasks(), self.vocabulary, seed,
                         pictures=self.pictures, pictured=self.pictured,
                         practised=self.practised)  # fmt: skip
        return source.batches(self.size)


def batches(
    vocabulary: dict[str, int],
    size: int,
    seed: int,
    workers: int,
    pictures: Sequence[Any] = (),
    pictured: float = 0.0,
    practised: Sequence[Any] = (),
) -> Iterator[Any]:
    """Batches of lessons, drawn by so many processes beside this one; 0 for none.

    Args:
        pictures: `vlm_pictures.Album` to ask about.
        pictured: how many of the lessons are about these.
        practised: further lessons, from practice.
    """
    stream = _Stream(vocabulary, size, seed, pictures, pictured, practised)
    if not workers:
        return iter(stream)
    return iter(
        DataLoader(
            stream,
            batch_size=None,
            num_workers=workers,
            prefetch_factor=AHEAD,
            collate_fn=_as_it_is,
        )
    )


def _as_it_is(batch: Any) -> Any:
    return batch


def _keep(kept: list[Any], new: Any, most: int, rng: np.random.Generator) -> None:
    if len(kept) < most:
        kept.append(new)
    else:
        kept[int(rng.integers(most))] = new


def wording_texts() -> list[str]:
    """The wordings of all task families, without their slots."""
    return [re.sub(r"\{\w*\}", " ", text) for task in compose.tasks() for text in task.wordings]


def held_out(vocabulary: dict[str, int], count: int, seed: int) -> list[Any]:
    """Cases in wordings that are never trained on, in scenes of their own."""
    return _cases(vocabulary, count, seed, questions=False)


def asked(vocabulary: dict[str, int], count: int, seed: int) -> list[Any]:
    """Cases that are questions about a scene, in wordings that are never trained on."""
    return _cases(vocabulary, count, seed, questions=True)


def instructions(names: str, count: int, seed: int) -> dict[str, list[Any]]:
    """Family -> cases with their goals, as the family words them."""
    from vla.planners.vlm.evaluation import Case
    from vla.planners.vlm.lessons import of_text

    found: dict[str, list[Any]] = {}
    for family in compose.tasks(names):
        rng = np.random.default_rng(seed)
        setups = [family.sample(rng) for _ in range(count)]
        made = ((of_text(setup.scene, setup.instruction), setup) for setup in setups)
        found[family.name] = [Case(lesson, setup.instruction, setup.goal)
                              for lesson, setup in made if lesson is not None]  # fmt: skip
    return found


def _cases(vocabulary: dict[str, int], count: int, seed: int, questions: bool) -> list[Any]:
    from vla.planners.vlm.evaluation import Case
    from vla.planners.vlm.lessons import Lessons

    if not count:
        return []
    share = 1.0 if questions else 0.0
    source = Lessons(drawing(), None, vocabulary, seed, test=True, questions=share)
    drawn = (source.lesson() for _ in range(count))
    return [Case(lesson, source.worded(lesson)) for lesson in drawn]


def exercises(count: int, seed: int) -> list[Any]:
    """Instructions of task families with their goals, said as people type."""
    from vla.planners.vlm.practice import Exercise
    from vla.planners.vlm.sentences import garbled, misspelt

    rng, slips = np.random.default_rng(seed), random.Random(seed)
    families = compose.tasks()
    found = []
    for number in range(count):
        setup = families[number % len(families)].sample(rng)
        text = misspelt(garbled(setup.instruction.lower(), slips), slips)
        found.append(Exercise(setup.scene, text, setup.goal))
    return found


def about_pictures(album: Sequence[Any], count: int, seed: int) -> dict[str, list[Any]]:
    """Kind of question -> cases about pictures, no picture twice for one kind while there are."""
    from vla.planners.vlm.evaluation import Case
    from vla.planners.vlm.lessons import of_picture
    from vla.planners.vlm.picture_questions import OFTEN

    found: dict[str, list[Any]] = {}
    for kind in OFTEN:
        rng, cases = random.Random(f"{seed} {kind}"), []
        for index in rng.sample(range(len(album)), len(album)):
            if len(cases) == count:
                break
            lesson = of_picture(album[index], kind, rng)
            if lesson is not None:
                cases.append(Case(lesson, lesson.said.vary(rng)))
        found[kind] = cases
    return found
