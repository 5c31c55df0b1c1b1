"""Where a thing gets to when it is pushed: many pushes at once, thought out or tried out.

`planar` is VoxPoser's model (Huang et al. 2023, appendix on object-centric planning): the thing is
shifted along with the hand. `Simulated` carries every push out, in copies of the world, by the very
legs, tracker and controller that the robot uses, so that friction, turning, rolling, tipping and
all that is in the way count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from vla.effects import riders
from vla.geometry import quat_to_matrix
from vla.predicates import TIPPED
from vla.protocols import Env
from vla.scene import Scene

from ..hand import PUSHER, TIP
from ..motion import Leg, Motion, Point
from ..routes import over
from ..tracker import Tracker
from .floor import footprint, in_the_way
from .pushes import FACE, Pushes

LONGEST = 240
"""Control steps of a rehearsal."""
STILL = 2e-4
"""[m] in a control step below which everything has come to rest ..."""
REST = 30
"""... and control steps to wait for that."""
MISSED = 0.01
"""[m] by which the hand may miss the end of a stroke."""
STEPS = 8
"""Places on the way of a thing that is only thought to move."""


@dataclass(frozen=True)
class Outcomes:
    """What K pushes do."""

    way: Tensor
    """(K, T, 3) the thing's middle from the beginning to rest [m]."""
    possible: Tensor
    """(K,) whether the hand could carry the stroke out."""
    upset: Tensor
    """(K,) whether the thing fell over."""
    others: Tensor
    """(K,) farthest that anything else was moved [m]."""


class Dynamics(Protocol):
    """Says what pushes of a thing would do in the present scene."""

    def __call__(self, scene: Scene, pushes: Pushes) -> Outcomes: ...


def planar(scene: Scene, pushes: Pushes) -> Outcomes:
    """The thing goes along with the hand from the first touch on.

    It stays where it is if the fingers miss it, or touch it on the side it would be pulled from.
    What it runs into gives way as far as the two overlap.
    """
    back, hits = pushes.touch()
    inward = back > torch.where(pushes.narrow, FACE, PUSHER)  # the fingers are that thick
    far = torch.where(hits & inward, pushes.distance, torch.zeros_like(back))
    share = torch.linspace(0, 1, STEPS, dtype=far.dtype)
    shift = (far[:, None] * share)[..., None] * pushes.ahead[:, None]
    start = far.new_tensor(pushes.thing.position)
    way = start + torch.cat((shift, torch.zeros_like(shift[..., :1])), -1)
    thing, no = pushes.thing, torch.zeros_like(hits)
    blocked = in_the_way(scene, thing.name, riders(scene, thing.name))
    room = blocked.distance([scene], way.view(1, -1, 3)).view(way.shape[:2]) - footprint(thing)
    deeper = room[:, :1].clamp_max(0.0) - room  # what stands too close already is no obstacle
    return Outcomes(way, ~no, no, deeper.clamp_min(0.0).amax(-1))


class Simulated:
    """Tries pushes out.

    Args:
        rehearse: from a world to worlds in its present state, as many as are tried at once.
        world: the one that the pushes are for.
        pace: times the usual speed.
    """

    def __init__(self, rehearse: Callable[[int], Env], world: int, pace: float = 1.0):
        self._rehearse, self._world, self._pace = rehearse, world, pace

    def __call__(self, scene: Scene, pushes: Pushes) -> Outcomes:
        """As many worlds as there are go on at once."""
        made: list[Outcomes] = []
        done = 0
        while done < len(pushes):
            env = self._rehearse(self._world)
            rows = torch.arange(done, done + env.num_worlds).clamp_max(len(pushes) - 1)
            made.append(_carried_out(env, scene, pushes.take(rows), self._pace))
            done += env.num_worlds
        return Outcomes(
            _joined([one.way for one in made])[: len(pushes)],
            *(torch.cat([getattr(one, name) for one in made])[: len(pushes)]
              for name in ("possible", "upset", "others")),
        )  # fmt: skip


def _carried_out(env: Env, scene: Scene, pushes: Pushes, pace: float) -> Outcomes:
    """One push in each of the worlds."""
    tracker = Tracker(env)
    for row in range(len(pushes)):
        tracker.start(row, Motion(_rehearsed(env, scene, pushes, row, pace)))
    thing = env.entity_index(0, pushes.thing.name)
    along = {pushes.thing.name, *riders(scene, pushes.thing.name)}
    loose = [e for e in scene if e.kind != "table" and e.name not in along]
    rows = [env.entity_index(0, entity.name) for entity in loose]
    poses = [env.entity_poses]
    reached = torch.full((len(pushes),), torch.inf, dtype=torch.float64)
    rested = 0
    while len(poses) < LONGEST and rested < REST:
        actions = tracker.actions()
        running = any(status.state == "running" for status in tracker.status)
        env.step(actions)
        poses.append(env.entity_poses)
        reached = torch.minimum(reached, (env.tool_pose[:, :3] - pushes.end).norm(dim=-1))
        moved = float((poses[-1] - poses[-2])[:, [thing, *rows], :3].abs().max())
        rested = REST if not running and moved < STILL else rested + (not running)
    ways = torch.stack(poses, 1)
    others = (ways[:, :, rows, :3] - ways[:, :1, rows, :3]).norm(dim=-1)
    failed = torch.tensor([status.state != "done" for status in tracker.status])
    finite = ways[:, -1].isfinite().flatten(1).all(-1)
    up = quat_to_matrix(ways[:, -1, thing, 3:])[:, 2, 2]
    was = quat_to_matrix(ways[:, 0, thing, 3:])[:, 2, 2]
    rolls = pushes.thing.affords.shape == "sphere"
    tilted = (up.clamp(-1, 1).acos() - was.clamp(-1, 1).acos()).abs() > TIPPED
    return Outcomes(
        torch.nan_to_num(ways[:, :, thing, :3]),
        finite & ~failed & (reached < MISSED),
        tilted & ~torch.tensor(rolls),
        others.flatten(1).amax(-1) if rows else torch.zeros_like(reached),
    )


def _rehearsed(env: Env, scene: Scene, pushes: Pushes, row: int, pace: float) -> tuple[Leg, ...]:
    """The legs of a push, over everything to where it begins."""
    reach, *rest = pushes.legs(row, "push")
    tool: Point = tuple(env.command[row, :3].tolist())  # type: ignore[assignment]
    way = over(scene, tool, reach.points[-1], TIP, ())
    legs = (replace(reach, points=(*way, *reach.points)), *rest)
    return tuple(replace(leg, speed=pace * leg.speed) for leg in legs)


def _joined(ways: list[Tensor]) -> Tensor:
    """Ways of different lengths (K, T, 3) as one; the shorter ones end where they end."""
    longest = max(way.shape[1] for way in ways)
    return torch.cat([
        torch.cat((way, way[:, -1:].expand(-1, longest - way.shape[1], -1)), 1) for way in ways
    ])  # fmt: skip
