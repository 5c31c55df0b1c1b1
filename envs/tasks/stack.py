"""Family 11: build a tower, or take one apart (CLIPort's pyramids, CALVIN)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vla.plan import And, Atom
from vla.scene import Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import another, choose, colors, draw, horizon, layout, shuffled, untouched

STACK = (
    "stack the {a} block on the {b} block",
    "put the {a} block on top of the {b} block",
    "place the {a} block on the {b} block",
)
TOWER = (
    "stack {a} on {b} on {c}",
    "stack the {a} block on the {b} block on the {c} block",
    "put the {b} block on the {c} block, then put the {a} block on the {b} block",
)
UNSTACK = (
    "take the {a} block off the {b} block and put it in the {v}",
    "put the {a} block in the {v}",
)


@dataclass(frozen=True)
class Stacking:
    """Two or three blocks on each other, or the upper one of two taken away."""

    name: str = "stacking"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 4)
    wordings: tuple[str, ...] = STACK + TOWER + UNSTACK

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        make = choose(rng, ("stack", "tower", "unstack"))
        makers = {"stack": self._stack, "tower": self._tower, "unstack": self._unstack}
        return draw(rng, makers[make], self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """The same blocks in another order."""
        if not isinstance(setup.goal, And):
            return None
        pairs = [tuple(map(str, atom.args)) for atom in setup.goal.conditions
                 if isinstance(atom, Atom)]  # fmt: skip
        before = (pairs[0][1], *(upper for upper, _ in pairs))
        orders = shuffled(rng, (o for o in itertools.permutations(before) if o != before))
        words = STACK if len(before) == 2 else TOWER
        return another(self._told(rng, setup.scene, order, words) for order in orders)

    def _stack(self, rng: np.random.Generator) -> Setup | None:
        return self._build(rng, 2, STACK)

    def _tower(self, rng: np.random.Generator) -> Setup | None:
        return self._build(rng, 3, TOWER)

    def _build(
        self, rng: np.random.Generator, height: int, wordings: tuple[str, ...]
    ) -> Setup | None:
        """From the bottom up; the colours of the words go from the top down."""
        sizes = ("large", "medium", "medium")[:height]
        paints = colors(rng, height)
        items = [Item("block", c, s) for c, s in zip(paints, sizes, strict=True)]
        scene = layout(rng, items, self.distractors, gap=0.06, kinds=("can", "mug", "ball"))
        return self._told(rng, scene, [f"{color}_block" for color in paints], wordings)

    def _told(
        self, rng: np.random.Generator, scene: Scene, names: Sequence[str], wordings: Sequence[str]
    ) -> Setup:
        """Blocks `names` from the bottom up."""
        pairs = list(zip(names[1:], names[:-1], strict=True))
        steps = [step for upper, lower in pairs for step in put("place_on", upper, lower)]
        goal = And(tuple(Atom("on", pair) for pair in pairs))
        paints = [str(scene[name].color) for name in names]
        top_down = dict(zip("abc", reversed(paints), strict=False))
        text = choose(rng, wordings).format(**top_down)
        never = untouched(scene, names)
        return Setup(scene, text, goal, plan(*steps, instruction=text), never,
                     horizon=horizon(len(pairs)))  # fmt: skip

    def _unstack(self, rng: np.random.Generator) -> Setup | None:
        upper, lower = colors(rng, 2)
        vessel = choose(rng, ("bin", "tray"))
        items = (Item("block", lower, "large"), Item(vessel, choose(rng, ("white", "gray"))))
        scene = layout(rng, items, self.distractors, gap=0.06, kinds=("can", "mug", "ball"))
        base, box = scene.entities[1:3]
        on_top = (base.position[0], base.position[1], base.top + 0.02)
        yaw = base.yaw
        turn = (math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2))
        block = replace(
            base, name=f"{upper}_block", color=upper, size="medium", position=on_top, start=on_top,
            quaternion=turn, extent=(0.04, 0.04, 0.04),
        )  # fmt: skip
        scene = replace(scene, entities=(*scene.entities, block))
        text = choose(rng, UNSTACK).format(a=upper, b=lower, v=vessel)
        goal = Atom("inside", (block.name, box.name))
        steps = put("place_in", block.name, box.name)
        never = untouched(scene, (block.name, box.name))
        return Setup(scene, text, goal, plan(*steps, instruction=text), never, horizon=horizon(1))
