"""FAST tokens: chunks of actions as a few words of a vocabulary that the data itself makes.

Pertsch et al. 2025 (arXiv 2501.09747), section V: a cosine transform over time, coefficients that
are scaled and rounded, lowest frequencies of all dimensions first, and byte-pair encoding of what
remains. Smooth chunks have mostly zeros there, which become one word.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from torch import Tensor, nn

from vla.errors import UserError

FIRST = 0x4E00
"""Code point of the least coefficient: a long block of letters without any spaces among them."""


def cosines(count: int) -> Tensor:
    """The orthonormal DCT-II as a matrix (count, count); its transpose is its inverse."""
    frequency, time = torch.arange(count)[:, None], torch.arange(count)[None]
    matrix = torch.cos(math.pi / count * (time + 0.5) * frequency).double() * (2 / count) ** 0.5
    matrix[0] /= 2**0.5
    return matrix.float()


@dataclass(frozen=True)
class _Model:
    """A vocabulary, ready for use."""

    tokenizer: Tokenizer
    spelled: list[str]
    """The letters of every word."""
    low: int
    """Least coefficient."""
    count: int
    """How many there are."""


class FastTokens(nn.Module):
    """Chunks (B, H, A) to words and back. What is learned are buffers: it is saved with weights.

    Args:
        horizon, action_dim: H and A.
        vocabulary: words at most.
        scale: coefficients are rounded to multiples of 1 / scale.
    """

    range: Tensor
    merges: Tensor

    def __init__(self, horizon: int, action_dim: int, vocabulary: int = 1024, scale: float = 10.0):
        super().__init__()
        self.shape, self.vocabulary, self.scale = (horizon, action_dim), vocabulary, scale
        self._cosines = cosines(horizon)
        # The least coefficient and how many there are; pairs of words that make one word, in the
        # order in which they are joined, -1 where there are no more.
        self.register_buffer("range", torch.zeros(2, dtype=torch.long))
        self.register_buffer("merges", torch.full((vocabulary, 2), -1))
        self._model: _Model | None = None
        self.register_load_state_dict_post_hook(_forget)

    @property
    def fitted(self) -> bool:
        """Whether there is a vocabulary."""
        return bool(self.range[1] > 0)

    def fit(self, actions: Tensor) -> None:
        """Learn the vocabulary from chunks (N, H, A), normalised.

        Raises:
            UserError: no chunks, or coefficients that are too many for the vocabulary.
        """
        if actions.dim() != 3 or not len(actions) or tuple(actions.shape[1:]) != self.shape:
            raise UserError(
                f"FAST learns from chunks (N, {self.shape[0]}, {self.shape[1]}), not from"
                f" {tuple(actions.shape)}."
            )
        rounded = self.rounded(actions)
        low, count = int(rounded.min()), int(rounded.max() - rounded.min()) + 1
        if count > self.vocabulary:
            raise UserError(
                f"The actions have {count} different coefficients at scale={self.scale}, more than"
                f" vocabulary={self.vocabulary}: normalise them, or choose a smaller scale."
            )
        letters = [chr(FIRST + number) for number in range(count)]
        made = Tokenizer(BPE())
        trainer = BpeTrainer(
            vocab_size=self.vocabulary, min_frequency=2, initial_alphabet=letters,
            special_tokens=[], show_progress=False,
        )  # fmt: skip
        made.train_from_iterator(_letters(rounded - low), trainer)
        pairs = _merges(made, letters)[: self.vocabulary]
        self.range.copy_(torch.tensor((low, count)))
        self.merges.fill_(-1)
        if pairs:
            self.merges[: len(pairs)] = torch.tensor(pairs).to(self.merges.device)
        self._model = None

    def encode(self, actions: Tensor) -> list[list[int]]:
        """Words of each chunk. Coefficients beyond those that were learned from become the last.

        Raises:
            UserError: nothing was learned yet.
        """
        model = self._built()
        numbers = (self.rounded(actions) - model.low).clamp(0, model.count - 1)
        return [words.ids for words in model.tokenizer.encode_batch(_letters(numbers))]

    def decode(self, words: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Chunks (B, H, A), and which of them (B,) bool could be decoded; on the CPU.

        Words that do not make exactly H * A coefficients become a chunk of zeros, as in the
        authors' code: the middle of the actions' range, and no movement where that is relative.
        """
        model = self._built()
        spelled = model.spelled
        numbers = torch.zeros(len(words), math.prod(self.shape))
        good = torch.zeros(len(words), dtype=torch.bool)
        for row, chosen in enumerate(words):
            if not all(word < len(spelled) for word in chosen):
                continue
            letters = "".join(spelled[word] for word in chosen)
            if len(letters) == numbers.shape[1]:
                numbers[row] = torch.tensor([ord(letter) - FIRST + model.low for letter in letters])
                good[row] = True
        with torch.autocast("cpu", enabled=False):
            return self._cosines.T @ (numbers.unflatten(1, self.shape) / self.scale), good

    def rounded(self, actions: Tensor) -> Tensor:
        """Coefficients (B, H, A) as whole numbers, on the CPU."""
        with torch.autocast("cpu", enabled=False):  # half precision would round before we do
            return (self._cosines @ actions.float().cpu() * self.scale).round().long()

    def beyond(self, actions: Tensor) -> Tensor:
        """Share of the coefficients that are beyond those that were learned from."""
        model = self._built()
        numbers = self.rounded(actions) - model.low
        return ((numbers < 0) | (numbers >= model.count)).float().mean()

    def _built(self) -> _Model:
        """What the buffers say."""
        if self._model is None:
            if not self.fitted:
                raise UserError(
                    "The FAST head has no vocabulary yet: it learns one from the actions before"
                    " training, head.fit(actions)."
                )
            low, count = self.range.tolist()
            spelled = [chr(FIRST + number) for number in range(count)]
            numbers = {letter: number for number, letter in enumerate(spelled)}
            pairs = []
            for left, right in self.merges[self.merges[:, 0] >= 0].tolist():
                pairs.append((spelled[left], spelled[right]))
                # Two pairs may make the same word.
                if numbers.setdefault("".join(pairs[-1]), len(spelled)) == len(spelled):
                    spelled.append("".join(pairs[-1]))
            made = Tokenizer(BPE(vocab=numbers, merges=pairs))
            self._model = _Model(made, spelled, low, count)
        return self._model


def _letters(numbers: Tensor) -> list[str]:
    """Whole numbers (B, H, A) as texts of H * A letters."""
    return ["".join(map(chr, row)) for row in (numbers.flatten(1) + FIRST).tolist()]


def _merges(made: Tokenizer, letters: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of words that a trained tokenizer joins, in order; letters are the first words."""
    numbers = {letter: number for number, letter in enumerate(letters)}
    pairs = []
    for left, right in json.loads(made.to_str())["model"]["merges"]:
        pairs.append((numbers[left], numbers[right]))
        numbers.setdefault(left + right, len(numbers))
    return pairs


def _forget(module: nn.Module, keys: object) -> None:
    """What was built from buffers that are loaded anew."""
    assert isinstance(module, FastTokens)
    module._model = None
