"""The way of the hand through the air to where a skill begins its work."""

from __future__ import annotations

from dataclasses import replace

import torch

from vla.plan import Atom
from vla.predicates import AXES, USUAL_SPEED

from ..composer.follow import CREEP, EARLY
from ..composer.maps import ValueMap, ValueMaps
from ..composer.regions import half_space, of
from ..motion import Leg, Point
from ..routes import over
from .context import Context

NEVER = 0.012
"""[m] beyond a distance to keep that is never used: motions are not followed to the millimetre."""
ASIDE = 0.01
"""[m] beyond its middle that a hand stays on a side of a thing."""


def travel(context: Context, leg: Leg, hang: float, ignore: tuple[str, ...] = ()) -> Leg:
    """A leg with its way: over what stands in between, or wherever distances to keep leave room.

    Args:
        leg: with its stop as the only point.
        hang: how far the fingertips or the held thing reach below the tool point [m].
        ignore: things that may be touched.
    """
    maps = _maps(context, leg)
    if maps is not None:
        return replace(leg, maps=maps, ignore=ignore)
    origin = (0.0, 0.0, 0.0) if leg.frame is None else context.scene[leg.frame].position
    stop = _sum(leg.points[-1], origin)
    way = over(context.scene, context.tool, stop, hang, ignore)
    back = (-origin[0], -origin[1], -origin[2])
    return replace(leg, points=(*(_sum(point, back) for point in way), *leg.points))


def paced(context: Context, leg: Leg) -> Leg:
    """A leg that is not searched, as slow as the zones demand that its stop lies in."""
    if leg.maps is not None:
        return leg
    origin = (0.0, 0.0, 0.0) if leg.frame is None else context.scene[leg.frame].position
    stop = torch.tensor([[_sum(leg.points[-1], origin)]])
    speed = leg.speed
    for name, near, share in _zones(context):
        zone = ValueMap("velocity").painted(of(context.scene[name], near + EARLY), 1.0)
        if float(zone.distance([context.scene], stop)) < 0:
            speed = min(speed, CREEP * share * USUAL_SPEED)
    return replace(leg, speed=speed)


def _maps(context: Context, leg: Leg) -> ValueMaps | None:
    """What invariants say about space; `None` if they say nothing."""
    scene, avoidance, velocity = context.scene, ValueMap("avoidance"), ValueMap("velocity")
    for name, distance in context.avoid.items():
        if name in scene and name != scene.held:
            avoidance = avoidance.painted(of(scene[name], distance + NEVER))
    for condition in context.keep:
        if isinstance(condition, Atom) and condition.name == "on_side":
            name, direction = map(str, condition.args)
            x, y = AXES[direction]
            beyond = half_space((x * ASIDE, y * ASIDE, 0.0), (x, y, 0.0))
            fence = replace(beyond, entity=name, turns=False)
            avoidance = avoidance.painted(fence, whole=False)
    for name, near, share in _zones(context):
        limit = min(max(share * USUAL_SPEED / leg.speed, 0.05), 1.0)
        velocity = velocity.painted(of(scene[name], near), limit)
    if not avoidance.paints and not velocity.paints:
        return None
    return ValueMaps(avoidance=avoidance, velocity=velocity)


def _zones(context: Context) -> list[tuple[str, float, float]]:
    """Entity, distance [m] and share of the usual speed where it is to be slow."""
    return [(str(c.args[0]), float(c.args[1]), float(c.args[2]))  # type: ignore[arg-type]
            for c in context.keep if isinstance(c, Atom) and c.name == "slow_near"
            if c.args[0] != context.scene.held]  # fmt: skip


def _sum(a: Point, b: Point) -> Point:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])
