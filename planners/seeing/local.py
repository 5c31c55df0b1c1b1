"""Seeing by models of others in local folders: a detector, a segmenter and one that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from vla.errors import UserError
from vla.seeing import Box, Choice, Detection, Judgement, Mask, Picture, Said

from ..models.chat import Message
from ..models.local import PROCESSORS, LocalChat
from .detectors import Detector
from .folders import read_kind
from .segmenters import Segmenter

TOKENS = 24
"""Of an answer."""
YES_OR_NO = 'root ::= "yes" | "no"\n'
DOES = {
    "detector": "finds what words mean: OWL-ViT, OWLv2 or Grounding DINO",
    "segmenter": "finds outlines: SAM or SAM 2",
    "answerer": "answers questions about pictures: a model for images and texts",
}


class LocalPerception:
    """A `vla.seeing.Perception` by up to three models; what is missing is complained about when
    it is needed.

    Args:
        detector, segmenter, answerer: folders as transformers' `save_pretrained` writes them.
        threshold: score from which a detection counts.
        timeout: for one answer in words [s].
        device: of torch, for the answerer; left out, the GPU if there is one.
    """

    def __init__(
        self,
        detector: str | None = None,
        segmenter: str | None = None,
        answerer: str | None = None,
        threshold: float = 0.2,
        timeout: float = 120.0,
        device: str | None = None,
    ):
        if detector is None and segmenter is None and answerer is None:
            raise UserError(
                "perceive=local needs a folder: perceive.detector=, perceive.segmenter= or"
                " perceive.answerer=."
            )
        self._detector = None if detector is None else Detector(detector, threshold)
        self._segmenter = None if segmenter is None else Segmenter(segmenter)
        self._folder, self._timeout, self._device = answerer, timeout, device
        parts = (detector, segmenter, answerer)
        self.name = "+".join(Path(part).name for part in parts if part is not None)

    def detect(self, picture: Picture, phrase: str) -> tuple[Detection, ...]:
        """Boxes by the detector, with masks if there is a segmenter."""
        if self._detector is None:
            raise _missing("detector")
        found = self._detector.detect(picture, phrase)
        if self._segmenter is None:
            return found
        return tuple(replace(one, mask=self._segmenter.segment(picture, one.box)) for one in found)

    def segment(self, picture: Picture, what: Box | str) -> Mask:
        """What is in a box; or all that the detector finds for a phrase."""
        if self._segmenter is None:
            raise _missing("segmenter")
        if isinstance(what, Box):
            return self._segmenter.segment(picture, what)
        masks = [one.mask.pixels for one in self.detect(picture, what) if one.mask]
        nothing = np.zeros(picture.rgb.shape[:2], bool)
        return Mask(np.logical_or.reduce([nothing, *masks]), picture.origin)

    def rank(
        self, picture: Picture, choices: Sequence[Detection], phrase: str
    ) -> tuple[Detection, ...]:
        """By how well boxes of the phrase cover them, times how sure the detector is of these."""
        if self._detector is None:
            raise _missing("detector")
        boxes = self._detector.detect(picture, phrase, 0.0)

        def score(choice: Detection) -> float:
            return max((box.score * box.box.overlap(choice.box) for box in boxes), default=0.0)

        scored = [replace(choice, phrase=phrase, score=score(choice)) for choice in choices]
        return tuple(sorted(scored, key=lambda one: -one.score))

    def classify(self, picture: Picture, names: Sequence[str]) -> Choice:
        """The name of which the detector is surest; without one, what the answerer says."""
        if self._detector is None:
            options = " | ".join(f'"{name}"' for name in names)
            words = f"What is this? One of: {', '.join(names)}."
            said = self._ask(picture, words, f"root ::= {options}\n")
            if said not in names:
                raise UserError(f"{self.name} answers '{said}', which is none of the names.")
            return Choice(said, 1.0, tuple((name, float(name == said)) for name in names))
        found = [self._detector.detect(picture, name, 0.0)[:1] for name in names]
        scores = [boxes[0].score if boxes else 0.0 for boxes in found]
        total = sum(scores) or 1.0
        best = int(np.argmax(scores))
        shares = tuple((n, s / total) for n, s in zip(names, scores, strict=True))
        return Choice(names[best], shares[best][1], shares)

    def vqa(self, picture: Picture, question: str) -> Said:
        """What the answerer says."""
        said = self._ask(picture, f"{question} Answer in one word or a few.")
        return Said(said, 1.0 if said else 0.0)

    def verify(self, picture: Picture, statement: str) -> Judgement:
        """Whether the answerer says yes."""
        words = f"Is this true of the picture: {statement}? Answer yes or no."
        said = self._ask(picture, words, YES_OR_NO).lower()
        truth = {"yes": True, "no": False}.get(said.split()[0].strip(".,!") if said else "")
        score = {True: 1.0, False: 0.0, None: 0.5}[truth]
        return Judgement(truth, score, f"{self.name} says '{said}'")

    @cached_property
    def _chat(self) -> LocalChat:
        from transformers.models.auto.modeling_auto import (
            MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES as SEEING,
        )

        if self._folder is None:
            raise _missing("answerer")
        folder = Path(self._folder).expanduser()
        kind = read_kind(folder, "perceive.answerer")
        if kind not in SEEING or not any((folder / file).is_file() for file in PROCESSORS):
            raise UserError(
                f"perceive.answerer={self._folder} holds a '{kind}' that reads only text; a model"
                " that sees pictures is needed, with its preprocessor_config.json."
            )
        return LocalChat(folder, TOKENS, self._timeout, self._device)

    def _ask(self, picture: Picture, words: str, grammar: str = "") -> str:
        answer = self._chat.complete([Message("user", words, (picture.rgb,))], grammar)
        return " ".join(answer.text.split()).strip(" .")


def _missing(part: str) -> UserError:
    return UserError(f"This needs perceive.{part}=<folder>, which {DOES[part]}.")
