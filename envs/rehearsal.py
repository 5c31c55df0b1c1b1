"""Rehearsal: beside some worlds a second batch, in which one of them goes on in many ways."""

from __future__ import annotations

import torch

from .engine import WORLD_FIELDS
from .worlds import Worlds


class Rehearsal:
    """Copies of any one of some worlds, to try actions out in; nothing of them comes back.

    Args:
        copies: how many ways are tried at once.
    """

    def __init__(self, worlds: Worlds, copies: int = 16):
        self._worlds = worlds
        self._count = copies
        self._copies: Worlds | None = None

    def __call__(self, world: int) -> Worlds:
        """Worlds that are all in the present state of one; the next call overwrites them."""
        real, copies = self._worlds, self._made()
        row = int(real.rows[world])
        for name, values in vars(copies.bank.cast).items():
            values[0] = getattr(real.bank.cast, name)[row]
        copies.bank.actors[0] = real.bank.actors[row]
        copies.rows.zero_()
        for name in WORLD_FIELDS:
            copies.engine.field(name)[:] = real.engine.field(name)[world]
        everywhere = torch.ones_like(copies.active)
        states = {
            name: value[world].expand(self._count, *value.shape[1:])
            for name, value in real.rig.get_states().items()
        }
        copies.set_states(states, everywhere)
        return copies

    def _made(self) -> Worlds:
        """Made when they are first needed: most episodes try nothing out."""
        if self._copies is None:
            real = self._worlds
            self._copies = Worlds(
                real.stage,
                real.robot,
                self._count,
                real.action_spec.mode,
                device=str(real.rig.device),
            )
        return self._copies
