"""VoxPoser's functions in the plan language: read, refused with a line, checked, carried out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from small_worlds import BALL, BLOCK, BOWL, CAN, TABLE, worlds

from vla.agent import Job, Outcome, run
from vla.check import check
from vla.dryrun import dry_run
from vla.evaluate import judge, since
from vla.map_effects import checked
from vla.plan import And, Atom, Condition, Dab, Execute, Keep, Not, Painting, Plan, Seq, Size, Spot
from vla.plan_json import from_json, to_json
from vla.planners.composer.maps import ValueMaps
from vla.planners.composer.painting import maps_of
from vla.planners.models import map_prompt, prompt
from vla.planners.models.chat import Completion, Message
from vla.planners.models.model_planner import LanguageModelPlanner
from vla.planners.skills import SkillSet
from vla.program import ProgramError, from_code, to_code
from vla.scene import Entity, Scene
from vla.task import Setup
from vla.trace import Searched, Trace

VASE = Entity("white_vase", "vase", "white", "medium", (0.5, -0.06, 0.1), extent=(0.09, 0.09, 0.2))
SCENE = Scene((TABLE, BLOCK, CAN, BALL, BOWL, VASE))

OVER = """\
bowl = detect('green bowl')
vase = detect('vase')
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, above(bowl, 0.12), radius_cm=2, value=1)
avoidance_map = get_empty_avoidance_map()
set_voxel_by_radius(avoidance_map, body(vase), 0.08)
execute('gripper', affordance_map=affordance_map, avoidance_map=avoidance_map)
"""
GRASP = """\
can = detect('pink can')
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, center(can), 0.01)
velocity_map = get_empty_velocity_map()
velocity_map[:] = 0.7
gripper_map = get_empty_gripper_map()
gripper_map[:, :, :] = 'open'
set_voxel_by_radius(gripper_map, center(can), 0.02, 'close')
execute('ee', affordance_map=affordance_map, velocity_map=velocity_map, gripper_map=gripper_map)
"""
DROP = """\
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, region('front_right'))
gripper_map = get_empty_gripper_map()
set_voxel_by_radius(gripper_map, region('front_right'), 0, 'open')
execute(can, affordance_map=affordance_map, gripper_map=gripper_map)
"""
PUSH = """\
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, shifted(center('red block'), 'left', cm2index(8)), 0.01)
execute('red block', affordance_map=affordance_map)
"""
SLOW = """\
# 1: to the corner, slowly near the can
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, region('back_left'))
velocity_map = get_empty_velocity_map()
set_voxel_by_radius(velocity_map, body('pink_can'), 0.12, 0.3)
keep(clear_of('white_vase', 0.05))
execute('hand', affordance_map=affordance_map, velocity_map=velocity_map)
"""
TURNED = """\
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, [0.45, cm2index(15), 0.25], 0.01)
rotation_map = get_empty_rotation_map()
rotation_map[:, :, :] = pointat2quat([1, 0, -1])
execute('hand', affordance_map=affordance_map, rotation_map=rotation_map)
"""
ALL = """\
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, above('green_bowl', height('green_bowl')), 0.02)
avoidance_map = get_empty_avoidance_map()
for thing in objects('can'):
    set_voxel_by_radius(avoidance_map, center(thing), 0.05, 1)
    set_voxel_by_radius(avoidance_map, above(thing, 0.02), 0.04, 1)
if holding('red_block'):
    affordance_map = get_empty_affordance_map()
    set_voxel_by_radius(affordance_map, get_ee_pos(), 0.02)
    execute('red_block', affordance_map=affordance_map)
else:
    for block in objects('block'):
        affordance_map = get_empty_affordance_map()
        set_voxel_by_radius(affordance_map, left_of(block, 0.1), 0.03)
        rotation_map = get_empty_rotation_map()
        set_voxel_by_radius(rotation_map, everywhere(), 0, vec2quat(-normal(block)))
        execute('hand', affordance_map=affordance_map, rotation_map=rotation_map)
    reset_to_default_pose()
affordance_map = get_empty_affordance_map()
set_voxel_by_radius(affordance_map, shifted(body('green_bowl'), 0.0, 0.1, 0.1), 0.02)
execute('hand', affordance_map=affordance_map, avoidance_map=avoidance_map)
"""
REPLIES: dict[str, tuple[str, Condition]] = {
    "over": (OVER, Atom("hand_over", ("green_bowl",))),
    "drop": (GRASP + DROP, And((Atom("at", ("pink_can", "front_right")),
                                Not(Atom("holding_something"))))),
    "push": (PUSH, Atom("moved_by", ("red_block", "left", 0.08))),
    "slow": (SLOW, Atom("hand_at", ("back_left",))),
}  # fmt: skip


def errors(code: str, scene: Scene = SCENE) -> list[str]:
    return [str(p) for p in check(from_code(code), scene) if p.severity == "error"]


def only(plan: Plan) -> Execute:
    """The one step of a plan."""
    (step,) = plan.body.steps
    assert isinstance(step, Execute)
    return step


@pytest.mark.parametrize("code", [*(code for code, _ in REPLIES.values()), GRASP, TURNED, ALL])
def test_a_reply_prints_and_goes_through_json_exactly(code: str) -> None:
    plan = from_code(code, "do it")
    printed = to_code(plan)
    assert from_code(printed) == plan
    assert to_code(from_code(printed)) == printed
    assert from_json(json.loads(json.dumps(to_json(plan)))) == plan
    assert not errors(code)


def test_lengths_are_metres_whatever_they_were_written_in() -> None:
    start = "affordance_map = get_empty_affordance_map()\n"
    end = "\nexecute('hand', affordance_map=affordance_map)"
    forms = (
        "0.05", "radius=0.05", "radius_cm=5", "radius_cm=cm2index(5)", "cm2index(5, 'x')",
        "radius=index2cm(5)",
    )  # fmt: skip
    for form in forms:
        code = f"{start}set_voxel_by_radius(affordance_map, center('red_block'), {form}){end}"
        (dab,) = only(from_code(code)).maps[0].dabs
        assert dab == Dab(Spot("center", "red_block"), 0.05, (1.0,)), form


BEGUN = "affordance_map = get_empty_affordance_map()\n"


@pytest.mark.parametrize(
    ("line", "number", "reason"),
    [
        ("set_voxel_by_radius(affordance_map, center('a'), -0.1)", 2, "range: 0 to 0.6 m"),
        ("set_voxel_by_radius(affordance_map, center('a'), 10)", 2, "did you mean 0.1 m"),
        ("set_voxel_by_radius(affordance_map, above('a', 12), 0.1)", 2, "did you mean 0.12 m"),
        ("set_voxel_by_radius(affordance_map, [50, 0, 0.1], 0.1)", 2, "did you mean 0.5 m"),
        ("set_voxel_by_radius(affordance_map, centre('a'), 0.1)", 2, "Did you mean 'center'"),
        ("set_voxel_by_radios(affordance_map, center('a'), 0.1)", 2, "Did you mean 'set_voxel"),
        ("set_voxel_by_radius(affordance_map, bowl.position, 0.1)", 2, r"Write center\(bowl\)"),
        ("set_voxel_by_radius(affordance_map, center('a'), 0.1, 3)", 2, "from 0.01 to 1, got 3"),
        ("set_voxel_by_radius(map, center('a'), 0.1)", 2, "This is no map"),
        ("set_voxel_by_radius(affordance_map, center('a'), 0.1, radius_cm=3)", 2, "twice"),
        ("execute('hand', affordance_map=affordance_map)", 2, "empty: nothing says where"),
        ("execute('hand')", 2, "called differently"),
        ("execute('hand', affordance=affordance_map)", 2, "Did you mean 'affordance_map'"),
        ("execute('hand', affordance_map=get_empty_velocity_map())", 2, "a map of velocity"),
        ("gripper_map = get_empty_gripper_map()\ngripper_map[:] = 0", 3, "both, so neither"),
        ("rotation_map = get_empty_rotation_map()\nrotation_map[:] = [1, 1, 0, 0]", 3, "length"),
        ("velocity_map = get_empty_velocity_map()\nvelocity_map[0] = 0.5", 3, "no variables"),
        ("if holding('a'):\n    set_voxel_by_radius(affordance_map, center('a'), 0.1)", 3,
         "begun outside of this block"),
        ("set_voxel_by_radius(affordance_map, center('a'), 0.1)", 1, "never given to execute"),
        ("while True:\n    pass", 2, "While"),
        ("affordance_map = affordance_map + 1", 2, "no variables"),
        ("if holding('a'):\n    vase = detect('b')\npick(vase)\n"
         "set_voxel_by_radius(affordance_map, center('a'), 0.1)\n"
         "execute('hand', affordance_map=affordance_map)", 0, ""),
    ],
)  # fmt: skip
def test_an_error_names_its_line_and_its_reason(line: str, number: int, reason: str) -> None:
    if not number:  # a name that was given in a branch is none after it
        assert any("Unknown variable 'vase'" in error for error in errors(BEGUN + line))
        return
    with pytest.raises(ProgramError, match=reason) as caught:
        from_code(BEGUN + line)
    assert caught.value.line == number


@pytest.mark.parametrize(
    ("place", "more", "reason"),
    [
        ("center('white_vase')", "set_voxel_by_radius(avoidance_map, body('vase'), 0.1)",
         "inside what is avoided"),
        ("[0.9, 0.9, 0.1]", "set_voxel_by_radius(avoidance_map, body('vase'), 0.1)",
         "out of reach"),
        ("center('lemon')", "set_voxel_by_radius(avoidance_map, body('vase'), 0.1)", "lemon"),
        ("handle('red_block')", "set_voxel_by_radius(avoidance_map, body('vase'), 0.1)",
         "has no handle"),
        ("center('red_block')", "set_voxel_by_radius(avoidance_map, body('bottle'), 0.1)",
         "bottle"),
    ],
)  # fmt: skip
def test_what_cannot_work_in_the_scene_is_told_before_motion(
    place: str, more: str, reason: str
) -> None:
    code = (
        f"{BEGUN}set_voxel_by_radius(affordance_map, {place}, 0.02)\n"
        f"avoidance_map = get_empty_avoidance_map()\n{more}\n"
        "execute('hand', affordance_map=affordance_map, avoidance_map=avoidance_map)"
    )
    (error,) = errors(code)
    assert reason in error
    assert error.startswith("error at line 5")


def test_several_things_of_one_name_are_asked_about() -> None:
    two = Scene((*SCENE.entities, replace(BLOCK, name="red_block_2", position=(0.4, 0.0, 0.02))))
    (error,) = errors(PUSH.replace("red block", "block"), two)
    assert "red_block or red_block_2" in error


def test_maps_that_come_as_json_are_checked_like_those_that_are_written() -> None:
    spot = Spot("center", "red_block")

    def found(*maps: Painting) -> str:
        step = Execute("hand", maps)
        return " ".join(p.message for p in check(Plan(Seq((step,))), SCENE))

    assert "empty" in found()
    assert "empty" in found(Painting("affordance"))
    assert "did you mean 0.1 m" in found(Painting("affordance", (Dab(spot, 10),)))
    assert "out of range" in found(Painting("affordance", (Dab(spot, -0.1),)))
    aim = Painting("affordance", (Dab(spot, 0.1),))
    assert "kind of value map" in found(aim, Painting("speed"))
    assert "One map of each kind" in found(aim, aim)
    assert "1, which closes" in found(aim, Painting("gripper", (Dab(spot, 0.1, (0.5,)),)))
    assert "4 numbers" in found(aim, Painting("rotation", (Dab(spot, 0.1, (1.0,)),)))
    assert "place" in found(Painting("affordance", (Dab(Spot("middle", "red_block"), 0.1),)))
    assert "size" in found(
        Painting("affordance", (Dab(Spot("top", "red_block", Size("red_block", "girth")), 0.1),))
    )


@pytest.mark.parametrize("name", REPLIES)
def test_a_dry_run_ends_where_the_maps_lead(name: str) -> None:
    code, goal = REPLIES[name]
    run = dry_run(from_code(code), SCENE)
    assert run.finished, run.problems
    reading = judge(goal, since(SCENE, run.scene))
    assert reading.truth is True, reading.evidence


def test_regions_ride_on_their_things() -> None:
    step = only(from_code(OVER))
    made = checked(step, SCENE)
    maps = maps_of({m.kind: m for m in made.maps}, SCENE)
    assert ValueMaps.from_json(json.loads(json.dumps(maps.to_json()))) == maps
    moved = replace(SCENE, entities=(*SCENE.entities[:-1], replace(VASE, position=(0.6, 0.1, 0.1))))
    at = torch.tensor([[[0.6, 0.1, 0.25], [0.5, -0.06, 0.1]]])
    assert maps.avoidance.at([SCENE], at).tolist() == [[0.0, 1.0]]
    assert maps.avoidance.at([moved], at).tolist() == [[1.0, 0.0]]


@pytest.fixture(scope="module")
def carried_out() -> dict[str, tuple[Outcome, Trace]]:
    """Every reply in a world of its own, with physics."""
    made = worlds(len(REPLIES), SCENE)
    traces = {name: Trace() for name in REPLIES}
    jobs = [
        Job(Setup(SCENE, name, goal, from_code(code), watch=("white_vase",), horizon=700), 0,
            None, None, trace=traces[name])
        for name, (code, goal) in REPLIES.items()
    ]  # fmt: skip
    return dict(zip(REPLIES, zip(run(made, SkillSet(made), jobs), traces.values(), strict=True),
                    strict=True))  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_carried_out(name: str, carried_out: dict[str, Any]) -> None:
    outcome, trace = carried_out[name]
    assert outcome.success, outcome.reason
    searches = [event for event in trace.of(Searched) if isinstance(event, Searched)]
    assert searches
    assert ValueMaps.from_json(searches[0].maps)
    if name == "over":
        assert outcome.min_clearance["white_vase"] >= 0.08
        assert any(p["region"]["entity"] == "white_vase"
                   for p in searches[0].maps["avoidance"]["paints"])  # fmt: skip


class Script:
    """A model whose reply is written down."""

    name = "script"

    def __init__(self, reply: str):
        self.reply, self.grammar = reply, "?"
        self.seen: Sequence[Message] = ()

    def complete(self, messages: Sequence[Message], grammar: str = "") -> Completion:
        self.seen, self.grammar = messages, grammar
        return Completion(self.reply)


def test_a_model_that_may_is_told_of_maps_and_answers_with_them() -> None:
    script = Script(f"Here it is.\n```python\n{OVER}```\n")
    plan = LanguageModelPlanner(script, 2, maps=True).plan("go over the green bowl", SCENE)
    assert isinstance(plan, Plan)
    assert only(plan) == only(from_code(OVER))
    assert script.grammar == ""
    assert "get_empty_affordance_map" in script.seen[0].text
    assert any("execute(" in message.text for message in script.seen[1:-1])
    bare = Script(f"Here it is.\n{OVER}\nThat is all.")
    assert isinstance(LanguageModelPlanner(bare, maps=True).plan("go", SCENE), Plan)


def test_a_model_that_may_not_is_not_told_of_them() -> None:
    script = Script("move_to('green_bowl')")
    LanguageModelPlanner(script, 4).plan("go over the green bowl", SCENE)
    assert not any("get_empty" in message.text for message in script.seen)
    assert script.grammar


def test_the_examples_of_the_prompt_can_be_carried_out() -> None:
    for example in map_prompt.bank():
        assert isinstance(example.answer, Plan)
        assert not [p for p in check(example.answer, example.scene) if p.severity == "error"]
        assert from_code(prompt.answer_code(example.answer)).body == example.answer.body


def test_maps_obey_invariants_that_are_kept_around_them() -> None:
    (group,) = from_code(SLOW).body.steps
    assert isinstance(group, Seq)
    (keep,) = group.steps
    assert isinstance(keep, Keep)
    assert isinstance(keep.body.steps[0], Execute)
