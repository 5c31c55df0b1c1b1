"""`vla bench composer`: VoxPoser's templates and its disturbances, beside the published numbers."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from vla import compose
from vla.agent import Job, Outcome
from vla.agent import run as run_jobs
from vla.clearance import clearances
from vla.commands.bars import episode_bar
from vla.commands.bench_episodes import check_episodes, dice, forgiving
from vla.commands.ladder import ideal, pictured
from vla.compose import Settings
from vla.dryrun import dry_run
from vla.errors import UnknownName
from vla.plan import Atom
from vla.planner import Planner
from vla.preparation import make_folder, result_folder
from vla.regions import region_points
from vla.stats import wilson
from vla.task import Setup, Task
from vla.trace import Event, Verdict

CELLS = {"SISA": ("seen", "seen"), "SIUA": ("unseen", "seen"), "UIUA": ("unseen", "unseen")}
"""Cell of the published table -> attributes and instructions."""
DISTURBANCES = ("D0", "D1", "D2", "D3", "D4", "D5", "D6")
AVOID = "move_avoid"
"""Besides the templates: VoxPoser's Move & Avoid on a real robot, here `watch_out`."""
METHODS = ("U-Net", "LLM + Prim.", "VoxPoser")

Figures = tuple[float | None, float | None, float | None]

GROUPS: dict[tuple[str, str], Figures] = {
    ("object", "SISA"): (21.0, 41.0, 64.0), ("spatial", "SISA"): (53.8, 43.8, 77.5),
    ("object", "SIUA"): (3.0, 46.0, 60.0), ("spatial", "SIUA"): (3.8, 25.0, 58.8),
    ("object", "UIUA"): (0.0, 17.5, 65.0), ("spatial", "UIUA"): (0.0, 25.0, 76.7),
}  # fmt: skip
"""Published success of each of `METHODS` [%], by group and cell (Huang et al. 2023, table 2)."""
PUBLISHED: dict[tuple[str, str], Figures] = {
    ("close_drawer", "SISA"): (0.0, 60.0, 80.0), ("push_line", "SISA"): (0.0, 0.0, 65.0),
    ("push_line", "SIUA"): (0.0, 0.0, 30.0), ("grasp_pace", "SISA"): (None, 75.0, 65.0),
    ("grasp_pace", "SIUA"): (None, 70.0, 40.0), ("drop_at", "SIUA"): (None, 100.0, 100.0),
    ("move_slow_near", "SISA"): (80.0, 10.0, 100.0), ("move_slow_near", "SIUA"): (0.0, 0.0, 95.0),
    (AVOID, "SISA"): (None, 0.0, 90.0),
}  # fmt: skip
"""The same by template, where it is known; undisturbed."""
DISTURBED: dict[str, Figures] = {AVOID: (None, 0.0, 80.0)}
"""By template, with disturbances of all kinds."""
SLOW_ROOM = 0.02
"""[m] kept from what there is only to be slow near, when it comes into the way."""


@dataclass(frozen=True)
class Row:
    """One template in one cell under one disturbance."""

    template: str
    group: str
    cell: str
    disturbance: str
    outcomes: tuple[Outcome, ...]
    """By seed; while episodes run, those that are over."""
    busy: float = 0.0
    """Time [s] that processors spent on it, all together."""

    @property
    def successes(self) -> int:
        return sum(outcome.success for outcome in self.outcomes)

    @property
    def failures(self) -> Counter[str]:
        return Counter(o.category for o in self.outcomes if not o.success)

    @property
    def published(self) -> Figures:
        if self.disturbance != "D0":
            return DISTURBED.get(self.template, (None, None, None))
        return PUBLISHED.get((self.template, self.cell), (None, None, None))

    @property
    def spare(self) -> float | None:
        """Least measured distance beyond the one to keep [m], over all episodes."""
        spares = [
            outcome.min_clearance[name] - keep
            for outcome in self.outcomes
            for name, keep in _demanded(outcome.job.setup).items()
            if name in outcome.min_clearance
        ]
        return min(spares, default=None)


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Measure; 0 whatever the result is, 130 with what was measured so far after Ctrl-C."""
    config = compose.settings("bench composer", overrides)
    check_episodes(config)
    wanted = list(_wanted(config))
    out = result_folder(config["out"], "bench")
    make_folder(out)
    planner = compose.part(config["planner"]) if config["mode"] == "language" else None
    rows: list[Row] = []
    code = 0

    def keep(row: Row) -> None:
        """What is measured is not lost, whatever becomes of the other episodes."""
        _write(out / "composer.json", [*rows, row], config)

    with episode_bar(console) as bar:
        total = bar.add_task("all", total=config["episodes"] * len(wanted))
        try:
            for scene in dict.fromkeys(task.scene for task, *_ in wanted):
                here = [one for one in wanted if one[0].scene == scene]
                for row in _measured(scene, here, config, planner, bar, total, keep):
                    keep(row)
                    rows.append(row)
        except KeyboardInterrupt:
            code = 130
    if rows:
        console.print(_table(rows))
        console.print(_group_table(rows))
        console.print(f"  {escape(str(out / 'composer.json'))}")
    return code


def _wanted(config: Settings) -> Iterator[tuple[Task, str, str, str]]:
    """Families with their template, cell and disturbance, those of one scene together."""
    from vla.envs.tasks.templates import TEMPLATES, of

    names = _listed(str(config["templates"]), (*TEMPLATES, AVOID), "template")
    cells = _listed(str(config["cells"]), tuple(CELLS), "cell")
    codes = _listed(str(config["disturb"]), DISTURBANCES, "disturbance")
    for name in names:
        for cell in cells:
            if name == AVOID and cell != "SISA":
                continue
            task = compose.tasks("watch_out")[0] if name == AVOID else of(name, *CELLS[cell])
            for code in codes:
                if code == "D0" or _applies(code, task, int(config["seed"])):
                    yield task, name, cell, code


def _listed(given: str, known: Sequence[str], what: str) -> list[str]:
    """Names with commas between them, or all."""
    chosen = list(known) if given == "all" else [n for n in re.split(r"\s*,\s*", given) if n]
    for name in chosen:
        if name not in known:
            raise UnknownName(what, name, (*known, "all"))
    return chosen


def _applies(code: str, task: Task, seed: int) -> bool:
    """Whether a disturbance can happen to a family: seen from its first episode."""
    return bool(disturbances(code, _setup(task, seed), None))


def _setup(task: Task, seed: int) -> Setup:
    return task.sample(dice(seed, task.name))


def _measured(
    scene: str,
    wanted: Sequence[tuple[Task, str, str, str]],
    config: Settings,
    planner: Planner | None,
    bar: Progress,
    total: TaskID,
    keep: Callable[[Row], None],
) -> Iterator[Row]:
    """A row for everything that plays in one scene model; `keep` is told of what there is of it
    after each of its episodes."""
    from vla.envs.tasks.templates import TEMPLATES

    def told(row: Row) -> None:
        bar.advance(total)
        keep(row)

    bar.update(total, description=f"building {scene}")
    env = compose.worlds(scene, config["robot"], min(config["worlds"], config["episodes"]))
    stage = ideal(env) if config["control"] == "ideal" else env
    seen, shut = pictured(env) if config["scene"] == "pictures" else (env, lambda: None)
    try:
        sight = compose.sight(seen)
        skills = compose.skills(env, sight)
        for task, name, cell, code in wanted:
            bar.update(total, description=f"{name} {cell} {code}")
            group = TEMPLATES[name].group if name in TEMPLATES else "real robot"
            jobs = _jobs(task, code, sight, config, planner)
            yield _carried_out(Row(name, group, cell, code, ()), stage, skills, jobs, told)
    finally:
        shut()
        env.close()


def _carried_out(
    row: Row, stage: Any, skills: Any, jobs: Iterable[Job], told: Callable[[Row], None]
) -> Row:
    """A row with how its episodes ended; somebody is told of those that are over after each."""
    began, begun = time.process_time(), list[Job]()

    def noted() -> Iterator[Job]:
        for job in jobs:
            begun.append(job)
            yield job

    def hear(world: int, event: Event) -> None:
        if isinstance(event, Verdict) and event.category != "stopped":
            told(replace(row, outcomes=_over(begun), busy=time.process_time() - began))

    outcomes = run_jobs(stage, skills, noted(), on_event=hear)
    return replace(row, outcomes=tuple(outcomes), busy=time.process_time() - began)


def _over(jobs: Iterable[Job]) -> tuple[Outcome, ...]:
    """How those of some episodes ended that are over, as their traces tell."""
    return tuple(
        Outcome(e.success, e.category, e.reason, job, e.counts, e.min_clearance, e.time)
        for job in jobs
        for e in job.trace.events[-1:]
        if isinstance(e, Verdict)
    )


def _jobs(
    task: Task, code: str, sight: Any, config: Settings, planner: Planner | None
) -> Iterator[Job]:
    """The episodes of a family; each depends on its own seed alone."""
    for seed in range(config["seed"], config["seed"] + config["episodes"]):
        setup = _setup(task, seed)
        happening = disturbances(code, setup, sight)
        pushed = {d.target for d in happening if getattr(d, "target", None) is not None}
        plan = None if planner else setup.plan
        yield Job(forgiving(setup, pushed), seed, plan, planner, happening)


def disturbances(code: str, setup: Setup, sight: Any) -> tuple[Any, ...]:
    """What happens in an episode under one of `DISTURBANCES`; nothing where it cannot.

    Args:
        sight: what the skills see (`vla.envs.sight.Sight`).
    """
    from vla.envs import disturbances as made

    calls = dry_run(setup.plan, setup.scene).calls
    first, goal = calls[0], setup.goal
    name = str(first.args[0]) if first.args else ""
    loose = name in setup.scene and setup.scene[name].affords.shape != "fixture"
    counts = isinstance(goal, Atom) and goal.name == "moved_by"  # from where it was at first
    target = name if loose and not counts else None
    picked = [str(call.args[0]) for call in calls if call.skill == "pick"]
    match code:
        case "D1" if target is not None:
            return (made.Shove(target),)
        case "D2" if picked:
            return (made.Steal(picked[0]),)
        case "D3" if first.skill == "push_shut":
            return (made.Reopen(name),)
        case "D3" if picked and len(calls) > 1:
            return (made.Undo(picked[0], goal),)
        case "D4":
            return tuple(_intrusions(setup, made.Intrude, bool(picked)))
        case "D5":
            return (made.Strike(),)
        case "D6":
            return (made.Blackout(sight, target),)
    return ()


def _intrusions(setup: Setup, make: Any, carrying: bool) -> Iterator[Any]:
    """What is to be minded comes into the way of the hand, or of what it carries."""
    last = dry_run(setup.plan, setup.scene).calls[-1]
    minded = dict(clearances(last.keep))
    slow = (c for c in last.keep if isinstance(c, Atom) and c.name == "slow_near")
    minded.update((str(c.args[0]), SLOW_ROOM) for c in slow)
    aim: str | tuple[float, float] | None = None
    if last.skill == "move_at":
        aim = region_points(setup.scene, str(last.args[0]), last.avoid, last.sides)[0]
    elif last.skill in ("place_in", "place_on"):
        aim = str(last.args[1])
    elif last.skill in ("move_to", "move_beside"):
        aim = str(last.args[0])
    if aim is not None:
        yield from (make(name, aim, keep, carrying) for name, keep in minded.items() if name != aim)


def _demanded(setup: Setup) -> dict[str, float]:
    """Entity -> distance to keep [m] in an episode."""
    calls = dry_run(setup.plan, setup.scene).calls
    return clearances([condition for call in calls for condition in call.keep])


def _table(rows: Iterable[Row]) -> Table:
    """Success with its interval, what was published, how near, and why episodes failed."""
    table = Table(header_style="bold", title="templates")
    for column in ("template", "cell", "D"):
        table.add_column(column)
    for column in ("success", "rate", "95 % interval", *METHODS, "spare"):
        table.add_column(column, justify="right")
    table.add_column("failures")
    for row in rows:
        trials = len(row.outcomes)
        table.add_row(
            row.template,
            row.cell,
            row.disturbance[1:],
            f"{row.successes}/{trials}",
            *_rate(row.successes, trials),
            *(_percent(figure) for figure in row.published),
            "" if row.spare is None else f"{100 * row.spare:.1f} cm",
            ", ".join(f"{n} {category}" for category, n in row.failures.most_common()),
        )
    return table


def _group_table(rows: Sequence[Row]) -> Table:
    """Undisturbed, by the paper's groups and cells."""
    table = Table(header_style="bold", title="undisturbed, in scenes of our own")
    for column in ("group", "cell"):
        table.add_column(column)
    for column in ("success", "rate", "95 % interval", *METHODS):
        table.add_column(column, justify="right")
    for (group, cell), figures in GROUPS.items():
        successes, trials = _grouped(rows, group, cell)
        if trials:
            table.add_row(group, cell, f"{successes}/{trials}", *_rate(successes, trials),
                          *(_percent(figure) for figure in figures))  # fmt: skip
    return table


def _grouped(rows: Iterable[Row], group: str, cell: str) -> tuple[int, int]:
    """Successes and episodes of a group in a cell, undisturbed."""
    chosen = [r for r in rows if (r.group, r.cell, r.disturbance) == (group, cell, "D0")]
    return sum(r.successes for r in chosen), sum(len(r.outcomes) for r in chosen)


def _rate(successes: int, trials: int) -> tuple[str, str]:
    low, high = wilson(successes, trials)
    colour = "green" if successes >= 0.95 * trials else "yellow" if successes else "red"
    return f"[{colour}]{successes / trials:.0%}[/]", f"{low:.0%} - {high:.0%}"


def _percent(figure: float | None) -> str:
    return "" if figure is None else f"{figure:g} %"


def _write(path: Path, rows: Sequence[Row], config: Settings) -> None:
    kept = ("templates", "cells", "disturb", "episodes", "mode", "scene", "control", "seed")
    record = {
        "settings": {key: config[key] for key in kept},
        "robot": config.chosen["robot"],
        "rows": [
            {
                "template": row.template, "group": row.group, "cell": row.cell,
                "disturbance": row.disturbance, "episodes": len(row.outcomes),
                "successes": row.successes,
                "interval": wilson(row.successes, len(row.outcomes)),
                "published": dict(zip(METHODS, row.published, strict=True)),
                "spare_m": row.spare,
                "processor_seconds": round(row.busy, 1),
                "categories": dict(row.failures),
                "failures": [
                    {"seed": o.job.seed, "instruction": o.job.setup.instruction,
                     "category": o.category, "reason": o.reason}
                    for o in row.outcomes if not o.success
                ],
            }
            for row in rows
        ],
        "groups": [
            {"group": group, "cell": cell, "successes": done, "episodes": trials,
             "interval": wilson(done, trials),
             "published": dict(zip(METHODS, figures, strict=True))}
            for (group, cell), figures in GROUPS.items()
            for done, trials in (_grouped(rows, group, cell),) if trials
        ],
    }  # fmt: skip
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
