"""The kitchen: what is computed is what is simulated, things stay put, and all of it works."""

from functools import cache

import numpy as np
import pytest
import torch
from test_skills import carry_out

from vla.action import pose_to_action
from vla.envs.layout import TABLE, place
from vla.envs.robots import Robot, load_robot
from vla.envs.scenes import SceneModel, build_scene
from vla.envs.scenes.kitchen import COUNTER, PIECES, fixture_entities
from vla.envs.worlds import Worlds
from vla.errors import UnknownName
from vla.evaluate import judge
from vla.plan import Atom
from vla.planners.skills import SkillSet
from vla.scene import Scene
from vla.vocabulary import KINDS

JOINTED = [piece.name for piece in PIECES if piece.joint is not None]
OPENABLE = [piece.name for piece in PIECES if KINDS[piece.kind].openable]
PRESSABLE = [name for name in JOINTED if name not in OPENABLE]


@cache
def kitchen() -> tuple[SceneModel, Robot]:
    robot = load_robot("panda")
    return build_scene("kitchen", robot), robot


def show(openness: dict[str, float] | None = None, *things: str) -> Worlds:
    made = Worlds(*kitchen())
    blocks = [place("block", color, at=(0.42, 0.0)) for color in things]
    made.begin_scene(0, Scene((TABLE, *fixture_entities(openness), *blocks)))
    return made


@pytest.mark.parametrize("fraction", [0.0, 0.4, 1.0])
def test_what_is_computed_is_what_is_simulated(fraction: float) -> None:
    expected = fixture_entities(dict.fromkeys(OPENABLE, fraction))
    scene = show(dict.fromkeys(OPENABLE, fraction)).scene(0)
    for entity in expected:
        seen = scene[entity.name]
        assert seen.travel == entity.travel
        assert (seen.openness is None) == (entity.openness is None)
        if entity.openness is not None:
            assert seen.openness == pytest.approx(entity.openness, abs=0.02)
        pairs = [(seen.position, entity.position), (seen.handle, entity.handle)]
        pairs += [(seen.hinge, entity.hinge)]
        if entity.interior is not None and seen.interior is not None:
            pairs.append((seen.interior[0], entity.interior[0]))
        for got, wanted in pairs:
            assert (got is None) == (wanted is None)
            if got is not None and wanted is not None:
                np.testing.assert_allclose(got, wanted, atol=4e-3)
        if entity.axis is not None and seen.axis is not None:
            np.testing.assert_allclose(seen.axis, entity.axis, atol=0.03)


def test_nothing_drifts_and_nothing_penetrates() -> None:
    made = show(dict.fromkeys(OPENABLE, 0.5))
    before = {e.name: e.openness for e in made.scene(0)}
    hold = pose_to_action(
        made.action_spec, made.command[:, :3], made.command[:, 3:], -torch.ones(1), made.command
    )
    for _ in range(60):
        made.step(hold)
        assert made.deepest(0) < 1e-3
    for entity in made.scene(0):
        if entity.openness is not None:
            assert entity.openness == pytest.approx(before[entity.name], abs=0.005)


@pytest.mark.parametrize("name", OPENABLE)
def test_open_half_open_and_close(name: str) -> None:
    for skill, start, goal, options in (
        ("open", 0.0, Atom("opened", (name,)), {}),
        ("open", 0.0, Atom("open_to", (name, 0.5)), {"fraction": 0.5}),
        ("close", 1.0, Atom("closed", (name,)), {}),
    ):
        made = show({name: start})
        assert carry_out(made, SkillSet(made), skill, name, **options) == "done"
        scene = made.scene(0)
        reading = judge(goal, scene)
        assert reading.truth is True, (skill, options, reading.evidence)
        others = {e.name: e.openness for e in scene if e.name in OPENABLE and e.name != name}
        assert all(abs(openness or 0.0) < 0.03 for openness in others.values()), others


@pytest.mark.parametrize("name", PRESSABLE)
def test_what_is_pressed_springs_back(name: str) -> None:
    made = show()
    assert judge(Atom("pressed", (name,)), made.scene(0)).truth is False
    assert carry_out(made, SkillSet(made), "press", name) == "done"
    assert judge(Atom("pressed", (name,)), made.scene(0)).truth is True
    joint = made.model.joint(f"{name}/joint").qposadr[0]
    assert abs(float(made.engine.qpos[0, joint])) < 1e-3


@pytest.mark.parametrize(
    "name", ["top_drawer", "middle_drawer", "bottom_drawer", "microwave", "sink", "toaster"]
)
def test_a_block_goes_into_what_is_open(name: str) -> None:
    made = show({name: 1.0} if name in OPENABLE else {}, "red")
    skills = SkillSet(made)
    assert carry_out(made, skills, "pick", "red_block") == "done"
    assert carry_out(made, skills, "place_in", "red_block", name) == "done"
    reading = judge(Atom("inside", ("red_block", name)), made.scene(0))
    assert reading.truth is True, reading.evidence


@pytest.mark.parametrize(("name", "shown", "by"), [("switch", "y", 0.06), ("tap", "x", -0.06)])
def test_a_knob_brings_out_the_bulb_and_the_water(name: str, shown: str, by: float) -> None:
    where = []
    for openness in (0.0, 1.0):
        made = show({name: openness})
        data, model = made.engine.data(0), made.model
        knob = model.body(f"{name}/knob").id
        seen = (model.geom_bodyid == knob) & (model.geom_contype == 0)
        (light,) = np.flatnonzero(seen)
        where.append(data.geom_xpos[light].copy())
    moved = where[1] - where[0]
    expected = np.array([by if shown == "x" else 0.0, by if shown == "y" else 0.0, 0.0])
    np.testing.assert_allclose(moved, expected, atol=1e-3)


def test_a_closed_drawer_takes_nothing() -> None:
    made = show({}, "red")
    skills = SkillSet(made)
    assert carry_out(made, skills, "pick", "red_block") == "done"
    assert carry_out(made, skills, "place_in", "red_block", "top_drawer") == "failed"
    assert "closed" in skills.status(0).reason


def test_the_counter_is_free_and_names_are_checked() -> None:
    (x0, y0), (x1, y1) = COUNTER
    for entity in fixture_entities():
        x, y, z = entity.position
        reach = entity.radius * 0.7
        over = x0 - reach < x < x1 + reach and y0 - reach < y < y1 + reach
        assert not over or z - entity.extent[2] / 2 > 0.1, entity.name
    with pytest.raises(UnknownName, match="top_drawer"):
        fixture_entities({"top_draw": 1.0})
