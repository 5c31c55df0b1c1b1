"""Value maps: what is wanted, forbidden, how fast, how turned and how gripped, where.

A map is a default and paints over regions, nothing more: it is composed in microseconds, put into
JSON, evaluated at any points with gradients, and rasterised on a grid only when somebody wants to
look at it or search it. Regions that ride on entities are read anew at every evaluation, which is
what keeps a plan up to date without asking anybody again (VoxPoser, section 3.2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.scene import Scene

from .grid import Grid
from .regions import FAR, Region, distance, distance_on, located, stacked

KINDS: Mapping[str, tuple[float, ...]] = {
    "affordance": (0.0,), "avoidance": (0.0,), "velocity": (1.0,),
    "rotation": (0.0, 1.0, 0.0, 0.0), "gripper": (-1.0,),
}  # fmt: skip
"""Kind of a map -> what holds where nothing is painted.

Affordance: 1 where something is to get to. Avoidance: 1 where it must not be, less around it.
Velocity: times the usual speed. Rotation: of the tool, wxyz. Gripper: +1 closes, -1 opens.
"""
RANGES: Mapping[str, tuple[float, float]] = {
    "affordance": (0.0, 1.0), "avoidance": (0.0, 1.0), "velocity": (0.05, 2.0),
    "rotation": (-1.0, 1.0), "gripper": (-1.0, 1.0),
}  # fmt: skip


@dataclass(frozen=True)
class Paint:
    """A value in a region; avoidance and affordance fade to nothing over a margin around it."""

    region: Region
    value: tuple[float, ...]
    margin: float = 0.0
    """[m]"""
    whole: bool = True
    """Avoidance: whether all of the hand and what it holds stay out, or the tool's point alone."""


@dataclass(frozen=True)
class ValueMap:
    """One map of one kind.

    Where paints overlap, avoidance and affordance are as high as the highest, others as the last.
    """

    kind: str
    paints: tuple[Paint, ...] = ()
    default: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownName("kind of value map", self.kind, KINDS)
        if not self.default:
            object.__setattr__(self, "default", KINDS[self.kind])
        for value in (self.default, *(paint.value for paint in self.paints)):
            _check(self.kind, value)

    def painted(
        self, region: Region, *value: float, margin: float = 0.0, whole: bool = True
    ) -> ValueMap:
        """With a value, 1 if none is given, in a region.

        Raises:
            UserError: a value of another shape or beyond the range of this kind of map.
        """
        if margin < 0:
            raise UserError(f"A margin cannot be less than nothing, got {margin} m.")
        paint = Paint(region, tuple(map(float, value)) or (1.0,), margin, whole)
        return replace(self, paints=(*self.paints, paint))

    def at(self, scenes: Sequence[Scene], points: Tensor) -> Tensor:
        """The map at points (N, M, 3) [m] of N scenes: (N, M), rotations (N, M, 4).

        Avoidance and affordance have gradients within their margins.
        """
        return self._painted(lambda row: distance(row, points)[:, 0], scenes, points)

    def on(self, scenes: Sequence[Scene], grid: Grid, device: torch.device | str = "cpu") -> Tensor:
        """The map on a grid: (N, X, Y, Z), rotations (N, X, Y, Z, 4)."""
        like = torch.empty((len(scenes), *grid.shape, 0), device=device)
        return self._painted(lambda row: distance_on(row, grid), scenes, like)

    def distance(self, scenes: Sequence[Scene], points: Tensor) -> Tensor:
        """Signed distance [m] (N, M) from what is painted to points (N, M, 3)."""
        if not self.paints:
            return points.new_full(points.shape[:2], FAR)
        return distance(self.regions(scenes, points), points).amin(1)

    def distance_on(
        self, scenes: Sequence[Scene], grid: Grid, device: torch.device | str = "cpu"
    ) -> Tensor:
        """Signed distance [m] from what is painted to all cells (N, X, Y, Z)."""
        return distance_on(self.regions(scenes, torch.empty(0, device=device)), grid)

    def regions(self, scenes: Sequence[Scene], like: Tensor) -> Tensor:
        """All that is painted, where it is now: (N, P, 11), as `regions.stacked`."""
        rows = [[located(paint.region, scene) for paint in self.paints] for scene in scenes]
        return stacked(rows, like.device, like.dtype)

    def to_json(self) -> dict[str, Any]:
        """A JSON-serialisable record."""
        return asdict(self)

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> ValueMap:
        """Inverse of `to_json`, also after JSON turned tuples into lists."""
        paints = (
            Paint(Region(**{k: _tuple(v) for k, v in paint["region"].items()}),
                  _tuple(paint["value"]), paint["margin"], paint["whole"])
            for paint in record["paints"]
        )  # fmt: skip
        return ValueMap(record["kind"], tuple(paints), _tuple(record["default"]))

    def _painted(self, measure: Any, scenes: Sequence[Scene], like: Tensor) -> Tensor:
        """The paints one over the other, by the distance of each."""
        size = len(self.default)
        made = like.new_tensor(self.default).expand(*like.shape[:-1], size)
        regions = self.regions(scenes, like)
        blend = self.kind in ("affordance", "avoidance")
        for number, paint in enumerate(self.paints):
            gap = measure(regions[:, number : number + 1])[..., None]
            value = like.new_tensor(paint.value)
            if blend:
                share = (gap <= 0).to(gap) if paint.margin == 0 else _share(gap, paint.margin)
                made = torch.maximum(made, share * value)
            else:
                made = torch.where(gap <= 0, value, made)
        return made if size > 1 else made[..., 0]


@dataclass(frozen=True)
class ValueMaps:
    """All maps of one motion of one thing, the gripper or what it holds."""

    affordance: ValueMap = field(default_factory=lambda: ValueMap("affordance"))
    avoidance: ValueMap = field(default_factory=lambda: ValueMap("avoidance"))
    velocity: ValueMap = field(default_factory=lambda: ValueMap("velocity"))
    rotation: ValueMap = field(default_factory=lambda: ValueMap("rotation"))
    gripper: ValueMap = field(default_factory=lambda: ValueMap("gripper"))

    def under(self, avoidance: ValueMap, velocity: ValueMap) -> ValueMaps:
        """With what else is forbidden, and with what else is said about speed over it."""
        return replace(
            self,
            avoidance=replace(avoidance, paints=(*self.avoidance.paints, *avoidance.paints)),
            velocity=replace(velocity, paints=(*self.velocity.paints, *velocity.paints)),
        )

    def to_json(self) -> dict[str, Any]:
        """A JSON-serialisable record."""
        return {kind: getattr(self, kind).to_json() for kind in KINDS}

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> ValueMaps:
        """Inverse of `to_json`."""
        return ValueMaps(**{kind: ValueMap.from_json(record[kind]) for kind in KINDS})


def _share(gap: Tensor, margin: float) -> Tensor:
    """1 inside, 0 from `margin` [m] on."""
    return (1.0 - gap / margin).clamp(0.0, 1.0)


def _check(kind: str, value: tuple[float, ...]) -> None:
    size, (low, high) = len(KINDS[kind]), RANGES[kind]
    if len(value) != size or not all(math.isfinite(v) and low <= v <= high for v in value):
        raise UserError(
            f"A value of a map of {kind} is {size} number{'s' * (size > 1)} from {low:g} to"
            f" {high:g}, got {value if len(value) != 1 else value[0]}."
        )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
