"""What the environment needs to know about an arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mujoco

PREFIX = "robot/"
"""Every name inside a robot's spec starts with this."""


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
