"""Actions as classes: 256 equal bins of every number, decided all at once.

The bins of RT-2 (Brohan et al. 2023) and OpenVLA (Kim et al. 2024), but in parallel, as
OpenVLA-OFT (Kim et al. 2025) decodes: no language model is needed, and no action waits for another.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vla.errors import UnknownName, UserError

from ..build import Config, build
from ..context import Context
from ..expert import LayerShape
from .denoising import EXPERT, masked_mean
from .sampling import Sampling

DECODES = ("argmax", "expectation")


class BinsHead(nn.Module):
    """Logits (B, H, A, bins) of normalised actions in [-1, 1]; what is beyond is in the last bin.

    Args:
        action_dim, horizon: A and H.
        width, layer_shape: of the context, see `expert.Decoder`.
        net: the expert, which sees no actions here.
        bins: between -1 and 1.
        decode: `argmax`, the middle of the likeliest bin, or `expectation` of the middles, which
            is finer but lies between the modes where there are two.
    """

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        width: int,
        layer_shape: LayerShape | None = None,
        net: Config = EXPERT,
        bins: int = 256,
        decode: str = "argmax",
    ):
        super().__init__()
        if decode not in DECODES:
            raise UnknownName("decode", decode, DECODES)
        if bins < 2:
            raise UserError(f"bins={bins} of the head: 2 are the least.")
        self.shape, self.bins, self._decode = (horizon, action_dim), bins, decode
        self.net = build(
            net, inputs=action_dim, outputs=action_dim * bins, horizon=horizon,
            context_width=width, layer_shape=layer_shape,
        )  # fmt: skip

    def loss(
        self, context: Context, actions: Tensor, there: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Cross-entropy of the steps that are there; `clipped` is the share beyond [-1, 1]."""
        logits = self._logits(context)
        wanted = self.encode(actions)
        each = cross_entropy(logits.movedim(-1, 1), wanted, reduction="none").mean(-1)
        total = masked_mean(each, there)
        right = (logits.argmax(-1) == wanted).float().mean(-1)
        figures = {
            "action_loss": total.detach(),
            "accuracy": masked_mean(right, there),
            "clipped": masked_mean((actions.abs() > 1).float().mean(-1), there),
        }
        return total, figures

    def sample(self, context: Context, **options: Any) -> Tensor:
        """Actions (B, H, A), normalised; follows `unguided` and `guidance` of `Sampling`."""
        chosen = Sampling.of(options, "unguided", "guidance")
        logits = chosen.guide(self._logits(chosen.context(context)))
        if self._decode == "argmax":
            return self.decode(logits.argmax(-1))
        middles = self.decode(torch.arange(self.bins, device=logits.device))
        return logits.softmax(-1) @ middles

    def encode(self, actions: Tensor) -> Tensor:
        """Numbers of the bins, (...) long."""
        return ((actions + 1) * (self.bins / 2)).long().clamp(0, self.bins - 1)

    def decode(self, bins: Tensor) -> Tensor:
        """Middles of bins."""
        return (bins + 0.5) * (2 / self.bins) - 1

    def _logits(self, context: Context) -> Tensor:
        """(B, H, A, bins)"""
        rows, device = len(context.there), context.there.device
        nothing = torch.zeros(rows, 1, *self.shape, device=device)
        time = torch.ones(1, 1, device=device)
        said = self.net(nothing, time, self.net.remember(context))[:, 0].float()
        return said.unflatten(-1, (-1, self.bins))
