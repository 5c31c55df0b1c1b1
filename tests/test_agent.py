"""The executor on symbolic worlds: what it retries, restores, skips, counts and gives up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fake_worlds import FakeSkills, FakeWorlds
from small_scenes import changed, tabletop

from vla.agent import CATEGORIES, Job, Outcome, run
from vla.plan import (
    And,
    Atom,
    Call,
    Condition,
    Done,
    Ensure,
    Exists,
    Fail,
    ForAll,
    ForEach,
    If,
    Keep,
    Objects,
    Plan,
    Repeat,
    Require,
    Seq,
    Sorted,
    Take,
    Var,
    Where,
)
from vla.planner import Question, Refusal
from vla.protocols import Env
from vla.runner import Budget
from vla.scene import Scene
from vla.steps import call, plan, put
from vla.task import Setup
from vla.trace import (
    Grounded,
    Recovered,
    Replanned,
    SkillEnded,
    SkillSkipped,
    SkillStarted,
    Verdict,
    Violated,
)

SCENE = changed(tabletop(), "red_ball", speed=0.0)
ALWAYS = And(())
RED = put("place_in", "red_block", "green_bowl")
IN_BOWL = Atom("inside", ("red_block", "green_bowl"))
FAR = Atom("clear_of", ("vase", 0.1))


def setup(plan: Plan, goal: Condition = ALWAYS, scene: Scene = SCENE, **fields: Any) -> Setup:
    return Setup(scene, "put the red block in the green bowl", goal, plan, **fields)


class Bench:
    """One world, its skills, and what running a plan in it gave."""

    def __init__(self, num_worlds: int = 1):
        self.env = FakeWorlds(num_worlds)
        self.skills = FakeSkills(self.env)

    def run(self, body: Plan, goal: Condition = ALWAYS, **fields: Any) -> Outcome:
        budget = fields.pop("budget", None)
        planner = fields.pop("planner", None)
        job = Job(setup(body, goal, **fields), plan=body, planner=planner)
        (outcome,) = run(self.env, self.skills, [job], budget=budget)
        assert outcome.success == (outcome.category == "")
        assert outcome.success or outcome.category in CATEGORIES
        return outcome

    @property
    def started(self) -> list[str]:
        return [skill for _, skill, _ in self.skills.started]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_plan_runs_to_its_goal(bench: Bench) -> None:
    outcome = bench.run(plan(*RED), IN_BOWL)
    assert outcome.success, outcome.reason
    assert bench.skills.started == [
        (0, "pick", ("red_block",)),
        (0, "place_in", ("red_block", "green_bowl")),
    ]
    assert outcome.counts["calls"] == 2
    assert outcome.seconds == pytest.approx(outcome.counts["ticks"] * 0.05)
    assert [e.ok for e in outcome.job.trace.events if isinstance(e, SkillEnded)] == [True, True]
    assert isinstance(outcome.job.trace.events[-1], Verdict)


def test_wrong_done(bench: Bench) -> None:
    outcome = bench.run(plan(*RED), Atom("inside", ("blue_block", "green_bowl")))
    assert outcome.category == "wrong done"


def test_unknown_is_never_success(bench: Bench) -> None:
    assert bench.run(plan(*RED), Atom("clear_of", ("vase",))).category == "wrong done"


def test_a_missed_grasp_is_repeated(bench: Bench) -> None:
    bench.skills.faults["pick"] = ["miss"]
    outcome = bench.run(plan(*RED), IN_BOWL)
    assert outcome.success
    assert bench.started == ["pick", "pick", "place_in"]


def test_three_misses_then_the_plan_again(bench: Bench) -> None:
    bench.skills.faults["pick"] = ["miss"] * 3
    outcome = bench.run(plan(*RED), IN_BOWL)
    assert outcome.success
    assert outcome.counts["replans"] == 1


def test_a_lost_object_is_picked_again(bench: Bench) -> None:
    bench.skills.faults["place_in"] = ["miss"]
    lost = []

    def steal(env: FakeWorlds, world: int) -> None:
        if env.scenes[world].held and not lost:
            lost.append(1)
            free = replace(env.scenes[world], held=None)
            env.scenes[world] = changed(free, "red_block", position=(0.6, 0.2, 0.02))

    bench.env.on_tick = steal
    outcome = bench.run(plan(*RED), IN_BOWL)
    assert outcome.success
    assert outcome.counts["recoveries"] + len([s for s in bench.started if s == "pick"]) >= 2


def test_a_lost_precondition_is_restored_by_its_achiever(bench: Bench) -> None:
    bench.skills.faults["place_in"] = ["fail"]

    def drop(env: FakeWorlds, world: int) -> None:
        if bench.started == ["pick", "place_in"]:
            env.scenes[world] = replace(env.scenes[world], held=None)

    bench.env.on_tick = drop
    outcome = bench.run(plan(*RED), IN_BOWL)
    assert outcome.success
    assert bench.started == ["pick", "place_in", "pick", "place_in"]
    (recovered,) = outcome.job.trace.of(Recovered)
    assert "pick('red_block')" in str(recovered)


def test_what_is_in_the_way_in_the_gripper_is_put_down(bench: Bench) -> None:
    held = replace(SCENE, held="blue_block")
    outcome = bench.run(plan(*RED), IN_BOWL, scene=held)
    assert outcome.success
    assert bench.started == ["place_at", "pick", "place_in"]


def test_picking_what_is_held_is_nothing(bench: Bench) -> None:
    outcome = bench.run(plan(*RED), IN_BOWL, scene=replace(SCENE, held="red_block"))
    assert outcome.success
    assert bench.started == ["place_in"]


def test_recoveries_are_bounded(bench: Bench) -> None:
    bench.skills.faults["pick"] = ["miss"] * 1000
    outcome = bench.run(plan(*RED), IN_BOWL, budget=Budget(replans=1))
    assert outcome.category == "post-condition"
    assert len(bench.started) == 6


def test_a_skill_that_fails_is_a_motion_failure(bench: Bench) -> None:
    bench.skills.faults["pick"] = ["fail"] * 1000
    outcome = bench.run(plan(*RED), budget=Budget(replans=0))
    assert outcome.category == "motion"
    assert "no way there" in outcome.reason


def test_done_steps_are_not_done_again(bench: Bench) -> None:
    blue = put("place_on", "blue_block", "plate")
    bench.skills.faults["place_on"] = ["fail"] * 3
    outcome = bench.run(plan(*RED, *blue), IN_BOWL)
    assert outcome.success
    assert outcome.counts["replans"] == 1
    assert bench.started == ["pick", "place_in", "pick", *["place_on"] * 4]
    assert list(outcome.job.trace.of(SkillSkipped))


def test_a_referent_stays_what_it_was(bench: Bench) -> None:
    """`the leftmost block` means the same block after it has been carried to the right."""
    leftmost = Take(Sorted(Objects("block"), "front"), 1)
    bench.skills.faults["place_in"] = ["fail"] * 3
    outcome = bench.run(plan(*put("place_in", leftmost, "green_bowl")), IN_BOWL)
    assert outcome.success
    assert {args[0] for _, _, args in bench.skills.started} == {"red_block"}
    assert "red_block" in next(iter(outcome.job.trace.of(Grounded))).names  # type: ignore[attr-defined]


def test_a_referent_that_is_not_unique_is_a_grounding_failure(bench: Bench) -> None:
    one_of = Where(Objects("block"), Atom("holding", (Var("it"),)))
    body = plan(If(Atom("holding_something"), Seq(()), Seq((call("pick", one_of),))))
    outcome = bench.run(body)
    assert outcome.category in ("grounding", "static rejection")
    assert not bench.started


def test_control_flow(bench: Bench) -> None:
    body = plan(
        If(Exists(Objects("ball")), Seq((call("press", "button"),)), Seq((Fail("no ball"),))),
        ForEach(
            "b",
            Objects("block"),
            Seq((call("pick", Var("b")), call("place_in", Var("b"), "green_bowl"))),
        ),
        Repeat(2, Seq((call("home"),))),
        If(Exists(Objects("block")), Seq((Done(),))),
        call("press", "button"),
    )
    both = ForAll(Objects("block"), Atom("inside", (Var("it"), "green_bowl")))
    outcome = bench.run(body, both)
    assert outcome.success, outcome.reason
    assert bench.started == ["press", *["pick", "place_in"] * 2, "home", "home"]


def test_ensure_recovers_and_checks_again(bench: Bench) -> None:
    body = plan(Ensure(IN_BOWL, Seq(RED)))
    assert bench.run(body, IN_BOWL).success
    assert bench.started == ["pick", "place_in"]


def test_fail_and_require_end_it(bench: Bench) -> None:
    outcome = bench.run(plan(If(IN_BOWL, Seq(RED), Seq((Fail("there is no lemon"),)))))
    assert outcome.category in ("pre-condition", "static rejection")
    assert "there is no lemon" in outcome.reason
    outcome = bench.run(plan(call("home"), Require(Atom("moved", ("vase",)), "who knows")))
    assert outcome.category == "pre-condition"
    assert outcome.counts["replans"] == 0


def test_keep_reaches_the_skills_and_is_counted(bench: Bench) -> None:
    outcome = bench.run(plan(Keep((FAR,), Seq((call("press", "button"),)))))
    assert outcome.success, outcome.reason
    assert bench.skills.avoided == [{"vase": 0.1}]
    assert outcome.min_clearance["vase"] == pytest.approx(0.5)

    bench.skills.faults["press"] = ["near"]
    outcome = bench.run(plan(Keep((FAR,), Seq((call("press", "button"),)))))
    assert outcome.category == "invariant"
    assert outcome.counts["violations"] == 1
    (violated,) = outcome.job.trace.of(Violated)
    assert isinstance(violated, Violated)
    assert violated.margin == pytest.approx(-0.08)
    assert outcome.min_clearance["vase"] == pytest.approx(0.02)


def test_keep_gives_up_after_a_few_pauses(bench: Bench) -> None:
    bench.skills.faults["press"] = ["near"] * 100
    body = plan(Keep((FAR,), Seq((call("press", "button"),))))
    outcome = bench.run(body, budget=Budget(replans=0))
    assert outcome.category == "invariant"
    assert outcome.counts["violations"] == 4
    assert len(bench.started) == 4


def test_never_ends_the_episode_at_once(bench: Bench) -> None:
    never = (Atom("holding", ("blue_block",)),)
    body = plan(*put("place_in", "blue_block", "green_bowl"))
    outcome = bench.run(body, never=never)
    assert outcome.category == "invariant"
    assert bench.started == ["pick"]


@pytest.mark.parametrize(
    ("budget", "horizon", "says"),
    [
        (Budget(calls=1), 500, "skill calls"),
        (Budget(statements=1), 500, "statements"),
        (Budget(wall_time=-1.0), 500, "s"),
        (Budget(), 4, "control steps"),
        (Budget(turns=1), 500, "turns"),
    ],
)
def test_budgets(bench: Bench, budget: Budget, horizon: int, says: str) -> None:
    body = plan(Repeat(3, Seq((call("home"),))))
    outcome = bench.run(body, budget=budget, horizon=horizon)
    assert outcome.category == "budget"
    assert says in outcome.reason


class Script:
    """A planner that gives prepared answers and remembers what it was told."""

    def __init__(self, *answers: Plan | Question | Refusal):
        self.answers = list(answers)
        self.facts: list[Sequence[str]] = []

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        return self.answers.pop(0)

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        self.facts.append(facts)
        return self.answers.pop(0)


def test_a_planner_learns_what_went_wrong(bench: Bench) -> None:
    bench.skills.faults["place_on"] = ["fail"] * 3
    first, second = plan(*put("place_on", "red_block", "plate")), plan(*RED)
    planner = Script(first, second)
    (outcome,) = run(bench.env, bench.skills, [Job(setup(first, IN_BOWL), planner=planner)])
    assert outcome.success, outcome.reason
    assert outcome.counts["replans"] == 1
    told = " ".join(planner.facts[0])
    assert "place_on('red_block', 'plate')" in told
    assert "no way there" in told
    assert "holds red_block" in told
    assert len(list(outcome.job.trace.of(Replanned))) == 1


def test_replans_are_bounded(bench: Bench) -> None:
    bench.skills.faults["pick"] = ["miss"] * 1000
    plans = [plan(*RED, call("home", speed=0.5 + 0.1 * n)) for n in range(7)]
    outcome = bench.run(plans[0], planner=Script(*plans[1:]))
    assert not outcome.success
    assert outcome.counts["replans"] == 5


def test_a_planner_may_ask_or_refuse(bench: Bench) -> None:
    question = Script(Question("Which block?", ("red_block", "blue_block")))
    (outcome,) = run(bench.env, bench.skills, [Job(setup(plan(*RED)), planner=question)])
    assert outcome.category == "parse error"
    assert "red_block" in outcome.reason

    bench.skills.faults["pick"] = ["miss"] * 1000
    outcome = bench.run(plan(*RED), planner=Script(Refusal("it slips")))
    assert "it slips" in outcome.reason


def test_a_plan_that_cannot_work_moves_nothing(bench: Bench) -> None:
    outcome = bench.run(plan(call("pick", "lemon")))
    assert outcome.category == "static rejection"
    outcome = bench.run(Plan(Seq((Call("fly"),))))
    assert outcome.category == "static rejection"
    assert not bench.started


def test_many_worlds_share_the_episodes() -> None:
    bench = Bench(3)
    bench.skills.faults["pick"] = ["miss"] * 2
    jobs = [Job(setup(plan(*RED), IN_BOWL), seed) for seed in range(7)]
    outcomes = run(bench.env, bench.skills, jobs)
    assert [outcome.job.seed for outcome in outcomes] == list(range(7))
    assert all(outcome.success for outcome in outcomes)
    assert {world for world, _, _ in bench.skills.started} == {0, 1, 2}
    assert not bench.env.active.any()


class Recorder:
    """A sink that counts."""

    def __init__(self) -> None:
        self.steps, self.ended = 0, []

    def begin(self, setup: Setup, env: Env, world: int) -> None:
        assert setup.scene.names == env.scene(world).names

    def step(self, action: np.ndarray, scene: Scene) -> None:
        assert action.shape == (10,)
        self.steps += 1

    def end(self, success: bool) -> None:
        self.ended.append(success)


@pytest.mark.parametrize("ticks", [0, 1, 4, 9])
def test_stopping_between_any_two_ticks(bench: Bench, ticks: int) -> None:
    sink = Recorder()
    jobs = [Job(setup(plan(*RED), IN_BOWL), sinks=(sink,)) for _ in range(3)]
    (outcome,) = run(bench.env, bench.skills, jobs, stop=lambda: bench.env.steps >= ticks)
    assert outcome.category == "stopped"
    assert sink.steps == ticks
    assert sink.ended == [False]
    assert isinstance(outcome.job.trace.events[-1], Verdict)


def test_an_interrupt_leaves_everything_consistent(bench: Bench) -> None:
    def interrupt(env: FakeWorlds, world: int) -> None:
        if env.steps == 4:
            raise KeyboardInterrupt

    bench.env.on_tick = interrupt
    sink = Recorder()
    job = Job(setup(plan(*RED), IN_BOWL), sinks=(sink,))
    with pytest.raises(KeyboardInterrupt):
        run(bench.env, bench.skills, [job])
    assert sink.ended == [False]
    assert isinstance(job.trace.events[-1], Verdict)
    assert bench.skills.status(0).state == "done"


def test_a_world_that_breaks_down_fails(bench: Bench) -> None:
    def explode(env: FakeWorlds, world: int) -> None:
        if env.steps == 2:
            env.active[world] = False

    bench.env.on_tick = explode
    outcome = bench.run(plan(*RED))
    assert outcome.category == "motion"
    assert "unstable" in outcome.reason


def test_events_are_told_as_they_happen(bench: Bench) -> None:
    told: list[tuple[int, str]] = []
    job = Job(setup(plan(*RED), IN_BOWL))

    def hear(world: int, event: object) -> None:
        if isinstance(event, (SkillStarted, SkillEnded)):
            told.append((bench.env.steps, type(event).__name__))

    run(bench.env, bench.skills, [job], on_event=hear)
    assert [name for _, name in told] == ["SkillStarted", "SkillEnded"] * 2
    assert sorted(told, key=lambda entry: entry[0]) == told
