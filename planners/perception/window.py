"""A window of Open3D: things as points, value maps as voxels, ways as lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from vla.errors import UserError

from .clouds import open3d

SIZE = 1280, 800
"""[pixels]"""
POINT = 4.0
"""[pixels]"""
POINTS = 4000
"""On a thing."""
NO_DISPLAY = "Cannot open a window: there is no display. Leave window=true out for the page alone."


def cloud(corners: np.ndarray, faces: Sequence[Sequence[int]], color: Sequence[float]) -> Any:
    """Points on a surface.

    Args:
        corners: (n, 3) [m].
        faces: triangles.
        color: RGB in [0, 1].
    """
    library = open3d()
    mesh = library.geometry.TriangleMesh(
        library.utility.Vector3dVector(corners),
        library.utility.Vector3iVector(np.asarray(faces, np.int32)),
    )
    mesh.paint_uniform_color(np.asarray(color, float)[:, None])
    return mesh.sample_points_uniformly(POINTS)


def voxels(points: np.ndarray, size: float, color: Sequence[float]) -> Any:
    """Cubes around points (n, 3) [m].

    Args:
        size: of a cube [m].
        color: RGB in [0, 1].
    """
    library = open3d()
    made = library.geometry.PointCloud(library.utility.Vector3dVector(points))
    made.paint_uniform_color(np.asarray(color, float)[:, None])
    return library.geometry.VoxelGrid.create_from_point_cloud(made, size)


def path(points: np.ndarray, colors: np.ndarray) -> Any:
    """A line through points (M, 3) [m], coloured piece by piece (M - 1, 3), RGB in [0, 1]."""
    library = open3d()
    pieces = np.stack((np.arange(len(points) - 1), np.arange(1, len(points))), 1)
    made = library.geometry.LineSet(
        library.utility.Vector3dVector(points), library.utility.Vector2iVector(pieces)
    )
    made.colors = library.utility.Vector3dVector(colors)
    return made


def check_display() -> None:
    """Make sure that a window can be opened.

    Raises:
        UserError: Open3D is not installed, or there is no display.
    """
    open3d()
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        # Open3D would draw where nobody sees it.
        raise UserError(NO_DISPLAY)


def show(title: str, shapes: Sequence[Any]) -> None:
    """Show shapes until the window is closed.

    Raises:
        UserError: as `check_display`.
    """
    check_display()
    window = open3d().visualization.Visualizer()
    if not window.create_window(title, *SIZE):
        raise UserError(NO_DISPLAY)
    for shape in shapes:
        window.add_geometry(shape)
    window.get_render_option().point_size = POINT
    view = window.get_view_control()
    view.set_front((-0.6, -0.65, 0.5))
    view.set_up((0.0, 0.0, 1.0))
    view.set_zoom(0.75)
    window.run()
    window.destroy_window()
