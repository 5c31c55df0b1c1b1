"""Kinematics against MuJoCo's own, and inverse kinematics against forward kinematics."""

import mujoco
import numpy as np
import pytest
import torch
from small_worlds import stage

from vla.envs.kinematics import Arm
from vla.geometry import quat_conjugate, quat_log, quat_multiply


@pytest.fixture(scope="module")
def arm() -> Arm:
    scene, robot = stage()
    return Arm(scene.model, robot.arm_joints, robot.tcp_site, robot.home, robot.velocity_limits)


def postures(arm: Arm, count: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    share = torch.rand(count, arm.num_joints, generator=generator, dtype=torch.float64)
    return arm.low + (0.1 + 0.8 * share) * (arm.high - arm.low)


def test_poses_and_jacobians_are_mujocos(arm: Arm) -> None:
    scene, robot = stage()
    model, data = scene.model, mujoco.MjData(scene.model)
    columns = [model.joint(name).dofadr[0] for name in robot.arm_joints]
    places = [model.joint(name).qposadr[0] for name in robot.arm_joints]
    site = model.site(robot.tcp_site).id
    q = postures(arm, 20)
    position, rotation, jacobian = arm.jacobian(q)
    for i in range(len(q)):
        data.qpos[places] = q[i]
        mujoco.mj_forward(model, data)
        linear, angular = np.zeros((3, model.nv)), np.zeros((3, model.nv))
        mujoco.mj_jacSite(model, data, linear, angular, site)
        np.testing.assert_allclose(position[i], data.site_xpos[site], atol=1e-12)
        np.testing.assert_allclose(rotation[i], data.site_xmat[site].reshape(3, 3), atol=1e-12)
        expected = np.concatenate((linear[:, columns], angular[:, columns]))
        np.testing.assert_allclose(jacobian[i], expected, atol=1e-12)


def test_inverse_reaches_what_forward_gave(arm: Arm) -> None:
    """Targets from postures near home: nine of ten within 0.1 mm, joint limits always kept."""
    generator = torch.Generator().manual_seed(1)
    spread = 0.8 * (torch.rand(100, arm.num_joints, generator=generator).double() - 0.5)
    truth = torch.minimum(torch.maximum(arm.rest + spread, arm.low), arm.high)
    position, quaternion = arm.forward(truth)
    q, _ = arm.inverse(arm.rest.expand(100, -1), position, quaternion, 60)
    assert ((q >= arm.low) & (q <= arm.high)).all()
    found, turned = arm.forward(q)
    gap = (found - position).norm(dim=-1)
    angle = quat_log(quat_multiply(turned, quat_conjugate(quaternion))).norm(dim=-1)
    assert ((gap < 1e-4) & (angle < 1e-3)).double().mean() >= 0.9


def test_rounding_does_not_depend_on_the_batch(arm: Arm) -> None:
    q = postures(arm, 7)
    position, quaternion = arm.forward(postures(arm, 7, seed=2))
    together, _ = arm.inverse(q, position, quaternion, 5)
    for i in range(len(q)):
        alone, _ = arm.inverse(q[i : i + 1], position[i : i + 1], quaternion[i : i + 1], 5)
        assert torch.equal(alone[0], together[i])
