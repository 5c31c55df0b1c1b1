"""Scheduled disturbances: somebody pushes things away, or takes one out of the gripper.

They are part of the environment and seeded, so every method meets the same ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from vla.scene import Entity, Scene, Vec3

GAP = 0.04
"""Left to everything that stands about [m]."""
WATCHED = 0.205
"""Besides the gap, a hand at work needs this much to keep 10 cm away from something [m]."""
WRIST = 0.088
"""A Panda's wrist stands this far from the hand's axis, towards the base [m]."""


class Disturbance(Protocol):
    """Something that happens to a world. `rng` is the episode's own generator."""

    rng: np.random.Generator

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
            x, y = free_spot(scene, thing, self.rng, None)
            upright = (1.0, 0.0, 0.0, 0.0)
            worlds.place(world, self.target, (x, y, thing.extent[2] / 2 + 0.001), upright)
            self._done = True


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
