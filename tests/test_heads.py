"""Action heads and their expert: held against plain loops, closed forms and other libraries."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from safetensors.torch import load_file, save_file
from scipy.fft import dct
from torch import Tensor

from vla import compose
from vla.errors import UnknownName, UserError
from vla.policies.base import held
from vla.policies.build import build
from vla.policies.context import Context
from vla.policies.expert import Expert, TimeEmbedding
from vla.policies.heads.bins import BinsHead
from vla.policies.heads.continuous import ContinuousHead
from vla.policies.heads.denoising import DenoisingHead
from vla.policies.heads.diffusion import DiffusionHead
from vla.policies.heads.fast import FastHead
from vla.policies.heads.fast_tokens import FastTokens, cosines
from vla.settings import choices

WIDTH, HORIZON, ACTIONS = 16, 8, 3
SMALL = {"width": 32, "layers": 2, "heads": 2}
EXPERT = {"_target_": "vla.policies.expert.Expert", **SMALL}
DECODER = {"_target_": "vla.policies.expert.Decoder", **SMALL}
SIZES: dict[str, Any] = {"action_dim": ACTIONS, "horizon": HORIZON, "width": WIDTH}
PRESETS = [name for name in choices("head") if name != "flow_gemma"]
"""Those that any trunk will do for."""


def context(rows: int = 2, length: int = 5, seed: int = 0) -> Context:
    """Random tokens; the last one of the first row is padding."""
    draw = torch.Generator().manual_seed(seed)
    tokens = torch.randn(rows, length, WIDTH, generator=draw)
    there = torch.ones(rows, length, dtype=torch.bool)
    there[0, -1] = False
    return Context(tokens, there, torch.randn(rows, WIDTH, generator=draw))


def stirred(module: Any, seed: int = 0) -> Any:
    """A module whose zeros have become small numbers, as after some training."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter += 0.1 * torch.randn(parameter.shape, generator=draw)
    return module


def expert(**settings: Any) -> Expert:
    about = {"inputs": ACTIONS, "outputs": ACTIONS, "horizon": HORIZON, "context_width": WIDTH}
    return stirred(Expert(**{**SMALL, **about, **settings}))


def flow(start: str = "zeros", **settings: Any) -> ContinuousHead:
    return stirred(ContinuousHead(**SIZES, net=EXPERT, start=start, **settings))


def preset(name: str) -> Any:
    """A head as its YAML says, but small."""
    config = dict(compose.part_config("head", name))
    config["net"] = {**config["net"], **SMALL}
    return build(config, **SIZES)


def actions(rows: int = 2, seed: int = 1) -> Tensor:
    return 2 * torch.rand(rows, HORIZON, ACTIONS, generator=torch.Generator().manual_seed(seed)) - 1


def everywhere(rows: int = 2) -> Tensor:
    return torch.ones(rows, HORIZON, dtype=torch.bool)


class Said(torch.nn.Module):
    """Instead of a net: says what a function of (actions, time, given) says, and remembers it."""

    def __init__(self, says: Any):
        super().__init__()
        self.says, self.calls = says, []

    def remember(self, context: Context) -> Context:
        return context

    def forward(self, x: Tensor, time: Tensor, memory: Context, given: Tensor | None) -> Tensor:
        self.calls.append((x, time, given))
        return self.says(x, time, given)


# --- the expert --------------------------------------------------------------------------------


def test_times_are_groups_that_do_not_see_each_other() -> None:
    net, seen = expert(), context()
    memory = net.remember(seen)
    x, time = torch.randn(2, 3, HORIZON, ACTIONS), torch.rand(2, 3)
    together = net(x, time, memory)
    for group in range(3):
        alone = net(x[:, group : group + 1], time[:, group : group + 1], memory)
        torch.testing.assert_close(together[:, group : group + 1], alone)


def test_the_context_is_read_and_its_padding_is_not() -> None:
    net, seen = expert(), context()
    x, time = torch.randn(2, 1, HORIZON, ACTIONS), torch.rand(2, 1)
    said = net(x, time, net.remember(seen))
    other = torch.where(seen.there[..., None], seen.tokens, 9.0)
    torch.testing.assert_close(said, net(x, time, net.remember(replace(seen, tokens=other))))
    changed = net(x, time, net.remember(replace(seen, tokens=-seen.tokens)))
    assert (said - changed).abs().amin((1, 2, 3)).min() > 0
    mute = net(x, time, net.remember(replace(seen, pooled=torch.zeros(2, WIDTH))))
    assert (said - mute).abs().max() > 1e-4


def test_attention_is_softmax_over_context_and_own_tokens() -> None:
    """One block against a loop over rows and heads."""
    net, seen = expert(layers=1), context()
    block: Any = net.decoder.blocks[0]
    memory = net.remember(seen)
    x = torch.randn(2, 1, HORIZON, 32)
    modulation = [torch.randn(2, 1, 1, 32) for _ in range(6)]
    keys, values = memory.layers[0]
    bias = torch.zeros(2, 1, HORIZON, 5 + HORIZON)
    bias[0, :, :, 4] = -torch.inf
    found, _ = block(x, modulation, memory.layers[0], bias)
    for row in range(2):
        inner = torch.layer_norm(x[row, 0], (32,)) * (1 + modulation[1][row, 0])
        inner = block.project(inner + modulation[0][row, 0])
        mixed = []
        for head in range(2):
            query, key, value = (inner[:, 32 * part + 16 * head :][:, :16] for part in range(3))
            there = seen.there[row]
            key = torch.cat((keys[row, head][there], key))
            value = torch.cat((values[row, head][there], value))
            mixed.append(torch.softmax(query @ key.T / 4, -1) @ value)
        after = x[row, 0] + modulation[2][row, 0] * block.out(torch.cat(mixed, -1))
        inner = torch.layer_norm(after, (32,)) * (1 + modulation[4][row, 0]) + modulation[3][row, 0]
        after = after + modulation[5][row, 0] * block.mlp(inner)
        torch.testing.assert_close(found[row, 0], after, atol=1e-5, rtol=1e-4)


def test_at_first_blocks_change_nothing() -> None:
    net = Expert(32, 2, 2, inputs=3, outputs=3, horizon=HORIZON, context_width=WIDTH)
    x = torch.randn(2, 1, HORIZON, 32)
    bias = torch.zeros(2, 1, HORIZON, 5 + HORIZON)
    still = [torch.zeros(2, 1, 1, 32)] * 6
    after, _ = net.decoder.blocks[0](x, still, net.remember(context()).layers[0], bias)
    torch.testing.assert_close(after, x)
    assert not net(actions()[:, None], torch.rand(2, 1), net.remember(context())).any()


def test_given_actions_have_time_zero() -> None:
    net, memory = expert(), expert().remember(context())
    x, time = torch.randn(2, 1, HORIZON, ACTIONS), torch.full((2, 1), 0.7)
    nothing = torch.zeros(2, 1, HORIZON, dtype=torch.bool)
    torch.testing.assert_close(net(x, time, memory, nothing), net(x, time, memory))
    all_given = net(x, time, memory, ~nothing)
    torch.testing.assert_close(all_given, net(x, torch.zeros(2, 1), memory))
    some = nothing.clone()
    some[:, :, :3] = True
    mixed = net(x, time, memory, some)
    assert (mixed - net(x, time, memory)).abs().amax((1, 3))[:, 3:].min() > 0


def test_times_are_told_apart_all_over_their_range() -> None:
    """A sinusoid with periods made for positions would give nearly the same for all of [0, 1]."""
    waves = TimeEmbedding(128)(torch.linspace(0, 1, 21))
    near = torch.cosine_similarity(waves[:-1], waves[1:], -1)
    assert near.max() < 0.9
    far = torch.cosine_similarity(waves[:, None], waves[None], -1)
    assert far.fill_diagonal_(0).max() < 0.9


@pytest.mark.parametrize(("kept_heads", "layers"), [(2, 2), (1, 3)])
def test_layers_of_the_trunk_are_read(kept_heads: int, layers: int) -> None:
    net = expert(reads="layers", layer_shape=(layers, kept_heads, 8), heads=4)
    kept = tuple(
        (torch.randn(2, kept_heads, 5, 8), torch.randn(2, kept_heads, 5, 8)) for _ in range(layers)
    )
    seen = replace(context(), layers=kept)
    x, time = torch.randn(2, 1, HORIZON, ACTIONS), torch.rand(2, 1)
    said = net(x, time, net.remember(seen))
    assert said.shape == x.shape
    blind = replace(seen, tokens=torch.zeros_like(seen.tokens))
    torch.testing.assert_close(said, net(x, time, net.remember(blind)))
    last = replace(seen, layers=(*kept[:-1], (kept[-1][0], -kept[-1][1])))
    assert (said - net(x, time, net.remember(last))).abs().max() > 1e-4


def test_an_expert_that_does_not_fit_complains() -> None:
    with pytest.raises(UserError, match="cannot be divided"):
        expert(width=30, heads=4)
    with pytest.raises(UserError, match="reads=tokens"):
        expert(reads="layers")
    with pytest.raises(UserError, match="no more layers"):
        expert(reads="layers", layer_shape=(1, 2, 8))
    with pytest.raises(UnknownName, match="'tokens'"):
        expert(reads="token")
    with pytest.raises(UserError, match="pooled=false"):
        expert().remember(replace(context(), pooled=None))


def test_the_context_is_read_once_per_observation() -> None:
    head, reads = flow(), []
    head.net.decoder.read.register_forward_hook(lambda *_: reads.append(1))
    head.sample(context(), steps=5)
    head.loss(context(), actions(), everywhere())
    assert len(reads) == 2


# --- every preset -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "ddpm"])  # learns as ddim
def test_presets_learn(name: str) -> None:
    """What to do depends on the context alone: it is found again."""
    torch.manual_seed(0)
    head, seen, wanted = preset(name), context(8), 0.9 * actions(8)
    if not getattr(head, "fitted", True):
        head.fit(wanted)
    steps = {"flow_one_step": 200, "ddim": 300, "ddim_mlp": 400}.get(name, 120)
    optimiser = torch.optim.AdamW(head.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, steps)
    figures: dict[str, Tensor] = {}
    for _ in range(steps):
        loss, figures = head.loss(seen, wanted, everywhere(8))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    assert all(not value.requires_grad for value in figures.values())
    with torch.no_grad():
        found = head.sample(seen)
    assert found.shape == wanted.shape
    assert float((found - wanted).abs().mean()) < 0.15


@pytest.mark.parametrize("name", PRESETS)
def test_presets_in_half_precision(name: str) -> None:
    head, seen = stirred(preset(name)), context()
    if not getattr(head, "fitted", True):
        head.fit(actions(50))
    with torch.autocast("cpu", torch.bfloat16):
        loss, _ = head.loss(seen, actions(), everywhere())
        loss.backward()
        found = head.sample(seen)
    assert loss.dtype == found.dtype == torch.float32
    assert torch.isfinite(found).all()
    assert all(torch.isfinite(p.grad).all() for p in head.parameters() if p.grad is not None)


@pytest.mark.parametrize("name", PRESETS)
def test_padded_steps_do_not_count(name: str) -> None:
    head, seen, there = stirred(preset(name)), context(), everywhere()
    if not getattr(head, "fitted", True):
        head.fit(actions(50))
    there[1, 3:] = False
    if isinstance(head, DenoisingHead):
        net = Said(lambda x, time, given: x)
        head.net = net
        torch.manual_seed(0)
        before = head.loss(seen, actions(), there)[0]
        net.says = lambda x, time, given: torch.where(there[:, None, :, None], x, 99.0)
    else:
        before = head.loss(seen, actions(), there)[0]
    torch.manual_seed(0)
    changed = actions()
    changed[1, 3:] = 0.9
    torch.testing.assert_close(head.loss(seen, changed, there)[0], before)
    changed[1, 2:] = -0.9
    torch.manual_seed(0)
    assert (head.loss(seen, changed, there)[0] - before).abs() > 1e-3


# --- flow matching and regression ---------------------------------------------------------------


def test_flow_of_a_known_field() -> None:
    """Data that is one point c: the velocity is (x - c) / t, and any number of steps arrives."""
    goal = actions()
    for start in ("zeros", "noise"):
        net = Said(lambda x, time, given: (x - goal[:, None]) / time[..., None, None])
        head = flow(start=start)
        head.net = net
        for steps in (1, 4, 10):
            net.calls.clear()
            torch.testing.assert_close(head.sample(context(), steps=steps), goal)
            times = [float(time) for _, time, _ in net.calls]
            assert times == pytest.approx([1 - step / steps for step in range(steps)])
        assert bool(net.calls[0][0].any()) == (start == "noise")


def test_flow_carries_a_normal_distribution() -> None:
    """Data N(m, s^2) has a velocity in closed form; Euler's steps carry noise to that."""
    middle, spread = 0.5, 0.2

    def velocity(x: Tensor, time: Tensor, given: Tensor | None) -> Tensor:
        t = time[..., None, None]
        variance = t**2 + (1 - t) ** 2 * spread**2
        centred = x - (1 - t) * middle
        return t / variance * centred - (middle + (1 - t) * spread**2 / variance * centred)

    head = flow(start="noise")
    head.net = Said(velocity)
    torch.manual_seed(0)
    found = head.sample(context(500), steps=100)
    assert float(found.mean()) == pytest.approx(middle, abs=0.01)
    assert float(found.std()) == pytest.approx(spread, abs=0.01)


def test_flow_training_pairs() -> None:
    head = flow(times=3)
    torch.manual_seed(0)
    noised = head.noised(actions())
    t, clean = noised.time[..., None, None], actions()[:, None]
    noise = noised.target + clean
    torch.testing.assert_close(noised.actions, t * noise + (1 - t) * clean)
    assert float(noise.std()) == pytest.approx(1, abs=0.2)
    data = flow(times=3, target="data")
    torch.testing.assert_close(data.noised(actions()).target, clean.expand(2, 3, -1, -1))


def test_densities() -> None:
    torch.manual_seed(0)
    many = torch.zeros(4000, HORIZON, ACTIONS)
    beta = flow(density="beta").draw_times(many)
    reference = torch.distributions.Beta(1.5, 1.0).sample((16000,))
    quantiles = torch.linspace(0.05, 0.95, 10)
    gap = beta.flatten().quantile(quantiles) - reference.quantile(quantiles)
    assert gap.abs().max() < 0.02
    assert beta.min() >= 1e-3
    uniform = flow(density="uniform").draw_times(many)
    parts = (uniform * 4).long()
    assert (parts.sort(1).values == torch.arange(4)).float().mean() > 0.99  # one in each quarter
    ends = flow(density="ends", alpha=4.0).draw_times(many)
    assert (ends == 1).float().mean() == 0.5
    assert float(ends[ends < 1].mean()) == pytest.approx(4 / 5, abs=0.01)
    points = flow(density="points", points=(1.0, 0.1), steps=2).draw_times(many)
    assert points[0].tolist() == pytest.approx([1.0, 0.1, 1.0, 0.1])


def test_two_regressions() -> None:
    """MIP: the first sees zeros, the second 0.9 of the answer, with a little noise in training."""
    head = flow(density="points", points=(1.0, 0.1), target="data", steps=2, times=2)
    noised = head.noised(actions())
    assert not noised.actions[:, 0].any()
    noise = (noised.actions[:, 1] - 0.9 * actions()) / 0.1
    assert float(noise.std()) == pytest.approx(1, abs=0.25)
    net = Said(lambda x, time, given: 0.5 + 0.1 * x)
    head.net = net
    found = head.sample(context())
    torch.testing.assert_close(net.calls[1][0], torch.full_like(net.calls[1][0], 0.9 * 0.5))
    torch.testing.assert_close(found, torch.full_like(found, 0.5 + 0.1 * 0.45))
    one = head.sample(context(), steps=1)
    torch.testing.assert_close(one, torch.full_like(one, 0.5))
    with pytest.raises(UserError, match="2 at most"):
        head.sample(context(), steps=3)


def test_flow_has_two_modes_where_regression_has_their_mean() -> None:
    torch.manual_seed(0)
    seen = Context(torch.zeros(64, 1, WIDTH), torch.ones(64, 1, dtype=torch.bool))
    sides = (torch.randint(2, (64, 1, 1)) * 2.0 - 1).expand(64, 2, 1)
    spreads = {}
    for name in ("flow", "l2"):
        config = dict(compose.part_config("head", name))
        config["net"] = {**config["net"], **SMALL, "layers": 1, "pooled": False}
        head = build(config, action_dim=1, horizon=2, width=WIDTH)
        optimiser = torch.optim.AdamW(head.parameters(), 1e-2)
        for _ in range(100):
            loss, _ = head.loss(seen, sides, torch.ones(64, 2, dtype=torch.bool))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        noise = torch.randn(64, 2, 1, generator=torch.Generator().manual_seed(1))
        spreads[name] = head.sample(seen, noise=noise if name == "flow" else None)[:, 0, 0]
    assert (spreads["flow"].abs() - 1).abs().median() < 0.2
    assert 0.25 < (spreads["flow"] > 0).float().mean() < 0.75
    assert spreads["l2"].abs().max() < 0.5


def test_noise_decides_what_is_sampled() -> None:
    head, noise = flow(), torch.randn(2, HORIZON, ACTIONS)
    assert torch.equal(head.sample(context()), head.sample(context()))
    torch.testing.assert_close(
        head.sample(context(), noise=torch.zeros_like(noise)), head.sample(context())
    )
    assert (head.sample(context(), noise=noise) - head.sample(context())).abs().max() > 1e-3
    head = flow(start="noise")
    draws = [head.sample(context(), generator=torch.Generator().manual_seed(s)) for s in (3, 3, 4)]
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])
    torch.testing.assert_close(
        head.sample(context(), start="zeros"),
        head.sample(context(), noise=torch.zeros_like(noise)),
    )
    with pytest.raises(UnknownName, match="zeroes"):
        head.sample(context(), start="zeroes")
    with pytest.raises(UserError, match="noise of shape"):
        head.sample(context(), noise=noise[:1])


# --- prefix, guidance, steering -----------------------------------------------------------------


@pytest.mark.parametrize("kind", [ContinuousHead, DiffusionHead])
def test_training_goes_on_from_a_prefix(kind: type[DenoisingHead]) -> None:
    head = kind(**SIZES, net=EXPERT, prefix=3, times=4)  # pyright: ignore[reportCallIssue]
    rows = 64
    net = Said(lambda x, time, given: x)
    head.net = net
    torch.manual_seed(0)
    wanted = actions(rows)
    loss = head.loss(context(rows), wanted, everywhere(rows))[0]
    x, _, given = net.calls[0]
    lengths = given.sum(-1)
    assert set(lengths.flatten().tolist()) == {0, 1, 2, 3}
    assert (given == (torch.arange(HORIZON) < lengths[..., None])).all()
    clean = wanted[:, None].expand_as(x)
    assert torch.equal(x[given], clean[given])
    assert not torch.isclose(x[~given], clean[~given]).all(-1).any()
    # What is said of given actions does not count.
    net.says = lambda x, time, given: torch.where(given[..., None], 99.0, x)
    torch.manual_seed(0)
    torch.testing.assert_close(head.loss(context(rows), wanted, everywhere(rows))[0], loss)


@pytest.mark.parametrize("kind", [ContinuousHead, DiffusionHead])
def test_a_prefix_is_kept_exactly_and_gone_on_from(kind: type[DenoisingHead]) -> None:
    head = stirred(kind(**SIZES, net=EXPERT, prefix=3, steps=5))  # pyright: ignore[reportCallIssue]
    prefix, length = actions(seed=5), torch.tensor([3, 1])
    noise = torch.randn(2, HORIZON, ACTIONS)

    def sampled(**options: Any) -> Tensor:
        draw = torch.Generator().manual_seed(0)
        return head.sample(context(), noise=noise, generator=draw, **options)

    found = sampled(prefix=prefix, prefix_length=length)
    assert torch.equal(found[0, :3], prefix[0, :3])
    assert torch.equal(found[1, :1], prefix[1, :1])
    free = sampled()
    assert (found[0, 3:] - free[0, 3:]).abs().max() > 1e-3
    none = sampled(prefix=prefix, prefix_length=torch.zeros(2, dtype=torch.long))
    torch.testing.assert_close(none, free)
    # What lies behind the prefix's length is not looked at.
    other = torch.where(torch.arange(HORIZON)[:, None] < length[:, None, None], prefix, 7.0)
    torch.testing.assert_close(sampled(prefix=other, prefix_length=length), found)
    # In every step the net gets the prefix, and is told so; a cost, too.
    net = head.net = Said(lambda x, time, given: x)
    costed: list[Tensor] = []
    steer = {"steer": lambda clean: costed.append(clean) or 0 * clean}
    sampled(prefix=prefix, prefix_length=length, **steer)
    wanted = torch.arange(HORIZON) < length[:, None]
    assert len(net.calls) == len(costed) == 5
    for x, _, given in net.calls:
        assert torch.equal(given[:, 0], wanted)
        assert torch.equal(x[:, 0][wanted], prefix[wanted])
    for clean in costed:
        assert torch.equal(clean[wanted], prefix[wanted])


def test_a_prefix_that_was_not_trained_complains() -> None:
    prefix = {"prefix": actions(), "prefix_length": torch.tensor([2, 4])}
    with pytest.raises(UserError, match=r"head\.prefix=4"):
        flow(prefix=3).sample(context(), **prefix)
    with pytest.raises(UserError, match="go together"):
        flow(prefix=3).sample(context(), prefix=actions())
    with pytest.raises(UserError, match="does not follow prefix"):
        BinsHead(**SIZES, net=EXPERT).sample(context(), **prefix)
    with pytest.raises(UserError, match="0 to 7"):
        flow(prefix=8)


def test_guidance_is_what_two_passes_make() -> None:
    head, told, untold = flow(), context(), context(length=3, seed=9)
    found = head.sample(told, unguided=untold, guidance=2.5, steps=4)
    x = torch.zeros(2, HORIZON, ACTIONS)
    for now, after in pairwise(head.grid(4)):
        time = torch.full((1, 1), now)
        c, u = (head.net(x[:, None], time, head.net.remember(one))[:, 0] for one in (told, untold))
        x = x + (after - now) * (u + 2.5 * (c - u))
    torch.testing.assert_close(found, x, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(head.sample(told, unguided=untold), head.sample(told))
    with pytest.raises(UserError, match="unguided"):
        head.sample(told, guidance=2.0)


def test_guidance_of_classes() -> None:
    told, untold = context(), context(length=3, seed=9)
    bins = stirred(BinsHead(**SIZES, net=EXPERT))
    fast = stirred(FastHead(**SIZES, net=DECODER, vocabulary=64, scale=3.0), seed=2)
    fast.fit(smooth(400))
    words: list[Any] = []
    decode = fast.tokens.decode
    fast.tokens.decode = lambda chosen: words.append(chosen) or decode(chosen)
    for options in (
        {},
        {"unguided": untold, "guidance": 0.0},
        {"unguided": untold, "guidance": 5.0},
    ):
        words.append(bins.encode(bins.sample(told, **options)).tolist())
        fast.sample(told, **options)
    words.append(bins.encode(bins.sample(untold)).tolist())
    fast.sample(untold)
    for plain, none, much, other in (words[::2], words[1::2]):
        assert none == other
        assert plain not in (much, none)


def test_steering_pulls_the_mean() -> None:
    """A quadratic cost around a goal: its gradient pulls what was learned there."""
    goal = torch.full((2, HORIZON, ACTIONS), 0.6)
    heads: list[DenoisingHead] = [
        flow(),
        flow(target="data", density="uniform"),
        *(
            stirred(DiffusionHead(**SIZES, net=EXPERT, scheduler="ddim", target=target, steps=10))
            for target in ("noise", "velocity", "data")
        ),
    ]
    for head in heads:
        noise = 0.1 * torch.randn(2, HORIZON, ACTIONS)
        free = head.sample(context(), noise=noise)
        gaps = []
        for strength in (0.0, 0.3, 0.7, 1.0):
            found = head.sample(
                context(), noise=noise, steer=lambda a: a - goal, steer_strength=strength
            )
            gaps.append((found - goal).abs().mean().item())
        assert gaps[0] == pytest.approx((free - goal).abs().mean().item(), abs=1e-4)
        assert gaps == sorted(gaps, reverse=True)
        assert gaps[-1] == pytest.approx(0, abs=1e-4)
    # Actions that are under way cannot be steered.
    prefix = {"prefix": actions(), "prefix_length": torch.tensor([2, 2])}
    found = flow(prefix=2).sample(context(), steer=lambda a: a - goal, **prefix)
    assert torch.equal(found[:, :2], actions()[:, :2])
    torch.testing.assert_close(found[:, 2:], goal[:, 2:])


def test_options_that_do_not_exist_complain() -> None:
    with pytest.raises(UnknownName, match="'guidance'"):
        flow().sample(context(), guidence=2.0)
    with pytest.raises(UserError, match="steps=0"):
        flow().sample(context(), steps=0)
    with pytest.raises(UserError, match="does not follow steps"):
        BinsHead(**SIZES, net=EXPERT).sample(context(), steps=3)
    for wrong in ({"density": "bta"}, {"target": "dta"}, {"start": "zeroes"}, {"loss": "l3"}):
        with pytest.raises(UnknownName):
            flow(**wrong)
    with pytest.raises(UserError, match="multiple"):
        flow(density="points", points=(1.0, 0.1), steps=2, times=3)
    with pytest.raises(UserError, match="steps=101"):
        DiffusionHead(**SIZES, net=EXPERT, steps=101)


# --- diffusion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheduler", ["ddpm", "ddim"])
@pytest.mark.parametrize("target", ["noise", "velocity", "data"])
def test_diffusion_is_what_diffusers_does(scheduler: str, target: str) -> None:
    """A loop as in the documentation of diffusers, with the settings of Diffusion Policy."""
    head = stirred(DiffusionHead(**SIZES, net=EXPERT, scheduler=scheduler, target=target, steps=20))
    predicts = {"noise": "epsilon", "velocity": "v_prediction", "data": "sample"}[target]
    about: Any = {
        "num_train_timesteps": 100, "beta_start": 0.0001, "beta_end": 0.02,
        "beta_schedule": "squaredcos_cap_v2", "clip_sample": True, "prediction_type": predicts,
    }  # fmt: skip
    if scheduler == "ddpm":
        plain: Any = DDPMScheduler(variance_type="fixed_small", **about)
    else:
        plain = DDIMScheduler(set_alpha_to_one=True, steps_offset=0, **about)
    for name, value in plain.config.items():
        assert name == "_use_default_values" or head.scheduler.config[name] == value
    noise = torch.randn(2, HORIZON, ACTIONS)
    found = head.sample(context(), noise=noise, generator=torch.Generator().manual_seed(7))
    draw, memory, x = torch.Generator().manual_seed(7), head.net.remember(context()), noise
    plain.set_timesteps(20)
    for step in plain.timesteps:
        said = head.net(x[:, None], torch.full((1, 1), (int(step) + 1) / 100), memory)[:, 0]
        x = plain.step(said, step, x, generator=draw).prev_sample
    torch.testing.assert_close(found, x, atol=1e-6, rtol=1e-6)
    if scheduler == "ddim":  # its last step adds nothing; DDPM's neither
        assert found.abs().max() <= 1
    # What it is trained to say of the noisy actions means the actions again.
    noised = head.noised(actions())
    for row in range(2):
        for copy in range(head.times):
            step = round(float(noised.time[row, copy]) * 100) - 1
            clean = head._clean(noised.target[row, copy], noised.actions[row, copy], step)
            if step < 90:  # beyond, hardly anything is left of the actions
                torch.testing.assert_close(clean, actions()[row], atol=1e-4, rtol=1e-3)


# --- bins ---------------------------------------------------------------------------------------


def test_bins_there_and_back() -> None:
    head = BinsHead(**SIZES, net=EXPERT)
    wanted = actions(50)
    again = head.decode(head.encode(wanted))
    assert (again - wanted).abs().max() <= 1 / 256 + 1e-6
    assert head.encode(torch.tensor([-3.0, -1.0, 1.0, 3.0])).tolist() == [0, 0, 255, 255]
    far = actions()
    far[0, :4] = 2.0
    figures = head.loss(context(), far, everywhere())[1]
    assert float(figures["clipped"]) == pytest.approx(4 / (2 * HORIZON))


def test_bins_decode() -> None:
    logits = torch.full((1, 1, HORIZON, ACTIONS * 256), -99.0)
    logits.unflatten(-1, (ACTIONS, 256))[..., [0, 255]] = torch.tensor([1.0, 0.999])
    for decode, wanted in (("argmax", -1 + 1 / 256), ("expectation", 0.0)):
        head = BinsHead(**SIZES, net=EXPERT, decode=decode)
        head.net = Said(lambda x, time, given=None: logits)
        net: Any = head.net
        net.forward = lambda x, time, memory: logits
        found = head.sample(context(1))
        torch.testing.assert_close(found, torch.full_like(found, wanted), atol=1e-3, rtol=0)


# --- FAST ---------------------------------------------------------------------------------------


def smooth(rows: int, seed: int = 0) -> Tensor:
    """Chunks as robots move: slow curves within ±1."""
    draw = torch.Generator().manual_seed(seed)
    time = torch.linspace(0, 1, HORIZON)[:, None]
    speed, phase = torch.rand(2, rows, 1, ACTIONS, generator=draw)
    return (3 * speed * time + 6 * phase).sin()


def test_the_cosine_transform() -> None:
    values = torch.randn(11, 3)
    reference: Any = dct(values.numpy(), axis=0, norm="ortho")
    np.testing.assert_allclose((cosines(11) @ values).numpy(), reference, atol=1e-5)
    torch.testing.assert_close(cosines(11).T @ cosines(11), torch.eye(11))


def test_words_there_and_back() -> None:
    tokens = FastTokens(HORIZON, ACTIONS)
    tokens.fit(smooth(400))
    wanted = smooth(50, seed=1)
    words = tokens.encode(wanted)
    found, good = tokens.decode(words)
    assert good.all()
    with torch.autocast("cpu", torch.bfloat16):  # which has too few digits for coefficients
        assert tokens.encode(wanted) == words
        assert torch.equal(tokens.decode(words)[0], found)
    held_to = tokens.rounded(wanted).clamp(int(tokens.range[0]), int(tokens.range.sum()) - 1)
    torch.testing.assert_close(cosines(HORIZON) @ found * 10, held_to.float())
    # A coefficient is off by half of 1 / scale at most; the transform keeps lengths.
    assert (found - wanted).square().sum(1).sqrt().max() <= 0.5 / 10 * HORIZON**0.5 + 1e-5
    mean = sum(map(len, words)) / len(words)
    assert mean < 0.5 * HORIZON * ACTIONS, f"{mean} words for smooth chunks"
    fine = FastTokens(HORIZON, ACTIONS, scale=40.0)
    fine.fit(smooth(400))
    assert (fine.decode(fine.encode(wanted))[0] - wanted).abs().max() < 0.05


def test_the_vocabulary_is_saved_with_the_weights(tmp_path: Path) -> None:
    head = FastHead(**SIZES, net=DECODER)
    head.fit(smooth(400))
    save_file({k: v.contiguous() for k, v in head.state_dict().items()}, tmp_path / "m.safetensors")
    other = FastHead(**SIZES, net=DECODER)
    assert not other.fitted
    other.load_state_dict(load_file(tmp_path / "m.safetensors"))
    assert other.fitted
    assert other.tokens.encode(smooth(9, 3)) == head.tokens.encode(smooth(9, 3))
    other.fit(actions(50))
    assert other.tokens.encode(smooth(9, 3)) != head.tokens.encode(smooth(9, 3))
    other.load_state_dict(head.state_dict())
    assert other.tokens.encode(smooth(9, 3)) == head.tokens.encode(smooth(9, 3))


def test_words_that_mean_nothing_are_zeros() -> None:
    tokens = FastTokens(HORIZON, ACTIONS)
    tokens.fit(smooth(400))
    right = tokens.encode(smooth(1))[0]
    found, good = tokens.decode([right, right[:-1], [*right, right[0]], [], [1023] * 3])
    assert good.tolist() == [True, False, False, False, False]
    assert found[0].any()
    assert not found[1:].any()


def test_a_head_without_vocabulary_complains() -> None:
    head = FastHead(**SIZES, net=DECODER)
    with pytest.raises(UserError, match=r"head\.fit"):
        head.loss(context(), actions(), everywhere())
    with pytest.raises(UserError, match=r"head\.fit"):
        head.sample(context())
    with pytest.raises(UserError, match="more than"):
        head.fit(1000 * actions(50))
    with pytest.raises(UserError, match="learns from chunks"):
        head.fit(actions(50)[:, :5])


def test_greedy_words_are_those_without_a_cache() -> None:
    torch.manual_seed(0)
    head = stirred(FastHead(**SIZES, net=DECODER, vocabulary=64, scale=3.0), seed=2)
    head.fit(smooth(400))
    said: list[list[list[int]]] = []
    decode = head.tokens.decode
    head.tokens.decode = lambda words: said.append(words) or decode(words)
    seen = context()
    head.sample(seen)
    memory, words = head.net.remember(seen), said[0]
    assert min(map(len, words)) > 2
    for row, chosen in enumerate(words):
        for count in range(len(chosen)):
            known = torch.tensor([[head.end, *chosen[:count]]]).expand(2, -1)
            logits, _ = head._logits(known, memory, 0)
            assert int(logits[row, -1].argmax()) == chosen[count]


def test_padded_chunks_are_held() -> None:
    there = everywhere()
    there[1, 3:] = False
    found = held(actions(), there)
    torch.testing.assert_close(found[0], actions()[0])
    torch.testing.assert_close(found[1, 3:], actions()[1, 2:3].expand(HORIZON - 3, -1))


# --- knowledge insulation -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ContinuousHead, DiffusionHead])
@pytest.mark.parametrize("auxiliary", ["bins", "fast"])
def test_only_the_auxiliary_loss_reaches_the_trunk(kind: Any, auxiliary: str) -> None:
    gradients = {}
    for insulated, weight in ((True, 0.0), (True, 1.0), (False, 0.0)):
        about = {"insulated": insulated, "auxiliary": auxiliary, "auxiliary_weight": weight}
        head = stirred(kind(**SIZES, net=EXPERT, **about))
        assert head.fitted == (auxiliary == "bins")
        head.fit(actions(50))
        assert head.fitted
        seen = context()
        tokens, pooled = seen.tokens.requires_grad_(), seen.pooled.requires_grad_()  # pyright: ignore[reportOptionalMemberAccess]
        loss, figures = head.loss(seen, actions(), everywhere())
        loss.backward()
        assert {"action_loss", "auxiliary_action_loss"} <= set(figures)
        reached = [float(x.grad.abs().sum()) for x in (tokens, pooled) if x.grad is not None]
        gradients[insulated, weight] = sum(reached)
        assert sum(float(p.grad.abs().sum()) for p in head.net.parameters() if p.grad is not None)
    assert gradients[True, 0.0] == 0
    assert gradients[True, 1.0] > 0
    assert gradients[False, 0.0] > 0
    with pytest.raises(UserError, match="nothing would train the trunk"):
        kind(**SIZES, net=EXPERT, insulated=True)
    with pytest.raises(UnknownName, match="'bins'"):
        kind(**SIZES, net=EXPERT, auxiliary="bin")
