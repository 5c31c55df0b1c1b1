"""`vla eval`: how often a policy succeeds, against another one, and whether it obeys the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.commands.bars import episode_bar
from vla.commands.candidates import Candidate, candidates, check_sampling, is_number
from vla.commands.eval_guided import blocked, check_guided, guided
from vla.commands.eval_page import write_page
from vla.commands.eval_result import Measured, Report
from vla.commands.eval_tables import show
from vla.compose import Settings
from vla.errors import UserError
from vla.features import IMAGES, Features
from vla.features import cameras as camera_names
from vla.glances import Glances
from vla.preparation import make_folder, result_folder, slug
from vla.reels import Reels, develop
from vla.spoken import spoken_task
from vla.task import Task
from vla.trials import Outcome, Trial, TrialWorlds, draw_reworded, draw_trials, play

FILM = (240, 320)
"""Height and width of films [px]."""
FILMS = ("films", "films-against")
"""Folders of the films of the first and the second policy; further ones are numbered."""


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Measure; 0, or 1 when `gate` is not reached. Ctrl-C leaves what there was."""
    config = compose.settings("eval", overrides)
    check_values(config)
    with ExitStack() as stack:
        chosen = candidates(config)
        for candidate in chosen:
            stack.callback(candidate.close)
        tasks = chosen_tasks(config, chosen[0])
        if config["avoid"] is not None:
            tasks = [blocked(task, config) for task in tasks]
            chosen = guided(chosen[0], config)
        out = result_folder(config["out"] or f"outputs/eval-{slug(chosen[0].name)}", "eval")
        trials = drawn(tasks, config, console)
        make_folder(out)
        results = [Measured(candidate.name) for candidate in chosen]
        stopped: KeyboardInterrupt | UserError | None = None
        try:
            folders = chain(FILMS, (f"films-{number}" for number in count(3)))
            for name, candidate, result in zip(folders, chosen, results, strict=False):
                _measure(candidate, result, tasks, trials, config, out / name, console)
        except (KeyboardInterrupt, UserError) as error:
            stopped = error  # what was measured until then is not lost
    if stopped is not None and not results[0].outcomes:
        raise stopped
    report = Report([r for r in results if r.outcomes], dict(config.values), config["gate"])
    show(report, console)
    report.write(out)
    write_page(out / "eval_report.html", report)
    for name in ("eval.json", "episodes.jsonl", "eval_report.html"):
        console.print(f"  {escape(str(out / name))}")
    if stopped is not None:
        raise stopped
    return 0 if report.passed else 1


def check_values(config: Settings) -> None:
    """Complain about numbers before anything is built."""
    for name, least in (("episodes", 1), ("worlds", 1), ("seed", 0), ("films", 0), ("latency", 0)):
        if config[name] < least:
            raise UserError(f"{name}={config[name]} is not at least {least}.")
    check_sampling(config)
    check_guided(config)
    gate = config["gate"]
    if gate is not None and not (is_number(gate) and 0 <= gate <= 1):
        raise UserError(f"gate={gate} is not understood: a success rate from 0 to 1.")


def chosen_tasks(config: Settings, candidate: Candidate) -> list[Task]:
    """The families that are named, or those that the policy has learned."""
    if config["task"] is not None:
        return compose.tasks(str(config["task"]))
    said = candidate.recorded.environment.get("plan")
    if said is not None:
        return [spoken_task(str(said), compose.part(compose.part_config("planner", "language")))]
    if not candidate.recorded.tasks:
        raise UserError(
            f"{candidate.name} does not say what it has learned: name the tasks, as in"
            " task=stacking (see vla tasks)."
        )
    return compose.tasks(",".join(candidate.recorded.tasks))


def drawn(tasks: Sequence[Task], config: Settings, console: Console) -> dict[str, list[Trial]]:
    """Task -> its trials; families that cannot ask for something else are left out, and said."""
    other = config["instruction"] == "other"
    draw = draw_reworded if other else draw_trials
    found = {task.name: draw(task, config["episodes"], config["seed"]) for task in tasks}
    for name in [name for name, listed in found.items() if len(listed) < config["episodes"]]:
        few = f"only {len(found[name])} scenes" if found[name] else "no scene"
        console.print(f"[yellow]note:[/] {name}: {few} in which other words make sense")
        if not found[name]:
            del found[name]
    if not found:
        raise UserError(
            "None of these tasks can ask for something else in the same scene; try"
            " task=attribute_pick_place."
        )
    return found


def _measure(
    candidate: Candidate,
    result: Measured,
    tasks: Sequence[Task],
    trials: Mapping[str, Sequence[Trial]],
    config: Settings,
    films: Path,
    console: Console,
) -> None:
    """All trials, scene by scene."""
    for scene in sorted({task.scene for task in tasks if task.name in trials}):
        here = [task for task in tasks if task.scene == scene and task.name in trials]
        listed = [trial for task in here for trial in trials[task.name]]
        options = environment(candidate, config)
        result.environment.update(options)
        with console.status(f"Building {scene}"):
            env = compose.batch(here, min(config["worlds"], len(listed)), setups=1, **options)
        told = candidate.recorded.environment
        if told.get("scene") == scene and told.get("model") != env.worlds.model_digest:
            console.print(
                f"[yellow]note:[/] {scene} is not what it was when the demonstrations of"
                f" {escape(candidate.name)} were recorded"
            )
        try:
            _play(candidate, result, env, listed, config, films, console)
        finally:
            env.close()


def environment(candidate: Candidate, config: Settings) -> dict[str, Any]:
    """Worlds as those of the demonstrations, which show no pictures by themselves."""
    known = candidate.recorded.environment
    options = {key: known[key] for key in ("robot", "robot_path", "randomisation") if key in known}
    if "robot" in config.chosen:
        options |= {"robot": config["robot"]["name"], "robot_path": config["robot"].get("path")}
    if "randomisation" in config.chosen:
        options["randomisation"] = config.chosen["randomisation"]
    return {
        **options, "action_mode": candidate.action.mode, "device": config["device"], "cameras": (),
    }  # fmt: skip


def _play(
    candidate: Candidate,
    result: Measured,
    env: Any,
    trials: Sequence[Trial],
    config: Settings,
    films: Path,
    console: Console,
) -> None:
    """The trials of one scene, and films of some of them."""
    features, photograph = eyes(env, candidate.features)
    reels = Reels(env.worlds, config["films"])
    worlds = TrialWorlds(env, trials, features, reels, config["avoid"] is not None)
    policy, many = candidate.play(worlds)
    counts: dict[str, list[int]] = {}
    with episode_bar(console) as bar:
        row = bar.add_task("", total=len(trials))

        def hear(outcome: Outcome) -> None:
            result.outcomes.append(outcome)
            count = counts.setdefault(outcome.task, [0, 0])
            count[0], count[1] = count[0] + outcome.success, count[1] + 1
            done = [sum(column) for column in zip(*counts.values(), strict=True)]
            says = f"{outcome.task}: {count[0]} of {count[1]}, all: {done[0] / done[1]:.0%}"
            bar.update(row, description=says, advance=1)

        torch.manual_seed(config["seed"])  # of what a sampler draws
        played = play(Glances(policy, photograph), worlds, many, hear)
    order = {(trial.task, trial.seed): number for number, trial in enumerate(trials)}
    result.outcomes.sort(key=lambda o: order.get((o.task, o.seed), -1))
    seconds = {
        "physics and judging": played.timings.env,
        "pictures": env.picture_seconds,
        "policy": played.timings.policy - env.picture_seconds,
        "total": played.timings.total,
    }
    for name, spent in seconds.items():
        result.seconds[name] = result.seconds.get(name, 0.0) + spent
    latency = getattr(policy, "latency", None)
    result.latency = latency.summary() if latency is not None else {}
    for name, steps in getattr(policy, "guided", {}).items():
        result.guided[name] = result.guided.get(name, 0) + steps
    if config["films"]:
        make_folder(films)
        try:
            with console.status("Filming"):
                result.films += develop(
                    reels, env, trials, film_camera(env, config["camera"]), films
                )
        except UserError as error:
            console.print(f"[yellow]note:[/] there are no films: {escape(str(error))}")


def eyes(env: Any, seen: Features) -> tuple[Features, Callable[[Any], Mapping[str, Any]]]:
    """What a policy with cameras like `seen` sees of the worlds, and who takes its pictures."""
    from vla.envs.cameras import Shot
    from vla.envs.features import features_of

    if not camera_names(seen):
        return env.features, lambda worlds: {}
    by_size: dict[tuple[int, int], list[str]] = {}
    for name in camera_names(seen):
        height, width = seen[f"{IMAGES}{name}"].shape[:2]
        by_size.setdefault((height, width), []).append(name)
    shots = [Shot(tuple(names), *size) for size, names in by_size.items()]
    features = {k: f for shot in shots for k, f in features_of(env.worlds, shot).items()}

    def photograph(worlds: Any) -> dict[str, Any]:
        taken = [env.take_pictures(shot, worlds)["pixels"] for shot in shots]
        return {"pixels": {name: picture for found in taken for name, picture in found.items()}}

    return features, photograph


def film_camera(env: Any, name: str) -> Callable[[Any], Any]:
    """Takes pictures for films."""
    from vla.envs.cameras import Shot

    shot = Shot((name,), *FILM)
    return lambda worlds: env.take_pictures(shot, worlds)["pixels"][name].cpu().numpy()
