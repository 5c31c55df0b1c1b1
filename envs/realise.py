"""Making a `Scene` true: entities into slots, with their poses, colours, sizes and openness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import mujoco
import numpy as np

from vla.errors import UserError
from vla.scene import Entity, Scene, to_world
from vla.vocabulary import COLORS

from .cpu_engine import CpuEngine
from .engine import SCENE_FIELDS
from .objects import Solid, solid
from .robots.robot import Robot
from .scenes.scene_model import SceneModel
from .slots import Fixture, Slot


@dataclass(frozen=True)
class Actor:
    """An entity of one world and the part of the model that plays it."""

    entity: Entity
    body: int
    slot: Slot | None = None
    fixture: Fixture | None = None


def cast(scene: Scene, stage: SceneModel) -> tuple[Actor, ...]:
    """Choose a slot or fixture for every entity of a scene.

    Raises:
        UserError: the scene model has no such fixture, or too few slots of a kind.
    """
    free = list(stage.slots)
    fixtures = {fixture.name: fixture for fixture in stage.fixtures}
    actors = []
    for entity in scene:
        if entity.kind == "table":
            actors.append(Actor(entity, stage.model.body("table").id))
        elif entity.name in fixtures:
            fixture = fixtures[entity.name]
            actors.append(Actor(entity, stage.model.body(fixture.body).id, fixture=fixture))
        else:
            slot = _choose(entity, free, stage)
            free.remove(slot)
            played = with_interior(entity, slot)
            actors.append(Actor(played, stage.model.body(slot.name).id, slot=slot))
    return tuple(actors)


def with_interior(entity: Entity, slot: Slot) -> Entity:
    """A vessel's inside is that of its slot."""
    if slot.interior is None:
        return entity
    center = to_world(slot.interior.center, entity.position, entity.quaternion)
    return replace(entity, interior=(center, slot.interior.half))


def _choose(entity: Entity, free: list[Slot], stage: SceneModel) -> Slot:
    for slot in free:
        if slot.kind == entity.kind and (slot.resizable or slot.size in (None, entity.size)):
            return slot
    kinds = sorted({slot.kind for slot in stage.slots})
    have = sum(slot.kind == entity.kind for slot in stage.slots)
    raise UserError(
        f"Scene '{stage.name}' cannot hold '{entity.name}': it has {have} {entity.kind} slots"
        f" and all that fit are taken. It offers: {', '.join(kinds)}."
    )


def realise(
    engine: CpuEngine, world: int, scene: Scene, stage: SceneModel, home: np.ndarray
) -> tuple[Actor, ...]:
    """Write a scene into one world; `home` is the qpos (nq,) with the robot at rest.

    Object physics does not depend on anything but the scene.
    """
    actors = cast(scene, stage)
    model = stage.model
    engine.reset(world)
    engine.qpos[world] = engine.qpos.new_tensor(home)
    engine.qvel[world] = 0.0
    fields = {name: engine.field(name)[world].numpy() for name in SCENE_FIELDS}
    for name in SCENE_FIELDS:
        fields[name][...] = getattr(model, name)
    for actor in actors:
        if actor.slot is not None:
            _place(engine, world, actor, stage, fields)
        elif actor.fixture is not None and actor.fixture.joint is not None:
            fixture, openness = actor.fixture, actor.entity.openness or 0.0
            address = model.joint(fixture.joint).qposadr[0]
            angle = fixture.closed + openness * (fixture.open - fixture.closed)
            engine.qpos[world, address] = angle
    engine.refresh_constants(world)
    return actors


def _place(
    engine: CpuEngine, world: int, actor: Actor, stage: SceneModel, fields: dict[str, np.ndarray]
) -> None:
    slot, entity, model = actor.slot, actor.entity, stage.model
    assert slot is not None
    address = model.joint(f"{slot.name}/joint").qposadr[0]
    pose = (*entity.position, *entity.quaternion)
    engine.qpos[world, address : address + 7] = engine.qpos.new_tensor(pose)
    fields["body_gravcomp"][actor.body] = 0.0
    first, count = int(model.body_geomadr[actor.body]), int(model.body_geomnum[actor.body])
    color = COLORS[entity.color or "white"]
    colored = {model.geom(name).id for name in slot.color_geoms}
    for geom in range(first, first + count):
        fields["geom_rgba"][geom, 3] = 1.0
        if geom in colored:
            fields["geom_rgba"][geom, :3] = color
    if slot.resizable:
        body = solid(slot.kind, geom_size(entity))
        _resize(body, first, actor.body, fields)


def geom_size(entity: Entity) -> tuple[float, float, float]:
    """`geom_size` of a block, ball or can from its bounding box."""
    x, y, z = (0.5 * side for side in entity.extent)
    return {"box": (x, y, z), "sphere": (x, 0.0, 0.0), "cylinder": (x, z, 0.0)}[
        entity.affords.shape
    ]


def _resize(body: Solid, geom: int, body_id: int, fields: dict[str, np.ndarray]) -> None:
    fields["geom_size"][geom] = body.geom_size
    fields["geom_rbound"][geom] = body.geom_rbound
    fields["geom_aabb"][geom] = np.reshape(body.geom_aabb, fields["geom_aabb"][geom].shape)
    fields["body_mass"][body_id] = body.body_mass
    fields["body_inertia"][body_id] = body.body_inertia


def home_state(model: mujoco.MjModel, robot: Robot) -> np.ndarray:
    """The qpos (nq,) with the robot at rest, its gripper open, and every slot parked."""
    home = model.qpos0.copy()
    home[[model.joint(name).qposadr[0] for name in robot.arm_joints]] = robot.home
    scale = robot.width_scale * len(robot.width_joints)
    for name in robot.width_joints:
        address = model.joint(name).qposadr[0]
        home[address] = (robot.gripper_width[1] - robot.width_offset) / scale
    return home
