"""Family 7: everything but one, or those that are not of a colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom, ForAll, ForEach, Objects, Seq, Var, Without
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import another, choose, colors, draw, horizon, layout, shuffled, untouched


@dataclass(frozen=True)
class Exclusion:
    """All blocks but those of one colour go into the bin; the excluded ones are not touched."""

    name: str = "exclusion"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 3)
    wordings: tuple[str, ...] = (
        "put every {k} that is not {c} in the {b}",
        "put all the {k}s that are not {c} in the {b}",
        "put all {k}s except the {c} one in the {b}",
        "place every {k} but the {c} one in the {b}",
        "move all non-{c} {k}s into the {b}",
        "put each {k} other than the {c} one in the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """Another one is left out."""
        goal = setup.goal
        assert isinstance(goal, ForAll)
        assert isinstance(goal.condition, Atom)
        assert isinstance(goal.query, Without)
        assert isinstance(goal.query.excluded, Objects)
        scene, kind, before = setup.scene, goal.query.excluded.kind, goal.query.excluded.color
        vessel = scene[str(goal.condition.args[1])]
        others = shuffled(rng, (e.color for e in scene if e.kind == kind and e.color != before))
        return another(self._told(rng, scene, str(kind), str(c), vessel) for c in others)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kind, target = choose(rng, ("block", "can", "ball")), choose(rng, ("bin", "tray"))
        excluded, *rest, paint = colors(rng, 4)
        items = [Item(kind, excluded, "medium"), *(Item(kind, c, "medium") for c in rest)]
        items.append(Item(target, paint))
        others = tuple(k for k in ("block", "can", "ball", "mug") if k != kind)
        scene = layout(rng, items, self.distractors, kinds=others)
        vessel = next(entity for entity in scene if entity.kind == target)
        return self._told(rng, scene, kind, excluded, vessel)

    def _told(
        self, rng: np.random.Generator, scene: Scene, kind: str, excluded: str, vessel: Entity
    ) -> Setup | None:
        b = shortest_name(vessel, scene)
        if b is None:
            return None
        meant = Without(Objects(kind), Objects(kind, excluded))
        text = choose(rng, self.wordings).format(k=kind, c=excluded, b=b)
        allowed = [e.name for e in scene if e.kind == kind and e.color != excluded]
        body = Seq(put("place_in", Var(kind), vessel.name))
        return Setup(
            scene,
            text,
            ForAll(meant, Atom("inside", (Var("it"), vessel.name))),
            plan(ForEach(kind, meant, body), instruction=text),
            untouched(scene, (*allowed, vessel.name)),
            horizon=horizon(len(allowed)),
        )
