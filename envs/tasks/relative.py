"""Family 4: put a thing so far away on one side of another (Language-Table's block2block)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom
from vla.predicates import AXES, half_width
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import REACH, WORKSPACE, Item
from .base import another, apart, choose, colors, draw, horizon, layout, shuffled, untouched

SIDES = {
    "left": ("to the left of",),
    "right": ("to the right of",),
    "back": ("behind",),
    "front": ("in front of",),
}


@dataclass(frozen=True)
class RelativePlacement:
    """One thing next to another, on a side and at a distance that are told."""

    name: str = "relative_placement"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 3)
    wordings: tuple[str, ...] = (
        "put the {a} {d} cm {side} the {b}",
        "place the {a} {d} cm {side} the {b}",
        "move the {a} {d} centimeters {side} the {b}",
        "pick up the {a} and put it {d} cm {side} the {b}",
        "set the {a} down {d} cm {side} the {b}",
        "take the {a} and place it {d} cm {side} the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """The same thing is asked for on another side."""
        assert isinstance(setup.goal, Atom)
        scene, (name, mark, before, gap) = setup.scene, setup.goal.args
        a, b, gap = scene[str(name)], scene[str(mark)], float(str(gap))
        sides = shuffled(rng, (side for side in SIDES if side != before))
        return another(self._told(rng, scene, a, b, side, gap) for side in sides)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kind, mark = choose(rng, ("block", "can", "mug")), choose(rng, ("block", "can", "plate"))
        first, second = colors(rng, 2)
        items = (Item(kind, first, "medium"), Item(mark, second, "medium"))
        scene = layout(rng, items, self.distractors, gap=0.06)
        a, b = scene.entities[1:3]
        side, gap = choose(rng, tuple(SIDES)), int(rng.integers(4, 13)) / 100
        return self._told(rng, scene, a, b, side, gap)

    def _told(
        self, rng: np.random.Generator, scene: Scene, a: Entity, b: Entity, side: str, gap: float
    ) -> Setup | None:
        ux, uy = AXES[side]
        reach = half_width(b, side) + a.radius + gap
        x, y = b.position[0] + reach * ux, b.position[1] + reach * uy
        (x0, y0, _), (x1, y1, _) = WORKSPACE
        inside = x0 + 0.05 < x < x1 - 0.05 and y0 + 0.05 < y < y1 - 0.05
        landed = a.__class__(a.name, a.kind, position=(x, y, 0.02), extent=a.extent)
        others = [e for e in scene if e.name not in (a.name, b.name)]
        if not inside or np.hypot(x, y) > REACH - 0.02 or not apart(landed, others, 0.07):
            return None
        names = shortest_name(a, scene), shortest_name(b, scene)
        if None in names:
            return None
        words = choose(rng, SIDES[side])
        text = choose(rng, self.wordings).format(
            a=names[0], b=names[1], side=words, d=round(100 * gap)
        )
        return Setup(
            scene,
            text,
            Atom("beside", (a.name, b.name, side, gap)),
            plan(*put("place_beside", a.name, b.name, side, gap=gap), instruction=text),
            untouched(scene, (a.name,), 0.02),
            horizon=horizon(1),
        )
