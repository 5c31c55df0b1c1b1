"""Models that see, from local folders as transformers writes them; nothing is downloaded.

Pictures are prepared here and not by a folder's processor: some of those need libraries that do not
load everywhere, and what they do is a few lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from vla.errors import UserError

from ..models.local import load_model

IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Mean and standard deviation of RGB, where a folder does not say its own."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model, ready to be asked."""

    folder: Path
    kind: str
    """`owlv2`, `sam`, ..."""
    model: Any
    mean: Tensor
    std: Tensor
    """(3, 1, 1)"""
    size: Mapping[str, int]
    """Of prepared pictures, as the folder says it: `height` and `width`, or edges."""

    def normalised(self, image: Tensor) -> Tensor:
        """A picture (3, H, W) in [0, 1] as a batch of one for the model, on its device."""
        return ((image - self.mean) / self.std)[None].to(self.model.device, self.model.dtype)


def read_kind(folder: Path, key: str) -> str:
    """What type of model a folder holds.

    Args:
        key: of the settings, for complaints: `perceive.detector`.

    Raises:
        UserError: it holds none.
    """
    try:
        return str(json.loads((folder / "config.json").read_text("utf-8"))["model_type"])
    except OSError:
        raise UserError(
            f"{key}={folder}: there is no model. Name a folder with config.json and *.safetensors."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{key}={folder}: its config.json is damaged.") from None


def load(folder: str | Path, key: str, classes: Mapping[str, str], does: str) -> Loaded:
    """A model of one of several types.

    Args:
        key: of the settings, for complaints.
        classes: type of model -> its class in transformers.
        does: what it is needed for: `finds boxes`.

    Raises:
        UserError: there is none, or another one, or it is damaged or pickled.
    """
    path = Path(folder).expanduser()
    kind = read_kind(path, key)
    if kind not in classes:
        raise UserError(
            f"{key}={folder} holds a '{kind}'; what {does} is one of: {', '.join(classes)}."
        )
    if not any(path.glob("*.safetensors")):
        raise UserError(f"{key}={folder} holds no weights: *.safetensors.")
    model = load_model(path, classes[kind])
    prepared = _preparation(path)
    mean, std = (
        torch.tensor(prepared.get(name, usual))[:, None, None]
        for name, usual in zip(("image_mean", "image_std"), IMAGENET, strict=True)
    )
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return Loaded(path, kind, model.eval().to(device), mean, std, _edges(prepared.get("size")))


def square_side(loaded: Loaded, key: str, trained: Any) -> int:
    """Height and width of the pictures that a model sees [px].

    Raises:
        UserError: the folder prepares others than the model was made for.
    """
    made = set(trained) if isinstance(trained, (list, tuple)) else {trained}
    said = {
        loaded.size[edge] for edge in ("height", "width", "longest_edge") if edge in loaded.size
    }
    if len(made) != 1 or (said and said != made):
        sides = " x ".join(map(str, sorted(said or made)))
        raise UserError(
            f"{key}={loaded.folder}: pictures are prepared in {sides} px, but the model sees"
            f" {' x '.join(map(str, sorted(made)))} px. Mend its preprocessor_config.json."
        )
    return int(made.pop())


def as_image(rgb: np.ndarray) -> Tensor:
    """Pixels (H, W, 3) uint8 as (3, H, W) in [0, 1]."""
    return torch.tensor(rgb).movedim(-1, 0).float() / 255


def resized(image: Tensor, height: int, width: int) -> Tensor:
    """A picture (3, H, W) in another size."""
    return interpolate(image[None], (height, width), mode="bilinear", antialias=True)[0]


def _edges(size: Any) -> dict[str, int]:
    """The size of prepared pictures, which older folders give as one or two numbers."""
    if isinstance(size, dict):
        return {str(edge): int(value) for edge, value in size.items()}
    both: list[Any] = size if isinstance(size, list) and len(size) == 2 else [size, size]
    return {"height": int(both[0]), "width": int(both[1])} if isinstance(both[0], int) else {}


def _preparation(folder: Path) -> dict[str, Any]:
    """How pictures are to be prepared, as far as the folder says it."""
    for name, inner in (("preprocessor_config.json", None), ("processor_config.json",
                                                             "image_processor")):  # fmt: skip
        file = folder / name
        if file.is_file():
            try:
                record = json.loads(file.read_text("utf-8"))
            except ValueError:
                raise UserError(f"{file} is damaged.") from None
            return (record.get(inner) or {}) if inner else record
    return {}
