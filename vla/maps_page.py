"""Maps page: what value maps made of each motion of a plan, in one HTML file that loads nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from vla.report import GREY, layout, plan_lines, write_page
from vla.scene import Vec3
from vla.space_figure import ZONE_COLORS, balls, labels, packed, space_layout, surfaces, things, way
from vla.tabs import Pane, tabs
from vla.ways import Journey, Zones

COSTS = ((0.0, "#fdf6dc"), (0.3, "#b9dfcf"), (0.65, "#5fa3ad"), (1.0, "#2f5573"))
"""Colours of the cost of the rest of the way, from the goal on."""
SOLID = "#6b7280"
HINT = (
    "All of the hand and what it holds stay out of what is red, or the fingertips where it says"
    " so; the line is the way of the point between these. Turn it with the mouse; click on a name"
    " in the legend to hide or show it."
)
SLICED = (
    "Slices through the goal <small>the further the rest of the way, the darker; where there is"
    " none, the hand does not fit</small>"
)
SLICES = (
    ("from above", (1, 0), 2, True),
    ("from the right", (0, 2), 1, False),
    ("from behind", (1, 2), 0, True),
)
"""Name, the axes to the right and up, the axis that is cut, whether the first runs leftward."""


@dataclass(frozen=True, eq=False)
class Survey:
    """A motion and its value maps, all that the page shows.

    Attributes:
        zones: all that is painted.
        cost: (X, Y, Z) of the rest of the way, infinite where none leads to the goal [m].
        solid: (X, Y, Z) distance from things that must not be touched [m].
        hand: balls of the hand and what it holds where there is least room: middle and radius [m].
        slow: (M,) share of the usual speed that the velocity map allows along the way.
    """

    journey: Journey
    zones: Zones
    cost: np.ndarray
    solid: np.ndarray
    hand: Sequence[tuple[Vec3, float]]
    slow: Sequence[float]


def write_maps_page(path: Path, instruction: str, code: str, surveys: Sequence[Survey]) -> None:
    """Write the page.

    Args:
        code: the plan.
        surveys: at least one.
    """
    panes = [_pane(survey) for survey in surveys]
    body = (
        _head(instruction, surveys),
        tabs("Motions", HINT, panes),
        plan_lines(code),
    )
    write_page(path, instruction, "\n".join(body))


def _head(instruction: str, surveys: Sequence[Survey]) -> str:
    count = len(surveys)
    asked = dict.fromkeys(zone.words for survey in surveys for zone in survey.zones.every
                          if zone.kind != "affordance")  # fmt: skip
    found = [survey for survey in surveys if survey.journey.searches[0].points]
    word, kind = (("a way for each", "good") if len(found) == count
                  else (f"{count - len(found)} without a way", "bad"))  # fmt: skip
    return (
        f'<header><p class="badge {kind}">{count} motion{"s" * (count > 1)}, {word}</p>'
        f"<h1>“{escape(instruction)}”</h1>"
        f'<p class="verdict">Value maps: {escape("; ".join(asked))}.</p></header>'
    )


def _pane(survey: Survey) -> Pane:
    journey, first = survey.journey, survey.journey.searches[0]
    facts = {"skill": journey.call, "search": f"{first.milliseconds:.0f} ms"}
    figures: list[Mapping[str, Any]] = [_space(survey)]
    if first.least is None:
        facts["no way"] = first.missing
    else:
        facts |= {
            "length": f"{100 * first.length:.0f} cm",
            "least room": f"{100 * first.least:.1f} cm",
            "fastest": f"{100 * max(first.speeds):.0f} cm/s",
        }
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
                     for name, value in facts.items())  # fmt: skip
    html = f'<dl>{listed}</dl><div class="draw"></div>'
    slices = [_slice(survey, shown, cut, leftward) for _, shown, cut, leftward in SLICES]
    goal = _goal(survey)
    titles = [f"{name}, {'xyz'[cut]} = {100 * goal[cut]:.0f} cm".replace("-", "\N{MINUS SIGN}")
              for name, _, cut, _ in SLICES]  # fmt: skip
    html += _row(SLICED, titles)
    figures += slices
    if first.points:
        html += _row("", ["Room for the hand <small>[cm]</small>", "Speed <small>[cm/s]</small>"],
                     440)  # fmt: skip
        figures += [_curve(survey, first.room, "#3b82f6"), _curve(survey, first.speeds, "#f97316")]
    return Pane(journey.title, html, figures)


def _row(heading: str, titles: Sequence[str], least: int = 300) -> str:
    cards = "".join(
        f'<figure class="card"><h3>{title}</h3><div class="draw"></div></figure>'
        for title in titles
    )
    head = f"<h3>{heading}</h3>" if heading else ""
    return f'{head}<div class="row" style="--least:{least}px">{cards}</div>'


def _space(survey: Survey) -> Mapping[str, Any]:
    first, scene = survey.journey.searches[0], survey.journey.scene
    traces = [*surfaces(survey.zones), *things(scene), labels(scene)]
    if first.points:
        traces += way(np.array(first.points), first.speeds, "the way, by speed")
        traces += balls(survey.hand, "the hand where it is tightest", "#3b82f6")
    return {"data": traces, "layout": space_layout(560)}


def _goal(survey: Survey) -> Sequence[float]:
    """Where the motion is to end [m]."""
    (goal,) = survey.journey.searches[0].maps["affordance"]["paints"]
    return goal["region"]["center"]


def _slice(survey: Survey, shown: tuple[int, int], cut: int, leftward: bool) -> Mapping[str, Any]:
    """A heat map of the costs in a plane, with what is solid or painted there, and the way."""
    axes, goal = survey.zones.axes, _goal(survey)
    right, up = shown
    row = int(np.abs(axes[cut] - goal[cut]).argmin())
    spans = {"x": [round(100 * float(v), 2) for v in axes[right]],
             "y": [round(100 * float(v), 2) for v in axes[up]]}  # fmt: skip

    def plane(values: np.ndarray) -> np.ndarray:
        flat = np.take(values, row, cut)
        return flat if up < right else flat.T  # rows run up

    cost = plane(survey.cost)
    known = np.isfinite(cost)
    most = float(np.quantile(survey.cost[np.isfinite(survey.cost)], 0.98)) if known.any() else 1.0
    heat = [[round(100 * float(v)) if there else None for v, there in zip(*rows, strict=True)]
            for rows in zip(cost, known, strict=True)]  # fmt: skip
    traces: list[dict[str, Any]] = [
        {"type": "heatmap", **spans, "z": heat, "zmin": 0, "zmax": round(100 * most),
         "colorscale": COSTS, "showscale": False, "zsmooth": False, "hoverongaps": False,
         "hovertemplate": "%{z:.0f} cm<extra></extra>"},
        _area(spans, plane(survey.solid), SOLID, 0.75),
        *(_area(spans, plane(zone.gap), ZONE_COLORS[zone.kind], 0.3)
          for zone in survey.zones.every if zone.kind not in ("affordance", "rotation")),
    ]  # fmt: skip
    points = 100 * np.array(survey.journey.searches[0].points).reshape(-1, 3)
    for color, width in (("#ffffff", 5), ("#111827", 2)):
        traces.append({
            "type": "scatter", "mode": "lines", "x": points[:, right].round(1).tolist(),
            "y": points[:, up].round(1).tolist(), "line": {"color": color, "width": width},
            "hoverinfo": "skip",
        })  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "markers", "x": [round(100 * goal[right], 1)],
        "y": [round(100 * goal[up], 1)], "hoverinfo": "skip",
        "marker": {"symbol": "diamond", "size": 10, "color": ZONE_COLORS["affordance"],
                   "line": {"color": "#ffffff", "width": 1.5}},
    })  # fmt: skip
    edges = [[values[0], values[-1]] for values in spans.values()]
    made = layout(
        height=250,
        hovermode="closest",
        xaxis={"range": edges[0][::-1] if leftward else edges[0], "rangemode": "normal",
               "constrain": "domain", "showgrid": False,
               "title": {"text": f"{'xyz'[right]} [cm]", "standoff": 4}},
        yaxis={"range": edges[1], "rangemode": "normal", "scaleanchor": "x", "showgrid": False,
               "constrain": "domain", "title": {"text": f"{'xyz'[up]} [cm]", "standoff": 4}},
    )  # fmt: skip
    return {"data": traces, "layout": {**made, "margin": {"l": 46, "r": 6, "t": 6, "b": 42}}}


def _area(spans: Mapping[str, Any], gap: np.ndarray, color: str, opacity: float) -> dict[str, Any]:
    """Where a plane is inside of something."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return {
        "type": "contour", **spans, "z": packed(gap, 0.001), "showscale": False,
        "contours": {"type": "constraint", "operation": ">", "value": 0},
        "fillcolor": f"rgba({red},{green},{blue},{opacity})",
        "line": {"color": color, "width": 1.5}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _curve(survey: Survey, values: Sequence[float], color: str) -> Mapping[str, Any]:
    """A curve along the way, over where it is to be slow."""
    points = np.array(survey.journey.searches[0].points)
    arc = np.concatenate(([0.0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()))
    along = [round(100 * float(place), 1) for place in arc]
    trace = {
        "type": "scatter", "mode": "lines", "x": along,
        "y": [round(100 * value, 1) for value in values], "fill": "tozeroy",
        "fillcolor": f"{color}22", "line": {"color": color, "width": 2.5},
        "hovertemplate": "%{y} <extra></extra>",
    }  # fmt: skip
    bands = [
        {"type": "rect", "yref": "paper", "x0": begin, "x1": end, "y0": 0, "y1": 1,
         "line": {"width": 0}, "layer": "below", "fillcolor": f"{ZONE_COLORS['velocity']}2b"}
        for begin, end, share in zip(along, along[1:], survey.slow, strict=False) if share < 1
    ]  # fmt: skip
    zero = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0,
            "line": {"color": GREY, "width": 1}}  # fmt: skip
    made = layout(suffix=" cm", shapes=[*bands, zero], height=220)
    return {"data": [trace], "layout": made}
