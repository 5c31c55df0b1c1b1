"""Scheduled disturbances: somebody pushes things away, takes one out of the gripper, undoes what
was done, steps into the way, or strikes the hand.

They are part of the environment and seeded, so every method meets the same ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np

from vla.evaluate import judge
from vla.plan import Condition
from vla.predicates import CLOSED
from vla.scene import Entity, Scene, Vec3

GAP = 0.04
"""Left to everything that stands about [m]."""
WATCHED = 0.205
"""Besides the gap, a hand at work needs this much to keep 10 cm away from something [m]."""
WRIST = 0.088
"""A Panda's wrist stands this far from the hand's axis, towards the base [m]."""
HAND_ROOM = 0.12
"""Besides the distance to keep, between the axis of the hand and what comes into its way [m]."""
LET_GO = 0.05
"""Between the tool and a thing that was let go, besides its radius [m]."""
TURNS = 24
"""Directions in which something may come."""


class Disturbance(Protocol):
    """Something that happens to a world. `rng` is the episode's own generator."""

    rng: np.random.Generator
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def apply(self, worlds: Any, world: int) -> None:
        """Called before every control step."""
        ...


@dataclass
class Shove:
    """Moves something by 8 cm, once, when the tool is half way to where it is going.

    The target of the approach (D1), the goal of what is carried, or what is in its way (D4).
    """

    target: str
    distance: float = 0.08
    """[m]"""
    aim: str | None = None
    """Where the tool is going; to the target by default."""
    carrying: bool = False
    """Whether this happens with something in the gripper, or with nothing."""
    duration: int = 8
    """Control steps the motion takes."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _far: float = 0.0
    _step: tuple[float, float] | None = None
    _left: int = -1

    @property
    def begun(self) -> bool:
        """Whether it has happened, or is happening."""
        return self._left != -1

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing, aim = scene[self.target], scene[self.aim or self.target]
        if self._left == -1:
            if (scene.held is not None) != self.carrying:
                return
            gap = math.dist(scene.tool, aim.position)
            self._far = max(self._far, gap)
            high = self.carrying or scene.tool[2] > thing.top + 0.03
            if gap < 0.5 * self._far and high:
                hands = (scene.tool, aim.position) if self.carrying else ()
                place = free_spot(scene, thing, self.rng, self.distance, hands)
                dx, dy = place[0] - thing.position[0], place[1] - thing.position[1]
                self._step = (dx / self.duration, dy / self.duration)
                self._left = self.duration
        elif self._left > 0 and self._step is not None:
            x, y, z = thing.position
            worlds.place(world, self.target, (x + self._step[0], y + self._step[1], z))
            self._left -= 1


@dataclass
class Steal:
    """Takes the object out of the gripper, once, and puts it back on the table (D2)."""

    target: str
    height: float = 0.06
    """How far it has been lifted when this happens [m]."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _done: bool = False

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing = scene[self.target]
        start = thing.start or thing.position
        lifted = thing.position[2] - start[2] > self.height
        if not self._done and scene.held == self.target and lifted:
            _take_away(worlds, world, thing, self.rng)
            self._done = True


@dataclass
class Undo:
    """Takes a thing away from where it was put, once, as soon as it was let go there (D3)."""

    target: str
    goal: Condition
    """Of its place."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _done: bool = False

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing = scene[self.target]
        if self._done or scene.held is not None or judge(self.goal, scene).truth is not True:
            return
        if math.dist(scene.tool, thing.position) > thing.radius + LET_GO:
            _take_away(worlds, world, thing, self.rng)
            self._done = True


@dataclass
class Reopen:
    """Pulls a drawer or door open again, once, as soon as the hand has left it shut (D3)."""

    target: str
    openness: float = 0.5
    away: float = 0.12
    """How far the hand is from its handle by then [m]."""
    duration: int = 8
    """Control steps the motion takes."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _left: int = -1

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing = scene[self.target]
        if self._left == -1:
            far = math.dist(scene.tool, thing.handle or thing.position) > self.away
            if far and (thing.openness or 0.0) <= CLOSED and scene.time > 0.0:
                self._left = self.duration
        elif self._left > 0:
            self._left -= 1
            worlds.turn(world, self.target, self.openness * (1.0 - self._left / self.duration))


@dataclass
class Intrude:
    """Moves what is to be kept away from into the way, once, soon after the tool set out (D4).

    By 8 cm, or less where that would bring it nearer to the tool, or to where that is going, than
    `keep` and room for the hand, or than it is. Later nobody could step in without being touched.
    """

    target: str
    aim: str | tuple[float, float]
    """Where the tool is going: a thing, or a point [m]."""
    keep: float
    """[m]"""
    carrying: bool = False
    distances: tuple[float, ...] = (0.08, 0.06, 0.04)
    """[m] The first at which there is a place."""
    left: float = 0.9
    """Share of its way that the tool has still before it."""
    duration: int = 8
    """Control steps the motion takes."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _far: float = 0.0
    _step: tuple[float, float] = (0.0, 0.0)
    _left: int = -1

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing = scene[self.target]
        if self._left == -1:
            if (scene.held is not None) != self.carrying:
                return
            aim = scene[self.aim].position[:2] if isinstance(self.aim, str) else self.aim
            gap = math.dist(scene.tool[:2], aim)
            self._far = max(self._far, gap)
            if gap < self.left * self._far:
                x, y = self.place(scene, thing, aim)
                dx, dy = x - thing.position[0], y - thing.position[1]
                self._step = (dx / self.duration, dy / self.duration)
                self._left = self.duration
        elif self._left > 0:
            x, y, z = thing.position
            worlds.place(world, self.target, (x + self._step[0], y + self._step[1], z))
            self._left -= 1

    def place(self, scene: Scene, thing: Entity, aim: tuple[float, ...]) -> tuple[float, float]:
        """Nearest to the rest of the way, of the free places at a distance; where it is, if none is
        free."""
        (x0, y0, _), (x1, y1, _) = scene.workspace
        skip = (thing.name, "table", scene.held, self.aim)
        others = [e for e in scene if e.name not in skip and e.part_of is None]
        start, here = scene.tool[:2], thing.position[:2]
        room = self.keep + thing.radius + HAND_ROOM
        rooms = [min(room, math.dist(here, end[:2])) for end in (start, aim)]
        for distance in self.distances:
            best, nearest = here, math.inf
            for turn in range(TURNS):
                angle = 2.0 * math.pi * turn / TURNS
                x, y = here[0] + distance * math.cos(angle), here[1] + distance * math.sin(angle)
                inside = x0 + 0.04 <= x <= x1 - 0.04 and y0 + 0.04 <= y <= y1 - 0.04
                free = all(math.dist((x, y), e.position[:2]) - e.radius - thing.radius > GAP
                           for e in others)  # fmt: skip
                ends = all(math.dist((x, y), end[:2]) >= least
                           for end, least in zip((start, aim), rooms, strict=True))  # fmt: skip
                off = _off_way((x, y), start, aim)
                if inside and free and ends and off < nearest:
                    best, nearest = (x, y), off
            if best != here:
                return best
        return here


@dataclass
class Strike:
    """Strikes the hand sideways: a force for a fifth of a second, once (D5)."""

    force: float = 100.0
    """[N] Position servos are stiff: 30 N move the hand by less than a millimetre."""
    duration: int = 4
    """Control steps."""
    first: int = 15
    """The control step before which it never comes; it comes within `within` of it."""
    within: int = 30
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _when: int = -1
    _tick: int = 0
    _angle: float = 0.0

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        if self._when == -1:
            self._when = self.first + int(self.rng.integers(self.within))
            self._angle = float(self.rng.uniform(-math.pi, math.pi))
        if self._when <= self._tick < self._when + self.duration:
            impulse = self.force * worlds.control_dt
            worlds.strike(
                world, (impulse * math.cos(self._angle), impulse * math.sin(self._angle), 0.0)
            )
        self._tick += 1


class Eyes(Protocol):
    """What can be blinded (`vla.envs.sight.Sight`)."""

    def blind(self, world: int, steps: int) -> None:
        """Nothing new is seen in one world for so many control steps."""
        ...


@dataclass
class Blackout:
    """Nothing is seen for a second, once, while the target of the approach is moved (D6)."""

    eyes: Eyes
    target: str | None = None
    """What is moved meanwhile, as by `Shove`; without, it happens on the way."""
    steps: int = 20
    """Control steps."""
    first: int = 15
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _shove: Shove | None = None
    _tick: int = 0
    _done: bool = False

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        if self._tick == 0:
            self.eyes.blind(world, 0)  # what an episode before did not see is over
            self._shove = None if self.target is None else Shove(self.target, rng=self.rng)
        if self._shove is not None:
            self._shove.apply(worlds, world)
        begins = self._tick == self.first if self._shove is None else self._shove.begun
        if begins and not self._done:
            self.eyes.blind(world, self.steps)
            self._done = True
        self._tick += 1


def _take_away(worlds: Any, world: int, thing: Entity, rng: np.random.Generator) -> None:
    """Put a thing upright on a free spot of the table."""
    x, y = free_spot(worlds.scene(world), thing, rng, None)
    upright = (1.0, 0.0, 0.0, 0.0)
    worlds.place(world, thing.name, (x, y, thing.extent[2] / 2 + 0.001), upright)


def _off_way(point: tuple[float, float], start: tuple[float, ...], end: tuple[float, ...]) -> float:
    """Distance of a point from a straight way [m]."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    share = min(1.0, max(0.0, (x * dx + y * dy) / max(dx * dx + dy * dy, 1e-9)))
    return math.hypot(x - share * dx, y - share * dy)


def free_spot(
    scene: Scene,
    thing: Entity,
    rng: np.random.Generator,
    distance: float | None,
    hands: Sequence[Vec3] = (),
) -> tuple[float, float]:
    """A free place on the table for `thing`: `distance` away from where it is, or anywhere.

    Hand and wrist find room there to keep their distance from what is watched; if it is the thing
    itself, they do so at the places where `hands` are. When the scene is too full for the usual
    gap, smaller gaps are accepted.
    """
    (x0, y0, _), (x1, y1, _) = scene.workspace
    skip = (thing.name, "table", scene.held)
    others = [e for e in scene if e.name not in skip and e.part_of is None]
    works = [p for x, y, _ in hands for p in ((x, y), _wrist(x, y))]
    watched = [scene[name].position[:2] for name in scene.clearance if name != thing.name]
    best, best_gap = thing.position[:2], -math.inf
    for _ in range(200):
        if distance is None:
            x, y = rng.uniform(x0 + 0.04, x1 - 0.06), rng.uniform(y0 + 0.05, y1 - 0.05)
        else:
            angle = rng.uniform(-math.pi, math.pi)
            x = thing.position[0] + distance * math.cos(angle)
            y = thing.position[1] + distance * math.sin(angle)
        if not (x0 + 0.02 <= x <= x1 - 0.04 and y0 + 0.03 <= y <= y1 - 0.03):
            continue
        gaps = [math.dist((x, y), e.position[:2]) - e.radius - thing.radius for e in others]
        for at in watched:
            gaps.append(min(math.dist((x, y), at), math.dist(_wrist(x, y), at)) - WATCHED)
        if thing.name in scene.clearance:
            gaps += [math.dist((x, y), at) - WATCHED for at in works]
        gap = min(gaps, default=1.0)
        if gap > best_gap:
            best, best_gap = (x, y), gap
        if gap > GAP:
            break
    return best


def _wrist(x: float, y: float) -> tuple[float, float]:
    """Where the wrist of a hand stands that points down there [m]."""
    short = 1.0 - WRIST / math.hypot(x, y)
    return x * short, y * short
