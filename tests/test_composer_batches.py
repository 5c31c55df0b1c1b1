"""Searches of many worlds at once give each world what it gets alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from vla.planners.composer import search
from vla.planners.composer.body import hand
from vla.planners.composer.grid import Grid
from vla.planners.composer.maps import ValueMap, ValueMaps
from vla.planners.composer.regions import ball, of
from vla.planners.composer.route import Problem, plan, room_along, room_on
from vla.scene import DOWN, Entity, Scene

CELL = (0.03, 0.02, 0.05)


def mazes(
    count: int, shape: tuple[int, int, int] = (9, 11, 7)
) -> tuple[torch.Tensor, torch.Tensor]:
    """Random costs, half of them walls, and a goal in each world."""
    generator = torch.Generator().manual_seed(1)
    cost = 1.0 + 3.0 * torch.rand((count, *shape), generator=generator)
    cost[torch.rand(cost.shape, generator=generator) < 0.5] = torch.inf
    goal = torch.zeros_like(cost, dtype=torch.bool)
    goal[:, 1, 2, 3] = goal[:, 7, 9, 5] = True
    cost[goal] = 1.0
    return cost, goal


def test_layers_find_what_all_cells_at_once_find() -> None:
    cost, goal = mazes(search.MANY + 2)
    together = search.cost_to_go(cost, goal, CELL)
    alone = torch.cat(
        [search.cost_to_go(cost[n : n + 1], goal[n : n + 1], CELL) for n in range(len(cost))]
    )
    assert together.isfinite().any()
    assert together.isinf().any()
    assert torch.equal(together.isfinite(), alone.isfinite())
    known = alone.isfinite()
    assert torch.allclose(together[known], alone[known], rtol=1e-5)


@pytest.mark.parametrize("same", [True, False])
def test_shifted_cells_are_sampled_as_points_are(same: bool) -> None:
    generator = torch.Generator().manual_seed(2)
    space, cells = Grid(shape=(20, 24, 16)), Grid(shape=(10, 8, 16))
    values = torch.rand((3, *space.shape), generator=generator)
    offset = 0.3 * torch.rand((3, 3), generator=generator) - 0.1
    offset = offset[:1].expand(3, 3) if same else offset
    points = cells.points().flatten(0, 2)[None] + offset[:, None]
    expected = space.sample(values, points).view(3, *cells.shape)
    assert torch.allclose(space.shifted(values, cells, offset), expected, atol=1e-5)


def scene(number: int) -> Scene:
    """A vase that stands somewhere else in every scene, and a can."""
    vase = Entity(
        "vase", "vase", position=(0.5, 0.03 * number - 0.1, 0.1), extent=(0.08, 0.08, 0.2)
    )
    can = Entity("can", "can", position=(0.4, 0.05 * number - 0.2, 0.05), extent=(0.06, 0.06, 0.1))
    return Scene((vase, can))


@pytest.mark.parametrize("side", [25, 40, 100])
def test_routes_of_a_batch_are_those_of_its_worlds(side: int) -> None:
    count = search.MANY + 1
    scenes = [scene(number) for number in range(count)]
    maps = ValueMaps(
        affordance=ValueMap("affordance").painted(ball((0.5, -0.33, 0.15), 0.003)),
        avoidance=ValueMap("avoidance").painted(of(scenes[0]["vase"], 0.08)),
    )
    start = torch.tensor([[0.5, 0.33, 0.15, *DOWN]]).repeat(count, 1)
    asked = Problem(maps, scenes, start, start[:, 3:], hand(), space=Grid(shape=(side, side, side)))
    together = plan(asked)
    for number in range(count):
        one = replace(
            asked, scenes=[scenes[number]], start=start[:1], goal_turn=start[:1, 3:]
        )  # fmt: skip
        alone = plan(one)
        assert bool(alone.found[0]) == bool(together.found[number])
        assert torch.allclose(alone.points[0], together.points[number], atol=2e-3)
        assert torch.allclose(alone.room[0], together.room[number], atol=2e-3)
    assert bool(together.found.all())


@pytest.mark.parametrize(("few", "off"), [(True, 1e-5), (False, 0.02)])
def test_room_at_few_cells_is_exact_and_at_many_nearly(few: bool, off: float) -> None:
    scenes = [scene(number) for number in range(3)]
    maps = ValueMaps(avoidance=ValueMap("avoidance").painted(of(scenes[0]["vase"], 0.08)))
    start = torch.tensor([[0.5, 0.33, 0.15, *DOWN]]).repeat(3, 1)
    turned = torch.tensor([[0.0, 1.0, 0.0, 0.0], [0.0, 0.92, 0.39, 0.0], [0.2, 0.98, 0.0, 0.0]])
    turned = turned / turned.norm(dim=-1, keepdim=True)
    grid = Grid(high=(0.85, 0.50, 0.30), shape=(7, 9, 5) if few else (30, 30, 30))
    space = Grid() if few else Grid(shape=(30, 30, 30))
    asked = Problem(maps, scenes, start, turned, hand(), space=space)
    points = grid.points().flatten(0, 2).expand(3, -1, -1)
    wrong = (room_on(asked, grid).flatten(1) - room_along(asked, points)).abs()
    assert float(wrong.quantile(0.9)) < off
