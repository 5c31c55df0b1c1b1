"""MuJoCo's passive viewer on one world."""

from __future__ import annotations

import copy
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import mujoco
import mujoco.viewer

from vla.errors import UserError

from .worlds import Worlds

PATIENCE = 5.0
"""Seconds that a window has to close."""


class Viewer:
    """A window that shows one world; call `sync` after every step."""

    def __init__(self, worlds: Worlds, world: int = 0):
        self._worlds, self._world = worlds, world
        self._model = copy.copy(worlds.model)
        self._data = mujoco.MjData(self._model)
        self._listeners: list[Callable[[int], None]] = []
        self._keys: Any = None
        self._copy()
        others = set(threading.enumerate())
        self._window: Any = _open(self._model, self._data, self._pressed)
        self._threads = set(threading.enumerate()) - others

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

    def listen(self, listener: Callable[[int], None]) -> None:
        """Tell somebody of every key (GLFW's number) that goes down, from the window's thread.

        The window says neither that a key is held nor that it is let go: see `is_down`.
        """
        self._listeners.append(listener)

    def is_down(self, key: int) -> bool | None:
        """Whether a key is down now; None before the first press, when that is not known."""
        if self._keys is None or not self.is_open:
            return None
        import glfw

        return bool(glfw.get_key(self._keys, key))

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        self._window.close()
        for thread in self._threads:  # a process that ends while it draws would crash
            thread.join(PATIENCE)
        self._threads.clear()

    def _pressed(self, key: int) -> None:
        if self._keys is None:
            import glfw

            # the only way to the window's handle: this runs where it is the current one
            self._keys = glfw.get_current_context()
        for listener in self._listeners:
            listener(key)

    def _copy(self) -> None:
        engine = self._worlds.engine
        engine.write_model(self._world, self._model)
        self._data.qpos[:] = engine.qpos[self._world].cpu().numpy()
        mujoco.mj_forward(self._model, self._data)


def _open(model: mujoco.MjModel, data: mujoco.MjData, on_key: Callable[[int], None]) -> Any:
    """Raises `UserError` when there is no display."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        # GLFW would end the process
        raise UserError("Cannot open a window: there is no display. Leave the viewer off.")
    try:
        return mujoco.viewer.launch_passive(
            model, data, key_callback=on_key, show_left_ui=False, show_right_ui=False
        )
    except Exception as error:  # GLFW and the platforms fail in their own ways
        raise UserError(
            f"Cannot open a window: {error}. Is there a display? Without one, leave the viewer off."
        ) from error
