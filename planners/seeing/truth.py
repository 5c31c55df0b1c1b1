"""Seeing by the simulator's truth: boxes from the segmentation, answers from the scene.

What the picture does not show is not found, and a phrase that the grammar knows means what it means
in commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vla.errors import UnknownName, UserError
from vla.evaluate import judge
from vla.scene import Entity
from vla.seeing import Box, Choice, Detection, Judgement, Mask, Picture, Said, things

from .meaning import HowMany, IsIt, WhatColor, WhatKind, condition, meaning_of, meant


class Truth:
    """A `vla.seeing.Perception` that cannot be wrong."""

    name = "truth"

    def detect(self, picture: Picture, phrase: str) -> tuple[Detection, ...]:
        """The things that the words mean and that show."""
        names = meant(phrase, picture.scene)
        shown = {thing.name: replace(thing, phrase=phrase) for thing in things(picture)}
        return tuple(shown[name] for name in names if name in shown)

    def segment(self, picture: Picture, what: Box | str) -> Mask:
        """All that a phrase means, or whatever fills most of a box."""
        if isinstance(what, str):
            masks = [found.mask.pixels for found in self.detect(picture, what) if found.mask]
            nothing = np.zeros(picture.rgb.shape[:2], bool)
            return Mask(np.logical_or.reduce([nothing, *masks]), picture.origin)
        most = max(things(picture, 1), key=lambda thing: thing.box.overlap(what), default=None)
        if most is None or most.mask is None or not most.box.overlap(what):
            raise UserError(f"Nothing of the scene shows in the box {what.corners}.")
        return most.mask

    def rank(
        self, picture: Picture, choices: Sequence[Detection], phrase: str
    ) -> tuple[Detection, ...]:
        """What the phrase means first; what it does not mean is left out."""
        names = meant(phrase, picture.scene)
        by_name = {choice.name: replace(choice, phrase=phrase, score=1.0) for choice in choices}
        return tuple(by_name[name] for name in names if name in by_name)

    def classify(self, picture: Picture, names: Sequence[str]) -> Choice:
        """The name of the thing that fills the most of the picture."""
        shown = things(picture, 1)
        sizes = {str(t.name): int(t.mask.pixels.sum()) for t in shown if t.mask is not None}
        for entity in sorted(sizes, key=lambda name: -sizes[name]):
            fitting = [name for name in names if entity in meant(name, picture.scene)]
            if fitting:
                best = max(fitting, key=len)
                return Choice(best, 1.0, tuple((n, float(n == best)) for n in names))
        raise UserError(f"Nothing in the picture is one of: {', '.join(names)}.")

    def vqa(self, picture: Picture, question: str) -> Said:
        """Counts, colours, kinds, which one, yes or no."""
        match meaning_of(question):
            case HowMany(phrase):
                found = self.detect(picture, phrase)
                return Said(str(len(found)), 1.0, found)
            case WhatColor(phrase):
                return self._told(picture, phrase, lambda entity: entity.color or "")
            case WhatKind(phrase):
                return self._told(picture, phrase, lambda entity: entity.kind)
            case IsIt(statement):
                judged = self.verify(picture, statement)
                word = {True: "yes", False: "no", None: ""}[judged.truth]
                return Said(word, 1.0 if word else 0.0, judged.boxes)
            case asked:
                return self._told(picture, asked.phrase, Entity.describe)

    def verify(self, picture: Picture, statement: str) -> Judgement:
        """As the predicates have it; of what the picture does not show, too."""
        try:
            stated = condition(statement, picture.scene)
        except UnknownName as unknown:
            return Judgement(None, 0.5, str(unknown))
        if isinstance(stated, bool):
            return Judgement(stated, float(stated), "always" if stated else "never")
        reading = judge(stated, picture.scene)
        score = {True: 1.0, False: 0.0, None: 0.5}[reading.truth]
        spoken = [thing for thing in things(picture) if f"'{thing.name}'" in repr(stated)]
        return Judgement(reading.truth, score, reading.evidence, tuple(spoken))

    def _told(self, picture: Picture, phrase: str, word) -> Said:
        """A word about everything that a phrase means, each once."""
        found = self.detect(picture, phrase)
        words = dict.fromkeys(word(picture.scene[str(one.name)]) for one in found)
        told = " and ".join(word for word in words if word)
        return Said(told, float(bool(told)), found)
