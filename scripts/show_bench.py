"""Table and plot of what `bench_sim.py` has written: `python scripts/show_bench.py FILE.json`.

The plot is a page that loads nothing from anywhere, beside the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

OURS = "vla"
DASHES = {OURS: "solid", "AsyncVectorEnv": "dot"}
COLORS = ("#3b82f6", "#f97316", "#10b981", "#a855f7", "#ec4899", "#eab308")
NOTES = (
    "One env step is 50 ms of one world. Median of the turns ± half the distance between the"
    " quartiles; ratios are medians of turns taken next to each other. Resets take no measured"
    " time. The bare engine replays the environment's motor commands. Memory counts what was"
    " added to the process, or to the CUDA device, what is loaded only once included."
)

Cell = dict[str, Any]
"""See `bench_sim.Cell`."""
Rows = dict[tuple[str, str], list[Cell]]
"""Who and what -> a cell per number of worlds."""


def rows_of(cells: Sequence[Cell]) -> Rows:
    """The cells, sorted."""
    rows: Rows = {}
    for cell in cells:
        rows.setdefault((cell["who"], cell["what"]), []).append(cell)
    return rows


def tell(rows: Rows, console: Console) -> None:
    """Print the table, and beneath it why some of it is missing."""
    sizes = [cell["worlds"] for cell in next(iter(rows.values()))]
    table = _table("env steps per second", sizes, "best")
    best = {
        key: max([_median(c) for c in row if c["rates"]] or [np.nan]) for key, row in rows.items()
    }
    for key, row in rows.items():
        table.add_row(", ".join(key), *map(_rate, row), _number(best[key]))
    table.add_section()
    for (who, what), row in rows.items():
        if who != OURS:
            ours = rows[OURS, what]
            ratios = [_ratio(mine, theirs) for mine, theirs in zip(ours, row, strict=True)]
            overall = best[OURS, what] / best[who, what]
            table.add_row(f"{OURS} / {who}, {what}", *ratios, _number(overall, 2))
    room = _table("MB of memory per world", sizes)
    for key, row in rows.items():
        used = ((cell["memory"] or np.nan) / 1e6 for cell in row)
        room.add_row(", ".join(key), *(_number(size, 2) for size in used))
    console.print(table, room)
    console.print(NOTES, style="dim")
    why: dict[str, list[str]] = {}
    for key, row in rows.items():
        for cell in row:
            if not cell["rates"]:
                reason = cell["missing"] or "not reached"
                why.setdefault(reason, []).append(f"{', '.join(key)}, N = {cell['worlds']:,}")
    for reason, where in why.items():
        console.print(f"- {reason}: {'; '.join(where)}", markup=False, highlight=False)


def _table(title: str, sizes: Sequence[int], *more: str) -> Table:
    table = Table(title, box=SIMPLE_HEAD)
    for name in (*(f"N = {size:,}" for size in sizes), *more):
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _median(cell: Cell) -> float:
    return float(np.median(cell["rates"])) if cell["rates"] else np.nan


def _rate(cell: Cell) -> str:
    if not cell["rates"]:
        return "-"
    low, high = np.percentile(cell["rates"], (25, 75))
    median = _median(cell)
    return f"{_number(median)} [dim]±{(high - low) / 2 / median:3.0%}[/]"


def _ratio(mine: Cell, theirs: Cell) -> str:
    turns = [a / b for a, b in zip(mine["rates"], theirs["rates"], strict=False)]
    return _number(float(np.median(turns)), 2) if turns else "-"


def _number(number: float, digits: int = 0) -> str:
    return "-" if np.isnan(number) else f"{number:,.{digits}f}"


def figure(rows: Rows, facts: dict[str, str]) -> dict[str, Any]:
    """Rates over numbers of worlds: a colour per observation, a dash per contestant."""
    colors = dict(zip(dict.fromkeys(what for _, what in rows), COLORS * 2, strict=False))
    traces = []
    for (who, what), row in rows.items():
        there = [cell for cell in row if cell["rates"]]
        rates = np.array([np.percentile(cell["rates"], (25, 50, 75)) for cell in there])
        low, middle, high = rates.reshape(-1, 3).T
        traces.append({
            "name": f"{who}, {what}", "x": [cell["worlds"] for cell in there], "y": middle.tolist(),
            "mode": "lines+markers", "marker": {"size": 7},
            "line": {"color": colors[what], "dash": DASHES.get(who, "dash"), "width": 2},
            "error_y": {"array": (high - middle).tolist(), "arrayminus": (middle - low).tolist(),
                        "thickness": 1, "width": 3},
        })  # fmt: skip
    sizes = sorted({cell["worlds"] for row in rows.values() for cell in row})
    axis = {"type": "log", "gridcolor": "#e5e7eb", "linecolor": "#8a8f98", "ticks": "outside"}
    title = {"text": "Env steps per second", "subtitle": {"text": "<br>".join(facts.values())}}
    layout = {
        "title": title, "margin": {"t": 150}, "plot_bgcolor": "white", "hovermode": "x unified",
        "xaxis": {**axis, "title": {"text": "worlds"}, "tickvals": sizes},
        "yaxis": {**axis, "title": {"text": "env steps/s"}, "dtick": 1, "tickformat": ","},
    }  # fmt: skip
    return {"data": traces, "layout": layout}


def main() -> None:
    """Show every file."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    for path in map(Path, sys.argv[1:]):
        numbers = json.loads(path.read_text())
        facts, rows = numbers["machine"], rows_of(numbers["cells"])
        for name, fact in facts.items():
            console.print(f"[bold]{name}[/] {fact}", highlight=False)
        tell(rows, console)
        page = path.with_suffix(".html")
        options = {"toImageButtonOptions": {"format": "svg"}}
        plotly.io.write_html(
            figure(rows, facts), page, config=options, validate=False, default_height="96vh"
        )
        console.print(f"[bold]Numbers[/] {path}\n[bold]Plot[/] {page}", soft_wrap=True)


if __name__ == "__main__":
    main()
