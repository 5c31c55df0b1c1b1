"""Ladders: the same episodes again and again, each time with one thing less that is given.

    grounding   truth, pictures, noisy          what the planner is told of the scene
    plan        expert, language, tiny_vlm, ...  who plans
    control     symbolic, physics, learned      who moves

What each rung loses against the one above it adds up to what is lost between the first and the
last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from vla import compose
from vla.commands.candidates import checkpoint_folder
from vla.commands.planner_play import Episode, Rung, play
from vla.commands.planner_tables import bare, numbers, rate_cells
from vla.compose import Settings
from vla.errors import UserError
from vla.paired import Paired
from vla.plan_score import Attempt, score
from vla.planner import Planner

LADDERS = ("grounding", "plan", "control")
LEARNT = ("block_in_bowl",)
"""Families that the policy which ships was taught."""


def rungs(config: Settings, tasks: Sequence[str], console: Console) -> list[Rung]:
    """The rungs of the ladder that is chosen, easiest first; those that cannot be are named."""
    planner = compose.part(config["planner"])
    told, moved = str(config["grounding"]), str(config["control"])
    match config["ladder"]:
        case "grounding":
            return [Rung(seen, planner, seen, moved) for seen in ("truth", "pictures", "noisy")]
        case "plan":
            made = [Rung("expert", None, told, moved)]
            for name, each in _planners(config, planner, console).items():
                made.append(Rung(name, each, told, moved))
            return made
    ways = ["symbolic", "physics"]
    strange = sorted({*tasks} - {*LEARNT})
    if strange:
        console.print(
            f"[yellow]note:[/] learned is left out: {escape(str(config['policy']))} was not taught"
            f" {', '.join(strange)}. It plays tasks={','.join(LEARNT)}."
        )
    else:
        checkpoint_folder(str(config["policy"]))
        ways.append("learned")
    return [Rung(way, planner, told, way) for way in ways]


def _planners(config: Settings, chosen: Planner, console: Console) -> dict[str, Planner]:
    """Name -> planner: the parser, the small model where there is one, and who was chosen."""
    name = config.chosen["planner"]
    found: dict[str, Planner] = {
        "language": compose.part(compose.part_config("planner", "language"))
    }
    try:
        small = compose.part(compose.part_config("planner", "tiny_vlm"))
        if name != "tiny_vlm":
            small.reader  # noqa: B018 - complains where there is none
        found["tiny_vlm"] = small
    except UserError as error:
        console.print(f"[yellow]note:[/] tiny_vlm is left out: {escape(str(error))}")
    found[name] = chosen
    return found


def climb(
    ladder: Sequence[Rung],
    episodes: Sequence[Episode],
    config: Settings,
    bar: Progress,
    results: dict[str, list[Attempt]],
) -> None:
    """Play the same episodes on every rung; `results` grow as they end."""
    total = bar.add_task("all", total=len(ladder) * len(episodes))
    for rung in ladder:
        play(rung, episodes, config, results.setdefault(rung.name, []), bar, total)


def table(results: Mapping[str, Sequence[Attempt]], kind: str) -> Table:
    """Success on every rung, and what is lost against the one above it."""
    made = bare(kind, "SR", "", "95 %", "lost", "95 %", "worse", "better", "ms")
    losses, above = list(_losses(results)), None
    for (name, attempts), pair in zip(results.items(), losses, strict=True):
        row = score(attempts)
        cells = ("", "", "", "")
        if pair is not None:
            low, high = pair.interval()
            cells = (f"{pair.difference:+.2f}", f"{low:+.2f}..{high:+.2f}",
                     str(pair.first), str(pair.second))  # fmt: skip
        made.add_row(name, *rate_cells(row.success), *cells, f"{row.milliseconds:.0f}")
        above = pair or above
    lost = sum(pair.difference for pair in losses if pair is not None)
    made.add_row("all that is lost", "", "", "", f"{lost:+.2f}", "", "", "", "")
    return made


def record(results: Mapping[str, Sequence[Attempt]]) -> list[dict[str, Any]]:
    """The rungs for a file."""
    rows = []
    for (name, attempts), pair in zip(results.items(), _losses(results), strict=True):
        rows.append({
            "rung": name,
            **numbers(score(attempts)),
            "lost": None if pair is None else pair.difference,
            "lost interval": None if pair is None else pair.interval(),
            "successes": sorted([a.task, a.seed] for a in attempts if a.success),
        })  # fmt: skip
    return rows


def _losses(results: Mapping[str, Sequence[Attempt]]) -> list[Paired | None]:
    """Every rung's episodes against those of the rung above; `None` for the first."""
    found: list[Paired | None] = []
    above: dict[tuple[str, int], bool] | None = None
    for attempts in results.values():
        now = {(a.task, a.seed): a.success for a in attempts}
        pairs = [(above[key], now[key]) for key in above if key in now] if above else []
        found.append(Paired.of(pairs) if above is not None else None)
        above = now
    return found
