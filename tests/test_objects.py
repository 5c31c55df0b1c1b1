"""Loose objects: they stand, hold what is put in them, change size and colour, and park."""

from __future__ import annotations

import math

import mujoco
import numpy as np
import pytest
from mujoco.batch import Batch

from vla.envs.objects import BOWL_SIZES, GEOM_SIZES, LARGEST, add_slot, solid
from vla.envs.scenes import SceneModel
from vla.envs.scenes.tabletop import SLOTS, build_tabletop
from vla.envs.slots import Slot
from vla.errors import UnknownName
from vla.vocabulary import KINDS

COUNTS = {kind: 3 if kind == "bowl" else 1 for kind in SLOTS}
VESSELS = ("bowl_1", "bowl_2", "bowl_3", "mug_1", "bin_1", "tray_1")


@pytest.fixture(scope="module")
def scene() -> SceneModel:
    return build_tabletop(mujoco.MjSpec(), COUNTS)


@pytest.fixture(scope="module")
def slots(scene: SceneModel) -> dict[str, Slot]:
    return {slot.name: slot for slot in scene.slots}


class World:
    """One simulation with its own copy of the model, so that a test can change it."""

    def __init__(self, scene: SceneModel):
        self.model = scene.spec.copy().compile()
        self.data = mujoco.MjData(self.model)

    def place(self, name: str, x: float, y: float, z: float) -> None:
        """Put the origin of `name` there, upright and subject to gravity."""
        self.model.body_gravcomp[self.model.body(name).id] = 0
        self.data.joint(f"{name}/joint").qpos[:] = (x, y, z, 1, 0, 0, 0)

    def resize(self, slot: Slot, geom_size: tuple[float, float, float]) -> None:
        shape = solid(slot.kind, geom_size)
        geom = self.model.geom(slot.color_geoms[0]).id
        body = self.model.body(slot.name).id
        self.model.geom_size[geom] = shape.geom_size
        self.model.geom_rbound[geom] = shape.geom_rbound
        self.model.geom_aabb[geom] = shape.geom_aabb
        self.model.body_mass[body] = shape.body_mass
        self.model.body_inertia[body] = shape.body_inertia
        mujoco.mj_setConst(self.model, mujoco.MjData(self.model))

    def run(self, seconds: float) -> float:
        """Step; the deepest penetration on the way [m]."""
        deepest = 0.0
        for _ in range(round(seconds / self.model.opt.timestep)):
            mujoco.mj_step(self.model, self.data)
            deepest = max(deepest, self.penetration())
        return deepest

    def penetration(self) -> float:
        return max(0.0, -min(self.data.contact.dist, default=0.0))

    def position(self, name: str) -> np.ndarray:
        return self.data.body(name).xpos.copy()


def test_every_loose_kind_has_a_slot(scene: SceneModel) -> None:
    loose = {name for name, kind in KINDS.items() if kind.shape != "fixture"}
    assert loose == {slot.kind for slot in scene.slots}
    bowls = [slot.size for slot in scene.slots if slot.kind == "bowl"]
    assert bowls == list(BOWL_SIZES)
    for slot in scene.slots:
        assert (slot.interior is not None) >= KINDS[slot.kind].container
        assert (slot.top_height is not None) == KINDS[slot.kind].support
        assert slot.resizable == (slot.kind in GEOM_SIZES) == (slot.size is None)


def test_names_and_groups(scene: SceneModel) -> None:
    model = scene.model
    names = [model.geom(index).name for index in range(model.ngeom)]
    assert all(names)
    assert len(set(names)) == len(names)
    for slot in scene.slots:
        for name in slot.color_geoms:
            assert model.geom(name).group == 2
        for name in set(slot.color_geoms) - set(slot.collision_geoms):
            assert model.geom(name).contype == model.geom(name).conaffinity == 0
        bulk = model.body(slot.name).mass[0]
        assert bulk == pytest.approx(slot.mass)


def test_visible_surface_fills_the_extent(scene: SceneModel) -> None:
    """The body's origin is the centre of the bounding box of what is seen."""
    model = scene.model
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    for slot in scene.slots:
        low, high = np.full(3, np.inf), np.full(3, -np.inf)
        for name in slot.color_geoms:
            geom = model.geom(name)
            if geom.dataid[0] < 0:
                center, half = np.split(model.geom_aabb[geom.id], 2)
                corners = center + np.array([[-1.0], [1.0]]) * half
            else:
                mesh = model.mesh(geom.dataid[0])
                start, count = mesh.vertadr[0], mesh.vertnum[0]
                corners = model.mesh_vert[start : start + count]
            points = data.geom(name).xpos + corners @ data.geom(name).xmat.reshape(3, 3).T
            points = points - data.body(slot.name).xpos
            low, high = np.minimum(low, points.min(0)), np.maximum(high, points.max(0))
        np.testing.assert_allclose(high - low, slot.extent, atol=1.5e-3, err_msg=slot.name)
        np.testing.assert_allclose(high + low, 0, atol=1.5e-3, err_msg=slot.name)


def test_dropped_objects_settle_upright(scene: SceneModel) -> None:
    world = World(scene)
    for index, slot in enumerate(scene.slots):
        x, y = -0.1 + 0.28 * (index % 4), -0.45 + 0.42 * (index // 4)
        # Slightly different heights meet the table at different phases of a step.
        world.place(slot.name, x, y, slot.extent[2] / 2 + 0.05 - 0.0004 * index)
    assert world.run(2.0) < 5e-3
    assert world.penetration() < 1e-3
    assert abs(world.data.qvel).max() < 0.02
    for slot in scene.slots:
        height = world.position(slot.name)[2]
        assert height == pytest.approx(slot.extent[2] / 2, abs=1e-3), slot.name
        assert world.data.body(slot.name).xmat[8] > 0.999, slot.name


@pytest.mark.parametrize("content", ["ball_1", "block_1"])
def test_vessels_keep_what_is_dropped_in(
    scene: SceneModel, slots: dict[str, Slot], content: str
) -> None:
    """Off the middle, so that it meets the wall; a mug is too narrow for that."""
    for name in VESSELS:
        vessel, inside = slots[name], slots[name].interior
        assert inside is not None
        assert vessel.floor_height is not None
        world = World(scene)
        size = "small" if name in ("mug_1", "bowl_1") else "medium"
        geom_size = GEOM_SIZES[slots[content].kind][size]
        world.resize(slots[content], geom_size)
        world.place(name, 0.5, 0.0, vessel.extent[2] / 2)
        aside = 0.0 if name == "mug_1" else inside.half[0] - 0.02 - math.sqrt(2) * geom_size[0]
        x = 0.5 + inside.center[0] + max(aside, 0.0)
        world.place(content, x, inside.center[1], vessel.extent[2] + geom_size[0] + 0.005)
        world.run(2.5)
        offset = world.position(content) - world.position(name) - inside.center
        reach = np.hypot(*offset[:2]) if inside.round else abs(offset[:2]).max()
        assert reach + geom_size[0] < max(inside.half[:2]) + 2e-3, name
        assert abs(offset[2]) < inside.half[2], name
        bottom = world.position(content)[2] - geom_size[0] - world.position(name)[2]
        assert bottom > vessel.floor_height - 1e-3, name
        assert world.penetration() < 1e-3, name
        assert world.data.body(name).xmat[8] > 0.99, name


def test_top_heights_carry_a_block(scene: SceneModel, slots: dict[str, Slot]) -> None:
    supports = [s for s in scene.slots if s.top_height is not None and s.name != "block_1"]
    half = GEOM_SIZES["block"]["small"]
    for support in supports:
        assert support.top_height is not None
        world = World(scene)
        world.resize(slots["block_1"], half)
        world.place(support.name, 0.5, 0.0, support.extent[2] / 2)
        top = support.extent[2] / 2 + support.top_height
        world.place("block_1", 0.5, 0.0, top + half[2] + 0.002)
        world.run(1.0)
        assert world.position("block_1")[2] == pytest.approx(top + half[2], abs=1e-3)


def test_size_and_color_differ_per_world(scene: SceneModel, slots: dict[str, Slot]) -> None:
    model, names = scene.model, ("block_1", "ball_1", "can_1")
    sizes = ("small", "medium", "large")
    batch = Batch(model, len(sizes), nthread=1)
    geom_fields = {name: batch.expand(name) for name in ("geom_size", "geom_rbound", "geom_aabb")}
    body_fields = {name: batch.expand(name) for name in ("body_mass", "body_inertia")}
    rgba, gravcomp = batch.expand("geom_rgba"), batch.expand("body_gravcomp")
    qpos = batch.bind("qpos")
    shapes = {}
    for world, size in enumerate(sizes):
        for index, name in enumerate(names):
            shape = shapes[world, name] = solid(
                slots[name].kind, GEOM_SIZES[slots[name].kind][size]
            )
            geom, body = model.geom(slots[name].color_geoms[0]).id, model.body(name).id
            for field, values in geom_fields.items():
                values[world, geom] = getattr(shape, field)
            for field, values in body_fields.items():
                values[world, body] = getattr(shape, field)
            rgba[world, geom] = (0.2 * world, 0.1, 0.3, 1.0)
            gravcomp[world, body] = 0.0
            start = model.joint(f"{name}/joint").qposadr[0]
            qpos[world, start : start + 3] = (0.4, 0.2 * index - 0.2, shape.extent[2] / 2 + 0.01)
    batch.set_const()
    batch.step(nstep=300)
    for (world, name), shape in shapes.items():
        start = model.joint(f"{name}/joint").qposadr[0]
        assert qpos[world, start + 2] == pytest.approx(shape.extent[2] / 2, abs=1e-3)
        private = batch.get_model(world)
        assert private.body_subtreemass[private.body(name).id] == pytest.approx(shape.body_mass)
        assert private.geom(slots[name].color_geoms[0]).rgba[0] == pytest.approx(0.2 * world)


def test_solid_agrees_with_the_compiler() -> None:
    for kind, geom_size in LARGEST.items():
        spec = mujoco.MjSpec()
        slot = add_slot(spec, kind, 1, None, (0.0, 0.0, 0.0))
        model = spec.compile()
        shape = solid(kind, geom_size)
        np.testing.assert_allclose(model.body_mass[1], shape.body_mass)
        np.testing.assert_allclose(model.body_inertia[1], shape.body_inertia)
        np.testing.assert_allclose(model.geom_rbound[0], shape.geom_rbound)
        np.testing.assert_allclose(model.geom_aabb[0], shape.geom_aabb)
        assert slot.extent == shape.extent
        for size in GEOM_SIZES[kind].values():
            assert all(np.array(size) <= geom_size)


def test_parked_slots_stay_and_touch_nothing(scene: SceneModel) -> None:
    world = World(scene)
    before = world.data.qpos.copy()
    assert world.run(2.0) == 0.0
    assert world.data.ncon == 0
    np.testing.assert_allclose(world.data.qpos, before, atol=1e-9)


def test_the_vase_tips_when_pushed_at_the_neck(scene: SceneModel) -> None:
    world = World(scene)
    world.place("vase_1", 0.5, 0.0, 0.09)
    world.run(0.3)
    body = world.model.body("vase_1").id
    for push, upright in ((0.3, True), (1.5, False)):
        for _ in range(80):
            force = np.array([0.0, push, 0.0])
            at = world.position("vase_1") + np.array([0.0, 0.0, 0.06])
            world.data.qfrc_applied[:] = 0
            mujoco.mj_applyFT(
                world.model, world.data, force, np.zeros(3), at, body, world.data.qfrc_applied
            )
            mujoco.mj_step(world.model, world.data)
        world.data.qfrc_applied[:] = 0
        world.run(0.7)
        assert (world.data.body("vase_1").xmat[8] > 0.95) == upright


def test_unknown_kinds_and_sizes_are_named() -> None:
    spec = mujoco.MjSpec()
    with pytest.raises(UnknownName, match="block"):
        add_slot(spec, "blok", 1, None, (0.0, 0.0, 0.0))
    with pytest.raises(UnknownName, match="large"):
        add_slot(spec, "bowl", 1, "larg", (0.0, 0.0, 0.0))
    with pytest.raises(UnknownName, match="can"):
        solid("cam", (0.1, 0.1, 0.1))


def test_model_is_accepted_by_mujoco_warp(scene: SceneModel) -> None:
    warp = pytest.importorskip("mujoco_warp")
    warp.put_model(scene.model)
