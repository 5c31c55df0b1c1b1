"""Detection by OWL-ViT, OWLv2 or Grounding DINO from a local folder: phrases to boxes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad

from vla.errors import UserError
from vla.seeing import Box, Detection, Picture

from ..models.local import LOCAL, reading
from .folders import Loaded, as_image, load, resized, square_side

CLASSES = {
    "owlv2": "Owlv2ForObjectDetection",
    "owlvit": "OwlViTForObjectDetection",
    "grounding-dino": "GroundingDinoForObjectDetection",
    "mm-grounding-dino": "MMGroundingDinoForObjectDetection",
}
"""Type of model -> its class in transformers."""
KEY = "perceive.detector"
SAME = 0.5
"""Intersection over union from which two boxes are of one thing."""
GRAY = 0.5
"""What OWLv2 pads pictures with."""
WORDS = 16
"""Tokens of a phrase that OWL reads."""
EDGES = 800, 1333
"""Shorter edge of what Grounding DINO sees, and what the longer one has at most [px]."""


class Detector:
    """Finds what a phrase means; the model is loaded when it is first asked.

    Args:
        folder: `config.json`, a tokenizer, `*.safetensors`.
        threshold: score from which a box counts.
    """

    def __init__(self, folder: str, threshold: float):
        if not 0 <= threshold <= 1:
            raise UserError(f"perceive.threshold={threshold} is not 0 to 1.")
        self._folder, self._threshold = folder, threshold

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._folder, KEY, CLASSES, "finds boxes")

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        with reading(f"{KEY}={self._folder} has no tokenizer"):
            return AutoTokenizer.from_pretrained(self._loaded.folder, **LOCAL)

    def detect(
        self, picture: Picture, phrase: str, threshold: float | None = None
    ) -> tuple[Detection, ...]:
        """Boxes of a phrase, best first, each thing once.

        Args:
            threshold: score from which a box counts; left out, as the detector was told.
        """
        scores, corners = self._scored(picture, phrase)
        least = self._threshold if threshold is None else threshold
        found: list[Detection] = []
        for index in scores.argsort(descending=True).tolist():
            if float(scores[index]) < least:
                break
            left, top, right, bottom = corners[index].tolist()
            if right - left < 1 or bottom - top < 1:
                continue
            box = Box(left, top, right, bottom).moved(*picture.origin)
            if all(box.overlap(other.box) < SAME for other in found):
                found.append(Detection(phrase, box, float(scores[index])))
        return tuple(found)

    def _scored(self, picture: Picture, phrase: str) -> tuple[Tensor, Tensor]:
        """Of every box its score (Q,), and its corners (Q, 4) in the picture [px]."""
        loaded, (height, width) = self._loaded, picture.rgb.shape[:2]
        owl = loaded.kind.startswith("owl")
        with torch.inference_mode():
            given = (self._owl if owl else self._grounding)(picture, phrase)
            try:
                seen = loaded.model(**given)
            except (RuntimeError, ValueError, IndexError) as error:
                reason = str(error).splitlines()[0][:200]
                raise UserError(f"{KEY}={self._folder} fails on a picture: {reason}") from None
        scores = seen.logits[0].float().sigmoid().amax(-1).cpu()
        # OWLv2 pads to the right and below, so its boxes are shares of a square.
        square = loaded.kind == "owlv2"
        sides = torch.tensor([max(height, width)] * 2 if square else [width, height])
        middle, size = seen.pred_boxes[0].float().cpu().split(2, -1)
        corners = torch.cat((middle - size / 2, middle + size / 2), -1) * sides.repeat(2)
        most = torch.tensor([width, height, width, height])
        return scores, corners.clamp_min(0).minimum(most)

    def _owl(self, picture: Picture, phrase: str) -> dict[str, Tensor]:
        loaded = self._loaded
        side = square_side(loaded, KEY, loaded.model.config.vision_config.image_size)
        image = as_image(picture.rgb)
        if loaded.kind == "owlv2":
            _, height, width = image.shape
            longest = max(height, width)
            image = pad(image, (0, longest - width, 0, longest - height), value=GRAY)
        words = self._tokenizer(
            [f"a photo of a {phrase}"], padding="max_length", max_length=WORDS, truncation=True,
            return_tensors="pt",
        ).to(loaded.model.device)  # fmt: skip
        return {
            "pixel_values": loaded.normalised(resized(image, side, side)),
            "input_ids": words["input_ids"],
            "attention_mask": words["attention_mask"],
        }

    def _grounding(self, picture: Picture, phrase: str) -> dict[str, Tensor]:
        loaded, (height, width) = self._loaded, picture.rgb.shape[:2]
        short = loaded.size.get("shortest_edge", EDGES[0])
        longest = loaded.size.get("longest_edge", EDGES[1])
        factor = min(short / min(height, width), longest / max(height, width))
        image = resized(as_image(picture.rgb), round(height * factor), round(width * factor))
        words = self._tokenizer([f"{phrase.lower().strip(' .')}."], return_tensors="pt")
        words = words.to(loaded.model.device)
        given = {name: words[name] for name in ("input_ids", "attention_mask", "token_type_ids")
                 if name in words}  # fmt: skip
        return {**given, "pixel_values": loaded.normalised(image)}
