"""The action expert: a small transformer over action tokens that reads a context.

Every block is one attention over [keys and values of the context; its own], as the expert of pi-0
(Black et al. 2024): the context never sees the actions, so what is read of it is computed once per
observation and used again for every flow time in training and every solver step in sampling.
Flow time, and what was said, change each block's norms and gates (adaLN-zero of DiT, Peebles and
Xie 2023, section 3.2).

Letters: B observations, G groups of action tokens that do not see each other (flow times of the
same observation), H tokens of a group, L tokens of the context.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm, pad, silu

from vla.errors import UnknownName, UserError

from .context import Context, KeyValue
from .transformer import attend

LayerShape = tuple[int, int, int]
"""A trunk's layers, heads of its keys and values, and width of a head."""
READS = ("tokens", "layers")
"""Own keys and values of the context's tokens, or those that the trunk's layers kept."""
PERIODS = (4e-3, 4.0)
"""Shortest and longest period of the sines and cosines of a flow time in [0, 1] (pi-0)."""


@dataclass(frozen=True)
class Memory:
    """What an expert keeps of an observation."""

    layers: Sequence[KeyValue]
    """Of each block, (B, heads, L, head width)."""
    there: Tensor
    """(B, L) bool"""
    said: Tensor | None = None
    """(B, width) added to the condition of every token."""


class TimeEmbedding(nn.Module):
    """Sines and cosines of flow times; periods from `PERIODS`, so that [0, 1] is told apart."""

    waves: Tensor

    def __init__(self, width: int):
        super().__init__()
        if width % 2:
            raise UserError(f"width={width} of the expert is odd: sines and cosines need pairs.")
        low, high = PERIODS
        periods = low * (high / low) ** torch.linspace(0.0, 1.0, width // 2)
        self.register_buffer("waves", 2 * math.pi / periods, persistent=False)

    def forward(self, time: Tensor) -> Tensor:
        """Times (...) to (..., width), in single precision."""
        angles = time.float()[..., None] * self.waves
        return torch.cat((angles.sin(), angles.cos()), -1)


def visible(there: Tensor, groups: int, own: Tensor) -> Tensor:
    """Which of [context; all groups' tokens] each token sees: (B, 1, G * H, L + G * H) bool.

    Args:
        there: (B, L) bool, of the context.
        own: (H, H) bool, of the tokens of a group.
    """
    apart = torch.eye(groups, dtype=torch.bool, device=there.device)
    within = (apart[:, None, :, None] & own[None, :, None, :]).flatten(0, 1).flatten(1)
    shape = (len(there), len(within), -1)
    return torch.cat((there[:, None].expand(shape), within.expand(shape)), -1)[:, None]


class Block(nn.Module):
    """Attention over [past; own tokens] and an MLP, each modulated and gated."""

    def __init__(self, width: int, heads: int, kept_heads: int, head_width: int, mlp_ratio: float):
        super().__init__()
        self.heads, self.kept_heads = heads, kept_heads
        self.project = nn.Linear(width, (heads + 2 * kept_heads) * head_width)
        self.out = nn.Linear(heads * head_width, width)
        self.mlp = feed_forward(width, mlp_ratio)

    def forward(
        self, x: Tensor, modulation: Sequence[Tensor], past: KeyValue, bias: Tensor
    ) -> tuple[Tensor, KeyValue]:
        """Tokens (B, G, H, width) afterwards, and the keys and values that they saw.

        Args:
            modulation: shift, scale and gate of the attention and of the MLP, six times
                (B, G, 1 or H, width).
            past: keys and values (B, kept heads, L, head width) that are seen besides their own.
            bias: (B, 1, G * H, L + G * H), minus infinity where nothing is seen.
        """
        shift, scale, gate, shift_2, scale_2, gate_2 = modulation
        inner = self.project(modulated(x, shift, scale)).flatten(1, 2)
        split = inner.unflatten(-1, (self.heads + 2 * self.kept_heads, -1)).transpose(1, 2)
        query, key, value = split.split((self.heads, self.kept_heads, self.kept_heads), 1)
        key, value = torch.cat((past[0], key), 2), torch.cat((past[1], value), 2)
        grouped = self.heads != self.kept_heads
        mixed = attend(query, key, value, bias, enable_gqa=grouped)
        mixed = mixed.transpose(1, 2).flatten(2).unflatten(1, x.shape[1:3])
        x = torch.addcmul(x, gate, self.out(mixed))
        x = torch.addcmul(x, gate_2, self.mlp(modulated(x, shift_2, scale_2)))
        return x, (key, value)


class Decoder(nn.Module):
    """Blocks that read a context, and a linear layer at the end; at first it gives zeros.

    Args:
        width: of the tokens.
        layers: blocks.
        heads: among which the attention is divided.
        mlp_ratio: of the width inside the MLPs.
        reads: `tokens` of the context, whose keys and values it learns; or `layers`, those that
            the trunk's layers kept: the last as many as there are blocks, whose width of a head
            is then the blocks' too.
        pooled: the context's pooled words are part of the condition.
        outputs: numbers that come out per token.
        context_width: of the context's tokens.
        layer_shape: of what the trunk's layers keep; None where they keep nothing.

    Raises:
        UserError: widths and heads that do not divide, or a trunk that does not keep what is read.
    """

    def __init__(
        self,
        width: int = 128,
        layers: int = 4,
        heads: int = 4,
        mlp_ratio: float = 4.0,
        reads: str = "tokens",
        pooled: bool = True,
        *,
        outputs: int,
        context_width: int,
        layer_shape: LayerShape | None = None,
    ):
        super().__init__()
        if reads not in READS:
            raise UnknownName("reads", reads, READS)
        if reads == "layers":
            kept_heads, head_width = _kept(layers, heads, layer_shape)
        elif width % heads:
            raise UserError(f"width={width} of the expert cannot be divided among heads={heads}.")
        else:
            kept_heads, head_width = heads, width // heads
            self.norm = nn.LayerNorm(context_width)
            self.read = nn.Linear(context_width, 2 * layers * width)
        self._reads, self._head_width = reads, head_width
        self.hear = nn.Linear(context_width, width) if pooled else None
        self.blocks = nn.ModuleList(
            Block(width, heads, kept_heads, head_width, mlp_ratio) for _ in range(layers)
        )
        self.modulation = nn.Linear(width, (6 * layers + 2) * width)
        self.out = nn.Linear(width, outputs)
        for layer in (self.modulation, self.out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def remember(self, context: Context) -> Memory:
        """What the blocks read of a context.

        Raises:
            UserError: the context has no pooled words, or keeps no layers, and they are read.
        """
        count = len(self.blocks)
        if self._reads == "layers":
            if len(context.layers) < count:
                raise UserError(
                    f"The expert reads {count} layers of the trunk, which kept"
                    f" {len(context.layers)}."
                )
            layers: Sequence[KeyValue] = context.layers[-count:]
        else:
            read = self.read(self.norm(context.tokens))
            read = read.unflatten(-1, (count, 2, -1, self._head_width)).permute(2, 3, 0, 4, 1, 5)
            layers = [(both[0], both[1]) for both in read.unbind(0)]
        return Memory(layers, context.there, heard(self.hear, context))

    def forward(
        self,
        x: Tensor,
        condition: Tensor,
        memory: Memory,
        own: Tensor,
        second: Tensor | None = None,
    ) -> tuple[Tensor, list[KeyValue]]:
        """Outputs (B, G, H, outputs), and all keys and values that each block saw.

        Args:
            x: tokens (B, G, H, width).
            condition: (1 or B, 1 or G, 1 or 2, width).
            own: (H, H) bool: which tokens of its group each sees.
            second: (B, G, H) bool: tokens under the second of two conditions.
        """
        if memory.said is not None:
            condition = condition + memory.said[:, None, None]
        # Each condition is turned into shifts, scales and gates once, not once per token.
        pieces = self.modulation(silu(condition)).unflatten(-1, (-1, x.shape[-1])).unbind(-2)
        if second is not None:
            there = second[..., None]
            pieces = [torch.where(there, p[:, :, 1:2], p[:, :, :1]) for p in pieces]
        seen = visible(memory.there, x.shape[1], own)
        bias = torch.zeros(seen.shape, dtype=x.dtype, device=x.device)
        bias = bias.masked_fill_(~seen, -torch.inf)
        kept: list[KeyValue] = []
        for index, block in enumerate(self.blocks):
            x, both = block(x, pieces[6 * index : 6 * index + 6], memory.layers[index], bias)
            kept.append(both)
        return self.out(modulated(x, *pieces[-2:])), kept


class Expert(nn.Module):
    """A `Decoder` of noisy actions at flow times: what continuous heads and bins are made of.

    Args:
        width, layers, heads, mlp_ratio, reads, pooled: see `Decoder`.
        inputs, outputs: numbers per action that go in and come out.
        horizon: H.
        context_width, layer_shape: see `Decoder`.
    """

    def __init__(
        self,
        width: int = 128,
        layers: int = 4,
        heads: int = 4,
        mlp_ratio: float = 4.0,
        reads: str = "tokens",
        pooled: bool = True,
        *,
        inputs: int,
        outputs: int,
        horizon: int,
        context_width: int,
        layer_shape: LayerShape | None = None,
    ):
        super().__init__()
        self.actions = nn.Linear(inputs, width)
        self.places = nn.Parameter(0.02 * torch.randn(1, 1, horizon, width))
        self.waves = TimeEmbedding(width)
        self.time = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.decoder = Decoder(
            width, layers, heads, mlp_ratio, reads, pooled,
            outputs=outputs, context_width=context_width, layer_shape=layer_shape,
        )  # fmt: skip

    def remember(self, context: Context) -> Memory:
        """What is read of a context, for any number of calls."""
        return self.decoder.remember(context)

    def forward(
        self, actions: Tensor, time: Tensor, memory: Memory, given: Tensor | None = None
    ) -> Tensor:
        """Predictions (B, G, H, outputs).

        Args:
            actions: (B, G, H, inputs), as noisy as their time says.
            time: (1 or B, G), 1 for noise and 0 for data.
            given: (B, G, H) bool: actions that are known and clean; their time is 0.
        """
        x = self.actions(actions) + self.places
        times = time[..., None]
        if given is not None:
            times = pad(times, (0, 1))  # the second condition: time 0
        own = torch.ones(2 * (x.shape[2],), dtype=torch.bool, device=x.device)
        return self.decoder(x, self.time(self.waves(times)), memory, own, given)[0]


def heard(hear: nn.Linear | None, context: Context) -> Tensor | None:
    """What was said (B, width), None for an expert that does not listen.

    Raises:
        UserError: the context has no pooled words.
    """
    if hear is None:
        return None
    if context.pooled is None:
        raise UserError(
            "The expert hears pooled words, which this trunk does not give: pooled=false."
        )
    return hear(context.pooled)


def feed_forward(width: int, ratio: float) -> nn.Sequential:
    """Two layers with GELU between them, `ratio` times as wide inside."""
    inner = int(ratio * width)
    return nn.Sequential(
        nn.Linear(width, inner), nn.GELU(approximate="tanh"), nn.Linear(inner, width)
    )


def modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    """Tokens with mean 0 and deviation 1, then scaled and shifted."""
    return torch.addcmul(shift, layer_norm(x, x.shape[-1:]), 1 + scale)


def _kept(layers: int, heads: int, shape: LayerShape | None) -> tuple[int, int]:
    """Heads of keys and values, and width of a head, as the trunk has them."""
    if shape is None:
        raise UserError("The trunk keeps no keys and values of its layers: use reads=tokens.")
    count, kept_heads, head_width = shape
    if layers > count or heads % kept_heads:
        raise UserError(
            f"The trunk keeps {count} layers of {kept_heads} heads; the expert has layers={layers}"
            f" and heads={heads}: no more layers, and a multiple of the heads."
        )
    return kept_heads, head_width
