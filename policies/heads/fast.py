"""Actions as words: FAST tokens, one after the other, by a small decoder that reads the context.

Pertsch et al. 2025 (pi0-FAST), without a language model: the decoder has a vocabulary of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ..base import held
from ..build import Config, build
from ..context import Context
from ..expert import LayerShape, Memory
from .fast_tokens import FastTokens
from .sampling import Sampling

DECODER = {"_target_": "vla.policies.expert.Decoder"}
NOTHING = -100
"""Target that does not count."""


class FastHead(nn.Module):
    """Words of a chunk, the likeliest one at a time, until the end is the likeliest.

    It learns its vocabulary before training (`fit`) and complains if it did not. A chunk whose
    words cannot be decoded is zeros, as in the authors' code (`FastTokens.decode`).

    Args:
        action_dim, horizon: A and H.
        width, layer_shape: of the context, see `expert.Decoder`.
        net: the decoder.
        vocabulary: words at most.
        scale: of the coefficients before they are rounded; more is finer, and longer.
    """

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        width: int,
        layer_shape: LayerShape | None = None,
        net: Config = DECODER,
        vocabulary: int = 1024,
        scale: float = 10.0,
    ):
        super().__init__()
        self.tokens = FastTokens(horizon, action_dim, vocabulary, scale)
        self.net = build(net, outputs=vocabulary + 1, context_width=width, layer_shape=layer_shape)
        inner, self.end = self.net.out.in_features, vocabulary
        self.longest = horizon * action_dim
        """Words of a chunk at most."""
        self.words = nn.Embedding(vocabulary + 1, inner)  # the end is the beginning, too
        self.places = nn.Parameter(0.02 * torch.randn(1, 1, self.longest + 1, inner))
        self.condition = nn.Parameter(torch.zeros(1, 1, 1, inner))
        nn.init.normal_(self.words.weight, std=0.02)

    @property
    def fitted(self) -> bool:
        """Whether it has a vocabulary."""
        return self.tokens.fitted

    def fit(self, actions: Tensor) -> None:
        """Learn the vocabulary from chunks (N, H, A), normalised."""
        self.tokens.fit(actions)

    def loss(
        self, context: Context, actions: Tensor, there: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Cross-entropy per word. Steps that are not there are held at the last that is.

        `words` is how many a chunk has, `clipped` the share of coefficients that were not learned.
        """
        actions = held(actions, there)
        chunks = [[*words, self.end] for words in self.tokens.encode(actions)]
        longest = max(map(len, chunks))
        device = actions.device
        wanted = torch.tensor(
            [words + [NOTHING] * (longest - len(words)) for words in chunks], device=device
        )
        known = wanted.roll(1, 1).where(wanted.roll(1, 1) != NOTHING, self.end)
        known[:, 0] = self.end
        logits, _ = self._logits(known, self.net.remember(context), 0)
        total = cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=NOTHING)
        counted = wanted != NOTHING
        right = (logits.argmax(-1) == wanted) & counted
        figures = {
            "action_loss": total.detach(),
            "accuracy": right.sum() / counted.sum(),
            "words": counted.sum() / len(chunks) - 1,
            "clipped": self.tokens.beyond(actions),
        }
        return total, figures

    def sample(self, context: Context, **options: Any) -> Tensor:
        """Actions (B, H, A), normalised; follows `unguided` and `guidance` of `Sampling`."""
        chosen = Sampling.of(options, "unguided", "guidance")
        memory = self.net.remember(chosen.context(context))
        rows, device = len(context.there), context.there.device
        known = torch.full((rows, 1), self.end, device=device)
        said: list[Tensor] = []
        over = torch.zeros(rows, dtype=torch.bool, device=device)
        while len(said) < self.longest and not bool(over.all()):
            logits, memory = self._logits(chosen.rows(known), memory, len(said))
            known = chosen.guide(logits)[:, -1:].argmax(-1)
            over = over | (known[:, 0] == self.end)
            said.append(known[:, 0].where(~over, self.end))
        table = torch.stack(said, 1).tolist()
        words = [row[: row.index(self.end)] if self.end in row else row for row in table]
        return self.tokens.decode(words)[0].to(device)

    def _logits(self, known: Tensor, memory: Memory, before: int) -> tuple[Tensor, Memory]:
        """Logits (B, M, words) of what follows each of the words (B, M), and a longer memory.

        Args:
            memory: of the context, and of the `before` words that were there already.
        """
        count = known.shape[1]
        x = self.words(known)[:, None] + self.places[:, :, before : before + count]
        causal = torch.ones(count, count, dtype=torch.bool, device=x.device).tril()
        logits, layers = self.net(x, self.condition, memory, causal)
        there = torch.cat((memory.there, memory.there.new_ones(known.shape)), 1)
        return logits[:, 0].float(), replace(memory, layers=layers, there=there)
