"""`vla run`: carry out an instruction, film it and write the report."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from vla import compose
from vla.agent import Job, Outcome
from vla.agent import run as run_jobs
from vla.commands.candidates import checkpoint_folder, is_number
from vla.commands.ladder import pictured
from vla.commands.map_zones import painted
from vla.commands.plan import show_code
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import And
from vla.preparation import Prepared, make_folder, prepare, result_folder
from vla.program import code_lines, to_code
from vla.protocols import Env
from vla.report import Picture, Story, write_report
from vla.scene import Scene
from vla.task import Setup
from vla.telemetry import Telemetry
from vla.trace import (
    Consulted,
    Event,
    Looked,
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
from vla.ways import Ways

HORIZON = 4800
"""Control steps: 4 minutes at 20 Hz."""
STILL = (480, 360)
"""Size of a picture of the storyboard."""
MAX_STILLS = 24


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Run it; 0 if it succeeded, 1 if not, 130 if it was interrupted."""
    config = compose.settings("run", overrides)
    size, every = film_size(config["size"]), picture_distance(config["fps"])
    check_guidance(config)
    out = result_folder(config["out"], text)
    planner = compose.part(config["planner"])
    engine = None
    if config["policy"] is not None:
        engine = compose.trained(checkpoint_folder(str(config["policy"])))
    perception = compose.part(config["perceive"])
    prepared = prepare(text, planner, config)
    show_code(to_code(prepared.plan), console)
    for warning in prepared.warnings:
        console.print(f"[yellow]note:[/] {escape(warning)}")

    calls = dry_run(prepared.plan, prepared.scene).calls
    named = {str(a) for call in calls for a in call.args if a in prepared.scene and a != "table"}
    setup = Setup(prepared.scene, text, And(()), prepared.plan, horizon=HORIZON)
    telemetry, ways = Telemetry(sorted(named)), Ways()
    with ExitStack() as stack:
        with console.status("Building the world"):
            mode = "ee_pose" if engine is None else engine.spec.action.mode
            env = compose.worlds(prepared.scene_name, config["robot"], action_mode=mode)
            stack.callback(env.close)
            seen, shut = pictured(env) if config["sight"] == "pictures" else (env, lambda: None)
            stack.callback(shut)
            skills = compose.skills(env, seen)
            if engine is not None:
                steer, filtering = config["policy_steer"], config["policy_filter"]
                skills, eyes = compose.learned_skills(env, engine, calls, steer, filtering)
                stack.callback(eyes.close)
            env.eyes, looking = compose.eyes(
                env, perception, config["perceive_camera"], out / "looks"
            )
            stack.callback(looking.close)
            env.begin(0, setup, config["seed"])
            still = env.render(0, config["camera"], *STILL)  # complains before anything is written
            window = [LiveView(compose.viewer(env))] if config["viewer"] else []
        for live in window:
            stack.callback(live.window.close)
        make_folder(out)
        video = stack.enter_context(Video(out / "video.mp4", size))
        sinks = (Film(video, config["camera"], size, every), telemetry, ways, *window)
        trace = Trace(out / "trace.jsonl")
        job = Job(setup, config["seed"], prepared.plan, planner, sinks=sinks, trace=trace)
        board = Storyboard(env, config["camera"], still)
        with interrupts() as stopped, progress(console) as bar:
            show = Show(bar, len(calls))

            def hear(world: int, event: Event) -> None:
                show.hear(event)
                board.hear(event)
                ways.hear(event)

            (outcome,) = run_jobs(env, skills, [job], on_event=hear, stop=stopped)
        video.close()
        write_results(out, text, prepared, outcome, board, telemetry, ways)
    conclude(console, out, outcome)
    if outcome.category == "stopped":
        return 130
    return 0 if outcome.success else 1


def check_guidance(config: compose.Settings) -> None:
    """Complain about keys for a guided policy where there is none."""
    steer = config["policy_steer"]
    if steer is None and not config["policy_filter"]:
        raise UserError("policy_filter=false goes with a policy that is steered: policy_steer=1.")
    if steer is None:
        return
    if config["policy"] is None:
        raise UserError(f"policy_steer={steer} needs a policy to steer: policy=outputs/<run>.")
    if not is_number(steer) or steer < 0:
        raise UserError(f"policy_steer={steer} is not understood: a number that is not below 0.")
    if not steer and not config["policy_filter"]:
        raise UserError("policy_steer=0 policy_filter=false: nothing would keep distances.")


def film_size(size: str) -> tuple[int, int]:
    """`640x480` as (width, height) [px]."""
    width, _, height = str(size).partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise UserError(f"size={size} is not understood: width and height, as in size=640x480.")
    if not all(64 <= int(n) <= 1920 and int(n) % 2 == 0 for n in (width, height)):
        raise UserError(f"size={size} does not fit: even numbers from 64 to 1920, as in 640x480.")
    return int(width), int(height)


def picture_distance(fps: Any) -> int | None:
    """Control steps between two pictures of the film; `None`: as the machine can."""
    if fps is None:
        return None
    if not isinstance(fps, int) or not 1 <= fps <= 20:
        raise UserError(f"fps={fps} is not understood: a whole number from 1 to 20.")
    return round(20 / fps)


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed; pressing it again interrupts at once."""
    pressed: list[int] = []

    def note(number: int, frame: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def progress(console: Console) -> Progress:
    """A bar that vanishes when all is done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


class Show:
    """Prints what happens while it happens."""

    def __init__(self, bar: Progress, steps: int):
        self._bar, self._task = bar, bar.add_task("starting", total=steps)

    def hear(self, event: Event) -> None:
        """Show an event."""
        match event:
            case SkillStarted():
                self._bar.update(self._task, description=escape(event.call))
            case SkillPhase() if event.phase:
                self._bar.update(self._task, description=escape(f"{event.call}: {event.phase}"))
            case SkillEnded(ok=True):
                self._say("[green]✓[/]", event.call, f"{event.duration:.1f} s, {event.evidence}")
                self._bar.advance(self._task)
            case SkillEnded():
                self._say("[red]✗[/]", event.call, event.reason)
            case SkillSkipped():
                self._say("[green]✓[/]", event.call, f"not needed: {event.evidence}")
                self._bar.advance(self._task)
            case Recovered():
                self._say("[yellow]↻[/]", event.call, f"put in: {event.because}")
            case Replanned():
                self._say("[yellow]↻[/]", "another plan", event.failure)
                self._bar.reset(self._task)
            case Consulted() if event.answer != "go on":
                good = event.answer == "done" and not event.words
                mark = "[green]✓[/]" if good else "[yellow]↻[/]"
                self._say(mark, event.answer, event.words or f"after {event.step}")
            case Looked():
                self._say("[cyan]?[/]", f"{event.module} '{event.words}'", event.answer)
            case Violated():
                self._say("[red]![/]", event.condition, event.evidence)

    def _say(self, mark: str, what: str, why: str) -> None:
        self._bar.console.print(f"{mark} {escape(what)}  [dim]{escape(why.strip(', '))}[/]")


class Storyboard:
    """A picture before the first step and after every skill."""

    def __init__(self, env: Any, camera: str, first: np.ndarray):
        self._env, self._camera = env, camera
        self._stills = [(Picture("before", encode(first)), first)]

    def hear(self, event: Event) -> None:
        """Take a picture if this ends a skill."""
        if isinstance(event, SkillEnded) and len(self._stills) < MAX_STILLS:
            still = self._env.render(0, self._camera, *STILL)
            picture = Picture(event.call, encode(still), event.ok, event.time)
            self._stills.append((picture, still))

    @property
    def pictures(self) -> list[Picture]:
        return [picture for picture, _ in self._stills]

    def sheet(self) -> bytes:
        """All of them as one PNG."""
        return encode(grid([still for _, still in self._stills]), "png")


class LiveView:
    """Keeps a window up to date, no faster than real time (an `EpisodeSink`)."""

    def __init__(self, window: Any):
        self.window = window

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        """Show the start."""
        self._began = time.monotonic()
        self.window.sync()

    def step(self, action: np.ndarray, scene: Scene) -> None:
        """Show the new state, when its time has come."""
        self.window.sync()
        time.sleep(max(0.0, self._began + scene.time - time.monotonic()))

    def end(self, success: bool) -> None:
        """The last state stays."""


def write_results(
    out: Path,
    text: str,
    prepared: Prepared,
    outcome: Outcome,
    board: Storyboard,
    telemetry: Telemetry,
    ways: Ways,
) -> None:
    """The storyboard and the report."""
    events = outcome.job.trace.events
    limits: dict[str, float] = {}
    for event in events:
        if isinstance(event, SkillStarted):
            limits.update(event.avoid)
    counts = outcome.counts
    facts = {
        "simulated time": f"{outcome.seconds:.1f} s",
        "skills run": str(counts["calls"]),
        "put in": str(counts["recoveries"]),
        "replans": str(counts["replans"]),
        **{
            f"least distance to {name.replace('_', ' ')}": f"{100 * gap:.1f} cm"
            for name, gap in outcome.min_clearance.items()
        },
    }
    (out / "storyboard.png").write_bytes(board.sheet())
    story = Story(
        text,
        outcome.success,
        verdict(outcome),
        to_code(prepared.plan),
        code_lines(prepared.plan),
        events,
        board.pictures,
        telemetry,
        limits,
        facts,
        out / "video.mp4",
        [(journey, painted(journey)) for journey in ways.journeys],
        [looked_at(out, event) for event in events if isinstance(event, Looked)],
    )
    write_report(out / "report.html", story)


def looked_at(out: Path, event: Looked) -> Picture:
    """What a plan asked of a picture, with what was found in it."""
    return Picture(str(event), (out / event.picture).read_bytes(), event.truth, event.time)


def verdict(outcome: Outcome) -> str:
    """The result in a sentence."""
    if not outcome.success:
        return f"Not achieved ({outcome.category}): {outcome.reason}"
    gaps = [f"never closer than {100 * gap:.1f} cm to {name.replace('_', ' ')}"
            for name, gap in outcome.min_clearance.items()]  # fmt: skip
    return ", ".join((f"Every step reached its purpose in {outcome.seconds:.1f} s", *gaps)) + "."


def conclude(console: Console, out: Path, outcome: Outcome) -> None:
    """The verdict and where everything is."""
    colour = "green" if outcome.success else "red"
    mark = "✓" if outcome.success else "✗"
    console.print(f"\n[bold {colour}]{mark} {escape(verdict(outcome))}[/]")
    for name in ("video.mp4", "storyboard.png", "report.html", "trace.jsonl"):
        if (out / name).exists():
            console.print(f"  {escape(str(out / name))}")
