"""Things on joints that nobody explains: found out by trying, remembered, and opened."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from test_skills import carry_out
from torch import Tensor

from vla.dryrun import dry_run
from vla.envs.layout import TABLE
from vla.envs.rehearsal import Rehearsal
from vla.envs.robots import Robot, load_robot
from vla.envs.scenes import SceneModel, build_scene
from vla.envs.scenes.kitchen import fixture_entities
from vla.envs.untold import Untold
from vla.envs.worlds import Worlds
from vla.errors import UserError
from vla.evaluate import judge
from vla.plan import Atom, Plan
from vla.planners.composer.experience import Experience, load_mechanism
from vla.planners.composer.leads import (
    AROUND,
    AT_ONCE,
    STEP,
    Tries,
    around,
    best_lead,
    learned,
    tried,
    waypoints,
    zero_shot,
)
from vla.planners.composer.mechanisms import Follows, Handling, Mechanism, fitted, told
from vla.planners.language import SemanticParser
from vla.planners.skills import SkillSet
from vla.protocols import Env
from vla.scene import Scene, Vec3

NOISE = 0.001
RADIUS = 0.24
SLIDE = Mechanism((0.5, 0.1, 0.3), (0.0, 1.0, 0.0), None, 0.15, True, 0.0)
DOOR = Mechanism(
    (0.5, 0.1, 0.3), (-1.0, 0.0, 0.0), (0.5, 0.1 + RADIUS, 0.3), 0.26, True, 0.0
)  # fmt: skip
"""Turns clockwise, seen from above, about what is left of its handle."""


@cache
def stage() -> tuple[SceneModel, Robot]:
    robot = load_robot("panda")
    return build_scene("kitchen", robot, {}), robot


def kitchen(openness: dict[str, float] | None = None) -> Worlds:
    """The kitchen without loose things."""
    made = Worlds(*stage())
    made.begin_scene(0, Scene((TABLE, *fixture_entities(openness))))
    return made


def copies_of(made: Worlds, count: int = 6) -> Any:
    """Copies in which no joint is told, either."""
    rehearsal = Rehearsal(made, count)
    return lambda world: Untold(rehearsal(world), NOISE, seed=1)


def knowing(made: Worlds, kept: Experience, rehearse: Any = None) -> SkillSet:
    """Skills that know what is kept, and can try things out in copies."""
    return SkillSet(cast(Env, Untold(made, NOISE)), rehearse, kept)


def felt(truth: Mechanism, spans: tuple[float, ...], noise: float = NOISE) -> Tries:
    """What tries of some lengths [m] show of a mechanism whose handle the hand follows."""
    far = torch.tensor(spans, dtype=torch.float64)[:, None] * torch.linspace(0, 1, 14)
    clean = truth.place(far.clamp_max(truth.farthest))
    generator = torch.Generator().manual_seed(3)
    drawn = torch.randn(clean.shape, generator=generator, dtype=torch.float64)
    free = replace(truth, ended=False)
    return Tries(clean + noise * drawn, free.place(far) + torch.tensor([0.0, 0.0, 0.01]), 0)


def found(tries: Tries) -> Mechanism | None:
    return fitted(tries.handle, tries.hand)


def held_out(model: Handling, tries: Tries) -> float:
    """Mean distance of what a model says from what was seen while the handle was held [m]."""
    off: list[Tensor] = []
    for handle, hand, held in zip(tries.handle, tries.hand, tries.held, strict=True):
        off.append((model(handle[0], hand[None])[0] - handle).norm(dim=-1)[held])
    return float(torch.cat(off).mean())


# --- mechanisms ---------------------------------------------------------------------------------


@pytest.mark.parametrize("truth", [SLIDE, DOOR])
def test_places_and_travels_are_inverse(truth: Mechanism) -> None:
    far = torch.linspace(0.0, 0.25, 9, dtype=torch.float64)
    places = truth.place(far)
    torch.testing.assert_close(truth.travel(places), far)
    way = places.diff(dim=0).norm(dim=-1).sum()
    assert float(way) == pytest.approx(0.25, rel=2e-3)
    torch.testing.assert_close(places[0], torch.tensor(truth.shut, dtype=torch.float64))


def test_what_slides_and_what_turns_are_told_apart_in_spite_of_noise() -> None:
    slide = found(felt(SLIDE, (0.06, 0.09, 0.08)))
    assert slide is not None
    assert slide.center is None
    assert slide.ahead == pytest.approx(SLIDE.ahead, abs=0.02)
    door = found(felt(DOOR, (0.09, 0.12, 0.10)))
    assert door is not None
    assert door.center is not None
    assert DOOR.center is not None
    assert math.dist(door.center[:2], DOOR.center[:2]) < 0.05
    # What was felt of the first 12 cm says where the handle is after twice that.
    far = torch.tensor([0.24], dtype=torch.float64)
    assert float((door.place(far) - DOOR.place(far)).norm()) < 0.03


def test_an_end_is_where_two_tries_stopped_though_the_hand_went_on() -> None:
    ended = found(felt(SLIDE, (0.19, 0.20, 0.10)))
    open_ended = found(felt(SLIDE, (0.09, 0.13, 0.10)))
    assert ended is not None
    assert open_ended is not None
    assert ended.ended
    assert not open_ended.ended
    assert ended.farthest == pytest.approx(0.15, abs=0.004)
    assert found(felt(SLIDE, (0.0, 0.001))) is None


def test_what_was_found_out_reads_like_what_is_told() -> None:
    scene = kitchen({"fridge": 0.5}).scene(0)
    fridge, shut = scene["fridge"], fixture_entities()
    handle = next(e.handle for e in shut if e.name == "fridge")
    axis = next(e.axis for e in shut if e.name == "fridge")
    assert handle is not None
    assert axis is not None
    assert fridge.hinge is not None
    center: Vec3 = (fridge.hinge[0], fridge.hinge[1], handle[2])
    radius = math.dist(handle, center)
    known = Mechanism(handle, axis, center, 1.1 * radius, True, 0.0)
    read = told(replace(fridge, axis=None, hinge=None, travel=None, openness=None), known)
    assert read.openness == pytest.approx(0.5, abs=0.01)
    assert read.travel == pytest.approx(fridge.travel, abs=1e-6)
    assert read.axis == pytest.approx(fridge.axis, abs=0.01)


@pytest.mark.parametrize("truth", [SLIDE, DOOR])
def test_a_model_leads_along_its_path(truth: Mechanism) -> None:
    handle = torch.tensor(truth.shut, dtype=torch.float64)
    lead = best_lead(truth, handle, 1.0, torch.Generator().manual_seed(0))
    ways = handle + waypoints(lead[None], 5)
    gone = float(truth.travel(ways[0, -1]))
    assert gone > 0.8 * 5 * STEP
    done = ways[:, : AT_ONCE + 1]
    assert float((truth(handle, done) - done).norm(dim=-1).max()) < 0.01
    there = best_lead(truth, handle, 0.05, torch.Generator().manual_seed(0))
    assert float(truth.travel(truth(handle, handle + waypoints(there[None], 5))[0, -1])) == (
        pytest.approx(0.05, abs=0.006)
    )


# --- what is kept --------------------------------------------------------------------------------


def test_what_was_learned_comes_back_and_is_refused_elsewhere(tmp_path: Path) -> None:
    scene, kept = Scene(fixture_entities()), Experience(tmp_path / "learned")
    assert kept.recall(scene, "fridge") is None
    kept.keep(scene, "fridge", DOOR, 16, 1000)
    assert kept.recall(scene, "fridge") == DOOR
    opened = Scene(fixture_entities({"fridge": 0.7, "top_drawer": 1.0}))
    assert kept.recall(opened, "fridge") == DOOR
    file = kept.file(scene, "fridge")
    with pytest.raises(UserError, match="'fridge' moves, not 'window'"):
        load_mechanism(file, scene, "window")
    moved = [
        replace(e, position=(0.3, 0.5, 0.3)) if e.name == "sink" else e for e in fixture_entities()
    ]
    elsewhere = Scene(tuple(moved))
    assert kept.recall(elsewhere, "fridge") is None
    with pytest.raises(UserError, match="another scene"):
        load_mechanism(file, elsewhere, "fridge")
    record = json.loads(file.read_text())
    for broken, message in (
        ({**record, "format": 99}, "format 99"),
        ({**record, "mechanism": {"shut": [0, 0]}}, "damaged"),
        ({**record, "mechanism": {**record["mechanism"], "ahead": "abc"}}, "damaged"),
    ):
        file.write_text(json.dumps(broken))
        with pytest.raises(UserError, match=message):
            kept.recall(scene, "fridge")
    file.write_text("{")
    with pytest.raises(UserError, match="damaged"):
        kept.recall(scene, "fridge")


# --- in physics ----------------------------------------------------------------------------------


def test_axes_are_not_told_and_handles_are_seen_with_noise() -> None:
    made = kitchen()
    seen, truth = Untold(made, 0.002).scene(0)["fridge"], made.scene(0)["fridge"]
    assert (seen.axis, seen.hinge, seen.travel) == (None, None, None)
    assert seen.handle is not None
    assert truth.handle is not None
    assert 0.0 < math.dist(seen.handle, truth.handle) < 0.02


def test_a_window_is_opened_at_the_second_go_without_trying(tmp_path: Path) -> None:
    kept, goal = Experience(tmp_path), Atom("opened", ("window",))
    made = kitchen()
    nobody = knowing(made, kept)
    assert carry_out(made, nobody, "open", "window") == "failed"
    assert "nobody has told" in nobody.status(0).reason
    made = kitchen({"window": 0.5})
    learner = knowing(made, kept, copies_of(made))
    assert carry_out(made, learner, "close", "window") == "failed"
    assert "with it shut" in learner.status(0).reason
    made = kitchen()
    learner = knowing(made, kept, copies_of(made))
    assert carry_out(made, learner, "open", "window") == "done"
    assert judge(goal, made.scene(0)).truth is True
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text())["control_steps"] > 0
    made = kitchen()
    knows = knowing(made, kept)
    assert carry_out(made, knows, "open", "window", fraction=0.5) == "done"
    assert judge(Atom("open_to", ("window", 0.5)), made.scene(0)).truth is True
    assert carry_out(made, knows, "close", "window") == "done"
    assert judge(Atom("closed", ("window",)), made.scene(0)).truth is True


def test_learning_opens_a_fridge_that_the_zero_shot_pull_does_not() -> None:
    made = kitchen()
    seen, goal = Untold(made, NOISE), Atom("opened", ("fridge",))
    learner = SkillSet(cast(Env, seen), copies_of(made))
    learner.start(0, "open", ("fridge",), {}, ())
    while learner.status(0).phase != "close the fingers":
        made.step(learner.actions())
    for _ in range(10):
        made.step(learner.actions())
    state, fridge = made.get_state(0), seen.scene(0)["fridge"]
    # What was learned says where the handle goes on leads that it has not seen.
    turn = tuple(made.command[0, 3:].tolist())
    mechanism, tries = learned(copies_of(made), 0, fridge)
    assert len(tries) <= 30
    env = Rehearsal(made, 6)(0)
    generator = torch.Generator().manual_seed(99)
    ways = env.command[:, None, :3] + waypoints(around(zero_shot(fridge), AROUND, 6, generator))
    unseen = tried(env, "fridge", ways, turn, torch.ones(6, 9))  # type: ignore[arg-type]
    x, y, z = unseen.handle[0, 0].tolist()
    assert held_out(mechanism, unseen) < 0.6 * held_out(Follows((x, y, z)), unseen)
    # The zero-shot pull, from the same moment on: the first of the leads.
    assert judge(goal, env.scene(0)).truth is False
    made.set_state(0, state)
    while learner.status(0).state == "running":
        made.step(learner.actions())
    assert judge(goal, made.scene(0)).truth is True


def test_copies_show_what_they_are_in_now() -> None:
    made = kitchen()
    rehearsal = Rehearsal(made, 2)
    assert rehearsal(0).scene(0)["window"].openness == pytest.approx(0.0, abs=1e-3)
    made.turn(0, "window", 0.5)
    assert rehearsal(0).scene(0)["window"].openness == pytest.approx(0.5, abs=1e-3)


def test_a_fridge_that_stands_wide_open_is_pushed_shut() -> None:
    made = kitchen({"fridge": 1.0})
    assert carry_out(made, SkillSet(made), "push_shut", "fridge") == "done"
    assert judge(Atom("closed", ("fridge",)), made.scene(0)).truth is True


# --- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "skill", "options", "begins", "goal"),
    [
        ("open the window", "open", {}, 0.0, Atom("opened", ("window",))),
        ("open the window halfway", "open", {"fraction": 0.5}, 0.0,
         Atom("open_to", ("window", 0.5))),
        ("close the window", "close", {}, 1.0, Atom("closed", ("window",))),
        ("please pull the window pane open", "open", {}, 0.0, Atom("opened", ("window",))),
        ("push the window closed", "close", {}, 1.0, Atom("closed", ("window",))),
    ],
)  # fmt: skip
def test_a_window_is_known_to_language(
    text: str, skill: str, options: dict[str, float], begins: float, goal: Atom
) -> None:
    made = kitchen({"window": begins})
    plan = SemanticParser().plan(text, made.scene(0))
    assert isinstance(plan, Plan)
    (call,) = dry_run(plan, made.scene(0)).calls
    assert (call.skill, call.args, dict(call.options)) == (skill, ("window",), options)
    if text not in ("open the window", "close the window"):
        return  # the same motions, or tested with the kitchen
    assert carry_out(made, SkillSet(made), call.skill, "window", **options) == "done"
    assert judge(goal, made.scene(0)).truth is True
