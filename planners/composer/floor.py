"""The floor: how far a thing that stands has to go to where it is wanted, around what is there.

As routes of the hand, but in the plane: everything is a column. The value of a place is the cost of
the whole way from it, so that pushes towards lower values never end behind an obstacle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from vla.measures import is_round
from vla.scene import Entity, Scene

from .grid import Grid
from .maps import ValueMap
from .regions import Region
from .search import cost_to_go

CELL = 0.01
"""[m]"""
MARGIN = 0.005
"""[m] by which a thing may stand beyond the workspace: the hand must still get behind it."""
TALL = 1.0
"""Half height of a column [m]."""
GAP = 0.006
"""[m] between things that are moved past each other."""
COMFORT = 0.03
"""Gap [m] up to which more room is better ..."""
CROWDED = 3.0
"""... and the extra cost of a metre where there is none; ..."""
WRIST_COMFORT = 0.06
"""... beside what reaches up to the wrist, which is behind the thing, ..."""
PALM_COMFORT = 0.10
"""... the same where the palm has to lie across the way, ..."""
WRIST_CROWDED = 12.0
"""... both are more: a metre there is several pushes in a narrow place."""
ESCAPE = 0.05
"""Distance [m] from a thing within which its way may lead through what is forbidden ..."""
TOLL = 10.0
"""... and the cost of a metre there."""
NOWHERE = 20.0
"""[m] Cost of a place that no way leads from."""


def footprint(entity: Entity) -> float:
    """Radius of a circle that a thing stands in [m]."""
    return 0.5 * max(entity.extent[:2]) if is_round(entity) else entity.radius


def column(entity: Entity, margin: float) -> Region:
    """Everything within a horizontal distance [m] of a thing that stands, at all heights."""
    if is_round(entity):
        half = (0.0, 0.0, TALL)
        radius = footprint(entity) + margin
        return Region((0.0, 0.0, 0.0), half, radius, entity=entity.name, turns=False)
    half = (0.5 * entity.extent[0], 0.5 * entity.extent[1], TALL)
    return Region((0.0, 0.0, 0.0), half, margin, entity=entity.name)


def upright(region: Region) -> Region:
    """A region that stands, at all heights."""
    x, y, z = region.half
    return replace(region, half=(x, y, max(z, TALL)))


def in_the_way(scene: Scene, name: str, along: Sequence[str]) -> ValueMap:
    """Columns of everything that a thing, pushed over the table, would run into."""
    thing, blocked = scene[name], ValueMap("avoidance")
    for other in scene:
        beside = other.bottom < thing.top and other.top > thing.bottom
        if other.name not in (name, *along) and other.kind != "table" and beside:
            blocked = blocked.painted(column(other, GAP))
    return blocked


@dataclass(frozen=True)
class Floor:
    """Costs of a thing's way over the table."""

    scene: Scene
    name: str
    affordance: ValueMap
    """Where it is to get to."""
    blocked: ValueMap
    """Columns that it must stay out of, all of it."""
    tall: ValueMap
    """Those of them that the hand must stay out of, too."""
    comfort: float = WRIST_COMFORT
    """Gap [m] to these up to which more room is better."""

    @property
    def radius(self) -> float:
        """Of the thing [m]."""
        return footprint(self.scene[self.name])

    def room(self, points: Tensor) -> Tensor:
        """Gap (K,) [m] between the thing, its middle at points (K, 3), and what is forbidden."""
        return self.blocked.distance([self.scene], points[None])[0] - self.radius

    def missing(self, points: Tensor) -> Tensor:
        """How far points (K, 3) are from where it is wanted [m], as the crow flies; 0 inside."""
        return self.affordance.distance([self.scene], points[None])[0].clamp_min(0.0)

    def to_go(self, points: Tensor) -> Tensor:
        """Cost of the way (K,) from points (K, 3): its length [m] where there is room."""
        there = self._grid.sample(self._values, points[None])[0]
        return torch.maximum(there, self.missing(points))

    @cached_property
    def _grid(self) -> Grid:
        """One layer of cells at the thing's height; two, as a grid needs."""
        (x0, y0, _), (x1, y1, _) = self.scene.workspace
        z = self.scene[self.name].position[2]
        low, high = (x0 - MARGIN, y0 - MARGIN, z - CELL), (x1 + MARGIN, y1 + MARGIN, z + CELL)
        count = [max(2, round((b - a) / CELL)) for a, b in zip(low, high, strict=True)]
        return Grid(low, high, (count[0], count[1], count[2]))

    @cached_property
    def _values(self) -> Tensor:
        """Cost of the way from every cell (1, X, Y, Z)."""
        grid, scenes = self._grid, [self.scene]
        points = grid.points(dtype=torch.float64)
        room = self.blocked.distance_on(scenes, grid).double() - self.radius
        beside = self.tall.distance_on(scenes, grid).double() - self.radius
        cost = 1.0 + CROWDED * (1.0 - room / COMFORT).clamp(0.0, 1.0)
        cost = cost + WRIST_CROWDED * (1.0 - beside / self.comfort).clamp(0.0, 1.0)
        here = points.new_tensor(self.scene[self.name].position)
        near = (points - here).norm(dim=-1) < ESCAPE
        cost = torch.where(room < 0, torch.where(near, TOLL, torch.inf), cost)
        reach = 0.5 * CELL * 2**0.5
        goal = self.missing(points.flatten(0, 2)).view(1, *grid.shape) <= reach
        return cost_to_go(cost, goal & (room >= 0), grid.cell).clamp_max(NOWHERE)
