"""Skills: closed-loop motions behind the words of `vla.skills`, for N worlds at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from vla.errors import UnknownName
from vla.plan import Condition
from vla.protocols import Env, SkillStatus

from ..motion import Motion, Unreachable
from ..tracker import Tracker
from .articulated import close_fixture, open_fixture, press
from .context import Context
from .pick import pick
from .place import place_at, place_beside, place_in, place_on
from .push import push
from .reach import home, move_to
from .travel import paced

PLANS: dict[str, Callable[..., Motion]] = {
    "pick": pick,
    "place_in": place_in,
    "place_on": place_on,
    "place_beside": place_beside,
    "place_at": place_at,
    "push": push,
    "open": open_fixture,
    "close": close_fixture,
    "press": press,
    "move_to": move_to,
    "home": home,
}
"""Skill name -> the function that plans its motion: (context, *args, **options) -> Motion."""


class SkillSet:
    """Runs one skill per world: plans its motion, then tracks it tick by tick.

    Implements `vla.protocols.Skills`.
    """

    def __init__(self, env: Env):
        self._env = env
        self._tracker = Tracker(env)

    def start(
        self,
        world: int,
        skill: str,
        args: Sequence[str | float],
        options: Mapping[str, str | float],
        keep: Sequence[Condition],
    ) -> None:
        """Begin a skill in one world; whatever ran there is cancelled."""
        if skill not in PLANS:
            raise UnknownName("skill", skill, PLANS)
        given: dict[str, Any] = dict(options)
        speed = float(given.pop("speed", 1.0))
        context = Context(self._env, world, self._env.scene(world), tuple(keep), speed)
        try:
            motion = PLANS[skill](context, *args, **given)
        except Unreachable as reason:
            self._tracker.cancel(world)
            self._tracker.status[world] = SkillStatus("failed", f"plan {skill}", str(reason))
            return
        legs = (replace(leg, speed=speed * leg.speed) for leg in motion.legs)
        legs = tuple(paced(context, leg) for leg in legs)
        self._tracker.start(world, Motion(legs))

    def actions(self) -> Tensor:
        """The next action of every world, (N, A); worlds without a skill hold still."""
        return self._tracker.actions()

    def status(self, world: int) -> SkillStatus:
        """Where a world's skill stands, as of the last `actions`."""
        return self._tracker.status[world]

    def cancel(self, world: int) -> None:
        """Stop at once and hold still, keeping the gripper as it is."""
        self._tracker.cancel(world)
