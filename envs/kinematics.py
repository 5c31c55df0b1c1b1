"""Batched kinematics of a serial arm, read from a compiled model; inverse by damped least squares.

Everything is torch over N worlds on any device. On the CPU a world's result does not depend on how
many others there are: torch multiplies matrices as small as these one by one.
"""

from __future__ import annotations

import mujoco
import numpy as np
import torch
from torch import Tensor

from vla.geometry import matrix_to_quat, quat_to_matrix

POSTURE = 0.02
"""Share of the way to the resting posture that the null space moves per iteration."""


class Arm:
    """The chain from the world to a site, through the given joints.

    Attributes:
        low, high: (J,) joint limits [rad].
        rest: (J,) posture the null space is drawn to [rad].
        velocity: (J,) joint speed limits [rad/s].
    """

    def __init__(
        self,
        model: mujoco.MjModel,
        joints: tuple[str, ...],
        site: str,
        rest: tuple[float, ...],
        velocity: tuple[float, ...],
        device: torch.device | str = "cpu",
    ):
        def on_device(values: object) -> Tensor:
            return torch.tensor(np.asarray(values), device=device)

        ids = [model.joint(name).id for name in joints]
        self.low = on_device(model.jnt_range[ids, 0])
        self.high = on_device(model.jnt_range[ids, 1])
        self.rest = on_device(np.asarray(rest, float))
        self.velocity = on_device(np.asarray(velocity, float))
        self.num_joints = len(joints)
        self._slides = on_device(model.jnt_type[ids] == int(mujoco.mjtJoint.mjJNT_SLIDE))[:, None]
        self._axes = on_device(model.jnt_axis[ids])
        self._eye6 = torch.eye(6, dtype=torch.float64, device=device)
        links, end = _fixed_transforms(model, ids, model.site(site).id)
        links, self._end = links.to(device), end.to(device)
        self._motion = links[:, None] @ _generators(self._axes, self._slides)

    def forward(self, q: Tensor) -> tuple[Tensor, Tensor]:
        """Tool position (N, 3) and quaternion (N, 4) at joint angles (N, J)."""
        frames = self._frames(q)
        tool = frames[-1] @ self._end
        return tool[:, :3, 3], matrix_to_quat(tool[:, :3, :3])

    def jacobian(self, q: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tool position (N, 3), rotation (N, 3, 3) and Jacobian (N, 6, J).

        The rows are linear, then angular velocity in the world frame per unit joint speed.
        """
        chain = self._frames(q)
        tool = chain[-1] @ self._end
        frames = torch.stack(chain, 1)
        axes = (frames[..., :3, :3] * self._axes[:, None, :]).sum(-1)
        levers = tool[:, None, :3, 3] - frames[..., :3, 3]
        linear = torch.where(self._slides, axes, torch.linalg.cross(axes, levers))
        angular = torch.where(self._slides, torch.zeros_like(axes), axes)
        jacobian = torch.cat((linear, angular), -1).transpose(1, 2)
        return tool[:, :3, 3], tool[:, :3, :3], jacobian

    def inverse_step(self, q: Tensor, position: Tensor, rotation: Tensor) -> tuple[Tensor, Tensor]:
        """One damped-least-squares step towards a tool pose, inside the joint limits.

        dq = J^T (J J^T + d^2 I)^-1 e, then a pull towards `rest` in the null space of J
        (Nakamura and Hanafusa 1986). The damping grows with the error, so that far or singular
        targets are approached smoothly, and vanishes near the target.

        Args:
            position: (N, 3) [m]. rotation: (N, 3, 3).

        Returns:
            The new angles (N, J) and the error (N, 6) before the step.
        """
        now, turn, jacobian = self.jacobian(q)
        error = torch.cat((position - now, _rotation_between(turn, rotation)), -1)
        size = error.norm(dim=-1, keepdim=True)
        step = error * (0.3 / size.clamp_min(0.3))
        gram = jacobian @ jacobian.transpose(1, 2)
        damping = 1e-5 + 0.02 * size.clamp_max(0.5) ** 2
        pull = POSTURE * (self.rest - q)
        task = step - (jacobian * pull[:, None, :]).sum(-1)
        weights = _solve(gram + damping[..., None] * self._eye6, task)
        move = pull + (jacobian * weights[:, :, None]).sum(1)
        return torch.minimum(torch.maximum(q + move, self.low), self.high), error

    def inverse(
        self, q: Tensor, position: Tensor, quaternion: Tensor, steps: int
    ) -> tuple[Tensor, Tensor]:
        """`steps` iterations from `q`; returns the angles (N, J) and the last error seen (N, 6)."""
        rotation = quat_to_matrix(quaternion)
        error = q.new_zeros((len(q), 6))
        for _ in range(steps):
            q, error = self.inverse_step(q, position, rotation)
        return q, error

    def _frames(self, q: Tensor) -> list[Tensor]:
        """World transform (N, 4, 4) after each joint; its origin lies on the joint's axis."""
        still, sine, versine, slide = self._motion.unbind(1)
        angle = q[..., None, None]
        local = torch.addcmul(still, torch.sin(angle), sine)
        local = torch.addcmul(local, 1.0 - torch.cos(angle), versine)
        local = torch.addcmul(local, angle, slide)
        frames = [local[:, 0]]
        for joint in range(1, self.num_joints):
            frames.append(frames[-1] @ local[:, joint])
        return frames


def _generators(axes: Tensor, slides: Tensor) -> Tensor:
    """(J, 4, 4, 4): what a joint adds by itself, per sin q, per 1 - cos q and per q.

    Rodrigues' formula for hinges about `axes` (J, 3), a shift along them for slides (J, 1).
    """
    basis = torch.eye(3, dtype=axes.dtype, device=axes.device).expand(len(axes), 3, 3)
    cross = torch.linalg.cross(axes[:, None].expand(-1, 3, 3), basis).transpose(-1, -2)
    parts = axes.new_zeros((len(axes), 4, 4, 4))
    parts[:, 0] = torch.eye(4, dtype=axes.dtype, device=axes.device)
    parts[:, 1, :3, :3] = torch.where(slides[..., None], 0.0, cross)
    parts[:, 2, :3, :3] = torch.where(slides[..., None], 0.0, cross @ cross)
    parts[:, 3, :3, 3] = torch.where(slides, axes, 0.0)
    return parts


def _solve(matrices: Tensor, vectors: Tensor) -> Tensor:
    """x of A x = b for many small A (N, n, n), b (N, n).

    On the CPU by numpy: with several threads torch can take milliseconds to get them together.
    """
    if matrices.device.type != "cpu":
        return torch.linalg.solve_ex(matrices, vectors).result
    return torch.from_numpy(np.linalg.solve(matrices.numpy(), vectors.numpy()[..., None])[..., 0])


def _rotation_between(now: Tensor, goal: Tensor) -> Tensor:
    """World-frame rotation vector (N, 3) that turns `now` (N, 3, 3) into `goal`.

    From the cross products of the columns: sin(angle) axis; exact below half a turn.
    """
    sine = 0.5 * torch.linalg.cross(now, goal, dim=-2).sum(-1)
    cosine = 0.5 * ((now * goal).sum((-1, -2))[:, None] - 1)
    size = sine.norm(dim=-1, keepdim=True)
    return sine * (torch.atan2(size, cosine) / size.clamp_min(1e-12))


def _fixed_transforms(model: mujoco.MjModel, joints: list[int], site: int) -> tuple[Tensor, Tensor]:
    """(J, 4, 4) from each joint's frame to the next one's, and (4, 4) from the last to the site."""
    body = int(model.site_bodyid[site])
    chain = []
    while body != 0:
        chain.append(body)
        body = int(model.body_parentid[body])
    links, pending = [], np.eye(4)
    for body in reversed(chain):
        pending = pending @ _transform(model.body_pos[body], model.body_quat[body])
        first, count = int(model.body_jntadr[body]), int(model.body_jntnum[body])
        for joint in range(first, first + count):
            if joint in joints:
                anchor = _transform(model.jnt_pos[joint], np.array((1.0, 0, 0, 0)))
                links.append(pending @ anchor)
                pending = np.linalg.inv(anchor)
    end = pending @ _transform(model.site_pos[site], model.site_quat[site])
    return torch.tensor(np.stack(links)), torch.tensor(end)


def _transform(position: np.ndarray, quaternion: np.ndarray) -> np.ndarray:
    matrix = np.zeros(9)
    mujoco.mju_quat2Mat(matrix, np.asarray(quaternion, float))
    transform = np.eye(4)
    transform[:3, :3], transform[:3, 3] = matrix.reshape(3, 3), position
    return transform
