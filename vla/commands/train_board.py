"""The live table of a training: on a terminal it is drawn anew, elsewhere lines are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from vla.commands.train_log import Log


class Board:
    """Shows how a training goes; a context manager.

    Args:
        title: what is trained on what.
        steps: of the whole training.
        log: where the figures are.
    """

    def __init__(self, console: Console, title: str, steps: int, log: Log):
        self._title, self._steps, self._log = title, steps, log
        self._drawn = console.is_terminal
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._share, self._doing = 0.0, ""

    def __enter__(self) -> Board:
        if self._drawn:
            self._live.start()
        return self

    def __exit__(self, *ignored: object) -> None:
        self.close()

    def close(self) -> None:
        """The table vanishes. Safe to call twice."""
        self._live.stop()

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Show what is going on between the steps."""
        self.show(self._share, what)
        try:
            yield
        finally:
            self.show(self._share)

    def show(self, share: float, doing: str = "") -> None:
        """Draw the newest figures; `share` of the budget is used."""
        self._share = share
        if not self._drawn:
            return
        newest = self._log.records[-1] if self._log.records else {"step": 0, "seconds": 0.0}
        spent = newest["seconds"]
        left = f", {_clock(spent * (1.0 - share) / share)} left" if share else ""
        table = Table(box=None, show_header=False, padding=(0, 2))
        table.add_column(style="dim")
        table.add_column(min_width=44)
        table.add_row("step", f"{newest['step']:,} of {self._steps:,}   {_clock(spent)}{left}")
        table.add_row("", ProgressBar(total=1.0, completed=min(share, 1.0), width=40))
        for name, value in figures(self._log).items():
            table.add_row(name, value)
        table.add_row("", f"[cyan]{escape(doing)}[/]")
        outer = Table(box=None, show_header=False)
        outer.add_row(f"[bold]{escape(self._title)}[/]")
        outer.add_row(table)
        self._live.update(outer, refresh=True)


def figures(log: Log) -> dict[str, str]:
    """The newest figures in words."""
    found: dict[str, str] = {}

    def add(name: str, key: str, form: str, scale: float = 1.0) -> None:
        value = log.last(key)
        if value is not None:
            found[name] = form.format(scale * value)

    add("loss", "loss", "{:.4f}")
    add("held-out loss", "held_out_loss", "{:.4f}")
    add("samples/s", "samples_per_second", "{:,.0f}")
    add("data wait", "data_wait", "{:.1f} %", 100.0)
    add("learning rate", "learning_rate", "{:.2e}")
    played = log.last("episodes")
    if played:
        low, high = log.last("success_low"), log.last("success_high")
        found["success"] = (
            f"{log.last('successes')} of {played}, {low:.0%} - {high:.0%}"
            f" (step {log.when('success'):,})"
        )
    return found


def one_line(log: Log, step: int) -> str:
    """The same on one line, for a log file."""
    parts = ", ".join(f"{name} {value}" for name, value in figures(log).items())
    return f"step {step:,}: {parts}"


def summary(rows: Mapping[str, str]) -> Table:
    """Figures and paths, a row each."""
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(style="bold")
    table.add_column()
    for name, value in rows.items():
        table.add_row(name, escape(value))
    return table


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
