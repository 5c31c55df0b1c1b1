"""Family 14: put the named block into the named bowl, among other blocks and bowls (CLIPort)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import another, choose, colors, draw, horizon, layout, shuffled, untouched


@dataclass(frozen=True)
class BlockInBowl:
    """One of several blocks into one of two bowls; only their colours tell which."""

    name: str = "block_in_bowl"
    scene: str = "tabletop"
    blocks: tuple[int, int] = (2, 4)
    """How many there are, at least and at most."""
    distractors: tuple[int, int] = (0, 2)
    """Balls, cans and mugs."""
    wordings: tuple[str, ...] = (
        "put the {a} in the {b}",
        "place the {a} in the {b}",
        "pick up the {a} and put it in the {b}",
        "take the {a} and place it in the {b}",
        "grab the {a} and drop it in the {b}",
        "move the {a} into the {b}",
        "in the {b}, put the {a}",
        "please set the {a} in the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """Another block, or another bowl, or both."""
        scene = setup.scene
        blocks, bowls = ([e for e in scene if e.kind == kind] for kind in ("block", "bowl"))
        pairs = shuffled(rng, ((a, b) for a in blocks for b in bowls))
        made = (self._told(rng, scene, a, b) for a, b in pairs)
        return another(new for new in made if new is not None and new.goal != setup.goal)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        many = int(rng.integers(self.blocks[0], self.blocks[1] + 1))
        bowls = [
            Item("bowl", c, s) for c, s in zip(colors(rng, 2), ("medium", "large"), strict=True)
        ]
        items = [*bowls, *(Item("block", color, "medium") for color in colors(rng, many))]
        scene = layout(rng, items, self.distractors, kinds=("ball", "can", "mug"))
        things = [e for e in scene if e.kind in ("block", "bowl")]
        a = choose(rng, [e for e in things if e.kind == "block"])
        b = choose(rng, [e for e in things if e.kind == "bowl"])
        return self._told(rng, scene, a, b)

    def _told(self, rng: np.random.Generator, scene: Scene, a: Entity, b: Entity) -> Setup | None:
        names = shortest_name(a, scene), shortest_name(b, scene)
        if None in names:
            return None
        text = choose(rng, self.wordings).format(a=names[0], b=names[1])
        return Setup(
            scene,
            text,
            Atom("inside", (a.name, b.name)),
            plan(*put("place_in", a.name, b.name), instruction=text),
            untouched(scene, (a.name, b.name)),
            horizon=horizon(1),
        )
