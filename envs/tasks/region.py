"""Family 5: move a thing into a part of the table (Language-Table's absolute locations)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.plan import Atom
from vla.predicates import region_box
from vla.skills import REGIONS
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import SMALL, choose, colors, draw, horizon, layout, noun, untouched


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

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kinds = [kind for kind in SMALL if kind != "ball"]
        scene = layout(rng, (Item(choose(rng, kinds), colors(rng, 1)[0]),), self.distractors)
        a = scene.entities[1]
        region = choose(rng, [r for r in REGIONS if "_" in r or r == "center"])
        low, high = region_box(scene, region)
        crowd = sum(
            all(lo - 0.03 < p < hi + 0.03 for lo, p, hi in zip(low, e.position, high, strict=False))
            for e in scene
        )
        name = noun(a, scene)
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
