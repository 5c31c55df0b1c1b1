"""Errands in the kitchen: fair, within an expert's and the parser's reach, also in physics."""

from functools import cache

import numpy as np
import pytest

from vla.agent import Job, run
from vla.check import check
from vla.dryrun import dry_run
from vla.envs.realise import cast
from vla.envs.robots import Robot, load_robot
from vla.envs.scenes import SceneModel, build_scene
from vla.envs.tasks.household import ERRANDS, Household
from vla.envs.worlds import Worlds
from vla.errors import UnknownName
from vla.evaluate import judge
from vla.plan import Plan
from vla.plan_score import demands
from vla.planners.language import SemanticParser
from vla.planners.skills import SkillSet
from vla.task import Setup

PARSER = SemanticParser()


@cache
def kitchen() -> tuple[SceneModel, Robot]:
    robot = load_robot("panda")
    return build_scene("kitchen", robot), robot


def setups(errand: str, count: int = 4) -> list[Setup]:
    family = Household(errands=(errand,))
    return [family.sample(np.random.default_rng(seed)) for seed in range(count)]


def test_there_are_ten_with_four_wordings_each() -> None:
    assert len(ERRANDS) == 10
    assert all(len(set(errand.wordings)) >= 4 for errand in ERRANDS.values())


@pytest.mark.parametrize("errand", ERRANDS)
def test_nothing_is_done_at_first_and_everything_in_the_end(errand: str) -> None:
    for setup in setups(errand):
        assert judge(setup.goal, setup.scene).truth is False
        assert demands(setup.goal, setup.scene)
        problems = [p for p in check(setup.plan, setup.scene) if p.severity == "error"]
        assert not problems, problems
        after = dry_run(setup.plan, setup.scene)
        assert after.finished, after.problems
        assert judge(setup.goal, after.scene).truth is True, setup.instruction
        for scene in (setup.scene, after.scene):
            assert not [f for f in setup.never if judge(f, scene).truth is True]


def test_the_kitchen_holds_whatever_is_drawn() -> None:
    family = Household(distractors=(2, 4))
    for seed in range(15):
        cast(family.sample(np.random.default_rng(seed)).scene, kitchen()[0])


@pytest.mark.parametrize("errand", ERRANDS)
def test_every_wording_is_understood(errand: str) -> None:
    setup = setups(errand, 1)[0]
    spoken = ERRANDS[errand].wordings
    # the things' names, read off whichever wording was drawn
    drawn = next(w for w in spoken if _slots(w, setup.instruction) is not None)
    names = _slots(drawn, setup.instruction)
    assert names is not None
    for wording in spoken:
        text = wording.format(**names)
        answer = PARSER.plan(text, setup.scene)
        assert isinstance(answer, Plan), (text, answer)
        after = dry_run(answer, setup.scene)
        assert after.finished, (text, after.problems)
        assert judge(setup.goal, after.scene).truth is True, (text, after.calls)


def _slots(wording: str, text: str) -> dict[str, str] | None:
    """What stands for `{a}` and `{b}` in a text of this wording."""
    rest, names = text, {}
    pieces = wording.replace("{a}", "\0a").replace("{b}", "\0b").split("\0")
    if not rest.startswith(pieces[0]):
        return None
    rest = rest[len(pieces[0]) :]
    for number, piece in enumerate(pieces[1:]):
        letter, words = piece[0], piece[1:]
        last = number == len(pieces) - 2
        at = len(rest) - len(words) if last else rest.find(words)
        if at < 0 or rest[at : at + len(words)] != words:
            return None
        names[letter], rest = rest[:at], rest[at + len(words) :]
    return names if not rest else None


def test_what_a_schema_needs_must_be_there() -> None:
    setup = setups("throw_away", 1)[0]
    thing = setup.instruction
    without = tuple(e for e in setup.scene if e.kind != "bin")
    scene = type(setup.scene)(without, workspace=setup.scene.workspace)
    with pytest.raises(UnknownName, match="bin"):
        PARSER.plan(thing, scene)


def test_an_open_oven_is_not_opened_again() -> None:
    setup = setups("microwave", 1)[0]
    opened = dry_run(PARSER.plan("open the microwave", setup.scene), setup.scene).scene  # type: ignore[arg-type]
    answer = PARSER.plan(setup.instruction, opened)
    assert isinstance(answer, Plan)
    skills = [call.skill for call in dry_run(answer, opened).calls]
    assert skills == ["pick", "place_in", "close", "press"]


def test_appliances_are_started_by_what_starts_them() -> None:
    scene = setups("light_on", 1)[0].scene
    for text, skill, name in (
        ("turn on the microwave", "press", "timer"),
        ("start the toaster", "press", "lever"),
        ("turn on the water", "open", "tap"),
        ("open the microwave", "open", "microwave"),
    ):
        answer = PARSER.plan(text, scene)
        assert isinstance(answer, Plan), (text, answer)
        assert [(c.skill, c.args) for c in dry_run(answer, scene).calls] == [(skill, (name,))]


@pytest.mark.parametrize("errand", ["microwave", "wash"])
def test_in_physics_from_words(errand: str) -> None:
    setup = setups(errand, 1)[0]
    env = Worlds(*kitchen())
    (outcome,) = run(env, SkillSet(env), [Job(setup, 0, None, PARSER)])
    assert outcome.success, (setup.instruction, outcome.category, outcome.reason)
