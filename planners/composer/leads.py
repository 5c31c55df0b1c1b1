"""Leads: ways on which a hand takes a handle along, tried out and looked for.

A lead is six numbers, its first step and how the steps bend, in metres. VoxPoser's zero-shot
trajectory for a thing on a joint is one of them: the handle is what attracts the hand, and it is
pulled along the normal of the front. What happens on leads around it, in copies of the world,
tells how the thing moves; then leads are looked for that a model says will open it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vla.protocols import Env
from vla.scene import Entity

from ..motion import Leg, Motion, Point, Turn, Unreachable, point
from ..tracker import MOST_POINTS, Tracker
from .mechanisms import Handling, Mechanism, fitted
from .sampling import Search, cross_entropy

STEP = 0.028
"""Longest first step [m]."""
STEPS = 8
"""Steps of a lead that is tried out, 22 cm ..."""
AHEAD = 5
"""... of one that is looked for ..."""
AT_ONCE = 2
"""... and of that, before the next is looked for."""
ON = 0.10
"""[m] by which tries go on beyond where the handle has been."""
SPEED = 0.2
"""Peak speed of the hand [m/s]."""
AROUND = (0.6 * STEP,) * 3 + (0.06 * STEP,) * 3
"""Standard deviation of leads around the zero-shot one, so that some go sideways ..."""
CLOSER = (0.06 * STEP,) * 3 + (0.01 * STEP,) * 3
"""... and around a way that a model has found."""
ROUNDS = 5
"""Of tries, at most."""
LOOK = 4
"""Control steps from one look at the handle to the next."""
GRIP = 0.03
"""[m] by which the handle may move in the fingers before they have lost it."""
STRAIN = 8.0
"""Cost of a metre that the hand pulls beside the path, to one of the path that is missing: enough
that no corner of an arc is worth cutting."""
MOST_LOOKS = 120
"""Of a try."""
SEARCH = Search(
    (-STEP,) * 3 + (-0.15 * STEP,) * 3, (STEP,) * 3 + (0.15 * STEP,) * 3,
    (0.5 * STEP,) * 3 + (0.05 * STEP,) * 3, samples=192, rounds=10, elite=8, shrink=0.7,
)  # fmt: skip


@dataclass(frozen=True)
class Tries:
    """What K tries of T looks have shown. Tensors are float64."""

    handle: Tensor
    """(K, T, 3) where the handle was [m]."""
    hand: Tensor
    """(K, T, 3) where the hand was told to be [m]."""
    steps: int
    """Control steps that all of them took together."""

    def __len__(self) -> int:
        return len(self.handle)

    @property
    def held(self) -> Tensor:
        """(K, T) whether the handle was still where the fingers are."""
        grip = self.hand - self.handle
        return (grip - grip[:, :1]).norm(dim=-1) < GRIP

    def joined(self, more: Tries) -> Tries:
        """Both; the shorter ones end where they end."""
        longest = max(self.handle.shape[1], more.handle.shape[1])
        handle = [_extended(tries.handle, longest) for tries in (self, more)]
        hand = [_extended(tries.hand, longest) for tries in (self, more)]
        return Tries(torch.cat(handle), torch.cat(hand), self.steps + more.steps)


def waypoints(numbers: Tensor, count: int = STEPS) -> Tensor:
    """Where leads (K, 6) take the hand, (K, count + 1, 3) [m] from where it is, which is first."""
    step, bend = numbers[:, None, :3], numbers[:, None, 3:]
    n = torch.arange(count + 1, dtype=numbers.dtype)[:, None]
    long = step.norm(dim=-1, keepdim=True).clamp_min(STEP) / STEP
    return n * step / long + 0.5 * n * (n - 1) * bend


def zero_shot(thing: Entity) -> Tensor:
    """(6,) the lead away from a front, along its normal: nothing is known of its joint."""
    yaw = torch.tensor(thing.yaw, dtype=torch.float64)
    still = torch.zeros(4, dtype=torch.float64)
    return torch.cat((-STEP * torch.stack((yaw.cos(), yaw.sin())), still))


def around(
    lead: Tensor, spread: tuple[float, ...], count: int, generator: torch.Generator
) -> Tensor:
    """(count, 6) leads around one (6,); the first is the one itself."""
    noise = torch.randn(count, 6, generator=generator, dtype=torch.float64)
    noise[0] = 0.0
    return lead + noise * noise.new_tensor(spread)


def tried(
    env: Env,
    name: str,
    ways: Tensor,
    turn: Turn,
    grippers: Tensor,
    speed: float = SPEED,
    looks: int = MOST_LOOKS,
) -> Tries:
    """Carry out a way of the hand in each world.

    Args:
        ways: (N, T, 3) tool positions [m], the first where it is now.
        turn: orientation of the tool at the end, wxyz.
        grippers: (N, T) -1 open .. +1 closed from the step before on.
        speed: peak speed of the hand [m/s].
        looks: after so many it is over.
    """
    tracker = Tracker(env)
    for world, way in enumerate(ways):
        tracker.start(world, Motion(_legs(way, turn, grippers[world], speed)))
    handle, hand = [_handles(env, name)], [env.command[:, :3]]
    while len(hand) <= looks and any(s.state == "running" for s in tracker.status):
        for _ in range(LOOK):
            env.step(tracker.actions())
        handle.append(_handles(env, name))
        hand.append(env.command[:, :3])
    steps = (len(hand) - 1) * LOOK * env.num_worlds
    return Tries(torch.stack(handle, 1), torch.stack(hand, 1), steps)


def learned(
    rehearse: Callable[[int], Env], world: int, thing: Entity, seed: int = 0, rounds: int = ROUNDS
) -> tuple[Mechanism, Tries]:
    """How a thing moves whose handle the hand holds, found out in copies of its world.

    Leads around the zero-shot one come first; what they tell says where the handle can go, and the
    next ones go there and a little on, until the joint ends.

    Raises:
        Unreachable: it did not move, whichever way it was pulled.
    """
    generator = torch.Generator().manual_seed(seed)
    mechanism: Mechanism | None = None
    tries: Tries | None = None
    for _ in range(rounds):
        env = rehearse(world)
        start: Turn = tuple(env.command[0, 3:].tolist())  # type: ignore[assignment]
        if mechanism is None or tries is None:
            ways = waypoints(around(zero_shot(thing), AROUND, env.num_worlds, generator))
            turn = start
        else:
            handle = tries.handle[:, 0].mean(0)
            target = mechanism.farthest + ON
            ways = foreseen(mechanism, handle, target, generator) - handle
            turn = mechanism.turned(start, target)
            still = torch.zeros(6, dtype=torch.float64)
            ways = ways + waypoints(around(still, CLOSER, env.num_worlds, generator), len(ways) - 1)
        grippers = torch.ones(ways.shape[:2])
        more = tried(env, thing.name, env.command[:, None, :3] + ways, turn, grippers)
        first = tries is None
        tries = more if tries is None else tries.joined(more)
        mechanism = fitted(tries.handle, tries.hand)
        # With the hand not turned along, the palm may have stopped it.
        if mechanism is not None and first:
            mechanism = replace(mechanism, ended=False)
        if mechanism is not None and mechanism.ended:
            break
    if mechanism is None or tries is None:
        raise Unreachable(f"{thing.name} did not move, whichever way it was pulled")
    return mechanism, tries


def foreseen(model: Handling, handle: Tensor, target: float, generator: torch.Generator) -> Tensor:
    """(T, 3) the way of a handle (3,) as it is led lead by lead in the mind of a model [m]."""
    way, lead = [handle], None
    while len(way) < MOST_POINTS and float(model.travel(way[-1])) < target - STEP / 2:
        lead = best_lead(model, way[-1], target, generator, first=lead)
        on = model(way[-1], way[-1] + waypoints(lead[None], AT_ONCE))[0]
        way.extend(on[1:])
    return torch.stack(way)


def best_lead(
    model: Handling,
    handle: Tensor,
    target: float,
    generator: torch.Generator,
    first: Tensor | None = None,
) -> Tensor:
    """(6,) the lead that a model says brings a handle (3,) farthest towards `target` [m] of its
    path without pulling beside it (model-predictive control by the cross-entropy method).

    Args:
        first: (6,) a lead to begin with, the last one.
    """

    def costs(numbers: Tensor) -> Tensor:
        ways = handle + waypoints(numbers, AHEAD)
        came = model(handle, ways)
        strain = (ways - came).norm(dim=-1).mean(-1)
        return (target - model.travel(came[:, -1])).abs() + STRAIN * strain

    low, high = handle.new_tensor(SEARCH.low), handle.new_tensor(SEARCH.high)
    share = torch.rand(SEARCH.samples, 6, generator=generator, dtype=torch.float64)
    drawn = low + share * (high - low)
    drawn[: SEARCH.samples // 4, 3:] = 0.0
    if first is not None:
        drawn[0] = first
    return cross_entropy(costs, SEARCH, drawn, generator)[0][0]


def _legs(way: Tensor, turn: Turn, grippers: Tensor, speed: float) -> tuple[Leg, ...]:
    """One leg as long as the fingers do not move."""
    legs: list[Leg] = []
    points: list[Point] = []
    for number in range(1, len(way)):
        points.append(point(way[number]))
        grip = float(grippers[number])
        if number + 1 == len(way) or float(grippers[number + 1]) != grip:
            legs.append(Leg(tuple(points), turn, "try", grip, speed, hold=2, strict=False))
            points = []
    return tuple(legs)


def _handles(env: Env, name: str) -> Tensor:
    """(N, 3) where the handle is seen [m]."""
    return torch.tensor(
        [env.scene(world)[name].handle for world in range(env.num_worlds)], dtype=torch.float64
    )


def _extended(seen: Tensor, length: int) -> Tensor:
    return torch.cat((seen, seen[:, -1:].expand(-1, length - seen.shape[1], -1)), 1)
