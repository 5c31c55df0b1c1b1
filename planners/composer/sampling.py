"""The cross-entropy method (Rubinstein 1999): draw, keep the best, draw around them.

Each of the best keeps a cloud of its own, so several ways of doing a thing, or angles on both sides
of the seam, stay apart until one of them wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Search:
    """How numbers (..., D) are looked for."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    spread: tuple[float, ...]
    """Standard deviation of the first clouds."""
    samples: int
    """K, drawn in every round."""
    rounds: int
    elite: int = 6
    shrink: float = 0.5
    """Of the clouds, from round to round."""
    turning: tuple[int, ...] = ()
    """Numbers that are angles [rad]: they have no bounds."""
    together: int = 0
    """How many are tried before anybody looks whether they are good enough; all of a round if 0."""


def anywhere(search: Search, count: int, generator: torch.Generator) -> Tensor:
    """Numbers (count, D) evenly between the bounds."""
    low, high = torch.tensor((search.low, search.high), dtype=torch.float64)
    drawn = torch.rand(count, len(low), generator=generator, dtype=torch.float64)
    return low + drawn * (high - low)


def cross_entropy(
    costs: Callable[[Tensor], Tensor],
    search: Search,
    first: Tensor,
    generator: torch.Generator,
    enough: float = -torch.inf,
) -> tuple[Tensor, Tensor]:
    """The best numbers that were drawn (M, D), all different, and their costs (M,), best first.

    Args:
        costs: of numbers (K, D); infinite where something is impossible.
        first: (K, D) the first draw.
        enough: a cost at which nothing else need be tried.

    Returns:
        Nothing (0, D) if everything was impossible.
    """
    spread = torch.tensor(search.spread, dtype=torch.float64)
    drawn, pool, values = first, first[:0], first.new_zeros(0)
    for number in range(search.rounds):
        if number:
            around = pool[: search.elite]
            if not len(around):
                drawn = anywhere(search, search.samples, generator)
            else:
                rows = torch.arange(search.samples) % len(around)
                noise = torch.randn(
                    search.samples, len(spread), generator=generator, dtype=torch.float64
                )
                drawn = around[rows] + noise * spread * search.shrink ** (number - 1)
            drawn = _bounded(drawn, search)
        for some in drawn.split(search.together or len(drawn)):
            found = costs(some)
            able = found.isfinite()
            pool, values = torch.cat((pool, some[able])), torch.cat((values, found[able]))
            order = values.argsort(stable=True)[: max(search.samples, search.elite)]
            pool, values = pool[order], values[order]
            if len(values) and float(values[0]) <= enough:
                return pool, values
    return pool, values


def _bounded(drawn: Tensor, search: Search) -> Tensor:
    inside = drawn.clamp(drawn.new_tensor(search.low), drawn.new_tensor(search.high))
    free: Sequence[int] = search.turning
    inside[:, list(free)] = drawn[:, list(free)]
    return inside
