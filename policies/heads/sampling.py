"""What a head may be asked for when it samples, said once for all heads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad

from vla.errors import UnknownName, UserError

from ..context import Context


@dataclass(frozen=True)
class Sampling:
    """Options of `sample`; a head complains about those that it cannot follow."""

    steps: int | None = None
    """Of the solver; the head's own by default."""
    start: str | None = None
    """`zeros` or `noise`, where the solver begins; the head's own by default."""
    prefix: Tensor | None = None
    """(B, H, A): actions that are under way already and come out as they are."""
    prefix_length: Tensor | None = None
    """(B,) long: how many of the prefix, in each row."""
    unguided: Context | None = None
    """The context without what guidance is to strengthen: the words."""
    guidance: float = 1.0
    """g of u + g (c - u), where c is predicted from the context and u from the unguided one:
    classifier-free guidance (Ho and Salimans 2022)."""
    noise: Tensor | None = None
    """(B, H, A): what the solver starts from."""
    generator: torch.Generator | None = None
    """Of the noise that the head draws."""
    steer: Callable[[Tensor], Tensor] | None = None
    """Gradient (B, H, A) of a cost of actions (B, H, A), normalised both: asked for in every solver
    step about the actions that are predicted there, which are then moved against it. Costs of
    value maps bend what was learned in this way (universal guidance, Bansal et al. 2023)."""
    steer_strength: float = 1.0
    """How far: actions - strength * gradient."""

    @staticmethod
    def of(options: dict[str, Any], *known: str) -> Sampling:
        """The options of a head that follows those that are `known`.

        Raises:
            UserError: an option that does not exist or that the head does not follow, guidance
                without the unguided context, a prefix without its length.
        """
        every = {field.name: field.default for field in fields(Sampling)}
        for name, value in options.items():
            if name not in every:
                raise UnknownName("option of a head", name, known)
            unchanged = value is None or (name in _NUMBERS and value == every[name])
            if name not in known and not unchanged:
                raise UserError(f"This head does not follow {name}; it follows {', '.join(known)}.")
        made = Sampling(**options)
        if made.guidance != 1.0 and made.unguided is None:
            raise UserError(f"guidance={made.guidance} needs the unguided context.")
        if (made.prefix is None) != (made.prefix_length is None):
            raise UserError("A prefix and its length go together.")
        if made.steps is not None and made.steps < 1:
            raise UserError(f"steps={made.steps}: 1 is the least.")
        return made

    @property
    def guided(self) -> bool:
        """Whether every prediction is made twice."""
        return self.unguided is not None and self.guidance != 1.0

    def context(self, context: Context) -> Context:
        """What is read: (2 B) contexts if it is guided, the unguided ones behind."""
        if not self.guided or self.unguided is None:
            return context
        return joined(context, self.unguided)

    def rows(self, values: Tensor) -> Tensor:
        """Values (B, ...) for each of the contexts."""
        return torch.cat((values, values)) if self.guided else values

    def guide(self, predicted: Tensor) -> Tensor:
        """One prediction (B, ...) of those for each of the contexts."""
        if not self.guided:
            return predicted
        told, untold = predicted.chunk(2)
        return untold + self.guidance * (told - untold)


_NUMBERS = ("guidance", "steer_strength")


def joined(one: Context, other: Context) -> Context:
    """The rows of both contexts; the shorter one is padded with tokens that are not there."""
    length = max(one.there.shape[1], other.there.shape[1])
    one, other = _long(one, length), _long(other, length)
    layers = tuple(
        (torch.cat((a[0], b[0])), torch.cat((a[1], b[1])))
        for a, b in zip(one.layers, other.layers, strict=True)
    )
    pooled = None
    if one.pooled is not None and other.pooled is not None:
        pooled = torch.cat((one.pooled, other.pooled))
    tokens, there = torch.cat((one.tokens, other.tokens)), torch.cat((one.there, other.there))
    return Context(tokens, there, pooled, layers)


def _long(context: Context, length: int) -> Context:
    """The context with L = length."""
    more = length - context.there.shape[1]
    if not more:
        return context
    longer = (0, 0, 0, more)
    layers = tuple((pad(key, longer), pad(value, longer)) for key, value in context.layers)
    return Context(
        pad(context.tokens, longer), pad(context.there, (0, more)), context.pooled, layers
    )
