"""Planners as a benchmark hears them: timed, and told what was seen instead of the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from vla.errors import UserError
from vla.perceived import Look, Perceived, pinned
from vla.plan import Plan
from vla.planner import Planner, Question, Refusal, Spent
from vla.scene import Scene
from vla.watching import Answer, StepReport


class Expert:
    """Says what the expert does, whatever it is asked. Implements `Planner`."""

    def __init__(self, plan: Plan):
        self._plan = plan

    def plan(self, instruction: str, scene: Scene) -> Plan:
        """The expert's plan."""
        return self._plan

    def replan(self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]) -> Plan:
        """The same again, without what is done."""
        return failed


class Heard:
    """A planner that is timed, and whose first answer is kept. Implements `Planner`, and passes on
    what its planner watches and sees.

    Args:
        look: what it is told instead of the truth; its plans are about the things that are meant.
    """

    def __init__(self, planner: Planner, look: Look | None = None):
        self._planner, self._look = planner, look
        self.answer: Plan | Question | Refusal = Refusal("it was never asked")
        self.waits: list[float] = []
        """[ms] for every answer."""
        self.spent = Spent()
        self.watches: bool = getattr(planner, "watches", False)
        self.cameras: tuple[str, ...] = getattr(planner, "cameras", ())
        self.picture_size: tuple[int, int] = getattr(planner, "picture_size", (0, 0))

    def see(self, pictures: Sequence[np.ndarray]) -> None:
        """As the planner."""
        self._planner.see(pictures)  # type: ignore[attr-defined]

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """What the planner says; a complaint about the words is a refusal."""
        try:
            self.answer = self._timed(scene, lambda seen: self._planner.plan(instruction, seen))
        except UserError as error:
            self.answer = Refusal(str(error))
        return self.answer

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """As the planner does."""
        return self._timed(
            scene, lambda seen: self._planner.replan(instruction, seen, failed, facts)
        )

    def follow(
        self, instruction: str, scene: Scene, plan: Plan, reports: Sequence[StepReport]
    ) -> Answer:
        """As the planner does."""
        follow: Callable[..., Answer] = self._planner.follow  # type: ignore[attr-defined]
        return self._timed(scene, lambda seen: follow(instruction, seen, plan, reports))

    def _timed(self, scene: Scene, ask: Callable[[Scene], Any]) -> Any:
        """An answer about what is seen of a scene."""
        began = time.perf_counter()
        seen = Perceived(scene, {}) if self._look is None else self._look(scene)
        before = getattr(self._planner, "spent", None)
        try:
            answer = ask(seen.scene)
        finally:
            self.waits.append(1000 * (time.perf_counter() - began))
            spent = getattr(self._planner, "spent", None)
            if spent is not before and spent is not None:
                self.spent += spent
        known = self._look is None or not isinstance(answer, Plan)
        return answer if known else pinned(answer, seen)
