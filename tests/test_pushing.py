"""Pushing things to places: the planar model, rehearsals, the next push, the whole skill."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest
import torch
from parser_scenes import SCENES
from small_worlds import BLOCK, CAN, MUG, TABLE, worlds
from torch import Tensor

from vla.dryrun import dry_run
from vla.envs.rehearsal import Rehearsal
from vla.envs.worlds import Worlds
from vla.evaluate import judge
from vla.plan import Atom, Painting, Plan
from vla.planner import Refusal
from vla.planners.composer import pushes as strokes
from vla.planners.composer.dynamics import Outcomes, Simulated, planar
from vla.planners.composer.floor import NOWHERE, Floor
from vla.planners.composer.maps import ValueMap, ValueMaps
from vla.planners.composer.pushes import EDGE, FACE, Pushes, of, straight
from vla.planners.composer.pushing import (
    GUESSES,
    Errand,
    at_worst,
    hand_room,
    next_push,
)
from vla.planners.composer.regions import Region, box
from vla.planners.composer.regions import of as body_of
from vla.planners.composer.sampling import Search, anywhere, cross_entropy
from vla.planners.hand import PUSHER, TIP
from vla.planners.language import SemanticParser
from vla.planners.motion import DOWN, Motion, Point, Turn, Unreachable
from vla.planners.routes import over, reachable
from vla.planners.skills import SkillSet
from vla.planners.tracker import Tracker
from vla.scene import Entity, Scene

VASE = Entity("vase", "vase", "white", "medium", (0.5, -0.02, 0.1), extent=(0.09, 0.09, 0.2))
THING = replace(BLOCK, position=(0.5, 0.12, 0.02))
ALONE = Scene((TABLE, THING))
IN_THE_WAY = Scene((TABLE, THING, VASE))
COPIES = 6
EVERYWHERE = box((0.0, -1.0, 0.0), (1.0, 1.0, 0.5))
NOTHING = ValueMap("avoidance")


def turned(entity: Entity, yaw: float, **fields: object) -> Entity:
    return replace(entity, quaternion=(math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)), **fields)


def pushes(
    thing: Entity,
    *numbers: tuple[float, float, float],
    narrow: bool = False,
    leaning: bool = False,
) -> Pushes:
    side = float(leaning) - float(narrow)
    return of(thing, torch.tensor([(*three, side) for three in numbers]))


def at(x: float, y: float, half: float = 0.005) -> Region:
    return box((x - half, y - half, -1.0), (x + half, y + half, 1.0))


def errand(scene: Scene, goal: Region, *forbidden: Region) -> Errand:
    avoidance = ValueMap("avoidance")
    for region in forbidden:
        avoidance = avoidance.painted(region)
    return Errand(scene, THING.name, ValueMaps(ValueMap("affordance").painted(goal), avoidance))


# --- where fingers touch, and what that does in the plane -------------------------------------


@pytest.mark.parametrize("yaw", [0.0, 0.5, -1.1])
def test_fingers_touch_where_the_nearest_point_of_the_thing_is(yaw: float) -> None:
    """Against all points of the footprint, one by one."""
    long = turned(BLOCK, yaw, extent=(0.12, 0.03, 0.04))
    rng = torch.Generator().manual_seed(0)
    numbers = torch.rand(80, 4, generator=rng) * torch.tensor([6.3, 0.2, 0.1, 2.0])
    made = of(long, numbers - torch.tensor([0.0, 0.1, 0.0, 1.0]))
    grid = torch.cartesian_prod(
        torch.linspace(-0.06, 0.06, 601), torch.linspace(-0.015, 0.015, 151)
    )
    turn = torch.tensor([[math.cos(yaw), math.sin(yaw)], [-math.sin(yaw), math.cos(yaw)]])
    points = (grid @ turn).double()
    along, across = points @ made.ahead.T, points @ (made.ahead.flip(-1) * torch.tensor([-1, 1])).T
    met = (across - made.aside).abs() <= torch.where(made.narrow, EDGE, FACE)
    thick = torch.where(made.narrow, FACE, PUSHER)
    nearest = torch.where(met, -along, -torch.inf).amax(0) + thick
    back, hits = made.touch()
    assert torch.equal(hits, met.any(0))
    assert (back - nearest)[hits].abs().max() < 1e-3
    assert 20 < int(hits.sum()) < 75  # both were tried


def test_a_round_thing_is_touched_at_its_edge_or_missed() -> None:
    radius = CAN.extent[0] / 2
    back, hits = pushes(CAN, (0.3, 0.0, 0.1), (0.3, FACE + 0.02, 0.1), (0.3, 0.06, 0.1)).touch()
    assert hits.tolist() == [True, True, False]
    assert back[:2].tolist() == pytest.approx(
        [radius + PUSHER, math.sqrt(radius**2 - 0.02**2) + PUSHER]
    )


def test_in_the_plane_a_thing_goes_along_with_the_hand() -> None:
    way = planar(ALONE, pushes(THING, (0.7, 0.01, 0.08))).way[0]
    moved = way[-1] - way[0]
    assert moved.tolist() == pytest.approx([0.08 * math.cos(0.7), 0.08 * math.sin(0.7), 0.0])
    assert torch.allclose(way[0], torch.tensor(THING.position, dtype=way.dtype))


def test_nothing_is_moved_by_a_miss_or_pushed_outwards() -> None:
    long = turned(BLOCK, 0.0, extent=(0.16, 0.02, 0.04))
    missed, outwards, inwards = (2.0, 0.2, 0.1), (1.2, -0.075, 0.1), (1.2, 0.0, 0.1)
    made = pushes(long, missed, outwards, inwards)
    back, hits = made.touch()
    assert hits.tolist() == [False, True, True]
    assert float(back[1]) < PUSHER  # touched beyond the middle
    way = planar(Scene((TABLE, long)), made).way
    assert (way[:, -1] - way[:, 0]).norm(dim=-1).tolist() == pytest.approx([0.0, 0.0, 0.1])


def test_in_the_plane_others_are_run_into() -> None:
    towards, past = (-math.pi / 2, 0.0, 0.12), (0.0, 0.0, 0.12)
    others = planar(IN_THE_WAY, pushes(THING, towards, past)).others
    assert float(others[0]) > 0.03
    assert float(others[1]) == 0.0


# --- the search -------------------------------------------------------------------------------


def around_the_seam(numbers: Tensor) -> Tensor:
    """Best at (pi - 0.05, 0.2), impossible where the second number is below zero."""
    angle = torch.remainder(numbers[:, 0] - (math.pi - 0.05) + math.pi, 2 * math.pi) - math.pi
    cost = angle**2 + (numbers[:, 1] - 0.2) ** 2
    return torch.where(numbers[:, 1] < 0, torch.inf, cost)


SEARCH = Search((-math.pi, -1.0), (math.pi, 1.0), (0.5, 0.3), 64, 8, 8, turning=(0,))


def drawn() -> tuple[Tensor, torch.Generator]:
    generator = torch.Generator().manual_seed(3)
    return anywhere(SEARCH, 64, generator), generator


def test_the_search_finds_the_best_and_only_what_is_possible() -> None:
    first, generator = drawn()
    best, found = cross_entropy(around_the_seam, SEARCH, first, generator)
    assert float(found[0]) < 1e-3
    assert torch.equal(found, around_the_seam(best))
    assert (best[:, 1] >= 0).all()
    assert torch.equal(found, found.sort().values)


def test_the_search_ends_when_it_is_good_enough_or_nothing_is_possible() -> None:
    rounds = []

    def counted(numbers: Tensor) -> Tensor:
        rounds.append(len(numbers))
        return around_the_seam(numbers)

    first, generator = drawn()
    cross_entropy(counted, SEARCH, first, generator, enough=1.0)
    assert len(rounds) == 1
    rounds.clear()
    cross_entropy(counted, replace(SEARCH, together=16), first, generator, enough=1.0)
    assert rounds == [16]
    nothing, _ = cross_entropy(lambda k: torch.full((len(k),), torch.inf), SEARCH, first, generator)
    assert nothing.shape == (0, 2)


# --- ways over the table ----------------------------------------------------------------------


def test_ways_lead_around_what_is_in_the_way() -> None:
    goal = at(0.5, -0.16)
    free, blocked = errand(ALONE, goal), errand(IN_THE_WAY, goal)
    assert free.to_go == pytest.approx(0.275, abs=0.015)
    assert free.missing == blocked.missing == pytest.approx(0.275, abs=1e-6)
    assert free.to_go + 0.05 < blocked.to_go < NOWHERE
    beside = torch.tensor([[0.61, -0.06, 0.02]], dtype=torch.float64)
    assert float(blocked.floor.to_go(beside)[0]) < blocked.to_go  # the detour is progress


def test_a_goal_in_what_is_forbidden_cannot_be_reached() -> None:
    lost = errand(IN_THE_WAY, at(0.5, -0.02))
    assert lost.to_go >= NOWHERE
    with pytest.raises(Unreachable, match="no way leads red_block there"):
        next_push(lost, None, 1, lambda position, turn: True)


def test_floor_is_as_the_crow_flies_where_nothing_is() -> None:
    floor = Floor(
        ALONE, THING.name, ValueMap("affordance").painted(at(0.5, -0.2)), NOTHING, NOTHING
    )
    points = torch.tensor([[0.5, 0.1, 0.02], [0.4, -0.2, 0.02], [0.5, -0.2, 0.02]]).double()
    assert floor.to_go(points).tolist() == pytest.approx([0.295, 0.095, 0.0], abs=0.012)


# --- which push comes next --------------------------------------------------------------------


def test_the_next_push_goes_to_the_goal_or_around_what_stands_before_it() -> None:
    goal = at(0.5, -0.16)
    direct = next_push(errand(ALONE, goal), None, 1, lambda position, turn: True)
    assert abs(math.remainder(float(direct.heading[0]) + math.pi / 2, math.tau)) < 0.15
    task = errand(IN_THE_WAY, goal)
    around = next_push(task, None, 1, lambda position, turn: True)
    outcome = planar(IN_THE_WAY, around)
    assert float(outcome.others[0]) < 0.003
    assert float(task.floor.to_go(outcome.way[:, -1])[0]) < task.to_go - 0.05
    assert float(hand_room(task, around)[0]) >= 0.0


def test_a_distance_is_kept_by_the_thing_and_the_hand() -> None:
    goal = at(0.5, -0.16)
    near = body_of(VASE, 0.04)
    task = errand(IN_THE_WAY, goal, near)
    push = next_push(task, None, 1, lambda position, turn: True)
    way = planar(IN_THE_WAY, push).way
    assert float((task.columns.distance([IN_THE_WAY], way) - THING.radius).min()) > -0.003
    assert float(hand_room(task, push)[0]) >= 0.0
    free = next_push(errand(IN_THE_WAY, goal), None, 1, lambda position, turn: True)
    assert float(hand_room(task, free)[0]) < 0.0  # without the distance it would come nearer


@pytest.mark.parametrize(
    ("task", "able", "why"),
    [
        (errand(ALONE, at(0.5, -0.16)), False, "out of reach"),
        (errand(ALONE, at(0.5, -0.16), EVERYWHERE), True, "no way leads"),
        (errand(ALONE, at(0.5, 0.42)), True, "no way leads"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why(task: Errand, able: bool, why: str) -> None:
    with pytest.raises(Unreachable, match=why):
        next_push(task, None, 1, lambda position, turn: able)


def test_where_the_best_push_is_out_of_reach_another_is_found() -> None:
    task = errand(ALONE, at(0.5, -0.16))

    def reaches(position: Point, turn: Turn) -> bool:
        return position[0] > 0.506  # from one side of the straight way only

    push = next_push(task, None, 1, reaches)
    ends = (push.above, push.begin, push.end, push.away)
    assert all(float(end[0, 0]) > 0.506 for end in ends)
    assert float(task.floor.to_go(planar(ALONE, push).way[:, -1])[0]) < task.to_go


def test_the_wrist_needs_room_on_the_side_of_the_robot() -> None:
    """A push away from something as high as the wrist, which only that comes near to."""
    behind = pushes(THING, (0.0, 0.0, 0.05))
    tall = replace(VASE, position=(0.31, 0.12, 0.15), extent=(0.06, 0.06, 0.30))
    low = replace(tall, position=(0.31, 0.12, 0.05), extent=(0.06, 0.06, 0.10))
    rooms = []
    for thing in (tall, low):
        scene = Scene((TABLE, THING, thing))
        rooms.append(float(hand_room(errand(scene, at(0.6, 0.12), body_of(thing, 0.04)), behind)))
    assert rooms[0] < 0.0 < rooms[1]


def test_the_worst_of_the_guesses_counts() -> None:
    task = errand(Scene((TABLE, replace(CAN, name=THING.name))), at(0.5, -0.16))
    three = pushes(task.thing, (-1.6, 0.0, 0.08), (-1.5, 0.0, 0.06), (-1.7, 0.0, 0.05))

    def doubtful(scene: Scene, pushes: Pushes) -> Outcomes:
        """The first push tips it over in the last guess."""
        assert len(pushes) == GUESSES * len(three)
        outcomes = planar(scene, pushes)
        return replace(outcomes, upset=torch.arange(len(pushes)) == GUESSES - 1)

    worst = at_worst(task, three, doubtful)
    assert worst.isfinite().tolist() == [False, True, True]
    assert float(worst[1]) < float(worst[2])


def test_a_way_comes_down_where_the_arm_does_not_get_as_high() -> None:
    scene, start, goal = Scene((TABLE, VASE)), (0.4, 0.3, 0.4), (0.6, 0.3, 0.1)
    free = over(scene, start, goal, TIP, ())
    assert reachable(scene, start, goal, TIP, (), DOWN, lambda position, turn: True) == free
    lower = reachable(scene, start, goal, TIP, (), DOWN, lambda position, turn: position[2] < 0.3)
    assert lower[:-1] == free[:-1]
    assert lower[-1] == over(scene, (0.4, 0.3, 0.0), goal, TIP, ())[-1]
    assert goal[2] <= lower[-1][2] < 0.3


# --- on real physics --------------------------------------------------------------------------


@cache
def two() -> tuple[Worlds, Rehearsal]:
    """A world that is not looked at, another, and copies."""
    made = worlds(2, scene=Scene((TABLE, replace(THING, position=(0.4, -0.2, 0.02)))))
    return made, Rehearsal(made, COPIES)


def carry_out(made: Worlds, world: int, push: Pushes) -> None:
    reach, *rest = push.legs(0, "push")
    x, y, z = made.command[world, :3].tolist()
    way = over(made.scene(world), (x, y, z), reach.points[-1], TIP, ())
    tracker = Tracker(made)
    tracker.start(world, Motion((replace(reach, points=(*way, *reach.points)), *rest)))
    while tracker.status[world].state == "running":
        made.step(tracker.actions())
    assert tracker.status[world].state == "done"
    for _ in range(8):
        made.step(tracker.actions())


def test_what_is_rehearsed_happens_and_the_worlds_do_not_notice() -> None:
    made, rehearsal = two()
    scene = Scene((TABLE, turned(THING, 0.4), replace(CAN, position=(0.62, -0.2, 0.047))))
    made.begin_scene(1, scene)
    numbers = (-1.2, 0.008, 0.06), (2.4, -0.01, 0.05), (0.3, 0.012, 0.07)
    many = pushes(made.scene(1)[THING.name], *numbers)
    before = [made.get_state(world) for world in range(2)]
    foretold = Simulated(rehearsal, 1)(made.scene(1), many)
    for world, state in enumerate(before):
        now = made.get_state(world)
        assert all(torch.equal(now[name], value) for name, value in state.items())
    assert foretold.possible.all()
    assert not foretold.upset.any()
    thought = planar(made.scene(1), many)
    for row in range(len(many)):
        made.set_state(1, before[1])
        carry_out(made, 1, many.take(torch.tensor([row])))
        there = torch.tensor(made.scene(1)[THING.name].position)
        assert (there - foretold.way[row, -1]).norm() < 0.002
        assert foretold.way[row, 0].tolist() == pytest.approx(many.thing.position, abs=1e-6)
    # The planar model is wrong about at least one of them, or nothing would be gained.
    assert (foretold.way[:, -1] - thought.way[:, -1]).norm(dim=-1).max() > 0.005


def test_a_rehearsal_tells_what_is_upset_moved_or_not_possible() -> None:
    made, rehearsal = two()
    can = replace(CAN, position=(0.5, 0.1, 0.047))
    made.begin_scene(1, Scene((TABLE, can, replace(BLOCK, position=(0.5, 0.0, 0.02)))))
    can = made.scene(1)["pink_can"]
    numbers = ((-math.pi / 2, 0.0, 0.09), (-math.pi / 2, 0.025, 0.1), (math.pi, 0.0, 0.02))
    outcomes = Simulated(rehearsal, 1)(made.scene(1), pushes(can, *numbers))
    assert float(outcomes.others[0]) > 0.01  # into the block
    assert bool(outcomes.upset[1] | ~outcomes.possible[1])  # a can pushed at its side tips
    assert float(outcomes.others[2]) < 1e-3
    assert bool(outcomes.possible[2])
    assert not bool(outcomes.upset[2])


def test_a_slow_stroke_is_rehearsed_to_its_end() -> None:
    made, rehearsal = two()
    made.begin_scene(1, Scene((TABLE, THING)))
    slow = pushes(made.scene(1)[THING.name], (math.pi / 2, 0.0, 0.15))
    outcomes = Simulated(rehearsal, 1, pace=0.25)(made.scene(1), slow)
    assert bool(outcomes.possible[0])
    went = outcomes.way[0, -1] - outcomes.way[0, 0]
    assert went[:2].tolist() == pytest.approx([0.0, 0.145], abs=0.01)


def test_a_hand_that_leans_back_does_not_tip_what_is_slim() -> None:
    made, rehearsal = two()
    slim = replace(CAN, extent=(0.05, 0.05, 0.094), position=(0.5, 0.0, 0.047))
    made.begin_scene(1, Scene((TABLE, slim)))
    can, way = made.scene(1)[slim.name], (-math.pi / 2, 0.0, 0.10)
    lean, narrow = pushes(can, way, leaning=True), pushes(can, way, narrow=True)
    assert float(lean.height[0]) < can.position[2] < float(narrow.height[0])
    for push, upset in ((lean, False), (narrow, True)):
        outcomes = Simulated(rehearsal, 1)(made.scene(1), push)
        assert bool(outcomes.upset[0]) is upset
    assert not bool(pushes(THING, way, leaning=True).leaning[0])  # the palm passes above it


def test_what_is_believed_is_rehearsed_not_what_is_true() -> None:
    made = worlds(scene=Scene((TABLE, THING, CAN)))
    truth = made.scene(0)
    large = replace(truth[THING.name], position=(0.45, 0.2, 0.025), extent=(0.05, 0.05, 0.05))
    believed = Scene((truth["table"], large, truth[CAN.name]))
    copies = Rehearsal(made, COPIES, lambda world: believed)(0)
    for copy in range(COPIES):
        assert copies.scene(copy)[THING.name].position == pytest.approx(large.position)
        assert copies.scene(copy)[CAN.name].position == truth[CAN.name].position
    geom = copies.model.geom("block_1/geom").id
    assert copies.engine.field("geom_size")[:, geom].tolist() == [[0.025] * 3] * COPIES
    mass = copies.engine.field("body_mass")[0, copies.model.body("block_1").id]
    assert float(mass) == pytest.approx(780.0 * 0.05**3)
    assert made.scene(0) == truth
    for _ in range(4):
        copies.step(Tracker(copies).actions())
    assert copies.scene(0)[THING.name].position == pytest.approx(large.position, abs=1e-3)


def test_copies_differ_in_what_nobody_knows_exactly() -> None:
    made = worlds(scene=Scene((TABLE, THING, CAN)))
    rehearsal = Rehearsal(made, 2 * GUESSES)
    copies = rehearsal.differing(0, CAN.name, GUESSES)
    geom = copies.model.geom("can_1/geom").id
    rough = copies.engine.field("geom_friction")[:, geom, 0]
    at = copies.entity_poses[:, copies.entity_index(0, CAN.name), :3]
    off = (at - at[0]).norm(dim=-1)
    assert torch.equal(rough[:GUESSES], rough[GUESSES:])
    assert torch.equal(off[:GUESSES], off[GUESSES:])
    assert (off[1:GUESSES] > 0.001).all()
    assert rough.min() < rough[0] < rough.max()
    alike = rehearsal(0)  # the next ones are as the world is
    at = alike.entity_poses[:, alike.entity_index(0, CAN.name), :3]
    assert at.tolist() == [list(made.scene(0)[CAN.name].position)] * len(at)
    assert len(alike.engine.field("geom_friction")[:, geom, 0].unique()) == 1


def test_what_leans_on_the_fingers_is_not_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they go up at once they drag the side of a can along."""
    made, rehearsal = two()
    made.begin_scene(1, Scene((TABLE, replace(CAN, position=(0.398, 0.003, 0.047)))))
    ways = ((math.pi, 0.05), (math.pi, 0.065), (math.pi, 0.08), (math.pi / 2, 0.05))
    many = pushes(made.scene(1)[CAN.name], *((heading, 0.0, far) for heading, far in ways))
    leaned = []
    for back in (strokes.BACK, 0.0):
        monkeypatch.setattr(strokes, "BACK", back)
        leaned.append(Simulated(rehearsal, 1, pace=0.6)(made.scene(1), many).leaned)
    assert (leaned[0] < leaned[1] + 0.01).all()
    assert leaned[0].sum() < 0.85 * leaned[1].sum()


def run(made: Worlds, skills: SkillSet, most: int = 1500) -> list[str]:
    """Let the skill in world 0 go on to its end; the phases it went through."""
    phases: list[str] = []
    for _ in range(most):
        actions = skills.actions()
        status = skills.status(0)
        if not phases or phases[-1] != status.phase:
            phases.append(status.phase)
        if status.state != "running":
            break
        made.step(actions)
    return phases


def test_a_block_is_pushed_around_a_vase_that_is_not_touched() -> None:
    made = worlds(scene=IN_THE_WAY)
    skills = SkillSet(made, Rehearsal(made, COPIES))
    before = made.scene(0)["vase"].position
    skills.start(0, "push_to", ("red_block", "right"), {}, ())
    phases = run(made, skills)
    scene = made.scene(0)
    assert skills.status(0).state == "done", skills.status(0)
    assert judge(Atom("at", ("red_block", "right")), scene).truth is True
    assert math.dist(before, scene["vase"].position) < 0.001
    assert sum(phase.startswith("push ") for phase in phases) >= 2
    assert abs(scene["red_block"].tilt) < 0.05
    # Once it is there nothing is done any more.
    pose = made.command.clone()
    skills.start(0, "push_to", ("red_block", "right"), {}, ())
    assert skills.status(0).state == "done"
    assert torch.equal(made.command, pose)


def test_between_two_pushes_what_happened_counts() -> None:
    """Without rehearsals, and with somebody who takes the block elsewhere in the meantime."""
    made = worlds(scene=ALONE)
    skills = SkillSet(made)
    skills.start(0, "push_to", ("red_block", "front_right"), {}, ())
    for _ in range(600):
        made.step(skills.actions())
        if skills.status(0).phase == "move away":
            break
    made.place(0, "red_block", (0.36, 0.16, 0.02))
    phases = run(made, skills)
    assert skills.status(0).state == "done", skills.status(0)
    assert judge(Atom("at", ("red_block", "front_right")), made.scene(0)).truth is True
    assert any("front right" in phase for phase in phases)


def test_the_robot_stops_in_the_middle_of_a_push() -> None:
    made = worlds(scene=ALONE)
    skills = SkillSet(made)
    skills.start(0, "push_to", ("red_block", "right"), {}, ())
    while not skills.status(0).phase.startswith("push "):
        made.step(skills.actions())
    for _ in range(12):
        made.step(skills.actions())
    skills.cancel(0)
    for _ in range(10):
        made.step(skills.actions())
    place, pose = made.scene(0)["red_block"].position, made.tool_pose.clone()
    for _ in range(20):
        made.step(skills.actions())
    assert skills.status(0).state == "done"
    assert math.dist(place, made.scene(0)["red_block"].position) < 1e-3
    assert (made.tool_pose - pose)[:, :3].norm() < 1e-3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quaternion": (math.sqrt(0.5), math.sqrt(0.5), 0.0, 0.0)}, "has fallen over"),
        ({"position": (0.5, 0.1, 0.30)}, "does not stand on the table"),
    ],
)
def test_the_skill_says_why_it_cannot(change: dict[str, object], why: str) -> None:
    made = worlds(scene=Scene((TABLE, CAN)))
    made.place(0, "pink_can", **{"position": (0.5, 0.1, 0.03), **change})  # type: ignore[arg-type]
    skills = SkillSet(made)
    skills.start(0, "push_to", ("pink_can", "left"), {}, ())
    status = skills.status(0)
    assert status.state == "failed"
    assert why in status.reason


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("push the red block into the back left corner", "push_to red_block back_left"),
        ("slide the mug to the middle of the table", "push_to yellow_mug center"),
        ("shove the blue block over to the right side of the table", "push_to blue_block right"),
        ("nudge the ball to the front left corner slowly", "push_to blue_ball front_left"),
        ("push the red block to the left of the bowl", "push_beside red_block green_bowl left"),
        ("push the red block 5 cm behind the mug", "push_beside red_block yellow_mug back"),
        ("push the red block to the left", "push red_block left"),
        ("push the red block 7 cm to the left", "push red_block left"),
    ],
)
def test_sentences_about_pushing(text: str, expected: str) -> None:
    scene = SCENES["table"]
    plan = SemanticParser().plan(text, scene)
    assert isinstance(plan, Plan), plan
    run = dry_run(plan, scene)
    assert run.finished, run.problems
    (made,) = run.calls
    assert " ".join((made.skill, *map(str, made.args))) == expected
    goal = {"push_to": "at", "push_beside": "beside"}.get(made.skill)
    if goal is not None:
        gaps = [v for name, v in made.options if name == "gap" and not isinstance(v, Painting)]
        args = (*made.args, *gaps)
        assert judge(Atom(goal, args), run.scene).truth is True


def test_what_is_to_stay_is_not_pushed() -> None:
    text = "leave the red block where it is and push the red block to the centre"
    answer = SemanticParser().plan(text, SCENES["table"])
    assert isinstance(answer, Refusal)
    assert "contradict" in answer.reason
    kept = SemanticParser().plan(
        "push the red block into the back left corner but keep away from the bowl", SCENES["table"]
    )
    assert isinstance(kept, Plan)
    (call,) = dry_run(kept, SCENES["table"]).calls
    assert call.avoid == {"green_bowl": 0.1}


def test_the_straight_push_is_one_of_them() -> None:
    one = straight(THING, (0.0, 1.0), 0.08)
    assert one.begin[0].tolist()[:2] == pytest.approx([0.5, 0.12 - 0.02 - PUSHER - 0.02])
    assert one.end[0].tolist()[:2] == pytest.approx([0.5, 0.12 - 0.02 - PUSHER + 0.08])


def test_a_straight_push_that_fell_short_is_made_good() -> None:
    """A mug leans back against the fingers: one stroke does not take it far enough."""
    mug = replace(MUG, position=(0.5, 0.0, 0.041))
    made = worlds(scene=Scene((TABLE, mug)))
    skills = SkillSet(made, Rehearsal(made, COPIES))
    skills.start(0, "push", ("white_mug", "left"), {"distance": 0.08}, ())
    phases = run(made, skills)
    assert skills.status(0).state == "done", skills.status(0)
    assert sum(phase.startswith("push ") for phase in phases) >= 2
    reading = judge(Atom("moved_by", ("white_mug", "left", 0.08)), made.scene(0))
    assert reading.truth is True, reading.evidence
    assert made.scene(0)["white_mug"].tilt < 0.05
