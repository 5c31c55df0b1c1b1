"""Agent: where worlds, skills and planners meet; it knows only their protocols.

    actions = skills.actions()        one action per world
    env.step(actions)                 one control tick in every active world
    scene = env.scene(world)          what became of it
    monitors, sinks                   invariants, what must never happen, budgets; recordings
    the plan goes on                  until it waits for the next tick; planners that watch see
                                      what every step brought, and may change their minds

Each world runs its own episode; a world that is finished takes the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from torch import Tensor

from vla.check import check
from vla.consulting import Believed, Changed, Consulting, said, show_world
from vla.errors import UserError
from vla.executor import Executor
from vla.plan import Plan
from vla.plan_json import to_json
from vla.planner import Planner, Question, Refusal
from vla.program import to_code
from vla.protocols import Env, EpisodeSink, Skills, Telling
from vla.runner import Budget, EpisodeOver, PlanFailure, Runner, Ticks
from vla.scene import Scene
from vla.task import Setup
from vla.trace import Event, Planned, Replanned, Searched, SkillStarted, Trace, Verdict

CATEGORIES = (
    "parse error", "static rejection", "grounding", "pre-condition", "motion", "post-condition",
    "invariant", "budget", "gave up", "wrong done", "stopped",
)  # fmt: skip
"""Why an episode failed: the first thing on the way from words to result that went wrong."""

REST = 0.5
"""[s] between the end of a plan and the judgement of its goal."""


class Stage(Env, Protocol):
    """An environment that can begin episodes."""

    active: Tensor
    """(N,) bool: the worlds that `step` advances; cleared by it for a world that broke down."""

    def begin(
        self, world: int, setup: Setup, seed: int = 0, disturbances: Sequence[Any] = ()
    ) -> None:
        """Realise a setup in one world."""
        ...


@dataclass(frozen=True)
class Job:
    """One episode to run."""

    setup: Setup
    seed: int = 0
    plan: Plan | None = None
    """Run first; `None`: ask the planner."""
    planner: Planner | None = None
    """Asked after a failure; `None`: the same plan again, without what is done already."""
    disturbances: Sequence[Any] = ()
    sinks: Sequence[EpisodeSink] = ()
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True)
class Outcome:
    """How one episode ended."""

    success: bool
    category: str
    """One of `CATEGORIES`; empty for a success."""
    reason: str
    job: Job
    counts: Mapping[str, int]
    """ticks, calls, recoveries, replans, consultations (a planner was shown a step), false_done (it
    or its plan said that all was done, and it was not), violations."""
    min_clearance: Mapping[str, float]
    """Watched entity -> least distance to the robot [m]."""
    seconds: float
    """Simulated."""


def run(
    env: Stage,
    skills: Skills,
    jobs: Iterable[Job],
    *,
    budget: Budget | None = None,
    on_event: Callable[[int, Event], None] = lambda world, event: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """Run every job in the worlds of `env`; outcomes in the order of the jobs.

    Args:
        on_event: told of every event right after its tick, with its world.
        stop: asked before every tick; once true, the robots stop where they are and the
            outcomes so far are returned, those under way as `stopped`.
    """
    waiting = enumerate(jobs)
    running: dict[int, _Episode] = {}
    outcomes: dict[int, Outcome] = {}

    def begin(world: int) -> None:
        for number, job in waiting:
            running[world] = _Episode(env, skills, world, number, job, budget or Budget())
            if not advance(world):
                return
        env.active[world] = False

    def advance(world: int) -> bool:
        """Let the plan go on until it waits; whether the episode is over."""
        episode = running[world]
        over = episode.advance()
        for event in episode.told():
            on_event(world, event)
        if over is not None:
            outcomes[episode.number] = over
            del running[world]
        return over is not None

    try:
        for world in range(env.num_worlds):
            begin(world)
        while running and not stop():
            actions = skills.actions()
            env.step(actions)
            for world in list(running):
                running[world].observe(actions[world].numpy())
                if advance(world):
                    begin(world)
    finally:
        if running:
            for world, episode in running.items():
                skills.cancel(world)
                outcomes[episode.number] = episode.abort()
                for event in episode.told():
                    on_event(world, event)
            env.step(skills.actions())  # a real robot must be told to hold still
    return [outcomes[number] for number in sorted(outcomes)]


class _Episode:
    """One job in one world."""

    def __init__(
        self, env: Stage, skills: Skills, world: int, number: int, job: Job, budget: Budget
    ):
        self.env, self.world, self.number, self.job = env, world, number, job
        env.begin(world, job.setup, job.seed, disturbances=job.disturbances)
        skills.cancel(world)
        self.telling = skills if isinstance(skills, Telling) else None
        for sink in job.sinks:
            sink.begin(job.setup, env, world)
        setup = job.setup
        self.runner = Runner(env, skills, world, job.trace, budget, setup.never, setup.horizon)
        self.executor = Executor(self.runner)
        self.replans = self.false_done = 0
        self.consulting = Consulting(self.runner, job.planner, setup.instruction, self._against)
        self.ticks = self._carry_out()

    def observe(self, action: np.ndarray) -> None:
        """What one control step brought."""
        scene = self.env.scene(self.world)
        for sink in self.job.sinks:
            sink.step(action, scene)
        for event in self.telling.happened(self.world) if self.telling else ():
            self.runner.emit(replace(event, path=self._path()))
        if not bool(self.env.active[self.world]):
            self.runner.stop("motion", "the simulation became unstable")
        self.runner.observe(scene)

    def advance(self) -> Outcome | None:
        """Go on until the next tick is needed; the outcome if the episode is over."""
        try:
            next(self.ticks)
        except StopIteration as end:
            return self._end(*end.value)
        return None

    def abort(self) -> Outcome:
        """End here and now."""
        self.ticks.close()
        return self._end("stopped", "stopped before the end")

    def told(self) -> list[Event]:
        """Events since this was last asked."""
        events, self.runner.news = self.runner.news, []
        return events

    def _path(self) -> str:
        """Where in the plan the skill stands that was started last."""
        events = reversed(self.job.trace.events)
        return next((event.path for event in events if isinstance(event, SkillStarted)), "")

    def _carry_out(self) -> Ticks[tuple[str, str]]:
        """Run the job; category and reason, both empty for a success."""
        run, setup = self.runner, self.job.setup
        try:
            plan = self._accept(self.job.plan or self._ask())
            yield from self._until_done(plan)
        except EpisodeOver as over:
            return over.category, over.reason
        reading = run.judge("goal", "", setup.goal, {})
        if reading.truth is not True:
            self.false_done += 1
            return "wrong done", reading.evidence
        if run.broken:
            codes = ", ".join(invariant.code for invariant in run.broken)
            return "invariant", f"done, but {codes} did not hold all the time"
        return "", reading.evidence

    def _until_done(self, plan: Plan) -> Ticks[None]:
        """Carry out a plan, and others after it, until one says that all is done; then rest."""
        again = False
        while True:
            before = self.runner.scene
            try:
                yield from self.executor.carry_out(plan, again, self.consulting.after(plan))
                yield from self.runner.rest(REST)
                lost = next(self.executor.lost(plan), None)
                if lost is None or self.replans >= self.runner.budget.replans:
                    return
                raise lost
            except PlanFailure as failure:
                following = self._replan(plan, failure, before)
                again = following == plan
                plan = following
            except Changed as change:
                self.replans += 1
                plan, again = self._accept(change.plan), False
            except Believed:
                yield from self.runner.rest(REST)
                return

    def _ask(self) -> Plan:
        planner, setup = self.job.planner, self.job.setup
        if planner is None:
            return setup.plan
        show_world(planner, self.env, self.world)
        try:
            answer = planner.plan(setup.instruction, self.runner.scene)
        except UserError as error:
            raise EpisodeOver("parse error", str(error)) from None
        if isinstance(answer, (Question, Refusal)):
            raise EpisodeOver("parse error", said(answer))
        return answer

    def _accept(self, plan: Plan) -> Plan:
        """Write the plan down if nothing speaks against it."""
        errors = self._errors(plan)
        if errors:
            raise EpisodeOver("static rejection", "; ".join(errors))
        instruction = self.job.setup.instruction
        now = self.runner.scene.time
        self.runner.emit(Planned(now, "", instruction, to_code(plan), to_json(plan)))
        return plan

    def _against(self, plan: Plan) -> list[str]:
        """What speaks against another plan now."""
        spent = self.replans >= self.runner.budget.replans
        return [f"there were {self.replans} other plans"] if spent else self._errors(plan)

    def _errors(self, plan: Plan) -> list[str]:
        """What is wrong with a plan."""
        # What a failure left in the gripper is put away when it is in the way.
        scenes = (replace(self.runner.scene, held=None), self.runner.scene)
        found = ([str(p) for p in check(plan, s) if p.severity == "error"] for s in scenes)
        empty, now = found
        return empty and now

    def _replan(self, plan: Plan, failure: PlanFailure, before: Scene) -> Plan:
        run, planner = self.runner, self.job.planner
        if self.replans >= run.budget.replans:
            raise EpisodeOver(failure.category, str(failure))
        self.replans += 1
        facts = _facts(failure, before, run.scene, run.trace)
        run.emit(Replanned(run.scene.time, failure.path, str(failure), facts, self.replans))
        if planner is None:
            return plan
        show_world(planner, self.env, self.world)
        try:
            answer = planner.replan(self.job.setup.instruction, run.scene, plan, facts)
        except UserError as error:
            raise EpisodeOver(failure.category, f"{failure}; no other plan: {error}") from None
        if isinstance(answer, (Question, Refusal)):
            reason = f"{failure}; no other plan: {said(answer)}"
            raise EpisodeOver(failure.category, reason)
        return answer if answer == plan else self._accept(answer)

    def _end(self, category: str, reason: str) -> Outcome:
        run, success = self.runner, not category
        counts = {
            "ticks": run.ticks,
            "calls": run.calls,
            "recoveries": self.executor.recoveries,
            "replans": self.replans,
            "consultations": self.consulting.count,
            "false_done": self.consulting.false_done + self.false_done,
            "violations": sum(invariant.count for invariant in run.broken),
        }
        gaps = dict(run.min_clearance)
        run.emit(Verdict(run.scene.time, "", success, category, reason, counts, gaps))
        run.trace.close()
        for sink in self.job.sinks:
            sink.end(success)
        seconds = run.ticks * self.env.control_dt
        return Outcome(success, category, reason, self.job, counts, gaps, seconds)


def _facts(failure: PlanFailure, before: Scene, now: Scene, trace: Trace) -> tuple[str, ...]:
    """What happened, in words for a planner."""
    facts = [f"{failure.category}: {failure}"]
    for entity in now:
        was = next((old.position for old in before if old.name == entity.name), entity.position)
        if max(abs(a - b) for a, b in zip(was, entity.position, strict=True)) > 0.01:
            facts.append(f"{entity.name} was at {_point(was)} and is at {_point(entity.position)}")
    facts.append(f"the gripper holds {now.held or 'nothing'}")
    # A planner decides what is done, not which way the hand takes.
    events = [event for event in trace.events if not isinstance(event, Searched)]
    facts += [f"{event.time:.1f} s: {event}" for event in events[-8:]]
    return tuple(facts)


def _point(position: tuple[float, float, float]) -> str:
    return "({:.3f}, {:.3f}, {:.3f}) m".format(*position)
