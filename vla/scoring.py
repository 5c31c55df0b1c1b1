"""The contract of models that put pictures and texts into one space, as CLIP does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor


class ImageTextScorer(Protocol):
    """Pictures, their patches and texts as unit vectors of D components."""

    @property
    def size(self) -> int:
        """Height and width of the pictures that it was trained on [px]."""
        ...

    @property
    def patch(self) -> int:
        """Height and width of a patch [px]."""
        ...

    @property
    def scale(self) -> Tensor:
        """What similarities are multiplied by: the inverse temperature."""
        ...

    def images(self, pictures: Tensor, native: bool = False) -> tuple[Tensor, Tensor]:
        """Pictures (n, 3, H, W), in [0, 1], as vectors: whole (n, D), every patch (n, P, D).

        Args:
            native: they stay as large as they are, in models whose eyes take any size.
        """
        ...

    def texts(self, texts: Sequence[str]) -> Tensor:
        """Texts (n, D)."""
        ...
