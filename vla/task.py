"""Task: a distribution over scenes, instructions, goals and expert plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from vla.plan import Condition, Plan
from vla.scene import Scene


@dataclass(frozen=True)
class Setup:
    """One episode of a task, decided before physics begins."""

    scene: Scene
    """The world to realise: every entity with its pose, colour, size and openness."""
    instruction: str
    goal: Condition
    """Must hold at the end, after half a second of rest."""
    plan: Plan
    """What an expert does."""
    never: tuple[Condition, ...] = ()
    """The episode fails at the first tick at which one of these is true."""
    watch: tuple[str, ...] = ()
    """Entities whose distance to the robot is measured at every tick."""
    horizon: int = 1200
    """Control steps after which the episode is truncated."""


@runtime_checkable
class Task(Protocol):
    """A family of episodes."""

    @property
    def name(self) -> str:
        """Its own."""
        ...

    @property
    def scene(self) -> str:
        """The scene model it plays in."""
        ...

    @property
    def wordings(self) -> tuple[str, ...]:
        """Sentences in which something is asked for."""
        ...

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw one episode; the same generator state gives the same episode."""
        ...


@runtime_checkable
class Rewordable(Task, Protocol):
    """A family that can ask for something else in the same scene."""

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """An episode of the scene of `setup` with another instruction and goal, one that is not
        reached where the other one is; `None` where nothing else makes sense there."""
        ...


@dataclass(frozen=True)
class Wanted:
    """Something an instruction names; enough to put it into a scene that is made up for it."""

    kind: str
    color: str | None = None
    size: str | None = None
    count: int = 1
