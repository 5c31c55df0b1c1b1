"""Which OpenGL MuJoCo uses."""

from __future__ import annotations

import ctypes.util
import importlib
import os
import sys


def choose_backend() -> None:
    """Pick an OpenGL back end for a machine without a display, unless the user chose one."""
    # Mesa's software rasteriser works best in the threads that draw, one world each, not beside.
    os.environ.setdefault("LP_NUM_THREADS", "0")
    if "MUJOCO_GL" in os.environ or os.environ.get("DISPLAY"):
        return
    for backend, library in (("egl", "EGL"), ("osmesa", "OSMesa")):
        if ctypes.util.find_library(library):
            os.environ["MUJOCO_GL"] = backend
            if "mujoco" in sys.modules:  # it has made its own choice already
                module = importlib.import_module(f"mujoco.{backend}")
                sys.modules["mujoco"].__dict__["GLContext"] = module.GLContext
            return
