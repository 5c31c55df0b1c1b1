"""The robot in N worlds: actions become motor commands, physics, and what the robot feels.

Everything here stays on the engine's device and never looks at a single world, so that it costs
the same for one world and for thousands.
"""

from __future__ import annotations

from collections.abc import Mapping

import mujoco
import numpy as np
import torch
from torch import Tensor

from vla.action import action_spec
from vla.geometry import quat_to_6d
from vla.vocabulary import KINDS

from .control import ToolController
from .devices import make_engine
from .engine import BAD_ACTION, Snapshots, masked
from .kinematics import Arm
from .robots.robot import PREFIX, Robot
from .scenes.scene_model import SceneModel, collides

CONTROL_RATE = 20.0
"""[Hz]"""
REACH = ((-0.9, -0.9, -0.05), (0.95, 0.9, 1.2))
"""Box that tool poses are clipped to [m]."""
PRESSED = 0.7
"""Share of its travel from which a button counts as pressed, for the rest of the episode."""


class Rig:
    """N worlds of `stage` with one robot each.

    Attributes:
        engine: the physics.
        control: from actions to motor commands.
        ticks: (N,) control steps since the episode began.
        tool: (N, 7) measured pose of the tool after the last step: position [m], wxyz.
        tool_speed: (N,) [m/s], over the last control step.
        pressed: (N, F) fixtures that have been pressed in this episode.
        num_fixtures: F, those that have a joint.
        robot_geoms: the robot's solid geoms.
    """

    def __init__(
        self,
        stage: SceneModel,
        robot: Robot,
        num_worlds: int,
        action_mode: str,
        device: str = "cpu",
        threads: int = 0,
    ):
        model = stage.model
        self.stage, self.robot, self.num_worlds = stage, robot, num_worlds
        self.control_dt = 1.0 / CONTROL_RATE
        substeps = round(self.control_dt / model.opt.timestep)
        self.engine = make_engine(stage, num_worlds, device, substeps, threads)
        self.device = self.engine.device
        self.arm = Arm(
            model, robot.arm_joints, robot.tcp_site, robot.home, robot.velocity_limits, self.device
        )
        limits = zip(self.arm.low.tolist(), self.arm.high.tolist(), strict=True)
        self.action_spec = action_spec(action_mode, REACH, tuple(limits))
        self.control = ToolController(
            model, robot, self.arm, self.action_spec, num_worlds, substeps
        )
        self._width = self._addresses(robot.width_joints)
        self._arm_address = self._addresses(robot.arm_joints)
        moving = [fixture for fixture in stage.fixtures if fixture.joint is not None]
        self.num_fixtures = len(moving)
        self._fixture_column = {fixture.name: i for i, fixture in enumerate(moving)}
        self._fixture = self._addresses([str(fixture.joint) for fixture in moving])
        ends = [(f.closed, f.open, float(KINDS[f.kind].pressable)) for f in moving]
        self._closed, self._open, self._button = (
            torch.tensor(ends, dtype=torch.float64, device=self.device).reshape(-1, 3).unbind(-1)
        )
        self.robot_geoms = _robot_geoms(model)
        self._free, self._resting = _body_tables(model, self.device)
        self.ticks = torch.zeros(num_worlds, dtype=torch.long, device=self.device)
        self.tool_speed = torch.zeros(num_worlds, dtype=torch.float64, device=self.device)
        self.pressed = torch.zeros((num_worlds, len(moving)), dtype=torch.bool, device=self.device)
        self._bad_action = torch.zeros(num_worlds, dtype=torch.bool, device=self.device)
        self._locate()

    def _addresses(self, joints: tuple[str, ...] | list[str]) -> Tensor:
        addresses = [int(self.stage.model.joint(name).qposadr[0]) for name in joints]
        return torch.tensor(addresses, dtype=torch.long, device=self.device)

    def step(self, actions: Tensor, worlds: Tensor | None = None, freeze: bool = True) -> None:
        """Advance the worlds of a mask by one control step; `actions` (N, A) in `action_spec`.

        An action with a number that is not finite is a fault of its world, which holds still.

        Args:
            freeze: worlds outside the mask stand still. Without, where they are afterwards is of
                no concern, which saves time on CUDA.
        """
        moving = torch.ones_like(self._bad_action) if worlds is None else worlds
        before = self.tool
        self._bad_action = self._bad_action | (moving & ~actions.isfinite().all(-1))
        able = moving & ~self._bad_action
        actions = torch.nan_to_num(actions.double(), 0.0, 0.0, 0.0)
        path = self.control.advance(actions, able)
        self.engine.step(path, worlds if freeze or self.engine.on_host else None)
        self._locate()
        moved = (self.tool - before)[:, :3].norm(dim=-1)
        self.tool_speed = torch.where(moving, moved / self.control_dt, self.tool_speed)
        self.ticks = self.ticks + moving
        self._latch(moving)

    def put_arm(self, joints: Tensor, worlds: Tensor, before: Tensor) -> None:
        """Put the arms of a mask (N,) at joint angles (N, J) [rad]; they go on as fast as they do.

        Args:
            before: (N, 7) poses of the tool at the beginning of the control step.
        """
        held = self.engine.qpos[:, self._arm_address]
        self.engine.qpos[:, self._arm_address] = masked(worlds, joints.to(held), held)
        self.engine.forward(worlds)
        self._locate()
        moved = (self.tool - before.to(self.tool))[:, :3].norm(dim=-1)
        self.tool_speed = torch.where(worlds, moved / self.control_dt, self.tool_speed)

    def load(self, worlds: Tensor, snapshots: Snapshots, rows: Tensor) -> None:
        """Begin episodes in the worlds of a mask (N,), from row `rows[i]` of some snapshots."""
        self.engine.load(worlds, snapshots, rows)
        self._locate()
        self.control.reset(worlds)
        self.ticks = torch.where(worlds, torch.zeros_like(self.ticks), self.ticks)
        self.tool_speed = torch.where(worlds, torch.zeros_like(self.tool_speed), self.tool_speed)
        self.pressed = self.pressed & ~worlds[:, None]
        self._bad_action = self._bad_action & ~worlds

    def get_states(self) -> dict[str, Tensor]:
        """Everything needed to continue bit for bit, (N, ...) by name; alike on every engine."""
        control = self.control
        kept = {
            "joints": control.joints, "command": control.command, "gripper": control.gripper,
            "ticks": self.ticks, "tool_speed": self.tool_speed, "pressed": self.pressed,
        }  # fmt: skip
        return {"physics": self.engine.get_states(), **{k: v.clone() for k, v in kept.items()}}

    def set_states(self, states: Mapping[str, Tensor], worlds: Tensor) -> None:
        """Return the worlds of a mask (N,) to what `get_states` gave, in the same episodes."""
        self.engine.set_states(states["physics"], worlds)
        self._locate()

        def kept(name: str, now: Tensor) -> Tensor:
            return masked(worlds, states[name], now)

        self.control.joints = kept("joints", self.control.joints)
        self.control.command = kept("command", self.control.command)
        self.control.gripper = kept("gripper", self.control.gripper)
        self.ticks = kept("ticks", self.ticks)
        self.tool_speed = kept("tool_speed", self.tool_speed)
        self.pressed = kept("pressed", self.pressed)
        self._bad_action = self._bad_action & ~worlds

    def faults(self) -> Tensor:
        """(N,) int64 bit mask per world (`vla.envs.engine.FAULTS`), 0 for none."""
        return self.engine.faults() + self._bad_action * BAD_ACTION

    # --- what the robot feels, (N, ...) float64 --------------------------------------------------

    @property
    def joints(self) -> Tensor:
        """Measured arm angles (N, J) [rad]."""
        return self.engine.qpos[:, self._arm_address].double()

    @property
    def gripper_width(self) -> Tensor:
        """Distance between the pads [m], (N,)."""
        return self.robot.width(self.engine.qpos[:, self._width].double())

    @property
    def agent_pos(self) -> Tensor:
        """(N, J + 10): arm joints [rad], gripper width [m], tool position [m], rotation-6D."""
        width = self.gripper_width[:, None]
        return torch.cat((self.joints, width, self.tool[:, :3], quat_to_6d(self.tool[:, 3:])), -1)

    def poses(self, bodies: Tensor) -> Tensor:
        """(N, E, 7) position [m] and wxyz of bodies (N, E); the world's body, 0, gives zeros."""
        worlds = torch.arange(self.num_worlds, device=self.device)[:, None]
        address = self._free[bodies]
        seven = torch.arange(7, device=self.device)
        loose = self.engine.qpos[worlds[..., None], address.clamp_min(0)[..., None] + seven]
        if self.num_fixtures:
            engine = self.engine
            fixed = torch.cat((engine.xpos[worlds, bodies], engine.xquat[worlds, bodies]), -1)
        else:
            fixed = self._resting[bodies]
        poses = torch.where(address[..., None] >= 0, loose.double(), fixed.double())
        return poses * (bodies > 0)[..., None]

    @property
    def openness(self) -> Tensor:
        """(N, F) of every fixture that moves, 0 closed .. 1 open; a pressed button stays 1."""
        travel = self.engine.qpos[:, self._fixture].double() - self._closed
        openness = travel / (self._open - self._closed)
        return torch.where(self.pressed, torch.ones_like(openness), openness)

    def fixture_column(self, name: str) -> int:
        """Of a fixture in `openness`."""
        return self._fixture_column[name]

    def _locate(self) -> None:
        self.tool = torch.cat(self.arm.forward(self.joints), -1)

    def _latch(self, worlds: Tensor) -> None:
        down = (self.openness >= PRESSED) & (self._button > 0)
        self.pressed = self.pressed | (down & worlds[:, None])


def _body_tables(model: mujoco.MjModel, device: torch.device) -> tuple[Tensor, Tensor]:
    """Address of every body's free joint in qpos, -1 for none, and poses (nbody, 7) of those that
    stand still."""
    free = np.full(model.nbody, -1)
    for joint in np.flatnonzero(model.jnt_type == int(mujoco.mjtJoint.mjJNT_FREE)):
        free[model.jnt_bodyid[joint]] = model.jnt_qposadr[joint]
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)
    resting = np.concatenate((data.xpos, data.xquat), 1)
    return torch.from_numpy(free).to(device), torch.from_numpy(resting).to(device)


def _robot_geoms(model: mujoco.MjModel) -> list[int]:
    solid = collides(model)
    owners = [model.body(int(body)).name for body in model.geom_bodyid]
    return [g for g, name in enumerate(owners) if solid[g] and name.startswith(PREFIX)]
