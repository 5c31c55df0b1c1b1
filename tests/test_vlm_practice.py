"""Rejection sampling: only what reaches the goal is learned from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from parser_scenes import SCENES
from rich.console import Console

from vla.commands import vlm_train
from vla.commands.vlm_lessons import exercises
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import Atom, Plan
from vla.planners.vlm import TinyVlm
from vla.planners.vlm.decode import decode
from vla.planners.vlm.practice import practised
from vla.planners.vlm.reading import of_scene, prefixes
from vla.planners.vlm.speaking import speak
from vla.planners.vlm.words import vocabulary

QUIET = Console(quiet=True)


def test_what_works_is_kept_and_nothing_else() -> None:
    reader = TinyVlm.from_pretrained("tiny_vlm").reader
    given = exercises(18, 3)
    hopeless = replace(given[0], goal=Atom("inside", ("nobody_has_this", "nor_this")))
    found = practised(reader, given, 1, 0)
    assert found.known + found.found == len(found.lessons) >= 9
    by_text = {exercise.text: exercise for exercise in given}
    for lesson in found.lessons:
        exercise = by_text[lesson.said.canonical]
        plan = decode(lesson.tokens, exercise.scene)
        assert isinstance(plan, Plan)
        assert judge(exercise.goal, dry_run(plan, exercise.scene).scene).truth is True
    again = practised(reader, given, 1, 0)
    assert [one.tokens for one in again.lessons] == [one.tokens for one in found.lessons]
    with pytest.raises(UserError):  # a goal about nothing is a mistake, not a failure
        practised(reader, [hopeless], 0, 0)


def test_draws_follow_the_probabilities_and_can_be_read() -> None:
    reader = TinyVlm.from_pretrained("tiny_vlm").reader
    scene = SCENES["table"]
    text = "flurb the red gizmo near some bowls or so"
    prefix = prefixes([text] * 24, [of_scene(scene)] * 24, vocabulary(reader.shape.words))
    likeliest = speak(reader, prefix)
    assert len({one.tokens for one in likeliest}) == 1
    drawn = speak(reader, prefix, torch.Generator().manual_seed(0))
    assert len({one.tokens for one in drawn}) > 1
    for one in drawn:
        decode(one.tokens, scene)


def test_practice_needs_somebody_who_can_plan(tmp_path: Path) -> None:
    small = ["batch=4", "workers=0", "tests=0", "threads=1", "width=16", "layers=1", "heads=2"]
    with pytest.raises(UserError, match="give start="):
        vlm_train.train("", [f"out={tmp_path / 'x'}", "practice=4", "steps=1", *small], QUIET)
    out = tmp_path / "on"
    words = [f"out={out}", "start=tiny_vlm", "practice=6", "draws=1", "steps=1", *small[:4]]
    assert vlm_train.train("", words, QUIET) == 0
