"""How the Panda looks: procedural surfaces drawn for this project, visual only."""

from __future__ import annotations

from functools import cache

import mujoco
import numpy as np

from .robot import PREFIX
from .surface import Point, Solid, blend, block, cut, drum, rod, triangles

GEOM = mujoco.mjtGeom
WHITE = (0.93, 0.93, 0.92, 1.0)
DARK = (0.13, 0.135, 0.145, 1.0)
GRAY = (0.52, 0.53, 0.55, 1.0)

VISUAL_GROUP = 2

SHELL_CELL = 0.0125
"""Grid of the visual shells [m]: smooth to the eye, few faces to draw."""


def add_looks(spec: mujoco.MjSpec, links: list[mujoco.MjsBody], hand: mujoco.MjsBody) -> None:
    """White shells with dark seams at the joints, dark fingers."""
    for name, (vertices, normals, faces) in _shells().items():
        body = hand if name == "hand" else links[int(name[-1])]
        spec.add_mesh(
            name=PREFIX + name,
            uservert=vertices.ravel(),
            usernormal=normals.ravel(),
            userface=faces.ravel(),
        )
        _see(body, GEOM.mjGEOM_MESH, rgba=WHITE, meshname=PREFIX + name)
    for number, start, end, radius, rgba in (
        (0, (0, 0, 0.130), (0, 0, 0.146), 0.053, DARK),
        (1, (0, -0.0015, 0), (0, 0.0015, 0), 0.0612, DARK),
        (1, (0, -0.125, 0), (0, -0.1, 0), 0.047, GRAY),
        (2, (0, 0, 0.1), (0, 0, 0.125), 0.047, GRAY),
        (2, (0, -0.188, 0), (0, -0.200, 0), 0.053, DARK),
        (3, (0.0825, -0.0015, 0), (0.0825, 0.0015, 0), 0.0575, DARK),
        (3, (0.0825, 0.1, 0), (0.0825, 0.118, 0), 0.045, GRAY),
        (4, (0, 0, 0.1), (0, 0, 0.118), 0.045, GRAY),
        (4, (-0.0825, 0.118, 0), (-0.0825, 0.130, 0), 0.053, DARK),
        (5, (0, 0.090, 0), (0, 0.108, 0), 0.040, GRAY),
        (6, (0, 0, -0.0015), (0, 0, 0.0015), 0.0495, DARK),
        (6, (0.088, -0.046, 0), (0.088, -0.056, 0), 0.044, DARK),
        (7, (0, 0, 0.098), (0, 0, 0.107), 0.034, DARK),
    ):
        _see(
            links[number], GEOM.mjGEOM_CYLINDER, fromto=start + end, size=(radius, 0, 0), rgba=rgba
        )
    # under the hand the rail of the fingers, in front of it the camera's housing
    _see(hand, GEOM.mjGEOM_BOX, pos=(0, 0, 0.0645), size=(0.022, 0.088, 0.002), rgba=DARK)
    _see(hand, GEOM.mjGEOM_BOX, pos=(0.05, 0, 0.021), size=(0.02, 0.035, 0.011), rgba=DARK)
    for side in ("left", "right"):
        finger = spec.body(f"{PREFIX}finger_{side}")
        _see(finger, GEOM.mjGEOM_BOX, pos=(0, 0.012, 0.012), size=(0.0105, 0.009, 0.012), rgba=DARK)
        _see(finger, GEOM.mjGEOM_BOX, pos=(0, 0.010, 0.03), size=(0.0095, 0.006, 0.012), rgba=GRAY)
        _see(finger, GEOM.mjGEOM_BOX, pos=(0, 0.005, 0.045), size=(0.009, 0.005, 0.0085), rgba=DARK)


def _see(body: mujoco.MjsBody, shape: mujoco.mjtGeom, **looks: object) -> None:
    body.add_geom(type=shape, group=VISUAL_GROUP, contype=0, conaffinity=0, density=0, **looks)


@cache
def _shells() -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Link name -> vertices (V, 3) [m], normals (V, 3), faces (F, 3) of its shell, link frame."""
    solids: dict[str, tuple[Solid, Point, Point]] = {
        "link0": (
            blend(
                0.04,
                drum((0, 0, 0), (0, 0, 0.133), 0.064, 0.018),
                block((-0.075, 0, 0.045), (0.07, 0.06, 0.045), 0.02),
                block((-0.045, 0, 0.007), (0.10, 0.078, 0.007), 0.006),
            ),
            (-0.17, -0.11, -0.02), (0.11, 0.11, 0.16),
        ),
        "link1": (
            cut(
                blend(
                    0.05,
                    drum((0, 0, -0.19), (0, 0, -0.02), 0.056, 0.018),
                    rod((0, 0, -0.09), (0, -0.02, 0), 0.057),
                    drum((0, 0.02, 0), (0, -0.118, 0), 0.060, 0.02),
                ),
                (0, 0.8, 0.6), 0.012,
            ),
            (-0.09, -0.15, -0.22), (0.09, 0.09, 0.1),
        ),
        "link2": (
            cut(
                blend(
                    0.05,
                    drum((0, -0.19, 0), (0, -0.02, 0), 0.056, 0.018),
                    rod((0, -0.09, 0), (0, 0, 0.02), 0.057),
                    drum((0, 0, -0.02), (0, 0, 0.118), 0.060, 0.02),
                ),
                (0, 0.6, -0.8), 0.012,
            ),
            (-0.09, -0.22, -0.09), (0.09, 0.1, 0.15),
        ),
        "link3": (
            blend(
                0.05,
                drum((0, 0, -0.118), (0, 0, -0.02), 0.056, 0.018),
                rod((0.0, 0, -0.06), (0.075, 0.04, 0), 0.052),
                drum((0.0825, 0.004, 0), (0.0825, 0.112, 0), 0.056, 0.02),
            ),
            (-0.09, -0.09, -0.14), (0.17, 0.15, 0.09),
        ),
        "link4": (
            blend(
                0.05,
                drum((-0.0825, 0.118, 0), (-0.0825, 0.02, 0), 0.056, 0.018),
                rod((-0.0825, 0.06, 0), (-0.0075, 0, 0.04), 0.052),
                drum((0, 0, 0.004), (0, 0, 0.112), 0.056, 0.02),
            ),
            (-0.17, -0.09, -0.09), (0.09, 0.14, 0.15),
        ),
        "link5": (
            blend(
                0.05,
                drum((0, 0, -0.254), (0, 0, -0.19), 0.056, 0.018),
                rod((0, 0.005, -0.2), (0, 0.055, -0.03), 0.052, 0.038),
                drum((0, 0.004, 0), (0, 0.102, 0), 0.048, 0.018),
            ),
            (-0.09, -0.09, -0.28), (0.09, 0.13, 0.08),
        ),
        "link6": (
            blend(
                0.04,
                drum((0, 0, 0.0), (0, 0, 0.055), 0.048, 0.018),
                rod((0, 0, 0.015), (0.088, 0, 0.0), 0.042),
                drum((0.088, -0.046, 0), (0.088, 0.06, 0), 0.048, 0.018),
            ),
            (-0.08, -0.08, -0.08), (0.16, 0.09, 0.09),
        ),
        "link7": (
            blend(
                0.02,
                drum((0, 0, 0.054), (0, 0, 0.100), 0.046, 0.014),
                drum((0.04, 0.04, 0.066), (0.04, 0.04, 0.098), 0.022, 0.012),
            ),
            (-0.07, -0.07, 0.03), (0.09, 0.09, 0.13),
        ),
        "hand": (
            blend(
                0.02,
                block((0, 0, 0.036), (0.031, 0.101, 0.027), 0.016),
                block((0, 0, 0.02), (0.031, 0.065, 0.02), 0.016),
            ),
            (-0.06, -0.13, -0.03), (0.06, 0.13, 0.09),
        ),
    }  # fmt: skip
    fine = {"link7", "hand"}
    return {
        name: triangles(*shape, cell=SHELL_CELL / (1.5 if name in fine else 1))
        for name, shape in solids.items()
    }
