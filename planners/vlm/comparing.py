"""What is looked up instead of told: how things lie that an answer about a picture points at.

As with sets and superlatives of a scene, the model says what is to be compared and the program
compares: boxes in the picture, turned as the robot sees it. Learned, this stays a coin's throw for
far more questions than it takes to learn to point.
"""

from __future__ import annotations

import numpy as np

from vla.captions import DIRECTION_OF

from .atoms import ATOMS, COMPARED, END, INDEX, POINTER, SORTED
from .sights import PLACE

WITHIN = 0.5
"""Share of its half width or height by which the middle of what lies in a thing, or on it, may be
off the thing's middle."""
RISES = 1.2
"""Half heights of both by which it may be above that, as a camera from the side sees a stack."""

_WAYS = {"left": (0, -1), "right": (0, 1), "front": (1, 1), "back": (1, -1)}


def looked_up(tokens: tuple[int, ...], seen: np.ndarray) -> tuple[int, ...]:
    """An answer without what it rests on: `say yes`, or `say` and a pointer.

    Args:
        tokens: an answer about a picture.
        seen: (S, F) the picture's tokens, as a `sights.Sight` has them.
    """
    if ATOMS[tokens[0]] == "see":
        return tuple(token for token in tokens if token < POINTER)
    if ATOMS[tokens[0]] != "look":
        return tokens
    end = tokens.index(INDEX[END])
    places, (reply,) = [token - POINTER for token in tokens[1:end]], tokens[end + 1 :]
    kind, _, word = (ATOMS[reply] if reply < POINTER else "").partition(":")
    if kind == "is" and word in COMPARED:
        true = len(places) == 2 and compared(word, *seen[places, -PLACE:])
        reply = INDEX["yes" if true else "no"]
    elif kind == "sorted" and word in SORTED:
        if not places:
            return (INDEX["unable"],)
        axis, sign = _WAYS[word]
        reply = POINTER + max(places, key=lambda place: sign * float(seen[place, axis - PLACE]))
    return (INDEX["say"], reply)


def compared(relation: str, a: np.ndarray, b: np.ndarray) -> bool:
    """Whether one thing is left of, right of, in front of, behind, in or on another.

    Args:
        a, b: their places in the picture (`sights.PLACE`).
    """
    if relation in DIRECTION_OF:
        axis, sign = _WAYS[DIRECTION_OF[relation]]
        return bool(sign * (a[axis] - b[axis]) > 0)
    aside, below = abs(float(a[0] - b[0])), float(a[1] - b[1])
    above = below if a[-2] else -below  # turned pictures have up where others have down
    wide, high = float(b[2]) / 2, float(b[3]) / 2
    if a[-1]:  # from overhead there is no above
        return aside < WITHIN * wide + 0.02 and abs(above) < WITHIN * high + 0.02
    return aside < wide and -WITHIN * high < above < RISES * (high + float(a[3]) / 2)
