"""Actions: poses come back from both end-effector conventions."""

from __future__ import annotations

import math

import pytest
import torch

from vla.action import action_spec, action_to_pose, pose_to_action
from vla.errors import UnknownName
from vla.geometry import quat_exp, quat_multiply

torch.manual_seed(0)
N = 200
POSITION = torch.rand(N, 3, dtype=torch.float64)
QUATERNION = quat_exp(torch.randn(N, 3, dtype=torch.float64))
GRIPPER = torch.rand(N, dtype=torch.float64) * 2 - 1
REFERENCE = torch.cat((torch.rand(N, 3).double(), quat_exp(torch.randn(N, 3).double())), -1)


@pytest.mark.parametrize("mode", ["ee_delta", "ee_pose"])
def test_pose_to_action_and_back(mode: str) -> None:
    spec = action_spec(mode)
    action = pose_to_action(spec, POSITION, QUATERNION, GRIPPER, REFERENCE)
    assert action.shape == (N, spec.dim)
    position, quaternion, gripper = action_to_pose(spec, action, REFERENCE)
    torch.testing.assert_close(position, POSITION)
    torch.testing.assert_close((quaternion * QUATERNION).sum(-1).abs(), torch.ones(N).double())
    torch.testing.assert_close(gripper, GRIPPER)


@pytest.mark.parametrize("mode", ["ee_delta", "ee_pose"])
def test_action_to_pose_and_back(mode: str) -> None:
    spec = action_spec(mode)
    action = torch.rand(N, spec.dim, dtype=torch.float64) * 2 - 1
    if mode == "ee_pose":
        action = pose_to_action(spec, POSITION, QUATERNION, GRIPPER, REFERENCE)
    pose = action_to_pose(spec, action, REFERENCE)
    torch.testing.assert_close(pose_to_action(spec, *pose, REFERENCE), action)


def test_delta_units_and_frame() -> None:
    spec = action_spec("ee_delta")
    reference = torch.tensor([[0.4, 0.1, 0.2, math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5)]]).double()
    action = torch.tensor([[1.0, 0, 0, 0, 0, -1.0, 1.0]]).double()
    position, quaternion, gripper = action_to_pose(spec, action, reference)
    # The base frame's x, although the hand is turned by 90 degrees.
    torch.testing.assert_close(position, torch.tensor([[0.45, 0.1, 0.2]]).double())
    turn = quat_exp(torch.tensor([[0.0, 0.0, -0.5]]).double())
    torch.testing.assert_close(quaternion, quat_multiply(turn, reference[:, 3:]))
    assert gripper.item() == 1.0


def test_a_zero_delta_stays() -> None:
    position, quaternion, _ = action_to_pose(action_spec("ee_delta"), torch.zeros(N, 7), REFERENCE)
    torch.testing.assert_close(torch.cat((position, quaternion), -1), REFERENCE)


def test_specs() -> None:
    joints = action_spec("joint", joint_range=((-2.0, 2.0), (-1.0, 3.0)))
    assert joints.names == ("joint1", "joint2", "gripper")
    assert joints.low == (-2.0, -1.0, -1.0)
    assert joints.high == (2.0, 3.0, 1.0)
    pose = action_spec("ee_pose", ((0.3, -0.3, 0.0), (0.7, 0.3, 0.5)))
    assert (pose.dim, pose.low[:3], pose.high[:3]) == (10, (0.3, -0.3, 0.0), (0.7, 0.3, 0.5))
    for mode in ("ee_delta", "ee_pose", "joint"):
        spec = action_spec(mode)
        assert len(spec.names) == len(spec.low) == len(spec.high) == spec.dim


def test_unknown_modes() -> None:
    with pytest.raises(UnknownName, match="ee_delta"):
        action_spec("ee_delt")
    joint = action_spec("joint")
    with pytest.raises(UnknownName):
        pose_to_action(joint, POSITION, QUATERNION, GRIPPER, REFERENCE)
    with pytest.raises(UnknownName):
        action_to_pose(joint, torch.zeros(N, 1), REFERENCE)
