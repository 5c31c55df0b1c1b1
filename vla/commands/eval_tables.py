"""Tables of an evaluation for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vla.commands.eval_guided import guided_table
from vla.commands.eval_result import ALL, RATE, Measured, Report

GOOD = 0.85
"""Success rate from which a task is green."""


def show(report: Report, console: Console) -> None:
    """Print everything."""
    for result in report.results:
        console.print(success_table(result, report.reworded))
        if report.reworded:
            console.print(_obedience(result))
        if result.seconds:
            console.print(shares(result))
        if result.latency:
            console.print(latency_table(result))
        for path in result.films:
            console.print(f"  {escape(str(path))}")
    if report.paired:
        console.print(paired_table(report))
    if report.settings.get("avoid") is not None:
        console.print(guided_table(report.results, report.settings["distance"]))
    if len(report.results[0].rows) > 1:
        console.print(f"mean of the tasks: {report.mean_of_tasks:.1%}")
    if report.gate is not None:
        word = "[green]passed[/]" if report.passed else "[red]not reached[/]"
        rate = report.results[0].whole.rate
        console.print(f"gate {report.gate:.0%}: {word} with {rate:.1%}")


def success_table(result: Measured, reworded: bool) -> Table:
    """Success at the end with its interval, ever-success, and how long a success takes."""
    table = Table(title=escape(result.name), title_justify="left", header_style="bold")
    table.add_column("task", no_wrap=True)
    word = "obeyed" if reworded else "success"
    columns = (word, "rate", "95 % interval", *(("other",) if reworded else ()),
               "ever", "steps", "seconds")  # fmt: skip
    for column in columns:
        table.add_column(column, justify="right")
    for name, row in result.rows.items():
        low, high = row.interval
        colour = "green" if row.rate >= GOOD else "yellow" if row.successes else "red"
        steps = row.steps
        other = (f"{row.did_other}",) if reworded else ()
        table.add_row(
            f"[bold]{name}[/]" if name == ALL else name,
            f"{row.successes}/{row.episodes}",
            f"[{colour}]{row.rate:.0%}[/]",
            f"{low:.0%} - {high:.0%}",
            *other,
            f"{row.ever}",
            "-" if steps is None else f"{steps:.0f}",
            "-" if steps is None else f"{steps / RATE:.1f}",
        )
    return table


def paired_table(report: Report) -> Table:
    """Two policies on the same episodes."""
    first, second = (result.name for result in report.results)
    table = Table(title=escape(f"{first} against {second}, on the same episodes"),
                  title_justify="left", header_style="bold")  # fmt: skip
    table.add_column("task", no_wrap=True)
    for column in ("both", "first only", "second only", "neither", "difference", "95 % interval",
                   "p (McNemar)"):  # fmt: skip
        table.add_column(column, justify="right")
    for name, pair in report.paired.items():
        low, high = pair.interval()
        table.add_row(
            f"[bold]{name}[/]" if name == ALL else name,
            *(f"{count}" for count in (pair.both, pair.first, pair.second, pair.neither)),
            f"{100 * pair.difference:+.1f} pp",
            f"{100 * low:+.1f} - {100 * high:+.1f}",
            f"{pair.p_value:.3g}",
        )
    return table


def latency_table(result: Measured) -> Table:
    """What one call of every part of the policy takes."""
    table = Table(header_style="bold")
    table.add_column("part of the policy")
    for column in ("calls", "mean", "half of them", "95 % of them"):
        table.add_column(column, justify="right")
    for name, part in result.latency.items():
        times = (f"{part[key]:.2f} ms" for key in ("mean_ms", "p50_ms", "p95_ms"))
        table.add_row(name, f"{part['calls']:.0f}", *times)
    return table


def shares(result: Measured) -> str:
    """Where the time went, and how fast it was."""
    total = result.seconds["total"]
    parts = {name: spent for name, spent in result.seconds.items() if name != "total"}
    listed = ", ".join(f"{name} {max(spent, 0) / total:.0%}" for name, spent in parts.items())
    speed = len(result.outcomes) / total
    return f"{total:.0f} s, {speed:.2f} episodes/s: {listed}"


def _obedience(result: Measured) -> str:
    row = result.whole
    neither = row.episodes - row.successes - row.did_other
    return (
        f"same scenes, other words: {row.successes} obeyed, {row.did_other} did what was not said,"
        f" {neither} neither"
    )
