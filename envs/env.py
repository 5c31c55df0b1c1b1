"""One task as a plain Gymnasium environment: `BatchedEnv` with one world."""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode

from vla.errors import UnknownName
from vla.task import Task

from .engine import fault_text
from .rig import CONTROL_RATE
from .vector import BatchedEnv
from .worlds import Worlds

MODES = ("rgb_array", "human")


class TaskEnv(gym.Env[dict[str, Any], np.ndarray]):
    """A task family played in one world.

    Observations, actions, reward and the end of an episode are those of `BatchedEnv`, without its
    first axis. `info` holds `is_success`, `instruction` and, after a failure, `failure` in words.

    Args:
        task: the family; `sample` draws an episode at every reset.
        options: as `BatchedEnv`, with the render mode `human` besides.
    """

    metadata = {  # noqa: RUF012  (Gymnasium reads a class attribute)
        "render_modes": list(MODES),
        "render_fps": int(CONTROL_RATE),
    }

    def __init__(self, task: Task, render_mode: str | None = None, **options: Any):
        if render_mode not in (None, *MODES):
            raise UnknownName("render mode", str(render_mode), MODES)
        self.task, self.render_mode = task, render_mode
        mode = None if render_mode == "human" else render_mode
        ours = {"threads": 1, "autoreset_mode": AutoresetMode.DISABLED, "render_mode": mode}
        self.batch = BatchedEnv([task], 1, **{**ours, **options})
        self.action_space = self.batch.single_action_space
        self.observation_space = self.batch.single_observation_space
        self._viewer: Any = None

    @property
    def worlds(self) -> Worlds:
        """The one world as skills and the agent see it."""
        return self.batch.worlds

    @property
    def instruction(self) -> str:
        """What the robot is asked to do in this episode."""
        return self.batch.task_description[0]

    task_description = instruction

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Draw and realise an episode. `options["setup"]` plays a given `vla.task.Setup`."""
        super().reset(seed=seed)
        observation, infos = self.batch.reset(seed=seed, options=options)
        self._show()
        return _first(observation), self._info(infos)

    def step(self, action: Any) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """One control step of 50 ms."""
        observation, reward, terminated, truncated, infos = self.batch.step(action[None])
        self._show()
        return (
            _first(observation),
            float(reward[0]),
            bool(terminated[0]),
            bool(truncated[0]),
            self._info(infos),
        )

    def render(self) -> np.ndarray | None:  # type: ignore[override]
        """RGB (480, 640, 3) uint8 in mode `rgb_array`; in mode `human` a window shows itself."""
        frames = self.batch.render()
        return None if frames is None else frames[0]

    def close(self) -> None:
        """Free the renderer and close the window. Safe to call twice."""
        if self._viewer is not None:
            self._viewer.close()
            self._viewer = None
        self.batch.close()

    def _info(self, infos: dict[str, Any]) -> dict[str, Any]:
        info: dict[str, Any] = {
            "is_success": bool(infos["is_success"][0]),
            "instruction": self.instruction,
        }
        failure, fault = self.batch.failure_text(0), int(infos["fault"][0])
        if fault:
            failure = fault_text(fault)
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


def _first(observation: Any) -> Any:
    """An observation of one world out of a batch."""
    if isinstance(observation, dict):
        return {key: _first(value) for key, value in observation.items()}
    return observation[0]
