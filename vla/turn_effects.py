"""Effects of turning a thing where it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from vla.errors import UserError
from vla.facing import missing, towards
from vla.measures import AXES
from vla.scene import DOWN, Entity, Scene, quat_product, to_local, to_world

OVER = 0.12
"""[m] above what it has turned, the empty hand waits."""

Args = Sequence[str | float]


def turned(scene: Scene, thing: Entity, angle: float) -> Scene:
    """With a thing turned about the vertical [rad], and the hand over it if that is free."""
    half = (math.cos(angle / 2), 0.0, 0.0, math.sin(angle / 2))
    quaternion, interior = quat_product(half, thing.quaternion), thing.interior
    if interior is not None:
        local = to_local(interior[0], thing.position, thing.quaternion)
        interior = (to_world(local, thing.position, quaternion), interior[1])
    after = replace(thing, quaternion=quaternion, interior=interior)
    scene = replace(scene, entities=tuple(after if e == thing else e for e in scene))
    if scene.held is not None:
        return scene
    x, y, _ = thing.position
    return replace(scene, tool=(x, y, thing.top + OVER), tool_turn=DOWN)


def _turn_to(scene: Scene, args: Args, *_: object) -> Scene:
    thing = scene[str(args[0])]
    return _facing(scene, thing, *towards(thing, scene[str(args[1])]))


def _turn_towards(scene: Scene, args: Args, *_: object) -> Scene:
    return _facing(scene, scene[str(args[0])], *AXES[str(args[1])])


def _facing(scene: Scene, thing: Entity, x: float, y: float) -> Scene:
    if not thing.affords.graspable:
        raise UserError(f"{thing.name} cannot be grasped: it is a {thing.kind}.")
    angle = missing(thing, x, y)
    if angle is None:
        raise UserError(f"{thing.name} faces nothing: a {thing.kind} looks alike from all sides.")
    return turned(scene, thing, angle)


TURN_EFFECTS: Mapping[str, Callable[..., Scene]] = {
    "turn_to": _turn_to,
    "turn_towards": _turn_towards,
}
"""Skill -> the scene after it, as in `vla.effects`."""
