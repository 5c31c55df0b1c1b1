"""Vision towers: pictures (n, 3, H, W) in [0, 1] to one token per patch (n, P, width).

`Tower` is any pretrained vision transformer of `transformers`, `ConvStem` a small convolutional
encoder to be trained from scratch. Tokens are in the order of rows; each has mean 0 and variance 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, layer_norm

from vla.errors import UserError

from .pretrained import (
    Lora,
    Pretrained,
    PretrainedPart,
    load,
    locate,
    one_of,
    read_config,
    with_layers,
)

KINDS = (
    "clip_conv_vision", "clip_vision_model", "siglip_vision_model", "siglip2_vision_model",
    "dinov2", "dinov2_with_registers", "dinov3_vit",
)  # fmt: skip
FINAL = ("post_layernorm", "layernorm", "norm")
"""Names of the last normalisation, which hidden states have not gone through."""
PREPROCESSOR = "preprocessor_config.json"
COLOURS = {
    "clip": ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    "siglip": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    "dino": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
"""Mean and deviation of the pictures a family was trained on, if its folder does not tell."""


class Tower(PretrainedPart):
    """Hidden states of a pretrained CLIP, SigLIP, SigLIP 2, DINOv2 or DINOv3, or of our own.

    Patches only: class and register tokens are left out. Layers after the last one that is read are
    not loaded. Each hidden state is normalised by itself, so that several can be put side by side
    whatever their sizes are.

    Args:
        folder: with `config.json` and `model.safetensors`, or the name of one that is shipped. Of a
            whole CLIP or SigLIP the vision part is taken.
        layers: hidden states to read: 0 is before the first layer, -1 after the last, -2 after the
            one before it (as LLaVA does: CLIP's last layer is trained for its class token).
        frozen, rate, lora, checkpointing: see `Pretrained`.
        size: pictures of any shape are resized to `size` x `size` [px]; null for as they come.
        weights: false for the architecture only, freshly initialised.

    Raises:
        UserError: no such folder, another kind of model, missing weights, or no such layer.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        folder: str,
        layers: Sequence[int] = (-2,),
        frozen: bool = True,
        rate: float = 0.1,
        size: int | None = None,
        weights: bool = True,
        lora: Lora | None = None,
        checkpointing: bool = False,
    ):
        super().__init__()
        self.config = read_config(folder)
        config = getattr(self.config, "vision_config", self.config)
        self.kind = one_of("vision tower", config.model_type, KINDS)
        self.layers = _counted(layers, config.num_hidden_layers)
        self.size = size
        self.patch: int = config.patch_size
        self.width: int = config.hidden_size * len(self.layers)
        config = with_layers(config, max(self.layers))
        if hasattr(config, "vision_use_head"):
            config.vision_use_head = False
        model = load(folder, config, weights)
        if hasattr(getattr(model, "embeddings", None), "mask_token"):  # only for pretraining
            model.embeddings.mask_token = None
        for name in FINAL:
            if hasattr(model, name):
                setattr(model, name, nn.Identity())
        self.model = Pretrained(model, frozen, rate, lora, checkpointing)
        mean, std = _colours(locate(folder), self.kind)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None], persistent=False)
        self.register_buffer("std", torch.tensor(std)[:, None, None], persistent=False)

    def tokens(self, height: int, width: int) -> int:
        """Patches P of a picture of this size [px]. Raises `UserError` if they leave a rest."""
        height, width = (height, width) if self.size is None else (self.size, self.size)
        if height % self.patch or width % self.patch:
            near = max(1, round(height / self.patch)) * self.patch
            raise UserError(
                f"Pictures of {height} x {width} px cannot be divided into patches of {self.patch}"
                f" px: resize them, such as with vision.size={near}."
            )
        return (height // self.patch) * (width // self.patch)

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures (n, 3, H, W) in [0, 1] -> (n, P, width)."""
        patches = self.tokens(*pictures.shape[-2:])
        if self.size is not None and pictures.shape[-2:] != (self.size, self.size):
            pictures = interpolate(pictures, (self.size, self.size), mode="bilinear",
                                   antialias=True)  # fmt: skip
        with torch.set_grad_enabled(self.trained and torch.is_grad_enabled()):
            hidden = self._hidden((pictures - self.mean) / self.std)
            read = [
                hidden[layer][:, -patches:] for layer in self.layers
            ]  # what is left out is first
            return torch.cat([layer_norm(tokens, tokens.shape[-1:]) for tokens in read], -1)

    def fingerprint(self) -> str:
        """What the tokens of a picture depend on, as a hash (hex)."""
        made = hashlib.sha256()
        colours = [self.mean.flatten().tolist(), self.std.flatten().tolist()]
        made.update(json.dumps([self.kind, self.layers, self.size, self.patch, colours]).encode())
        for key, value in sorted(self.model.state_dict().items()):
            made.update(f"{key} {value.dtype} {tuple(value.shape)}".encode())
            made.update(value.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
        return made.hexdigest()

    def save(self, folder: Path) -> None:
        """Write what builds it again, without weights, into a folder that is there."""
        super().save(folder)
        colours = {"image_mean": self.mean.flatten().tolist(),
                   "image_std": self.std.flatten().tolist()}  # fmt: skip
        (folder / PREPROCESSOR).write_text(json.dumps(colours, indent=1) + "\n", "utf-8")

    def _hidden(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """All hidden states of normalised pictures."""
        if self.kind == "siglip2_vision_model":
            cells = pictures.unfold(2, self.patch, self.patch).unfold(3, self.patch, self.patch)
            shape = torch.tensor([cells.shape[2:4]]).expand(len(pictures), -1)
            flat = cells.permute(0, 2, 3, 4, 5, 1).flatten(3).flatten(1, 2)
            made = self.model(flat, None, shape, output_hidden_states=True)
        elif self.kind.startswith("dino"):
            made = self.model(pictures, output_hidden_states=True)
        else:
            made = self.model(pictures, interpolate_pos_encoding=True, output_hidden_states=True)
        return made.hidden_states


class ConvStem(nn.Module):
    """A small residual network, trained from scratch: one token per 16 x 16 px.

    Four stages as in ResNet (He et al. 2016), with GroupNorm, which unlike BatchNorm agrees with
    averaged weights (Chi et al. 2023). With few demonstrations it learns what a transformer does
    not.

    Args:
        width: of the tokens, a multiple of 32; stages have a quarter, a half, all and all of it.
    """

    patch = 16
    trained = True
    rate = 1.0

    def __init__(self, width: int = 128):
        super().__init__()
        if width % 32:
            raise UserError(f"width={width} of the convolutions must be a multiple of 32.")
        self.width = width
        quarter, half = width // 4, width // 2
        self.layers = nn.Sequential(
            nn.Conv2d(3, quarter, 5, 4, 2),
            _Residual(quarter, quarter, 1),
            _Residual(quarter, half, 2),
            _Residual(half, width, 2),
            _Residual(width, width, 1),
        )

    def tokens(self, height: int, width: int) -> int:
        """Patches P of a picture of this size [px]. Raises `UserError` if they leave a rest."""
        if height % self.patch or width % self.patch:
            raise UserError(
                f"Pictures of {height} x {width} px: the convolutions take multiples of"
                f" {self.patch} px."
            )
        return (height // self.patch) * (width // self.patch)

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures (n, 3, H, W) in [0, 1] -> (n, P, width)."""
        self.tokens(*pictures.shape[-2:])
        tokens = self.layers(2.0 * pictures - 1.0).flatten(2).transpose(1, 2)
        return layer_norm(tokens, tokens.shape[-1:])


class _Residual(nn.Module):
    """Two convolutions beside a shortcut; GroupNorm and SiLU before each."""

    def __init__(self, width_in: int, width: int, stride: int):
        super().__init__()
        self.layers = nn.Sequential(
            nn.GroupNorm(8, width_in), nn.SiLU(),
            nn.Conv2d(width_in, width, 3, stride, 1),
            nn.GroupNorm(8, width), nn.SiLU(),
            nn.Conv2d(width, width, 3, 1, 1),
        )  # fmt: skip
        same = width_in == width and stride == 1
        self.shortcut = nn.Identity() if same else nn.Conv2d(width_in, width, 1, stride)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.shortcut(pictures) + self.layers(pictures)


def _counted(layers: Sequence[int], total: int) -> tuple[int, ...]:
    """Hidden states counted from the first; there are total + 1."""
    counted = tuple(layer + total + 1 if layer < 0 else layer for layer in layers)
    if not counted or not all(0 <= layer <= total for layer in counted):
        raise UserError(
            f"layers={list(layers)}: the tower has hidden states 0 to {total}, or {-total - 1} to"
            " -1, counted from the last; name at least one."
        )
    return counted


def _colours(folder: Path, kind: str) -> tuple[Any, Any]:
    """Mean and deviation of the pictures that a tower expects."""
    known = next(value for family, value in COLOURS.items() if kind.startswith(family))
    file = folder / PREPROCESSOR
    if not file.is_file():
        return known
    try:
        told = json.loads(file.read_text("utf-8"))
        return told.get("image_mean", known[0]), told.get("image_std", known[1])
    except (ValueError, AttributeError) as error:
        raise UserError(f"{file} is damaged: {error}.") from None
