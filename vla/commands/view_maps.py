"""`vla view maps`: a page of what value maps make of a plan's motions.

The plan is carried out in simulation, unfilmed: a later motion begins where an earlier one has
really ended, and the ways are those that a run finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.agent import Job
from vla.agent import run as run_jobs
from vla.commands.map_window import show_all
from vla.commands.map_zones import survey
from vla.commands.plan import show_code
from vla.commands.run import HORIZON, interrupts
from vla.compose import Settings
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.maps_page import write_maps_page
from vla.plan import And
from vla.planner import Planner
from vla.preparation import Prepared, make_folder, prepare, result_folder
from vla.program import to_code
from vla.task import Setup
from vla.ways import Journey, Ways

WITHOUT = (
    "Nothing here is led by value maps: nothing is to be kept on the way. Say what is, e.g."
    ' "..., but keep away from the vase".'
)
MOST = 8
"""Motions on a page, which stays below 6 MB."""


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Write the page; 0, or 130 if it was interrupted."""
    config = compose.settings("view maps", overrides)
    out = result_folder(config["out"], text)
    planner = compose.part(config["planner"])
    prepared = prepare(text, planner, config)
    show_code(to_code(prepared.plan), console)
    for warning in prepared.warnings:
        console.print(f"[yellow]note:[/] {escape(warning)}")
    calls = dry_run(prepared.plan, prepared.scene).calls
    if not any(call.keep or call.skill == "execute" for call in calls):
        raise UserError(WITHOUT)
    if config["window"]:
        from vla.planners.perception.window import check_display

        check_display()
    make_folder(out)
    with console.status("Carrying it out"):
        journeys, problem = _rehearsed(text, planner, prepared, config)
    if not journeys:
        raise UserError(f"Nothing was led by value maps: {problem}." if problem else WITHOUT)
    if problem:
        console.print(f"[yellow]note:[/] {escape(problem)}")
    if len(journeys) > MOST:
        console.print(f"[yellow]note:[/] the first {MOST} of {len(journeys)} motions are shown")
    with console.status("Drawing"):
        surveys = [survey(journey) for journey in journeys[:MOST]]
        page = out / "maps.html"
        write_maps_page(page, text, to_code(prepared.plan), surveys)
    for each in surveys:
        first = escape(str(each.journey.searches[0]))
        console.print(f"[green]✓[/] {escape(each.journey.title)}  [dim]{first}[/]")
    console.print(f"  {escape(str(page))}   {page.stat().st_size / 1e6:.1f} MB")
    if config["window"]:
        show_all(surveys)
    return 0


def _rehearsed(
    text: str, planner: Planner, prepared: Prepared, config: Settings
) -> tuple[list[Journey], str]:
    """The motions that value maps lead, and why the plan did not go through."""
    setup = Setup(prepared.scene, text, And(()), prepared.plan, horizon=HORIZON)
    ways = Ways()
    with ExitStack() as stack:
        env = compose.worlds(prepared.scene_name, config["robot"], action_mode="ee_pose")
        stack.callback(env.close)
        job = Job(setup, config["seed"], prepared.plan, planner, sinks=(ways,))
        stopped = stack.enter_context(interrupts())
        skills = compose.skills(env)
        (outcome,) = run_jobs(
            env, skills, [job], on_event=lambda world, event: ways.hear(event), stop=stopped
        )
    if outcome.category == "stopped":
        raise KeyboardInterrupt
    return ways.journeys, "" if outcome.success else f"{outcome.category}: {outcome.reason}"
