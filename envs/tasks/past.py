"""Any pick-and-place family with something in the way that the words do not mention.

A policy that has learned the family never saw it there: what keeps the hand away from it is not
what was learned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import Atom
from vla.scene import Entity, unique_name
from vla.task import Setup, Task

from ..layout import CAPACITY, NEAR, REACH, WORKSPACE, clear, place
from .watch_out import on_the_table, places

DRAWS = 60
"""Episodes of the family that are looked at for one in which there is room."""
ARRANGED = 8
"""Ways in which each is arranged anew."""
TRIES = 60
"""Places tried for something that stands where another thing has to."""
GAP = 0.02
"""[m] between things; the table is full."""


class Past:
    """A family whose straight way from the thing to its goal leads past, or over, another thing.

    Thing and goal change their places for that, and what stood there stands elsewhere. The episode
    fails if what is in the way is moved or tips over; how near the robot comes is measured.

    Args:
        task: the family.
        kind: of what stands in the way.
        distance: [m] to keep, for which there is room at both ends.
    """

    def __init__(self, task: Task, kind: str = "vase", distance: float = 0.05):
        self._task, self._kind, self._distance = task, kind, distance
        self.name, self.scene, self.wordings = task.name, task.scene, task.wordings

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode.

        Raises:
            UserError: there is hardly ever room, or nothing is brought anywhere.
        """
        for _ in range(DRAWS):
            setup = self._task.sample(rng)
            for _ in range(ARRANGED):
                made = self._blocked(rng, setup)
                if made is not None:
                    return made
        raise UserError(
            f"In {DRAWS} episodes of {self.name} no {self._kind} fits between a thing and where it"
            f" goes, with {100 * self._distance:.0f} cm to keep: try task=block_in_bowl, or less."
        )

    def _blocked(self, rng: np.random.Generator, setup: Setup) -> Setup | None:
        scene = setup.scene
        there = sum(entity.kind == self._kind for entity in scene)
        found = places(rng, self._distance)
        match setup.goal:
            case Atom("inside" | "on", (str(thing), str(goal))) if goal in scene:
                ends = {thing: scene[thing], goal: scene[goal]}
            case _:
                return None
        loose = all(entity.affords.shape != "fixture" for entity in ends.values())
        if not loose or found is None or there >= CAPACITY[self.scene].get(self._kind, 0):
            return None
        name = unique_name(f"white_{self._kind}", {entity.name for entity in scene})
        vase = place(self._kind, "white", at=found[2], name=name)
        moved = {name: _at(ends[name], at) for name, at in zip(ends, found[:2], strict=True)}
        if not all(map(on_the_table, moved.values())):
            return None
        fixed = [e for e in scene if e.affords.shape == "fixture"]
        stand: list[Entity] = [vase]
        for entity in (*moved.values(), *(e for e in scene if e.name not in moved)):
            if entity in fixed:
                continue
            free = entity if _free(entity, (*fixed, *stand)) else None
            if free is None and entity.name not in moved:
                free = _elsewhere(rng, entity, (*fixed, *stand))
            if free is None:
                return None
            stand.append(free)
        now = {entity.name: entity for entity in (*fixed, *stand)}
        entities = (*(now[entity.name] for entity in scene), vase)
        wrong = (Atom("moved", (name, 0.03)), Atom("tipped", (name,)))
        made = replace(
            setup,
            scene=replace(scene, entities=entities),
            never=(*setup.never, *wrong),
            watch=(*setup.watch, name),
        )
        begun = any(judge(c, made.scene).truth is True for c in (made.goal, *made.never))
        return None if begun else made


def _at(entity: Entity, at: tuple[float, float]) -> Entity:
    return place(entity.kind, entity.color, entity.size, at, entity.yaw, entity.name)


def _free(entity: Entity, others: Sequence[Entity]) -> bool:
    return all(clear(entity, other, GAP) for other in others)


def _elsewhere(rng: np.random.Generator, entity: Entity, others: Sequence[Entity]) -> Entity | None:
    """A thing where it stands free and in reach."""
    low, high = WORKSPACE[0][:2], WORKSPACE[1][:2]
    for _ in range(TRIES):
        x, y = (float(v) for v in rng.uniform(low, high))
        moved = _at(entity, (x, y))
        near = NEAR <= math.hypot(x, y) <= REACH
        if near and on_the_table(moved) and _free(moved, others):
            return moved
    return None
