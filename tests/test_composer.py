"""Value maps and routes through them: distances, paints, searches, ways that exist are found."""

from __future__ import annotations

import heapq
import itertools
import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.geometry import quat_exp, quat_rotate
from vla.planners.composer.body import hand, held, placed
from vla.planners.composer.grid import Grid
from vla.planners.composer.maps import KINDS, ValueMap, ValueMaps
from vla.planners.composer.regions import (
    Region,
    ball,
    box,
    capsule,
    distance,
    distance_on,
    half_space,
    located,
    of,
    stacked,
)
from vla.planners.composer.route import Problem, plan, why_not
from vla.planners.composer.search import cost_to_go, descent
from vla.planners.composer.timing import ACCELERATION, advanced, speeds
from vla.scene import DOWN, Entity, Scene

SMALL = Grid(shape=(20, 24, 16))
VASE = Entity("vase", "vase", "white", None, (0.5, 0.0, 0.10), extent=(0.08, 0.08, 0.20))
BOWL = Entity("bowl", "bowl", "blue", None, (0.5, -0.25, 0.03), extent=(0.14, 0.14, 0.06))
BALL = Entity("ball", "ball", "red", None, (0.6, 0.2, 0.03), extent=(0.06, 0.06, 0.06))
SCENE = Scene((VASE, BOWL, BALL))
EMPTY = Scene(())


def points(count: int, seed: int = 0) -> Tensor:
    low, high = torch.tensor(SMALL.low), torch.tensor(SMALL.high)
    made = torch.rand(1, count, 3, generator=torch.Generator().manual_seed(seed))
    return (low + made * (high - low)).double()


def exact(region: Region, there: Tensor) -> Tensor:
    return distance(stacked([[region]], dtype=torch.float64), there)[0, 0]


# --- regions -------------------------------------------------------------------------------------


def test_distances_are_those_of_the_shapes() -> None:
    there = points(200)
    x = there[0]
    center = torch.tensor((0.5, 0.1, 0.2), dtype=torch.float64)
    gap = exact(ball((0.5, 0.1, 0.2), 0.1), there)
    assert torch.allclose(gap, (x - center).norm(dim=-1) - 0.1)
    low, high = torch.tensor((0.3, -0.2, 0.1)), torch.tensor((0.6, 0.1, 0.3))
    outside = torch.maximum((low - x).clamp_min(0), (x - high).clamp_min(0)).norm(dim=-1)
    inside = torch.minimum(x - low, high - x).amin(-1)
    gap = exact(box((0.3, -0.2, 0.1), (0.6, 0.1, 0.3)), there)
    assert torch.allclose(gap, torch.where(outside > 0, outside, -inside), atol=1e-6)
    a, b = torch.tensor((0.3, -0.3, 0.1)), torch.tensor((0.7, 0.2, 0.4))
    share = (((x - a) @ (b - a).double()) / (b - a).square().sum()).clamp(0, 1)
    gap = exact(capsule((0.3, -0.3, 0.1), (0.7, 0.2, 0.4), 0.05), there)
    assert torch.allclose(gap, (x - a - share[:, None] * (b - a)).norm(dim=-1) - 0.05, atol=1e-6)
    normal = torch.tensor((0.6, 0.0, 0.8), dtype=torch.float64)
    gap = exact(half_space((0.5, 0.0, 0.2), (0.6, 0.0, 0.8)), there)
    assert torch.allclose(gap, (x - torch.tensor((0.5, 0.0, 0.2))) @ normal, atol=1e-6)


def test_slopes_of_distances_are_right_and_one_long_outside() -> None:
    turn = tuple(quat_exp(torch.tensor((0.3, -0.5, 0.8))).tolist())
    region = Region((0.5, 0.0, 0.2), (0.1, 0.05, 0.02), 0.03, turn)  # type: ignore[arg-type]
    there = points(100).requires_grad_()
    rows = stacked([[region]], dtype=torch.float64)
    slope = torch.autograd.grad(distance(rows, there).sum(), there)[0]
    outside = distance(rows, there)[0, 0] > -0.03
    assert torch.allclose(slope[0, outside].norm(dim=-1), torch.ones(1).double(), atol=1e-6)
    for axis in range(3):
        step = torch.zeros(3, dtype=torch.float64)
        step[axis] = 1e-6
        change = (distance(rows, there + step) - distance(rows, there - step))[0, 0] / 2e-6
        assert (change - slope[0, :, axis]).abs().median() < 1e-5


def test_the_grid_says_the_same_as_points_in_every_world() -> None:
    generator = torch.Generator().manual_seed(3)
    worlds = [
        [Region((0.5, 0.1 * i, 0.2), (0.1, 0.05, 0.02), 0.03,
                tuple(quat_exp(t).tolist()))  # type: ignore[arg-type]
         for t in (torch.tensor((0.0, 0.0, 0.7 * i)), torch.randn(3, generator=generator))]
        for i in range(3)
    ]  # fmt: skip
    rows = stacked(worlds)
    there = SMALL.points().flatten(0, 2).expand(3, -1, -1)
    expected = distance(rows, there).amin(1).view(3, *SMALL.shape)
    assert torch.allclose(distance_on(rows, SMALL), expected, atol=1e-5)


def test_regions_ride_on_things() -> None:
    turn = tuple(quat_exp(torch.tensor((0.0, 0.0, math.pi / 2))).tolist())
    moved = replace(BOWL, position=(0.4, 0.1, 0.03), quaternion=turn)
    scene = Scene((VASE, moved))
    there = located(ball((0.1, 0.0, 0.05), 0.02, "bowl"), scene)
    assert there.center == pytest.approx((0.4, 0.2, 0.08))
    fence = located(replace(ball((0.1, 0.0, 0.05), 0.02, "bowl"), turns=False), scene)
    assert fence.center == pytest.approx((0.5, 0.1, 0.08))
    with pytest.raises(UnknownName, match="cup"):
        located(ball((0.0, 0.0, 0.0), 0.1, "cup"), scene)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: ball((0.5, 0.0, 0.1), -0.01), "smaller than nothing"),
        (lambda: ball((0.5, 0.0, 0.1), 10.0), "10 cm are 0.10"),
        (lambda: ball((math.nan, 0.0, 0.1), 0.1), "in numbers"),
        (lambda: half_space((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)), "must have a direction"),
        (lambda: ValueMap("affordance").painted(ball((0.5, 0, 0), 0.1), 2.0), "from 0 to 1, got 2"),
        (lambda: ValueMap("rotation").painted(ball((0.5, 0, 0), 0.1), 1.0), "4 numbers"),
        (lambda: ValueMap("avoidance").painted(ball((0.5, 0, 0), 0.1), margin=-1), "margin"),
        (lambda: ValueMap("avoidence"), "avoidance"),
        (lambda: Grid(low=(0.5, 0, 0), high=(0.4, 1, 1)), "low corner below"),
    ],
)  # fmt: skip
def test_what_is_refused(make, complaint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UserError, match=complaint):
        make()


# --- maps ----------------------------------------------------------------------------------------


def test_paints_are_what_the_map_says() -> None:
    inner, outer = ball((0.5, 0.0, 0.2), 0.05), ball((0.5, 0.0, 0.2), 0.15)
    velocity = ValueMap("velocity").painted(outer, 0.5).painted(inner, 0.2)
    avoidance = ValueMap("avoidance").painted(inner, margin=0.1)
    where = torch.tensor([[(0.5, 0.0, 0.2), (0.5, 0.1, 0.2), (0.5, 0.3, 0.2)]])
    assert velocity.at([EMPTY], where)[0].tolist() == pytest.approx([0.2, 0.5, 1.0])
    assert avoidance.at([EMPTY], where)[0].tolist() == pytest.approx([1.0, 0.5, 0.0], abs=1e-6)
    turned = ValueMap("rotation").painted(inner, 1.0, 0.0, 0.0, 0.0).at([EMPTY], where)
    assert turned[0].tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]]
    there = where.clone().requires_grad_()
    slope = torch.autograd.grad(avoidance.at([EMPTY], there).sum(), there)[0][0, 1]
    assert slope.tolist() == pytest.approx([0.0, -10.0, 0.0], abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_a_map_on_a_grid_is_the_map_at_its_cells(kind: str) -> None:
    value = {"rotation": (1.0, 0.0, 0.0, 0.0), "velocity": (0.5,)}.get(kind, (1.0,))
    made = ValueMap(kind).painted(of(BOWL, 0.02), *value).painted(of(VASE), *value, margin=0.05)
    scenes = [SCENE, Scene((replace(VASE, position=(0.4, 0.3, 0.1)), BOWL, BALL))]
    there = SMALL.points().flatten(0, 2).expand(2, -1, -1)
    on = made.on(scenes, SMALL)
    assert torch.allclose(on.flatten(1, 3), made.at(scenes, there), atol=1e-4)
    assert not torch.equal(on[0], on[1])


def test_maps_survive_json() -> None:
    avoidance = ValueMap("avoidance").painted(of(VASE, 0.1), margin=0.05)
    maps = ValueMaps(avoidance=avoidance.painted(half_space((0, 0, 0), (1, 0, 0)), whole=False))
    assert ValueMaps.from_json(json.loads(json.dumps(maps.to_json()))) == maps


# --- search --------------------------------------------------------------------------------------


def dijkstra(cost: np.ndarray, goal: tuple[int, ...], cell: tuple[float, ...]) -> np.ndarray:
    """The textbook's, as an independent truth."""
    values = np.full(cost.shape, np.inf)
    values[goal] = 0.0
    heap = [(0.0, goal)]
    around = [step for step in itertools.product((-1, 0, 1), repeat=3) if any(step)]
    while heap:
        value, here = heapq.heappop(heap)
        if value > values[here]:
            continue
        for step in around:
            near = tuple(h + s for h, s in zip(here, step, strict=True))
            if not all(0 <= n < size for n, size in zip(near, cost.shape, strict=True)):
                continue
            length = math.sqrt(sum((s * c) ** 2 for s, c in zip(step, cell, strict=True)))
            found = value + length * cost[near]
            if found < values[near]:
                values[near] = found
                heapq.heappush(heap, (found, near))
    return values


def test_costs_to_go_are_dijkstras() -> None:
    rng, cell = np.random.default_rng(0), (0.02, 0.03, 0.05)
    cost = rng.uniform(1, 5, (2, 9, 8, 7)).astype(np.float32)
    cost[rng.random(cost.shape) < 0.4] = np.inf
    goals = np.zeros(cost.shape, bool)
    for world, goal in enumerate(((1, 2, 3), (8, 0, 6))):
        cost[(world, *goal)] = 1.0
        goals[(world, *goal)] = True
    found = cost_to_go(torch.from_numpy(cost), torch.from_numpy(goals), cell).numpy()
    for world, goal in enumerate(((1, 2, 3), (8, 0, 6))):
        expected = dijkstra(cost[world], goal, cell)
        assert np.allclose(found[world], expected, rtol=1e-5)
    assert np.isinf(found).any()


def test_descents_end_at_a_goal() -> None:
    cost = torch.ones(2, 12, 10, 8)
    cost[:, 6, :9] = torch.inf  # a wall with a gap
    goal = torch.zeros(2, 12, 10, 8, dtype=torch.bool)
    goal[0, 11, 0, 0] = goal[1, 11, 9, 7] = True
    values = cost_to_go(cost, goal, (0.1, 0.1, 0.1))
    way = descent(values, torch.tensor([[0, 0, 0], [0, 0, 0]]), (0.1, 0.1, 0.1))
    assert way[0, -1].tolist() == [11, 0, 0]
    assert way[1, -1].tolist() == [11, 9, 7]
    assert (way.diff(dim=1).abs() <= 1).all()
    rows = torch.arange(2)[:, None]
    assert cost[rows, way[..., 0], way[..., 1], way[..., 2]].isfinite().all()


# --- routes --------------------------------------------------------------------------------------


def problem(scene: Scene, start: tuple[float, ...], goal: tuple[float, float, float],
            maps: ValueMaps | None = None, **options) -> Problem:  # type: ignore[no-untyped-def]  # fmt: skip
    maps = replace(
        maps or ValueMaps(), affordance=ValueMap("affordance").painted(ball(goal, 0.003))
    )
    pose = torch.tensor([[*start, *DOWN]])
    return Problem(
        maps, [scene], pose, pose[:, 3:], hand(), space=Grid(shape=(50, 50, 50)), **options
    )


@pytest.mark.parametrize("seed", range(20))
def test_what_blocks_the_straight_line_is_gone_around(seed: int) -> None:
    """VoxPoser's greedy walk gets stuck in every third of such scenes."""
    rng = np.random.default_rng(seed)
    start, goal = (0.5, 0.32, 0.12), (0.5, -0.32, 0.12)
    wall = Entity("wall", "block", None, None, (0.5 + rng.uniform(-0.03, 0.03), 0.0, 0.15),
                  extent=(rng.uniform(0.15, 0.25), 0.05, 0.30))  # fmt: skip
    others = tuple(
        Entity(f"can_{i}", "can", position=(rng.uniform(0.25, 0.75), rng.uniform(-0.1, 0.1), 0.05),
               extent=(0.06, 0.06, 0.10)) for i in range(3)
    )  # fmt: skip
    given = problem(Scene((wall, *others)), start, goal)
    routes = plan(given)
    assert routes.found.all(), why_not(given)
    assert routes.room.min() > 0
    assert torch.allclose(routes.points[0, 0], torch.tensor(start))
    assert (routes.points[0, -1] - torch.tensor(goal)).norm() < 0.004


def test_all_of_the_hand_and_what_it_holds_keep_their_distance() -> None:
    maps = ValueMaps(avoidance=ValueMap("avoidance").painted(of(VASE, 0.10)))
    stick = Entity("stick", "block", None, None, (0.5, 0.33, 0.18), extent=(0.02, 0.02, 0.16))
    scene = Scene((VASE, BOWL, stick), held="stick", tool=(0.5, 0.33, 0.25))
    balls = (*hand(), *held(stick, scene.tool, DOWN))
    given = replace(problem(scene, (0.5, 0.33, 0.25), (0.5, -0.32, 0.25), maps), balls=balls)
    routes = plan(given)
    assert routes.found.all()
    centers, radii = placed(balls, routes.turns[0])
    there = (routes.points[0, :, None] + centers).flatten(0, 1)[None].double()
    gap = (exact(located(of(VASE), scene), there).unflatten(0, (-1, len(radii))) - radii).amin()
    assert gap == pytest.approx(0.10, abs=0.03)
    assert gap >= 0.10
    assert (centers[0, -1] + torch.tensor((0.0, 0.0, 0.07))).norm() < 0.08  # the stick hangs down


def test_a_fence_holds_the_tool_and_not_the_hand() -> None:
    fence = replace(half_space((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)), entity="vase", turns=False)
    maps = ValueMaps(avoidance=ValueMap("avoidance").painted(fence, whole=False))
    routes = plan(problem(SCENE, (0.55, 0.35, 0.15), (0.55, -0.35, 0.15), maps))
    assert routes.found.all()
    assert routes.points[0, :, 0].min() >= 0.5


def test_what_is_carried_gets_to_the_goal() -> None:
    given = problem(
        EMPTY, (0.5, 0.3, 0.3), (0.5, -0.2, 0.1), carried=torch.tensor((0.03, 0.0, 0.08))
    )
    end = plan(given).points[0, -1]
    lead = quat_rotate(torch.tensor(DOWN), torch.tensor((0.03, 0.0, 0.08)))
    assert (end + lead - torch.tensor((0.5, -0.2, 0.1))).norm() < 0.006


@pytest.mark.parametrize(
    ("maps", "goal", "reason"),
    [
        (ValueMaps(), (0.5, 0.0, 0.12), "nobody may be: the nearest free place lacks"),
        (ValueMaps(), (0.5, 0.0, 0.9), "outside of the arm's space"),
        (ValueMaps(avoidance=ValueMap("avoidance").painted(box((0, -1, 0), (1, 1, 1)))),
         (0.5, -0.3, 0.2), "nobody may be"),
        (ValueMaps(avoidance=ValueMap("avoidance").painted(box((0, -0.05, 0), (1, 0.05, 1)))),
         (0.5, -0.3, 0.2), "everything that leads to the goal"),
    ],
)  # fmt: skip
def test_where_there_is_no_way_somebody_says_why(
    maps: ValueMaps, goal: tuple[float, float, float], reason: str
) -> None:
    given = problem(SCENE, (0.5, 0.35, 0.2), goal, maps)
    assert not plan(given).found.any()
    assert reason in why_not(given)


def test_worlds_of_a_batch_are_planned_as_if_alone() -> None:
    scenes = [replace(SCENE, entities=(replace(VASE, position=(0.5, y, 0.1)), BOWL, BALL))
              for y in (-0.03, 0.0, 0.05)]  # fmt: skip
    maps = ValueMaps(avoidance=ValueMap("avoidance").painted(of(VASE, 0.05)))
    one = problem(SCENE, (0.5, 0.33, 0.15), (0.5, -0.33, 0.15), maps)
    together = plan(replace(one, scenes=scenes, start=one.start.repeat(3, 1),
                            goal_turn=one.goal_turn.repeat(3, 1)))  # fmt: skip
    for world, scene in enumerate(scenes):
        alone = plan(replace(one, scenes=[scene]))
        assert torch.allclose(together.points[world], alone.points[0], atol=1e-4)


# --- timing --------------------------------------------------------------------------------------


def test_limits_hold_and_brakes_suffice() -> None:
    way = np.linspace((0.0, 0.0, 0.0), (0.8, 0.0, 0.0), 81)
    limits = np.full(81, 0.6)
    limits[40:50] = 0.1
    speed = speeds(way, limits.copy(), 0.0)
    assert (speed <= limits + 1e-9).all()
    assert speed[30] > 0.3
    arc, along, now, dt = np.linspace(0, 0.8, 81), 0.0, 0.0, 0.05
    for _ in range(400):
        before, place = now, along
        along, now = advanced(arc, speed, along, dt)
        assert abs(now - before) <= 1.5 * ACCELERATION * dt
        if place >= 0.40 and along <= 0.49:
            assert (along - place) / dt <= 0.101
    assert along == pytest.approx(0.8)
