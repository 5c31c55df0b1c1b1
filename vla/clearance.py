"""Distances the invariants of a plan demand, and whether a skill can respect them at all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from vla.measures import footprint_gap, side_of
from vla.plan import And, Atom, Condition
from vla.predicates import VOCABULARY
from vla.regions import SIDE_ROOM
from vla.scene import Entity, Scene, Vec3
from vla.skills import SKILLS

HAND_MOVES = ("move_to", "move_beside", "move_at", "approach")
"""Skills that touch nothing."""


def clearances(conditions: Sequence[Condition]) -> dict[str, float]:
    """Entity -> largest distance [m] that `clear_of` demands among these conditions."""
    found: dict[str, float] = {}
    for condition in conditions:
        match condition:
            case And(parts):
                demanded = clearances(parts)
            case Atom("clear_of", (str(name), *rest)):
                given = rest[0] if rest else VOCABULARY["clear_of"].defaults[0]
                demanded = {name: float(given)} if isinstance(given, (int, float)) else {}
            case _:
                continue
        for name, distance in demanded.items():
            found[name] = max(distance, found.get(name, 0.0))
    return found


def sides(conditions: Sequence[Condition]) -> tuple[tuple[str, str], ...]:
    """Entity and direction of every `on_side` among these conditions."""
    found: list[tuple[str, str]] = []
    for condition in conditions:
        match condition:
            case And(parts):
                found += sides(parts)
            case Atom("on_side", (str(name), str(direction))):
                found.append((name, direction))
    return tuple(dict.fromkeys(found))


def strays(
    before: Scene,
    after: Scene,
    skill: str,
    args: Sequence[str | float],
    kept: Sequence[tuple[str, str]],
) -> str | None:
    """Where a skill is to leave a side that the hand should stay on; `None` if it is not."""
    moves = skill in HAND_MOVES
    places = [(after, after.tool, 0.0)] if moves else _visits(before, after, skill, args)
    for name, direction in kept:
        for scene, point, _ in places if name in before else ():
            beyond = side_of(point, scene[name], direction)
            if beyond < SIDE_ROOM:
                return (
                    f"it must come to {100 * beyond:.0f} cm {direction} of {name}, "
                    "but has to stay on that side"
                )
    return None


def too_close(
    before: Scene, after: Scene, skill: str, args: Sequence[str | float], avoid: Mapping[str, float]
) -> str | None:
    """Why a skill must break a distance whatever way it takes; `None` if it need not.

    Only what is certain: the point between the fingertips has to reach the thing, or the place
    where it goes, within the freedom that a rim, a container or a support leaves.
    """
    for name, distance in avoid.items():
        if name not in before:
            continue
        if name in _touched(skill, args):
            return f"it must touch {name}, but has to keep {100 * distance:.0f} cm away from it"
        for scene, point, freedom in _visits(before, after, skill, args):
            nearest = _distance(point, scene[name]) + freedom
            if nearest < distance:
                return (
                    f"it must come within {100 * nearest:.0f} cm of {name}, "
                    f"but has to keep {100 * distance:.0f} cm away"
                )
    return None


def _touched(skill: str, args: Sequence[str | float]) -> tuple[str, ...]:
    """The things a skill cannot do without touching."""
    if skill in HAND_MOVES:
        return ()
    return tuple(
        str(value)
        for param, value in zip(SKILLS[skill].positional, args, strict=True)
        if param.type == "entity" and param.name != "reference"
    )


def _visits(
    before: Scene, after: Scene, skill: str, args: Sequence[str | float]
) -> list[tuple[Scene, Vec3, float]]:
    """Points the hand must come to, in which scene, and how far from them it may stay [m]."""
    if not args or skill in HAND_MOVES:
        return []
    old, new = before[str(args[0])], after[str(args[0])]
    # Bowls, mugs and plates are held at the rim, on whichever side is free.
    rim = old.radius if old.affords.shape == "vessel" else 0.0
    match skill:
        case "pick" | "pick_from" | "pick_by" | "turn_to" | "turn_towards":
            return [(before, old.position, rim)]
        case "push":
            reach = old.radius + 0.02
            return [(before, old.position, reach), (after, new.position, reach)]
        case "place_in" | "place_on":
            return [(after, new.position, rim + after[str(args[1])].radius)]
        case "place_beside":
            return [(after, new.position, rim + 0.05)]
        case "open" | "close" | "push_shut" | "press" if old.handle is not None:
            return [(before, old.handle, 0.0)]
    return []


def _distance(point: Vec3, entity: Entity) -> float:
    """From a point to the upright box (or cylinder) around an entity [m]."""
    aside = max(footprint_gap(point[:2], entity), 0.0)
    above = max(point[2] - entity.top, entity.bottom - point[2], 0.0)
    return math.hypot(aside, above)
