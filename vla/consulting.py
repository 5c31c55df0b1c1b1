"""Consulting: after every step a planner that watches is asked whether its plan still stands.

What it says counts as far as the facts allow: another plan must pass the checks, and what it takes
to be true is looked up before its `done` ends anything.
"""

from __future__ import annotations

from collections.abc import Callable

from vla.errors import UserError
from vla.plan import Condition, Node, Plan, Seq
from vla.planner import Planner, Question, Refusal
from vla.program import to_code
from vla.protocols import Env
from vla.runner import EpisodeOver, PlanFailure, Runner
from vla.scene import Scene
from vla.trace import Consulted, Event, Recovered, SkillEnded
from vla.watching import Answer, GoOn, Reached, StepReport, changes, show

_KINDS = {
    GoOn: "go on", Plan: "another plan", Reached: "done", Question: "cannot", Refusal: "cannot",
}  # fmt: skip


def show_world(planner: object, env: Env, world: int) -> int:
    """Show a planner the pictures it wants of a world; how many there were."""
    return show(planner, lambda cameras, size: [env.render(world, c, *size) for c in cameras])


class Changed(Exception):
    """The planner changed its mind."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


class Believed(Exception):
    """The planner said that all is done, and what it takes to be true is true."""


class Consulting:
    """One planner in one episode.

    Args:
        planner: asked where it watches.
        errors: what speaks against a plan now.
    """

    def __init__(
        self,
        runner: Runner,
        planner: Planner | None,
        instruction: str,
        errors: Callable[[Plan], list[str]],
    ):
        self._run, self._planner, self._instruction = runner, planner, instruction
        self._errors = errors
        self._reports: list[StepReport] = []
        self._told = 0
        """Events of the trace that are in reports."""
        self.count = self.false_done = 0

    def after(self, plan: Plan) -> Callable[[Node, Scene], None]:
        """What is to be done after each step of a plan, given the scene before it.

        Raises, when that is called:
            Changed, Believed: see there.
            PlanFailure: the planner said that all is done, and it is not.
            EpisodeOver: the planner gave up.
        """

        def ask(step: Node, before: Scene) -> None:
            asked = self.count < self._run.budget.consultations
            if asked and getattr(self._planner, "watches", False):
                self._ask(plan, step, before)

        return ask

    def _ask(self, plan: Plan, step: Node, before: Scene) -> None:
        run, planner = self._run, self._planner
        self.count += 1
        code = to_code(Plan(Seq((step,)))).split("\n\n", 1)[-1]  # without its imports
        events, self._told = run.trace.events[self._told :], len(run.trace.events)
        troubles = tuple(str(event) for event in events if _went_wrong(event))
        report = StepReport(code, changes(before, run.scene), troubles)
        self._reports.append(report)
        pictures, words = show_world(planner, run.env, run.world), ""
        answer: Answer = GoOn()
        try:
            follow = planner.follow  # type: ignore[union-attr]
            answer = follow(self._instruction, run.scene, plan, tuple(self._reports))
        except UserError as error:
            words = str(error)
        kind = "no answer" if words else _KINDS[type(answer)]
        match answer:
            case Plan():
                words = "; ".join(self._errors(answer))
            case Reached(believed):
                words = self._wrong(believed)
            case Question() | Refusal():
                words = said(answer)
        run.emit(Consulted(run.scene.time, "", *report.told, pictures, kind, words))
        match answer:
            case Plan() if not words:
                raise Changed(answer)
            case Reached() if words:
                self.false_done += 1
                raise PlanFailure("wrong done", "done", words)
            case Reached():
                raise Believed
            case Question() | Refusal():
                raise EpisodeOver("gave up", words)

    def _wrong(self, believed: tuple[Condition, ...]) -> str:
        """What is not true, or not known, of what the planner takes to be true."""
        try:
            readings = [self._run.judge("done", "", condition, {}) for condition in believed]
        except UserError as error:
            return str(error)
        return "; ".join(reading.evidence for reading in readings if reading.truth is not True)


def _went_wrong(event: Event) -> bool:
    """Whether something did not work at first, or had to be put in."""
    return isinstance(event, Recovered) or (isinstance(event, SkillEnded) and not event.ok)


def said(answer: Question | Refusal) -> str:
    """What a planner says that has no plan, on one line."""
    if isinstance(answer, Refusal):
        return answer.reason
    return " ".join((answer.text, *answer.candidates))
