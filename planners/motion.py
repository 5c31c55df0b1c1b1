"""Motions: what a skill wants the tool to do, as legs between stops.

A leg is a polyline of tool positions traversed in one go, without stopping at the corners, and
an orientation reached at its end. Points may be given in the frame of an entity, so the motion
follows when somebody moves it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor

from vla.scene import DOWN, quat_product

from .composer.maps import ValueMaps

Point = tuple[float, float, float]
Turn = tuple[float, float, float, float]


def point(row: Tensor) -> Point:
    """A position (3,) in plain numbers."""
    x, y, z = row.tolist()
    return (x, y, z)


@dataclass(frozen=True)
class Leg:
    """One stretch of motion, from wherever the tool is to a stop."""

    points: tuple[Point, ...]
    """Tool positions [m] in the frame; the last one is the stop."""
    quaternion: Turn
    """Tool orientation at the stop, world frame, wxyz."""
    phase: str
    """What the robot is doing, for people to read."""
    gripper: float = -1.0
    """-1 open .. +1 closed, from the beginning of the leg."""
    speed: float = 0.5
    """Peak speed [m/s]."""
    frame: str | None = None
    """The entity whose position the points count from; the world's origin when `None`."""
    hold: int = 0
    """Control steps to stay at the stop."""
    tolerance: float = 0.006
    """Distance [m] to the stop at which the tool has arrived."""
    strict: bool = True
    """Whether not arriving is a failure; a motion into contact is not strict."""
    aligned: float = math.inf
    """Sideways distance [m] from the line to the stop beyond which the tool goes back up: nobody
    reaches down for a thing that is being moved away."""
    carries: str | None = None
    """The entity that must stay in the gripper during this leg."""
    maps: ValueMaps | None = None
    """Where not to be and how fast: the way to the stop is searched, and searched again while
    things move; points before the stop do not count."""
    ignore: tuple[str, ...] = ()
    """Things that a way that is searched may touch."""


@dataclass(frozen=True)
class Motion:
    """Legs in order."""

    legs: tuple[Leg, ...]


class Unreachable(Exception):
    """No way to do it; the message says why."""


def top_down(yaw: float) -> Turn:
    """The tool points down, turned by `yaw` [rad] about the vertical from `vla.scene.DOWN`."""
    return quat_product((math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)), DOWN)


def pitched(heading: float, pitch: float) -> Turn:
    """The tool points along `heading` [rad] in the plane, tilted down by `pitch` [rad].

    The fingers open horizontally, across the heading. `pitch` = pi / 2 is straight down.
    """
    half = 0.5 * (math.pi / 2 - pitch)
    across = (math.sin(heading), -math.cos(heading))
    lift = (math.cos(half), math.sin(half) * across[0], math.sin(half) * across[1], 0.0)
    return quat_product(lift, top_down(heading))
