"""A CLIP in classes of transformers, so that every folder of weights is alike."""

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
from vla.quiet import quiet

PAD, START, UNKNOWN, END = "[PAD]", "[START]", "[UNK]", "[END]"
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
"""Of the pictures that CLIP was trained on (Radford et al. 2021); towers here expect the same."""
LONGEST = 40
"""Words of a caption, start and end included."""
TOGETHER = 128
"""Texts that are encoded together."""
PREPROCESSOR = "preprocessor_config.json"
KINDS = ("clip_conv", "clip", "siglip", "siglip2")
"""Models of transformers, and the toolkit's own."""


class Clip(nn.Module):
    """Pictures and texts in one space: a `ConvClip`, or transformers' CLIP or SigLIP, wrapped."""

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

    def images(self, pictures: Tensor, native: bool = False) -> tuple[Tensor, Tensor]:
        """Pictures (n, 3, H, W) as unit vectors: whole (n, D), and every patch (n, P, D).

        A patch is projected as the whole is (MaskCLIP, Zhou et al. 2022, section 3.2).

        Args:
            pictures: uint8, or in [0, 1].
            native: they are parts of pictures and stay as small as they are, of a `ConvClip`.
        """
        if not native and pictures.shape[-2:] != (self.size, self.size):
            pictures = interpolate(
                _unit(pictures), (self.size, self.size), mode="bicubic", antialias=True
            )
        vision = self.model.vision_model
        mean, std = (torch.tensor(v, device=pictures.device)[:, None, None]
                     for v in (self.mean, self.std))  # fmt: skip
        seen = vision(pixel_values=(_unit(pictures) - mean) / std)
        project = getattr(self.model, "visual_projection", nn.Identity())
        tokens = seen.last_hidden_state
        if isinstance(project, nn.Linear):  # CLIP: the class token comes first, the norm last
            patches = project(vision.post_layernorm(tokens[:, 1:]))
        else:
            patches = tokens
        return normalize(project(seen.pooler_output), dim=-1), normalize(patches, dim=-1)

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
    size: int = 192,
    width: int = 96,
    layers: int = 4,
    heads: int = 4,
    text_layers: int = 3,
    space: int = 64,
    whole_layers: int = 2,
    together: int = 4,
    bound: int = 0,
) -> Clip:
    """An untrained CLIP with convolutional eyes that reads single words.

    Args:
        vocabulary: all words; others become one that is unknown.
        size: of pictures [px].
        width: of the towers' tokens.
        layers: residual blocks of the eyes; the transformer of texts has `text_layers`.
        heads: of all attention.
        space: components of the vectors in which both meet.
        whole_layers, together, bound: of what reads the whole picture, as of `ConvVisionConfig`.
    """
    from .conv import CELL, ConvClip, ConvClipConfig

    if size % CELL:
        raise UserError(f"Pictures of {size} px cannot be divided into cells of {CELL} px.")
    shape = {"hidden_size": width, "intermediate_size": 4 * width, "num_attention_heads": heads,
             "hidden_act": "gelu"}  # fmt: skip
    words = [PAD, START, UNKNOWN, END, *vocabulary]
    config = ConvClipConfig(
        text_config={
            **shape, "vocab_size": len(words), "num_hidden_layers": text_layers,
            "max_position_embeddings": LONGEST, "pad_token_id": 0, "bos_token_id": 1,
            "eos_token_id": 3,
        },
        vision_config={
            **shape, "num_hidden_layers": layers, "image_size": size, "patch_size": CELL,
            "whole_layers": whole_layers, "together": together, "bound": bound,
        },
        projection_dim=space,
    )  # fmt: skip
    return Clip(ConvClip(config), _word_tokenizer(words), MEAN, STD)


def begun_anew(clip: Clip, **changed: int) -> Clip:
    """A `ConvClip` with the same cells and texts, whose reader of whole pictures is another.

    Of the reader, parts that are shaped as before go on, too.

    Args:
        changed: of `whole_layers`, `together` and `bound`.
    """
    config = copy.deepcopy(clip.model.config)
    for name, value in changed.items():
        setattr(config.vision_config, name, value)
    made = type(clip.model)(config)
    shapes = {name: value.shape for name, value in made.state_dict().items()}
    kept = {k: v for k, v in clip.model.state_dict().items() if shapes.get(k) == v.shape}
    made.load_state_dict(kept, strict=False)
    return Clip(made, clip.tokenizer, clip.mean, clip.std)


def load_clip(folder: Path, weights: bool = True) -> Clip:
    """A CLIP or SigLIP from a local folder of transformers.

    Args:
        weights: false for the architecture only.

    Raises:
        UserError: the folder is not there, or holds something else.
    """
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    from . import conv  # noqa: F401  registers its classes

    if not (folder / "config.json").is_file():
        raise UserError(f"{folder} holds no model: its config.json is missing.")
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        config = AutoConfig.from_pretrained(folder, **local)
        kind = config.model_type
        if kind not in KINDS:
            raise UserError(f"{folder} holds a '{kind}': one of {', '.join(KINDS)} is expected.")
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
