"""A task that somebody said: a family of scenes for one instruction, with a plan for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vla.compose import Settings, part, part_config, wanted_things
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge, since
from vla.plan import And, Condition, Plan
from vla.planner import Planner, Question, Refusal
from vla.preparation import Prepared, prepare
from vla.program import from_code
from vla.recovery import filled
from vla.scene import Scene
from vla.skills import MOTIONS
from vla.task import Setup, Wanted

HORIZON = 2400
"""Control steps: two minutes."""


class Spoken:
    """A `vla.task.Task`: scenes that hold what an instruction names, the planner's plan in each.

    The goal is what the plan's steps achieve and do not undo.

    Raises:
        UserError: the planner refuses or asks; see `vla.preparation.prepare`.
    """

    name = "spoken"

    def __init__(self, text: str, planner: Planner, scene: str | None = None, distractors: int = 3):
        self.text, self.wordings = text, (text,)
        self._planner, self._distractors = planner, distractors
        self._chosen = {} if scene is None else {"scene": scene}
        self.scene = self._prepared(0).scene_name

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw a scene and plan in it."""
        prepared = self._prepared(int(rng.integers(2**31)))
        goal = outcome(prepared.plan, prepared.scene)
        return Setup(prepared.scene, self.text, goal, prepared.plan, horizon=HORIZON)

    def _prepared(self, seed: int) -> Prepared:
        values = {"seed": seed, "distractors": self._distractors}
        return prepare(self.text, self._planner, Settings(values, self._chosen))


class Written:
    """A planner that always gives the plan of a file, as `vla plan` prints it.

    Args:
        reader: knows what the plan's instruction names.

    Raises:
        UserError: the file cannot be read, holds no plan, or does not say for what instruction.
    """

    def __init__(self, path: Path, reader: Planner):
        try:
            self._plan = from_code(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"plan={path} cannot be read: {error}.") from None
        self.instruction = self._plan.instruction
        if not self.instruction:
            raise UserError(
                f'plan={path} does not say for what: its first line must be # "the instruction",'
                " as vla plan prints it."
            )
        self._reader = reader

    def mentions(self, instruction: str) -> tuple[Wanted, ...]:
        """What the instruction names."""
        return wanted_things(self._reader, instruction)

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """The plan of the file."""
        return self._plan

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """There is no other."""
        return Refusal("The file holds one plan.")


def spoken_task(said: str, planner: Planner | None = None) -> Spoken:
    """The task of an instruction, or of a file with a plan.

    Args:
        planner: by default the built-in one.
    """
    known: Planner = planner or part(part_config("planner", "language"))
    path = Path(said)
    if path.suffix == ".py" or path.is_file():
        written = Written(path, known)
        return Spoken(written.instruction, written)
    return Spoken(said, known)


def outcome(plan: Plan, scene: Scene) -> Condition:
    """What a plan's steps achieve in a scene and do not undo, as far as it can be foretold."""
    run = dry_run(plan, scene)
    wanted = []
    for call in run.calls:
        achieves = MOTIONS[call.skill].achieves
        if achieves is None:
            continue
        condition = filled(achieves, call)
        if judge(condition, since(scene, run.scene)).truth is True and condition not in wanted:
            wanted.append(condition)
    return And(tuple(wanted))
