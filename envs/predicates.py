"""The predicates of `vla.predicates` for N worlds at once, on any device, without waiting for it.

What a thing is, such as its size, does not change in an episode: `vla.envs.claims` turns it into
numbers, once, on the host. What changes is `Sensed`, which a function of `CLAIMS` reads for K
pairs, triples, ... of entities at a time. Arithmetic and thresholds are those of `vla.predicates`.
Sums are written out and there are no angles: a result must not depend on how many worlds there
are, and how a device adds up or approximates a sine may.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from vla.facing import FACING, UPRIGHT
from vla.geometry import quat_conjugate, quat_rotate
from vla.holds import AROUND, LEANING
from vla.predicates import (
    BESIDE_ACROSS,
    BETWEEN_ACROSS,
    BETWEEN_ENDS,
    BEYOND_ACROSS,
    BEYOND_GAP,
    MOVED_ACROSS,
    PLACE_TOLERANCE,
    SETTLED_SPEED,
    SINK,
    TIPPED,
)


@dataclass(frozen=True)
class Sensed:
    """What is true now in N worlds; E entities in the order of their scenes, float64.

    Attributes:
        position, quaternion: (N, E, 3) [m], (N, E, 4) wxyz.
        speed: (N, E) [m/s].
        openness: (N, E) 0 closed .. 1 open.
        start: (N, E, 3) position at the beginning [m].
        touching: (N, E, E) bool, symmetric.
        held: (N, E) bool, at most one per world.
        clearance: (N, E) distance from the robot and what it holds [m].
        tool: (N, 3) point between the fingertips [m].
        tool_turn: (N, 4) wxyz, its z axis points out of the hand.
        tool_speed: (N,) [m/s].
    """

    position: Tensor
    quaternion: Tensor
    speed: Tensor
    openness: Tensor
    start: Tensor
    touching: Tensor
    held: Tensor
    clearance: Tensor
    tool: Tensor
    tool_turn: Tensor
    tool_speed: Tensor


# --- on the device: entities a, b, c (N, K) and numbers (N, K) -> (N, K) bool ------------------


def _of(values: Tensor, rows: Tensor) -> Tensor:
    """Values (N, E, ...) of the entities (N, K) -> (N, K, ...)."""
    if values.dim() == 2:
        return values.gather(1, rows)
    return values.gather(1, rows[..., None].expand(-1, -1, values.shape[-1]))


def _local(s: Sensed, points: Tensor, b: Tensor) -> Tensor:
    """Points (N, K or 1, 3) of the world in the frame of `b`, (N, K, 3) [m]."""
    return quat_rotate(quat_conjugate(_of(s.quaternion, b)), points - _of(s.position, b))


def _length(x: Tensor, y: Tensor) -> Tensor:
    return (x * x + y * y).sqrt()


def _half_height(s: Sensed, a: Tensor, hx: Tensor, hy: Tensor, hz: Tensor) -> Tensor:
    """Of the rotated bounding box, from its half sizes [m]."""
    w, x, y, z = _of(s.quaternion, a).unbind(-1)
    sides = (x * z - w * y).abs() * hx + (y * z + w * x).abs() * hy
    return 2 * sides + (1 - 2 * (x * x + y * y)).abs() * hz


def _half_width(
    s: Sensed, a: Tensor, ux: Tensor, uy: Tensor, hx: Tensor, hy: Tensor, r: Tensor
) -> Tensor:
    """Of a footprint along a direction [m]: half sizes of a rectangle or the radius of a disc."""
    w, x, y, z = _of(s.quaternion, a).unbind(-1)
    cos, sin = 1 - 2 * (y * y + z * z), 2 * (w * z + x * y)  # of the yaw, times `flat`
    flat = _length(cos, sin).clamp_min(1e-300)
    return ((cos * ux + sin * uy).abs() * hx + (cos * uy - sin * ux).abs() * hy) / flat + r


def _along(dx: Tensor, dy: Tensor, ux: Tensor, uy: Tensor) -> tuple[Tensor, Tensor]:
    """Parts of an offset along and across a direction [m]."""
    return dx * ux + dy * uy, (dy * ux - dx * uy).abs()


def _offset(
    s: Sensed, a: Tensor, b: Tensor, ux: Tensor, uy: Tensor, *footprints: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Gap edge to edge along a direction, offset across it, distance of the centres [m]."""
    dx, dy, _ = (_of(s.position, a) - _of(s.position, b)).unbind(-1)
    along, across = _along(dx, dy, ux, uy)
    reach = _half_width(s, a, ux, uy, *footprints[:3]) + _half_width(s, b, ux, uy, *footprints[3:])
    return along - reach, across, along


def _holding(s: Sensed, a: Tensor) -> Tensor:
    return _of(s.held, a)


def _holding_something(s: Sensed) -> Tensor:
    return s.held.any(-1, keepdim=True)


def _held_by(s: Sensed, a: Tensor, axis: Tensor, low: Tensor, high: Tensor) -> Tensor:
    x, y, _ = _local(s, s.tool[:, None], a).unbind(-1)
    away = _length(x - axis, y)
    return _of(s.held, a) & (low <= away) & (away <= high)


def _held_from(s: Sensed, a: Tensor, ux: Tensor, uy: Tensor) -> Tensor:
    w, qx, qy, qz = s.tool_turn[:, None].unbind(-1)
    x, y = 2 * (qx * qz + w * qy), 2 * (qy * qz - w * qx)  # of the z axis
    flat, towards = _length(x, y), -(x * ux + y * uy)
    leaning = (flat >= math.sin(LEANING)) & (towards >= math.cos(AROUND) * flat)
    return _of(s.held, a) & leaning


def _touching(s: Sensed, a: Tensor, b: Tensor) -> Tensor:
    return s.touching.flatten(1).gather(1, a * s.touching.shape[-1] + b)


def _on(s: Sensed, a: Tensor, b: Tensor, *numbers: Tensor) -> Tensor:
    half_a, half_b, (rx, ry, r, open_top) = numbers[:3], numbers[3:6], numbers[6:]
    x, y, _ = _local(s, _of(s.position, a), b).unbind(-1)
    within = (x.abs() <= rx) & (y.abs() <= ry) & (_length(x, y) <= r)
    za, zb = _of(s.position[..., 2], a), _of(s.position[..., 2], b)
    gap = za - _half_height(s, a, *half_a) - (zb + _half_height(s, b, *half_b))
    rests = _touching(s, a, b) & _settled(s, a) & ~_of(s.held, a)
    return within & rests & (za > zb) & ((gap > -SINK) | (open_top > 0))


def _inside(s: Sensed, a: Tensor, b: Tensor, *numbers: Tensor) -> Tensor:
    (cx, cy, cz), (hx, hy, hz) = numbers[:3], numbers[3:]
    x, y, z = _local(s, _of(s.position, a), b).unbind(-1)
    within = ((x - cx).abs() <= hx) & ((y - cy).abs() <= hy) & ((z - cz).abs() <= hz)
    return within & ~_of(s.held, a)


def _beyond(s: Sensed, a: Tensor, b: Tensor, *numbers: Tensor) -> Tensor:
    gap, across, along = _offset(s, a, b, *numbers)
    return (gap >= BEYOND_GAP) & (across <= along.clamp_min(BEYOND_ACROSS))


def _beside(s: Sensed, a: Tensor, b: Tensor, wanted: Tensor, *numbers: Tensor) -> Tensor:
    gap, across, _ = _offset(s, a, b, *numbers)
    near = (gap - wanted).abs() <= PLACE_TOLERANCE
    return near & (across <= BESIDE_ACROSS) & ~_of(s.held, a)


def _near(s: Sensed, a: Tensor, b: Tensor, ra: Tensor, rb: Tensor, distance: Tensor) -> Tensor:
    dx, dy, _ = (_of(s.position, a) - _of(s.position, b)).unbind(-1)
    return _length(dx, dy) - ra - rb <= distance


def _between(s: Sensed, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    one = _of(s.position, b)
    dx, dy, _ = (_of(s.position, c) - one).unbind(-1)
    x, y, _ = (_of(s.position, a) - one).unbind(-1)
    length = _length(dx, dy).clamp_min(1e-9)
    along, across = (x * dx + y * dy) / length, (x * dy - y * dx).abs() / length
    first, last = BETWEEN_ENDS
    return (first * length < along) & (along < last * length) & (across <= BETWEEN_ACROSS)


def _at(s: Sensed, a: Tensor, x0: Tensor, y0: Tensor, x1: Tensor, y1: Tensor) -> Tensor:
    x, y, _ = _of(s.position, a).unbind(-1)
    return (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1) & ~_of(s.held, a)


def _open_between(s: Sensed, a: Tensor, low: Tensor, high: Tensor) -> Tensor:
    openness = _of(s.openness, a)
    return (low <= openness) & (openness <= high)


def _settled(s: Sensed, a: Tensor) -> Tensor:
    return _of(s.speed, a) < SETTLED_SPEED


def _moved(s: Sensed, a: Tensor, distance: Tensor) -> Tensor:
    x, y, z = (_of(s.position, a) - _of(s.start, a)).unbind(-1)
    return (x * x + y * y + z * z).sqrt() > distance


def _moved_by(s: Sensed, a: Tensor, distance: Tensor, ux: Tensor, uy: Tensor) -> Tensor:
    x, y, _ = (_of(s.position, a) - _of(s.start, a)).unbind(-1)
    along, across = _along(x, y, ux, uy)
    return ((along - distance).abs() <= PLACE_TOLERANCE) & (across <= MOVED_ACROSS)


def _on_line(s: Sensed, a: Tensor, across: Tensor, ux: Tensor, uy: Tensor) -> Tensor:
    x, y, _ = (_of(s.position, a) - _of(s.start, a)).unbind(-1)
    return _along(x, y, ux, uy)[1] <= across


def _lies_to(s: Sensed, a: Tensor, b: Tensor, ux: Tensor, uy: Tensor) -> Tensor:
    dx, dy, _ = (_of(s.position, a) - _of(s.position, b)).unbind(-1)
    return dx * ux + dy * uy > 0.0


def _faces(s: Sensed, a: Tensor, b: Tensor, *looks: Tensor) -> Tensor:
    x, y, _ = (_of(s.position, b) - _of(s.position, a)).unbind(-1)
    return _faces_to(s, a, x, y, *looks)


def _faces_to(s: Sensed, a: Tensor, ux: Tensor, uy: Tensor, *looks: Tensor) -> Tensor:
    fx, fy, ends, sides = looks
    w, x, y, z = _of(s.quaternion, a).unbind(-1)
    cos, sin = 1 - 2 * (y * y + z * z), 2 * (w * z + x * y)  # of the yaw, times a length
    ahead, aside = fx * cos - fy * sin, fx * sin + fy * cos
    at, past = ahead * ux + aside * uy, (ahead * uy - aside * ux).abs()
    at = at.where(ends == 0, at.abs())
    at, past = at.where(sides == 0, at.maximum(past)), past.where(sides == 0, at.minimum(past))
    upright = 1 - 2 * (x * x + y * y) >= math.cos(UPRIGHT)
    return (at > 0) & (past <= math.tan(FACING) * at) & upright


def _tipped(s: Sensed, a: Tensor) -> Tensor:
    _, x, y, _ = _of(s.quaternion, a).unbind(-1)
    return 1 - 2 * (x * x + y * y) < math.cos(TIPPED)


def _clear_of(s: Sensed, a: Tensor, distance: Tensor) -> Tensor:
    return _of(s.clearance, a) >= distance


def _slower_than(s: Sensed, speed: Tensor) -> Tensor:
    return s.tool_speed[:, None] <= speed


def _slow_near(s: Sensed, a: Tensor, *numbers: Tensor) -> Tensor:
    (hx, hy, hz), (distance, limit) = numbers[:3], numbers[3:]
    x, y, z = _local(s, s.tool[:, None], a).abs().unbind(-1)
    x, y, z = (x - hx).clamp_min(0.0), (y - hy).clamp_min(0.0), (z - hz).clamp_min(0.0)
    return ((x * x + y * y + z * z).sqrt() > distance) | _slower_than(s, limit)


def _on_side(s: Sensed, a: Tensor, ux: Tensor, uy: Tensor) -> Tensor:
    dx, dy, _ = (s.tool[:, None] - _of(s.position, a)).unbind(-1)
    return dx * ux + dy * uy > 0.0


def _slow_in(s: Sensed, *numbers: Tensor) -> Tensor:
    box, limit = numbers[:4], numbers[4]
    return ~_hand_at(s, *box) | _slower_than(s, limit)


def _hand_over(s: Sensed, a: Tensor, *numbers: Tensor) -> Tensor:
    half, (rx, ry) = numbers[:3], numbers[3:]
    x, y, _ = _local(s, s.tool[:, None], a).unbind(-1)
    top = _of(s.position[..., 2], a) + _half_height(s, a, *half)
    return (x.abs() <= rx) & (y.abs() <= ry) & (s.tool[:, 2:] - top >= 0.0)


def _hand_beside(s: Sensed, a: Tensor, wanted: Tensor, above: Tensor, *numbers: Tensor) -> Tensor:
    half, (ux, uy), footprint = numbers[:3], numbers[3:5], numbers[5:]
    dx, dy, _ = (s.tool[:, None] - _of(s.position, a)).unbind(-1)
    along, across = _along(dx, dy, ux, uy)
    gap = along - _half_width(s, a, ux, uy, *footprint)
    low = s.tool[:, 2:] <= _of(s.position[..., 2], a) + _half_height(s, a, *half) + above
    return ((gap - wanted).abs() <= PLACE_TOLERANCE) & (across <= BESIDE_ACROSS) & low


def _hand_at(s: Sensed, x0: Tensor, y0: Tensor, x1: Tensor, y1: Tensor) -> Tensor:
    x, y = s.tool[:, :1], s.tool[:, 1:2]
    return (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)


def _taller_than(s: Sensed, a: Tensor, b: Tensor, *numbers: Tensor) -> Tensor:
    return _half_height(s, a, *numbers[:3]) - _half_height(s, b, *numbers[3:]) > 0.0


CLAIMS: dict[str, Callable[..., Tensor]] = {
    function.__name__[1:]: function
    for function in (
        _holding, _holding_something, _held_by, _held_from, _touching, _on, _inside, _beyond,
        _beside, _near, _between, _at, _open_between, _settled, _moved, _moved_by, _on_line,
        _lies_to, _faces, _faces_to, _tipped, _clear_of, _slower_than, _slow_near, _slow_in,
        _on_side, _hand_over, _hand_beside, _hand_at, _taller_than,
    )
}  # fmt: skip
"""Name of a claim -> its reading in N worlds, from `Sensed`, entities and numbers."""
CONTACT_CLAIMS = ("touching", "on")
"""Those that need to know what touches what; without contact they are false."""
