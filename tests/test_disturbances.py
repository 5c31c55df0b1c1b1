"""What somebody does to the target happens as promised, repeats exactly, and is overcome."""

import math

import numpy as np
import pytest
import torch
from small_worlds import SCENE, worlds

from vla.agent import Job, run
from vla.envs.disturbances import Disturbance, Shove, Steal, free_spot
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
