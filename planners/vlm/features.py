"""Entities as numbers: what each looks like, in parts, and where it is.

Kind, colour and size have numbers of their own, so a red mug is known to who knows red and mugs.
"""

from __future__ import annotations

import numpy as np

from vla.scene import Scene
from vla.vocabulary import COLORS, KINDS, SIZES

from .atoms import MAX_ENTITIES

LOOKS = 3
"""Kind, colour, size: 0 for unknown."""
MEASURES = 12
"""Position, extent and way from where it began (each xyz), height of its top, openness, held."""
SCALE = np.array([4.0] * 3 + [5.0] * 3 + [4.0] * 3 + [4.0, 1.0, 1.0], np.float32)
"""By which lengths [m] become numbers of about one."""


def entities(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """The first `MAX_ENTITIES` entities: looks (E, `LOOKS`), measures (E, `MEASURES`)."""
    found = scene.entities[:MAX_ENTITIES]
    looks = np.zeros((len(found), LOOKS), np.int64)
    measures = np.zeros((len(found), MEASURES), np.float32)
    middle = (0.5, 0.0, 0.0)
    for entity, look, measure in zip(found, looks, measures, strict=True):
        look[0] = _number(entity.kind, tuple(KINDS))
        look[1] = _number(entity.color, tuple(COLORS))
        look[2] = _number(entity.size, SIZES)
        moved = (0.0, 0.0, 0.0)
        if entity.start is not None:
            moved = tuple(p - s for p, s in zip(entity.position, entity.start, strict=True))
        place = (p - m for p, m in zip(entity.position, middle, strict=True))
        open_ = -0.5 if entity.openness is None else entity.openness
        held = float(scene.held == entity.name)
        measure[:] = (*place, *entity.extent, *moved, entity.top, open_, held)
    return looks, measures * SCALE


def _number(word: str | None, known: tuple[str, ...]) -> int:
    return known.index(word) + 1 if word in known else 0
