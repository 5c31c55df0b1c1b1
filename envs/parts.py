"""The parts of one loose object: collision geoms, the meshes over them, and the slot they make.

Collision geoms are primitives (group 3); meshes are only seen (group 2). All are compiled
invisible (alpha 0), ready to park.
"""

from __future__ import annotations

import math

import mujoco

from .lathe import Mesh
from .slots import Interior, Slot, Vector

FACETS = 12
"""Flat pieces of a round wall; the first is 15 degrees from +x."""
SOLREF = (0.01, 1.0)
"""Contact time constant [s] and damping ratio: two physics steps, the stiffest that is stable.
A 5 ms step then leaves resting penetration near 0.1 mm."""
MARGIN = 1e-4
"""Things push each other from this gap on [m]. They then rest without overlapping, which single
precision needs to tell a cylinder on a table from one inside it."""
FRICTION = (0.9, 0.005, 0.0001)
"""Sliding, torsional [m], rolling [m]."""
ROLLING_FRICTION = (0.9, 0.005, 0.0008)
"""As `FRICTION`, but a ball on the table comes to rest within a second or two."""


class Parts:
    """Adds the geoms of one object and remembers their names and mass [kg]."""

    def __init__(self, spec: mujoco.MjSpec, body: mujoco.MjsBody, name: str):
        self.spec, self.body, self.name = spec, body, name
        self.seen: list[str] = []
        self.solid: list[str] = []
        self.mass = 0.0

    def collide(
        self,
        part: str,
        shape: mujoco.mjtGeom,
        size: tuple[float, ...],
        mass: float,
        pos: Vector = (0.0, 0.0, 0.0),
        quat: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0),
        condim: int = 4,
        friction: Vector = FRICTION,
        visible: bool = False,
    ) -> None:
        """Add a collision geom; a `visible` one also carries the colour."""
        geom = self.body.add_geom(
            name=f"{self.name}/{part}",
            type=shape,
            size=[*size, 0.0, 0.0][:3],
            pos=pos,
            quat=quat,
            mass=mass,
            condim=condim,
            friction=friction,
            solref=SOLREF,
            margin=MARGIN,
            group=2 if visible else 3,
            rgba=(0.5, 0.5, 0.5, 0.0),
        )
        self.solid.append(geom.name)
        self.mass += mass
        if visible:
            self.seen.append(geom.name)

    def ring(
        self,
        bottom: tuple[float, float],
        top: tuple[float, float],
        thickness: float,
        mass: float,
        axis: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Add a round wall of twelve boxes whose inner faces run from `bottom` to `top`.

        Both are (radius, z) [m]; `axis` is the (x, y) of the wall's axis. Neighbours overlap.
        """
        rise, out = top[1] - bottom[1], top[0] - bottom[0]
        tilt = math.atan2(out, rise)
        radius = (bottom[0] + top[0]) / 2 + thickness / 2 * math.cos(tilt)
        z = (bottom[1] + top[1]) / 2 - thickness / 2 * math.sin(tilt)
        width = (max(bottom[0], top[0]) + thickness) * math.tan(math.pi / FACETS)
        size = (thickness / 2, width, math.hypot(rise, out) / 2)
        for index in range(FACETS):
            turn_z = 2 * math.pi * (index + 0.5) / FACETS
            c, s = math.cos(turn_z / 2), math.sin(turn_z / 2)
            a, b = math.cos(tilt / 2), math.sin(tilt / 2)
            self.collide(
                f"wall_{index}",
                mujoco.mjtGeom.mjGEOM_BOX,
                size,
                mass / FACETS,
                (axis[0] + radius * math.cos(turn_z), axis[1] + radius * math.sin(turn_z), z),
                (c * a, -s * b, c * b, s * a),
            )

    def show(self, mesh_name: str, mesh: Mesh, pos: Vector, part: str = "visual") -> None:
        """Add a mesh that is only seen, shared under `mesh_name` between equal objects."""
        if self.spec.mesh(mesh_name) is None:
            mesh.add_to(self.spec, mesh_name)
        geom = self.body.add_geom(
            name=f"{self.name}/{part}",
            type=mujoco.mjtGeom.mjGEOM_MESH,
            meshname=mesh_name,
            pos=pos,
            mass=0.0,
            contype=0,
            conaffinity=0,
            group=2,
            rgba=(0.5, 0.5, 0.5, 0.0),
        )
        self.seen.append(geom.name)

    def slot(
        self,
        kind: str,
        size: str | None,
        extent: Vector,
        interior: Interior | None = None,
        floor: float | None = None,
        top: float | None = None,
        resizable: bool = False,
    ) -> Slot:
        """The object as the slot of its parts; `floor` and `top` are heights [m], body frame."""
        return Slot(
            name=self.name,
            kind=kind,
            size=size,
            extent=extent,
            resizable=resizable,
            color_geoms=tuple(self.seen),
            collision_geoms=tuple(self.solid),
            interior=interior,
            floor_height=floor,
            top_height=top,
            mass=self.mass,
        )
