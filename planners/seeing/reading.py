"""Seeing by the small planner: it answers about pictures; a CLIP finds what words mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from vla.errors import UserError
from vla.scoring import ImageTextScorer
from vla.seeing import Box, Choice, Detection, Judgement, Mask, Picture, Said

from .clip import ClipPerception


class ReaderPerception:
    """A `vla.seeing.Perception` by a reader of `vla vlm train pictures=...`, from pictures alone.

    Args:
        scorer: loads the CLIP through which it learned to see.
        folder: of the reader, or the name of one that is shipped.
        sure: confidence below which it cannot tell.
    """

    name = "tiny_vlm"

    def __init__(
        self,
        scorer: Callable[[], ImageTextScorer],
        folder: str = "tiny_vlm",
        sure: float = 0.5,
    ):
        if not 0 <= sure <= 1:
            raise UserError(f"perceive.sure={sure} is not 0 to 1.")
        self._load, self._folder, self._sure = scorer, folder, sure
        self._latest: tuple[np.ndarray, Any] | None = None

    @cached_property
    def _scorer(self) -> ImageTextScorer:
        return self._load()

    @cached_property
    def _eyes(self) -> Any:
        from ..vlm.sights import eyes

        return eyes(self._scorer)

    @cached_property
    def _finder(self) -> ClipPerception:
        return ClipPerception(lambda: self._scorer)

    @cached_property
    def _reader(self) -> Any:
        from ..vlm.sights import glance, same
        from ..vlm.storage import load_reader, located

        reader = load_reader(located(self._folder))
        if not reader.shape.seen:
            raise UserError(
                f"The planner '{self._folder}' never learned to see. Train one that does:"
                " vla vlm train pictures=..."
            )
        if not same(reader.shape.glance, glance(self._eyes)):
            raise UserError(
                f"The planner '{self._folder}' learned to see through {reader.shape.eyes}, not"
                " through these eyes: set perceive.scorer.folder to that CLIP."
            )
        return reader

    def detect(self, picture: Picture, phrase: str) -> tuple[Detection, ...]:
        """By the CLIP."""
        return self._finder.detect(picture, phrase)

    def segment(self, picture: Picture, what: Box | str) -> Mask:
        """By the CLIP."""
        return self._finder.segment(picture, what)

    def rank(
        self, picture: Picture, choices: Sequence[Detection], phrase: str
    ) -> tuple[Detection, ...]:
        """By the CLIP."""
        return self._finder.rank(picture, choices, phrase)

    def classify(self, picture: Picture, names: Sequence[str]) -> Choice:
        """By the CLIP."""
        return self._finder.classify(picture, names)

    def vqa(self, picture: Picture, question: str) -> Said:
        """Colours, kinds, counts, relations, what worked, where something is, what there is."""
        from ..vlm.watching import answers

        sight = self._seen(picture)
        (seen,) = answers(self._reader, [question], [sight.around])
        if seen.confidence < self._sure:
            return Said("", seen.confidence)
        masks = [sight.masks[thing] for thing in seen.things]
        found = tuple(
            Detection(question, mask.box, seen.confidence, mask=mask)
            for mask in masks
            if mask.box is not None
        )
        return Said(seen.text or "here", seen.confidence, found)

    def verify(self, picture: Picture, statement: str) -> Judgement:
        """Asked as a question: `the ball is in the bowl`, `there is a mug`."""
        said = self.vqa(picture, asked(statement))
        truth = {"yes": True, "no": False}.get(said.text)
        share = said.score if truth is not False else 1 - said.score
        evidence = said.text or "it cannot tell"
        return Judgement(truth, 0.5 if truth is None else share, evidence, said.boxes)

    def _seen(self, picture: Picture) -> Any:
        """Several questions about one picture are answered by one look."""
        if self._latest is None or self._latest[0] is not picture.rgb:
            self._latest = picture.rgb, self._eyes(picture)
        return self._latest[1]


def asked(statement: str) -> str:
    """A statement as a question: its verb first."""
    words = statement.strip().rstrip(".!").split()
    for verb in ("is", "are", "has", "was", "were"):
        if verb in words:
            words.remove(verb)
            return " ".join((verb, *words)) + "?"
    return statement
