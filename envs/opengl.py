"""Which OpenGL MuJoCo uses; decided before MuJoCo is imported."""

from __future__ import annotations

import ctypes.util
import os


def choose_backend() -> None:
    """Pick an OpenGL back end before MuJoCo is imported, unless the user chose one."""
    if "MUJOCO_GL" in os.environ or os.environ.get("DISPLAY"):
        return
    for backend, library in (("egl", "EGL"), ("osmesa", "OSMesa")):
        if ctypes.util.find_library(library):
            os.environ["MUJOCO_GL"] = backend
            return
