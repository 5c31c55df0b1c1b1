"""Watching: a planner that sees what every step brought may change its mind before anything fails.

What it is told are facts, read off the scene; what it answers is checked against facts, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vla.plan import Atom, Condition, Plan
from vla.planner import Question, Refusal
from vla.predicates import read
from vla.program_print import condition_code
from vla.scene import Entity, Scene

SHIFTED = 0.02
"""From how far on it is told that a thing was moved [m]."""
MAX_CHANGES = 12
"""Facts about one step."""


@dataclass(frozen=True)
class GoOn:
    """The plan stands."""


@dataclass(frozen=True)
class Reached:
    """The planner believes that all is done."""

    believed: tuple[Condition, ...] = ()
    """What it says is true now; it is looked up before the robot stops."""


Answer = GoOn | Reached | Plan | Question | Refusal
"""A plan is what remains to be done; a question or a refusal ends the episode."""


@dataclass(frozen=True)
class StepReport:
    """What one step of a plan brought."""

    code: str
    """The step as it stands in the plan."""
    changes: tuple[str, ...]
    """What became true or false, and what was moved."""
    troubles: tuple[str, ...] = ()
    """What did not work at first, and what was put in."""

    @property
    def told(self) -> tuple[str, tuple[str, ...]]:
        """The step on one line, and the changes."""
        return " ".join(self.code.split()), self.changes

    @property
    def facts(self) -> tuple[str, ...]:
        """The report in lines."""
        step, found = self.told
        return (f"{step} succeeded", *self.troubles, *(found or ("nothing changed",)))


class Watcher(Protocol):
    """A planner that wants to see what every step brought, where `watches` is true."""

    watches: bool

    def follow(
        self, instruction: str, scene: Scene, plan: Plan, reports: Sequence[StepReport]
    ) -> Answer:
        """What to do in a scene after the steps of a plan that are reported, oldest first.

        Raises:
            UserError: there is no answer; the plan goes on.
        """
        ...


class Seer(Protocol):
    """A planner that takes pictures."""

    cameras: tuple[str, ...]
    """Whose pictures it wants; none: it reads only."""
    picture_size: tuple[int, int]
    """Width and height [px]."""

    def see(self, pictures: Sequence[np.ndarray]) -> None:
        """Pictures (H, W, 3) uint8 of the scene that it is asked about next, in the order of
        `cameras`."""
        ...


Photograph = Callable[[Sequence[str], tuple[int, int]], Sequence[np.ndarray]]
"""Cameras, width and height [px] -> a picture (H, W, 3) uint8 of each."""


def show(planner: object, photograph: Photograph) -> int:
    """Show a planner the pictures it wants; how many there were."""
    cameras: tuple[str, ...] = getattr(planner, "cameras", ())
    if cameras:
        seer: Seer = planner  # type: ignore[assignment]
        seer.see(photograph(cameras, seer.picture_size))
    return len(cameras)


def changes(before: Scene, after: Scene) -> tuple[str, ...]:
    """What became true or false from one scene to another, and which things were moved."""
    was, now = dict(_states(before)), dict(_states(after))
    found = [
        f"{condition_code(atom)} became {'true' if now[atom] else 'false'}"
        for atom in now
        if was.get(atom, now[atom]) is not now[atom]
    ]
    placed = {entity.name: entity.position for entity in before}
    for entity in after:
        here, there = entity.position, placed.get(entity.name, entity.position)
        if math.dist(here, there) > SHIFTED and entity.affords.graspable:
            x, y, z = here
            found.append(
                f"{entity.name} was moved by {100 * math.dist(here, there):.0f} cm,"
                f" to x={x:.2f} y={y:.2f} z={z:.2f}"
            )
    return tuple(found[:MAX_CHANGES])


def _states(scene: Scene) -> Iterator[tuple[Atom, bool]]:
    """What is worth telling when it changes, and whether it is so."""
    for entity in scene:
        for name in _own(entity):
            yield _looked_up(scene, Atom(name, (entity.name,)))
    for thing in (entity for entity in scene if entity.affords.graspable):
        for place in scene:
            if place.name != thing.name and place.affords.container:
                yield _looked_up(scene, Atom("inside", (thing.name, place.name)))
            if place.name != thing.name and place.affords.support:
                yield _looked_up(scene, Atom("on", (thing.name, place.name)))


def _own(entity: Entity) -> Iterator[str]:
    """Predicates of one thing alone."""
    if entity.affords.graspable:
        yield from ("holding", "tipped")
    if entity.affords.openable:
        yield from ("opened", "closed")
    if entity.affords.pressable:
        yield "pressed"


def _looked_up(scene: Scene, atom: Atom) -> tuple[Atom, bool]:
    names = tuple(str(arg) for arg in atom.args)
    return atom, read(scene, atom.name, names).truth is True
