"""The hand and the arm above it as balls, for the room that they need on the way.

Balls in the tool's frame: z points out of the hand, y is the axis along which the fingers open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from vla.geometry import quat_rotate
from vla.scene import Entity

from ..hand import FLANGE, HAND, PALM, TIP, WRIST, WRIST_BACK

FINGERS = 0.016
"""Radius of the balls around fingertips [m]."""
ARM = (0.20, 0.28)
"""Heights above the tool of what is always over the hand [m]."""
JOINT, JOINT_UP, JOINT_ASIDE = 0.05, 0.105, (-0.03, 0.02, 0.07)
"""Radius of balls in the housing of the last but one joint, how far above the flange their middles
are, and how far left of the way from the robot to it [m]."""

Balls = Sequence[tuple[tuple[float, float, float], float]]


def hand(opening: float = 0.08) -> Balls:
    """Fingers, palm, flange and wrist.

    Args:
        opening: of the fingers [m].
    """
    width, thick = HAND
    palm = -(PALM + thick)
    side = 0.5 * opening + 0.010
    fingers = [((0.0, sign * side, TIP - FINGERS - n * 0.026), FINGERS)
               for sign in (-1.0, 1.0) for n in range(2)]  # fmt: skip
    knuckles = [((0.0, share * (width - thick), palm), thick) for share in (-1, -0.5, 0, 0.5, 1)]
    above = [((0.0, 0.0, -FLANGE - 0.02), 0.05), *(((0.0, 0.0, -h), WRIST) for h in ARM)]
    return (*fingers, *knuckles, *above)


def wrist(tool: Tensor, turns: Tensor) -> tuple[Tensor, float]:
    """Middles (K, L, B, 3) of balls in the housing of the last but one joint, which lies towards
    the robot whichever way the hand is turned, and their radius [m].

    Args:
        tool: (K, L, 3) positions [m].
        turns: (K, 4) orientations, wxyz.
    """
    above, _ = placed((((0.0, 0.0, -FLANGE), 0.0),), turns)
    flange = tool + above
    away = flange[..., :2].norm(dim=-1, keepdim=True).clamp_min(WRIST_BACK)
    ahead = flange[..., :2] / away
    left = ahead.flip(-1) * ahead.new_tensor((-1.0, 1.0))
    middle = flange[..., :2] - WRIST_BACK * ahead
    level = middle[..., None, :] + ahead.new_tensor(JOINT_ASIDE)[:, None] * left[..., None, :]
    up = (flange[..., 2:] + JOINT_UP)[..., None, :].expand(*level.shape[:-1], 1)
    return torch.cat((level, up), -1), JOINT


def held(thing: Entity, tool: Sequence[float], turn: Sequence[float]) -> Balls:
    """What is in the gripper as balls along its longest side.

    Args:
        tool: position of the tool now [m].
        turn: orientation of the tool, wxyz.
    """
    longest = max(range(3), key=lambda axis: thing.extent[axis])
    across = sorted(thing.extent)[:2]
    radius = 0.5 * math.hypot(*across) if thing.affords.shape != "sphere" else 0.5 * across[0]
    reach = max(0.0, 0.5 * thing.extent[longest] - 0.5 * min(across))
    count = 1 + math.ceil(reach / max(radius, 1e-3))
    own = torch.tensor(thing.quaternion)
    back = torch.tensor([turn[0], -turn[1], -turn[2], -turn[3]])
    balls = []
    for share in torch.linspace(-1, 1, count).tolist() if count > 1 else [0.0]:
        point = torch.zeros(3)
        point[longest] = share * reach
        there = quat_rotate(own, point) + torch.tensor(thing.position) - torch.tensor(list(tool))
        balls.append((tuple(quat_rotate(back, there).tolist()), radius))
    return tuple(balls)


def placed(balls: Balls, quaternion: Tensor) -> tuple[Tensor, Tensor]:
    """Offsets (..., B, 3) [m] of the balls' middles from the tool in the world, and radii (B,).

    Args:
        quaternion: (..., 4) of the tool, wxyz.
    """
    centers = quaternion.new_tensor([center for center, _ in balls])
    radii = quaternion.new_tensor([radius for _, radius in balls])
    shape = (*quaternion.shape[:-1], len(balls))
    return quat_rotate(quaternion[..., None, :].expand(*shape, 4), centers.expand(*shape, 3)), radii
