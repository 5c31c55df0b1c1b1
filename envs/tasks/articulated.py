"""Family 15: drawers, doors, a window, a button and a switch (CALVIN, VoxPoser)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vla.plan import And, Atom, Condition, Node, Not, Value
from vla.scene import Scene
from vla.steps import call, plan, put
from vla.task import Setup
from vla.vocabulary import COLORS

from ..layout import Item, scatter
from .base import another, choose, colors, draw, shuffled, untouched

MOVABLE = ("top_drawer", "middle_drawer", "bottom_drawer", "cupboard", "fridge", "window")
OPEN = ("open the {f}", "pull the {f} open", "please open the {f}")
CLOSE = ("close the {f}", "shut the {f}", "push the {f} closed")
HALF = ("open the {f} halfway", "open the {f} by half")
PRESS = ("press the button", "push the button")
SWITCH = ("turn on the switch", "turn the switch on")
SWITCH_OFF = ("turn off the switch", "turn the switch off")
STORE = ("put the {a} in the {f}", "place the {a} in the {f}")


@dataclass(frozen=True)
class Articulated:
    """One thing on a joint, in the kitchen; the others stay as they are."""

    name: str = "articulated"
    scene: str = "kitchen"
    distractors: tuple[int, int] = (0, 4)
    wordings: tuple[str, ...] = OPEN + CLOSE + HALF + PRESS + SWITCH + SWITCH_OFF + STORE

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def reworded(self, setup: Setup, rng: np.random.Generator) -> Setup | None:
        """Something else is to be moved, in a kitchen in which all is closed."""
        if any(entity.openness for entity in setup.scene):
            return None
        named = {str(value) for value in _atoms(setup.goal)}
        ways = [(what, fixture) for fixture in MOVABLE for what in ("open", "half")]
        ways += [("press", "button"), ("switch", "switch"), ("store", MOVABLE[0])]
        others = shuffled(rng, (way for way in ways if way[1] not in named))
        return another(self._told(rng, setup.scene, *way) for way in others)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        what = choose(rng, ("open", "close", "half", "press", "switch", "off", "store"))
        fixture = choose(rng, MOVABLE if what != "store" else MOVABLE[:1])
        fixture = {"press": "button", "switch": "switch", "off": "switch"}.get(what, fixture)
        scene = self._kitchen(rng, {fixture: 1.0} if what in ("close", "off") else {})
        return self._told(rng, scene, what, fixture)

    def _told(self, rng: np.random.Generator, scene: Scene, what: str, fixture: str) -> Setup:
        words = fixture.replace("_", " ")
        block = next(entity for entity in scene if entity.kind == "block")
        steps: tuple[Node, ...]
        goal: Condition
        if what == "store":
            text = choose(rng, STORE).format(a=f"{block.color} {block.kind}", f=words)
            goal = And((Atom("inside", (block.name, fixture)), Atom("opened", (fixture,))))
            steps = (call("open", fixture), *put("place_in", block.name, fixture))
        elif what == "press":
            text, goal = choose(rng, PRESS), Atom("pressed", (fixture,))
            steps = (call("press", fixture),)
        elif what in ("close", "off"):
            wordings = SWITCH_OFF if what == "off" else CLOSE
            text, goal = choose(rng, wordings).format(f=words), Atom("closed", (fixture,))
            steps = (call("close", fixture),)
        elif what == "half":
            text = choose(rng, HALF).format(f=words)
            goal = Atom("open_to", (fixture, 0.5))
            steps = (call("open", fixture, fraction=0.5),)
        else:
            wordings = SWITCH if what == "switch" else OPEN
            text, goal = choose(rng, wordings).format(f=words), Atom("opened", (fixture,))
            steps = (call("open", fixture),)
        never = (*still(scene, (fixture,)), *untouched(scene, (block.name,) * (what == "store")))
        return Setup(scene, text, goal, plan(*steps, instruction=text), never, horizon=1000)

    def _kitchen(self, rng: np.random.Generator, openness: dict[str, float]) -> Scene:
        """The furniture, some things on the counter, a block among them."""
        from ..scenes.kitchen import COUNTER, fixture_entities

        count = int(rng.integers(self.distractors[0], self.distractors[1] + 1))
        kinds = [str(kind) for kind in rng.permutation(("ball", "can", "mug", "ball"))[:count]]
        paints = [str(color) for color in rng.permutation(list(COLORS))]
        items = [Item(kind, paint, "medium") for kind, paint in zip(kinds, paints, strict=False)]
        block = Item("block", colors(rng, 1)[0], "medium")
        return scatter(rng, [block, *items], fixture_entities(openness), COUNTER, spare=count)


def _atoms(goal: Condition) -> list[Value]:
    """What the atoms of a goal speak of."""
    parts = goal.conditions if isinstance(goal, And) else (goal,)
    return [value for atom in parts if isinstance(atom, Atom) for value in atom.args]


def still(scene: Scene, moved: Sequence[str]) -> tuple[Condition, ...]:
    """Failures: another joint than those that are meant has left its end."""
    jointed = [e for e in scene if e.openness is not None and e.name not in moved]
    return tuple(Not(Atom("closed", (e.name,))) for e in jointed)
