"""Rotations and poses, batched over leading dimensions, on any device.

Quaternions are wxyz (MuJoCo's order) and unit length. Rotation-6D is the first two columns of
the matrix, column-major (Zhou et al. 2019, "On the Continuity of Rotation Representations").
Every conversion has its inverse here, and `tests/test_geometry.py` checks the group axioms.
"""

from __future__ import annotations

import torch
from torch import Tensor


def quat_multiply(a: Tensor, b: Tensor) -> Tensor:
    """The rotation `b` followed by `a`. (..., 4) x (..., 4) -> (..., 4)."""
    aw, ax, ay, az = a.unbind(-1)
    bw, bx, by, bz = b.unbind(-1)
    return torch.stack(
        (
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ),
        -1,
    )


def quat_conjugate(q: Tensor) -> Tensor:
    """The inverse rotation. (..., 4)."""
    w, x, y, z = q.unbind(-1)
    return torch.stack((w, -x, -y, -z), -1)


def quat_rotate(q: Tensor, v: Tensor) -> Tensor:
    """Rotate vectors. (..., 4) x (..., 3) -> (..., 3)."""
    w, u = q[..., :1], q[..., 1:]
    t = 2 * torch.cross(u, v, dim=-1)
    return v + w * t + torch.cross(u, t, dim=-1)


def quat_exp(rotvec: Tensor) -> Tensor:
    """Rotation vector [rad] (..., 3) to quaternion (..., 4)."""
    half = 0.5 * rotvec.norm(dim=-1, keepdim=True)
    scale = 0.5 * torch.sinc(half / torch.pi)
    return torch.cat((torch.cos(half), scale * rotvec), -1)


def quat_log(q: Tensor) -> Tensor:
    """Quaternion (..., 4) to the shortest rotation vector [rad] (..., 3)."""
    q = torch.where(q[..., :1] < 0, -q, q)
    sine = q[..., 1:].norm(dim=-1, keepdim=True)
    angle = 2 * torch.atan2(sine, q[..., :1])
    scale = torch.where(sine > 1e-9, angle / sine.clamp_min(1e-12), torch.full_like(sine, 2.0))
    return scale * q[..., 1:]


def quat_slerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """From `a` (t = 0) to `b` (t = 1) along the shorter way; `t` has shape (..., 1)."""
    return quat_multiply(quat_exp(t * quat_log(quat_multiply(b, quat_conjugate(a)))), a)


def quat_to_matrix(q: Tensor) -> Tensor:
    """(..., 4) -> (..., 3, 3)."""
    w, x, y, z = q.unbind(-1)
    rows = (
        1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
    )  # fmt: skip
    return torch.stack(rows, -1).unflatten(-1, (3, 3))


def matrix_to_quat(m: Tensor) -> Tensor:
    """(..., 3, 3) -> (..., 4), with w >= 0. Shepperd's method: the best-conditioned of four."""
    m00, m11, m22 = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    a, b, c = m[..., 2, 1], m[..., 0, 2], m[..., 1, 0]
    d, e, f = m[..., 1, 2], m[..., 2, 0], m[..., 0, 1]
    candidates = torch.stack(
        (
            torch.stack((1 + m00 + m11 + m22, a - d, b - e, c - f), -1),
            torch.stack((a - d, 1 + m00 - m11 - m22, c + f, b + e), -1),
            torch.stack((b - e, c + f, 1 - m00 + m11 - m22, a + d), -1),
            torch.stack((c - f, b + e, a + d, 1 - m00 - m11 + m22), -1),
        ),
        -2,
    )
    best = candidates.diagonal(dim1=-2, dim2=-1).argmax(-1)
    q = torch.take_along_dim(candidates, best[..., None, None], -2).squeeze(-2)
    q = q / q.norm(dim=-1, keepdim=True)
    return torch.where(q[..., :1] < 0, -q, q)


def quat_to_6d(q: Tensor) -> Tensor:
    """(..., 4) -> (..., 6): first column, then second column."""
    return quat_to_matrix(q)[..., :2].transpose(-1, -2).flatten(-2)


def quat_from_6d(r: Tensor) -> Tensor:
    """(..., 6) -> (..., 4); any two independent columns (Gram-Schmidt)."""
    x = torch.nn.functional.normalize(r[..., :3], dim=-1)
    y = r[..., 3:] - (x * r[..., 3:]).sum(-1, keepdim=True) * x
    y = torch.nn.functional.normalize(y, dim=-1)
    return matrix_to_quat(torch.stack((x, y, torch.cross(x, y, dim=-1)), -1))


def pose_compose(pa: Tensor, qa: Tensor, pb: Tensor, qb: Tensor) -> tuple[Tensor, Tensor]:
    """`b` given in frame `a`, expressed in the frame of `a`: T_world_b = T_world_a T_a_b."""
    return pa + quat_rotate(qa, pb), quat_multiply(qa, qb)


def pose_inverse(p: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """The inverse of a pose."""
    inverse = quat_conjugate(q)
    return -quat_rotate(inverse, p), inverse
