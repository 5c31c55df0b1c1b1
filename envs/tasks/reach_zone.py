"""Family 14: the hand goes somewhere, minding what is said of the way (VoxPoser's templates)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vla.clearance import clearances, sides
from vla.evaluate import shortest_name
from vla.measures import AXES, half_width, side_of
from vla.plan import Atom, Call, Condition, Not
from vla.regions import region_box, region_points
from vla.scene import Entity, Scene
from vla.skills import HALVES
from vla.steps import call, plan
from vla.task import Setup

from ..layout import NEAR, REACH, WORKSPACE, Item, clear, place
from .base import choose, draw, layout, untouched
from .region import PLACES

ATTRIBUTES: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "seen": (("blue", "green", "yellow", "pink", "brown"), (3, 5, 7, 9, 11)),
    "unseen": (("red", "orange", "purple", "cyan", "gray"), (4, 6, 8, 10)),
}
"""VoxPoser's colours and distances [cm]."""
BESIDE = {"left": "to the left of", "right": "to the right of", "back": "behind",
          "front": "in front of"}  # fmt: skip
STAYING = {"left": "on the left of", "right": "on the right of", "front": "in front of"}
"""The hand begins in front of everything, so it cannot stay behind a thing."""
GOALS = ("beside", "at a distance", "region", "over")
PACES = {"at half speed": 0.5, "at 30 percent speed": 0.3, "at a quarter of the usual speed": 0.25}
HOME = (0.36, 0.0)
"""Where the hand begins [m]."""
SIDE = 0.10
"""From the line beside a thing to the middle of a region beyond it, at most [m]."""
BEYOND = 0.03
"""How far inside the side of a thing the hand begins [m]."""
DEEP = 0.02
"""How far inside a zone the hand ends [m]."""
FREE = 0.11
"""Between the hand at its goal and all other things [m]."""
EDGE = 0.05
"""How far outside the workspace the hand ends at most [m]."""
TRIES = 60
TICKS = 400
"""Control steps: who crawls everywhere comes too late."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Goal:
    """Where the hand is to go."""

    words: str
    condition: Atom
    step: Call
    point: Point
    """About there [m]."""
    region: str | None = None
    gap: float = 0.0
    """From the thing [m]."""


@dataclass(frozen=True)
class ReachZone:
    """Beside or over a thing or into a region, on a side of another, clear of it, or slowly."""

    name: str = "reach_zone"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 2)
    attributes: str = "seen"
    """`seen` or `unseen`: colours and distances."""
    goals: tuple[str, ...] = GOALS
    wordings: tuple[str, ...] = (
        "move {go}",
        "move {go} while staying {side} the {b}",
        "stay {side} the {b} and move {go}",
        "move {go} while staying at least {d} cm away from the {b}",
        "move {go}, but keep {d} cm away from the {b}",
        "move {go} while moving {pace} when within {d} cm of the {b}",
        "move {go}, {pace} within {d} cm of the {b}",
        "move {go} {pace} in the {part} of the table",
        "{pace} in the {part} of the table, move {go}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        wording = choose(rng, self.wordings)  # once, as some take more draws
        return draw(rng, lambda again: self._make(again, wording), self.name)

    def _make(self, rng: np.random.Generator, wording: str) -> Setup | None:
        palette, distances = ATTRIBUTES[self.attributes]
        first, second = (str(color) for color in rng.permutation(palette)[:2])
        a = _anywhere(rng, choose(rng, ("bowl", "plate", "can", "block", "mug")), first)
        slow, minding = "{pace}" in wording, "{b}" in wording
        gap, way = choose(rng, distances) / 100, choose(rng, self.goals)
        if minding and (not slow or way == "over"):
            way = "region"
        goal = _goal(rng, a, way, gap)
        cm, side = choose(rng, distances), choose(rng, tuple(STAYING))
        pace, part = choose(rng, tuple(PACES)), choose(rng, HALVES)
        things = [a]
        if goal.region is not None and minding:
            far = None if "{side}" in wording else cm / 100
            b = _minded(rng, goal, choose(rng, ("vase", "can", "mug", "block")), second, side, far)
            if b is None or not clear(a, b, 0.06):
                return None
            things.append(b)
        items = [Item(e.kind, e.color, e.size, e.position[:2]) for e in things]
        scene = layout(rng, items, self.distractors, gap=0.06)
        a, b = scene.entities[1], scene.entities[len(things)]
        names = shortest_name(a, scene), shortest_name(b, scene)
        if None in names or not _fits(goal, a, scene):
            return None
        clauses: dict[str, Condition] = {
            "{side}": Atom("on_side", (b.name, side)),
            "{part}": Atom("slow_in", (part, PACES[pace])),
            "{pace}": Atom("slow_near", (b.name, cm / 100, PACES[pace])),
            "{d}": Atom("clear_of", (b.name, cm / 100)),
        }
        kept = tuple(clause for mark, clause in clauses.items() if mark in wording)[:1]
        if "{part}" in wording and not _within(goal.point, part, scene):
            return None
        if minding and b is a and cm / 100 < goal.gap + DEEP:
            return None
        if goal.region is not None:  # complains if that leaves nowhere to go
            region_points(scene, goal.region, clearances(kept), sides(kept))
        text = wording.format(
            go=goal.words.format(names[0]), b=names[1], side=STAYING[side], d=cm, pace=pace,
            part=part.replace("_", " "),
        )  # fmt: skip
        return Setup(
            scene,
            text,
            goal.condition,
            plan(goal.step, instruction=text, keep=kept),
            (*(Not(clause) for clause in kept), *untouched(scene, ())),
            watch=tuple(clearances(kept)),
            horizon=TICKS,
        )


def _anywhere(rng: np.random.Generator, kind: str, color: str) -> Entity:
    """A thing at a random place of the workspace."""
    low, high = np.array(WORKSPACE[0][:2]) + 0.08, np.array(WORKSPACE[1][:2]) - 0.08
    x, y = (float(v) for v in rng.uniform(low, high))
    return place(kind, color, "medium", (x, y))


def _goal(rng: np.random.Generator, a: Entity, way: str, gap: float) -> Goal:
    """Beside a thing, so far away or as usual, over it, or in a region."""
    (x, y, _), name = a.position, a.name
    if way == "region":
        region = choose(rng, PLACES)
        words = region.replace("_", " ") + (" corner" if "_" in region else " of the table")
        (x0, y0), (x1, y1) = region_box(Scene((), workspace=WORKSPACE), region)
        middle = (0.5 * (x0 + x1), 0.5 * (y0 + y1))
        atom = Atom("hand_at", (region,))
        return Goal(f"to the {words}", atom, call("move_at", region), middle, region)
    if way == "over":
        return Goal("over the {}", Atom("hand_over", (name,)), call("move_to", name), (x, y))
    side = choose(rng, tuple(BESIDE))
    told, gap = way == "at a distance", gap if way == "at a distance" else 0.05
    far = half_width(a, side) + gap
    ux, uy = AXES[side]
    step = call("move_beside", name, side, **({"gap": gap} if told else {}))
    words = f"{round(100 * gap)} cm {BESIDE[side]} the {{}}" if told else f"{BESIDE[side]} the {{}}"
    atom = Atom("hand_beside", (name, side, gap))
    return Goal(words, atom, step, (x + far * ux, y + far * uy), gap=gap)


def _minded(
    rng: np.random.Generator, goal: Goal, kind: str, color: str, side: str, far: float | None
) -> Entity | None:
    """A thing that keeps the hand from the middle of its region: this is not on the side of it, or
    not so far from it [m]."""
    for _ in range(TRIES):
        b = _anywhere(rng, kind, color)
        if far is None:
            wrong = -SIDE < side_of(goal.point, b, side) < 0.0
            hinders = wrong and side_of(HOME, b, side) > BEYOND
        else:
            hinders = math.dist(b.position[:2], goal.point) - b.radius < far
        if hinders and _reachable(b.position):
            return b
    return None


def _within(point: Point, part: str, scene: Scene) -> bool:
    """Whether a point lies well inside a region."""
    low, high = region_box(scene, part)
    return all(lo + DEEP < p < hi - DEEP for lo, p, hi in zip(low, point, high, strict=True))


def _fits(goal: Goal, a: Entity, scene: Scene) -> bool:
    """Whether the hand has room at its goal, and the arm is long enough."""
    others = [e for e in scene if e.name != a.name and e.kind != "table"]
    gaps = (math.dist(e.position[:2], goal.point) - e.radius for e in others)
    free = goal.condition.name == "hand_at" or min(gaps, default=FREE) >= FREE
    (x0, y0, _), (x1, y1, _) = WORKSPACE
    x, y = goal.point
    inside = x0 - EDGE <= x <= x1 + EDGE and y0 - EDGE <= y <= y1 + EDGE
    return free and inside and _reachable(goal.point) and _reachable(a.position)


def _reachable(point: tuple[float, ...]) -> bool:
    return NEAR <= math.hypot(*point[:2]) <= REACH
