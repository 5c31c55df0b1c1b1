"""Blocks, balls and cans: a single geom that is both seen and touched, so their size can change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import mujoco

from vla.errors import UnknownName

from .parts import FRICTION, ROLLING_FRICTION, Parts
from .slots import Slot, Vector

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

_SHAPES = {
    "block": mujoco.mjtGeom.mjGEOM_BOX,
    "ball": mujoco.mjtGeom.mjGEOM_SPHERE,
    "can": mujoco.mjtGeom.mjGEOM_CYLINDER,
}


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


def add_solid(parts: Parts, kind: str, size: str | None) -> Slot:
    """A block, ball or can, compiled at its largest."""
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
    top = None if ball else nominal.extent[2] / 2
    return parts.slot(kind, None, nominal.extent, top=top, resizable=True)
