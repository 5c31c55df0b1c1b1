"""The scene as cameras see it, in the same type as the simulator's truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from vla.errors import UnknownName, UserError
from vla.scene import DOWN, Entity, Quat, Scene, Vec3
from vla.view import View

from .bodies import entity, lowest_first
from .clouds import VOXEL, Cloud, fused, occupied
from .labels import Label
from .pixels import look

LEAST = 8
"""Points from which a thing is measured."""
BOUNDS: tuple[Vec3, Vec3] = ((0.0, -0.65, -0.05), (0.95, 0.65, 0.80))
"""Where an arm at a table's edge can run into something [m]."""
COARSE = 0.01
"""Voxels of what is not measured, as it is known [m]."""
OBSTACLE_VOXEL = 0.005
"""[m]"""


@dataclass(frozen=True, eq=False)
class Percept:
    """What was perceived at one moment."""

    scene: Scene
    """What was found; things of which too little shows are not in it, but for what is held: that
    is where the tool is."""
    clouds: Mapping[str, Cloud]
    """Name -> what shows of it."""
    obstacles: np.ndarray
    """(m, 3) points of everything but the robot and what it holds, world frame [m]."""
    missing: Mapping[str, int] = field(default_factory=dict)
    """Name of what was not found -> points that show of it."""

    @property
    def failures(self) -> tuple[str, ...]:
        """What is missing, in words."""
        return tuple(
            f"empty point cloud: {name} ({count} point{'s' * (count != 1)})"
            for name, count in self.missing.items()
        )

    def need(self, *names: str) -> None:
        """Make sure that things were found.

        Raises:
            UserError: one was not, with how little shows of it.
        """
        for name, failure in zip(self.missing, self.failures, strict=True):
            if name in names:
                raise UserError(failure)


def estimate(
    views: Sequence[View],
    labels: Sequence[Label],
    tool: Vec3,
    held: str | None = None,
    *,
    tool_turn: Quat = DOWN,
    tool_speed: float = 0.0,
    gripper_width: float = 0.08,
    time: float = 0.0,
    since: Scene | None = None,
    workspace: tuple[Vec3, Vec3] | None = None,
    bounds: tuple[Vec3, Vec3] = BOUNDS,
    voxel: float = VOXEL,
) -> Percept:
    """A scene from pictures.

    Things are taken to stand upright. Contacts, speeds and clearances are not sensed, so what is
    said about them is unknown; `on` goes by heights then, and what lies in a vessel with a thin
    floor is also on the table.

    Args:
        views: of one moment; one is enough, more show more sides.
        labels: what the numbers in the segmentations mean, in their order.
        tool, held, tool_turn, tool_speed, gripper_width, time: what the robot feels, as in `Scene`.
        since: the estimate at the beginning of the episode, for where things were.
        bounds: low and high corner of the space in which obstacles matter [m].
        voxel: points nearer to each other than this become one [m].

    Raises:
        UserError: no view; a label without a name of its own.
        UnknownName: what is held has no label.
    """
    names = [label.name for label in labels]
    if not views:
        raise UserError("There is no view to make a scene of.")
    if len(set(names)) < len(names):
        raise UserError(f"Two labels have the same name: {', '.join(sorted(names))}.")
    if held is not None and held not in names:
        raise UnknownName("object", held, names)
    seen = [look(view) for view in views]
    clouds = {
        label.name: fused(seen, number, voxel if label.known is None else max(voxel, COARSE))
        for number, label in enumerate(labels)
    }
    found = _entities(labels, clouds, held)
    missing = {name: len(clouds[name]) for name in names if name not in found}
    if held in missing:
        found[held] = _hidden(labels[names.index(held)], tool, since)
    started = {e.name: e.start or e.position for e in (since or ())}
    entities = tuple(
        replace(found[name], start=found[name].start or started.get(name))
        for name in names
        if name in found
    )
    scene = Scene(entities, held, tool, tool_turn, tool_speed, gripper_width, time=time)
    ours = [number for number, name in enumerate(names) if name == held]
    return Percept(
        scene if workspace is None else replace(scene, workspace=workspace),
        {name: cloud for name, cloud in clouds.items() if len(cloud)},
        occupied(seen, ours, len(labels), bounds, OBSTACLE_VOXEL),
        missing,
    )


def _hidden(label: Label, tool: Vec3, since: Scene | None) -> Entity:
    """What is held, inside the hand, as large as it was at the beginning if that was seen."""
    if since is not None and label.name in since:
        return replace(since[label.name], position=tool, interior=None)
    return Entity(label.name, label.kind, label.color, label.size, tool)


def _entities(
    labels: Sequence[Label], clouds: Mapping[str, Cloud], held: str | None
) -> dict[str, Entity]:
    """What is known or shows enough, by name; what is below first."""
    found = {label.name: label.known for label in labels if label.known is not None}
    shown = [label for label in labels
             if label.known is None and len(clouds[label.name]) >= LEAST]  # fmt: skip
    for index in lowest_first([clouds[label.name] for label in shown]):
        label = shown[index]
        below = [other for name, other in found.items() if name != held]
        found[label.name] = entity(label, clouds[label.name], label.name == held, below)
    return found
