"""Preparation: from an instruction to a scene and a plan in it, before anything moves."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from vla import compose
from vla.check import check
from vla.compose import Settings
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import Plan
from vla.planner import Planner, Question, Refusal
from vla.scene import Scene
from vla.watching import show

DRAWS = 100
"""Scenes that are made up at most until one suits the instruction."""
REFUSALS = 5
"""Draws after which a planner that always refuses is believed."""
MAX_DISTRACTORS = 8
HAND_RADIUS = 0.115
"""[m]"""
WRIST = 0.088
"""The wrist stands this far from the hand's axis, towards the base [m]."""


class NeedsAnswer(UserError):
    """The planner has a question."""

    label = "question"


@dataclass(frozen=True)
class Prepared:
    """What is to be carried out, and where."""

    scene_name: str
    scene: Scene
    plan: Plan
    warnings: tuple[str, ...] = ()


def prepare(text: str, planner: Planner, config: Settings) -> Prepared:
    """Find a scene in which the instruction has one meaning, and the plan for it.

    A scene that the user chose is drawn once; otherwise scenes are made up until one suits, at
    most as many as the planner's `draws`, if it has any. What its `notes` say is passed on.

    Raises:
        NeedsAnswer: the instruction may mean several things.
        UserError: the planner refuses, or its plan cannot work.
    """
    seed, distractors = config["seed"], config["distractors"]
    if not 0 <= distractors <= MAX_DISTRACTORS:
        raise UserError(f"distractors={distractors} is not 0 to {MAX_DISTRACTORS}.")
    if seed < 0:
        raise UserError(f"seed={seed} is negative.")
    chosen = config.chosen.get("scene")
    wanted = () if chosen else compose.wanted_things(planner, text)
    name = chosen or compose.scene_name(wanted)
    problem, refused = UserError("No scene suits the instruction."), 0
    for draw in range(1 if chosen else DRAWS):
        scene = compose.draw_scene(chosen, wanted, seed, distractors, draw)
        if "perceive" in config.values:
            scene = replace(scene, seen={})
        _show(planner, name, scene, config)
        answer = planner.plan(text, scene)
        if isinstance(answer, Plan):
            problems = check(answer, scene)
            errors = [p for p in problems if p.severity == "error"]
            if not errors and not chosen and cramped(answer, scene):
                problem = UserError("There is not enough room for what is to be kept.")
            elif not errors:
                warnings = tuple(p.message for p in problems)
                notes = tuple(getattr(planner, "notes", ()))
                return Prepared(name, scene, answer, (*warnings, *notes))
            else:
                problem = UserError(f"That cannot work: {errors[0].message}")
        elif isinstance(answer, Question):
            problem = NeedsAnswer(_asked(answer))
        else:
            problem, refused = UserError(_refused(answer)), refused + 1
            if refused == REFUSALS:
                break
        if draw + 1 >= getattr(planner, "draws", DRAWS):
            break
    raise problem


def _show(planner: Planner, name: str, scene: Scene, config: Settings) -> None:
    """Show a planner that takes pictures what cameras would see of a scene."""
    robot = config.values.get("robot")
    show(planner, lambda cameras, size: compose.photographs(name, scene, cameras, size, robot))


def cramped(plan: Plan, scene: Scene) -> bool:
    """Whether something to handle stands so close to a thing to keep away from that the hand,
    about `HAND_RADIUS` wide, would come too near; or on the wrong side of one."""
    run = dry_run(plan, scene)
    if run.astray:
        return True
    for call in run.calls:
        for name, distance in call.avoid.items():
            danger = scene[name]
            for thing in (scene[str(a)] for a in call.args if a in scene and a != "table"):
                x, y, _ = thing.position
                back = 1.0 - WRIST / max(math.hypot(x, y), WRIST)
                gap = min(
                    math.dist(point, danger.position[:2]) - danger.radius
                    for point in ((x, y), (back * x, back * y))
                )
                if thing.name != name and gap < distance + HAND_RADIUS:
                    return True
    return False


def slug(text: str) -> str:
    """Words as a file's name: small letters, digits and dashes; empty if there are none."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:48].strip("-")


def result_folder(given: str | None, text: str) -> Path:
    """Where the results go; nothing is created yet.

    Raises:
        UserError: nothing can be written there.
    """
    folder = Path(given) if given else Path("outputs") / (slug(text) or "run")
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise UserError(f"out={folder}: '{there}' is a file. Give a folder: out=...")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UserError(f"out={folder}: '{there}' is not writable. Give another folder: out=...")
    return folder


def make_folder(folder: Path) -> None:
    """Create a result folder. Raises `UserError` when that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(
            f"out={folder} cannot be created: {reason}. Give another: out=..."
        ) from None


def _asked(question: Question) -> str:
    named = f" Candidates: {', '.join(question.candidates)}." if question.candidates else ""
    return f"{question.text}{named}"


def _refused(refusal: Refusal) -> str:
    return refusal.reason
