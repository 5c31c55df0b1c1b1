"""Memory of what was seen: things that nobody shows now are where they were, and as large.

An estimate from a picture trembles, and of a thing behind the hand it knows a part only. What was
seen better before is believed until something else shows clearly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vla.scene import Entity, Quat, Scene, Vec3

TREMBLE = 0.006
"""[m] from which on a thing has moved."""
COVERED = 0.6
"""Share of the points that showed of a thing at its best; with fewer it counts as covered ..."""
NEARBY = 0.05
"""... and from which on [m] what shows is not where it was, however little that is."""
BETTER = 1.2
"""Times as many points as showed when it was looked at: then it is known better now."""


@dataclass
class Memory:
    """What is known of the things of one world."""

    known: dict[str, Entity] = field(default_factory=dict)
    best: dict[str, int] = field(default_factory=dict)
    """Name -> most points that ever showed of it where it is now."""
    basis: dict[str, int] = field(default_factory=dict)
    """Name -> points that showed of it in the look that is believed."""

    def seen(self, scene: Scene, shown: Mapping[str, int]) -> Scene:
        """Take in an estimate; the scene as it is to be believed.

        Args:
            shown: name -> points that show of it now.
        """
        for entity in scene:
            if entity.name != scene.held or entity.name not in self.known:
                self._believe(entity, shown.get(entity.name, 0))
        return replace(scene, entities=tuple(self.known.values()))

    def carried(self, name: str, position: Vec3, quaternion: Quat) -> None:
        """A thing is where the hand that holds it says; once it is let go, any look is better."""
        self.known[name] = replace(self.known[name], position=position, quaternion=quaternion)
        self.best[name] = self.basis[name] = 0

    def _believe(self, entity: Entity, points: int) -> None:
        name = entity.name
        before, best = self.known.get(name), self.best.get(name, 0)
        if before is None or entity.affords.shape == "fixture":
            self.known[name], self.best[name], self.basis[name] = entity, points, points
            return
        apart = math.dist(before.position, entity.position)
        covered = points < COVERED * best
        # Of a part the middle is elsewhere, though nothing has moved.
        stayed = TREMBLE + (_hidden(before, entity) if covered else 0.0)
        if apart > min(stayed, NEARBY) or points > BETTER * self.basis[name]:
            size = before.extent if covered else entity.extent
            self.known[name] = replace(entity, extent=size)
            self.best[name] = max(points, best) if apart < NEARBY else points
            self.basis[name] = points


def _hidden(before: Entity, now: Entity) -> float:
    """How far from the middle of a thing that of the part which shows of it can be [m]."""
    return 0.5 * math.hypot(
        *(max(a - b, 0.0) for a, b in zip(sorted(before.extent), sorted(now.extent), strict=True))
    )
