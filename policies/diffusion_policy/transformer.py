"""The transformer of Diffusion Policy (Chi et al. 2023, section III-A), after minGPT."""

from __future__ import annotations

import torch
from diffusers.models.embeddings import get_timestep_embedding
from torch import Tensor, nn

from vla.errors import UserError

from ..base import ParameterGroup

DEVIATION = 0.02
"""Of the weights at the beginning, as in GPT-2."""


class Transformer(nn.Module):
    """Noise in a noisy chunk: a decoder over actions that looks at the step and what is seen.

    Args:
        action_dim: A.
        horizon: H.
        n_obs_steps: O.
        seen: D, features of an observation.
        said: W, width of what was said, which goes with every observation; 0 for nothing.
        layers: of the decoder.
        width: of tokens.
        heads: of attention.
        dropout: in attention and after it.
        token_dropout: of tokens that go in.
        causal: action i sees actions and observations up to i only.
    """

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        n_obs_steps: int,
        seen: int,
        said: int = 0,
        layers: int = 8,
        width: int = 256,
        heads: int = 4,
        dropout: float = 0.3,
        token_dropout: float = 0.0,
        causal: bool = True,
    ):
        super().__init__()
        if width % heads or width % 2:
            raise UserError(f"width={width}, heads={heads}: an even width, a multiple of heads.")
        self._width = width
        self.actions = nn.Linear(action_dim, width)
        self.observations = nn.Linear(seen + said, width)
        self.positions = nn.Parameter(torch.empty(1, horizon, width))
        self.memory_positions = nn.Parameter(torch.empty(1, 1 + n_obs_steps, width))
        self.drop = nn.Dropout(token_dropout)
        self.memory = nn.Sequential(
            nn.Linear(width, 4 * width), nn.Mish(), nn.Linear(4 * width, width)
        )
        layer = nn.TransformerDecoderLayer(
            width, heads, 4 * width, dropout, "gelu", batch_first=True, norm_first=True
        )
        self.decoder = nn.TransformerDecoder(layer, layers, nn.LayerNorm(width))
        self.out = nn.Linear(width, action_dim)
        # True is what may not be looked at. The first token of the memory is the diffusion step.
        later, earlier = torch.arange(horizon)[:, None], torch.arange(1 + n_obs_steps)[None]
        self.register_buffer("hidden", (later < later.T) & causal, persistent=False)
        self.register_buffer("unseen", (later < earlier - 1) & causal, persistent=False)
        self.apply(_begin)
        for positions in (self.positions, self.memory_positions):
            nn.init.normal_(positions, std=DEVIATION)

    def forward(self, actions: Tensor, time: Tensor, seen: Tensor, said: Tensor | None) -> Tensor:
        """Noise (B, H, A) in actions (B, H, A) at diffusion steps (B,).

        Args:
            seen: (B, O, D).
            said: (B, W).
        """
        if said is not None:
            seen = torch.cat((seen, said[:, None].expand(-1, seen.shape[1], -1)), -1)
        step = get_timestep_embedding(time, self._width)[:, None]
        memory = torch.cat((step, self.observations(seen)), 1)
        memory = self.memory(self.drop(memory + self.memory_positions))
        tokens = self.drop(self.actions(actions) + self.positions)
        # Not told, the decoder compares the mask with a causal one, and waits for the device.
        decoded = self.decoder(tokens, memory, self.hidden, self.unseen, tgt_is_causal=False)
        return self.out(decoded)

    def parameter_groups(self) -> list[ParameterGroup]:
        """Matrices decay; biases, norms and positions do not."""
        positions = (self.positions, self.memory_positions)
        free = [*positions, *(p for p in self.parameters() if p.dim() < 2)]
        numbers = {id(parameter) for parameter in free}
        decayed = tuple(p for p in self.parameters() if id(p) not in numbers)
        return [
            ParameterGroup("network", decayed),
            ParameterGroup("network without decay", tuple(free), weight_decay=0.0),
        ]


def _begin(module: nn.Module) -> None:
    """Small weights, no biases."""
    if isinstance(module, nn.MultiheadAttention):
        nn.init.normal_(module.in_proj_weight, std=DEVIATION)
        nn.init.zeros_(module.in_proj_bias)
    elif isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=DEVIATION)
        nn.init.zeros_(module.bias)
