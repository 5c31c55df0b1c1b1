"""Mishaps: one thing goes wrong in an episode, drawn by its seed from what can go wrong there.

A grasp slips, a thing is dropped on the way, pushed away, taken, taken out again; what was opened
is shut, what was shut is opened. Who plans is told nothing; a `Witness` knows when it happened.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from vla.dryrun import GroundedCall, dry_run
from vla.predicates import CLOSED, OPEN
from vla.recovery import filled
from vla.scene import Scene
from vla.skills import SKILLS
from vla.task import Setup

from .disturbances import Disturbance, Reopen, Shove, Steal, Undo, free_spot


@dataclass
class Fall:
    """What is held falls out of the gripper, once, and comes to stand near to where it was."""

    target: str
    lifted: float = 0.0
    """How far it has been lifted when this happens [m]."""
    carried: float = 0.0
    """How far it has been carried sideways [m]."""
    aside: float = 0.04
    """How far from there it ends [m]."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _from: tuple[float, ...] = ()
    _done: bool = False

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing = scene[self.target]
        if scene.held != self.target:
            self._from = thing.position
            return
        far = math.dist(thing.position[:2], self._from[:2]) if self._from else 0.0
        high = thing.position[2] - self._from[2] if self._from else 0.0
        if not self._done and high > self.lifted and far >= self.carried:
            x, y = free_spot(scene, thing, self.rng, self.aside)
            upright = (1.0, 0.0, 0.0, 0.0)
            worlds.place(world, self.target, (x, y, thing.extent[2] / 2 + 0.001), upright)
            self._done = True


@dataclass
class Shut:
    """Pushes what was opened shut again, once, as soon as the hand has left it."""

    target: str
    away: float = 0.10
    """How far the hand is from its handle by then [m]."""
    duration: int = 8
    """Control steps the motion takes."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    _closed: bool = False
    _from: float = 0.0
    _left: int = -1

    def apply(self, worlds: Any, world: int) -> None:
        """See the class."""
        scene: Scene = worlds.scene(world)
        thing = scene[self.target]
        openness = thing.openness or 0.0
        self._closed = self._closed or openness <= CLOSED
        if self._left == -1:
            far = math.dist(scene.tool, thing.handle or thing.position) > self.away
            if self._closed and far and openness >= OPEN:
                self._left, self._from = self.duration, openness
        elif self._left > 0:
            self._left -= 1
            worlds.turn(world, self.target, self._from * self._left / self.duration)


@dataclass
class Witness:
    """A disturbance of which it is known whether it happened."""

    kind: str
    inner: Any
    times: list[float] = field(default_factory=list)
    """Of the episode, at which somebody laid hands on the world [s]."""
    rng: np.random.Generator = field(default_factory=np.random.default_rng)

    @property
    def target(self) -> str:
        """What it happens to."""
        return self.inner.target

    def apply(self, worlds: Any, world: int) -> None:
        """As the disturbance does."""
        self.inner.rng = self.rng
        self.inner.apply(_Hands(worlds, self.times), world)


class _Hands:
    """Worlds in which it is noted when something is moved by somebody else than the robot."""

    def __init__(self, worlds: Any, times: list[float]):
        self._worlds, self._times = worlds, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._worlds, name)

    def place(self, world: int, *where: Any) -> None:
        """As `Worlds.place`."""
        self._times.append(self._worlds.scene(world).time)
        self._worlds.place(world, *where)

    def turn(self, world: int, name: str, openness: float) -> None:
        """As `Worlds.turn`."""
        self._times.append(self._worlds.scene(world).time)
        self._worlds.turn(world, name, openness)


def mishap(setup: Setup, seed: int) -> Witness | None:
    """What goes wrong in an episode; `None` where nothing can."""
    options = dict(_options(setup))
    if not options:
        return None
    rng = np.random.default_rng([seed, crc32(b"mishap")])
    kind = sorted(options)[int(rng.integers(len(options)))]
    return Witness(kind, options[kind])


def _options(setup: Setup) -> Iterator[tuple[str, Disturbance]]:
    """Kind -> what can go wrong, given what the expert does: with the first thing that is picked
    and the first that is opened or closed."""
    scene, calls = setup.scene, dry_run(setup.plan, setup.scene).calls
    for call in reversed(calls):
        name = str(call.args[0]) if call.args else ""
        match call.skill:
            case "pick":
                yield "slip", Fall(name, lifted=0.02)
                yield "drop", Fall(name, lifted=0.02, carried=0.08)
                yield "move", Shove(name)
                yield "take", Steal(name)
                placing = _placing(name, calls)
                if placing is not None:
                    achieves = SKILLS[placing.skill].achieves
                    assert achieves is not None
                    yield "undo", Undo(name, filled(achieves, placing))
            case "open" if (scene[name].openness or 0.0) <= CLOSED:
                yield "shut", Shut(name)
            case "close" | "push_shut":
                yield "open", Reopen(name)


def _placing(name: str, calls: tuple[GroundedCall, ...]) -> GroundedCall | None:
    """The first call that puts a thing somewhere."""
    return next((c for c in calls if c.skill.startswith("place") and c.args[0] == name), None)
