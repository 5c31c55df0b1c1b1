"""The task families: fair setups, goals that experts reach, and words the parser understands."""

import numpy as np
import pytest
import yaml
from small_worlds import stage

from vla.check import check
from vla.dryrun import dry_run
from vla.envs.realise import cast
from vla.envs.tasks import TASKS
from vla.evaluate import judge
from vla.plan import Plan
from vla.planners.language import SemanticParser
from vla.settings import CONFIGS
from vla.task import Setup, Task

FAMILIES = list(TASKS)
SEEDS = range(100)


def sample(family: str, seed: int) -> Setup:
    return TASKS[family]().sample(np.random.default_rng(seed))


@pytest.mark.parametrize("family", FAMILIES)
def test_setups_are_fair_and_the_expert_knows_the_way(family: str) -> None:
    task = TASKS[family]()
    assert isinstance(task, Task)
    assert len(task.wordings) >= 6
    counts = set()
    for seed in SEEDS:
        setup = sample(family, seed)
        assert judge(setup.goal, setup.scene).truth is not True
        for failure in setup.never:
            assert judge(failure, setup.scene).truth is not True, (seed, failure)
        problems = [p for p in check(setup.plan, setup.scene) if p.severity == "error"]
        assert not problems, (seed, problems)
        after = dry_run(setup.plan, setup.scene)
        assert after.finished, (seed, after.problems)
        reading = judge(setup.goal, after.scene)
        assert reading.truth is True, (seed, setup.instruction, reading.evidence)
        for failure in setup.never:
            assert judge(failure, after.scene).truth is not True, (seed, failure)
        if task.scene == "tabletop":
            cast(setup.scene, stage()[0])  # raises if there are too few slots
        counts.add(len(setup.scene.entities))
    assert len(counts) > 1  # the number of distractors varies


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_episode(family: str) -> None:
    assert sample(family, 7) == sample(family, 7)
    assert sample(family, 7) != sample(family, 8)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_parser_understands_every_sentence(family: str) -> None:
    """600 sentences over all families: the plan reaches the goal and breaks no rule."""
    parser = SemanticParser()
    for seed in range(1000, 1000 + 600 // len(FAMILIES) + 1):
        setup = sample(family, seed)
        answer = parser.plan(setup.instruction, setup.scene)
        assert isinstance(answer, Plan), (seed, setup.instruction, answer)
        after = dry_run(answer, setup.scene)
        reading = judge(setup.goal, after.scene)
        assert reading.truth is True, (seed, setup.instruction, reading.evidence, after.problems)
        for failure in setup.never:
            assert judge(failure, after.scene).truth is not True, (seed, setup.instruction)
        expected = {tuple(sorted(c.avoid.items())) for c in dry_run(setup.plan, setup.scene).calls}
        assert {tuple(sorted(c.avoid.items())) for c in after.calls} == expected


def test_every_family_has_its_yaml() -> None:
    for family, make in TASKS.items():
        record = yaml.safe_load((CONFIGS / "task" / f"{family}.yaml").read_text("utf-8"))
        assert record["_target_"].rsplit(".", 1)[1] == type(make()).__name__
