"""Teleoperation: somebody moves the hand with keys, a gamepad or a SpaceMouse.

A device says how fast the hand shall move, in the base frame: x away from the base, y to its
left, z up. Who operates is thought to stand behind the robot and to look along x. The gripper is
a switch that the device keeps: pressed once it closes, pressed again it opens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from vla.errors import UnknownName, UserError
from vla.geometry import quat_exp, quat_multiply

from .operating import Command, Device, Event
from .worlds import Worlds

DEVICES = ("keyboard", "gamepad", "spacemouse")

FADE = 0.15
"""Seconds in which a key press fades where it is not known when the key is let go."""
SPEED = 0.25
"""Of the hand at full deflection [m/s]."""
TURN_SPEED = 1.2
"""The same of its rotation [rad/s]."""
LEASH = 0.08
"""Metres that the commanded hand may be ahead of the real one: pushing against a table must not
pile up way that is to be taken back."""


class Window(Protocol):
    """What is needed of `vla.envs.viewer.Viewer`."""

    @property
    def is_open(self) -> bool: ...

    def sync(self) -> None: ...

    def listen(self, listener: Callable[[int], None]) -> None: ...

    def is_down(self, key: int) -> bool | None: ...


# GLFW's numbers, which MuJoCo's viewer hands on as they are.
ENTER, INSERT, DELETE, HOME, END = 257, 260, 261, 268, 269
RIGHT, LEFT, DOWN, UP, PAGE_UP, PAGE_DOWN = 262, 263, 264, 265, 266, 267
SHIFTS = (340, 344)
Q = 81

MOVES: Mapping[int, tuple[int, float]] = {
    UP: (0, 1.0), DOWN: (0, -1.0), LEFT: (1, 1.0), RIGHT: (1, -1.0),
    PAGE_UP: (2, 1.0), PAGE_DOWN: (2, -1.0),
}  # fmt: skip
"""Key -> component of the translation and its sign."""
TURNS: Mapping[int, tuple[int, float]] = {
    UP: (4, -1.0), DOWN: (4, 1.0), LEFT: (3, 1.0), RIGHT: (3, -1.0),
    PAGE_UP: (5, 1.0), PAGE_DOWN: (5, -1.0),
}  # fmt: skip
"""The same with shift: the fingers point more to where the arrow does, or the hand turns about the
vertical."""
EVENTS: Mapping[int, Event] = {END: "save", DELETE: "discard", HOME: "takeover", Q: "quit"}

KEYS = """\
Up, Down - away from the base, towards it
Left, Right - to the left, to the right
Page Up, Page Down - up, down
Shift + arrows - point the fingers that way
Shift + Page Up, Page Down - turn the hand left, right about the vertical
Enter - close or open the gripper
Home - take over from the policy, or give back
End - save the episode
Delete - discard the episode
Q - quit"""
"""Keys that do nothing in the viewer, or nothing that is seen: its letters switch what is drawn,
its space bar pauses, its backspace resets."""


class Keyboard:
    """The keys of the viewer's window.

    MuJoCo's viewer says that a key went down, but not that it is held or let go. Where `held`
    knows, a key counts for as long as it is down; else a press fades within `FADE` seconds.

    Args:
        held: whether a key is down; None for a key of which that is not known.
        clock: seconds.
    """

    help = KEYS

    def __init__(
        self,
        held: Callable[[int], bool | None] = lambda key: None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._held, self._clock = held, clock
        self._pressed: dict[int, float] = {}
        self._gripper = -1.0
        self._event: Event | None = None

    def press(self, key: int) -> None:
        """A key went down; the viewer calls this from its own thread."""
        if key == ENTER:
            self._gripper = -self._gripper
        elif key in EVENTS:
            self._event = EVENTS[key]
        elif key in MOVES:
            self._pressed[key] = self._clock()

    def read(self) -> Command:
        """What the keys want now."""
        twist = np.zeros(6)
        shift = any(self._held(key) for key in SHIFTS)
        for key, (axis, sign) in (TURNS if shift else MOVES).items():
            twist[axis] += sign * self._strength(key)
        event, self._event = self._event, None
        return Command(twist, self._gripper, event)

    def reset(self) -> None:
        """Open the gripper and forget presses."""
        self._pressed.clear()
        self._gripper, self._event = -1.0, None

    def close(self) -> None:
        """Nothing to let go of."""

    def _strength(self, key: int) -> float:
        """How much a key counts, in [0, 1]."""
        age = self._clock() - self._pressed.get(key, -np.inf)
        fresh = max(0.0, 1.0 - age / FADE)
        held = self._held(key)
        # a tap between two readings counts too, though nobody saw it held
        return fresh if held is None else max(float(held), float(fresh > 0.5))


class WithKeys:
    """A device in one hand, the keys of the window for what happens to the episode."""

    def __init__(self, device: Device, keys: Keyboard):
        self._device, self._keys = device, keys
        self.help = f"{device.help}\n{EPISODE_KEYS}"

    def read(self) -> Command:
        """What the device wants; an event may come from either."""
        command, other = self._device.read(), self._keys.read().event
        return command if command.event or other is None else replace(command, event=other)

    def reset(self) -> None:
        """Of both."""
        self._device.reset()
        self._keys.reset()

    def close(self) -> None:
        """Of both."""
        self._device.close()
        self._keys.close()


EPISODE_KEYS = "\n".join(KEYS.splitlines()[-4:])
"""Those of the window that count whatever device moves the hand."""


def open_device(name: str, viewer: Window) -> Device:
    """One of `DEVICES`; the keys of the viewer's window save, discard and quit with each.

    Raises:
        UnknownName: no such device.
        UserError: it is not there, or what reads it is not installed.
    """
    if name not in DEVICES:
        raise UnknownName("device", name, DEVICES)
    keys = Keyboard(viewer.is_down)
    viewer.listen(keys.press)
    if name == "gamepad":
        from .gamepad import Gamepad

        return WithKeys(Gamepad(), keys)
    if name == "spacemouse":
        from .spacemouse import SpaceMouse

        return WithKeys(SpaceMouse(), keys)
    return keys


class Teleoperator:
    """A `vla.rollout.Policy` for one world: what a device says becomes actions of any mode.

    Each call waits until its control step is due, so that the world runs in real time, and shows
    the world in the viewer.

    Args:
        worlds: of one world.
        device: what to read; see `open_device`.
        viewer: to show the world in; None for none.
        real_time: wait; without, steps follow each other as fast as they can.

    Attributes:
        event: what was last asked for and has not been taken; see `take_event`.

    Raises:
        UserError: more than one world.
    """

    def __init__(
        self,
        worlds: Worlds,
        device: Device,
        viewer: Window | None = None,
        real_time: bool = True,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        if worlds.num_worlds != 1:
            raise UserError(
                f"Somebody can operate one world at a time, not {worlds.num_worlds}: use"
                " num_envs=1."
            )
        self.device, self.event = device, None
        self._worlds, self._viewer, self._real_time = worlds, viewer, real_time
        self._clock, self._sleep = clock, sleep
        self._due: float | None = None

    event: Event | None

    def reset(self, worlds: Tensor) -> None:
        """A new episode: the gripper is open, and time begins anew."""
        if bool(worlds.any()):
            self.device.reset()
            self._due = None

    def predict_action_chunk(self, batch: Mapping[str, Any]) -> Tensor:
        """What the device wants as one action, (1, 1, A). `batch` is not looked at."""
        self._wait()
        if self._viewer is not None:
            self._viewer.sync()
        command = self.device.read()
        closed = self._viewer is not None and not self._viewer.is_open
        self.event = "quit" if closed else (command.event or self.event)
        return self.action(command)[:, None]

    def take_event(self) -> Event | None:
        """What was asked for since the last call; whoever takes it carries it out."""
        event, self.event = self.event, None
        return event

    def action(self, command: Command) -> Tensor:
        """The action (1, A) for the next control step."""
        worlds, dt = self._worlds, self._worlds.control_dt
        was = worlds.command
        twist = torch.as_tensor(np.clip(command.twist, -1.0, 1.0), dtype=was.dtype)
        tool = worlds.tool_pose[0, :3]
        before = was[0, :3] - tool
        lead = before + SPEED * dt * twist[:3]
        # a hand that cannot follow, at a table say, still slides along it
        allowed = max(LEASH, float(before.norm()))
        if float(lead.norm()) > allowed:
            lead = lead * (allowed / lead.norm())
        turn = quat_exp(TURN_SPEED * dt * twist[3:])
        quaternion = quat_multiply(turn, was[0, 3:])
        gripper = was.new_full((1,), command.gripper)
        return worlds.pose_actions((tool + lead)[None], quaternion[None], gripper)

    def _wait(self) -> None:
        """Until the next control step is due; steps that come too late are not caught up."""
        if not self._real_time:
            return
        now = self._clock()
        if self._due is not None and now < self._due:
            self._sleep(self._due - now)
            now = self._due
        self._due = now + self._worlds.control_dt
