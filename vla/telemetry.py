"""Telemetry: what was measured at every control tick, for plots."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from vla.protocols import Env
from vla.scene import Scene
from vla.task import Setup


@dataclass
class Telemetry:
    """Collects one episode (an `EpisodeSink`); every list has one entry per tick.

    Distances are from the tool, between the fingertips, to the middle of a thing [m].
    """

    follow: Iterable[str] = ()
    """Things whose distance is kept."""
    time: list[float] = field(default_factory=list)
    """[s]"""
    height: list[float] = field(default_factory=list)
    """Of the tool [m]."""
    speed: list[float] = field(default_factory=list)
    """Of the tool [m/s]."""
    width: list[float] = field(default_factory=list)
    """Of the gripper [m]."""
    held: list[str | None] = field(default_factory=list)
    distance: dict[str, list[float]] = field(default_factory=dict)
    clearance: dict[str, list[float | None]] = field(default_factory=dict)
    """Between the robot and a watched thing [m]; `None` while it is not watched."""

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        """The state before anything moves."""
        self._add(env.scene(world))

    def step(self, action: np.ndarray, scene: Scene) -> None:
        """One tick more."""
        self._add(scene)

    def end(self, success: bool) -> None:
        """Nothing is left to do."""

    def _add(self, scene: Scene) -> None:
        before = len(self.time)
        self.time.append(scene.time)
        self.height.append(scene.tool[2])
        self.speed.append(scene.tool_speed)
        self.width.append(scene.gripper_width)
        self.held.append(scene.held)
        for name in self.follow:
            gap = math.dist(scene.tool, scene[name].position)
            self.distance.setdefault(name, []).append(gap)
        for name in {*self.clearance, *scene.clearance}:
            gaps = self.clearance.setdefault(name, [None] * before)
            gap = scene.clearance.get(name)
            # A thing in the gripper is no obstacle: its distance is infinite.
            gaps.append(gap if gap is not None and math.isfinite(gap) else None)
