"""Clouds of points: what all views together show of one thing. The door of Open3D."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vla.errors import UserError

from .pixels import Seen, behind

VOXEL = 0.002
"""Points nearer to each other than this are one [m]."""
NEIGHBOURS, DEVIATIONS = 6, 4.0
"""A point is an outlier if its mean distance from so many neighbours is so many standard
deviations more than that of others in the same view."""
PATCH, PATCH_POINTS = 2.5, 16
"""Normals are those of the plane through this much around a point [pixels], of at most so many
points."""


@dataclass(frozen=True, eq=False)
class Cloud:
    """The visible surface of one thing.

    Attributes:
        points: (n, 3) world frame [m].
        colors: (n, 3) RGB in [0, 1].
        normals: (n, 3) of unit length, towards the camera that saw the point.
        spacing: distance between neighbouring pixels on the thing, where it is seen finest [m].
    """

    points: np.ndarray
    colors: np.ndarray
    normals: np.ndarray
    spacing: float

    def __len__(self) -> int:
        return len(self.points)


def fused(seen: Sequence[Seen], number: int, voxel: float = VOXEL) -> Cloud:
    """The cloud of one entity from all views.

    Args:
        number: the entity's in the segmentations.
        voxel: [m]
    """
    library = open3d()
    cloud, finest = library.geometry.PointCloud(), np.inf
    for each in seen:
        mask = each.steady & (each.view.segmentation == number)
        mask &= ~behind(each.view.depth, mask)
        if not mask.any():
            continue
        spacing = float(np.median(each.spacing[mask]))
        finest = min(finest, spacing)
        # Before fusing: each side of a thin wall is seen from its own side, and what one view sees
        # coarsely is no outlier among the points of another.
        cloud += _patched(library, each, mask, max(spacing, voxel), voxel)
    cloud = cloud.voxel_down_sample(voxel) if cloud.has_points() else cloud
    cloud.normalize_normals()
    arrays = (cloud.points, cloud.colors, cloud.normals)
    points, colors, normals = (np.asarray(a, float).reshape(-1, 3).copy() for a in arrays)
    return Cloud(points, colors, normals, finest if len(points) else 0.0)


def occupied(
    seen: Sequence[Seen],
    ours: Sequence[int],
    robot: int,
    bounds: tuple[Sequence[float], Sequence[float]],
    voxel: float,
) -> np.ndarray:
    """Points (m, 3) [m] of everything that is in the way.

    Things without a label count: they can be run into as well.

    Args:
        ours: numbers of entities that go where the hand goes.
        robot: from this number on it is the robot.
        bounds: low and high corner of the space that matters [m].
    """
    kept = []
    for each in seen:
        number = each.view.segmentation
        points = each.points[each.steady & (number < robot) & ~np.isin(number, list(ours))]
        kept.append(points[((points >= bounds[0]) & (points <= bounds[1])).all(1)])
    library = open3d()
    cloud = library.geometry.PointCloud(library.utility.Vector3dVector(np.concatenate(kept)))
    if cloud.has_points():
        cloud = cloud.voxel_down_sample(voxel)
    return np.asarray(cloud.points, float).reshape(-1, 3).copy()


def open3d() -> Any:
    """The library.

    Raises:
        UserError: it is not installed.
    """
    try:
        import open3d as library  # takes a second, and only those who look need it
    except ImportError as error:
        raise UserError(
            f'Scenes from pictures need Open3D: pip install "vla-toolkit[perception]" ({error})'
        ) from error
    return library


def _patched(library: Any, seen: Seen, mask: np.ndarray, spacing: float, voxel: float) -> Any:
    """Open3D's cloud of some pixels (H, W) of a view, with normals towards its camera."""
    vectors = library.utility.Vector3dVector
    cloud = library.geometry.PointCloud(vectors(seen.points[mask]))
    cloud.colors = vectors(seen.view.rgb[mask].astype(np.float64) / 255)
    cloud = cloud.voxel_down_sample(voxel)
    if len(cloud.points) > NEIGHBOURS:
        cloud, _ = cloud.remove_statistical_outlier(NEIGHBOURS, DEVIATIONS)
    patch = library.geometry.KDTreeSearchParamHybrid(PATCH * spacing, PATCH_POINTS)
    cloud.estimate_normals(patch)
    cloud.orient_normals_towards_camera_location(seen.view.pose[:3, 3])
    return cloud
