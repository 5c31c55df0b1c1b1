"""What is held in the hand to move a robot: what it says, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

Event = Literal["save", "discard", "takeover", "quit"]


@dataclass(frozen=True)
class Command:
    """What somebody wants now."""

    twist: np.ndarray
    """(6,) in [-1, 1]: how fast along x, y, z and about x, y, z of the base frame."""
    gripper: float
    """+1 closes, -1 opens."""
    event: Event | None = None
    """What to do with the episode; said once."""


class Device(Protocol):
    """Something that is held in the hand."""

    help: str
    """A line for each of its keys: `key - effect`."""

    def read(self) -> Command:
        """What is wanted now; returns at once."""
        ...

    def reset(self) -> None:
        """A new episode begins: the gripper is open, what was pressed before does not count."""
        ...

    def close(self) -> None:
        """Let go of it. Safe to call twice."""
        ...
