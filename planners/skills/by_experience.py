"""Opening things of which nobody has told how they move: tried out once, then remembered."""

from __future__ import annotations

from dataclasses import replace

import torch

from vla.scene import Entity

from ..composer.leads import AT_ONCE, GRIP, SPEED, best_lead, learned, waypoints
from ..composer.mechanisms import Handling, told
from ..motion import Leg, Motion, Point, Turn, Unreachable, point
from .articulated import BACK, SAFE, SHUT, along, holds
from .context import Context
from .push_to import Motions

NEAR = 0.006
"""[m] of the path at which a handle is where it is wanted."""
IDLE = 3
"""Leads without progress after which it is as far open as it gets ..."""
PROGRESS = 0.004
"""... and what counts as progress [m]."""
MOST = 24
"""Leads."""


def lead_by_experience(context: Context, name: str, openness: float) -> Motions:
    """Take a handle and bring it to `openness` of how far it is known to go.

    What is not known is tried out first, in copies of the world, from the moment on at which the
    hand holds the handle.

    Raises:
        Unreachable: the handle is, or it is not known how it moves and nothing can be tried out.
    """
    thing = context.scene[name]
    mechanism = None
    if context.experience is not None:
        mechanism = context.experience.recall(context.scene, name)
    if mechanism is None and context.rehearse is None:
        raise Unreachable(
            f"nobody has told how {name} moves, and there are no copies of the world to try it"
            " out in"
        )
    if mechanism is None and (thing.openness or 0.0) > SHUT:
        raise Unreachable(f"nobody has told how {name} moves, and that is tried out with it shut")
    known = thing if mechanism is None else told(thing, mechanism)
    approach, turn = hold(context, known)
    yield taken(context, thing, approach, turn)
    if mechanism is None:
        assert context.rehearse is not None
        scene = context.now().scene
        mechanism, tries = learned(context.rehearse, context.world, scene[name], context.world)
        if context.experience is not None:
            context.experience.keep(scene, name, mechanism, len(tries), tries.steps)
    # All the way is up to the end, not nearly.
    target = openness * mechanism.farthest + (openness == 1.0) * NEAR
    yield from led(context, name, mechanism, target)
    yield let_go(context, approach)


def led(context: Context, name: str, mechanism: Handling, target: float) -> Motions:
    """Lead by lead, each looked for from where the handle is by now."""
    generator = torch.Generator().manual_seed(0)
    context = context.now()
    turn, begun = context.turn, _handle(context, name)
    grip = torch.tensor(context.tool, dtype=torch.float64) - begun
    best, idle, lead = float("inf"), 0, None
    for _ in range(MOST):
        handle = _handle(context, name)
        missing = abs(target - float(mechanism.travel(handle)))
        idle = 0 if missing < best - PROGRESS else idle + 1
        best = min(best, missing)
        if missing < NEAR or idle == IDLE:
            return
        lead = best_lead(mechanism, handle, target, generator, lead)
        # Steps count from where the handle is, so that strain does not add up.
        ways = handle + waypoints(lead[None], AT_ONCE)
        gone = mechanism.travel(mechanism(handle, ways)[0, -1]) - mechanism.travel(begun)
        points = tuple(point(row) for row in ways[0, 1:] + grip)
        end = mechanism.turned(turn, float(gone))
        yield Motion((Leg(points, end, f"lead {name}", 1.0, SPEED, hold=1, strict=False),))
        context = context.now()
        slipped = torch.tensor(context.tool, dtype=torch.float64) - _handle(context, name) - grip
        if float(slipped.norm()) > 2 * GRIP:
            raise Unreachable(f"the handle of {name} slipped out of the fingers")


def hold(context: Context, thing: Entity) -> tuple[Point, Turn]:
    """How the hand comes, the first way that is in reach."""
    if thing.handle is None:
        raise Unreachable(f"{thing.name} has no handle")
    for approach, turn in holds(thing):
        stops = (along(thing.handle, approach, -BACK), thing.handle)
        if all(context.reaches(stop, turn) for stop in stops):
            return approach, turn
    raise Unreachable(f"the handle of {thing.name} is out of reach")


def taken(context: Context, thing: Entity, approach: Point, turn: Turn) -> Motion:
    """Reach for a handle and close the fingers around it."""
    assert thing.handle is not None
    before, (x, y, z) = along(thing.handle, approach, -BACK), context.tool
    high = max(z, before[2], SAFE)
    route = ((x, y, high), (before[0], before[1], high), before)
    take = Leg((thing.handle,), turn, "take the handle", -1.0, 0.2, tolerance=0.008, hold=2)
    return Motion(
        (
            Leg(route, turn, f"reach for {thing.name}", -1.0, 0.5, tolerance=0.008),
            take,
            replace(take, phase="close the fingers", gripper=1.0, hold=8, strict=False),
        )
    )


def let_go(context: Context, approach: Point) -> Motion:
    """Open the fingers and move back the way they came."""
    here, turn = context.now().tool, context.now().turn
    after = along(here, approach, -BACK)
    away = (after, (after[0], after[1], max(after[2], SAFE)))
    return Motion(
        (
            Leg((here,), turn, "let go", -1.0, 0.2, hold=6, strict=False),
            Leg(away, turn, "move away", -1.0, 0.3, tolerance=0.05, strict=False),
        )
    )


def _handle(context: Context, name: str) -> torch.Tensor:
    return torch.tensor(context.scene[name].handle, dtype=torch.float64)
