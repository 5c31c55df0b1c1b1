"""The engine: chunks, histories, ensembles and latency, in worlds that begin at different times."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from small_policies import FRONT, Stubborn, Telltale, spec
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.features import STATE
from vla.policies.engine import Engine
from vla.policies.ensemble import Ensemble
from vla.policies.predictor import Predictor
from vla.rollout import Policy

OLDEST, NEWEST, CALL, INDEX, WORDS, BRIGHT, SOLVER = range(7)


def engine(policy: Telltale, **options: Any) -> Engine:
    return Engine(Predictor(policy), **options)


def drive(
    engine: Policy,
    worlds: int,
    steps: int,
    begins: Sequence[tuple[int, int]] = (),
    show: Callable[[Tensor, int], dict[str, Tensor]] = lambda mask, step: {},
) -> Tensor:
    """Actions (steps, N, A) of worlds that show 100 * world + step.

    Args:
        begins: (step, world) at which a world begins anew; all do at the first step.
        show: what else they show, given which worlds are looked at.
    """
    done = []
    for step in range(steps):
        fresh = torch.zeros(worlds, dtype=torch.bool)
        fresh[[world for at, world in begins if at == step]] = True
        engine.reset(fresh | (step == 0))
        everywhere = torch.ones(worlds, dtype=torch.bool)
        looking = getattr(engine, "looks", lambda mask: mask)(everywhere)
        state = 100.0 * torch.arange(worlds)[:, None] + step
        batch = {STATE: state, "task": ["go"] * worlds, "worlds": everywhere}
        chunk = engine.predict_action_chunk({**batch, **show(looking, step)})
        assert chunk.shape == (worlds, 1, 7)
        done.append(chunk[:, 0].clone())
    return torch.stack(done)


def test_chunks_are_carried_out_from_now_on() -> None:
    policy = Telltale(spec())
    done = drive(engine(policy), 2, 8, begins=[(4, 1)])
    first, second = done[:, 0], done[:, 1]
    assert first[:, INDEX].tolist() == [1, 2, 3, 1, 2, 3, 1, 2]
    assert first[:, NEWEST].tolist() == [0, 0, 0, 3, 3, 3, 6, 6]
    assert first[:, OLDEST].tolist() == [0, 0, 0, 2, 2, 2, 5, 5]
    assert second[:, INDEX].tolist() == [1, 2, 3, 1, 1, 2, 3, 1]
    assert second[:, NEWEST].tolist() == [100, 100, 100, 103, 104, 104, 104, 107]
    assert second[:, OLDEST].tolist() == [100, 100, 100, 102, 104, 104, 104, 106]
    assert [rows for rows, *_ in policy.calls] == [2, 2, 1, 1, 1]  # only those that need one


def test_worlds_that_do_not_act_stand_still() -> None:
    policy = Telltale(spec())
    one = engine(policy)
    one.reset(torch.tensor([True, True]))
    seen = []
    for step in range(4):
        worlds = torch.tensor([True, step != 1])
        batch = {STATE: torch.full((2, 1), float(step)), "task": ["a", "b"], "worlds": worlds}
        seen.append(one.predict_action_chunk(batch)[:, 0, INDEX].tolist())
    assert [pair[0] for pair in seen] == [1, 2, 3, 1]
    assert [seen[step][1] for step in (0, 2, 3)] == [1, 2, 3]


def test_the_number_of_steps_and_the_options_can_be_chosen() -> None:
    policy = Telltale(spec(n_obs_steps=1))
    done = drive(Engine(Predictor(policy, {"steps": 4, "guidance": None}), n_action_steps=5), 1, 7)
    assert done[:, 0, INDEX].tolist() == [0, 1, 2, 3, 4, 0, 1]
    assert set(done[:, 0, SOLVER].tolist()) == {4.0}


def test_pictures_are_only_needed_where_the_engine_looks() -> None:
    def shown(always: bool) -> Callable[[Tensor, int], dict[str, Tensor]]:
        def show(looking: Tensor, step: int) -> dict[str, Tensor]:
            counts.append(int(looking.sum()))
            if not always and not bool(looking.any()):
                return {}
            pictures = torch.full((3, 3, 4, 6), step / 100)
            black = torch.full_like(pictures, math.nan)
            return {
                FRONT: pictures
                if always
                else torch.where(looking[:, None, None, None], pictures, black)
            }

        return show

    counts: list[int] = []
    begins = [(2, 1), (5, 2), (6, 2)]
    done = [
        drive(engine(Telltale(spec(cameras=True))), 3, 12, begins, shown(always))
        for always in (True, False)
    ]
    assert torch.equal(*done)
    assert sum(counts[12:]) == sum(counts[:12]) < 3 * 12


def test_a_missing_picture_is_said() -> None:
    with pytest.raises(UserError, match="front"):
        drive(engine(Telltale(spec(cameras=True))), 1, 1)


def test_an_ensemble_is_the_weighted_mean_of_all_chunks_that_cover_now() -> None:
    torch.manual_seed(0)
    steps, horizon, decay = 9, 4, 0.3
    chunks = torch.randn(steps, 2, horizon, 3)
    averaged = Ensemble(2, horizon, 3, decay, torch.device("cpu"))
    both = torch.arange(2)
    for now in range(steps):
        if now == 6:
            averaged.forget(torch.tensor([False, True]))
        action = averaged.add(both, chunks[now])
        for world, begun in ((0, 0), (1, 6 if now >= 6 else 0)):
            covering = range(max(begun, now - horizon + 1), now + 1)
            weights = [math.exp(-decay * i) for i in range(len(covering))]  # the oldest first
            expected = sum(
                w * chunks[at, world, now - at] for w, at in zip(weights, covering, strict=True)
            )
            assert torch.allclose(action[world], expected / sum(weights), atol=1e-6)  # type: ignore


def test_the_engine_averages() -> None:
    policy = Telltale(spec(n_obs_steps=1, horizon=3))
    done = drive(engine(policy, mode="ensemble", decay=0.0), 2, 5, begins=[(3, 1)])
    assert [rows for rows, *_ in policy.calls] == [2] * 5
    assert done[:, 0, INDEX].tolist() == pytest.approx([0, 0.5, 1, 1, 1])
    assert done[:, 0, NEWEST].tolist() == pytest.approx([0, 0.5, 1, 2, 3])
    assert done[:, 1, INDEX].tolist() == pytest.approx([0, 0.5, 1, 0, 0.5])


def test_a_late_chunk_is_entered_where_the_time_is() -> None:
    policy = Telltale(spec(n_action_steps=4))
    done = drive(engine(policy, latency=2), 1, 10)[:, 0]
    # asked for at 0 (there at once), 4 and 8 (there two steps later)
    assert done[:, NEWEST].tolist() == [0, 0, 0, 0, 0, 0, 4, 4, 4, 4]
    assert done[:, INDEX].tolist() == [1, 2, 3, 4, 5, 6, 3, 4, 5, 6]
    assert all(prefix is None for _, prefix, _ in policy.calls)


@pytest.mark.parametrize("observations", [1, 2, 3])
def test_a_chunk_continues_what_is_carried_out_meanwhile(observations: int) -> None:
    late, every, past = 2, 3, observations - 1
    policy = Telltale(spec(n_obs_steps=observations, n_action_steps=every))
    begins = [(8, 1)]
    done = drive(engine(policy, mode="realtime", latency=late), 2, 16, begins)
    asked = {0: [0, 1], 3: [0, 1], 6: [0, 1], 8: [1], 9: [0], 11: [1], 12: [0], 14: [1], 15: [0]}
    calls = iter(policy.calls)
    for step, worlds in asked.items():
        _, prefix, length = next(calls)
        if step == 0 or (step == 8 and worlds == [1]):
            assert prefix is None
            assert length is None
            continue
        assert prefix is not None
        assert length is not None
        for row, world in enumerate(worlds):
            known = int(length[row])
            assert known == past + late
            since = 8 if world == 1 and step > 8 else 0
            first = [max(at, since) for at in range(step - past, step)]
            if step + late > 16:
                continue
            carried_out = done[[*first, *range(step, step + late)], world]
            assert torch.equal(prefix[row, :known], carried_out)
            assert torch.equal(prefix[row, known:], carried_out[-1:].expand(8 - known, -1))
    assert next(calls, None) is None
    assert done[3, 0, CALL] == done[4, 0, CALL] == 1.0  # of the chunk before
    assert done[5, 0, CALL] == 2.0
    assert done[5, 0, INDEX] == past + late


@pytest.mark.parametrize("observations", [1, 2])
def test_without_latency_real_time_is_chunk_by_chunk(observations: int) -> None:
    made = [
        drive(engine(Telltale(spec(n_obs_steps=observations)), mode=mode), 3, 11, [(5, 2)])
        for mode in ("chunk", "realtime")
    ]
    assert torch.equal(*made)


def test_worlds_do_not_know_of_each_other() -> None:
    for options in ({}, {"mode": "ensemble"}, {"mode": "realtime", "latency": 2}):
        alone = drive(engine(Telltale(spec()), **options), 1, 9)
        among = drive(engine(Telltale(spec()), **options), 3, 9, [(4, 1), (5, 2)])
        without = [OLDEST, NEWEST, INDEX, WORDS, SOLVER]
        assert torch.allclose(alone[:, 0, without], among[:, 0, without])


def test_what_cannot_be() -> None:
    short, stubborn = Telltale(spec()), Stubborn(spec())
    for options in (
        {"n_action_steps": 0},
        {"n_action_steps": 8},
        {"latency": 4},
        {"latency": -1},
        {"n_action_steps": 5, "latency": 3},
        {"mode": "ensemble", "latency": 1},
        {"mode": "ensemble", "n_action_steps": 2},
    ):
        with pytest.raises(UserError):
            engine(short, **options)
    with pytest.raises(UnknownName, match="realtime"):
        engine(short, mode="realtme")
    with pytest.raises(UserError, match="prefix"):
        engine(stubborn, mode="realtime", latency=1)
    with pytest.raises(UnknownName, match="steps"):
        Predictor(short, {"stepz": 3})


def test_latency_is_told_part_by_part() -> None:
    one = engine(Telltale(spec()))
    drive(one, 2, 7)
    parts = one.latency.summary()
    assert set(parts) == {"observation", "network", "post"}
    assert parts["network"]["calls"] == 3
    assert all(part["p50_ms"] <= part["p95_ms"] for part in parts.values())


@pytest.mark.slow
def test_compiled_it_is_the_same() -> None:
    class Linear(Telltale):
        def __init__(self) -> None:
            super().__init__(spec(n_obs_steps=1))
            self.layer = torch.nn.Linear(1, 56)

        def sample(self, inputs: Any, **options: Any) -> Tensor:
            return self.layer(inputs.state[:, -1]).view(-1, 8, 7)

    torch.manual_seed(0)
    policy = Linear().eval()
    plain = drive(engine(policy), 3, 7, [(2, 1), (4, 2)])
    fast = drive(Engine(Predictor(policy, compiled=True)), 3, 7, [(2, 1), (4, 2)])
    assert torch.allclose(plain, fast, atol=1e-5)
