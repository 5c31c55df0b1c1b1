"""Learned skills: a policy carries out the picks and placings of a plan, told so in words.

What it cannot do, or cannot promise, the robot's own skills do: everything else than picking a
thing and putting it somewhere, motions that keep a distance or have a speed, and what the policy
has tried in vain. A policy that is guided (`vla.guidance`) may keep distances, too, though it has
never heard of them; where it finds no way, the robot's own skills search one. Purposes are read
off the scene either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vla.dryrun import GroundedCall, with_defaults
from vla.evaluate import judge, shortest_name
from vla.plan import Atom, Condition, Given
from vla.protocols import Env, Skills, SkillStatus, Telling
from vla.rollout import Policy, policy_batch
from vla.scene import Scene
from vla.skills import SKILLS, SkillSpec
from vla.trace import Event

PLACING = {"place_in": "in", "place_on": "on"}
"""Skill -> how instructions say it."""
WORDS = "put the {thing} {where} the {place}"
PATIENCE = 400
"""Control steps after which a step is given back to the robot's own skills."""
SETTLED = 6
"""Control steps for which the purpose must hold."""
STUCK = 60
"""Control steps that a guided policy stands before what it must not come near to: 3 s."""


@dataclass
class _Running:
    """A step that the policy works at."""

    spec: SkillSpec
    args: tuple[str, ...]
    words: str
    keep: tuple[Condition, ...] = ()
    ticks: int = 0
    held: int = 0
    stopped: int = 0


class LearnedSkills:
    """`vla.protocols.Skills` of a policy.

    Args:
        env: the worlds.
        own: the robot's skills.
        policy: gives the action of now, (N, 1, A) in the worlds' convention.
        look: what all worlds show, as `vla.envs.vector.BatchedEnv` observes them.
        calls: of the plan, from which a pick learns where the thing is to go.
        guided: distances to keep are no reason not to ask the policy: it is guided by `keeping`.
    """

    def __init__(
        self,
        env: Env,
        own: Skills,
        policy: Policy,
        look: Callable[[], Mapping[str, Any]],
        calls: Sequence[GroundedCall],
        guided: bool = False,
    ):
        self._env, self._own, self._policy, self._look = env, own, policy, look
        self._guided = guided
        self._goals = {
            str(call.args[0]): (PLACING[call.skill], str(call.args[1]))
            for call in reversed(calls)
            if call.skill in PLACING
        }
        self._running: dict[int, _Running] = {}
        self._last_words: dict[int, str] = {}
        self._given_up: set[tuple[int, str, tuple[str, ...]]] = set()

    def start(
        self,
        world: int,
        skill: str,
        args: Sequence[str | float],
        options: Mapping[str, Given],
        keep: Sequence[Condition],
    ) -> None:
        """Begin a skill in one world; whatever ran there is cancelled."""
        named = tuple(str(arg) for arg in args)
        words = self._words(skill, named, self._env.scene(world))
        usual = with_defaults(skill, dict(options)) == with_defaults(skill, {})
        mine = not keep or (self._guided and all(map(_is_distance, keep)))
        if words is None or not mine or not usual or (world, skill, named) in self._given_up:
            self._running.pop(world, None)
            self._last_words.pop(world, None)
            self._own.start(world, skill, args, options, keep)
            return
        self._own.cancel(world)
        if self._last_words.get(world) != words:  # else the chunk in hand goes on
            mask = torch.zeros(self._env.num_worlds, dtype=torch.bool)
            mask[world] = True
            self._policy.reset(mask)
        self._last_words[world] = words
        self._running[world] = _Running(SKILLS[skill], named, words, tuple(keep))

    def keeping(self, world: int) -> tuple[Condition, ...]:
        """What the policy has to keep in a world now."""
        return self._running[world].keep if world in self._running else ()

    def actions(self) -> Tensor:
        """The next action of every world, (N, A); worlds without a skill hold still."""
        actions = self._own.actions()
        if not self._running:
            return actions
        count = self._env.num_worlds
        tasks = [self._last_words.get(world, "") for world in range(count)]
        acting = torch.tensor([world in self._running for world in range(count)])
        batch = policy_batch(self._look(), tasks, acting.device)
        chunk = self._policy.predict_action_chunk({**batch, "worlds": acting})
        stopped = getattr(self._policy, "stopped", torch.zeros(count, dtype=torch.bool))
        for world, step in self._running.items():
            step.ticks += 1
            step.stopped = step.stopped + 1 if bool(stopped[world]) else 0
        return torch.where(acting[:, None], chunk[:, 0].to(actions), actions)

    def happened(self, world: int) -> Sequence[Event]:
        """What the robot's own skills have to tell."""
        return self._own.happened(world) if isinstance(self._own, Telling) else ()

    def status(self, world: int) -> SkillStatus:
        """Where a world's skill stands, as of the last `actions`."""
        step = self._running.get(world)
        if step is None:
            return self._own.status(world)
        bound = dict(zip((p.name for p in step.spec.positional), step.args, strict=True))
        purpose = step.spec.achieves
        assert purpose is not None
        reached = judge(purpose, self._env.scene(world), bound).truth is True
        step.held = step.held + 1 if reached else 0
        if step.held >= SETTLED:
            del self._running[world]
            return SkillStatus("done", step.words)
        for spent, most, why in (
            (step.ticks, PATIENCE, "the policy tried for {:.0f} s"),
            (step.stopped, STUCK, "the policy found no way that keeps its distance for {:.0f} s"),
        ):
            if spent >= most:
                del self._running[world]
                self._given_up.add((world, step.spec.name, step.args))
                reason = why.format(most * self._env.control_dt)
                return SkillStatus("failed", step.words, reason)
        return SkillStatus("running", f"policy: {step.words}")

    def cancel(self, world: int) -> None:
        """Stop at once and hold still, keeping the gripper as it is."""
        self._running.pop(world, None)
        self._last_words.pop(world, None)
        self._own.cancel(world)

    def _words(self, skill: str, args: tuple[str, ...], scene: Scene) -> str | None:
        """A step as an instruction; None if the policy has no words for it."""
        if skill in PLACING:
            thing, goal = args[0], (PLACING[skill], args[1])
        elif skill == "pick" and args[0] in self._goals:
            thing, goal = args[0], self._goals[args[0]]
        else:
            return None
        names = [shortest_name(scene[name], scene) for name in (thing, goal[1]) if name in scene]
        if len(names) < 2 or None in names:
            return None
        return WORDS.format(thing=names[0], where=goal[0], place=names[1])


def _is_distance(condition: Condition) -> bool:
    return isinstance(condition, Atom) and condition.name == "clear_of"
