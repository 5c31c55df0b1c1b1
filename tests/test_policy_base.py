"""What all policies share: normalisation, specs, parts by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from vla.action import action_spec
from vla.errors import UnknownName, UserError
from vla.features import ACTION, IMAGES, STATE, Feature
from vla.policies.build import build
from vla.policies.normaliser import FLOOR, SHARE, Normaliser
from vla.policies.spec import PolicySpec

RNG = np.random.default_rng(0)


def summary(values: np.ndarray) -> dict[str, np.ndarray]:
    q01, q99 = np.quantile(values, [0.01, 0.99], axis=0)
    return {"min": values.min(0), "max": values.max(0), "mean": values.mean(0),
            "std": values.std(0), "q01": q01, "q99": q99}  # fmt: skip


@pytest.mark.parametrize("mode", ["quantile", "min_max", "mean_std", "identity"])
def test_normalisation_is_undone_exactly(mode: str) -> None:
    values = RNG.normal([3.0, -2.0, 0.0], [0.1, 5.0, 1e-3], (500, 3))
    one = Normaliser([summary(values)], 3, mode)
    there = torch.from_numpy(values[:40]).float().reshape(8, 5, 3)
    assert torch.allclose(one.inverse(one(there)), there, atol=1e-5)
    if mode in ("quantile", "min_max"):
        assert one(there).abs().max() < 2.0


def test_quantiles_that_lie_together_have_a_floor() -> None:
    values = np.zeros((1000, 1))
    values[:5] = 1.0  # nearly always the same: q01 = q99
    one = Normaliser([summary(values)], 1)
    assert one(torch.ones(1, 1)).item() <= 2 / SHARE
    assert one.scale.item() >= 0.5 * SHARE


def test_small_corrections_stay_small() -> None:
    values = RNG.normal(0, 0.01, (1000, 2)) * [1.0, 80.0]
    free = Normaliser([summary(values)], 2)
    bound = Normaliser([summary(values)], 2, bounds=[1.0, 1.0])
    assert bound.scale[0, 0] == pytest.approx(FLOOR)
    assert free.scale[0, 0] < 0.05
    assert torch.equal(bound.scale[0, 1], free.scale[0, 1])


def test_what_never_changes_comes_back() -> None:
    values = np.full((10, 2), [0.7, 1e6])
    one = Normaliser([summary(values)], 2)
    there = torch.tensor(values[:1]).float()
    assert torch.equal(one(there), torch.zeros(1, 2))
    assert torch.equal(one.inverse(torch.zeros(1, 2)), there)


def test_every_data_set_has_its_own_statistics() -> None:
    near, far = RNG.normal(0, 1, (100, 2)), RNG.normal(50, 9, (100, 2))
    both = Normaliser([summary(near), summary(far)], 2, "mean_std")
    mixed = torch.from_numpy(np.stack((near[:4], far[:4])))[:, :, None].float()
    index = torch.tensor([0, 1])
    assert both(mixed, index).abs().max() < 4
    assert torch.allclose(both.inverse(both(mixed, index), index), mixed, atol=1e-4)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"q01": np.array([0.0, np.nan])}, "q01 of component 1 is nan"),
        ({"max": np.array([-9.0, 9.0])}, "min > max for component 0"),
        ({"q99": np.zeros(3)}, "of 3 numbers, not of 2"),
        ({"q99": None}, "lack q99"),
    ],
)
def test_statistics_that_cannot_be(change: dict[str, np.ndarray | None], says: str) -> None:
    made = {**summary(RNG.normal(0, 1, (50, 2))), **change}
    given = {key: value for key, value in made.items() if value is not None}
    with pytest.raises(UserError, match=says):
        Normaliser([given], 2, what="action")


FEATURES = {
    f"{IMAGES}front": Feature((8, 8, 3), "uint8", "rgb"),
    f"{IMAGES}wrist": Feature((8, 8, 3), "uint8", "rgb"),
    STATE: Feature((5,), "float32", "state"),
    ACTION: Feature((7,), "float32", "action"),
}


def test_a_spec_is_what_was_recorded() -> None:
    spec = PolicySpec.of(FEATURES, action_spec("ee_delta"), ("wrist",), horizon=12)
    assert spec.cameras == (f"{IMAGES}wrist",)
    assert (spec.state_dim, spec.action_dim, spec.horizon) == (5, 7, 12)
    assert PolicySpec.from_json(spec.to_json()) == spec
    assert not spec.differences(FEATURES, action_spec("ee_delta"), "data")
    other = {**FEATURES, f"{IMAGES}wrist": Feature((9, 8, 3), "uint8", "rgb")}
    lines = spec.differences(other, action_spec("ee_pose"), "data")
    assert "[8, 8, 3] here, [9, 8, 3] in data" in lines[0]
    assert "ee_pose" in lines[1]
    with pytest.raises(UserError, match=r"no observation\.images\.side"):
        PolicySpec.of(FEATURES, action_spec("ee_delta"), ("side",))
    for wrong in ({"horizon": "abc"}, {"n_action_steps": 2.5}, {"relative": "no"}):
        name, value = next(iter(wrong.items()))
        with pytest.raises(UserError, match=f"{name}={value}"):
            replace(spec, **wrong)
    with pytest.raises(UserError, match="n_action_steps=17"):
        spec.with_steps(horizon=16, n_action_steps=17)


def test_parts_are_of_this_room_and_nothing_else() -> None:
    for name in ("os.system", "vla.envs.worlds.Worlds", "vla.policies.nowhere.Part", ""):
        with pytest.raises(UserError, match="_target_="):
            build({"_target_": name})
    with pytest.raises(UnknownName, match="'width'"):
        build({"_target_": "vla.policies.vision.ConvStem", "widht": 32})
    with pytest.raises(UserError, match="folder="):
        build({"_target_": "vla.policies.vision.Tower", "folder": "???"})
    with pytest.raises(UserError, match=r"width=wide of .*ConvStem: int is expected"):
        build({"_target_": "vla.policies.vision.ConvStem", "width": "wide"})
