"""`vla bench planner`: what planners make of words, family by family, with 95 % intervals."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from vla import compose
from vla.agent import Job, Outcome
from vla.agent import run as run_jobs
from vla.chains import LENGTH, follow
from vla.commands.bars import episode_bar
from vla.commands.bench_episodes import check_episodes, dice, forgiving
from vla.compose import Settings
from vla.errors import UserError
from vla.overlays import Posed, crowded, pose
from vla.plan import Plan
from vla.plan_score import (
    Attempt,
    Score,
    demands,
    kind_of,
    score,
    share,
    symbolic,
    words_of,
)
from vla.planner import Planner, Question, Refusal
from vla.preparation import make_folder, result_folder
from vla.protocols import Env
from vla.scene import Scene
from vla.stats import wilson
from vla.task import Setup, Task
from vla.trace import Event, SkillEnded, Verdict

LEGEND = "right: plans about the right things; false: said to be done, but not; no: refused"
DRAWS = 20
"""Seeds per episode that are looked through for one in which the overlay makes sense."""


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Measure; 0 whatever the result is, 130 with what was measured so far after Ctrl-C."""
    config = compose.settings("bench planner", overrides)
    _check(config)
    out = result_folder(config["out"], "bench")
    planner = compose.part(config["planner"])
    if config["chains"]:
        return _chains(planner, config, out, console)
    tasks = compose.tasks(str(config["tasks"]))
    attempts: list[Attempt] = []
    code = 0
    with episode_bar(console) as bar:
        total = bar.add_task("all", total=config["episodes"] * len(tasks))
        try:
            if config["control"] == "symbolic":
                for task in tasks:
                    bar.update(total, description=task.name)
                    for seed, posed in _episodes(task, config):
                        attempts.append(_symbolic(task.name, seed, posed, planner))
                        bar.advance(total)
            else:
                for scene in sorted({task.scene for task in tasks}):
                    _in_physics(scene, tasks, config, planner, attempts, bar, total)
        except KeyboardInterrupt:
            code = 130
    if attempts:
        families = {name: score([a for a in attempts if a.task == name])
                    for name in dict.fromkeys(a.task for a in attempts)}  # fmt: skip
        console.print(_table(families, score(attempts)))
        console.print(f"[dim]{LEGEND}[/]")
        make_folder(out)
        _write(out / "planner.json", families, attempts, config)
        console.print(f"  {escape(str(out / 'planner.json'))}")
    return code


def _check(config: Settings) -> None:
    check_episodes(config)
    if config["chains"] < 0:
        raise UserError(f"chains={config['chains']} is negative.")
    if config["inject"] != "none" and config["control"] != "physics":
        raise UserError(f"inject={config['inject']} disturbs a motion: it needs control=physics.")
    if config["chains"] and config["control"] != "symbolic":
        raise UserError("chains are carried on from scene to scene: they need control=symbolic.")


# --- episodes --------------------------------------------------------------------------------


def _episodes(task: Task, config: Settings) -> Iterator[tuple[int, Posed]]:
    """The episodes of a family with their seeds; fewer where the overlay seldom makes sense."""
    overlay = config["overlay"]
    task = crowded(task) if overlay == "distractors" else task
    found, seed = 0, config["seed"]
    for seed in range(config["seed"], config["seed"] + DRAWS * config["episodes"]):
        rng = dice(seed, task.name)
        posed = pose(overlay, task.sample(rng), rng)
        if posed is not None:
            yield seed, posed
            found += 1
        if found == config["episodes"]:
            return


class Heard:
    """A planner that is timed, and whose first answer is kept. Implements `Planner`."""

    def __init__(self, planner: Planner):
        self._planner = planner
        self.answer: Plan | Question | Refusal = Refusal("it was never asked")
        self.milliseconds = 0.0

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """What the planner says; a complaint about the words is a refusal."""
        began = time.perf_counter()
        try:
            self.answer = self._planner.plan(instruction, scene)
        except UserError as error:
            self.answer = Refusal(str(error))
        self.milliseconds = 1000 * (time.perf_counter() - began)
        return self.answer

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """As the planner does."""
        return self._planner.replan(instruction, scene, failed, facts)


def _symbolic(task: str, seed: int, posed: Posed, planner: Planner) -> Attempt:
    heard = Heard(planner)
    answer = heard.plan(posed.setup.instruction, posed.setup.scene)
    return symbolic(task, seed, posed, answer, heard.milliseconds)


# --- physics ---------------------------------------------------------------------------------


@dataclass
class Scenes:
    """An episode sink that keeps the first scene and the last."""

    first: Scene | None = None
    last: Scene | None = None

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        """The episode begins in a world."""
        self.first = self.last = env.scene(world)

    def step(self, action: np.ndarray, scene: Scene) -> None:
        """A control step is over."""
        self.last = scene

    def end(self, success: bool) -> None:
        """The episode is over."""


@dataclass
class Play:
    """One episode in physics, while it is played."""

    seed: int
    posed: Posed
    heard: Heard
    scenes: Scenes = field(default_factory=Scenes)


def _in_physics(
    scene: str,
    tasks: Sequence[Task],
    config: Settings,
    planner: Planner,
    attempts: list[Attempt],
    bar: Progress,
    total: TaskID,
) -> None:
    """All families that play in one scene model; what is to be asked or refused moves nothing."""
    bar.update(total, description=f"building {scene}")
    env = compose.worlds(scene, config["robot"], min(config["worlds"], config["episodes"]))
    try:
        skills = compose.skills(env)
        for task in (task for task in tasks if task.scene == scene):
            bar.update(total, description=task.name)
            plays: list[Play] = []

            def hear(world: int, event: Event) -> None:
                if isinstance(event, Verdict):
                    bar.advance(total)

            def jobs(task: Task = task, plays: list[Play] = plays) -> Iterator[Job]:
                for seed, posed in _episodes(task, config):
                    if posed.expected != "plan":
                        attempts.append(_symbolic(task.name, seed, posed, planner))
                        bar.advance(total)
                        continue
                    play = Play(seed, posed, Heard(planner))
                    plays.append(play)
                    yield _job(play, config)

            outcomes = run_jobs(env, skills, jobs(), on_event=hear)
            for play, outcome in zip(plays, outcomes, strict=False):
                attempts.append(_played(task.name, play, outcome))
    finally:
        env.close()


def _job(play: Play, config: Settings) -> Job:
    setup, heard = play.posed.setup, play.heard
    kind = ("push", "steal")[play.seed % 2] if config["inject"] == "failure" else "none"
    disturbances = compose.disturbances(kind, setup)
    setup = forgiving(setup, {disturbance.target for disturbance in disturbances})
    return Job(setup, play.seed, None, heard, disturbances, (play.scenes,))


def _played(task: str, play: Play, outcome: Outcome) -> Attempt:
    """What came of an episode in physics."""
    setup, answer, scenes = play.posed.setup, play.heard.answer, play.scenes
    ended = [event for event in outcome.job.trace.events if isinstance(event, SkillEnded)]
    assert scenes.first is not None
    assert scenes.last is not None
    return Attempt(
        task,
        play.seed,
        setup.instruction,
        "plan",
        kind_of(answer),
        outcome.success,
        len(ended),
        sum(event.ok for event in ended),
        share(demands(setup.goal, scenes.first), scenes.last),
        _right(setup, answer) if isinstance(answer, Plan) else None,
        outcome.category == "wrong done",
        outcome.reason if isinstance(answer, Plan) else words_of(answer),
        play.heard.milliseconds,
    )


def _right(setup: Setup, answer: Plan) -> bool:
    """Whether a plan handles what the expert handles, or else reaches the goal symbolically."""
    attempt = symbolic("", 0, Posed(setup), answer, 0.0)
    return attempt.right_things is True


# --- chains ------------------------------------------------------------------------------------


def _chains(planner: Planner, config: Settings, out: Path, console: Console) -> int:
    """Rows of five instructions; the scenes they begin in are those of kitchen families."""
    chosen = [task for task in compose.tasks(str(config["tasks"])) if task.scene == "kitchen"]
    if not chosen:
        raise UserError("Chains begin in the kitchen: choose a family that plays there.")
    rows: list[tuple[int, str]] = []
    with episode_bar(console) as bar:
        total = bar.add_task("chains", total=config["chains"])
        for seed in range(config["seed"], config["seed"] + config["chains"]):
            rng = dice(seed, "chains")
            scene = chosen[seed % len(chosen)].sample(rng).scene
            rows.append(follow(planner, scene, rng))
            bar.advance(total)
    lengths = [length for length, _ in rows]
    reached = {n: sum(length >= n for length in lengths) for n in range(1, LENGTH + 1)}
    table = Table(header_style="bold")
    for column in ("in a row", "chains", "rate", "95 % interval"):
        table.add_column(column, justify="right")
    for n, count in reached.items():
        low, high = wilson(count, len(rows))
        table.add_row(str(n), f"{count}/{len(rows)}", f"{count / len(rows):.2f}",
                      f"{low:.2f} - {high:.2f}")  # fmt: skip
    console.print(table)
    mean = fmean(lengths)
    console.print(f"{mean:.2f} of {LENGTH} on average")
    make_folder(out)
    ends = [{"length": length, "reason": reason} for length, reason in rows if reason]
    record = {"planner": config.chosen["planner"], "chains": len(rows), "mean length": mean,
              "reached": reached, "ends": ends}  # fmt: skip
    path = out / "planner.json"
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"  {escape(str(path))}")
    return 0


# --- what is left ------------------------------------------------------------------------------


def _table(families: dict[str, Score], everything: Score) -> Table:
    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("family", no_wrap=True)
    columns = ("SR", "", "95 %", "Exec", "GCR", "right", "false", "asked", "no", "ms")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    for name, row in (*families.items(), ("all", everything)):
        rate = row.successes / row.episodes
        colour = "green" if rate >= 0.95 else "yellow" if row.successes else "red"
        table.add_row(
            name,
            f"{row.successes}/{row.episodes}",
            f"[{colour}]{rate:.2f}[/]",
            f"{row.interval[0]:.2f}-{row.interval[1]:.2f}",
            f"{row.executed:.2f}",
            f"{row.met:.2f}",
            f"{row.right_things:.2f}",
            str(row.false_done),
            str(row.asked),
            str(row.refused),
            f"{row.milliseconds:.0f}",
        )
    return table


def _write(
    path: Path, families: dict[str, Score], attempts: Sequence[Attempt], config: Settings
) -> None:
    kept = ("tasks", "episodes", "control", "overlay", "inject", "seed")
    record = {
        "settings": {key: config[key] for key in kept},
        "planner": config.chosen["planner"],
        "families": {name: asdict(row) for name, row in families.items()},
        "all": asdict(score(attempts)),
        "failures": [asdict(attempt) for attempt in attempts if not attempt.success],
    }
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
