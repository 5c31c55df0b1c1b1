"""pi-0 from a folder of weights: small random ones, saved to disk by transformers itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import PI0Config, PI0ForConditionalGeneration

from vla.action import ActionSpec
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, Feature
from vla.policies.base import Policy
from vla.policies.build import build
from vla.policies.clip.model import _word_tokenizer
from vla.policies.pi0 import PI0, _framed
from vla.policies.spec import PolicySpec

HORIZON, STATES, ACTIONS, PIXELS, ROWS = 6, 5, 3, 12, 2
CAMERAS = (f"{IMAGES}front", f"{IMAGES}wrist")
WORDS = ("[PAD]", "[START]", "[UNK]", "[END]", "put", "open", "the", "red", "block", "drawer")


def spec(horizon: int = HORIZON, states: int = STATES) -> PolicySpec:
    features = {key: Feature((PIXELS, 8, 3), "uint8", "rgb") for key in CAMERAS}
    features[STATE] = Feature((states,), "float32", "state")
    features[ACTION] = Feature((ACTIONS,), "float32", "action")
    action = ActionSpec("joint", ("a", "b", "gripper"), (-1.0,) * 3, (1.0,) * 3)
    return PolicySpec(features, action, horizon=horizon, n_action_steps=3, relative=False)


STATISTICS = [
    {key: {"min": -np.ones(n), "max": np.ones(n), "mean": np.zeros(n), "std": np.ones(n)}
     for key, n in ((STATE, STATES), (ACTION, ACTIONS))}
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As small as pi-0 gets, with a tokenizer that knows ten words."""
    torch.manual_seed(0)
    layers = {
        "model_type": "gemma", "num_hidden_layers": 2, "num_attention_heads": 2,
        "num_key_value_heads": 1, "head_dim": 16, "vocab_size": len(WORDS),
    }  # fmt: skip
    vision = {
        "model_type": "siglip_vision_model", "hidden_size": 16, "intermediate_size": 32,
        "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 4, "image_size": 8,
        "vision_use_head": False,
    }  # fmt: skip
    config = PI0Config(
        vlm_config={
            "model_type": "paligemma", "vision_config": vision, "projection_dim": 32,
            "image_token_id": len(WORDS),
            "text_config": {**layers, "hidden_size": 32, "intermediate_size": 64},
        },
        dit_config={**layers, "hidden_size": 24, "intermediate_size": 48},
        chunk_size=HORIZON, max_state_dim=8, max_action_dim=8,
    )  # fmt: skip
    made = tmp_path_factory.mktemp("pi0")
    PI0ForConditionalGeneration(config).save_pretrained(made)
    _word_tokenizer(WORDS).save_pretrained(made)
    return made


def policy(folder: Path, **settings: Any) -> PI0:
    config = {"_target_": "vla.policies.pi0.PI0", "folder": str(folder), **settings}
    made = build(config, spec=spec(), statistics=STATISTICS)
    made.config = config
    return made


def batch(seed: int = 0) -> dict[str, Any]:
    rng = torch.Generator().manual_seed(seed)
    pictures = {key: torch.randint(0, 256, (ROWS, 1, 3, PIXELS, 8), generator=rng).byte()
                for key in CAMERAS}  # fmt: skip
    return {
        **pictures,
        STATE: torch.randn(ROWS, 1, STATES, generator=rng),
        ACTION: torch.randn(ROWS, HORIZON, ACTIONS, generator=rng).clamp(-1, 1),
        f"{ACTION}_is_pad": torch.zeros(ROWS, HORIZON, dtype=torch.bool),
        "task": ["put the red block", "open the drawer"],
    }


def test_it_learns_a_batch_and_samples_it(folder: Path) -> None:
    torch.manual_seed(0)
    made = policy(folder)
    chosen = [p for group in made.parameter_groups() for p in group.parameters]
    optimiser = torch.optim.AdamW(chosen, lr=3e-3)
    lost: list[float] = []
    many: dict[str, Any] = {}
    for key, value in batch().items():
        times = (12, *[1] * (value.dim() - 1)) if isinstance(value, torch.Tensor) else ()
        many[key] = value.repeat(times) if times else value * 12
    for _ in range(120):
        optimiser.zero_grad()
        loss, _ = made(many)
        loss.backward()
        assert all(p.grad is not None for p in chosen), "groups hold what the loss reaches, only"
        optimiser.step()
        lost.append(loss.item())
    assert np.mean(lost[-30:]) < 0.7 * np.mean(lost[:5])
    made.eval()
    noise = torch.zeros(ROWS, HORIZON, ACTIONS)
    chunk = made.predict_action_chunk(batch(), noise=noise, steps=4)
    assert chunk.shape == (ROWS, HORIZON, ACTIONS)
    wrong = (chunk.flip(0) - batch()[ACTION]).abs().mean()
    assert (chunk - batch()[ACTION]).abs().mean() < 0.6 * wrong


def test_samples_are_those_of_transformers(folder: Path) -> None:
    made = policy(folder).eval()
    inputs = made.inputs(batch())
    noise = torch.randn(ROWS, HORIZON, 8)
    reference: Any = PI0ForConditionalGeneration.from_pretrained(folder).eval()
    noise[..., ACTIONS:] = 0  # what is filled up starts from zero here
    theirs = reference.sample_actions(**made._prefix(inputs), noise=noise, num_steps=5)
    ours = made.sample(inputs, noise=noise[..., :ACTIONS], steps=5)
    assert torch.allclose(ours, theirs[..., :ACTIONS], atol=1e-6)


def test_what_is_padded_does_not_count(folder: Path) -> None:
    made, data = policy(folder), batch()
    data[f"{ACTION}_is_pad"][:, 3:] = True
    torch.manual_seed(1)
    one = made(data)[0]
    data[ACTION][:, 3:] = 0.3  # the noisy actions behind the end do reach the others
    torch.manual_seed(1)
    assert torch.isfinite(one)
    assert made(data)[0].item() == pytest.approx(one.item(), rel=0.2)


def test_frozen_and_adapted(folder: Path) -> None:
    names = {group.name for group in policy(folder, frozen=True).parameter_groups()}
    assert names == {"expert"}
    adapted = policy(folder, frozen=True, lora={"rank": 2, "targets": ["q_proj", "v_proj"]})
    groups = {group.name: group for group in adapted.parameter_groups()}
    assert all(p.shape[0] == 2 or p.shape[1] == 2
               for p in groups["vision-language model"].parameters)  # fmt: skip
    assert torch.allclose(
        adapted.eval().predict_action_chunk(batch(), noise=torch.zeros(ROWS, HORIZON, ACTIONS)),
        policy(folder).eval().predict_action_chunk(
            batch(), noise=torch.zeros(ROWS, HORIZON, ACTIONS)),
        atol=1e-6,
    )  # fmt: skip


def test_a_checkpoint_needs_nothing_else(folder: Path, tmp_path: Path) -> None:
    made = policy(folder).eval()
    made.save_pretrained(tmp_path / "one")
    again = Policy.from_pretrained(tmp_path / "one")
    noise = torch.randn(ROWS, HORIZON, ACTIONS)
    ours, theirs = (p.predict_action_chunk(batch(), noise=noise) for p in (made, again))
    assert torch.equal(ours, theirs)


def test_pictures_keep_their_shape() -> None:
    framed = _framed(torch.ones(1, 3, 12, 8), 8)
    assert framed.shape == (1, 3, 8, 8)
    assert (framed[..., 0] == 0).all()
    assert (framed[..., 4] > 0.99).all()


def test_a_robot_without_room_is_refused(folder: Path) -> None:
    config = {"_target_": "vla.policies.pi0.PI0", "folder": str(folder)}
    with pytest.raises(UserError, match=r"horizon=4.*chunks of 6"):
        build(config, spec=spec(horizon=4), statistics=STATISTICS)
    with pytest.raises(UserError, match="state has 9 numbers"):
        build(config, spec=spec(states=9))
    with pytest.raises(UserError, match="guidance"):
        policy(folder).eval().predict_action_chunk(batch(), guidance=2.0)
