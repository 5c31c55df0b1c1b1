"""VoxPoser's templates: fair episodes, what the parser reads, and what they need in physics."""

import math
import re

import numpy as np
import pytest
from small_worlds import SCENE, worlds
from test_kitchen import show
from test_skills import carry_out

from vla.check import check
from vla.dryrun import dry_run
from vla.envs.layout import Item, scatter
from vla.envs.tasks.reach_zone import ATTRIBUTES
from vla.envs.tasks.templates import TEMPLATES, Templates, of
from vla.errors import UnknownName
from vla.evaluate import judge
from vla.plan import Atom, Keep, Not, Plan, Seq
from vla.planner import Question, Refusal
from vla.planners.composer.kept import fences
from vla.planners.language import SemanticParser
from vla.planners.skills import SkillSet
from vla.predicates import read
from vla.scene import Scene
from vla.steps import call
from vla.task import Task

NAMES = list(TEMPLATES)
TABLE = scatter(
    np.random.default_rng(3),
    [Item("block", "red"), Item("bowl", "blue"), Item("vase", "white"), Item("mug", "yellow")],
)


def planned(text: str, scene: Scene = TABLE) -> Plan | Question | Refusal:
    return SemanticParser().plan(text, scene)


def steps(text: str, scene: Scene = TABLE) -> list[str]:
    """The calls of a plan, as text."""
    answer = planned(text, scene)
    assert isinstance(answer, Plan), answer
    return [str(made) for made in dry_run(answer, scene).calls]


# --- the episodes ----------------------------------------------------------------------------


def test_there_are_thirteen_in_two_groups() -> None:
    groups = [template.group for template in TEMPLATES.values()]
    assert (groups.count("object"), groups.count("spatial")) == (5, 8)
    assert isinstance(of("move_clear"), Task)
    with pytest.raises(UnknownName, match="move_clear"):
        of("move_clera")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("attributes", ["seen", "unseen"])
def test_episodes_are_fair_and_their_sentences_mean_what_the_expert_does(
    name: str, attributes: str
) -> None:
    palette, distances = ATTRIBUTES[attributes]
    for seed in range(3):
        setup = of(name, attributes).sample(np.random.default_rng([seed, 1]))
        assert judge(setup.goal, setup.scene).truth is False
        for failure in setup.never:
            assert judge(failure, setup.scene).truth is not True, failure
        assert not [p for p in check(setup.plan, setup.scene) if p.severity == "error"]
        expert = dry_run(setup.plan, setup.scene)
        assert expert.finished, expert.problems
        assert judge(setup.goal, expert.scene).truth is True
        answer = SemanticParser().plan(setup.instruction, setup.scene)
        assert isinstance(answer, Plan), (setup.instruction, answer)
        understood = dry_run(answer, setup.scene)
        assert judge(setup.goal, understood.scene).truth is True, setup.instruction
        kept = [[set(made.keep) for made in run.calls] for run in (expert, understood)]
        assert kept[0] == kept[1], setup.instruction
        told = re.search(r"(\d+) cm", setup.instruction)
        assert told is None or int(told[1]) in distances
        if (name, attributes) != ("close_drawer", "seen"):
            named = {word for word in setup.instruction.split() if word in sum(
                (colors for colors, _ in ATTRIBUTES.values()), ())}  # fmt: skip
            assert named <= set(palette)


def test_unseen_sentences_are_others() -> None:
    for template in TEMPLATES.values():
        assert len(template.seen) >= 2
        assert len(template.unseen) >= 3
        assert not set(template.seen) & set(template.unseen)


def test_any_template_of_the_table_may_be_drawn() -> None:
    drawn = Templates()
    assert len(drawn.wordings) == sum(
        len(t.seen) for t in TEMPLATES.values() if t.scene == "tabletop"
    )
    texts = {drawn.sample(np.random.default_rng(seed)).instruction.split()[0] for seed in range(8)}
    assert len(texts) > 2


# --- the words -------------------------------------------------------------------------------


def test_a_push_along_a_line_stays_on_it() -> None:
    wanted = planned("push the red block along a straight line to the left by 7 cm")
    assert isinstance(wanted, Plan)
    (step,) = wanted.body.steps
    assert isinstance(step, Seq)
    push = call("push", "red_block", "left", distance=0.07)
    assert step.steps == (Keep((Atom("on_line", ("red_block", "left", 0.02)),), Seq((push,))),)
    for text in ("push the red block 7 cm to the left in a straight line",
                 "slide the red block to the left along a line, 7 cm"):  # fmt: skip
        other = planned(text)
        assert isinstance(other, Plan)
        assert dry_run(other, TABLE).calls[0].keep == dry_run(wanted, TABLE).calls[0].keep
    assert "on_line" not in str(planned("push the red block 7 cm to the left"))


def test_a_push_without_a_direction_is_asked_about() -> None:
    answer = planned("push the red block by 7 cm")
    assert isinstance(answer, Question)
    assert "to the left" in answer.candidates


def test_what_is_pushed_stays_on_a_side_or_away() -> None:
    text = "push the red block to the back left corner while letting it stay {} the vase"
    (side,) = dry_run(planned(text.format("on the left of")), TABLE).calls  # type: ignore[arg-type]
    assert side.keep == (Atom("lies_to", ("red_block", "white_vase", "left")),)
    (away,) = dry_run(planned(text.format("at least 5 cm away from")), TABLE).calls  # type: ignore[arg-type]
    assert away.keep == (Atom("clear_of", ("white_vase", 0.05)),)


def test_things_are_dropped_from_a_height() -> None:
    (_, placed) = steps("drop the red block to the front left corner from 3 cm above")
    assert placed == "place_at('red_block', 'front_left', drop=0.03)"
    assert "drop" not in steps("drop the red block to the front left corner")[1]
    answer = planned("drop the red block to the front left corner from 20 cm")
    assert isinstance(answer, Refusal)
    assert "0 to 3 cm" in answer.reason


def test_speeds_are_said_in_shares() -> None:
    for pace, share in (("at a quarter of the usual speed", 0.25), ("at 30 percent speed", 0.3)):
        assert steps(f"grasp the red block from the table {pace}") == [
            f"pick('red_block', speed={share})"
        ]


def test_a_drawer_is_closed_by_its_handle_or_by_a_push() -> None:
    scene = of("close_drawer").sample(np.random.default_rng(0)).scene
    drawer = next(e.name for e in scene if e.kind == "drawer" and e.openness)
    words = drawer.replace("_", " ")
    assert steps(f"close the {words} by pushing", scene) == [f"push_shut({drawer!r})"]
    assert steps(f"close the {words} by the handle", scene) == [f"close({drawer!r})"]
    assert isinstance(planned(f"open the {words} by pushing", scene), Refusal)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("grasp the red block by the handle", "has no handle"),
        ("pick up the red block from below", "Nothing is taken from below"),
        ("move to the bowl and face the vase", "cannot turn to face"),
    ],
)
def test_what_the_hand_cannot_do_is_refused_with_a_reason(text: str, reason: str) -> None:
    answer = planned(text)
    assert isinstance(answer, Refusal)
    assert reason in answer.reason


def test_from_above_is_how_things_are_taken() -> None:
    assert steps("grasp the red block from above") == ["pick('red_block')"]
    assert steps("pick up the mug by its rim") == ["pick_by('yellow_mug', 'rim')"]


# --- the predicates --------------------------------------------------------------------------


def shifted(scene: Scene, name: str, dx: float, dy: float) -> Scene:
    from dataclasses import replace

    x, y, z = scene[name].position
    moved = replace(scene[name], position=(x + dx, y + dy, z))
    return replace(scene, entities=tuple(moved if e.name == name else e for e in scene))


def test_on_line_measures_across_the_line_only() -> None:
    along, off = shifted(TABLE, "red_block", 0.0, 0.09), shifted(TABLE, "red_block", 0.03, 0.0)
    assert read(along, "on_line", ("red_block", "left")).truth is True
    assert read(off, "on_line", ("red_block", "left")).truth is False
    assert read(off, "on_line", ("red_block", "left", 0.04)).truth is True
    assert read(off, "on_line", ("red_block", "back")).truth is True


def test_lies_to_goes_by_the_middles() -> None:
    vase = TABLE["white_vase"].position
    x, y, _ = TABLE["red_block"].position
    left = shifted(TABLE, "red_block", vase[0] - x, vase[1] - y + 0.02)
    assert read(left, "lies_to", ("red_block", "white_vase", "left")).truth is True
    assert read(left, "lies_to", ("red_block", "white_vase", "right")).truth is False


def test_fences_keep_the_pushed_thing_in_and_nothing_else() -> None:
    import torch

    x, y, z = TABLE["red_block"].position
    keep = (Atom("on_line", ("red_block", "left", 0.02)), Not(Atom("tipped", ("red_block",))))
    made = fences(TABLE, keep, "red_block")
    points = torch.tensor([[[x, y + 0.2, z], [x + 0.019, y, z], [x - 0.019, y, z]]])
    room = made.distance([TABLE], points.double())[0] - TABLE["red_block"].radius
    assert room[0] > 0.01
    assert (room[1:] < 0).all()
    assert not fences(TABLE, keep, "blue_bowl").paints


# --- the physics -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["middle_drawer"])
def test_a_drawer_is_pushed_shut_with_closed_fingers(name: str) -> None:
    made = show({name: 0.8})
    skills, widest = SkillSet(made), 0.0
    skills.start(0, "push_shut", (name,), {}, ())
    for tick in range(500):
        made.step(skills.actions())
        if tick > 20:
            widest = max(widest, float(made.gripper_width[0]))
        if skills.status(0).state != "running":
            break
    assert skills.status(0).state == "done", skills.status(0).reason
    scene = made.scene(0)
    assert judge(Atom("closed", (name,)), scene).truth is True
    assert widest < 0.005
    assert all((e.openness or 0.0) < 0.03 for e in scene if e.openness is not None)


def test_a_switch_has_no_front_to_push() -> None:
    made = show({"switch": 1.0})
    assert carry_out(made, SkillSet(made), "push_shut", "switch") == "failed"


def test_a_thing_is_let_go_higher_when_it_is_dropped() -> None:
    falls = []
    for drop in (0.0, 0.03):
        made = worlds()
        skills = SkillSet(made)
        assert carry_out(made, skills, "pick", "red_block") == "done"
        skills.start(0, "place_at", ("red_block", "front_right"), {"drop": drop}, ())
        lowest = math.inf
        while skills.status(0).phase != "let go" and skills.status(0).state == "running":
            lowest = made.scene(0)["red_block"].bottom  # before the step that opens the fingers
            made.step(skills.actions())
        while skills.status(0).state == "running":
            made.step(skills.actions())
        assert judge(Atom("at", ("red_block", "front_right")), made.scene(0)).truth is True
        falls.append(lowest)
    assert falls[1] - falls[0] == pytest.approx(0.03, abs=0.006)
    assert SCENE["red_block"].kind == "block"
