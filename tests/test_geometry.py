"""Rotations: group axioms, inverse pairs, and agreement with SciPy."""

from __future__ import annotations

import numpy as np
import torch
from scipy.spatial.transform import Rotation
from torch import Tensor

from vla.geometry import (
    matrix_to_quat,
    pose_compose,
    pose_inverse,
    quat_conjugate,
    quat_exp,
    quat_from_6d,
    quat_log,
    quat_multiply,
    quat_rotate,
    quat_slerp,
    quat_to_6d,
    quat_to_matrix,
)


def draw(seed: int, count: int = 500) -> tuple[Tensor, Rotation]:
    """Random rotations, among them the identity, half turns and very small ones."""
    rotvec = np.random.default_rng(seed).normal(size=(count, 3))
    rotvec *= np.pi * np.linspace(0, 1, count)[:, None] / np.linalg.norm(rotvec, axis=1)[:, None]
    rotvec[:3] = [[0, 0, 0], [1e-9, 0, 0], [0, -1e-5, 1e-5]]
    rotvec[3:6] = np.pi * np.eye(3)
    rotation = Rotation.from_rotvec(rotvec)
    return torch.from_numpy(rotation.as_quat(scalar_first=True)), rotation


def same(a: Tensor, b: Tensor, tolerance: float = 1e-12) -> None:
    """Equal as rotations: q and -q are one."""
    sign = torch.where((a * b).sum(-1, keepdim=True) < 0, -1.0, 1.0)
    torch.testing.assert_close(a, sign * b, atol=tolerance, rtol=0)


Q, RQ = draw(0)
P, RP = draw(1)
R, _ = draw(2)
P, RP, R = P.flip(0), RP[::-1], R.roll(7, 0)
V = torch.from_numpy(np.random.default_rng(3).normal(size=(500, 3)))
ONE = torch.tensor([1.0, 0, 0, 0], dtype=torch.float64).expand_as(Q)


def test_group_axioms() -> None:
    same(quat_multiply(quat_multiply(Q, P), R), quat_multiply(Q, quat_multiply(P, R)))
    same(quat_multiply(Q, ONE), Q)
    same(quat_multiply(ONE, Q), Q)
    same(quat_multiply(Q, quat_conjugate(Q)), ONE)
    torch.testing.assert_close(quat_multiply(Q, P).norm(dim=-1), torch.ones(500).double())


def test_rotation_is_an_action_of_the_group() -> None:
    turned = quat_rotate(quat_multiply(Q, P), V)
    torch.testing.assert_close(turned, quat_rotate(Q, quat_rotate(P, V)))
    torch.testing.assert_close(quat_rotate(quat_conjugate(Q), quat_rotate(Q, V)), V)


def test_agrees_with_scipy() -> None:
    same(quat_multiply(Q, P), torch.from_numpy((RQ * RP).as_quat(scalar_first=True)))
    np.testing.assert_allclose(quat_rotate(Q, V), RQ.apply(V.numpy()), atol=1e-12)
    np.testing.assert_allclose(quat_to_matrix(Q), RQ.as_matrix(), atol=1e-12)
    same(matrix_to_quat(torch.from_numpy(RQ.as_matrix())), Q)
    same(quat_exp(torch.from_numpy(RQ.as_rotvec())), Q)
    half_turns = np.isclose(RQ.magnitude(), np.pi)  # their axis has no sign
    np.testing.assert_allclose(quat_log(Q)[~half_turns], RQ.as_rotvec()[~half_turns], atol=1e-9)


def test_inverse_pairs() -> None:
    same(quat_exp(quat_log(Q)), Q)
    same(matrix_to_quat(quat_to_matrix(Q)), Q)
    same(quat_from_6d(quat_to_6d(Q)), Q)
    torch.testing.assert_close(quat_to_6d(Q)[:, :3], quat_to_matrix(Q)[:, :, 0])
    torch.testing.assert_close(quat_to_6d(Q)[:, 3:], quat_to_matrix(Q)[:, :, 1])
    small = 1e-4 * V.float()
    torch.testing.assert_close(quat_log(quat_exp(small)), small, atol=1e-9, rtol=1e-5)


def test_6d_of_any_two_columns_is_a_rotation() -> None:
    columns = torch.cat((V, V.roll(1, 0)), -1)
    matrix = quat_to_matrix(quat_from_6d(columns))
    torch.testing.assert_close(matrix @ matrix.mT, torch.eye(3).double().expand(500, 3, 3))
    torch.testing.assert_close(matrix[:, :, 0], torch.nn.functional.normalize(V, dim=-1))


def test_slerp_ends_and_middle() -> None:
    t = torch.full((500, 1), 0.5).double()
    same(quat_slerp(Q, P, 0 * t), Q, 1e-9)
    same(quat_slerp(Q, P, 2 * t), P, 1e-9)
    middle = quat_slerp(Q, P, t)
    first = quat_log(quat_multiply(middle, quat_conjugate(Q))).norm(dim=-1)
    whole = quat_log(quat_multiply(P, quat_conjugate(Q))).norm(dim=-1)
    torch.testing.assert_close(2 * first, whole)


def test_poses_form_a_group() -> None:
    ab = pose_compose(V, Q, V.roll(1, 0), P)
    left = pose_compose(*ab, V.roll(2, 0), R)
    right = pose_compose(V, Q, *pose_compose(V.roll(1, 0), P, V.roll(2, 0), R))
    torch.testing.assert_close(left[0], right[0])
    same(left[1], right[1])
    for back in (pose_compose(*pose_inverse(V, Q), V, Q), pose_compose(V, Q, *pose_inverse(V, Q))):
        torch.testing.assert_close(back[0], torch.zeros_like(V), atol=1e-12, rtol=0)
        same(back[1], ONE)


def test_shapes_broadcast_over_leading_dimensions() -> None:
    q = Q[:24].reshape(2, 3, 4, 4)
    assert quat_multiply(q, q).shape == (2, 3, 4, 4)
    assert quat_to_matrix(q).shape == (2, 3, 4, 3, 3)
    assert matrix_to_quat(quat_to_matrix(q)).shape == (2, 3, 4, 4)
    assert quat_from_6d(quat_to_6d(q)).shape == (2, 3, 4, 4)
