"""A second EGL display, for a second thread that draws in software.

Mesa's software rasteriser looks, without a lock, into what the other contexts of its display are
drawing (up to version 22 at least): two threads on one display crash it about once in some hundred
thousand pictures. Displays know nothing of each other, and there are two of them for whoever has
no screen: that of the device, which MuJoCo takes, and this one.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

from vla.errors import UserError

_SURFACELESS = 0x31DD
"""EGL_PLATFORM_SURFACELESS_MESA"""


class SurfacelessContext:
    """An OpenGL context, as `mujoco.GLContext`, on Mesa's display without surfaces.

    Raises:
        UserError: there is none.
    """

    def __init__(self, max_width: int, max_height: int):
        from mujoco.egl import EGL_ATTRIBUTES

        egl = _egl()
        egl.eglReleaseThread()
        self._display = _display()
        configs, found = (egl.EGLConfig * 1)(), ctypes.c_long()
        egl.eglChooseConfig(self._display, EGL_ATTRIBUTES, configs, 1, found)
        egl.eglBindAPI(egl.EGL_OPENGL_API)
        self._context = (
            egl.eglCreateContext(self._display, configs[0], egl.EGL_NO_CONTEXT, None)
            if found.value
            else None
        )
        if not self._context:
            raise UserError("EGL makes no context without surfaces.")

    def make_current(self) -> None:
        """Let this thread draw here."""
        none = _egl().EGL_NO_SURFACE
        _egl().eglMakeCurrent(self._display, none, none, self._context)

    def free(self) -> None:
        """Give it back. Safe to call twice."""
        if self._context:
            egl = _egl()
            egl.eglMakeCurrent(
                self._display, egl.EGL_NO_SURFACE, egl.EGL_NO_SURFACE, egl.EGL_NO_CONTEXT
            )
            egl.eglReleaseThread()
            egl.eglDestroyContext(self._display, self._context)
            self._context = None


def draws_in_software() -> bool:
    """Whether the current context belongs to one of Mesa's software rasterisers."""
    from OpenGL import GL

    name = GL.glGetString(GL.GL_RENDERER) or b""
    return any(rasteriser in name for rasteriser in (b"llvmpipe", b"softpipe"))


@cache
def _display() -> Any:
    egl = _egl()
    display = egl.eglGetPlatformDisplayEXT(_SURFACELESS, None, None)
    if display == egl.EGL_NO_DISPLAY or not egl.eglInitialize(display, None, None):
        raise UserError("EGL has no display without surfaces.")
    return display


@cache
def _egl() -> Any:
    from mujoco.egl import egl_ext

    return egl_ext
