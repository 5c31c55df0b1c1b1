"""Denotations of places: where spots are, what is painted where, in a scene as it is now."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vla.errors import UnknownName, UserError
from vla.evaluate import Bindings, members
from vla.holds import handle
from vla.measures import AXES, half_width
from vla.plan import Dab, Execute, Facing, Names, Painting, Size, Spot, Thing, Var
from vla.regions import region_box, region_zone
from vla.scene import DOWN, Entity, Quat, Scene, Vec3, quat_product
from vla.skills import HALVES, REGIONS

HAND = "hand"
"""What `execute` moves where it moves no thing."""
SIDES: Mapping[str, Vec3] = {
    **{way: (x, y, 0.0) for way, (x, y) in AXES.items()},
    "top": (0.0, 0.0, 1.0), "bottom": (0.0, 0.0, -1.0),
}  # fmt: skip
"""Part of a thing -> the way out of it, in the world."""
SIZES_OF = ("height", "width", "depth")
PARTS = ("center", "body", "handle", *SIDES)
"""Parts of things."""
PLACES = ("point", HAND, "everywhere", *REGIONS, *HALVES)
"""Places without a thing."""
OVER_TABLE = 0.12
"""Height at which a hand without another aim goes over a region of the table [m]."""
BEYOND = 0.10
"""[m] by which a hand may be outside the workspace."""
BELOW, ABOVE = -0.005, 0.75
"""Heights between which a target may be [m]."""


def find(thing: Thing, scene: Scene, bound: Bindings | None = None) -> tuple[str, ...]:
    """Names of what is meant: an exact name, words such as `red block`, or all of a query.

    Raises:
        UserError: words that mean nothing here, or several things.
    """
    match thing:
        case Var():
            return members(Names((thing,)), scene, bound)
        case str() if thing in scene:
            return (thing,)
        case str():
            wanted = set(thing.lower().replace("_", " ").split())
            fits = [entity.name for entity in scene if wanted and wanted <= _words(entity)]
            if len(fits) > 1:
                raise UserError(f"'{thing}' may be {' or '.join(fits)}: say which.")
            if not fits:
                raise UnknownName("object", thing, scene.names)
            return (fits[0],)
        case _:
            return members(thing, scene, bound)


def grounded(step: Execute, scene: Scene, bound: Bindings | None = None) -> Execute:
    """The same with everything looked up: names for words and queries, numbers for sizes.

    Spots of what moves, and of the hand, become points of the world: they are where they were.

    Raises:
        UserError: something is not there, or more than one where one is meant.
    """
    movable = step.movable
    if movable != HAND:
        (movable,) = find(movable, scene, bound)
    pinned = tuple(str(name) for name in (movable, scene.held) if name is not None)
    maps = tuple(
        Painting(m.kind, tuple(d for dab in m.dabs for d in _grounded(dab, scene, bound, pinned)))
        for m in step.maps
    )
    return Execute(movable, maps)


def is_region(spot: Spot) -> bool:
    """Whether a spot is a part of the table."""
    return spot.thing is None and spot.part in (*REGIONS, *HALVES)


def point_of(spot: Spot, scene: Scene) -> Vec3:
    """Where a grounded spot is [m]: of more than a point, the middle; of a region, above it.

    Raises:
        UserError: the thing has no such part.
    """
    x, y, z = spot.shift
    if is_region(spot):
        (x0, y0), (x1, y1) = region_box(scene, spot.part)
        return (0.5 * (x0 + x1), 0.5 * (y0 + y1), OVER_TABLE)
    if spot.thing is None:
        return (float(x), float(y), float(z))
    thing = scene[str(spot.thing)]
    px, py, pz = offset(spot, thing)
    cx, cy, cz = thing.position
    return (cx + px, cy + py, cz + pz)


def offset(spot: Spot, thing: Entity) -> Vec3:
    """From the middle of a thing to a grounded spot of it, along the world's directions [m]."""
    x, y, z = (float(v) for v in spot.shift)
    if spot.part == "handle":
        held = handle(thing)
        if held is None:
            raise UserError(f"{thing.name} has no handle: it is a {thing.kind}.")
        hx, hy, hz = (a - b for a, b in zip(held, thing.position, strict=True))
        return (x + hx, y + hy, z + hz)
    if spot.part in SIDES:
        upright = spot.part in ("top", "bottom")
        half = 0.5 * thing.height if upright else half_width(thing, spot.part)
        far = half + _number(spot.away)
        ux, uy, uz = SIDES[spot.part]
        return (x + far * ux, y + far * uy, z + far * uz)
    return (x, y, z)


def gap(dab: Dab, point: Vec3, scene: Scene) -> float:
    """Distance [m] from a point to what a grounded dab covers; negative inside what has no body."""
    spot = dab.spot
    if spot.part == "everywhere":
        return -math.inf
    if is_region(spot):
        (x0, y0), (x1, y1) = region_zone(scene, spot.part)
        return max(x0 - point[0], point[0] - x1, y0 - point[1], point[1] - y1) - dab.radius
    if spot.part == "body":
        return scene[str(spot.thing)].gap(point) - dab.radius
    return math.dist(point_of(spot, scene), point) - dab.radius


def value_at(painting: Painting | None, point: Vec3, scene: Scene) -> tuple[float, ...] | None:
    """What a grounded map holds at a point; `None` where nothing is painted."""
    found = None
    for dab in painting.dabs if painting is not None else ():
        if gap(dab, point, scene) <= 0 and isinstance(dab.value, tuple):
            found = tuple(map(float, dab.value))
    return found


def by_kind(maps: Sequence[Painting]) -> dict[str, Painting]:
    """Kind -> map."""
    return {painting.kind: painting for painting in maps}


def aims(step: Execute, scene: Scene) -> tuple[Dab, ...]:
    """Where a grounded step may bring what it moves: the highest value first, then the nearest."""
    dabs = by_kind(step.maps)["affordance"].dabs
    here = scene.tool if step.movable == HAND else scene[str(step.movable)].position

    def rank(dab: Dab) -> tuple[float, float]:
        high = float(dab.value[0]) if isinstance(dab.value, tuple) else 0.0
        return -high, math.dist(point_of(dab.spot, scene), here)

    return tuple(sorted(dabs, key=rank))


def allowed(step: Execute, scene: Scene) -> Dab:
    """The first of the `aims` at which what moves may be.

    Raises:
        UserError: none is, with the reason.
    """
    avoided = by_kind(step.maps).get("avoidance", Painting("avoidance"))
    problem = "The affordance map is empty: nothing says where to go."
    for dab in aims(step, scene):
        point = point_of(dab.spot, scene)
        freedom = _freedom(dab, scene)
        inside = next((a for a in avoided.dabs if gap(a, point, scene) < -freedom), None)
        if inside is not None:
            problem = f"The target {told(dab)} lies inside what is avoided, {told(inside)}."
        elif _outside(point, scene):
            x, y, z = (100 * v for v in point)
            problem = f"The target {told(dab)} is out of reach: ({x:.0f}, {y:.0f}, {z:.0f}) cm."
        else:
            return dab
    raise UserError(problem)


def told(dab: Dab) -> str:
    """A grounded dab in words."""
    spot = dab.spot
    if spot.thing is None:
        x, y, z = spot.shift
        named = spot.part.replace("_", " ")
        where = f"({x:.2f}, {y:.2f}, {z:.2f}) m" if spot.part == "point" else named
    else:
        where = f"{spot.part} of {spot.thing}"
        if _number(spot.away):
            where = f"{100 * _number(spot.away):.0f} cm beyond the {where}"
    return f"within {100 * dab.radius:.0f} cm of {where}" if dab.radius else where


def pointing(direction: Sequence[float]) -> Quat:
    """The tool points along a direction; unless that is up or down, its fingers open level."""
    x, y, z = (float(v) for v in direction)
    length = math.sqrt(x * x + y * y + z * z)
    if length < 1e-9:
        raise UserError("A direction of length zero points nowhere.")
    heading = math.atan2(y, x) if math.hypot(x, y) > 1e-6 * length else 0.0
    half = 0.5 * (math.pi / 2 - math.asin(max(-1.0, min(1.0, -z / length))))
    across = (math.sin(half) * math.sin(heading), -math.sin(half) * math.cos(heading))
    turned = quat_product((math.cos(heading / 2), 0.0, 0.0, math.sin(heading / 2)), DOWN)
    return quat_product((math.cos(half), *across, 0.0), turned)


def normal(thing: Entity) -> Vec3:
    """The way out of a drawer's or a door's front; of other things, up."""
    return thing.axis if thing.axis is not None else (0.0, 0.0, 1.0)


# --- one dab -------------------------------------------------------------------------------


def _grounded(
    dab: Dab, scene: Scene, bound: Bindings | None, pinned: tuple[str, ...]
) -> tuple[Dab, ...]:
    """A dab for everything that it is about."""
    value = dab.value
    if isinstance(value, Facing):
        way = normal(scene[_one(value.thing, scene, bound)])
        sign = -1.0 if value.against else 1.0
        value = pointing([sign * part for part in way])
    spot = dab.spot
    if spot.part == HAND:
        x, y, z = (a + b for a, b in zip(scene.tool, spot.shift, strict=True))
        return (replace(dab, spot=Spot("point", shift=(x, y, z)), value=value),)
    if spot.thing is None:
        return (replace(dab, value=value),)
    away = spot.away
    if isinstance(away, Size):
        away = _size(scene[_one(away.thing, scene, bound)], away.what)
    made = []
    for name in find(spot.thing, scene, bound):
        there = replace(spot, thing=name, away=away)
        if name in pinned and spot.part != "body":
            there = Spot("point", shift=point_of(there, scene))
        made.append(replace(dab, spot=there, value=value))
    return tuple(made)


def _one(thing: Thing, scene: Scene, bound: Bindings | None) -> str:
    found = find(thing, scene, bound)
    if len(found) != 1:
        raise UserError(f"One object is meant, but the scene has {len(found)}.")
    return found[0]


def _size(thing: Entity, what: str) -> float:
    if what == "height":
        return thing.height
    return 2 * half_width(thing, "left" if what == "width" else "back")


def _number(away: float | int | Size) -> float:
    assert not isinstance(away, Size), "grounded before it is measured"
    return float(away)


def _freedom(dab: Dab, scene: Scene) -> float:
    """How far from its middle [m] what aims at a dab may end."""
    if is_region(dab.spot):
        (x0, y0), (x1, y1) = region_box(scene, dab.spot.part)
        return 0.5 * max(x1 - x0, y1 - y0)
    extra = scene[str(dab.spot.thing)].radius if dab.spot.part == "body" else 0.0
    return dab.radius + extra


def _outside(point: Vec3, scene: Scene) -> bool:
    (x0, y0, _), (x1, y1, _) = scene.workspace
    aside = max(x0 - point[0], point[0] - x1, y0 - point[1], point[1] - y1)
    return aside > BEYOND or not BELOW <= point[2] <= ABOVE


def _words(entity: Entity) -> set[str]:
    given = (entity.name, entity.kind, entity.color, entity.size)
    return {word for part in given if part for word in part.replace("_", " ").split()}
