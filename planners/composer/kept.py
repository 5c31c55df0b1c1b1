"""What invariants forbid, as a map: distances to keep from things, and sides of them to stay on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from vla.measures import AXES
from vla.plan import Atom, Condition
from vla.predicates import LINE_ACROSS
from vla.scene import Scene

from .floor import footprint
from .maps import ValueMap
from .regions import half_space, of

SPARE = 0.012
"""[m] beyond a distance to keep that is never used: motions are not followed to the millimetre."""
ASIDE = 0.01
"""[m] beyond its middle that a hand stays on a side of a thing."""
INSIDE = 0.006
"""[m] by which a thing that is pushed stays inside the edge of its line, or of its side."""


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


def fences(scene: Scene, keep: Iterable[Condition], name: str) -> ValueMap:
    """Where a thing that is pushed may not be, wherever the hand is: beyond the line that it is to
    stay on, and on the wrong side of another."""
    made, thing = ValueMap("avoidance"), scene[name]
    wide = footprint(thing)
    for condition in keep:
        match condition:
            case Atom("lies_to", (str(one), str(other), str(direction))) if one == name:
                (ux, uy), (x, y, _) = AXES[direction], scene[other].position
                far = INSIDE - wide
                made = made.painted(half_space((x + far * ux, y + far * uy, 0.0), (ux, uy, 0.0)))
            case Atom("on_line", (str(one), str(direction), *rest)) if one == name and thing.start:
                (ux, uy), (x, y, _) = AXES[direction], thing.start
                across = float(rest[0]) if rest else LINE_ACROSS  # type: ignore[arg-type]
                far = across - INSIDE + wide
                for side in (-1.0, 1.0):
                    nx, ny = -side * uy, side * ux
                    made = made.painted(
                        half_space((x - far * nx, y - far * ny, 0.0), (nx, ny, 0.0))
                    )
    return made
