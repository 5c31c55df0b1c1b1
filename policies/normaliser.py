"""Normalisation: numbers in physical units to numbers of about one, and back, exactly.

Statistics come with the data (`vla.datasets.statistics`) and stay with the policy. Every data set
of a mixture may have its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from vla.errors import UnknownName, UserError

MODES = ("quantile", "min_max", "mean_std", "identity")
"""1 % and 99 % to -1 and 1; the least and greatest; mean and deviation to 0 and 1; as it is."""
SHARE = 0.1
"""Of the whole range, which a unit spans at least: quantiles may lie close together where a value
is nearly always the same (openpi #814)."""

FLOOR = 0.2
"""Of what an action can span at all, in quantile mode: corrections that are mostly noise would
otherwise count as much in a loss as the motions that matter."""

Summary = Mapping[str, np.ndarray]
"""`min`, `max`, `mean`, `std`, `q01`, `q99` of one feature, (D,) each."""


class Normaliser(nn.Module):
    """Maps values (B, ..., D) of one feature; statistics of data set i are row i of its buffers.

    A component that never changes becomes 0, and becomes what it was again.

    Args:
        summaries: of each data set; None to load them later.
        dim: D.
        mode: one of `MODES`.
        what: name of the feature, for complaints.
        bounds: (D,) half of what every component can span, where that is known; see `FLOOR`.

    Raises:
        UserError: statistics that are missing, not finite or of another length.
    """

    offset: Tensor
    scale: Tensor

    def __init__(
        self,
        summaries: Sequence[Summary] | int,
        dim: int,
        mode: str = "quantile",
        what: str = "",
        bounds: Sequence[float] | None = None,
    ):
        super().__init__()
        if mode not in MODES:
            raise UnknownName("normalisation", mode, MODES)
        count = summaries if isinstance(summaries, int) else len(summaries)
        self.register_buffer("offset", torch.zeros(count, dim))
        self.register_buffer("scale", torch.ones(count, dim))
        if isinstance(summaries, int) or mode == "identity":
            return
        for index, summary in enumerate(summaries):
            offset, scale = _line(summary, dim, mode, what)
            if bounds is not None and mode == "quantile":
                scale = np.maximum(scale, FLOOR * np.asarray(bounds))
            self.offset[index] = torch.from_numpy(offset)
            self.scale[index] = torch.from_numpy(scale)

    def forward(self, values: Tensor, dataset: Tensor | None = None) -> Tensor:
        """Normalised values; `dataset` (B,) says whose statistics, the first by default."""
        offset, scale = self._of(values, dataset)
        return (values - offset) / scale

    def inverse(self, values: Tensor, dataset: Tensor | None = None) -> Tensor:
        """Values in their own units."""
        offset, scale = self._of(values, dataset)
        return values * scale + offset

    def _of(self, values: Tensor, dataset: Tensor | None) -> tuple[Tensor, Tensor]:
        index = torch.zeros(1, dtype=torch.long) if dataset is None else dataset
        index = index.to(self.offset.device)
        shape = (len(index), *(1,) * (values.dim() - 2), -1)
        return self.offset[index].view(shape), self.scale[index].view(shape)


def _line(summary: Summary, dim: int, mode: str, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Offset and scale (D,) of one data set."""
    low_high = {"quantile": ("q01", "q99"), "min_max": ("min", "max"), "mean_std": ("mean", "std")}
    wanted = dict.fromkeys(("min", "max", *low_high[mode]))
    missing = [name for name in wanted if name not in summary]
    if missing:
        raise UserError(f"The statistics of {what} lack {', '.join(missing)}: compute them again.")
    values = {name: np.asarray(summary[name], np.float64) for name in wanted}
    for name, numbers in values.items():
        if numbers.shape != (dim,):
            raise UserError(
                f"The statistics of {what} are of {numbers.shape[0]} numbers, not of {dim}."
            )
        if not np.isfinite(numbers).all():
            wrong = int(np.flatnonzero(~np.isfinite(numbers))[0])
            raise UserError(
                f"The statistics of {what} are not finite: {name} of component {wrong} is"
                f" {numbers[wrong]}. Find where with: vla data verify"
            )
    reach = 0.5 * (values["max"] - values["min"])
    if (reach < 0).any():
        wrong = int(np.flatnonzero(reach < 0)[0])
        raise UserError(f"The statistics of {what} say min > max for component {wrong}.")
    one, two = (values[name] for name in low_high[mode])
    offset, scale = (one, two) if mode == "mean_std" else (0.5 * (one + two), 0.5 * (two - one))
    scale = np.maximum(scale, SHARE * reach)
    still = reach < 1e-6 * np.maximum(1.0, np.abs(offset))
    return np.where(still, values["min"], offset), np.where(still, 1.0, scale)
