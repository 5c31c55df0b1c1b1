"""How a thing on a joint moves, found out from where its handle has been: on a line or an arc.

Whoever holds a handle feels a mechanism with one degree of freedom, and there are two kinds: what
slides and what turns. Both are fitted to all places at which the handle was seen by least squares,
a line by its principal direction, an arc by a plane and a circle in it; the simpler one is taken
unless the other explains clearly more. A few centimetres of motion tell the whole path, where a
network would have to see all of it (`python scripts/bench_articulated.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from vla.scene import Entity, Vec3, quat_product

from ..motion import Turn

SHARE = 0.4
"""Of the turn of what the handle is on, that the hand makes: so its palm stays clear of the front,
and the arm in reach; the bar turns in the fingers for the rest."""
MOVED = 0.012
"""[m] that a handle must have moved before anything is said about its path."""
SEEN = 0.001
"""How exactly a handle is seen [m]: deviations of a line below that are no bend."""
WIDEST = 1.5
"""Radius of an arc [m] beyond which it is called a line."""
STOPPED, BEYOND = 0.006, 0.012
"""Where two tries ended within so much of the farthest [m] although the hand went on by so much,
the joint ends."""
REFINED = 12
"""Gauss-Newton steps for a circle."""


class Handling(Protocol):
    """Says where a handle goes when the hand that holds it moves."""

    def __call__(self, handle: Tensor, hand: Tensor) -> Tensor:
        """Handles (K, T, 3) [m] on hand ways (K, T, 3) that begin with the handle at (3,)."""
        ...

    def travel(self, points: Tensor) -> Tensor:
        """How far open handles (..., 3) are, [m] of their path."""
        ...

    def turned(self, turn: Turn, travel: float) -> Turn:
        """How the tool is held, wxyz, when the handle has gone on so far [m]."""
        ...


@dataclass(frozen=True)
class Mechanism:
    """A path with a beginning, and how much of it is known. World frame."""

    shut: Vec3
    """The handle before anybody moved it [m]."""
    ahead: Vec3
    """Unit vector along which it leaves."""
    center: Vec3 | None
    """What it turns about [m]; `None`: it slides."""
    farthest: float
    """How far along its path it has been [m]."""
    ended: bool
    """Whether it would not go on there."""
    error: float
    """Root mean square distance of what was seen from the path [m]."""

    @property
    def radius(self) -> float:
        """[m]; infinite for a slide."""
        return math.inf if self.center is None else math.dist(self.shut, self.center)

    def place(self, travel: Tensor) -> Tensor:
        """Handles (..., 3) [m] so far along the path (...)."""
        shut, ahead = travel.new_tensor(self.shut), travel.new_tensor(self.ahead)
        if self.center is None:
            return shut + travel[..., None] * ahead
        out = (shut - travel.new_tensor(self.center)) / self.radius
        angle = (travel / self.radius)[..., None]
        return shut + self.radius * ((angle.cos() - 1.0) * out + angle.sin() * ahead)

    def travel(self, points: Tensor) -> Tensor:
        """How far along the path what is nearest to points (..., 3) is [m]."""
        shut, ahead = points.new_tensor(self.shut), points.new_tensor(self.ahead)
        if self.center is None:
            return ((points - shut) * ahead).sum(-1)
        center = points.new_tensor(self.center)
        out = (shut - center) / self.radius
        around = points - center
        return self.radius * torch.atan2((around * ahead).sum(-1), (around * out).sum(-1))

    def __call__(self, handle: Tensor, hand: Tensor) -> Tensor:
        """Handles (K, T, 3): the path's nearest points to where the hand would take it."""
        wanted = self.travel(hand + (handle - hand[:, :1]))
        most = self.farthest if self.ended else math.inf
        return self.place(wanted.clamp(0.0, most))

    def turned(self, turn: Turn, travel: float) -> Turn:
        """How the tool is held, wxyz, when the handle has gone on so far [m]."""
        if self.center is None:
            return turn
        out = torch.tensor(self.shut) - torch.tensor(self.center)
        x, y, z = torch.linalg.cross(out / self.radius, torch.tensor(self.ahead)).tolist()
        half = 0.5 * SHARE * travel / self.radius
        s = math.sin(half)
        return quat_product((math.cos(half), s * x, s * y, s * z), turn)


@dataclass(frozen=True)
class Follows:
    """What is believed before anything was tried: the handle goes along with the hand."""

    shut: Vec3

    def __call__(self, handle: Tensor, hand: Tensor) -> Tensor:
        """Handles (K, T, 3)."""
        return hand + (handle - hand[:, :1])

    def travel(self, points: Tensor) -> Tensor:
        """The distance from where it was [m]."""
        return (points - points.new_tensor(self.shut)).norm(dim=-1)

    def turned(self, turn: Turn, travel: float) -> Turn:
        """As it is."""
        return turn


def fitted(handle: Tensor, hand: Tensor) -> Mechanism | None:
    """The mechanism behind some tries; `None` if the handle did not move.

    Args:
        handle: (K, T, 3) where it was seen in K tries, all from the same beginning [m].
        hand: (K, T, 3) where the hand was told to be.
    """
    shut = handle[:, 0].mean(0)
    moved = (handle - shut).norm(dim=-1)
    if float(moved.max()) < MOVED:
        return None
    points = handle.reshape(-1, 3)
    line, off_line = _line(points, shut)
    arc, off_arc = _arc(points, shut, moved)
    count = len(points)
    # A line has four numbers, an arc seven: the better one by Schwarz's criterion.
    turns = arc is not None and count * off_arc**2 / SEEN**2 + 7 * math.log(
        count
    ) < count * off_line**2 / SEEN**2 + 4 * math.log(count)
    path = arc if turns and arc is not None else line
    travel = path.travel(handle)
    farthest = float(travel.max())
    wanted = path.travel(hand + (handle[:, :1] - hand[:, :1])).amax(-1)
    best = travel.amax(-1)
    stopped = (best > farthest - STOPPED) & (wanted > best + BEYOND)
    return replace(path, farthest=farthest, ended=int(stopped.sum()) >= 2)


def told(entity: Entity, mechanism: Mechanism) -> Entity:
    """A thing as if somebody had told how it moves."""
    assert entity.handle is not None
    handle = torch.tensor(entity.handle, dtype=torch.float64)
    travel = float(mechanism.travel(handle))
    on = mechanism.place(torch.tensor([travel - 1e-4, travel + 1e-4], dtype=torch.float64))
    x, y, z = ((on[1] - on[0]) / (on[1] - on[0]).norm()).tolist()
    turning = mechanism.farthest / mechanism.radius
    return replace(
        entity,
        axis=(x, y, z),
        hinge=mechanism.center,
        travel=mechanism.farthest if mechanism.center is None else turning,
        openness=min(1.0, max(0.0, travel / mechanism.farthest)),
    )


def _line(points: Tensor, shut: Tensor) -> tuple[Mechanism, float]:
    middle = points.mean(0)
    along = torch.linalg.svd(points - middle, full_matrices=False)[2][0]
    along = along * torch.sign((points - shut).sum(0) @ along)
    away = points - middle
    off = away - (away @ along)[:, None] * along
    error = float(off.pow(2).sum(-1).mean().sqrt())
    start = middle + (shut - middle) @ along * along
    return Mechanism(_vec(start), _vec(along), None, 0.0, False, error), error


def _arc(points: Tensor, shut: Tensor, moved: Tensor) -> tuple[Mechanism | None, float]:
    """The circle in the plane that is nearest to some points, and how far off they are [m]."""
    middle = points.mean(0)
    right, up, normal = torch.linalg.svd(points - middle, full_matrices=True)[2]
    flat = torch.stack(((points - middle) @ right, (points - middle) @ up), -1)
    # Kasa's circle: x^2 + y^2 = 2 a x + 2 b y + c is linear in a, b, c.
    ones = torch.ones_like(flat[:, :1])
    found = torch.linalg.lstsq(torch.cat((2 * flat, ones), -1), flat.pow(2).sum(-1)).solution
    at, radius = found[:2], (found[2] + found[:2].pow(2).sum()).clamp_min(1e-9).sqrt()
    for _ in range(REFINED):
        away = flat - at
        far = away.norm(dim=-1).clamp_min(1e-9)
        slope = torch.cat((-away / far[:, None], -ones), -1)
        step = torch.linalg.lstsq(slope, -(far - radius)).solution
        at, radius = at + step[:2], radius + step[2]
    if not bool(torch.isfinite(at).all()) or not 0.02 < float(radius) < WIDEST:
        return None, math.inf
    off = ((flat - at).norm(dim=-1) - radius) ** 2 + ((points - middle) @ normal) ** 2
    error = float(off.mean().sqrt())
    center = middle + at[0] * right + at[1] * up
    out = shut - center
    out = out - (out @ normal) * normal
    out = out / out.norm()
    ahead = torch.linalg.cross(normal, out)
    far_off = points[int(moved.reshape(-1).argmax())] - shut
    ahead = ahead * torch.sign(far_off @ ahead)
    start = center + radius * out
    return Mechanism(_vec(start), _vec(ahead), _vec(center), 0.0, False, error), error


def _vec(values: Tensor) -> Vec3:
    x, y, z = values.tolist()
    return (x, y, z)
