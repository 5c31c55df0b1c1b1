"""What a planner's answer is worth: its plan carried out symbolically, and compared with the goal.

ProgPrompt's three numbers (SR, Exec, GCR), whether the right things were handled, whether the
planner said `done` to what was not, what became of what went wrong on the way, and what it all
cost. GCR counts what the goal demands and did not hold at first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from vla.dryrun import DryRun, dry_run
from vla.evaluate import ground, judge, members
from vla.overlays import Posed
from vla.plan import And, Condition, ForAll, Plan
from vla.planner import Question, Refusal, Spent
from vla.scene import Scene
from vla.stats import wilson

NOTHING = Spent()


@dataclass(frozen=True)
class Attempt:
    """One episode: what was asked for, what the planner said, and what came of it."""

    task: str
    seed: int
    instruction: str
    expected: str
    """`plan`, `question` or `refusal`."""
    answer: str
    """Likewise."""
    success: bool
    """The goal is reached and nothing forbidden happened; or the question, the refusal is right."""
    called: int = 0
    """Skill calls that were begun."""
    well: int = 0
    """Of those, the ones that achieved what they are for."""
    met: float | None = None
    """Share of the goal that did not hold at first and holds at the end; `None`: no plan wanted."""
    right_things: bool | None = None
    """The plan handles what the expert handles; `None` without a plan."""
    false_done: bool = False
    """The plan ran to its end, and the goal is not reached."""
    reason: str = ""
    milliseconds: float = 0.0
    """That the planner took for its first answer."""
    waits: tuple[float, ...] = ()
    """[ms] for each of its answers, where it was asked again."""
    spent: Spent = NOTHING
    """On language models, for all its answers."""
    mishap: str = ""
    """What was made to go wrong; empty if nothing was, or if it did not come to it."""
    replans: int = 0


@dataclass(frozen=True)
class Share:
    """A rate and how far it can be trusted."""

    count: int
    of: int
    interval: tuple[float, float]
    """95 % (Wilson)."""

    @property
    def rate(self) -> float:
        """In [0, 1]; 1.0 of none."""
        return self.count / self.of if self.of else 1.0

    @staticmethod
    def among(truths: Iterable[bool]) -> Share:
        """How many are true."""
        known = list(truths)
        return Share(sum(known), len(known), wilson(sum(known), len(known)))


@dataclass(frozen=True)
class Score:
    """Several attempts in numbers; shares in [0, 1]."""

    success: Share
    """Of the episodes: SR."""
    executed: Share
    """Of the skill calls, those that achieved what they are for: Exec."""
    met: float
    """Mean share of what the goal demands: GCR; 1.0 where no plan was wanted."""
    referents: Share
    """Of the plans, those that handle the right things."""
    false_done: Share
    """Of the episodes with a plan, those in which it was said that all is done, and it was not."""
    recovered: Share
    """Of the episodes in which something was made to go wrong, those that succeeded all the same.
    """
    asked: int
    refused: int
    answers: int
    """Of the planner, plans made again and steps that it was shown included."""
    milliseconds: float
    """Mean per answer."""
    slowest: float
    """95 of 100 answers took no longer [ms]."""
    spent: Spent
    """On language models, together."""


def score(attempts: Sequence[Attempt]) -> Score:
    """The numbers of at least one attempt."""
    called, well = sum(a.called for a in attempts), sum(a.well for a in attempts)
    shares = [a.met for a in attempts if a.met is not None]
    waits = sorted(wait for a in attempts for wait in a.waits or (a.milliseconds,))
    return Score(
        Share.among(a.success for a in attempts),
        Share(well, called, wilson(well, called)),
        fmean(shares) if shares else 1.0,
        Share.among(a.right_things for a in attempts if a.right_things is not None),
        Share.among(a.false_done for a in attempts if a.answer == "plan"),
        Share.among(a.success for a in attempts if a.mishap),
        sum(a.answer == "question" for a in attempts),
        sum(a.answer == "refusal" for a in attempts),
        len(waits),
        fmean(waits),
        waits[math.ceil(0.95 * len(waits)) - 1],
        sum((a.spent for a in attempts), NOTHING),
    )


def demands(goal: Condition, scene: Scene) -> tuple[Condition, ...]:
    """The parts of a goal that do not hold yet in a scene."""
    return tuple(part for part in _parts(goal, scene) if judge(part, scene).truth is not True)


def share(conditions: Iterable[Condition], scene: Scene) -> float:
    """How many of these hold in a scene; 1.0 of none."""
    truths = [judge(condition, scene).truth is True for condition in conditions]
    return fmean(truths) if truths else 1.0


def handled(run: DryRun) -> frozenset[str]:
    """The entities that the calls of a plan name."""
    return frozenset(str(a) for call in run.calls for a in call.args if a in run.scene)


def symbolic(
    task: str, seed: int, posed: Posed, answer: Plan | Question | Refusal, milliseconds: float
) -> Attempt:
    """What an answer is worth, without physics; to refuse what was not understood is no merit."""
    setup = posed.setup
    kind = kind_of(answer)
    understood = not isinstance(answer, Refusal) or answer.understood
    right = kind == posed.expected and understood
    base = Attempt(task, seed, setup.instruction, posed.expected, kind, right,
                   milliseconds=milliseconds)  # fmt: skip
    if not isinstance(answer, Plan):
        met = 0.0 if posed.expected == "plan" else None
        return replace(base, met=met, reason=words_of(answer))
    run = dry_run(answer, setup.scene)
    stopped = not run.finished
    well = len(run.calls) - (stopped and bool(run.calls) and run.calls[-1].path == run.where)
    called = well + stopped
    if posed.expected != "plan":
        return replace(base, called=called, well=well, false_done=run.finished,
                     reason=f"a plan where a {posed.expected} was right")  # fmt: skip
    goal = judge(setup.goal, run.scene)
    wrong = next((c for c in setup.never if judge(c, run.scene).truth is True), None)
    reached = goal.truth is True and run.finished
    expert = handled(dry_run(setup.plan, setup.scene))
    return replace(
        base,
        success=reached and wrong is None,
        called=called,
        well=well,
        met=share(demands(setup.goal, setup.scene), run.scene),
        right_things=handled(run) == expert or (reached and wrong is None),
        false_done=run.finished and goal.truth is not True,
        reason="; ".join(run.problems) or ("" if reached else goal.evidence),
    )


def kind_of(answer: Plan | Question | Refusal) -> str:
    """`plan`, `question` or `refusal`."""
    return {Plan: "plan", Question: "question", Refusal: "refusal"}[type(answer)]


def words_of(answer: Question | Refusal) -> str:
    """What a planner says that has no plan."""
    return answer.text if isinstance(answer, Question) else answer.reason


def _parts(condition: Condition, scene: Scene) -> Iterator[Condition]:
    match condition:
        case And(conditions):
            for part in conditions:
                yield from _parts(part, scene)
        case ForAll(query, inner):
            for name in members(query, scene):
                yield from _parts(ground(inner, {"it": name}), scene)
        case _:
            yield condition
