"""Language about where the hand itself goes: from words to places reached, clauses kept."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from parser_scenes import SCENES
from small_worlds import TABLE, worlds

from vla.check import check
from vla.compose import part, part_config
from vla.dryrun import dry_run
from vla.envs.layout import made_up_scene
from vla.envs.tasks.reach_zone import ATTRIBUTES, ReachZone
from vla.evaluate import judge
from vla.measures import side_of
from vla.plan import Atom, Call, Condition, Keep, Plan, Seq
from vla.planner import Question, Refusal
from vla.planners.language import SemanticParser
from vla.planners.skills import SkillSet
from vla.preparation import cramped
from vla.program import from_code, to_code
from vla.regions import region_box, region_points, region_zone
from vla.scene import Entity, Scene
from vla.skills import HALVES, REGIONS
from vla.steps import call, plan

PARSER = SemanticParser()
WORDS = SCENES["table"]
BOWL, MUG, CAN = "green_bowl", "yellow_mug", "red_can"

# --- words ---------------------------------------------------------------------------------------


def calls(answer: object) -> tuple[Call, ...]:
    """The steps of a plan, which prints, parses back and may begin."""
    assert isinstance(answer, Plan), answer
    assert from_code(to_code(answer)) == answer
    assert not [p for p in check(answer, WORDS) if p.severity == "error"]
    found: list[Call] = []
    waiting: list[object] = [answer.body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Call):
            found.append(node)
        elif isinstance(node, Keep):
            waiting.append(node.body)
        elif isinstance(node, Seq):
            waiting = [*node.steps, *waiting]
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("move to the left of the bowl", call("move_beside", BOWL, "left")),
        ("go to the right of the red block", call("move_beside", "red_block", "right")),
        ("move behind the can", call("move_beside", CAN, "back")),
        ("drive in front of the mug", call("move_beside", MUG, "front")),
        ("move 10 cm to the left of the bowl", call("move_beside", BOWL, "left", gap=0.1)),
        ("move to the left of the bowl, 8 cm away", call("move_beside", BOWL, "left", gap=0.08)),
        ("move your hand behind the vase", call("move_beside", "vase", "back")),
        ("put the gripper to the left of the mug", call("move_beside", MUG, "left")),
        ("move next to the bowl", call("move_beside", BOWL, "left")),  # where the hand is
        ("move slowly behind the can", call("move_beside", CAN, "back", speed=0.4)),
        ("move above the mug", call("move_to", MUG)),
        ("move to the mug", call("move_to", MUG)),
        ("move to the top right corner", call("move_at", "back_right")),
        ("move to the back left", call("move_at", "back_left")),
        ("go to the centre of the table", call("move_at", "center")),
        ("move to the middle", call("move_at", "center")),
        ("reach the lower left corner", call("move_at", "front_left")),
        ("move the gripper to the left side of the table", call("move_at", "left")),
        ("move to the left of the table", call("move_at", "left")),  # a part of it
        ("move to the front right corner at half speed", call("move_at", "front_right", speed=0.5)),
        ("grasp the can at half speed", call("pick", CAN, speed=0.5)),
    ],
)
def test_where_the_hand_goes(text: str, step: Call) -> None:
    assert calls(PARSER.plan(text, WORDS)) == (step,)


def test_things_are_still_moved() -> None:
    """What has an object is about the object."""
    taken = (call("pick", "red_block"), call("place_beside", "red_block", BOWL, "left"))
    assert calls(PARSER.plan("move the red block to the left of the bowl", WORDS)) == taken
    both = PARSER.plan("pick up the can and move to the left of the bowl", WORDS)
    assert calls(both) == (call("pick", CAN), call("move_beside", BOWL, "left"))


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("while staying at least 8 cm from the can", Atom("clear_of", (CAN, 0.08))),
        ("while staying in front of the vase", Atom("on_side", ("vase", "front"))),
        ("while moving at half speed when within 9 cm of the vase",
         Atom("slow_near", ("vase", 0.09, 0.5))),
        ("at 30 percent speed in the left half of the table", Atom("slow_in", ("left_half", 0.3))),
        ("at half speed on the right side", Atom("slow_in", ("right_half", 0.5))),
        ("slowly in the back left corner", Atom("slow_in", ("back_left", 0.3))),
    ],
)  # fmt: skip
def test_clauses(words: str, kept: Condition) -> None:
    for text, step in (
        (f"move to the left of the bowl, {words}", call("move_beside", BOWL, "left")),
        (f"move to the front left corner, {words}", call("move_at", "front_left")),
    ):
        answer = PARSER.plan(text, WORDS)
        assert calls(answer) == (step,)
        assert isinstance(answer, Plan)
        (keep,) = answer.body.steps
        assert isinstance(keep, Keep)
        assert keep.conditions == (kept,)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("move to the left", set()),
        ("move behind the block", {"red_block", "blue_block", "green_block"}),
    ],
)
def test_asks(text: str, candidates: set[str]) -> None:
    answer = PARSER.plan(text, WORDS)
    assert isinstance(answer, Question)
    assert set(answer.candidates) == candidates


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("move 60 cm to the left of the bowl", "60 cm"),
        ("move to the left of the mug at 300 percent speed in the left half", "300%"),
        ("move behind the can but keep 10 cm away from the can", "contradict"),
        ("move 40 cm behind the can", "out of reach"),
    ],
)
def test_refuses(text: str, why: str) -> None:
    answer = PARSER.plan(text, WORDS)
    assert isinstance(answer, Refusal), answer
    assert why in answer.reason


# --- before anything moves -----------------------------------------------------------------------


def test_zones_have_no_end_outside() -> None:
    (x0, y0), (x1, y1) = region_box(WORDS, "left_half")
    assert region_zone(WORDS, "left_half")[0][1] == y0 == pytest.approx(0.0)
    assert region_zone(WORDS, "left_half")[1][1] > y1
    assert region_zone(WORDS, "left_half")[0][0] < x0 < x1 < region_zone(WORDS, "left_half")[1][0]
    assert region_zone(WORDS, "center") == region_box(WORDS, "center")


@pytest.mark.parametrize("region", [*REGIONS, *HALVES])
def test_a_dry_run_gets_there(region: str) -> None:
    run = dry_run(plan(call("move_at", region)), WORDS)
    assert run.finished
    assert judge(Atom("hand_at", (region,)), run.scene).truth


def test_a_free_place_minds_what_is_kept() -> None:
    points = region_points(WORDS, "center", {CAN: 0.1}, [("vase", "left")])
    assert points
    assert all(math.dist(p, WORDS[CAN].position[:2]) > 0.12 for p in points)
    side = (Atom("on_side", ("white_plate", "right")),)  # it stands left of the middle
    run = dry_run(plan(call("move_at", "left_half"), keep=side), WORDS)
    assert run.finished
    assert not run.astray
    assert side_of(run.scene.tool, WORDS["white_plate"], "right") > 0
    side = (Atom("on_side", ("vase", "right")),)
    nowhere = dry_run(plan(call("move_at", "back_left"), keep=side), WORDS)
    assert "Nowhere at back_left" in nowhere.problems[0]


def test_leaving_a_side_is_told_before_motion() -> None:
    side = (Atom("on_side", (MUG, "left")),)
    told = [str(p) for p in check(plan(call("move_to", BOWL), keep=side), WORDS)]
    assert any("has to stay on that side" in line for line in told)
    assert cramped(plan(call("move_to", BOWL), keep=side), WORDS)
    right = (Atom("on_side", (MUG, "right")),)
    assert not cramped(plan(call("move_to", BOWL), keep=right), WORDS)
    taken = plan(call("pick", "red_block"), call("place_in", "red_block", BOWL), keep=side)
    assert cramped(taken, WORDS)


def test_scenes_are_made_up_until_the_side_leaves_room() -> None:
    """About every other scene does not; the hand gets to both things on the side that is told."""
    text = "put the red block in the bowl, staying on the left of the vase"
    wanted = PARSER.mentions(text)
    fits = []
    for seed in range(12):
        scene = made_up_scene(wanted, np.random.default_rng(seed), 2)
        answer = PARSER.plan(text, scene)
        if isinstance(answer, Plan) and not cramped(answer, scene):
            names = ("red_block", next(e.name for e in scene if e.kind == "bowl"))
            vase = next(e for e in scene if e.kind == "vase")
            assert all(side_of(scene[n].position, vase, "left") > 0 for n in names)
            fits.append(seed)
    assert 0 < len(fits) < 12


@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_attributes_are_chosen(attributes: str) -> None:
    task = ReachZone(attributes=attributes)
    palette, distances = ATTRIBUTES[attributes]
    kept: set[str] = set()
    for seed in range(40):
        setup = task.sample(np.random.default_rng(seed))
        called = dry_run(setup.plan, setup.scene).calls
        for condition in called[0].keep:
            assert isinstance(condition, Atom)
            kept.add(condition.name)
            if condition.name == "clear_of":
                assert round(100 * float(str(condition.args[1]))) in distances
        named = {str(arg) for c in called for arg in c.args if arg in setup.scene}
        assert all(setup.scene[name].color in palette for name in named)
    assert kept == {"clear_of", "on_side", "slow_near", "slow_in"}


def test_unseen_attributes_have_their_yaml() -> None:
    task = part(part_config("task", "reach_zone_unseen"))
    assert (task.name, task.attributes) == ("reach_zone_unseen", "unseen")


# --- in physics ----------------------------------------------------------------------------------

VASE = Entity(
    "white_vase", "vase", "white", "medium", (0.52, -0.08, 0.09), extent=(0.07, 0.07, 0.18)
)
VESSEL = Entity(
    "green_bowl", "bowl", "green", "medium", (0.5, 0.18, 0.025), extent=(0.15, 0.15, 0.05)
)
SCENE = Scene((TABLE, VESSEL, VASE))


def carried_out(step: Call, *keep: Condition, scene: Scene = SCENE) -> list[Scene]:
    """The scenes after every control step of a skill that ends well."""
    made = worlds(scene=scene)
    made.watch(0, ["white_vase"])
    skills = SkillSet(made)
    skills.start(0, step.skill, [str(a) for a in step.args], dict(step.options), keep)  # type: ignore[arg-type]
    seen: list[Scene] = []
    while skills.status(0).state == "running" and len(seen) < 400:
        made.step(skills.actions())
        seen.append(made.scene(0))
    assert skills.status(0).state == "done", skills.status(0)
    for thing in scene:
        assert math.dist(seen[-1][thing.name].position, thing.position) < 0.005
    return seen


@pytest.mark.parametrize(
    ("step", "goal"),
    [
        (call("move_beside", "green_bowl", "left"), Atom("hand_beside", ("green_bowl", "left"))),
        (call("move_beside", "white_vase", "right", gap=0.03),
         Atom("hand_beside", ("white_vase", "right", 0.03))),
        (call("move_at", "back_left"), Atom("hand_at", ("back_left",))),
        (call("move_to", "green_bowl"), Atom("hand_over", ("green_bowl",))),
    ],
)  # fmt: skip
def test_the_hand_gets_there(step: Call, goal: Atom) -> None:
    end = carried_out(step)[-1]
    assert judge(goal, end).truth, judge(goal, end).evidence


def test_in_a_region_the_hand_is_slow() -> None:
    """It begins in the middle, hurries, and slows down where the left third begins."""
    slow, step = Atom("slow_in", ("left", 0.3)), call("move_beside", "green_bowl", "back")
    scene = Scene((TABLE, replace(VESSEL, position=(0.5, 0.26, 0.025)), VASE))
    seen, freely = carried_out(step, slow, scene=scene), carried_out(step, scene=scene)
    assert all(judge(slow, now).truth for now in seen)
    assert judge(Atom("hand_beside", ("green_bowl", "back")), seen[-1]).truth
    assert max(now.tool_speed for now in seen) > 0.25
    assert any(judge(slow, now).truth is False for now in freely)
    assert len(freely) < len(seen)


@pytest.mark.parametrize(
    "kept", [Atom("clear_of", ("white_vase", 0.08)), Atom("on_side", ("white_vase", "front"))]
)
def test_a_region_is_reached_as_invariants_allow(kept: Atom) -> None:
    seen = carried_out(call("move_at", "center"), kept)
    assert all(judge(kept, scene).truth for scene in seen)
    assert judge(Atom("hand_at", ("center",)), seen[-1]).truth


def test_beyond_its_reach_the_hand_says_so() -> None:
    made = worlds()
    skills = SkillSet(made)
    skills.start(0, "move_beside", ("pink_can", "back"), {"gap": 0.4}, ())
    status = skills.status(0)
    assert status.state == "failed"
    assert "out of reach" in status.reason
