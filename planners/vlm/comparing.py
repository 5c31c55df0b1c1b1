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

WITHIN = 0.8
"""Share of its half width or height by which the middle of what lies in a thing, or on it, may be
off the thing's middle."""
RISES = {"inside": 0.25, "on": 1.05}
"""Half heights of its own by which it may be above the thing's upper edge, as a camera from the
side sees it."""
LEANS = 0.12
"""Share of a thing's distance from the middle of the picture by which what lies on it may be still
farther out, as a camera from above sees what is nearer to it."""
ROUGH = 0.02
"""By how much boxes may be off, of pictures whose sides are `sights.SPREAD`."""

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
    if a[-1]:
        return _seen_from_above(a, b)
    aside, below = abs(float(a[0] - b[0])), float(a[1] - b[1])
    above = below if a[-2] else -below  # turned pictures have up where others have down
    wide, high, own = (float(side) / 2 for side in (b[2], b[3], a[3]))
    return aside < WITHIN * wide and -WITHIN * high < above < high + RISES[relation] * own


def _seen_from_above(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether one thing lies in or on another: what is higher is farther from the middle."""
    far = float(np.hypot(b[0], b[1]))
    way = b[:2] / far if far else np.array([1.0, 0.0])
    outward = float((a[:2] - b[:2]) @ way)
    aside = abs(float(a[0] - b[0]) * float(way[1]) - float(a[1] - b[1]) * float(way[0]))
    own, size = (float(one[2] + one[3]) / 4 for one in (a, b))
    inward = max(size - own, 0.0) + ROUGH
    reach = WITHIN * max(size, own)  # what it lies on may be all but hidden
    return aside < reach and -inward < outward < reach + LEANS * far
