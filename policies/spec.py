"""What a policy sees and does: stored in every checkpoint, compared with data and worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vla.action import ActionSpec
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, Feature, Features, compare


@dataclass(frozen=True)
class PolicySpec:
    """Inputs, actions and how many steps of each; the letters are Diffusion Policy's."""

    features: Mapping[str, Feature]
    """Cameras, state and `action`, by LeRobot's names."""
    action: ActionSpec
    n_obs_steps: int = 1
    """Observations that are seen together, the last one being now."""
    horizon: int = 16
    """Actions of a chunk; the first is of the oldest observation."""
    n_action_steps: int = 8
    """Actions, from now on, that are carried out before the next chunk is asked for."""
    relative: bool = True
    """Poses and joints are predicted relative to where the robot is (`vla.relative`)."""

    def __post_init__(self) -> None:
        for name in ("n_obs_steps", "horizon", "n_action_steps"):
            if type(getattr(self, name)) is not int:
                raise UserError(f"{name}={getattr(self, name)} is not understood: a whole number.")
        if not isinstance(self.relative, bool):
            raise UserError(f"relative={self.relative} is not understood: true or false.")
        room = self.horizon - self.n_obs_steps + 1
        if self.n_obs_steps < 1 or not 1 <= self.n_action_steps <= room:
            raise UserError(
                f"n_obs_steps={self.n_obs_steps}, horizon={self.horizon}, n_action_steps="
                f"{self.n_action_steps}: at least one step of each, and n_action_steps at most"
                " horizon - n_obs_steps + 1."
            )

    @staticmethod
    def of(features: Features, action: ActionSpec, cameras: tuple[str, ...] | None = None,
           **steps: Any) -> PolicySpec:  # fmt: skip
        """The spec of what was recorded or what worlds show: RGB cameras and the robot's state.

        Args:
            cameras: names of those that the policy looks through; all by default.
            steps: `n_obs_steps`, `horizon`, `n_action_steps`, `relative`.

        Raises:
            UserError: a camera that is not there, no state or no action.
        """
        there = {key for key, f in features.items() if f.role == "rgb"}
        wanted = there if cameras is None else {f"{IMAGES}{name}" for name in cameras}
        missing = sorted({*wanted, STATE, ACTION} - set(features))
        if missing:
            raise UserError(
                f"There is no {', '.join(missing)}; there are {', '.join(sorted(features))}."
            )
        kept = {key: features[key] for key in (*sorted(wanted), STATE, ACTION)}
        return PolicySpec(kept, action, **steps)

    @property
    def cameras(self) -> tuple[str, ...]:
        """Keys of the pictures, in the order in which the policy sees them."""
        return tuple(key for key in self.features if key.startswith(IMAGES))

    @property
    def state_dim(self) -> int:
        """Numbers in `observation.state`."""
        return self.features[STATE].shape[0]

    @property
    def state_names(self) -> tuple[str, ...]:
        return self.features[STATE].names

    @property
    def action_dim(self) -> int:
        return self.action.dim

    def differences(self, features: Features, action: ActionSpec | None, what: str) -> list[str]:
        """What does not fit between this policy and data or worlds; a line each, both sides."""
        theirs = {key: features[key] for key in self.features if key in features}
        lines = compare(self.features, theirs, what)
        if action != self.action:
            lines.append(f"actions: {self.action} here, {action} in {what}")
        return lines

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        plain = {name: getattr(self, name) for name in _STEPS}
        features = {key: feature.to_json() for key, feature in self.features.items()}
        return {"features": features, "action": self.action.to_json(), **plain}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> PolicySpec:
        """Inverse of `to_json`."""
        features = {key: Feature.from_json(f) for key, f in values["features"].items()}
        steps = {name: values[name] for name in _STEPS}
        return PolicySpec(features, ActionSpec.from_json(values["action"]), **steps)

    def with_steps(self, **steps: int) -> PolicySpec:
        """The same with other numbers of steps."""
        return replace(self, **steps)


_STEPS = ("n_obs_steps", "horizon", "n_action_steps", "relative")
