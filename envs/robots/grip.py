"""Where a gripper grips: measured on the moving model, its pads, their gap and the tcp."""

from __future__ import annotations

import re
from itertools import product

import mujoco
import numpy as np
from numpy.typing import NDArray

from vla.errors import UserError

from .description import Description
from .robot import PREFIX
from .roles import known_name, subtree

Array = NDArray[np.floating]

TCP_SITE = re.compile(r"tcp|pinch|grip|attachment_site|end_effector|(^|[_/])ee([_/]|$)", re.I)
PAD = re.compile(r"pad|fingertip", re.I)


def settled(
    model: mujoco.MjModel, arm: list[str], actuators: tuple[str, ...], servo: str, ctrl: float
) -> mujoco.MjData:
    """The state after two seconds with the gripper commanded to `ctrl` and the arm held."""
    data = mujoco.MjData(model)
    data.ctrl[model.actuator(servo).id] = ctrl
    for joint, actuator in zip(arm, actuators, strict=True):
        data.ctrl[model.actuator(actuator).id] = data.joint(joint).qpos[0]
    mujoco.mj_step(model, data, int(2.0 / model.opt.timestep))
    mujoco.mj_forward(model, data)
    return data


def find_pads(
    model: mujoco.MjModel, wide: mujoco.MjData, hand: int, described: Description
) -> tuple[list[int], list[int]]:
    """Collision geoms of the fingertips, split into the two sides of the open gripper."""
    below = subtree(model, hand)
    geoms = [g for g in range(model.ngeom) if model.geom_bodyid[g] in below]
    geoms = [g for g in geoms if model.geom_group[g] == 3]
    if described.pads is not None:
        known = [model.geom(g).name.removeprefix(PREFIX) for g in geoms]
        pads = [geoms[known.index(known_name("geom", name, known))] for name in described.pads]
    else:
        pads = [g for g in geoms if PAD.search(model.geom(g).name)]
        leaves = {int(model.geom_bodyid[g]) for g in geoms} - set(map(int, model.body_parentid))
        pads = pads or [g for g in geoms if model.geom_bodyid[g] in leaves]
    if len(pads) < 2:
        raise UserError(f"'{described.model}' shows no two fingertips: state 'pads'.")
    spread = wide.geom_xpos[pads] - wide.geom_xpos[pads].mean(axis=0)
    axis = np.linalg.svd(spread)[2][0]
    side = spread @ axis > 0
    return [g for g, s in zip(pads, side, strict=True) if s], [
        g for g, s in zip(pads, side, strict=True) if not s
    ]


def gap_between(
    model: mujoco.MjModel, data: mujoco.MjData, left: list[int], right: list[int]
) -> float:
    """Smallest distance between the pads of the two sides, at most 1 [m]."""
    pairs = product(left, right)
    return max(0.0, min(mujoco.mj_geomDistance(model, data, a, b, 1.0, None) for a, b in pairs))


def add_tcp(
    spec: mujoco.MjSpec, model: mujoco.MjModel, wide: mujoco.MjData, hand: int,
    left: list[int], right: list[int], described: Description,
) -> str:  # fmt: skip
    """Add the tcp site (axes as `Robot.tcp_site` says) and the wrist camera to the hand."""
    sides = [wide.geom_xpos[side].mean(axis=0) for side in (left, right)]
    between, opening = (sides[0] + sides[1]) / 2, sides[0] - sides[1]
    sites = {model.site(i).name.removeprefix(PREFIX): i for i in range(model.nsite)}
    if described.tcp is not None:
        where = wide.site_xpos[sites[known_name("site", described.tcp, list(sites))]]
    else:
        near = [
            wide.site_xpos[i]
            for name, i in sites.items()
            if TCP_SITE.search(name) and np.linalg.norm(wide.site_xpos[i] - between) < 0.05
        ]
        where = near[0] if near else between
    y = opening / np.linalg.norm(opening)
    reach = where - wide.xpos[hand]
    z = reach - (reach @ y) * y
    z /= np.linalg.norm(z)
    frame = np.stack([np.cross(y, z), y, z], axis=1)
    turn = wide.xmat[hand].reshape(3, 3).T
    body = spec.body(model.body(hand).name)
    pos = turn @ (where - wide.xpos[hand])
    site = PREFIX + "tcp"
    if spec.site(site) is not None:
        spec.site(site).name = PREFIX + "tcp_of_model"
    body.add_site(name=site, pos=pos, quat=_quat(turn @ frame), group=5, size=(0.004,) * 3)
    if not any(camera.name == PREFIX + "wrist" for camera in spec.cameras):
        tilt = np.radians(20)
        out = np.array([-np.sin(tilt), 0.0, np.cos(tilt)])
        right_hand = np.array([0.0, 1.0, 0.0])
        view = np.stack([right_hand, np.cross(-out, right_hand), -out], axis=1)
        start = turn @ (where + frame @ (0.09, 0.0, -0.10) - wide.xpos[hand])
        quat = _quat(turn @ frame @ view)
        body.add_camera(name=PREFIX + "wrist", pos=start, quat=quat, fovy=73)
    return site


def _quat(frame: Array) -> Array:
    quat = np.empty(4)
    mujoco.mju_mat2Quat(quat, frame.flatten())
    return quat
