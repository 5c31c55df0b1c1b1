"""Gamepads, through GLFW, which knows the layout of most (its names are Xbox's)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from vla.errors import UserError

from .operating import Command, Event

DEAD = 0.15
"""Deflection that counts as none: sticks do not rest exactly in the middle."""

# GLFW's numbers
A, X, Y, LEFT_BUMPER, RIGHT_BUMPER, BACK, START, GUIDE = 0, 2, 3, 4, 5, 6, 7, 8
EVENTS: Mapping[int, Event] = {
    START: "save", BACK: "discard", Y: "takeover", GUIDE: "quit",
}  # fmt: skip
PADS = 16

HELP = """\
Left stick - away, towards; left, right
Right trigger, left trigger - up, down
Right stick - point the fingers away or to the base; turn the hand about the vertical
Left and right bumper - point the fingers left, right
A - close or open the gripper
Y - take over from the policy, or give back
Start - save the episode
Back - discard the episode
Guide - quit"""


class Gamepad:
    """The first gamepad that is connected.

    Args:
        state: buttons (15,) and axes (6,) now, as GLFW has them; None once it is gone.

    Raises:
        UserError: there is none.
    """

    help = HELP

    def __init__(self, state: Callable[[], Any] | None = None):
        self._state = state or _first()
        self._gripper = -1.0
        self._down: frozenset[int] = frozenset()

    def read(self) -> Command:
        """What sticks and buttons want now. Raises `UserError` if the gamepad is gone."""
        state = self._state()
        if state is None:
            raise UserError("The gamepad is gone. Connect it and begin again.")
        down = frozenset(number for number, is_down in enumerate(state.buttons) if is_down)
        pressed, self._down = down - self._down, down
        if A in pressed:
            self._gripper = -self._gripper
        event: Event | None = None
        for button in pressed & EVENTS.keys():
            event = EVENTS[button]
        return Command(twist(state.axes, state.buttons), self._gripper, event)

    def reset(self) -> None:
        """Open the gripper."""
        self._gripper = -1.0

    def close(self) -> None:
        """Nothing to let go of."""


def twist(axes: Sequence[float], buttons: Sequence[int]) -> np.ndarray:
    """How fast (6,) sticks (right and towards the user count up), triggers (-1 at rest) and
    bumpers want the hand to move."""
    left_x, left_y, right_x, right_y = (_alive(value) for value in axes[:4])
    left, right = (_alive((value + 1) / 2) for value in axes[4:6])
    aside = float(buttons[LEFT_BUMPER]) - float(buttons[RIGHT_BUMPER])
    return np.array([-left_y, -left_x, right - left, aside, right_y, -right_x])


def _alive(value: float) -> float:
    """A deflection without the dead zone; full deflection stays one."""
    beyond = max(0.0, abs(value) - DEAD) / (1 - DEAD)
    return float(np.copysign(min(1.0, beyond), value))


def _first() -> Callable[[], Any]:
    import glfw

    if not glfw.init():
        raise UserError("Gamepads cannot be read: GLFW does not start. Is there a display?")
    for number in range(PADS):
        if glfw.joystick_is_gamepad(number):
            return lambda: glfw.get_gamepad_state(number)
    raise UserError("No gamepad is connected. Connect one, or use device=keyboard.")
