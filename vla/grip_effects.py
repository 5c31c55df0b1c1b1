"""Effects on the hand: how it is at what it has just picked up."""

from __future__ import annotations

import math
from dataclasses import replace

from vla.errors import UserError
from vla.holds import headings, hindrance, part_band
from vla.measures import AXES
from vla.scene import DOWN, Entity, Scene, to_world
from vla.skills import PARTS

BEYOND = 0.01
"""[m] by which fingers are beyond the edge of a part that has no other."""


def gripped(scene: Scene, thing: Entity, how: str | None = None) -> Scene:
    """With the hand as it holds a thing: from above, from a side, or by a part of it.

    Args:
        how: one of `vla.skills.DIRECTIONS` or `PARTS`.

    Raises:
        UserError: it has no such part, or cannot be held from that side.
    """
    if how in AXES:
        if not headings(thing, how):
            raise UserError(f"{thing.name} cannot be held from the {how}: {hindrance(thing)}.")
        ux, uy = AXES[how]
        # Half way from straight down to straight ahead: the z axis is (-ux, -uy, -1) / sqrt(2).
        w, half = math.cos(3 * math.pi / 8), math.sin(3 * math.pi / 8)
        return replace(scene, tool_turn=(w, half * uy, -half * ux, 0.0))
    if how in PARTS:
        band = part_band(thing, how)
        if band is None:
            raise UserError(f"{thing.name} has no {how}: it is a {thing.kind}.")
        axis, low, high = band
        far = low + BEYOND if high == math.inf else (low + high) / 2 if low else 0.0
        tool = to_world((axis + far, 0.0, 0.0), scene[thing.name].position, thing.quaternion)
        return replace(scene, tool=tool, tool_turn=DOWN)
    return replace(scene, tool_turn=DOWN)
