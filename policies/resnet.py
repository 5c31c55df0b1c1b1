"""ResNet18 as policies train it from nothing: group norms, keypoints, crops."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from transformers import ResNetConfig, ResNetModel

from vla.errors import UserError

from .base import Inputs

WIDTHS = (64, 128, 256, 512)
"""Channels of ResNet18's four stages."""
STRIDE = 32
"""Pixels of a picture to a pixel of ResNet18's maps."""
GROUP = 16
"""Channels that are normalised together, as in Diffusion Policy's code."""


class ResNet18(nn.Module):
    """ResNet18 (He et al. 2016) without its classifier, every batch norm a group norm.

    Averaged weights (EMA) go with group norms; batch statistics do not fit them.

    Args:
        widths: channels of the four stages, multiples of `GROUP`.
    """

    def __init__(self, widths: Sequence[int] = WIDTHS):
        super().__init__()
        if len(widths) != len(WIDTHS) or any(width < 1 or width % GROUP for width in widths):
            raise UserError(
                f"resnet={list(widths)}: four numbers of channels, each a multiple of {GROUP}."
            )
        config = ResNetConfig(
            embedding_size=widths[0], hidden_sizes=list(widths), depths=[2, 2, 2, 2],
            layer_type="basic",
        )  # fmt: skip
        self.body = ResNetModel(config)
        for module in list(self.body.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.BatchNorm2d):
                    channels = child.num_features
                    setattr(module, name, nn.GroupNorm(channels // GROUP, channels))
        self.width = widths[-1]

    def forward(self, pictures: Tensor) -> Tensor:
        """Maps (n, width, H / 32, W / 32), rounded up, of pictures (n, 3, H, W) in [0, 1]."""
        return self.body(2.0 * pictures - 1.0).last_hidden_state


class SpatialSoftmax(nn.Module):
    """Keypoints: where, on average, each of some learned maps is bright (Finn et al. 2016)."""

    def __init__(self, channels: int, points: int):
        super().__init__()
        self.maps = nn.Conv2d(channels, points, 1)

    def forward(self, features: Tensor) -> Tensor:
        """x and y of each keypoint (n, 2 * points), -1 left or top, 1 right or bottom."""
        maps = self.maps(features)
        height, width = maps.shape[-2:]
        bright = maps.flatten(2).softmax(-1).unflatten(-1, (height, width))
        x = (bright.sum(2) * torch.linspace(-1.0, 1.0, width, device=maps.device)).sum(-1)
        y = (bright.sum(3) * torch.linspace(-1.0, 1.0, height, device=maps.device)).sum(-1)
        return torch.stack((x, y), -1).flatten(1)


def crop(pictures: Tensor, share: float, anywhere: bool) -> Tensor:
    """Cut out a share of the height and width of pictures (n, 3, H, W).

    Args:
        anywhere: at a random place of each picture, instead of the middle.
    """
    count, channels, *size = pictures.shape
    small = [max(1, round(share * pixels)) for pixels in size]
    if not anywhere:
        top, left = ((pixels - kept) // 2 for pixels, kept in zip(size, small, strict=True))
        return pictures[..., top : top + small[0], left : left + small[1]]
    rows, columns = (
        torch.randint(pixels - kept + 1, (count, 1), device=pictures.device)
        + torch.arange(kept, device=pictures.device)
        for pixels, kept in zip(size, small, strict=True)
    )
    picture = torch.arange(count, device=pictures.device)[:, None, None, None]
    channel = torch.arange(channels, device=pictures.device)[None, :, None, None]
    return pictures[picture, channel, rows[:, None, :, None], columns[:, None, None, :]]


def pictures_of(inputs: Inputs, cameras: Sequence[str]) -> list[Tensor]:
    """Every camera's pictures (B, O, 3, H, W).

    Raises:
        UserError: only features of a frozen backbone are there.
    """
    missing = [camera for camera in cameras if camera not in inputs.images]
    if missing:
        raise UserError(
            f"This policy trains its own eyes: it needs the pictures of {missing[0]}, not features"
            " that another backbone made of them. Leave the cached features out."
        )
    return [inputs.images[camera] for camera in cameras]
