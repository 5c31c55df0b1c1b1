"""Reading a `Scene` off the simulation: poses, contacts, what is held, how open, how clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import mujoco
import numpy as np

from vla.scene import Entity, Quat, Scene, Vec3, to_world

from .realise import Actor, with_interior
from .scenes.scene_model import SceneModel, collides

ROBOT = "robot"
"""The arm's name in `Scene.contacts`."""
FAR = 0.30
"""Clearances are measured up to this distance [m]."""


def observe(
    stage: SceneModel,
    model: mujoco.MjModel,
    data: mujoco.MjData,
    actors: Sequence[Actor],
    groups: np.ndarray,
    starts: Sequence[Sequence[float]],
    openness: Sequence[float | None],
    watched: Sequence[str],
) -> tuple[Scene, float]:
    """What is true in one world, and its deepest penetration [m].

    Of the robot, the scene says only what it holds and touches.

    Args:
        model: with the world's own sizes, if anything is watched.
        groups: (ngeom,) as `vla.envs.bank.Cast.group`.
        starts: positions of the actors at the beginning [m].
        openness: of the actors, None for what has no joint.
        watched: entities whose clearance from the robot is measured.
    """
    entities = tuple(
        _entity(model, data, *rest)
        for rest in zip(actors, starts, openness, strict=False)  # tables are padded
    )
    contacts, held, deepest = _touching(stage, data, actors, groups)
    numbers = {actor.entity.name: number for number, actor in enumerate(actors)}
    asked = [numbers[name] for name in watched if numbers[name] != held]
    gaps = dict.fromkeys(watched, FAR)
    if asked:
        found = clearances(
            model, data, groups, stage.most_entities, asked, [] if held is None else [held]
        )
        gaps.update((actors[n].entity.name, gap) for n, gap in zip(asked, found, strict=True))
    scene = Scene(
        entities,
        held=None if held is None else actors[held].entity.name,
        contacts=contacts,
        clearance=gaps,
        workspace=stage.workspace,
    )
    return scene, deepest


def _touching(
    stage: SceneModel, data: mujoco.MjData, actors: Sequence[Actor], groups: np.ndarray
) -> tuple[frozenset[frozenset[str]], int | None, float]:
    """Pairs that touch, the number of the loose thing that both pads touch, the deepest overlap."""
    pads = stage.most_entities, stage.most_entities + 1
    contact = data.contact
    geoms = contact.geom[contact.dist < contact.includemargin]
    deepest = max(0.0, -float(contact.dist.min())) if len(geoms) else 0.0
    pairs = {(a, b) for a, b in groups[geoms].tolist() if min(a, b) >= 0 and a != b}
    between = [{a + b - pad for a, b in pairs if pad in (a, b)} for pad in pads]
    held = sorted(n for n in between[0] & between[1] if n < pads[0] and actors[n].slot is not None)
    names = [actor.entity.name for actor in actors]
    named = (frozenset(names[n] if n < pads[0] else ROBOT for n in pair) for pair in pairs)
    touching = frozenset(pair for pair in named if len(pair) == 2)
    return touching, held[0] if held else None, deepest


def _entity(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    actor: Actor,
    start: Sequence[float],
    openness: float | None,
) -> Entity:
    if actor.entity.kind == "table":
        return actor.entity
    if actor.fixture is not None:
        return _furniture(model, data, actor, openness)
    return _thing(model, data, actor, (start[0], start[1], start[2]))


def clearances(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    groups: np.ndarray,
    robot: int,
    things: Sequence[int],
    held: Sequence[int],
) -> list[float]:
    """Distance between each of some things and the robot with what it holds [m], at most `FAR`.

    Args:
        model: with the world's own sizes.
        groups: (ngeom,) as `vla.envs.bank.Cast.group`.
        robot: the first group that is the robot's.
        things, held: numbers of entities.
    """
    solid = collides(model)
    ours = np.flatnonzero(solid & (np.isin(groups, held) | (groups >= robot)))
    return [_gap(model, data, ours, np.flatnonzero(solid & (groups == thing))) for thing in things]


def _gap(model: mujoco.MjModel, data: mujoco.MjData, ours: np.ndarray, theirs: np.ndarray) -> float:
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


def _thing(model: mujoco.MjModel, data: mujoco.MjData, actor: Actor, start: Vec3) -> Entity:
    """A loose object as it is now."""
    position, quaternion = _vec(data.xpos[actor.body]), _quat(data.xquat[actor.body])
    first = int(model.body_dofadr[actor.body])
    assert actor.slot is not None
    moved = replace(
        actor.entity,
        position=position,
        quaternion=quaternion,
        speed=float(np.linalg.norm(data.qvel[first : first + 3])),
        start=start,
    )
    return with_interior(moved, actor.slot)


def _furniture(
    model: mujoco.MjModel, data: mujoco.MjData, actor: Actor, openness: float | None
) -> Entity:
    """A fixture as it is now: where its handle is, which way it opens, where its inside is."""
    fixture = actor.fixture
    assert fixture is not None
    position, quaternion = _vec(data.xpos[actor.body]), _quat(data.xquat[actor.body])
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
        quaternion=quaternion,
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


def _quat(values: np.ndarray) -> Quat:
    w, x, y, z = (float(v) for v in values)
    return (w, x, y, z)
