"""Family 12: bring it there, but keep away from the vase (VoxPoser's Move & Avoid)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom, Not
from vla.predicates import half_width
from vla.scene import Entity
from vla.steps import plan, put
from vla.task import Setup

from ..layout import NEAR, REACH, WORKSPACE, Item, clear
from .base import SMALL, choose, colors, draw, horizon, layout, untouched

ROOM = 0.15
"""Between the vase and where hand and wrist must work, besides the distance to keep [m]."""
EDGE = 0.08
"""From the middle of thing and target to the edges of the workspace, at least [m]."""
TRIES = 300
WRIST = 0.088
"""A Panda's wrist stands this far from the hand's axis, towards the base [m]."""

Point = tuple[float, float]


@dataclass(frozen=True)
class WatchOut:
    """A vase stands about half way; the robot and what it carries keep their distance."""

    name: str = "watch_out"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 2)
    wordings: tuple[str, ...] = (
        "put the {a} in the {b} and stay {d} cm away from the vase",
        "put the {a} in the {b}, but keep {d} cm away from the vase",
        "take the {a} and put it in the {b}, keep {d} cm from the vase",
        "while staying {d} cm away from the vase, put the {a} in the {b}",
        "move the {a} into the {b} and keep at least {d} cm away from the vase",
        "keep {d} cm away from the vase and put the {a} in the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        distance = choose(rng, ("5", "10"))  # once, as the longer one takes more draws
        return draw(rng, lambda again: self._make(again, distance), self.name)

    def _make(self, rng: np.random.Generator, distance: str) -> Setup | None:
        keep = int(distance) / 100
        thing, target = choose(rng, SMALL), choose(rng, ("bowl", "tray", "bin"))
        if (thing, target) == ("mug", "bowl"):
            return None
        found = places(rng, keep)
        if found is None:
            return None
        start, goal, vase = found
        first, second = colors(rng, 2)
        items = (
            Item(thing, first, "medium", start),
            Item(target, second, "medium", goal),
            Item("vase", "white", "medium", vase),
        )
        scene = layout(rng, items, self.distractors, gap=0.08)
        a, b = scene.entities[1:3]
        names = shortest_name(a, scene), shortest_name(b, scene)
        if None in names or not on_the_table(b) or not clear(b, scene["white_vase"], 0.0):
            return None
        text = choose(rng, self.wordings).format(a=names[0], b=names[1], d=distance)
        stay = Atom("clear_of", ("white_vase", keep))
        return Setup(
            scene,
            text,
            Atom("inside", (a.name, b.name)),
            plan(*put("place_in", a.name, b.name), instruction=text, keep=(stay,)),
            (Not(stay), Atom("tipped", ("white_vase",)), *untouched(scene, (a.name, b.name))),
            watch=("white_vase",),
            horizon=horizon(1),
        )


def places(rng: np.random.Generator, keep: float) -> tuple[Point, Point, Point] | None:
    """Where thing, target and vase stand: on both sides, and the vase about half way.

    Hand and wrist keep their distance to the vase while they work at the others.
    """
    x0, y0 = (bound + EDGE for bound in WORKSPACE[0][:2])
    x1, y1 = (bound - EDGE for bound in WORKSPACE[1][:2])
    for _ in range(TRIES):
        u = rng.random(6).tolist()  # plain numbers: most draws are in vain
        start, goal = ((x0 + (x1 - x0) * u[i], y0 + (y1 - y0) * u[i + 1]) for i in (0, 2))
        vase = tuple((start[i] + goal[i]) / 2 - 0.04 + 0.08 * u[4 + i] for i in (0, 1))
        at_work = (start, goal, _wrist(start), _wrist(goal))
        clear = all(math.dist(vase, point) >= keep + ROOM for point in at_work)
        if clear and all(NEAR <= math.hypot(*point) <= REACH for point in (start, goal, vase)):
            return start, goal, vase
    return None


def on_the_table(entity: Entity) -> bool:
    """Whether a vessel lies inside the workspace with all of its edges."""
    (x0, y0, _), (x1, y1, _) = WORKSPACE
    x, y, _ = entity.position
    dx, dy = half_width(entity, "back"), half_width(entity, "left")
    return x0 <= x - dx and x + dx <= x1 and y0 <= y - dy and y + dy <= y1


def _wrist(point: Point) -> Point:
    nearer = 1.0 - WRIST / math.hypot(*point)
    return point[0] * nearer, point[1] * nearer
