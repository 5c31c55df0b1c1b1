"""`vla bench planner`: numbers that are right on small fakes, overlays that follow their seed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from small_scenes import tabletop

from vla.chains import LENGTH, follow, instruct
from vla.commands import bench_planner
from vla.envs.tasks import TASKS
from vla.errors import UserError
from vla.evaluate import judge
from vla.overlays import CONTEXT, OVERLAYS, POLITE, Posed, crowded, pose, referents, slip
from vla.plan import And, Atom, ForAll, Not, Objects, Plan, Var
from vla.plan_score import Attempt, demands, score, share, symbolic
from vla.planner import Question, Refusal
from vla.planners.language import SemanticParser
from vla.steps import call, plan, put
from vla.task import Setup

IN = Atom("inside", ("red_block", "green_bowl"))
RED = put("place_in", "red_block", "green_bowl")
GOAL = And((IN, Not(Atom("holding_something"))))


def setup(text: str = "put the red block in the bowl") -> Setup:
    return Setup(tabletop(), text, GOAL, plan(*RED))


def drawn(overlay: str, family: str = "attribute_pick_place", seed: int = 3) -> Posed | None:
    rng = np.random.default_rng(seed)
    return pose(overlay, TASKS[family]().sample(rng), rng)


# --- what an answer is worth ----------------------------------------------------------------


def test_a_plan_that_reaches_the_goal() -> None:
    attempt = symbolic("put", 0, Posed(setup()), plan(*RED), 2.0)
    assert attempt.success
    assert (attempt.called, attempt.well, attempt.met) == (2, 2, 1.0)
    assert attempt.right_things
    assert not attempt.false_done


def test_a_plan_that_does_something_else_says_done_wrongly() -> None:
    other = plan(*put("place_in", "blue_block", "green_bowl"))
    attempt = symbolic("put", 0, Posed(setup()), other, 2.0)
    assert not attempt.success
    assert attempt.false_done
    assert attempt.right_things is False
    assert (attempt.called, attempt.well, attempt.met) == (2, 2, 0.0)


def test_a_plan_that_stops_has_called_one_skill_in_vain() -> None:
    stops = plan(call("pick", "red_block"), call("pick", "blue_block"))
    attempt = symbolic("put", 0, Posed(setup()), stops, 2.0)
    assert not attempt.success
    assert not attempt.false_done
    assert (attempt.called, attempt.well) == (2, 1)


def test_what_must_never_happen_spoils_a_success() -> None:
    never = (Atom("moved", ("blue_block", 0.03)),)
    steps = plan(*put("place_at", "blue_block", "left"), *RED)
    posed = Posed(replace(setup(), never=never))
    attempt = symbolic("put", 0, posed, steps, 2.0)
    assert not attempt.success
    assert attempt.met == 1.0


@pytest.mark.parametrize(
    ("expected", "answer", "success"),
    [
        ("question", Question("Which?"), True),
        ("question", Refusal("No."), False),
        ("refusal", Refusal("No."), True),
        ("refusal", Refusal("What?", understood=False), False),
        ("refusal", plan(*RED), False),
        ("plan", Refusal("No."), False),
    ],
)
def test_questions_and_refusals_count_where_they_are_right(
    expected: str, answer: Plan | Question | Refusal, success: bool
) -> None:
    posed = Posed(setup(), expected)  # type: ignore[arg-type]
    attempt = symbolic("put", 0, posed, answer, 1.0)
    assert attempt.success is success
    assert attempt.false_done is isinstance(answer, Plan)
    assert (attempt.met == 0.0) is (expected == "plan")


def test_demands_leave_out_what_holds_at_first() -> None:
    scene = tabletop()
    assert demands(GOAL, scene) == (IN,)
    assert share((IN,), scene) == 0.0
    assert share((), scene) == 1.0
    blocks = [e.name for e in scene if e.kind == "block"]
    every = ForAll(Objects("block"), Atom("inside", (Var("it"), "green_bowl")))
    assert len(demands(every, scene)) == len(blocks) > 1


def test_scores_are_sums_and_means() -> None:
    good = Attempt("a", 0, "t", "plan", "plan", True, 4, 4, 1.0, True, False, "", 1.0)
    bad = Attempt("a", 1, "t", "plan", "plan", False, 2, 1, 0.5, False, True, "", 3.0)
    asked = Attempt("a", 2, "t", "plan", "question", False, met=0.0, milliseconds=2.0)
    row = score([good, bad, asked])
    assert (row.episodes, row.successes, row.false_done, row.asked) == (3, 1, 1, 1)
    assert row.executed == pytest.approx(5 / 6)
    assert row.met == pytest.approx(0.5)
    assert row.right_things == pytest.approx(0.5)
    assert row.milliseconds == 2.0
    assert row.interval[0] < 1 / 3 < row.interval[1]


# --- overlays ---------------------------------------------------------------------------------


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_follows_its_seed(overlay: str) -> None:
    first, again = drawn(overlay), drawn(overlay)
    assert first is not None
    assert first == again


def test_overlays_keep_the_words_they_are_laid_over() -> None:
    plain = drawn("none")
    assert plain is not None
    for overlay, wordings in (("polite", POLITE), ("context", CONTEXT)):
        posed = drawn(overlay)
        assert posed is not None
        assert posed.setup.instruction in [w.format(t=plain.setup.instruction) for w in wordings]
        assert posed.setup.scene == plain.setup.scene


def test_a_slip_is_one_edit() -> None:
    for seed in range(200):
        word = slip("yellow", np.random.default_rng(seed))
        assert word != "yellow"
        assert word[0] == "y"
        assert abs(len(word) - 6) <= 1
        differ = [i for i in range(min(6, len(word))) if word[i] != "yellow"[i]]
        if len(word) == 6:
            swapped = len(differ) == 2 and differ[1] == differ[0] + 1
            assert len(differ) == 1 or (swapped and sorted(word) == sorted("yellow"))


def test_nothing_of_the_kind_is_left_and_the_parser_refuses() -> None:
    posed = drawn("impossible")
    assert posed is not None
    assert posed.expected == "refusal"
    plain = drawn("none")
    assert plain is not None
    gone = referents(plain.setup)[0]
    assert plain.setup.scene[gone].kind not in {e.kind for e in posed.setup.scene}
    heard = bench_planner.Heard(SemanticParser())
    assert isinstance(heard.plan(posed.setup.instruction, posed.setup.scene), Refusal)


def test_there_are_two_and_the_parser_asks() -> None:
    posed = pose(
        "ambiguous", setup("put the red block in the green bowl"), np.random.default_rng(0)
    )
    assert posed is not None
    assert posed.expected == "question"
    twins = [e for e in posed.setup.scene if (e.kind, e.color) == ("block", "red")]
    assert len(twins) == 2
    answer = SemanticParser().plan(posed.setup.instruction, posed.setup.scene)
    assert isinstance(answer, Question)
    assert {twin.name for twin in twins} <= set(answer.candidates)


def test_a_condition_may_name_what_is_not_there() -> None:
    text = "if there is a red block put it in the bowl"
    assert pose("impossible", setup(text), np.random.default_rng(0)) is None


def test_more_distractors() -> None:
    family = TASKS["attribute_pick_place"]()
    more = crowded(family)
    rng = np.random.default_rng
    counts = [len(t.sample(rng(seed)).scene.entities) for t in (family, more) for seed in range(8)]
    assert sum(counts[8:]) > sum(counts[:8])


# --- chains -----------------------------------------------------------------------------------


def test_a_chain_asks_for_what_can_be_done_and_is_not_yet() -> None:
    scene = TASKS["household"]().sample(np.random.default_rng(1)).scene
    for seed in range(5):
        asked = instruct(scene, np.random.default_rng(seed))
        assert judge(asked.goal, scene).truth is not True
    length, why = follow(SemanticParser(), scene, np.random.default_rng(0))
    assert 0 <= length <= LENGTH
    assert bool(why) is (length < LENGTH)


class Mute:
    """Refuses everything."""

    def plan(self, instruction: str, scene: object) -> Refusal:
        return Refusal("No.")


def test_a_planner_that_refuses_gets_nowhere() -> None:
    scene = TASKS["household"]().sample(np.random.default_rng(1)).scene
    assert follow(Mute(), scene, np.random.default_rng(0))[0] == 0  # type: ignore[arg-type]


# --- the command --------------------------------------------------------------------------------


def test_the_command_measures_and_writes(tmp_path: Path) -> None:
    words = ["episodes=1", "tasks=attribute_pick_place,household", f"out={tmp_path}"]
    console = Console(quiet=True)
    assert bench_planner.run("", words, console) == 0
    record = json.loads((tmp_path / "planner.json").read_text())
    assert record["planner"] == "language"
    assert set(record["families"]) == {"attribute_pick_place", "household"}
    assert record["all"]["episodes"] == 2
    assert record["all"]["successes"] == 2


def test_a_disturbance_needs_motion(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="control=physics"):
        bench_planner.run("", ["inject=failure", f"out={tmp_path}"], Console(quiet=True))
