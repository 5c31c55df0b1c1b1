"""Learned skills: plan steps that a policy carries out, and what is left to the robot's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from vla import compose, learned
from vla.agent import Job, run
from vla.dryrun import dry_run
from vla.learned import LearnedSkills
from vla.plan import And, Atom
from vla.task import Setup
from vla.trace import SkillEnded


class Told:
    """A policy that does what it is told with another set of the robot's own skills."""

    def __init__(self, env: Any):
        self._env, self._skills = env, compose.skills(env)
        self.heard: list[str] = []
        self._doing: str | None = None

    def reset(self, worlds: Tensor) -> None:
        self._doing = None

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        words = batch["task"][0]
        if words not in self.heard:
            self.heard.append(words)
        match = re.fullmatch(r"put the (\w+) (\w+) (in|on) the (\w+) (\w+)", words)
        assert match is not None, words
        thing, place = f"{match[1]}_{match[2]}", f"{match[4]}_{match[5]}"
        wanted = f"place_{match[3]}" if self._env.scene(0).held == thing else "pick"
        if self._doing is None or (self._doing == "pick" and wanted != "pick"):
            self._doing = wanted
            self._skills.start(0, wanted, [thing, place][: 1 + (wanted != "pick")], {}, ())
        return self._skills.actions()[:, None]


class Idle:
    """A policy that never moves."""

    def __init__(self, env: Any):
        self._env = env

    def reset(self, worlds: Tensor) -> None:
        """Nothing is remembered."""

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        action = torch.zeros(1, 1, self._env.action_spec.dim)
        action[..., -1] = -1.0
        return action


@pytest.fixture(scope="module")
def setup() -> Setup:
    (task,) = compose.tasks("block_in_bowl")
    return task.sample(np.random.default_rng(1))


@pytest.fixture(scope="module")
def env() -> Any:
    config = compose.settings("run", [])
    made = compose.worlds("tabletop", config["robot"], action_mode="ee_delta")
    yield made
    made.close()


def carried_out(
    env: Any, setup: Setup, policy: Any
) -> tuple[bool, list[SkillEnded], LearnedSkills]:
    env.begin(0, setup, 0)
    calls = dry_run(setup.plan, setup.scene).calls
    skills = LearnedSkills(
        env, compose.skills(env), policy, lambda: {"agent_pos": env.rig.agent_pos.float()}, calls
    )
    events: list[Any] = []
    job = Job(
        Setup(setup.scene, setup.instruction, And(()), setup.plan, horizon=2000), 0, setup.plan
    )
    (outcome,) = run(env, skills, [job], on_event=lambda world, event: events.append(event))
    return outcome.success, [e for e in events if isinstance(e, SkillEnded)], skills


def test_a_policy_carries_out_a_plan(env: Any, setup: Setup) -> None:
    policy = Told(env)
    success, ended, _ = carried_out(env, setup, policy)
    assert success
    assert [event.ok for event in ended] == [True, True]
    assert len(policy.heard) == 1, "picking and placing are one instruction"
    calls = dry_run(setup.plan, setup.scene).calls
    for name in (calls[0].args[0], calls[1].args[1]):
        assert str(name).replace("_", " ") in policy.heard[0]


def test_what_it_tries_in_vain_the_robot_does_itself(
    env: Any, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned, "PATIENCE", 15)
    success, ended, _ = carried_out(env, setup, Idle(env))
    assert success
    tried = [event for event in ended if not event.ok]
    assert [event.call for event in tried] == [ended[0].call, ended[-1].call]
    assert all("the policy tried" in event.reason for event in tried)
    assert ended[-1].ok


def test_distances_and_other_skills_are_not_the_policys(env: Any, setup: Setup) -> None:
    calls = dry_run(setup.plan, setup.scene).calls
    thing = str(calls[0].args[0])
    skills = LearnedSkills(env, compose.skills(env), Idle(env), dict, calls)
    env.begin(0, setup, 0)
    other = next(e.name for e in setup.scene if e.kind == "bowl")
    for skill, args, options, keep in (
        ("pick", [thing], {}, (Atom("clear_of", (other, 0.1)),)),
        ("pick", [thing], {"speed": 0.5}, ()),
        ("home", [], {}, ()),
        ("place_at", [thing, "center"], {}, ()),
    ):
        skills.start(0, skill, args, options, keep)
        skills.actions()
        assert not skills.status(0).phase.startswith("policy")
    skills.start(0, "pick", [thing], {}, ())
    assert skills.status(0).phase.startswith("policy: put the")
    skills.cancel(0)
    assert not skills.status(0).phase.startswith("policy")
