"""Episodes for planners, played symbolically, in physics, or by a learned policy.

Every episode is drawn by its own seed alone, so that whoever plays it, and however, plays the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from rich.progress import Progress, TaskID

from vla import compose
from vla.agent import Job, Outcome
from vla.agent import run as run_jobs
from vla.commands.bench_episodes import dice, forgiving
from vla.commands.candidates import checkpoint_folder
from vla.commands.depth_eyes import perceiving
from vla.commands.planner_heard import Expert, Heard
from vla.compose import Settings
from vla.consulting import show_world
from vla.dryrun import dry_run
from vla.overlays import Posed, crowded, pose
from vla.perceived import Look, Perceived, noisy
from vla.plan import Plan
from vla.plan_score import Attempt, demands, kind_of, share, symbolic, words_of
from vla.planner import Planner, Question, Refusal
from vla.protocols import Env
from vla.scene import Scene
from vla.task import Setup, Task
from vla.trace import Event, SkillEnded, SkillStarted, Verdict

DRAWS = 20
"""Seeds per episode that are looked through for one in which the overlay makes sense."""


@dataclass(frozen=True)
class Episode:
    """One episode of a family."""

    task: str
    scene: str
    """The scene model it plays in."""
    seed: int
    posed: Posed


@dataclass(frozen=True)
class Rung:
    """A way to play episodes: who plans, what is seen, who moves."""

    name: str
    planner: Planner | None
    """`None`: the expert's own plan."""
    grounding: str
    """`truth`, `noisy` or `pictures`: what the planner is told of the scene."""
    control: str
    """`symbolic`, `physics`, or `learned`: a policy does what it can."""


def drawn(task: Task, config: Settings) -> Iterator[Episode]:
    """The episodes of a family; fewer where the overlay seldom makes sense."""
    overlay = config["overlay"]
    task = crowded(task) if overlay == "distractors" else task
    found = 0
    for seed in range(config["seed"], config["seed"] + DRAWS * config["episodes"]):
        rng = dice(seed, task.name)
        posed = pose(overlay, task.sample(rng), rng)
        if posed is not None:
            yield Episode(task.name, task.scene, seed, posed)
            found += 1
        if found == config["episodes"]:
            return


def play(
    rung: Rung,
    episodes: Sequence[Episode],
    config: Settings,
    attempts: list[Attempt],
    bar: Progress,
    total: TaskID,
) -> None:
    """Play episodes; `attempts` grow as they end, so that what is measured is not lost."""
    for scene in dict.fromkeys(episode.scene for episode in episodes):
        here = [episode for episode in episodes if episode.scene == scene]
        with _looking(rung, scene, config) as seen:
            if rung.control == "symbolic":
                with _cameras(rung, scene, config) as env:
                    for episode in here:
                        bar.update(total, description=episode.task)
                        attempts.append(_symbolic(episode, _heard(rung, episode, seen), env))
                        bar.advance(total)
                continue
            bar.update(total, description=f"building {scene}")
            moving = _in_physics if rung.control == "physics" else _learned
            for attempt in moving(rung, scene, here, config, seen, bar, total):
                attempts.append(attempt)


def _heard(rung: Rung, episode: Episode, seen: Callable[[Episode], Look | None]) -> Heard:
    return Heard(rung.planner or Expert(episode.posed.setup.plan), seen(episode))


@contextmanager
def _looking(
    rung: Rung, scene: str, config: Settings
) -> Iterator[Callable[[Episode], Look | None]]:
    """What planners are told of the scene of an episode; `None`: the truth."""
    if rung.grounding == "truth":
        yield lambda episode: None
    elif rung.grounding == "noisy":
        far, often = float(config["noise"]), float(config["mislabel"])

        def wrong(episode: Episode) -> Look:
            return lambda scene: noisy(scene, dice(episode.seed, "noise"), far, often)

        yield wrong
    else:
        look, close = perceiving(scene, config["robot"])
        try:
            yield lambda episode: lambda truth: Perceived(look(truth), {})
        finally:
            close()


# --- symbolically -----------------------------------------------------------------------------


@contextmanager
def _cameras(rung: Rung, scene: str, config: Settings) -> Iterator[Any]:
    """A world to photograph for a planner that takes pictures; `None` for others."""
    if not getattr(rung.planner, "cameras", ()):
        yield None
        return
    env = compose.worlds(scene, config["robot"])
    try:
        yield env
    finally:
        env.close()


def _first_answer(episode: Episode, heard: Heard, env: Any) -> Plan | Question | Refusal:
    """What the planner says before anything moves, with pictures where it takes them."""
    setup = episode.posed.setup
    if heard.cameras:
        env.begin_scene(0, setup.scene)
        show_world(heard, env, 0)
    return heard.plan(setup.instruction, setup.scene)


def _symbolic(episode: Episode, heard: Heard, env: Any) -> Attempt:
    answer = _first_answer(episode, heard, env)
    attempt = symbolic(episode.task, episode.seed, episode.posed, answer, heard.waits[0])
    return replace(attempt, waits=tuple(heard.waits), spent=heard.spent)


# --- in physics -------------------------------------------------------------------------------


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
class Played:
    """One episode in physics, while it is played."""

    episode: Episode
    heard: Heard
    mishap: Any = None
    """A `vla.envs.mishaps.Witness`."""
    scenes: Scenes = field(default_factory=Scenes)

    def job(self, plan: Plan | None = None) -> Job:
        """For the agent; what somebody else moves is excused."""
        setup, happening = self.episode.posed.setup, (self.mishap,) if self.mishap else ()
        setup = forgiving(setup, {each.target for each in happening})
        return Job(setup, self.episode.seed, plan, self.heard, happening, (self.scenes,))


def _in_physics(
    rung: Rung,
    scene: str,
    episodes: Sequence[Episode],
    config: Settings,
    seen: Callable[[Episode], Look | None],
    bar: Progress,
    total: TaskID,
) -> Iterator[Attempt]:
    """All episodes that play in one scene model; what is to be asked or refused moves nothing."""
    env = compose.worlds(scene, config["robot"], min(config["worlds"], config["episodes"]))
    try:
        skills = compose.skills(env)
        for task in dict.fromkeys(episode.task for episode in episodes):
            bar.update(total, description=task)
            here = [episode for episode in episodes if episode.task == task]
            for episode in (e for e in here if e.posed.expected != "plan"):
                yield _symbolic(episode, _heard(rung, episode, seen), env)
                bar.advance(total)
            plays = [
                Played(e, _heard(rung, e, seen), _mishap(e, config))
                for e in here
                if e.posed.expected == "plan"
            ]

            def hear(world: int, event: Event) -> None:
                if isinstance(event, Verdict):
                    bar.advance(total)

            outcomes = run_jobs(env, skills, (each.job() for each in plays), on_event=hear)
            for each, outcome in zip(plays, outcomes, strict=False):
                yield judged(each, outcome)
    finally:
        env.close()


def _mishap(episode: Episode, config: Settings) -> Any:
    if config["inject"] == "none":
        return None
    return compose.mishap(episode.posed.setup, episode.seed)


def _learned(
    rung: Rung,
    scene: str,
    episodes: Sequence[Episode],
    config: Settings,
    seen: Callable[[Episode], Look | None],
    bar: Progress,
    total: TaskID,
) -> Iterator[Attempt]:
    """Episodes one by one: the policy picks and places, and has one try for each."""
    engine = compose.trained(checkpoint_folder(str(config["policy"])))
    env = compose.worlds(scene, config["robot"], action_mode=engine.spec.action.mode)
    try:
        for episode in episodes:
            bar.update(total, description=f"{episode.task} by {config['policy']}")
            setup, heard = episode.posed.setup, _heard(rung, episode, seen)
            answer = _first_answer(episode, heard, env)
            if episode.posed.expected != "plan" or not isinstance(answer, Plan):
                yield symbolic(episode.task, episode.seed, episode.posed, answer, heard.waits[0])
                bar.advance(total)
                continue
            skills, eyes = compose.learned_skills(env, engine, dry_run(answer, setup.scene).calls)
            try:
                each = Played(episode, heard, _mishap(episode, config))
                (outcome,) = run_jobs(env, skills, [each.job(answer)])
            finally:
                eyes.close()
            attempt = judged(each, outcome)
            again = any(
                event.attempt > 1 for event in outcome.job.trace.events
                if isinstance(event, SkillStarted)
            )  # fmt: skip
            if attempt.success and again:  # then the robot's own skills helped
                attempt = replace(attempt, success=False, reason="not by the policy alone")
            yield attempt
            bar.advance(total)
    finally:
        env.close()


def judged(played: Played, outcome: Outcome) -> Attempt:
    """What came of an episode in physics."""
    episode, heard, scenes = played.episode, played.heard, played.scenes
    setup, answer = episode.posed.setup, heard.answer
    ended = [event for event in outcome.job.trace.events if isinstance(event, SkillEnded)]
    assert scenes.first is not None
    assert scenes.last is not None
    happened = played.mishap.kind if played.mishap is not None and played.mishap.times else ""
    return Attempt(
        episode.task,
        episode.seed,
        setup.instruction,
        "plan",
        kind_of(answer),
        outcome.success,
        len(ended),
        sum(event.ok for event in ended),
        share(demands(setup.goal, scenes.first), scenes.last),
        _right(setup, answer) if isinstance(answer, Plan) else None,
        outcome.counts["false_done"] > 0,
        outcome.reason if isinstance(answer, Plan) else words_of(answer),
        heard.waits[0] if heard.waits else 0.0,
        tuple(heard.waits),
        heard.spent,
        happened,
        outcome.counts["replans"],
    )


def _right(setup: Setup, answer: Plan) -> bool:
    """Whether a plan handles what the expert handles, or else reaches the goal symbolically."""
    attempt = symbolic("", 0, Posed(setup), answer, 0.0)
    return attempt.right_things is True
