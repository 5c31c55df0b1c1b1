"""Sweeps: pushes that take along what stands together with the thing they are against.

As single pushes (`pushing`), but what goes along costs its own way, too, and may be touched and
moved. Which of the things is pushed against, and so drives the others, is searched as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import torch
from torch import Tensor

from vla.scene import Entity, Scene

from ..motion import Point, Turn, Unreachable
from .dynamics import Copies, Dynamics, Simulated, planar
from .floor import NOWHERE
from .pushes import EDGE, FACE, Pushes, of
from .pushing import ASIDE, HELPS, REHEARSALS, THOUGHT, VARIED, Errand, judged, reached
from .sampling import Search, anywhere, cross_entropy

OVERLAP = 0.8
"""Share of their half widths by which things must overlap sideways so that one takes the other."""
IN_FRONT = 0.5
"""Share of the distance of what touches by which one is in front of the other, not beside it."""
LEANED = 0.9
"""Cosine of the tilt at which what went along has fallen over."""
UPSET = 1.0
"""Cost of that [m]."""
LEADS = 3
"""Things tried to be pushed against."""


def without(scene: Scene, names: set[str]) -> Scene:
    """A scene in which some things are not obstacles: they are to go along."""
    return replace(scene, entities=tuple(e for e in scene if e.name not in names))


def next_sweep(
    errands: Mapping[str, Errand],
    left: Collection[str],
    rehearse: Callable[[int], Copies] | None,
    world: int,
    reaches: Callable[[Point, Turn], bool],
    pace: float = 1.0,
    seed: int = 0,
) -> Pushes:
    """The push (K = 1) that brings several things farthest on their ways, all together.

    Args:
        errands: of every thing, each in a scene without the others.
        left: those that are not where they are wanted yet.
        rehearse: from a world to copies of it; `None`: the planar model is believed.
        reaches: whether the arm gets the tool to a pose.

    Raises:
        Unreachable: nothing helps; it says why.
    """
    generator = torch.Generator().manual_seed(seed)
    to_go = sum(errand.to_go for errand in errands.values())
    thought = []
    for name in left:
        if errands[name].to_go >= NOWHERE:
            raise Unreachable(f"no way leads {name} there: something is all around")
        costs = _thought(errands, name)
        first = anywhere(THOUGHT, THOUGHT.samples, generator)
        best, found = cross_entropy(costs, THOUGHT, first, generator)
        best, found = best[found < to_go - HELPS], found[found < to_go - HELPS]
        if len(best):
            thought.append((float(found[0]), name, best))
    if not thought:
        raise Unreachable(f"no push brings {', '.join(left)} nearer")
    for _, name, best in sorted(thought, key=lambda one: one[0])[:LEADS]:
        thing, copies = errands[name].thing, 1 if rehearse is None else rehearse(world).num_worlds
        scale = _scale(thing, best)
        able = reached(of(thing, best * scale), reaches, copies)
        if not len(able):
            continue
        if rehearse is None:
            return able
        search = Search(
            THOUGHT.low, THOUGHT.high, VARIED, copies, REHEARSALS, 4, turning=(0,),
        )  # fmt: skip
        tried = _tried(errands, name, rehearse, world, pace)
        best, found = cross_entropy(tried, search, able.numbers / scale, generator)
        if len(best) and float(found[0]) < to_go - HELPS:
            return of(thing, best[:1] * scale)
    raise Unreachable(f"no push that the hand can carry out brings {', '.join(left)} nearer")


def _scale(thing: Entity, like: Tensor) -> Tensor:
    """By which drawn numbers become those of pushes: nothing slim is passed far off its middle."""
    return like.new_tensor((1.0, min(1.0, 0.6 * thing.radius / ASIDE), 1.0, 1.0))


def _thought(errands: Mapping[str, Errand], lead: str) -> Callable[[Tensor], Tensor]:
    """Costs (K,) [m] of pushes against one thing, by the planar model."""
    errand = errands[lead]
    others = {name: one for name, one in errands.items() if name != lead}

    def costs(numbers: Tensor) -> Tensor:
        pushes = of(errand.thing, numbers * _scale(errand.thing, numbers))
        cost, _ = judged(errand, pushes, planar(errand.scene, pushes))
        ends = taken_along(pushes, [one.thing for one in others.values()])
        for row, one in enumerate(others.values()):
            cost = cost + one.floor.to_go(ends[:, row])
        return cost

    return costs


def taken_along(pushes: Pushes, others: list[Entity]) -> Tensor:
    """Where other things (K, N, 3) are [m] when fingers and things have pushed them ahead."""
    places = pushes.ahead.new_tensor([other.position for other in others]).reshape(-1, 3)
    if not others:
        return places.expand(len(pushes), -1, -1)
    ahead = pushes.ahead
    left = ahead.flip(-1) * ahead.new_tensor((-1.0, 1.0))
    things = [pushes.thing, *others]
    half = ahead.new_tensor([min(thing.extent[:2]) / 2 for thing in things])
    from_tool = ahead.new_tensor([thing.position[:2] for thing in things])
    from_tool = from_tool - pushes.begin[:, None, :2]
    along, across = ((from_tool * axis[:, None]).sum(-1) for axis in (ahead, left))
    face = torch.where(pushes.narrow, EDGE, FACE).to(ahead)[:, None]
    front = (pushes.end - pushes.begin)[:, :2].norm(dim=-1) + pushes.thick
    hit = (along > 0) & (across.abs() < face + OVERLAP * half)
    now = torch.where(hit, along.maximum(front[:, None] + half), along)
    aside = (across[:, :, None] - across[:, None]).abs()
    apart = half[:, None] + half
    ahead_of = along[:, :, None] - along[:, None] > IN_FRONT * apart
    behind = (aside < OVERLAP * apart) & ahead_of
    for _ in things:  # one drives the next
        gone = now > along
        driven = torch.where(behind & gone[:, None], now[:, None] + apart, -torch.inf)
        now = now.maximum(driven.amax(-1))
    shift = (now - along)[:, 1:, None] * ahead[:, None]
    return places + torch.cat((shift, torch.zeros_like(shift[..., :1])), -1)


def _tried(
    errands: Mapping[str, Errand],
    lead: str,
    rehearse: Callable[[int], Copies],
    world: int,
    pace: float,
) -> Callable[[Tensor], Tensor]:
    """Costs (K,) [m] of pushes against one thing, carried out in copies of the world."""
    errand = errands[lead]
    others = {name: one for name, one in errands.items() if name != lead}
    copies: list[Copies] = []

    def kept(world: int) -> Copies:
        copies[:] = [rehearse(world)]
        return copies[0]

    dynamics: Dynamics = Simulated(kept, world, pace)

    def costs(numbers: Tensor) -> Tensor:
        pushes = of(errand.thing, numbers * _scale(errand.thing, numbers))
        cost, _ = judged(errand, pushes, dynamics(errand.scene, pushes))
        env = copies[0]  # as it is after the last push in it
        for name, one in others.items():
            poses = env.entity_poses[: len(pushes), env.entity_index(0, name)]
            qx, qy = poses[:, 4], poses[:, 5]
            fallen = 1 - 2 * (qx * qx + qy * qy) < LEANED
            rolls = one.thing.affords.shape == "sphere"
            cost = cost + one.floor.to_go(poses[:, :3]) + UPSET * (fallen & (not rolls))
        return cost

    return costs
