"""Teleoperation: what keys, sticks and reports mean, and what the hand does with it."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
import torch

from vla.envs import gamepad, spacemouse, teleoperation
from vla.envs.registration import register_environments
from vla.envs.teleoperation import (
    DELETE,
    DOWN,
    END,
    ENTER,
    FADE,
    KEYS,
    LEFT,
    PAGE_UP,
    SHIFTS,
    SPEED,
    UP,
    Command,
    Keyboard,
    Q,
    Teleoperator,
    WithKeys,
    open_device,
)
from vla.envs.vector import BatchedEnv
from vla.errors import UnknownName, UserError
from vla.rollout import rollout

register_environments()

State = namedtuple("State", "buttons axes")


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Script:
    """A device that does what it was told, then nothing."""

    help = ""

    def __init__(self, *commands: Command):
        self.commands, self.resets = list(commands), 0
        self.last = Command(np.zeros(6), -1.0)

    def read(self) -> Command:
        if self.commands:
            self.last = self.commands.pop(0)
            return self.last
        return Command(np.zeros(6), self.last.gripper)

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        pass


class Window:
    """A viewer's window without a screen."""

    def __init__(self) -> None:
        self.is_open, self.synced = True, 0
        self.down: set[int] = set()
        self.listeners: list[Callable[[int], None]] = []

    def sync(self) -> None:
        self.synced += 1

    def listen(self, listener: Callable[[int], None]) -> None:
        self.listeners.append(listener)

    def is_down(self, key: int) -> bool | None:
        return key in self.down

    def press(self, key: int) -> None:
        for listener in self.listeners:
            listener(key)


def batch(num_envs: int = 1, **options: Any) -> BatchedEnv:
    usual: dict[str, Any] = {"autoreset_mode": "Disabled", "cameras": (), "setups": 1}
    env = gym.make_vec("vla/AttributePickPlace-v0", num_envs=num_envs, **{**usual, **options})
    assert isinstance(env, BatchedEnv)
    return env


def moving(**components: float) -> np.ndarray:
    names = ("x", "y", "z", "wx", "wy", "wz")
    return np.array([components.get(name, 0.0) for name in names])


# --- keys --------------------------------------------------------------------------------------


def test_a_press_fades_where_it_is_not_known_what_is_held() -> None:
    clock = Clock()
    keys = Keyboard(clock=clock)
    keys.press(UP)
    seen = []
    for _ in range(5):
        seen.append(keys.read().twist[0])
        clock.now += FADE / 4
    assert seen[0] == 1.0
    assert seen == sorted(seen, reverse=True)
    assert 0 < seen[3] < seen[1] < 1
    assert seen[4] == pytest.approx(0.0, abs=1e-9)
    for _ in range(10):  # a keyboard that repeats every 30 ms moves on steadily
        keys.press(UP)
        clock.now += 0.03
        assert keys.read().twist[0] > 0.75


def test_a_key_counts_while_it_is_held() -> None:
    clock, down = Clock(), {PAGE_UP, LEFT}
    keys = Keyboard(lambda key: key in down, clock)
    clock.now += 10
    np.testing.assert_array_equal(keys.read().twist, moving(y=1, z=1))
    down.clear()
    np.testing.assert_array_equal(keys.read().twist, moving())
    keys.press(UP)  # a tap that was over before anybody looked
    assert keys.read().twist[0] == 1.0
    clock.now += FADE
    assert keys.read().twist[0] == 0.0


def test_opposite_keys_cancel() -> None:
    keys = Keyboard(clock=Clock())
    keys.press(UP)
    keys.press(DOWN)
    np.testing.assert_array_equal(keys.read().twist, moving())


def test_shift_turns() -> None:
    down = {SHIFTS[1], LEFT, PAGE_UP}
    keys = Keyboard(lambda key: key in down, Clock())
    np.testing.assert_array_equal(keys.read().twist, moving(wx=1, wz=1))


def test_enter_toggles_the_gripper_and_events_are_said_once() -> None:
    keys = Keyboard(clock=Clock())
    assert keys.read().gripper == -1.0
    keys.press(ENTER)
    assert keys.read().gripper == 1.0
    assert keys.read().gripper == 1.0
    keys.press(ENTER)
    assert keys.read().gripper == -1.0
    for key, event in ((END, "save"), (DELETE, "discard"), (Q, "quit")):
        keys.press(key)
        assert keys.read().event == event
        assert keys.read().event is None
    keys.press(ENTER)
    keys.press(UP)
    keys.press(END)
    keys.reset()
    command = keys.read()
    assert (command.gripper, command.event, command.twist.any()) == (-1.0, None, False)


def test_every_key_is_explained() -> None:
    for text in (KEYS, gamepad.HELP, spacemouse.HELP):
        assert all(" - " in line for line in text.splitlines())
    assert len(KEYS.splitlines()) == 10
    other = WithKeys(spacemouse.SpaceMouse(lambda: b""), Keyboard())
    assert other.help.startswith("Push, pull")
    assert "Delete - discard" in other.help


# --- gamepad -----------------------------------------------------------------------------------


def pad(axes: dict[int, float] | None = None, *buttons: int) -> State:
    rest = {4: -1.0, 5: -1.0, **(axes or {})}
    return State(
        [int(number in buttons) for number in range(15)], [rest.get(n, 0.0) for n in range(6)]
    )


def test_sticks_have_a_dead_zone() -> None:
    rest = pad({0: 0.1, 1: -0.14, 2: 0.05, 3: 0.12, 4: -0.8})
    np.testing.assert_array_equal(gamepad.twist(rest.axes, rest.buttons), moving())
    just = pad({1: -0.2})
    assert 0 < gamepad.twist(just.axes, just.buttons)[0] < 0.1  # no jump at its edge
    full = pad({0: -1.0, 1: -1.0, 3: 1.0, 5: 1.0}, gamepad.RIGHT_BUMPER)
    np.testing.assert_allclose(
        gamepad.twist(full.axes, full.buttons), moving(x=1, y=1, z=1, wx=-1, wy=1)
    )


def test_buttons_of_a_gamepad() -> None:
    states = [pad(), pad(None, 0), pad(None, 0), pad(), pad(None, 0), pad(None, gamepad.START)]
    device = gamepad.Gamepad(lambda: states.pop(0) if states else None)
    seen = [device.read() for _ in range(6)]
    assert [command.gripper for command in seen] == [-1, 1, 1, 1, -1, -1]
    assert [command.event for command in seen] == [None] * 5 + ["save"]
    with pytest.raises(UserError, match="gamepad is gone"):
        device.read()


# --- SpaceMouse --------------------------------------------------------------------------------


def words(number: int, *values: int) -> bytes:
    return bytes([number]) + np.array(values, "<i2").tobytes()


def test_reports_of_a_spacemouse() -> None:
    cap = spacemouse.parsed(words(1, 100, -350, -20), spacemouse.Cap())
    assert cap.translation == (100, -350, -20)
    np.testing.assert_allclose(cap.twist[:3], [1.0, -100 / 350, 20 / 350])
    cap = spacemouse.parsed(words(2, 0, 5, -700), cap)
    assert (cap.translation, cap.rotation) == ((100, -350, -20), (0, 5, -700))
    np.testing.assert_allclose(cap.twist[3:], [0, 0, 1])  # a little is none, much is one
    both = spacemouse.parsed(words(1, 1, 2, 3, 4, 5, 6), cap)
    assert (both.translation, both.rotation) == ((1, 2, 3), (4, 5, 6))
    assert spacemouse.parsed(bytes([3, 2, 0, 0, 0]), cap).buttons == 2
    for other in (b"", b"\x01", words(1, 7), b"\x02\x00\x01\x02", b"\x17\x64", b"\x03"):
        assert spacemouse.parsed(other, cap) == cap


def test_all_waiting_reports_are_read() -> None:
    waiting = [words(1, 0, -350, 0), bytes([3, 1, 0]), bytes([3, 0, 0]), words(1, 350, 0, 0), b""]
    device = spacemouse.SpaceMouse(lambda: waiting.pop(0) if waiting else b"")
    command = device.read()
    np.testing.assert_array_equal(command.twist, moving(y=-1))
    assert command.gripper == 1.0
    np.testing.assert_array_equal(device.read().twist, moving(y=-1))  # until it says otherwise
    waiting += [bytes([3, 3, 0])]
    assert (device.read().gripper, device.read().event) == (-1.0, None)
    device.close()

    def gone() -> bytes:
        raise OSError("read error")

    with pytest.raises(UserError, match="SpaceMouse is gone"):
        spacemouse.SpaceMouse(gone).read()


def test_what_reads_a_spacemouse_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(spacemouse.importlib, "import_module", missing)
    with pytest.raises(UserError, match="pip install hidapi"):
        spacemouse.SpaceMouse()


# --- devices and worlds --------------------------------------------------------------------------


def test_devices_by_name() -> None:
    window = Window()
    device = open_device("keyboard", window)
    window.press(END)
    assert device.read().event == "save"
    with pytest.raises(UnknownName, match="Did you mean 'keyboard'"):
        open_device("keybord", window)


def test_keys_save_whatever_moves_the_hand() -> None:
    keys = Keyboard(clock=Clock())
    both = WithKeys(Script(Command(moving(z=1), 1.0), Command(moving(), 1.0, "discard")), keys)
    keys.press(END)
    keys.press(UP)
    command = both.read()
    assert (command.gripper, command.event) == (1.0, "save")
    np.testing.assert_array_equal(command.twist, moving(z=1))
    assert both.read().event == "discard"


@pytest.mark.parametrize("action_mode", ["ee_delta", "ee_pose", "joint"])
def test_a_device_lifts_the_hand_and_closes_it(action_mode: str) -> None:
    env = batch(action_mode=action_mode)
    env.reset(seed=[0])
    worlds = env.worlds
    steps = [Command(moving(z=1), -1.0)] * 8 + [Command(moving(), 1.0)] * 12
    policy = Teleoperator(worlds, Script(*steps), real_time=False)
    policy.reset(torch.ones(1, dtype=torch.bool))
    before, width = worlds.tool_pose[0], float(worlds.gripper_width[0])
    for _ in range(20):
        action = policy.predict_action_chunk({})
        assert action.shape == (1, 1, worlds.action_spec.dim)
        env.step(action[:, 0])
    moved = (worlds.tool_pose[0, :3] - before[:3]).numpy()
    np.testing.assert_allclose(moved, [0, 0, 8 * SPEED / 20], atol=0.01)
    assert float(worlds.gripper_width[0]) < 0.2 * width


def test_turning_leaves_the_hand_where_it_is() -> None:
    env = batch()
    env.reset(seed=[0])
    before = env.worlds.tool_pose[0]
    policy = Teleoperator(env.worlds, Script(*[Command(moving(wz=1), -1.0)] * 10), real_time=False)
    for _ in range(20):
        env.step(policy.predict_action_chunk({})[:, 0])
    after = env.worlds.tool_pose[0]
    assert float((after[:3] - before[:3]).norm()) < 0.01
    angle = 2 * np.arccos(min(1.0, abs(float((after[3:] * before[3:]).sum()))))
    assert angle == pytest.approx(10 * teleoperation.TURN_SPEED / 20, abs=0.05)


def test_pushing_against_the_table_does_not_pile_up() -> None:
    env = batch()
    env.reset(seed=[0])
    device = Script(*[Command(moving(z=-1), 1.0)] * 60)
    policy = Teleoperator(env.worlds, device, real_time=False)
    for _ in range(60):
        env.step(policy.predict_action_chunk({})[:, 0])
    ahead = (env.worlds.command[0, :3] - env.worlds.tool_pose[0, :3]).norm()
    assert float(ahead) < teleoperation.LEASH + 0.02


def test_steps_are_paced_and_shown() -> None:
    env, clock, window = batch(), Clock(), Window()
    env.reset(seed=[0])
    policy = Teleoperator(env.worlds, Script(), window, clock=clock, sleep=clock.sleep)
    for busy in (0.0, 0.02, 0.2, 0.0):
        policy.predict_action_chunk({})
        clock.now += busy
    assert clock.slept == pytest.approx([0.05, 0.03])  # the slow step is not caught up
    policy.predict_action_chunk({})
    assert clock.slept[-1] == pytest.approx(0.05)
    assert window.synced == 5
    assert policy.take_event() is None
    window.is_open = False
    policy.predict_action_chunk({})
    assert (policy.take_event(), policy.take_event()) == ("quit", None)


def test_it_is_a_policy_of_one_world() -> None:
    env = batch(setups=2)
    device = Script(Command(moving(x=1), -1.0, "save"))
    policy = Teleoperator(env.worlds, device, real_time=False)
    result = rollout(policy, env, episodes=1)
    assert result.steps > 1
    assert device.resets == 1
    assert policy.take_event() == "save"
    with pytest.raises(UserError, match="not 2: use num_envs=1"):
        Teleoperator(batch(2).worlds, device)
