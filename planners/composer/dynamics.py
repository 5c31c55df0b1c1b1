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

import numpy as np
import torch
from torch import Tensor

from vla.effects import riders
from vla.geometry import quat_to_matrix
from vla.predicates import TIPPED
from vla.protocols import Env
from vla.scene import Scene

from ..hand import TIP
from ..motion import Leg, Motion, Point, Turn, point
from ..routes import reachable
from ..tracker import Tracker
from .floor import footprint, in_the_way
from .pushes import Pushes

LONGEST = 240
"""Control steps of a rehearsal at the usual speed."""
STILL = 2e-4
"""[m] in a control step below which everything has come to rest ..."""
REST = 30
"""... and control steps to wait for that."""
MISSED = 0.01
"""[m] by which the hand may miss the end of a stroke."""
WOBBLE = 0.75 * TIPPED
"""[rad] from which on a thing that leans over might fall when it is not rehearsed ..."""
FALLEN = 1.0
"""... and from which on nothing will bring it up again; ..."""
SPOILT = 0.02
"""... and [m] that another has been moved: what comes then makes no difference."""
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
    """(K,) whether the thing fell over, or nearly did."""
    others: Tensor
    """(K,) farthest that anything else was moved [m]."""
    leaned: Tensor
    """(K,) [rad] that the thing leaned over on its way, at most."""


class Copies(Env, Protocol):
    """Worlds in which things are tried out."""

    active: Tensor
    """(N,) bool: those that `step` advances."""


class Rehearse(Protocol):
    """Gives copies of worlds in their present state; the next ones overwrite them."""

    def __call__(self, world: int) -> Copies:
        """Copies of one world, all alike."""
        ...

    def differing(self, world: int, name: str, guesses: int) -> Copies:
        """The same with as many guesses, in turn, at what nobody knows exactly of a thing: how
        rough it is and where it stands. The first is as it is believed to be."""
        ...


class Dynamics(Protocol):
    """Says what pushes of a thing would do in the present scene."""

    def __call__(self, scene: Scene, pushes: Pushes) -> Outcomes: ...


def planar(scene: Scene, pushes: Pushes) -> Outcomes:
    """The thing goes along with the hand from the first touch on.

    It stays where it is if the fingers miss it, or touch it on the side it would be pulled from.
    What it runs into gives way as far as the two overlap.
    """
    back, hits = pushes.touch()
    inward = back > pushes.thick
    far = torch.where(hits & inward, pushes.distance, torch.zeros_like(back))
    share = torch.linspace(0, 1, STEPS, dtype=far.dtype)
    shift = (far[:, None] * share)[..., None] * pushes.ahead[:, None]
    start = far.new_tensor(pushes.thing.position)
    way = start + torch.cat((shift, torch.zeros_like(shift[..., :1])), -1)
    thing, no = pushes.thing, torch.zeros_like(hits)
    blocked = in_the_way(scene, thing.name, riders(scene, thing.name))
    room = blocked.distance([scene], way.view(1, -1, 3)).view(way.shape[:2]) - footprint(thing)
    deeper = room[:, :1].clamp_max(0.0) - room  # what stands too close already is no obstacle
    still = torch.zeros_like(far)
    return Outcomes(way, ~no, no, deeper.clamp_min(0.0).amax(-1), still)


class Simulated:
    """Tries pushes out.

    Args:
        rehearse: from a world to worlds in its present state, as many as are tried at once.
        world: the one that the pushes are for.
        pace: times the usual speed of a stroke.
    """

    def __init__(self, rehearse: Callable[[int], Copies], world: int, pace: float = 1.0):
        self._rehearse, self._world, self._pace = rehearse, world, pace

    def __call__(self, scene: Scene, pushes: Pushes) -> Outcomes:
        """As many worlds as there are go on at once."""
        made: list[Outcomes] = []
        done = 0
        while done < len(pushes):
            env = self._rehearse(self._world)
            rows = torch.arange(done, min(done + env.num_worlds, len(pushes)))
            made.append(_carried_out(env, scene, pushes.take(rows), self._pace))
            done += env.num_worlds
        return Outcomes(
            _joined([one.way for one in made]),
            *(torch.cat([getattr(one, name) for one in made])
              for name in ("possible", "upset", "others", "leaned")),
        )  # fmt: skip


def _carried_out(env: Copies, scene: Scene, pushes: Pushes, pace: float) -> Outcomes:
    """One push in each of the first worlds; where all is over, nothing is computed any more."""
    count, tracker = len(pushes), Tracker(env)
    for row in range(count):
        tracker.start(row, Motion(_rehearsed(env, scene, pushes, row, pace)))
    env.active = env.active & (torch.arange(env.num_worlds) < count)
    along = {pushes.thing.name, *riders(scene, pushes.thing.name)}
    loose = [e.name for e in scene if e.kind != "table" and e.name not in along]
    rows = [env.entity_index(0, name) for name in (pushes.thing.name, *loose)]
    rolls = pushes.thing.affords.shape == "sphere"
    poses = [env.entity_poses[:count, rows]]
    reached = torch.full((count,), torch.inf, dtype=torch.float64)
    others, leaned = torch.zeros_like(reached), torch.zeros_like(reached)
    spoilt, rested = torch.zeros(count, dtype=torch.bool), torch.zeros(count, dtype=torch.long)
    while len(poses) * min(pace, 1.0) < LONGEST and bool(env.active.any()):
        actions = tracker.actions()
        running, failed = (
            torch.tensor([status.state == state for status in tracker.status[:count]])
            for state in ("running", "failed")
        )
        env.step(actions)
        poses.append(env.entity_poses[:count, rows])
        reached = torch.minimum(reached, (env.tool_pose[:count, :3] - pushes.end).norm(dim=-1))
        gone = (poses[-1] - poses[0])[:, 1:, :3].norm(dim=-1)
        others = torch.cat((others[:, None], gone), 1).amax(1)
        if not rolls:
            leaned = leaned.maximum((_lean(poses[-1][:, 0]) - _lean(poses[0][:, 0])).abs())
        spoilt |= (leaned > FALLEN) | (others > SPOILT)
        moved = (poses[-1] - poses[-2])[..., :3].abs().flatten(1).amax(-1)
        rested = rested + ~running
        unsettled = running | ((moved >= STILL) & (rested < REST))
        env.active[:count] &= unsettled & ~failed & ~spoilt
    way = torch.stack([pose[:, 0, :3] for pose in poses], 1)
    done = torch.tensor([status.state == "done" for status in tracker.status[:count]])
    finite = poses[-1].isfinite().flatten(1).all(-1)
    carried_out = done & (reached < MISSED)
    possible = finite & (carried_out | spoilt)
    return Outcomes(torch.nan_to_num(way), possible, leaned > WOBBLE, others, leaned)


def _lean(poses: Tensor) -> Tensor:
    """How far (K,) [rad] upright things at poses (K, 7) lean over."""
    return quat_to_matrix(poses[:, 3:])[:, 2, 2].clamp(-1, 1).acos()


def _rehearsed(env: Env, scene: Scene, pushes: Pushes, row: int, pace: float) -> tuple[Leg, ...]:
    """The legs of a push, over everything to where it begins."""
    reach, down, stroke, away = pushes.legs(row, "push")
    tool = point(env.command[row, :3])

    def reaches(position: Point, turn: Turn) -> bool:
        return env.solve_ik(row, np.array(position), np.array(turn)).reached

    way = reachable(scene, tool, reach.points[-1], TIP, (), reach.quaternion, reaches)
    reach = replace(reach, points=(*way, *reach.points))
    # How fast the hand comes and goes through the air makes no difference.
    return reach, down, replace(stroke, speed=pace * stroke.speed), away


def _joined(ways: list[Tensor]) -> Tensor:
    """Ways of different lengths (K, T, 3) as one; the shorter ones end where they end."""
    longest = max(way.shape[1] for way in ways)
    return torch.cat([
        torch.cat((way, way[:, -1:].expand(-1, longest - way.shape[1], -1)), 1) for way in ways
    ])  # fmt: skip
