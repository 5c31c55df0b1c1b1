"""Segmentation by SAM or SAM 2 from a local folder: a box to the pixels of what is in it."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate, pad

from vla.errors import UserError
from vla.seeing import Box, Mask, Picture

from .folders import Loaded, as_image, load, resized, square_side

CLASSES = {"sam": "SamModel", "sam2": "Sam2Model"}
"""Type of model -> its class in transformers."""
KEY = "perceive.segmenter"


class Segmenter:
    """Finds the outline of things; the model is loaded when it is first asked.

    Args:
        folder: `config.json`, `*.safetensors`.
    """

    def __init__(self, folder: str):
        self._folder = folder

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._folder, KEY, CLASSES, "finds outlines")

    def segment(self, picture: Picture, box: Box) -> Mask:
        """The pixels of what is in a box."""
        loaded, (height, width) = self._loaded, picture.rgb.shape[:2]
        side = square_side(loaded, KEY, loaded.model.config.prompt_encoder_config.image_size)
        image = as_image(picture.rgb)
        # SAM keeps a picture's proportions and pads it, SAM 2 makes it square.
        keeps = loaded.kind == "sam"
        factor = side / max(height, width)
        tall, wide = (round(height * factor), round(width * factor)) if keeps else (side, side)
        image = resized(image, tall, wide)
        pixels = pad(loaded.normalised(image), (0, side - wide, 0, side - tall))
        corners = box.moved(-picture.origin[0], -picture.origin[1]).corners
        scale = (wide / width, tall / height) * 2
        asked = torch.tensor([[[c * s for c, s in zip(corners, scale, strict=True)]]])
        with torch.inference_mode():
            try:
                seen = loaded.model(
                    pixel_values=pixels,
                    input_boxes=asked.to(pixels.device, pixels.dtype),
                    multimask_output=False,
                )
            except (RuntimeError, ValueError, IndexError) as error:
                reason = str(error).splitlines()[0][:200]
                raise UserError(f"{KEY}={self._folder} fails on a picture: {reason}") from None
        shown = _full(seen.pred_masks.float().cpu()[0, 0, 0], side, (tall, wide), (height, width))
        return Mask(shown, picture.origin)


def _full(coarse: Tensor, side: int, inner: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
    """Logits (h, w) of a padded square as a mask (H, W) of the picture in it."""
    square = interpolate(coarse[None, None], (side, side), mode="bilinear")
    within = square[:, :, : inner[0], : inner[1]]
    return (interpolate(within, size, mode="bilinear")[0, 0] > 0).numpy()
