"""Pictures changed at random in training, so that a policy does not lean on their accidents.

The default amounts are pi-0's (openpi), the same for all observation steps of a sample.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import affine_grid, grid_sample

from vla.errors import UserError

GREY = (0.299, 0.587, 0.114)
"""How bright red, green and blue are (ITU-R BT.601)."""


class Augment(nn.Module):
    """Random crop and rotation, brightness, contrast and saturation; in evaluation the centre crop.

    Draws come from torch's global generator on the CPU, for any device.

    Args:
        crop: side of the part that is kept and enlarged again, as a share of the picture's.
        brightness, contrast, saturation: factors are drawn from 1 - x to 1 + x.
        rotation: angles are drawn from -x to x [degrees]; cameras at the wrist are not rotated.

    Raises:
        UserError: amounts that make no sense.
    """

    def __init__(
        self,
        crop: float = 0.95,
        brightness: float = 0.3,
        contrast: float = 0.4,
        saturation: float = 0.5,
        rotation: float = 0.0,
    ):
        super().__init__()
        colours = (brightness, contrast, saturation)
        if not 0 < crop <= 1 or not all(0 <= amount <= 1 for amount in colours):
            raise UserError(
                f"crop={crop}, brightness={brightness}, contrast={contrast},"
                f" saturation={saturation}: crop is above 0, all are at most 1, none is negative."
            )
        if not 0 <= rotation <= 180:
            raise UserError(f"rotation={rotation}: an angle from 0 to 180 degrees.")
        self.crop, self.colours, self.rotation = crop, colours, rotation

    def forward(self, pictures: Tensor, wrist: bool = False) -> Tensor:
        """Pictures (B, O, 3, H, W) in [0, 1], of the same size and range as before.

        Args:
            wrist: of a camera that moves with the hand, for which up is not up.
        """
        # Always as many draws, so that settings change nothing but themselves.
        draws = torch.rand(len(pictures), 6) * 2 - 1 if self.training else None
        angle = 0.0 if wrist else math.radians(self.rotation)
        with torch.autocast(pictures.device.type, enabled=False):
            if self.crop < 1 or (angle and draws is not None):
                pictures = self._moved(pictures, angle, draws)
            if draws is not None and any(self.colours):
                pictures = self._coloured(pictures, draws[:, 3:])
        return pictures

    def _moved(self, pictures: Tensor, angle: float, draws: Tensor | None) -> Tensor:
        """A rotated square of `crop` times the side, inside the picture but for its corners."""
        batch, steps, _, height, width = pictures.shape
        shift, turn = torch.zeros(batch, 2), torch.zeros(batch)
        if draws is not None:
            shift, turn = draws[:, :2] * (1 - self.crop), draws[:, 2] * angle
        cos, sin = self.crop * turn.cos(), self.crop * turn.sin()
        rows = (
            torch.stack([cos, -sin * (height / width), shift[:, 0]], 1),
            torch.stack([sin * (width / height), cos, shift[:, 1]], 1),
        )
        where = torch.stack(rows, 1).to(pictures)
        grid = affine_grid(where, [batch, 3, height, width], align_corners=False)
        flat = pictures.flatten(1, 2)  # one grid for all steps
        made = grid_sample(flat, grid, padding_mode="border", align_corners=False)
        return made.unflatten(1, (steps, -1))

    def _coloured(self, pictures: Tensor, draws: Tensor) -> Tensor:
        """Brightness b, contrast c and saturation s, one after the other.

        With grey g(x) and its mean m over the picture: x -> b x, then c x + (1 - c) m, then
        s x + (1 - s) g(x). All are linear, so together they are one product with each colour:
        b c (s + (1 - s) g) x + (1 - c) b m(x).
        """
        amounts = torch.tensor(self.colours)
        b, c, s = (1 + draws * amounts).to(pictures).T[:, :, None, None]  # (B, 1, 1) each
        grey = pictures.new_tensor(GREY)
        eye = torch.eye(3, device=pictures.device, dtype=pictures.dtype)
        product = b * c * (s * eye + (1 - s) * grey)  # (B, 3, 3)
        mean = pictures.mean((-2, -1)) @ grey  # (B, O)
        added = (1 - c) * b * mean[:, :, None]  # (B, O, 1)
        steps = pictures.shape[1]
        flat = pictures.flatten(3).flatten(0, 1)  # (B O, 3, H W)
        changed = torch.baddbmm(added.reshape(-1, 1, 1), product.repeat_interleave(steps, 0), flat)
        return changed.clamp(0, 1).view_as(pictures)
