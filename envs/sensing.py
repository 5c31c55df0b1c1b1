"""What is true now in all worlds at once, as tensors on the device: the judge's eyes."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from .bank import Cast
from .clearance import Clearance
from .observe import FAR, clearances
from .predicates import Sensed
from .rig import Rig

PADS = 0.08
"""No point of the pads is farther from the tool [m]."""


class Senses:
    """Reads what the predicates need off a rig."""

    def __init__(self, rig: Rig):
        self._rig = rig
        self._model = copy.copy(rig.stage.model)
        self._clearance = None if rig.engine.on_host else Clearance(rig)

    def __call__(self, cast: Cast, contacts: Tensor, watched: int) -> Sensed:
        """What is true now.

        Args:
            cast: who plays whom, a row per world.
            contacts: (N,) worlds in which contacts between things matter; the hand's always do.
            watched: things whose clearance is asked for in one world, at most.
        """
        rig = self._rig
        engine, entities = rig.engine, rig.stage.most_entities
        poses = rig.poses(cast.body)
        worlds = torch.arange(rig.num_worlds, device=rig.device)[:, None]
        three = torch.arange(3, device=rig.device)
        velocity = engine.qvel[worlds[..., None], cast.velocity[..., None] + three].double()
        away = (poses[..., :3] - rig.tool[:, None, :3]).norm(dim=-1)
        by_hand = (cast.loose & (away < cast.radius + PADS)).any(-1)
        touching = engine.touching(cast.group, entities + 3, contacts | by_hand)
        pads = touching[:, entities] & touching[:, entities + 1]
        both = pads[:, :entities] & cast.loose
        openness = torch.cat((rig.openness, torch.zeros_like(rig.tool_speed[:, None])), 1)
        held = both & (both.cumsum(-1) == 1)  # the first, should it be several
        return Sensed(
            position=torch.where(cast.fixed[..., None], cast.start, poses[..., :3]),
            quaternion=poses[..., 3:],
            speed=velocity.norm(dim=-1) * cast.loose,
            openness=openness.gather(1, cast.fixture),
            start=cast.start,
            touching=touching[:, :entities, :entities],
            held=held,
            clearance=self._gaps(cast, held, watched),
            tool=rig.tool[:, :3],
            tool_turn=rig.tool[:, 3:],
            tool_speed=rig.tool_speed,
        )

    def _gaps(self, cast: Cast, held: Tensor, watched: int) -> Tensor:
        """(N, E) distance of what is watched from the robot and what it holds, at most `FAR`."""
        if watched and self._clearance is not None:
            return self._clearance(cast, held, watched)
        rig, found = self._rig, torch.full_like(cast.radius, FAR)
        asked = cast.watched & ~held
        for world in asked.any(-1).nonzero()[:, 0].tolist() if watched else ():
            rig.engine.write_model(world, self._model)
            numbers, holding = (mask[world].nonzero()[:, 0].tolist() for mask in (asked, held))
            data, group = rig.engine.data(world), cast.group[world].numpy()
            robot = rig.stage.most_entities
            gaps = clearances(self._model, data, group, robot, numbers, holding)
            found[world, numbers] = found.new_tensor(gaps)
        return found
