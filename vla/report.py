"""Report: one HTML file that tells a run, with nothing to load from anywhere.

Storyboard, film, the plan with the evidence for every step, and plots over time. The only door
to plotly, of which it embeds the JavaScript.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import plotly

from vla.report_style import STYLE
from vla.tabs import TABS_STYLE, json_text
from vla.telemetry import Telemetry
from vla.trace import (
    Checked,
    Consulted,
    Event,
    Looked,
    Recovered,
    Replanned,
    SkillEnded,
    SkillSkipped,
    Violated,
)
from vla.ways import Journey, Zones
from vla.ways_section import ways_section

MAX_FILM = 12_000_000
"""[bytes] up to which the film is put into the page itself."""
PALETTE = ("#3b82f6", "#f97316", "#10b981", "#a855f7", "#ec4899", "#eab308")
"""Seen well on white and on black."""
GREY = "#8a8f98"
"""Of what stands beside the curves."""
MARKS = {True: "✓", False: "✗", None: "?"}


@dataclass(frozen=True)
class Picture:
    """One picture of the storyboard."""

    caption: str
    jpeg: bytes
    ok: bool | None = None
    """`None` for the picture before the first step."""
    time: float = 0.0
    """[s]"""


@dataclass(frozen=True)
class Story:
    """Everything a report tells."""

    instruction: str
    success: bool
    verdict: str
    code: str
    """The plan as first made."""
    lines: Mapping[str, int]
    """Path in the plan -> line of the code, from 1."""
    events: Sequence[Event]
    pictures: Sequence[Picture]
    telemetry: Telemetry
    limits: Mapping[str, float] = field(default_factory=dict)
    """Watched thing -> distance to keep [m]."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Figures for the head of the page: name -> value."""
    film: Path | None = None
    ways: Sequence[tuple[Journey, Zones]] = ()
    """Motions that value maps led, with what is painted on these."""
    looks: Sequence[Picture] = ()
    """Pictures that the plan asked something of, with what was found in them."""


def write_report(path: Path, story: Story) -> None:
    """Write the page of a run."""
    body = (
        _head(story), _film(story), _storyboard(story), _plan(story),
        board("What it looked at", story.looks), _plots(story), ways_section(story.ways),
        _log(story),
    )  # fmt: skip
    write_page(path, story.instruction, "\n".join(body))


def write_page(path: Path, title: str, body: str) -> None:
    """Write any page in the look of reports; what is shown is HTML: `plots`, `tabs`."""
    script = Path(plotly.__file__).with_name("package_data") / "plotly.min.js"
    path.write_text(
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{STYLE}{TABS_STYLE}</style>"
        f"<script>{script.read_text('utf-8')}</script></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n",
        "utf-8",
    )


def _head(story: Story) -> str:
    word, kind = ("Success", "good") if story.success else ("Not achieved", "bad")
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in story.facts.items()
    )
    return (
        f'<header><p class="badge {kind}">{MARKS[story.success]} {word}</p>'
        f"<h1>“{escape(story.instruction)}”</h1>"
        f'<p class="verdict">{escape(story.verdict)}</p><dl>{facts}</dl></header>'
    )


def _film(story: Story) -> str:
    if story.film is None or not story.film.exists():
        return ""
    content = story.film.read_bytes()
    source = _data("video/mp4", content) if len(content) < MAX_FILM else story.film.name
    poster = f' poster="{_data("image/jpeg", story.pictures[0].jpeg)}"' if story.pictures else ""
    video = f'<video controls loop muted playsinline{poster} src="{source}"></video>'
    return f"<section>{video}</section>"


def _storyboard(story: Story) -> str:
    return board("Storyboard", story.pictures)


def board(heading: str, pictures: Sequence[Picture]) -> str:
    """A section of pictures with their captions; nothing if there are none."""
    if not pictures:
        return ""
    figures = "".join(
        f'<figure><img alt="{escape(picture.caption)}" src="{_data("image/jpeg", picture.jpeg)}">'
        f"<figcaption>{_mark(picture.ok) if picture.ok is not None else ''}"
        f"<span>{escape(picture.caption)}</span><time>{picture.time:.1f} s</time>"
        "</figcaption></figure>"
        for picture in pictures
    )
    return f'<section><h2>{heading}</h2><div class="board">{figures}</div></section>'


def _plan(story: Story) -> str:
    told: dict[int, list[Event]] = {}
    for event in story.events:
        if isinstance(event, (Checked, Looked, SkillEnded, SkillSkipped, Recovered)):
            told.setdefault(story.lines.get(event.path, 0), []).append(event)
    rows = []
    for number, line in enumerate(story.code.splitlines(), 1):
        events = told.get(number, [])
        ends = [e for e in events if isinstance(e, (SkillEnded, SkillSkipped))]
        mark, text = "", f"<code>{_coloured(line)}</code>"
        if ends:
            mark = _mark(isinstance(ends[-1], SkillSkipped) or ends[-1].ok)
            text += f"<small>{escape(ends[-1].evidence)}</small>"
        if events:
            evidence = "".join(f"<li>{_evidence(event)}</li>" for event in events)
            text = f"<details><summary>{text}</summary><ul>{evidence}</ul></details>"
        rows.append(f'<div class="line"><i>{number}</i><b>{mark}</b>{text}</div>')
    return (
        '<section><h2>Plan</h2><p class="hint">Open a line for the evidence.</p>'
        f'<div class="plan">{"".join(rows)}</div></section>'
    )


def plan_lines(code: str) -> str:
    """A plan that nothing is known about yet."""
    rows = (
        f'<div class="line"><i>{number}</i><b></b><code>{_coloured(line)}</code></div>'
        for number, line in enumerate(code.splitlines(), 1)
    )
    return f'<section><h2>Plan</h2><div class="plan">{"".join(rows)}</div></section>'


def _evidence(event: Event) -> str:
    when = f"<time>{event.time:.1f} s</time> "
    if isinstance(event, Checked):
        words = f"{escape(event.role)} <code>{escape(event.condition)}</code> "
        return f"{when}{_mark(event.truth)} {words}<span>{escape(event.evidence)}</span>"
    mark = _mark(event.ok) if isinstance(event, SkillEnded) else ""
    return f"{when}{mark} {escape(str(event))}"


def _log(story: Story) -> str:
    important = (SkillEnded, SkillSkipped, Recovered, Replanned, Consulted, Violated)
    rows = "".join(
        f'<li class="{"loud" if isinstance(event, important) else "quiet"}">'
        f"<time>{event.time:.2f} s</time> {escape(str(event))}</li>"
        for event in story.events
    )
    return (
        f"<section><details><summary><h2>Trace</h2> {len(story.events)} events</summary>"
        f'<ol class="log">{rows}</ol></details></section>'
    )


def _plots(story: Story) -> str:
    data = story.telemetry
    if len(data.time) < 2:
        return ""
    charts: list[tuple[str, str, list[tuple[str, Sequence[float | None]]], dict[str, float]]] = [
        (
            "Distance of the tool to things",
            "cm",
            [(n, _cm(v)) for n, v in data.distance.items()],
            {},
        ),
        ("Height of the tool", "cm", [("height", _cm(data.height))], {}),
        ("Speed of the tool", "cm/s", [("speed", _cm(data.speed))], {}),
        ("Gripper opening", "mm", [("width", [1000 * v for v in data.width])], {}),
        (
            "Clearance of the robot and what it holds",
            "cm",
            [(name, _cm(values)) for name, values in data.clearance.items()],
            {name: 100 * limit for name, limit in story.limits.items()},
        ),
    ]
    steps = [e for e in story.events if isinstance(e, SkillEnded)]
    drawn = [
        (f"{title} <small>[{unit}]</small>", _chart(data.time, curves, limits, steps))
        for title, unit, curves, limits in charts if curves
    ]  # fmt: skip
    return plots("Over time", "Dotted lines: a skill ends.", drawn)


def plots(heading: str, hint: str, charts: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """A section of plotly figures, each with its title in HTML; one such section per page."""
    boxes = "".join(f'<figure class="plot"><h3>{t}</h3><div></div></figure>' for t, _ in charts)
    options = json.dumps({"displayModeBar": False, "responsive": True})
    draw = (
        f"const charts={json_text([chart for _, chart in charts])};"
        "document.querySelectorAll('.plot>div').forEach("
        f"(box,i)=>Plotly.newPlot(box,charts[i].data,charts[i].layout,{options}));"
    )
    return (
        f'<section><h2>{heading}</h2><p class="hint">{hint}</p>'
        f'<div class="plots">{boxes}</div><script>{draw}</script></section>'
    )


def _chart(
    time: Sequence[float],
    curves: Sequence[tuple[str, Sequence[float | None]]],
    limits: Mapping[str, float],
    steps: Sequence[SkillEnded],
) -> dict[str, Any]:
    """A plotly figure of curves over time."""
    rounded = [round(t, 3) for t in time]
    traces = [
        {
            "x": rounded,
            "y": [None if v is None else round(v, 2) for v in values],
            "name": name.replace("_", " "),
            "mode": "lines",
            "line": {"width": 2, "color": PALETTE[index % len(PALETTE)]},
        }
        for index, (name, values) in enumerate(curves)
    ]
    ends = [
        {
            "type": "line", "x0": step.time, "x1": step.time, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": GREY if step.ok else "#ef4444", "width": 1, "dash": "dot"},
        }
        for step in steps
    ]  # fmt: skip
    marks = [
        {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit, "y1": limit,
            "line": {"color": "#ef4444", "width": 1.5, "dash": "dash"},
            "label": {"text": f"limit {name.replace('_', ' ')}", "font": {"color": "#ef4444"},
                      "textposition": "end"},
        }
        for name, limit in limits.items()
    ]  # fmt: skip
    legend = len(curves) > 1 or bool(limits)
    return {"data": traces, "layout": layout(legend, " s", shapes=[*ends, *marks])}


def layout(legend: bool = False, suffix: str = "", **more: Any) -> dict[str, Any]:
    """The layout of a plotly figure; greys and no background, so that it suits light and dark.

    Args:
        suffix: the unit behind the numbers below.
        more: of plotly's; axes are added to.
    """
    axis = {"gridcolor": "rgba(128,128,128,.18)", "zeroline": False, "rangemode": "tozero"}
    return {
        "height": 240,
        "margin": {"l": 40, "r": 8, "t": 8, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": GREY, "size": 12},
        "xaxis": {**axis, "ticksuffix": suffix, **more.pop("xaxis", {})},
        "yaxis": {**axis, **more.pop("yaxis", {})},
        "showlegend": legend,
        "legend": {"orientation": "h", "y": 1.12, "yanchor": "bottom", "x": 0},
        "hovermode": "x unified",
        **more,
    }


def _cm(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else 100 * value for value in values]


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _mark(ok: bool | None) -> str:
    kind = {True: "good", False: "bad", None: "open"}[ok]
    return f'<span class="mark {kind}">{MARKS[ok]}</span>'


def _coloured(line: str) -> str:
    """A line of code with its comment set apart."""
    code, hash_, comment = line.partition("#")
    if not hash_ or code.count("'") % 2:
        return escape(line)
    return f"{escape(code)}<em>{escape(hash_ + comment)}</em>"
