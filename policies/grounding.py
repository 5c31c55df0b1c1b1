"""Eyes and words in one space: patches and phrases of a CLIP, alike where they mean the same.

Patches are projected as whole pictures are (MaskCLIP, Zhou et al. 2022), and every noun of an
instruction comes with the vector of the phrase that ends there: `a red block`. Their products are
maps of where things are that were never demonstrated; `connectors.Grounding` reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from vla.caption_text import COLOR_SYNONYMS, NOUNS, SIZE_SYNONYMS, words
from vla.vocabulary import COLORS, KINDS, SIZES

from .clip.model import Clip, load_clip
from .precision import precision_on
from .pretrained import locate

ARTICLES = ("a", "an", "the")
ATTRIBUTES = {
    *COLORS, *SIZES,
    *(word for said in (COLOR_SYNONYMS, SIZE_SYNONYMS) for ways in said.values() for word in ways),
}  # fmt: skip
"""Words that tell things of a kind apart."""
NAMES = {*KINDS, *(noun.split()[-1] for nouns in NOUNS.values() for noun in nouns)}
"""Nouns of things in a toolkit's scene."""


class ClipPatches(nn.Module):
    """Pictures (n, 3, H, W) in [0, 1] to unit vectors of their patches (n, P, D), frozen.

    Args:
        folder: a CLIP or SigLIP of transformers, or the name of one that is shipped.
        weights: false for the architecture only.
    """

    trained = False
    rate = 1.0

    def __init__(self, folder: str = "tiny_conv_clip", weights: bool = True):
        super().__init__()
        self.clip = _frozen(load_clip(locate(folder), weights), "text_model", "text_projection")
        self.width: int = self.clip.space

    def train(self, mode: bool = True) -> ClipPatches:
        """Stays in evaluation mode."""
        return super().train(False)

    def tokens(self, height: int, width: int) -> int:
        """Patches P of a picture, which is made as large as the CLIP's own."""
        return (self.clip.size // self.clip.patch) ** 2

    @torch.no_grad()
    def forward(self, pictures: Tensor) -> Tensor:
        """(n, P, D)"""
        device = pictures.device.type
        fast = precision_on(device) == "bf16"
        with torch.autocast(device, torch.bfloat16, enabled=fast):
            return self.clip.images(pictures)[1].float()

    def fingerprint(self) -> str:
        """What the vectors depend on, as a hash (hex)."""
        return _fingerprint(self, f"patches {self.clip.size} {self.clip.mean} {self.clip.std}")

    def save(self, folder: Path) -> None:
        """Write what builds it again, without weights."""
        self.clip.save_architecture(folder)


class ClipPhrases(nn.Module):
    """Instructions to words (B, L, W + D): a word's state, and its phrase in the shared space.

    Only nouns that name things have a phrase, the other words zeros; of an instruction without any
    that is known every word has one. Colours and sizes are words of phrases only: they say where to
    look, not what to do, and whoever heard them could learn demonstrations by heart. The last token
    stands for the whole instruction. Frozen; every instruction is encoded once.

    Args:
        folder: a CLIP or SigLIP of transformers, or the name of one that is shipped.
        longest: words of a phrase, which ends with the word it belongs to and holds no article.
        weights: false for the architecture only.
    """

    trained = False
    rate = 1.0

    def __init__(self, folder: str = "tiny_conv_clip", longest: int = 2, weights: bool = True):
        super().__init__()
        clip = load_clip(locate(folder), weights)
        self.clip = _frozen(clip, "vision_model", "visual_projection")
        self.longest = longest
        self.inner: int = clip.model.config.text_config.hidden_size
        self.width = self.inner + clip.space
        self._known: dict[str, tuple[Tensor, Tensor]] = {}
        self.register_load_state_dict_post_hook(lambda module, keys: module._known.clear())

    def train(self, mode: bool = True) -> ClipPhrases:
        """Stays in evaluation mode."""
        return super().train(False)

    def forward(self, task: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens (B, L, W + D), which are there (B, L) bool, pooled (B, W + D)."""
        for text in dict.fromkeys(task):
            if text not in self._known:
                precise = torch.autocast(self.clip.model.device.type, enabled=False)
                # Whoever asks first, what is remembered is precise and may be used in training.
                with torch.inference_mode(False), torch.no_grad(), precise:
                    self._known[text] = self._encoded(text)
        tokens = pad_sequence([self._known[text][0] for text in task], batch_first=True)
        lengths = torch.tensor([len(self._known[text][0]) for text in task])
        there = torch.arange(tokens.shape[1]) < lengths[:, None]
        return tokens, there.to(tokens.device), torch.stack([self._known[t][1] for t in task])

    def fingerprint(self) -> str:
        """What the vectors depend on, as a hash (hex)."""
        return _fingerprint(self, f"phrases of {self.longest}")

    def unknown(self, task: str) -> list[str]:
        """Words that the tokenizer does not know."""
        nobody = self.clip.tokenizer.unk_token_id
        ids = (self.clip.tokenizer(word, add_special_tokens=False)["input_ids"]
               for word in task.split())  # fmt: skip
        return [word for word, found in zip(task.split(), ids, strict=True) if nobody in found]

    def save(self, folder: Path) -> None:
        """Write what builds it again, without weights."""
        self.clip.save_architecture(folder)

    def _encoded(self, text: str) -> tuple[Tensor, Tensor]:
        said = words(text)
        phrases = self._phrases(said)
        kept = [row for row, word in enumerate(said) if phrases[row] or word not in ATTRIBUTES]
        plain = " ".join(said[row] for row in kept)
        states = self.clip.model.text_model(**self.clip.tokens([plain])).last_hidden_state[0]
        phrases = [phrases[row] for row in kept]
        vectors = self.clip.texts([*(phrase or "a" for phrase in phrases), text])
        named = [phrase is not None for phrase in phrases]
        vectors = vectors * torch.tensor([*named, not any(named)])[:, None].to(vectors)
        rows = [min(row, len(states) - 1) for row in range(1, len(kept) + 2)]
        tokens = torch.cat((states[rows], vectors), -1)
        return tokens, tokens[-1]

    def _phrases(self, said: Sequence[str]) -> list[str | None]:
        """For every word the phrase that ends with it, if it is to have one."""
        found: list[str | None] = []
        nouns = [word in NAMES for word in said]
        for end, noun in enumerate(nouns, 1):
            phrase = said[max(0, end - self.longest) : end]
            cut = max((i + 1 for i, word in enumerate(phrase) if word in ARTICLES), default=0)
            found.append(" ".join(("a", *phrase[cut:])) if noun or not any(nouns) else None)
        return found

    def _apply(self, *args, **options):  # type: ignore[no-untyped-def]
        """Moved to another device or type, and so must be what is remembered."""
        self._known.clear()
        return super()._apply(*args, **options)


def _frozen(clip: Clip, *unused: str) -> Clip:
    """A CLIP without the parts that are not used, and without gradients."""
    for name in unused:
        setattr(clip.model, name, None)
    return clip.requires_grad_(False).eval()


def _fingerprint(part: nn.Module, about: str) -> str:
    """Of a part's weights, and of what else it depends on."""
    made = hashlib.sha256(about.encode())
    for key, value in sorted(part.state_dict().items()):
        made.update(key.encode())
        made.update(value.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return made.hexdigest()
