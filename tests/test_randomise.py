"""Domain randomisation: what varies, what it depends on, and that physics stays consistent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import gymnasium as gym
import mujoco
import numpy as np
import pytest
import torch
from small_worlds import SCENE, stage
from torch import Tensor

from vla import compose
from vla.envs.engine import DERIVED_FIELDS, WORLD_FIELDS
from vla.envs.randomise import Randomisation, mix, resize, uniform
from vla.envs.registration import register_environments
from vla.envs.vector import BatchedEnv
from vla.errors import UnknownName
from vla.settings import choices

register_environments()
STRONG = "strong"


def batch(num_envs: int, **options: Any) -> BatchedEnv:
    usual: dict[str, Any] = {"cameras": (), "setups": 4, "randomisation": STRONG}
    env = gym.make_vec("vla/AttributePickPlace-v0", num_envs=num_envs, **{**usual, **options})
    assert isinstance(env, BatchedEnv)
    return env


def fields(env: BatchedEnv, world: int) -> dict[str, Tensor]:
    return {name: env.worlds.engine.field(name)[world].clone() for name in WORLD_FIELDS}


def test_numbers_are_uniform_and_counted() -> None:
    keys = torch.arange(4000)
    drawn = uniform(keys, 0, 5)
    assert 0.0 <= float(drawn.min()) < 0.001
    assert 0.999 < float(drawn.max()) < 1.0
    assert float((drawn.mean(0) - 0.5).abs().max()) < 0.02
    assert abs(float(torch.corrcoef(drawn.T).fill_diagonal_(0).abs().max())) < 0.06
    assert torch.equal(uniform(keys[7:8], 0, 3), drawn[7:8, :3])
    assert not torch.equal(uniform(keys, 1, 5), drawn)
    assert len(set(mix(keys, 3).tolist())) == 4000


def test_a_world_varies_alike_alone_and_among_others() -> None:
    many, one = batch(5), batch(1)
    many.reset(seed=20)
    one.reset(seed=23)
    for name, value in fields(many, 3).items():
        assert torch.equal(value, fields(one, 0)[name]), name
    other = fields(many, 2)
    differing = [name for name, value in fields(many, 3).items() if not value.equal(other[name])]
    expected = {"geom_friction", "light_diffuse", "light_dir", "cam_pos", "cam_quat", "body_mass"}
    assert expected <= set(differing)


def test_both_engines_vary_alike() -> None:
    cpu, warp = batch(2), batch(2, device="warp")
    for env in (cpu, warp):
        env.reset(seed=4)
    for name, value in fields(cpu, 1).items():
        torch.testing.assert_close(value.float(), fields(warp, 1)[name], rtol=1e-5, atol=1e-6)


def test_derived_quantities_are_mujocos() -> None:
    """Scaling what follows from a mass gives what `mj_setConst` computes."""
    env = batch(3)
    env.reset(seed=1)
    model = env.worlds.world_model(2)
    expected = {name: np.array(getattr(model, name)) for name in DERIVED_FIELDS}
    mujoco.mj_setConst(model, mujoco.MjData(model))
    loose = np.array([model.body(slot.name).id for slot in env.worlds.stage.slots])
    dofs = np.isin(model.dof_bodyid, loose)
    for name, value in expected.items():
        rows = dofs if name.startswith("dof") else loose
        np.testing.assert_allclose(value[rows], getattr(model, name)[rows], rtol=1e-6, err_msg=name)


def test_the_next_episode_varies_anew_and_saved_states_bring_it_back() -> None:
    env = batch(2)
    env.reset(seed=0)
    first, state = fields(env, 0), env.get_state()
    env.reset()
    assert not torch.equal(first["cam_pos"], fields(env, 0)["cam_pos"])
    env.set_state(state)
    assert all(torch.equal(first[name], fields(env, 0)[name]) for name in WORLD_FIELDS)


def test_sizes_vary_and_things_stay_on_the_table() -> None:
    scene = resize(SCENE, Randomisation(size=0.1), 3, stage()[0])
    for old, new in zip(SCENE, scene, strict=True):
        assert new.bottom == pytest.approx(old.bottom, abs=1e-9)
        ratios = np.divide(new.extent, old.extent)
        assert np.ptp(ratios) < 1e-9
        assert abs(ratios[0] - 1.0) <= 0.1
        assert (ratios[0] != 1.0) == (old.kind in ("block", "ball", "can"))
    assert resize(SCENE, Randomisation(), 3, stage()[0]) is SCENE


def test_pictures_vary() -> None:
    plain = batch(1, cameras=("front",), image_size=48, randomisation=None)
    varied = batch(1, cameras=("front",), image_size=48)
    pictures = [env.reset(seed=2)[0]["pixels"]["front"].astype(float) for env in (plain, varied)]
    assert np.abs(pictures[0] - pictures[1]).mean() > 4


def test_surfaces_vary_and_nothing_else() -> None:
    """What stands still takes on other colours; things and robot keep theirs."""
    envs = [batch(2, randomisation=chosen) for chosen in (None, Randomisation(surface=0.5))]
    for env in envs:
        env.reset(seed=7)
    plain, varied = (fields(env, 1) for env in envs)
    assert [name for name in WORLD_FIELDS if not varied[name].equal(plain[name])] == ["geom_rgba"]
    model = envs[0].worlds.stage.model
    changed = (varied["geom_rgba"] != plain["geom_rgba"]).any(-1).nonzero()[:, 0].tolist()
    bodies = {model.body(int(model.geom_bodyid[geom])).name for geom in changed}
    assert bodies == {"table", "world"}
    top, cove = (varied["geom_rgba"][model.geom(name).id] for name in ("table/top", "room/cove"))
    assert float((top[:3] - 1.0).abs().max()) <= 0.5  # the texture's own colour is white
    assert float((cove[:3] - torch.tensor([0.80, 0.81, 0.83])).abs().max()) <= 0.5
    assert not torch.equal(fields(envs[1], 0)["geom_rgba"], varied["geom_rgba"])


@pytest.mark.parametrize("name", choices("randomisation"))
def test_every_randomisation_is_declared_in_yaml(name: str) -> None:
    chosen = compose.part(compose.part_config("randomisation", name))
    assert isinstance(chosen, Randomisation)
    assert (chosen == Randomisation()) == (name == "none")


def test_an_unknown_randomisation_is_refused() -> None:
    with pytest.raises(UnknownName, match="strong"):
        batch(1, randomisation="stong")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_ten_thousand_resets_leak_nothing() -> None:
    env = batch(100, threads=1)
    env.reset(seed=0)
    for _ in range(10):
        env.reset()
    before = _resident()
    for _ in range(100):
        env.reset()
    assert _resident() < 1.01 * before


def _resident() -> int:
    """Memory of this process [bytes]."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
