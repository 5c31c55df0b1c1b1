"""Where an arm waits: a posture over the table, and the self-contacts to ignore in it."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from vla.errors import UserError

Array = NDArray[np.floating]

HOME_TARGET = np.array([0.45, 0.0, 0.25])
"""Where the tcp waits [m]; nearer for arms that do not reach so far."""
DOWN = np.diag([1.0, -1.0, -1.0])
"""The tcp's axes in the world at home."""


def find_home(model: mujoco.MjModel, arm: list[str], tcp: str, start: Array) -> Array:
    """The posture with the tcp over the table pointing down that keeps the links highest."""
    data = mujoco.MjData(model)
    joints = [model.joint(name) for name in arm]
    address, dofs = [j.qposadr[0] for j in joints], [j.dofadr[0] for j in joints]
    low = np.array([j.range[0] if j.limited[0] else -np.pi for j in joints]).clip(-np.pi)
    high = np.array([j.range[1] if j.limited[0] else np.pi for j in joints]).clip(max=np.pi)
    site = model.site(tcp).id
    random = np.random.default_rng(0)
    starts = [(low + high) / 2, *random.uniform(low, high, (40, len(arm)))]
    for nearer in (1.0, 0.8, 0.6, 0.45):
        found = []
        for first in starts:
            data.qpos[:], data.qpos[address] = start, first
            if _reach(model, data, site, HOME_TARGET * nearer, address, dofs, low, high):
                found.append((data.xpos[1:, 2].min(), data.xpos[1:, 2].mean(), data.qpos[address]))
        if found:
            return max(found, key=lambda posture: posture[:2])[2]
    raise UserError("No posture points the gripper down over the table: state 'home'.")


def _reach(
    model: mujoco.MjModel, data: mujoco.MjData, site: int, target: Array,
    address: list[int], dofs: list[int], low: Array, high: Array,
) -> bool:  # fmt: skip
    """Damped least squares to `target` pointing down; whether it got there."""
    jacobian = np.zeros((6, model.nv))
    for _ in range(60):
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        axes = data.site_xmat[site].reshape(3, 3)
        error = np.concatenate(
            [target - data.site_xpos[site], np.cross(axes.T, DOWN.T).sum(axis=0) / 2]
        )
        facing = (np.trace(axes.T @ DOWN) - 1) / 2
        if np.abs(error).max() < 1e-4 and facing > 0:
            return True
        mujoco.mj_jacSite(model, data, jacobian[:3], jacobian[3:], site)
        part = jacobian[:, dofs]
        step = part.T @ np.linalg.solve(part @ part.T + 1e-3 * np.eye(6), error)
        data.qpos[address] = np.clip(data.qpos[address] + step, low, high)
    return False


def exclude_self_contacts(
    spec: mujoco.MjSpec, model: mujoco.MjModel, arm: list[str], home: Array | tuple[float, ...],
    grips: tuple[mujoco.MjData, mujoco.MjData],
    pads: set[int],
) -> None:  # fmt: skip
    """Fitted primitives overlap where the meshes did not: ignore pairs that touch at home."""
    address = [model.joint(name).qposadr[0] for name in arm]
    pairs = set()
    for grip in grips:
        data = mujoco.MjData(model)
        data.qpos[:], data.qpos[address] = grip.qpos, home
        mujoco.mj_forward(model, data)
        for contact in data.contact:
            if pads.issuperset(map(int, contact.geom)):
                continue
            bodies = sorted(int(model.geom_bodyid[g]) for g in contact.geom)
            pairs.add((model.body(bodies[0]).name, model.body(bodies[1]).name))
    for first, second in sorted(pairs):
        spec.add_exclude(bodyname1=first, bodyname2=second)
