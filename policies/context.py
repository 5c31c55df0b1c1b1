"""Context: what a policy knows of the situation, in the form in which an action head reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from torch import Tensor

KeyValue = tuple[Tensor, Tensor]
"""Keys and values (B, heads, L, head width) of one layer of a trunk."""


@dataclass(frozen=True)
class Context:
    """Tokens of the cameras, the words and the state, computed once per observation."""

    tokens: Tensor
    """(B, L, D)"""
    there: Tensor
    """(B, L) bool; padding is False."""
    pooled: Tensor | None = None
    """(B, D) what was said, as one vector."""
    layers: tuple[KeyValue, ...] = ()
    """What the layers of a decoder kept, for heads that attend to them (pi-0); else empty."""

    def map(self, change: Callable[[Tensor], Tensor]) -> Context:
        """The same with every tensor changed."""
        return replace(
            self,
            tokens=change(self.tokens),
            there=change(self.there),
            pooled=None if self.pooled is None else change(self.pooled),
            layers=tuple((change(key), change(value)) for key, value in self.layers),
        )

    def detached(self) -> Context:
        """Without a way back to what made it: knowledge insulation."""
        return self.map(Tensor.detach)

    def repeated(self, times: int) -> Context:
        """Every row `times` times, one after the other."""
        return self if times == 1 else self.map(lambda t: t.repeat_interleave(times, 0))
