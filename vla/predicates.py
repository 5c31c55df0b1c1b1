"""The one predicate vocabulary, read off a `Scene` with three truth values.

Success, failure, captions, questions, plan assertions and effects all use these words.
Evaluating one gives a `Reading`: True, False or None (unknown: a sensor does not tell), and the
numbers it rests on. Unknown is never success. Directions are seen from the robot's base:
left = +y, back = +x. Thresholds follow the definitions LIBERO, CALVIN and Language-Table use.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from vla.errors import UnknownName, UserError
from vla.facing import faces, faces_to
from vla.hand_predicates import (
    hand_at,
    hand_beside,
    hand_over,
    on_side,
    slow_in,
    slow_near,
    slower_than,
)
from vla.holds import held_by, held_from
from vla.measures import (
    AXES,
    BESIDE_ACROSS,
    PLACE_TOLERANCE,
    REGION_SLACK,
    Reading,
    half_width,
    side_of,
)
from vla.regions import region_box
from vla.scene import Entity, Scene, to_local

SETTLED_SPEED = 0.05
"""[m/s] below which a thing counts as at rest."""
OPEN, CLOSED, HALF = 0.7, 0.05, 0.08
"""Openness from which a joint is open, up to which it is closed, tolerance of fractions."""
ALL_THE_WAY = 0.95
"""Fraction from which `open_to` means open and `closed_by` closed."""
TIPPED = math.radians(20)
RIM, SINK = 0.005, 0.01
"""[m] by which what rests on a thing may stand over its edge, and reach below its top."""
BEYOND_GAP, BEYOND_ACROSS = 0.01, 0.05
"""[m] Least gap of `left_of` and the like, and the offset sideways that is always allowed."""
MOVED_ACROSS, BETWEEN_ACROSS = 0.03, 0.06
"""[m] Offset sideways that is allowed."""
LINE_ACROSS = 0.02
"""[m] by which what goes along a line may be off it."""
BETWEEN_ENDS = 0.15, 0.85
"""Share of the way from one to the other that counts as between them."""


@dataclass(frozen=True)
class Signature:
    """Argument types (entity, direction, region, part, number), the trailing ones with defaults."""

    args: tuple[str, ...]
    doc: str
    read: Callable[..., Reading]
    defaults: tuple[float, ...] = ()

    @property
    def arity(self) -> tuple[int, int]:
        """Fewest and most arguments."""
        return len(self.args) - len(self.defaults), len(self.args)


def read(scene: Scene, name: str, args: tuple[str | float, ...]) -> Reading:
    """Evaluate one predicate on a scene; entity arguments are names.

    Raises:
        UnknownName: no such predicate or entity.
        UserError: wrong number or type of arguments.
    """
    if name not in VOCABULARY:
        raise UnknownName("predicate", name, VOCABULARY)
    signature = VOCABULARY[name]
    low, high = signature.arity
    if not low <= len(args) <= high:
        raise UserError(f"{name} takes {low}..{high} arguments, got {len(args)}: {args}.")
    full = (*args, *signature.defaults[len(args) - low :])
    values = [
        _argument(scene, name, kind, value)
        for kind, value in zip(signature.args, full, strict=True)
    ]
    return signature.read(scene, *values)


def _argument(scene: Scene, name: str, kind: str, value: str | float) -> Entity | str | float:
    """One argument, checked against the type the signature asks for."""
    if kind == "number":
        if isinstance(value, (str, bool)) or not math.isfinite(value):
            raise UserError(f"{name} takes a number here, got {value!r}.")
        return value
    if not isinstance(value, str):
        raise UserError(f"{name} takes a {kind} here, got {value!r}.")
    if kind == "entity":
        return scene[value]
    if kind == "direction" and value not in AXES:
        raise UnknownName("direction", value, AXES)
    return value


# --- what the gripper and the contacts say ----------------------------------------------


def _holding(scene: Scene, a: Entity) -> Reading:
    held = scene.held == a.name
    return Reading(held, f"gripper {1000 * scene.gripper_width:.0f} mm, holds {scene.held}")


def _holding_something(scene: Scene) -> Reading:
    return Reading(scene.held is not None, f"holds {scene.held}")


def _touching(scene: Scene, a: Entity, b: Entity) -> Reading:
    truth = scene.touching(a.name, b.name)
    return Reading(truth, "not sensed" if truth is None else f"contact: {truth}")


# --- where things are --------------------------------------------------------------------


def _on(scene: Scene, a: Entity, b: Entity) -> Reading:
    gap = a.bottom - (b.top if b.affords.shape != "vessel" else min(b.top, a.bottom))
    x, y, _ = to_local(a.position, b.position, b.quaternion)
    inside = abs(x) <= b.extent[0] / 2 + RIM and abs(y) <= b.extent[1] / 2 + RIM
    if b.affords.shape in ("sphere", "cylinder", "vessel"):
        inside = inside and math.hypot(x, y) <= max(b.extent[:2]) / 2 + RIM
    touch = scene.touching(a.name, b.name)
    supported = abs(gap) < SINK if touch is None else touch
    above = a.position[2] > b.position[2] and gap > -SINK
    truth = inside and supported and above and scene.held != a.name and _at_rest(a)
    offset = math.hypot(x, y)
    return Reading(
        truth, f"gap {1000 * gap:.1f} mm, off centre {100 * offset:.1f} cm, touch {touch}"
    )


def _inside(scene: Scene, a: Entity, c: Entity) -> Reading:
    if c.interior is None:
        return Reading(False, f"{c.name} has no inside")
    centre, half = c.interior
    local = to_local(a.position, centre, c.quaternion)
    within = all(abs(v) <= h for v, h in zip(local, half, strict=True))
    truth = within and scene.held != a.name and a.name != c.name
    shown = ", ".join(f"{100 * v:.1f}" for v in local)
    return Reading(truth, f"({shown}) cm from the middle of {c.name}, held: {scene.held == a.name}")


def offset_along(a: Entity, b: Entity, direction: str) -> tuple[float, float, float]:
    """Of `a` from `b`: gap edge to edge along a direction, sideways offset, centre distance [m]."""
    ux, uy = AXES[direction]
    dx, dy = a.position[0] - b.position[0], a.position[1] - b.position[1]
    along, across = dx * ux + dy * uy, abs(-dx * uy + dy * ux)
    reach = half_width(a, direction) + half_width(b, direction)
    return along - reach, across, along


def _beyond(direction: str) -> Callable[[Scene, Entity, Entity], Reading]:
    def relation(scene: Scene, a: Entity, b: Entity) -> Reading:
        gap, across, along = offset_along(a, b, direction)
        truth = gap >= BEYOND_GAP and across <= max(BEYOND_ACROSS, along) and a.name != b.name
        return Reading(truth, f"gap {100 * gap:.1f} cm, sideways {100 * across:.1f} cm")

    return relation


def _beside(scene: Scene, a: Entity, b: Entity, direction: str, gap: float) -> Reading:
    measured, across, _ = offset_along(a, b, direction)
    truth = abs(measured - gap) <= PLACE_TOLERANCE and across <= BESIDE_ACROSS
    truth = truth and scene.held != a.name
    return Reading(
        truth,
        f"gap {100 * measured:.1f} cm (asked {100 * gap:.1f}), sideways {100 * across:.1f} cm",
    )


def _near(scene: Scene, a: Entity, b: Entity, distance: float) -> Reading:
    between = math.dist(a.position[:2], b.position[:2]) - a.radius - b.radius
    return Reading(between <= distance and a.name != b.name, f"{100 * between:.1f} cm apart")


def _between(scene: Scene, a: Entity, b: Entity, c: Entity) -> Reading:
    bx, by = b.position[:2]
    dx, dy = c.position[0] - bx, c.position[1] - by
    length = math.hypot(dx, dy) or 1e-9
    along = ((a.position[0] - bx) * dx + (a.position[1] - by) * dy) / length
    across = abs((a.position[0] - bx) * dy - (a.position[1] - by) * dx) / length
    first, last = BETWEEN_ENDS
    truth = first * length < along < last * length and across <= BETWEEN_ACROSS
    return Reading(truth, f"{along / length:.0%} of the way, {100 * across:.1f} cm off the line")


def _at(scene: Scene, a: Entity, region: str) -> Reading:
    low, high = region_box(scene, region)
    truth = all(
        lo - REGION_SLACK <= p <= hi + REGION_SLACK
        for p, lo, hi in zip(a.position, low, high, strict=False)
    )
    truth = truth and scene.held != a.name
    return Reading(truth, f"at ({100 * a.position[0]:.1f}, {100 * a.position[1]:.1f}) cm")


# --- fixtures ------------------------------------------------------------------------------


def _openness(test: Callable[[float], bool]) -> Callable[[Scene, Entity], Reading]:
    def relation(scene: Scene, f: Entity) -> Reading:
        if f.openness is None:
            moves = f.affords.openable or f.affords.pressable
            reason = "openness unknown" if moves else "no joint"
            return Reading(None if moves else False, f"{f.name}: {reason}")
        return Reading(test(f.openness), f"{f.openness:.0%} open")

    return relation


def _open_to(scene: Scene, f: Entity, fraction: float) -> Reading:
    if fraction >= ALL_THE_WAY:
        return _openness(lambda q: q >= OPEN)(scene, f)
    return _openness(lambda q: abs(q - fraction) <= HALF)(scene, f)


def _closed_by(scene: Scene, f: Entity, fraction: float) -> Reading:
    if fraction >= ALL_THE_WAY:
        return _openness(lambda q: q <= CLOSED)(scene, f)
    return _openness(lambda q: abs(q - (1 - fraction)) <= HALF)(scene, f)


# --- change and motion ------------------------------------------------------------------------


def _at_rest(a: Entity) -> bool:
    return a.speed is None or a.speed < SETTLED_SPEED


def _settled(scene: Scene, a: Entity) -> Reading:
    if a.speed is None:
        return Reading(None, "speed unknown")
    return Reading(_at_rest(a), f"{100 * a.speed:.1f} cm/s")


def _moved(scene: Scene, a: Entity, distance: float) -> Reading:
    if a.start is None:
        return Reading(None, "start unknown")
    moved = math.dist(a.position, a.start)
    return Reading(moved > distance, f"moved {100 * moved:.1f} cm")


def _moved_by(scene: Scene, a: Entity, direction: str, distance: float) -> Reading:
    if a.start is None:
        return Reading(None, "start unknown")
    ux, uy = AXES[direction]
    dx, dy = a.position[0] - a.start[0], a.position[1] - a.start[1]
    along, across = dx * ux + dy * uy, abs(-dx * uy + dy * ux)
    truth = abs(along - distance) <= PLACE_TOLERANCE and across <= MOVED_ACROSS
    return Reading(truth, f"moved {100 * along:.1f} cm {direction}, {100 * across:.1f} cm sideways")


def _on_line(scene: Scene, a: Entity, direction: str, across: float) -> Reading:
    if a.start is None:
        return Reading(None, "start unknown")
    (ux, uy), dx, dy = AXES[direction], a.position[0] - a.start[0], a.position[1] - a.start[1]
    off = abs(dy * ux - dx * uy)
    return Reading(off <= across, f"{100 * off:.1f} cm off the line it began on")


def _lies_to(scene: Scene, a: Entity, b: Entity, direction: str) -> Reading:
    along = side_of(a.position, b, direction)
    return Reading(along > 0.0, f"{100 * along:.1f} cm {direction} of its centre")


def _tipped(scene: Scene, a: Entity) -> Reading:
    return Reading(a.tilt > TIPPED, f"tilted {math.degrees(a.tilt):.0f} deg")


def _clear_of(scene: Scene, a: Entity, distance: float) -> Reading:
    if a.name not in scene.clearance:
        return Reading(None, f"{a.name} is not watched")
    gap = scene.clearance[a.name]
    return Reading(gap >= distance, f"{100 * gap:.1f} cm away")


# --- attributes --------------------------------------------------------------------------------


def _same(attribute: str) -> Callable[[Scene, Entity, Entity], Reading]:
    def relation(scene: Scene, a: Entity, b: Entity) -> Reading:
        x, y = getattr(a, attribute), getattr(b, attribute)
        return Reading(x is not None and x == y, f"{x} and {y}")

    return relation


def volume(entity: Entity) -> float:
    """Of the bounding box [m^3]: how big a thing looks."""
    return math.prod(entity.extent)


def _larger_than(scene: Scene, a: Entity, b: Entity) -> Reading:
    ratio = volume(a) / volume(b)
    return Reading(ratio > 1.0, f"{ratio:.2f} times the size")


def _taller_than(scene: Scene, a: Entity, b: Entity) -> Reading:
    more = a.height - b.height
    return Reading(more > 0.0, f"{100 * more:+.1f} cm")


VOCABULARY: dict[str, Signature] = {
    "holding": Signature(("entity",), "the gripper holds it", _holding),
    "holding_something": Signature((), "the gripper holds anything", _holding_something),
    "held_by": Signature(("entity", "part"), "the fingers hold it by this part", held_by),
    "held_from": Signature(
        ("entity", "direction"), "the hand that holds it came from this side", held_from
    ),
    "touching": Signature(("entity", "entity"), "they touch", _touching),
    "on": Signature(("entity", "entity"), "the first rests on the second", _on),
    "inside": Signature(("entity", "entity"), "the first is inside the second", _inside),
    "left_of": Signature(("entity", "entity"), "left of", _beyond("left")),
    "right_of": Signature(("entity", "entity"), "right of", _beyond("right")),
    "in_front_of": Signature(("entity", "entity"), "nearer the robot", _beyond("front")),
    "behind": Signature(("entity", "entity"), "farther from the robot", _beyond("back")),
    "beside": Signature(
        ("entity", "entity", "direction", "number"),
        "next to it with this gap [m]",
        _beside,
        (0.05,),
    ),
    "near": Signature(("entity", "entity", "number"), "within a distance [m]", _near, (0.10,)),
    "between": Signature(("entity", "entity", "entity"), "between the other two", _between),
    "at": Signature(("entity", "region"), "in a region of the workspace", _at),
    "opened": Signature(("entity",), "open", _openness(lambda q: q >= OPEN)),
    "closed": Signature(("entity",), "closed", _openness(lambda q: q <= CLOSED)),
    "open_to": Signature(("entity", "number"), "opened by a fraction", _open_to, (1.0,)),
    "closed_by": Signature(("entity", "number"), "closed by a fraction", _closed_by, (1.0,)),
    "pressed": Signature(("entity",), "has been pressed", _openness(lambda q: q >= OPEN)),
    "settled": Signature(("entity",), "at rest", _settled),
    "moved": Signature(("entity", "number"), "moved since the start [m]", _moved, (0.01,)),
    "moved_by": Signature(
        ("entity", "direction", "number"), "moved so far in a direction [m]", _moved_by
    ),
    "on_line": Signature(
        ("entity", "direction", "number"),
        "so near the straight line in a direction on which it began [m]",
        _on_line,
        (LINE_ACROSS,),
    ),
    "lies_to": Signature(
        ("entity", "entity", "direction"), "the first is on this side of the second", _lies_to
    ),
    "faces": Signature(("entity", "entity"), "its front points at the second", faces),
    "faces_to": Signature(("entity", "direction"), "its front points in a direction", faces_to),
    "tipped": Signature(("entity",), "fallen over", _tipped),
    "clear_of": Signature(
        ("entity", "number"), "the robot keeps this distance [m]", _clear_of, (0.10,)
    ),
    "slower_than": Signature(("number",), "tool speed [m/s]", slower_than),
    "slow_near": Signature(
        ("entity", "number", "number"),
        "within this distance [m], the tool has at most this share of its usual speed",
        slow_near,
        (0.10, 0.5),
    ),
    "slow_in": Signature(
        ("region", "number"),
        "in this region, the tool has at most this share of its usual speed",
        slow_in,
        (0.5,),
    ),
    "on_side": Signature(("entity", "direction"), "the tool is on this side of it", on_side),
    "hand_over": Signature(("entity",), "the tool is over it", hand_over),
    "hand_beside": Signature(
        ("entity", "direction", "number"),
        "the tool is next to it with this gap [m]",
        hand_beside,
        (0.05,),
    ),
    "hand_at": Signature(("region",), "the tool is in a region of the workspace", hand_at),
    "same_color": Signature(("entity", "entity"), "same colour", _same("color")),
    "same_kind": Signature(("entity", "entity"), "same kind", _same("kind")),
    "larger_than": Signature(("entity", "entity"), "bigger", _larger_than),
    "taller_than": Signature(("entity", "entity"), "taller", _taller_than),
}
"""Predicate name -> its signature and its reading."""
