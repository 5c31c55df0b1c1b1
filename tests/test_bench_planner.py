"""`vla bench planner`: numbers that are right on small fakes, overlays that follow their seed."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_chat_server import says, serving
from fake_worlds import FakeSkills, FakeWorlds
from rich.console import Console
from small_scenes import tabletop

from vla import compose
from vla.chains import LENGTH, follow, instruct, live
from vla.commands import bench_planner, planner_ladders, planner_play, planner_tables
from vla.envs.tasks import TASKS
from vla.errors import UserError
from vla.evaluate import judge
from vla.overlays import CONTEXT, OVERLAYS, POLITE, Posed, crowded, pose, referents, slip
from vla.perceived import Perceived, noisy, pinned
from vla.plan import And, Atom, ForAll, Keep, Not, Objects, Plan, Seq, Var
from vla.plan_score import Attempt, demands, score, share, symbolic
from vla.planner import Question, Refusal, Spent
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
    good = Attempt("a", 0, "t", "plan", "plan", True, 4, 4, 1.0, True, False, "", 1.0,
                   (1.0, 5.0), Spent(2, 100, 10), "slip")  # fmt: skip
    bad = Attempt("a", 1, "t", "plan", "plan", False, 2, 1, 0.5, False, True, "", 3.0,
                  mishap="drop", spent=Spent(1, 50, 5))  # fmt: skip
    asked = Attempt("a", 2, "t", "plan", "question", False, met=0.0, milliseconds=3.0)
    row = score([good, bad, asked])
    assert (row.success.count, row.success.of, row.asked) == (1, 3, 1)
    assert (row.executed.count, row.executed.of) == (5, 6)
    assert (row.referents.count, row.referents.of) == (1, 2)
    assert (row.false_done.count, row.false_done.of) == (1, 2)  # of those with a plan
    assert (row.recovered.count, row.recovered.of) == (1, 2)
    assert row.met == pytest.approx(0.5)
    assert row.answers == 4
    assert row.milliseconds == pytest.approx(3.0)
    assert row.slowest == 5.0
    assert row.spent == Spent(3, 150, 15)
    low, high = row.success.interval
    assert low < row.success.rate < high
    assert planner_tables.mended([good, bad])["slip"].rate == 1.0


def test_tables_fit_into_eighty_columns() -> None:
    good = Attempt("a_family_with_a_name", 0, "t", "plan", "plan", True, 4, 4, 1.0, True,
                   milliseconds=12345.6, spent=Spent(20, 123456, 7890), mishap="slip")  # fmt: skip
    out = io.StringIO()
    console = Console(file=out, width=80)
    planner_tables.show([good] * 100, console)
    pair = {name: [good] * 100 for name in ("truth", "noisy", "pictures")}
    console.print(planner_ladders.table(pair, "grounding"))
    text = out.getvalue()
    assert "…" not in text
    assert "123,456" not in text  # of one; the sum is whole
    assert "12,345,600" in text
    assert "100/100" in text


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
    heard = planner_play.Heard(SemanticParser())
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


def test_a_chain_in_worlds_goes_on_where_it_was() -> None:
    scene = TASKS["household"]().sample(np.random.default_rng(1)).scene
    begun: list[Setup] = []

    class Counting(FakeWorlds):
        def begin(self, world: int, setup: Setup, seed: int = 0, disturbances: Any = ()) -> None:
            begun.append(setup)
            super().begin(world, setup)

    env = Counting()
    skills = FakeSkills(env)
    rng = np.random.default_rng(0)
    length, why = live(SemanticParser(), env, skills, scene, rng)  # type: ignore[arg-type]
    assert length == LENGTH, why
    assert len(begun) == 1
    assert begun[0].scene == scene
    assert env.scenes[0].time > 0.5 * LENGTH  # one clock for all of them
    skills.faults["pick"] = skills.faults["open"] = skills.faults["close"] = ["fail"] * 1000
    skills.faults["press"] = ["fail"] * 1000
    length, why = live(SemanticParser(), env, skills, scene, rng)  # type: ignore[arg-type]
    assert (length, "motion" in why) == (0, True)


# --- what is seen -----------------------------------------------------------------------------


def test_noise_moves_things_and_swaps_what_they_look_like() -> None:
    scene = tabletop()
    seen = noisy(scene, np.random.default_rng(0), 0.02, 0.0)
    assert seen.scene.names == scene.names
    off = [
        np.subtract(seen.scene[name].position, scene[name].position)
        for name in scene.names
        if scene[name].affords.shape != "fixture"
    ]
    assert 0.005 < np.std(np.array(off)[:, :2]) < 0.04
    assert not np.any(np.array(off)[:, 2])
    bowl = seen.scene["green_bowl"]
    inside, true = bowl.interior, scene["green_bowl"].interior
    assert inside is not None
    assert true is not None
    shift = np.subtract(bowl.position, scene["green_bowl"].position)
    assert np.allclose(np.subtract(inside[0], true[0]), shift)
    assert seen.scene["top_drawer"] == scene["top_drawer"]
    assert noisy(scene, np.random.default_rng(1), 0.0, 0.0).scene == scene
    swapped = noisy(scene, np.random.default_rng(0), 0.0, 1.0)
    assert sorted(swapped.meant.values()) == sorted(scene.names)
    looks = {name: (e.kind, e.color) for name, e in ((e.name, e) for e in swapped.scene)}
    assert any(looks[name] != (scene[real].kind, scene[real].color)
               for name, real in swapped.meant.items())  # fmt: skip


def test_a_plan_is_about_what_was_meant() -> None:
    scene = tabletop()
    red, blue = scene["red_block"], scene["blue_block"]
    looks = (replace(red, name="blue_block", color="blue"), replace(blue, name="red_block",
             color="red"), *scene.entities[2:])  # fmt: skip
    meant = {"blue_block": "red_block", "red_block": "blue_block"}
    seen = Perceived(replace(scene, entities=looks), meant)
    asked = SemanticParser().plan("put the red block in the green bowl", seen.scene)
    assert isinstance(asked, Plan)
    assert pinned(asked, seen) == replace(plan(*put("place_in", "blue_block", "green_bowl")),
                                          instruction=asked.instruction)  # fmt: skip
    far = Atom("clear_of", ("red_block", 0.05))
    kept = pinned(plan(*put("place_in", "red_ball", "green_bowl"), keep=(far,)), seen)
    assert isinstance(kept, Plan)
    assert isinstance(kept.body, Seq)
    (keep,) = kept.body.steps
    assert isinstance(keep, Keep)
    assert keep.conditions == (Atom("clear_of", ("blue_block", 0.05)),)
    assert isinstance(pinned(plan(call("place_in", "red_block", "green_bowl")), seen), Refusal)


# --- ladders ----------------------------------------------------------------------------------


def ladder(tmp_path: Path, *words: str) -> dict[str, Any]:
    default = [] if any(word.startswith("episodes") for word in words) else ["episodes=4"]
    told = [*default, f"out={tmp_path}", *words]
    assert bench_planner.run("", told, Console(quiet=True)) == 0
    return json.loads((tmp_path / "planner.json").read_text())


def test_rungs_play_the_same_seeds_and_losses_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[str, list[tuple[str, int]]] = {}
    played = planner_play._symbolic

    def note(episode: planner_play.Episode, asked: planner_play.Heard, env: Any) -> Attempt:
        rung = type(asked._planner).__name__
        heard.setdefault(rung, []).append((episode.posed.setup.instruction, episode.seed))
        return played(episode, asked, env)

    monkeypatch.setattr(planner_play, "_symbolic", note)
    monkeypatch.setattr(SemanticParser, "plan", _half(SemanticParser.plan))
    record = ladder(tmp_path, "ladder=plan", "tasks=attribute_pick_place,household")
    names = [rung["rung"] for rung in record["rungs"]]
    assert names[:2] == ["expert", "language"]
    assert len(heard["Expert"]) == 8
    assert heard["Expert"] == heard["SemanticParser"]
    rates = [rung["success"]["rate"] for rung in record["rungs"]]
    assert rates[0] == 1.0
    assert rates[1] < 1.0
    losses = [rung["lost"] for rung in record["rungs"][1:]]
    assert sum(losses) == pytest.approx(rates[0] - rates[-1])
    assert all(rung["success"]["of"] == 8 for rung in record["rungs"])


def _half(plan: Any) -> Any:
    """A parser that does not understand some sentences."""

    def said(self: Any, instruction: str, scene: Any) -> Any:
        return Refusal("no") if len(instruction) % 2 else plan(self, instruction, scene)

    return said


def test_noise_costs_what_it_should(tmp_path: Path) -> None:
    words = ("grounding=noisy", "mislabel=1.0", "tasks=attribute_pick_place", "episodes=6")
    assert bench_planner.run("", [*words, f"out={tmp_path}"], Console(quiet=True)) == 0
    record = json.loads((tmp_path / "planner.json").read_text())
    assert record["all"]["success"]["count"] < 6
    still = [word for word in words if not word.startswith("mislabel")]
    told = ["mislabel=0", "noise=0", *still, f"out={tmp_path}"]
    assert bench_planner.run("", told, Console(quiet=True)) == 0
    record = json.loads((tmp_path / "planner.json").read_text())
    assert record["all"]["success"]["count"] == 6


def test_what_a_policy_was_not_taught_is_left_out(tmp_path: Path) -> None:
    config = compose.settings("bench planner", ["ladder=control"])
    out = io.StringIO()
    console = Console(file=out, width=200)
    made = planner_ladders.rungs(config, ["stack"], console)
    assert [rung.control for rung in made] == ["symbolic", "physics"]
    assert "learned is left out" in out.getvalue()
    made = planner_ladders.rungs(config, ["block_in_bowl"], console)
    assert [rung.control for rung in made] == ["symbolic", "physics", "learned"]


@pytest.mark.slow
def test_all_ladders_run(tmp_path: Path) -> None:
    pytest.importorskip("open3d")
    for kind, count in (("grounding", 3), ("control", 3)):
        record = ladder(tmp_path, f"ladder={kind}", "tasks=block_in_bowl", "episodes=1")
        assert len(record["rungs"]) == count
        assert record["rungs"][0]["success"]["rate"] == 1.0


# --- the command --------------------------------------------------------------------------------


def test_the_command_measures_and_writes(tmp_path: Path) -> None:
    words = ["episodes=1", "tasks=attribute_pick_place,household", f"out={tmp_path}"]
    console = Console(quiet=True)
    assert bench_planner.run("", words, console) == 0
    record = json.loads((tmp_path / "planner.json").read_text())
    assert record["planner"] == "language"
    assert set(record["families"]) == {"attribute_pick_place", "household"}
    assert record["all"]["success"]["of"] == 2
    assert record["all"]["success"]["count"] == 2
    assert record["all"]["referents"]["rate"] == 1.0


def test_a_disturbance_needs_motion(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="control=physics"):
        bench_planner.run("", ["inject=failure", f"out={tmp_path}"], Console(quiet=True))


def test_pictures_of_every_scene_reach_the_planner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = FakeWorlds()
    monkeypatch.setattr(compose, "worlds", lambda *_, **__: env)
    shown: list[Any] = []
    monkeypatch.setattr(env, "begin_scene", lambda world, scene: shown.append(scene), raising=False)
    with serving(says("fail('no')")) as server:
        words = ["planner=endpoint", f"planner.url={server.url}", "planner.cameras=front,wrist",
                 "planner.picture=64", "episodes=2", "tasks=household",
                 f"out={tmp_path}"]  # fmt: skip
        assert bench_planner.run("", words, Console(quiet=True)) == 0
    assert len(shown) == 2
    for request in server.requests:
        kinds = [part["type"] for part in request["messages"][-1]["content"]]
        assert kinds == ["image_url", "image_url", "text"]
    record = json.loads((tmp_path / "planner.json").read_text())
    assert record["all"]["spent"] == {"calls": 2, "read": 2400, "written": 60}
    assert record["all"]["refused"] == 2


def test_every_failure_that_is_injected_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[FakeWorlds] = []

    class Slippery(FakeWorlds):
        """What is held falls out once."""

        def begin(self, world: int, setup: Setup, seed: int = 0, disturbances: Any = ()) -> None:
            super().begin(world, setup)
            (self.happening,) = disturbances
            self.on_tick = lambda env, world: self.slip(world)

        def slip(self, world: int) -> None:
            scene = self.scenes[world]
            if scene.held and not self.happening.times:
                self.happening.times.append(scene.time)
                thing = scene[scene.held]
                fallen = replace(thing, position=(*thing.position[:2], thing.height / 2))
                rest = tuple(fallen if e.name == thing.name else e for e in scene)
                self.scenes[world] = replace(scene, held=None, entities=rest)

    def worlds(*_: object, **__: object) -> FakeWorlds:
        made.append(Slippery())
        return made[-1]

    monkeypatch.setattr(compose, "worlds", worlds)
    monkeypatch.setattr(compose, "skills", lambda env: FakeSkills(env))
    words = ["control=physics", "inject=failure", "tasks=attribute_pick_place", "episodes=4",
             "worlds=1", f"out={tmp_path}"]  # fmt: skip
    assert bench_planner.run("", words, Console(quiet=True)) == 0
    record = json.loads((tmp_path / "planner.json").read_text())
    assert record["all"]["recovered"]["of"] == 4
    assert record["all"]["recovered"]["count"] == 4
    assert record["all"]["executed"]["rate"] <= 1.0
    assert sum(of for _, of in record["mended"].values()) == 4
