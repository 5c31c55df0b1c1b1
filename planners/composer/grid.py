"""Cells of the space that an arm works in."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from vla.errors import UserError
from vla.scene import Vec3


@dataclass(frozen=True)
class Grid:
    """Cells (X, Y, Z) between two corners [m]; cell i is around low + (i + 0.5) * size.

    The default is the space above a table that an arm at its edge reaches, in VoxPoser's number of
    cells.
    """

    low: Vec3 = (0.15, -0.50, 0.0)
    high: Vec3 = (0.85, 0.50, 0.60)
    shape: tuple[int, int, int] = (100, 100, 100)

    def __post_init__(self) -> None:
        if min(self.shape) < 2 or any(a >= b for a, b in zip(self.low, self.high, strict=True)):
            raise UserError(f"A grid needs at least 2 cells along each side and a low corner below"
                            f" its high one, got {self}.")  # fmt: skip

    @property
    def cell(self) -> Vec3:
        """Sizes of a cell [m]."""
        return tuple(  # type: ignore[return-value]
            (b - a) / n for a, b, n in zip(self.low, self.high, self.shape, strict=True)
        )

    def axes(
        self, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Coordinates of the cells' middles along x, y and z [m]."""
        return tuple(  # type: ignore[return-value]
            low + (torch.arange(n, device=device, dtype=dtype) + 0.5) * size
            for low, n, size in zip(self.low, self.shape, self.cell, strict=True)
        )

    def points(
        self, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
    ) -> Tensor:
        """Middles of all cells (X, Y, Z, 3) [m]."""
        return torch.stack(torch.meshgrid(*self.axes(device, dtype), indexing="ij"), -1)

    def index(self, points: Tensor) -> Tensor:
        """The cells (..., 3) that points (..., 3) [m] are in, or nearest to."""
        low, size, most = (points.new_tensor(v) for v in (self.low, self.cell, self.shape))
        return ((points - low) / size).floor().clamp_min(0).minimum(most - 1).long()

    def position(self, cells: Tensor) -> Tensor:
        """Middles (..., 3) [m] of cells (..., 3)."""
        low, size = (torch.tensor(v, device=cells.device) for v in (self.low, self.cell))
        return low + (cells + 0.5) * size

    def coarser(self, factor: int) -> Grid:
        """The same space in cells that are so many times as large along each axis."""
        shape = tuple(max(2, round(n / factor)) for n in self.shape)
        return Grid(self.low, self.high, shape)  # type: ignore[arg-type]

    def shifted(self, values: Tensor, cells: Grid, offset: Tensor) -> Tensor:
        """As `sample`, at the middles of all cells of another grid, shifted by offsets (N, 3) [m].

        Values (N, X, Y, Z) give (N, X', Y', Z'): one axis after the other, since all cells of a
        layer lie equally far between the same two layers.
        """
        same = bool((offset == offset[:1]).all())
        rows = offset[:1] if same else offset
        for axis, line in enumerate(cells.axes(values.device, values.dtype)):
            low, size, most = self.low[axis], self.cell[axis], self.shape[axis] - 1
            place = (line + rows[:, axis : axis + 1].to(line) - low) / size - 0.5
            place = place.clamp(0.0, float(most))
            before = place.floor().clamp_max(most - 1.0)
            shape = [len(rows), 1, 1, 1]
            shape[axis + 1] = -1
            share, index = (place - before).view(shape), before.long()
            if same:
                near = values.index_select(axis + 1, index[0])
                far = values.index_select(axis + 1, index[0] + 1)
            else:
                wide = [*values.shape]
                wide[axis + 1] = -1
                near, far = (values.gather(axis + 1, (index + n).view(shape).expand(wide))
                             for n in (0, 1))  # fmt: skip
            values = torch.lerp(near, far, share.expand_as(near))
        return values

    def sample(self, values: Tensor, points: Tensor) -> Tensor:
        """Values (N, X, Y, Z) between the cells' middles, at points (N, M, 3) [m]: (N, M).

        Several values of a cell (N, C, X, Y, Z) give (N, M, C). Trilinear, with gradients; beyond
        the grid as at its border.
        """
        low, high = (points.new_tensor(v) for v in (self.low, self.high))
        there = ((points - low) / (high - low) * 2.0 - 1.0).flip(-1)[:, :, None, None]
        several = values if values.dim() == 5 else values[:, None]
        found = torch.nn.functional.grid_sample(
            several, there, padding_mode="border", align_corners=False
        )[..., 0, 0].transpose(1, 2)
        return found if values.dim() == 5 else found[..., 0]
