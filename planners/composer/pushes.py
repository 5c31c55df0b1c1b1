"""Pushes: straight strokes of the closed fingers against the side of a thing that stands.

A stroke is four numbers: which way, along which line, how far, and with which side of the fingers.
Where they first touch follows from the shape of the thing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from vla.measures import is_round
from vla.scene import Entity

from ..grasps import wrap
from ..hand import FINGER, LOWEST_PUSH, PALM, PUSHER
from ..motion import Leg, Point, top_down

FACE = 2 * FINGER[0]
"""Half width of the closed fingers along the axis on which they open: their flat side [m]."""
EDGE = FINGER[1]
"""Half width of their narrow side [m]: the palm then lies along the stroke, not across it."""
BEHIND = 0.02
"""[m] between fingers and thing when the stroke begins."""
OVER = 0.10
"""Height [m] above the stroke at which the hand comes and goes."""
SPEED = 0.2
"""Peak speed of a stroke [m/s]: slow enough that things stop when the fingers do."""
CLEAR = 0.004
"""[m] that the palm stays above what is pushed."""


@dataclass(frozen=True)
class Pushes:
    """K strokes against one thing, each on its own. Tensors are float64."""

    thing: Entity
    heading: Tensor
    """(K,) [rad] from the world's x axis."""
    aside: Tensor
    """(K,) how far left of the thing's middle the middle of the fingers passes [m]."""
    distance: Tensor
    """(K,) how far the fingers go on after they first touch [m]."""
    narrow: Tensor
    """(K,) bool: with the narrow side of the fingers, between things, not the flat one."""

    def __len__(self) -> int:
        return len(self.heading)

    @property
    def numbers(self) -> Tensor:
        """(K, 4) heading [rad], aside [m], distance [m], -1 for narrow and +1 for flat."""
        side = torch.where(self.narrow, -1.0, 1.0).double()
        return torch.stack((self.heading, self.aside, self.distance, side), -1)

    @property
    def ahead(self) -> Tensor:
        """Unit vectors (K, 2) along the strokes."""
        return torch.stack((self.heading.cos(), self.heading.sin()), -1)

    @property
    def turns(self) -> Tensor:
        """Orientations of the tool (K, 4), wxyz: it points down, one of its sides goes ahead."""
        yaws = (self.heading + 0.5 * math.pi * self.narrow).tolist()
        return self.heading.new_tensor([top_down(wrap(yaw)) for yaw in yaws])

    @property
    def height(self) -> float:
        """Of the tool [m]: at the thing's middle, or so high that the palm passes above it."""
        thing = self.thing
        middle = max(LOWEST_PUSH, min(thing.position[2], thing.top - 0.01))
        return max(middle, thing.top - PALM + CLEAR)

    def touch(self) -> tuple[Tensor, Tensor]:
        """How far back from the thing's middle the tool is when the fingers touch it (K,) [m], and
        whether they do at all (K,)."""
        face = torch.where(self.narrow, EDGE, FACE)
        thick = torch.where(self.narrow, FACE, PUSHER)
        low, high = self.aside - face, self.aside + face
        if is_round(self.thing):
            radius = 0.5 * max(self.thing.extent[:2])
            nearest = torch.zeros_like(low).clamp(low, high)
            return (radius**2 - nearest**2).clamp_min(0).sqrt() + thick, nearest.abs() < radius
        half = low.new_tensor(self.thing.extent[:2]) / 2
        yaw = self.heading - self.thing.yaw
        ahead = torch.stack((yaw.cos(), yaw.sin()), -1)
        left = torch.stack((-yaw.sin(), yaw.cos()), -1)
        widest = (half * left.abs()).sum(-1)
        # The corner at the back, or what of the fingers is nearest to it.
        corner = (-torch.sign(ahead) * half * left).sum(-1)
        where = corner.clamp(low, high).clamp(-widest, widest)
        depth = (half + torch.sign(ahead) * where[:, None] * left) / ahead.abs().clamp_min(1e-9)
        return depth.amin(-1) + thick, (low < widest) & (high > -widest)

    def tool(self, after: Tensor | float) -> Tensor:
        """Tool positions (K, 3) [m] so far after, or before, the fingers first touch."""
        back, _ = self.touch()
        left = self.ahead.flip(-1) * self.ahead.new_tensor((-1.0, 1.0))
        middle = self.ahead.new_tensor(self.thing.position[:2]) + self.aside[:, None] * left
        place = middle + (after - back)[:, None] * self.ahead
        return torch.cat((place, torch.full_like(place[:, :1], self.height)), -1)

    @property
    def begin(self) -> Tensor:
        """Where strokes begin (K, 3) [m]."""
        return self.tool(-BEHIND)

    @property
    def end(self) -> Tensor:
        """Where they end (K, 3) [m]."""
        return self.tool(self.distance)

    def take(self, rows: Tensor) -> Pushes:
        """Some of them."""
        return of(self.thing, self.numbers[rows])

    def legs(self, row: int, what: str) -> tuple[Leg, Leg, Leg, Leg]:
        """Reach behind the thing, go down, push, move away; `what` is the push in words."""
        w, x, y, z = self.turns[row].tolist()
        turn = (w, x, y, z)
        begin, end = _point(self.begin[row]), _point(self.end[row])
        name = self.thing.name
        return (
            Leg((_up(begin),), turn, f"reach behind {name}", 1.0, 0.6, tolerance=0.012),
            Leg((begin,), turn, "go down", 1.0, 0.25),
            Leg((end,), turn, what, 1.0, SPEED, tolerance=0.008),
            Leg((_up(end),), turn, "move away", 1.0, 0.4, tolerance=0.03, strict=False),
        )


def of(thing: Entity, numbers: Tensor) -> Pushes:
    """Pushes from numbers (K, 4)."""
    heading, aside, distance, side = numbers.double().unbind(-1)
    return Pushes(thing, heading, aside, distance, side < 0)


def straight(thing: Entity, direction: tuple[float, float], distance: float) -> Pushes:
    """The one push through a thing's middle along a direction (x, y), so far [m]."""
    heading = math.atan2(direction[1], direction[0])
    return of(thing, torch.tensor([[heading, 0.0, distance, 1.0]]))


def _up(point: Point) -> Point:
    return (point[0], point[1], point[2] + OVER)


def _point(row: Tensor) -> Point:
    x, y, z = row.tolist()
    return (x, y, z)
