"""The static checks: every kind of mistake is found, with its place, and good plans pass."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from plan_strategies import plans
from small_scenes import tabletop

from vla.check import check
from vla.dryrun import MAX_CALLS, dry_run
from vla.plan import (
    And,
    Atom,
    Call,
    Count,
    Done,
    Either,
    Ensure,
    Exists,
    Fail,
    ForAll,
    ForEach,
    If,
    Keep,
    Names,
    Not,
    Objects,
    Or,
    Plan,
    Repeat,
    Require,
    Seq,
    Sorted,
    Take,
    Var,
    Where,
)
from vla.program import from_code
from vla.steps import call, plan, put

SCENE = tabletop()
HOME = call("home")


@pytest.mark.parametrize(
    "text",
    [
        "pick('red_block')\nplace_in('red_block', 'green_bowl')",
        "keep(clear_of('vase', 0.05))\nfor b in objects():\n    move_to(b)",
        "if exists(objects('mug')):\n    fail('no')\nelse:\n    open('top_drawer', fraction=0.5)",
        "assert holding('red_ball')\n    else: pick('red_ball')",
        "press('button')\ndone()",
    ],
)
def test_good_plans_pass(text: str) -> None:
    assert check(from_code(text), SCENE) == ()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((Call("pik", ("red_block",)),), "Did you mean 'pick'"),
        ((call("pick", "red_blok"),), "Did you mean 'red_block'"),
        ((call("pick"),), "Expected pick(object"),
        ((call("pick", "red_block", "vase"),), "Expected pick(object"),
        ((call("pick", 3),), "must be an object"),
        ((call("pick", True),), "must be an object"),
        ((call("pick", Var("red_block")),), "Put it in quotes"),
        ((call("pick", Var("it")),), "Unknown variable"),
        ((call("pick", "red_block", spee=1),), "Did you mean 'speed'"),
        ((call("pick", "red_block", speed=50),), "did you mean 0.5 x"),
        ((call("pick", "red_block", speed=-1),), "out of range"),
        ((call("pick", "red_block", speed="fast"),), "must be a number"),
        ((call("pick", "red_block", speed=Objects()),), "no object"),
        ((Call("home", (), (("speed", 1.0), ("speed", 0.5))),), "given twice"),
        ((call("push", "red_block", "left", distance=10),), "did you mean 0.1 m"),
        ((call("push", "red_block", "left", distance=100),), "did you mean 0.1 m"),
        ((call("push", "red_block", "upwards"),), "Unknown direction"),
        (put("place_at", "red_block", "back_lef"), "Did you mean 'back_left'"),
        ((call("pick", "vase"),), "cannot be grasped"),
        (put("place_in", "red_block", "vase"), "no container"),
        (put("place_on", "red_block", "red_ball"), "carry things"),
        ((call("open", "red_block"),), "be opened"),
        ((call("close", "red_block"),), "be closed"),
        ((call("press", "red_block"),), "be pressed"),
        (put("place_in", "green_bowl", "green_bowl"), "itself"),
        (put("place_beside", "red_block", "red_block", "left"), "itself"),
        ((Require(Atom("flying", ("vase",))),), "Unknown predicate"),
        ((Require(Atom("near", ("vase", "table", 10))),), "did you mean 0.1 m"),
        ((Require(Atom("near", ("vase", "table", -0.1))),), "out of range"),
        ((Require(Atom("near", ("vase",))),), "Expected near(entity, entity, number)"),
        ((Require(Atom("slower_than", ("vase",))),), "must be a number"),
        ((Require(Exists(Objects("blok"))),), "Did you mean 'block'"),
        ((Require(Exists(Objects("block", "rad"))),), "Did you mean 'red'"),
        ((Require(Exists(Objects("block", None, "tiny"))),), "Unknown size"),
        ((Require(Exists(Sorted(Objects(), "leftest"))),), "Unknown order"),
        ((Require(Exists(Sorted(Objects(), "nearest", "mug"))),), "Unknown object"),
        ((Require(Exists(Take(Objects(), 0))),), "takes nothing"),
        ((Require(Exists(Either((Names(("mug",)), Objects())))),), "Unknown object"),
        ((Require(Exists(Where(Objects(), Atom("on", (Var("it"), "mug"))))),), "Unknown object"),
        ((Require(ForAll(Objects(), Or((Atom("nice", (Var("it"),)),)))),), "Unknown predicate"),
        ((Require(Count(Objects(), "!=", 2)),), "compared"),
        ((Require(Count(Objects(), "==", -1)),), "cannot be"),
        ((ForEach("b", Objects(), Seq((HOME,)), 0),), "limit of a loop"),
        ((ForEach("it", Objects(), Seq((HOME,))),), "taken"),
        ((Repeat(1000, Seq((HOME,))),), "1 to 32"),
        ((Ensure(Atom("holding_something"), Seq((HOME,)), 10**6),), "0 to 10"),
        ((If(Exists(Objects("mug")), Seq((call("pik", "x"),))), HOME), "Unknown skill"),
        ((call("pick", Objects("block")),), "the scene has 2"),
        ((call("pick", "red_block"), call("pick", "blue_block")), "cannot begin"),
        ((call("place_at", "red_block", "left"),), "cannot begin"),
        ((Repeat(32, Seq((HOME,) * 5)),), "50 skill calls"),
        ((Fail("no lemon"),), "no lemon"),
    ],
)
def test_errors(steps, words: str) -> None:
    problems = check(plan(*steps), SCENE)
    assert problems[0].severity == "error"
    assert words in problems[0].message


HELD = Atom("holding", ("red_block",))


@pytest.mark.parametrize(
    "conditions",
    [
        (HELD, Not(HELD)),
        (HELD, Atom("holding", ("blue_block",))),
        (HELD, Not(Atom("holding_something"))),
        (And((HELD, Atom("opened", ("top_drawer",)))), Atom("closed", ("top_drawer",))),
        (Atom("left_of", ("vase", "plate")), Atom("right_of", ("vase", "plate"))),
        (HELD, Not(Or((HELD, Atom("opened", ("top_drawer",)))))),
    ],
)
def test_invariants_against_each_other(conditions) -> None:
    for steps in (
        plan(HOME, keep=conditions),
        plan(Keep(conditions[1:], Seq((HOME,))), keep=conditions),
    ):
        assert any("contradict" in problem.message for problem in check(steps, SCENE))


@pytest.mark.parametrize(
    "steps",
    [
        (call("pick", "green_bowl"),),
        put("place_on", "red_block", "plate"),
        put("place_in", "red_block", "green_bowl"),
    ],
)
def test_clearance_that_covers_the_goal(steps) -> None:
    goal = "vase" if steps[0].args[0] == "red_block" else "green_bowl"
    (problem,) = check(plan(*steps, keep=(Atom("clear_of", (goal, 0.5)),)), SCENE)
    assert "has to keep" in problem.message


def test_places_and_severities() -> None:
    (problem,) = check(from_code("# \"x\"\npick('red_block')\ndone()\nhome()"), SCENE)
    # The code of the plan has an import line and an empty one.
    assert (problem.severity, problem.where, problem.message) == (
        "warning",
        "line 6",
        "Never reached.",
    )
    both = If(Exists(Objects("mug")), Seq((Fail("a"),)), Seq((Done(),)))
    assert "Never reached." in [p.message for p in check(plan(both, HOME), SCENE)]
    (unprintable,) = check(plan(HOME, Call("fly", ())), SCENE)
    assert unprintable.where == "step 2"


def test_warnings() -> None:
    (problem,) = check(plan(ForEach("b", Objects("mug"), Seq((HOME,))), HOME), SCENE)
    assert problem.severity == "warning"
    assert "nothing to do" in problem.message
    assert check(plan(), SCENE)[0].message == "The plan does nothing."


def test_endless_depth_is_refused() -> None:
    seq = Seq((HOME,))
    for _ in range(5000):
        seq = Seq((seq,))
    assert "nests" in check(Plan(seq), SCENE)[0].message


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plans)
def test_random_plans_neither_crash_nor_exceed_their_budget(random: Plan) -> None:
    check(random, SCENE)
    run = dry_run(random, SCENE)
    assert len(run.calls) <= MAX_CALLS
    assert not (run.finished and run.problems)
    assert run.finished or run.problems or "picture" in run.notes[-1]
