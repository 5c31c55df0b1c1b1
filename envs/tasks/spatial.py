"""Family 2: the thing meant is told by where it is (LIBERO-Spatial, VoxPoser's deixis)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import members, shortest_name, sort_value
from vla.plan import Atom, Condition, Objects, Query, Sorted, Take, Var, Where
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import another, choose, colors, draw, horizon, layout, only, shuffled, untouched

RELATIONS = {
    "left_of": "to the left of",
    "right_of": "to the right of",
    "behind": "behind",
    "in_front_of": "in front of",
    "nearest": "closest to",
    "between": "between",
}

MARGIN = 0.04
"""By how much the nearest is nearer than the next [m]."""


@dataclass(frozen=True)
class SpatialReferent:
    """Two or three alike things; the one in the right place goes into the bin."""

    name: str = "spatial_referent"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 3)
    wordings: tuple[str, ...] = (
        "put the {a} {where} in the {b}",
        "pick up the {a} {where} and place it in the {b}",
        "take the {a} that is {where} and put it in the {b}",
        "place the {a} {where} into the {b}",
        "grab the {a} {where} and put it in the {b}",
        "I want the {a} {where} in the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """Another of the alike things is asked for, by where it is."""
        assert isinstance(setup.goal, Atom)
        scene, (name, vessel) = setup.scene, map(str, setup.goal.args)
        made = (
            self._told(rng, scene, scene[name].kind, scene[name].color, relation, scene[vessel])
            for relation in shuffled(rng, RELATIONS)
        )
        return another(new for new in made if new is not None and new.goal != setup.goal)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kind, target = choose(rng, ("block", "can", "ball")), choose(rng, ("bin", "bowl"))
        color, other, marks, more = colors(rng, 4)
        relation = choose(rng, tuple(RELATIONS))
        items = (
            *(Item(kind, color, "medium") for _ in range(int(rng.integers(2, 4)))),
            Item(target, other, "medium"),
            Item("plate", marks),
            *([Item("vase", more)] if relation == "between" else []),
        )
        scene = layout(rng, items, self.distractors, kinds=("mug",))
        vessel = next(entity for entity in scene if entity.kind == target)
        return self._told(rng, scene, kind, color, relation, vessel)

    def _told(
        self,
        rng: np.random.Generator,
        scene: Scene,
        kind: str,
        color: str | None,
        relation: str,
        vessel: Entity,
    ) -> Setup | None:
        plate, vase = only(Objects("plate"), scene), only(Objects("vase"), scene)
        assert plate is not None
        if relation == "between" and vase is None:
            return None
        vase = vase if relation == "between" else None
        where = f"{RELATIONS[relation]} the plate"
        if relation == "between":
            where += " and the vase"
        if relation == "nearest" and _tie(scene, Objects(kind), plate):
            return None
        query = _meant(Objects(kind, color), relation, plate, vase)
        name, b = only(query, scene), shortest_name(vessel, scene)
        if name is None or b is None:
            return None
        a = f"{color} {kind}" if rng.random() < 0.5 else kind
        if a == kind and only(_meant(Objects(kind), relation, plate, vase), scene) != name:
            return None
        text = choose(rng, self.wordings).format(a=a, b=b, where=where)
        goal: Condition = Atom("inside", (name, vessel.name))
        steps = put("place_in", name, vessel.name)
        never = untouched(scene, (name, vessel.name))
        return Setup(scene, text, goal, plan(*steps, instruction=text), never, horizon=horizon(1))


def _tie(scene: Scene, things: Query, mark: str) -> bool:
    """Whether the two nearest are less than `MARGIN` apart in distance."""
    names = members(Sorted(things, "nearest", mark), scene)
    near = [sort_value(scene[name], "nearest", scene[mark]) for name in names[:2]]
    return len(near) > 1 and near[1] - near[0] < MARGIN


def _meant(things: Query, relation: str, mark: str, second: str | None) -> Query:
    if relation == "nearest":
        return Take(Sorted(things, "nearest", mark), 1)
    marks = (mark,) if second is None else (mark, second)
    return Where(things, Atom(relation, (Var("it"), *marks)))
