"""`vla data info | view | stats | verify | diff | replay | bench`: they change nothing."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vla import compose
from vla.commands.bars import episode_bar
from vla.errors import UserError
from vla.replay import replay as replay_all
from vla.stats import wilson


def info(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """What a dataset holds."""
    from vla.datasets.summary import summary

    config = compose.settings("data info", overrides)
    with opened(paths[0]) as dataset:
        found = summary(dataset, chosen(dataset, config["where"]).tolist())
    if config["format"] == "json":
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    facts = Table(box=None, show_header=False, padding=(0, 2))
    for name, value in found.items():
        if name not in ("features", "tasks"):
            facts.add_row(f"[bold]{name}[/]", escape(_said(value)))
    tasks = Table(header_style="bold", box=None, padding=(0, 2))
    for column in ("task", "episodes", "succeeded", "steps"):
        tasks.add_column(column, justify="left" if column == "task" else "right")
    for name, of in found["tasks"].items():
        tasks.add_row(escape(name), *(str(of[k]) for k in ("episodes", "succeeded", "steps")))
    table = Table(header_style="bold", box=None, padding=(0, 2))
    for column in ("feature", "shape", "type", "role", "kept as", "MB"):
        table.add_column(column, justify="right" if column == "MB" else "left", no_wrap=True)
    for name, of in found["features"].items():
        shape = " x ".join(map(str, of["shape"])) or "1"
        table.add_row(name, shape, of["dtype"], of["role"], of["codec"], f"{of['bytes'] / 1e6:.1f}")
    for part in (facts, tasks, table):
        console.print(part)
    return 0


def view(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """A page, or a Rerun recording."""
    config = compose.settings("data view", overrides)
    name = Path(paths[0].rstrip("/")).name.removesuffix(".zarr")
    with opened(paths[0]) as dataset:
        numbers = _spread(chosen(dataset, config["where"]), config["episodes"])
        if config["rerun"] is not None:
            from vla.datasets.rerun_recording import write_recording

            out = Path(config["out"] or f"outputs/{name}-{config['rerun']}.rrd")
            out.parent.mkdir(parents=True, exist_ok=True)
            with console.status("Writing the recording"):
                write_recording(dataset, int(config["rerun"]), out)
        else:
            from vla.datasets.page import write_page

            out = Path(config["out"] or f"outputs/{name}.html")
            with episode_bar(console) as bar:
                row = bar.add_task("drawing", total=len(numbers))
                write_page(
                    dataset, out, numbers, name, lambda done: bar.update(row, completed=done)
                )
    console.print(f"  {escape(str(out))}   {out.stat().st_size / 1e6:.1f} MB")
    return 0


def stats(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Statistics, a table per feature."""
    from vla.datasets.statistics import statistics

    config = compose.settings("data stats", overrides)
    with opened(paths[0]) as dataset:
        mask = np.zeros(len(dataset), bool)
        mask[chosen(dataset, config["where"])] = True
        with console.status("Computing"):
            found = statistics(dataset, mask, config["horizon"])
        features = dataset.schema.features
    if config["format"] == "json":
        plain = {k: {n: v.tolist() for n, v in of.items()} for k, of in found.items()}
        print(json.dumps(plain, indent=2))
        return 0
    columns = ("min", "q01", "q50", "q99", "max", "mean", "std")
    for key, of in found.items():
        feature = features.get(key) or features["action"]
        table = Table(title=key, title_justify="left", title_style="bold cyan", box=None)
        table.add_column("", style="dim", no_wrap=True)
        for column in columns:
            table.add_column(column, justify="right", no_wrap=True)
        names = ("red", "green", "blue") if feature.is_picture else feature.names
        for number in range(len(of["min"])):
            label = names[number] if len(names) > number else str(number)
            table.add_row(label, *(f"{of[column][number]:.3g}" for column in columns))
        console.print(table)
        console.print(f"[dim]{int(of['count'][0]):,} values of each[/]\n")
    return 0


def verify(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """All that is wrong; 0 if nothing is, 1 otherwise."""
    from vla.datasets.verify import verify as examine

    config = compose.settings("data verify", overrides)
    with episode_bar(console) as bar:
        row = bar.add_task("checking", total=None)
        found = examine(paths[0], config["deep"], lambda done: bar.update(row, completed=done))
    if config["format"] == "json":
        problems = [vars(problem) for problem in found.problems]
        print(json.dumps({**vars(found), "problems": problems, "ok": found.ok}, indent=2))
        return 0 if found.ok else 1
    for problem in found.problems:
        colour = "red" if problem.kind == "error" else "yellow"
        console.print(f"[{colour}]{problem.kind}:[/] {escape(f'{problem.where}: {problem.text}')}")
    what = f"{found.episodes} episodes, {found.steps} steps, {found.files} files"
    counts = Counter(problem.kind for problem in found.problems)
    if found.ok:
        notes = f", {counts['warning']} warnings" if counts["warning"] else ""
        console.print(f"[green]✓[/] {what}, {found.size / 1e6:.1f} MB: sound{notes}")
        return 0
    console.print(
        f"[red]✗[/] {what}: {counts['error']} errors. Mend it: vla data repair {paths[0]}"
    )
    return 1


def diff(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """How two datasets differ; 0 if they do not, 1 otherwise."""
    from vla.datasets.difference import diff as compared

    config = compose.settings("data diff", overrides)
    lines = compared(*paths)
    for line in lines[: config["limit"]]:
        console.print(escape(line))
    if len(lines) > config["limit"]:
        console.print(f"[dim]... and {len(lines) - config['limit']} more: limit={len(lines)}[/]")
    if not lines:
        console.print("[green]✓[/] They hold the same.")
    return 1 if lines else 0


def replay(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """How many succeed again; 1 if fewer than the gate asks for."""
    config = compose.settings("data replay", overrides)
    with opened(paths[0]) as dataset:
        numbers = chosen(dataset, config["where"])
        numbers = _spread(numbers, config["episodes"] or len(numbers))
        began = time.perf_counter()
        with episode_bar(console) as bar:
            row = bar.add_task("building", total=len(numbers))
            again = replay_all(dataset, numbers, config["worlds"], lambda: bar.advance(row))
        seconds = time.perf_counter() - began
        before = [dataset.episodes[number].success for number in numbers]
    table = Table(header_style="bold")
    for column in ("task", "recorded successes", "again", "rate", "95 % interval", "as recorded"):
        table.add_column(column, justify="left" if column == "task" else "right")
    tasks = [dataset.episodes[number].task for number in numbers]
    worst = 1.0
    for task in sorted(set(tasks)):
        mine = [i for i, name in enumerate(tasks) if name == task and before[i]]
        alike = sum(again[i] == before[i] for i, name in enumerate(tasks) if name == task)
        done = sum(again[i] for i in mine)
        low, high = wilson(done, len(mine))
        rate = done / len(mine) if mine else 0.0
        worst = min(worst, rate)
        table.add_row(
            escape(task), str(len(mine)), str(done), f"{rate:.1%}", f"{low:.0%} - {high:.0%}",
            f"{alike}/{tasks.count(task)}",
        )  # fmt: skip
    console.print(table)
    console.print(f"{len(numbers)} episodes in {seconds:.0f} s")
    return 0 if worst >= float(config["gate"]) else 1


def bench(paths: Sequence[str], overrides: Sequence[str], console: Console) -> int:
    """Samples per second, mode by mode."""
    from vla.datasets.bench import measure

    config = compose.settings("data bench", overrides)
    with opened(paths[0]) as dataset, console.status("Measuring"):
        rows = measure(dataset, config["batch_size"], config["n_obs_steps"], config["horizon"],
                       float(config["seconds"]))  # fmt: skip
    table = Table(header_style="bold")
    for column in ("frames from", "prefetch", "windows/s", "CPU ms/window", "first batch [s]"):
        table.add_column(column, justify="left" if column == "frames from" else "right")
    for row in rows:
        table.add_row(row.mode, row.ahead, f"{row.rate:,.0f}", f"{row.cpu_ms:.3f}",
                      f"{row.first:.2f}")  # fmt: skip
    console.print(table)
    return 0


def opened(path: str) -> Any:
    """A dataset, near or far."""
    from vla.datasets.dataset import Dataset

    return Dataset(path)


def chosen(dataset: Any, where: str | None) -> np.ndarray:
    """Numbers of the episodes that `where` names."""
    from vla.datasets.selection import select

    numbers = select(dataset, where or "")
    if not len(dataset):
        raise UserError(f"{dataset.url} has no episodes yet.")
    if not len(numbers):
        raise UserError(f"None of the {len(dataset)} episodes of {dataset.url} has {where}.")
    return numbers


def _spread(numbers: np.ndarray, most: int) -> list[int]:
    """At most so many, evenly chosen."""
    if most < 1:
        raise UserError(f"episodes={most} is not at least 1.")
    return numbers[
        np.unique(np.linspace(0, len(numbers) - 1, min(most, len(numbers))).astype(int))
    ].tolist()


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
