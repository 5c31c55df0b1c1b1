"""Routes: from value maps to a way for the hand that is free, smooth and short.

First the cheapest way over coarse cells, which no obstacle can trap; then an elastic band (Quinlan
and Khatib 1993) takes the corners off it. Whether the result is free is measured exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vla.geometry import quat_rotate, quat_slerp
from vla.scene import Scene

from .body import Balls, placed
from .grid import Grid
from .maps import ValueMaps
from .regions import Region, box, distance, distance_on, located, of, stacked
from .search import cost_to_go, descent

TRIES = ((25, False), (25, True), (50, False), (50, True))
"""Cells along each side of the search, and whether the tool turns at the end of the way instead of
its beginning: the next where one finds no way."""
TURNING = 0.4
"""Share of the way on which the tool turns."""
SPACE = Grid()
"""In which routes lie, and its cells for distances where there are fewer of them than there are
cells to search for each of the balls."""
TOGETHER = 300_000
"""Cells of all worlds that are measured together."""
POINTS = 32
"""Points of a route."""
ROOM = 0.008
"""Gap [m] to solid things that every route keeps."""
COMFORT = 0.03
"""Gap [m] up to which more room is better."""
SLACK = 0.004
"""[m] by which a route may miss that gap."""
CROWDED = 6.0
"""Extra cost of a metre where there is no more room than must be."""
ESCAPE = 0.06
"""Distance [m] from the start within which a way out may lead through what is forbidden ..."""
TOLL = 40.0
"""... and the cost of a metre there."""
ENOUGH = 0.015
"""Room [m] from which the elastic band is not pushed."""
ROUNDS = 40
"""Of the elastic band."""
PULL, PUSH = 0.4, 0.6
"""Shares by which its points go between their neighbours, and out of what is too near."""


@dataclass(frozen=True)
class Problem:
    """From where to what, around what: the same maps for N scenes."""

    maps: ValueMaps
    scenes: Sequence[Scene]
    start: Tensor
    """(N, 7) pose of the tool: position [m], wxyz."""
    goal_turn: Tensor
    """(N, 4) orientation of the tool at the end, wxyz."""
    balls: Balls
    """What moves, in the tool's frame."""
    carried: Tensor | None = None
    """(3,) where the thing that is to get to the affordance is in the tool's frame [m]; the tool
    itself if `None`."""
    ignore: frozenset[str] = frozenset()
    """Things that may be touched."""
    space: Grid = SPACE


@dataclass(frozen=True)
class Routes:
    """N ways of `POINTS` points."""

    points: Tensor
    """(N, M, 3) of the tool [m]."""
    turns: Tensor
    """(N, M, 4) wxyz."""
    room: Tensor
    """(N, M) gap [m] to the nearest solid thing or forbidden region; negative is inside."""
    found: Tensor
    """(N,) bool."""


def plan(problem: Problem) -> Routes:
    """The routes of all worlds."""
    made = _planned(problem, *TRIES[0])
    for cells, late in TRIES[1:]:
        missed = (~made.found).nonzero()[:, 0]
        if not len(missed):
            break
        again = _planned(_rows(problem, missed.tolist()), cells, late)
        for name in ("points", "turns", "room", "found"):
            getattr(made, name)[missed] = getattr(again, name)
    return made


def _planned(problem: Problem, cells: int, late: bool) -> Routes:
    """Routes by a search over so many cells along each side; the tool turns late or early."""
    obstacles = _Obstacles(problem, problem.start[:, 3:] if late else problem.goal_turn)
    grid = replace(problem.space, shape=(cells,) * 3)
    room = obstacles.room_on(grid)
    rough, found = _searched(problem, room, grid)
    smooth = _relaxed(rough, room, grid)
    share = torch.linspace(0, 1, POINTS, device=room.device, dtype=room.dtype)
    share = 1.0 - (1.0 - share) / TURNING if late else share / TURNING
    turns = quat_slerp(
        problem.start[:, None, 3:], problem.goal_turn[:, None], share.clamp(0.0, 1.0)[:, None]
    )
    exact = obstacles.room(smooth, turns)
    leaving = (smooth - smooth[:, :1]).norm(dim=-1) < ESCAPE
    found &= ((exact > -SLACK) | leaving).all(1) & (exact[:, -1] > -SLACK)
    return Routes(smooth, turns, exact, found)


def why_not(problem: Problem, world: int = 0) -> str:
    """What speaks against a route in a world where none was found."""
    one = _rows(problem, [world])
    maps, scene = one.maps, one.scenes[0]
    if not maps.affordance.paints:
        return "there is nowhere to go: the affordance map is empty"
    grid = replace(one.space, shape=(TRIES[-1][0],) * 3)
    goal = _goals(one, grid)
    if not bool(goal.any()):
        center = located(maps.affordance.paints[0].region, scene).center
        return f"the goal at {_point(center)} is outside of the arm's space"
    end = _touched(one, one.start[:, :3])
    best = float(room_along(one, end[:, None]))
    if best < -SLACK:
        return (f"the goal is where nobody may be: the nearest free place lacks"
                f" {100 * -best:.1f} cm of room")  # fmt: skip
    return "everything that leads to the goal is blocked or forbidden"


def room_along(problem: Problem, points: Tensor) -> Tensor:
    """Gap [m] (N, M) at tool positions (N, M, 3), turned as at the goal."""
    points = points.to(problem.start)
    turns = problem.goal_turn[:, None].expand(*points.shape[:2], 4)
    return _Obstacles(problem, problem.goal_turn).room(points, turns)


def room_on(problem: Problem, grid: Grid) -> Tensor:
    """The same at all cells (N, X, Y, Z)."""
    return _Obstacles(problem, problem.goal_turn).room_on(grid)


def values_on(problem: Problem, grid: Grid) -> Tensor:
    """What the search goes down: costs of the rest of the way from all cells (N, X, Y, Z).

    In metres of a way with plenty of room; infinite where no way leads to the goal. Of the tool
    turned as at the goal.
    """
    return _values(problem, room_on(problem, grid), grid)


def solid_on(problem: Problem, grid: Grid) -> Tensor:
    """Signed distance [m] from what must not be run into to all cells (N, X, Y, Z)."""
    return distance_on(_Obstacles(problem, problem.goal_turn).solids, grid)


class _Obstacles:
    """How much room the moving balls have.

    Args:
        turn: (N, 4) of the tool, wxyz, for all cells of a grid.
    """

    def __init__(self, problem: Problem, turn: Tensor):
        self._problem = problem
        scenes, like = problem.scenes, problem.start
        solids = [[located(region, scene) for region in _solids(scene, problem.ignore)]
                  for scene in scenes]  # fmt: skip
        most = max(len(row) for row in solids)
        filler = box((-4.0, -4.0, -4.0), (-3.9, -3.9, -3.9))
        rows = [row + [filler] * (most - len(row)) for row in solids]
        self.solids = stacked(rows, like.device, like.dtype)
        self.avoided, self.fences = (
            replace(problem.maps.avoidance, paints=paints).regions(scenes, like) if paints else None
            for paints in (
                tuple(p for p in problem.maps.avoidance.paints if p.whole == whole)
                for whole in (True, False)
            )
        )
        self.centers, self.radii = placed(problem.balls, turn)

    def room(self, points: Tensor, turns: Tensor) -> Tensor:
        """Gap [m] (N, M) at tool positions (N, M, 3) and orientations (N, M, 4)."""
        centers, radii = placed(self._problem.balls, turns)
        balls = (points[:, :, None] + centers).flatten(1, 2)
        gaps = distance(self.solids, balls).amin(1) - ROOM
        if self.avoided is not None:
            gaps = torch.minimum(gaps, distance(self.avoided, balls).amin(1))
        gaps = (gaps.unflatten(1, (points.shape[1], -1)) - radii).amin(-1)
        if self.fences is not None:
            gaps = torch.minimum(gaps, distance(self.fences, points).amin(1))
        return gaps

    def room_on(self, grid: Grid) -> Tensor:
        """Gap [m] at all cells (N, X, Y, Z).

        Exact if the cells are few; by distances on the problem's own grid, once for all balls, if
        that has fewer.
        """
        cells, fine = (math.prod(one.shape) for one in (grid, self._problem.space))
        exact = cells * len(self.radii) < fine
        each = cells * len(self.radii) if exact else fine
        some = max(1, TOGETHER // each)  # worlds that stay in cache
        room = self._exact_room if exact else self._room_by_field
        gaps = torch.cat([
            room(slice(at, at + some), grid) for at in range(0, len(self.solids), some)
        ])  # fmt: skip
        if self.fences is not None:
            gaps = torch.minimum(gaps, distance_on(self.fences, grid))
        return gaps

    def _exact_room(self, worlds: slice, grid: Grid) -> Tensor:
        """For some of the worlds: what is around each ball counts from where the tool is."""
        around = _grown(self.solids[worlds], ROOM)
        if self.avoided is not None:
            around = torch.cat((around, self.avoided[worlds]), 1)
        centers = self.centers[worlds]
        balls = around[:, None].repeat(1, centers.shape[1], 1, 1)
        balls[..., :3] -= centers[:, :, None]
        balls = _grown(balls, self.radii[:, None, None])
        return distance_on(balls.flatten(0, 1), grid).unflatten(0, centers.shape[:2]).amin(1)

    def _room_by_field(self, worlds: slice, grid: Grid) -> Tensor:
        """The same from distances on a finer grid."""
        space = self._problem.space
        field = distance_on(self.solids[worlds], space) - ROOM
        if self.avoided is not None:
            field = torch.minimum(field, distance_on(self.avoided[worlds], space))
        gaps = field.new_full((len(field), *grid.shape), torch.inf)
        centers = self.centers[worlds]
        for center, radius in zip(centers.unbind(1), self.radii.tolist(), strict=True):
            gaps = torch.minimum(gaps, space.shifted(field, grid, center) - radius)
        return gaps


def _grown(regions: Tensor, distance: Tensor | float) -> Tensor:
    """Everything within a distance [m] of regions (..., 11)."""
    return torch.cat((regions[..., :10], regions[..., 10:] + distance), -1)


def _searched(problem: Problem, room: Tensor, grid: Grid) -> tuple[Tensor, Tensor]:
    """Ways (N, POINTS, 3) over the cells of a grid, and where there are any (N,)."""
    values, start = _values(problem, room, grid), problem.start[:, :3]
    first = grid.index(start)
    worlds = torch.arange(len(start), device=start.device)
    there = values[worlds, first[:, 0], first[:, 1], first[:, 2]].isfinite()
    way = grid.position(descent(values, first, grid.cell)).to(start.dtype)
    way = torch.cat((start[:, None], way[:, 1:], _touched(problem, way[:, -1])[:, None]), 1)
    return _even(way, POINTS), there


def _values(problem: Problem, room: Tensor, grid: Grid) -> Tensor:
    """Costs of the rest of the way from all cells (N, X, Y, Z)."""
    cost = 1.0 + CROWDED * (1.0 - room / COMFORT).clamp(0.0, 1.0)
    cells = grid.points(room.device, room.dtype)
    near = (cells - problem.start[:, None, None, None, :3]).norm(dim=-1) < ESCAPE
    cost = torch.where(room < 0, torch.where(near, TOLL, torch.inf), cost)
    return cost_to_go(cost, _goals(problem, grid) & (room >= 0), grid.cell)


def _goals(problem: Problem, grid: Grid) -> Tensor:
    """Cells (N, X, Y, Z) in which the thing, or the tool, is where it is wanted."""
    regions = problem.maps.affordance.regions(problem.scenes, problem.start)
    wanted = torch.cat((regions[..., :3] - _lead(problem)[:, None], regions[..., 3:]), -1)
    return distance_on(wanted, grid) <= 0.5 * math.dist(grid.cell, (0.0, 0.0, 0.0))


def _lead(problem: Problem) -> Tensor:
    """From the tool to what is to get to the affordance, at the end (N, 3) [m]."""
    if problem.carried is None:
        return torch.zeros_like(problem.start[:, :3])
    return quat_rotate(
        problem.goal_turn, problem.carried.to(problem.start).expand(len(problem.start), -1)
    )


def _touched(problem: Problem, points: Tensor) -> Tensor:
    """Positions (N, 3) of the tool nearest to these with the thing inside the affordance."""
    lead = _lead(problem)
    regions = problem.maps.affordance.regions(problem.scenes, problem.start)
    with torch.enable_grad():
        there = (points + lead).detach().requires_grad_()
        for _ in range(3):
            gap = distance(regions, there[:, None]).amin(1)
            slope = torch.autograd.grad(gap.sum(), there)[0]
            there = (there - (gap + 2e-3).clamp_min(0.0) * slope).detach().requires_grad_()
    return there.detach() - lead


def _relaxed(points: Tensor, room: Tensor, grid: Grid) -> Tensor:
    """An elastic band: points between their neighbours, out of what is too near; ends stay."""
    slopes = torch.gradient(room, spacing=[float(size) for size in grid.cell], dim=(1, 2, 3))
    fields = torch.stack((room, *slopes), 1)
    for _ in range(ROUNDS):
        middle = 0.5 * (points[:, 2:] + points[:, :-2])
        inner = points[:, 1:-1]
        gap, slope = grid.sample(fields, inner).split((1, 3), -1)
        inner = inner + PULL * (middle - inner) + PUSH * (ENOUGH - gap).clamp(0.0, 0.02) * slope
        points = torch.cat((points[:, :1], inner, points[:, -1:]), 1)
    return points


def _even(way: Tensor, count: int) -> Tensor:
    """The same polylines (N, M, 3) by `count` points at even distances."""
    spans = way.diff(dim=1).norm(dim=-1)
    ends = torch.cat((torch.zeros_like(spans[:, :1]), spans.cumsum(1)), 1)
    wanted = torch.linspace(0, 1, count, device=way.device, dtype=way.dtype) * ends[:, -1:]
    after = torch.searchsorted(ends[:, 1:].contiguous(), wanted.contiguous()).clamp_max(
        way.shape[1] - 2
    )
    rows = torch.arange(len(way), device=way.device)[:, None]
    share = (wanted - ends[rows, after]) / spans[rows, after].clamp_min(1e-9)
    share = share.clamp(0.0, 1.0)[..., None]
    return way[rows, after] * (1 - share) + way[rows, after + 1] * share


def _solids(scene: Scene, ignore: frozenset[str]) -> list[Region]:
    """What a hand must not run into."""
    table = box((-2.0, -2.0, -1.0), (2.0, 2.0, 0.0))
    return [table, *(of(thing) for thing in scene
                     if thing.name not in ignore and thing.kind != "table"
                     and thing.name != scene.held)]  # fmt: skip


def _rows(problem: Problem, rows: Sequence[int]) -> Problem:
    """Some of the worlds."""
    index = torch.tensor(rows, device=problem.start.device, dtype=torch.long)
    return replace(problem, scenes=[problem.scenes[row] for row in rows],
                   start=problem.start[index], goal_turn=problem.goal_turn[index])  # fmt: skip


def _point(point: Sequence[float]) -> str:
    return "({:.2f}, {:.2f}, {:.2f}) m".format(*point)
