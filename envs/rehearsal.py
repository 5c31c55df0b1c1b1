"""Rehearsal: beside some worlds a second batch, in which one of them goes on in many ways."""

from __future__ import annotations

import math
from collections.abc import Callable

import mujoco
import torch

from vla.scene import Entity, Scene

from .engine import DERIVED_FIELDS, WORLD_FIELDS
from .objects import solid
from .realise import Actor, geom_size
from .worlds import Worlds

ASIDE, TURNED, LARGER = 1e-6, 1e-4, 1e-6
"""[m], [rad] and [m] from which on a thing is believed to be elsewhere, turned or of another size
than it is."""

OFF, ROUGHER = 0.002, 1.25
"""[m] that a thing may stand beside where it is believed to, and the factor of its friction."""


class Rehearsal:
    """Copies of any one of some worlds, to try actions out in; nothing of them comes back.

    Args:
        copies: how many ways are tried at once.
        believed: what is known of a world, where that is not the truth: things are then where they
            are believed to be, and as large, and at rest.
    """

    def __init__(
        self, worlds: Worlds, copies: int = 16, believed: Callable[[int], Scene] | None = None
    ):
        self._worlds = worlds
        self._count = copies
        self._believed = believed
        self._copies: Worlds | None = None

    def __call__(self, world: int) -> Worlds:
        """Worlds that are all in the present state of one; the next call overwrites them."""
        real, copies = self._worlds, self._made()
        row = int(real.rows[world])
        for name, values in vars(copies.bank.cast).items():
            values[0] = getattr(real.bank.cast, name)[row]
        copies.bank.actors[0] = real.bank.actors[row]
        copies.rows.zero_()
        for name in WORLD_FIELDS:
            copies.engine.field(name)[:] = real.engine.field(name)[world]
        everywhere = torch.ones_like(copies.active)
        states = {
            name: value[world].expand(self._count, *value.shape[1:])
            for name, value in real.rig.get_states().items()
        }
        copies.set_states(states, everywhere)
        if self._believed is not None:
            self._as_believed(world, copies)
        return copies

    def differing(self, world: int, name: str, guesses: int) -> Worlds:
        """The same with as many guesses, in turn, at what nobody knows exactly of a thing: how
        rough it is and where it stands. The first is as it is believed to be."""
        copies = self(world)
        actor = next(actor for actor in copies.bank.actors[0] if actor.entity.name == name)
        if actor.slot is None:
            return copies
        at = copies.model.joint(f"{actor.slot.name}/joint").qposadr[0]
        first, count = (int(rows[actor.body]) for rows in (copies.model.body_geomadr,
                                                           copies.model.body_geomnum))  # fmt: skip
        friction, qpos = copies.engine.field("geom_friction"), copies.engine.qpos
        for copy in range(copies.num_worlds):
            guess = copy % guesses
            if guess:
                angle = math.tau * guess / (guesses - 1)
                qpos[copy, at] += OFF * math.cos(angle)
                qpos[copy, at + 1] += OFF * math.sin(angle)
                friction[copy, first : first + count, 0] *= ROUGHER if guess % 2 else 1 / ROUGHER
        copies.look_again()
        return copies

    def _as_believed(self, world: int, copies: Worlds) -> None:
        """Put everything but what the hand holds where it is believed to be."""
        assert self._believed is not None
        truth, scene = self._worlds.scene(world), self._believed(world)
        moved = resized = False
        for actor in copies.bank.actors[0]:
            name = actor.entity.name
            if actor.slot is None or name == scene.held or name not in scene:
                continue
            if _elsewhere(truth[name], scene[name]):
                self._put(copies, actor, scene[name])
                moved = True
            resized |= self._resized(copies, actor, truth[name], scene[name])
        if resized:
            _derive(copies)
        if moved or resized:
            copies.look_again()

    def _put(self, copies: Worlds, actor: Actor, entity: Entity) -> None:
        assert actor.slot is not None
        joint = copies.model.joint(f"{actor.slot.name}/joint")
        at, dof = joint.qposadr[0], joint.dofadr[0]
        qpos, qvel = copies.engine.qpos, copies.engine.qvel
        qpos[:, at : at + 7] = qpos.new_tensor((*entity.position, *entity.quaternion))
        qvel[:, dof : dof + 6] = 0.0

    def _resized(self, copies: Worlds, actor: Actor, truth: Entity, entity: Entity) -> bool:
        """Make what can be of any size as large as it is believed to be; whether it was not."""
        assert actor.slot is not None
        same = max(abs(a - b) for a, b in zip(truth.extent, entity.extent, strict=True)) < LARGER
        if same or not actor.slot.resizable:
            return False
        made, geom = solid(actor.slot.kind, geom_size(entity)), copies.model.body_geomadr
        first = int(geom[actor.body])
        for name, row, value in (
            ("geom_size", first, made.geom_size), ("geom_rbound", first, made.geom_rbound),
            ("geom_aabb", first, made.geom_aabb), ("body_mass", actor.body, made.body_mass),
            ("body_inertia", actor.body, made.body_inertia),
        ):  # fmt: skip
            field = copies.engine.field(name)
            field[:, row] = field.new_tensor(value).view(field[:, row].shape[1:])
        return True

    def _made(self) -> Worlds:
        """Made when they are first needed: most episodes try nothing out."""
        if self._copies is None:
            real = self._worlds
            self._copies = Worlds(
                real.stage,
                real.robot,
                self._count,
                real.action_spec.mode,
                device=str(real.rig.device),
            )
        return self._copies


def _derive(copies: Worlds) -> None:
    """Bring what MuJoCo derives from masses and sizes up to those that are alike in all copies."""
    model = copies.world_model(0)
    mujoco.mj_setConst(model, mujoco.MjData(model))
    for name in DERIVED_FIELDS:
        field = copies.engine.field(name)
        field[:] = field.new_tensor(getattr(model, name)).view(field.shape[1:])


def _elsewhere(truth: Entity, entity: Entity) -> bool:
    """Whether a thing is believed to be where it is not, or turned as it is not."""
    dot = abs(sum(a * b for a, b in zip(truth.quaternion, entity.quaternion, strict=True)))
    turned = 2 * math.acos(min(dot, 1.0))
    return math.dist(truth.position, entity.position) > ASIDE or turned > TURNED
