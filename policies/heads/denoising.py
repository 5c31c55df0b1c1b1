"""What heads that find actions in noise have in common, whatever they call noise.

The context is read once; K noisy copies of the actions are denoised in training, one in sampling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vla.errors import UnknownName, UserError

from ..build import Config, build
from ..context import Context
from ..expert import LayerShape
from .sampling import Sampling

EXPERT = {"_target_": "vla.policies.expert.Expert"}
AUXILIARY = {
    "bins": "vla.policies.heads.bins.BinsHead",
    "fast": "vla.policies.heads.fast.FastHead",
}
LOSSES, STARTS = ("l2", "l1"), ("zeros", "noise")

Predict = Callable[[Tensor, float], Tensor]
"""Noisy actions (B, H, A) at a flow time -> what the net says of them (B, H, A)."""
Correct = Callable[[Tensor], Tensor]
"""Clean actions (B, H, A) as predicted -> as they shall be."""


@dataclass(frozen=True)
class Noised:
    """Actions for training, K times each."""

    actions: Tensor
    """(B, K, H, A)"""
    time: Tensor
    """(B, K), 1 for noise and 0 for data."""
    target: Tensor
    """(B, K, H, A): what the net shall say."""


class DenoisingHead(nn.Module):
    """Base: a final head says how actions are noised, and how they are found again.

    Args:
        action_dim, horizon: A and H.
        width, layer_shape: of the context, see `expert.Decoder`.
        net: the expert.
        times: K, flow times per observation in training: the context is paid for once.
        loss: `l2` or `l1`.
        start: where sampling begins: `noise`, or `zeros`, the middle of all noise, which needs no
            luck.
        steps: of the solver.
        prefix: up to so many actions are given clean in training, drawn evenly from none to all of
            them, so that chunks can go on from actions that are under way already: training-time
            real-time chunking (Black et al. 2025, arXiv 2512.05964); 0 for never.
        insulated: this loss does not reach the trunk (knowledge insulation, Driess et al. 2025).
        auxiliary: a discrete head whose loss does: `bins`, `fast`, or the head's configuration.
        auxiliary_weight: of that loss.

    Raises:
        UserError: settings that do not go together.
    """

    steerable = True
    """Follows `Sampling.steer`: one step down a cost in every step of the solver."""

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        width: int,
        layer_shape: LayerShape | None,
        net: Config,
        times: int,
        loss: str,
        start: str,
        steps: int,
        prefix: int,
        insulated: bool,
        auxiliary: str | Config | None,
        auxiliary_weight: float,
    ):
        super().__init__()
        for what, given, known in (("loss", loss, LOSSES), ("start", start, STARTS)):
            if given not in known:
                raise UnknownName(what, given, known)
        for name, value in {"times": times, "steps": steps}.items():
            if value < 1:
                raise UserError(f"{name}={value} of the head: 1 is the least.")
        if not 0 <= prefix < horizon:
            raise UserError(f"prefix={prefix} of the head: 0 to {horizon - 1} of {horizon} steps.")
        if insulated and auxiliary is None:
            raise UserError(
                "insulated=true: nothing would train the trunk. Add auxiliary=bins or fast."
            )
        self.shape = (horizon, action_dim)
        self.times, self.start, self.steps, self.prefix = times, start, steps, prefix
        self._loss, self.insulated, self._auxiliary_weight = loss, insulated, auxiliary_weight
        about: dict[str, Any] = {"horizon": horizon, "layer_shape": layer_shape}
        self.net = build(net, inputs=action_dim, outputs=action_dim, context_width=width, **about)
        self.auxiliary = None
        if auxiliary is not None:
            if isinstance(auxiliary, str):
                if auxiliary not in AUXILIARY:
                    raise UnknownName("auxiliary", auxiliary, AUXILIARY)
                auxiliary = {"_target_": AUXILIARY[auxiliary]}
            self.auxiliary = build(auxiliary, action_dim=action_dim, width=width, **about)

    # --- what a head fills in --------------------------------------------------------------------

    def noised(self, actions: Tensor) -> Noised:
        """Actions (B, H, A) at `times` random times each."""
        raise NotImplementedError

    def solve(
        self, predict: Predict, x: Tensor, steps: int, correct: Correct | None,
        generator: torch.Generator | None,
    ) -> Tensor:  # fmt: skip
        """Clean actions (B, H, A).

        Args:
            x: (B, H, A) what to start from.
            correct: what is to become of clean actions in every step, if anything.
            generator: of noise that is drawn on the way.
        """
        raise NotImplementedError

    # --- heads' methods --------------------------------------------------------------------------

    @property
    def fitted(self) -> bool:
        """Whether nothing has to be learned from the actions before training (`fit`)."""
        return getattr(self.auxiliary, "fitted", True)

    def fit(self, actions: Tensor) -> None:
        """Learn the auxiliary head's vocabulary from chunks (N, H, A), normalised."""
        if self.auxiliary is not None and not self.fitted:
            self.auxiliary.fit(actions)

    def loss(
        self, context: Context, actions: Tensor, there: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Mean error of the steps that are there and not given, and figures to log.

        Args:
            actions: (B, H, A), normalised.
            there: (B, H) bool: steps before the episode's end.
        """
        noised = self.noised(actions)
        noisy, counted = noised.actions, there[:, None].expand(noised.actions.shape[:3])
        given = None
        if self.prefix:
            given = self._prefixes(noised.time)
            noisy = torch.where(given[..., None], actions[:, None], noisy)
            counted = counted & ~given
        memory = self.net.remember(context.detached() if self.insulated else context)
        error = self.net(noisy, noised.time, memory, given).float() - noised.target
        error = error.square() if self._loss == "l2" else error.abs()
        total = masked_mean(error.mean(-1), counted)
        figures = {"action_loss": total.detach()}
        if self.auxiliary is not None:
            more, its_figures = self.auxiliary.loss(context, actions, there)
            total = total + self._auxiliary_weight * more
            figures |= {f"auxiliary_{name}": value for name, value in its_figures.items()}
        return total, figures

    def sample(self, context: Context, **options: Any) -> Tensor:
        """Actions (B, H, A), normalised; see `Sampling`.

        Raises:
            UserError: a prefix where none was trained, a longer one, or noise of another shape.
        """
        chosen = Sampling.of(
            options, "steps", "start", "prefix", "prefix_length", "unguided", "guidance", "noise",
            "generator", "steer", "steer_strength",
        )  # fmt: skip
        rows, device = len(context.there), context.there.device
        start = self._start(chosen, rows, device)
        given = self._given(chosen, rows)
        known = None if given is None else chosen.rows(given)[:, None]
        memory = self.net.remember(chosen.context(context))

        def fixed(actions: Tensor) -> Tensor:
            if given is None or chosen.prefix is None:
                return actions
            return torch.where(given[..., None], chosen.prefix.to(actions), actions)

        def predict(x: Tensor, time: float) -> Tensor:
            times = torch.full((1, 1), time, device=device)
            said = self.net(chosen.rows(fixed(x))[:, None], times, memory, known)
            return chosen.guide(said[:, 0].float())

        def steered(clean: Tensor) -> Tensor:
            # Down the cost of what is predicted, not through the network that predicts it: it is
            # as dear as training, and leads where the network was never asked. What does without
            # is the backward guidance of Bansal et al. 2023 (section 3.2), where classifier
            # guidance (Dhariwal and Nichol 2021) needs costs that know noise.
            assert chosen.steer is not None
            clean = fixed(clean)
            return clean - chosen.steer_strength * chosen.steer(clean)

        correct = steered if chosen.steer is not None and chosen.steer_strength else None
        steps = chosen.steps or self.steps
        return fixed(self.solve(predict, start, steps, correct, chosen.generator))

    # --- inside ----------------------------------------------------------------------------------

    def _prefixes(self, time: Tensor) -> Tensor:
        """(B, K, H) bool: the first few steps of every copy."""
        lengths = torch.randint(self.prefix + 1, time.shape, device=time.device)
        return torch.arange(self.shape[0], device=time.device) < lengths[..., None]

    def _start(self, chosen: Sampling, rows: int, device: torch.device) -> Tensor:
        """(B, H, A): where the solver begins."""
        shape, kind = (rows, *self.shape), chosen.start or self.start
        if kind not in STARTS:
            raise UnknownName("start", kind, STARTS)
        if chosen.noise is not None:
            if chosen.noise.shape != shape:
                raise UserError(f"noise of shape {tuple(chosen.noise.shape)}: {shape} it is.")
            return chosen.noise
        if kind == "zeros":
            return torch.zeros(shape, device=device)
        return torch.randn(shape, device=device, generator=chosen.generator)

    def _given(self, chosen: Sampling, rows: int) -> Tensor | None:
        """(B, H) bool: steps that the prefix holds."""
        if chosen.prefix is None or chosen.prefix_length is None:
            return None
        if chosen.prefix.shape != (rows, *self.shape) or chosen.prefix_length.shape != (rows,):
            raise UserError(
                f"A prefix of shape {tuple(chosen.prefix.shape)} with lengths of shape"
                f" {tuple(chosen.prefix_length.shape)}: {(rows, *self.shape)} and {(rows,)} are"
                " wanted."
            )
        longest = int(chosen.prefix_length.max())
        if longest > self.prefix:
            raise UserError(
                f"A prefix of {longest} actions: this head was trained to go on from"
                f" {self.prefix} at most. Train with head.prefix={longest}."
            )
        steps = torch.arange(self.shape[0], device=chosen.prefix.device)
        return steps < chosen.prefix_length[:, None]


def masked_mean(values: Tensor, counted: Tensor) -> Tensor:
    """Mean of those that count, 0 if none does."""
    return (values * counted).sum() / counted.sum().clamp_min(1)


def strata(actions: Tensor, times: int) -> Tensor:
    """Uniform numbers (B, times), one in each of as many equal parts of [0, 1)."""
    drawn = torch.rand(len(actions), times, device=actions.device)
    return (torch.arange(times, device=actions.device) + drawn) / times
