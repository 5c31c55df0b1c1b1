"""What can be wrong with an `execute` wherever it is carried out: kinds of maps, units, ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator

from vla.errors import UnknownName
from vla.paintings import HAND, PARTS, PLACES, SIZES_OF
from vla.plan import MAPS, Dab, Execute, Facing, Painting, Size, Spot, Thing
from vla.skills import Param
from vla.values import number_problem

RADIUS = Param("The radius", "number", None, 0.0, 0.6, "m")
AWAY = Param("The distance", "number", None, -0.5, 0.6, "m")
PLACE = Param("A coordinate", "number", None, -1.0, 1.0, "m")
CONTENTS = {
    "affordance": (0.01, 1.0), "avoidance": (0.01, 1.0), "velocity": (0.05, 2.0),
    "rotation": (-1.0, 1.0), "gripper": (-1.0, 1.0),
}  # fmt: skip
"""Kind of a map -> the smallest and the largest value that is painted on it."""
MAX_DABS = 64
"""On one map."""


def map_problems(step: Execute) -> Iterator[str]:
    """Everything wrong with the maps of a step that no scene is needed to see."""
    kinds = [painting.kind for painting in step.maps]
    if len(set(kinds)) < len(kinds):
        yield "One map of each kind is enough."
    if "affordance" not in kinds or not step.maps[kinds.index("affordance")].dabs:
        yield "The affordance map is empty: nothing says where to go."
    for painting in step.maps:
        if painting.kind not in CONTENTS:
            yield str(UnknownName("kind of value map", painting.kind, MAPS))
            continue
        if len(painting.dabs) > MAX_DABS:
            yield f"A map is painted at most {MAX_DABS} times."
        for dab in painting.dabs:
            yield from _dab_problems(painting, dab)


def content_problem(kind: str, value: float) -> str | None:
    """Why a number is no value of a kind of map; `None` if it is one."""
    low, high = CONTENTS[kind]
    if low <= value <= high:
        return None
    return f"A value of {kind} goes from {low:g} to {high:g}, got {value:g}."


def things(step: Execute) -> Iterator[Thing]:
    """Everything that a step names, as it names it."""
    if step.movable != HAND:
        yield step.movable
    for painting in step.maps:
        for dab in painting.dabs:
            if dab.spot.thing is not None:
                yield dab.spot.thing
            if isinstance(dab.spot.away, Size):
                yield dab.spot.away.thing
            if isinstance(dab.value, Facing):
                yield dab.value.thing


def _dab_problems(painting: Painting, dab: Dab) -> Iterator[str]:
    """What is wrong with one value on a map."""
    yield from _spot_problems(dab.spot)
    numbers: list[tuple[Param, object]] = [(RADIUS, dab.radius)]
    if isinstance(dab.value, tuple):
        size = 4 if painting.kind == "rotation" else 1
        if len(dab.value) != size:
            yield f"A value of {painting.kind} is {size} number{'s' * (size > 1)}."
        yield from filter(None, (content_problem(painting.kind, part) for part in dab.value))
        if size == 4 and abs(math.hypot(*dab.value) - 1.0) > 0.01:
            yield "A quaternion has length one."
        if painting.kind == "gripper" and dab.value not in ((1.0,), (-1.0,)):
            yield "A gripper's value is 1, which closes, or -1, which opens."
    elif painting.kind != "rotation":
        yield f"A value of {painting.kind} is a number."
    yield from filter(None, (number_problem(param, number) for param, number in numbers))


def _spot_problems(spot: Spot) -> Iterator[str]:
    known = PLACES if spot.thing is None else PARTS
    if spot.part not in known:
        yield str(UnknownName("place", spot.part, known))
    if len(spot.shift) != 3:
        yield "A place is shifted by x, y and z."
    numbers: list[tuple[Param, object]] = [(PLACE, part) for part in spot.shift]
    if isinstance(spot.away, Size):
        if spot.away.what not in SIZES_OF:
            yield str(UnknownName("size", spot.away.what, SIZES_OF))
    else:
        numbers.append((AWAY, spot.away))
    yield from filter(None, (number_problem(param, number) for param, number in numbers))
