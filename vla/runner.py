"""Runner: one world while it runs. Lets ticks pass, watches, and runs one skill at a time.

It trusts no skill: what a skill was for is read off the scene after things have come to rest.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TypeVar

from vla.clearance import clearances
from vla.dryrun import GroundedCall, with_defaults
from vla.errors import UserError
from vla.evaluate import Bindings, judge, since
from vla.looking import asked
from vla.monitor import Invariant
from vla.plan import Condition
from vla.predicates import SETTLED_SPEED, Reading
from vla.program_print import condition_code
from vla.protocols import Env, Seeing, Skills, SkillStatus
from vla.recovery import filled
from vla.scene import Scene
from vla.skills import MOTIONS
from vla.trace import Checked, Event, SkillEnded, SkillPhase, SkillStarted, Trace, Violated

T = TypeVar("T")
Ticks = Generator[None, None, T]
"""Yields once per control tick and returns a T."""

SETTLE = 0.5
"""[s] that things get to come to rest before a result is judged."""
PAUSE = 0.25
"""[s] of standing still after an invariant broke."""
PAUSES = 3
"""Stops of one skill because of an invariant, before it is given up."""


@dataclass(frozen=True)
class Budget:
    """What one episode may use up; the time it may take is the setup's horizon."""

    statements: int = 200
    turns: int = 32
    """Of one loop."""
    all_turns: int = 128
    calls: int = 50
    replans: int = 5
    consultations: int = 20
    """Steps after which a planner that watches is asked; then the plan goes on without it."""
    wall_time: float = 900.0
    """[s]"""


class PlanFailure(Exception):
    """A plan did not do what it promised; a planner may know another way."""

    def __init__(self, category: str, what: str, evidence: str, attempts: int = 1, path: str = ""):
        tries = f" after {attempts} attempts" if attempts > 1 else ""
        super().__init__(f"{what}{tries}: {evidence}")
        self.category, self.what, self.evidence = category, what, evidence
        self.attempts, self.path = attempts, path


class EpisodeOver(Exception):
    """Nothing can be done any more."""

    def __init__(self, category: str, reason: str):
        super().__init__(reason)
        self.category, self.reason = category, reason


class Runner:
    """One world: `observe` is told every tick; the generators run within a plan.

    Attributes:
        scene: as of the last tick.
        keeps: the invariants in force.
        broken: the invariants that broke, in order.
        news: events that nobody has been told about yet.
    """

    def __init__(
        self,
        env: Env,
        skills: Skills,
        world: int,
        trace: Trace,
        budget: Budget,
        never: tuple[Condition, ...],
        horizon: int,
    ):
        self.env, self.skills, self.world = env, skills, world
        self.trace, self.budget, self.never, self.horizon = trace, budget, never, horizon
        self.eyes = env.eyes if isinstance(env, Seeing) else None
        self.scene = self.now(env.scene(world))
        self.news: list[Event] = []
        self.keeps: list[Invariant] = []
        self.broken: list[Invariant] = []
        self.min_clearance: dict[str, float] = {}
        self.ticks = self.calls = 0
        self._paused = False
        self._over: EpisodeOver | None = None
        self._deadline = time.monotonic() + budget.wall_time

    # --- every tick ------------------------------------------------------------------------

    def observe(self, scene: Scene) -> None:
        """Take in the scene after a control step and check what must always or never hold."""
        self.scene = self.now(scene)
        self.ticks += 1
        for name, gap in scene.clearance.items():
            self.min_clearance[name] = min(gap, self.min_clearance.get(name, math.inf))
        for invariant in self.keeps:
            evidence = invariant.check(scene)
            if evidence is not None:
                self._paused = True
                if invariant not in self.broken:
                    self.broken.append(invariant)
                margin, count = invariant.margin(scene), invariant.count
                self.emit(Violated(scene.time, "", invariant.code, evidence, margin, count))
        for condition in self.never:
            reading = judge(condition, scene)
            if reading.truth is True and self._over is None:
                self.check("never", "", condition, reading)
                self._over = EpisodeOver("invariant", f"forbidden: {reading.evidence}")
        if self.ticks > self.horizon:
            self.stop("budget", f"more than {self.horizon} control steps")
        elif time.monotonic() > self._deadline:
            self.stop("budget", f"more than {self.budget.wall_time:.0f} s")

    def stop(self, category: str, reason: str) -> None:
        """End the episode at the next tick."""
        self._over = self._over or EpisodeOver(category, reason)

    def now(self, scene: Scene) -> Scene:
        """A scene in which nobody has looked yet, where there is somebody who can."""
        return scene if self.eyes is None else replace(scene, seen={})

    def looked(self, part: object, path: str, scene: Scene | None = None) -> Scene:
        """The scene with answers to all that a part of a plan asks of a picture taken now."""
        scene, questions = scene or self.scene, asked(part)
        if self.eyes is None or not questions:
            return scene
        looks = self.eyes.look(self.world, scene, questions)
        for look in looks:
            self.emit(replace(look.event, path=plan_path(path)))
        return replace(scene, seen={look.asked: look.finding for look in looks})

    def tick(self) -> Ticks[None]:
        """Let one control step pass."""
        yield
        if self._over is not None:
            raise self._over

    def rest(self, seconds: float) -> Ticks[None]:
        """Let time pass."""
        for _ in range(round(seconds / self.env.control_dt)):
            yield from self.tick()

    def settle(
        self,
        condition: Condition,
        bound: Bindings,
        before: Scene | None = None,
        named: tuple[str, ...] = (),
        path: str = "",
    ) -> Ticks[Reading]:
        """Judge once the condition holds and the named things rest, at the latest after `SETTLE`.

        Changes (`moved_by`) count from `before`, or from the beginning of the episode. What only a
        picture tells is asked at the end.
        """
        waited = 0.0
        while True:
            scene = self.scene if before is None else since(before, self.scene)
            if waited >= SETTLE:
                scene = self.looked(condition, path, scene)
            reading = judge(condition, scene, bound)
            speeds = [scene[name].speed or 0.0 for name in named]
            resting = max(speeds, default=0.0) < SETTLED_SPEED
            if waited >= SETTLE or (reading.truth is True and resting):
                return reading
            yield from self.tick()
            waited += self.env.control_dt

    # --- one skill -------------------------------------------------------------------------

    def attempt(
        self, call: GroundedCall, before: Scene, path: str, attempt: int
    ) -> Ticks[tuple[str, str] | None]:
        """One run of a skill with its result checked: None, or category and evidence."""
        self.calls += 1
        if self.calls > self.budget.calls:
            raise EpisodeOver("budget", f"more than {self.budget.calls} skill calls")
        began, name = self.scene.time, str(call)
        status = yield from self._drive(call, path, attempt)
        failed, achieves = status.state == "failed", MOTIONS[call.skill].achieves
        if achieves is None:
            ok, evidence = not failed, status.reason
        else:
            named = tuple(str(arg) for arg in call.args if arg in self.scene)
            condition = filled(achieves, call)
            reading = yield from self.settle(condition, {}, before, named)
            self.check("achieves", path, condition, reading)
            ok, evidence = reading.truth is True, reading.evidence
        reason = "" if ok else status.reason or evidence
        end = self.scene.time
        self.emit(SkillEnded(end, path, name, ok, reason, evidence, attempt, end - began))
        if ok:
            return None
        told = evidence if reason == evidence else f"{reason} ({evidence or 'not checked'})"
        return ("motion" if failed else "post-condition"), told

    def _drive(self, call: GroundedCall, path: str, attempt: int) -> Ticks[SkillStatus]:
        """Run a skill until it is done or has failed; stand still whenever an invariant breaks."""
        options = with_defaults(call.skill, dict(call.options))
        keep = tuple(invariant.condition for invariant in self.keeps)
        started = SkillStarted(
            self.scene.time,
            path,
            str(call),
            call.skill,
            call.args,
            options,
            clearances(keep),
            attempt,
        )
        self.emit(started)
        for pause in range(PAUSES + 1):
            self._paused = False
            try:
                self.skills.start(self.world, call.skill, call.args, options, keep)
            except UserError as error:
                return SkillStatus("failed", "start", str(error))
            phase = ""
            while not self._paused:
                yield from self.tick()
                status = self.skills.status(self.world)
                if status.phase != phase:
                    phase = status.phase
                    self.emit(SkillPhase(self.scene.time, path, str(call), phase))
                if status.state != "running":
                    return status
            self.skills.cancel(self.world)
            if pause < PAUSES:
                yield from self.rest(PAUSE)
        broken = max(self.keeps, key=lambda invariant: invariant.count)
        what = f"{call} under keep {broken.code}"
        raise PlanFailure("invariant", what, f"broken {broken.count} times", PAUSES + 1, path)

    # --- what is written down ----------------------------------------------------------------

    def judge(self, role: str, path: str, condition: Condition, bound: Bindings) -> Reading:
        """Evaluate a condition now and write it down."""
        reading = judge(condition, self.looked(condition, path), bound)
        self.check(role, path, condition, reading)
        return reading

    def check(self, role: str, path: str, condition: Condition, reading: Reading) -> None:
        """Write down how a condition was found."""
        code, now = condition_code(condition), self.scene.time
        self.emit(Checked(now, plan_path(path), role, code, reading.truth, reading.evidence))

    def emit(self, event: Event) -> None:
        """Write an event down."""
        self.trace.add(event)
        self.news.append(event)


def plan_path(key: str) -> str:
    """Where in the plan: a key without the turns of loops."""
    return re.sub(r"\[\d+\]", "", key)
