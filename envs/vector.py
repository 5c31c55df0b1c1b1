"""N worlds as a Gymnasium vector environment, on a CPU or a GPU.

Everything a step needs stays on the device: nothing waits for the host but the conversion to
numpy, where it is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import gymnasium as gym
import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.features import Feature
from vla.program_print import condition_code
from vla.task import Task

from .arguments import (
    checked_actions,
    checked_mask,
    checked_mode,
    checked_seeds,
    checked_setups,
    checked_size,
    scene_of,
)
from .cameras import Pictures, Shot, camera_ids
from .engine import CONTACTS_FULL, ROWS_FULL, fault_text
from .entity_cameras import EntityCameras
from .episodes import Episodes, rows_needed
from .features import action_space, features_of, observation_space
from .randomise import Randomisation
from .rig import CONTROL_RATE
from .robots.load import load_robot
from .scenes import build_scene
from .worlds import Worlds

HOLD = 10
"""Control steps for which the goal must hold."""
POOL = 256
"""Episodes per task that worlds draw from when they go on without a new seed."""

_KEPT = ("success", "terminated", "truncated", "held_for", "failure", "fault")

Observation = dict[str, Any]
Step = tuple[Observation, Any, Any, Any, dict[str, Any]]


class BatchedEnv(gym.vector.VectorEnv[Observation, Any, Any]):
    """N worlds of one scene, each with a task; also the engine under `TaskEnv` (N = 1).

    Observations follow LeRobot's names: `agent_pos` (N, J + 10) float32 (arm joints [rad], gripper
    width [m], tool position [m], rotation-6D) and `pixels` {camera: (N, H, W, 3) uint8}. Without
    cameras there is `environment_state` (N, E * 7) instead: position [m] and wxyz of every entity,
    zeros for those that are missing. On request `depth` {camera: (N, H, W) float32 [m]} and
    `segmentation` {camera: (N, H, W) int32}: the entity's number, from E on the robot, -1 nobody.

    Actions (N, A) follow `action_mode` (`vla.action`), gripper +1 closes. The reward is 1 at the
    step that succeeds, else 0. An episode ends with success once the goal has held for half a
    second, with failure as soon as something happens that the task forbids, and is truncated
    after its horizon or when its simulation is at fault.

    `infos`, all (N,): `is_success`; `goal`, whether it is reached now, if only for a moment;
    `failure`, the number of the forbidden condition that came true, or -1 (`failure_text` says it
    in words); `fault`, a bit mask (`vla.envs.engine.FAULTS`).

    Autoreset as in Gymnasium. NEXT_STEP: the step after the last one ignores the action and
    begins the next episode. SAME_STEP: it begins at once; `infos["final_obs"]` and
    `infos["final_info"]` hold what the episode ended with, pictures included. DISABLED: ended
    worlds stand still, keep their flags and cost nothing on a CPU, until
    `reset(options={"reset_mask": ...})`.

    Args:
        tasks: world i plays `tasks[i % len(tasks)]`; all in the same scene.
        device: `cpu`, `cuda`, `cuda:1`, ... (`warp`: the CUDA engine's kernels on the CPU).
        obs_type: `numpy` or `torch` (on the device).
        cameras: of `front`, `overhead` and `wrist`; empty for states.
        image_size: height and width of the pictures, or one number for both.
        pictures: what the cameras take: `rgb`, `depth`, `segmentation`.
        randomisation: how far worlds may differ.
        setups: how many episodes per task to draw from when worlds go on without a new seed.
        slots: objects per kind that the scene has room for; fewer make every step faster
            (`vla.envs.scenes.lean.lean_slots` counts what some tasks need).
        robot, robot_path: `panda`, or any name `load_robot` knows.
        threads: of the physics on a CPU, 0 for one per core. Results do not depend on it.

    Raises:
        UserError: no such device, too little memory on it, an unknown name, tasks that play in
            different scenes.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012  (Gymnasium reads a class attribute)
        "render_modes": ["rgb_array"],
        "render_fps": int(CONTROL_RATE),
        "autoreset_mode": AutoresetMode.NEXT_STEP,
    }

    def __init__(
        self,
        tasks: Sequence[Task],
        num_envs: int = 1,
        *,
        device: str = "cpu",
        obs_type: str = "numpy",
        action_mode: str = "ee_delta",
        cameras: Sequence[str] = ("front", "wrist"),
        image_size: int | Sequence[int] = 128,
        pictures: Sequence[str] = ("rgb",),
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        randomisation: Randomisation | None = None,
        setups: int = POOL,
        slots: Mapping[str, int] | None = None,
        robot: str = "panda",
        robot_path: str | None = None,
        render_mode: str | None = None,
        render_camera: str = "front",
        threads: int = 0,
    ):
        if obs_type not in ("numpy", "torch"):
            raise UnknownName("obs_type", obs_type, ("numpy", "torch"))
        if render_mode not in (None, "rgb_array"):
            raise UnknownName("render mode", str(render_mode), ("rgb_array",))
        self.metadata = {**self.metadata, "autoreset_mode": checked_mode(autoreset_mode)}
        self.autoreset_mode = self.metadata["autoreset_mode"]
        self.num_envs, self.obs_type, self.render_mode = num_envs, obs_type, render_mode
        self.tasks = [tasks[world % len(tasks)] for world in range(num_envs)]
        arm = load_robot(robot, robot_path)
        stage = build_scene(scene_of(tasks), arm, slots)
        camera_ids(stage, (*cameras, render_camera))
        self.shot = Shot(tuple(cameras), *checked_size(image_size), tuple(pictures))
        self._render_camera = render_camera
        spare = rows_needed(0, self.tasks, setups)
        self.worlds = Worlds(stage, arm, num_envs, action_mode, threads, device, spare)
        self._cameras: dict[Shot, EntityCameras] = {}
        self.picture_seconds = 0.0  # wall time spent on pictures, as far as the host waits for it
        self._threads = threads
        self.single_action_space = action_space(self.worlds.action_spec)
        self.single_observation_space = observation_space(self.worlds, self.shot)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._action_shape = num_envs, self.worlds.action_spec.dim
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.episodes = Episodes(self.worlds, self.tasks, setups, randomisation or Randomisation())
        self.device = self.worlds.rig.device
        # A device at work is never asked how its worlds stand: the host would wait for it.
        self._looks = self.worlds.engine.on_host
        if not self._looks and self.autoreset_mode != AutoresetMode.DISABLED:
            self.episodes.prepare()
        self._fresh = True
        none = torch.zeros(num_envs, dtype=torch.bool, device=self.device)
        self._success, self._terminated, self._truncated = none, none.clone(), none.clone()
        self._held_for = torch.zeros(num_envs, dtype=torch.long, device=self.device)
        self._failure, self._fault = torch.full_like(self._held_for, -1), self._held_for.clone()
        self._overflows = torch.zeros((), dtype=torch.long, device=self.device)

    # --- Gymnasium ---------------------------------------------------------------------------

    def reset(  # type: ignore[override]
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin new episodes.

        Args:
            seed: world i plays the episode that `seed + i`, or `seed[i]`, names; without one,
                its next. The first time, without one, any.
            options: `reset_mask` (N,) bool: only these worlds. `setup`: a `vla.task.Setup` that
                all of them play. `setups`: N of them, None where a world plays its own.
        """
        options = options or {}
        worlds = checked_mask(options.get("reset_mask"), self.num_envs, self.device)
        if self._fresh:
            if not bool(worlds.all()):
                if self.autoreset_mode != AutoresetMode.DISABLED:
                    raise UserError("The first reset is of all worlds: leave reset_mask out.")
                self._truncated.copy_(~worlds)  # they stand still until their turn comes
            if seed is None:  # any, from the pool
                self.episodes.draw()
        seeds = checked_seeds(seed, self.num_envs)
        setups = checked_setups(options, self.num_envs)
        going_on = worlds.clone()
        for world in worlds.nonzero()[:, 0].tolist():
            number, setup = seeds[world], setups[world]
            if setup is not None or number is not None:
                self.episodes.give(world, number, setup)
                going_on[world] = False
        if bool(going_on.any()):
            self.episodes.advance(going_on)
        self._begin(worlds)
        self._fresh = False
        return self._output(self._observe(worlds)), self._infos()

    def step(self, actions: Any) -> Step:  # type: ignore[override]
        """One control step of 50 ms in every world that has not ended."""
        if self._fresh:
            raise gym.error.ResetNeeded("Call reset before step.")
        values = checked_actions(actions, self._action_shape, self.device)
        ended = self._terminated | self._truncated
        self.worlds.active = ~ended
        frozen = self.autoreset_mode == AutoresetMode.DISABLED  # or they begin anew right away
        self.worlds.step(values, freeze=frozen)
        if self.autoreset_mode == AutoresetMode.NEXT_STEP:
            self._follow_up(ended)
        reward = self._judge(~ended)
        outcome = self._terminated.clone(), self._truncated.clone()
        observation, infos = self._observe(~ended if frozen else None), self._infos()
        if self.autoreset_mode == AutoresetMode.SAME_STEP:
            ended = self._terminated | self._truncated
            if not self._looks or bool(ended.any()):
                last = {"final_obs": self._output(observation), "final_info": infos}
                self._follow_up(ended)
                mask = self._output(ended)
                observation = self._observe(ended)
                infos = {**self._infos(), **last, "_final_obs": mask, "_final_info": mask}
        return (
            self._output(observation),
            self._output(reward),
            self._output(outcome[0]),
            self._output(outcome[1]),
            infos,
        )

    def render(self) -> tuple[np.ndarray, ...] | None:  # type: ignore[override]
        """RGB (480, 640, 3) uint8 of every world."""
        if self.render_mode is None:
            return None
        return tuple(
            self.worlds.render(world, self._render_camera, 640, 480)
            for world in range(self.num_envs)
        )

    def close_extras(self, **kwargs: Any) -> None:
        """Free the cameras."""
        while self._cameras:
            self._cameras.popitem()[1].close()
        self.worlds.close()

    def call(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """An attribute, or a method's result, for every world: for callers of vector wrappers."""
        value = getattr(self, name)
        value = value(*args, **kwargs) if callable(value) else value
        if isinstance(value, list) and len(value) == self.num_envs:
            return tuple(value)
        return (value,) * self.num_envs

    def get_attr(self, name: str) -> tuple[Any, ...]:
        """See `call`."""
        return self.call(name)

    # --- what Gymnasium has no word for --------------------------------------------------------

    @property
    def features(self) -> dict[str, Feature]:
        """All of this by LeRobot's names, with units and cameras."""
        return features_of(self.worlds, self.shot)

    @property
    def task(self) -> list[str]:
        """Name of the task of every world."""
        return [task.name for task in self.tasks]

    @property
    def task_description(self) -> list[str]:
        """What the robot is asked to do in every world; changes when an episode begins."""
        return [self.episodes.instruction(world) for world in range(self.num_envs)]

    def failure_text(self, world: int) -> str | None:
        """Which forbidden condition came true in a world, in words."""
        number = int(self._failure[world])
        if number < 0:
            return None
        return condition_code(self.episodes.setup(world).never[number])

    def take_pictures(self, shot: Shot, worlds: Tensor | None = None) -> Pictures:
        """What observations hold of `shot`'s cameras, as tensors, whenever they are wanted.

        Args:
            shot: any; an environment without cameras steps faster and can still be photographed.
            worlds: (N,) mask of those to photograph; the others keep their last picture of this
                shot, at first black.
        """
        began = time.perf_counter()
        if shot not in self._cameras:
            self._cameras[shot] = EntityCameras(self.worlds, shot, self._threads)
        pictures = self._cameras[shot].render(worlds)
        self.picture_seconds += time.perf_counter() - began
        return pictures

    def check_faults(self) -> None:
        """Raise if any world has ever run out of room for contacts or constraint rows.

        The worlds concerned were truncated. This waits for the device, so call it now and then.
        """
        bits = int(self._overflows)
        if bits:
            name = self.worlds.stage.name
            raise UserError(f"Scene '{name}': {fault_text(bits)}. Raise its `contacts` or `rows`.")

    def get_state(self) -> dict[str, Tensor]:
        """Everything needed to continue bit for bit, (N, ...) by name; alike on every device."""
        own = {name: getattr(self, f"_{name}").clone() for name in _KEPT}
        return {**self.worlds.rig.get_states(), **self.episodes.get_state(), **own}

    def set_state(self, state: Mapping[str, Tensor]) -> None:
        """Return to a state of `get_state`, of this or another environment of the same tasks.

        Raises:
            UserError: it is of other worlds, or of an episode that was given as a `setup` and is
                no longer played.
        """
        if len(state["seed"]) != self.num_envs:
            raise UserError(f"The state has {len(state['seed'])} worlds, not {self.num_envs}.")
        state = {name: value.to(self.device) for name, value in state.items()}
        everywhere = torch.ones_like(self._success)
        self.episodes.set_state(state)
        self._begin(everywhere)
        self.worlds.rig.set_states(state, everywhere)
        for name in _KEPT:
            getattr(self, f"_{name}").copy_(state[name])
        self._fresh = False

    # --- inside --------------------------------------------------------------------------------

    def _follow_up(self, worlds: Tensor) -> None:
        """Begin the next episode in the worlds of a mask."""
        if not self._looks or bool(worlds.any()):
            self.episodes.advance(worlds)
            self._begin(worlds)

    def _begin(self, worlds: Tensor) -> None:
        self.episodes.begin(worlds)
        for flags in (self._success, self._terminated, self._truncated):
            flags.logical_and_(~worlds)
        self._held_for.mul_(~worlds)
        self._fault.mul_(~worlds)
        self._failure.copy_(torch.where(worlds, -1, self._failure))

    def _judge(self, running: Tensor) -> Tensor:
        """Say how the worlds of a mask stand after a step; the others keep what they had.

        Returns:
            The reward of this step (N,) float32.
        """
        episodes, rig = self.episodes, self.worlds.rig
        truth = episodes.judge_all()
        fault = rig.faults()
        sound = running & (fault == 0)
        failing = truth[:, 1:] & sound[:, None]
        failed = failing.any(-1)
        self._held_for.copy_(torch.where(sound, (self._held_for + 1) * truth[:, 0], self._held_for))
        success = sound & (self._held_for >= HOLD) & ~failed
        late = running & ((rig.ticks >= episodes.horizon[self.worlds.rows]) | (fault != 0))
        first = torch.where(failed, failing.int().argmax(-1), -1)
        self._failure.copy_(torch.where(running, first, self._failure))
        self._fault.copy_(torch.where(running, fault, self._fault))
        for own, now in (
            (self._success, success),
            (self._terminated, success | failed),
            (self._truncated, late & ~(success | failed)),
        ):
            own.copy_(torch.where(running, now, own))
        for bit in (CONTACTS_FULL, ROWS_FULL):
            self._overflows.bitwise_or_(((fault & bit) != 0).any() * bit)
        return success.float()

    def _observe(self, changed: Tensor | None = None) -> Observation:
        """What all worlds see; only those of a mask are photographed anew."""
        rig = self.worlds.rig
        observation: Observation = {"agent_pos": rig.agent_pos.float()}
        if self.shot.cameras:
            observation.update(self.take_pictures(self.shot, changed))
        else:
            poses = rig.poses(self.episodes.cast().body)
            observation["environment_state"] = poses.float().flatten(1)
        return observation

    def _infos(self) -> dict[str, Any]:
        values = {"is_success": self._success, "goal": self._held_for > 0}
        values |= {"failure": self._failure, "fault": self._fault}
        everywhere = np.ones(self.num_envs, bool)
        infos: dict[str, Any] = {}
        for name, value in values.items():
            infos[name], infos[f"_{name}"] = self._output(value.clone()), everywhere
        return infos

    def _output(self, value: Any) -> Any:
        """A tensor, or a dictionary of them, as the caller wants it."""
        if isinstance(value, dict):
            return {key: self._output(member) for key, member in value.items()}
        return value if self.obs_type == "torch" else value.cpu().numpy()
