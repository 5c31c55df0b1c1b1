"""Rows of five instructions in the kitchen, each in the state that the one before left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean

import numpy as np
from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.chains import LENGTH, follow, live
from vla.commands.bars import episode_bar
from vla.commands.bench_episodes import dice
from vla.commands.planner_tables import bare, rate_cells, write
from vla.compose import Settings
from vla.errors import UserError
from vla.plan_score import Share
from vla.planner import Planner
from vla.preparation import make_folder
from vla.scene import Scene

OUT_OF_REACH = ("fridge", "cupboard")
"""The hand opens and closes them, but cannot put anything in there: no chain in physics asks for
it."""

Follow = Callable[[Scene, np.random.Generator], tuple[int, str]]


def measure_chains(config: Settings, out: Path, console: Console) -> int:
    """Measure; 0, or 130 with what was measured so far after Ctrl-C."""
    chosen = [task for task in compose.tasks(str(config["tasks"])) if task.scene == "kitchen"]
    if not chosen:
        raise UserError("Chains begin in the kitchen: choose a family that plays there.")
    planner: Planner = compose.part(config["planner"])
    rows: list[tuple[int, str]] = []
    code = 0
    with episode_bar(console) as bar, _following(planner, config) as following:
        total = bar.add_task("chains", total=config["chains"])
        try:
            for seed in range(config["seed"], config["seed"] + config["chains"]):
                rng = dice(seed, "chains")
                scene = chosen[seed % len(chosen)].sample(rng).scene
                rows.append(following(scene, rng))
                bar.advance(total)
        except KeyboardInterrupt:
            code = 130
    if rows:
        _tell(rows, config, out, console)
    return code


@contextmanager
def _following(planner: Planner, config: Settings) -> Iterator[Follow]:
    """Who follows a chain from a scene on."""
    if config["control"] == "symbolic":
        yield lambda scene, rng: follow(planner, scene, rng)
        return
    env = compose.worlds("kitchen", config["robot"])
    try:
        skills = compose.skills(env)
        yield lambda scene, rng: live(planner, env, skills, scene, rng, OUT_OF_REACH)
    finally:
        env.close()


def _tell(rows: list[tuple[int, str]], config: Settings, out: Path, console: Console) -> None:
    lengths = [length for length, _ in rows]
    reached = {n: Share.among(length >= n for length in lengths) for n in range(1, LENGTH + 1)}
    table = bare("in a row", "chains", "rate", "95 %")
    for n, share in reached.items():
        table.add_row(str(n), *rate_cells(share))
    console.print(table)
    console.print(f"{fmean(lengths):.2f} of {LENGTH} on average")
    make_folder(out)
    told = {
        "planner": config.chosen["planner"],
        "control": config["control"],
        "chains": len(rows),
        "mean length": fmean(lengths),
        "reached": {n: share.count for n, share in reached.items()},
        "ends": [{"length": length, "reason": reason} for length, reason in rows if reason],
    }
    write(out / "planner.json", told)
    console.print(f"  {escape(str(out / 'planner.json'))}")
