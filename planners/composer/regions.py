"""Regions of space: boxes with rounded edges, which balls, capsules and half spaces are too.

One kind of region, so one formula for distances, for N worlds at once, on any device, with
gradients. A region may ride on an entity: it is then given in the entity's frame and goes where the
entity goes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vla.errors import UserError
from vla.geometry import quat_to_matrix
from vla.scene import Entity, Quat, Scene, Vec3, quat_product, to_world

from .grid import Grid

UPRIGHT: Quat = (1.0, 0.0, 0.0, 0.0)
FAR = 4.0
"""[m] that stands for without end."""
SLAB = 8
"""Cells along x that are measured together."""
LARGEST = 5.0
"""[m] Greater lengths are taken for a mistake in the unit."""


@dataclass(frozen=True)
class Region:
    """Everything within `radius` of a box."""

    center: Vec3
    """[m]"""
    half: Vec3 = (0.0, 0.0, 0.0)
    """Half sizes of the box along its axes [m]."""
    radius: float = 0.0
    """[m]"""
    quaternion: Quat = UPRIGHT
    """Orientation of the box, wxyz."""
    entity: str | None = None
    """The thing whose frame all this is given in; the world's if `None`."""
    turns: bool = True
    """Whether it turns with the thing, too, or keeps to the world's directions."""

    def __post_init__(self) -> None:
        numbers = (*self.center, *self.half, self.radius, *self.quaternion)
        if not all(map(math.isfinite, numbers)):
            raise UserError(f"A region must be given in numbers, got {self}.")
        if min(*self.half, self.radius) < 0:
            raise UserError(f"A region cannot be smaller than nothing: half {self.half} m,"
                            f" radius {self.radius} m.")  # fmt: skip
        if max(*map(abs, self.center), *self.half, self.radius) > LARGEST:
            raise UserError(
                f"A region {max(*map(abs, self.center), *self.half, self.radius):g} m large or"
                " away is beyond any arm's reach: lengths are in metres, 10 cm are 0.10."
            )

    def grown(self, distance: float) -> Region:
        """Everything within a distance [m] of it."""
        return replace(self, radius=self.radius + distance)


def ball(center: Vec3, radius: float, entity: str | None = None) -> Region:
    """Within `radius` [m] of a point."""
    return Region(center, radius=radius, entity=entity)


def box(low: Vec3, high: Vec3) -> Region:
    """Between two corners [m]."""
    center = tuple(0.5 * (a + b) for a, b in zip(low, high, strict=True))
    half = tuple(0.5 * (b - a) for a, b in zip(low, high, strict=True))
    return Region(center, half)  # type: ignore[arg-type]


def capsule(start: Vec3, end: Vec3, radius: float) -> Region:
    """Within `radius` [m] of a segment."""
    span = [b - a for a, b in zip(start, end, strict=True)]
    length = math.sqrt(sum(s * s for s in span))
    center = tuple(0.5 * (a + b) for a, b in zip(start, end, strict=True))
    return Region(center, (0.5 * length, 0.0, 0.0), radius, along(span))  # type: ignore[arg-type]


def half_space(point: Vec3, normal: Vec3) -> Region:
    """The side of a plane that its normal points away from."""
    length = math.sqrt(sum(n * n for n in normal))
    if length < 1e-9:
        raise UserError("The normal of a half space must have a direction, got zero.")
    center = tuple(p - FAR * n / length for p, n in zip(point, normal, strict=True))
    return Region(center, (FAR, FAR, FAR), 0.0, along(normal))  # type: ignore[arg-type]


def of(entity: Entity, margin: float = 0.0) -> Region:
    """The bounding box of a thing, or the ball that it is, which goes where it goes."""
    if entity.affords.shape == "sphere":
        return Region((0.0, 0.0, 0.0), radius=0.5 * entity.extent[0] + margin, entity=entity.name)
    half = tuple(0.5 * e for e in entity.extent)
    return Region((0.0, 0.0, 0.0), half, margin, entity=entity.name)  # type: ignore[arg-type]


def along(direction: Sequence[float]) -> Quat:
    """The shortest turn that takes x to a direction, wxyz."""
    x, y, z = (float(d) for d in direction)
    length = math.sqrt(x * x + y * y + z * z)
    if length < 1e-9:
        return UPRIGHT
    x, y, z = x / length, y / length, z / length
    if x < -1 + 1e-9:
        return (0.0, 0.0, 0.0, 1.0)
    w = 1.0 + x
    norm = math.sqrt(w * w + z * z + y * y)
    return (w / norm, 0.0, -z / norm, y / norm)


def located(region: Region, scene: Scene) -> Region:
    """The region where its entity is now, in the world."""
    if region.entity is None:
        return region
    thing = scene[region.entity]
    if not region.turns:
        x, y, z = (a + b for a, b in zip(thing.position, region.center, strict=True))
        return Region((x, y, z), region.half, region.radius, region.quaternion)
    turn = quat_product(thing.quaternion, region.quaternion)
    center = to_world(region.center, thing.position, thing.quaternion)
    return Region(center, region.half, region.radius, turn)


def stacked(
    regions: Sequence[Sequence[Region]], device: torch.device | str = "cpu",
    dtype: torch.dtype = torch.float32,
) -> Tensor:  # fmt: skip
    """Located regions of N worlds, as many in each, as numbers (N, P, 11).

    Center, quaternion, half sizes, radius.
    """
    rows = [[(*r.center, *r.quaternion, *r.half, r.radius) for r in world] for world in regions]
    return torch.tensor(rows, device=device, dtype=dtype).view(len(rows), -1, 11)


def distance(regions: Tensor, points: Tensor) -> Tensor:
    """Signed distance [m] from regions (N, P, 11) to points (N, M, 3): (N, P, M), negative inside.

    Exact outside; inside of a rounded box as deep as the box's faces are far (Quilez's formula).
    """
    center, quaternion, half, radius = regions.split((3, 4, 3, 1), -1)
    offset = points[:, None] - center[:, :, None]
    local = (offset @ quat_to_matrix(quaternion)).abs() - half[:, :, None]
    outside = local.clamp_min(0.0).square().sum(-1)
    # The root of zero has no gradient.
    outside = torch.where(outside > 0, outside, 1.0).sqrt() * (outside > 0)
    return outside + local.amax(-1).clamp_max(0.0) - radius


def distance_on(regions: Tensor, grid: Grid) -> Tensor:
    """Signed distance [m] from the nearest of the regions (N, P, 11) at all cells (N, X, Y, Z).

    As `distance`, but what depends on one or two axes is computed for these only.
    """
    x, y, z = grid.axes(regions.device, regions.dtype)
    nearest = regions.new_full((len(regions), *grid.shape), FAR)
    # Slabs that stay in the cache.
    for slab, there in zip(x.split(SLAB), nearest.split(SLAB, 1), strict=True):
        for region in regions.unbind(1):
            torch.minimum(there, _gap(region, (slab, y, z)), out=there)
    return nearest


def _gap(region: Tensor, axes: Sequence[Tensor]) -> Tensor:
    """Signed distance [m] from one region each (N, 11) to cells (N, X, Y, Z)."""
    local = [
        part.abs() - half[:, None, None, None]
        for part, half in zip(_local(region, axes), region[:, 7:10].unbind(1), strict=True)
    ]
    # Those of fewer axes come first: most of the arithmetic is in a plane then.
    local.sort(key=torch.Tensor.numel)
    flat = local[0].clamp_min(0).square() + local[1].clamp_min(0).square()
    outside = (flat + local[2].clamp_min(0).square()).sqrt_()
    inside = torch.maximum(torch.maximum(local[0], local[1]), local[2]).clamp_max_(0.0)
    return outside.add_(inside).sub_(region[:, 10, None, None, None])


def _local(region: Tensor, axes: Sequence[Tensor]) -> list[Tensor]:
    """Coordinates (N, X, Y, Z) of cells in the frames of regions (N, 11).

    An axis that a coordinate does not depend on in any world has size 1.
    """
    turn = quat_to_matrix(region[:, 3:7])
    shapes = ((-1, 1, 1), (1, -1, 1), (1, 1, -1))
    offsets = [(line - region[:, axis, None]).view(len(region), *shape)
               for axis, (line, shape) in enumerate(zip(axes, shapes, strict=True))]  # fmt: skip
    needed = (turn.abs() > 1e-6).any(0).tolist()
    return [
        sum(turn[:, axis, own, None, None, None] * offsets[axis]
            for axis in range(3) if needed[axis][own])
        for own in range(3)
    ]  # type: ignore[return-value]  # fmt: skip
