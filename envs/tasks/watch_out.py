"""Family 12: bring it there, but keep away from the vase (VoxPoser's Move & Avoid)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vla.plan import Atom, Not
from vla.steps import plan, put
from vla.task import Setup

from ..layout import NEAR, REACH, WORKSPACE, Item
from .base import SMALL, choose, colors, draw, horizon, layout, noun, untouched

ROOM = 0.155
"""Between the vase's middle and where the hand must work, besides the distance to keep [m]."""


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
        return draw(rng, self._make, self.name)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        distance = choose(rng, ("5", "10"))
        keep = int(distance) / 100
        thing, target = choose(rng, SMALL), choose(rng, ("bowl", "tray", "bin"))
        if (thing, target) == ("mug", "bowl"):
            return None
        low, high = np.array(WORKSPACE[0][:2]) + 0.09, np.array(WORKSPACE[1][:2]) - 0.09
        start, goal = rng.uniform(low, high), rng.uniform(low, high)
        vase = (start + goal) / 2 + rng.uniform(-0.03, 0.03, 2)
        reach = [math.hypot(*p) for p in (start, goal, vase)]
        clear = min(math.dist(vase, start), math.dist(vase, goal)) >= keep + ROOM
        if not clear or min(reach) < NEAR or max(reach) > REACH:
            return None
        first, second = colors(rng, 2)
        items = (
            Item(thing, first, "medium", _pair(start)),
            Item(target, second, "medium", _pair(goal)),
            Item("vase", "white", "medium", _pair(vase)),
        )
        scene = layout(rng, items, self.distractors)
        a, b = scene.entities[1:3]
        names = noun(a, scene), noun(b, scene)
        if None in names:
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


def _pair(point: np.ndarray) -> tuple[float, float]:
    return float(point[0]), float(point[1])
