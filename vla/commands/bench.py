"""`vla bench skills`: how often plans succeed, family by family, with 95 % intervals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from vla import compose
from vla.agent import Job, Outcome
from vla.agent import run as run_jobs
from vla.commands.bars import episode_bar
from vla.commands.bench_episodes import check_episodes, dice, forgiving
from vla.compose import Settings
from vla.planner import Planner
from vla.preparation import make_folder, result_folder
from vla.stats import wilson
from vla.task import Task
from vla.trace import Event, Verdict


@dataclass(frozen=True)
class Row:
    """One family's result."""

    task: str
    outcomes: tuple[Outcome, ...]

    @property
    def successes(self) -> int:
        return sum(outcome.success for outcome in self.outcomes)

    @property
    def failures(self) -> Counter[str]:
        return Counter(o.category for o in self.outcomes if not o.success)

    def mean(self, count: str) -> float:
        """Of one of the outcomes' counts."""
        return fmean(outcome.counts[count] for outcome in self.outcomes)


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Measure; 0 whatever the result is, 130 with what was measured so far after Ctrl-C."""
    config = compose.settings("bench", overrides)
    check_episodes(config)
    out = result_folder(config["out"], "bench")
    tasks = compose.tasks(str(config["tasks"]))
    planner = compose.part(config["planner"]) if config["mode"] == "language" else None
    rows: list[Row] = []
    code = 0
    with episode_bar(console) as bar:
        total = bar.add_task("all", total=config["episodes"] * len(tasks))
        try:
            for scene in sorted({task.scene for task in tasks}):
                _measure(scene, tasks, config, planner, rows, bar, total)
        except KeyboardInterrupt:
            code = 130
    if rows:
        console.print(_table(rows))
        make_folder(out)
        _write(out / "skills.json", rows, config)
        console.print(f"  {escape(str(out / 'skills.json'))}")
    return code


def _measure(
    scene: str,
    tasks: Sequence[Task],
    config: Settings,
    planner: Planner | None,
    rows: list[Row],
    bar: Progress,
    total: TaskID,
) -> None:
    """All families that play in one scene model."""
    bar.update(total, description=f"building {scene}")
    env = compose.worlds(scene, config["robot"], min(config["worlds"], config["episodes"]))
    try:
        skills = compose.skills(env)
        for task in (task for task in tasks if task.scene == scene):
            bar.update(total, description=task.name)

            def hear(world: int, event: Event) -> None:
                if isinstance(event, Verdict):
                    bar.advance(total)

            outcomes = run_jobs(env, skills, _jobs(task, config, planner), on_event=hear)
            rows.append(Row(task.name, tuple(outcomes)))
    finally:
        env.close()


def _jobs(task: Task, config: Settings, planner: Planner | None) -> Iterator[Job]:
    """The episodes of a family; each depends on its own seed alone."""
    for seed in range(config["seed"], config["seed"] + config["episodes"]):
        setup = task.sample(dice(seed, task.name))
        plan = None if planner else setup.plan
        disturbances = compose.disturbances(config["disturb"], setup)
        pushed = {disturbance.target for disturbance in disturbances}
        yield Job(forgiving(setup, pushed), seed, plan, planner, disturbances)


def _table(rows: Sequence[Row]) -> Table:
    """Success with its interval, effort, and why episodes failed."""
    table = Table(header_style="bold")
    table.add_column("family")
    for column in ("success", "rate", "95 % interval", "steps", "skills", "replans"):
        table.add_column(column, justify="right")
    table.add_column("failures")
    for row in rows:
        trials = len(row.outcomes)
        low, high = wilson(row.successes, trials)
        colour = "green" if row.successes >= 0.95 * trials else "yellow" if row.successes else "red"
        table.add_row(
            row.task,
            f"{row.successes}/{trials}",
            f"[{colour}]{row.successes / trials:.0%}[/]",
            f"{low:.0%} - {high:.0%}",
            f"{row.mean('ticks'):.0f}",
            f"{row.mean('calls'):.1f}",
            f"{row.mean('replans'):.2f}",
            ", ".join(f"{n} {category}" for category, n in row.failures.most_common()),
        )
    return table


def _write(path: Path, rows: Sequence[Row], config: Settings) -> None:
    record = {
        "settings": {key: config[key] for key in ("episodes", "worlds", "mode", "disturb", "seed")},
        "robot": config.chosen["robot"],
        "families": {
            row.task: {
                "episodes": len(row.outcomes),
                "successes": row.successes,
                "interval": wilson(row.successes, len(row.outcomes)),
                "mean": {name: row.mean(name) for name in row.outcomes[0].counts},
                "failures": [
                    {"seed": o.job.seed, "instruction": o.job.setup.instruction,
                     "category": o.category, "reason": o.reason}
                    for o in row.outcomes if not o.success
                ],
            }
            for row in rows
        },
    }  # fmt: skip
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
