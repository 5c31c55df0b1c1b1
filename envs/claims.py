"""What the words of `vla.predicates` claim of an episode's entities, in numbers for a device.

Only what changes is left open, for `vla.envs.predicates` to read off `Sensed`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vla.facing import front
from vla.hand_predicates import HOVER, OVER, USUAL_SPEED
from vla.holds import part_band
from vla.measures import AXES, REGION_SLACK, is_round
from vla.predicates import (
    ALL_THE_WAY,
    CLOSED,
    HALF,
    OPEN,
    RIM,
    VOCABULARY,
    read,
)
from vla.regions import region_box, region_zone
from vla.scene import Entity, Scene, to_local

Numbers = Sequence[float] | None
"""None for a claim that can never be true."""


@dataclass(frozen=True)
class Claim:
    """That one of `CLAIMS` (`vla.envs.predicates`) holds for rows of `Sensed`, given numbers."""

    name: str
    rows: tuple[int, ...]
    numbers: tuple[float, ...]


def claim(scene: Scene, name: str, args: tuple[str | float, ...]) -> Claim | bool | None:
    """What a predicate claims of the entities of a scene; or its truth, where that never changes.

    Args:
        scene: a moment of the episode, with a value in every field that is sensed.

    Raises:
        UserError: an unknown predicate, or arguments it does not take.
    """
    truth = read(scene, name, args).truth  # checks the arguments, too
    if truth is None or name in ("same_color", "same_kind", "larger_than"):
        return truth
    signature = VOCABULARY[name]
    full = (*args, *signature.defaults[len(args) - signature.arity[0] :])
    values = [
        scene[str(value)] if kind == "entity" else value
        for kind, value in zip(signature.args, full, strict=True)
    ]
    known_as, numbers_of = _WORDS.get(name, (name, _numbers))
    numbers = numbers_of(scene, *values)
    if numbers is None:
        return False
    rows = [scene.names.index(value.name) for value in values if isinstance(value, Entity)]
    return Claim(known_as, tuple(rows), tuple(map(float, numbers)))


def _numbers(_: Scene, *values: Entity | str | float) -> Numbers:
    return [value for value in values if isinstance(value, (int, float))]


def _half(a: Entity) -> tuple[float, ...]:
    return tuple(side / 2 for side in a.extent)


def _footprint(a: Entity) -> tuple[float, float, float]:
    x, y, _ = _half(a)
    return (0.0, 0.0, max(x, y)) if is_round(a) else (x, y, 0.0)


def _support(_: Scene, a: Entity, b: Entity) -> Numbers:
    x, y, _z = _half(b)
    shape = b.affords.shape
    radius = max(x, y) + RIM if shape in ("sphere", "cylinder", "vessel") else math.inf
    return *_half(a), *_half(b), x + RIM, y + RIM, radius, float(shape == "vessel")


def _interior(_: Scene, a: Entity, b: Entity) -> Numbers:
    if b.interior is None or a.name == b.name:
        return None
    center, half = b.interior
    return *to_local(center, b.position, b.quaternion), *half


def _towards(direction: str) -> Callable[..., Numbers]:
    def numbers(_: Scene, a: Entity, b: Entity) -> Numbers:
        return None if a.name == b.name else (*AXES[direction], *_footprint(a), *_footprint(b))

    return numbers


def _region(scene: Scene, region: str) -> Numbers:
    (x0, y0), (x1, y1) = region_box(scene, region)
    return x0 - REGION_SLACK, y0 - REGION_SLACK, x1 + REGION_SLACK, y1 + REGION_SLACK


def _slow_in(scene: Scene, region: str, share: float) -> Numbers:
    low, high = region_zone(scene, region)
    return *low, *high, share * USUAL_SPEED


def _over(_: Scene, a: Entity) -> Numbers:
    x, y, _z = _half(a)
    return *_half(a), x + OVER, y + OVER


def _front(a: Entity) -> Numbers:
    looks = front(a)
    if looks is None:
        return None
    return math.cos(looks.angle), math.sin(looks.angle), looks.turns > 1, looks.turns > 2


def _front_to(_: Scene, a: Entity, direction: str) -> Numbers:
    numbers = _front(a)
    return None if numbers is None else (*AXES[direction], *numbers)


def _openness(low: float, high: float) -> Callable[..., Numbers]:
    return lambda _, f: None if f.openness is None else (low, high)


def _fraction(low: float, high: float, closing: bool) -> Callable[..., Numbers]:
    def numbers(scene: Scene, f: Entity, fraction: float) -> Numbers:
        middle = 1 - fraction if closing else fraction
        ends = (low, high) if fraction >= ALL_THE_WAY else (middle - HALF, middle + HALF)
        return _openness(*ends)(scene, f)

    return numbers


_OPEN, _CLOSED = (OPEN, math.inf), (-math.inf, CLOSED)

_WORDS: dict[str, tuple[str, Callable[..., Numbers]]] = {
    "held_by": ("held_by", lambda _, a, part: part_band(a, part)),
    "held_from": ("held_from", lambda _, a, u: AXES[u]),
    "faces": ("faces", lambda _, a, b: None if a.name == b.name else _front(a)),
    "faces_to": ("faces_to", _front_to),
    "touching": ("touching", lambda _, a, b: None if a.name == b.name else ()),
    "on": ("on", _support),
    "inside": ("inside", _interior),
    "left_of": ("beyond", _towards("left")),
    "right_of": ("beyond", _towards("right")),
    "in_front_of": ("beyond", _towards("front")),
    "behind": ("beyond", _towards("back")),
    "beside": ("beside", lambda _, a, b, u, gap: (gap, *AXES[u], *_footprint(a), *_footprint(b))),
    "near": ("near", lambda _, a, b, d: None if a.name == b.name else (a.radius, b.radius, d)),
    "at": ("at", lambda scene, _, region: _region(scene, region)),
    "opened": ("open_between", _openness(*_OPEN)),
    "pressed": ("open_between", _openness(*_OPEN)),
    "open_to": ("open_between", _fraction(*_OPEN, closing=False)),
    "closed": ("open_between", _openness(*_CLOSED)),
    "closed_by": ("open_between", _fraction(*_CLOSED, closing=True)),
    "moved_by": ("moved_by", lambda _, a, u, d: (d, *AXES[u])),
    "on_line": ("on_line", lambda _, a, u, across: (across, *AXES[u])),
    "lies_to": ("lies_to", lambda _, a, b, u: AXES[u]),
    "slow_near": ("slow_near", lambda _, a, d, share: (*_half(a), d, share * USUAL_SPEED)),
    "slow_in": ("slow_in", _slow_in),
    "on_side": ("on_side", lambda _, a, u: AXES[u]),
    "hand_over": ("hand_over", _over),
    "hand_beside": (
        "hand_beside",
        lambda _, a, u, gap: (gap, HOVER, *_half(a), *AXES[u], *_footprint(a)),
    ),
    "hand_at": ("hand_at", _region),
    "taller_than": ("taller_than", lambda _, a, b: (*_half(a), *_half(b))),
}
"""Predicate -> its claim and how its numbers come about; the others have the name of the claim and
the numbers that they are given."""
