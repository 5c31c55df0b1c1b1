"""Labels: what the numbers in a segmentation stand for."""

from __future__ import annotations

from dataclasses import dataclass

from vla.errors import UnknownName
from vla.scene import Entity, Scene
from vla.vocabulary import KINDS


@dataclass(frozen=True)
class Label:
    """What a detector says of a thing, not where it is.

    Raises:
        UnknownName: no such kind.
    """

    name: str
    kind: str
    color: str | None = None
    size: str | None = None
    known: Entity | None = None
    """All about a thing that stands where it stands: the table, furniture with its joints. It
    goes into the scene as it is."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownName("kind of thing", self.kind, KINDS)


def labels_of(scene: Scene) -> tuple[Label, ...]:
    """What a perfect detector says: the names of a scene, but where its fixtures are."""
    return tuple(
        Label(e.name, e.kind, e.color, e.size, e if KINDS[e.kind].shape == "fixture" else None)
        for e in scene
    )
