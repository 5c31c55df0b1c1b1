"""Family 3: the second from the left, the biggest, the one nearest the robot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import members, sort_value
from vla.plan import Atom, Objects, Sorted, Take
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import choose, colors, draw, horizon, layout, noun, untouched

ORDERS = {
    "left": ("leftmost {k}", "{n} {k} from the left"),
    "right": ("rightmost {k}", "{n} {k} from the right"),
    "largest": ("biggest {k}", "largest {k}"),
    "smallest": ("smallest {k}", "smallest {k}"),
}
NTH = ("first", "second", "third")
MARGIN = {"left": 0.04, "right": 0.04, "largest": 1e-5, "smallest": 1e-5}
"""How much the members differ at least in what they are ordered by: [m] or [m^3]."""


@dataclass(frozen=True)
class OrdinalReferent:
    """Several things of a kind in a row; one of them is meant by its rank."""

    name: str = "ordinal_referent"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 4)
    wordings: tuple[str, ...] = (
        "put the {a} in the {b}",
        "pick up the {a} and place it in the {b}",
        "place the {a} in the {b}",
        "move the {a} into the {b}",
        "take the {a} and put it in the {b}",
        "drop the {a} into the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kind, target = choose(rng, ("block", "can", "ball")), choose(rng, ("bin", "tray"))
        by = choose(rng, tuple(ORDERS))
        sized = by in ("largest", "smallest")
        sizes = ("small", "medium", "large") if sized else ("medium", "medium", "medium")
        row = [Item(kind, c, s) for c, s in zip(colors(rng, 3), sizes, strict=True)]
        others = tuple(k for k in ("block", "can", "ball", "mug") if k != kind)
        items = (*row, Item(target, choose(rng, ("white", "gray"))))
        scene = layout(rng, items, self.distractors, kinds=others)
        ordered = Sorted(Objects(kind), by)
        names = members(ordered, scene)
        values = [sort_value(scene[name], by, None) for name in names]
        if min(np.diff(values)) < MARGIN[by]:
            return None
        rank = 0 if sized else int(rng.integers(3))
        phrase = ORDERS[by][0 if rank == 0 and (sized or rng.random() < 0.5) else 1]
        words = phrase.format(k=kind, n=NTH[rank])
        vessel = next(entity for entity in scene if entity.kind == target)
        b = noun(vessel, scene)
        if b is None:
            return None
        (name,) = members(Take(ordered, 1, rank), scene)
        text = choose(rng, self.wordings).format(a=words, b=b)
        goal = Atom("inside", (name, vessel.name))
        steps = put("place_in", name, vessel.name)
        never = untouched(scene, (name, vessel.name))
        return Setup(scene, text, goal, plan(*steps, instruction=text), never, horizon=horizon(1))
