"""Predicates about the hand: where its tool is, how fast, beside and over what."""

from __future__ import annotations

import math

from vla.measures import (
    AXES,
    BESIDE_ACROSS,
    PLACE_TOLERANCE,
    REGION_SLACK,
    Reading,
    half_width,
    side_of,
)
from vla.regions import region_box, region_zone
from vla.scene import Entity, Scene, Vec3, to_local

USUAL_SPEED = 0.5
"""[m/s] of the tool when nothing is said about speed; `slow_near`, `slow_in` take a share of it."""
OVER, HOVER = 0.01, 0.15
"""[m] by which a hand over a thing may be beyond its edge, and one beside it above its top."""


def slower_than(scene: Scene, speed: float) -> Reading:
    """Whether the tool is no faster than this [m/s]."""
    return Reading(scene.tool_speed <= speed, f"tool at {scene.tool_speed:.2f} m/s")


def slow_near(scene: Scene, a: Entity, distance: float, share: float) -> Reading:
    """Whether the tool is far from a thing [m], or has at most a share of its usual speed."""
    gap, speed, limit = a.gap(scene.tool), scene.tool_speed, share * USUAL_SPEED
    return Reading(
        gap > distance or speed <= limit,
        f"tool {100 * gap:.1f} cm away at {speed:.2f} m/s"
        f" (at most {limit:.2f} within {100 * distance:g} cm)",
    )


def slow_in(scene: Scene, region: str, share: float) -> Reading:
    """Whether the tool is elsewhere, or has at most a share of its usual speed."""
    speed, limit, (low, high) = scene.tool_speed, share * USUAL_SPEED, region_zone(scene, region)
    there = all(lo <= p <= hi for lo, p, hi in zip(low, scene.tool, high, strict=False))
    return Reading(
        not there or speed <= limit,
        f"tool at {_spot(scene.tool)}, {speed:.2f} m/s (at most {limit:.2f} there)",
    )


def on_side(scene: Scene, a: Entity, direction: str) -> Reading:
    """Whether the tool is on a side of the middle of a thing."""
    along = side_of(scene.tool, a, direction)
    return Reading(along > 0, f"tool {100 * along:.1f} cm {direction} of its centre")


def hand_over(scene: Scene, a: Entity) -> Reading:
    """Whether the tool is above a thing."""
    x, y, _ = to_local(scene.tool, a.position, a.quaternion)
    above = scene.tool[2] - a.top
    within = abs(x) <= a.extent[0] / 2 + OVER and abs(y) <= a.extent[1] / 2 + OVER
    shown = f"tool {100 * above:.1f} cm above its top, {100 * math.hypot(x, y):.1f} cm off centre"
    return Reading(within and above >= 0.0, shown)


def hand_beside(scene: Scene, a: Entity, direction: str, gap: float) -> Reading:
    """Whether the tool is so far from the edge of a thing [m], on a side of it."""
    (ux, uy), (x, y, z) = AXES[direction], scene.tool
    dx, dy = x - a.position[0], y - a.position[1]
    measured, across = dx * ux + dy * uy - half_width(a, direction), abs(dy * ux - dx * uy)
    truth = abs(measured - gap) <= PLACE_TOLERANCE and across <= BESIDE_ACROSS
    return Reading(
        truth and z <= a.top + HOVER,
        f"tool {100 * measured:.1f} cm {direction} of its edge (asked {100 * gap:.1f}),"
        f" sideways {100 * across:.1f} cm",
    )


def hand_at(scene: Scene, region: str) -> Reading:
    """Whether the tool is in a region of the workspace, at any height."""
    low, high = region_box(scene, region)
    box = zip(low, scene.tool, high, strict=False)
    truth = all(lo - REGION_SLACK <= p <= hi + REGION_SLACK for lo, p, hi in box)
    return Reading(truth, f"tool at {_spot(scene.tool)}")


def _spot(point: Vec3) -> str:
    return f"({100 * point[0]:.1f}, {100 * point[1]:.1f}) cm"
