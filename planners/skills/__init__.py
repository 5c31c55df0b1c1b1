"""Skills: closed-loop motions behind the words of `vla.skills`, for N worlds at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from vla.errors import UnknownName
from vla.plan import Condition, Given
from vla.protocols import Env, SkillStatus
from vla.skills import EXECUTE
from vla.trace import Event

from ..composer.dynamics import Rehearse
from ..composer.experience import Experience
from ..motion import Motion, Unreachable
from ..tracker import Tracker
from .articulated import press, push_shut
from .context import Context
from .execute import execute
from .openings import close_fixture, open_fixture
from .pick import pick, pick_by
from .pick_from import pick_from
from .place import place_at, place_beside, place_in, place_on
from .push import push
from .push_to import Motions, push_beside, push_to
from .reach import approach, home, move_at, move_beside, move_to
from .sweep import sweep
from .travel import paced
from .turn import turn_to, turn_towards

PLANS: dict[str, Callable[..., Motion | Motions]] = {
    "pick": pick,
    "pick_from": pick_from,
    "pick_by": pick_by,
    "place_in": place_in,
    "place_on": place_on,
    "place_beside": place_beside,
    "place_at": place_at,
    "turn_to": turn_to,
    "turn_towards": turn_towards,
    "push": push,
    "push_to": push_to,
    "push_beside": push_beside,
    "sweep": sweep,
    "open": open_fixture,
    "close": close_fixture,
    "push_shut": push_shut,
    "press": press,
    "move_to": move_to,
    "move_beside": move_beside,
    "approach": approach,
    "move_at": move_at,
    "home": home,
}
"""Skill name -> the function that plans its motion: (context, *args, **options) -> Motion; or its
motions one after the other, each when the one before has ended and only while more are needed."""


class SkillSet:
    """Runs one skill per world: plans its motion, then tracks it tick by tick.

    Implements `vla.protocols.Skills`.

    Args:
        rehearse: from a world to copies of it in its present state, to try things out in; skills
            that would are left to their thoughts without.
        experience: what was found out about things on joints; without, it is found out each time.
    """

    def __init__(
        self,
        env: Env,
        rehearse: Rehearse | None = None,
        experience: Experience | None = None,
    ):
        self._env, self._rehearse, self._experience = env, rehearse, experience
        self._tracker = Tracker(env)
        self._contexts: dict[int, Context] = {}
        self._coming: dict[int, Motions] = {}

    def start(
        self,
        world: int,
        skill: str,
        args: Sequence[str | float],
        options: Mapping[str, Given],
        keep: Sequence[Condition],
    ) -> None:
        """Begin a skill in one world; whatever ran there is cancelled."""
        motions = {**PLANS, EXECUTE.name: execute}
        if skill not in motions:
            raise UnknownName("skill", skill, motions)
        given: dict[str, Any] = dict(options)
        speed = float(given.pop("speed", 1.0))
        scene = self._env.scene(world)
        context = Context(
            self._env, world, scene, tuple(keep), speed, self._rehearse, self._experience
        )
        self._coming.pop(world, None)
        try:
            planned = motions[skill](context, *args, **given)
            if isinstance(planned, Motion):
                self._begin(context, planned)
                return
        except Unreachable as reason:
            self._fail(world, f"plan {skill}", str(reason))
            return
        self._tracker.cancel(world)
        self._tracker.status[world] = SkillStatus("done", f"nothing left to {skill}")
        self._coming[world], self._contexts[world] = planned, context
        self._go_on(world)

    def actions(self) -> Tensor:
        """The next action of every world, (N, A); worlds without a skill hold still."""
        actions = self._tracker.actions()
        for world in list(self._coming):
            if self._tracker.status[world].state != "running":
                self._go_on(world)
        return actions

    def status(self, world: int) -> SkillStatus:
        """Where a world's skill stands, as of the last `actions`."""
        return self._tracker.status[world]

    def happened(self, world: int) -> Sequence[Event]:
        """Ways that were searched in the last `actions` (`vla.protocols.Telling`)."""
        searched = self._tracker.searched(world)
        return () if searched is None else (searched,)

    def cancel(self, world: int) -> None:
        """Stop at once and hold still, keeping the gripper as it is."""
        self._coming.pop(world, None)
        self._tracker.cancel(world)

    def _begin(self, context: Context, motion: Motion) -> None:
        legs = (replace(leg, speed=context.speed * leg.speed) for leg in motion.legs)
        self._tracker.start(context.world, Motion(paced(context, legs)))

    def _go_on(self, world: int) -> None:
        """Begin the next motion of a world's skill, if another is needed."""
        status, coming = self._tracker.status[world], self._coming[world]
        try:
            failed = status.state == "failed"
            motion = coming.throw(Unreachable(status.reason)) if failed else next(coming)
            self._begin(self._contexts[world], motion)
        except StopIteration:
            del self._coming[world]
        except Unreachable as reason:
            self._fail(world, "plan the next motion", str(reason))

    def _fail(self, world: int, phase: str, reason: str) -> None:
        self.cancel(world)
        self._tracker.status[world] = SkillStatus("failed", phase, reason)
