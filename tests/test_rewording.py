"""Other words for the same scene: they mean something else, and an expert can do it."""

from __future__ import annotations

import numpy as np
import pytest

from vla.check import check
from vla.dryrun import dry_run
from vla.envs.tasks import TASKS
from vla.evaluate import judge
from vla.plan import Plan
from vla.planners.language import SemanticParser
from vla.task import Rewordable, Setup, Task
from vla.trials import draw_reworded, draw_trials, other_words

FAMILIES = [name for name, make in TASKS.items() if isinstance(make(), Rewordable)]
SEEDS = range(500, 530)


def drawn(task: Task, seed: int) -> Setup:
    return task.sample(np.random.default_rng(seed))


def reworded(family: str) -> list[tuple[Setup, Setup]]:
    """Pairs of an episode and the one with other words, where there is one."""
    task = TASKS[family]()
    assert isinstance(task, Rewordable)
    pairs = [(setup, other_words(task, setup, seed)) for seed in SEEDS
             for setup in [drawn(task, seed)]]  # fmt: skip
    return [(setup, other) for setup, other in pairs if other is not None]


def test_most_families_can_ask_for_something_else() -> None:
    assert len(FAMILIES) >= 9
    assert not isinstance(TASKS["counted_objects"](), Rewordable)


@pytest.mark.parametrize("family", FAMILIES)
def test_other_words_mean_something_else_that_can_be_done(family: str) -> None:
    pairs = reworded(family)
    assert len(pairs) >= len(SEEDS) // 4
    for setup, other in pairs:
        assert other.scene is setup.scene
        assert other.instruction != setup.instruction
        assert other.never[0] == setup.goal
        assert set(other.never[1:]) <= set(setup.never)
        for unwanted in (other.goal, *other.never):
            assert judge(unwanted, other.scene).truth is not True
        assert not [p for p in check(other.plan, other.scene) if p.severity == "error"]
        after = dry_run(other.plan, other.scene)
        assert after.finished
        assert judge(other.goal, after.scene).truth is True, other.instruction
        for unwanted in other.never:
            assert judge(unwanted, after.scene).truth is not True, other.instruction
        old = dry_run(setup.plan, setup.scene)
        assert judge(other.goal, old.scene).truth is not True, other.instruction


@pytest.mark.parametrize("family", FAMILIES)
def test_the_parser_understands_other_words(family: str) -> None:
    parser = SemanticParser()
    for _, other in reworded(family)[:8]:
        answer = parser.plan(other.instruction, other.scene)
        assert isinstance(answer, Plan), (other.instruction, answer)
        after = dry_run(answer, other.scene)
        assert judge(other.goal, after.scene).truth is True, other.instruction


def test_trials_are_what_their_seeds_name() -> None:
    task = TASKS["attribute_pick_place"]()
    trials = draw_trials(task, 3, 7)
    assert [trial.seed for trial in trials] == [7, 8, 9]
    assert trials[1].setup == drawn(task, 8)
    others = draw_reworded(task, 5, 7)
    assert len(others) == 5
    assert others == draw_reworded(task, 5, 7)
    assert [t.seed for t in others] == sorted({t.seed for t in others})
    for trial in others:
        assert trial.setup.scene == drawn(task, trial.seed).scene
    assert not draw_reworded(TASKS["counted_objects"](), 5, 7)
