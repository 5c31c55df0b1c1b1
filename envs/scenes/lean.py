"""No more slots than some tasks need: what is compiled in costs time at every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from vla.task import Task
from vla.vocabulary import SIZES

from .tabletop import SLOTS


def lean_slots(tasks: Sequence[Task], episodes: int = 100) -> dict[str, int]:
    """Slots per kind that hold the episodes which the first seeds of every task name.

    Later ones may need more: `realise` then says so.
    """
    most: Counter[tuple[str, str | None]] = Counter()
    for task in tasks:
        for seed in range(episodes):
            scene = task.sample(np.random.default_rng(seed)).scene
            things = [thing for thing in scene if thing.kind in SLOTS]
            # only bowls come in sizes that a world cannot change
            most |= Counter((t.kind, t.size if t.kind == "bowl" else None) for t in things)
    slots: dict[str, int] = {}
    for (kind, size), count in most.items():
        turn = 0 if size is None else SIZES.index(size)  # of the slots of a kind, `add_slots`
        needed = count if size is None else turn + 1 + len(SIZES) * (count - 1)
        slots[kind] = max(needed, slots.get(kind, 0))
    return slots
