"""Invariants about space hold while the hand travels, whatever moves meanwhile."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from small_worlds import BALL, BLOCK, BOWL, TABLE, worlds

from vla.envs.worlds import Worlds
from vla.evaluate import judge
from vla.plan import Atom, Condition
from vla.planners.skills import SkillSet
from vla.scene import Entity, Scene

VASE = Entity(
    "white_vase", "vase", "white", "medium", (0.5, -0.03, 0.1), extent=(0.09, 0.09, 0.2)
)  # half way from the block to the bowl
GOAL = replace(BOWL, position=(0.5, -0.28, 0.025))
THING = replace(BLOCK, position=(0.5, 0.24, 0.02))
SCENE = Scene((TABLE, THING, GOAL, VASE, replace(BALL, position=(0.66, 0.3, 0.023))))
CLEAR = Atom("clear_of", ("white_vase", 0.06))
DURING = Callable[[Worlds, int], None]


SLOW = 0.10, 0.3
"""Distance [m] within which to be slow, and how slow."""


def travel(
    made: Worlds, target: str, *keep: Condition, during: DURING = lambda made, tick: None
) -> tuple[SkillSet, list[Scene]]:
    """Move over a thing; the skills, and the scene after every control step."""
    made.watch(0, ["white_vase"])
    skills = SkillSet(made)
    skills.start(0, "move_to", (target,), {}, keep)
    seen = []
    while len(seen) < 400:
        actions = skills.actions()
        if skills.status(0).state != "running":
            break
        made.step(actions)
        during(made, len(seen))
        seen.append(made.scene(0))
    return skills, seen


def beside_the_block(scene: Scene = SCENE) -> Worlds:
    """The hand low over the block, on the other side of the vase."""
    made = worlds(scene=scene)
    skills, _ = travel(made, "red_block")
    assert skills.status(0).state == "done"
    return made


def over(scene: Scene, target: str) -> float:
    """Horizontal distance of the tool from a thing [m]."""
    return math.dist(scene.tool[:2], scene[target].position[:2])


def broken(seen: list[Scene], condition: Condition) -> list[str]:
    return [reading.evidence for scene in seen
            if (reading := judge(condition, scene)).truth is not True]  # fmt: skip


def test_a_distance_is_kept_on_the_way() -> None:
    made = beside_the_block()
    skills, seen = travel(made, "green_bowl", CLEAR)
    assert skills.status(0).state == "done", skills.status(0)
    assert not broken(seen, CLEAR)
    assert over(seen[-1], "green_bowl") < 0.02
    detour = max(abs(scene.tool[0] - 0.5) for scene in seen)
    assert detour > 0.08 or max(scene.tool[2] for scene in seen) > 0.3


def test_near_a_thing_the_hand_is_as_slow_as_it_must_be() -> None:
    slow = Atom("slow_near", ("white_vase", *SLOW))
    hurried, freely = travel(beside_the_block(), "green_bowl")
    careful, slowly = travel(beside_the_block(), "green_bowl", slow)
    assert hurried.status(0).state == careful.status(0).state == "done"
    assert not broken(slowly, slow)
    assert broken(freely, slow)
    assert len(slowly) > len(freely)
    fastest = max(scene.tool_speed for scene in slowly)
    assert fastest > 0.2  # elsewhere it hurries


@pytest.mark.parametrize("direction", ["back", "front"])
def test_the_hand_stays_on_a_side(direction: str) -> None:
    side, aside = (
        Atom("on_side", ("white_vase", direction)),
        0.05 * (1 - 2 * (direction == "front")),
    )
    goal = replace(GOAL, position=(0.5 + aside, -0.28, 0.025))
    made = beside_the_block(Scene((TABLE, THING, goal, VASE)))
    skills, seen = travel(made, "green_bowl", side)
    assert skills.status(0).state == "done", skills.status(0)
    there = [judge(side, scene).truth for scene in seen]
    entered = there.index(True)
    assert entered < len(there) // 3
    assert all(there[entered:])


def test_a_goal_that_moves_is_followed() -> None:
    def push(made: Worlds, tick: int) -> None:
        if 25 <= tick < 33:
            x, y, z = made.scene(0)["green_bowl"].position
            made.place(0, "green_bowl", (x + 0.01, y + 0.005, z))

    made = beside_the_block()
    skills, seen = travel(made, "green_bowl", CLEAR, during=push)
    assert skills.status(0).state == "done", skills.status(0)
    assert not broken(seen, CLEAR)
    assert over(seen[-1], "green_bowl") < 0.02
    assert math.dist(seen[-1]["green_bowl"].position, GOAL.position) > 0.07


def test_what_gets_in_the_way_is_gone_around() -> None:
    def push(made: Worlds, tick: int) -> None:
        """Slower than the hand, towards where it passes."""
        if 15 <= tick < 35:
            x, y, z = made.scene(0)["white_vase"].position
            passes = 1.0 if made.scene(0).tool[0] > 0.5 else -1.0
            made.place(0, "white_vase", (x + 0.004 * passes, y, z))

    made = beside_the_block()
    skills, seen = travel(made, "green_bowl", CLEAR, during=push)
    assert skills.status(0).state == "done", skills.status(0)
    assert min(scene.clearance["white_vase"] for scene in seen) > 0.04
    assert over(seen[-1], "green_bowl") < 0.02


def test_without_a_way_the_hand_stands_still_and_says_why() -> None:
    near = replace(VASE, position=(0.5, -0.16, 0.1))
    made = worlds(scene=Scene((TABLE, THING, GOAL, near)))
    skills, seen = travel(made, "green_bowl", Atom("clear_of", ("white_vase", 0.12)))
    status = skills.status(0)
    assert status.state == "failed"
    assert "nobody may be" in status.reason
    assert max(scene.tool_speed for scene in seen[-20:]) < 0.01
    assert len(seen) < 60
