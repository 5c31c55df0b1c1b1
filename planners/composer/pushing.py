"""Which push comes next: sampled, tried out, judged by value maps (model-predictive control).

Cheap thoughts first: thousands of pushes by the planar model, whatever the dynamics. The best of
those that the arm reaches are then carried out in rehearsal, varied, and carried out again. What
really happened is looked at before the next push, so only one is ever planned.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from vla.effects import riders
from vla.scene import Entity, Scene

from ..hand import PALM
from ..motion import Point, Turn, Unreachable, point
from .body import hand, placed, wrist
from .dynamics import Dynamics, Outcomes, planar
from .floor import (
    MARGIN,
    NOWHERE,
    PALM_COMFORT,
    WRIST_COMFORT,
    Floor,
    in_the_way,
    upright,
)
from .maps import ValueMap, ValueMaps
from .pushes import Pushes, of, straight, touched_high
from .regions import of as body_of
from .sampling import Search, anywhere, cross_entropy

FARTHEST = 0.15
"""[m] of one push."""
SHORTEST = 0.004
"""[m]"""
ASIDE = 0.03
"""Farthest that a stroke passes beside a thing's middle [m], ..."""
WIDE, SLIM = 0.6, 0.3
"""... and as a share of its radius; of what is tall, which then turns away and tips."""
OFF_CENTER = 0.1
"""Cost [m] of a metre beside the middle: without a reason, things are pushed through it."""
NARROW, UPRIGHT = 0.02, 0.01
"""Costs [m] of pushes against something tall with the palm above it, by the narrow and by the flat
side of the fingers: both touch it far up and may tip it, the narrow one, wider there, more so."""
LEANING_COSTS = 0.1
"""Cost [m] of a radian that a thing leans over when it is pushed: what hardly does stays up, too,
when it is rougher than it was thought to be."""
GUESSES = 4
"""Worlds in which a push against something tall is tried again that differ in what nobody knows
exactly: the worst of them counts."""
NUDGE = 0.003
"""[m] that other things may be moved: less than anybody sees."""
SLACK = 0.002
"""[m] by which a way may enter what is forbidden: contacts are not that exact."""
HELPS = 0.003
"""[m] by which a push must bring a thing nearer."""
HAND_ROOM = 0.004
"""Gap [m] between the hand and what it must not touch."""
CORNERS = 0.01
"""By so much [m] the corners of boxes stand out over what is round and narrow above."""
LOOKS = 7
"""Places of a stroke at which there must be room for the hand."""
THOUGHT = Search(
    (-math.pi, -ASIDE, SHORTEST, -1.0), (math.pi, ASIDE, FARTHEST, 1.0), (0.3, 0.006, 0.03, 0.3),
    samples=512, rounds=3, elite=32, turning=(0,),
)  # fmt: skip
"""By the planar model."""
VARIED = (0.10, 0.005, 0.012, 0.3)
"""Numbers of a push by which it is varied between rehearsals."""
NOTHING = ValueMap("avoidance")
REHEARSALS = 2
"""Rounds; one is enough if a push gets the thing where it is wanted, or ..."""
FINE = 0.02
"""[m] from which on there is more to go after this push, if it does as well as ..."""
AS_THOUGHT = 0.01
"""... the planar model promised, within so much [m]."""
REASONS = (
    "", "the hand cannot carry out", "would tip it over", "would move other things",
    "lead through what is forbidden", "would leave the table", "leave no room for the hand",
)  # fmt: skip
"""Why a push is out of the question; 0: it is not."""


@dataclass(frozen=True)
class Errand:
    """A thing that is to be pushed somewhere, in a scene as it is now."""

    scene: Scene
    name: str
    maps: ValueMaps
    """Affordance: where the thing is to get to. Avoidance: where neither it nor the hand may be;
    paints that are not `whole` hold for the tool's point alone."""
    fences: ValueMap = NOTHING
    """Where the thing may not be, though the hand may."""

    @property
    def thing(self) -> Entity:
        return self.scene[self.name]

    @property
    def along(self) -> tuple[str, ...]:
        """The thing and what it carries."""
        return (self.name, *riders(self.scene, self.name))

    @cached_property
    def floor(self) -> Floor:
        """What the thing's way costs."""
        blocked = in_the_way(self.scene, self.name, self.along)
        paints = (*blocked.paints, *self.walls.paints)
        palm = float(straight(self.thing, (1.0, 0.0), 0.0).height) + PALM
        tall = {other.name for other in self.scene if other.top > palm}
        tall.update(str(p.region.entity) for p in self.columns.paints)
        return Floor(
            self.scene,
            self.name,
            self.maps.affordance,
            ValueMap("avoidance", paints),
            ValueMap("avoidance", tuple(p for p in paints if p.region.entity in tall)),
            PALM_COMFORT if touched_high(self.thing) else WRIST_COMFORT,
        )

    @cached_property
    def forbidden(self) -> ValueMap:
        """What all of the hand must stay out of."""
        return ValueMap("avoidance", tuple(p for p in self.maps.avoidance.paints if p.whole))

    @cached_property
    def columns(self) -> ValueMap:
        """The same for the thing, which does not go over anything."""
        paints = (replace(p, region=upright(p.region)) for p in self.forbidden.paints)
        return ValueMap("avoidance", tuple(paints))

    @cached_property
    def walls(self) -> ValueMap:
        """All that the thing must stay out of, besides other things."""
        return ValueMap("avoidance", (*self.columns.paints, *self.fences.paints))

    @cached_property
    def to_go(self) -> float:
        """Cost of the way that is left [m]."""
        return float(self.floor.to_go(self._place)[0])

    @cached_property
    def missing(self) -> float:
        """Distance to where the thing is wanted, as the crow flies [m]."""
        return float(self.floor.missing(self._place)[0])

    @property
    def _place(self) -> Tensor:
        return torch.tensor([self.thing.position], dtype=torch.float64)


def next_push(
    errand: Errand,
    dynamics: Dynamics | None,
    copies: int,
    reaches: Callable[[Point, Turn], bool],
    seed: int = 0,
    doubtful: Dynamics | None = None,
) -> Pushes:
    """The push (K = 1) that brings the thing farthest on its way.

    Args:
        dynamics: how pushes are tried out; `None`: the planar model is believed.
        copies: how many are tried out at once.
        reaches: whether the arm gets the tool to a pose.
        doubtful: as `dynamics`, in worlds that differ, `GUESSES` in turn; for what may tip.

    Raises:
        Unreachable: nothing helps; it says why.
    """
    if errand.to_go >= NOWHERE:
        raise Unreachable(f"no way leads {errand.name} there: something is all around")
    generator = torch.Generator().manual_seed(seed)
    reasons: Counter[int] = Counter()
    share = SLIM if touched_high(errand.thing) else WIDE
    width = min(1.0, share * errand.thing.radius / ASIDE)

    def costs(numbers: Tensor, model: Dynamics) -> Tensor:
        pushes = of(errand.thing, numbers * numbers.new_tensor((1.0, width, 1.0, 1.0)))
        cost, why = judged(errand, pushes, model(errand.scene, pushes))
        reasons.update(why.tolist())
        return cost

    first = anywhere(THOUGHT, THOUGHT.samples, generator)
    best, found = cross_entropy(lambda k: costs(k, planar), THOUGHT, first, generator)
    hoped = float(found[0]) if len(found) else torch.inf
    best = best[found < errand.to_go - HELPS]
    if not len(best):
        raise Unreachable(_nothing_helps(errand, reasons))
    scale = best.new_tensor((1.0, width, 1.0, 1.0))
    most = 1 if dynamics is None else copies
    able = reached(of(errand.thing, best * scale), reaches, most)
    if not len(able):  # the best lead away from the robot: others may help, too
        cost = costs(first, planar)
        others = first[cost.argsort()][: int((cost < errand.to_go - HELPS).sum())]
        able = reached(of(errand.thing, others * scale), reaches, most, len(others))
    if not len(able):
        raise Unreachable(f"{errand.name} would have to be pushed from out of reach")
    if dynamics is None:
        return able
    reasons.clear()
    search = Search(
        THOUGHT.low, THOUGHT.high, VARIED, copies, REHEARSALS, 4, turning=(0,),
        together=max(1, copies // 2),
    )  # fmt: skip
    first, enough = able.numbers / scale, max(HELPS, hoped + AS_THOUGHT if hoped > FINE else 0.0)
    best, found = cross_entropy(lambda k: costs(k, dynamics), search, first, generator, enough)
    if not len(best) or float(found[0]) > errand.to_go - HELPS:
        raise Unreachable(_nothing_helps(errand, reasons))
    if doubtful is None or not touched_high(errand.thing):
        return of(errand.thing, best[:1] * scale)
    few = max(1, copies // (2 * GUESSES))
    shorter = best[: 2 * few] * best.new_tensor((1.0, 1.0, 0.5, 1.0))
    for some in (best[:few], best[few : 3 * few], shorter):
        if not len(some):
            continue
        worst = at_worst(errand, of(errand.thing, some * scale), doubtful)
        if float(worst.min()) < errand.to_go - HELPS:
            return of(errand.thing, some[worst.argmin()][None] * scale)
    return of(errand.thing, best[:1] * scale)


def at_worst(errand: Errand, pushes: Pushes, doubtful: Dynamics) -> Tensor:
    """Costs (K,) [m] of pushes where the worst of `GUESSES` worlds is the true one."""
    rows = torch.arange(len(pushes)).repeat_interleave(GUESSES)
    many = pushes.take(rows)
    cost, _ = judged(errand, many, doubtful(errand.scene, many))
    return cost.view(-1, GUESSES).amax(-1)


def judged(errand: Errand, pushes: Pushes, outcomes: Outcomes) -> tuple[Tensor, Tensor]:
    """Costs (K,) [m] of what pushes do, infinite for what must not be, and `REASONS` (K,)."""
    way, floor = outcomes.way, errand.floor
    (x0, y0, _), (x1, y1, _) = errand.scene.workspace
    low, high = way.new_tensor((x0, y0)) - MARGIN, way.new_tensor((x1, y1)) + MARGIN
    start = way[:, :1, :2]
    # What begins outside may come in.
    beyond = (way[..., :2] < low.minimum(start)) | (way[..., :2] > high.maximum(start))
    room = errand.walls.distance([errand.scene], way.reshape(1, -1, 3)).view(way.shape[:2])
    room = room - floor.radius
    entered = room.amin(-1) < room[:, 0].clamp_max(0.0) - SLACK
    wrong = (
        ~outcomes.possible, outcomes.upset, outcomes.others > NUDGE, entered,
        beyond.flatten(1).any(-1), hand_room(errand, pushes) < 0,
    )  # fmt: skip
    why = torch.zeros(len(way), dtype=torch.long)
    for number in range(len(wrong), 0, -1):
        why = torch.where(wrong[number - 1], number, why)
    cost = floor.to_go(way[:, -1]) + OFF_CENTER * pushes.aside.abs()
    cost = cost + LEANING_COSTS * outcomes.leaned
    if touched_high(errand.thing):
        flat = ~pushes.narrow & ~pushes.leaning
        cost = cost + NARROW * pushes.narrow + UPRIGHT * flat
    return torch.where(why > 0, torch.inf, cost), why


def hand_room(errand: Errand, pushes: Pushes) -> Tensor:
    """Smallest gap (K,) [m] between the hand on its strokes and what it must stay out of, less
    than which it keeps."""
    scene, along = errand.scene, errand.along
    solid = ValueMap("avoidance")
    for other in scene:
        if other.name not in along and other.kind != "table":
            solid = solid.painted(body_of(other, HAND_ROOM))
    solid = ValueMap("avoidance", (*solid.paints, *errand.forbidden.paints))
    fences = ValueMap("avoidance", tuple(p for p in errand.maps.avoidance.paints if not p.whole))
    share = torch.linspace(0, 1, LOOKS, dtype=torch.float64)[:, None]
    tool = pushes.begin[:, None] + share * (pushes.end - pushes.begin)[:, None]
    offsets, radii = placed(hand(0.0), pushes.turns)
    balls = tool[:, :, None] + offsets[:, None]
    gaps = solid.distance([scene], balls.reshape(1, -1, 3)).view(balls.shape[:3]) - radii
    points = fences.distance([scene], tool.reshape(1, -1, 3)).view(tool.shape[:2])
    # Whether the arm touches anything is rehearsed, but not how near it comes.
    joint, size = wrist(tool, pushes.turns)
    near = errand.forbidden.distance([scene], joint.reshape(1, -1, 3)).view(len(joint), -1) - size
    least = torch.minimum(points.amin(-1), near.amin(-1) + CORNERS)
    return torch.minimum(gaps.flatten(1).amin(-1), least)


def reached(
    pushes: Pushes, reaches: Callable[[Point, Turn], bool], most: int, looked_at: int = 0
) -> Pushes:
    """So many of the pushes that the arm reaches: the better half from the best, the others from
    all over.

    Args:
        looked_at: how many are tried for that; 0: some for each that is wanted.
    """
    count, half = len(pushes), (most + 1) // 2
    spread = torch.linspace(0, count - 1, most).round().long().tolist()
    order = list(dict.fromkeys((*range(min(half, count)), *spread, *range(count))))
    found: list[int] = []
    places = pushes.above, pushes.begin, pushes.end, pushes.away
    turns = pushes.turns.tolist()
    for row in order[: looked_at or 4 * most + 8]:
        turn: Turn = tuple(turns[row])
        if all(reaches(point(place[row]), turn) for place in places):
            found.append(row)
            if len(found) == most:
                break
    return pushes.take(torch.tensor(found, dtype=torch.long))


def _nothing_helps(errand: Errand, reasons: Counter[int]) -> str:
    """Why no push is any good, by what is wrong with most of them."""
    left = f"no push brings {errand.name}, {100 * errand.missing:.0f} cm away, any nearer"
    wrong = [(count, why) for why, count in reasons.items() if why]
    return f"{left}: most {REASONS[max(wrong)[1]]}" if wrong else left
