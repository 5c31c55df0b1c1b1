"""MuJoCo's passive viewer on one world."""

from __future__ import annotations

import copy
import os
import sys
from typing import Any

import mujoco
import mujoco.viewer

from vla.errors import UserError

from .worlds import Worlds


class Viewer:
    """A window that shows one world; call `sync` after every step."""

    def __init__(self, worlds: Worlds, world: int = 0):
        self._worlds, self._world = worlds, world
        self._model = copy.copy(worlds.model)
        self._data = mujoco.MjData(self._model)
        self._copy()
        self._window: Any = _open(self._model, self._data)

    @property
    def is_open(self) -> bool:
        """False once somebody has closed the window."""
        return bool(self._window.is_running())

    def sync(self) -> None:
        """Show the present state."""
        if self.is_open:
            with self._window.lock():
                self._copy()
            self._window.sync()

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        self._window.close()

    def _copy(self) -> None:
        engine = self._worlds.engine
        engine.write_model(self._world, self._model)
        self._data.qpos[:] = engine.qpos[self._world].cpu().numpy()
        mujoco.mj_forward(self._model, self._data)


def _open(model: mujoco.MjModel, data: mujoco.MjData) -> Any:
    """Raises `UserError` when there is no display."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        # GLFW would end the process
        raise UserError("Cannot open a window: there is no display. Leave the viewer off.")
    try:
        return mujoco.viewer.launch_passive(model, data, show_left_ui=False, show_right_ui=False)
    except Exception as error:  # GLFW and the platforms fail in their own ways
        raise UserError(
            f"Cannot open a window: {error}. Is there a display? Without one, leave the viewer off."
        ) from error
