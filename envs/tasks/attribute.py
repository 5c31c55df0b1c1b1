"""Family 1: put the thing with these attributes into the vessel with those (CLIPort's bowls)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom
from vla.scene import Entity, Scene
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
    preposition,
    shuffled,
    untouched,
)

UNFIT = {("ball", "plate"), ("mug", "bowl")}
"""One rolls off, the other does not fit."""


@dataclass(frozen=True)
class AttributePickPlace:
    """One thing into or onto one vessel; colours and kinds tell them from the others."""

    name: str = "attribute_pick_place"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 8)
    wordings: tuple[str, ...] = (
        "put the {a} {on} the {b}",
        "place the {a} {on} the {b}",
        "pick up the {a} and put it {on} the {b}",
        "take the {a} and place it {on} the {b}",
        "grab the {a} and drop it {on} the {b}",
        "move the {a} {into} the {b}",
        "{on} the {b}, put the {a}",
        "please set the {a} {on} the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """Another thing in the scene is asked for."""
        assert isinstance(setup.goal, Atom)
        scene, (thing, vessel) = setup.scene, map(str, setup.goal.args)
        others = [e for e in scene if e.kind in SMALL and e.name != thing]
        return another(self._told(rng, scene, e, scene[vessel]) for e in shuffled(rng, others))

    def _make(self, rng: np.random.Generator) -> Setup | None:
        thing, vessel = choose(rng, SMALL), choose(rng, ("bowl", "bin", "tray", "plate"))
        if (thing, vessel) in UNFIT:
            return None
        first, second = colors(rng, 2)
        scene = layout(rng, (Item(thing, first), Item(vessel, second)), self.distractors)
        return self._told(rng, scene, *scene.entities[1:3])

    def _told(self, rng: np.random.Generator, scene: Scene, a: Entity, b: Entity) -> Setup | None:
        names = shortest_name(a, scene), shortest_name(b, scene)
        if None in names or (a.kind, b.kind) in UNFIT:
            return None
        skill, predicate, word = preposition(b)
        wording = choose(rng, self.wordings)
        text = wording.format(a=names[0], b=names[1], on=word, into=f"{word}to")
        return Setup(
            scene,
            text,
            Atom(predicate, (a.name, b.name)),
            plan(*put(skill, a.name, b.name), instruction=text),
            untouched(scene, (a.name, b.name)),
            horizon=horizon(1),
        )
