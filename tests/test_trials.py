"""Trials: the same episodes for everybody, obedience, glances, films, and paired comparisons."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import factorial
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import torch
from torch import Tensor

from vla import compose
from vla.envs.cameras import Shot
from vla.envs.features import features_of
from vla.envs.vector import HOLD, BatchedEnv
from vla.errors import UserError
from vla.evaluate import judge
from vla.expert import Expert
from vla.glances import Glances
from vla.paired import Paired
from vla.planners.skills import SkillSet
from vla.policies.base import Inputs, Policy
from vla.policies.engine import Engine
from vla.policies.predictor import Predictor
from vla.policies.spec import PolicySpec
from vla.reels import Reels, develop
from vla.rollout import rollout
from vla.task import Setup
from vla.trials import Trial, TrialWorlds, draw_reworded, draw_trials, play

(TASK,) = compose.tasks("attribute_pick_place")
SHORT = 16
QUICK = 42
"""A seed whose episodes, and the next one's, an expert ends soon."""


def batch(num_envs: int, **options: Any) -> BatchedEnv:
    return compose.batch([TASK], num_envs, **{"cameras": (), "setups": 1, **options})


def expert(env: BatchedEnv, setup: Any = None) -> Expert:
    return Expert(env.worlds, SkillSet(env.worlds), setup or env.episodes.setup)


def short(trials: Sequence[Trial]) -> list[Trial]:
    return [replace(t, setup=replace(t.setup, horizon=SHORT)) for t in trials]


class Still:
    """Does nothing."""

    def reset(self, worlds: Tensor) -> None:
        pass

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        return torch.zeros(len(batch["worlds"]), 1, 7)


def test_a_trial_is_the_episode_that_its_seed_names() -> None:
    env = batch(2)
    usual = rollout(expert(env), env, 2, seed=QUICK)
    done = play(expert(env), TrialWorlds(env, draw_trials(TASK, 2, QUICK)))
    assert [(o.task, o.seed, o.instruction, o.success, o.steps) for o in done.outcomes] == [
        (TASK.name, e.seed, e.instruction, e.success, e.steps) for e in usual.episodes
    ]
    assert all(o.ever and not o.failure and not o.did_other for o in done.outcomes)
    assert done.timings.total > 0


def test_who_does_nothing_runs_out_of_time() -> None:
    env = batch(3)
    heard: list[int] = []
    trials = short(draw_trials(TASK, 4, 0))
    done = play(Still(), TrialWorlds(env, trials), on_outcome=lambda o: heard.append(o.seed))
    assert [o.failure for o in done.outcomes] == ["timeout"] * 4
    assert not any(o.success or o.ever for o in done.outcomes)
    assert {o.steps for o in done.outcomes} == {SHORT}
    assert sorted(heard) == [0, 1, 2, 3]


def test_obeying_and_doing_what_was_always_done_are_told_apart() -> None:
    trials = draw_reworded(TASK, 1, 60)
    usual = {t.setup.instruction: TASK.sample(np.random.default_rng(t.seed)) for t in trials}
    env = batch(2)
    obedient = play(expert(env), TrialWorlds(env, trials)).outcomes
    assert all(o.success and not o.did_other for o in obedient)

    def always(world: int) -> Setup:
        return usual[env.episodes.setup(world).instruction]

    deaf = play(expert(env, always), TrialWorlds(env, trials)).outcomes
    assert all(o.did_other and not o.success for o in deaf)
    assert all(o.failure.startswith("not said: ") for o in deaf)
    assert [o.seed for o in deaf] == [t.seed for t in trials]


class FakeWorlds:
    """Two worlds in which the goal is reached when a script says so."""

    num_envs, device, obs_type, autoreset_mode = 2, torch.device("cpu"), "torch", None
    features: Mapping[str, Any] = {}

    def __init__(self, script: Sequence[tuple[bool, bool, bool]]):
        self.script, self.at, self.told = script, [0, 0], []

    @property
    def task_description(self) -> list[str]:
        return ["a", "b"]

    def reset(self, *, seed: Sequence[int | None], options: Mapping[str, Any]) -> Any:
        self.told.append((list(seed), [s and s.instruction for s in options["setups"]]))
        for world in np.flatnonzero(np.asarray(options["reset_mask"])):
            self.at[world] = 0
        return {"agent_pos": torch.zeros(2, 1)}, {}

    def step(self, actions: Any) -> Any:
        now = [self.script[min(at, len(self.script) - 1)] for at in self.at]
        self.at = [at + 1 for at in self.at]
        goal, success, ended = (torch.tensor(column) for column in zip(*now, strict=True))
        infos = {
            "is_success": success,
            "goal": goal,
            "failure": 0 * success.long() - 1,
            "fault": 0 * goal,
        }
        return {"agent_pos": torch.zeros(2, 1)}, success.float(), success, ended & ~success, infos

    def failure_text(self, world: int) -> str | None:
        return None


@pytest.mark.parametrize(
    ("script", "success", "ever"),
    [
        ([(False, False, False), (True, False, False), (False, False, True)], False, True),
        ([(False, False, False), (False, False, True)], False, False),
        ([(True, False, False), (True, True, True)], True, True),
    ],
)
def test_ever_is_not_at_the_end(
    script: list[tuple[bool, bool, bool]], success: bool, ever: bool
) -> None:
    env: Any = FakeWorlds(script)
    trials = draw_trials(TASK, 3, 5)
    done = play(Still(), TrialWorlds(env, trials))
    assert [(o.success, o.ever) for o in done.outcomes] == [(success, ever)] * 3
    assert env.told[0] == ([5, 6], [t.setup.instruction for t in trials[:2]])
    assert env.told[1] == ([7, None], [trials[2].setup.instruction, None])


def test_worlds_say_when_the_goal_is_reached() -> None:
    env = batch(1)
    (trial,) = draw_trials(TASK, 1, QUICK)
    reached: list[bool] = []
    step = env.step

    def heard(actions: Any) -> Any:
        result = step(actions)
        reached.append(bool(result[-1]["goal"][0]))
        assert reached[-1] == (judge(trial.setup.goal, env.worlds.scene(0)).truth is True)
        return result

    env.step = heard  # type: ignore[method-assign]
    assert rollout(expert(env), env, 1, seed=QUICK).successes == 1
    assert reached[-HOLD:] == [True] * HOLD
    assert not reached[-HOLD - 1]


def test_worlds_can_be_given_episodes_one_by_one() -> None:
    env = batch(3)
    given = [TASK.sample(np.random.default_rng(seed)) for seed in (7, 8)]
    env.reset(seed=[7, 1, 8], options={"setups": [given[0], None, given[1]]})
    named = TASK.sample(np.random.default_rng(1))
    assert env.task_description == [given[0].instruction, named.instruction, given[1].instruction]
    for wrong in ({"setups": given}, {"setups": [None] * 3, "setup": given[0]}):
        with pytest.raises(UserError, match="setups"):
            env.reset(seed=[1, 2, 3], options=wrong)


# --- glances -----------------------------------------------------------------------------------


class Watching(Policy):
    """Goes where the last pictures are bright."""

    looked = 0

    def sample(self, inputs: Inputs, **options: Any) -> Tensor:
        bright = torch.stack([p.mean((2, 3, 4)) for p in inputs.images.values()], -1)
        change = torch.sin(50 * bright).flatten(1)[:, :3]
        steps = torch.arange(self.spec.horizon)[None, :, None] / self.spec.horizon
        return torch.cat((change[:, None] + 0 * steps, 0 * steps.expand(len(bright), -1, 4)), -1)


@pytest.mark.parametrize("mode", ["chunk", "ensemble"])
def test_glances_see_what_is_seen_all_the_time(mode: str) -> None:
    size = 32
    shot = Shot(("front", "wrist"), size, size)
    trials = short(draw_trials(TASK, 2, 0))
    results: list[list[Tensor]] = [[], []]
    taken: list[int] = []
    for always in (True, False):
        env = batch(2, cameras=shot.cameras if always else (), image_size=size)
        features = features_of(env.worlds, shot)
        spec = PolicySpec.of(features, env.worlds.action_spec, n_obs_steps=2, horizon=8,
                             n_action_steps=5, relative=False)  # fmt: skip
        worlds = TrialWorlds(env, trials, features)
        step = env.step

        def heard(actions: Any, step: Any = step, log: list[Tensor] = results[always]) -> Any:
            log.append(actions.clone())
            return step(actions)

        def photograph(mask: Tensor, env: BatchedEnv = env) -> Mapping[str, Any]:
            taken.append(int(mask.sum()))
            return env.take_pictures(shot, mask)

        env.step = heard  # type: ignore[method-assign]
        engine = Engine(Predictor(Watching(spec, normalisation="identity")), mode)
        play(engine if always else Glances(engine, photograph), worlds)
        env.close()
    moved = torch.stack(results[0])
    assert moved.abs().max() > 0.1
    assert torch.equal(moved, torch.stack(results[1]))
    episodes = len(trials) * SHORT
    # at the beginning, and then at two of five steps
    assert sum(taken) == episodes if mode == "ensemble" else sum(taken) <= 0.45 * episodes


# --- films -------------------------------------------------------------------------------------


def test_a_few_successes_and_failures_are_filmed(tmp_path: Path) -> None:
    first, second, third = draw_trials(TASK, 3, QUICK)
    trials = [first, *short([second, third])]
    env = batch(2)
    reels = Reels(env.worlds, 1)
    done = play(expert(env), TrialWorlds(env, trials, reels=reels))
    assert [o.success for o in done.outcomes] == [True, False, False]
    shot = Shot(("front",), 48, 64)
    scenes = []

    def photograph(mask: Tensor) -> np.ndarray:
        scenes.append(env.worlds.scene(0))
        return env.take_pictures(shot, mask)["pixels"]["front"].numpy()

    films = develop(reels, env, trials, photograph, tmp_path)
    assert len(films) == 2
    success, failure = films
    assert success.name.startswith("success-attribute_pick_place-4")
    assert failure.name.startswith("failure-attribute_pick_place-4")
    with av.open(str(failure)) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == pytest.approx(SHORT / 2 + 3, abs=1)
    assert np.abs(pictures[0].astype(int) - pictures[-1]).max() > 20  # something has moved
    assert any(
        judge(first.setup.goal, scene).truth is True
        for scene in scenes
        if scene.names == first.setup.scene.names
    )
    env.close()


def test_nothing_is_kept_when_no_films_are_wanted() -> None:
    env = batch(1)
    reels = Reels(env.worlds, 0)
    play(Still(), TrialWorlds(env, short(draw_trials(TASK, 2, 0)), reels=reels))
    assert reels.kept == {True: {}, False: {}}


# --- pairs -------------------------------------------------------------------------------------


def test_pairs_are_counted_and_judged() -> None:
    made = [(True, True)] * 50 + [(True, False)] * 10 + [(False, True)] * 2 + [(False, False)] * 38
    pair = Paired.of(made)
    assert (pair.both, pair.first, pair.second, pair.neither) == (50, 10, 2, 38)
    assert pair.difference == pytest.approx(0.08)
    assert pair.p_value == pytest.approx(0.0385742, abs=1e-6)  # 2 * (1 + 12 + 66) / 2^12
    low, high = pair.interval()
    # (11 - 3) / 102 -+ 1.96 * sqrt((14 / 102 - (8 / 102)^2) / 102)
    assert (low, high) == pytest.approx((0.008169, 0.148694), abs=1e-5)
    assert low < pair.difference < high
    mirrored = Paired.of((b, a) for a, b in made)
    assert mirrored.p_value == pair.p_value
    assert mirrored.interval() == pytest.approx((-high, -low))
    assert Paired.of([(True, True)] * 5).p_value == 1.0
    assert Paired.of([(True, False)] * 6).p_value == pytest.approx(2 / 2**6)
    assert Paired.of([]).interval() == (-1.0, 1.0)
    assert Paired(0, 700, 800, 0).p_value == pytest.approx(0.0105, abs=5e-4)


def test_the_interval_keeps_its_level() -> None:
    """It covers the true difference in at least 93 % of all outcomes, by their probability."""
    trials, shares = 20, (0.5, 0.25, 0.1, 0.15)
    covered = 0.0
    for both, first, second in itertools.product(range(trials + 1), repeat=3):
        neither = trials - both - first - second
        if neither < 0:
            continue
        counts = (both, first, second, neither)
        likely = factorial(trials) / np.prod([factorial(c) for c in counts], dtype=float)
        likely *= np.prod([s**c for s, c in zip(shares, counts, strict=True)])
        low, high = Paired(*counts).interval()
        covered += likely * (low <= shares[1] - shares[2] <= high)
    assert 0.93 < covered < 0.99
