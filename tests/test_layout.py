"""Layouts: agree with the models, never overlap, fit, repeat exactly."""

import itertools

import numpy as np
import pytest
from small_worlds import stage

from vla.envs.layout import (
    CAPACITY,
    GAP,
    MAKES,
    WORKSPACE,
    Item,
    clear,
    made_up_scene,
    place,
    random_scene,
    scatter,
)
from vla.envs.scenes.kitchen import SLOTS as KITCHEN_SLOTS
from vla.envs.scenes.tabletop import SLOTS as TABLE_SLOTS
from vla.envs.solids import GEOM_SIZES, solid
from vla.errors import UnknownName, UserError
from vla.predicates import half_width
from vla.scene import Scene
from vla.task import Wanted


def test_makes_are_what_the_model_has() -> None:
    """The numbers used without a model are those of the compiled slots."""
    for slot in stage()[0].slots:
        if slot.resizable:
            for size, geom in GEOM_SIZES[slot.kind].items():
                extent = MAKES[slot.kind][size].extent
                np.testing.assert_allclose(extent, solid(slot.kind, geom).extent, atol=1e-9)
            continue
        make = MAKES[slot.kind][slot.size or "medium"]
        np.testing.assert_allclose(make.extent, slot.extent, atol=1e-9)
        assert (make.interior is None) == (slot.interior is None)
        if make.interior is not None and slot.interior is not None:
            np.testing.assert_allclose(make.interior[0], slot.interior.center, atol=1e-9)
            np.testing.assert_allclose(make.interior[1], slot.interior.half, atol=1e-9)
    assert CAPACITY == {"tabletop": TABLE_SLOTS, "kitchen": KITCHEN_SLOTS}


def test_scattered_things_stay_apart_and_inside() -> None:
    (x0, y0, _), (x1, y1, _) = WORKSPACE
    for seed in range(40):
        scene = random_scene("tabletop", np.random.default_rng(seed), seed % 7)
        loose = [entity for entity in scene if entity.kind != "table"]
        for a, b in itertools.combinations(loose, 2):
            assert clear(a, b, GAP / 2 - 1e-9), (a.name, b.name)
        for entity in loose:
            x, y, z = entity.position
            dx, dy = half_width(entity, "back"), half_width(entity, "left")
            assert x0 - 1e-9 <= x - dx < x + dx <= x1 + 1e-9
            assert y0 - 1e-9 <= y - dy < y + dy <= y1 + 1e-9
            assert z == pytest.approx(entity.extent[2] / 2)
        assert len(set(scene.names)) == len(scene.names)


def test_the_same_seed_gives_the_same_scene() -> None:
    first, again, other = (random_scene("tabletop", np.random.default_rng(s)) for s in (3, 3, 4))
    assert first == again != other


def test_a_made_up_scene_holds_what_is_wanted_and_nothing_alike() -> None:
    wanted = (Wanted("block", "red"), Wanted("bowl"), Wanted("block", "blue", count=2))
    for seed in range(30):
        scene = made_up_scene(wanted, np.random.default_rng(seed), 6)
        assert _count(scene, "block", "red") == 1
        assert _count(scene, "block", "blue") == 2
        assert sum(e.kind == "bowl" for e in scene) == 1


def test_fixtures_make_it_a_kitchen() -> None:
    scene = made_up_scene((Wanted("drawer"), Wanted("block", "red")), np.random.default_rng(0), 2)
    assert {"top_drawer", "fridge", "red_block"} <= set(scene.names)


@pytest.mark.parametrize("distractors", [0, 4, 8])
@pytest.mark.parametrize("name", ["tabletop", "kitchen"])
def test_distractors_never_keep_a_scene_from_being_made(name: str, distractors: int) -> None:
    wanted = (Wanted("block", "red"), Wanted("bowl"), *[Wanted("drawer")] * (name == "kitchen"))
    for seed in range(12):
        random_scene(name, np.random.default_rng(seed), distractors)
        scene = made_up_scene(wanted, np.random.default_rng(seed), distractors)
        assert _count(scene, "block", "red") == 1


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(UserError, match="at most 8 blocks"):
        made_up_scene((Wanted("block", count=9),), np.random.default_rng(0))
    with pytest.raises(UserError, match="do not fit"):
        scatter(np.random.default_rng(0), [Item("bin")] * 12)
    with pytest.raises(UnknownName, match="bowl"):
        place("bwol", "red")
    with pytest.raises(UnknownName, match="tabletop"):
        random_scene("tabeltop", np.random.default_rng(0))


def _count(scene: Scene, kind: str, color: str) -> int:
    return sum((e.kind, e.color) == (kind, color) for e in scene)
