"""Which engine and which cameras serve a device."""

from __future__ import annotations

from .cameras import Cameras, Shot
from .cpu_engine import CpuEngine
from .engine import Engine
from .scenes.scene_model import SceneModel


def make_engine(
    stage: SceneModel, num_worlds: int, device: str, substeps: int, threads: int = 0
) -> Engine:
    """The engine for a device: `cpu`, `cuda`, `cuda:1`, ... or `warp`, which runs the CUDA
    engine's kernels on the CPU."""
    if device == "cpu":
        return CpuEngine(stage.model, num_worlds, threads)
    from .warp_engine import WarpEngine  # takes seconds, and most runs have no GPU

    name = "cpu" if device == "warp" else device
    return WarpEngine(stage.model, num_worlds, name, substeps, stage.contacts, stage.rows)


def make_cameras(stage: SceneModel, engine: Engine, shot: Shot, threads: int = 0) -> Cameras:
    """Cameras for an engine's worlds, on its device.

    Args:
        threads: that draw on the CPU; 0 uses every core. Pictures do not depend on it.

    Raises:
        UnknownName: the scene has no such camera.
        UserError: there is no working OpenGL.
    """
    if isinstance(engine, CpuEngine):
        from .gl_cameras import GlCameras

        return GlCameras(stage, engine, shot, threads)
    from .ray_cameras import RayCameras  # takes seconds, and most runs have no GPU
    from .warp_engine import WarpEngine

    assert isinstance(engine, WarpEngine)
    return RayCameras(stage, engine, shot)
