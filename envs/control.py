"""From actions to motor commands: the tool controller, for N worlds at once.

A tool target becomes joint targets by damped least squares on the *commanded* posture, so the
command never depends on measurement noise; position servos follow. Joint targets ramp linearly
over the substeps of a control step, which keeps the motion smooth at 20 Hz.
"""

from __future__ import annotations

import mujoco
import torch
from torch import Tensor

from vla.action import ActionSpec, action_to_pose

from .kinematics import Arm
from .robots.robot import Robot

IK_STEPS = 3
"""Least-squares iterations per control step: a step moves the target by 5 cm at most."""
LOST = 0.01
"""Residual [m] beyond which the command is what the arm can reach, not what was asked."""


class ToolController:
    """Holds the commanded posture of every world.

    Attributes:
        joints: (N, J) commanded arm angles [rad].
        command: (N, 7) commanded tool pose, position [m] and wxyz.
        gripper: (N,) commanded gripper, -1 open .. +1 closed.
        home: (7,) tool pose of the resting posture.
    """

    def __init__(
        self,
        model: mujoco.MjModel,
        robot: Robot,
        arm: Arm,
        spec: ActionSpec,
        num_worlds: int,
        substeps: int,
    ):
        self._arm, self._spec, self._substeps = arm, spec, substeps
        device = arm.rest.device
        columns = [model.actuator(name).id for name in robot.arm_actuators]
        self._columns = torch.tensor(columns, device=device)
        self._gripper_column = model.actuator(robot.gripper_actuator).id
        self._open, self._closed = robot.gripper_ctrl
        bounds = torch.tensor((spec.low, spec.high), dtype=torch.float64, device=device)
        self._low, self._high = bounds.unbind()
        self._steps = torch.arange(1, substeps + 1, device=device).double() / substeps
        self._nu = model.nu
        self.joints = arm.rest.expand(num_worlds, -1).clone()
        self.command = torch.cat(arm.forward(self.joints), -1)
        self.home = self.command[0].clone()
        self.gripper = torch.full((num_worlds,), -1.0, dtype=torch.float64, device=device)

    def reset(self, worlds: Tensor) -> None:
        """Take over the resting posture with open gripper in the worlds of a mask (N,)."""
        self.joints = torch.where(worlds[:, None], self._arm.rest, self.joints)
        self.command = torch.where(worlds[:, None], self.home, self.command)
        self.gripper = torch.where(worlds, torch.full_like(self.gripper, -1.0), self.gripper)

    def advance(self, actions: Tensor, worlds: Tensor) -> Tensor:
        """Motor commands (N, S, nu) for one control step of actions (N, A).

        Numbers outside the bounds of the spec are clipped, joint speeds limited. `worlds` (N,)
        masks those that move; the others keep their command.
        """
        actions = torch.minimum(torch.maximum(actions, self._low), self._high)
        asked = None
        if self._spec.mode == "joint":
            goal, gripper = actions[:, :-1], actions[:, -1]
        else:
            position, quaternion, gripper = action_to_pose(self._spec, actions, self.command)
            goal, _ = self._arm.inverse(self.joints, position, quaternion, IK_STEPS)
            asked = torch.cat((position, quaternion), -1)
        reach = self._arm.velocity / self._spec.rate
        goal = self.joints + torch.minimum(torch.maximum(goal - self.joints, -reach), reach)
        goal = torch.minimum(torch.maximum(goal, self._arm.low), self._arm.high)
        goal = torch.where(worlds[:, None], goal, self.joints)
        reached = torch.cat(self._arm.forward(goal), -1)
        if asked is not None:
            close = (asked[:, :3] - reached[:, :3]).norm(dim=-1) < LOST
            reached = torch.where(close[:, None], asked, reached)
        path = self._ramp(goal)
        self.gripper = torch.where(worlds, gripper, self.gripper)
        path[:, :, self._gripper_column] = self._gripper_ctrl(self.gripper)[:, None]
        self.joints = goal
        self.command = torch.where(worlds[:, None], reached, self.command)
        return path

    def hold(self) -> Tensor:
        """Motor commands (N, S, nu) that keep the present command."""
        path = self._ramp(self.joints)
        path[:, :, self._gripper_column] = self._gripper_ctrl(self.gripper)[:, None]
        return path

    def joint_actions(self, position: Tensor, quaternion: Tensor, gripper: Tensor) -> Tensor:
        """Actions of mode `joint` (N, J + 1) that command tool poses."""
        device = self.joints.device
        goal, _ = self._arm.inverse(
            self.joints, position.to(device), quaternion.to(device), IK_STEPS
        )
        return torch.cat((goal, gripper.to(device)[:, None]), -1)

    def _ramp(self, goal: Tensor) -> Tensor:
        path = goal.new_zeros((len(goal), self._substeps, self._nu))
        path[:, :, self._columns] = (
            self.joints[:, None] + self._steps[None, :, None] * (goal - self.joints)[:, None]
        )
        return path

    def _gripper_ctrl(self, gripper: Tensor) -> Tensor:
        return self._open + 0.5 * (gripper + 1.0) * (self._closed - self._open)
