"""The action expert as an MLP over whole chunks: for small contexts and processors.

The chunk is one vector. What is read of a context, flow time and what was said change each block's
norms and gates, as in `vla.policies.expert`; a solver step costs a twentieth of that transformer's.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm, silu

from .context import Context
from .expert import LayerShape, TimeEmbedding, feed_forward, heard, modulated
from .transformer import Attention


class MlpExpert(nn.Module):
    """What `expert.Expert` is to heads, without tokens.

    Args:
        width, layers, mlp_ratio: of the blocks.
        queries: with which the context is read.
        heads: of that attention.
        pooled: pooled words are part of the condition.
        inputs, outputs: numbers per action that go in and come out.
        horizon: H.
        context_width: of the context's tokens.
    """

    def __init__(
        self,
        width: int = 384,
        layers: int = 3,
        mlp_ratio: float = 2.0,
        queries: int = 4,
        heads: int = 4,
        pooled: bool = True,
        *,
        inputs: int,
        outputs: int,
        horizon: int,
        context_width: int,
        layer_shape: LayerShape | None = None,
    ):
        super().__init__()
        self._shape = (horizon, outputs)
        self.queries = nn.Parameter(torch.randn(queries, context_width))
        self.norm = nn.LayerNorm(context_width)
        self.reading = Attention(context_width, heads)
        self.read = nn.Linear(queries * context_width, width)
        self.hear = nn.Linear(context_width, width) if pooled else None
        self.waves = TimeEmbedding(width)
        self.time = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.actions = nn.Linear(horizon * (inputs + 1), width)
        self.blocks = nn.ModuleList(feed_forward(width, mlp_ratio) for _ in range(layers))
        self.modulation = nn.Linear(width, 3 * layers * width)
        self.out = nn.Linear(width, horizon * outputs)
        for layer in (self.modulation, self.out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def remember(self, context: Context) -> Tensor:
        """What is read of a context (B, width), for any number of calls; see `expert.heard`."""
        tokens = self.norm(context.tokens)
        queries = self.queries.expand(len(tokens), -1, -1)
        known = self.read(self.reading(queries, tokens, context.there).flatten(1))
        said = heard(self.hear, context)
        return known if said is None else known + said

    def forward(
        self, actions: Tensor, time: Tensor, memory: Tensor, given: Tensor | None = None
    ) -> Tensor:
        """Predictions (B, G, H, outputs).

        Args:
            actions: (B, G, H, inputs), as noisy as their time says.
            time: (1 or B, G), 1 for noise and 0 for data.
            memory: (B, width)
            given: (B, G, H) bool: actions that are known and clean.
        """
        known = actions.new_zeros(actions.shape[:3]) if given is None else given.to(actions)
        x = self.actions(torch.cat((actions, known[..., None]), -1).flatten(2))
        condition = silu(self.time(self.waves(time)) + memory[:, None])
        changes = self.modulation(condition).unflatten(-1, (len(self.blocks), 3, -1))
        x = x + memory[:, None]
        for index, block in enumerate(self.blocks):
            shift, scale, gate = changes[..., index, :, :].unbind(-2)
            x = torch.addcmul(x, 1 + gate, block(modulated(x, shift, scale)))
        return self.out(layer_norm(x, x.shape[-1:])).unflatten(-1, self._shape)
