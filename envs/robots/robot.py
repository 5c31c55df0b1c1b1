"""What the environment needs to know about an arm, and how to get one by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mujoco

from vla.errors import UnknownName, UserError

PREFIX = "robot/"
"""Every name inside a robot's spec starts with this."""

NAMES = ("panda", "mjcf", "menagerie/<model>")


@dataclass(frozen=True)
class Robot:
    """An arm with a gripper, as a model and the names to drive it by.

    All names carry the prefix `robot/`. Angles in radians, lengths in metres.
    """

    name: str
    spec: mujoco.MjSpec
    """Fresh per load: copy it and build the scene around it. The base stands at the world origin
    on the plane z = 0, z up, x forward."""
    arm_joints: tuple[str, ...]
    arm_actuators: tuple[str, ...]
    """Position actuators, one per arm joint in the same order; ctrl is the joint target [rad]."""
    gripper_joints: tuple[str, ...]
    gripper_actuator: str
    gripper_ctrl: tuple[float, float]
    """Ctrl values (open, closed); closed squeezes whatever is between the pads."""
    gripper_width: tuple[float, float]
    """Gap between the pads (closed, open) [m]."""
    width_joints: tuple[str, ...]
    width_scale: float
    width_offset: float
    """Gap [m] = `width_offset` + `width_scale` * sum of the positions of `width_joints`."""
    tcp_site: str
    """Site between the fingertips: +z is the approach direction out of the hand, +y the axis
    along which the fingers open."""
    pad_geoms: tuple[tuple[str, ...], tuple[str, ...]]
    """Collision geoms of the fingertips on the +y side (left) and the -y side (right)."""
    hand_body: str
    home: tuple[float, ...]
    """Arm joints with the tcp over the table, pointing down, fingers opening along y."""
    velocity_limits: tuple[float, ...]
    """Per arm joint [rad/s]."""
    wrist_camera: str

    def width(self, positions: Any) -> Any:
        """Gap between the pads (...,) [m] from positions (..., J) of `width_joints`."""
        return self.width_offset + self.width_scale * positions.sum(-1)


def load_robot(name: str = "panda", path: str | None = None) -> Robot:
    """A robot by name: `panda`, `mjcf` with `path`, or `menagerie/<model>`.

    `path` is an MJCF file or a YAML / JSON description of one (see `mjcf.Description`). Raises
    `UnknownName` for another name and `UserError` when the file is missing or does not describe
    an arm with a gripper.
    """
    if name == "panda":
        if path is not None:
            raise UserError(f"Robot 'panda' is built in and takes no path (got '{path}').")
        from .panda import panda

        return panda()
    if name == "mjcf":
        if path is None:
            raise UserError("Robot 'mjcf' needs the path of its file, e.g. robot.path=arm.xml")
        from .mjcf import load_mjcf

        return load_mjcf(path)
    if name.startswith("menagerie/"):
        from .mjcf import load_mjcf, menagerie_file

        return load_mjcf(menagerie_file(name.removeprefix("menagerie/")))
    raise UnknownName("robot", name, NAMES)
