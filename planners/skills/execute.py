"""Execute: move the hand, what it holds, or a thing on the table as painted value maps say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch

from vla.errors import UserError
from vla.map_effects import grasped
from vla.paintings import HAND, allowed, by_kind, is_region, point_of, value_at
from vla.plan import Dab, Execute, Painting
from vla.regions import OUTSIDE, region_points
from vla.scene import DOWN, Entity, Scene

from ..composer.follow import problem
from ..composer.maps import ValueMaps
from ..composer.painting import maps_of, region_of
from ..composer.regions import Region, box, located
from ..composer.route import room_along
from ..motion import Leg, Motion, Point, Turn, Unreachable, top_down
from .context import Context
from .pick import pick
from .push_to import Motions, pushed
from .travel import travel

ASIDE = 0.9
"""Share of a target's radius at which there may be room if there is none in its middle."""
AIR = (0.12, 0.18, 0.24, 0.30)
"""Heights of the tool over a region [m]."""
DROP = 0.01
"""[m] over the table at which what is brought to a region is let go."""
SPARE = 0.003
"""Gap [m] that must be left where a motion ends."""
HOLD = 8
"""Control steps in which the gripper opens or closes."""
AWAY = 0.08
"""[m] up from what was let go."""
YAWS = (0.0, math.pi / 2, -math.pi / 2)


def execute(context: Context, movable: str, **maps: Painting) -> Motion | Motions:
    """Bring something to where the affordance map wants it, as the other maps say.

    Args:
        movable: the hand, what it holds, or a thing that stands on the table and is pushed.
        maps: grounded; `affordance_map`, and others by their names.

    Raises:
        Unreachable: no target, or no room there.
    """
    step = Execute(movable, tuple(maps.values()))
    painted = maps_of(by_kind(step.maps), context.scene)
    context = replace(context, painted=painted)
    scene = context.scene
    try:
        aim = allowed(step, scene)
    except UserError as reason:
        raise Unreachable(str(reason)) from None
    if movable not in (HAND, scene.held):
        return pushed(context, movable, lambda now: _floor(aim, now), "where it is wanted")
    thing = grasped(step, scene)
    if thing is not None and scene.held is None:
        return pick(context, thing)
    return _carried(context, step, aim, painted)


def _carried(context: Context, step: Execute, aim: Dab, painted: ValueMaps) -> Motion:
    """Bring the hand, or what it holds, to an aim; then open or close the gripper there."""
    scene, held = context.scene, context.scene.held
    lead: Point = (0.0, 0.0, 0.0)
    if held is not None and step.movable == held:
        x, y, z = (a - b for a, b in zip(scene[held].position, context.tool, strict=True))
        lead = (x, y, z)
    where = point_of(aim.spot, scene)
    stop, turn = _stop(context, step, aim, lead, painted)
    frame = None if aim.spot.thing is None else scene[str(aim.spot.thing)]
    origin = (0.0, 0.0, 0.0) if frame is None else frame.position
    goal: Point = (stop[0] - origin[0], stop[1] - origin[1], stop[2] - origin[2])
    now = 1.0 if held is not None else -1.0
    grip = value_at(by_kind(step.maps).get("gripper"), where, scene)
    name = None if frame is None else frame.name
    what = f"move {str(step.movable).replace('_', ' ')} by value maps"
    first = Leg((goal,), turn, what, now, 0.6, name, tolerance=0.015, carries=held)
    legs = [travel(context, first, 0.0, () if held is None else (held,))]
    if grip is not None and grip[0] != now:
        word = "close" if grip[0] > 0 else "open"
        legs.append(Leg((goal,), turn, word, grip[0], 0.25, name, HOLD, 0.02, strict=False))
        if held is not None:
            up = (stop[0], stop[1], stop[2] + AWAY)
            legs.append(Leg((up,), turn, "go up", grip[0], 0.25, tolerance=0.02))
    return Motion(tuple(legs))


def _stop(
    context: Context, step: Execute, aim: Dab, lead: Point, painted: ValueMaps
) -> tuple[Point, Turn]:
    """A pose of the tool at an aim, in its middle if there is room there.

    Args:
        lead: from the tool to what is to get there [m].

    Raises:
        Unreachable: no room, or out of reach.
    """
    free, scene = False, context.scene
    carried = scene[scene.held] if step.movable == scene.held and scene.held else None
    places = [tuple(p - q for p, q in zip(place, lead, strict=True))
              for place in _places(context, aim, carried)]  # fmt: skip
    for turn in _turns(context, step, aim, lead):
        room = _room(context, places, turn, painted)
        for place, gap in zip(places, room, strict=True):
            if gap < SPARE:
                continue
            free = True
            stop: Point = (place[0], place[1], place[2])
            if context.reaches(stop, turn):
                return stop, turn
    raise Unreachable("the target is out of reach" if free else "there is no room at the target")


def _places(context: Context, aim: Dab, carried: Entity | None) -> list[Point]:
    """Points of an aim [m] for the hand, or what is carried; the one that is meant first."""
    scene, spot = context.scene, aim.spot
    if is_region(spot):
        points = region_points(scene, spot.part, context.avoid, context.sides)
        low = () if carried is None else (0.5 * carried.height + DROP,)
        return [(x, y, z) for z in (*low, *AIR) for x, y in points]
    x, y, z = point_of(spot, scene)
    far = ASIDE * float(aim.radius)
    if spot.part == "body":  # around it, from above to the sides
        thing = scene[str(spot.thing)]
        far += thing.radius
        return [(x, y, thing.top + float(aim.radius)), *_around((x, y, z), far)]
    return [(x, y, z), *(_around((x, y, z), far) if far else ())]


def _around(middle: Point, far: float) -> Iterator[Point]:
    x, y, z = middle
    yield (x, y, z + far)
    for number in range(8):
        angle = number * math.pi / 4
        side = (x + far * math.cos(angle), y + far * math.sin(angle))
        yield (*side, z)
        yield (x + 0.7 * (side[0] - x), y + 0.7 * (side[1] - y), z + 0.7 * far)


def _turns(context: Context, step: Execute, aim: Dab, lead: Point) -> list[Turn]:
    """How the tool may be turned at an aim: as painted, or as it is, or pointing down."""
    where = point_of(aim.spot, context.scene)
    turn = value_at(by_kind(step.maps).get("rotation"), where, context.scene)
    if turn is not None:
        w, x, y, z = turn
        return [(w, x, y, z)]
    if any(lead):
        return [context.turn]
    return [*map(top_down, YAWS)] if context.scene.held is None else [context.turn, DOWN]


def _room(
    context: Context, places: Sequence[tuple[float, ...]], turn: Turn, painted: ValueMaps
) -> list[float]:
    """Gap [m] at tool positions to what must not be touched or entered."""
    asked = problem(
        painted,
        context.scene,
        torch.tensor((*context.tool, *context.turn)),
        torch.tensor(turn),
        frozenset(() if context.scene.held is None else (context.scene.held,)),
    )
    return room_along(asked, torch.tensor([places]))[0].tolist()


def _floor(aim: Dab, scene: Scene) -> Region:
    """An aim for what stands on the table: at any height."""
    region = located(region_of(aim, scene), scene)
    if is_region(aim.spot):
        return region
    half = tuple(h + float(aim.radius) for h in region.half[:2])
    (x, y, _), (a, b) = region.center, half
    return box((x - a, y - b, -OUTSIDE), (x + a, y + b, OUTSIDE))
