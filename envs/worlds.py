"""N worlds of one scene model, stepped together: the environment behind every face.

`Worlds` realises `Setup`s, turns actions into motion and says what is true afterwards, for any
number of worlds; one world is N = 1. It is what skills and the agent see (`vla.protocols.Env`)
and what the Gymnasium environments wrap.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.action import action_spec
from vla.errors import UnknownName, UserError
from vla.protocols import IkSolution
from vla.scene import Entity, Scene
from vla.task import Setup

from .control import ToolController
from .disturbances import Disturbance
from .engine import CpuEngine
from .kinematics import Arm
from .observe import FAR, Observer, clearance, empty_scene, furniture, seen, sense
from .realise import Actor, home_state, realise
from .render import Cameras
from .robots.robot import PREFIX, Robot
from .scenes.scene_model import SceneModel

CONTROL_RATE = 20.0
"""[Hz]"""
SETTLE_STEPS = 10
"""Control steps of rest before an episode begins."""
IK_TRIES = 8
"""Rounds of eight least-squares iterations after which `solve_ik` gives up."""


@dataclass
class _World:
    """What is kept per world besides physics."""

    actors: tuple[Actor, ...] = ()
    owners: np.ndarray = field(default_factory=lambda: np.empty(0, object))
    watched: tuple[str, ...] = ()
    start: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)
    disturbances: tuple[Disturbance, ...] = ()
    ticks: int = 0
    scene: Scene | None = None
    """What was observed at this tick, once asked for."""
    deepest: float = 0.0


class Worlds:
    """N worlds of `stage` with one robot each.

    Args:
        stage: a compiled scene that contains `robot`.
        action_mode: `ee_delta`, `ee_pose` or `joint` (`vla.action`).
        threads: physics threads; 0 uses every core. Results do not depend on it.
    """

    def __init__(
        self,
        stage: SceneModel,
        robot: Robot,
        num_worlds: int = 1,
        action_mode: str = "ee_pose",
        threads: int = 0,
    ):
        model = stage.model
        self.stage, self.robot, self.model = stage, robot, model
        self.num_worlds = num_worlds
        self.control_dt = 1.0 / CONTROL_RATE
        self.cameras = tuple(name.removeprefix(PREFIX) for name in stage.cameras)
        self.engine = CpuEngine(model, num_worlds, threads)
        self.arm = Arm(model, robot.arm_joints, robot.tcp_site, robot.home, robot.velocity_limits)
        limits = zip(self.arm.low.tolist(), self.arm.high.tolist(), strict=True)
        reach = ((-0.9, -0.9, -0.05), (0.95, 0.9, 1.2))
        self.action_spec = action_spec(action_mode, reach, tuple(limits))
        substeps = round(self.control_dt / model.opt.timestep)
        self.control = ToolController(
            model, robot, self.arm, self.action_spec, num_worlds, substeps
        )
        self.active = torch.ones(num_worlds, dtype=torch.bool)
        """Worlds that `step` advances; the others stand still at no cost."""
        self._observer = Observer(stage, robot)
        self._tool = model.site(robot.tcp_site).id
        self._width = [model.joint(name).qposadr[0] for name in robot.width_joints]
        self._arm_address = [model.joint(name).qposadr[0] for name in robot.arm_joints]
        self._worlds = [_World() for _ in range(num_worlds)]
        self._tool_speed = torch.zeros(num_worlds, dtype=torch.float64)
        self._home = home_state(model, robot)
        self._scratch_model = copy.copy(model)
        self._renderer: Cameras | None = None

    # --- episodes ------------------------------------------------------------------------

    def begin(
        self,
        world: int,
        setup: Setup,
        seed: int = 0,
        disturbances: Sequence[Disturbance] = (),
    ) -> None:
        """Start an episode in one world: realise its scene and let it come to rest.

        `seed` decides what the disturbances do; the scene itself is in the setup.
        """
        self.begin_scene(world, setup.scene, seed, disturbances)
        self.watch(world, setup.watch)

    def begin_scene(
        self,
        world: int,
        scene: Scene,
        seed: int = 0,
        disturbances: Sequence[Disturbance] = (),
    ) -> None:
        """As `begin`, for a scene without a task."""
        actors = realise(self.engine, world, scene, self.stage, self._home)
        state = _World(actors, self._observer.owners(actors))
        rng = np.random.default_rng(seed)
        state.disturbances = tuple(replace(d, rng=rng) for d in disturbances)
        self._worlds[world] = state
        self.control.reset([world], self.arm.rest)
        self.engine.forward([world])
        only = np.zeros(self.num_worlds, bool)
        only[world] = True
        hold = self.control.hold()
        for _ in range(SETTLE_STEPS):
            self.engine.step(hold, only)
        self._tool_speed[world] = 0.0
        self.active[world] = True
        state.start = {e.name: e.position for e in self.scene(world)}
        state.scene = None

    def step(self, actions: Tensor) -> None:
        """Advance every active world by one control step; `actions` (N, A) in `action_spec`.

        A world whose state is no longer finite stops: its `active` flag is cleared.
        """
        mask = self.active.numpy()
        before = self.engine.site_xpos[:, self._tool].clone()
        for world in np.flatnonzero(mask):
            for disturbance in self._worlds[world].disturbances:
                disturbance.apply(self, int(world))
        finite = torch.nan_to_num(actions.to(torch.float64))
        self.engine.step(self.control.advance(finite, self.active), mask)
        moved = (self.engine.site_xpos[:, self._tool] - before).norm(dim=-1)
        self._tool_speed = torch.where(self.active, moved / self.control_dt, self._tool_speed)
        for world in np.flatnonzero(mask):
            state = self._worlds[world]
            state.ticks += 1
            state.scene = None
            self._latch(int(world))
        self.active &= ~torch.from_numpy(self.engine.unstable())

    def watch(self, world: int, names: Sequence[str]) -> None:
        """Measure the robot's clearance to these entities from now on (`Scene.clearance`)."""
        state = self._worlds[world]
        known = {actor.entity.name for actor in state.actors}
        for name in names:
            if name not in known:
                raise UnknownName("object", name, known)
        state.watched = tuple(dict.fromkeys((*state.watched, *names)))
        state.scene = None

    def place(
        self,
        world: int,
        name: str,
        position: Sequence[float],
        quaternion: Sequence[float] | None = None,
    ) -> None:
        """Put a loose object somewhere, at rest; it keeps its orientation unless one is given."""
        actor = self._worlds[world].actors[self.entity_index(world, name)]
        if actor.slot is None:
            raise UserError(f"'{name}' is fixed to the scene and cannot be moved.")
        joint = self.model.joint(f"{actor.slot.name}/joint")
        at, dof = joint.qposadr[0], joint.dofadr[0]
        self.engine.qpos[world, at : at + 3] = self.engine.qpos.new_tensor(position)
        if quaternion is not None:
            self.engine.qpos[world, at + 3 : at + 7] = self.engine.qpos.new_tensor(quaternion)
        self.engine.qvel[world, dof : dof + 6] = 0.0

    # --- what is true now ------------------------------------------------------------------

    def scene(self, world: int) -> Scene:
        """What is true now in one world."""
        state = self._worlds[world]
        if state.scene is None:
            state.scene = self._observe(world)
        return state.scene

    def deepest(self, world: int) -> float:
        """Deepest penetration between any two geoms at the last observation [m]."""
        self.scene(world)
        return self._worlds[world].deepest

    @property
    def tool_pose(self) -> Tensor:
        """Measured pose of the tool, (N, 7): position [m], wxyz."""
        return torch.cat(self.arm.forward(self.engine.qpos[:, self._arm_address]), -1)

    @property
    def command(self) -> Tensor:
        """Tool pose commanded last, (N, 7)."""
        return self.control.command

    @property
    def home(self) -> Tensor:
        """Tool pose of the resting posture, (7,)."""
        return torch.cat(self.arm.forward(self.arm.rest[None]), -1)[0]

    @property
    def joints(self) -> Tensor:
        """Measured arm angles (N, J) [rad]."""
        return self.engine.qpos[:, self._arm_address]

    @property
    def gripper_width(self) -> Tensor:
        """Distance between the pads [m], (N,)."""
        return self.robot.width(self.engine.qpos[:, self._width])

    @property
    def entity_poses(self) -> Tensor:
        """(N, E, 7) pose of every entity; rows follow `entity_index`, missing ones are zero."""
        rows = max((len(state.actors) for state in self._worlds), default=0)
        bodies = torch.zeros((self.num_worlds, rows), dtype=torch.long)
        for world, state in enumerate(self._worlds):
            bodies[world, : len(state.actors)] = torch.tensor(
                [actor.body for actor in state.actors], dtype=torch.long
            )
        each = torch.arange(self.num_worlds)[:, None]
        return torch.cat((self.engine.xpos[each, bodies], self.engine.xquat[each, bodies]), -1)

    def entity_index(self, world: int, name: str) -> int:
        """Row of an entity in `entity_poses`."""
        for row, actor in enumerate(self._worlds[world].actors):
            if actor.entity.name == name:
                return row
        raise UnknownName("object", name, [a.entity.name for a in self._worlds[world].actors])

    def solve_ik(self, world: int, position: np.ndarray, quaternion: np.ndarray) -> IkSolution:
        """Joint angles that put the tool at a pose; tries the present posture, then the resting
        one. The best attempt is returned, whether or not it reaches."""
        starts = torch.stack((self.control.joints[world], self.arm.rest))
        goal = torch.as_tensor(np.asarray(position, float)).expand(2, 3)
        turn = torch.as_tensor(np.asarray(quaternion, float)).expand(2, 4)
        joints, miss = starts, starts.new_full((2,), torch.inf)
        for _ in range(IK_TRIES):
            joints, error = self.arm.inverse(joints, goal, turn, 8)
            miss = error[:, :3].norm(dim=-1) + 0.1 * error[:, 3:].norm(dim=-1)
            if float(miss.min()) < 1e-4:
                break
        best = int(miss.argmin())
        return IkSolution(
            joints[best].numpy(),
            float(error[best, :3].norm()),
            float(error[best, 3:].norm()),
        )

    # --- pictures and states -----------------------------------------------------------------

    def render(self, world: int, camera: str, width: int = 640, height: int = 480) -> np.ndarray:
        """RGB (H, W, 3) uint8 of one world. Raises `UnknownName` for an unknown camera."""
        return self._eyes().rgb(self.engine, world, camera, width, height)

    def depth(self, world: int, camera: str, width: int = 640, height: int = 480) -> np.ndarray:
        """Distance along the optical axis (H, W) float32 [m]."""
        return self._eyes().depth(self.engine, world, camera, width, height)

    def segmentation(
        self, world: int, camera: str, width: int = 640, height: int = 480
    ) -> np.ndarray:
        """Row of the entity each pixel shows (H, W) int32, as `entity_index`; -1 for none."""
        geoms = self._eyes().geoms(self.engine, world, camera, width, height)
        rows = np.full(self.model.ngeom + 1, -1, np.int32)
        for row, actor in enumerate(self._worlds[world].actors):
            if actor.body > 0:
                rows[:-1][self.model.geom_bodyid == actor.body] = row
        return rows[geoms]

    def get_state(self, world: int) -> Mapping[str, Any]:
        """Everything needed to continue bit for bit from here."""
        state = self._worlds[world]
        return {
            "physics": self.engine.get_state(world),
            "joints": self.control.joints[world].clone(),
            "command": self.control.command[world].clone(),
            "gripper": float(self.control.gripper[world]),
            "tool_speed": float(self._tool_speed[world]),
            "ticks": state.ticks,
            "pressed": frozenset(state.pressed),
        }

    def set_state(self, world: int, state: Mapping[str, Any]) -> None:
        """Return to a state of `get_state`, in the same episode."""
        self.engine.set_state(world, state["physics"])
        self.control.joints[world] = state["joints"]
        self.control.command[world] = state["command"]
        self.control.gripper[world] = state["gripper"]
        self._tool_speed[world] = state["tool_speed"]
        own = self._worlds[world]
        own.ticks, own.pressed, own.scene = state["ticks"], set(state["pressed"]), None

    def close(self) -> None:
        """Free the renderer. Safe to call twice."""
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None

    # --- inside --------------------------------------------------------------------------------

    def _eyes(self) -> Cameras:
        if self._renderer is None:
            self._renderer = Cameras(self.stage)
        return self._renderer

    def _latch(self, world: int) -> None:
        """A button stays "pressed" for the episode once its cap has gone down far enough."""
        state = self._worlds[world]
        for actor in state.actors:
            if actor.entity.affords.pressable and self._openness(world, actor) >= 0.7:
                state.pressed.add(actor.entity.name)

    def _openness(self, world: int, actor: Actor) -> float:
        fixture = actor.fixture
        assert fixture is not None
        assert fixture.joint is not None
        address = self.model.joint(fixture.joint).qposadr[0]
        travel = float(self.engine.qpos[world, address]) - fixture.closed
        return travel / (fixture.open - fixture.closed)

    def _observe(self, world: int) -> Scene:
        state = self._worlds[world]
        data = self.engine.data(world)
        sensed = sense(self._observer, data, state.owners)
        state.deepest = sensed.deepest
        entities = tuple(self._entity(world, data, actor) for actor in state.actors)
        loose = {actor.entity.name for actor in state.actors if actor.slot is not None}
        tool = self.engine.site_xpos[world, self._tool].tolist()
        held = sensed.held if sensed.held in loose else None
        ours = list(self._observer.robot_geoms)
        if held is not None:
            ours += np.flatnonzero(state.owners == held).tolist()
        gaps = {
            name: self._clearance(world, data, ours, name) if name != held else FAR
            for name in state.watched
        }
        return replace(
            empty_scene(self.stage),
            entities=entities,
            held=held,
            tool=(tool[0], tool[1], tool[2]),
            tool_speed=float(self._tool_speed[world]),
            gripper_width=float(self.gripper_width[world]),
            contacts=sensed.contacts,
            clearance=gaps,
            time=state.ticks * self.control_dt,
        )

    def _clearance(self, world: int, data: Any, ours: list[int], name: str) -> float:
        solid = self._observer.solid
        theirs = np.flatnonzero((self._worlds[world].owners == name) & solid).tolist()
        return clearance(self._world_model(world), data, [g for g in ours if solid[g]], theirs)

    def _world_model(self, world: int) -> Any:
        """The model with one world's own sizes; the next call overwrites it."""
        self.engine.write_model(world, self._scratch_model)
        return self._scratch_model

    def _entity(self, world: int, data: Any, actor: Actor) -> Entity:
        if actor.entity.kind == "table":
            return actor.entity
        if actor.fixture is not None:
            moves = actor.fixture.joint is not None
            openness = self._openness(world, actor) if moves else None
            if actor.entity.name in self._worlds[world].pressed:
                openness = 1.0
            return furniture(self.model, data, actor, openness)
        px, py, pz = data.xpos[actor.body].tolist()
        w, x, y, z = data.xquat[actor.body].tolist()
        address = int(self.model.body_dofadr[actor.body])
        speed = float(np.linalg.norm(data.qvel[address : address + 3]))
        start = self._worlds[world].start.get(actor.entity.name, (px, py, pz))
        return seen(actor, (px, py, pz), (w, x, y, z), speed, None, start)
