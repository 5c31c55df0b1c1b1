"""Features: what one named stream of an observation, an action or a recording holds at one step.

Names are LeRobot's: `observation.images.<camera>`, `observation.state`, `action`. Conventions are
data: features are stored with every dataset and every policy, and compared when they meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from vla.errors import UnknownName, UserError
from vla.plain import from_plain, to_plain

ROLES = ("rgb", "depth", "segmentation", "state", "action", "record")
"""Pictures by what a pixel says; `state` is felt by the robot, `record` is for the recording only
(rewards, times, the simulator's state) and not meant for a policy."""
PICTURES = ROLES[:3]

IMAGES = "observation.images."
DEPTH = "observation.depth."
SEGMENTATION = "observation.segmentation."
ENVIRONMENT = "observation.environment_state"
STATE = "observation.state"
ACTION = "action"
EXECUTED = "action.executed"
"""What was carried out where that is not what the expert wanted (noise, drifts)."""
REWARD = "reward"
TIMESTAMP = "timestamp"
"""Seconds since the episode began, as measured."""
PERTURBED = "is_perturbed"
"""Steps at which the robot was led astray on purpose."""
INTERVENTION = "is_intervention"
"""Steps at which somebody took over from the policy."""
SIMULATOR = "simulator.state"
"""Everything that the simulator needs to go on from here, flat."""


@dataclass(frozen=True)
class Camera:
    """How a camera looks at the world."""

    fovy: float
    """Vertical field of view [rad]; pixels are square, the axis passes through the middle."""
    mount: str = "world"
    """`world`, or the body that carries it: `tool` is the hand, from the point between the
    fingertips."""
    position: tuple[float, ...] = ()
    """In the mount's frame [m]."""
    quaternion: tuple[float, ...] = ()
    """wxyz; looks along -z, y up (OpenGL, MuJoCo)."""

    def focal(self, height: int) -> float:
        """Focal length [px] of a picture of this height."""
        return 0.5 * height / float(np.tan(0.5 * self.fovy))


@dataclass(frozen=True)
class Feature:
    """One stream, at one control step."""

    shape: tuple[int, ...]
    """Without the time axis; pictures are (H, W, 3) or (H, W)."""
    dtype: str
    """Numpy's name."""
    role: str
    """One of `ROLES`."""
    names: tuple[str, ...] = ()
    """Of the components of a vector."""
    units: tuple[str, ...] = ()
    """Of the components; `1` for none. One unit stands for all, as in a depth picture."""
    scale: float = 1.0
    """Multiply by it to get the unit."""
    layout: tuple[str, ...] = ()
    """`name:size` of the pieces that a flat vector is made of."""
    camera: Camera | None = None

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise UnknownName("role of a feature", self.role, ROLES)
        for given, what in ((self.names, "names"), (self.units, "units")):
            if len(given) > 1 and (len(self.shape) != 1 or len(given) != self.shape[0]):
                raise UserError(f"{len(given)} {what} for a feature of shape {self.shape}.")

    @property
    def is_picture(self) -> bool:
        return self.role in PICTURES

    @property
    def row_bytes(self) -> int:
        """Bytes of one step."""
        return int(np.prod(self.shape, dtype=np.int64)) * np.dtype(self.dtype).itemsize

    def to_json(self) -> dict[str, Any]:
        """Plain values; what has its default is left out."""
        blank = Feature(self.shape, self.dtype, self.role)
        kept = {"shape", "dtype", "role"} | {
            f.name for f in fields(self) if getattr(self, f.name) != getattr(blank, f.name)
        }
        plain = {k: v for k, v in to_plain(self).items() if k in kept}
        if self.camera is not None:
            plain["camera"] = to_plain(self.camera)
        return plain

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> Feature:
        """Inverse of `to_json`; keys of later versions are ignored."""
        plain = from_plain(Feature, values)
        if plain.get("camera") is not None:
            plain["camera"] = Camera(**from_plain(Camera, plain["camera"]))
        return Feature(**plain)


Features = Mapping[str, Feature]


def compare(ours: Features, theirs: Features, what: str = "theirs") -> list[str]:
    """What differs between two sets of features, a line each with both sides."""
    lines = []
    for key in sorted({*ours, *theirs}):
        if key not in ours or key not in theirs:
            side = f"only in {what}" if key in theirs else f"not in {what}"
            lines.append(f"{key}: {side}")
            continue
        mine, other = ours[key].to_json(), theirs[key].to_json()
        for field in sorted({*mine, *other} - {"camera"}):
            if mine.get(field) != other.get(field):
                lines.append(f"{key}.{field}: {mine.get(field)} here, {other.get(field)} in {what}")
    return lines


def outlasts(key: str, feature: Feature) -> bool:
    """Whether a stream also has a row after the last action, as observations do."""
    return feature.is_picture or feature.role == "state" or key in (TIMESTAMP, SIMULATOR)


def cameras(features: Features) -> tuple[str, ...]:
    """Names of the cameras that take RGB pictures."""
    return tuple(k.removeprefix(IMAGES) for k, f in features.items() if f.role == "rgb")
