"""Pre-norm transformer blocks from which connectors, trunks and word encoders are made."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from vla.errors import UserError


def attend(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None, **options: Any
) -> Tensor:
    """torch's `scaled_dot_product_attention`, on processors in fp32: their bf16 kernel of its
    gradient takes ten times as long (torch 2.13)."""
    if query.device.type != "cpu" or not torch.is_autocast_enabled("cpu"):
        return scaled_dot_product_attention(query, key, value, mask, **options)
    with torch.autocast("cpu", enabled=False):
        query, key, value = query.float(), key.float(), value.float()
        if mask is not None and mask.is_floating_point():
            mask = mask.float()
        return scaled_dot_product_attention(query, key, value, mask, **options)


class Attention(nn.Module):
    """Multi-head attention (Vaswani et al. 2017) of tokens to others, or to themselves.

    Args:
        width: of the tokens.
        heads: among which it is divided.
        memory_width: of what is attended to; the same by default.
    """

    def __init__(self, width: int, heads: int, memory_width: int | None = None):
        super().__init__()
        if width % heads:
            raise UserError(f"width={width} cannot be divided among heads={heads}.")
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(memory_width or width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, tokens: Tensor, memory: Tensor, there: Tensor | None = None) -> Tensor:
        """Tokens (B, L, width) and memory (B, M, memory_width), of which `there` (B, M) counts.

        Where nothing of the memory is there, nothing is read: zeros, but for the last bias.
        """
        query = self.query(tokens).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        both = self.key_value(memory).unflatten(-1, (2, self.heads, -1))
        key, value = both.permute(2, 0, 3, 1, 4).unbind(0)
        if there is None:
            mixed = attend(query, key, value)
        else:
            # Without anything to attend to, some backends of torch give numbers that are none.
            empty = ~there.any(1)[:, None, None, None]
            mixed = attend(query, key, value, there[:, None, None] | empty)
            mixed = mixed.masked_fill(empty, 0.0)
        return self.out(mixed.transpose(1, 2).flatten(2))


def mlp(width: int, ratio: int = 4) -> nn.Sequential:
    """Two layers with GELU between them, `ratio` times as wide inside."""
    return nn.Sequential(
        nn.LayerNorm(width),
        nn.Linear(width, ratio * width),
        nn.GELU(approximate="tanh"),
        nn.Linear(ratio * width, width),
    )


class Block(nn.Module):
    """Self-attention, then an MLP; each normalises what it reads and adds what it finds."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = mlp(width)

    def forward(self, tokens: Tensor, there: Tensor | None = None) -> Tensor:
        """Tokens (B, L, width), of which those that are `there` (B, L) are attended to."""
        normed = self.norm(tokens)
        tokens = tokens + self.attention(normed, normed, there)
        return tokens + self.mlp(tokens)


class GatedCrossBlock(nn.Module):
    """Cross-attention and an MLP behind gates tanh(0): at first it changes nothing.

    Flamingo (Alayrac et al. 2022), section 2.2.
    """

    def __init__(self, width: int, heads: int, memory_width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads, memory_width)
        self.mlp = mlp(width)
        self.gates = nn.Parameter(torch.zeros(2))

    def forward(self, tokens: Tensor, memory: Tensor, there: Tensor | None = None) -> Tensor:
        """Tokens (B, L, width) that attend to memory (B, M, memory_width) where `there`."""
        attention, inner = self.gates.tanh()
        tokens = tokens + attention * self.attention(self.norm(tokens), memory, there)
        return tokens + inner * self.mlp(tokens)
