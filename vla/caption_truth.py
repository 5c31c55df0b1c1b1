"""Which of many statements hold in which of many pictures: `captions.true_of`, for batches.

Most pairs are settled by counting what fits; only where all things of a fact are there must its
predicate be read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vla.captions import Count, Fact, Statement, Thing, things_of, true_of
from vla.scene import Entity, Scene


def truths(
    statements: Sequence[Statement], scenes: Sequence[Scene], visible: Sequence[Sequence[str]]
) -> np.ndarray:
    """(n, m) bool: whether statement j holds of what picture i shows.

    Args:
        scenes: what every picture shows (n).
        visible: names of the entities that can be seen in it (n).
    """
    numbers: dict[Thing, int] = {}
    for statement in statements:
        for thing in things_of(statement):
            numbers.setdefault(thing, len(numbers))
    entities = [scene[name] for scene, seen in zip(scenes, visible, strict=True) for name in seen]
    picture = np.repeat(np.arange(len(scenes)), [len(seen) for seen in visible])
    fitting = np.zeros((len(scenes), len(numbers)), np.int64)
    np.add.at(fitting, picture, fits_of(list(numbers), entities))

    found = np.zeros((len(scenes), len(statements)), bool)
    for column, statement in enumerate(statements):
        things = [numbers[thing] for thing in things_of(statement)]
        if isinstance(statement, Count):
            found[:, column] = fitting[:, things[0]] == statement.number
            continue
        found[:, column] = np.all(fitting[:, things] > 0, axis=1)
        if isinstance(statement, Fact) or len(things) > 1:
            for row in np.flatnonzero(found[:, column]).tolist():
                found[row, column] = true_of(statement, scenes[row], visible[row])
    return found


def fits_of(things: Sequence[Thing], entities: Sequence[Entity | None]) -> np.ndarray:
    """(n, m) bool: which of n entities every thing describes, as `captions.fits`; None is none."""
    numbers: dict[str | None, int] = {None: -1}

    def code(word: str | None) -> int:
        return numbers.setdefault(word, len(numbers))

    asked = np.array([[code(t.kind), code(t.color), code(t.size), code(t.name)] for t in things])
    there = np.array([[-2] * 4 + [0] if e is None else
                      [code(e.kind), code(e.color), code(e.size), code(e.name),
                       e.affords.shape != "fixture"] for e in entities])  # fmt: skip
    asked, there = asked.reshape(1, -1, 4), there.reshape(-1, 1, 5)
    alike = ((asked == -1) | (asked == there[..., :4])).all(-1)
    return alike & ((asked[..., 0] != -1) | (there[..., 4] == 1))
