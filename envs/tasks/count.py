"""Family 6: all, any two, exactly three of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vla.evaluate import shortest_name
from vla.plan import Atom, Condition, Count, ForAll, ForEach, Objects, Seq, Take, Var, Where
from vla.steps import plan, put
from vla.task import Setup

from ..layout import Item
from .base import choose, colors, draw, horizon, layout, untouched

NUMBERS = {2: "two", 3: "three"}


@dataclass(frozen=True)
class CountedObjects:
    """Some or all of the things of one colour and kind into a bin or tray."""

    name: str = "counted_objects"
    scene: str = "tabletop"
    distractors: tuple[int, int] = (0, 3)
    wordings: tuple[str, ...] = (
        "put {q} {c} {k} in the {b}",
        "place {q} {c} {k} in the {b}",
        "move {q} {c} {k} into the {b}",
        "take {q} {c} {k} and put them in the {b}",
        "pick up {q} {c} {k} and place them in the {b}",
        "drop {q} {c} {k} into the {b}",
    )

    def sample(self, rng: np.random.Generator) -> Setup:
        """Draw an episode."""
        return draw(rng, self._make, self.name)

    def _make(self, rng: np.random.Generator) -> Setup | None:
        kind, target = choose(rng, ("block", "ball")), choose(rng, ("bin", "tray"))
        color, other, paint = colors(rng, 3)
        count = int(rng.integers(2, 4)) if kind == "block" else 2
        exact = bool(rng.random() < 0.5)
        present = count + 1 if exact and kind == "block" else count + int(exact)
        items = [Item(kind, color, "medium") for _ in range(min(present, 4))]
        items.append(Item(kind, other, "medium") if kind == "block" else Item("can", other))
        items.append(Item(target, paint))
        scene = layout(rng, items, self.distractors, kinds=("mug", "can"))
        vessel = next(entity for entity in scene if entity.kind == target)
        b = shortest_name(vessel, scene)
        if b is None:
            return None
        words = choose(rng, ("exactly {n}", "{n}", "any {n}")) if exact else "all"
        quantity = words.format(n=NUMBERS[count])
        inside = Atom("inside", (Var("it"), vessel.name))
        things = Objects(kind, color)
        there = Where(things, inside)
        goal: Condition = Count(there, "==", count) if exact else ForAll(things, inside)
        waiting = Take(things, count) if exact else things
        var = kind
        body = Seq(put("place_in", Var(var), vessel.name))
        text = choose(rng, self.wordings).format(
            q=quantity, c="the " * (not exact) + color, k=f"{kind}s", b=b
        )
        allowed = [e.name for e in scene if (e.kind, e.color) == (kind, color)] + [vessel.name]
        never = untouched(scene, allowed)
        if exact:
            never = (Count(there, ">", count), *never)
        steps = plan(ForEach(var, waiting, body), instruction=text)
        return Setup(scene, text, goal, steps, never, horizon=horizon(count))
