"""Ways: motions that value maps led, gathered while a run goes on, for pictures of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vla.protocols import Env
from vla.scene import Scene, Vec3
from vla.task import Setup
from vla.trace import Event, Searched, SkillEnded, SkillPhase, SkillStarted


@dataclass
class Journey:
    """One motion of the tool along ways that were searched."""

    call: str
    """The skill that it is a part of."""
    scene: Scene
    """When the first way was searched."""
    searches: list[Searched]
    """At least one."""
    phase: str = ""
    """What the robot was doing."""
    tool: list[Vec3] = field(default_factory=list)
    """Where the tool really was, tick by tick [m]."""

    @property
    def title(self) -> str:
        return self.phase.replace("_", " ") or self.call


@dataclass(frozen=True, eq=False)
class Zone:
    """Where one paint of a value map is.

    Attributes:
        kind: of the map.
        words: what it is for.
        value: that is painted.
        gap: (X, Y, Z) distance from it, negative inside [m].
        whole: whether it is about all of the hand, not the tool's point alone.
    """

    kind: str
    words: str
    value: tuple[float, ...]
    gap: np.ndarray
    whole: bool = True


@dataclass(frozen=True, eq=False)
class Zones:
    """All that is painted on the maps of a journey, on one grid.

    Attributes:
        axes: coordinates of the cells' middles along x, y and z [m].
    """

    axes: tuple[np.ndarray, np.ndarray, np.ndarray]
    every: Sequence[Zone]


class Ways:
    """Gathers the journeys of one world: hears its events and is a sink of its episode."""

    def __init__(self) -> None:
        self.journeys: list[Journey] = []
        self._scene = Scene(())
        self._call = ""
        self._under_way = False

    def hear(self, event: Event) -> None:
        """Take in an event right after its tick."""
        match event:
            case SkillStarted():
                self._call, self._under_way = event.call, False
            case Searched() if event.because == "first":
                self.journeys.append(Journey(self._call, self._scene, [event]))
                self._under_way = True
            case Searched() if self._under_way:
                self.journeys[-1].searches.append(event)
            case SkillPhase() if self._under_way and not self.journeys[-1].phase:
                self.journeys[-1].phase = event.phase
            case SkillPhase() | SkillEnded():
                self._under_way = False

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        """The scene before anything moves."""
        self._scene = env.scene(world)

    def step(self, action: np.ndarray, scene: Scene) -> None:
        """One tick more."""
        self._scene = scene
        if self._under_way:
            self.journeys[-1].tool.append(scene.tool)

    def end(self, success: bool) -> None:
        """Nothing is left to do."""
