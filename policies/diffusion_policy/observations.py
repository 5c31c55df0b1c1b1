"""What Diffusion Policy sees: keypoints of every camera's picture, beside the state."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from vla.errors import UserError

from ..base import Inputs
from ..resnet import STRIDE, ResNet18, SpatialSoftmax, crop, pictures_of
from ..spec import PolicySpec


class Observations(nn.Module):
    """Features of every observation; each camera has a ResNet18 of its own.

    Args:
        share: of a picture's height and width that is seen: a random part while training, the
            middle afterwards; 1 for all.
        keypoints: of each camera.
        widths: channels of the stages of ResNet18.
    """

    def __init__(self, spec: PolicySpec, share: float, keypoints: int, widths: Sequence[int]):
        super().__init__()
        if not 0.0 < share <= 1.0:
            raise UserError(f"crop={share:g}: a share of the picture, more than 0 and at most 1.")
        for camera in spec.cameras:
            height, length = spec.features[camera].shape[:2]
            if share * min(height, length) < STRIDE + 1:
                raise UserError(
                    f"{camera} has {height} x {length} px, of which crop={share:g} are seen:"
                    f" keypoints need more than {STRIDE} px each way to be anywhere at all."
                )
        self._cameras, self._share = spec.cameras, share
        self.eyes = nn.ModuleList(_eye(widths, keypoints) for _ in self._cameras)
        self.width = spec.state_dim + 2 * keypoints * len(self._cameras)

    def forward(self, inputs: Inputs) -> Tensor:
        """Features (B, O, width)."""
        seen = [inputs.state]
        for eye, pictures in zip(self.eyes, pictures_of(inputs, self._cameras), strict=True):
            flat = crop(pictures.flatten(0, 1), self._share, self.training)
            seen.append(eye(flat).unflatten(0, pictures.shape[:2]))
        return torch.cat(seen, -1)


def _eye(widths: Sequence[int], keypoints: int) -> nn.Module:
    """Pictures (n, 3, H, W) to features (n, 2 * keypoints), as robomimic's `VisualCore` does."""
    body = ResNet18(widths)
    return nn.Sequential(
        body,
        SpatialSoftmax(body.width, keypoints),
        nn.Linear(2 * keypoints, 2 * keypoints),
        nn.ReLU(),
    )
