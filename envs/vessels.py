"""The objects of fixed shape, most of them hollow: mugs, plates, bowls, bins, trays and vases.

Collision is a handful of primitives under a mesh that is only seen. The body's frame sits in the
middle of the bounding box.
"""

from __future__ import annotations

import math

import mujoco

from vla.errors import UnknownName

from .lathe import loft, tube, turn
from .parts import Parts
from .slots import Interior, Slot

BOWL_SIZES: dict[str, tuple[float, float, float]] = {
    "small": (0.060, 0.045, 0.12),
    "medium": (0.075, 0.050, 0.18),
    "large": (0.090, 0.055, 0.26),
}
"""Outer radius [m], height [m], mass [kg]."""


def add_mug(parts: Parts, kind: str, size: str | None) -> Slot:
    """A mug whose handle stands out along +x."""
    radius, height, wall, floor = 0.034, 0.082, 0.004, 0.006
    reach, bar = 0.026, 0.0048  # how far the handle stands out; radius of its bar
    extent = (2 * radius + reach + bar, 2 * radius, height)
    x, z = -(reach + bar) / 2, -height / 2
    cup = turn(
        [
            (radius - 0.005, 0.0),
            (radius - 0.002, 0.001),
            (radius, 0.004),
            (radius, height - 0.0015),
            (radius - 0.0007, height - 0.0004),
            (radius - wall / 2, height),
            (radius - wall + 0.0007, height - 0.0004),
            (radius - wall, height - 0.0015),
            (radius - wall, floor + 0.005),
            (radius - wall - 0.0015, floor + 0.0015),
            (radius - wall - 0.005, floor),
        ]
    )
    parts.show("mug/cup", cup, (x, 0.0, z))
    high, low, middle = 0.066, 0.018, 0.042
    bow = [(math.pi / 2) * (1 - 2 * step / 14) for step in range(15)]
    path = [(radius - wall / 2, 0.0, high)]
    path += [
        (
            radius + reach * math.cos(angle) ** 0.7,
            0.0,
            middle + (high - low) / 2 * math.copysign(abs(math.sin(angle)) ** 0.8, angle),
        )
        for angle in bow
    ]
    path += [(radius - wall / 2, 0.0, low)]
    parts.show("mug/handle", tube(path, bar), (x, 0.0, z), "handle")

    cylinder, capsule = mujoco.mjtGeom.mjGEOM_CYLINDER, mujoco.mjtGeom.mjGEOM_CAPSULE
    parts.collide("base", cylinder, (radius, floor / 2), 0.07, (x, 0.0, z + floor / 2))
    inner = radius - wall - 0.001
    parts.ring((inner, z + floor / 2), (inner, -z), wall + 0.001, 0.13, (x, 0.0))
    across = (math.sqrt(0.5), 0.0, math.sqrt(0.5), 0.0)
    for part, at in (("handle_top", high - 0.001), ("handle_bottom", low + 0.001)):
        length = (reach - 0.004) / 2
        parts.collide(
            part, capsule, (bar, length), 0.008, (x + radius + length, 0.0, z + at), across
        )
    grip = (high - low) / 2 - 0.006
    parts.collide("grip", capsule, (bar, grip), 0.014, (x + radius + reach, 0.0, z + middle))
    interior = Interior((x, 0.0, floor / 2), (inner, inner, (height - floor) / 2), round=True)
    return parts.slot(kind, "medium", extent, interior, z + floor)


def add_plate(parts: Parts, kind: str, size: str | None) -> Slot:
    """A shallow plate; what lies on it touches its floor."""
    radius, height, floor = 0.09, 0.021, 0.006
    z = -height / 2
    outside = [(0.056, 0.0), (0.060, 0.0005), (0.068, 0.003), (0.076, 0.007), (0.083, 0.013)]
    rim = [(0.0893, 0.0195), (radius, 0.0205), (0.0893, height), (0.0878, 0.0205)]
    inside = [(0.081, 0.0145), (0.076, 0.0100), (0.072, 0.0075), (0.067, floor)]
    parts.show("plate", turn([*outside, *rim, *inside], segments=40), (0.0, 0.0, z))
    base = (0.074, floor / 2)
    parts.collide("base", mujoco.mjtGeom.mjGEOM_CYLINDER, base, 0.13, (0.0, 0.0, z + floor / 2))
    parts.ring((0.071, z + floor), (0.087, -z), 0.004, 0.09)
    return parts.slot(kind, "medium", (2 * radius, 2 * radius, height), top=z + floor)


def add_bowl(parts: Parts, kind: str, size: str | None) -> Slot:
    """A bowl of one of the `BOWL_SIZES`.

    Raises `UnknownName` for another size.
    """
    if size not in BOWL_SIZES:
        raise UnknownName("bowl size", str(size), BOWL_SIZES)
    radius, height, mass = BOWL_SIZES[size]
    wall, floor, foot = 0.004, 0.006, 0.62 * radius
    z = -height / 2

    def curve(angle: float) -> tuple[float, float]:
        """The outside, from the foot (0) to the rim (pi / 2): between a cone and an ellipse."""
        up = 1 - math.cos(angle)
        return foot + (radius - foot) * (0.6 * math.sin(angle) + 0.4 * up), height * up

    outside = [curve(math.pi / 2 * step / 9) for step in range(10)]
    inside = [(r - wall, h) for r, h in reversed(outside[:-1]) if h > floor + 0.003]
    rim = [(radius - 0.0012, height), (radius - wall + 0.0012, height)]
    bottom = [(inside[-1][0] - 0.004, floor + 0.001), (inside[-1][0] - 0.008, floor)]
    lathe = turn([*outside[:-1], (radius, height - 0.0012), *rim, *inside, *bottom], segments=40)
    parts.show(f"bowl_{size}", lathe, (0.0, 0.0, z))

    low = 0.78 * radius - wall
    inner = radius - wall - 0.001
    base = (low + wall / 2, floor / 2)
    center = (0.0, 0.0, z + floor / 2)
    parts.collide("base", mujoco.mjtGeom.mjGEOM_CYLINDER, base, 0.4 * mass, center)
    parts.ring((low, z + floor - 0.002), (inner, -z), wall + 0.001, 0.6 * mass)
    brim = 0.015  # contents may stand out of a bowl
    half = (height - floor + brim) / 2
    interior = Interior((0.0, 0.0, z + floor + half), (inner, inner, half), round=True)
    return parts.slot(kind, size, (2 * radius, 2 * radius, height), interior, z + floor)


def add_bin(parts: Parts, kind: str, size: str | None) -> Slot:
    """A deep, square bin."""
    return _box(parts, kind, (0.087, 0.087), height=0.085, wall=0.004, mass=0.4, brim=0.0)


def add_tray(parts: Parts, kind: str, size: str | None) -> Slot:
    """A shallow tray, out of which contents may stand."""
    return _box(parts, kind, (0.12, 0.09), height=0.03, wall=0.004, mass=0.35, brim=0.03)


def add_vase(parts: Parts, kind: str, size: str | None) -> Slot:
    """A slender vase; nothing goes into it."""
    height, wall = 0.18, 0.003
    outside = [
        (0.024, 0.000),
        (0.0265, 0.001),
        (0.0275, 0.005),
        (0.0305, 0.025),
        (0.0335, 0.045),
        (0.0350, 0.065),
        (0.0340, 0.085),
        (0.0300, 0.103),
        (0.0240, 0.120),
        (0.0190, 0.137),
        (0.0170, 0.152),
        (0.0185, 0.166),
        (0.0225, 0.177),
    ]
    inside = [(r - wall, z) for r, z in reversed(outside[6:])]
    lathe = turn([*outside, (0.0230, height), (0.0205, height), *inside], segments=36)
    z = -height / 2
    parts.show("vase", lathe, (0.0, 0.0, z))
    stack = {"foot": (0.0275, 0.03), "belly": (0.0345, 0.10), "neck": (0.0185, 0.17)}
    low, cylinder = 0.0, mujoco.mjtGeom.mjGEOM_CYLINDER
    for part, (radius, high) in stack.items():
        center = (0.0, 0.0, z + (low + high) / 2)
        mass = {"foot": 0.12, "belly": 0.13, "neck": 0.04}[part]
        parts.collide(part, cylinder, (radius, (high - low) / 2), mass, center)
        low = high
    parts.collide("lip", cylinder, (0.0228, 0.005), 0.01, (0.0, 0.0, -z - 0.005))
    return parts.slot(kind, "medium", (0.07, 0.07, height))


def _box(
    parts: Parts,
    kind: str,
    half: tuple[float, float],
    height: float,
    wall: float,
    mass: float,
    brim: float,
) -> Slot:
    """An open box with a lip; `half` are outer half sizes, contents may stand out by `brim`."""
    floor, lip = 0.005, 0.003
    corner, z = 0.016, -height / 2
    band = min(0.012, height / 3)
    shell = loft(
        [
            (lip + 0.004, 0.0),
            (lip + 0.001, 0.001),
            (lip, 0.004),
            (lip, height - band - 0.001),
            (0.0, height - band),
            (0.0, height - 0.001),
            (0.001, height),
            (lip + wall - 0.001, height),
            (lip + wall, height - 0.001),
            (lip + wall, floor + 0.002),
            (lip + wall + 0.002, floor),
        ],
        half,
        corner,
    )
    parts.show(kind, shell, (0.0, 0.0, z))
    cuboid = mujoco.mjtGeom.mjGEOM_BOX
    inner = (half[0] - lip - wall, half[1] - lip - wall)
    thick = (lip + wall) / 2
    ground = (half[0] - lip, half[1] - lip, floor / 2)
    parts.collide("floor", cuboid, ground, 0.4 * mass, (0.0, 0.0, z + floor / 2))
    up = (height - floor) / 2
    for sign, side in ((1, "front"), (-1, "back")):
        at = (sign * (inner[0] + thick), 0.0, floor / 2)
        parts.collide(side, cuboid, (thick, half[1], up), 0.15 * mass, at)
    for sign, side in ((1, "left"), (-1, "right")):
        at = (0.0, sign * (inner[1] + thick), floor / 2)
        parts.collide(side, cuboid, (half[0], thick, up), 0.15 * mass, at)
    room = (height - floor + brim) / 2
    interior = Interior((0.0, 0.0, z + floor + room), (*inner, room))
    extent = (2 * half[0], 2 * half[1], height)
    top = z + floor if kind == "tray" else None
    return parts.slot(kind, "medium", extent, interior, z + floor, top)
