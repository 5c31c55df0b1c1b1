"""Things that are turned to face others, said in words and in physics."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from small_worlds import SCENE, TABLE, turned, worlds
from spoken import calls_or_reason

from vla.dryrun import dry_run
from vla.envs.worlds import Worlds
from vla.facing import FACING, front
from vla.planners.skills import SkillSet
from vla.predicates import read
from vla.scene import Entity, Scene
from vla.steps import call, plan


def mug(degrees: float, z: float = 0.041) -> Entity:
    extent = (0.0988, 0.068, 0.082)
    return Entity("mug", "mug", "white", "medium", (0.48, 0.05, z), turned(degrees), extent)


VASE = Entity("vase", "vase", "white", "medium", (0.6, -0.2, 0.09), extent=(0.07, 0.07, 0.18))
PLATE = Entity(
    "plate", "plate", "white", "medium", (0.48, 0.05, 0.0105), extent=(0.18, 0.18, 0.021)
)


def run(made: Worlds, skill: str, *args: str) -> tuple[str, str]:
    """State and reason at the end of a skill."""
    skills = SkillSet(made)
    skills.start(0, skill, args, {}, ())
    for _ in range(900):
        actions = skills.actions()
        if skills.status(0).state != "running":
            break
        made.step(actions)
    for _ in range(8):
        made.step(skills.actions())
    return skills.status(0).state, skills.status(0).reason


@pytest.mark.parametrize(
    ("degrees", "under"),
    [(40.0, ()), (-150.0, ()), (120.0, (PLATE,))],
    ids=["near", "far", "plate"],
)
def test_a_mug_is_turned_with_its_handle_to_a_vase(
    degrees: float, under: tuple[Entity, ...]
) -> None:
    made = worlds(scene=Scene((TABLE, *under, mug(degrees, 0.047 if under else 0.041), VASE)))
    before = made.scene(0)
    assert read(before, "faces", ("mug", "vase")).truth is False
    state, reason = run(made, "turn_to", "mug", "vase")
    assert state == "done", reason
    after = made.scene(0)
    reading = read(after, "faces", ("mug", "vase"))
    assert reading.truth is True, reading.evidence
    # The handle itself, read off the mesh, is on the vase's side of the mug.
    handle = made.engine.data(0).geom(f"{_body(made)}/grip").xpos
    assert (
        math.dist(handle[:2], VASE.position[:2])
        < math.dist(after["mug"].position[:2], VASE.position[:2]) - 0.03
    )
    assert math.dist(before["mug"].position, after["mug"].position) < 0.01
    assert read(after, "tipped", ("mug",)).truth is False
    assert after.held is None
    if under:
        assert read(after, "on", ("mug", "plate")).truth is True


def _body(made: Worlds) -> str:
    row = int(made.rows[0])
    actor = next(a for a in made.bank.actors[row] if a.entity.name == "mug")
    return made.model.body(actor.body).name


def test_a_block_shows_a_side_and_is_left_alone_when_it_does() -> None:
    block = Entity("block", "block", "red", "medium", (0.5, 0.0, 0.02), turned(40.0))
    made = worlds(scene=Scene((TABLE, block)))
    assert run(made, "turn_towards", "block", "left")[0] == "done"
    assert read(made.scene(0), "faces_to", ("block", "left")).truth is True
    before = made.rig.ticks.clone()
    assert run(made, "turn_towards", "block", "back")[0] == "done"
    assert int(made.rig.ticks - before) <= 10


def test_what_is_held_turns_in_the_hand() -> None:
    made = worlds(scene=Scene((TABLE, mug(40.0), VASE)))
    assert run(made, "pick", "mug")[0] == "done"
    assert run(made, "turn_to", "mug", "vase")[0] == "done"
    scene = made.scene(0)
    assert read(scene, "faces", ("mug", "vase")).truth is True
    assert scene.held == "mug"


def test_fronts() -> None:
    fronts = {name: front(SCENE[name]) for name in SCENE.names}
    assert {name for name, looks in fronts.items() if looks is None} == {
        "table", "pink_can", "yellow_ball", "green_bowl",
    }  # fmt: skip
    oblong = replace(SCENE["red_block"], extent=(0.03, 0.06, 0.04))
    looks = front(oblong)
    assert looks is not None
    assert looks.turns == 2
    state, reason = run(worlds(), "turn_to", "yellow_ball", "pink_can")
    assert state == "failed"
    assert "alike from all sides" in reason


def test_dry_run_turns_it_and_its_inside() -> None:
    inside = ((0.465, 0.05, 0.044), (0.029, 0.029, 0.038))
    scene = Scene((TABLE, replace(mug(0.0), interior=inside), VASE))
    run_ = dry_run(plan(call("turn_to", "mug", "vase")), scene)
    assert run_.finished, run_.problems
    after = run_.scene["mug"]
    assert read(run_.scene, "faces", ("mug", "vase")).truth is True
    assert after.interior is not None
    angle = math.atan2(VASE.position[1] - 0.05, VASE.position[0] - 0.48)
    assert after.interior[0] == pytest.approx(
        (0.48 - 0.015 * math.cos(angle), 0.05 - 0.015 * math.sin(angle), 0.044)
    )
    assert abs(angle) > FACING


ROOM = replace(
    SCENE,
    entities=(
        *SCENE.entities,
        replace(PLATE, position=(0.4, 0.02, 0.0105)),
        replace(VASE, position=(0.35, -0.1, 0.09)),
    ),
)


ON_PLATE = ["pick('white_mug')", "place_on('white_mug', 'plate')"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("turn the mug toward the vase", ["turn_to('white_mug', 'vase')"]),
        ("rotate the mug so that its handle points to the bowl",
         ["turn_to('white_mug', 'green_bowl')"]),
        ("point the handle of the mug at the red block", ["turn_to('white_mug', 'red_block')"]),
        ("make the mug face the vase", ["turn_to('white_mug', 'vase')"]),
        ("turn the mug to the left", ["turn_towards('white_mug', 'left')"]),
        ("the mug should face the vase", ["turn_to('white_mug', 'vase')"]),
        ("I want the mug to face the bowl", ["turn_to('white_mug', 'green_bowl')"]),
        ("turn the mug away from you", ["turn_towards('white_mug', 'back')"]),
        ("put the mug on the plate facing the bowl",
         [*ON_PLATE, "turn_to('white_mug', 'green_bowl')"]),
        ("put the mug on the plate with its handle toward the vase",
         [*ON_PLATE, "turn_to('white_mug', 'vase')"]),
        ("pick up the mug and turn it toward the bowl",
         ["pick('white_mug')", "turn_to('white_mug', 'green_bowl')"]),
    ],
)  # fmt: skip
def test_said(text: str, steps: list[str]) -> None:
    assert calls_or_reason(text, ROOM) == steps


def test_what_faces_nothing_is_refused() -> None:
    assert (
        calls_or_reason("turn the ball toward the bowl", ROOM)
        == "The yellow ball faces nothing: a ball is round."
    )
