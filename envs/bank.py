"""Begun episodes as the rows of tables, so that any world can play any of them.

Which entity is which part of the model differs between episodes; the tables say so in numbers
that a device can gather.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
import torch
from torch import Tensor

from .engine import DERIVED_FIELDS, SCENE_FIELDS, Snapshots
from .realise import Actor
from .rig import Rig
from .staging import Begun


@dataclass(frozen=True)
class Cast:
    """Who plays which entity, one row per episode (R) or, gathered, per world (N).

    E entities in the order of the scene, padded to the most that the scene model has room for.

    Attributes:
        body: (R, E) body of the model; padding has the world's body, 0.
        velocity: (R, E) address of the free joint's velocity, for what is loose.
        loose: (R, E) things that can be moved.
        fixed: (R, E) what stays at its `start`: the table.
        fixture: (R, E) column in `Rig.openness`; the column after the last for what has no joint.
        group: (R, ngeom) for `Engine.touching`: the entity's number, `E` and `E + 1` for the
            gripper's pads, `E + 2` for the rest of the robot, -1 for nobody.
        watched: (R, E) whose clearance from the robot is measured.
        radius: (R, E) of the ball about everything loose, 0 for the rest [m].
        start: (R, E, 3) positions at the beginning [m].
    """

    body: Tensor
    velocity: Tensor
    loose: Tensor
    fixed: Tensor
    fixture: Tensor
    group: Tensor
    watched: Tensor
    radius: Tensor
    start: Tensor

    def take(self, rows: Tensor) -> Cast:
        """The rows of some episodes, or of the episode that every world plays."""
        return Cast(**{name: value[rows] for name, value in vars(self).items()})


class Bank:
    """Room for `rows` begun episodes on the device of a rig.

    Attributes:
        snapshots: their states and models.
        cast: who plays whom in them.
        actors: the same for the host, per row.
        watched: names of the entities whose distance from the robot is measured, per row.
    """

    def __init__(self, rig: Rig, rows: int):
        model = rig.stage.model
        self._rig = rig
        self._robot = _robot_groups(rig)
        device, entities = rig.device, rig.stage.most_entities
        states = rig.engine.get_states()

        def table(*shape: int, dtype: torch.dtype = torch.long) -> Tensor:
            return torch.zeros((rows, *shape), dtype=dtype, device=device)

        fields = {name: rig.engine.field(name)[0] for name in (*SCENE_FIELDS, *DERIVED_FIELDS)}
        self.snapshots = Snapshots(
            table(states.shape[1], dtype=states.dtype),
            {name: table(*value.shape, dtype=value.dtype) for name, value in fields.items()},
        )
        self.cast = Cast(
            body=table(entities),
            velocity=table(entities),
            loose=table(entities, dtype=torch.bool),
            fixed=table(entities, dtype=torch.bool),
            fixture=table(entities),
            group=table(model.ngeom),
            watched=table(entities, dtype=torch.bool),
            radius=table(entities, dtype=torch.float64),
            start=table(entities, 3, dtype=torch.float64),
        )
        self.actors: list[tuple[Actor, ...]] = [()] * rows
        self.watched: list[tuple[str, ...]] = [()] * rows

    def put(self, row: int, begun: Begun, watched: Sequence[str] = ()) -> None:
        """Write one episode into a row."""
        snapshot, cast = begun.snapshot, self._cast(begun, watched)
        self.snapshots.states[row] = snapshot.states[0].to(self.snapshots.states)
        for name, values in self.snapshots.fields.items():
            values[row] = snapshot.fields[name][0].to(values)
        for name, values in vars(self.cast).items():
            values[row] = torch.from_numpy(cast[name]).to(values)
        self.actors[row], self.watched[row] = begun.actors, tuple(watched)

    def _cast(self, begun: Begun, watched: Sequence[str]) -> dict[str, np.ndarray]:
        rig, model = self._rig, self._rig.stage.model
        entities = rig.stage.most_entities
        row = {
            "body": np.zeros(entities, np.int64),
            "velocity": np.zeros(entities, np.int64),
            "loose": np.zeros(entities, bool),
            "fixed": np.zeros(entities, bool),
            "fixture": np.full(entities, rig.num_fixtures, np.int64),
            "watched": np.zeros(entities, bool),
            "radius": np.zeros(entities),
            "start": np.zeros((entities, 3)),
        }
        row["start"][: len(begun.positions)] = begun.positions
        for number, actor in enumerate(begun.actors):
            row["body"][number] = actor.body
            row["loose"][number] = actor.slot is not None
            row["fixed"][number] = actor.entity.kind == "table"
            row["watched"][number] = actor.entity.name in watched
            if actor.slot is not None:
                row["radius"][number] = 0.5 * math.hypot(*actor.entity.extent)
                row["velocity"][number] = model.body_dofadr[actor.body]
            if actor.fixture is not None and actor.fixture.joint is not None:
                row["fixture"][number] = rig.fixture_column(actor.fixture.name)
        row["group"] = np.where(self._robot >= 0, self._robot, _owners(model, begun.actors))
        return row


def _owners(model: mujoco.MjModel, actors: tuple[Actor, ...]) -> np.ndarray:
    """(ngeom,) number of the entity each geom belongs to, or -1.

    What hangs on a body, such as a door, belongs to the same entity.
    """
    owner = np.full(model.nbody, -1)
    for number, actor in enumerate(actors):
        owner[actor.body] = number
    for body in range(1, model.nbody):  # parents come before their children
        if owner[body] < 0:
            owner[body] = owner[model.body_parentid[body]]
    return owner[model.geom_bodyid]


def _robot_groups(rig: Rig) -> np.ndarray:
    """(ngeom,) groups of the robot's solid geoms, -1 elsewhere."""
    model, first = rig.stage.model, rig.stage.most_entities
    groups = np.full(model.ngeom, -1)
    groups[rig.robot_geoms] = first + 2
    for side, names in enumerate(rig.robot.pad_geoms):
        groups[[model.geom(name).id for name in names]] = first + side
    return groups
