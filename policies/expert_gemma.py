"""An action expert of Gemma layers, for trunks that are decoders of transformers.

pi-0 (Black et al. 2024), SmolVLA (Shukor et al. 2025): block i reads what layer i of the trunk kept
and has its rotary positions, its heads of keys and values and its width of a head, but is narrower.
Equal to the expert of transformers' PI0, whose weights it can take (`tests/test_pi0_reference.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import silu
from transformers import Cache, GemmaConfig, GemmaModel

from vla.errors import UserError

from .context import Context, KeyValue
from .expert import LayerShape, Memory, TimeEmbedding, visible


class GemmaExpert(nn.Module):
    """Noisy actions at flow times among the layers of a decoder; the interface is `Expert`'s.

    A flow time is not a condition of the layers, but joined to every action (pi-0, appendix B).

    Args:
        width: of the action tokens; pi-0 has 1024.
        heads: of the queries, a multiple of the trunk's heads of keys and values.
        mlp_width: inside the MLPs; pi-0 has 4096.
        rope_theta: base of the rotary positions, the trunk's own: Gemma 10,000, SmolLM2 100,000.
        inputs, outputs: numbers per action that go in and come out.
        layer_shape: of what the trunk's layers keep, all of which are read.
        horizon, context_width: not used; positions are rotary, and tokens are not read.

    Raises:
        UserError: the trunk keeps no layers, or heads that do not divide.
    """

    def __init__(
        self,
        width: int = 256,
        heads: int = 8,
        mlp_width: int = 1024,
        rope_theta: float = 10_000.0,
        *,
        inputs: int,
        outputs: int,
        horizon: int,
        context_width: int,
        layer_shape: LayerShape | None = None,
    ):
        super().__init__()
        if layer_shape is None:
            raise UserError("GemmaExpert reads the layers of a decoder; this trunk keeps none.")
        layers, kept_heads, head_width = layer_shape
        if heads % kept_heads:
            raise UserError(f"heads={heads} is no multiple of the trunk's {kept_heads} heads.")
        config = GemmaConfig(
            vocab_size=1,  # there are no words
            pad_token_id=None,
            bos_token_id=None,
            eos_token_id=None,
            hidden_size=width,
            intermediate_size=mlp_width,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            num_key_value_heads=kept_heads,
            head_dim=head_width,
            rope_parameters={"rope_type": "default", "rope_theta": rope_theta},
        )
        self.actions = nn.Linear(inputs, width)
        self.waves = TimeEmbedding(width)
        self.time_in = nn.Linear(2 * width, width)
        self.time_out = nn.Linear(width, width)
        self.decoder = GemmaModel(config)
        self.decoder.set_input_embeddings(nn.Identity())
        self.out = nn.Linear(width, outputs)

    def remember(self, context: Context) -> Memory:
        """What is read of a context, for any number of calls."""
        if len(context.layers) != len(self.decoder.layers):
            raise UserError(
                f"The expert has {len(self.decoder.layers)} layers, the context"
                f" {len(context.layers)}."
            )
        return Memory(context.layers, context.there)

    def forward(
        self, actions: Tensor, time: Tensor, memory: Memory, given: Tensor | None = None
    ) -> Tensor:
        """Predictions (B, G, H, outputs).

        Args:
            actions: (B, G, H, inputs), as noisy as their time says.
            time: (1 or B, G), 1 for noise and 0 for data.
            given: (B, G, H) bool: actions that are known and clean; their time is 0.
        """
        x = self.actions(actions)
        groups, horizon = x.shape[1:3]
        times = time[..., None] if given is None else time[..., None] * ~given
        waves = self.waves(times).to(x.dtype).expand(*x.shape[:2], -1, -1)
        waves = waves.expand_as(x)
        x = self.time_out(silu(self.time_in(torch.cat((x, waves), -1))))
        own = torch.ones(horizon, horizon, dtype=torch.bool, device=x.device)
        steps = torch.arange(horizon, device=x.device).repeat(groups)
        hidden = self.decoder(
            inputs_embeds=x.flatten(1, 2),
            attention_mask=visible(memory.there, groups, own),
            position_ids=memory.there.sum(1, keepdim=True) + steps,
            past_key_values=_Before(memory.layers),
            use_cache=True,
        ).last_hidden_state
        return self.out(hidden).unflatten(1, (groups, horizon))


class _Before(Cache):
    """Keys and values that stand before those of every call, and are never added to."""

    def __init__(self, layers: Sequence[KeyValue]):
        super().__init__(layers=[])
        self._before = layers

    def update(
        self, key_states: Tensor, value_states: Tensor, layer_idx: int, *args: object,
        **kwargs: object,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        key, value = self._before[layer_idx]
        key, value = key.to(key_states.dtype), value.to(value_states.dtype)
        return torch.cat((key, key_states), 2), torch.cat((value, value_states), 2)
