"""`vla run`: carry out an instruction, film it and write the report."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from omegaconf import DictConfig
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from vla import compose
from vla.agent import Job, Outcome, Stage
from vla.agent import run as run_jobs
from vla.clearance import clearances
from vla.commands.plan import show_code
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import And
from vla.planner import Planner
from vla.preparation import Prepared, prepare, result_folder
from vla.program import code_lines, to_code
from vla.report import Picture, Story, write_report
from vla.task import Setup
from vla.telemetry import Telemetry
from vla.trace import (
    Event,
    Planned,
    Recovered,
    Replanned,
    SkillEnded,
    SkillPhase,
    SkillSkipped,
    SkillStarted,
    Trace,
    Violated,
)
from vla.video import Film, Video, encode, grid

HORIZON = 4800
"""Control steps: 4 minutes at 20 Hz."""
STILL = (480, 360)
"""Size of a picture of the storyboard."""
MAX_PICTURES = 24


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Run it; 0 if it succeeded, 1 if not, 130 if it was interrupted."""
    config = compose.settings("run", overrides)
    size, every = film_size(config.size), picture_distance(config.fps)
    out = result_folder(config.out, text)
    planner = compose.part(config.planner)
    prepared = prepare(text, planner, config)
    show_code(to_code(prepared.plan), console)
    with console.status("Building the world"):
        scene = config.get("scene") or compose.scene_config(prepared.scene_name)
        env = compose.worlds(scene, config.robot)
    try:
        with interrupts() as stop:
            outcome = _carry_out(config, text, planner, prepared, env, out, size, every, stop, console)
    finally:
        env.close()
    if outcome.category == "stopped":
        return 130
    return 0 if outcome.success else 1
