"""The convolutional network of Diffusion Policy (Chi et al. 2023, section III-A).

A U-Net along time, after Diffuser's (Janner et al. 2022). What is seen and the diffusion step
scale and shift the channels of every block (FiLM, Perez et al. 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from diffusers.models.embeddings import get_timestep_embedding
from torch import Tensor, nn

from vla.errors import UserError

from ..base import ParameterGroup


class Unet(nn.Module):
    """Noise in a noisy chunk.

    Args:
        action_dim: A.
        horizon: H; a multiple of 2 for every level but the last.
        n_obs_steps: O.
        seen: D, features of an observation.
        said: W, width of what was said; 0 for nothing.
        widths: channels, level by level; multiples of `groups`.
        kernel: steps that a convolution spans; odd.
        groups: of channels that are normalised together.
        time_width: of the diffusion step's embedding.
    """

    def __init__(
        self,
        action_dim: int,
        horizon: int,
        n_obs_steps: int,
        seen: int,
        said: int = 0,
        widths: Sequence[int] = (512, 1024, 2048),
        kernel: int = 5,
        groups: int = 8,
        time_width: int = 128,
    ):
        super().__init__()
        whole = 2 ** (len(widths) - 1)
        if horizon % whole:
            raise UserError(
                f"horizon={horizon}: a U-Net of {len(widths)} levels halves it"
                f" {len(widths) - 1} times; take a multiple of {whole}."
            )
        if kernel % 2 == 0 or any(width % groups for width in widths):
            raise UserError(
                f"kernel={kernel}, groups={groups}, widths={list(widths)}: the kernel is odd, the"
                " widths are multiples of groups."
            )
        self._time_width = time_width
        self.time = nn.Sequential(
            nn.Linear(time_width, 4 * time_width),
            nn.Mish(),
            nn.Linear(4 * time_width, time_width),
        )
        condition = time_width + n_obs_steps * seen + said

        def block(wide: int, width: int) -> _Block:
            return _Block(wide, width, condition, kernel, groups)

        first, last = widths[0], widths[-1]
        levels = list(pairwise((action_dim, *widths)))
        self.down = nn.ModuleList(
            nn.ModuleList((block(wide, width), block(width, width))) for wide, width in levels
        )
        self.shrink = nn.ModuleList(nn.Conv1d(w, w, 3, 2, 1) for w in widths[:-1])
        self.middle = nn.ModuleList((block(last, last), block(last, last)))
        self.up = nn.ModuleList(
            nn.ModuleList((block(2 * width, wide), block(wide, wide)))
            for wide, width in reversed(levels[1:])
        )
        self.grow = nn.ModuleList(nn.ConvTranspose1d(w, w, 4, 2, 1) for w in widths[-2::-1])
        self.out = nn.Sequential(
            _convolution(first, first, kernel, groups), nn.Conv1d(first, action_dim, 1)
        )

    def forward(self, actions: Tensor, time: Tensor, seen: Tensor, said: Tensor | None) -> Tensor:
        """Noise (B, H, A) in actions (B, H, A) at diffusion steps (B,).

        Args:
            seen: (B, O, D).
            said: (B, W).
        """
        parts = [self.time(get_timestep_embedding(time, self._time_width)), seen.flatten(1)]
        condition = torch.cat(parts if said is None else [*parts, said], -1)
        x, skipped = actions.mT, []
        for level, blocks in enumerate(self.down):
            for block in blocks:  # pyright: ignore[reportGeneralTypeIssues]
                x = block(x, condition)
            skipped.append(x)
            if level < len(self.shrink):
                x = self.shrink[level](x)
        for block in self.middle:
            x = block(x, condition)
        for blocks, grow in zip(self.up, self.grow, strict=True):
            x = torch.cat((x, skipped.pop()), 1)
            for block in blocks:  # pyright: ignore[reportGeneralTypeIssues]
                x = block(x, condition)
            x = grow(x)
        return self.out(x).mT

    def parameter_groups(self) -> list[ParameterGroup]:
        """All alike."""
        return [ParameterGroup("network", tuple(self.parameters()))]


class _Block(nn.Module):
    """Two convolutions around a residual; the condition scales and shifts what is between."""

    def __init__(self, width_in: int, width: int, condition: int, kernel: int, groups: int):
        super().__init__()
        self.first = _convolution(width_in, width, kernel, groups)
        self.film = nn.Sequential(nn.Mish(), nn.Linear(condition, 2 * width))
        self.second = _convolution(width, width, kernel, groups)
        self.skip = nn.Conv1d(width_in, width, 1) if width_in != width else nn.Identity()

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Channels (B, width, T) of channels (B, width_in, T)."""
        scale, shift = self.film(condition)[..., None].chunk(2, 1)
        return self.second(scale * self.first(x) + shift) + self.skip(x)


def _convolution(width_in: int, width: int, kernel: int, groups: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv1d(width_in, width, kernel, padding=kernel // 2),
        nn.GroupNorm(groups, width),
        nn.Mish(),
    )
