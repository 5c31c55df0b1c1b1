"""Space figures: scenes, zones and ways in three dimensions, as traces of plotly. In cm."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from vla.measures import is_round
from vla.scene import Entity, Scene, Vec3, rotation_matrix
from vla.vocabulary import COLORS
from vla.ways import Zone, Zones

ZONE_COLORS = {
    "affordance": "#10b981", "avoidance": "#ef4444", "velocity": "#8b5cf6",
    "rotation": "#0ea5e9", "gripper": "#eab308",
}  # fmt: skip
"""Kind of value map -> its colour, seen well on white and on black."""
SPEEDS = ((0.0, "#a21caf"), (0.35, "#6366f1"), (0.7, "#06b6d4"), (1.0, "#84cc16"))
"""Colours from slow to fast."""
WOOD = "#b59a72"
"""Of fixtures."""
SIDES = 28
"""Of what is round."""
WALL = 0.006
"""Thickness of what is open at the top [m]."""
LEAST_OPEN = 0.35
"""Share of its height from which a vessel opens wider than it stands."""
BEYOND = 2
"""Cells around a zone that are kept."""
MOST_CELLS = 14_000
"""Of one zone; a larger one is shown more coarsely."""
SPAN: tuple[Vec3, Vec3] = ((0.15, -0.50, -0.005), (0.85, 0.50, 0.50))
"""Corners of what is shown [m]."""
LIGHT = {"ambient": 0.85, "diffuse": 0.45, "specular": 0.08, "roughness": 0.9, "fresnel": 0.02}

Trace = dict[str, Any]


def things(scene: Scene) -> list[Trace]:
    """The table and all that stands on it."""
    (x0, y0, _), (x1, y1, _) = SPAN
    corners = np.array([(x0, y0, 0), (x1, y0, 0), (x1, y1, 0), (x0, y1, 0)]) - (0, 0, 0.002)
    table = _mesh(corners, [(0, 1, 2), (0, 2, 3)], WOOD, 0.22)
    traces = [{**table, "hoverinfo": "skip", "lighting": {"ambient": 1.0}}]
    for thing in scene:
        if thing.kind == "table":
            continue
        points, faces = shape(thing)
        turn = np.array(rotation_matrix(thing.quaternion))
        fixed = thing.affords.shape == "fixture"
        mesh = _mesh(points @ turn.T + thing.position, faces, shade(thing), 0.5 if fixed else 1.0)
        words = thing.describe()
        traces.append({**mesh, "text": words, "hoverinfo": "text", "name": words})
    return traces


def labels(scene: Scene) -> Trace:
    """The names of things, above them."""
    named = [thing for thing in scene if thing.kind not in ("table", "cabinet")]
    places = [(*thing.position[:2], thing.top + 0.03) for thing in named]
    return {
        **_points(np.array(places).reshape(-1, 3)), "mode": "text", "name": "names",
        "text": [thing.describe() for thing in named], "hoverinfo": "skip", "showlegend": True,
        "textfont": {"size": 11, "color": "#8a8f98"},
    }  # fmt: skip


def surfaces(zones: Zones) -> list[Trace]:
    """The borders of zones, each with a line in the legend."""
    return [trace for zone in zones.every for trace in _zone(zone, zones.axes)]


def way(points: np.ndarray, speeds: Sequence[float], name: str) -> list[Trace]:
    """A way coloured by speed, from a dot to a diamond.

    Args:
        points: (M, 3) [m].
        speeds: (M,) [m/s].
    """
    values = [round(100 * speed, 1) for speed in speeds]
    bar = {
        "title": {"text": f"{name} [cm/s]", "side": "right"}, "thickness": 10, "len": 0.5, "x": 1.0,
        "outlinewidth": 0, "tickfont": {"size": 11},
    }  # fmt: skip
    line = {
        "width": 9, "color": values, "colorscale": SPEEDS, "cmin": 0, "cmax": max(values),
        "showscale": True, "colorbar": bar,
    }  # fmt: skip
    ends = points[[0, -1]]
    return [
        {**_points(points), "mode": "lines", "line": line, "showlegend": False,
         "text": [f"{value} cm/s" for value in values], "hoverinfo": "text"},
        {**_points(ends), "mode": "markers", "showlegend": False, "hoverinfo": "text",
         "text": ["start", "goal"],
         "marker": {"size": [6, 7], "symbol": ["circle", "diamond"],
                    "color": ["#8a8f98", ZONE_COLORS["affordance"]]}},
    ]  # fmt: skip


def line(points: np.ndarray, name: str, color: str, width: float, **more: Any) -> Trace:
    """A plain line through points (M, 3) [m]."""
    return {
        **_points(points), "mode": "lines", "name": name, "hoverinfo": "name",
        "line": {"color": color, "width": width}, **more,
    }  # fmt: skip


def balls(places: Sequence[tuple[Vec3, float]], name: str, color: str) -> list[Trace]:
    """Balls with their radii [m], one line in the legend for all."""
    arc = np.linspace(0, math.pi, 7)
    ball, faces = _turned([(-math.cos(a), math.sin(a)) for a in arc], 10)
    traces = []
    for number, (center, radius) in enumerate(places):
        mesh = _mesh(ball * radius + center, faces, color, 0.35)
        traces.append({**mesh, "name": name, "legendgroup": name, "showlegend": number == 0,
                       "visible": "legendonly", "hoverinfo": "skip"})  # fmt: skip
    return traces


def speed_colors(speeds: Sequence[float]) -> np.ndarray:
    """Colours (n, 3) of speeds, RGB in [0, 1], as on a `way`."""
    share = np.asarray(speeds) / max(speeds)
    stops = [stop for stop, _ in SPEEDS]
    parts = [[int(color[i : i + 2], 16) / 255 for _, color in SPEEDS] for i in (1, 3, 5)]
    return np.stack([np.interp(share, stops, part) for part in parts], 1)


def space_layout(height: int) -> Mapping[str, Any]:
    """The layout of a figure in space; no background, so that it suits light and dark.

    Args:
        height: [pixels]
    """
    low, high = SPAN
    axis = {
        "showbackground": False, "gridcolor": "rgba(128,128,128,.22)", "zeroline": False,
        "showspikes": False, "nticks": 6, "tickfont": {"size": 10},
    }  # fmt: skip
    names = ("x, forward [cm]", "y, left [cm]", "z, up [cm]")
    axes = {
        f"{letter}axis": {**axis, "title": {"text": name, "font": {"size": 11}},
                          "range": [100 * low[i], 100 * high[i]]}
        for i, (letter, name) in enumerate(zip("xyz", names, strict=True))
    }  # fmt: skip
    eye = {"x": -0.76, "y": -0.88, "z": 0.7}
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "#8a8f98", "size": 12},
        "scene": {
            **axes,
            "aspectmode": "manual",
            "aspectratio": {
                letter: round(1.85 * (b - a), 3)
                for letter, a, b in zip("xyz", low, high, strict=True)
            },
            "camera": {
                "eye": eye,
                "center": {"x": 0.0, "y": 0.0, "z": -0.2},
                "projection": {"type": "orthographic"},
            },
        },
        "legend": {
            "x": 0.01,
            "y": 0.99,
            "bgcolor": "rgba(0,0,0,0)",
            "itemsizing": "constant",
            "orientation": "h",
            "yanchor": "top",
            "entrywidth": 0,
        },
        "showlegend": True,
    }


def packed(values: np.ndarray, unit: float) -> dict[str, Any]:
    """Numbers as plotly reads them from few bytes: whole multiples of a unit."""
    whole = np.clip(np.round(values / unit), -32000, 32000).astype("<i2")
    coded = base64.b64encode(np.ascontiguousarray(whole).tobytes()).decode("ascii")
    shape = {"shape": ", ".join(map(str, whole.shape))} if whole.ndim > 1 else {}
    return {"dtype": "i2", "bdata": coded, **shape}


# --- shapes --------------------------------------------------------------------------------------


def shape(thing: Entity) -> tuple[np.ndarray, list[tuple[int, int, int]]]:
    """A thing as corners (n, 3) in its own frame [m] and triangles."""
    half = 0.5 * np.array(thing.extent)
    form = thing.affords.shape
    if form == "sphere":
        arc = np.linspace(0, math.pi, 13)
        points, faces = _turned([(-math.cos(a), math.sin(a)) for a in arc])
    elif form == "vessel":
        thick, wall = WALL / half[:2].min(), WALL / half[2]
        foot = 0.62 if thing.kind in ("bowl", "plate") and wall < 1 else 1.0
        profile = [(-1, 0.0), (-1, foot), (1, 1.0), (1, 1.0 - thick),
                   (-1 + min(wall, 1.0), foot - thick), (-1 + min(wall, 1.0), 0.0)]  # fmt: skip
        points, faces = _turned(profile, SIDES if is_round(thing) else 4)
    elif form == "cylinder":
        points, faces = _turned([(-1, 0.0), (-1, 1.0), (1, 1.0), (1, 0.0)])
    else:
        points, faces = _turned([(-1, 0.0), (-1, 1.0), (1, 1.0), (1, 0.0)], 4)
    return points * half, faces


def shade(thing: Entity) -> str:
    """The colour of a thing as `#rrggbb`."""
    if thing.color is None and thing.affords.shape == "fixture":
        return WOOD
    parts = (round(255 * part) for part in COLORS[thing.color or "gray"])
    return "#" + "".join(f"{part:02x}" for part in parts)


# --- zones ---------------------------------------------------------------------------------------


def _zone(zone: Zone, axes: Sequence[np.ndarray]) -> Iterator[Trace]:
    color = ZONE_COLORS[zone.kind]
    near = np.abs(zone.gap) < max(float(line[1] - line[0]) for line in axes) * BEYOND
    if not near.any():
        return
    spans = [np.flatnonzero(near.any(axis=other)) for other in ((1, 2), (0, 2), (0, 1))]
    cut = [slice(max(span[0] - 1, 0), span[-1] + 2) for span in spans]
    gap = zone.gap[tuple(cut)]
    lines = [line[part] for line, part in zip(axes, cut, strict=True)]
    while gap.size > MOST_CELLS:
        gap, lines = gap[::2, ::2, ::2], [line[::2] for line in lines]
    yield {
        "type": "isosurface",
        # The page's script makes coordinates of all cells of these.
        "cells": [[round(100 * float(v), 2) for v in line] for line in lines],
        "value": packed(gap.ravel(), 0.001),
        "isomin": -1,
        "isomax": 0,
        "surface": {"count": 1, "fill": 1},
        "caps": {side: {"show": False} for side in ("x", "y", "z")},
        "colorscale": [[0, color], [1, color]],
        "showscale": False,
        "opacity": 0.22,
        "flatshading": False,
        "lighting": LIGHT,
        "name": zone.words,
        "showlegend": True,
        "hoverinfo": "name",
    }
    if zone.kind == "rotation":
        yield _arrows(zone, axes)


def _arrows(zone: Zone, axes: Sequence[np.ndarray]) -> Trace:
    """Where the tool is to point, inside a zone."""
    inside = np.argwhere(zone.gap < 0)
    some = inside[np.linspace(0, len(inside) - 1, min(len(inside), 12)).astype(int)]
    places = np.stack([line[some[:, i]] for i, line in enumerate(axes)], 1)
    w, x, y, z = zone.value
    way = [row[2] for row in rotation_matrix((w, x, y, z))]
    color = ZONE_COLORS[zone.kind]
    return {
        **_points(places), "type": "cone", "showscale": False, "sizemode": "raw", "sizeref": 6,
        **{name: [round(part, 3)] * len(some) for name, part in zip("uvw", way, strict=True)},
        "colorscale": [[0, color], [1, color]], "name": "the tool points so", "showlegend": True,
        "hoverinfo": "name",
    }  # fmt: skip


def _turned(
    profile: Sequence[tuple[float, float]], sides: int = SIDES
) -> tuple[np.ndarray, list[tuple[int, int, int]]]:
    """A surface of revolution about z; with four sides, as wide as its profile along x and y.

    Args:
        profile: heights and radii.
    """
    turn = 2 * math.pi * (np.arange(sides) + 0.5) / sides
    wide = math.sqrt(2) if sides == 4 else 1.0
    points = np.array([(wide * r * math.cos(a), wide * r * math.sin(a), z)
                       for z, r in profile for a in turn])  # fmt: skip
    faces = []
    for ring in range(len(profile) - 1):
        for side in range(sides):
            a, b = ring * sides + side, ring * sides + (side + 1) % sides
            if profile[ring][1] > 0:
                faces.append((a, b, b + sides))
            if profile[ring + 1][1] > 0:
                faces.append((a, b + sides, a + sides))
    return points, faces


def _mesh(
    points: np.ndarray, faces: Sequence[tuple[int, int, int]], color: str, opacity: float
) -> Trace:
    i, j, k = zip(*faces, strict=True)
    return {
        **_points(points), "type": "mesh3d", "i": i, "j": j, "k": k, "color": color,
        "opacity": opacity, "flatshading": True, "lighting": LIGHT, "showlegend": False,
    }  # fmt: skip


def _points(points: np.ndarray) -> Trace:
    """A scatter's coordinates [cm]; of points (n, 3) [m]."""
    columns = {letter: np.round(100 * points[:, i], 1).tolist() for i, letter in enumerate("xyz")}
    return {"type": "scatter3d", **columns}
