"""The loose objects: how each kind is built, and what may change about it per world.

Every object is one free body of primitive collision geoms (group 3) under a mesh that is only
seen (group 2). Blocks, balls and cans are a single geom that is both, so their size can change.
Slots are compiled invisible (alpha 0) and weightless (gravity compensation 1), ready to park.
"""

from __future__ import annotations

from collections.abc import Callable

import mujoco

from vla.errors import UnknownName

from .parts import FRICTION, SOLREF, Parts
from .slots import Slot, Vector
from .solids import DENSITY, GEOM_SIZES, LARGEST, Solid, add_solid, solid
from .vessels import BOWL_SIZES, add_bin, add_bowl, add_mug, add_plate, add_tray, add_vase

__all__ = [
    "BOWL_SIZES",
    "DENSITY",
    "FRICTION",
    "GEOM_SIZES",
    "LARGEST",
    "SOLREF",
    "Solid",
    "add_slot",
    "solid",
]

_BUILDERS: dict[str, Callable[[Parts, str, str | None], Slot]] = {
    "block": add_solid,
    "ball": add_solid,
    "can": add_solid,
    "mug": add_mug,
    "plate": add_plate,
    "bowl": add_bowl,
    "bin": add_bin,
    "tray": add_tray,
    "vase": add_vase,
}


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
    return _BUILDERS[kind](Parts(spec, body, name), kind, size)
