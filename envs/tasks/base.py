"""What the task families share: drawing layouts until a condition is met, and common failures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from vla.errors import UserError
from vla.evaluate import judge, members
from vla.plan import Atom, Condition, Query
from vla.scene import Entity, Scene
from vla.task import Setup
from vla.vocabulary import COLORS

from ..layout import FILLERS, Item, scatter

TICKS_PER_PUT = 320
"""Control steps allowed for one pick and place, with room for a second try."""
SPARE_TICKS = 240
DRAWS = 400

T = TypeVar("T")

SMALL = ("block", "ball", "can", "mug")
"""Kinds that are picked up."""
CLEAR_COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white")


def draw(
    rng: np.random.Generator, make: Callable[[np.random.Generator], Setup | None], family: str
) -> Setup:
    """Call `make` until it gives an episode; drawing again stays with the same generator."""
    for _ in range(DRAWS):
        try:
            setup = make(rng)
        except UserError:  # too much for the table this time
            continue
        if setup is not None and judge(setup.goal, setup.scene).truth is not True:
            return setup
    raise RuntimeError(f"{family}: no episode in {DRAWS} draws; its layout is too demanding")


def another(made: Iterable[Setup | None]) -> Setup | None:
    """The first that is an episode, whose goal has still to be reached."""
    there = (setup for setup in made if setup is not None)
    return next((s for s in there if judge(s.goal, s.scene).truth is not True), None)


def shuffled(rng: np.random.Generator, options: Iterable[T]) -> list[T]:
    """The options in any order."""
    listed = list(options)
    return [listed[int(index)] for index in rng.permutation(len(listed))]


def choose(rng: np.random.Generator, options: Sequence[T]) -> T:
    """One of the options."""
    return options[int(rng.integers(len(options)))]


def colors(rng: np.random.Generator, count: int) -> list[str]:
    """Different colours that people tell apart at a glance."""
    return [str(color) for color in rng.permutation(CLEAR_COLORS)[:count]]


def layout(
    rng: np.random.Generator,
    items: Sequence[Item],
    distractors: tuple[int, int],
    gap: float = 0.04,
    kinds: Sequence[str] = FILLERS,
) -> Scene:
    """A scene of these items and a number of distractors of other kind-colour pairs."""
    used = {(item.kind, item.color) for item in items}
    extra: list[Item] = []
    room = {"block": 8, "ball": 3, "can": 3, "mug": 2}
    for item in items:
        if item.kind in room:
            room[item.kind] -= 1
    wanted = int(rng.integers(distractors[0], distractors[1] + 1))
    for _ in range(30 * wanted):
        pair = choose(rng, kinds), choose(rng, tuple(COLORS))
        if len(extra) == wanted:
            break
        if pair not in used and room[pair[0]] > 0:
            used.add(pair)
            room[pair[0]] -= 1
            size = "medium" if pair[0] == "mug" else choose(rng, ("small", "medium"))
            extra.append(Item(*pair, size=size))
    return scatter(rng, [*items, *extra], gap=gap, spare=len(extra))


def only(query: Query, scene: Scene) -> str | None:
    """The entity a query denotes, if it is exactly one."""
    found = members(query, scene)
    return found[0] if len(found) == 1 else None


def untouched(
    scene: Scene, allowed: Sequence[str], distance: float = 0.03
) -> tuple[Condition, ...]:
    """Failures: anything that is not allowed to has moved, or is in the gripper."""
    others = [e.name for e in scene if e.name not in allowed and e.affords.shape != "fixture"]
    moved = tuple(Atom("moved", (name, distance)) for name in others)
    held = tuple(Atom("holding", (e.name,)) for e in scene if e.name in others
                 and e.affords.graspable)  # fmt: skip
    return (*moved, *held)


def preposition(place: Entity) -> tuple[str, str, str]:
    """Skill, predicate and word for putting something there."""
    if place.affords.container:
        return "place_in", "inside", "in"
    return "place_on", "on", "on"


def horizon(puts: int) -> int:
    """Control steps for an episode of so many pick-and-places."""
    return SPARE_TICKS + TICKS_PER_PUT * puts


def apart(entity: Entity, others: Sequence[Entity], gap: float) -> bool:
    """Whether an entity has so much free space around it [m]."""
    return all(
        math.dist(entity.position[:2], other.position[:2]) - entity.radius - other.radius >= gap
        for other in others
        if other.name != entity.name and other.kind != "table"
    )
