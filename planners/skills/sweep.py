"""Sweep: a thing and its like that stand with it are pushed to a place, several at once."""

from __future__ import annotations

import math

from vla.predicates import SETTLED_SPEED
from vla.regions import region_box
from vla.scene import Entity, Scene

from ..composer.kept import fences
from ..composer.pushes import touched_high
from ..composer.pushing import Errand
from ..composer.regions import Region, box
from ..composer.sweeping import next_sweep, without
from ..hand import TIP
from ..motion import Motion, Unreachable
from .context import Context
from .push_to import (
    IDLE,
    INSIDE,
    NEAR,
    ON_TABLE,
    PROGRESS,
    WAITS,
    Motions,
    check,
    maps,
    wait,
)
from .travel import travel

TOGETHER = 0.06
"""Gap [m] up to which things stand together."""
SWEPT = 6
"""Things that are swept together at most."""
MOST = 6
"""Pushes, and so many more for each thing."""


def sweep(context: Context, name: str, region: str) -> Motions:
    """Push an object and others of its kind that stand with it into a region of the table.

    Raises:
        Unreachable: the object cannot be brought there; the message says why.
    """
    check(context.scene, name)
    goal, where = _inside(context.scene, region), region.replace("_", " ")
    group, best, idle, wrong = _together(context.scene, name), math.inf, 0, ""
    for number in range(MOST * (1 + len(group))):
        for _ in range(WAITS):
            context = context.now()
            if all((context.scene[one].speed or 0.0) < SETTLED_SPEED for one in group):
                break
            yield wait(context, name)
        errands = _errands(context, group, goal)
        left = [one for one, errand in errands.items() if errand.missing > NEAR]
        if not left:
            return
        to_go = sum(errands[one].to_go for one in left)
        idle = 0 if to_go < best - PROGRESS else idle + 1
        best = min(best, to_go)
        try:
            if idle == IDLE:
                raise Unreachable(f"{IDLE} pushes brought {', '.join(left)} no nearer{wrong}")
            motion = _motion(context, errands, left, f"sweep {len(left)} to {where}", number)
        except Unreachable:
            if name in left:
                raise
            return  # the others have their turn
        try:
            yield motion
        except Unreachable as reason:  # what the push did nevertheless is looked at next
            wrong = f": {reason}"
    raise Unreachable(f"{name} is still not at {where}")


def _inside(scene: Scene, region: str) -> Region:
    (x0, y0), (x1, y1) = region_box(scene, region)
    return box((x0 + INSIDE, y0 + INSIDE, -1.0), (x1 - INSIDE, y1 - INSIDE, 1.0))


def _together(scene: Scene, name: str) -> tuple[str, ...]:
    """A thing and those of its kind on the table that stand by it, or by one that does.

    What is tall tips when it is driven by its like, so it goes alone.
    """
    if touched_high(scene[name]):
        return (name,)
    found, floor = [name], scene.workspace[0][2] + ON_TABLE
    alike = [e for e in scene if e.kind == scene[name].kind and e.bottom <= floor]
    for one in found:
        near = sorted(alike, key=lambda e: _gap(e, scene[one]))
        found += [e.name for e in near if e.name not in found and _gap(e, scene[one]) < TOGETHER]
    return tuple(found[:SWEPT])


def _gap(a: Entity, b: Entity) -> float:
    return math.dist(a.position[:2], b.position[:2]) - (min(a.extent[:2]) + min(b.extent[:2])) / 2


def _errands(context: Context, group: tuple[str, ...], goal: Region) -> dict[str, Errand]:
    """What is left to do for each, in a scene in which the others are no obstacles."""
    scene = context.scene
    return {
        name: Errand(
            without(scene, set(group) - {name}),
            name,
            maps(context, goal),
            fences(scene, context.keep, name),
        )
        for name in group
    }


def _motion(
    context: Context, errands: dict[str, Errand], left: list[str], what: str, seed: int
) -> Motion:
    push = next_sweep(
        errands, left, context.rehearse, context.world, context.reaches, context.speed, seed
    )
    reach, down, stroke, away = push.legs(0, what)
    return Motion((travel(context, reach, TIP), down, stroke, away))
