"""Scene: what a planner may know about the world, from ground truth or from perception.

Both sources produce this one type, so a plan that works on the simulator's truth runs
unchanged on estimates. World frame = robot base frame: x forward, y left, z up, table top
at z = 0. Everything is plain Python (no arrays), hashable and cheap to serialise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vla.errors import UnknownName
from vla.finding import Asked, Finding
from vla.vocabulary import KINDS, Kind

Vec3 = tuple[float, float, float]
Quat = tuple[float, float, float, float]

DOWN: Quat = (0.0, 1.0, 0.0, 0.0)
"""The tool points straight down and its fingers open along world y (wxyz)."""


@dataclass(frozen=True)
class Entity:
    """One thing in the scene: an object, or a fixture such as a drawer."""

    name: str
    """Unique in the scene and a valid identifier: `red_block`, `red_block_2`, `top_drawer`."""
    kind: str
    """A key of `vla.vocabulary.KINDS`."""
    color: str | None = None
    size: str | None = None
    """`small`, `medium` or `large`."""
    position: Vec3 = (0.0, 0.0, 0.0)
    """Centre of the bounding box, world frame [m]."""
    quaternion: Quat = (1.0, 0.0, 0.0, 0.0)
    """Orientation, world frame, wxyz."""
    extent: Vec3 = (0.04, 0.04, 0.04)
    """Full size of the bounding box along the local axes [m]."""
    start: Vec3 | None = None
    """Position at the beginning of the episode [m]; `None` when unknown."""
    speed: float | None = None
    """Speed of the centre [m/s]; `None` when unknown."""
    openness: float | None = None
    """Fixtures on a joint: 0 closed .. 1 fully open (a pressed button is 1)."""
    handle: Vec3 | None = None
    """Where to hold a fixture, world frame [m]."""
    axis: Vec3 | None = None
    """Direction in which the handle (or the button's cap) moves to open or press, world frame."""
    travel: float | None = None
    """How far the joint goes from closed to open: [m] for slides and buttons, [rad] for doors."""
    hinge: Vec3 | None = None
    """A point on the vertical axis a door turns about, world frame [m]; `None` for slides."""
    interior: tuple[Vec3, Vec3] | None = None
    """Centre (world [m]) and half size (local axes [m]) of the space that counts as inside."""
    part_of: str | None = None

    @property
    def affords(self) -> Kind:
        return KINDS[self.kind]

    @property
    def top(self) -> float:
        """Height of the bounding box's top for the current orientation [m]."""
        return self.position[2] + 0.5 * self.height

    @property
    def bottom(self) -> float:
        return self.position[2] - 0.5 * self.height

    @property
    def height(self) -> float:
        """Vertical size of the rotated bounding box [m]."""
        row = rotation_matrix(self.quaternion)[2]
        return sum(abs(r) * e for r, e in zip(row, self.extent, strict=True))

    @property
    def radius(self) -> float:
        """Radius of the horizontal circle around the bounding box [m]."""
        if KINDS[self.kind].shape in ("sphere", "cylinder"):
            return 0.5 * max(self.extent[0], self.extent[1])
        return 0.5 * math.hypot(self.extent[0], self.extent[1])

    @property
    def yaw(self) -> float:
        """Rotation about the vertical [rad]."""
        w, x, y, z = self.quaternion
        return math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))

    @property
    def tilt(self) -> float:
        """Angle between the local and the world z axis [rad]."""
        _, x, y, _ = self.quaternion
        return math.acos(max(-1.0, min(1.0, 1 - 2 * (x * x + y * y))))

    def gap(self, point: Vec3) -> float:
        """Distance from a point to the oriented bounding box, 0 inside [m]."""
        local = to_local(point, self.position, self.quaternion)
        sides = zip(local, self.extent, strict=True)
        return math.hypot(*(max(abs(v) - side / 2, 0.0) for v, side in sides))

    def describe(self) -> str:
        """The thing in words: `large red block`, `top drawer`."""
        if KINDS[self.kind].shape == "fixture":
            return self.name.replace("_", " ")
        words = (self.size if self.size != "medium" else None, self.color, self.kind)
        return " ".join(word for word in words if word)


@dataclass(frozen=True)
class Scene:
    """All entities at one control step, and what the robot feels."""

    entities: tuple[Entity, ...]
    held: str | None = None
    """The entity in the gripper."""
    tool: Vec3 = (0.36, 0.0, 0.38)
    """Point between the fingertips, world frame [m]."""
    tool_turn: Quat = DOWN
    """Orientation of the tool, world frame, wxyz: its z axis points out of the hand."""
    tool_speed: float = 0.0
    """[m/s]"""
    gripper_width: float = 0.08
    """[m]"""
    contacts: frozenset[frozenset[str]] | None = None
    """Pairs of names that touch (`robot` is the arm); `None` when not sensed."""
    clearance: Mapping[str, float] = field(default_factory=dict)
    """Distance between the robot with what it holds and a watched entity [m]."""
    workspace: tuple[Vec3, Vec3] = ((0.30, -0.36, 0.0), (0.70, 0.36, 0.5))
    """Low and high corner of the space in which things are placed [m]."""
    time: float = 0.0
    """Since the episode began [s]."""
    seen: Mapping[Asked, Finding] | None = None
    """What pictures told of what was asked about this moment; `None` where nobody looks."""

    def __iter__(self) -> Iterator[Entity]:
        return iter(self.entities)

    def __contains__(self, name: object) -> bool:
        return any(entity.name == name for entity in self.entities)

    def __getitem__(self, name: str) -> Entity:
        for entity in self.entities:
            if entity.name == name:
                return entity
        raise UnknownName("object", name, self.names)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(entity.name for entity in self.entities)

    def touching(self, a: str, b: str) -> bool | None:
        return None if self.contacts is None else frozenset((a, b)) in self.contacts

    def to_json(self) -> dict[str, Any]:
        """The scene for JSON, without what was seen."""
        record = asdict(replace(self, seen=None))
        del record["seen"]
        record["contacts"] = (
            None if self.contacts is None else sorted(sorted(pair) for pair in self.contacts)
        )
        record["clearance"] = dict(self.clearance)
        return record

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> Scene:
        """Inverse of `to_json`, exactly."""
        values = {name: _tuples(value) for name, value in record.items()}
        pairs = values["contacts"]
        values["contacts"] = None if pairs is None else frozenset(map(frozenset, pairs))
        values["entities"] = tuple(Entity(**entity) for entity in values["entities"])
        return Scene(**values)


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples, at every depth of lists."""
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    return {k: _tuples(v) for k, v in value.items()} if isinstance(value, dict) else value


def rotation_matrix(quaternion: Quat) -> tuple[Vec3, Vec3, Vec3]:
    """Rows of the rotation matrix of a wxyz quaternion."""
    w, x, y, z = quaternion
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )


def to_local(point: Vec3, origin: Vec3, quaternion: Quat) -> Vec3:
    """A world point in the frame (`origin`, `quaternion`)."""
    rows = rotation_matrix(quaternion)
    d = tuple(p - o for p, o in zip(point, origin, strict=True))
    x, y, z = (sum(rows[i][j] * d[i] for i in range(3)) for j in range(3))
    return (x, y, z)


def to_world(point: Vec3, origin: Vec3, quaternion: Quat) -> Vec3:
    """A point of the frame (`origin`, `quaternion`) in the world; inverse of `to_local`."""
    x, y, z = (
        o + sum(row[j] * point[j] for j in range(3))
        for o, row in zip(origin, rotation_matrix(quaternion), strict=True)
    )
    return (x, y, z)


def quat_product(a: Quat, b: Quat) -> Quat:
    """The rotation `b` followed by `a`, wxyz."""
    aw, ax, ay, az = a
    bw, bx, by, bz = b
    return (
        aw * bw - ax * bx - ay * by - az * bz,
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
    )


def unique_name(stem: str, taken: set[str]) -> str:
    """`stem`, or `stem_2`, `stem_3`, ... whichever is free; it is added to `taken`."""
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}_{n}"
    taken.add(name)
    return name
