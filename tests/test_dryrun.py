"""The dry run: effects that satisfy the predicates, control flow, budgets, what stops it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_scenes import block, changed, tabletop

from vla.dryrun import GroundedCall, dry_run
from vla.evaluate import judge
from vla.plan import (
    Atom,
    Condition,
    Done,
    Ensure,
    Exists,
    Fail,
    ForEach,
    If,
    Keep,
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
from vla.predicates import read
from vla.skills import DIRECTIONS, REGIONS
from vla.steps import call, plan, put

SCENE = tabletop()
TOUCHED = replace(SCENE, contacts=frozenset({frozenset(("red_block", "table"))}))


def problem(steps: Plan, scene=SCENE) -> str:
    run = dry_run(steps, scene)
    assert not run.finished
    return run.problems[0]


@pytest.mark.parametrize("scene", [SCENE, TOUCHED], ids=["unsensed", "contacts"])
@pytest.mark.parametrize(
    ("steps", "goal"),
    [
        ((call("pick", "red_block"),), Atom("holding", ("red_block",))),
        *[
            ((call("pick_from", "red_block", d),), Atom("held_from", ("red_block", d)))
            for d in DIRECTIONS
        ],
        ((call("pick_by", "red_block", "body"),), Atom("held_by", ("red_block", "body"))),
        ((call("pick_by", "green_bowl", "rim"),), Atom("held_by", ("green_bowl", "rim"))),
        ((call("turn_to", "red_block", "vase"),), Atom("faces", ("red_block", "vase"))),
        (
            (call("pick", "red_block"), call("turn_to", "red_block", "vase")),
            Atom("faces", ("red_block", "vase")),
        ),
        ((call("approach", "vase", "left"),), Atom("hand_beside", ("vase", "left", 0.03))),
        ((call("sweep", "red_block", "back"),), Atom("at", ("red_block", "back"))),
        (put("place_in", "red_block", "green_bowl"), Atom("inside", ("red_block", "green_bowl"))),
        (put("place_on", "red_block", "blue_block"), Atom("on", ("red_block", "blue_block"))),
        (put("place_on", "red_block", "plate"), Atom("on", ("red_block", "plate"))),
        (put("place_on", "red_block", "table"), Atom("on", ("red_block", "table"))),
        *[
            (
                put("place_beside", "red_block", "vase", d, gap=0.06),
                Atom("beside", ("red_block", "vase", d, 0.06)),
            )
            for d in DIRECTIONS
        ],
        *[(put("place_at", "red_block", r), Atom("at", ("red_block", r))) for r in REGIONS],
        (
            (call("push", "red_block", "back", distance=0.05),),
            Atom("moved_by", ("red_block", "back", 0.05)),
        ),
        ((call("open", "top_drawer"),), Atom("opened", ("top_drawer",))),
        ((call("open", "top_drawer", fraction=0.5),), Atom("open_to", ("top_drawer", 0.5))),
        (
            (call("open", "top_drawer"), call("close", "top_drawer")),
            Atom("closed", ("top_drawer",)),
        ),
        (
            (call("open", "top_drawer"), *put("place_in", "red_ball", "top_drawer")),
            Atom("inside", ("red_ball", "top_drawer")),
        ),
        ((call("press", "button"),), Atom("pressed", ("button",))),
    ],
)
def test_effects_satisfy_predicates(steps, goal: Condition, scene) -> None:
    run = dry_run(plan(*steps), scene)
    assert run.finished, run.problems
    assert judge(goal, run.scene).truth is True
    for entity in run.scene:
        assert entity.speed == 0.0


def test_things_in_a_container_do_not_coincide_and_ride_along() -> None:
    fill = ForEach("b", Objects("block"), Seq(put("place_in", Var("b"), "green_bowl")))
    run = dry_run(plan(fill, *put("place_at", "green_bowl", "back_left")), SCENE)
    assert run.finished, run.problems
    red, blue = run.scene["red_block"], run.scene["blue_block"]
    assert red.position != blue.position
    for name in ("red_block", "blue_block"):
        assert read(run.scene, "inside", (name, "green_bowl")).truth
        assert read(run.scene, "at", (name, "back_left")).truth


def test_push_is_measured_from_its_own_beginning() -> None:
    there_and_back = (call("push", "red_block", d, distance=0.05) for d in ("left", "right"))
    assert dry_run(plan(*there_and_back), SCENE).finished


def test_calls_are_grounded_with_the_invariants_in_force() -> None:
    keep = (Atom("clear_of", ("vase", 0.02)), Not(Atom("moved", (Var("b"),))))
    body = Seq((Keep(keep, Seq((call("pick", "red_block", speed=0.5),))), call("home")))
    run = dry_run(plan(ForEach("b", Objects("block", "blue"), body)), SCENE)
    ground = (keep[0], Not(Atom("moved", ("blue_block",))))
    assert run.calls == (
        GroundedCall("pick", ("red_block",), (("speed", 0.5),), ground, "1.body.1.body.1"),
        GroundedCall("home", (), (), (), "1.body.2"),
    )
    assert run.calls[0].avoid == {"vase": 0.02}


def test_queries_resolve_when_they_are_reached() -> None:
    first = Take(Sorted(Where(Objects("block"), Not(Atom("on", (Var("it"), "plate")))), "front"), 1)
    run = dry_run(plan(Repeat(2, Seq(put("place_on", first, "plate")))), SCENE)
    # The second call of `put` looks for a block that is not on the plate: the held one is not.
    assert [c.args[0] for c in run.calls[:3]] == ["red_block", "red_block", "blue_block"]


def test_control_flow() -> None:
    taken = If(Exists(Objects("mug")), Seq((call("home"),)), Seq((call("pick", "red_block"),)))
    run = dry_run(plan(taken, Done(), Fail("not reached")), SCENE)
    assert run.finished
    assert [c.skill for c in run.calls] == ["pick"]
    assert run.calls[0].path == "1.otherwise.1"


def test_unknown_counts_as_false_and_is_noted() -> None:
    unsure = If(Atom("touching", ("red_block", "vase")), Seq((call("home"),)))
    run = dry_run(plan(unsure, Require(Atom("touching", ("red_block", "vase")))), SCENE)
    assert run.finished
    assert not run.calls
    assert len(run.notes) == 2


def test_ensure_recovers_and_gives_up() -> None:
    held = Atom("holding", ("red_block",))
    assert dry_run(plan(Ensure(held, Seq((call("pick", "red_block"),)))), SCENE).finished
    hopeless = dry_run(plan(Ensure(held, Seq((call("home"),)), retries=3)), SCENE)
    assert not hopeless.finished
    assert len(hopeless.calls) == 3
    assert hopeless.where == "1"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((call("place_in", "red_block", "green_bowl"),), "cannot begin"),
        ((call("pick", "red_block"), call("pick", "blue_block")), "cannot begin"),
        ((call("pick", "red_blok"),), "Did you mean 'red_block'"),
        ((call("pick", Objects("block")),), "the scene has 2"),
        ((call("pick", Objects("mug")),), "the scene has 0"),
        ((call("pick", Var("b")),), "Unknown variable"),
        ((call("pick", "vase"),), "cannot be grasped"),
        ((call("pick"),), "Expected pick(object"),
        ((call("fly", "vase"),), "Unknown skill"),
        ((call("pick", "red_block", spede=1.0),), "Did you mean 'speed'"),
        (put("place_in", "red_block", "top_drawer"), "closed"),
        (put("place_in", "red_block", "plate"), "no container"),
        (put("place_on", "red_block", "red_ball"), "Nothing can stand"),
        (put("place_beside", "red_block", "vase", "left", gap=10), "did you mean 0.1 m"),
        (put("place_beside", "red_block", "vase", "up"), "Unknown direction"),
        (put("place_at", "red_block", "middle"), "Unknown region"),
        ((call("push", "red_ball", "front", distance=0.2),), "leaves the workspace"),
        ((call("push", "red_ball", "front", distance="far"),), "must be a number"),
        ((call("open", "vase"),), "does not open"),
        ((call("press", "vase"),), "cannot be pressed"),
        ((Require(Exists(Objects("mug")), "no mug here"),), "no mug here"),
        ((Fail("too hard"),), "too hard"),
        ((Repeat(33, Seq(())),), "32 turns"),
        ((Repeat(32, Seq((Repeat(32, Seq(())),))),), "128 together"),
        ((Repeat(30, Seq((call("home"), call("home")))),), "50 skill calls"),
        ((Repeat(32, Seq((Require(Or((Not(Exists(Objects("mug"))),))),) * 10)),), "200 statements"),
    ],
)
def test_what_stops_a_plan(steps, words: str) -> None:
    assert words in problem(plan(*steps))


def test_occupied_supports() -> None:
    stacked = plan(*put("place_on", "red_block", "blue_block"))
    scene = replace(SCENE, entities=(*SCENE, block("black_block", 0.5, 0.1, 0.06)))
    assert "no room" in problem(stacked, scene)
    pulled = dry_run(plan(call("pick", "blue_block")), scene)
    assert "stands on" in pulled.notes[0]


def test_invariants_are_checked() -> None:
    still = Not(Atom("moved", ("red_block",)))
    assert "broken by pick" in problem(plan(call("pick", "red_block"), keep=(still,)))
    moved = changed(SCENE, "red_block", start=(0.5, 0.3, 0.02))
    assert "before it begins" in problem(plan(call("home"), keep=(still,)), moved)


@pytest.mark.parametrize(
    "steps",
    [
        (call("push", "vase", "left"),),
        put("place_on", "red_block", "blue_block"),
        put("place_beside", "red_block", "vase", "left", gap=0.02),
    ],
)
def test_clearance_that_the_goal_must_break(steps) -> None:
    assert "has to keep" in problem(plan(*steps, keep=(Atom("clear_of", ("vase", 0.25)),)))


def test_a_free_place_respects_clearance() -> None:
    keep = (Atom("clear_of", ("vase", 0.1)),)
    run = dry_run(plan(*put("place_at", "red_block", "front"), keep=keep), SCENE)
    assert run.finished, run.problems
    x, y, _ = run.scene["red_block"].position
    assert ((x - 0.45) ** 2 + (y + 0.05) ** 2) ** 0.5 > 0.14


def test_deep_plans_stop() -> None:
    seq = Seq((call("home"),))
    for _ in range(200):
        seq = Seq((If(Exists(Objects()), seq),))
    assert "nests" in problem(Plan(seq))
