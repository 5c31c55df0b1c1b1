"""ACT: chunks of actions by a conditional variational autoencoder (Zhao et al. 2023, RSS).

One observation, a transformer as in DETR (Carion et al. 2020), an absolute error. Its style
variable is inferred from the demonstrated chunk while training, and zero afterwards. As published
(arXiv:2304.13705 and its code), but for:

- One layer of decoder. The paper counts seven; the published code builds seven and reads the first
  (tonyzhaozh/act issue 25), so that one is what its results are of. `decoder_layers: 7` makes all
  of them count.
- ResNet18 begins from nothing and has group norms; published are ImageNet's weights and frozen
  batch norms.
- The head that predicts padding is left out; its output went nowhere.
- Words may be heard (`text`): one token more.

Temporal ensembling is done by whoever carries actions out, not here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from vla.errors import UserError

from .base import Inputs, ParameterGroup, Policy, Statistics
from .build import Config, build
from .heads.sampling import Sampling
from .parts import kept_parts, trained_parts
from .resnet import WIDTHS, ResNet18, pictures_of
from .spec import PolicySpec


class ACT(Policy):
    """Action chunking with transformers; the chunk is the horizon of the spec.

    Args:
        spec, statistics, datasets, normalisation: see `Policy`.
        text: part that hears the instruction; its pooled vector is a token. None: nothing is
            heard, as published.
        width: of tokens; a multiple of 4 and of `heads`.
        heads: of attention.
        hidden: width inside the layers.
        encoder_layers: of the encoder, and of the one that infers the style.
        decoder_layers: see above.
        latent: numbers in the style variable.
        kl_weight: of the style's divergence from a normal distribution.
        dropout: in every layer.
        resnet: channels of the stages of ResNet18, which all cameras share.

    Raises:
        UserError: more than one observation at a time.
    """

    options: tuple[str, ...] = ()
    """Of `Sampling`: it has nothing to choose."""

    def __init__(
        self,
        spec: PolicySpec,
        statistics: Sequence[Statistics] | None = None,
        datasets: int = 1,
        normalisation: str = "mean_std",
        *,
        text: Config | None = None,
        width: int = 512,
        heads: int = 8,
        hidden: int = 3200,
        encoder_layers: int = 4,
        decoder_layers: int = 1,
        latent: int = 32,
        kl_weight: float = 10.0,
        dropout: float = 0.1,
        resnet: Sequence[int] = WIDTHS,
    ):
        super().__init__(spec, statistics, normalisation, datasets)
        if spec.n_obs_steps != 1:
            raise UserError(f"ACT sees one observation: n_obs_steps=1, not {spec.n_obs_steps}.")
        if width % heads or width % 4:
            raise UserError(f"width={width}, heads={heads}: a multiple of 4 and of heads.")
        self._latent, self._kl_weight = latent, kl_weight
        size = (width, heads, hidden, dropout)
        self.style = _Style(spec, latent, encoder_layers, size)
        self.backbone = ResNet18(resnet) if spec.cameras else None
        self.pixels = nn.Conv2d(resnet[-1], width, 1) if spec.cameras else None
        self.text = None if text is None else build(text)
        self.words = None if self.text is None else nn.Linear(self.text.width, width)
        self.latent = nn.Linear(latent, width)
        self.state = nn.Linear(spec.state_dim, width)
        self.places = nn.Embedding(2 if text is None else 3, width)
        self.encoder = nn.ModuleList(_Encoder(*size) for _ in range(encoder_layers))
        self.decoder = nn.ModuleList(_Decoder(*size) for _ in range(decoder_layers))
        for parameter in (*self.encoder.parameters(), *self.decoder.parameters()):
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        self.queries = nn.Embedding(spec.horizon, width)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, spec.action_dim)

    def loss(self, inputs: Inputs, actions: Tensor, there: Tensor) -> tuple[Tensor, dict[str, Any]]:
        """Absolute error, where there is something, and the divergence of the style."""
        mean, logarithm = self.style(inputs.state[:, -1], actions, there)
        style = mean + (0.5 * logarithm).exp() * torch.randn_like(mean)
        errors = (self._actions(inputs, style).float() - actions).abs()
        # As published, over all steps: short chunks weigh less, beside the divergence too.
        l1 = errors.masked_fill(~there[..., None], 0.0).mean()
        kl = 0.5 * (mean.square() + logarithm.exp() - 1.0 - logarithm).sum(-1).mean()
        return l1 + self._kl_weight * kl, {"l1": l1.detach(), "kl": kl.detach()}

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        """Chunks (B, H, A), normalised; always the same."""
        Sampling.of(options, *self.options)
        style = inputs.state.new_zeros(len(inputs.state), self._latent)
        return self._actions(inputs, style).float()

    def parameter_groups(self) -> list[ParameterGroup]:
        """What reads, and all the rest: published rates are the same for the backbone."""
        own = (p for name, p in self.named_parameters() if not name.startswith("text."))
        return [*trained_parts({"text": self.text}), ParameterGroup("own", tuple(own))]

    def checkpoint_config(self, folder: Path) -> Config:
        """What reads keeps its vocabulary in the checkpoint."""
        return kept_parts(self.config, {"text": self.text}, folder)

    def _actions(self, inputs: Inputs, style: Tensor) -> Tensor:
        """Chunks (B, H, A) in a style (B, latent)."""
        tokens = [self.latent(style), self.state(inputs.state[:, -1])]
        if self.text is not None and self.words is not None:
            tokens.append(self.words(self.text(inputs.task)[2]))
        memory, places = [torch.stack(tokens, 1)], [self.places.weight]
        for pictures in pictures_of(inputs, self.spec.cameras):
            assert self.backbone is not None
            assert self.pixels is not None
            features = self.pixels(self.backbone(pictures[:, -1]))
            memory.append(features.flatten(2).mT)
            rows, columns = features.shape[-2:]
            places.append(_plane(rows, columns, features.shape[1], features.device))
        x, place = torch.cat(memory, 1), torch.cat(places)
        for layer in self.encoder:
            x = layer(x, place)
        query = self.queries.weight
        y = torch.zeros_like(query).expand(len(x), -1, -1)
        for layer in self.decoder:
            y = layer(y, query, x, place)
        return self.out(self.norm(y))


class _Style(nn.Module):
    """What is not seen in the situation but in the demonstrated chunk: a normal distribution."""

    def __init__(
        self, spec: PolicySpec, latent: int, layers: int, size: tuple[int, int, int, float]
    ):
        super().__init__()
        width = size[0]
        self.summary = nn.Embedding(1, width)
        self.state = nn.Linear(spec.state_dim, width)
        self.actions = nn.Linear(spec.action_dim, width)
        self.layers = nn.ModuleList(_Encoder(*size) for _ in range(layers))
        self.out = nn.Linear(width, 2 * latent)
        self.register_buffer(
            "places", _waves(torch.arange(2.0 + spec.horizon), width), persistent=False
        )

    def forward(self, state: Tensor, actions: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the variance (B, latent); steps that are not there are unseen."""
        summary = self.summary.weight.expand(len(state), 1, -1)
        x = torch.cat((summary, self.state(state)[:, None], self.actions(actions)), 1)
        missing = torch.cat((torch.zeros_like(there[:, :2]), ~there), 1)
        for layer in self.layers:
            x = layer(x, self.places, missing)
        mean, logarithm = self.out(x[:, 0]).float().chunk(2, -1)
        return mean, logarithm


class _Attention(nn.Module):
    """Attention, residual, norm; places are added to what is compared, not to what is read."""

    def __init__(self, width: int, heads: int, dropout: float):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(width)

    def forward(
        self, x: Tensor, place: Tensor, memory: Tensor, where: Tensor, missing: Tensor | None = None
    ) -> Tensor:
        """x (B, L, D) at places (L, D) after a look at memory (B, M, D) at places (M, D)."""
        read, _ = self.attention(x + place, memory + where, memory, missing, need_weights=False)
        return self.norm(x + self.dropout(read))


class _Inner(nn.Module):
    """Two linear maps, residual, norm."""

    def __init__(self, width: int, hidden: int, dropout: float):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Linear(width, hidden), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(hidden, width), nn.Dropout(dropout),
        )  # fmt: skip
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x + self.maps(x))


class _Encoder(nn.Module):
    """A layer of DETR's encoder."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.attention = _Attention(width, heads, dropout)
        self.inner = _Inner(width, hidden, dropout)

    def forward(self, x: Tensor, place: Tensor, missing: Tensor | None = None) -> Tensor:
        return self.inner(self.attention(x, place, x, place, missing))


class _Decoder(nn.Module):
    """A layer of DETR's decoder."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.own = _Attention(width, heads, dropout)
        self.cross = _Attention(width, heads, dropout)
        self.inner = _Inner(width, hidden, dropout)

    def forward(self, x: Tensor, place: Tensor, memory: Tensor, where: Tensor) -> Tensor:
        return self.inner(self.cross(self.own(x, place, x, place), place, memory, where))


def _waves(values: Tensor, width: int) -> Tensor:
    """Sine and cosine in turns (..., width) of values (...) at falling rates (Vaswani et al.)."""
    rates = 10000.0 ** (-torch.arange(0, width, 2, device=values.device) / width)
    angles = values[..., None] * rates
    return torch.stack((angles.sin(), angles.cos()), -1).flatten(-2)


def _plane(rows: int, columns: int, width: int, device: torch.device) -> Tensor:
    """Places (rows * columns, width) on a picture, row by row: y, then x, once around (DETR)."""
    y, x = (torch.arange(1, n + 1, device=device) * (2 * math.pi / n) for n in (rows, columns))
    high = _waves(y, width // 2)[:, None].expand(-1, columns, -1)
    wide = _waves(x, width // 2)[None].expand(rows, -1, -1)
    return torch.cat((high, wide), -1).flatten(0, 1)
