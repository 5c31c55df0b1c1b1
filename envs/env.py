"""One task as a Gymnasium environment.

The observation follows LeRobot's names: `pixels` (one RGB image per camera) and `agent_pos`.
The episode ends with success once the goal has held for half a second, and with failure as soon
as something happens that the task forbids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import numpy as np
import torch

from vla.errors import UnknownName
from vla.evaluate import judge
from vla.geometry import quat_to_6d
from vla.task import Setup, Task

from .robots.load import load_robot
from .scenes import build_scene
from .worlds import CONTROL_RATE, Worlds

HOLD = 10
"""Control steps for which the goal must hold."""
OBSERVATIONS = ("pixels_agent_pos", "state")


class TaskEnv(gym.Env[dict[str, Any], np.ndarray]):
    """A task family played in one world.

    Observations (`obs_type="pixels_agent_pos"`): `pixels` {camera: (H, W, 3) uint8} and
    `agent_pos` (J + 10,) float32: arm joints [rad], gripper width [m], tool position [m] and
    rotation-6D. With `obs_type="state"`: `agent_pos` and `environment_state`, the poses
    (position [m], wxyz) of up to `MOST_ENTITIES` entities, zeros for missing ones.

    Actions follow `action_mode` (`vla.action`). The reward is 1 at the step that succeeds, else 0.
    `info` holds `is_success`, `instruction` and, after a failure, `failure`.

    Args:
        task: the family; `sample` draws an episode at every reset.
        robot: `panda`, or any name `load_robot` knows, with `robot_path`.
        cameras: names of cameras, of `front`, `overhead` and `wrist`.
        image_size: height and width of the pictures.
    """

    MOST_ENTITIES = 24

    metadata = {  # noqa: RUF012  (Gymnasium reads a class attribute)
        "render_modes": ["rgb_array", "human"],
        "render_fps": int(CONTROL_RATE),
    }

    def __init__(
        self,
        task: Task,
        robot: str = "panda",
        robot_path: str | None = None,
        action_mode: str = "ee_delta",
        obs_type: str = "pixels_agent_pos",
        cameras: Sequence[str] = ("front", "wrist"),
        image_size: tuple[int, int] = (128, 128),
        render_mode: str | None = None,
        render_camera: str = "front",
        threads: int = 1,
    ):
        if obs_type not in OBSERVATIONS:
            raise UnknownName("obs_type", obs_type, OBSERVATIONS)
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise UnknownName("render mode", str(render_mode), self.metadata["render_modes"])
        arm = load_robot(robot, robot_path)
        self.task = task
        self.worlds = Worlds(build_scene(task.scene, arm), arm, 1, action_mode, threads)
        for camera in (*cameras, render_camera):
            if camera not in self.worlds.cameras:
                raise UnknownName("camera", camera, self.worlds.cameras)
        self._cameras, self._render_camera = tuple(cameras), render_camera
        self.obs_type, self.render_mode = obs_type, render_mode
        self.image_size = (int(image_size[0]), int(image_size[1]))
        self.action_space = self._action_space()
        self.observation_space = self._observation_space()
        self._setup: Setup | None = None
        self._held_for = self._steps = 0
        self._viewer: Any = None

    @property
    def instruction(self) -> str:
        """What the robot is asked to do in this episode."""
        return "" if self._setup is None else self._setup.instruction

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Draw and realise an episode. `options["setup"]` plays a given `vla.task.Setup`."""
        super().reset(seed=seed)
        setup = (options or {}).get("setup")
        self._setup = self.task.sample(self.np_random) if setup is None else setup
        self.worlds.begin(0, self._setup)
        self._held_for = self._steps = 0
        self._show()
        return self._observation(), self._info(False, None)

    def step(self, action: np.ndarray) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """One control step of 50 ms."""
        if self._setup is None:
            raise gym.error.ResetNeeded("Call reset before step.")
        self.worlds.step(torch.as_tensor(np.asarray(action, np.float64))[None])
        self._steps += 1
        scene = self.worlds.scene(0)
        holds = judge(self._setup.goal, scene).truth is True
        self._held_for = self._held_for + 1 if holds else 0
        failure = next(
            (r.evidence for r in (judge(c, scene) for c in self._setup.never) if r.truth is True),
            None,
        )
        success = self._held_for >= HOLD and failure is None
        broken = not bool(self.worlds.active[0])
        truncated = self._steps >= self._setup.horizon or broken
        self._show()
        info = self._info(success, "the simulation became unstable" if broken else failure)
        ended = success or failure is not None
        return self._observation(), float(success), ended, truncated and not ended, info

    def render(self) -> np.ndarray | None:  # type: ignore[override]
        """RGB (480, 640, 3) uint8 in mode `rgb_array`; in mode `human` a window shows itself."""
        if self.render_mode == "rgb_array":
            return self.worlds.render(0, self._render_camera, 640, 480)
        return None

    def close(self) -> None:
        """Free the renderer and close the window. Safe to call twice."""
        if self._viewer is not None:
            self._viewer.close()
            self._viewer = None
        self.worlds.close()

    # --- inside ----------------------------------------------------------------------------

    def _action_space(self) -> gym.spaces.Box:
        spec = self.worlds.action_spec
        return gym.spaces.Box(np.float32(spec.low), np.float32(spec.high), dtype=np.float32)

    def _observation_space(self) -> gym.spaces.Dict:
        size = self.worlds.arm.num_joints + 10
        spaces: dict[str, gym.Space[Any]] = {
            "agent_pos": gym.spaces.Box(-np.inf, np.inf, (size,), np.float32)
        }
        if self.obs_type == "state":
            shape = (self.MOST_ENTITIES * 7,)
            spaces["environment_state"] = gym.spaces.Box(-np.inf, np.inf, shape, np.float32)
        else:
            picture = gym.spaces.Box(0, 255, (*self.image_size, 3), np.uint8)
            spaces["pixels"] = gym.spaces.Dict(dict.fromkeys(self._cameras, picture))
        return gym.spaces.Dict(spaces)

    def _observation(self) -> dict[str, Any]:
        worlds = self.worlds
        tool = worlds.tool_pose
        parts = (worlds.joints, worlds.gripper_width[:, None], tool[:, :3], quat_to_6d(tool[:, 3:]))
        observation: dict[str, Any] = {"agent_pos": torch.cat(parts, -1)[0].numpy().astype("f4")}
        if self.obs_type == "state":
            poses = np.zeros((self.MOST_ENTITIES, 7), np.float32)
            known = worlds.entity_poses[0, : self.MOST_ENTITIES].numpy()
            poses[: len(known)] = known
            observation["environment_state"] = poses.ravel()
        else:
            height, width = self.image_size
            observation["pixels"] = {
                camera: worlds.render(0, camera, width, height) for camera in self._cameras
            }
        return observation

    def _info(self, success: bool, failure: str | None) -> dict[str, Any]:
        info: dict[str, Any] = {"is_success": success, "instruction": self.instruction}
        if failure is not None:
            info["failure"] = failure
        return info

    def _show(self) -> None:
        """Keep the passive viewer, if there is one, up to date."""
        if self.render_mode != "human":
            return
        if self._viewer is None:
            from .viewer import Viewer  # needs a window system

            self._viewer = Viewer(self.worlds)
        self._viewer.sync()
