"""Ideal control: after every control step the hand is exactly where it was told to be."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from vla.geometry import quat_conjugate, quat_multiply, quat_rotate

from .worlds import Worlds


class Ideal:
    """Worlds whose arms make no errors; things, fingers and contacts obey physics as ever.

    What the hand holds is put right with it, as it lies in the hand.
    """

    def __init__(self, worlds: Worlds):
        self._worlds = worlds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._worlds, name)

    def step(self, actions: Tensor, freeze: bool = True) -> None:
        """Advance every active world by one control step."""
        worlds, active = self._worlds, self._worlds.active.clone()
        before = worlds.tool_pose
        worlds.step(actions, freeze)
        measured = worlds.tool_pose
        held = {world: worlds.scene(world).held for world in active.nonzero()[:, 0].tolist()}
        worlds.rig.put_arm(worlds.rig.control.joints, active, before)
        meant = worlds.tool_pose
        for world, name in held.items():
            if name is None:
                continue
            row = worlds.entity_index(world, name)
            turn = quat_multiply(meant[world, 3:], quat_conjugate(measured[world, 3:]))
            pose = worlds.entity_poses[world, row]
            aside = quat_rotate(turn, pose[:3] - measured[world, :3])
            place = torch.cat((meant[world, :3] + aside, quat_multiply(turn, pose[3:])))
            worlds.carry(world, name, place)
        worlds.look_again()
