"""Seeing by a CLIP alone: phrases are compared with patches, and with what could be said instead.

It knows nothing of boxes. Patches that are like any thing are joined to regions, and a region is
what the phrase says if the phrase is more like it than its contrasts are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from vla.errors import UserError
from vla.looking import NUMBERS
from vla.scoring import ImageTextScorer
from vla.seeing import Box, Choice, Detection, Judgement, Mask, Picture, Said
from vla.vocabulary import COLORS

from .contrasts import ARTICLES, OTHERS, instead, opposed, spoken
from .meaning import LOOSE, HowMany, IsIt, WhatColor, WhatKind, meaning_of, said
from .patches import Patches, likeness, patches, proposals


class ClipPerception:
    """A `vla.seeing.Perception` by similarities of patches and phrases.

    Args:
        scorer: loads the model, when it is first asked.
        zoom: how much larger than they are pictures are seen, by convolutional eyes; `None`: as
            large as the model's own, as a transformer needs them.
        foreground: similarity from which a patch shows a thing at all.
        sure: share of the probability from which a phrase fits.
    """

    name = "clip"

    def __init__(
        self,
        scorer: Callable[[], ImageTextScorer],
        zoom: float | None = 0.8,
        foreground: float = 0.4,
        sure: float = 0.4,
    ):
        if zoom is not None and not 0.1 <= zoom <= 4:
            raise UserError(f"perceive.zoom={zoom} is not 0.1 to 4, or null.")
        for key, value in (("foreground", foreground), ("sure", sure)):
            if not 0 <= value <= 1:
                raise UserError(f"perceive.{key}={value} is not 0 to 1.")
        self._load, self._zoom, self._foreground, self._sure = scorer, zoom, foreground, sure
        self._known: dict[str, Tensor] = {}
        self._latest: tuple[np.ndarray, Patches] | None = None
        self._regions: list[tuple[Mask, Tensor]] | None = None

    @cached_property
    def _scorer(self) -> ImageTextScorer:
        return self._load()

    def detect(self, picture: Picture, phrase: str) -> tuple[Detection, ...]:
        """Regions that the phrase fits better than its contrasts."""
        found = []
        for mask, vector in self._things(picture):
            score, box = self._fit(vector, phrase), mask.box
            if score >= self._sure and box is not None:
                found.append(Detection(phrase, box, score, mask=mask))
        return tuple(sorted(found, key=lambda one: -one.score))

    def segment(self, picture: Picture, what: Box | str) -> Mask:
        """The regions of a phrase, or what is like a thing in a box."""
        nothing = np.zeros(picture.rgb.shape[:2], bool)
        if isinstance(what, str):
            masks = [one.mask.pixels for one in self.detect(picture, what) if one.mask]
            return Mask(np.logical_or.reduce([nothing, *masks]), picture.origin)
        within = _within(picture, what)
        seen = self._patches(picture)
        return Mask(within & (seen.pixels(self._likeness(seen)) >= self._foreground),
                    picture.origin)  # fmt: skip

    def rank(
        self, picture: Picture, choices: Sequence[Detection], phrase: str
    ) -> tuple[Detection, ...]:
        """All of them, by how well the phrase fits."""
        seen = self._patches(picture)
        scored = []
        for choice in choices:
            masked = choice.mask is not None and choice.mask.pixels.shape == picture.rgb.shape[:2]
            pixels = choice.mask.pixels if masked and choice.mask else _within(picture, choice.box)
            score = self._fit(seen.mean(pixels), phrase)
            scored.append(replace(choice, phrase=phrase, score=score))
        return tuple(sorted(scored, key=lambda one: -one.score))

    def classify(self, picture: Picture, names: Sequence[str]) -> Choice:
        """By the patches that are like a thing, or all of them; seen with what is around them."""
        if self._zoom is None:
            vector = self._patches(picture).whole
        else:
            around = picture
            if picture.whole is not None:
                around = Picture(picture.camera, picture.whole, picture.scene)
            seen, within = self._patches(around), _within(around, picture.box)
            shown = within & (seen.pixels(self._likeness(seen)) >= self._foreground)
            vector = seen.mean(shown if shown.any() else within)
        shares = self._shares(vector, [spoken(name) for name in names])
        best = int(shares.argmax())
        scores = tuple(zip(names, shares.tolist(), strict=True))
        return Choice(names[best], float(shares[best]), scores)

    def vqa(self, picture: Picture, question: str) -> Said:
        """Counts, colours, kinds, yes or no, put together from the other modules."""
        match meaning_of(question):
            case HowMany(phrase):
                found = self.detect(picture, _plain(phrase))
                return Said(str(len(found)), min((o.score for o in found), default=1.0), found)
            case WhatColor(phrase):
                return self._called(picture, phrase, [f"{color} thing" for color in COLORS])
            case WhatKind(phrase):
                return self._called(picture, phrase, LOOSE)
            case IsIt(statement):
                judged = self.verify(picture, statement)
                word = {True: "yes", False: "no", None: ""}[judged.truth]
                return Said(word, judged.score, judged.boxes)
        return Said("", 0.0)

    def verify(self, picture: Picture, statement: str) -> Judgement:
        """That there is something; else whether it says more than its opposite."""
        words = said(statement)
        negated = words[:3] == ("there", "is", "no") or words[:3] == ("there", "are", "no")
        if words[:2] in (("there", "is"), ("there", "are"), ("is", "there"), ("are", "there")):
            rest = words[3 if negated else 2 :]
            number = NUMBERS.get(rest[0], "") if rest else ""
            found = self.detect(picture, _plain(" ".join(rest[bool(number) :])))
            truth = (len(found) >= int(number or 1)) != negated
            return Judgement(truth, float(truth), f"{len(found)} found", found)
        others = opposed(statement)
        if not others:
            return Judgement(None, 0.5, "a CLIP has nothing to compare this with")
        shares = self._shares(self._patches(picture).whole, (" ".join(words), *others))
        truth = int(shares.argmax()) == 0
        return Judgement(truth, float(shares[0]), f"{float(shares[0]):.0%} against its opposite")

    # --- similarities ----------------------------------------------------------------------------

    def _called(self, picture: Picture, phrase: str, names: Sequence[str]) -> Said:
        """What the best match of a phrase is called."""
        found = self.detect(picture, _plain(phrase))[:1]
        if not found or found[0].mask is None:
            return Said("", 0.0)
        shares = self._shares(
            self._patches(picture).mean(found[0].mask.pixels), [spoken(name) for name in names]
        )
        best = int(shares.argmax())
        return Said(names[best].removesuffix(" thing"), float(shares[best]), found)

    def _things(self, picture: Picture) -> list[tuple[Mask, Tensor]]:
        seen = self._patches(picture)
        if self._regions is None:
            self._regions = proposals(seen, self._likeness(seen), self._foreground)
        return self._regions

    def _likeness(self, seen: Patches) -> Tensor:
        return likeness(seen.vectors, self._texts(OTHERS))

    def _fit(self, vector: Tensor, phrase: str) -> float:
        """Share of the probability that a phrase has of a vector (D,), against its contrasts."""
        text = spoken(_plain(phrase))
        return float(self._shares(vector, (text, *instead(text)))[0])

    def _shares(self, vector: Tensor, texts: Sequence[str]) -> Tensor:
        """Probabilities (n,) of texts for a vector (D,)."""
        with torch.inference_mode():
            return (self._scorer.scale * (self._texts(texts) @ vector)).softmax(0)

    def _texts(self, texts: Sequence[str]) -> Tensor:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            with torch.inference_mode():
                self._known |= dict(zip(new, self._scorer.texts(new), strict=True))
        return torch.stack([self._known[text] for text in texts])

    def _patches(self, picture: Picture) -> Patches:
        """Several questions about one picture are answered by one look."""
        if self._latest is None or self._latest[0] is not picture.rgb:
            self._latest = picture.rgb, patches(self._scorer, picture, self._zoom)
            self._regions = None
        return replace(self._latest[1], picture=picture)


def _plain(phrase: str) -> str:
    """Without words that say nothing to a CLIP."""
    return " ".join(word for word in said(phrase) if word not in ARTICLES) or phrase


def _within(picture: Picture, box: Box) -> np.ndarray:
    """The pixels (H, W) of a picture in a box."""
    x, y = picture.origin
    inside = np.zeros(picture.rgb.shape[:2], bool)
    left, top, right, bottom = (max(round(v), 0) for v in box.moved(-x, -y).corners)
    inside[top:bottom, left:right] = True
    return inside
