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
from vla.scene import Entity, quat_product

from ..grasps import wrap
from ..hand import FINGER, LOWEST_PUSH, PALM, PUSHER, TIP
from ..motion import Leg, Turn, point, top_down

FACE = 2 * FINGER[0]
"""Half width of the closed fingers along the axis on which they open: their flat side [m]."""
EDGE = FINGER[1]
"""Half width of their narrow side [m]: the palm then lies along the stroke, not across it."""
BEHIND = 0.02
"""[m] between fingers and thing when the stroke begins."""
BACK = 0.015
"""[m] that the fingers go back before they go up: what leans on them would be lifted, and tip."""
OVER = 0.015
"""Height [m] of the fingertips over the thing at which the hand comes and goes."""
REACH, REACH_LEANING = 0.6, 0.45
"""Peak speeds of the way there [m/s]: a hand that leans back on it swings out."""
SPEED = 0.2
"""Peak speed of a stroke [m/s]: slow enough that things stop when the fingers do."""
CLEAR = 0.004
"""[m] that the palm stays above what is pushed."""
LEANS = 0.3
"""Numbers from the negative of which to which the flat side of the fingers pushes upright."""
LEAN = 0.5
"""[rad] that the hand leans back from the vertical: the palm is behind what is pushed then, ..."""
LEANING = PUSHER * math.cos(LEAN) + TIP * math.sin(LEAN)
"""... how far ahead of the tool the fingertips then reach [m], ..."""
LOW = 0.35
"""... and the share of the thing's height at which they push: farther up what is slim tips."""


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
    leaning: Tensor
    """(K,) bool: low, with the palm behind the thing, not above it."""

    def __len__(self) -> int:
        return len(self.heading)

    @property
    def numbers(self) -> Tensor:
        """(K, 4) heading [rad], aside [m], distance [m], -1 for narrow, 1 for leaning, else 0."""
        side = self.leaning.double() - self.narrow.double()
        return torch.stack((self.heading, self.aside, self.distance, side), -1)

    @property
    def ahead(self) -> Tensor:
        """Unit vectors (K, 2) along the strokes."""
        return torch.stack((self.heading.cos(), self.heading.sin()), -1)

    @property
    def turns(self) -> Tensor:
        """Orientations of the tool (K, 4), wxyz: it points down, one of its sides goes ahead."""
        leans = self.leaning.tolist()
        yaws = (self.heading + 0.5 * math.pi * self.narrow).tolist()
        return self.heading.new_tensor(
            [_turn(yaw, LEAN if lean else 0.0) for yaw, lean in zip(yaws, leans, strict=True)]
        )

    @property
    def height(self) -> Tensor:
        """Of the tool (K,) [m]: at the thing's middle, or so high that the palm passes above it, or
        low where the hand leans back."""
        thing = self.thing
        middle = max(LOWEST_PUSH, min(thing.position[2], thing.top - 0.01))
        high, low = max(middle, _under_the_palm(thing)), thing.bottom + LOW * thing.extent[2]
        return torch.where(self.leaning, low, high).to(self.heading)

    @property
    def thick(self) -> Tensor:
        """How far ahead of the tool the fingers reach (K,) [m]."""
        thick = torch.where(self.narrow, FACE, PUSHER)
        return torch.where(self.leaning, LEANING, thick).to(self.heading)

    def touch(self) -> tuple[Tensor, Tensor]:
        """How far back from the thing's middle the tool is when the fingers touch it (K,) [m], and
        whether they do at all (K,)."""
        face = torch.where(self.narrow, EDGE, FACE)
        thick = self.thick
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
        return torch.cat((place, self.height[:, None]), -1)

    @property
    def begin(self) -> Tensor:
        """Where strokes begin (K, 3) [m]."""
        return self.tool(-BEHIND)

    @property
    def above(self) -> Tensor:
        """Where the hand comes down from to there (K, 3) [m]."""
        return self._over(self.begin)

    @property
    def end(self) -> Tensor:
        """Where they end (K, 3) [m]."""
        return self.tool(self.distance)

    @property
    def back(self) -> Tensor:
        """Where the fingers go back to when they are over (K, 3) [m]."""
        return self.tool(self.distance - BACK)

    @property
    def away(self) -> Tensor:
        """Where the hand goes up to from there (K, 3) [m]."""
        return self._over(self.back)

    def take(self, rows: Tensor) -> Pushes:
        """Some of them."""
        return of(self.thing, self.numbers[rows])

    def legs(self, row: int, what: str) -> tuple[Leg, Leg, Leg, Leg]:
        """Reach behind the thing, go down, push, go back and up; `what` is the push in words."""
        w, x, y, z = self.turns[row].tolist()
        turn = (w, x, y, z)
        begin, end = point(self.begin[row]), point(self.end[row])
        back, away = point(self.back[row]), point(self.away[row])
        name, pace = self.thing.name, REACH_LEANING if bool(self.leaning[row]) else REACH
        return (
            Leg(
                (point(self.above[row]),), turn, f"reach behind {name}", 1.0, pace, tolerance=0.012
            ),
            Leg((begin,), turn, "go down", 1.0, 0.25),
            Leg((end,), turn, what, 1.0, SPEED, tolerance=0.008),
            Leg((back, away), turn, "move away", 1.0, 0.4, tolerance=0.03, strict=False),
        )

    def _over(self, places: Tensor) -> Tensor:
        """The same places (K, 3) [m] so high that the fingertips pass over the thing."""
        high = torch.full_like(places[:, :1], self.thing.top + TIP + OVER)
        return torch.cat((places[:, :2], high), -1)


def touched_high(thing: Entity) -> bool:
    """Whether the palm keeps the fingers above a thing's middle."""
    return _under_the_palm(thing) > thing.position[2]


def of(thing: Entity, numbers: Tensor) -> Pushes:
    """Pushes from numbers (K, 4)."""
    heading, aside, distance, side = numbers.double().unbind(-1)
    leaning = (side > LEANS) & touched_high(thing)
    return Pushes(thing, heading, aside, distance, side < -LEANS, leaning)


def straight(thing: Entity, direction: tuple[float, float], distance: float) -> Pushes:
    """The one push through a thing's middle along a direction (x, y), so far [m]."""
    heading = math.atan2(direction[1], direction[0])
    return of(thing, torch.tensor([[heading, 0.0, distance, 0.0]]))


def _under_the_palm(thing: Entity) -> float:
    """Height [m] of the tool at which the palm passes just above a thing."""
    return thing.top - PALM + CLEAR


def _turn(yaw: float, lean: float) -> Turn:
    """Orientation of the tool that points down and leans back from where it goes."""
    across = (math.sin(yaw), -math.cos(yaw))
    half = 0.5 * lean
    back = (math.cos(half), math.sin(half) * across[0], math.sin(half) * across[1], 0.0)
    return quat_product(back, top_down(wrap(yaw)))
