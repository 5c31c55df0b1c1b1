"""3Dconnexion's SpaceMouse, read as a plain HID device: no driver of the maker is needed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vla.errors import UserError

from .operating import Command

FULL = 350.0
"""Counts of full deflection."""
DEAD = 0.04
"""Deflection that counts as none."""
MAKERS = (0x256F, 0x046D)
"""3Dconnexion, and Logitech, whose number older ones carry."""
NAMES = ("space", "3dconnexion")

HELP = """\
Push, pull and lift the cap - move the hand
Tilt and twist the cap - turn the hand the same way
Left button - close or open the gripper
Right button - save the episode"""


@dataclass(frozen=True)
class Cap:
    """What the device last said."""

    translation: tuple[int, ...] = (0, 0, 0)
    """Counts to the right, towards the user, down."""
    rotation: tuple[int, ...] = (0, 0, 0)
    """Counts about the same axes."""
    buttons: int = 0
    """One bit each; the left one is bit 0."""

    @property
    def twist(self) -> np.ndarray:
        """How fast (6,) in the base frame, in [-1, 1]."""
        right, near, down = np.array([self.translation, self.rotation], float).T / FULL
        # its axes are right-handed as well, so rotations change their frame as translations do
        parts = np.stack((-near, -right, -down), -1).reshape(6)
        parts[np.abs(parts) < DEAD] = 0.0
        return np.clip(parts, -1.0, 1.0)


def parsed(report: bytes, before: Cap) -> Cap:
    """What is known after a report.

    Number 1 holds the translation, three little-endian whole numbers of 16 bits, and with newer
    devices the rotation behind it; number 2 the rotation; number 3 the buttons, one bit each.
    Others (battery, ...) and those that are cut off change nothing.
    """
    number, data = (report[0], report[1:]) if report else (0, b"")
    words = tuple(np.frombuffer(data[: len(data) // 2 * 2], "<i2").tolist())
    if number == 1 and len(words) >= 6:
        return replace(before, translation=words[:3], rotation=words[3:6])
    if number == 1 and len(words) >= 3:
        return replace(before, translation=words[:3])
    if number == 2 and len(words) >= 3:
        return replace(before, rotation=words[:3])
    if number == 3 and data:
        return replace(before, buttons=int.from_bytes(data[:4], "little"))
    return before


class SpaceMouse:
    """The first SpaceMouse that is connected.

    Args:
        report: the next report that has not been read, empty if there is none; opens the device
            if left out.

    Raises:
        UserError: there is none, or it may not be read, or `hidapi` is not installed.
    """

    help = HELP

    def __init__(self, report: Callable[[], bytes] | None = None):
        self._release: Callable[[], None] = lambda: None
        if report is None:
            report, self._release = _open()
        self._report, self._cap, self._gripper = report, Cap(), -1.0

    def read(self) -> Command:
        """What the cap wants now. Raises `UserError` if the device is gone."""
        event = None
        try:
            while report := self._report():
                before, self._cap = self._cap, parsed(report, self._cap)
                pressed = self._cap.buttons & ~before.buttons
                if pressed & 1:
                    self._gripper = -self._gripper
                if pressed & 2:
                    event = "save"
        except (OSError, ValueError) as error:
            raise UserError(f"The SpaceMouse is gone ({error}). Connect it again.") from None
        return Command(self._cap.twist, self._gripper, event)

    def reset(self) -> None:
        """Open the gripper."""
        self._gripper = -1.0

    def close(self) -> None:
        """Let go of the device."""
        self._release()
        self._release = lambda: None


def _open() -> tuple[Callable[[], bytes], Callable[[], None]]:
    """What reads the next report, and what closes the device."""
    try:
        hid: Any = importlib.import_module("hid")
    except ImportError:
        raise UserError("To read a SpaceMouse: pip install hidapi") from None
    for found in hid.enumerate():
        name = (found.get("product_string") or "").lower()
        if found["vendor_id"] in MAKERS and any(part in name for part in NAMES):
            break
    else:
        raise UserError("No SpaceMouse is connected. Connect one, or use device=keyboard.")
    try:
        if hasattr(hid, "device"):  # the package `hidapi`
            device = hid.device()
            device.open_path(found["path"])
            device.set_nonblocking(True)
        else:  # the package `hid`
            device = hid.Device(path=found["path"])
            device.nonblocking = True
    except Exception as error:  # each package has its own
        raise UserError(
            f"The SpaceMouse cannot be opened ({error}). On Linux, let users read it: a udev rule"
            ' for hidraw with ATTRS{idVendor}=="256f" and MODE="0666".'
        ) from None
    return lambda: bytes(device.read(64) or b""), device.close
