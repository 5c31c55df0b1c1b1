"""`vla tasks`: the task families and how they are worded."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vla import compose


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Print a table of families."""
    where = compose.settings("tasks", overrides)["where"]
    table = Table(header_style="bold", show_lines=True)
    for column in ("family", "scene", "said like this"):
        table.add_column(column)
    shown = [task for task in compose.tasks() if where in ("all", task.scene)]
    for task in shown:
        wordings = escape("\n".join(task.wordings))
        table.add_row(f"[bold cyan]{task.name}[/]", task.scene, wordings)
    console.print(table)
    console.print(f"{len(shown)} families. Measure them: vla bench skills tasks=<family>")
    return 0
