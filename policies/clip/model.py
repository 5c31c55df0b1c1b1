"""A CLIP of any size, in transformers' own classes, so that every folder of weights is alike."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, normalize

from vla.errors import UserError

from ..pretrained import quiet

PAD, START, UNKNOWN, END = "[PAD]", "[START]", "[UNK]", "[END]"
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
"""Of the pictures that CLIP was trained on (Radford et al. 2021); towers here expect the same."""
LONGEST = 40
"""Words of a caption, start and end included."""
TOGETHER = 128
"""Texts that are encoded together."""
PREPROCESSOR = "preprocessor_config.json"


class Clip(nn.Module):
    """Pictures and texts in one space; wraps transformers' `CLIPModel` or `SiglipModel`."""

    def __init__(self, model: Any, tokenizer: Any, mean: Sequence[float], std: Sequence[float]):
        super().__init__()
        self.model, self.tokenizer = model, tokenizer
        self.mean, self.std = tuple(mean), tuple(std)

    @property
    def size(self) -> int:
        """Height and width of the pictures that it was trained on [px]."""
        return self.model.config.vision_config.image_size

    @property
    def patch(self) -> int:
        """Height and width of a patch [px]."""
        return self.model.config.vision_config.patch_size

    @property
    def space(self) -> int:
        """Components D of the vectors in which pictures and texts meet."""
        return getattr(
            self.model.config, "projection_dim", self.model.config.text_config.hidden_size
        )

    @property
    def scale(self) -> Tensor:
        """What similarities are multiplied by: the inverse temperature."""
        return self.model.logit_scale.exp()

    def images(self, pictures: Tensor, patches: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Pictures (n, 3, H, W) as unit vectors: whole (n, D), and every patch (n, P, D).

        A patch is projected as the whole is (MaskCLIP, Zhou et al. 2022, section 3.2).

        Args:
            pictures: uint8, or in [0, 1].
            patches: (n, K) the only ones to look at, of a `CLIPModel`; then (n, K, D) come back.
        """
        if patches is not None:
            return self._some(pictures, patches)
        if pictures.shape[-1] != self.size or pictures.shape[-2] != self.size:
            pictures = interpolate(
                _unit(pictures), (self.size, self.size), mode="bicubic", antialias=True
            )
        vision = self.model.vision_model
        seen = vision(pixel_values=self._normal(pictures, 1))
        project = getattr(self.model, "visual_projection", nn.Identity())
        tokens = seen.last_hidden_state
        if isinstance(project, nn.Linear):  # CLIP: the class token comes first, the norm last
            patches = project(vision.post_layernorm(tokens[:, 1:]))
        else:
            patches = tokens
        return normalize(project(seen.pooler_output), dim=-1), normalize(patches, dim=-1)

    def _normal(self, pixels: Tensor, axis: int) -> Tensor:
        """Pixels as the tower expects them, their colours along an axis."""
        shape = [1] * pixels.dim()
        shape[axis] = 3
        mean, std = (torch.tensor(v, device=pixels.device).view(shape)
                     for v in (self.mean, self.std))  # fmt: skip
        return (_unit(pixels) - mean) / std

    def _some(self, pictures: Tensor, patches: Tensor) -> tuple[Tensor, Tensor]:
        """As `images`, of the class token and some patches; of the others nothing is computed."""
        vision, project = self.model.vision_model, self.model.visual_projection
        embed, side = vision.embeddings, self.patch
        cut = pictures.unflatten(3, (-1, side)).unflatten(2, (-1, side)).permute(0, 2, 4, 1, 3, 5)
        rows = torch.arange(len(pictures), device=pictures.device)[:, None]
        pixels = self._normal(cut[rows, patches // cut.shape[2], patches % cut.shape[2]], 2)
        tokens = pixels.flatten(2) @ embed.patch_embedding.weight.flatten(1).T
        tokens = tokens + embed.position_embedding(patches + 1)
        first = embed.class_embedding + embed.position_embedding.weight[0]
        tokens = torch.cat((first.expand(len(tokens), 1, -1), tokens), 1)
        seen = vision.encoder(inputs_embeds=vision.pre_layrnorm(tokens)).last_hidden_state
        made = normalize(project(vision.post_layernorm(seen)), dim=-1)
        return made[:, 0], made[:, 1:]

    def texts(self, texts: Sequence[str]) -> Tensor:
        """Texts as unit vectors (n, D)."""
        tokens = self.tokens(texts)
        if "attention_mask" not in tokens:
            return self._texts(tokens)
        # Texts of like lengths together: what they are padded with costs as much as words.
        order = tokens["attention_mask"].sum(1).argsort()
        found = []
        for rows in order.chunk(-(-len(texts) // TOGETHER)):
            longest = int(tokens["attention_mask"][rows].sum(1).max())
            found.append(self._texts({key: value[rows, :longest] for key, value in tokens.items()}))
        return torch.cat(found)[order.argsort()]

    def _texts(self, tokens: dict[str, Tensor]) -> Tensor:
        found = self.model.text_model(**tokens).pooler_output
        project = getattr(self.model, "text_projection", nn.Identity())
        return normalize(project(found), dim=-1)

    def tokens(self, texts: Sequence[str]) -> dict[str, Tensor]:
        """What the text tower reads."""
        made = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=self._longest,
            return_tensors="pt",
        )  # fmt: skip
        device = self.model.device
        return {key: made[key].to(device) for key in ("input_ids", "attention_mask") if key in made}

    def save(self, folder: Path) -> None:
        """Write a folder that transformers reads."""
        self.model.save_pretrained(folder)
        self.save_architecture(folder)

    def save_architecture(self, folder: Path) -> None:
        """All but the weights."""
        self.model.config.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        about = {"image_mean": list(self.mean), "image_std": list(self.std),
                 "size": {"height": self.size, "width": self.size}}  # fmt: skip
        (folder / PREPROCESSOR).write_text(json.dumps(about, indent=1) + "\n", "utf-8")

    @property
    def _longest(self) -> int:
        return self.model.config.text_config.max_position_embeddings


def _unit(pictures: Tensor) -> Tensor:
    """uint8 as numbers from 0 to 1, which others are already."""
    return pictures if pictures.is_floating_point() else pictures.float() / 255.0


def new_clip(
    vocabulary: Sequence[str],
    size: int = 96,
    patch: int = 8,
    width: int = 128,
    layers: int = 4,
    heads: int = 4,
    text_layers: int = 3,
    space: int = 128,
) -> Clip:
    """An untrained CLIP that reads single words.

    Args:
        vocabulary: all words; others become one that is unknown.
        size, patch: of pictures [px].
        width, layers, heads: of the tower of pictures; that of texts has `text_layers`.
        space: components of the vectors in which both meet.
    """
    from transformers import CLIPConfig, CLIPModel

    if size % patch:
        raise UserError(f"size={size} is no multiple of patch={patch}.")
    shape = {"hidden_size": width, "intermediate_size": 4 * width, "num_attention_heads": heads,
             "hidden_act": "gelu"}  # fmt: skip
    words = [PAD, START, UNKNOWN, END, *vocabulary]
    config = CLIPConfig(
        text_config={
            **shape, "vocab_size": len(words), "num_hidden_layers": text_layers,
            "max_position_embeddings": LONGEST, "pad_token_id": 0, "bos_token_id": 1,
            "eos_token_id": 3,
        },
        vision_config={
            **shape, "num_hidden_layers": layers, "image_size": size, "patch_size": patch,
        },
        projection_dim=space,
    )  # fmt: skip
    return Clip(CLIPModel(config), _word_tokenizer(words), MEAN, STD)


def resized(clip: Clip, size: int, patch: int) -> Clip:
    """A CLIP for pictures of another size and patches of another; further training helps.

    Positions are interpolated, the kernels of patches as well, so that what a magnified patch is
    embedded as stays alike (Beyer et al. 2023, FlexiViT, section 3.2).

    Raises:
        UserError: it is no `CLIPModel`, or the size is no multiple of the patch.
    """
    if (clip.size, clip.patch) == (size, patch):
        return clip
    if clip.model.config.model_type != "clip" or size % patch:
        raise UserError(
            f"A '{clip.model.config.model_type}' of {clip.size} pixels in patches of {clip.patch}"
            f" cannot go on with {size} pixels in patches of {patch}: it must be a clip, and the"
            " size a multiple of the patch."
        )
    config, weights = copy.deepcopy(clip.model.config), clip.model.state_dict()
    config.vision_config.image_size, config.vision_config.patch_size = size, patch
    place, kernel = (f"vision_model.embeddings.{name}.weight"
                     for name in ("position_embedding", "patch_embedding"))  # fmt: skip
    first, grid = weights[place][:1], weights[place][1:].T
    grid = grid.unflatten(1, (clip.size // clip.patch, -1))[None]
    grid = interpolate(grid, (size // patch,) * 2, mode="bicubic")[0].flatten(1).T
    weights[place] = torch.cat((first, grid))
    scale = (clip.patch / patch) ** 2
    weights[kernel] = scale * interpolate(weights[kernel], (patch,) * 2, mode="bilinear")
    model = type(clip.model)(config)
    model.load_state_dict(weights)
    return Clip(model, clip.tokenizer, clip.mean, clip.std)


def load_clip(folder: Path, weights: bool = True) -> Clip:
    """A CLIP or SigLIP from a local folder of transformers.

    Args:
        weights: false for the architecture only.

    Raises:
        UserError: the folder is not there, or holds something else.
    """
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    if not (folder / "config.json").is_file():
        raise UserError(f"{folder} holds no model: its config.json is missing.")
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        config = AutoConfig.from_pretrained(folder, **local)
        kind = config.model_type
        if kind not in ("clip", "siglip", "siglip2"):
            raise UserError(f"{folder} holds a '{kind}': clip, siglip or siglip2 is expected.")
        if weights:
            with quiet():
                model = AutoModel.from_pretrained(folder, use_safetensors=True, **local)
        else:
            model = AutoModel.from_config(config)
        tokenizer = AutoTokenizer.from_pretrained(folder, **local)
    except (OSError, KeyError) as error:
        raise UserError(f"{folder} cannot be read: {str(error).splitlines()[0]}") from None
    file = folder / PREPROCESSOR
    about = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    mean, std = about.get("image_mean", MEAN), about.get("image_std", STD)
    return Clip(model.eval(), tokenizer, mean, std)


def _word_tokenizer(words: Sequence[str]) -> Any:
    """A tokenizer of lower-case words, numbers and punctuation marks."""
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Split
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token=UNKNOWN))
    made.normalizer = Lowercase()  # type: ignore[assignment]
    pattern = Regex(r"[a-z]+|[0-9]+|[^\sa-z0-9]")
    made.pre_tokenizer = Split(pattern, "removed", invert=True)  # type: ignore[assignment]
    made.post_processor = TemplateProcessing(  # type: ignore[assignment]
        single=f"{START} $A {END}", special_tokens=[(START, 1), (END, 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token=PAD, bos_token=START, unk_token=UNKNOWN, eos_token=END,
        model_max_length=LONGEST,
    )  # fmt: skip
