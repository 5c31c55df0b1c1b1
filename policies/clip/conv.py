"""Eyes of a small CLIP: convolutions see what is where, a transformer reads the whole picture.

Convolutions know from the start that a thing is the same thing elsewhere, which a transformer of
patches learns from far more pictures than a simulator's few thousand episodes show; and their cells
are small enough to point with. What the transformer reads are few of them in one (hybrid towers:
Dosovitskiy et al. 2021, section 3.1; Xiao et al. 2021).
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad
from transformers import AutoConfig, AutoModel, CLIPConfig, CLIPModel, CLIPVisionConfig
from transformers.modeling_outputs import BaseModelOutputWithPooling
from transformers.modeling_utils import PreTrainedModel
from transformers.models.clip.modeling_clip import CLIPEncoder

CELL = 8
"""Height and width of a cell [px]: what `patch_size` is here."""
PLACES = 9
"""Functions of where a square is."""


class ConvVisionConfig(CLIPVisionConfig):
    """A `CLIPVisionConfig` whose hidden layers are residual blocks of two convolutions.

    All of them are at the size of cells: what is finer costs the most and adds little. The layers
    of the transformer that reads the whole picture are `whole_layers`; it reads squares of
    `together` x `together` cells as one: things that share one are hardly told apart. So many
    numbers of what a square shows are `bound` to where it is; 0 for none.
    """

    model_type = "clip_conv_vision"
    whole_layers: int = 2
    together: int = 4
    bound: int = 0


class ConvClipConfig(CLIPConfig):
    """A `CLIPConfig` whose vision tower is a `ConvVision`."""

    model_type = "clip_conv"

    def __post_init__(self, **options: Any) -> None:
        if isinstance(self.vision_config, dict):
            self.vision_config = ConvVisionConfig(**self.vision_config)
        super().__post_init__(**options)


class ConvVision(PreTrainedModel):
    """Normalised pictures (n, 3, H, W) to the whole (n, C) and, row by row, cells of 8 x 8 px.

    As transformers' CLIP vision tower: the last hidden state is the class token, then cells; the
    pooled output has gone through the last norm. Hidden states are cells alone.
    """

    config_class = ConvVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"
    _supports_sdpa = True

    def __init__(self, config: ConvVisionConfig):
        super().__init__(config)
        width = config.hidden_size
        self.stem = nn.Sequential(
            _convolution(3, width // 2, 7, 4), nn.ReLU(inplace=True),
            _convolution(width // 2, width, 3, 2), nn.ReLU(inplace=True),
        )  # fmt: skip
        self.blocks = nn.ModuleList(_Residual(width) for _ in range(config.num_hidden_layers))
        self.together = config.together
        self.groups = nn.Conv2d(width, width, self.together, self.together)
        side = -(-int(config.image_size) // (CELL * self.together))  # type: ignore[arg-type]
        self.first = nn.Parameter(0.02 * torch.randn(width))
        self.place = nn.Parameter(0.02 * torch.randn(width, side, side))
        self.pre_layernorm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        whole = copy.copy(config)
        whole.num_hidden_layers = config.whole_layers
        self.encoder = CLIPEncoder(whole)  # type: ignore[arg-type]
        self.layout = Layout(width, config.bound) if config.bound else None
        self.post_layernorm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        self.post_init()
        self.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]

    def forward(self, pixel_values: Tensor, **unused: object) -> BaseModelOutputWithPooling:
        cells = self.stem(pixel_values.contiguous(memory_format=torch.channels_last))
        states = [cells]
        for block in self.blocks:
            states.append(block(states[-1]))
        height, length = states[-1].shape[2:]
        rest = (0, -length % self.together, 0, -height % self.together)
        groups = self.groups(pad(states[-1], rest))
        place = self.place
        if place.shape[1:] != groups.shape[2:]:
            place = interpolate(place[None], groups.shape[2:], mode="bilinear")[0]
        shape = groups.shape[2:]
        groups = (groups + place).flatten(2).transpose(1, 2)
        groups = torch.cat((self.first.expand(len(groups), 1, -1), groups), 1)
        read = self.encoder(inputs_embeds=self.pre_layernorm(groups)).last_hidden_state
        whole = read[:, :1]
        if self.layout is not None:
            squares = read[:, 1:].transpose(1, 2).unflatten(2, shape)
            whole = whole + self.layout(whole, squares)
        flat = tuple(state.flatten(2).transpose(1, 2) for state in states)
        return BaseModelOutputWithPooling(
            last_hidden_state=torch.cat((whole, flat[-1]), 1),
            pooler_output=self.post_layernorm(whole[:, 0]),
            hidden_states=flat,
        )


class Layout(nn.Module):
    """What is where, as one vector: sums over squares of products of what and where.

    Attention adds up what squares show, and where they are, but not which is where. Products bind
    them (tensor products: Smolensky 1990, section 2), and differences of what is asked for then
    tell who is to the left of whom.

    Args:
        width: of the tokens of squares.
        bound: numbers of what a square shows.
    """

    def __init__(self, width: int, bound: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.what = nn.Linear(width, bound)
        self.frame = nn.Linear(width, PLACES**2)
        self.out = nn.Linear(bound * PLACES, width)

    def forward(self, whole: Tensor, squares: Tensor) -> Tensor:
        """(n, 1, width)

        Args:
            whole: (n, 1, width), which says how the camera looks: left is right for some.
            squares: (n, width, height, length)
        """
        what = self.what(self.norm(squares.flatten(2).transpose(1, 2)))
        sums = _places(squares).T @ what
        turned = sums + self.frame(whole).unflatten(-1, (PLACES, PLACES))[:, 0] @ sums
        return self.out(turned.flatten(1))[:, None]


def _places(squares: Tensor) -> Tensor:
    """Products of Legendre polynomials of row and column (height * length, PLACES)."""
    lines = ((torch.arange(side, device=squares.device) + 0.5) * (2 / side) - 1
             for side in squares.shape[2:])  # fmt: skip
    rows, columns = (torch.stack((line**0, line, 1.5 * line**2 - 0.5), -1) for line in lines)
    both = torch.einsum("ya,xb->yxab", rows, columns).reshape(-1, PLACES)
    return (both / len(both) ** 0.5).to(squares)


class ConvClip(CLIPModel):
    """transformers' `CLIPModel` with `ConvVision` for eyes; `AutoModel` reads its folders."""

    config_class = ConvClipConfig

    def __init__(self, config: ConvClipConfig):
        super().__init__(config)
        self.vision_model = ConvVision(config.vision_config)  # type: ignore[arg-type]
        self.post_init()


class _Residual(nn.Module):
    """Two convolutions beside a shortcut (He et al. 2016)."""

    def __init__(self, width: int):
        super().__init__()
        self.layers = nn.Sequential(
            _convolution(width, width), nn.ReLU(inplace=True), _convolution(width, width)
        )

    def forward(self, cells: Tensor) -> Tensor:
        return torch.relu_(self.layers(cells) + cells)


def _convolution(width_in: int, width: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Then BatchNorm."""
    layer = nn.Conv2d(width_in, width, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(width))


for made, read in ((ConvVision, ConvVisionConfig), (ConvClip, ConvClipConfig)):
    AutoConfig.register(read.model_type, read)
    AutoModel.register(read, made)
