"""What somebody does to the target happens as promised, repeats exactly, and is overcome."""

import math

import numpy as np
import pytest
import torch
from small_worlds import SCENE, worlds

from vla.agent import Job, run
from vla.envs.disturbances import (
    Blackout,
    Disturbance,
    Intrude,
    Reopen,
    Shove,
    Steal,
    Strike,
    Undo,
    free_spot,
)
from vla.envs.sight import Sight
from vla.plan import Atom
from vla.planners.skills import SkillSet
from vla.steps import plan, put
from vla.task import Setup

SETUP = Setup(
    SCENE,
    "put the red block in the green bowl",
    Atom("inside", ("red_block", "green_bowl")),
    plan(*put("place_in", "red_block", "green_bowl")),
)


def drive(disturbance: Disturbance, seed: int = 0) -> list[torch.Tensor]:
    """Positions of the red block, tick by tick, while it is picked."""
    made = worlds()
    made.begin(0, SETUP, seed, (disturbance,))
    skills = SkillSet(made)
    skills.start(0, "pick", ("red_block",), {}, ())
    row = made.entity_index(0, "red_block")
    trail = [made.entity_poses[0, row, :3].clone()]
    while skills.status(0).state == "running" and len(trail) < 300:
        made.step(skills.actions())
        trail.append(made.entity_poses[0, row, :3].clone())
    return trail


def test_a_shove_moves_the_target_eight_centimetres_during_the_approach() -> None:
    trail = drive(Shove("red_block"))
    flat = [math.dist(p[:2].tolist(), trail[0][:2].tolist()) for p in trail if p[2] < 0.025]
    assert max(flat) == pytest.approx(0.08, abs=0.01)
    assert trail[-1][2] > 0.05  # the pick followed it


def test_stealing_puts_the_target_back_on_the_table() -> None:
    trail = drive(Steal("red_block"))
    highest = max(float(p[2]) for p in trail)
    assert highest > 0.06
    assert trail[-1][2] < 0.03


def test_the_same_seed_does_the_same() -> None:
    for make in (Shove, Steal):
        first, again = drive(make("red_block"), 5), drive(make("red_block"), 5)
        assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
        assert not torch.equal(drive(make("red_block"), 6)[-1], first[-1])


@pytest.mark.parametrize("make", [Shove, Steal])
def test_the_command_succeeds_all_the_same(make: type[Shove] | type[Steal]) -> None:
    made = worlds(2)
    jobs = [Job(SETUP, seed=seed, disturbances=(make("red_block"),)) for seed in range(4)]
    outcomes = run(made, SkillSet(made), jobs)
    assert [outcome.success for outcome in outcomes] == [True] * 4


def test_free_spots_are_free() -> None:
    rng = np.random.default_rng(0)
    thing = SCENE["red_block"]
    for _ in range(20):
        x, y = free_spot(SCENE, thing, rng, 0.08)
        assert math.dist((x, y), thing.position[:2]) == pytest.approx(0.08)
        for other in SCENE:
            if other.kind not in ("table",) and other.name != thing.name:
                assert math.dist((x, y), other.position[:2]) > other.radius + thing.radius


def test_what_was_put_is_taken_away_once() -> None:
    made = worlds()
    goal = Atom("inside", ("red_block", "green_bowl"))
    made.begin(0, SETUP, 0, (Undo("red_block", goal),))
    made.place(0, "red_block", (0.45, -0.22, 0.035))
    hold = made.pose_actions(made.command[:, :3], made.command[:, 3:], -torch.ones(1))
    made.step(hold)
    made.step(hold)
    away = made.scene(0)["red_block"].position
    assert math.dist(away[:2], (0.45, -0.22)) > 0.08
    made.place(0, "red_block", (0.45, -0.22, 0.035))
    made.step(hold)
    made.step(hold)
    assert math.dist(made.scene(0)["red_block"].position[:2], (0.45, -0.22)) < 0.05


def test_an_obstacle_comes_into_the_way_but_not_into_the_hand() -> None:
    made, aim, keep = worlds(), (0.62, -0.22), 0.03
    made.begin(0, SETUP, 0, (Intrude("blue_block", aim, keep),))
    start = made.scene(0)["blue_block"].position
    skills = SkillSet(made)
    skills.start(0, "move_at", ("back_right",), {}, ())
    nearest = math.inf
    while skills.status(0).state == "running":
        made.step(skills.actions())
        scene = made.scene(0)
        moved = math.dist(scene["blue_block"].position, start) > 0.01
        if moved and nearest == math.inf:
            nearest = math.dist(scene.tool[:2], scene["blue_block"].position[:2])
    end = made.scene(0)["blue_block"].position
    assert math.dist(end[:2], start[:2]) == pytest.approx(0.08, abs=0.01)
    assert math.dist(end[:2], aim) > keep + 0.1
    assert nearest > keep + 0.1


def test_a_strike_pushes_the_hand_aside_and_the_skill_goes_on() -> None:
    ends, farthest = [], 0.0
    for disturbances in ((), (Strike(first=3, within=1),)):
        made = worlds()
        made.begin(0, SETUP, 0, disturbances)
        skills, trail = SkillSet(made), []
        skills.start(0, "move_to", ("green_bowl",), {}, ())
        for _ in range(120):
            made.step(skills.actions())
            trail.append(made.tool_pose[0, :3].tolist())
        ends.append(trail)
    farthest = max(math.dist(a, b) for a, b in zip(*ends, strict=True))
    assert 0.001 < farthest < 0.2  # position servos are stiff
    assert math.dist(ends[0][-1], ends[1][-1]) < 0.01


def test_a_covered_eye_sees_what_was_and_feels_what_is() -> None:
    made = worlds()
    made.begin_scene(0, SCENE)
    sight = Sight(made)
    hold = made.pose_actions(made.command[:, :3] + 0.02, made.command[:, 3:], -torch.ones(1))
    row, before = made.entity_index(0, "red_block"), made.scene(0)["red_block"].position
    sight.blind(0, 4)
    made.place(0, "red_block", (0.36, -0.05, 0.02))
    for tick in range(6):
        made.step(hold)
        seen = math.dist(sight.scene(0)["red_block"].position, before) < 0.01
        felt = math.dist(sight.entity_poses[0, row, :3].tolist(), before) < 0.01
        assert seen == felt == (tick < 3), tick
        assert sight.scene(0).tool == made.scene(0).tool
    made.begin_scene(0, SCENE)
    Blackout(sight, None).apply(made, 0)
    assert sight.scene(0) == made.scene(0)


def test_a_blackout_covers_the_shove() -> None:
    made = worlds()
    sight = Sight(made)
    made.begin(0, SETUP, 0, (Blackout(sight, "red_block"),))
    skills, hidden = SkillSet(sight), 0  # type: ignore[arg-type]
    skills.start(0, "pick", ("red_block",), {}, ())
    while skills.status(0).state == "running":
        made.step(skills.actions())
        truth, belief = (s.scene(0)["red_block"].position for s in (made, sight))
        hidden += math.dist(truth, belief) > 0.03
    assert 8 <= hidden <= 20
    assert made.scene(0) == sight.scene(0)  # in the end it is seen where the block went


def test_a_drawer_opens_again_behind_the_hand() -> None:
    from test_kitchen import show

    made = show({"top_drawer": 0.6})
    undo = Reopen("top_drawer", 0.5)
    made.turn(0, "top_drawer", 0.0)
    for _ in range(12):
        undo.apply(made, 0)
        made.step(made.pose_actions(made.command[:, :3], made.command[:, 3:], -torch.ones(1)))
    assert made.scene(0)["top_drawer"].openness == pytest.approx(0.5, abs=0.05)
