"""Actions: what each number means, and exact conversions between the conventions.

The convention lives in the `ActionSpec`, never in a boolean somewhere else. Translations are in
the base (= world) frame; a rotation vector multiplies from the left, R_new = exp(w) R_old; the
gripper number is +1 to close and -1 to open (robosuite, LIBERO).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vla.errors import UnknownName
from vla.geometry import quat_conjugate, quat_exp, quat_from_6d, quat_log, quat_multiply, quat_to_6d
from vla.plain import from_plain, to_plain

MODES = ("ee_delta", "ee_pose", "joint")


@dataclass(frozen=True)
class ActionSpec:
    """Shape, bounds and meaning of one action."""

    mode: str
    """`ee_delta` (7), `ee_pose` (10) or `joint` (arm joints + 1)."""
    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    rate: float = 20.0
    """[Hz]"""
    translation_scale: float = 0.05
    """`ee_delta`: metres per step at +-1."""
    rotation_scale: float = 0.5
    """`ee_delta`: radians per step at +-1."""

    @property
    def dim(self) -> int:
        return len(self.names)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return to_plain(self)

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> ActionSpec:
        """Inverse of `to_json`."""
        return ActionSpec(**from_plain(ActionSpec, values))


@dataclass(frozen=True)
class ActionChunk:
    """`T` future actions of one convention: `actions` (..., T, A)."""

    actions: Tensor
    spec: ActionSpec


def action_spec(
    mode: str,
    workspace: tuple[tuple[float, ...], tuple[float, ...]] = ((-1.0,) * 3, (1.0,) * 3),
    joint_range: tuple[tuple[float, float], ...] = (),
) -> ActionSpec:
    """The spec of a mode.

    Args:
        mode: one of `MODES`.
        workspace: low and high corner [m] that bound `ee_pose` positions.
        joint_range: (low, high) [rad] of each arm joint, for `joint`.

    Raises:
        UnknownName: an unknown mode.
    """
    if mode == "ee_delta":
        names = ("dx", "dy", "dz", "wx", "wy", "wz", "gripper")
        return ActionSpec(mode, names, (-1.0,) * 7, (1.0,) * 7)
    if mode == "ee_pose":
        names = ("x", "y", "z", "r11", "r21", "r31", "r12", "r22", "r32", "gripper")
        low, high = workspace
        return ActionSpec(mode, names, (*low, *(-1.0,) * 7), (*high, *(1.0,) * 7))
    if mode == "joint":
        names = (*(f"joint{i + 1}" for i in range(len(joint_range))), "gripper")
        low, high = zip(*joint_range, (-1.0, 1.0), strict=True)
        return ActionSpec(mode, names, low, high)
    raise UnknownName("action mode", mode, MODES)


def pose_to_action(
    spec: ActionSpec, position: Tensor, quaternion: Tensor, gripper: Tensor, reference: Tensor
) -> Tensor:
    """The end-effector action (N, A) that commands a tool pose; inverse of `action_to_pose`.

    Args:
        position: (N, 3) [m]. quaternion: (N, 4) wxyz. gripper: (N,) in [-1, 1].
        reference: (N, 7) pose commanded before (position, wxyz): what `ee_delta` counts from.
    """
    if spec.mode == "ee_pose":
        return torch.cat((position, quat_to_6d(quaternion), gripper[:, None]), -1)
    if spec.mode != "ee_delta":
        raise UnknownName("end-effector action mode", spec.mode, MODES[:2])
    translation = (position - reference[:, :3]) / spec.translation_scale
    turn = quat_log(quat_multiply(quaternion, quat_conjugate(reference[:, 3:])))
    return torch.cat((translation, turn / spec.rotation_scale, gripper[:, None]), -1)


def action_to_pose(
    spec: ActionSpec, action: Tensor, reference: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Commanded position (N, 3), quaternion (N, 4) and gripper (N,) of an action (N, A)."""
    gripper = action[:, -1]
    if spec.mode == "ee_pose":
        return action[:, :3], quat_from_6d(action[:, 3:9]), gripper
    if spec.mode != "ee_delta":
        raise UnknownName("end-effector action mode", spec.mode, MODES[:2])
    position = reference[:, :3] + spec.translation_scale * action[:, :3]
    turn = quat_exp(spec.rotation_scale * action[:, 3:6])
    return position, quat_multiply(turn, reference[:, 3:]), gripper
