"""Monitors: what is checked at every control tick, whatever the plan is doing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vla.evaluate import ground, judge, members, resolve
from vla.plan import And, Atom, Condition, ForAll
from vla.predicates import VOCABULARY
from vla.program_print import condition_code
from vla.scene import Scene

NUMBERED = ("clear_of", "slow_near", "slow_in")
"""Predicates of which skills and monitors read the numbers."""


@dataclass
class Invariant:
    """A condition of a `Keep`, counted each time it breaks.

    It is armed once it has held: what is broken from the start was not broken by the robot.
    """

    condition: Condition
    armed: bool = False
    broken: bool = False
    count: int = 0
    worst: float | None = None
    """Smallest measured distance minus the limit [m], for `clear_of`."""

    @property
    def code(self) -> str:
        return condition_code(self.condition)

    def check(self, scene: Scene) -> str | None:
        """Look at one tick; the evidence if the condition broke just now."""
        margin = self.margin(scene)
        if margin is not None:
            self.worst = margin if self.worst is None else min(self.worst, margin)
        reading = judge(self.condition, scene)
        if reading.truth is True:
            self.armed, self.broken = True, False
        elif reading.truth is False and self.armed and not self.broken:
            self.broken = True
            self.count += 1
            return reading.evidence
        return None

    def margin(self, scene: Scene) -> float | None:
        """Measured distance minus the limit [m]; `None` if it is no distance or not measured."""
        match self.condition:
            case Atom("clear_of", (str(name), float(limit) | int(limit))):
                return scene.clearance[name] - limit if name in scene.clearance else None
        return None


def pinned(conditions: Iterable[Condition], scene: Scene) -> tuple[Condition, ...]:
    """Conditions one by one, about the entities that are meant at this moment.

    Raises:
        UserError: a query that should mean one entity means none or several.
    """
    found: list[Condition] = []
    for condition in conditions:
        match condition:
            case And(parts):
                found += pinned(parts, scene)
            case ForAll(query, inner):
                each = [ground(inner, {"it": name}) for name in members(query, scene)]
                found += pinned(each, scene)
            case Atom(name, args):
                if name in NUMBERED:
                    args = (*args, *VOCABULARY[name].defaults[max(len(args) - 1, 0) :])
                found.append(Atom(name, tuple(resolve(value, scene) for value in args)))
            case _:
                found.append(condition)
    return tuple(found)
