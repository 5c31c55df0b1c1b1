"""Pretrained models from local folders: found, loaded whole, trained or not, saved without weights.

A folder is what `transformers` writes: `config.json`, `model.safetensors`, and a tokenizer or
`preprocessor_config.json` beside them. Nothing is downloaded and no code of a folder is run.

`transformers` is imported where it is needed: it takes seconds, and what is trained from scratch
can do without.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn
from torch.utils.checkpoint import checkpoint

from vla.errors import UnknownName, UserError
from vla.quiet import quiet

SHIPPED = Path(__file__).parent / "weights"
"""Folders that come with the package, by name."""
TOKENIZERS = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "spiece.model")
"""Files of which a tokenizer has one."""
LORA = {"rank": 16, "alpha": 16, "targets": "all-linear"}
"""Settings of low-rank adaptation and their defaults: `targets` are names of linear layers."""

Lora = Mapping[str, Any]


class Pretrained(nn.Module):
    """A model that was trained before: frozen, trained at a rate of its own, or adapted (LoRA).

    Frozen means no gradients for its weights and evaluation mode, whatever `train` is told;
    gradients still pass through it.

    Args:
        model: a model of `transformers`.
        frozen: its weights stay as they are.
        rate: times the learning rate, for its weights; adapters are new and learn at the full one.
        lora: train low-rank changes of a frozen model (Hu et al. 2021); see `LORA`.
        checkpointing: layers are computed again in the backward pass instead of remembered.

    Raises:
        UserError: adapters on a model that is not frozen, or on layers that it does not have.
    """

    def __init__(
        self,
        model: nn.Module,
        frozen: bool = True,
        rate: float = 0.1,
        lora: Lora | None = None,
        checkpointing: bool = False,
    ):
        super().__init__()
        if lora is not None and not frozen:
            raise UserError("lora adapts a frozen model: say frozen=true, or lora=null.")
        self.trained = lora is not None or not frozen
        self.rate = rate if lora is None else 1.0
        self.lora = lora
        model.requires_grad_(not frozen)
        if checkpointing:
            from transformers.modeling_layers import GradientCheckpointingLayer

            for layer in model.modules():
                if isinstance(layer, GradientCheckpointingLayer):
                    # Not transformers' own switch: that one drops the keys and values of a layer.
                    layer.forward = partial(checkpoint, layer.forward, use_reentrant=False)
        self.model: Any = model if lora is None else _with_lora(model, lora)
        self.train()

    def train(self, mode: bool = True) -> Pretrained:
        """Training mode, where something of it is trained."""
        return super().train(mode and self.trained)

    def forward(self, *args: Any, **options: Any) -> Any:
        """As the model."""
        return self.model(*args, **options)

    def merge(self) -> None:
        """Add the adapters to the weights that they adapt; the model is a plain one again."""
        if self.lora is not None:
            self.model = self.model.merge_and_unload().requires_grad_(False)
            self.lora, self.trained = None, False
            self.eval()


class PretrainedPart(nn.Module):
    """A part of a policy around a pretrained model."""

    config: Any
    """What the folder says of the model, or of one that it is a part of."""
    model: Pretrained

    @property
    def trained(self) -> bool:
        """Whether any of the model's weights are, or changes of them."""
        return self.model.trained

    @property
    def rate(self) -> float:
        """Times the learning rate, for the model's weights."""
        return self.model.rate

    @property
    def lora(self) -> Lora | None:
        """Settings of its adapters, until they are merged."""
        return self.model.lora

    def merge(self) -> None:
        """Make adapters part of the weights."""
        self.model.merge()

    def save(self, folder: Path) -> None:
        """Write what builds it again, without weights, into a folder that is there."""
        self.config.save_pretrained(folder)


def locate(folder: str | Path) -> Path:
    """A folder with a model: one that ships with the package, by its name, or any other.

    Raises:
        UserError: there is none.
    """
    path = Path(folder).expanduser()
    for found in (SHIPPED / path, path):
        if (found / "config.json").is_file():
            return found
    known = sorted(
        file.parent.name
        for file in SHIPPED.glob("*/config.json")
        if "model_type" in json.loads(file.read_text("utf-8"))  # others are policies
    )
    raise UserError(
        f"folder={folder}: there is no model, a folder with config.json and model.safetensors, as"
        f" transformers' save_pretrained writes it. Name one, or one that ships with the package:"
        f" {', '.join(known) or 'there are none'}."
    )


def read_config(folder: str | Path) -> Any:
    """The architecture in a folder. Raises `UserError` if it cannot be understood."""
    from transformers import AutoConfig

    from .clip import conv  # noqa: F401  registers its classes

    path = locate(folder)
    try:
        return AutoConfig.from_pretrained(path, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{path}/config.json is of no known model: {error}") from None


def load(folder: str | Path | None, config: Any, weights: bool, kind: str = "AutoModel") -> Any:
    """A model, with the weights of a folder or freshly initialised; 32 bits.

    Args:
        config: its architecture: that of the folder, a part of it, or one with fewer layers.
        kind: the model's class in `transformers`.

    Raises:
        UserError: weights are missing, damaged, not safetensors, or of another shape.
    """
    import transformers

    made = getattr(transformers, kind)
    if folder is None or not weights:
        make = getattr(made, "from_config", None) or made._from_config
        return make(config, dtype=torch.float32)
    path = locate(folder)
    try:
        with quiet():
            model, about = made.from_pretrained(
                path, config=config, local_files_only=True, use_safetensors=True,
                trust_remote_code=False, output_loading_info=True,
                dtype=torch.float32,
            )  # fmt: skip
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise UserError(f"The weights in {path} cannot be used: {error}") from None
    missing = sorted(map(str, about["missing_keys"]))
    if missing:
        raise UserError(
            f"The weights in {path} lack {len(missing)} of {type(model).__name__}, such as"
            f" {missing[0]}: name a folder that holds the whole model."
        )
    return model


def load_decoder(folder: str | Path | None, config: Any, keep: int | None, weights: bool) -> Any:
    """A causal language model without its head, or that of a model of several senses.

    Args:
        keep: its first layers only; all by default.
    """
    if not hasattr(config, "text_config"):
        return load(folder, with_layers(config, keep), weights)
    config = copy.deepcopy(config)
    config.text_config = with_layers(config.text_config, keep)
    return load(folder, config, weights).get_decoder()


def tokenizer(folder: str | Path) -> Any:
    """The tokenizer in a folder. Raises `UserError` if there is none."""
    from transformers import AutoTokenizer

    path = locate(folder)
    if not any((path / file).is_file() for file in TOKENIZERS):  # transformers makes an empty one
        raise UserError(f"{path} holds no tokenizer: one of {', '.join(TOKENIZERS)}.")
    try:
        return AutoTokenizer.from_pretrained(path, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"The tokenizer in {path} cannot be used: {error}") from None


def with_layers(config: Any, layers: int | None) -> Any:
    """The same architecture with its first layers only; all by default.

    Raises:
        UserError: it has not so many.
    """
    total = config.num_hidden_layers
    config = copy.deepcopy(config)
    if layers is None or layers == total:
        return config
    if not 0 <= layers <= total:
        raise UserError(f"{layers} layers are asked for; {config.model_type} has {total}.")
    config.num_hidden_layers = layers
    for key, value in vars(config).items():
        if isinstance(value, list) and len(value) == total:  # one entry per layer: layer_types
            setattr(config, key, value[:layers])
    return config


def _with_lora(model: nn.Module, lora: Lora) -> nn.Module:
    """The model with adapters that change nothing yet."""
    from peft import LoraConfig  # Seconds that who does not adapt need not pay.
    from peft.tuners.lora import LoraModel

    for key in lora:
        if key not in LORA:
            raise UnknownName("setting of lora", key, LORA)
    rank, alpha, targets = ({**LORA, **lora}[key] for key in LORA)
    names = targets if isinstance(targets, str) else list(targets)
    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=names)
    try:
        return LoraModel(model, {"default": config}, "default")
    except ValueError as error:
        raise UserError(f"lora: {error}") from None


def one_of(what: str, kind: str, known: Sequence[str]) -> str:
    """A kind of model, if it is a known one. Raises `UserError` that lists those."""
    if kind not in known:
        raise UserError(f"A model of type '{kind}' is no {what}: known are {', '.join(known)}.")
    return kind
