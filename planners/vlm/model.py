"""The model: entities and words that see each other, then tokens one by one that see all of it.

A transformer whose first part is read at once and whose second is told; an entity is pointed at by
how well its encoding fits the state (after pointer networks), so no name has to be spelled.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vla.vocabulary import COLORS, KINDS, SIZES

from .atoms import ATOMS, MAX_TOKENS, POINTER
from .features import MEASURES
from .words import BUCKETS, MAX_WORDS


@dataclass(frozen=True)
class Shape:
    """What weights fit into: sizes, and the names that their rows stand for."""

    words: tuple[str, ...]
    """The vocabulary of instructions; the first has number 2."""
    atoms: tuple[str, ...] = ATOMS
    kinds: tuple[str, ...] = tuple(KINDS)
    width: int = 128
    layers: int = 4
    heads: int = 4
    seen: int = 0
    """Numbers that a token of a picture has; 0 for a reader without eyes."""
    eyes: str = ""
    """The CLIP that made them."""
    glance: tuple[float, ...] = ()
    """By which that is known again (`sights.glance`)."""

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}


@dataclass(frozen=True)
class Prefix:
    """What is read, of a batch of B.

    Args:
        words: (B, W) numbers, 0 for none.
        grams: (B, W, G) runs of letters, 0 for none.
        looks: (B, E, 3) kind, colour, size, 0 for unknown.
        measures: (B, E, `MEASURES`).
        seen: (B, E, F) what pictures show of them, zeros where nothing; F is 0 without pictures.
        present: (B, E) bool.
        pointed: (B, E) bool, which of them can be pointed at.
    """

    words: Tensor
    grams: Tensor
    looks: Tensor
    measures: Tensor
    seen: Tensor
    present: Tensor
    pointed: Tensor

    def rows(self, index: Tensor) -> Prefix:
        """Some of the batch."""
        return Prefix(*(value[index] for value in vars(self).values()))


class Reader(nn.Module):
    """Words and entities in, tokens out."""

    strange: Tensor
    """(atoms,) which of them came after the training, and are never said."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        width = shape.width
        self.word = nn.Embedding(len(shape.words) + 2, width, padding_idx=0)
        self.gram = nn.Embedding(BUCKETS, width, padding_idx=0)
        self.atom = nn.Embedding(len(ATOMS), width)
        self.kind = nn.Embedding(len(shape.kinds) + 1, width)
        self.color = nn.Embedding(len(COLORS) + 1, width)
        self.size = nn.Embedding(len(SIZES) + 1, width)
        self.measure = nn.Sequential(nn.Linear(MEASURES, width), nn.GELU(), nn.Linear(width, width))
        self.sight = nn.Sequential(nn.Linear(shape.seen, width), nn.GELU(),
                                   nn.Linear(width, width)) if shape.seen else None  # fmt: skip
        self.place = nn.Embedding(MAX_WORDS + MAX_TOKENS + 1, width)
        self.blocks = nn.ModuleList(_Block(width, shape.heads) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.told = nn.Linear(width, width)
        strange = [atom not in shape.atoms for atom in ATOMS]
        self.register_buffer("strange", torch.tensor(strange), persistent=False)
        for table in (self.word, self.gram, self.atom, self.kind, self.color, self.size,
                      self.place):  # fmt: skip
            nn.init.normal_(table.weight, std=0.05)

    def forward(self, prefix: Prefix, tokens: Tensor) -> Tensor:
        """(B, T) tokens that were told, the first `atoms.START` -> (B, T, atoms + E) scores of
        the next one, -inf for entities that are not there."""
        things = self.entities(prefix)
        count, length = things.shape[1], prefix.words.shape[1]
        grams = self.gram(prefix.grams).sum(2)
        shown = (prefix.grams > 0).sum(2, keepdim=True).clamp(min=1)
        at = torch.arange(MAX_WORDS + MAX_TOKENS + 1, device=tokens.device)
        words = self.word(prefix.words) + grams / shown.sqrt() + self.place(at[:length])
        steps = at[MAX_WORDS : MAX_WORDS + tokens.shape[1]]
        said = self._said(tokens, things) + self.place(steps)
        x = torch.cat((things, words, said), 1)
        known = torch.cat((prefix.present, prefix.words > 0), 1)
        mask = _mask(known, tokens.shape[1])
        for block in self.blocks:
            x = block(x, mask)
        x = self.norm(x)
        state = x[:, count + length :]
        keys = self.key(x[:, :count])
        scores = (state @ self.atom.weight.T).masked_fill(self.strange, -torch.inf)
        pointers = self.query(state) @ keys.transpose(1, 2) * self.shape.width**-0.5
        pointers = pointers.masked_fill(~prefix.pointed[:, None], -torch.inf)
        return torch.cat((scores, pointers), 2)

    def entities(self, prefix: Prefix) -> Tensor:
        """(B, E, width) the tokens of the entities."""
        kind, color, size = prefix.looks.unbind(-1)
        looks = self.kind(kind) + self.color(color) + self.size(size)
        things = looks + self.measure(prefix.measures)
        if prefix.seen.shape[-1] and self.sight is not None:
            shown = (prefix.seen != 0).any(-1, keepdim=True)
            things = things + self.sight(prefix.seen) * shown
        return things

    def _said(self, tokens: Tensor, things: Tensor) -> Tensor:
        """What was told, as inputs: atoms are themselves, pointers what they point at."""
        pointed = (tokens - POINTER).clamp(min=0)
        index = pointed.clamp(max=things.shape[1] - 1)[..., None].expand(-1, -1, things.shape[2])
        entities = self.told(things.gather(1, index))
        atoms = self.atom(tokens.clamp(max=POINTER - 1))
        return torch.where((tokens >= POINTER)[..., None], entities, atoms)


class _Block(nn.Module):
    """Attention and a perceptron, normalised before."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        parts = (
            self.mix(self.first(x)).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        )
        mixed = F.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        return x + self.narrow(F.gelu(self.wide(self.second(x))))


def _mask(known: Tensor, told: int) -> Tensor:
    """(B, 1, L, L) bool: everything sees what is there of the prefix, tokens those before them."""
    batch, read = known.shape
    mask = torch.zeros(batch, read + told, read + told, dtype=torch.bool, device=known.device)
    mask[:, :, :read] = known[:, None]
    mask[:, read:, read:] = torch.ones(told, told, device=known.device).tril().bool()
    mask |= torch.eye(read + told, dtype=torch.bool, device=known.device)
    return mask[:, None]
