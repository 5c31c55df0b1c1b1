"""The loose objects: how each kind is built, and what may change about it per world.

Every object is one free body of primitive collision geoms (group 3) under a mesh that is only
seen (group 2). Blocks, balls and cans are a single geom that is both, so their size can change.
Slots are compiled invisible (alpha 0) and weightless (gravity compensation 1), ready to park.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import mujoco

from vla.errors import UnknownName

from .lathe import Mesh, loft, tube, turn
from .slots import Interior, Slot, Vector

SOLREF = (0.01, 1.0)
"""Contact time constant [s] and damping ratio: two physics steps, the stiffest that is stable.
A 5 ms step then leaves resting penetration near 0.1 mm."""
FRICTION = (0.9, 0.005, 0.0001)
"""Sliding, torsional [m], rolling [m]."""
ROLLING_FRICTION = (0.9, 0.005, 0.0008)
"""As `FRICTION`, but a ball on the table comes to rest within a second or two."""

DENSITY: dict[str, float] = {"block": 780.0, "ball": 600.0, "can": 520.0}
"""Density [kg/m^3] of resizable kinds: a 4 cm block weighs 50 g, a medium can 120 g."""

GEOM_SIZES: dict[str, dict[str, Vector]] = {
    "block": {
        "small": (0.016, 0.016, 0.016),
        "medium": (0.020, 0.020, 0.020),
        "large": (0.026, 0.026, 0.026),
    },
    "ball": {
        "small": (0.018, 0.0, 0.0),
        "medium": (0.023, 0.0, 0.0),
        "large": (0.028, 0.0, 0.0),
    },
    "can": {
        "small": (0.025, 0.040, 0.0),
        "medium": (0.028, 0.047, 0.0),
        "large": (0.032, 0.054, 0.0),
    },
}
"""Resizable kind -> size -> `geom_size` [m]: half sides, radius, or radius and half height."""

LARGEST: dict[str, Vector] = {
    "block": (0.03, 0.03, 0.03),
    "ball": (0.03, 0.0, 0.0),
    "can": (0.033, 0.055, 0.0),
}
"""Resizable kind -> largest `geom_size` [m]. Slots are compiled at it, so that the bounding
volumes which cannot change per world contain every size."""

BOWL_SIZES: dict[str, tuple[float, float, float]] = {
    "small": (0.060, 0.045, 0.12),
    "medium": (0.075, 0.050, 0.18),
    "large": (0.090, 0.055, 0.26),
}
"""Outer radius [m], height [m], mass [kg]."""


@dataclass(frozen=True)
class Solid:
    """What a resizable object becomes at one size: the model fields to set in its world."""

    geom_size: Vector
    geom_rbound: float
    geom_aabb: tuple[float, float, float, float, float, float]
    body_mass: float
    body_inertia: Vector
    extent: Vector
    """Full size of the bounding box [m]."""


def solid(kind: str, geom_size: Vector) -> Solid:
    """The homogeneous block, ball or can of `geom_size` [m]; call `mj_setConst` after setting it.

    Raises `UnknownName` for a kind that is not resizable.
    """
    if kind == "block":
        x, y, z = half = geom_size
        mass = DENSITY[kind] * 8 * x * y * z
        inertia = (
            mass * (y * y + z * z) / 3,
            mass * (x * x + z * z) / 3,
            mass * (x * x + y * y) / 3,
        )
        bound = math.sqrt(x * x + y * y + z * z)
    elif kind == "ball":
        radius = bound = geom_size[0]
        half = (radius, radius, radius)
        mass = DENSITY[kind] * 4 / 3 * math.pi * radius**3
        around = 0.4 * mass * radius**2
        inertia = (around, around, around)
    elif kind == "can":
        radius, z, _ = geom_size
        half = (radius, radius, z)
        mass = DENSITY[kind] * math.pi * radius**2 * 2 * z
        across = mass * (radius**2 / 4 + z * z / 3)
        inertia = (across, across, mass * radius**2 / 2)
        bound = math.hypot(radius, z)
    else:
        raise UnknownName("resizable kind", kind, GEOM_SIZES)
    extent = (2 * half[0], 2 * half[1], 2 * half[2])
    return Solid(geom_size, bound, (0.0, 0.0, 0.0, *half), mass, inertia, extent)


def add_slot(spec: mujoco.MjSpec, kind: str, index: int, size: str | None, pos: Vector) -> Slot:
    """Add the free body `<kind>_<index>` at `pos` [m] to `spec`.

    `size` matters for kinds that come in fixed sizes (bowls). Raises `UnknownName` for a kind
    that is no loose object.
    """
    if kind not in _BUILDERS:
        raise UnknownName("kind of object", kind, _BUILDERS)
    name = f"{kind}_{index}"
    body = spec.worldbody.add_body(name=name, pos=pos, gravcomp=1)
    body.add_freejoint(name=f"{name}/joint")
    return _BUILDERS[kind](_Parts(spec, body, name), kind, size)


class _Parts:
    """Adds the geoms of one object and remembers their names."""

    def __init__(self, spec: mujoco.MjSpec, body: mujoco.MjsBody, name: str):
        self.spec, self.body, self.name = spec, body, name
        self.seen: list[str] = []
        self.solid: list[str] = []
        self.mass = 0.0

    def collide(
        self,
        part: str,
        shape: mujoco.mjtGeom,
        size: tuple[float, ...],
        mass: float,
        pos: Vector = (0.0, 0.0, 0.0),
        quat: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0),
        condim: int = 4,
        friction: Vector = FRICTION,
        visible: bool = False,
    ) -> None:
        """Add a collision geom; a `visible` one also carries the colour."""
        geom = self.body.add_geom(
            name=f"{self.name}/{part}",
            type=shape,
            size=[*size, 0.0, 0.0][:3],
            pos=pos,
            quat=quat,
            mass=mass,
            condim=condim,
            friction=friction,
            solref=SOLREF,
            group=2 if visible else 3,
            rgba=(0.5, 0.5, 0.5, 0.0),
        )
        self.solid.append(geom.name)
        self.mass += mass
        if visible:
            self.seen.append(geom.name)

    def ring(
        self,
        bottom: tuple[float, float],
        top: tuple[float, float],
        thickness: float,
        mass: float,
        axis: tuple[float, float] = (0.0, 0.0),
        count: int = 12,
    ) -> None:
        """Add a round wall of `count` boxes whose inner faces run from `bottom` to `top`.

        Both are (radius, z) [m]; `axis` is the (x, y) of the wall's axis. Neighbours overlap.
        """
        rise, out = top[1] - bottom[1], top[0] - bottom[0]
        tilt = math.atan2(out, rise)
        radius = (bottom[0] + top[0]) / 2 + thickness / 2 * math.cos(tilt)
        z = (bottom[1] + top[1]) / 2 - thickness / 2 * math.sin(tilt)
        width = (max(bottom[0], top[0]) + thickness) * math.tan(math.pi / count)
        size = (thickness / 2, width, math.hypot(rise, out) / 2)
        for index in range(count):
            turn_z = 2 * math.pi * (index + 0.5) / count
            c, s = math.cos(turn_z / 2), math.sin(turn_z / 2)
            a, b = math.cos(tilt / 2), math.sin(tilt / 2)
            self.collide(
                f"wall_{index}",
                mujoco.mjtGeom.mjGEOM_BOX,
                size,
                mass / count,
                (axis[0] + radius * math.cos(turn_z), axis[1] + radius * math.sin(turn_z), z),
                (c * a, -s * b, c * b, s * a),
            )

    def show(self, mesh_name: str, mesh: Mesh, pos: Vector, part: str = "visual") -> None:
        """Add a mesh that is only seen, shared under `mesh_name` between equal objects."""
        if self.spec.mesh(mesh_name) is None:
            mesh.add_to(self.spec, mesh_name)
        geom = self.body.add_geom(
            name=f"{self.name}/{part}",
            type=mujoco.mjtGeom.mjGEOM_MESH,
            meshname=mesh_name,
            pos=pos,
            mass=0.0,
            contype=0,
            conaffinity=0,
            group=2,
            rgba=(0.5, 0.5, 0.5, 0.0),
        )
        self.seen.append(geom.name)

    def slot(
        self,
        kind: str,
        size: str | None,
        extent: Vector,
        interior: Interior | None = None,
        floor: float | None = None,
        top: float | None = None,
    ) -> Slot:
        return Slot(
            name=self.name,
            kind=kind,
            size=size,
            extent=extent,
            resizable=kind in GEOM_SIZES,
            color_geoms=tuple(self.seen),
            collision_geoms=tuple(self.solid),
            interior=interior,
            floor_height=floor,
            top_height=top,
            mass=self.mass,
        )


_SHAPES = {
    "block": mujoco.mjtGeom.mjGEOM_BOX,
    "ball": mujoco.mjtGeom.mjGEOM_SPHERE,
    "can": mujoco.mjtGeom.mjGEOM_CYLINDER,
}


def _solid(parts: _Parts, kind: str, size: str | None) -> Slot:
    nominal = solid(kind, LARGEST[kind])
    ball = kind == "ball"
    parts.collide(
        "geom",
        _SHAPES[kind],
        nominal.geom_size,
        nominal.body_mass,
        condim=6 if ball else 4,
        friction=ROLLING_FRICTION if ball else FRICTION,
        visible=True,
    )
    return parts.slot(kind, None, nominal.extent, top=None if ball else nominal.extent[2] / 2)


def _mug(parts: _Parts, kind: str, size: str | None) -> Slot:
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
    inner = radius - wall - 0.0005
    parts.ring((inner, z + floor / 2), (inner, -z), wall, 0.13, (x, 0.0), count=10)
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


def _plate(parts: _Parts, kind: str, size: str | None) -> Slot:
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


def _bowl(parts: _Parts, kind: str, size: str | None) -> Slot:
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


def _box(
    parts: _Parts,
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


def _bin(parts: _Parts, kind: str, size: str | None) -> Slot:
    return _box(parts, kind, (0.087, 0.087), height=0.085, wall=0.004, mass=0.4, brim=0.0)


def _tray(parts: _Parts, kind: str, size: str | None) -> Slot:
    return _box(parts, kind, (0.12, 0.09), height=0.03, wall=0.004, mass=0.35, brim=0.03)


def _vase(parts: _Parts, kind: str, size: str | None) -> Slot:
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


_BUILDERS: dict[str, Callable[[_Parts, str, str | None], Slot]] = {
    "block": _solid,
    "ball": _solid,
    "can": _solid,
    "mug": _mug,
    "plate": _plate,
    "bowl": _bowl,
    "bin": _bin,
    "tray": _tray,
    "vase": _vase,
}
