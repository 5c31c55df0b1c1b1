"""Lessons: sentences about scenes with the tokens to say, drawn as they are needed.

A meaning is parsed once and then said in ever new words. Scenes are drawn symbolically: things get
other colours, and some plans are carried out, so that things lie in one another, are held or open.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from vla.dryrun import dry_run
from vla.plan import Plan
from vla.scene import Scene, unique_name
from vla.vocabulary import COLORS

from .atoms import ATOMS, START
from .decode import decode
from .encode import encode_question, encode_refusal
from .heldout import held_out_pair
from .model import Prefix
from .picture_questions import OFTEN, Shown
from .picture_questions import question as about
from .questions import question
from .reading import Around, of_scene, prefixes
from .sentences import Sentence, deed, dressed, garbled, misspelt, sentence
from .teacher import taught

Draw = Callable[[np.random.Generator], Scene]
"""A scene."""
DrawTask = Callable[[np.random.Generator], tuple[Scene, str]]
"""A scene and an instruction for it."""

KEPT = 6000
"""Meanings that are at hand to be said anew."""
FRESH = 0.3
"""New meanings for every sample that is drawn."""
PER_SCENE = 16
"""Meanings that are drawn for a scene before the next."""
ASKED, TASKS = 0.14, 0.12
"""How many of the meanings are questions about the scene, and instructions of task families."""
PRACTISED = 0.12
"""How many of the meanings, if there are any, were found by practice."""
DULL = 0.5
"""How many of the answers that are no plan are left out."""


@dataclass(frozen=True)
class Lesson:
    """One meaning in a scene."""

    scene: Scene
    around: Around
    said: Sentence
    tokens: tuple[int, ...]
    polite: bool = True
    """Whether it may be dressed up."""
    answer: tuple[int, ...] = ()
    """About a picture: what is right, where the tokens leave it to be looked up."""


@dataclass(frozen=True)
class Batch:
    """What is read, and (B, T) the tokens to say, 0 after their end."""

    prefix: Prefix
    tokens: Tensor


class Lessons:
    """An endless source of batches; the same for the same seed.

    Args:
        draw: draws a scene.
        draw_task: draws an instruction of a task family with its scene, if there are any.
        vocabulary: word -> number.
        test: wordings that are never trained on, and no others.
        questions: how many of the meanings are questions about the scene.
        pictures: some with what is true of them.
        pictured: how many of the meanings are questions about these.
        practised: lessons that came of practice (`practice.practised`).
    """

    def __init__(
        self,
        draw: Draw,
        draw_task: DrawTask | None,
        vocabulary: dict[str, int],
        seed: int,
        test: bool = False,
        questions: float = ASKED,
        pictures: Sequence[Shown] = (),
        pictured: float = 0.0,
        practised: Sequence[Lesson] = (),
    ):
        self._draw, self._draw_task, self._vocabulary = draw, draw_task, vocabulary
        self._rng = random.Random(seed)
        self._numpy = np.random.default_rng(seed)
        self._kept: deque[Lesson] = deque(maxlen=KEPT)
        self._test, self._questions = test, questions
        self._pictures, self._pictured = pictures, pictured if pictures else 0.0
        self._practised = practised
        self._tasks = TASKS if draw_task is not None else 0.0
        self._scene: Scene | None = None
        self._left = 0
        self._owed = 0.0

    def batches(self, size: int) -> Iterator[Batch]:
        """Batches of this size, of sentences of about the same length."""
        while True:
            drawn = sorted((self.sample() for _ in range(4 * size)), key=_length)
            parts = [drawn[at : at + size] for at in range(0, len(drawn), size)]
            self._rng.shuffle(parts)
            for part in parts:
                yield collate(part, self._vocabulary)

    def sample(self) -> tuple[Lesson, str]:
        """A meaning in words."""
        self._owed += FRESH
        while self._owed >= 1 or len(self._kept) < 64:
            self._kept.append(self.lesson())
            self._owed = max(0.0, self._owed - 1)
        lesson = self._rng.choice(self._kept)
        return lesson, self.worded(lesson)

    def worded(self, lesson: Lesson) -> str:
        """A meaning in words, some of the time with slips."""
        text = lesson.said.vary(self._rng, self._test)
        if lesson.polite:
            text = dressed(text, lesson.said.command, self._rng)
        return text if self._test else misspelt(garbled(text, self._rng), self._rng)

    def lesson(self) -> Lesson:
        """A new meaning."""
        while True:
            if self._rng.random() < self._pictured:
                shown = self._rng.choice(self._pictures)
                kind = self._rng.choices(tuple(OFTEN), tuple(OFTEN.values()))[0]
                made = of_picture(shown, kind, self._rng)
            elif self._rng.random() < self._tasks:
                made = self._of_a_task()
            elif self._practised and self._rng.random() < PRACTISED:
                made = self._rng.choice(self._practised)
            else:
                made = self._of_a_scene(self._rng.random() < self._questions)
            if made is not None:
                return made

    def _of_a_task(self) -> Lesson | None:
        assert self._draw_task is not None
        scene, text = self._draw_task(self._numpy)
        return None if any(map(held_out_pair, scene)) else of_text(scene, text)

    def _of_a_scene(self, asked: bool) -> Lesson | None:
        if self._left <= 0 or self._scene is None:
            self._scene, self._left = self._new_scene(), PER_SCENE
        self._left -= 1
        scene = self._scene
        if asked:
            found = question(scene, self._rng)
            if found is None:
                return None
            said, tokens = found
            return None if not self._fits(said) else _lesson(scene, said, tokens, False)
        said = sentence(scene, self._rng)
        if said is None or not self._fits(said):
            return None
        tokens = taught(said.canonical, scene)
        if tokens is None:
            if "[unclear]" in said.canonical:
                tokens = encode_question(None, scene)
            elif "[nonsense]" in said.canonical:
                tokens = encode_refusal(None, scene)
            else:
                return None
        if ATOMS[tokens[0]] != "plan" and self._rng.random() < DULL:
            return None
        return _lesson(scene, said, tokens)

    def _fits(self, said: Sentence) -> bool:
        if not self._test:
            return True
        try:
            said.vary(self._rng, True)
        except LookupError:
            return False
        return True

    def _new_scene(self) -> Scene:
        """A scene in other colours, in which something may have been done already."""
        scene = recolored(self._draw(self._numpy), self._rng, self._test)
        for _ in range(self._rng.choice((0, 0, 0, 1, 1, 2))):
            done = deed(scene, self._rng, True)
            tokens = None if done is None else taught(done.canonical, scene)
            plan = None if tokens is None else decode(tokens, scene)
            if isinstance(plan, Plan):
                run = dry_run(plan, scene)
                scene = run.scene if run.finished else scene
        order = list(scene.entities)
        self._rng.shuffle(order)
        return replace(scene, entities=tuple(order))


def recolored(scene: Scene, rng: random.Random, test: bool = False) -> Scene:
    """The scene with other colours, often few, so that things look alike; names follow."""
    palette = rng.sample(tuple(COLORS), rng.choice((2, 3, 4, 6, 12)))
    taken = {e.name for e in scene if e.affords.shape == "fixture" or not e.color}
    made = []
    for entity in scene:
        if entity.affords.shape == "fixture" or not entity.color:
            made.append(entity)
            continue
        known = [c for c in COLORS if test or not held_out_pair(replace(entity, color=c))]
        color = rng.choice([c for c in palette if c in known] or known)
        name = unique_name(f"{color}_{entity.kind}", taken)
        made.append(replace(entity, name=name, color=color))
    return replace(scene, entities=tuple(made))


def collate(drawn: Sequence[tuple[Lesson, str]], vocabulary: dict[str, int]) -> Batch:
    """Lessons in words as a batch."""
    prefix = prefixes(
        [text for _, text in drawn], [lesson.around for lesson, _ in drawn], vocabulary
    )
    longest = 1 + max(len(lesson.tokens) for lesson, _ in drawn)
    tokens = np.zeros((len(drawn), longest), np.int64)
    tokens[:, 0] = START
    for row, (lesson, _) in zip(tokens, drawn, strict=True):
        row[1 : 1 + len(lesson.tokens)] = lesson.tokens
    return Batch(prefix, torch.from_numpy(tokens))


def of_text(scene: Scene, text: str) -> Lesson | None:
    """An instruction in its own words; `None` if the exact parser does not understand it."""
    tokens, told = taught(text, scene), text.lower()
    return None if tokens is None else _lesson(scene, Sentence(told, (told,), {}), tokens)


def of_picture(shown: Shown, kind: str, rng: random.Random) -> Lesson | None:
    """A question of a kind about a picture; `None` if it has none."""
    made = about(shown, kind, rng)
    if made is None:
        return None
    return Lesson(shown.seen, shown.around, made.said, tuple(made.tokens), False,
                  tuple(made.answer))  # fmt: skip


def _lesson(scene: Scene, said: Sentence, tokens: Sequence[int], polite: bool = True) -> Lesson:
    return Lesson(scene, of_scene(scene), said, tuple(tokens), polite)


def _length(drawn: tuple[Lesson, str]) -> int:
    lesson, text = drawn
    return len(lesson.around) + text.count(" ") + len(lesson.tokens)
