"""Family 9: one before the other (Ravens' sequences)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import And, Atom, Not
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import choose, colors, draw, horizon, layout, untouched


@dataclass(frozen=True)
class OrderedPlacement:
    """Two things into a vessel, in the order that is told."""

    name: str = "ordered_placement"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 4)
    wordings: tuple[str, ...] = (
        "put the {a} in the {v} before you put the {b} in the {v}",
        "first put the {a} in the {v}, then put the {b} in the {v}",
        "put the {b} in the {v} after you put the {a} in the {v}",
        "put the {a} in the {v} and then put the {b} in the {v}",
        "before you put the {b} in the {v}, put the {a} in the {v}",
        "put the {a} in the {v}. After that, put the {b} in the {v}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kinds = choose(rng, ("block", "ball", "can")), choose(rng, ("block", "ball", "can"))
        colored = zip(kinds, colors(rng, 2), strict=True)
        target = Item(choose(rng, ("bin", "tray")), choose(rng, ("white", "gray")))
        scene = layout(rng, (*(Item(k, c) for k, c in colored), target), self.distractors)
        a, b, vessel = scene.entities[1:4]
        words = shortest_name(a, scene), shortest_name(b, scene), shortest_name(vessel, scene)
        if None in words:
            return None
        text = choose(rng, self.wordings).format(a=words[0], b=words[1], v=words[2])
        first, second = (Atom("inside", (e.name, vessel.name)) for e in (a, b))
        steps = put("place_in", a.name, vessel.name) + put("place_in", b.name, vessel.name)
        return Setup(
            scene,
            text,
            And((first, second)),
            plan(*steps, instruction=text),
            (And((second, Not(first))), *untouched(scene, (a.name, b.name, vessel.name))),
            horizon=horizon(2),
        )
