"""Trunks: tokens of cameras, words and state become the context that action heads read.

All map tokens (B, L, width), which of them are there (B, L) and what was said (B, width) to a
`Context`. Tokens that are not there have no influence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from vla.errors import UserError

from .context import Context, KeyValue
from .pretrained import Lora, Pretrained, PretrainedPart, load_decoder, read_config
from .transformer import Block


class Identity(nn.Module):
    """No layers: the head reads the tokens as they are."""

    def __init__(self, width: int):
        super().__init__()

    def forward(self, tokens: Tensor, there: Tensor, pooled: Tensor | None = None) -> Context:
        """The tokens."""
        return Context(tokens, there, pooled)


class Bidirectional(nn.Module):
    """A small transformer in which all tokens attend to all.

    Args:
        layers, heads: of the transformer.
    """

    def __init__(self, width: int, layers: int = 2, heads: int = 4):
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, there: Tensor, pooled: Tensor | None = None) -> Context:
        """The tokens after the last layer, normalised."""
        for block in self.blocks:
            tokens = block(tokens, there)
        return Context(self.norm(tokens), there, pooled)


class Decoder(PretrainedPart):
    """A causal language model (Llama, Gemma, Qwen, SmolLM, ...) in which all tokens attend to all.

    Tokens are projected to its width and back. Its own words are not used: the text comes as tokens
    of the text encoder. Heads may read the keys and values of its layers, as in pi-0 (Black et al.
    2024). Tokens that are there are numbered one after the other for its rotary positions.

    Args:
        folder: see `vision.Tower`; null for an architecture without weights.
        architecture: such a one: a configuration of `transformers` with its `model_type`. It has
            to be trained: `frozen=False, rate=1`.
        keep: its first layers only (SmolVLA, Shukor et al. 2025); all by default.
        frozen, rate, lora, checkpointing: see `Pretrained`.
        weights: false for the folder's architecture only, freshly initialised.

    Raises:
        UserError: no folder and no architecture, no decoder, missing weights or layers, or a
            frozen one that is untrained.
    """

    def __init__(
        self,
        width: int,
        folder: str | None = None,
        architecture: Mapping[str, Any] | None = None,
        keep: int | None = None,
        frozen: bool = True,
        rate: float = 0.1,
        weights: bool = True,
        lora: Lora | None = None,
        checkpointing: bool = False,
    ):
        super().__init__()
        if folder is None and frozen:
            raise UserError("Without folder=... a decoder is untrained: say frozen=false.")
        self.config = read_config(folder) if folder is not None else _described(architecture)
        model = load_decoder(folder, self.config, keep, weights)
        config = model.config
        model.set_input_embeddings(nn.Identity())
        self.layer_shape = (
            config.num_hidden_layers,
            getattr(config, "num_key_value_heads", None) or config.num_attention_heads,
            getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads,
        )
        self.attention: str = config._attn_implementation
        self.into = nn.Linear(width, config.hidden_size)
        self.out = nn.Linear(config.hidden_size, width)
        self.model = Pretrained(model, frozen, rate, lora, checkpointing)

    def forward(self, tokens: Tensor, there: Tensor, pooled: Tensor | None = None) -> Context:
        """Tokens after the last layer, and what all layers keep."""
        kept = _Kept()
        made = self.model(
            inputs_embeds=self.into(tokens),
            attention_mask=self._mask(there),
            position_ids=(there.cumsum(1) - 1).clamp(min=0),
            past_key_values=kept,
            use_cache=True,
        )
        if len(kept.pairs) != self.layer_shape[0]:
            raise UserError(
                f"{self.config.model_type} keeps keys and values in {len(kept.pairs)} of"
                f" {self.layer_shape[0]} layers: take a decoder with attention in each."
            )
        return Context(self.out(made.last_hidden_state), there, pooled, tuple(kept.pairs))

    def _mask(self, there: Tensor) -> Tensor:
        """(B, 1, L, L): all attend to what is there; four axes are taken as they are."""
        mask = there[:, None, None].expand(-1, 1, there.shape[1], -1)
        if self.attention == "sdpa":
            return mask
        return torch.zeros(mask.shape, device=mask.device).masked_fill(~mask, float("-inf"))


class _Kept:
    """Keys and values of one pass through all tokens, after their rotation: a `Cache` to layers.

    Unlike a cache for generation it never adds to what it holds, so a layer may be computed again.
    """

    def __init__(self) -> None:
        self.pairs: list[KeyValue] = []

    def get_seq_length(self, layer_idx: int = 0) -> int:
        return 0

    def update(
        self, key_states: Tensor, value_states: Tensor, layer_idx: int, *ignored: Any, **also: Any
    ) -> KeyValue:
        if layer_idx == len(self.pairs):
            self.pairs.append((key_states, value_states))
        return key_states, value_states


def _described(architecture: Mapping[str, Any] | None) -> Any:
    """A configuration from its description."""
    from transformers import AutoConfig

    if architecture is None:
        raise UserError("A decoder needs folder=... or architecture={model_type: llama, ...}.")
    values = dict(architecture)
    kind = values.pop("model_type", None)
    try:
        return AutoConfig.for_model(kind, **values)
    except (ValueError, TypeError) as error:
        raise UserError(f"architecture: {error}") from None
