"""How often the reader is right: token by token, and by what its plan does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from vla.dryrun import dry_run
from vla.evaluate import judge
from vla.plan import Condition, Plan
from vla.planner import Question, Refusal
from vla.scene import Scene

from .atoms import POINTER
from .comparing import looked_up
from .decode import Answer, Spoken, decode
from .encode import encode_reply
from .heldout import held_out_pair
from .lessons import Lesson
from .model import Prefix, Reader
from .speaking import tell
from .words import UNKNOWN

SHOWN = ("looks", "measures", "seen")
"""Of a prefix: what things are like, and where."""


@dataclass(frozen=True)
class Case:
    """A text in a scene with what is right: tokens of the exact parser, and perhaps a goal."""

    lesson: Lesson
    text: str
    goal: Condition | None = None


def novel(case: Case) -> bool:
    """Whether the right answer points at a thing of a kind and colour that is never trained on."""
    entities = case.lesson.scene.entities
    pointed = (token - POINTER for token in case.lesson.tokens if token >= POINTER)
    return any(held_out_pair(entities[place]) for place in pointed)


@dataclass(frozen=True)
class Score:
    """How many of some cases were right."""

    name: str
    of: int
    exact: int
    """Token by token."""
    same: int
    """That come to the same: the goal reached, or else the same calls, question or refusal."""
    wrong: int
    """Plans that do something else: worse than asking or refusing."""
    asked: int
    refused: int


def exact(reader: Reader, cases: Sequence[Case]) -> float:
    """The share of answers that are right token by token, whatever was looked at for them."""
    answers = told(reader, cases)
    right = (concluded(answer.tokens, case.lesson) == right_one(case.lesson)
             for answer, case in zip(answers, cases, strict=True))  # fmt: skip
    return sum(right) / len(cases)


def concluded(tokens: tuple[int, ...], lesson: Lesson) -> tuple[int, ...]:
    """An answer, as it is once what it leaves open was looked up."""
    return looked_up(tokens, lesson.around.seen) if lesson.answer else tokens


def right_one(lesson: Lesson) -> tuple[int, ...]:
    """The answer that is wanted."""
    return lesson.answer or lesson.tokens


def told(reader: Reader, cases: Sequence[Case], hide: str = "") -> list[Spoken]:
    """Answers to all cases.

    Args:
        hide: `words` or `entities`, for how much can be guessed without them.
    """
    texts, around = [case.text for case in cases], [case.lesson.around for case in cases]
    return tell(reader, texts, around, change=lambda prefix: hidden(prefix, hide))


def hidden(prefix: Prefix, what: str) -> Prefix:
    """Without the words, or without what the entities look like and where they are."""
    if what == "words":
        return replace(
            prefix, words=prefix.words.clamp(max=UNKNOWN), grams=torch.zeros_like(prefix.grams)
        )
    if what == "entities":
        nothing = {name: torch.zeros_like(getattr(prefix, name)) for name in SHOWN}
        return replace(prefix, **nothing)
    return prefix


def score(name: str, cases: Sequence[Case], spoken: Sequence[Spoken], ask_below: float) -> Score:
    """Counts of what was told; what is told without confidence counts as a question."""
    exact = same = wrong = asked = refused = 0
    for case, answer in zip(cases, spoken, strict=True):
        scene = case.lesson.scene
        made = decode(answer.tokens, scene)
        if answer.confidence < ask_below and isinstance(made, Plan):
            made = Question("")
        right = answer.tokens == case.lesson.tokens
        exact += right
        wanted = decode(case.lesson.tokens, scene)
        alike = equivalent(made, wanted, scene, case.goal)
        same += alike
        wrong += isinstance(made, Plan) and not alike and dry_run(made, scene).finished
        asked += isinstance(made, Question)
        refused += isinstance(made, Refusal)
    return Score(name, len(cases), exact, same, wrong, asked, refused)


@dataclass(frozen=True)
class Answers:
    """How many questions about pictures were answered rightly."""

    kind: str
    of: int
    right: int
    wordless: int
    """Right without the words."""
    blind: int
    """Right without the picture."""
    f1: float | None
    """Of "yes", where that and "no" are the answers."""


def answered(reader: Reader, kind: str, cases: Sequence[Case]) -> Answers:
    """Counts for one kind of question, and how many can be guessed."""
    wanted = [right_one(case.lesson) for case in cases]
    right: dict[str, list[tuple[int, ...]]] = {
        hide: [
            concluded(spoken.tokens, case.lesson)
            for spoken, case in zip(told(reader, cases, hide), cases, strict=True)
        ]
        for hide in ("", "words", "entities")
    }
    plain, wordless, blind = (
        sum(said == want for said, want in zip(every, wanted, strict=True))
        for every in right.values()
    )
    yes, no = (tuple(encode_reply(word, Scene(()))) for word in ("yes", "no"))
    f1 = None
    if set(wanted) <= {yes, no}:
        both = sum(s == w == yes for s, w in zip(right[""], wanted, strict=True))
        f1 = 2 * both / max(1, right[""].count(yes) + wanted.count(yes))
    return Answers(kind, len(cases), plain, wordless, blind, f1)


def equivalent(made: Answer, wanted: Answer, scene: Scene, goal: Condition | None = None) -> bool:
    """Whether an answer comes to the same as the one that is wanted."""
    if not isinstance(made, Plan) or not isinstance(wanted, Plan):
        if isinstance(made, Question) and isinstance(wanted, Question):
            return set(made.candidates) == set(wanted.candidates)
        if isinstance(made, Refusal) and isinstance(wanted, Refusal):
            return True
        return made == wanted
    run, right = dry_run(made, scene), dry_run(wanted, scene)
    if not run.finished:
        return not right.finished
    deeds, meant = ([(c.skill, c.args, c.options, c.keep) for c in r.calls] for r in (run, right))
    if goal is not None:
        kept = {c.keep for c in run.calls} == {c.keep for c in right.calls}
        return kept and judge(goal, run.scene).truth is True
    return deeds == meant


def scores(
    reader: Reader, groups: Mapping[str, Sequence[Case]], ask_below: float, hide: str = ""
) -> Iterable[Score]:
    """One score for every group of cases."""
    for name, cases in groups.items():
        yield score(name, cases, told(reader, cases, hide), ask_below)
