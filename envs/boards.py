"""The boards, bars and caps of which furniture is made: what is seen of them is also solid."""

from __future__ import annotations

import mujoco

from vla.scene import Vec3

from .fixtures import Piece

Rgba = tuple[float, float, float, float]

SHELL: Rgba = (0.90, 0.89, 0.86, 1.0)
WOOD: Rgba = (0.78, 0.62, 0.44, 1.0)
METAL: Rgba = (0.22, 0.23, 0.25, 1.0)
COOL: Rgba = (0.80, 0.84, 0.87, 1.0)
RED: Rgba = (0.80, 0.10, 0.10, 1.0)
GLASS: Rgba = (0.10, 0.11, 0.13, 1.0)
STEEL: Rgba = (0.62, 0.66, 0.70, 1.0)
PANE: Rgba = (0.55, 0.76, 0.88, 1.0)
WATER: Rgba = (0.30, 0.62, 0.92, 1.0)
GLOW: Rgba = (1.0, 0.92, 0.55, 1.0)
WALL = 0.012
"""Thickness of boards [m]."""
BAR = 0.008
"""Radius of a handle's bar [m]."""
STANDOFF = 0.045
"""Distance of the bar from the face [m]: a finger fits behind."""
BAR_LENGTH = 0.07
BOX, CAPSULE = mujoco.mjtGeom.mjGEOM_BOX, mujoco.mjtGeom.mjGEOM_CAPSULE
CYLINDER, BALL = mujoco.mjtGeom.mjGEOM_CYLINDER, mujoco.mjtGeom.mjGEOM_SPHERE


class Maker:
    """Adds the boards of one piece; boards are both seen and solid."""

    def __init__(self, piece: Piece, body: mujoco.MjsBody):
        self.piece, self.body, self.count = piece, body, 0

    def board(
        self, body: mujoco.MjsBody, center: Vec3, half: Vec3, rgba: Rgba,
        mass: float = 0.1,
    ) -> None:  # fmt: skip
        self.add(body, BOX, center, half, rgba, mass)

    def add(
        self, body: mujoco.MjsBody, shape: mujoco.mjtGeom, center: Vec3, size: tuple[float, ...],
        rgba: Rgba, mass: float = 0.1, **more: object,
    ) -> None:  # fmt: skip
        self.count += 1
        body.add_geom(
            name=f"{self.piece.name}/{self.count}", type=shape, pos=center,
            size=[*size, 0.0, 0.0][:3], rgba=rgba, mass=mass, group=2, condim=4,
            friction=(0.9, 0.005, 0.0001), solref=(0.01, 1.0), **more,
        )  # fmt: skip

    def seen(
        self, body: mujoco.MjsBody, shape: mujoco.mjtGeom, center: Vec3, size: tuple[float, ...],
        rgba: Rgba,
    ) -> None:  # fmt: skip
        """A part that touches nothing."""
        self.add(body, shape, center, size, rgba, 0.0, contype=0, conaffinity=0)

    def basin(self, half: Vec3, floor: float, rgba: Rgba) -> None:
        """A box that is open at the top; `floor` is the thickness of its bottom [m]."""
        x, y, z = half
        self.board(self.body, (0, 0, -z + floor / 2), (x, y, floor / 2), rgba)
        for side in (-1, 1):
            self.board(self.body, (side * (x - WALL / 2), 0, 0), (WALL / 2, y, z), rgba)
            self.board(self.body, (0, side * (y - WALL / 2), 0), (x, WALL / 2, z), rgba)

    def shell(self, half: Vec3, rgba: Rgba) -> None:
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
        self.add(body, CAPSULE, bar, (BAR, half), METAL, 0.03)
        for end in (-1, 1):
            post = (x + STANDOFF / 2, y, z + end * (half + BAR / 2))
            self.board(body, post, (STANDOFF / 2, 0.006, 0.005), METAL, 0.01)
        body.add_site(name=f"{self.piece.name}/handle", pos=bar, group=4)

    def knob(
        self, body: mujoco.MjsBody, half: Vec3 = (0.011, 0.014, 0.022), rgba: Rgba = WOOD
    ) -> None:
        """A knob around the joint's handle, taken from above."""
        assert self.piece.joint is not None
        x, y, z = self.piece.joint.handle
        self.board(body, (x, y, z - 0.005), half, rgba, 0.05)
        body.add_site(name=f"{self.piece.name}/handle", pos=(x, y, z), group=4)

    def cap(self, shape: mujoco.mjtGeom, size: tuple[float, ...], rgba: Rgba) -> None:
        """What is pressed, on a spring, under the joint's handle."""
        cap = self.body.add_body(name=f"{self.piece.name}/cap", gravcomp=1)
        self.joint(cap, 4.0, 0.0, 300.0)
        assert self.piece.joint is not None
        x, y, z = self.piece.joint.handle
        self.add(cap, shape, (x, y, z - size[-1]), size, rgba, 0.05)
        cap.add_site(name=f"{self.piece.name}/handle", pos=(x, y, z), group=4)

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
