"""What invariants forbid, as a map: distances to keep from things, and sides of them to stay on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vla.measures import AXES
from vla.scene import Scene

from .maps import ValueMap
from .regions import half_space, of

SPARE = 0.012
"""[m] beyond a distance to keep that is never used: motions are not followed to the millimetre."""
ASIDE = 0.01
"""[m] beyond its middle that a hand stays on a side of a thing."""


def avoidance(
    scene: Scene, distances: Mapping[str, float], sides: Sequence[tuple[str, str]] = ()
) -> ValueMap:
    """Where nobody may be.

    Args:
        distances: entity -> distance to keep [m]; of what is held none is kept.
        sides: entities, and the side of each that the hand is to stay on.
    """
    made = ValueMap("avoidance")
    for name, distance in distances.items():
        if name in scene and name != scene.held:
            made = made.painted(of(scene[name], distance + SPARE))
    for name, direction in sides:
        x, y = AXES[direction]
        beyond = half_space((x * ASIDE, y * ASIDE, 0.0), (x, y, 0.0))
        made = made.painted(replace(beyond, entity=name, turns=False), whole=False)
    return made
