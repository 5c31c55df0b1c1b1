"""Furniture: a cabinet with drawers, a cupboard, a fridge, a shelf, a button and a switch.

Every piece is described once, by numbers, and from them come both the MuJoCo bodies and the
entities a planner sees (`entity_of`), so the two agree without a simulation. A piece's local -x
faces whoever opens it; handles are upright bars that a gripper takes with its fingers level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import mujoco

from vla.scene import Entity, Quat, Vec3, to_world
from vla.vocabulary import KINDS

from .slots import Fixture, Interior

SHELL = (0.90, 0.89, 0.86, 1.0)
WOOD = (0.78, 0.62, 0.44, 1.0)
METAL = (0.22, 0.23, 0.25, 1.0)
COOL = (0.80, 0.84, 0.87, 1.0)
RED = (0.80, 0.10, 0.10, 1.0)
WALL = 0.012
"""Thickness of boards [m]."""
BAR = 0.008
"""Radius of a handle's bar [m]."""
STANDOFF = 0.045
"""Distance of the bar from the face [m]: a finger fits behind."""
BAR_LENGTH = 0.07
_BOX, _CAPSULE = mujoco.mjtGeom.mjGEOM_BOX, mujoco.mjtGeom.mjGEOM_CAPSULE
_CYLINDER = mujoco.mjtGeom.mjGEOM_CYLINDER


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

    @property
    def quaternion(self) -> Quat:
        return (math.cos(self.yaw / 2), 0.0, 0.0, math.sin(self.yaw / 2))

    @property
    def carries_itself(self) -> bool:
        """Whether the whole piece moves (a drawer), not only its door."""
        return self.kind == "drawer"


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


def build(spec: mujoco.MjSpec, piece: Piece) -> None:
    """Add a piece to a model."""
    body = spec.worldbody.add_body(name=piece.name, pos=piece.position, quat=piece.quaternion)
    maker = _Maker(piece, body)
    {
        "cabinet": _cabinet, "drawer": _drawer, "cupboard": _cupboard, "fridge": _fridge,
        "shelf": _shelf, "button": _button, "switch": _switch,
    }[piece.kind](maker)  # fmt: skip


class _Maker:
    """Adds the boards of one piece; boards are both seen and solid."""

    def __init__(self, piece: Piece, body: mujoco.MjsBody):
        self.piece, self.body, self.count = piece, body, 0

    def board(
        self, body: mujoco.MjsBody, center: Vec3, half: Vec3, rgba: tuple[float, ...],
        mass: float = 0.1,
    ) -> None:  # fmt: skip
        self.add(body, _BOX, center, half, rgba, mass)

    def add(
        self, body: mujoco.MjsBody, shape: mujoco.mjtGeom, center: Vec3, size: tuple[float, ...],
        rgba: tuple[float, ...], mass: float = 0.1, **more: object,
    ) -> None:  # fmt: skip
        self.count += 1
        body.add_geom(
            name=f"{self.piece.name}/{self.count}", type=shape, pos=center,
            size=[*size, 0.0, 0.0][:3], rgba=rgba, mass=mass, group=2, condim=4,
            friction=(0.9, 0.005, 0.0001), solref=(0.01, 1.0), **more,
        )  # fmt: skip

    def shell(self, half: Vec3, rgba: tuple[float, ...]) -> None:
        """A box of boards that is open towards -x."""
        x, y, z = half
        self.board(self.body, (x - WALL / 2, 0, 0), (WALL / 2, y, z), rgba)
        for side in (-1, 1):
            self.board(self.body, (0, side * (y - WALL / 2), 0), (x, WALL / 2, z), rgba)
            self.board(self.body, (0, 0, side * (z - WALL / 2)), (x, y, WALL / 2), rgba)

    def handle(self, body: mujoco.MjsBody, bar: Vec3) -> None:
        """An upright bar on two posts that reach back along +x."""
        x, y, z = bar
        half = BAR_LENGTH / 2
        self.add(body, _CAPSULE, bar, (BAR, half), METAL, 0.03)
        for end in (-1, 1):
            post = (x + STANDOFF / 2, y, z + end * (half + BAR / 2))
            self.board(body, post, (STANDOFF / 2, 0.006, 0.005), METAL, 0.01)
        body.add_site(name=f"{self.piece.name}/handle", pos=bar, group=4)

    def joint(
        self, body: mujoco.MjsBody, damping: float, friction: float, stiffness: float = 0.0
    ) -> None:
        joint = self.piece.joint
        assert joint is not None
        hinged = joint.hinge is not None
        kind = mujoco.mjtJoint.mjJNT_HINGE if hinged else mujoco.mjtJoint.mjJNT_SLIDE
        body.add_joint(
            name=f"{self.piece.name}/joint", type=kind, axis=joint.axis,
            pos=joint.hinge or (0, 0, 0),
            range=(0.0, joint.travel), limited=True, damping=[damping, 0, 0], frictionloss=friction,
            stiffness=[stiffness, 0, 0],
            armature=0.01, solref_limit=(0.01, 1.0),
        )  # fmt: skip


def _cabinet(maker: _Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.shell((x, y, z), SHELL)
    for level in (-1, 1):
        maker.board(maker.body, (0, 0, level * z / 3), (x, y, WALL / 2), SHELL)


def _drawer(maker: _Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.joint(maker.body, 4.0, 1.5)
    maker.board(maker.body, (-x + WALL / 2, 0, 0), (WALL / 2, y + 0.012, z + 0.008), WOOD, 0.2)
    assert maker.piece.interior is not None
    (middle, _, _), (room, _, _) = maker.piece.interior
    back = (middle + room + WALL / 2, 0, -0.01)
    maker.board(maker.body, back, (WALL / 2, y, z - 0.01), WOOD, 0.1)
    for side in (-1, 1):
        wall = (0, side * (y - WALL / 2), -0.01)
        maker.board(maker.body, wall, (x, WALL / 2, z - 0.01), WOOD, 0.1)
    maker.board(maker.body, (0, 0, -z + WALL / 4), (x, y, WALL / 4), WOOD, 0.15)
    assert maker.piece.joint is not None
    maker.handle(maker.body, maker.piece.joint.handle)


def _cupboard(maker: _Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.shell((x, y, z), SHELL)
    _legs(maker, (x, y, z), SHELL)
    _door(maker, (x, y, z), WOOD)


def _fridge(maker: _Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.shell((x, y, z), COOL)
    maker.board(maker.body, (0.01, 0, 0), (x - 0.01, y - WALL, WALL / 4), COOL)
    _legs(maker, (x, y, z), METAL)
    _door(maker, (x, y, z), COOL)


def _legs(maker: _Maker, half: Vec3, rgba: tuple[float, ...]) -> None:
    """Two boards on which a raised piece stands."""
    x, y, z = half
    leg = (maker.piece.position[2] - z) / 2
    for side in (-1, 1):
        center = (x / 2, side * (y - WALL / 2), -z - leg)
        maker.board(maker.body, center, (x / 2, WALL / 2, leg), rgba)


def _door(maker: _Maker, half: Vec3, rgba: tuple[float, ...]) -> None:
    """A door over the open side."""
    x, y, z = half
    door = maker.body.add_body(name=f"{maker.piece.name}/door")
    maker.joint(door, 0.4, 0.12)
    maker.board(door, (-x - WALL, 0, 0), (WALL / 2, y - 0.002, z - 0.002), rgba, 0.6)
    assert maker.piece.joint is not None
    maker.handle(door, maker.piece.joint.handle)


def _shelf(maker: _Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.board(maker.body, (0, 0, z - WALL / 2), (x, y, WALL / 2), WOOD)
    for side in (-1, 1):
        leg = (0, side * (y - WALL / 2), -WALL / 2)
        maker.board(maker.body, leg, (x, WALL / 2, z - WALL / 2), WOOD)


def _button(maker: _Maker) -> None:
    _, _, z = (side / 2 for side in maker.piece.extent)
    maker.add(maker.body, _CYLINDER, (0, 0, -z + 0.010), (0.042, 0.010), METAL)
    cap = maker.body.add_body(name=f"{maker.piece.name}/cap", gravcomp=1)
    maker.joint(cap, 4.0, 0.0, 300.0)
    maker.add(cap, _CYLINDER, (0, 0, z - 0.010), (0.030, 0.010), RED, 0.05)
    assert maker.piece.joint is not None
    cap.add_site(name=f"{maker.piece.name}/handle", pos=maker.piece.joint.handle, group=4)


def _switch(maker: _Maker) -> None:
    x, y, z = (side / 2 for side in maker.piece.extent)
    maker.board(maker.body, (0, 0, -z + 0.008), (x, y, 0.008), METAL)
    knob = maker.body.add_body(name=f"{maker.piece.name}/knob", gravcomp=1)
    maker.joint(knob, 3.0, 1.0)
    assert maker.piece.joint is not None
    hx, hy, hz = maker.piece.joint.handle
    maker.board(knob, (hx, hy, hz - 0.005), (0.011, 0.014, 0.022), WOOD, 0.05)
    knob.add_site(name=f"{maker.piece.name}/handle", pos=(hx, hy, hz), group=4)


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
