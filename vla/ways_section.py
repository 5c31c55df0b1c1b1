"""The section of a report about motions that value maps led."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from vla.space_figure import labels, line, space_layout, surfaces, things
from vla.tabs import Pane, tabs
from vla.ways import Journey, Zones

FAINTEST = 0.2
"""Opacity of the way that was searched first."""
SEARCHED, WENT = "#3b82f6", "#f97316"
HINT = (
    "Blue: the ways that were searched, the later the stronger. Orange: where the tool really"
    " went. Things and zones are shown where they were at first. Turn it with the mouse; click on"
    " a name in the legend to hide or show it."
)


def ways_section(ways: Sequence[tuple[Journey, Zones]]) -> str:
    """The section; nothing if no motion was led by value maps."""
    if not ways:
        return ""
    return tabs("The way through the value maps", HINT, [_pane(*way) for way in ways])


def _pane(journey: Journey, zones: Zones) -> Pane:
    html = f'<div class="draw"></div>{_searches(journey)}'
    return Pane(journey.title, html, [_space(journey, zones)])


def _space(journey: Journey, zones: Zones) -> Mapping[str, Any]:
    found = [search for search in journey.searches if search.points]
    traces = [*surfaces(zones), *things(journey.scene), labels(journey.scene)]
    for number, search in enumerate(found):
        share = number / max(len(found) - 1, 1)
        strength = 1.0 if len(found) == 1 else FAINTEST + (1 - FAINTEST) * share
        last = number == len(found) - 1
        name = f"{len(found)} ways searched" if len(found) > 1 else "the way searched"
        traces.append(
            line(np.array(search.points), name, SEARCHED, 11, opacity=round(strength, 2),
                 legendgroup=SEARCHED, showlegend=last, hoverinfo="text",
                 text=f"{search.time:.2f} s: {search.because}")
        )  # fmt: skip
    if journey.tool:
        traces.append(line(np.array(journey.tool), "the tool", WENT, 4))
    return {"data": traces, "layout": space_layout(520)}


def _searches(journey: Journey) -> str:
    """A row for every search."""
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell)}</td>"
            for cell in (
                f"{search.time:.2f} s",
                search.because if search.points else f"{search.because}: no way, {search.missing}",
                f"{100 * search.length:.0f} cm" if search.points else "",
                "" if search.least is None else f"{100 * search.least:.1f} cm",
                f"{search.milliseconds:.0f} ms",
            )
        )
        + "</tr>"
        for search in journey.searches
    )
    head = "".join(f"<th>{name}</th>" for name in ("at", "why", "length", "least room", "took"))
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div>"
    )
