"""Ways through the air: over what stands in between."""

from __future__ import annotations

import math
from collections.abc import Callable

from vla.scene import Scene

from .motion import Point, Turn

CORRIDOR = 0.13
"""Half width of the strip the hand sweeps [m]."""
MARGIN = 0.035
"""Height kept over ordinary things [m]."""
CEILING = 0.42
"""Highest tool point on the way [m]."""


def over(
    scene: Scene,
    start: Point,
    goal: Point,
    hang: float,
    ignore: tuple[str, ...],
) -> tuple[Point, ...]:
    """Via points from `start` to above `goal`, high enough for what is in between.

    Args:
        hang: how far the fingertips or the held thing reach below the tool point [m].
    """
    height = max(start[2], goal[2], 0.12 + hang)
    for thing in scene:
        if thing.name in ignore or thing.kind == "table":
            continue
        if _distance_to_segment(thing.position, start, goal) - thing.radius < CORRIDOR:
            height = max(height, thing.top + hang + MARGIN)
    height = max(min(height, CEILING), start[2], goal[2])
    return ((start[0], start[1], height), (goal[0], goal[1], height))


def reachable(
    scene: Scene,
    start: Point,
    goal: Point,
    hang: float,
    ignore: tuple[str, ...],
    turn: Turn,
    reaches: Callable[[Point, Turn], bool],
) -> tuple[Point, ...]:
    """As `over`; where the arm does not get as high above `goal`, the way comes down on the way, to
    what is high enough for the things in between.

    Args:
        turn: of the tool above `goal`, wxyz.
        reaches: whether the arm gets the tool to a pose.
    """
    way = over(scene, start, goal, hang, ignore)
    if reaches(way[-1], turn):
        return way
    low = over(scene, (start[0], start[1], 0.0), goal, hang, ignore)[-1]
    return (*way[:-1], low)


def _distance_to_segment(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    t = 0.0
    if length > 0:
        t = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    t = max(0.0, min(1.0, t))
    return math.hypot(point[0] - start[0] - t * dx, point[1] - start[1] - t * dy)
