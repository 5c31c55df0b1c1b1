"""Engine: runs a policy in N worlds, step by step, from observations to the action of now.

Asked at every control step, in simulation as for a robot; it remembers observations and chunks,
and calls the network only for the worlds that need a new chunk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.features import STATE

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
        self._make_room(0, torch.device("cpu"))

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
        with self.latency.part("post"):
            each = torch.arange(len(worlds), device=worlds.device)
            action = self._chunk[each, self._at.clamp_max(self._chunk.shape[1] - 1)]
            if self._past.shape[1]:
                moved = torch.cat((self._past[:, 1:], action[:, None]), 1)
                first = action[:, None].expand_as(moved)
                moved = torch.where(self._begun[:, None, None], first, moved)
                self._past = torch.where(worlds[:, None, None], moved, self._past)
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
        return self._predictor(picked, prefix, length).to(self._chunk.device, copy=True)

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
