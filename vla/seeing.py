"""Seeing: what perception is asked about a picture, module by module, and what it answers.

Modules in the sense of VisProg (Gupta and Kembhavi 2023): detect, segment, select, classify, count,
crop, ask, verify. Whoever implements `Perception` can be asked by plans and programs alike. Boxes
and masks are in pixels of the whole picture: x to the right, y down, (0, 0) the upper left corner
of the upper left pixel. Left and right of a picture are not the robot's: a camera that looks at it
from the front sees its left hand on the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from vla.errors import UnknownName, UserError
from vla.scene import Scene

LEAST = 2e-4
"""Share of a picture from which a thing counts as visible: 46 of 480 x 480 pixels."""
LEAST_OVERLAP = 0.3
"""Intersection over union from which a detection is taken for a thing of the scene."""
RELATIONS = ("inside", "left", "right", "above", "below")


@dataclass(frozen=True)
class Box:
    """An upright rectangle [px]; right and bottom are where it ends, so its width is right - left.

    Raises:
        UserError: it has no area.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.left < self.right and self.top < self.bottom):
            raise UserError(f"A box from {self.corners[:2]} to {self.corners[2:]} is none.")

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def area(self) -> float:
        """[px^2]"""
        return (self.right - self.left) * (self.bottom - self.top)

    def overlap(self, other: Box) -> float:
        """Intersection over union with another box."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        both = max(width, 0.0) * max(height, 0.0)
        return both / (self.area + other.area - both)

    def moved(self, right: float, down: float) -> Box:
        """The box elsewhere."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture, or a part of one, with what is known of who is in it.

    Raises:
        UserError: pictures of another form.
    """

    camera: str
    rgb: np.ndarray
    """(H, W, 3) uint8"""
    scene: Scene
    segmentation: np.ndarray | None = None
    """(H, W) int32 number of the entity in `scene`; other numbers are nobody's. `None` where the
    camera does not tell."""
    origin: tuple[int, int] = (0, 0)
    """Column and row of the whole picture in which this part begins [px]."""
    whole: np.ndarray | None = None
    """(H, W, 3) the picture that this is a part of: what is around a thing tells of it, too."""

    def __post_init__(self) -> None:
        if self.rgb.ndim != 3 or self.rgb.shape[2] != 3 or self.rgb.dtype != np.uint8:
            raise UserError(f"A picture is (H, W, 3) uint8, not {self.rgb.shape} {self.rgb.dtype}.")
        if self.segmentation is not None and self.segmentation.shape != self.rgb.shape[:2]:
            raise UserError(
                f"The picture is {self.rgb.shape[:2]}, its segmentation {self.segmentation.shape}."
            )

    @property
    def box(self) -> Box:
        """All of it, in the whole picture."""
        (x, y), (height, width) = self.origin, self.rgb.shape[:2]
        return Box(x, y, x + width, y + height)


@dataclass(frozen=True, eq=False)
class Mask:
    """Pixels of a picture that show something."""

    pixels: np.ndarray
    """(H, W) bool, as large as the picture that was asked about."""
    origin: tuple[int, int] = (0, 0)
    """As the picture's."""

    @property
    def box(self) -> Box | None:
        """The smallest box around it, in the whole picture; none around nothing."""
        rows, columns = np.nonzero(self.pixels)
        if not len(rows):
            return None
        x, y = self.origin
        corners = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        return Box(*map(float, corners)).moved(x, y)

    def overlap(self, other: Mask) -> float:
        """Intersection over union of two masks of the same picture."""
        either = int((self.pixels | other.pixels).sum())
        return int((self.pixels & other.pixels).sum()) / either if either else 0.0


@dataclass(frozen=True)
class Detection:
    """Something found in a picture."""

    phrase: str
    """What was looked for."""
    box: Box
    score: float
    """How sure it is, 0 to 1; comparable between answers of the same implementation."""
    name: str | None = None
    """The entity of the scene that it is."""
    mask: Mask | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Choice:
    """The one of several names that fits a picture best."""

    name: str
    score: float
    """Its share of 1, as the others'."""
    scores: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Said:
    """A short answer to a question."""

    text: str
    """`2`, `green`, `yes`, `red block`; empty: it cannot tell."""
    score: float
    """0 to 1"""
    boxes: tuple[Detection, ...] = ()
    """What it rests on."""


@dataclass(frozen=True)
class Judgement:
    """Whether a statement is true of a picture."""

    truth: bool | None
    """`None`: it cannot tell."""
    score: float
    """How sure it is that it is true, 0 to 1."""
    evidence: str
    boxes: tuple[Detection, ...] = ()


class Perception(Protocol):
    """Answers about pictures; chosen by `perceive=`.

    Whatever it cannot do raises `UserError`, with what would.
    """

    @property
    def name(self) -> str:
        """For people."""
        ...

    def detect(self, picture: Picture, phrase: str) -> tuple[Detection, ...]:
        """Everything that a phrase means, best first."""
        ...

    def segment(self, picture: Picture, what: Box | str) -> Mask:
        """The pixels of what is in a box, or of what a phrase means."""
        ...

    def rank(
        self, picture: Picture, choices: Sequence[Detection], phrase: str
    ) -> tuple[Detection, ...]:
        """The same detections, by how well a phrase fits them, best first; scores are of that."""
        ...

    def classify(self, picture: Picture, names: Sequence[str]) -> Choice:
        """Which name a picture, mostly a part of one, deserves."""
        ...

    def vqa(self, picture: Picture, question: str) -> Said:
        """A short answer to a question."""
        ...

    def verify(self, picture: Picture, statement: str) -> Judgement:
        """Whether a statement is true."""
        ...


# --- what follows from these ---------------------------------------------------------------------


def count(perception: Perception, picture: Picture, phrase: str) -> int:
    """How many things a phrase means."""
    return len(perception.detect(picture, phrase))


def select(
    perception: Perception, picture: Picture, choices: Sequence[Detection], phrase: str
) -> Detection | None:
    """The detection that a phrase fits best; none of none."""
    return next(iter(perception.rank(picture, choices, phrase)), None)


def crop(picture: Picture, box: Box, relation: str = "inside") -> Picture:
    """The part of a picture in a box, or beyond one of its edges.

    Args:
        relation: `inside`, `left`, `right`, `above` or `below`, as the picture shows it.

    Raises:
        UnknownName: no such relation.
        UserError: nothing is there.
    """
    if relation not in RELATIONS:
        raise UnknownName("relation", relation, RELATIONS)
    whole = picture.box
    left, top, right, bottom = {
        "inside": box.corners,
        "left": (whole.left, whole.top, box.left, whole.bottom),
        "right": (box.right, whole.top, whole.right, whole.bottom),
        "above": (whole.left, whole.top, whole.right, box.top),
        "below": (whole.left, box.bottom, whole.right, whole.bottom),
    }[relation]
    x, y = picture.origin
    columns = slice(max(int(np.floor(left)) - x, 0), max(int(np.ceil(right)) - x, 0))
    rows = slice(max(int(np.floor(top)) - y, 0), max(int(np.ceil(bottom)) - y, 0))
    rgb = picture.rgb[rows, columns]
    if not rgb.size:
        where = "in the box" if relation == "inside" else f"{relation} of the box"
        raise UserError(f"Nothing of the picture of '{picture.camera}' is {where}.")
    marked = None if picture.segmentation is None else picture.segmentation[rows, columns]
    return replace(
        picture,
        rgb=rgb,
        segmentation=marked,
        origin=(x + columns.start, y + rows.start),
        whole=picture.rgb if picture.whole is None else picture.whole,
    )


def things(picture: Picture, least: int | None = None) -> tuple[Detection, ...]:
    """Every entity of the scene that the picture shows, with its mask, in the scene's order.

    Args:
        least: pixels that must show; left out, as much of the picture as `LEAST` says.

    Raises:
        UserError: the camera does not tell whose pixels these are.
    """
    marked = picture.segmentation
    if marked is None:
        raise UserError(
            f"The picture of '{picture.camera}' has no segmentation that says what is where."
        )
    least = max(1, round(LEAST * marked.size)) if least is None else least
    pixels = np.bincount(marked[marked >= 0].ravel(), minlength=len(picture.scene.entities))
    found = []
    for number, entity in enumerate(picture.scene):
        if pixels[number] >= least and entity.kind != "table":
            mask = Mask(marked == number, picture.origin)
            assert mask.box is not None
            found.append(Detection(entity.describe(), mask.box, 1.0, entity.name, mask))
    return tuple(found)


def named(picture: Picture, found: Sequence[Detection]) -> tuple[Detection, ...]:
    """Detections with the entities of the scene that they lie on; each entity once, best first.

    Which those are is read from the segmentation, so without one nothing has a name.
    """
    able = [] if picture.segmentation is None else list(things(picture, 1))
    given = []
    for one in found:
        best = max(able, key=lambda thing: thing.box.overlap(one.box), default=None)
        if one.name is None and best and best.box.overlap(one.box) >= LEAST_OVERLAP:
            able.remove(best)
            one = replace(one, name=best.name)
        given.append(one)
    return tuple(given)
