"""Our flow and expert against transformers' PI0, a second implementation of pi-0, with its weights.

The context is the K/V cache that PI0 itself made of pictures, words and the state.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import PI0Config, PI0ForConditionalGeneration

from vla import compose
from vla.errors import UserError
from vla.policies.build import build
from vla.policies.context import Context
from vla.policies.expert_gemma import GemmaExpert
from vla.policies.heads.continuous import ContinuousHead

HORIZON, ACTIONS, STATE = 6, 5, 4
WIDTH, HEADS, KEPT, HEAD_WIDTH, LAYERS = 24, 4, 2, 16, 3
WORDS = 7
CLOSE: Any = {"atol": 1e-5, "rtol": 0.0}


@pytest.fixture(scope="module")
def reference() -> Any:
    """A small PI0 with random weights: two cameras of four patches each."""
    torch.manual_seed(0)
    layers = {
        "model_type": "gemma", "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "num_key_value_heads": KEPT, "head_dim": HEAD_WIDTH, "vocab_size": 40,
    }  # fmt: skip
    config = PI0Config(
        vlm_config={
            "model_type": "paligemma",
            "text_config": {**layers, "hidden_size": 32, "intermediate_size": 64},
            "vision_config": {
                "model_type": "siglip_vision_model", "hidden_size": 16, "intermediate_size": 32,
                "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 4,
                "image_size": 8, "vision_use_head": False,
            },
            "projection_dim": 32,
            "image_token_id": 40,
        },
        dit_config={**layers, "hidden_size": WIDTH, "intermediate_size": 48},
        chunk_size=HORIZON,
        max_state_dim=STATE,
        max_action_dim=ACTIONS,
    )  # fmt: skip
    made = PI0ForConditionalGeneration(config).eval()
    with torch.no_grad():  # norms that do something, and weights that matter
        for parameter in made.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
    return made


@pytest.fixture(scope="module")
def seen() -> dict[str, Tensor]:
    """What PI0 sees; the second row's words end early."""
    torch.manual_seed(1)
    words = torch.randint(0, 40, (2, WORDS))
    attended = torch.ones(2, 8 + WORDS, dtype=torch.long)
    attended[1, -2:] = 0
    return {
        "state": torch.randn(2, STATE),
        "input_ids": torch.cat((torch.full((2, 8), 40), words), 1),
        "attention_mask": attended,
        "pixel_values": torch.randn(2, 2, 3, 8, 8),
        "pixel_attention_mask": torch.ones(2, 2, dtype=torch.bool),
    }


def kept_context(reference: Any, seen: dict[str, Tensor]) -> Context:
    """PI0's cache of prefix and state; the state sees no actions, so it may be kept, too."""
    with torch.no_grad():
        cache = reference(
            **seen, noise=torch.zeros(2, HORIZON, ACTIONS), timestep=torch.ones(2)
        ).past_key_values
    length = seen["input_ids"].shape[1] + 1
    layers = tuple((one.keys[:, :, :length], one.values[:, :, :length]) for one in cache.layers)
    there = torch.cat((seen["attention_mask"].bool(), torch.ones(2, 1, dtype=torch.bool)), 1)
    return Context(torch.zeros(2, length, 32), there, None, layers)


def head_with_weights_of(reference: Any, **settings: Any) -> ContinuousHead:
    net = {
        "_target_": "vla.policies.expert_gemma.GemmaExpert", "width": WIDTH, "heads": HEADS,
        "mlp_width": 48,
    }  # fmt: skip
    head = ContinuousHead(
        ACTIONS, HORIZON, 32, (LAYERS, KEPT, HEAD_WIDTH), net, start="noise", **settings
    ).eval()
    embed, expert = reference.embed_action_time, reference.model.dit
    parts = {
        "actions": embed.action_in_proj, "time_in": embed.action_time_mlp_in,
        "time_out": embed.action_time_mlp_out, "out": reference.action_out_proj,
    }  # fmt: skip
    weights = {f"decoder.{k}": v for k, v in expert.state_dict().items() if "embed" not in k}
    for name, part in parts.items():
        weights |= {f"{name}.{k}": v for k, v in part.state_dict().items()}
    assert isinstance(head.net, GemmaExpert)
    head.net.load_state_dict(weights)  # strict: every weight has its place
    return head


@torch.no_grad()
def test_velocities_are_equal(reference: Any, seen: dict[str, Tensor]) -> None:
    head, context = head_with_weights_of(reference), kept_context(reference, seen)
    x, times = torch.randn(2, 3, HORIZON, ACTIONS), torch.rand(2, 3)
    together = head.net(x, times, head.net.remember(context))
    for group in range(3):
        wanted = reference(**seen, noise=x[:, group], timestep=times[:, group]).logits
        assert wanted.abs().max() > 0.1
        torch.testing.assert_close(together[:, group], wanted, **CLOSE)


@torch.no_grad()
@pytest.mark.parametrize("steps", [1, 4, 10])
def test_samples_are_equal(reference: Any, seen: dict[str, Tensor], steps: int) -> None:
    head, context = head_with_weights_of(reference), kept_context(reference, seen)
    noise = torch.randn(2, HORIZON, ACTIONS)
    wanted = reference.sample_actions(**seen, noise=noise.clone(), num_steps=steps)
    assert (wanted - noise).abs().max() > 0.1
    found = head.sample(context, noise=noise, steps=steps)
    torch.testing.assert_close(found, wanted, **CLOSE)


def test_losses_are_equal(
    reference: Any, seen: dict[str, Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same times and noise, and so with the same x_t and the same target."""
    head, context = head_with_weights_of(reference, times=1), kept_context(reference, seen)
    actions, noise = torch.randn(2, HORIZON, ACTIONS), torch.randn(2, HORIZON, ACTIONS)
    times = torch.tensor([0.3, 0.9])
    wanted = reference(**seen, actions=actions, noise=noise, timestep=times).loss
    monkeypatch.setattr(head, "draw_times", lambda actions: times[:, None])
    monkeypatch.setattr(torch, "randn", lambda *shape, device: noise[:, None])
    there = torch.ones(2, HORIZON, dtype=torch.bool)
    torch.testing.assert_close(head.loss(context, actions, there)[0], wanted, **CLOSE)


def test_times_are_drawn_alike(reference: Any) -> None:
    """Beta(1.5, 1), scaled by 0.999 and moved by 0.001."""
    config = reference.config
    beta = torch.distributions.Beta(
        config.time_sampling_beta_alpha, torch.tensor(config.time_sampling_beta_beta)
    )
    torch.manual_seed(0)
    theirs = beta.sample((20_000,)) * config.time_sampling_scale + config.time_sampling_offset
    ours = head_with_weights_of(reference).draw_times(torch.zeros(5_000, HORIZON, ACTIONS))
    quantiles = torch.linspace(0, 1, 21)
    gap = theirs.quantile(quantiles) - ours.flatten().quantile(quantiles)
    assert gap.abs().max() < 0.02


@torch.no_grad()
def test_given_actions_have_time_zero(reference: Any, seen: dict[str, Tensor]) -> None:
    head, context = head_with_weights_of(reference), kept_context(reference, seen)
    memory, x = head.net.remember(context), torch.randn(2, 1, HORIZON, ACTIONS)
    time, given = torch.full((2, 1), 0.7), torch.ones(2, 1, HORIZON, dtype=torch.bool)
    torch.testing.assert_close(
        head.net(x, time, memory, given), head.net(x, torch.zeros(2, 1), memory), **CLOSE
    )
    given[:, :, 3:] = False
    mixed = head.net(x, time, memory, given) - head.net(x, time, memory)
    assert mixed.abs().amax((1, 3))[:, 3:].min() > 0


def test_the_preset_reads_a_decoder(reference: Any, seen: dict[str, Tensor]) -> None:
    context = kept_context(reference, seen)
    shape = (LAYERS, KEPT, HEAD_WIDTH)
    head = build(
        compose.part_config("head", "flow_gemma"),
        action_dim=ACTIONS, horizon=HORIZON, width=32, layer_shape=shape,
    )  # fmt: skip
    keys = context.layers[0][0].requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        loss, _ = head.loss(
            context, torch.randn(2, HORIZON, ACTIONS), torch.ones(2, HORIZON, dtype=torch.bool)
        )
    loss.backward()
    assert keys.grad is not None
    assert torch.isfinite(keys.grad).all()
    assert keys.grad.any()


def test_a_trunk_that_keeps_nothing_complains() -> None:
    sizes: Any = {"inputs": ACTIONS, "outputs": ACTIONS, "horizon": HORIZON, "context_width": 32}
    with pytest.raises(UserError, match="keeps none"):
        GemmaExpert(**sizes)
    with pytest.raises(UserError, match="no multiple"):
        GemmaExpert(heads=3, layer_shape=(1, 2, 8), **sizes)
    net = GemmaExpert(32, 2, 32, layer_shape=(1, 2, 8), **sizes)
    with pytest.raises(UserError, match="1 layers, the context 0"):
        net.remember(Context(torch.zeros(2, 3, 32), torch.ones(2, 3, dtype=torch.bool)))
