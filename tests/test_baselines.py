"""Diffusion Policy and ACT: sizes as published, the loops of diffusers, and that they learn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf
from torch import Tensor, nn

from vla.action import ActionSpec
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, Feature
from vla.policies.act import ACT
from vla.policies.base import Policy
from vla.policies.build import build
from vla.policies.diffusion_policy.policy import DiffusionPolicy
from vla.policies.diffusion_policy.transformer import Transformer
from vla.policies.resnet import ResNet18, SpatialSoftmax, crop
from vla.policies.spec import PolicySpec
from vla.settings import CONFIGS

ROWS, PIXELS, STATES, ACTIONS, HORIZON = 3, 40, 5, 3, 8
WORDS = {"_target_": "vla.policies.text.WordText", "words": ["red", "green"], "width": 16}
UNET = {"_target_": "vla.policies.diffusion_policy.unet.Unet", "widths": [32, 64], "time_width": 16}
TRANSFORMER = {
    "_target_": "vla.policies.diffusion_policy.transformer.Transformer",
    "layers": 2, "width": 32, "heads": 2, "dropout": 0.0,
}  # fmt: skip
DIFFUSION = {
    "_target_": "vla.policies.diffusion_policy.policy.DiffusionPolicy",
    "crop": 0.9, "keypoints": 4, "resnet": [16, 16, 16, 16], "text": WORDS,
    "scheduler": "ddim", "steps": 5,
}  # fmt: skip
CONFIG: dict[str, dict[str, Any]] = {
    "unet": {**DIFFUSION, "network": UNET},
    "transformer": {**DIFFUSION, "network": TRANSFORMER},
    "act": {
        "_target_": "vla.policies.act.ACT", "width": 32, "heads": 2, "hidden": 64, "latent": 4,
        "encoder_layers": 1, "dropout": 0.0, "resnet": [16, 16, 16, 16], "text": WORDS,
    },
}  # fmt: skip
NAMES = list(CONFIG)
DIFFUSED = ["unet", "transformer"]


def spec(
    observations: int, horizon: int, cameras: int, state: int, action: int, pixels: int = PIXELS
) -> PolicySpec:
    """Cameras, a state and joint angles."""
    features = {f"{IMAGES}{n}": Feature((pixels, pixels, 3), "uint8", "rgb")
                for n in range(cameras)}  # fmt: skip
    features[STATE] = Feature((state,), "float32", "state")
    features[ACTION] = Feature((action,), "float32", "action")
    names = tuple(f"joint{n}" for n in range(action))
    joints = ActionSpec("joint", names, (-1.0,) * action, (1.0,) * action)
    return PolicySpec(features, joints, observations, horizon, 1, relative=False)


def made(name: str, cameras: int = 2, **changes: Any) -> Policy:
    """A small policy, the same each time."""
    torch.manual_seed(0)
    config = {**CONFIG[name], **changes}
    there = spec(1 if name == "act" else 2, HORIZON, cameras, STATES, ACTIONS)
    policy = build(config, spec=there, statistics=[STATISTICS])
    policy.config = config
    return policy


def summary(values: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics of rows."""
    low, high = values.min(0), values.max(0)
    mean, std = values.mean(0), values.std(0)
    return {"min": low, "max": high, "mean": mean, "std": std, "q01": low, "q99": high}


def batch(observations: int) -> dict[str, Any]:
    """Three situations with smooth actions; the second ends early, the third begins late."""
    rng = np.random.default_rng(0)
    size = (ROWS, observations, 3, PIXELS, PIXELS)
    phase = rng.uniform(0, 6, (ROWS, 1, ACTIONS))
    actions = np.sin(phase + np.linspace(0, 2, HORIZON)[None, :, None])
    padded = torch.zeros(ROWS, HORIZON, dtype=torch.bool)
    padded[1, 5:], padded[2, 0] = True, True
    return {
        f"{IMAGES}0": torch.from_numpy(rng.integers(0, 256, size, np.uint8)),
        f"{IMAGES}1": torch.from_numpy(rng.integers(0, 256, size, np.uint8)),
        STATE: torch.from_numpy(rng.uniform(-1, 1, (ROWS, observations, STATES))).float(),
        ACTION: torch.from_numpy(actions).float(),
        f"{ACTION}_is_pad": padded,
        "task": ["red", "green", "green red"],
    }


def of(policy: Policy) -> dict[str, Any]:
    """A batch for it."""
    return batch(policy.spec.n_obs_steps)


def repeated(data: dict[str, Any], times: int) -> dict[str, Any]:
    """The same situations, several times."""
    return {
        key: times * value if isinstance(value, list) else torch.cat(times * [value])
        for key, value in data.items()
    }


STATISTICS = {
    STATE: summary(batch(2)[STATE].flatten(0, 1).numpy()),
    ACTION: summary(batch(2)[ACTION].flatten(0, 1).numpy()),
}


def count(module: nn.Module) -> int:
    """Parameters."""
    return sum(parameter.numel() for parameter in module.parameters())


# --- as published --------------------------------------------------------------------------------


def published(name: str) -> Mapping[str, Any]:
    """The settings of a YAML, without the words, which are ours."""
    with initialize_config_dir(str(CONFIGS.resolve()), version_base="1.3"):
        found = OmegaConf.to_container(compose(overrides=[f"+policy={name}"]).policy)
    assert isinstance(found, dict)
    ours = ("cameras", "n_obs_steps", "horizon", "n_action_steps", "relative", "training")
    return {str(key): value for key, value in found.items() if key not in ours} | {"text": None}


@pytest.mark.parametrize(
    ("name", "steps", "sizes", "network", "total"),
    [
        # PushT: a camera, a state of 2, actions of 2. The originals' networks, built and counted;
        # the whole is LeRobot's `diffusion` too.
        ("dp_unet", (2, 16), (1, 2, 2), 251_511_938, 262_709_026),
        ("dp_transformer", (2, 10), (1, 2, 2), 8_975_362, 20_172_450),
        ("dp_unet_small", (2, 16), (0, 20, 2), 65_783_298, 65_783_298),
        # ALOHA, 14 joints: the published model has 83,923,087, of which 6 layers of the decoder
        # (32,308,992) and the head of padding (513) do nothing; its batch norms are frozen and no
        # parameters, our group norms are 9,600.
        ("act", (1, 100), (2, 14, 14), None, 51_623_182),
    ],
)
def test_they_have_the_published_number_of_parameters(
    name: str, steps: tuple[int, int], sizes: tuple[int, int, int], network: int, total: int
) -> None:
    with torch.device("meta"):
        policy = build(published(name), spec=spec(*steps, *sizes))
    assert count(policy) == total
    if network is not None:
        assert count(policy.network) == network


def test_resnet_is_the_known_one_with_group_norms() -> None:
    with torch.device("meta"):
        eyes = ResNet18()
        assert eyes(torch.zeros(2, 3, 76, 84)).shape == (2, 512, 3, 3)
    assert count(eyes) == 11_176_512
    assert not any(isinstance(module, nn.BatchNorm2d) for module in eyes.modules())
    small = ResNet18((16, 16, 32, 32))
    pictures = torch.rand(3, 3, 40, 40)
    torch.testing.assert_close(small(pictures)[1:2], small(pictures[1:2]))
    with pytest.raises(UserError, match="multiple of 16"):
        ResNet18((8, 16, 32, 64))


def test_keypoints_are_where_it_is_bright() -> None:
    softmax = SpatialSoftmax(2, 2)
    softmax.maps.weight.data = 100.0 * torch.eye(2)[..., None, None]
    maps = torch.zeros(1, 2, 3, 5)
    maps[0, 0, 0, 4] = maps[0, 1, 2, 1] = 1.0
    torch.testing.assert_close(softmax(maps), torch.tensor([[1.0, -1.0, -0.5, 1.0]]))


def test_crops_lie_inside_their_own_picture() -> None:
    place = torch.arange(20 * 10).view(20, 10).float()
    pictures = torch.stack([place + 1000 * n for n in range(64)])[:, None].expand(-1, 3, -1, -1)
    torch.testing.assert_close(crop(pictures, 0.8, False), pictures[..., 2:18, 1:9])
    found = crop(pictures, 0.8, True)
    corner = found[:, 0, 0, 0].long() - 1000 * torch.arange(64)
    top, left = corner // 10, corner % 10
    assert set(top.tolist()) == set(range(5))
    assert set(left.tolist()) == set(range(3))
    for n in range(64):
        wanted = pictures[n, :, top[n] : top[n] + 16, left[n] : left[n] + 8]
        torch.testing.assert_close(found[n], wanted)
    torch.testing.assert_close(crop(pictures, 1.0, True), pictures)


def test_the_transformer_does_not_look_ahead() -> None:
    torch.manual_seed(0)
    network = Transformer(ACTIONS, HORIZON, 2, 6, layers=2, width=32, heads=2).eval()
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.3)
    actions, seen, time = torch.randn(1, HORIZON, ACTIONS), torch.randn(1, 2, 6), torch.tensor([7])
    before = network(actions, time, seen, None)
    later = actions.clone()
    later[:, 4:] += 1.0
    torch.testing.assert_close(network(later, time, seen, None)[:, :4], before[:, :4])
    assert not torch.isclose(network(later, time, seen, None)[:, 4:], before[:, 4:]).any()
    now = seen.clone()
    now[:, 1] += 1.0
    torch.testing.assert_close(network(actions, time, now, None)[:, :1], before[:, :1])
    assert not torch.isclose(network(actions, time, now, None)[:, 1:], before[:, 1:]).any()


@pytest.mark.parametrize("name", DIFFUSED)
@pytest.mark.parametrize(
    ("scheduler", "steps", "plain"), [("ddpm", 20, DDPMScheduler), ("ddim", 10, DDIMScheduler)]
)
def test_samples_are_those_of_a_plain_loop(
    name: str, scheduler: str, steps: int, plain: Any
) -> None:
    policy: Any = made(name, scheduler=scheduler, steps=steps).eval()
    noise = torch.randn(ROWS, HORIZON, ACTIONS)
    there = plain(num_train_timesteps=100, beta_schedule="squaredcos_cap_v2")
    there.set_timesteps(steps)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        inputs = policy.inputs(of(policy))
        seen, said = policy.observations(inputs), policy.text(inputs.task)[2]
        wanted = noise
        for time in there.timesteps:
            found = policy.network(wanted, time[None].expand(ROWS), seen, said)
            wanted = there.step(found, time, wanted, generator=generator).prev_sample
        again = torch.Generator().manual_seed(3)
        given = policy.sample(inputs, noise=noise, generator=again)
        fewer = policy.sample(inputs, noise=noise, steps=3)
    assert torch.equal(given, wanted)
    assert not torch.equal(fewer, given)


# --- that they learn -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cameras", "changes", "steps", "rate", "noises"),
    [
        ("unet", 0, {"steps": 10}, 200, 5e-3, 16),
        ("transformer", 0, {"steps": 10}, 250, 1e-2, 16),
        ("act", 1, {"width": 64, "hidden": 256}, 150, 3e-3, 1),
    ],
)
def test_one_batch_is_learned_by_heart(
    name: str, cameras: int, changes: dict[str, Any], steps: int, rate: float, noises: int
) -> None:
    policy = made(name, cameras, **changes)
    data = of(policy)
    if cameras:
        data[STATE] = torch.zeros_like(data[STATE])  # pictures and words are left to tell
        data["task"] = ["red"] * ROWS
    many = repeated(data, noises)
    optimiser = torch.optim.AdamW([
        {"params": list(group.parameters), "lr": rate} for group in policy.parameter_groups()
    ])  # fmt: skip

    @torch.no_grad()
    def loss() -> float:
        torch.manual_seed(1)
        return policy(repeated(data, 128))[0].item()

    before = loss()
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        optimiser.zero_grad()
        policy(many)[0].backward()
        optimiser.step()
        schedule.step()
    policy.eval()
    assert loss() < 0.1 * before
    torch.manual_seed(2)
    error = (policy.predict_action_chunk(data) - data[ACTION]).abs()
    assert error[~data[f"{ACTION}_is_pad"]].mean() < 0.15


@pytest.mark.parametrize("name", NAMES)
def test_everything_learns(name: str) -> None:
    policy = made(name)
    policy(of(policy))[0].backward()
    still = {n for n, p in policy.named_parameters() if p.grad is None or not p.grad.any()}
    # The first layer of DETR's decoder attends to zeros.
    assert {name for name in still if not name.startswith("decoder.0.own.")} == set()


@pytest.mark.parametrize("name", NAMES)
def test_padded_steps_have_no_influence(name: str) -> None:
    policy = made(name).eval()
    data = of(policy)

    def learned(actions: Tensor) -> tuple[Tensor, Tensor]:
        torch.manual_seed(1)
        policy.zero_grad()
        loss, _ = policy({**data, ACTION: actions})
        loss.backward()
        gradients = [p.grad.flatten() for p in policy.parameters() if p.grad is not None]
        return loss.detach(), torch.cat(gradients)

    padded = data[f"{ACTION}_is_pad"]
    loss, gradient = learned(data[ACTION])
    other = data[ACTION].clone()
    other[padded] = 50.0
    assert all(torch.equal(*pair) for pair in zip(learned(other), (loss, gradient), strict=True))
    last: Any = policy.out if isinstance(policy, ACT) else policy.network
    with last.register_forward_hook(lambda _, given, found: found + 9.0 * padded[..., None]):
        assert torch.equal(learned(data[ACTION])[0], loss)
    other[0, 0] += 0.1
    assert learned(other)[0] != loss


@pytest.mark.parametrize("name", NAMES)
def test_words_are_heard_unless_they_are_switched_off(name: str) -> None:
    for text, heard in ((WORDS, True), (None, False)):
        policy = made(name, text=text).eval()
        data = of(policy)
        found = []
        for task in (["red"] * ROWS, ["green"] * ROWS):
            torch.manual_seed(1)
            found.append(policy.predict_action_chunk({**data, "task": task}))
        assert torch.equal(*found) != heard


@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_acts_the_same(name: str, tmp_path: Path) -> None:
    policy = made(name).eval()
    policy.save_pretrained(tmp_path / "one")
    again = Policy.from_pretrained(tmp_path / "one")
    assert type(again) is type(policy)
    again.save_pretrained(tmp_path / "two")
    (tmp_path / "one").rename(tmp_path / "gone")
    for other in (again, Policy.from_pretrained(tmp_path / "two")):
        found = []
        for one in (policy, other):
            torch.manual_seed(1)
            found.append(one.predict_action_chunk(of(policy)))
        assert torch.equal(*found)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_trained_is_in_one_group(name: str) -> None:
    policy = made(name)
    groups = policy.parameter_groups()
    found = [id(parameter) for group in groups for parameter in group.parameters]
    assert sorted(found) == sorted(id(p) for p in policy.parameters() if p.requires_grad)
    if name == "transformer":
        free = {id(p) for group in groups if group.weight_decay == 0.0 for p in group.parameters}
        network: Any = policy.network
        bare = {id(p) for n, p in network.named_parameters() if "bias" in n or "norm" in n}
        assert free == bare | {id(network.positions), id(network.memory_positions)}
    seeing = made(name, encoder_weight_decay=0.5) if name != "act" else None
    if isinstance(seeing, DiffusionPolicy):
        decayed = [group for group in seeing.parameter_groups() if group.weight_decay == 0.5]
        assert sum(len(g.parameters) for g in decayed) == len([*seeing.observations.parameters()])


@pytest.mark.parametrize("name", NAMES)
def test_half_precision(name: str) -> None:
    policy = made(name)
    with torch.autocast("cpu", torch.bfloat16):
        loss, figures = policy(of(policy))
        chunk = policy.eval().predict_action_chunk(of(policy))
    loss.backward()
    assert loss.dtype == chunk.dtype == torch.float32
    assert all(value.dim() == 0 and not value.requires_grad for value in figures.values())


# --- complaints ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_wrong_input_is_explained(name: str) -> None:
    policy = made(name)
    with pytest.raises(UserError, match="observations at a time, the batch holds 3"):
        policy(batch(3))
    data = of(policy)
    features = torch.zeros(ROWS, policy.spec.n_obs_steps, 4, 6)
    with pytest.raises(UserError, match=f"needs the pictures of {IMAGES}0"):
        policy({**data, "observation.features.0": features})
    with pytest.raises(UserError, match="prefix"):
        policy.predict_action_chunk(
            data, prefix=data[ACTION], prefix_length=torch.ones(ROWS, dtype=torch.long)
        )


@pytest.mark.parametrize(
    ("name", "changes", "says"),
    [
        ("unet", {"steps": 101}, "at most the 100 steps"),
        ("unet", {"scheduler": "ddpn"}, "'ddpm'"),
        ("unet", {"crop": 0.0}, "crop=0"),
        ("unet", {"network": {**UNET, "widths": [32] * 5}}, "multiple of 16"),
        ("unet", {"network": {**UNET, "widths": [30, 64]}}, "multiples of groups"),
        ("transformer", {"network": {**TRANSFORMER, "heads": 3}}, "heads=3"),
        ("act", {"heads": 3}, "heads=3"),
    ],
)
def test_settings_that_cannot_be_are_explained(
    name: str, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(UserError, match=says):
        made(name, **changes)


def test_pictures_too_small_for_keypoints_are_explained() -> None:
    with pytest.raises(UserError, match="more than 32 px"):
        build(CONFIG["unet"], spec=spec(2, HORIZON, 1, STATES, ACTIONS, 35))


def test_act_sees_one_observation() -> None:
    with pytest.raises(UserError, match="n_obs_steps=1, not 2"):
        ACT(spec(2, HORIZON, 1, STATES, ACTIONS))
