"""Family 5: move a thing into a part of the table (Language-Table's absolute locations)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom
from vla.regions import region_box
from vla.scene import Entity, Scene
from vla.skills import REGIONS
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import (
    SMALL,
    another,
    choose,
    colors,
    draw,
    horizon,
    layout,
    shuffled,
    untouched,
)

PLACES = tuple(region for region in REGIONS if "_" in region or region == "center")
"""Regions that do not overlap."""


@dataclass(frozen=True)
class RegionPlacement:
    """One thing into a corner, a side or the middle of the workspace."""

    name: str = "region_placement"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 6)
    wordings: tuple[str, ...] = (
        "move the {a} to the {r}",
        "put the {a} in the {r}",
        "place the {a} in the {r} of the table",
        "bring the {a} to the {r}",
        "take the {a} to the {r} of the table",
        "pick up the {a} and put it in the {r}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """The same thing is asked for elsewhere."""
        assert isinstance(setup.goal, Atom)
        scene, (name, before) = setup.scene, map(str, setup.goal.args)
        others = shuffled(rng, (place for place in PLACES if place != before))
        return another(self._told(rng, scene, scene[name], place) for place in others)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kinds = [kind for kind in SMALL if kind != "ball"]
        scene = layout(rng, (Item(choose(rng, kinds), colors(rng, 1)[0]),), self.distractors)
        return self._told(rng, scene, scene.entities[1], choose(rng, PLACES))

    def _told(self, rng: np.random.Generator, scene: Scene, a: Entity, region: str) -> Setup | None:
        low, high = region_box(scene, region)
        crowd = sum(
            all(lo - 0.03 < p < hi + 0.03 for lo, p, hi in zip(low, e.position, high, strict=False))
            for e in scene
        )
        name = shortest_name(a, scene)
        if crowd > 2 or name is None:
            return None
        words = region.replace("_", " ") + (" corner" if "_" in region else "")
        text = choose(rng, self.wordings).format(a=name, r=words)
        return Setup(
            scene,
            text,
            Atom("at", (a.name, region)),
            plan(*put("place_at", a.name, region), instruction=text),
            untouched(scene, (a.name,)),
            horizon=horizon(1),
        )
