"""Connectors: from what the vision tower sees to the tokens that the trunk reads.

All map tokens (B, S, P, width_in) of S sources, cameras at steps, with P patches each, text
(B, L, text_width) and which of it is there (B, L) to (B, m, width). `Linear` and `Mlp` keep every
token and do not read the text; `Perceiver` and `QFormer` read all cameras into a fixed number of
latents, knowing what was asked for; `Grounding` says where the things are that the words name, and
first makes of patches the little that it reads.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from vla.errors import UserError
from vla.features import Camera

from .sight import Sight
from .transformer import Attention, Block, GatedCrossBlock, mlp

SHARPNESS = 30.0
"""Of a map's softmax: vectors have length one."""
LEAST = 0.4
"""Height of a map, at first, from which on a thing is rather there than not."""
SCALE = 10.0
"""Of places on the table [1/m]: millimetres from the tool matter."""


class Linear(nn.Module):
    """One linear layer for each token by itself: m = n."""

    def __init__(self, width_in: int, width: int, text_width: int):
        super().__init__()
        self.layer = nn.Linear(width_in, width)

    def forward(self, tokens: Tensor, text: Tensor, text_there: Tensor) -> Tensor:
        """(B, n, width)"""
        return self.layer(tokens.flatten(1, -2))


class Mlp(nn.Module):
    """Two layers with GELU for each token by itself: m = n. LLaVA-1.5 (Liu et al. 2023)."""

    def __init__(self, width_in: int, width: int, text_width: int):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width_in, width), nn.GELU(), nn.Linear(width, width))

    def forward(self, tokens: Tensor, text: Tensor, text_there: Tensor) -> Tensor:
        """(B, n, width)"""
        return self.layers(tokens.flatten(1, -2))


class Perceiver(nn.Module):
    """Latents read the tokens and each other, then the text through gates that open in training.

    The resampler and the gated cross-attention of Flamingo (Alayrac et al. 2022), sections 2.1-2.2.

    Args:
        latents: tokens that come out, m.
        layers: times that they read.
        heads: of the attention.
    """

    def __init__(
        self,
        width_in: int,
        width: int,
        text_width: int,
        latents: int = 32,
        layers: int = 2,
        heads: int = 4,
    ):
        super().__init__()
        self.latents = nn.Parameter(torch.randn(latents, width) * 0.02)
        self.into = nn.Linear(width_in, width)
        self.reading = nn.ModuleList(_Reading(width, heads) for _ in range(layers))
        self.asking = nn.ModuleList(
            GatedCrossBlock(width, heads, text_width) for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, text: Tensor, text_there: Tensor) -> Tensor:
        """(B, latents, width)"""
        seen = self.into(tokens.flatten(1, -2))
        latents = self.latents.expand(len(tokens), -1, -1)
        for reading, asking in zip(self.reading, self.asking, strict=True):
            latents = asking(reading(latents, seen), text, text_there)
        return self.norm(latents)


class _Reading(nn.Module):
    """Latents attend to [tokens; latents], then an MLP."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.norm_latents, self.norm_tokens = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = mlp(width)

    def forward(self, latents: Tensor, tokens: Tensor) -> Tensor:
        queries = self.norm_latents(latents)
        memory = torch.cat([self.norm_tokens(tokens), queries], 1)
        latents = latents + self.attention(queries, memory)
        return latents + self.mlp(latents)


class QFormer(nn.Module):
    """Queries attend to each other and the text, then to the tokens. BLIP-2 (Li et al. 2023).

    Queries and words share a block, so the words know what is seen from the second layer on.

    Args:
        latents: queries, and tokens that come out, m.
        layers: of the transformer.
        heads: of the attention.
    """

    def __init__(
        self,
        width_in: int,
        width: int,
        text_width: int,
        latents: int = 32,
        layers: int = 2,
        heads: int = 4,
    ):
        super().__init__()
        self.queries = nn.Parameter(torch.randn(latents, width) * 0.02)
        self.into = nn.Linear(text_width, width)
        self.norm_tokens = nn.LayerNorm(width_in)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(layers))
        self.looking = nn.ModuleList(Attention(width, heads, width_in) for _ in range(layers))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, text: Tensor, text_there: Tensor) -> Tensor:
        """(B, latents, width)"""
        seen, count = self.norm_tokens(tokens.flatten(1, -2)), len(self.queries)
        queries = self.queries.expand(len(tokens), -1, -1)
        both = torch.cat([queries, self.into(text)], 1)
        there = torch.cat([text_there.new_ones(len(tokens), count), text_there], 1)
        for norm, looking, block in zip(self.norms, self.looking, self.blocks, strict=True):
            both = block(both, there)
            queries = both[:, :count]
            queries = queries + looking(norm(queries), seen)
            both = torch.cat([queries, both[:, count:]], 1)
        return self.norm(both[:, :count])


class Grounding(nn.Module):
    """Where the things are that the words name: one token for each, in the order of the words.

    The map of a thing in a picture is the product of its phrase and every patch. What is read of it
    is little, so that few demonstrations suffice: where the map has its mass (Levine et al. 2016,
    spatial softmax), and how high it is. Nothing of that is trained, so `look` is done once for
    every picture of the demonstrations.

    Where cameras are calibrated, it says where on the table that is instead of where in the
    picture, from the tool (`sight.Sight`): nothing that few demonstrations would have to teach. A
    camera that hardly sees the thing says nothing: what it takes for it would only tell one
    demonstration from another.

    Args:
        cameras: of the sources, in their order; see `Sight`.
        things: tokens that come out, m; of more things that are named the last are left out.
    """

    placed = False
    """Patches come as they are: not with where they are from."""
    worded = True
    """Tokens say which words they are of: the trunk needs no others."""

    def __init__(
        self,
        width_in: int,
        width: int,
        text_width: int,
        cameras: Sequence[Camera | None],
        things: int = 4,
    ):
        super().__init__()
        if text_width <= width_in:
            raise UserError(
                "connector=grounding goes with vision=clip_patches and text=clip_phrases, whose"
                " words come with vectors in the space of the patches."
            )
        self.space, self.things = width_in, things
        self.steepness = nn.Parameter(torch.tensor(SHARPNESS).log())
        self.least = nn.Parameter(torch.tensor(LEAST))
        self.word = nn.Linear(text_width - width_in, width)
        self.mlp = nn.Sequential(
            nn.Linear(3 * len(cameras), width), nn.GELU(), nn.Linear(width, width)
        )
        self.sight = Sight(cameras)
        self.nothing = nn.Parameter(0.02 * torch.randn(width))

    @torch.no_grad()
    def look(self, tokens: Tensor, text: Tensor, text_there: Tensor) -> Tensor:
        """What the pictures show of the things (B, S, things, 3): row and column, from -1 to 1,
        and how high the map is."""
        phrases = self._named(text, text_there)[0][..., -self.space :]
        with torch.autocast(tokens.device.type, enabled=False):  # millimetres of a metre
            maps = torch.einsum("brd,bspd->bsrp", phrases.float(), tokens.float())
            places = (maps * SHARPNESS).softmax(-1) @ _grid(maps)
        return torch.cat((places, maps.amax(-1, keepdim=True)), -1)

    def forward(
        self, seen: Tensor, text: Tensor, text_there: Tensor, tool: Tensor | None = None
    ) -> Tensor:
        """(B, things, width)

        Args:
            seen: (B, S, things, 3), of `look`.
            tool: (B, S, 12), of `sight.tool_poses`, when the pictures were taken.
        """
        words, named = self._named(text, text_there)
        with torch.autocast(seen.device.type, enabled=False):
            places, height = seen.float().split((2, 1), -1)
            if tool is not None:
                lies = SCALE * self.sight(places, tool.float())
                places = torch.where(self.sight.known[:, None, None], lies, places)
            shown = ((height - self.least) * self.steepness.exp()).sigmoid()
            found = torch.cat((shown * places, shown), -1).transpose(1, 2).flatten(2)
        told = self.mlp(found) + self.word(words[..., : -self.space])
        return torch.where(named[..., None], told, self.nothing)

    def _named(self, text: Tensor, text_there: Tensor) -> tuple[Tensor, Tensor]:
        """The words that name things (B, things, text_width), and which there are."""
        return _first(self.things, text, text_there & text[..., -self.space :].any(-1))


def _first(count: int, tokens: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
    """The first chosen (B, L) tokens (B, L, D) of each row (B, count, D), and which are some."""
    length = tokens.shape[1]
    order = torch.where(chosen, 0, length) + torch.arange(length, device=tokens.device)
    rows = order.argsort(1)[:, :count]
    found = tokens.gather(1, rows[..., None].expand(-1, -1, tokens.shape[-1]))
    there = chosen.gather(1, rows)
    missing = count - rows.shape[1]
    return pad(found, (0, 0, 0, missing)), pad(there, (0, missing))


def _grid(maps: Tensor) -> Tensor:
    """Row and column of the patches of square pictures (..., P) as (P, 2), from -1 to 1."""
    side = round(maps.shape[-1] ** 0.5)
    line = (torch.arange(side, device=maps.device) + 0.5) * (2 / side) - 1
    return torch.stack(torch.meshgrid(line, line, indexing="ij"), -1).view(-1, 2)
