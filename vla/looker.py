"""Looker: takes a picture when a plan asks for one, and answers through a perception."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from vla.errors import UnknownName
from vla.finding import Asked, Finding
from vla.markings import marked
from vla.protocols import Look
from vla.scene import Scene
from vla.seeing import Detection, Perception, Picture, named, things
from vla.trace import Looked
from vla.video import encode

MODULES = ("detect", "select", "verify", "vqa")


class Looker:
    """The `vla.protocols.Eyes` of worlds.

    Args:
        perception: who answers.
        photograph: takes a picture of a world, given what is known of it.
        folder: where pictures with what was found are kept; nowhere if left out.
    """

    def __init__(
        self,
        perception: Perception,
        photograph: Callable[[int, Scene], Picture],
        folder: Path | None = None,
    ):
        self._perception, self._photograph, self._folder = perception, photograph, folder
        self._kept = 0

    def look(self, world: int, scene: Scene, asked: Sequence[Asked]) -> list[Look]:
        """Answers to questions about one picture of a world.

        Raises:
            UserError: the perception cannot answer them.
        """
        picture = self._photograph(world, scene)
        return [self._answered(picture, question) for question in asked]

    def _answered(self, picture: Picture, question: Asked) -> Look:
        began = time.perf_counter()
        finding, answer, boxes = answered(self._perception, picture, question)
        milliseconds = 1000 * (time.perf_counter() - began)
        module, words = question
        file = ""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._kept += 1
            shown = marked(picture, boxes, f"{module}: {words}", answer)
            path = self._folder / f"{self._kept:03d}_{module}.jpg"
            path.write_bytes(encode(shown))
            file = f"{self._folder.name}/{path.name}"
        known = finding.truth if module == "verify" else bool(finding.text or finding.number)
        found = tuple((one.name or one.phrase, one.score, *one.box.corners) for one in boxes)
        event = Looked(
            picture.scene.time, "", module, words, answer, known, self._perception.name,
            picture.camera, found, file, milliseconds,
        )  # fmt: skip
        return Look(question, finding, event)


def answered(
    perception: Perception, picture: Picture, question: Asked
) -> tuple[Finding, str, tuple[Detection, ...]]:
    """One question: what plans learn from the answer, the answer in words, and what it rests on.

    Raises:
        UnknownName: no such module.
        UserError: the perception cannot answer it.
    """
    module, words = question
    match module:
        case "detect":
            boxes = named(picture, perception.detect(picture, words))
            names = tuple(one.name for one in boxes if one.name is not None)
            unknown = len(boxes) - len(names)
            told = ", ".join((*names, *([f"{unknown} without a name"] if unknown else [])))
            finding = Finding(names=names, number=len(boxes))
            return finding, f"{len(boxes)}: {told}" if boxes else "nothing", boxes
        case "select":
            boxes = perception.rank(picture, things(picture), words)
            names = tuple(str(one.name) for one in boxes)
            return Finding(names=names, number=len(names)), names[0] if names else "nothing", boxes
        case "verify":
            judged = perception.verify(picture, words)
            word = {True: "true", False: "false", None: "unknown"}[judged.truth]
            finding = Finding(truth=judged.truth, evidence=judged.evidence)
            return finding, f"{word} ({judged.evidence})", named(picture, judged.boxes)
        case "vqa":
            said = perception.vqa(picture, words)
            boxes = named(picture, said.boxes)
            return Finding(text=said.text), said.text or "no answer", boxes
    raise UnknownName("module", module, MODULES)
