"""Family 10: sort things by colour or by kind (ProgPrompt, PaLM-E on Language-Table)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import And, Atom, ForAll, ForEach, Objects, Seq, Var, Where
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import another, choose, colors, draw, horizon, layout, untouched

BY_COLOR = (
    "sort the blocks by color into the bowls",
    "put each block in the bowl of the same color",
    "put every block in the bowl of the matching color",
    "put the blocks into the bowls of the same color",
)
BY_KIND = (
    "put all the blocks in the {p} and all the {k}s in the {q}",
    "put the blocks in the {p} and the {k}s in the {q}",
    "place all blocks in the {p} and all {k}s in the {q}",
)


@dataclass(frozen=True)
class Sorting:
    """Blocks into bowls of their colour, or kinds into vessels of their own."""

    name: str = "sorting"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 2)
    wordings: tuple[str, ...] = BY_COLOR + BY_KIND

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._by_color if rng.random() < 0.5 else self._by_kind, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """The other way round, where kinds are sorted into vessels."""
        goals = setup.goal.conditions if isinstance(setup.goal, And) else ()
        kinds, vessels = [], []
        for goal in goals:
            if not isinstance(goal, ForAll) or not isinstance(goal.condition, Atom):
                return None
            assert isinstance(goal.query, Objects)
            kinds.append(str(goal.query.kind))
            vessels.append(setup.scene[str(goal.condition.args[1])])
        return another([self._told(rng, setup.scene, kinds[1], vessels[1], vessels[0])])

    def _by_color(self, rng: np.random.Generator) -> Setup | None:
        pair = colors(rng, 2)
        blocks = [Item("block", color, "medium") for color in pair for _ in range(2)]
        bowls = [Item("bowl", c, s) for c, s in zip(pair, ("medium", "large"), strict=True)]
        scene = layout(rng, (*blocks[: int(rng.integers(2, 5))], *bowls), self.distractors,
                       kinds=("can", "mug"))  # fmt: skip
        here = [e.name for e in scene if e.kind == "block"]
        same = Where(Objects("bowl"), Atom("same_color", (Var("it"), Var("block"))))
        loop = ForEach("block", Objects("block"), Seq(put("place_in", Var("block"), same)))
        goals = tuple(Atom("inside", (name, f"{scene[name].color}_bowl")) for name in here)
        text = choose(rng, BY_COLOR)
        allowed = (*here, *(f"{color}_bowl" for color in pair))
        never = untouched(scene, allowed)
        if {scene[name].color for name in here} != set(pair):
            return None
        return Setup(scene, text, And(goals), plan(loop, instruction=text), never,
                     horizon=horizon(len(here)))  # fmt: skip

    def _by_kind(self, rng: np.random.Generator) -> Setup | None:
        other = choose(rng, ("ball", "can"))
        names = [str(v) for v in rng.permutation(("bin", "tray"))]
        items = [Item(k, c, "medium") for k in ("block", other) for c in colors(rng, 2)]
        vessels = [Item(v, choose(rng, ("white", "gray", "brown"))) for v in names]
        scene = layout(rng, (*items, *vessels), self.distractors, kinds=("mug",))
        first, second = (next(e for e in scene if e.kind == v) for v in names)
        return self._told(rng, scene, other, first, second)

    def _told(
        self, rng: np.random.Generator, scene: Scene, other: str, first: Entity, second: Entity
    ) -> Setup:
        """Blocks go into the first vessel, those of the other kind into the second."""
        words = shortest_name(first, scene), shortest_name(second, scene)
        loops = [
            ForEach(kind, Objects(kind), Seq(put("place_in", Var(kind), vessel.name)))
            for kind, vessel in (("block", first), (other, second))
        ]
        goals = tuple(
            ForAll(Objects(kind), Atom("inside", (Var("it"), vessel.name)))
            for kind, vessel in (("block", first), (other, second))
        )
        text = choose(rng, BY_KIND).format(p=words[0], q=words[1], k=other)
        allowed = [e.name for e in scene if e.kind in ("block", other, "bin", "tray")]
        return Setup(scene, text, And(goals), plan(*loops, instruction=text),
                     untouched(scene, allowed), horizon=horizon(4))  # fmt: skip
