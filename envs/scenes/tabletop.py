"""The `tabletop` scene: a robot, a table and loose objects."""

from __future__ import annotations

from collections.abc import Mapping

import mujoco

from vla.vocabulary import SIZES

from ..objects import add_slot
from ..slots import Slot, Vector
from .scene_model import SceneModel
from .stage import add_stage

WORKSPACE: tuple[Vector, Vector] = ((0.30, -0.36, 0.0), (0.70, 0.36, 0.40))
SLOTS: dict[str, int] = {
    "block": 8,
    "ball": 3,
    "can": 3,
    "mug": 2,
    "plate": 2,
    "bowl": 3,
    "bin": 2,
    "tray": 1,
    "vase": 1,
}
"""Default number of slots per kind."""


def build_tabletop(robot_spec: mujoco.MjSpec, slots: Mapping[str, int] | None = None) -> SceneModel:
    """Compile the table around the robot of `robot_spec`, which stands at the world's origin.

    `slots` gives the number of slots per kind (default `SLOTS`); bowls take turns in size.
    Raises `UnknownName` for a kind that is no loose object.
    """
    spec = robot_spec.copy()
    spec.modelname = "tabletop"
    add_stage(spec)
    parked = add_slots(spec, SLOTS if slots is None else slots)
    model = spec.compile()
    cameras = tuple(model.camera(index).name for index in range(model.ncam))
    return SceneModel("tabletop", spec, model, parked, (), WORKSPACE, cameras)


def add_slots(spec: mujoco.MjSpec, counts: Mapping[str, int]) -> tuple[Slot, ...]:
    """Add `counts` slots per kind to `spec`, parked in a row behind the robot."""
    slots: list[Slot] = []
    for kind, count in counts.items():
        for index in range(count):
            parking = (-3.0 - 0.4 * len(slots), 0.0, 0.5)
            slots.append(add_slot(spec, kind, index + 1, SIZES[index % len(SIZES)], parking))
    return tuple(slots)
