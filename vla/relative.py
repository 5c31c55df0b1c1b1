"""Actions relative to where the robot is now, and back.

A policy that predicts where to go from here, instead of where in the world, need not learn where
"here" is: positions and orientations are taken in the tool's own frame, as UMI does (Chi et al.
2024, section IV-B), joint angles as differences. Increments are relative already.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from vla.action import ActionSpec
from vla.errors import UnknownName, UserError
from vla.geometry import (
    quat_conjugate,
    quat_from_6d,
    quat_multiply,
    quat_rotate,
    quat_to_6d,
)

POSITION = ("x", "y", "z")
ROTATION = ("r11", "r21", "r31", "r12", "r22", "r32")
"""Names of the tool's pose in a state: [m], and the first two columns of its rotation."""


def to_relative(spec: ActionSpec, actions: Tensor, state: Tensor, names: Sequence[str]) -> Tensor:
    """Actions (..., T, A) relative to a state (..., S); the gripper's number stays.

    Raises:
        UserError: the state does not say where the robot is.
    """
    if spec.mode == "ee_delta":
        return actions
    if spec.mode == "joint":
        joints = _columns(state, names, spec.names[:-1])
        return torch.cat((actions[..., :-1] - joints[..., None, :], actions[..., -1:]), -1)
    position, turn = _pose(state, names)
    back = quat_conjugate(turn).expand(*actions.shape[:-1], 4)
    moved = quat_rotate(back, actions[..., :3] - position)
    turned = quat_multiply(back, quat_from_6d(actions[..., 3:9]))
    return torch.cat((moved, quat_to_6d(turned), actions[..., 9:]), -1)


def to_absolute(spec: ActionSpec, actions: Tensor, state: Tensor, names: Sequence[str]) -> Tensor:
    """Inverse of `to_relative`."""
    if spec.mode == "ee_delta":
        return actions
    if spec.mode == "joint":
        joints = _columns(state, names, spec.names[:-1])
        return torch.cat((actions[..., :-1] + joints[..., None, :], actions[..., -1:]), -1)
    position, turn = _pose(state, names)
    turn = turn.expand(*actions.shape[:-1], 4)
    moved = position + quat_rotate(turn, actions[..., :3])
    turned = quat_multiply(turn, quat_from_6d(actions[..., 3:9]))
    return torch.cat((moved, quat_to_6d(turned), actions[..., 9:]), -1)


def _pose(state: Tensor, names: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Tool position (..., 1, 3) and quaternion (..., 1, 4) of a state."""
    turn = quat_from_6d(_columns(state, names, ROTATION))
    return _columns(state, names, POSITION)[..., None, :], turn[..., None, :]


def _columns(state: Tensor, names: Sequence[str], wanted: Sequence[str]) -> Tensor:
    missing = [name for name in wanted if name not in names]
    if missing:
        if not names:
            raise UserError("The state's components have no names, so none is the robot's pose.")
        raise UnknownName("component of the state", missing[0], names)
    return state[..., [list(names).index(name) for name in wanted]]
