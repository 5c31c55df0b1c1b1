"""Furniture and appliances as numbers: where a piece is, how it moves, what a planner sees of it.

Every piece is described once, and from that come both the MuJoCo bodies (`furniture.build`) and
the entities a planner sees (`entity_of`), so the two agree without a simulation. A piece's local
-x faces whoever opens it; handles are upright bars that a gripper takes with its fingers level,
knobs are taken from above.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from vla.scene import Entity, Quat, Vec3, to_world
from vla.vocabulary import KINDS

from .slots import Fixture, Interior


@dataclass(frozen=True)
class Joint:
    """How a piece moves: a slide or hinge of its moving part, whose frame is the piece's own."""

    axis: Vec3
    """Of opening, piece's frame: of motion for a slide, of rotation for a hinge."""
    travel: float
    """From closed to open [m] or [rad]."""
    handle: Vec3
    """Middle of the handle when closed, piece's frame [m]."""
    hinge: Vec3 | None = None
    """A point on the hinge's axis, piece's frame [m]; `None` for a slide."""


@dataclass(frozen=True)
class Piece:
    """One piece of furniture at its place, closed. The origin is the middle of its box."""

    name: str
    kind: str
    position: Vec3
    yaw: float
    extent: Vec3
    joint: Joint | None = None
    interior: tuple[Vec3, Vec3] | None = None
    """Centre and half size, piece's frame [m]."""
    part_of: str | None = None
    lamp: Vec3 | None = None
    """Middle of the lamp that a switch turns on, piece's frame [m]."""

    @property
    def quaternion(self) -> Quat:
        return (math.cos(self.yaw / 2), 0.0, 0.0, math.sin(self.yaw / 2))

    @property
    def carries_itself(self) -> bool:
        """Whether the whole piece moves (a drawer), not only a part of it."""
        return self.kind in ("drawer", "microwave")


def entity_of(piece: Piece, openness: float | None) -> Entity:
    """What a planner sees of a piece opened by a fraction."""
    joint = piece.joint
    position, quaternion = piece.position, piece.quaternion
    handle = axis = hinge = None
    if joint is not None:
        by = (openness or 0.0) * joint.travel
        handle = to_world(_moved(joint, by), piece.position, quaternion)
        axis = _turned(_direction(joint, by), piece.yaw)
        if joint.hinge is not None:
            hinge = to_world(joint.hinge, piece.position, quaternion)
        elif piece.carries_itself:
            shift = (joint.axis[0] * by, joint.axis[1] * by, joint.axis[2] * by)
            position = to_world(shift, piece.position, quaternion)
    interior = None
    if piece.interior is not None:
        interior = (to_world(piece.interior[0], position, quaternion), piece.interior[1])
    return Entity(
        piece.name,
        piece.kind,
        position=position,
        quaternion=quaternion,
        extent=piece.extent,
        start=position,
        speed=0.0,
        openness=(openness or 0.0) if joint is not None else None,
        handle=handle,
        axis=axis,
        travel=None if joint is None else joint.travel,
        hinge=hinge,
        interior=interior,
        part_of=piece.part_of,
    )


def fixture_of(piece: Piece) -> Fixture:
    """The names under which a built piece is found in the model."""
    joint = piece.joint
    interior = None if piece.interior is None else Interior(*piece.interior)
    return Fixture(
        name=piece.name,
        kind=piece.kind,
        color=None,
        size=None,
        body=piece.name,
        joint=None if joint is None else f"{piece.name}/joint",
        closed=0.0,
        open=0.0 if joint is None else joint.travel,
        interior=interior,
        handle_site=None if joint is None else f"{piece.name}/handle",
        part_of=piece.part_of,
        extent=piece.extent,
        top_height=piece.extent[2] / 2 if KINDS[piece.kind].support else None,
        floor_height=None if interior is None else interior.center[2] - interior.half[2],
    )


def _moved(joint: Joint, by: float) -> Vec3:
    """The handle when the joint has moved, piece's frame."""
    if joint.hinge is None:
        x, y, z = (h + by * a for h, a in zip(joint.handle, joint.axis, strict=True))
        return (x, y, z)
    dx, dy = joint.handle[0] - joint.hinge[0], joint.handle[1] - joint.hinge[1]
    x, y, _ = _turned((dx, dy, 0.0), by * joint.axis[2])
    return (joint.hinge[0] + x, joint.hinge[1] + y, joint.handle[2])


def _direction(joint: Joint, by: float) -> Vec3:
    """Where the handle goes next when opening, piece's frame."""
    if joint.hinge is None:
        return joint.axis
    x, y, _ = _moved(joint, by)
    dx, dy, sense = x - joint.hinge[0], y - joint.hinge[1], joint.axis[2]
    length = math.hypot(dx, dy)
    return (-sense * dy / length, sense * dx / length, 0.0)


def _turned(vector: Vec3, yaw: float) -> Vec3:
    c, s = math.cos(yaw), math.sin(yaw)
    return (c * vector[0] - s * vector[1], s * vector[0] + c * vector[1], vector[2])
