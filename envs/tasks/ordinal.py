"""Family 3: the second from the left, the biggest, the one nearest the robot."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from vla.evaluate import members, shortest_name, sort_value
from vla.plan import Atom, Objects, Sorted, Take
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import another, choose, colors, draw, horizon, layout, shuffled, untouched

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

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """Another member of the row is asked for."""
        assert isinstance(setup.goal, Atom)
        scene, (name, vessel) = setup.scene, map(str, setup.goal.args)
        ranks = shuffled(
            rng, ((by, rank) for by in ORDERS for rank in range(1 if _sized(by) else 3))
        )
        made = (self._told(rng, scene, scene[name].kind, *rank, scene[vessel]) for rank in ranks)
        return another(new for new in made if new is not None and new.goal != setup.goal)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kind, target = choose(rng, ("block", "can", "ball")), choose(rng, ("bin", "tray"))
        by = choose(rng, tuple(ORDERS))
        sizes = ("small", "medium", "large") if _sized(by) else ("medium", "medium", "medium")
        row = [Item(kind, c, s) for c, s in zip(colors(rng, 3), sizes, strict=True)]
        others = tuple(k for k in ("block", "can", "ball", "mug") if k != kind)
        items = (*row, Item(target, choose(rng, ("white", "gray"))))
        scene = layout(rng, items, self.distractors, kinds=others)
        if not _clear(scene, kind, by):
            return None
        rank = 0 if _sized(by) else int(rng.integers(3))
        vessel = next(entity for entity in scene if entity.kind == target)
        return self._told(rng, scene, kind, by, rank, vessel)

    def _told(
        self, rng: np.random.Generator, scene: Scene, kind: str, by: str, rank: int, vessel: Entity
    ) -> Setup | None:
        if not _clear(scene, kind, by):
            return None
        phrase = ORDERS[by][0 if rank == 0 and (_sized(by) or rng.random() < 0.5) else 1]
        words = phrase.format(k=kind, n=NTH[rank])
        b = shortest_name(vessel, scene)
        if b is None:
            return None
        (name,) = members(Take(Sorted(Objects(kind), by), 1, rank), scene)
        text = choose(rng, self.wordings).format(a=words, b=b)
        goal = Atom("inside", (name, vessel.name))
        steps = put("place_in", name, vessel.name)
        never = untouched(scene, (name, vessel.name))
        return Setup(scene, text, goal, plan(*steps, instruction=text), never, horizon=horizon(1))


def _sized(by: str) -> bool:
    """Whether the row is ordered by size."""
    return by in ("largest", "smallest")


def _clear(scene: Scene, kind: str, by: str) -> bool:
    """Whether the members of the row differ enough in what they are ordered by."""
    names = members(Sorted(Objects(kind), by), scene)
    values = [sort_value(scene[name], by, None) for name in names]
    return min(b - a for a, b in itertools.pairwise(values)) >= MARGIN[by]
