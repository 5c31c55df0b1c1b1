"""Oversight: a policy acts, and somebody who knows better takes over where it does not get on.

What is recorded then marks who acted (`is_intervention`), for training in the manner of HG-DAgger
(Kelly et al. 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import torch
from torch import Tensor

from vla.rollout import Policy

STANDSTILL = 0.005
"""A hand that is slower does not get on [m/s]."""


class Operator(Policy, Protocol):
    """Somebody at a device, as `vla.envs.teleoperation.Teleoperator`."""

    def take_event(self) -> str | None:
        """`save`, `discard`, `takeover` or `quit`, once each."""
        ...


class Overseen:
    """A `vla.rollout.Policy` that an expert relieves, for the rest of the episode.

    Args:
        policy: acts first.
        expert: begins where the policy is relieved.
        tool_speed: of every world (N,) [m/s].
        still: control steps without motion after which the expert takes over.
        late: control steps of an episode after which it does in any case.
        n_action_steps: actions of the policy's chunks that are carried out.
    """

    def __init__(
        self,
        policy: Policy,
        expert: Policy,
        tool_speed: Callable[[], Tensor],
        still: int = 40,
        late: int = 400,
        n_action_steps: int = 1,
    ):
        self._policy, self._expert, self._tool_speed = policy, expert, tool_speed
        self._still, self._late, self._many = still, late, n_action_steps
        count = len(tool_speed())
        self._standing = torch.zeros(count, dtype=torch.long)
        self._steps = torch.zeros(count, dtype=torch.long)
        self._used = torch.zeros(count, dtype=torch.long)
        self._chunks: Tensor | None = None
        self.taken = torch.zeros(count, dtype=torch.bool)
        """(N,) worlds in which the expert has taken over."""

    def reset(self, worlds: Tensor) -> None:
        """New episodes begin in the worlds of a mask (N,): the policy's turn."""
        self._policy.reset(worlds)
        self._expert.reset(worlds)  # what it did in the episodes before ends
        mine = worlds.cpu()
        self.taken &= ~mine
        for counted in (self._standing, self._steps):
            counted[mine] = 0
        self._used[mine] = self._many

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """The next action of every world, (N, 1, A)."""
        asked = batch["worlds"].cpu()
        still = self._tool_speed().cpu() < STANDSTILL
        self._standing = torch.where(asked & still, self._standing + 1, 0)
        late = (self._standing >= self._still) | (self._steps >= self._late)
        relieved = asked & ~self.taken & late
        if bool(relieved.any()):
            self.taken |= relieved
            self._expert.reset(relieved)
        self._steps += asked
        theirs = asked & ~self.taken
        wanting = theirs & (self._used >= self._many)
        if bool(wanting.any()):
            fresh = self._policy.predict_action_chunk({**batch, "worlds": wanting})[:, : self._many]
            kept = fresh if self._chunks is None else self._chunks
            self._chunks = torch.where(wanting[:, None, None], fresh, kept)
            self._used[wanting] = 0
        expert = self._expert.predict_action_chunk({**batch, "worlds": asked & self.taken})
        if self._chunks is None:
            return expert
        each = torch.arange(len(asked))
        mine = self._chunks[each, self._used.clamp_max(self._many - 1)][:, None]
        self._used += theirs
        return torch.where(self.taken[:, None, None], expert[:, :1].to(mine), mine)


class Shared:
    """A policy and somebody at a device in one world; `takeover` changes hands, there and back."""

    def __init__(self, policy: Policy, operator: Operator):
        self._policy, self._operator = policy, operator
        self.taken = torch.zeros(1, dtype=torch.bool)

    def reset(self, worlds: Tensor) -> None:
        """The policy begins."""
        self._policy.reset(worlds)
        self._operator.reset(worlds)
        self.taken[:] = False

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """The next action (1, 1, A)."""
        wanted = self._operator.predict_action_chunk(batch)  # paces, shows, and reads the keys
        if bool(self.taken):
            return wanted
        return self._policy.predict_action_chunk(batch)[:, :1].to(wanted)

    def take_event(self) -> str | None:
        """What else was asked for."""
        event = self._operator.take_event()
        if event == "takeover":
            self.taken = ~self.taken
            if not bool(self.taken):
                self._policy.reset(torch.ones(1, dtype=torch.bool))
            return None
        return event
