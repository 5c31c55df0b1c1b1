"""What skills see of pictures, taken while they move; and arms that make no errors."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from small_worlds import BLOCK, BOWL, TABLE, worlds

from vla import compose
from vla.commands.ladder import ideal, pictured
from vla.envs.pictured import Pictured, felt
from vla.errors import UnknownName
from vla.evaluate import judge
from vla.memory import Memory
from vla.plan import Atom
from vla.planners.skills import SkillSet
from vla.scene import Entity, Scene, Vec3

VASE = Entity("white_vase", "vase", "white", "medium", (0.5, -0.03, 0.1), extent=(0.09, 0.09, 0.2))
GOAL = replace(BOWL, position=(0.5, -0.28, 0.025))
SCENE = Scene((TABLE, replace(BLOCK, position=(0.5, 0.24, 0.02)), GOAL, VASE))


def at(x: float, extent: Vec3 = (0.04, 0.04, 0.04)) -> Scene:
    return Scene((replace(BLOCK, position=(x, 0.0, 0.02), extent=extent),))


def test_memory_believes_what_showed_best() -> None:
    memory, half = Memory(), (0.02, 0.04, 0.04)
    name = BLOCK.name
    assert memory.seen(at(0.5), {name: 100}) == at(0.5)
    assert memory.seen(at(0.503), {name: 100}) == at(0.5)  # it trembles
    assert memory.seen(at(0.51, half), {name: 40}) == at(0.5)  # the hand is in front of it
    assert memory.seen(Scene(()), {}).entities == at(0.5).entities  # nothing shows
    assert memory.seen(at(0.52), {name: 90}) == at(0.52)  # it was moved
    assert memory.seen(at(0.65, half), {name: 30}) == at(0.65)  # far, though little shows
    assert memory.seen(at(0.66), {name: 80}) == at(0.66)


def test_what_is_covered_and_shows_elsewhere_was_moved() -> None:
    memory, half, name = Memory(), (0.02, 0.04, 0.04), BLOCK.name
    memory.seen(at(0.5), {name: 100})
    moved = memory.seen(at(0.53, half), {name: 40})  # farther than half a thing is from its middle
    assert moved == at(0.53)  # as large as it was when all of it showed
    assert memory.seen(at(0.535), {name: 55}) == at(0.535)  # more of it shows: that is better
    assert memory.seen(at(0.531, half), {name: 30}) == at(0.535)


def test_fingers_that_are_shut_hold_nothing() -> None:
    touching = replace(SCENE, held=BLOCK.name, gripper_width=0.0005)
    assert felt(touching).held is None
    assert felt(replace(touching, gripper_width=0.04)).held == BLOCK.name


def test_how_fast_a_thing_goes_is_seen_between_two_pictures() -> None:
    ticks, places = torch.zeros(1), {0: 0.5, 4: 0.52, 8: 0.52}
    still: Any = SimpleNamespace(
        rig=SimpleNamespace(ticks=ticks), control_dt=0.05, scene=lambda world: Scene(())
    )
    seen = Pictured(still, lambda world, first: (at(places[int(ticks[0])]), {BLOCK.name: 100}))
    speeds = []
    for tick in places:
        ticks[0] = tick
        speeds.append(seen.scene(0)[BLOCK.name].speed)
    assert speeds == [None, pytest.approx(0.1), 0.0]


def test_a_thing_in_the_hand_is_where_the_hand_says_until_it_is_let_go() -> None:
    memory, name = Memory(), BLOCK.name
    memory.seen(at(0.5), {name: 100})
    memory.carried(name, (0.6, 0.0, 0.1), (1.0, 0.0, 0.0, 0.0))
    held = replace(at(0.7, (0.01, 0.01, 0.01)), held=name)
    (believed,) = memory.seen(held, {name: 5}).entities
    assert believed.position == (0.6, 0.0, 0.1)
    assert believed.extent == (0.04, 0.04, 0.04)
    (believed,) = memory.seen(at(0.62), {name: 50}).entities
    assert believed.position == (0.62, 0.0, 0.02)


def test_unknown_rungs_are_told() -> None:
    with pytest.raises(UnknownName, match="pictures"):
        compose.settings("bench_composer", ["scene=picture"])
    with pytest.raises(UnknownName, match="ideal"):
        compose.settings("bench_composer", ["control=ideals"])


def test_what_moves_is_seen_in_pictures_and_kept_away_from() -> None:
    pytest.importorskip("open3d")
    made = worlds(scene=SCENE)
    made.watch(0, ["white_vase"])
    seen, shut = pictured(made)
    skills, least, apart = SkillSet(seen), math.inf, 0.0
    skills.start(0, "move_to", ("green_bowl",), {}, (Atom("clear_of", ("white_vase", 0.06)),))
    for tick in range(400):
        actions = skills.actions()
        if skills.status(0).state != "running":
            break
        made.step(actions)
        truth, believed = made.scene(0), seen.scene(0)
        if 10 <= tick < 30:  # while the hand is on its way
            x, y, z = truth["white_vase"].position
            made.place(0, "white_vase", (x + 0.003, y, z))
        least = min(least, truth.clearance["white_vase"])
        apart = max(apart, math.dist(truth["white_vase"].position, believed["white_vase"].position))
    shut()
    assert skills.status(0).state == "done", skills.status(0)
    assert math.dist(made.scene(0).tool[:2], GOAL.position[:2]) < 0.03
    assert math.dist(made.scene(0)["white_vase"].position, VASE.position) > 0.05
    assert apart < 0.045
    assert least > 0.03
    assert seen.looks > 5


def test_what_is_carried_does_not_seem_to_slip() -> None:
    pytest.importorskip("open3d")
    made = worlds(scene=SCENE)
    seen, shut = pictured(made)
    skills = SkillSet(seen)
    for skill, args in (("pick", ("red_block",)), ("place_at", ("red_block", "front_left"))):
        skills.start(0, skill, args, {}, ())
        for _ in range(300):
            actions = skills.actions()
            if skills.status(0).state != "running":
                break
            made.step(actions)
            believed, truth = seen.scene(0), made.scene(0)
            if truth.held == "red_block":
                gap = math.dist(believed["red_block"].position, truth["red_block"].position)
                assert gap < 0.02
        assert skills.status(0).state == "done", skills.status(0)
    shut()
    assert judge(Atom("at", ("red_block", "front_left")), made.scene(0)).truth is True


def test_an_ideal_arm_is_where_it_is_told_to_be_with_what_it_holds() -> None:
    def errors(exact: bool) -> tuple[float, str | None, str]:
        made = worlds(scene=SCENE)
        env, most = ideal(made) if exact else made, 0.0
        skills = SkillSet(made)
        skills.start(0, "pick", ("red_block",), {}, ())
        for _ in range(200):
            actions = skills.actions()
            if skills.status(0).state != "running":
                break
            env.step(actions)
            gap = (made.tool_pose - made.command)[0, :3].norm()
            most = max(most, float(gap))
        return most, made.scene(0).held, skills.status(0).state

    real, ideally = errors(False), errors(True)
    assert real[1:] == ideally[1:] == ("red_block", "done")
    assert ideally[0] < 1e-5 < 1e-3 < real[0]
