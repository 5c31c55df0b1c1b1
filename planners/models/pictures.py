"""Pictures for language models: no larger than they are worth, and sent as they are read."""

from __future__ import annotations

import base64

import numpy as np

LARGEST = 1024
"""Longer side of a picture that is sent [px]; models scale larger ones down themselves, and a
request is not to weigh megabytes."""


def bounded(image: np.ndarray, largest: int = LARGEST) -> np.ndarray:
    """A picture (H, W, 3) uint8, scaled down where its longer side has more pixels."""
    height, width, _ = image.shape
    if max(height, width) <= largest:
        return image
    from PIL import Image

    share = largest / max(height, width)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.LANCZOS))


def data_url(image: np.ndarray) -> str:
    """A picture (H, W, 3) uint8 as the address of itself."""
    from vla.video import encode

    data = base64.b64encode(encode(bounded(image), "png")).decode()
    return f"data:image/png;base64,{data}"
