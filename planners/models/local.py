"""A model in a local folder, by `transformers`: nothing is downloaded, no code of a folder is run.

While it writes, every token that would leave the plan language, or name what is not in the scene,
is ruled out (`llguidance`), so that even a small model writes programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.errors import UserError
from vla.quiet import quiet

from .chat import Completion, Message
from .pictures import bounded

LOCAL: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
"""Nothing is downloaded, and nothing that a folder brings is run."""
TOKENIZERS = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "spiece.model")
"""Files of which a tokenizer has one."""
PROCESSORS = ("processor_config.json", "preprocessor_config.json")
"""Files of which a folder that takes pictures has one."""
PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt")


class LocalChat:
    """Chat with a model as `save_pretrained` writes it; loaded when it is first asked.

    Args:
        folder: `config.json`, a tokenizer with a chat template, and weights as safetensors.
        max_tokens: that may be written.
        timeout: after which it must have finished writing [s].
        device: of torch; left out, the GPU if there is one.
        constrained: write nothing but the plan language.
    """

    def __init__(
        self,
        folder: str | Path,
        max_tokens: int = 400,
        timeout: float = 300.0,
        device: str | None = None,
        constrained: bool = True,
    ):
        self._folder = Path(folder).expanduser()
        self._max_tokens, self._timeout = max_tokens, timeout
        self._device, self._constrained = device, constrained
        self._model: Any = None
        self._reader: Any = None
        """A processor of pictures and words, or a tokenizer."""
        self._vocabulary: Any = None

    @property
    def name(self) -> str:
        """The folder's."""
        return self._folder.name

    def complete(self, messages: Sequence[Message], grammar: str = "") -> Completion:
        """What the model writes, greedily.

        Raises:
            UserError: the folder holds no model that can be used, or the prompt is too long.
        """
        model = self._loaded()
        inputs = self._inputs(messages)
        length = inputs["input_ids"].shape[1]
        room = getattr(model.config.get_text_config(), "max_position_embeddings", None)
        if room is not None and length + self._max_tokens > room:
            raise UserError(
                f"{self.name} reads {room:,} tokens; the prompt has {length:,} and the answer may"
                f" have {self._max_tokens}. Show fewer examples: planner.examples=1."
            )
        processors = [self._ruled(grammar, length)] if grammar and self._constrained else []
        try:
            with torch.inference_mode(), quiet():
                written = model.generate(
                    **inputs,
                    do_sample=False,
                    num_beams=1,
                    max_new_tokens=self._max_tokens,
                    max_time=self._timeout,
                    logits_processor=processors,
                )[0, length:]
        except torch.OutOfMemoryError:
            raise UserError(
                f"{self.name} does not fit into the memory of {model.device}. Take a smaller"
                " model, or planner.device=cpu."
            ) from None
        text = self._tokenizer.decode(written, skip_special_tokens=True)
        ended = len(written) and int(written[-1]) in self._ends
        return Completion(text, "stop" if ended else "length", length, len(written))

    # --- loading ---------------------------------------------------------------------------

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = self._load()
        return self._model

    def _load(self) -> Any:
        import transformers

        folder = self._folder
        _check(folder)
        with reading(f"The model in {folder} cannot be used"):
            config = transformers.AutoConfig.from_pretrained(folder, **LOCAL)
            seeing = _sees(config, folder)
            reader = transformers.AutoProcessor if seeing else transformers.AutoTokenizer
            self._reader = reader.from_pretrained(folder, **LOCAL)
        kind = "AutoModelForImageTextToText" if seeing else "AutoModelForCausalLM"
        model = load_model(folder, kind, dtype="auto")
        if self._tokenizer.chat_template is None and (
            not seeing or self._reader.chat_template is None
        ):
            raise UserError(
                f"{folder} has no chat template, so it is no model that answers. Take one that was"
                " trained to follow instructions."
            )
        device = self._device or ("cuda" if torch.cuda.is_available() else "cpu")
        try:
            return model.eval().to(device)
        except (RuntimeError, AssertionError) as error:
            raise UserError(f"planner.device={device}: {str(error).splitlines()[0]}") from None

    @property
    def _tokenizer(self) -> Any:
        return getattr(self._reader, "tokenizer", self._reader)

    @property
    def _ends(self) -> set[int]:
        """Tokens that end an answer."""
        end = self._model.generation_config.eos_token_id
        ends = end if isinstance(end, list) else [end]
        return {*ends, self._tokenizer.eos_token_id}

    # --- what goes in ----------------------------------------------------------------------

    def _inputs(self, messages: Sequence[Message]) -> Any:
        """Tokens, and pixels where there are pictures, on the model's device."""
        seeing = self._reader is not self._tokenizer
        if not seeing and any(message.images for message in messages):
            raise UserError(
                f"{self.name} reads only text; leave the pictures out: planner.cameras=null"
            )
        talk = [_turn(message) if seeing else _words(message) for message in messages]
        try:
            inputs = self._reader.apply_chat_template(
                talk,
                add_generation_prompt=True,
                tokenize=True,
                return_dict=True,
                return_tensors="pt",
                enable_thinking=False,
            )
        except Exception as error:  # templates complain as they like
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise UserError(f"The chat template of {self.name} fails: {reason}") from None
        return inputs.to(self._model.device)

    def _ruled(self, grammar: str, length: int) -> Ruled:
        """What rules tokens out."""
        import transformers
        from llguidance import LLMatcher
        from llguidance.gbnf_to_lark import gbnf_to_lark
        from llguidance.hf import from_tokenizer

        if self._vocabulary is None:
            if not isinstance(self._tokenizer, transformers.PreTrainedTokenizerFast):
                raise UserError(
                    f"{self.name} has no tokenizer.json, which planner.constrained=true needs."
                )
            size = self._model.get_output_embeddings().weight.shape[0]
            self._vocabulary = from_tokenizer(
                self._tokenizer, size, sorted(end for end in self._ends if end is not None)
            )
        rules = LLMatcher.grammar_from_lark(gbnf_to_lark(grammar))
        return Ruled(LLMatcher(self._vocabulary, rules), length)


class Ruled:
    """A `transformers` logits processor: whatever a matcher does not allow is impossible.

    Args:
        matcher: follows what is written.
        length: tokens of the prompt.
    """

    def __init__(self, matcher: Any, length: int):
        self._matcher, self._seen = matcher, length

    def __call__(self, ids: Tensor, scores: Tensor) -> Tensor:
        """Scores (1, V) of the token after ids (1, T), minus infinity where it is ruled out."""
        self._matcher.consume_tokens(ids[0, self._seen :].tolist())
        self._seen = ids.shape[1]
        allowed = np.frombuffer(self._matcher.compute_logit_bias(), np.uint8) > 0
        mask = torch.zeros(scores.shape[1], dtype=torch.bool)
        mask[: len(allowed)] = torch.from_numpy(allowed)[: scores.shape[1]]
        return scores.masked_fill(~mask.to(scores.device), -torch.inf)


def _check(folder: Path) -> None:
    """Say what a folder lacks, before a library says it differently."""
    if not (folder / "config.json").is_file():
        raise UserError(
            f"planner.folder={folder}: there is no model. Name a folder with config.json, a"
            " tokenizer and *.safetensors."
        )
    if not any((folder / file).is_file() for file in TOKENIZERS):
        raise UserError(f"{folder} holds no tokenizer: one of {', '.join(TOKENIZERS)}.")
    if any(folder.glob("*.safetensors")):
        return
    if any(file for pattern in PICKLED for file in folder.glob(pattern)):
        raise UserError(
            f"The weights in {folder} are pickled, and loading them would run what they hold. Take"
            " a version with *.safetensors."
        )
    raise UserError(f"{folder} holds no weights: *.safetensors.")


def _sees(config: Any, folder: Path) -> bool:
    """Whether the folder holds a model that takes pictures."""
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
        MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES,
    )

    kind = config.model_type
    if kind in MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES and any(
        (folder / file).is_file() for file in PROCESSORS
    ):
        return True
    if kind in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        return False
    raise UserError(f"A model of type '{kind}' does not write text.")


def _words(message: Message) -> dict[str, Any]:
    return {"role": message.role, "content": message.text}


def _turn(message: Message) -> dict[str, Any]:
    from PIL import Image

    pictures = [
        {"type": "image", "image": Image.fromarray(bounded(image))} for image in message.images
    ]
    return {"role": message.role, "content": [*pictures, {"type": "text", "text": message.text}]}


def load_model(folder: Path, kind: str, **options: Any) -> Any:
    """A model of a class of transformers, with all of its weights.

    Raises:
        UserError: the folder is damaged, or weights are missing.
    """
    import transformers

    with reading(f"The model in {folder} cannot be used"):
        model, about = getattr(transformers, kind).from_pretrained(
            folder, use_safetensors=True, output_loading_info=True, **LOCAL, **options
        )
    missing = sorted(map(str, about["missing_keys"]))
    if missing:
        raise UserError(f"The weights in {folder} lack {len(missing)}, such as {missing[0]}.")
    return model


@contextmanager
def reading(complaint: str) -> Iterator[None]:
    """Quietly; what is wrong with a folder is said in one line that begins with the complaint."""
    try:
        with quiet():
            yield
    except Exception as error:  # a folder may be damaged in any way
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UserError(f"{complaint}: {reason}") from None
