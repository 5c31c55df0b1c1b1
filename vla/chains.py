"""Chains: five instructions in a row, each for the scene that the one before left behind.

As in CALVIN, an instruction is drawn from what can be done in the scene as it is by then: its goal
does not hold yet, and a plan for it runs through. The chain ends with the first that goes wrong.
It is followed symbolically, or in a world that goes on from instruction to instruction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vla.agent import Job, Stage, run
from vla.dryrun import dry_run
from vla.errors import UserError
from vla.evaluate import judge, shortest_name
from vla.plan import And, Atom, Call, Plan
from vla.planner import Planner
from vla.predicates import read
from vla.protocols import Skills
from vla.scene import Scene
from vla.steps import call, plan, put
from vla.task import Setup

LENGTH = 5
"""Instructions of a chain."""
HORIZON = 2400
"""Control steps for one instruction: two minutes at 20 Hz."""


def follow(planner: Planner, scene: Scene, rng: np.random.Generator) -> tuple[int, str]:
    """How many instructions in a row a planner gets right, and what went wrong with the next."""
    for done in range(LENGTH):
        setup = instruct(scene, rng)
        try:
            answer = planner.plan(setup.instruction, scene)
        except UserError as error:
            return done, f"{setup.instruction}: {error}"
        if not isinstance(answer, Plan):
            return done, f"{setup.instruction}: {answer}"
        after = dry_run(answer, scene)
        reading = judge(setup.goal, after.scene)
        if not after.finished or reading.truth is not True:
            return done, f"{setup.instruction}: {'; '.join(after.problems) or reading.evidence}"
        scene = after.scene
    return LENGTH, ""


class GoingOn:
    """A `vla.agent.Stage` of one world in which an episode may begin where the last one ended.

    An episode whose scene is the one that is there goes on; any other begins anew.
    """

    def __init__(self, env: Stage):
        self._env = env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    def begin(
        self, world: int, setup: Setup, seed: int = 0, disturbances: Sequence[Any] = ()
    ) -> None:
        """Begin an episode, or go on."""
        if setup.scene != self._env.scene(world):
            self._env.begin(world, setup, seed, disturbances)
        self._env.active[world] = True


def live(
    planner: Planner,
    env: Stage,
    skills: Skills,
    scene: Scene,
    rng: np.random.Generator,
    without: Collection[str] = (),
    horizon: int = HORIZON,
) -> tuple[int, str]:
    """As `follow`, carried out in the first world of `env`, whose state is never put right.

    Args:
        without: containers into which nothing is asked to be put.
        horizon: control steps for one instruction.
    """
    stage: Any = GoingOn(env)
    stage.begin(0, Setup(scene, "", And(()), plan()))
    for done in range(LENGTH):
        now = env.scene(0)
        try:
            setup = replace(instruct(now, rng, without), scene=now, horizon=horizon)
        except UserError as error:
            return done, str(error)
        (outcome,) = run(stage, skills, [Job(setup, planner=planner)])
        if not outcome.success:
            return done, f"{setup.instruction}: {outcome.category}: {outcome.reason}"
    return LENGTH, ""


def instruct(scene: Scene, rng: np.random.Generator, without: Collection[str] = ()) -> Setup:
    """Something that can be asked for in a scene.

    Args:
        without: containers into which nothing is asked to be put.

    Raises:
        UserError: nothing can.
    """
    options = list(_options(scene, without))
    for index in rng.permutation(len(options)):
        text, goal, steps = options[int(index)]
        setup = Setup(scene, text, goal, replace(steps, instruction=text))
        after = dry_run(steps, scene)
        new = judge(goal, scene).truth is not True
        if new and after.finished and judge(goal, after.scene).truth is True:
            return setup
    raise UserError("Nothing is left to ask for in this scene.")


def _options(scene: Scene, without: Collection[str]) -> Iterator[tuple[str, Atom, Plan]]:
    """Instructions, their goals, and how it is done; some cannot be, as the scene is."""
    for entity in scene:
        words = entity.describe()
        if entity.affords.openable:
            switched = entity.affords.knob and not entity.affords.container
            on, off = ("turn on the {}", "turn off the {}") if switched else (
                "open the {}", "close the {}")  # fmt: skip
            opened, closed = Atom("opened", (entity.name,)), Atom("closed", (entity.name,))
            yield on.format(words), opened, plan(call("open", entity.name))
            yield off.format(words), closed, plan(call("close", entity.name))
        if entity.affords.pressable:
            yield (
                f"press the {words}",
                Atom("pressed", (entity.name,)),
                plan(call("press", entity.name)),
            )
    for thing in scene:
        named = shortest_name(thing, scene) if thing.affords.graspable else None
        if named is None:
            continue
        for place in scene:
            there = place.describe() if place.affords.shape == "fixture" else shortest_name(
                place, scene)  # fmt: skip
            if there is None or place.name == thing.name or place.kind in ("table", "cabinet"):
                continue
            if read(scene, "inside", (place.name, thing.name)).truth:
                continue
            if place.affords.container and place.name not in without:
                inside = Atom("inside", (thing.name, place.name))
                steps = (*_made_open(scene, place.name), *put("place_in", thing.name, place.name))
                yield f"put the {named} in the {there}", inside, plan(*steps)


def _made_open(scene: Scene, name: str) -> tuple[Call, ...]:
    """What opens a container that is shut."""
    place = scene[name]
    shut = place.affords.openable and (place.openness or 0.0) < 0.7
    return (call("open", name),) if shut else ()
