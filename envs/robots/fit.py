"""An arm's geoms made simple: primitives fitted to collision meshes, fewer faces to draw."""

from __future__ import annotations

import importlib.util

import mujoco
import numpy as np

from .roles import subtree

MIN_FACES = 1000
"""Meshes with fewer faces are drawn as they are."""


def freeze_inertias(spec: mujoco.MjSpec, model: mujoco.MjModel) -> None:
    """State every inertia, so that changing geoms below does not change the dynamics."""
    for body in spec.bodies[1:]:
        compiled = model.body(body.id)
        if not body.explicitinertial and compiled.mass[0] > 0:
            body.explicitinertial = True
            body.mass, body.inertia = compiled.mass[0], compiled.inertia
            body.ipos, body.iquat = compiled.ipos, compiled.iquat


def sort_geoms(spec: mujoco.MjSpec, model: mujoco.MjModel, hand: str) -> None:
    """Visual geoms to group 2, collision geoms to group 3, collision meshes to primitives."""
    in_hand = subtree(model, model.body(hand).id)
    mesh_type = int(mujoco.mjtGeom.mjGEOM_MESH)
    for body in spec.bodies[1:]:
        touching = [geom for geom in body.geoms if geom.contype or geom.conaffinity]
        seen = [geom for geom in body.geoms if not (geom.contype or geom.conaffinity)]
        for geom in seen:
            geom.group = 2
        for geom in touching:
            if not seen:  # drawn by what it collides with: keep the look
                look = body.add_geom(
                    type=geom.type, size=geom.size, pos=geom.pos, quat=geom.quat,
                    meshname=geom.meshname, material=geom.material, rgba=geom.rgba,
                )  # fmt: skip
                look.fromto, look.alt = geom.fromto, geom.alt
                look.group, look.contype, look.conaffinity = 2, 0, 0
            geom.group = 3
            if int(geom.type) == mesh_type:
                fitted = "BOX" if body.id in in_hand else "CAPSULE"
                geom.type = getattr(mujoco.mjtGeom, f"mjGEOM_{fitted}")


def decimate(spec: mujoco.MjSpec, model: mujoco.MjModel, share: float) -> None:
    """Leave out `share` of the faces of large, untextured meshes."""
    if share <= 0 or importlib.util.find_spec("fast_simplification") is None:
        return
    from fast_simplification import simplify

    for mesh in list(spec.meshes):
        compiled = model.mesh(mesh.name)
        count, start = compiled.facenum[0], compiled.faceadr[0]
        users = np.flatnonzero(model.geom_dataid == compiled.id)
        materials = {int(m) for m in model.geom_matid[users] if m >= 0}
        if count < MIN_FACES or any((model.mat_texid[m] >= 0).any() for m in materials):
            continue
        faces = model.mesh_face[start : start + count]
        first = compiled.vertadr[0]
        vertices = model.mesh_vert[first : first + compiled.vertnum[0]]
        welded, index = np.unique(vertices, axis=0, return_inverse=True)
        reduced = simplify(
            welded.astype(np.float64), index[faces].astype(np.int32), target_reduction=share
        )
        points, triangles = reduced[0], reduced[1]
        turn = np.empty(9)
        mujoco.mju_quat2Mat(turn, model.mesh_quat[compiled.id])
        points = points @ turn.reshape(3, 3).T + model.mesh_pos[compiled.id]
        light = spec.add_mesh(
            name=mesh.name + "_light", uservert=points.ravel(), userface=triangles.ravel()
        )
        for geom in spec.geoms:
            if geom.meshname == mesh.name:
                geom.meshname = light.name
        spec.delete(mesh)
