"""Tables and files of `vla bench planner`; every table fits into 80 columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from vla.compose import Settings
from vla.plan_score import Attempt, Score, Share, score

LEGEND = (
    "Exec: skill calls that achieved their purpose; GCR: share of the goal that is met;"
    " things: plans about the right ones; false: said to be done, but not; mended: episodes in"
    " which something was made to go wrong and that succeeded all the same; 95 %: Wilson"
)
KEPT = ("tasks", "episodes", "control", "grounding", "overlay", "inject", "seed")
"""Settings that are written beside the numbers."""


def families(attempts: Sequence[Attempt]) -> dict[str, Score]:
    """Family -> its numbers."""
    names = dict.fromkeys(attempt.task for attempt in attempts)
    return {name: score([a for a in attempts if a.task == name]) for name in names}


def show(attempts: Sequence[Attempt], console: Console) -> None:
    """Print what was measured."""
    rows, everything = families(attempts), score(attempts)
    tables = [_results(rows, everything), _overall(everything), _costs(rows, everything)]
    if everything.recovered.of:
        tables.append(_mishaps(attempts))
    for table in tables:
        console.print(table)
        console.print()
    console.print(f"[dim]{LEGEND}[/]")


def bare(first: str, *columns: str) -> Table:
    """A table without lines, its first column for names."""
    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def rate_cells(share: Share) -> tuple[str, str, str]:
    """Count, coloured rate and interval."""
    colour = "green" if share.rate >= 0.95 else "yellow" if share.count else "red"
    low, high = share.interval
    return f"{share.count}/{share.of}", f"[{colour}]{share.rate:.2f}[/]", f"{low:.2f}-{high:.2f}"


def _results(rows: Mapping[str, Score], everything: Score) -> Table:
    table = bare("family", "SR", "", "95 %", "Exec", "GCR", "things", "false", "mended")
    for name, row in (*rows.items(), ("all", everything)):
        mended = f"{row.recovered.count}/{row.recovered.of}" if row.recovered.of else "-"
        table.add_row(
            name,
            *rate_cells(row.success),
            f"{row.executed.rate:.2f}",
            f"{row.met:.2f}",
            f"{row.referents.rate:.2f}",
            str(row.false_done.count),
            mended,
        )
    return table


def _overall(row: Score) -> Table:
    """Every rate of all episodes with its interval."""
    table = bare("all", "of", "rate", "95 %")
    for name, share in (
        ("success (SR)", row.success),
        ("skill calls that achieved their purpose (Exec)", row.executed),
        ("plans about the right things", row.referents),
        ("said to be done, but not", row.false_done),
        ("mended after what was made to go wrong", row.recovered),
    ):
        low, high = share.interval
        if share.of:
            table.add_row(
                name, f"{share.count}/{share.of}", f"{share.rate:.2f}", f"{low:.2f}-{high:.2f}"
            )
    table.add_row("goal conditions met (GCR)", "", f"{row.met:.2f}", "")
    return table


def _costs(rows: Mapping[str, Score], everything: Score) -> Table:
    """What the planner said and took."""
    table = bare("planner", "asks", "refuses", "answers", "ms", "95 % ms", "tokens", "written")
    for name, row in (*rows.items(), ("all", everything)):
        table.add_row(
            name,
            str(row.asked),
            str(row.refused),
            str(row.answers),
            f"{row.milliseconds:.0f}",
            f"{row.slowest:.0f}",
            f"{row.spent.read:,}" if row.spent.calls else "-",
            f"{row.spent.written:,}" if row.spent.calls else "-",
        )
    return table


def _mishaps(attempts: Sequence[Attempt]) -> Table:
    table = bare("what went wrong", "mended", "", "95 %")
    for kind, share in mended(attempts).items():
        table.add_row(kind, *rate_cells(share))
    return table


def mended(attempts: Sequence[Attempt]) -> dict[str, Share]:
    """What was made to go wrong -> episodes that succeeded all the same."""
    kinds = sorted({attempt.mishap for attempt in attempts} - {""})
    return {kind: Share.among(a.success for a in attempts if a.mishap == kind) for kind in kinds}


def record(attempts: Sequence[Attempt], config: Settings) -> dict[str, Any]:
    """What was measured, for a file."""
    return {
        "settings": {key: config[key] for key in KEPT},
        "planner": config.chosen["planner"],
        "families": {name: numbers(row) for name, row in families(attempts).items()},
        "all": numbers(score(attempts)),
        "mended": {kind: [s.count, s.of] for kind, s in mended(attempts).items()},
        "failures": [asdict(attempt) for attempt in attempts if not attempt.success],
    }


def numbers(row: Score) -> dict[str, Any]:
    """A score for a file, with its rates."""
    told = asdict(row)
    for name, value in told.items():
        part = getattr(row, name)
        if isinstance(part, Share):
            value["rate"] = part.rate
    return told


def write(path: Path, told: Mapping[str, Any]) -> None:
    """As JSON."""
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
