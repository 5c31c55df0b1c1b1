"""From where the hand comes and by which part it takes a thing, said in words and in physics."""

from __future__ import annotations

import math
from dataclasses import replace

import mujoco
import pytest
from small_worlds import SCENE, TABLE, turned, worlds
from spoken import calls_or_reason

from vla.envs.worlds import Worlds
from vla.holds import handle
from vla.measures import AXES
from vla.paintings import point_of
from vla.plan import Spot
from vla.planners.skills import SkillSet
from vla.predicates import read
from vla.scene import Entity, Scene, Vec3
from vla.skills import DIRECTIONS

LAST = 0.05
"""Length of the way to a thing that is measured [m]."""


def mug(degrees: float, x: float = 0.48, y: float = 0.02) -> Scene:
    extent = (0.0988, 0.068, 0.082)
    position = (x, y, 0.041)
    thing = Entity("mug", "mug", "white", "medium", position, turned(degrees), extent)
    return Scene((TABLE, thing))


def run(made: Worlds, skill: str, *args: str) -> tuple[str, str, list[tuple[str, Vec3]]]:
    """State and reason at the end of a skill, and where the tool was in each of its phases."""
    skills, way = SkillSet(made), []
    skills.start(0, skill, args, {}, ())
    for _ in range(600):
        actions = skills.actions()
        if skills.status(0).state != "running":
            break
        made.step(actions)
        way.append((skills.status(0).phase, made.scene(0).tool))
    for _ in range(6):
        made.step(skills.actions())
    return skills.status(0).state, skills.status(0).reason, way


def came_along(way: list[tuple[str, Vec3]], phase: str) -> Vec3:
    """Unit vector of the last centimetres of the way in a phase."""
    points = [tool for words, tool in way if words.startswith(phase)]
    first = next(p for p in reversed(points) if math.dist(p, points[-1]) >= LAST)
    x, y, z = (b - a for a, b in zip(first, points[-1], strict=True))
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length)


def off(way: Vec3, direction: str) -> float:
    """Angle between a way and the one from a side, as seen from above [deg]."""
    (ux, uy), flat = AXES[direction], math.hypot(*way[:2])
    return math.degrees(math.acos(max(-1.0, min(1.0, -(way[0] * ux + way[1] * uy) / flat))))


@pytest.mark.parametrize(
    ("thing", "direction"),
    [("red_block", "left"), ("red_block", "right"), ("pink_can", "right"), ("yellow_ball", "front"),
     ("blue_block", "back")],
)  # fmt: skip
def test_the_hand_comes_from_the_side_that_was_asked_for(thing: str, direction: str) -> None:
    made = worlds()
    state, reason, way = run(made, "pick_from", thing, direction)
    assert state == "done", reason
    reading = read(made.scene(0), "held_from", (thing, direction))
    assert reading.truth is True, reading.evidence
    came = came_along(way, "come to")
    assert off(came, direction) < 10
    assert math.degrees(math.asin(-came[2])) < 60  # not down from above


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_hand_approaches_in_a_straight_line(direction: str) -> None:
    made = worlds()
    state, reason, way = run(made, "approach", "red_block", direction)
    assert state == "done", reason
    assert read(made.scene(0), "hand_beside", ("red_block", direction, 0.03)).truth is True
    came = came_along(way, "approach")
    assert off(came, direction) < 3
    assert abs(came[2]) < 0.05
    assert made.scene(0)["red_block"].position[:2] == pytest.approx((0.5, 0.1), abs=1e-3)


def test_from_above_it_comes_straight_down() -> None:
    _, _, way = run(worlds(), "pick", "red_block")
    assert came_along(way, "go down")[2] < -0.99


HANDLE = {"grip", "handle_top", "handle_bottom"}
"""Geoms of a mug's handle."""


def pads_touch(made: Worlds) -> set[str]:
    """Which geoms of a thing the pads touch."""
    data, model = made.engine.data(0), made.model
    group = made.bank.cast.group[int(made.rows[0])].cpu().numpy()
    pads = (made.stage.most_entities, made.stage.most_entities + 1)
    found = set()
    for contact in data.contact:
        for one, other in (contact.geom, contact.geom[::-1]):
            if group[one] in pads and 0 <= group[other] < pads[0]:
                geom = mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_GEOM, int(other))
                found.add(geom.rpartition("/")[2].rstrip("0123456789"))
    return found


@pytest.mark.parametrize(
    ("part", "degrees", "touched"),
    [("handle", 75, HANDLE), ("handle", -130, HANDLE), ("rim", 75, {"wall_"}),
     ("body", 75, {"wall_"})],
)  # fmt: skip
def test_the_fingers_touch_the_part_that_was_asked_for(
    part: str, degrees: float, touched: set[str]
) -> None:
    made = worlds(scene=mug(degrees))
    state, reason, _ = run(made, "pick_by", "mug", part)
    assert state == "done", reason
    scene = made.scene(0)
    for name in ("handle", "rim", "body"):
        reading = read(scene, "held_by", ("mug", name))
        assert reading.truth is (name == part), reading.evidence
    assert pads_touch(made)
    assert pads_touch(made) <= touched
    assert scene["mug"].bottom > 0.05
    assert read(scene, "tipped", ("mug",)).truth is False


def test_what_it_cannot_hold_it_says() -> None:
    for scene, skill, args, reason in (
        (SCENE, "pick_by", ("red_block", "handle"), "a block has no handle"),
        (SCENE, "pick_by", ("pink_can", "rim"), "a can has no rim"),
        (SCENE, "pick_from", ("green_bowl", "left"), "too wide"),
        (mug(90.0), "pick_from", ("mug", "left"), "its handle is in the way"),
    ):
        state, said, _ = run(worlds(scene=scene), skill, *args)
        assert state == "failed"
        assert reason in said


PLATE = Entity("plate", "plate", "white", None, (0.4, 0.02, 0.0105), extent=(0.18, 0.18, 0.021))
ROOM = replace(SCENE, entities=(*SCENE.entities, PLATE))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("pick up the mug by the handle", ["pick_by('white_mug', 'handle')"]),
        ("grasp the handle of the mug", ["pick_by('white_mug', 'handle')"]),
        ("take the mug by its handle and put it on the plate",
         ["pick_by('white_mug', 'handle')", "place_on('white_mug', 'plate')"]),
        ("grab the mug by its body", ["pick_by('white_mug', 'body')"]),
        ("pick up the bowl by the rim", ["pick_by('green_bowl', 'rim')"]),
        ("pick up the red block from the left", ["pick_from('red_block', 'left')"]),
        ("grasp the pink can from behind", ["pick_from('pink_can', 'back')"]),
        ("pick up the red block from the side", ["pick_from('red_block', 'right')"]),
        ("pick up the red block from above", ["pick('red_block')"]),
        ("pick up the mug from the side", ["pick_from('white_mug', 'front')"]),
        ("approach the red block from the left", ["approach('red_block', 'left')"]),
        ("approach the pink can from above", ["move_to('pink_can')"]),
        ("approach the red block from the left and pick it up",
         ["approach('red_block', 'left')", "pick_from('red_block', 'left')"]),
    ],
)  # fmt: skip
def test_said(text: str, steps: list[str]) -> None:
    assert calls_or_reason(text, ROOM) == steps


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pick up the red block by the handle", "The red block has no handle."),
        ("pick up the bowl from the left", "it is too wide for the gripper"),
        ("pick up the mug from the left", "its handle is in the way"),
        ("pick up the red block from below", "Nothing is taken from below"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    answer = calls_or_reason(text, ROOM)
    assert isinstance(answer, str)
    assert reason in answer


def test_value_maps_know_where_a_mug_has_its_handle() -> None:
    thing = mug(90.0)["mug"]
    assert point_of(Spot("handle", "mug"), mug(90.0)) == pytest.approx((0.48, 0.0644, 0.041))
    assert handle(thing) == pytest.approx((0.48, 0.0644, 0.041))
    assert handle(SCENE["red_block"]) is None
