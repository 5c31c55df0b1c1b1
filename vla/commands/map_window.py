"""The window of `vla view maps`: one motion after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vla.maps_page import Survey
from vla.scene import Entity, rotation_matrix
from vla.space_figure import ZONE_COLORS, shade, shape, speed_colors

VOXEL = 0.006
"""Small enough to look between them [m]."""
BORDER = 0.012
"""[m] from the border of a zone within which there are voxels."""


def show_all(surveys: Sequence[Survey]) -> None:
    """Show each motion in a window until that is closed."""
    from vla.planners.perception.window import show

    for survey in surveys:
        show(survey.journey.title, shapes(survey))


def shapes(survey: Survey) -> list[Any]:
    """Things as points, what is painted as voxels and the way as a line coloured by speed."""
    from vla.planners.perception.window import path, voxels

    found = [_points(thing) for thing in survey.journey.scene if thing.kind != "table"]
    places = np.stack(np.meshgrid(*survey.zones.axes, indexing="ij"), -1)
    # Every other cell of the border, so that one can look inside.
    even = np.indices(places.shape[:3]).sum(0) % 2 == 0
    for zone in survey.zones.every:
        border = (np.abs(zone.gap) < BORDER) & even
        if border.any():
            found.append(voxels(places[border], VOXEL, _rgb(ZONE_COLORS[zone.kind])))
    first = survey.journey.searches[0]
    if first.points:
        found.append(path(np.array(first.points), speed_colors(first.speeds[1:])))
    return found


def _points(thing: Entity) -> Any:
    from vla.planners.perception.window import cloud

    corners, faces = shape(thing)
    there = corners @ np.array(rotation_matrix(thing.quaternion)).T + thing.position
    return cloud(there, faces, _rgb(shade(thing)))


def _rgb(color: str) -> tuple[float, ...]:
    """`#rrggbb` as numbers in [0, 1]."""
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
