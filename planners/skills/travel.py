"""The way of the hand through the air to where a skill begins its work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import torch

from vla.hand_predicates import USUAL_SPEED
from vla.plan import Atom
from vla.regions import OUTSIDE, region_zone

from ..composer.follow import CREEP, EARLY
from ..composer.kept import avoidance
from ..composer.maps import ValueMap, ValueMaps
from ..composer.regions import Region, box, of
from ..motion import Leg, Point
from ..routes import reachable
from .context import Context


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
    way = reachable(
        context.scene, context.tool, stop, hang, ignore, leg.quaternion, context.reaches
    )
    back = (-origin[0], -origin[1], -origin[2])
    return replace(leg, points=(*(_sum(point, back) for point in way), *leg.points))


def paced(context: Context, legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Legs; those that are not searched as slow as the zones demand that they begin or pass in."""
    made, at = [], context.tool
    for leg in legs:
        origin = (0.0, 0.0, 0.0) if leg.frame is None else context.scene[leg.frame].position
        points = [at, *(_sum(point, origin) for point in leg.points)]
        at = points[-1]
        limits = [] if leg.maps is not None else _limits(context, points)
        made.append(replace(leg, speed=min(leg.speed, *limits)) if limits else leg)
    return tuple(made)


def _limits(context: Context, points: list[Point]) -> list[float]:
    """Greatest speeds [m/s] in the zones that some of the points lie in."""
    places = torch.tensor([points])
    zones = ((ValueMap("velocity").painted(region.grown(EARLY), 1.0), share)
             for region, share in _zones(context))  # fmt: skip
    return [CREEP * share * USUAL_SPEED for zone, share in zones
            if float(zone.distance([context.scene], places).amin()) < 0]  # fmt: skip


def _maps(context: Context, leg: Leg) -> ValueMaps | None:
    """What invariants say about space; `None` if they say nothing."""
    forbidden = avoidance(context.scene, context.avoid, context.sides)
    velocity = ValueMap("velocity")
    for region, share in sorted(_zones(context), key=lambda zone: -zone[1]):
        limit = min(max(share * USUAL_SPEED / leg.speed, 0.05), 1.0)
        velocity = velocity.painted(region, limit)  # the slowest last: it counts
    if context.painted is not None:
        return context.painted.under(forbidden, velocity)
    if not forbidden.paints and not velocity.paints:
        return None
    return ValueMaps(avoidance=forbidden, velocity=velocity)


def _zones(context: Context) -> list[tuple[Region, float]]:
    """Where to be slow, and the share of the usual speed there."""
    scene, zones = context.scene, []
    for condition in context.keep:
        match condition:
            case Atom("slow_near", (str(name), float() | int() as near, float() | int() as share)):
                if name != scene.held:
                    zones.append((of(scene[name], near), share))
            case Atom("slow_in", (str(region), float() | int() as share)):
                (x0, y0), (x1, y1) = region_zone(scene, region)
                zones.append((box((x0, y0, -OUTSIDE), (x1, y1, OUTSIDE)), share))
    return zones


def _sum(a: Point, b: Point) -> Point:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])
