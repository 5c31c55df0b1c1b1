"""The small contracts through which the rooms meet; they meet only in the core.

`N` is the number of worlds: everything here is written for many at once, and one world is N = 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from torch import Tensor

from vla.action import ActionSpec
from vla.finding import Asked, Finding
from vla.plan import Condition, Given
from vla.scene import Scene
from vla.task import Setup
from vla.trace import Event


@runtime_checkable
class Env(Protocol):
    """N simulated (or real) worlds as skills and the agent see them. Tensors are float64."""

    num_worlds: int
    action_spec: ActionSpec
    control_dt: float
    """[s]"""

    def step(self, actions: Tensor) -> None:
        """Advance every active world by one control step; `actions` (N, A) in `action_spec`."""
        ...

    def scene(self, world: int) -> Scene:
        """What is true now in one world."""
        ...

    def watch(self, world: int, names: Sequence[str]) -> None:
        """Measure the robot's clearance to these entities from now on (`Scene.clearance`)."""
        ...

    @property
    def tool_pose(self) -> Tensor:
        """Measured pose of the tool (between the fingertips), (N, 7): position [m], wxyz."""
        ...

    @property
    def command(self) -> Tensor:
        """Tool pose commanded last, (N, 7): what an `ee_delta` action counts from."""
        ...

    @property
    def home(self) -> Tensor:
        """Tool pose of the resting posture, (7,)."""
        ...

    @property
    def gripper_width(self) -> Tensor:
        """Distance between the pads [m], (N,)."""
        ...

    @property
    def entity_poses(self) -> Tensor:
        """(N, E, 7) position [m] and wxyz of every entity; rows follow `entity_index`."""
        ...

    def entity_index(self, world: int, name: str) -> int:
        """Row of an entity in `entity_poses`."""
        ...

    def solve_ik(self, world: int, position: np.ndarray, quaternion: np.ndarray) -> IkSolution:
        """Joint angles that put the tool at a pose, from the world's present posture."""
        ...

    def pose_actions(self, position: Tensor, quaternion: Tensor, gripper: Tensor) -> Tensor:
        """Actions (N, A) in `action_spec` that command tool poses: (N, 3), (N, 4), (N,)."""
        ...

    def render(self, world: int, camera: str, width: int, height: int) -> np.ndarray:
        """RGB (H, W, 3) uint8."""
        ...

    def get_state(self, world: int) -> Mapping[str, Any]:
        """Everything needed to continue bit for bit from here."""
        ...

    def set_state(self, world: int, state: Mapping[str, Any]) -> None:
        """Return to a state of `get_state`."""
        ...


@dataclass(frozen=True)
class IkSolution:
    """Joint angles and how well they fit."""

    joints: np.ndarray
    """(J,) [rad]"""
    position_error: float
    """[m]"""
    rotation_error: float
    """[rad]"""

    @property
    def reached(self) -> bool:
        """Within 2 mm and 0.02 rad."""
        return self.position_error < 2e-3 and self.rotation_error < 0.02


@dataclass(frozen=True)
class SkillStatus:
    """`running`, `done` or `failed`, with the reason and the phase for people to read."""

    state: str
    phase: str = ""
    reason: str = ""


@runtime_checkable
class Skills(Protocol):
    """Turns skill calls into actions, one running skill per world."""

    def start(
        self,
        world: int,
        skill: str,
        args: Sequence[str | float],
        options: Mapping[str, Given],
        keep: Sequence[Condition],
    ) -> None:
        """Begin a skill in one world; whatever ran there is cancelled.

        Args:
            args: resolved values, in the order of the skill's `SkillSpec.positional`.
            options: named options such as `speed`.
            keep: invariants that hold meanwhile, about entities by name (`vla.monitor.pinned`).
        """
        ...

    def actions(self) -> Tensor:
        """The next action of every world, (N, A); worlds without a skill hold still."""
        ...

    def status(self, world: int) -> SkillStatus:
        """Where a world's skill stands, as of the last `actions`."""
        ...

    def cancel(self, world: int) -> None:
        """Stop at once and hold still, keeping the gripper as it is."""
        ...


@runtime_checkable
class Telling(Protocol):
    """Skills that have more to tell than their status; the agent writes it into the trace."""

    def happened(self, world: int) -> Sequence[Event]:
        """Events of a world in the last `actions`, such as a search; the agent adds the path."""
        ...


class Eyes(Protocol):
    """Answers what a plan asks of pictures."""

    def look(self, world: int, scene: Scene, asked: Sequence[Asked]) -> Sequence[Look]:
        """Take one picture of a world and answer every question about it.

        Args:
            scene: what is known now.

        Raises:
            UserError: it cannot be answered by these eyes.
        """
        ...


@dataclass(frozen=True)
class Look:
    """One question with its answer, and the event that tells of it, whose path is empty."""

    asked: Asked
    finding: Finding
    event: Event


@runtime_checkable
class Seeing(Protocol):
    """Worlds with somebody who looks at them."""

    eyes: Eyes | None


@runtime_checkable
class EpisodeSink(Protocol):
    """Receives what happens in one world, step by step: a video, a data set, a report."""

    def begin(self, setup: Setup, env: Env, world: int) -> None: ...

    def step(self, action: np.ndarray, scene: Scene) -> None: ...

    def end(self, success: bool) -> None: ...
