"""Text encoders: instructions to tokens (B, L, width), which are there (B, L), pooled (B, width).

Any text is valid: the empty one, which stands for no instruction, and one with unknown words, which
`unknown` names so that callers can warn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import pad
from torch.nn.utils.rnn import pad_sequence

from vla.errors import UserError

from .pretrained import (
    Lora,
    Pretrained,
    PretrainedPart,
    load,
    load_decoder,
    one_of,
    read_config,
    tokenizer,
)
from .transformer import Block

Encoded = tuple[Tensor, Tensor, Tensor]
"""Tokens (B, L, width), which are there (B, L) bool, pooled (B, width)."""

KINDS = {
    "clip_text_model": "CLIPTextModel",
    "siglip_text_model": "SiglipTextModel",
    "siglip2_text_model": "Siglip2TextModel",
}
"""Type of a text tower -> its class in `transformers`, which has no automatic one for all."""
REMEMBERED = 4096
"""Instructions whose tokens a frozen encoder remembers."""
VOCABULARY = "vocabulary.json"
LONGEST = 64
"""Words of an instruction that `WordText` reads."""
PADDING, UNKNOWN, END = range(3)
"""Rows before the words in `WordText`'s table."""


class _Reader(PretrainedPart):
    """What pretrained encoders share: a tokenizer, and a memory where nothing is trained."""

    def __init__(self, folder: str, config: Any, model: Pretrained, longest: int, ending: str = ""):
        super().__init__()
        self.config, self.model = config, model
        self.tokenizer = tokenizer(folder)
        self.longest, self.ending = longest, ending
        self.remembered: dict[str, tuple[Tensor, Tensor]] = {}
        self.register_load_state_dict_post_hook(lambda module, keys: module.remembered.clear())

    def forward(self, task: Sequence[str]) -> Encoded:
        """Each instruction is encoded once, however often it occurs.

        Raises:
            UserError: one is longer than the encoder can read.
        """
        texts = list(dict.fromkeys(task))
        known = self._encoded(texts) if self.trained else self._recalled(texts)
        tokens = pad_sequence([known[text][0] for text in texts], batch_first=True)
        pooled = torch.stack([known[text][1] for text in texts])
        lengths = torch.tensor([len(known[text][0]) for text in texts])
        there = torch.arange(tokens.shape[1]) < lengths[:, None]
        rows = {text: row for row, text in enumerate(texts)}
        order = torch.tensor([rows[text] for text in task], device=tokens.device)
        return tokens[order], there.to(tokens.device)[order], pooled[order]

    def unknown(self, task: str) -> list[str]:
        """Words that the tokenizer does not know."""
        nobody = self.tokenizer.unk_token_id
        return [word for word in task.split() if nobody in self._ids(word)]

    def save(self, folder: Path) -> None:
        """Write what builds it again, without weights, into a folder that is there."""
        super().save(folder)
        self.tokenizer.save_pretrained(folder)

    def _recalled(self, texts: Sequence[str]) -> dict[str, tuple[Tensor, Tensor]]:
        """What every text was encoded as; what is not in the memory is added."""
        known = {text: self.remembered[text] for text in texts if text in self.remembered}
        new = [text for text in texts if text not in known]
        if new:
            precise = torch.autocast(next(self.parameters()).device.type, enabled=False)
            # Whoever asks first, what is remembered is precise and may be used in training.
            with torch.inference_mode(False), torch.no_grad(), precise:
                # One by one: a text's numbers do not depend on those beside it, to the last bit.
                found = {k: v for text in new for k, v in self._encoded([text]).items()}
            known |= found
            self.remembered |= found
            for text in list(self.remembered)[:-REMEMBERED]:
                del self.remembered[text]
        return known

    def _encoded(self, texts: Sequence[str]) -> dict[str, tuple[Tensor, Tensor]]:
        """Tokens (L, width) and pooled token (width,) of every text."""
        read = [self._ids(text + self.ending, special=True) for text in texts]
        for text, ids in zip(texts, read, strict=True):
            if len(ids) > self.longest:
                raise UserError(
                    f"The instruction '{text[:80]}...' has {len(ids)} tokens, the text encoder"
                    f" reads {self.longest}: say it shorter."
                )
        device = next(self.parameters()).device
        padded = pad_sequence([torch.tensor(ids) for ids in read], batch_first=True)
        lengths = torch.tensor([len(ids) for ids in read])
        tokens, pooled = self._states(padded.to(device), lengths.to(device))
        return {
            text: (tokens[row, : len(ids)], pooled[row])
            for row, (text, ids) in enumerate(zip(texts, read, strict=True))
        }

    def _states(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (n, L, width) and pooled (n, width) of ids (n, L), padded with 0 behind."""
        raise NotImplementedError

    def _ids(self, text: str, special: bool = False) -> list[int]:
        """What the tokenizer makes of a text, with or without its marks of beginning and end."""
        return self.tokenizer(text, add_special_tokens=special)["input_ids"]

    def _apply(self, *args: Any, **options: Any) -> Any:
        """Moved to another device or type, and so must be what is remembered."""
        self.remembered.clear()
        return super()._apply(*args, **options)


class ClipText(_Reader):
    """The text tower of a CLIP, SigLIP or SigLIP 2: all tokens, and the one that stands for all.

    Args:
        folder, frozen, rate, weights, lora, checkpointing: see `vision.Tower`; the folder also
            holds the tokenizer.

    Raises:
        UserError: no such folder, another kind of model, missing weights or no tokenizer.
    """

    def __init__(
        self,
        folder: str,
        frozen: bool = True,
        rate: float = 0.1,
        weights: bool = True,
        lora: Lora | None = None,
        checkpointing: bool = False,
    ):
        config = read_config(folder)
        part = getattr(config, "text_config", config)
        kind = KINDS[one_of("text tower", part.model_type, tuple(KINDS))]
        model = Pretrained(load(folder, part, weights, kind), frozen, rate, lora, checkpointing)
        super().__init__(folder, config, model, part.max_position_embeddings)
        self.width: int = part.hidden_size
        self.padded = part.model_type != "clip_text_model"
        """SigLIP was trained on texts of full length and reads its padding."""

    def _states(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        if self.padded:
            ids = pad(ids, (0, self.longest - ids.shape[1]))
            behind = torch.arange(self.longest, device=ids.device) >= lengths[:, None]
            ids = ids.masked_fill(behind, self.tokenizer.pad_token_id)
        made = self.model(input_ids=ids)
        return made.last_hidden_state, made.pooler_output


class CausalText(_Reader):
    """Hidden states of a causal language model: all tokens, and the last one, which knows all.

    A mark of the end is added, so that the last token is one that is always there.

    Args:
        folder, frozen, rate, weights, lora, checkpointing: see `vision.Tower`; the folder also
            holds the tokenizer.
        keep: the model's first layers only; all by default.

    Raises:
        UserError: no such folder, no language model, missing weights, layers or tokenizer.
    """

    def __init__(
        self,
        folder: str,
        keep: int | None = None,
        frozen: bool = True,
        rate: float = 0.1,
        weights: bool = True,
        lora: Lora | None = None,
        checkpointing: bool = False,
    ):
        config = read_config(folder)
        decoder = load_decoder(folder, config, keep, weights)
        part = decoder.config
        model = Pretrained(decoder, frozen, rate, lora, checkpointing)
        super().__init__(folder, config, model, part.max_position_embeddings)
        self.ending = self.tokenizer.eos_token or self.tokenizer.unk_token or "."
        self.width: int = part.hidden_size

    def _states(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        there = torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]
        made = self.model(input_ids=ids, attention_mask=there.long(), use_cache=False)
        rows = torch.arange(len(ids), device=ids.device)
        return made.last_hidden_state, made.last_hidden_state[rows, lengths - 1]


class WordText(nn.Module):
    """Words of a vocabulary of its own, read by a small transformer; trained from scratch.

    Args:
        words: the vocabulary; `fit` adds those of instructions.
        width, layers, heads: of the transformer.
        folder: where `save` wrote a vocabulary, instead.
        weights: nothing; there are none outside of checkpoints.
    """

    trained = True
    rate = 1.0

    def __init__(
        self,
        words: Sequence[str] = (),
        width: int = 128,
        layers: int = 1,
        heads: int = 4,
        folder: str | None = None,
        weights: bool = True,
    ):
        super().__init__()
        self.width = width
        self.rows: dict[str, int] = {}
        self.embedding = nn.Embedding(END + 1, width)
        nn.init.zeros_(self.embedding.weight[UNKNOWN].data)
        self.place = nn.Parameter(0.02 * torch.randn(LONGEST, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self._extend(_vocabulary(folder) if folder is not None else words)

    def fit(self, tasks: Iterable[str]) -> None:
        """Learn the words of these instructions too. Before an optimiser is made."""
        self._extend(sorted({word for task in tasks for word in _words(task)}))

    def forward(self, task: Sequence[str]) -> Encoded:
        """The pooled token is that of the instruction's end.

        Raises:
            UserError: there is no vocabulary, or an instruction is too long.
        """
        if not self.rows:
            raise UserError(
                "The text encoder knows no words: give words=[...], or call fit(tasks)."
            )
        read = [[self.rows.get(word, UNKNOWN) for word in _words(text)] + [END] for text in task]
        longest = max(map(len, read), default=0)
        if longest > LONGEST:
            raise UserError(
                f"An instruction has {longest - 1} words; at most {LONGEST - 1} are read."
            )
        device = self.place.device
        lengths = torch.tensor([len(ids) for ids in read], device=device)
        ids = pad_sequence([torch.tensor(ids) for ids in read], batch_first=True).to(device)
        there = torch.arange(longest, device=device) < lengths[:, None]
        tokens = self.embedding(ids) + self.place[:longest]
        for block in self.blocks:
            tokens = block(tokens, there)
        tokens = self.norm(tokens)
        return tokens, there, tokens[torch.arange(len(read), device=device), lengths - 1]

    def unknown(self, task: str) -> list[str]:
        """Words that are not in the vocabulary."""
        return [word for word in _words(task) if word not in self.rows]

    def save(self, folder: Path) -> None:
        """Write what builds it again, without weights, into a folder that is there."""
        (folder / VOCABULARY).write_text(json.dumps(list(self.rows)) + "\n", "utf-8")

    def _extend(self, words: Iterable[str]) -> None:
        """A row for each word that has none; those of the others stay as they are."""
        for word in dict.fromkeys(word.lower() for word in words):
            self.rows.setdefault(word, END + 1 + len(self.rows))
        grown = nn.Embedding(END + 1 + len(self.rows), self.width).to(self.place.device)
        known = self.embedding.weight.data
        grown.weight.data[: len(known)] = known
        self.embedding = grown


def _words(text: str) -> list[str]:
    """Words and signs, in small letters."""
    return re.findall(r"\w+|[^\w\s]", text.lower())


def _vocabulary(folder: str) -> list[str]:
    """The vocabulary that was saved in a folder, in its order."""
    file = Path(folder) / VOCABULARY
    try:
        return list(map(str, json.loads(file.read_text("utf-8"))))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{file} is no vocabulary: {error}.") from None
