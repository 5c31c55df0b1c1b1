"""Lines of sight: from a place in a picture to a place above the table.

A calibrated camera says along which ray a thing lies; things lie on tables, so the ray ends at a
height that is about known. What few demonstrations would have to teach, perspective, is computed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from vla.features import Camera
from vla.geometry import quat_to_matrix

HEIGHT = 0.03
"""Of the middle of what lies on the table, about [m]."""
REACH = 1.0
"""Rays end at this distance from the tool sideways, at the latest [m]."""
POSITION = ("x", "y", "z")
TURN = ("r11", "r21", "r31", "r12", "r22", "r32")
"""Names of a state's numbers for the tool's pose (`vla.geometry`: rotation-6D)."""


def tells_pose(names: Sequence[str]) -> bool:
    """Whether a state with numbers of these names tells the tool's pose."""
    return {*POSITION, *TURN} <= set(names)


def tool_poses(state: Tensor, names: Sequence[str]) -> Tensor | None:
    """Position and rotation matrix, column by column (..., 12), of the tool.

    Args:
        state: (..., S), not normalised.
        names: of its numbers.
    """
    if not tells_pose(names):
        return None
    position, turn = (state[..., [names.index(n) for n in wanted]] for wanted in (POSITION, TURN))
    first, second = turn.split(3, -1)
    return torch.cat((position, first, second, torch.linalg.cross(first, second)), -1)


class Sight(nn.Module):
    """Where rays through pictures meet the table, for several cameras.

    Args:
        cameras: of the pictures, in their order; `None` where a camera is not calibrated. One on
            the world or on the tool is understood, others are not.
    """

    known: Tensor
    """(S,) bool: which cameras are understood."""
    position: Tensor
    turn: Tensor

    def __init__(self, cameras: Sequence[Camera | None]):
        super().__init__()
        known = [c if c is not None and c.mount in ("world", "tool") and c.position else None
                 for c in cameras]  # fmt: skip
        self.carried = [camera is not None and camera.mount == "tool" for camera in known]
        self.slope = [float(np.tan(0.5 * c.fovy)) if c is not None else 0.0 for c in known]
        turns = [c.quaternion if c is not None else (1.0, 0.0, 0.0, 0.0) for c in known]
        positions = [c.position if c is not None else (0.0, 0.0, 1.0) for c in known]
        self.seen = [camera is not None for camera in known]
        self.register_buffer("known", torch.tensor(self.seen), persistent=False)
        self.register_buffer("position", torch.tensor(positions).float(), persistent=False)
        self.register_buffer("turn", quat_to_matrix(torch.tensor(turns).float()), persistent=False)

    def forward(self, places: Tensor, tool: Tensor) -> Tensor:
        """Where things lie from the tool: (B, S, m, 2) x, y in the world's directions [m]; zeros
        of a camera that is not known.

        Args:
            places: (B, S, m, 2) row and column in the pictures, from -1 to 1.
            tool: (B, S, 12), of `tool_poses`, when the pictures were taken.
        """
        made = []
        at, axes = tool[..., :3], tool[..., 3:].unflatten(-1, (3, 3)).mT
        for index, place in enumerate(places.unbind(1)):
            row, column = place.unbind(-1)
            if not self.seen[index]:
                made.append(torch.zeros_like(place))
                continue
            slope = self.slope[index]
            ray = torch.stack((slope * column, -slope * row, -torch.ones_like(row)), -1)
            origin, turn = self.position[index].expand(len(row), 3), self.turn[index]
            if self.carried[index]:
                turn = axes[:, index] @ turn
                origin = at[:, index] + (axes[:, index] @ self.position[index])
            ray = ray @ turn.mT
            length = (HEIGHT - origin[:, None, 2:]) / ray[..., 2:].clamp_max(-1e-3)
            aside = (origin - at[:, index])[:, None, :2] + length * ray[..., :2]
            made.append(aside.clamp(-REACH, REACH))
        return torch.stack(made, 1)
