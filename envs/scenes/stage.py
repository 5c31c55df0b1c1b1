"""What every scene stands on: physics options, table, floor, light and cameras."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..objects import FRICTION, SOLREF
from ..slots import Vector

TABLE_LOW: Vector = (-0.25, -0.65, -0.04)
TABLE_HIGH: Vector = (0.95, 0.65, 0.0)
"""Corners of the table top [m]; the robot stands on it at the origin."""
FLOOR = -0.72
"""Height of the floor [m]."""
CAMERAS: tuple[str, ...] = ("front", "overhead")


def add_stage(
    spec: mujoco.MjSpec, eye: Vector = (1.55, 0.0, 0.85), target: Vector = (0.33, 0.0, 0.24)
) -> None:
    """Set options and add the table, the room, lights and the cameras in `CAMERAS`."""
    _set_options(spec)
    _set_look(spec)
    _add_table(spec)
    _add_room(spec)
    _add_lights(spec)
    add_camera(spec, "front", eye=eye, target=target, fovy=46.0)
    add_camera(spec, "overhead", eye=(0.48, 0.0, 1.25), target=(0.48, 0.0, 0.0), fovy=39.0)


def add_camera(
    spec: mujoco.MjSpec, name: str, eye: Vector, target: Vector, fovy: float
) -> mujoco.MjsCamera:
    """Add a fixed camera at `eye` [m] that looks at `target` [m]; `fovy` in degrees.

    The picture's up is +z, or +x for a camera that looks straight down.
    """
    back = np.subtract(eye, target)
    back /= np.linalg.norm(back)
    up = np.array([1.0, 0.0, 0.0] if abs(back[2]) > 0.999 else [0.0, 0.0, 1.0])
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    frame = np.column_stack([right, np.cross(back, right), back])
    quat = np.empty(4)
    mujoco.mju_mat2Quat(quat, frame.ravel())
    return spec.worldbody.add_camera(name=name, pos=eye, quat=quat, fovy=fovy)


def _set_options(spec: mujoco.MjSpec) -> None:
    option = spec.option
    option.timestep = 0.005
    option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    option.solver = mujoco.mjtSolver.mjSOL_NEWTON
    option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    option.impratio = 10.0
    option.noslip_iterations = 5
    # Most of the slots' degrees of freedom are in no contact: the Jacobian is nearly empty.
    option.jacobian = mujoco.mjtJacobian.mjJAC_SPARSE


def _set_look(spec: mujoco.MjSpec) -> None:
    visual = spec.visual
    visual.headlight.ambient = (0.27, 0.27, 0.28)
    visual.headlight.diffuse = (0.17, 0.17, 0.17)
    visual.headlight.specular = (0.05, 0.05, 0.05)
    visual.quality.shadowsize = 4096
    # One sample a pixel, as the ray caster takes, and coarse solids: half the time of a picture.
    visual.quality.offsamples = 0
    visual.quality.numslices, visual.quality.numstacks, visual.quality.numquads = 24, 8, 1
    visual.map.znear, visual.map.zfar = 0.01, 20.0
    visual.map.shadowclip = 2.0
    spec.stat.center = (0.4, 0.0, 0.1)
    spec.stat.extent = 1.0


def _add_table(spec: mujoco.MjSpec) -> None:
    texture = spec.add_texture(
        name="wood", type=mujoco.mjtTexture.mjTEXTURE_2D, width=512, height=512, nchannel=3
    )
    texture.data = _wood(512).tobytes()
    wood = spec.add_material(name="wood", specular=0.12, shininess=0.35)
    wood.textures[int(mujoco.mjtTextureRole.mjTEXROLE_RGB)] = "wood"
    spec.add_material(name="leg", rgba=(0.62, 0.52, 0.42, 1), specular=0.1)

    low, high = np.array(TABLE_LOW), np.array(TABLE_HIGH)
    table = spec.worldbody.add_body(name="table", pos=(low + high) / 2)
    box = mujoco.mjtGeom.mjGEOM_BOX
    half = (high - low) / 2
    top = {"type": box, "size": half, "condim": 3, "friction": FRICTION, "solref": SOLREF}
    table.add_geom(name="table/top", material="wood", group=2, **top)
    leg = (-FLOOR + TABLE_LOW[2]) / 2
    for x in (-1, 1):
        for y in (-1, 1):
            table.add_geom(
                name=f"table/leg_{(x + 1) + (y + 1) // 2}",
                type=box,
                size=(0.03, 0.03, leg),
                pos=(x * (half[0] - 0.06), y * (half[1] - 0.06), -half[2] - leg),
                material="leg",
                group=2,
                contype=0,
                conaffinity=0,
            )


def _add_room(spec: mujoco.MjSpec) -> None:
    """An infinity cove, floor and back wall in one bend, and the floor that stops what falls."""
    angle = np.linspace(0, np.pi / 2, 16)
    bend, back = 1.2, -2.6
    path = np.vstack(
        [
            [6.0, 0.0],
            np.column_stack([back + bend - bend * np.sin(angle), bend - bend * np.cos(angle)]),
            [back, 7.0],
        ]
    )
    count = len(path)
    left = np.column_stack([path[:, 0], np.full(count, 7.0), path[:, 1] + FLOOR])
    right = left * (1, -1, 1)
    here = np.arange(count - 1)
    faces = np.vstack(
        [
            np.column_stack([here, here + 1, count + here]),
            np.column_stack([here + 1, count + here + 1, count + here]),
        ]
    )
    mesh = spec.add_mesh(
        name="cove",
        uservert=np.vstack([left, right]).ravel().tolist(),
        userface=faces.ravel().tolist(),
    )
    mesh.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
    spec.add_material(name="cove", rgba=(0.80, 0.81, 0.83, 1), specular=0.0)
    spec.worldbody.add_geom(
        name="room/cove",
        type=mujoco.mjtGeom.mjGEOM_MESH,
        meshname="cove",
        material="cove",
        contype=0,
        conaffinity=0,
        group=2,
    )
    spec.worldbody.add_geom(
        name="room/floor",
        type=mujoco.mjtGeom.mjGEOM_PLANE,
        pos=(0.0, 0.0, FLOOR),
        size=(0.0, 0.0, 1.0),
        friction=FRICTION,
        solref=SOLREF,
        group=3,
    )


def _add_lights(spec: mujoco.MjSpec) -> None:
    directional = mujoco.mjtLightType.mjLIGHT_DIRECTIONAL
    spec.worldbody.add_light(
        name="key",
        type=directional,
        pos=(1.4, 1.0, 2.0),
        dir=(-0.45, -0.45, -0.9),
        diffuse=(0.50, 0.49, 0.47),
        specular=(0.25, 0.25, 0.25),
        castshadow=True,
    )
    spec.worldbody.add_light(
        name="fill",
        type=directional,
        pos=(0.8, -1.5, 1.6),
        dir=(-0.25, 0.8, -0.6),
        diffuse=(0.20, 0.21, 0.23),
        specular=(0.0, 0.0, 0.0),
        castshadow=False,
    )


def _wood(size: int) -> NDArray[np.uint8]:
    """A light birch board with soft grain along the picture's columns, (size, size, 3).

    Grain much finer than a pixel would look different to a renderer that takes one sample a pixel.
    """
    rng = np.random.default_rng(7)

    def noise(along: int, across: int) -> NDArray[np.float64]:
        """Smooth noise with unit deviation and this many waves each way."""
        spectrum = np.fft.rfft2(rng.standard_normal((size, size)))
        rows = np.fft.fftfreq(size)[:, None] * size / along
        columns = np.fft.rfftfreq(size)[None, :] * size / across
        field = np.fft.irfft2(spectrum * np.exp(-0.5 * (rows**2 + columns**2)), (size, size))
        return field / field.std()

    across = np.linspace(0, 1, size)[None, :]
    rings = np.sin(2 * np.pi * (9 * across + 0.55 * noise(2, 3)))
    grain = 0.60 * rings + 0.30 * noise(6, 100) + 0.40 * noise(2, 40)
    light, dark = np.array([226, 209, 184.0]), np.array([201, 178, 148.0])
    shade = 1 / (1 + np.exp(-0.9 * grain))[..., None]
    return np.clip(dark + (light - dark) * shade, 0, 255).astype(np.uint8)
