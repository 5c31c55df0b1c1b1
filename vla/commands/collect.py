"""`vla collect`: record demonstrations, N worlds at a time."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from vla import compose
from vla.collection import Collected, Collector
from vla.commands.bars import episode_bar
from vla.compose import Settings
from vla.episode import Episode
from vla.errors import UserError
from vla.expert import Expert
from vla.oversight import Overseen, Shared
from vla.preparation import make_folder, result_folder, slug
from vla.provenance import provenance
from vla.recording import Noise, recorded_features
from vla.spoken import spoken_task
from vla.task import Task

PREVIEW = 3
"""Failures that are shown one by one."""


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Record; 0 when all was recorded, 130 with what there was after Ctrl-C."""
    config = compose.settings("collect", overrides)
    noise = checked_noise(config)
    tasks = chosen_tasks(config)
    path = result_folder(config["out"] or default_path(config), "collect")
    rows: list[tuple[str, Collected]] = []
    code = 0
    with episode_bar(console) as bar:
        for task in tasks:
            bar_task = bar.add_task(f"building {task.scene}", total=config["episodes"])
            env = compose.batch([task], worlds_for(config), **environment(config))
            try:
                done, whole = _collect(task, env, path, config, noise, bar, bar_task)
            finally:
                env.close()
            rows.append((task.name, done))
            if not whole:
                code = 130
                break
    if rows:
        console.print(_table(rows))
        console.print(_shares([collected for _, collected in rows]))
    if path.exists():
        console.print(f"  {escape(str(path))}   look at it: vla data view {escape(str(path))}")
    return code


def checked_noise(config: Settings) -> Noise:
    """The noise; complains about it and all other values before anything is built."""
    for name in ("episodes", "worlds"):
        if config[name] < 1:
            raise UserError(f"{name}={config[name]} is not at least 1.")
    noise = Noise(float(config["noise"]), float(config["recovery"]))
    if noise and config["actions"] == "joint":
        raise UserError("noise and recovery go with actions=ee_pose or ee_delta, not joint.")
    if config["seed"] < 0:
        raise UserError(f"seed={config['seed']} is negative.")
    if (config["plan"] is None) == (config["task"] is None):
        raise UserError(
            'Say what to record: task=stacking (see vla tasks), or plan="put the can in the bin";'
            " one of the two."
        )
    return noise


def chosen_tasks(config: Settings) -> list[Task]:
    """The families to play, or what somebody said."""
    said = config["plan"]
    if said is None:
        return compose.tasks(str(config["task"]))
    return [spoken_task(str(said), compose.part(config["planner"]))]


def default_path(config: Settings) -> str:
    """`outputs/<task>.zarr`."""
    words = config["plan"] or config["task"]
    return f"outputs/{slug(str(words)) or 'demonstrations'}.zarr"


def environment(config: Settings) -> dict[str, Any]:
    """Options of the environment, as they are kept with the dataset."""
    cameras = [] if config["cameras"] in (None, "none") else _names(config["cameras"])
    robot = {key: value for key, value in config["robot"].items() if key != "_target_"}
    return {
        "cameras": cameras,
        "image_size": _size(str(config["size"])),
        "pictures": _names(config["pictures"]),
        "action_mode": config["actions"],
        "randomisation": config.chosen["randomisation"],
        "robot": robot["name"],
        "robot_path": robot.get("path"),
        "device": config["device"],
    }


def worlds_for(config: Settings) -> int:
    """No more than there are episodes; nobody can drive two at a time."""
    return min(config["worlds"], config["episodes"]) if config["by"] == "expert" else 1


def _collect(
    task: Task, env: Any, path: Path, config: Settings, noise: Noise, bar: Progress, row: Any
) -> tuple[Collected, bool]:
    """One task's episodes, and whether they were not interrupted."""
    from vla.datasets.codecs import codec
    from vla.datasets.dataset import Dataset
    from vla.datasets.writer import Writer

    shown = itertools.count()
    tried = successes = 0

    def hear(episode: Episode, kept: bool) -> None:
        nonlocal tried, successes
        tried, successes = tried + 1, successes + bool(episode.success)
        says = f"{task.name}: {successes} of {tried} succeed"
        bar.update(row, description=says, advance=int(kept))
        if episode.success is False and next(shown) < PREVIEW:
            why = episode.extra.get("failure") or episode.ended
            bar.console.print(f"[yellow]seed {episode.seed} failed:[/] {escape(str(why))}")

    def tell(instruction: str) -> None:
        bar.console.print(f"[bold]{escape(instruction)}[/]")

    with ExitStack() as stack:
        actor = _actor(env, config)  # may complain: nothing is written yet
        stack.callback(actor.close)
        make_folder(path.parent)
        writer = Writer(path, _schema(task, env, config, noise), codec(config["codec"]))
        with Dataset(path) as dataset:
            known = {entry.seed for entry in dataset.episodes if entry.task == task.name}
        seeds = (seed for seed in itertools.count(config["seed"]) if seed not in known)
        collector = Collector(
            env, writer, actor.source, config["failures"] == "keep",
            noise=noise, states=config["states"], overseer=actor.overseer,
        )  # fmt: skip
        stack.callback(collector.close)
        bar.update(row, description=task.name)
        began, many = time.perf_counter(), config["episodes"]
        try:
            if config["by"] == "expert":
                return collector.collect(actor.policy, many, seeds, hear), True
            bar.console.print(escape(actor.help))
            return collector.collect_by_hand(actor.policy, many, seeds, hear, tell), True
        except KeyboardInterrupt:
            return collector.summary(time.perf_counter() - began), False


@dataclass(frozen=True)
class _Actor:
    """Who moves the robot."""

    policy: Any
    source: str
    overseer: Callable[[], Any] | None = None
    help: str = ""
    close: Callable[[], object] = lambda: None


def _actor(env: Any, config: Settings) -> _Actor:
    policy = compose.policy(config["policy"], env) if "policy" in config.chosen else None
    if config["by"] == "expert":
        expert = Expert(env.worlds, compose.skills(env.worlds), env.episodes.setup)
        if policy is None:
            return _Actor(expert, "expert")
        many = getattr(policy, "horizon", 1)
        watched = Overseen(policy, expert, lambda: env.worlds.rig.tool_speed, n_action_steps=many)
        return _Actor(watched, config.chosen["policy"], lambda: watched.taken)
    operator, window = compose.operator(config["by"], env)
    keys = operator.device.help
    if policy is None:
        return _Actor(operator, "teleoperation", None, keys, window.close)
    shared = Shared(policy, operator)
    return _Actor(shared, config.chosen["policy"], lambda: shared.taken, keys, window.close)


def _schema(task: Task, env: Any, config: Settings, noise: Noise) -> Any:
    from vla.datasets.schema import Schema

    overseen = "policy" in config.chosen
    features = recorded_features(env.features, noise, config["states"], overseen)
    spec = env.worlds.action_spec
    made_with = {**environment(config), "scene": task.scene, "model": env.worlds.model_digest}
    if config["plan"] is not None:
        made_with["plan"] = str(config["plan"])
    return Schema(features, spec.rate, spec, config.chosen["robot"], made_with, provenance())


def _table(rows: Sequence[tuple[str, Collected]]) -> Table:
    """What was recorded, task by task."""
    table = Table(header_style="bold")
    table.add_column("task")
    for column in ("kept", "success", "95 % interval", "steps", "episodes/s", "steps/s"):
        table.add_column(column, justify="right")
    for name, done in rows:
        low, high = done.interval
        table.add_row(
            name,
            f"{done.kept}",
            f"{done.successes}/{done.tried}",
            f"{low:.0%} - {high:.0%}",
            f"{done.steps}",
            f"{done.kept / done.seconds:.2f}",
            f"{done.steps / done.seconds:.0f}",
        )
    return table


def _shares(rows: Sequence[Collected]) -> str:
    """Where the time went."""
    total = sum(done.seconds for done in rows)
    parts = {
        "physics and judging": sum(done.physics_seconds for done in rows),
        "pictures": sum(done.picture_seconds for done in rows),
        "expert": sum(done.policy_seconds for done in rows),
    }
    parts["recording"] = max(0.0, total - sum(parts.values()))
    beside = sum(done.writing_seconds for done in rows)
    shares = ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in parts.items())
    return f"{total:.0f} s: {shares}; beside it {beside:.0f} s of encoding and writing"


def _names(listed: str) -> list[str]:
    return [name.strip() for name in str(listed).split(",") if name.strip()]


def _size(size: str) -> list[int]:
    """`128` or `96x128` as height and width [px]."""
    height, _, width = size.partition("x")
    if not height.isdecimal() or not (width or height).isdecimal():
        raise UserError(f"size={size} is not understood: 128, or 96x128 for height x width.")
    return [int(height), int(width or height)]
