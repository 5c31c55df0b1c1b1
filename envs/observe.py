"""Reading a `Scene` off the simulation: poses, contacts, what is held, how open, how clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import mujoco
import numpy as np

from vla.scene import Entity, Quat, Scene, Vec3, to_world

from .realise import Actor
from .robots.robot import PREFIX, Robot
from .scenes.scene_model import SceneModel

ROBOT = "robot"
"""The arm's name in `Scene.contacts`."""
FAR = 0.30
"""Clearances are measured up to this distance [m]."""


class Observer:
    """Which geom belongs to whom, for one scene model and robot."""

    def __init__(self, stage: SceneModel, robot: Robot):
        model = stage.model
        self.model, self.stage, self.robot = model, stage, robot
        self.left = {model.geom(name).id for name in robot.pad_geoms[0]}
        self.right = {model.geom(name).id for name in robot.pad_geoms[1]}
        owner = [model.body(int(b)).name for b in model.geom_bodyid]
        solid = (model.geom_contype != 0) | (model.geom_conaffinity != 0)
        self.robot_geoms = [
            g for g, name in enumerate(owner) if name.startswith(PREFIX) and solid[g]
        ]
        self.solid = solid

    def owners(self, actors: Sequence[Actor]) -> np.ndarray:
        """(ngeom,) name of the entity every geom belongs to in one world; '' for nobody.

        What hangs on a body, such as a door, belongs to the same entity.
        """
        names = np.full(self.model.nbody, "", dtype=object)
        for actor in actors:
            names[actor.body] = actor.entity.name
        for body in range(1, self.model.nbody):  # parents come before their children
            names[body] = names[body] or names[self.model.body_parentid[body]]
        owners = names[self.model.geom_bodyid]
        owners[self.robot_geoms] = ROBOT
        return owners


@dataclass
class Sensed:
    """What one world's `MjData` says about contacts."""

    contacts: frozenset[frozenset[str]]
    held: str | None
    deepest: float
    """Deepest penetration among objects, fixtures, table and robot [m], 0 when none."""


def sense(observer: Observer, data: mujoco.MjData, owners: np.ndarray) -> Sensed:
    """Contacts between entities, and the entity both fingers touch."""
    touching = data.contact.dist <= 0.0
    pairs = data.contact.geom[touching]
    deepest = -float(data.contact.dist.min()) if len(pairs) else 0.0
    found: set[frozenset[str]] = set()
    left: set[str] = set()
    right: set[str] = set()
    for first, second in pairs.tolist():
        a, b = owners[first], owners[second]
        if a and b and a != b:
            found.add(frozenset((a, b)))
        for pad, other in ((first, b), (second, a)):
            if other and other != ROBOT:
                if pad in observer.left:
                    left.add(other)
                elif pad in observer.right:
                    right.add(other)
    both = sorted(left & right)
    return Sensed(frozenset(found), both[0] if both else None, deepest)


def clearance(
    model: mujoco.MjModel, data: mujoco.MjData, ours: Sequence[int], theirs: Sequence[int]
) -> float:
    """Smallest distance between two sets of geoms [m], at most `FAR`."""
    best = FAR
    ends = np.zeros(6)
    for a in ours:
        for b in theirs:
            reach = model.geom_rbound[a] + model.geom_rbound[b] + best
            gap = data.geom_xpos[a] - data.geom_xpos[b]
            if model.geom_rbound[a] and model.geom_rbound[b] and gap @ gap > reach * reach:
                continue
            best = min(best, mujoco.mj_geomDistance(model, data, a, b, best, ends))
    return best


def seen(
    actor: Actor,
    position: Vec3,
    quaternion: Quat,
    speed: float,
    openness: float | None,
    start: Vec3,
) -> Entity:
    """A loose object as it is now."""
    interior = None
    if actor.slot is not None and actor.slot.interior is not None:
        inside = actor.slot.interior
        interior = (to_world(inside.center, position, quaternion), inside.half)
    return replace(
        actor.entity,
        position=position,
        quaternion=quaternion,
        speed=speed,
        openness=openness,
        start=start,
        interior=interior or actor.entity.interior,
    )


def furniture(
    model: mujoco.MjModel, data: mujoco.MjData, actor: Actor, openness: float | None
) -> Entity:
    """A fixture as it is now: where its handle is, which way it opens, where its inside is."""
    fixture = actor.fixture
    assert fixture is not None
    position, quaternion = _vec(data.xpos[actor.body]), data.xquat[actor.body].tolist()
    interior = handle = axis = hinge = travel = None
    if fixture.interior is not None:
        center = to_world(fixture.interior.center, position, quaternion)
        interior = (center, fixture.interior.half)
    if fixture.handle_site is not None and fixture.joint is not None:
        handle = _vec(data.site_xpos[model.site(fixture.handle_site).id])
        joint = model.joint(fixture.joint).id
        travel = abs(fixture.open - fixture.closed)
        direction = data.xaxis[joint] * np.sign(fixture.open - fixture.closed)
        if int(model.jnt_type[joint]) == int(mujoco.mjtJoint.mjJNT_HINGE):
            hinge = _vec(data.xanchor[joint])
            direction = np.cross(direction, np.subtract(handle, hinge))
            direction /= np.linalg.norm(direction)
        axis = _vec(direction)
    return replace(
        actor.entity,
        position=position,
        quaternion=(quaternion[0], quaternion[1], quaternion[2], quaternion[3]),
        openness=openness,
        handle=handle,
        axis=axis,
        travel=travel,
        hinge=hinge,
        interior=interior,
        speed=0.0,
    )


def _vec(values: np.ndarray) -> Vec3:
    x, y, z = (float(v) for v in values)
    return (x, y, z)


def empty_scene(stage: SceneModel) -> Scene:
    """A scene with nothing in it but the workspace."""
    return Scene((), workspace=stage.workspace)
