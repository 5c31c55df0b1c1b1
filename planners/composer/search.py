"""The cheapest way through a grid: Bellman's equation for all cells of N worlds at once.

VoxPoser walks greedily and gets stuck behind what blocks the straight line; the value of a cell
here is the cost of the whole way from it, so going down never does.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import pad

from vla.scene import Vec3

CHECKED = 8
"""Sweeps between looks at whether anything still changes."""
MANY = 6
"""Worlds from which layer by layer is faster than all cells at once."""


def cost_to_go(cost: Tensor, goal: Tensor, cell: Vec3) -> Tensor:
    """Cost of the cheapest way from each cell to a goal, over its 26 neighbours (N, X, Y, Z).

    Args:
        cost: of a metre in each cell, above zero; infinite where nobody may be.
        goal: (N, X, Y, Z) bool.
        cell: sizes of a cell [m].

    Returns:
        Infinite where no way leads to a goal.
    """
    values = torch.where(goal & cost.isfinite(), 0.0, torch.inf)
    if len(values) >= MANY:
        return _layer_by_layer(values, cost, cell)
    steps = [(axes, math.sqrt(sum(cell[a] ** 2 for a in axes)))
             for axes in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))]  # fmt: skip
    sweep = 0
    while True:
        best: dict[tuple[int, ...], Tensor] = {(): values}
        found = values
        for axes, length in steps:
            best[axes] = _least(best[axes[:-1]], axes[-1] + 1)
            found = torch.minimum(found, best[axes] + length * cost)
        sweep += 1
        if sweep % CHECKED == 0 and torch.equal(found, values):
            return values
        values = found


def descent(values: Tensor, start: Tensor, cell: Vec3) -> Tensor:
    """Cells (N, M, 3) on the way down from a start (N, 3), the last ones repeated.

    Args:
        values: of `cost_to_go`, finite at the start.
        cell: sizes of a cell [m].
    """
    worlds = torch.arange(len(values), device=values.device)[:, None]
    around = torch.cartesian_prod(*(torch.arange(-1, 2, device=values.device),) * 3)
    lengths = (around * torch.tensor(cell, device=values.device)).norm(dim=-1)
    whole = pad(values, (1,) * 6, value=torch.inf)
    here, way = start + 1, [start]
    most = sum(values.shape[1:]) * 4
    for _ in range(most):
        near = here[:, None] + around
        there = whole[worlds, near[..., 0], near[..., 1], near[..., 2]]
        # The steepest way, not the lowest neighbour: that one would prefer corners.
        own = there[:, 13:14]
        slope = torch.where(there < own, (own - there) / lengths.clamp_min(1e-9), -1.0)
        steepest = slope.argmax(1)
        steepest = torch.where(slope.amax(1) > 0, steepest, 13)
        if bool((steepest == 13).all()):
            break
        here = here + around[steepest]
        way.append(here - 1)
    return torch.stack(way, 1)


def _layer_by_layer(values: Tensor, cost: Tensor, cell: Vec3) -> Tensor:
    """The same, by sweeps (Zhao 2005): each layer from the one before it, along each axis and back.

    A sweep takes in all ways that go on along its axis, so a few rounds do; every operation is
    small for one world and pays for many.
    """
    costs = [cost.movedim(axis + 1, 0).contiguous() for axis in range(3)]
    axis, settled = 0, 0
    while settled < 3:  # nothing changes along any axis
        across = [cell[other] for other in range(3) if other != axis]
        lengths = (cell[axis], math.hypot(cell[axis], across[0]),
                   math.hypot(cell[axis], across[1]), math.hypot(*cell))  # fmt: skip
        before = values.movedim(axis + 1, 0)
        layers = before.clone(memory_format=torch.contiguous_format)
        for step in (1, -1):
            order = range(1, len(layers)) if step == 1 else range(len(layers) - 2, -1, -1)
            for number in order:
                _from_layer(layers[number], layers[number - step], costs[axis][number], lengths)
        settled = settled + 1 if torch.equal(before, layers) else 0
        values, axis = layers.movedim(0, axis + 1), (axis + 1) % 3
    return values.contiguous()


def _from_layer(
    there: Tensor, other: Tensor, cost: Tensor, lengths: tuple[float, float, float, float]
) -> None:
    """Bring a layer (N, A, B) up to what ways through the next one cost, in place."""
    first = _least(other, 1)
    for values, length in zip((other, first, _least(other, 2), _least(first, 2)), lengths,
                              strict=True):  # fmt: skip
        torch.minimum(there, torch.add(values, cost, alpha=length), out=there)


def _least(values: Tensor, axis: int) -> Tensor:
    """The smallest of every cell and its two neighbours along an axis."""
    made, size = values.clone(), values.shape[axis]
    low, high = made.narrow(axis, 0, size - 1), made.narrow(axis, 1, size - 1)
    torch.minimum(low, values.narrow(axis, 1, size - 1), out=low)
    torch.minimum(high, values.narrow(axis, 0, size - 1), out=high)
    return made
