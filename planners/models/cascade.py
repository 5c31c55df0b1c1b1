"""Several planners: the exact one first, models where it does not understand the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from vla.dryrun import DryRun, dry_run
from vla.errors import UserError
from vla.plan import Plan
from vla.planner import Planner, Question, Refusal
from vla.predicates import read
from vla.scene import Entity, Scene
from vla.task import Wanted

SAME_PLACE = 0.06
"""Two plans leave a thing in the same place if they leave it this near, sideways [m]."""
SAME_OPENING = 0.08
MAX_CALLS = 6
"""Steps by which a plan is told apart from another in a question."""


@dataclass
class _Answers:
    """What the planners said."""

    plans: list[Plan] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Cascade:
    """The first planner answers what it understands; the others are asked about the rest.

    The others are all asked. A plan on which they agree is taken; plans that lead to different
    scenes become a question, and so does a plan of one against a question of another. A planner
    that fails (no server, no folder) is passed over, and `notes` say so.

    Args:
        first: its plans, questions and refusals count, but for `Refusal.understood` false; it may
            be a cascade itself.
        others: in order of trust.
    """

    def __init__(self, first: Planner, others: Sequence[Planner]):
        self._first, self._others = first, tuple(others)
        self._asked = False
        self.notes: tuple[str, ...] = ()
        """Of the last answer: who failed, who was asked and what it cost."""

    @property
    def draws(self) -> float:
        """Made-up scenes that are worth asking about: as many as the others say, once asked."""
        limits = [getattr(planner, "draws", math.inf) for planner in self._others]
        return min(limits, default=math.inf) if self._asked else math.inf

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """The first answer that counts.

        Raises:
            UserError: as the first planner.
        """
        self.notes, self._asked = (), False
        answer = self._first.plan(instruction, scene)
        self.notes = tuple(getattr(self._first, "notes", ()))
        if not isinstance(answer, Refusal) or answer.understood:
            return answer
        self._asked = True
        answers = self._ask(instruction, scene)
        if answers.plans:
            return _agreed(answers, scene)
        if answers.questions:
            return answers.questions[0]
        understood = [refusal for refusal in answers.refusals if refusal.understood]
        if understood:
            return understood[0]
        return Refusal(" ".join((answer.reason, *answers.failures)), understood=False)

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """What to do after a failure: by the first that has a plan, the exact one for what it
        understands; if none has, what the first planner says."""
        self.notes = ()
        if not self._understands(instruction, scene):
            answers = self._ask(instruction, scene, failed, facts, until_planned=True)
            if answers.plans:
                return answers.plans[0]
        return self._first.replan(instruction, scene, failed, facts)

    def mentions(self, instruction: str) -> tuple[Wanted, ...]:
        """What an instruction names, by the first planner that finds anything."""
        for planner in (self._first, *self._others):
            mentions = getattr(planner, "mentions", None)
            found = tuple(mentions(instruction)) if mentions is not None else ()
            if found:
                return found
        return ()

    def _understands(self, instruction: str, scene: Scene) -> bool:
        try:
            answer = self._first.plan(instruction, scene)
        except UserError:
            return True
        return not isinstance(answer, Refusal) or answer.understood

    def _ask(
        self,
        instruction: str,
        scene: Scene,
        failed: Plan | None = None,
        facts: Sequence[str] = (),
        until_planned: bool = False,
    ) -> _Answers:
        """What the other planners say; notes are taken."""
        answers, notes = _Answers(), [*self.notes]
        for planner in self._others:
            try:
                if failed is None:
                    answer = planner.plan(instruction, scene)
                else:
                    answer = planner.replan(instruction, scene, failed, facts)
            except UserError as error:
                answers.failures.append(str(error))
                notes.append(str(error))
                continue
            notes += getattr(planner, "notes", ())
            match answer:
                case Plan():
                    answers.plans.append(answer)
                case Question():
                    answers.questions.append(answer)
                case Refusal():
                    answers.refusals.append(answer)
            if answers.plans and until_planned:
                break
        self.notes = tuple(notes)
        return answers


def _agreed(answers: _Answers, scene: Scene) -> Plan | Question:
    """The plan on which all agree, or a question."""
    kinds: list[Plan] = []
    for plan in answers.plans:
        if not any(same_effect(plan, other, scene) for other in kinds):
            kinds.append(plan)
    if len(kinds) == 1 and not answers.questions:
        return kinds[0]
    if len(kinds) == 1:
        return answers.questions[0]
    meanings = tuple(_steps(plan, scene) for plan in kinds)
    return Question("The models understand this differently. What is meant?", meanings)


def same_effect(a: Plan, b: Plan, scene: Scene) -> bool:
    """Whether two plans come to the same in a scene: what is where, open and held afterwards, and
    what is kept on the way; the order of steps and how they are written do not matter."""
    one, other = dry_run(a, scene), dry_run(b, scene)
    if one.finished != other.finished or one.scene.held != other.scene.held:
        return False
    if _kept(one) != _kept(other):
        return False
    return all(_same(e, other.scene[e.name], one.scene, other.scene) for e in one.scene)


def _same(a: Entity, b: Entity, after_a: Scene, after_b: Scene) -> bool:
    if abs((a.openness or 0.0) - (b.openness or 0.0)) > SAME_OPENING:
        return False
    where = _within(a.name, after_a)
    if where != _within(b.name, after_b):
        return False
    return bool(where) or math.dist(a.position[:2], b.position[:2]) <= SAME_PLACE


def _within(name: str, scene: Scene) -> frozenset[tuple[str, str]]:
    """What a thing is inside of and on, the table apart."""
    return frozenset(
        (relation, other.name)
        for relation in ("inside", "on")
        for other in scene
        if other.name != name and other.kind != "table"
        if read(scene, relation, (name, other.name)).truth
    )


def _kept(run: DryRun) -> frozenset[object]:
    """All invariants that were in force."""
    return frozenset(condition for call in run.calls for condition in call.keep)


def _steps(plan: Plan, scene: Scene) -> str:
    calls = [str(call) for call in dry_run(plan, scene).calls]
    return ", ".join(calls[:MAX_CALLS]) + (", ..." if len(calls) > MAX_CALLS else "")
