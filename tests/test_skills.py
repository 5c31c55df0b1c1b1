"""Skills on real physics: what they promise holds afterwards."""

import pytest
from small_worlds import SCENE, TABLE, worlds

from vla.envs.worlds import Worlds
from vla.evaluate import judge
from vla.plan import Atom, Condition
from vla.planners.motion import DOWN, Leg, Motion
from vla.planners.skills import PLANS, SkillSet
from vla.planners.tracker import Tracker
from vla.protocols import Env, Skills
from vla.scene import Scene
from vla.skills import SKILLS


def carry_out(made: Worlds, skills: SkillSet, skill: str, *args: str, **options: float) -> str:
    """Run one skill in world 0 to its end, then let things settle."""
    skills.start(0, skill, args, options, ())
    for _ in range(400):
        actions = skills.actions()
        if skills.status(0).state != "running":
            break
        made.step(actions)
    for _ in range(8):
        made.step(skills.actions())
    return skills.status(0).state


def test_every_skill_has_a_motion_and_the_protocols_fit() -> None:
    assert set(PLANS) == set(SKILLS)
    made = worlds()
    assert isinstance(made, Env)
    assert isinstance(SkillSet(made), Skills)


@pytest.mark.parametrize(
    ("thing", "place", "where", "goal"),
    [
        ("red_block", "place_in", ("green_bowl",), Atom("inside", ("red_block", "green_bowl"))),
        ("yellow_ball", "place_in", ("green_bowl",), Atom("inside", ("yellow_ball", "green_bowl"))),
        ("red_block", "place_on", ("blue_block",), Atom("on", ("red_block", "blue_block"))),
        ("pink_can", "place_at", ("front_right",), Atom("at", ("pink_can", "front_right"))),
        (
            "white_mug",
            "place_beside",
            ("blue_block", "left"),
            Atom("beside", ("white_mug", "blue_block", "left", 0.05)),
        ),
        ("green_bowl", "place_at", ("left",), Atom("at", ("green_bowl", "left"))),
    ],
)
def test_pick_and_place(thing: str, place: str, where: tuple[str, ...], goal: Condition) -> None:
    made = worlds()
    skills = SkillSet(made)
    assert carry_out(made, skills, "pick", thing) == "done"
    assert judge(Atom("holding", (thing,)), made.scene(0)).truth is True
    assert carry_out(made, skills, place, thing, *where) == "done"
    reading = judge(goal, made.scene(0))
    assert reading.truth is True, reading.evidence


@pytest.mark.parametrize("direction", ["back", "front"])
def test_push_moves_a_block_straight(direction: str) -> None:
    made = worlds()
    assert carry_out(made, SkillSet(made), "push", "red_block", direction, distance=0.05) == "done"
    reading = judge(Atom("moved_by", ("red_block", direction, 0.05)), made.scene(0))
    assert reading.truth is True, reading.evidence


def test_worlds_run_different_skills_at_once() -> None:
    made = worlds(2)
    skills = SkillSet(made)
    skills.start(0, "pick", ("red_block",), {}, ())
    skills.start(1, "pick", ("pink_can",), {}, ())
    while any(skills.status(world).state == "running" for world in range(2)):
        made.step(skills.actions())
    assert [made.scene(world).held for world in range(2)] == ["red_block", "pink_can"]


def test_cancel_holds_still_with_the_gripper_as_it_is() -> None:
    made = worlds()
    skills = SkillSet(made)
    assert carry_out(made, skills, "pick", "red_block") == "done"
    skills.start(0, "home", (), {}, ())
    for _ in range(12):
        made.step(skills.actions())
    skills.cancel(0)
    for _ in range(10):
        made.step(skills.actions())
    before = made.tool_pose.clone()
    for _ in range(20):
        made.step(skills.actions())
    assert (made.tool_pose - before)[:, :3].norm() < 1e-3
    assert made.scene(0).held == "red_block"


def test_speed_makes_it_slower() -> None:
    ticks = []
    for speed in (1.0, 0.4):
        made = worlds()
        skills = SkillSet(made)
        skills.start(0, "move_to", ("pink_can",), {"speed": speed}, ())
        count = 0
        while skills.status(0).state == "running":
            made.step(skills.actions())
            count += 1
        ticks.append(count)
    assert ticks[1] > 1.7 * ticks[0]


def test_what_cannot_be_done_says_why() -> None:
    made = worlds()
    skills = SkillSet(made)
    skills.start(0, "place_in", ("red_block", "green_bowl"), {}, ())
    assert skills.status(0).state == "failed"
    assert "does not hold red_block" in skills.status(0).reason


def test_a_held_block_does_not_creep() -> None:
    """A 50 g block held for 10 s moves less than 10 um/s in the hand."""
    made = worlds(scene=SCENE)
    skills = SkillSet(made)
    assert carry_out(made, skills, "pick", "red_block") == "done"

    def in_hand() -> float:
        scene = made.scene(0)
        return scene["red_block"].position[2] - scene.tool[2]

    for _ in range(20):
        made.step(skills.actions())
    before = in_hand()
    for _ in range(200):
        made.step(skills.actions())
    assert abs(in_hand() - before) / 10.0 < 10e-6
    assert made.deepest(0) < 1e-3


def test_a_hand_that_could_not_follow_is_no_faster_when_it_can_again() -> None:
    """The way leads out of reach; on the way back nothing is made up for."""
    made = worlds(scene=Scene((TABLE,)))
    tracker, speed, fastest = Tracker(made), 0.3, 0.0
    way = ((0.95, 0.0, 0.3), (0.95, 0.35, 0.3), (0.45, 0.3, 0.3))
    tracker.start(0, Motion((Leg(way, DOWN, "far out", speed=speed),)))
    while tracker.status[0].state == "running":
        made.step(tracker.actions())
        fastest = max(fastest, made.scene(0).tool_speed)
    assert tracker.status[0].state == "done"
    assert fastest < 1.5 * speed  # four times as fast if nobody minds
