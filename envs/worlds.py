"""N worlds of one scene model as skills and the agent see them (`vla.protocols.Env`).

`Worlds` realises `Setup`s, lets somebody act, and says what is true afterwards, as a `Scene` per
world. The numbers live on the engine's device; this is the face for the host, where everything is
float64 on the CPU. One world is N = 1.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import mujoco
import numpy as np
import torch
from torch import Tensor

from vla.action import pose_to_action
from vla.errors import UnknownName, UserError
from vla.protocols import Eyes, IkSolution
from vla.scene import Scene
from vla.task import Setup

from .bank import Bank
from .disturbances import Disturbance
from .engine import mask_of
from .gl_cameras import Photographer
from .observe import observe
from .realise import Actor
from .rig import Rig
from .robots.robot import PREFIX, Robot
from .scenes.scene_model import SceneModel
from .staging import Stager

IK_TRIES = 8
"""Rounds of eight least-squares iterations after which `solve_ik` gives up."""


class Worlds:
    """N worlds of `stage` with one robot each.

    Args:
        stage: a compiled scene that contains `robot`.
        action_mode: `ee_delta`, `ee_pose` or `joint` (`vla.action`).
        threads: physics threads on the CPU; 0 uses every core. Results do not depend on it.
        device: `cpu`, `cuda`, ... (see `vla.envs.devices`).
        spare: rows of the bank for episodes that no `begin` has put there.

    Attributes:
        rig: the robots and their physics, on the device.
        bank: the episodes; `begin` puts world i's into row i.
        rows: (N,) row of the bank that every world plays, on the device.
        active: (N,) worlds that `step` advances; on a CPU the others cost nothing.
        stager: makes episodes for the bank.
        eyes: who answers what plans ask of pictures; nobody unless somebody is put there.
    """

    def __init__(
        self,
        stage: SceneModel,
        robot: Robot,
        num_worlds: int = 1,
        action_mode: str = "ee_pose",
        threads: int = 0,
        device: str = "cpu",
        spare: int = 0,
    ):
        self.stage, self.robot, self.model = stage, robot, stage.model
        self.num_worlds = num_worlds
        self.rig = Rig(stage, robot, num_worlds, action_mode, device, threads)
        self.engine, self.arm = self.rig.engine, self.rig.arm
        self.action_spec, self.control_dt = self.rig.action_spec, self.rig.control_dt
        self.cameras = tuple(name.removeprefix(PREFIX) for name in stage.cameras)
        self.bank = Bank(self.rig, num_worlds + spare)
        self.rows = torch.arange(num_worlds, device=self.rig.device)
        self.active = torch.ones(num_worlds, dtype=torch.bool, device=self.rig.device)
        self.stager = Stager(stage, robot)
        self.eyes: Eyes | None = None
        self._watched: dict[int, tuple[str, ...]] = {}
        self._disturbances: dict[int, tuple[Disturbance, ...]] = {}
        self._scenes: dict[int, Scene] = {}
        self._deepest: dict[int, float] = {}
        self._scratch_model = copy.copy(stage.model)
        self._renderer: Photographer | None = None

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
        self.begin_scene(world, setup.scene, setup.watch)
        rng = np.random.default_rng(seed)
        self._disturbances[world] = tuple(replace(d, rng=rng) for d in disturbances)

    def begin_scene(self, world: int, scene: Scene, watch: Sequence[str] = ()) -> None:
        """As `begin`, for a scene without a task."""
        self.bank.put(world, self.stager.begin(scene), watch)
        self.rows[world] = world
        self.load(mask_of(world, self.num_worlds, self.rig.device))

    def load(self, worlds: Tensor) -> None:
        """Begin the episodes that `rows` names, in the worlds of a mask (N,)."""
        self.rig.load(worlds, self.bank.snapshots, self.rows)
        self.active = self.active | worlds
        for kept in (self._watched, self._disturbances):
            for world in [world for world in kept if bool(worlds[world])]:
                del kept[world]
        self._scenes.clear()

    def step(self, actions: Tensor, freeze: bool = True) -> None:
        """Advance every active world by one control step; `actions` (N, A) in `action_spec`.

        A world at fault stops (`Rig.faults`): its `active` flag is cleared. `freeze` as in
        `Rig.step`.
        """
        for world, disturbances in self._disturbances.items():
            if bool(self.active[world]):
                for disturbance in disturbances:
                    disturbance.apply(self, world)
        self.rig.step(actions.to(self.rig.device), self.active, freeze)
        self._scenes.clear()
        self.active = self.active & (self.rig.faults() == 0)

    def watch(self, world: int, names: Sequence[str]) -> None:
        """Measure the robot's clearance to these entities from now on (`Scene.clearance`)."""
        for name in names:
            self.entity_index(world, name)
        self._watched[world] = tuple(dict.fromkeys((*self._watched.get(world, ()), *names)))
        self._scenes.pop(world, None)

    def place(
        self,
        world: int,
        name: str,
        position: Sequence[float],
        quaternion: Sequence[float] | None = None,
    ) -> None:
        """Put a loose object somewhere, at rest; it keeps its orientation unless one is given."""
        actor = self._actors(world)[self.entity_index(world, name)]
        if actor.slot is None:
            raise UserError(f"'{name}' is fixed to the scene and cannot be moved.")
        joint = self.model.joint(f"{actor.slot.name}/joint")
        at, dof = joint.qposadr[0], joint.dofadr[0]
        qpos, qvel = self.engine.qpos, self.engine.qvel
        qpos[world, at : at + 3] = qpos.new_tensor(position)
        if quaternion is not None:
            qpos[world, at + 3 : at + 7] = qpos.new_tensor(quaternion)
        qvel[world, dof : dof + 6] = 0.0
        self.engine.forward(mask_of(world, self.num_worlds, self.rig.device))
        self._scenes.clear()

    def carry(self, world: int, name: str, pose: Tensor) -> None:
        """Put a loose object at a pose (7,) that goes on as fast as it does."""
        actor = self._actors(world)[self.entity_index(world, name)]
        if actor.slot is None:
            return
        at = self.model.joint(f"{actor.slot.name}/joint").qposadr[0]
        self.engine.qpos[world, at : at + 7] = pose.to(self.engine.qpos)

    def look_again(self) -> None:
        """Forget what was observed: somebody wrote to the state."""
        self.engine.forward()
        self._scenes.clear()

    def turn(self, world: int, name: str, openness: float) -> None:
        """Open a fixture by a fraction of its travel, at rest."""
        fixture = next((f for f in self.stage.fixtures if f.name == name), None)
        if fixture is None or fixture.joint is None:
            raise UserError(f"'{name}' has no joint to open.")
        joint = self.model.joint(fixture.joint)
        at = fixture.closed + openness * (fixture.open - fixture.closed)
        self.engine.qpos[world, joint.qposadr[0]] = at
        self.engine.qvel[world, joint.dofadr[0]] = 0.0
        self.engine.forward(mask_of(world, self.num_worlds, self.rig.device))
        self._scenes.clear()

    def strike(self, world: int, impulse: Sequence[float]) -> None:
        """Give the hand an impulse (3,) in the world frame [N s]: velocities change at once."""
        model, data = self.world_model(world), self.engine.data(world)
        mujoco.mj_forward(model, data)
        at, hand = self.rig.tool[world, :3].cpu().numpy(), model.site(self.robot.tcp_site).id
        jacobian = np.zeros((3, model.nv))
        mujoco.mj_jac(model, data, jacobian, None, at, int(model.site_bodyid[hand]))
        change = np.zeros((1, model.nv))
        mujoco.mj_solveM(model, data, change, (jacobian.T @ np.asarray(impulse, float))[None])
        qvel = self.engine.qvel
        qvel[world] += qvel.new_tensor(change[0])
        self._scenes.clear()

    # --- what is true now ------------------------------------------------------------------

    def scene(self, world: int) -> Scene:
        """What is true now in one world."""
        if world not in self._scenes:
            self._scenes[world], self._deepest[world] = self._observe(world)
        return self._scenes[world]

    def deepest(self, world: int) -> float:
        """Deepest penetration between any two geoms at the last observation [m]."""
        self.scene(world)
        return self._deepest[world]

    @property
    def tool_pose(self) -> Tensor:
        """Measured pose of the tool, (N, 7): position [m], wxyz."""
        return self.rig.tool.cpu()

    @property
    def command(self) -> Tensor:
        """Tool pose commanded last, (N, 7)."""
        return self.rig.control.command.cpu()

    @property
    def home(self) -> Tensor:
        """Tool pose of the resting posture, (7,)."""
        return self.rig.control.home.cpu()

    @property
    def joints(self) -> Tensor:
        """Measured arm angles (N, J) [rad]."""
        return self.rig.joints.cpu()

    @property
    def gripper_width(self) -> Tensor:
        """Distance between the pads [m], (N,)."""
        return self.rig.gripper_width.cpu()

    @property
    def entity_poses(self) -> Tensor:
        """(N, E, 7) pose of every entity; rows follow `entity_index`, missing ones are zero."""
        return self.rig.poses(self.bank.cast.body[self.rows]).cpu()

    def entity_index(self, world: int, name: str) -> int:
        """Row of an entity in `entity_poses`."""
        names = [actor.entity.name for actor in self._actors(world)]
        if name not in names:
            raise UnknownName("object", name, names)
        return names.index(name)

    def solve_ik(self, world: int, position: np.ndarray, quaternion: np.ndarray) -> IkSolution:
        """Joint angles that put the tool at a pose; tries the present posture, then the resting
        one. The best attempt is returned, whether or not it reaches."""
        starts = torch.stack((self.rig.control.joints[world], self.arm.rest))
        goal = starts.new_tensor(np.asarray(position, float)).expand(2, 3)
        turn = starts.new_tensor(np.asarray(quaternion, float)).expand(2, 4)
        joints, error = self.arm.inverse(starts, goal, turn, 8)
        for _ in range(IK_TRIES - 1):
            if float(_miss(error).min()) < 1e-4:
                break
            joints, error = self.arm.inverse(joints, goal, turn, 8)
        best = int(_miss(error).argmin())
        return IkSolution(
            joints[best].cpu().numpy(),
            float(error[best, :3].norm()),
            float(error[best, 3:].norm()),
        )

    def pose_actions(self, position: Tensor, quaternion: Tensor, gripper: Tensor) -> Tensor:
        """Actions (N, A) in `action_spec` that command tool poses: (N, 3) [m], (N, 4), (N,)."""
        if self.action_spec.mode != "joint":
            return pose_to_action(self.action_spec, position, quaternion, gripper, self.command)
        return self.rig.control.joint_actions(position, quaternion, gripper).cpu()

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
        for row, actor in enumerate(self._actors(world)):
            if actor.body > 0:
                rows[:-1][self.model.geom_bodyid == actor.body] = row
        return rows[geoms]

    def get_state(self, world: int) -> Mapping[str, Any]:
        """Everything needed to continue bit for bit from here."""
        return {name: value[world].cpu() for name, value in self.rig.get_states().items()}

    def set_state(self, world: int, state: Mapping[str, Any]) -> None:
        """Return to a state of `get_state`, in the same episode."""
        only = mask_of(world, self.num_worlds, self.rig.device)
        states = {
            name: value.to(self.rig.device).expand(self.num_worlds, *value.shape)
            for name, value in state.items()
        }
        self.set_states(states, only)

    def set_states(self, states: Mapping[str, Tensor], worlds: Tensor) -> None:
        """The same for the worlds of a mask (N,), from states (N, ...)."""
        self.rig.set_states(states, worlds)
        self.active = self.active | worlds
        self._scenes.clear()

    @property
    def state_layout(self) -> dict[str, int]:
        """Pieces of a row of `flat_states` and their sizes."""
        return {name: value[0].numel() for name, value in self.rig.get_states().items()}

    def flat_states(self) -> Tensor:
        """(N, D) float64 what `get_state` holds, of all worlds, a row each."""
        states = self.rig.get_states().values()
        return torch.cat([value.double().reshape(self.num_worlds, -1) for value in states], 1)

    def restore(self, world: int, flat: Tensor) -> None:
        """Return to a row (D,) of `flat_states`, in the same episode.

        Raises:
            UserError: the row is of another scene or robot.
        """
        layout = self.state_layout
        if flat.shape != (sum(layout.values()),):
            raise UserError(
                f"The state has {flat.numel()} numbers, these worlds need {sum(layout.values())}:"
                " it is of another scene or robot."
            )
        now = self.rig.get_states()
        parts = zip(layout, torch.split(flat, list(layout.values())), strict=True)
        self.set_state(
            world, {name: part.reshape(now[name].shape[1:]).to(now[name]) for name, part in parts}
        )

    @property
    def model_digest(self) -> str:
        """Names the compiled scene: the same digest, the same physics."""
        buffer = np.empty(mujoco.mj_sizeModel(self.model), np.uint8)
        mujoco.mj_saveModel(self.model, None, buffer)
        return hashlib.sha256(buffer.tobytes()).hexdigest()[:16]

    def world_model(self, world: int) -> mujoco.MjModel:
        """The model with one world's own colours, sizes and masses; the next call overwrites it."""
        self.engine.write_model(world, self._scratch_model)
        return self._scratch_model

    def close(self) -> None:
        """Free the renderer. Safe to call twice."""
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None

    # --- inside --------------------------------------------------------------------------------

    def _actors(self, world: int) -> tuple[Actor, ...]:
        return self.bank.actors[int(self.rows[world])]

    def _eyes(self) -> Photographer:
        if self._renderer is None:
            self._renderer = Photographer(self.stage)
        return self._renderer

    def _observe(self, world: int) -> tuple[Scene, float]:
        rig, cast, row = self.rig, self.bank.cast, int(self.rows[world])
        watched = dict.fromkeys((*self.bank.watched[row], *self._watched.get(world, ())))
        by_column = (*rig.openness[world].tolist(), None)
        scene, deepest = observe(
            self.stage,
            self.world_model(world) if watched else self.model,
            self.engine.data(world),
            self.bank.actors[row],
            cast.group[row].cpu().numpy(),
            cast.start[row].tolist(),
            [by_column[column] for column in cast.fixture[row].tolist()],
            tuple(watched),
        )
        x, y, z, w, qx, qy, qz = rig.tool[world].tolist()
        now = replace(
            scene,
            tool=(x, y, z),
            tool_turn=(w, qx, qy, qz),
            tool_speed=float(rig.tool_speed[world]),
            gripper_width=float(rig.gripper_width[world]),
            time=float(rig.ticks[world]) * self.control_dt,
        )
        return now, deepest


def _miss(error: Tensor) -> Tensor:
    """How far poses are from where they should be (..., 6) -> (...): 10 cm are as bad as 1 rad."""
    return error[..., :3].norm(dim=-1) + 0.1 * error[..., 3:].norm(dim=-1)
