"""Sweeping: several things at once, thought out, carried out, and said in words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from small_worlds import SCENE, TABLE, worlds

from vla.envs.rehearsal import Rehearsal
from vla.plan import Plan
from vla.planner import Question
from vla.planners.composer.pushes import of, straight
from vla.planners.composer.sweeping import taken_along
from vla.planners.language import SemanticParser
from vla.planners.skills import SkillSet
from vla.predicates import read
from vla.program import to_code
from vla.scene import Entity, Scene


def block(name: str, x: float, y: float) -> Entity:
    return Entity(name, "block", name.split("_")[0], "medium", (x, y, 0.02))


def test_the_planar_model_takes_along_what_is_in_front() -> None:
    lead, next_ = block("red_block", 0.5, 0.0), block("blue_block", 0.5, 0.06)
    after, aside = block("green_block", 0.51, 0.11), block("pink_block", 0.56, 0.06)
    behind = block("gray_block", 0.5, -0.06)
    push = straight(lead, (0.0, 1.0), 0.10)
    others = [next_, after, aside, behind]
    ends = taken_along(push, others)[0]
    # The lead ends 10 cm on, at y = 0.10, and what stands in its way up against it.
    assert ends[0].tolist() == pytest.approx([0.5, 0.14, 0.02])
    assert ends[1].tolist() == pytest.approx([0.51, 0.18, 0.02])
    assert ends[2:].tolist() == [list(e.position) for e in (aside, behind)]
    short = taken_along(straight(lead, (0.0, 1.0), 0.01), others)[0]
    assert torch.equal(short, torch.tensor([e.position for e in others], dtype=torch.float64))


def test_fingers_between_two_things_take_both() -> None:
    lead, beside = block("red_block", 0.5, 0.0), block("blue_block", 0.542, 0.0)
    numbers = torch.tensor([[math.pi / 2, -0.021, 0.08, 0.0], [math.pi / 2, 0.0, 0.08, 0.0]])
    ends = taken_along(of(lead, numbers), [beside])[:, 0]
    assert ends[:, 1].tolist() == pytest.approx([0.08, 0.0], abs=1e-3)


def test_blocks_that_stand_together_are_swept_together() -> None:
    blocks = (block("red_block", 0.5, 0.06), block("blue_block", 0.5, 0.11))
    vase = Entity("vase", "vase", "white", "medium", (0.6, 0.2, 0.09), extent=(0.07, 0.07, 0.18))
    made = worlds(scene=Scene((TABLE, *blocks, vase)))
    skills, pushes, phase = SkillSet(made, Rehearsal(made, 8)), 0, ""
    skills.start(0, "sweep", ("red_block", "left"), {}, ())
    for _ in range(900):
        actions = skills.actions()
        status = skills.status(0)
        if status.state != "running":
            break
        pushes += status.phase != phase and status.phase.startswith("sweep")
        phase = status.phase
        made.step(actions)
    assert skills.status(0).state == "done", skills.status(0).reason
    scene = made.scene(0)
    for name in ("red_block", "blue_block"):
        reading = read(scene, "at", (name, "left"))
        assert reading.truth is True, reading.evidence
    assert pushes <= 2
    assert math.dist(scene["vase"].position, vase.position) < 0.003


def said(text: str, scene: Scene = SCENE) -> list[str] | tuple[str, ...]:
    answer = SemanticParser().plan(text, scene)
    if isinstance(answer, Question):
        return answer.candidates
    assert isinstance(answer, Plan)
    lines = (line.strip() for line in to_code(answer).splitlines())
    return [line for line in lines if line and not line.startswith(("#", "from", "objects"))]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("sweep the blocks into the front left corner",
         ["for block in where(objects('block'), not at(it, 'front_left')):",
          "sweep(block, 'front_left')"]),
        ("sweep both blocks to the left",
         ["for block in take(where(objects('block'), not at(it, 'left')), 2):",
          "sweep(block, 'left')"]),
        ("sweep all blocks except the red one to the left",
         ["for block in where(without(objects('block'), objects('block', color='red')),"
          " not at(it, 'left')):", "push_to(block, 'left')"]),
        ("sweep the red block to the right side", ["push_to('red_block', 'right')"]),
        ("brush the blocks away from you",
         ["for block in where(objects('block'), not at(it, 'back')):", "sweep(block, 'back')"]),
    ],
)  # fmt: skip
def test_said(text: str, steps: list[str]) -> None:
    assert said(text) == steps


def test_some_corner_is_asked_for() -> None:
    assert said("sweep the blocks into the corner") == (
        "front left", "front right", "back left", "back right",
    )  # fmt: skip


def test_things_are_still_swept_into_containers() -> None:
    inside = ((0.45, -0.22, 0.028), (0.06, 0.06, 0.022))
    bowl = replace(SCENE["green_bowl"], interior=inside)
    scene = Scene(tuple(bowl if e.name == bowl.name else e for e in SCENE))
    steps = said("sweep the red block into the bowl", scene)
    assert steps == ["pick('red_block')", "place_in('red_block', 'green_bowl')"]
