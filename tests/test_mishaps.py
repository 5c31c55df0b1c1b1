"""What is made to go wrong does, once, is known to have, and is recovered from in physics."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from small_worlds import SCENE, worlds

from vla import compose
from vla.agent import Job, run
from vla.envs.disturbances import Reopen, Shove, Steal, Undo
from vla.envs.mishaps import Fall, Shut, Witness, mishap
from vla.envs.tasks import TASKS
from vla.envs.tasks.household import Household
from vla.plan import And, Atom
from vla.planners.skills import SkillSet
from vla.scene import Entity, Scene
from vla.steps import call, plan, put
from vla.task import Setup
from vla.trace import SkillStarted

INSIDE = Atom("inside", ("red_block", "green_bowl"))
SETUP = Setup(
    SCENE,
    "put the red block in the green bowl",
    INSIDE,
    plan(*put("place_in", "red_block", "green_bowl")),
)


def test_a_seed_names_its_mishap() -> None:
    drawn = [mishap(SETUP, seed) for seed in range(60)]
    assert {each.kind for each in drawn if each} == {"slip", "drop", "move", "take", "undo"}
    again = [mishap(SETUP, seed) for seed in range(60)]
    assert [each.kind for each in drawn if each] == [each.kind for each in again if each]
    assert {each.target for each in drawn if each} == {"red_block"}


def test_kinds_follow_what_is_to_be_done() -> None:
    for errand, kinds in (
        ("light_on", {"shut"}),
        ("light_off", {"open"}),
        ("put_away", {"slip", "drop", "move", "take", "undo", "shut", "open"}),
    ):
        setup = Household(errands=(errand,)).sample(np.random.default_rng(0))
        drawn = {each.kind for each in (mishap(setup, seed) for seed in range(80)) if each}
        assert drawn == kinds
    nothing = replace(SETUP, plan=plan(call("move_to", "red_block")))
    assert mishap(nothing, 0) is None


def test_all_of_them_are_recovered_from() -> None:
    kinds = {
        "slip": Fall("red_block", lifted=0.02),
        "drop": Fall("red_block", lifted=0.02, carried=0.08),
        "move": Shove("red_block"),
        "take": Steal("red_block"),
        "undo": Undo("red_block", INSIDE),
    }
    seen = [Witness(kind, inner) for kind, inner in kinds.items()]
    made = worlds(5)
    jobs = [Job(SETUP, seed, disturbances=(each,)) for seed, each in enumerate(seen)]
    outcomes = run(made, SkillSet(made), jobs)
    for each, outcome in zip(seen, outcomes, strict=True):
        assert outcome.success, f"{each.kind}: {outcome.reason}"
        assert each.times, each.kind
        assert 0.0 < each.times[0] < outcome.seconds
        starts = [e for e in outcome.job.trace.events if isinstance(e, SkillStarted)]
        assert len(starts) > 2 or each.kind == "move", each.kind  # more than the plan has
    once = {each.kind: len(each.times) for each in seen}
    assert once == {"slip": 1, "drop": 1, "move": 8, "take": 1, "undo": 1}


def test_without_a_mishap_nothing_is_noted() -> None:
    made = worlds()
    never = Witness("slip", Fall("red_block", lifted=9.0))
    (outcome,) = run(made, SkillSet(made), [Job(SETUP, disturbances=(never,))])
    assert outcome.success
    assert never.times == []
    starts = [e for e in outcome.job.trace.events if isinstance(e, SkillStarted)]
    assert len(starts) == 2


def test_what_falls_comes_to_stand_near() -> None:
    made = worlds()
    witness = Witness("slip", Fall("red_block", lifted=0.02))
    made.begin(0, SETUP, 0, (witness,))
    start = made.scene(0)["red_block"].position
    skills = SkillSet(made)
    skills.start(0, "pick", ("red_block",), {}, ())
    while not witness.times:
        made.step(skills.actions())
    made.step(skills.actions())
    now = made.scene(0)["red_block"]
    assert 0.02 < math.dist(now.position[:2], start[:2]) < 0.06
    assert now.position[2] < 0.03


@pytest.mark.parametrize(
    ("happening", "steps", "goal"),
    [
        (
            Shut("top_drawer"),
            (call("open", "top_drawer"), *put("place_in", "red_block", "top_drawer")),
            Atom("inside", ("red_block", "top_drawer")),
        ),
        (
            Reopen("top_drawer"),
            (call("open", "top_drawer"), call("close", "top_drawer")),
            And((Atom("closed", ("top_drawer",)),)),
        ),
    ],
    ids=["shut", "open"],
)
def test_drawers_in_the_kitchen(happening: Shut | Reopen, steps: tuple, goal: Atom) -> None:
    env = compose.worlds("kitchen", compose.part_config("robot", "panda"))
    setup = TASKS["household"]().sample(np.random.default_rng(1))
    block = Entity("red_block", "block", "red", "medium", (0.45, -0.1, 0.02))
    entities = (*(e for e in setup.scene if e.affords.shape == "fixture"), block)
    scene = replace(setup.scene, entities=entities)
    setup = Setup(scene, "put it away", goal, plan(*steps), horizon=2400)
    witness = Witness("it", happening)
    try:
        (outcome,) = run(env, compose.skills(env), [Job(setup, disturbances=(witness,))])
    finally:
        env.close()
    assert outcome.success, outcome.reason
    assert witness.times


def test_a_thing_is_put_beside_what_is_on_the_tray() -> None:
    """Where a slip had come between the two, the second was pressed onto the first."""
    at = (0.5, -0.2)
    tray = Entity("white_tray", "tray", "white", "medium", (*at, 0.0175), extent=(0.24, 0.18, 0.03))
    can = replace(SCENE["pink_can"], position=(*at, 0.055))
    scene = Scene((SCENE["table"], SCENE["yellow_ball"], tray, can))
    goal = And(tuple(Atom("on", (name, "white_tray")) for name in ("yellow_ball", "pink_can")))
    setup = Setup(scene, "", goal, plan(*put("place_on", "yellow_ball", "white_tray")))
    made = worlds(scene=scene)
    (outcome,) = run(made, SkillSet(made), [Job(setup)])
    assert outcome.success, outcome.reason
    assert len([e for e in outcome.job.trace.events if isinstance(e, SkillStarted)]) == 2
