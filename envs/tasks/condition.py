"""Family 8: do one thing if something is there, else another (Code as Policies)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import judge, shortest_name
from vla.plan import Atom, Exists, If, Objects, Seq
from vla.scene import Entity, Scene
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import (
    CLEAR_COLORS,
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


@dataclass(frozen=True)
class Conditional:
    """If there is such a thing it goes into the vessel, otherwise another one does."""

    name: str = "conditional"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 4)
    wordings: tuple[str, ...] = (
        "if there is a {p}, put it in the {b}, otherwise put the {a} in the {b}",
        "if you see a {p} put it in the {b}, else put the {a} in the {b}",
        "if there is a {p}, place it in the {b}; otherwise place the {a} in the {b}",
        "if there is a {p} then put it in the {b}, otherwise move the {a} into the {b}",
        "put the {a} in the {b} if there is no {p}, otherwise put the {p} in the {b}",
        "if there is no {p} put the {a} in the {b}, otherwise put the {p} in the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """The condition is another one, and comes out the other way."""
        scene, a, vessel = setup.scene, *setup.scene.entities[1:3]
        pairs = shuffled(rng, ((kind, color) for kind in SMALL for color in CLEAR_COLORS))
        made = (self._told(rng, scene, a, vessel, *pair) for pair in pairs)
        return another(new for new in made if new is not None and new.goal != setup.goal)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        asked, other = choose(rng, SMALL), choose(rng, SMALL)
        target = choose(rng, ("bin", "tray"))
        first, second, paint = colors(rng, 3)
        present = bool(rng.random() < 0.5)
        items = [Item(other, second), Item(target, paint)]
        items += [Item(asked, first)] if present else []
        scene = layout(rng, items, self.distractors)
        found = [e.name for e in scene if (e.kind, e.color) == (asked, first)]
        if len(found) != int(present):
            return None
        return self._told(rng, scene, scene.entities[1], scene.entities[2], asked, first)

    def _told(
        self,
        rng: np.random.Generator,
        scene: Scene,
        a: Entity,
        vessel: Entity,
        asked: str,
        color: str,
    ) -> Setup | None:
        """`asked` and `color` are what is looked for; `a` is taken where there is none."""
        found = [e.name for e in scene if (e.kind, e.color) == (asked, color)]
        present = bool(found)
        names = shortest_name(a, scene), shortest_name(vessel, scene)
        if None in names or len(found) > 1 or a.name in found:
            return None
        there = Exists(Objects(asked, color))
        meant = found[0] if present else a.name
        assert judge(there, scene).truth is present
        text = choose(rng, self.wordings).format(p=f"{color} {asked}", a=names[0], b=names[1])
        steps = Seq(put("place_in", meant, vessel.name))
        other_steps = Seq(put("place_in", a.name, vessel.name))
        branch = If(there, steps, other_steps) if present else If(there, Seq(()), other_steps)
        return Setup(
            scene,
            text,
            Atom("inside", (meant, vessel.name)),
            plan(branch, instruction=text),
            untouched(scene, (meant, vessel.name)),
            horizon=horizon(1),
        )
