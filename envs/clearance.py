"""How far the robot, with what it holds, keeps from things: in N worlds at once, on the device.

Two convex bodies are approached by projecting a point onto one and the other in turns (von
Neumann 1949; for closest points Cheney and Goldstein 1959). The distance comes down from above, to
well below a millimetre within `ROUNDS`. On the CPU `observe.clearances` is exact and faster.
"""

from __future__ import annotations

import mujoco
import torch
from torch import Tensor

from vla.geometry import quat_multiply, quat_to_matrix

from .bank import Cast
from .observe import FAR
from .rig import Rig
from .scenes.scene_model import collides

ROUNDS = 24
_SPHERE, _CAPSULE, _CYLINDER = (
    int(kind)
    for kind in (
        mujoco.mjtGeom.mjGEOM_SPHERE,
        mujoco.mjtGeom.mjGEOM_CAPSULE,
        mujoco.mjtGeom.mjGEOM_CYLINDER,
    )
)


class Clearance:
    """Measures in the worlds of a rig. Anything but spheres, capsules and cylinders counts as the
    box around it."""

    def __init__(self, rig: Rig):
        self._rig, model = rig, rig.stage.model
        device = rig.device

        def numbers(values: object, dtype: torch.dtype = torch.long) -> Tensor:
            return torch.as_tensor(values, dtype=dtype, device=device)

        solid = collides(model)
        of_body = [
            [g for g in range(model.ngeom) if solid[g] and model.geom_bodyid[g] == body]
            for body in range(model.nbody)
        ]
        slots = {model.body(slot.name).id for slot in rig.stage.slots}
        width = max(len(of_body[body]) for body in slots)
        rows = [
            (of_body[body] + [-1] * width)[:width] if body in slots else [-1] * width
            for body in range(model.nbody)
        ]
        self._of_body = numbers(rows)
        self._robot = numbers(rig.robot_geoms)
        self._body, self._type = numbers(model.geom_bodyid), numbers(model.geom_type)
        self._pos = numbers(model.geom_pos, torch.float64)
        self._quat = numbers(model.geom_quat, torch.float64)

    def __call__(self, cast: Cast, held: Tensor, most: int) -> Tensor:
        """(N, E) distance of what is watched [m], at most `FAR`; the held thing has `FAR`.

        Args:
            most: things watched in one world, at most.
        """
        count = len(held)
        watched = cast.watched & ~held
        present, things = watched.int().topk(most, dim=-1)
        theirs = self._of_body[cast.body.gather(1, things)]  # (N, W, G)
        theirs = torch.where(present[..., None] > 0, theirs, -1)
        in_hand = (cast.body * held).sum(-1)
        own = torch.where(held.any(-1, keepdim=True), self._of_body[in_hand], -1)
        ours = torch.cat((self._robot.expand(count, -1), own), 1)
        gaps = self._gaps(ours, theirs.flatten(1))  # (N, A, W G)
        missing = (ours < 0)[:, :, None] | (theirs.flatten(1) < 0)[:, None, :]
        nearest = gaps.masked_fill(missing, FAR).clamp_max(FAR).unflatten(2, theirs.shape[1:])
        found = torch.full(watched.shape, FAR, dtype=torch.float64, device=held.device)
        return found.scatter(1, things, nearest.amin((1, 3)))

    def _gaps(self, ours: Tensor, theirs: Tensor) -> Tensor:
        """(N, A, B) distances between geoms (N, A) and (N, B)."""
        a, b = self._shapes(ours, 2), self._shapes(theirs, 1)
        shape = (*ours.shape, theirs.shape[1], 3)
        x = a[1].expand(shape)
        y = b[1].expand(shape)
        for _ in range(ROUNDS):
            x = _nearest(y, *a)
            y = _nearest(x, *b)
        return (x - y).norm(dim=-1)

    def _shapes(self, geoms: Tensor, axis: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Types, centres, turns and half sizes of geoms, with a further axis for the others."""
        geoms, engine = geoms.clamp_min(0), self._rig.engine
        worlds = torch.arange(len(geoms), device=geoms.device)[:, None]
        body = self._body[geoms]
        turn = quat_to_matrix(engine.xquat[worlds, body].double())
        centre = engine.xpos[worlds, body].double()
        centre = centre + (turn @ self._pos[geoms][..., None])[..., 0]
        turn = quat_to_matrix(quat_multiply(engine.xquat[worlds, body].double(), self._quat[geoms]))
        kind = self._type[geoms]
        boxed = (kind != _SPHERE) & (kind != _CAPSULE) & (kind != _CYLINDER)
        size = engine.field("geom_size")[worlds, geoms].double()
        half = engine.field("geom_aabb")[worlds, geoms].reshape(*geoms.shape, 6)[..., 3:].double()
        size = torch.where(boxed[..., None], half, size)
        return (
            kind.unsqueeze(axis),
            centre.unsqueeze(axis),
            turn.unsqueeze(axis),
            size.unsqueeze(axis),
        )


def _nearest(point: Tensor, kind: Tensor, centre: Tensor, turn: Tensor, size: Tensor) -> Tensor:
    """The points of shapes that are nearest to points (N, A, B, 3)."""
    local = (turn.transpose(-1, -2) @ (point - centre)[..., None])[..., 0]
    box = torch.minimum(torch.maximum(local, -size), size)
    r, z = size[..., :1], local[..., 2:]
    flat = local[..., :2].norm(dim=-1, keepdim=True).clamp_min(1e-12)
    half = size[..., 1:2]
    cylinder = torch.cat((local[..., :2] * (r / flat).clamp_max(1.0), z.clamp(-half, half)), -1)
    half = torch.where((kind == _CAPSULE)[..., None], half, torch.zeros_like(half))
    spine = torch.cat((torch.zeros_like(local[..., :2]), z.clamp(-half, half)), -1)
    away = local - spine
    round_ = spine + away * (r / away.norm(dim=-1, keepdim=True).clamp_min(1e-12)).clamp_max(1.0)
    inside = torch.where((kind == _CYLINDER)[..., None], cylinder, box)
    inside = torch.where(((kind == _SPHERE) | (kind == _CAPSULE))[..., None], round_, inside)
    return centre + (turn @ inside[..., None])[..., 0]
