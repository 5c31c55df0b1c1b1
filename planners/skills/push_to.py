"""Push to a place: several short pushes, each planned anew from what the last one really did."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace

from vla.measures import AXES, half_width
from vla.predicates import SETTLED_SPEED, TIPPED
from vla.regions import region_box
from vla.scene import Scene

from ..composer.dynamics import Copies, Dynamics, Simulated
from ..composer.kept import avoidance, fences
from ..composer.maps import ValueMap, ValueMaps
from ..composer.pushing import GUESSES, Errand, next_push
from ..composer.regions import Region, box
from ..hand import TIP
from ..motion import Leg, Motion, Unreachable
from .context import Context
from .travel import travel

INSIDE = 0.02
"""[m] from the edge of a region that things are pushed to: a region is not left by a nudge."""
NEAR = 0.012
"""[m] from where it is wanted at which a thing is near enough."""
ACROSS = 0.02
"""[m] that a thing may be off the line beside another, less than the predicate allows."""
MOST = 12
"""Pushes."""
IDLE = 3
"""Pushes without progress after which it is given up ..."""
PROGRESS = 0.004
"""... and what counts as progress [m]."""
WAIT = 20
"""Control steps to wait for a thing to come to rest, so often `WAITS`."""
WAITS = 4
ON_TABLE = 0.01
"""[m] above the table from which on a thing stands on something else."""

Motions = Generator[Motion, None, None]
"""One after the other; what goes wrong with one is raised where it was given."""
Goal = Callable[[Scene], Region]
"""Where the middle of the thing is to get to, in a scene as it is now."""


def push_to(context: Context, name: str, region: str) -> Motions:
    """Push an object into a region of the table, around what is in the way."""

    def goal(scene: Scene) -> Region:
        (x0, y0), (x1, y1) = region_box(scene, region)
        return box((x0 + INSIDE, y0 + INSIDE, -1.0), (x1 - INSIDE, y1 - INSIDE, 1.0))

    return pushed(context, name, goal, region.replace("_", " "))


def push_beside(
    context: Context, name: str, reference: str, direction: str, gap: float = 0.05
) -> Motions:
    """Push an object next to another, `gap` metres away edge to edge."""

    def goal(scene: Scene) -> Region:
        thing, other = scene[name], scene[reference]
        reach = half_width(thing, direction) + half_width(other, direction) + gap
        ux, uy = AXES[direction]
        x, y = other.position[0] + reach * ux, other.position[1] + reach * uy
        across = (ACROSS * abs(uy), ACROSS * abs(ux))
        return box((x - across[0], y - across[1], -1.0), (x + across[0], y + across[1], 1.0))

    return pushed(context, name, goal, f"{direction} of {reference}")


def pushed(context: Context, name: str, goal: Goal, where: str) -> Motions:
    """One push after the other until a thing is where it is wanted.

    Raises:
        Unreachable: it cannot be brought there; the message says why.
    """
    best, idle, wrong = float("inf"), 0, ""
    for number in range(MOST + 1):
        for _ in range(WAITS):
            context = context.now()
            if (context.scene[name].speed or 0.0) < SETTLED_SPEED:
                break
            yield wait(context, name)
        check(context.scene, name)
        walls = fences(context.scene, context.keep, name)
        errand = Errand(context.scene, name, maps(context, goal(context.scene)), walls)
        if errand.missing <= NEAR:
            return
        left = f"{100 * errand.missing:.0f} cm from {where}"
        if number == MOST:
            raise Unreachable(f"after {MOST} pushes {name} is still {left}")
        idle = 0 if errand.to_go < best - PROGRESS else idle + 1
        best = min(best, errand.to_go)
        if idle == IDLE:
            raise Unreachable(f"{IDLE} pushes brought {name} no nearer; it is {left}{wrong}")
        motion = _motion(context, errand, f"push {name} to {where} ({left})")
        try:
            yield motion
        except Unreachable as reason:  # what the push did nevertheless is looked at next
            wrong = f": {reason}"


def _motion(context: Context, errand: Errand, what: str) -> Motion:
    """The next push."""
    dynamics, copies = None, 1
    if context.rehearse is not None:
        dynamics = Simulated(context.rehearse, context.world, context.speed)
        copies = context.rehearse(context.world).num_worlds
    now = round(context.scene.time / context.env.control_dt)  # another attempt draws others
    doubts = doubtful(context, errand.name, context.speed)
    push = next_push(errand, dynamics, copies, context.reaches, now, doubts)
    reach, down, stroke, away = push.legs(0, what)
    return Motion((travel(context, reach, TIP), down, stroke, away))


def doubtful(context: Context, name: str, pace: float) -> Dynamics | None:
    """Pushes of a thing at a pace, tried out in worlds that differ in what nobody knows of it."""
    rehearse = context.rehearse
    if rehearse is None:
        return None

    def copies(world: int) -> Copies:
        return rehearse.differing(world, name, GUESSES)

    return Simulated(copies, context.world, pace)


def wait(context: Context, name: str) -> Motion:
    """Stand still until what rolls has stopped."""
    leg = Leg((context.tool,), context.turn, f"wait for {name}", 1.0, hold=WAIT, strict=False)
    return Motion((leg,))


def check(scene: Scene, name: str) -> None:
    thing = scene[name]
    if thing.affords.shape == "fixture":
        raise Unreachable(f"{name} cannot be pushed: it is a {thing.kind}")
    if thing.affords.shape != "sphere" and thing.tilt > TIPPED:
        raise Unreachable(f"{name} has fallen over")
    if thing.bottom > scene.workspace[0][2] + ON_TABLE:
        raise Unreachable(f"{name} does not stand on the table")


def maps(context: Context, goal: Region) -> ValueMaps:
    """Where the thing is to get to, and what invariants say about space."""
    forbidden = avoidance(context.scene, context.avoid, context.sides)
    wanted = ValueMap("affordance").painted(goal)
    if context.painted is not None:
        return replace(context.painted.under(forbidden, ValueMap("velocity")), affordance=wanted)
    return ValueMaps(wanted, forbidden)
