"""Engine: runs a policy in N worlds, step by step, from observations to the action of now.

Asked at every control step, in simulation as for a robot; it remembers observations and chunks,
and calls the network only for the worlds that need a new chunk.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.features import STATE
from vla.guidance import Guidance, against, check_guided, held

from .ensemble import Ensemble
from .history import History
from .predictor import Chunks, known_options

MODES = ("chunk", "ensemble", "realtime")
"""Carry out chunks one after the other; average all that cover now; or let each chunk continue
what is certain to be carried out while it is being computed."""
DECAY = 0.01
"""Of weights in an ensemble (ACT)."""


class Engine:
    """A `vla.rollout.Policy` whose chunks have one action: that of now.

    With `latency` d, a chunk that is asked for at step s arrives at step s + d, as if computing it
    took that long; until then the actions of the chunk before are carried out. In mode `chunk`
    the robot then jumps to action d of the new one. In mode `realtime` the network is told these d
    actions, and those before them, as a prefix that the new chunk continues: real-time chunking
    with a prefix that it was trained for (Black et al. 2025, arXiv 2512.05964). The first chunk
    of an episode arrives at once, as a robot waits for it.

    Args:
        predictor: calls the network.
        mode: one of `MODES`.
        n_action_steps: from one chunk to the next; the policy's own by default. An ensemble has a
            new chunk at every step.
        latency: d, in control steps.
        decay: see `Ensemble`.

    Attributes:
        changed, stopped: (N,) bool what the filter of `guide` did in the last step: worlds whose
            chunk was pushed, and those of them that found no way at all.
        guided: control steps of all worlds under a filter, and in how many of them it did so.

    Raises:
        UserError: chunks are too short for this, or the policy cannot be told a prefix.
    """

    def __init__(
        self,
        predictor: Chunks,
        mode: str = "chunk",
        n_action_steps: int | None = None,
        latency: int = 0,
        decay: float = DECAY,
    ):
        if mode not in MODES:
            raise UnknownName("mode", mode, MODES)
        self._predictor, self.spec, self.latency = predictor, predictor.spec, predictor.latency
        self._mode, self._late, self._decay = mode, latency, decay
        usual = 1 if mode == "ensemble" else self.spec.n_action_steps
        self._every = usual if n_action_steps is None else n_action_steps
        self._check(predictor)
        self._keys = (*self.spec.cameras, STATE)
        self._history = History(self._keys, self.spec.n_obs_steps)
        self._guidance: Guidance | None = None
        self._strength, self._filters = 0.0, False
        self.guided = {"steps": 0, "pushed": 0, "stopped": 0}
        self._make_room(0, torch.device("cpu"))

    def guide(self, guidance: Guidance, strength: float = 1.0, filtering: bool = True) -> None:
        """From now on, go down the cost of somebody who knows what the policy does not.

        Args:
            guidance: of the worlds that are acted in.
            strength: of one step in every step of the sampler; 1 moves what is out of place by as
                much as it is, 0 leaves the sampler alone.
            filtering: what is about to be carried out is looked at in every control step, and
                pushed, or stopped.

        Raises:
            UserError: neither is wanted, or this policy cannot be steered.
        """
        if not (math.isfinite(strength) and strength >= 0):
            raise UserError(f"steer={strength} is not understood: a number that is not below 0.")
        if not strength and not filtering:
            raise UserError("steer=0 filter=false: nothing would guide the policy.")
        check_guided(self.spec.action)
        if strength:
            self._predictor.check_steer()
        self._guidance, self._strength, self._filters = guidance, float(strength), filtering

    def reset(self, worlds: Tensor) -> None:
        """New episodes begin in the worlds of a mask (N,): forget what was there before."""
        if len(self._begun) != len(worlds):
            self._make_room(len(worlds), worlds.device)
        self._begun |= worlds
        if self._ensemble is not None:
            self._ensemble.forget(worlds)

    def looks(self, worlds: Tensor) -> Tensor:
        """Those of the worlds of a mask (N,) whose present observation will be used."""
        return worlds & (self._begun | (self._every - self._at < self.spec.n_obs_steps))

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """The action of now (N, 1, A).

        Args:
            batch: see `vla.rollout.policy_batch`, and `worlds` (N,) bool: those that act. Pictures
                may be missing where no world looks.
        """
        worlds = batch["worlds"]
        with self.latency.part("observation"):
            self._remember(batch, worlds)
            asking = (worlds & (self._begun | (self._at >= self._every))).nonzero()[:, 0]
        if len(asking):
            self._renew(batch, asking)
        if self._guidance is not None and self._filters:
            with self.latency.part("filter"):
                self._filter(self._guidance, worlds)
        with self.latency.part("post"):
            each = torch.arange(len(worlds), device=worlds.device)
            action = self._chunk[each, self._at.clamp_max(self._chunk.shape[1] - 1)]
            if self._past.shape[1]:
                moved = torch.cat((self._past[:, 1:], action[:, None]), 1)
                first = action[:, None].expand_as(moved)
                moved = torch.where(self._begun[:, None, None], first, moved)
                self._past = torch.where(worlds[:, None, None], moved, self._past)
            self._gripper = torch.where(worlds, action[:, -1], self._gripper)
            self._at = self._at + worlds
            self._begun = self._begun & ~worlds
        return action[:, None]

    # --- chunks ----------------------------------------------------------------------------------

    def _renew(self, batch: Mapping[str, Any], asking: Tensor) -> None:
        """New chunks for some worlds (n,)."""
        first = self._begun[asking]
        late = self._late
        if not late:
            chunks = self._predict(batch, asking)
        elif self._mode == "chunk":
            chunks = self._predict(batch, asking)
            chunks[~first, :late] = self._certain(asking[~first])
        else:
            chunks = torch.empty_like(self._chunk[asking])
            if bool(first.any()):
                chunks[first] = self._predict(batch, asking[first])
            if not bool(first.all()):
                chunks[~first] = self._continued(batch, asking[~first])
        with self.latency.part("post"):
            if self._ensemble is not None:
                chunks = self._ensemble.add(asking, chunks)[:, None].expand_as(chunks)
            self._chunk[asking] = chunks
            self._at[asking] = 0

    def _continued(self, batch: Mapping[str, Any], rows: Tensor) -> Tensor:
        """Chunks (n, T, A) that begin with what is certain to be carried out."""
        certain = self._certain(rows)
        known = torch.cat((self._past[rows], certain), 1)
        room = self.spec.horizon - known.shape[1]
        prefix = torch.cat((known, known[:, -1:].expand(-1, room, -1)), 1)
        length = torch.full((len(rows),), known.shape[1], device=rows.device)
        chunks = self._predict(batch, rows, prefix, length)
        chunks[:, : self._late] = certain
        return chunks

    def _certain(self, rows: Tensor) -> Tensor:
        """The actions (n, d) of the chunks in use that come before the new ones arrive."""
        return self._chunk[rows, self._every : self._every + self._late]

    def _predict(
        self,
        batch: Mapping[str, Any],
        rows: Tensor,
        prefix: Tensor | None = None,
        length: Tensor | None = None,
    ) -> Tensor:
        with self.latency.part("observation"):
            said = [batch["task"][row] for row in rows.tolist()]
            picked = {**self._history.rows(rows), "task": said}
        options: dict[str, Any] = {}
        if self._guidance is not None and self._strength:
            guidance = self._guidance
            options["steer"] = lambda chunks: against(guidance, chunks, rows)
            options["steer_strength"] = self._strength
        return self._predictor(picked, prefix, length, **options).to(self._chunk.device, copy=True)

    # --- guidance --------------------------------------------------------------------------------

    def _filter(self, guidance: Guidance, worlds: Tensor) -> None:
        """Correct what remains of the chunks in the worlds of a mask.

        In every control step, for things move, and what is carried out is not all of one chunk:
        there are averages, and chunks that arrive late.
        """
        self.changed, self.stopped = torch.zeros_like(worlds), torch.zeros_like(worlds)
        rows = worlds.nonzero()[:, 0]
        if not len(rows):
            return
        steps = self._chunk.shape[1]
        index = self._at[rows, None] + torch.arange(steps, device=worlds.device)
        ahead = self._chunk[rows[:, None], index.clamp_max(steps - 1)]
        gripper = torch.where(self._begun[rows], ahead[:, 0, -1], self._gripper[rows])
        left = torch.ones_like(rows) if self._ensemble is not None else steps - self._at[rows]
        still = torch.zeros(len(rows), 7, device=worlds.device)  # nothing ends before it began
        ahead = held(self.spec.action, ahead, left, still, gripper)
        found = guidance.filtered(ahead, rows, gripper)
        there = found.changed[:, None] & (index < steps)
        row, step = there.nonzero().unbind(1)
        self._chunk[rows[row], index[row, step]] = found.chunks[row, step].to(self._chunk)
        self.changed[rows], self.stopped[rows] = found.changed, found.stopped
        for name, count in (("steps", worlds), ("pushed", self.changed), ("stopped", self.stopped)):
            self.guided[name] += int(count.sum())

    # --- memory ----------------------------------------------------------------------------------

    def _remember(self, batch: Mapping[str, Any], worlds: Tensor) -> None:
        """Keep what the worlds of a mask show now."""
        missing = [key for key in self._keys if key not in batch]
        if missing and bool(self.looks(worlds).any()):
            raise UserError(f"The policy looks at {missing[0]}, which the worlds do not show.")
        self._history.add(batch, worlds, self._begun)

    def _make_room(self, count: int, device: torch.device) -> None:
        steps, dim = self._predictor.steps, self.spec.action_dim
        self._begun = torch.zeros(count, dtype=torch.bool, device=device)
        self._at = torch.zeros(count, dtype=torch.long, device=device)
        self._chunk = torch.zeros(count, steps, dim, device=device)
        self._past = torch.zeros(count, self.spec.n_obs_steps - 1, dim, device=device)
        self._gripper = torch.zeros(count, device=device)
        self.changed = torch.zeros(count, dtype=torch.bool, device=device)
        self.stopped = torch.zeros_like(self.changed)
        self._history.clear()
        averaged = Ensemble(count, steps, dim, self._decay, device)
        self._ensemble = averaged if self._mode == "ensemble" else None

    def _check(self, predictor: Chunks) -> None:
        every, late, steps = self._every, self._late, predictor.steps
        if self._mode == "ensemble" and (every > 1 or late):
            raise UserError(
                f"mode=ensemble has a new chunk at every step, and at once: n_action_steps={every}"
                f" and latency={late} go with mode=chunk and mode=realtime."
            )
        if every < 1 or late < 0 or late > every or every + late > steps:
            raise UserError(
                f"n_action_steps={every}, latency={late}: at least 1 and 0, the latency at most"
                f" n_action_steps, and both together at most the {steps} actions of a chunk from"
                " now on."
            )
        known = known_options(predictor.policy)
        if self._mode == "realtime" and known is not None and "prefix" not in known:
            raise UserError(
                f"{type(predictor.policy).__name__} cannot continue a prefix: use mode=chunk, or"
                " train a policy that can."
            )
