"""`vla bench planner`: what planners make of words, family by family, with 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.commands import planner_ladders, planner_tables
from vla.commands.bars import episode_bar
from vla.commands.bench_episodes import check_episodes
from vla.commands.planner_chains import measure_chains
from vla.commands.planner_play import Rung, drawn
from vla.compose import Settings
from vla.errors import UserError
from vla.plan_score import Attempt
from vla.preparation import make_folder, result_folder


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Measure; 0 whatever the result is, 130 with what was measured so far after Ctrl-C."""
    config = compose.settings("bench planner", overrides)
    _check(config)
    out = result_folder(config["out"], "bench")
    if config["chains"]:
        return measure_chains(config, out, console)
    tasks = compose.tasks(str(config["tasks"]))
    ladder = config["ladder"] != "none"
    if ladder:
        rungs = planner_ladders.rungs(config, [task.name for task in tasks], console)
    else:
        planner = compose.part(config["planner"])
        rungs = [Rung("", planner, str(config["grounding"]), str(config["control"]))]
    results: dict[str, list[Attempt]] = {}
    code = 0
    with episode_bar(console) as bar:
        try:
            episodes = [episode for task in tasks for episode in drawn(task, config)]
            planner_ladders.climb(rungs, episodes, config, bar, results)
        except KeyboardInterrupt:
            code = 130
    results = {name: attempts for name, attempts in results.items() if attempts}
    if not results:
        return code
    make_folder(out)
    last = list(results.values())[-1]
    told = planner_tables.record(last, config)
    if ladder:
        console.print(planner_ladders.table(results, config["ladder"]))
        told = {"ladder": config["ladder"], "rungs": planner_ladders.record(results), **told}
    else:
        planner_tables.show(last, console)
    planner_tables.write(out / "planner.json", told)
    console.print(f"  {escape(str(out / 'planner.json'))}")
    return code


def _check(config: Settings) -> None:
    check_episodes(config)
    if config["chains"] < 0:
        raise UserError(f"chains={config['chains']} is negative.")
    ladder = config["ladder"]
    moves = config["control"] != "symbolic" or ladder == "control"
    if config["inject"] != "none" and not moves:
        raise UserError(f"inject={config['inject']} disturbs a motion: it needs control=physics.")
    if config["chains"] and (ladder != "none" or config["control"] == "learned"):
        raise UserError("chains go with control=symbolic or control=physics, and with no ladder.")
    if not 0.0 <= config["noise"] <= 0.2:
        raise UserError(f"noise={config['noise']} is not 0 to 0.2 m.")
    if not 0.0 <= config["mislabel"] <= 1.0:
        raise UserError(f"mislabel={config['mislabel']} is not 0 to 1.")
