"""The `kitchen` scene: furniture around the robot, and loose things on the counter between."""

from __future__ import annotations

import math
from collections.abc import Mapping

import mujoco

from vla.errors import UnknownName
from vla.scene import Entity, Vec3

from ..boards import STANDOFF, WALL
from ..fixtures import Joint, Piece, entity_of, fixture_of
from ..furniture import SASH, STILE, build
from .scene_model import SceneModel
from .stage import add_stage
from .tabletop import WORKSPACE, add_slots

SLOTS: dict[str, int] = {
    "block": 4, "ball": 2, "can": 2, "mug": 1, "plate": 1, "bowl": 2, "vase": 1, "bin": 1,
    "tray": 1,
}  # fmt: skip
"""Default number of slots per kind."""

COUNTER: tuple[tuple[float, float], tuple[float, float]] = ((0.32, -0.17), (0.56, 0.17))
"""Low and high (x, y) of the area that is free for things [m]."""

EYE: Vec3 = (-0.40, 0.68, 1.22)
TARGET: Vec3 = (0.43, -0.07, 0.10)
"""Of the `front` camera: over the robot's shoulder, where the fronts of the furniture show [m]."""
CABINET_YAW, FRIDGE_YAW = math.radians(-44), math.radians(46)
FRONT = 0.66
"""Distance of the fridge's front from the robot's axis [m]."""
CABINET_FRONT = 0.69
"""Likewise of the cabinet's: an open drawer's low handle is still in reach [m]."""
CABINET: Vec3 = (0.20, 0.27, 0.36)
DRAWER: Vec3 = (0.18, 0.23, 0.080)
DRAWER_TRAVEL = 0.16
"""[m]; the hand that drops a thing must pass in front of the handles of the drawers above."""
DRAWER_ROOM = 0.08
"""Depth of a drawer's tray, right behind its front [m]."""
CUPBOARD: Vec3 = (0.16, 0.26, 0.20)
FRIDGE: Vec3 = (0.20, 0.27, 0.36)
MICROWAVE_YAW, MICROWAVE_FRONT = math.radians(-80), 0.465
"""Slid out, the oven ends 31 cm from the robot's axis [m]: as near as the hand works."""
MICROWAVE: Vec3 = (0.17, 0.20, 0.10)
HOUSING: Vec3 = (0.175, 0.23, 0.160)
"""With the timer on top."""
MICROWAVE_ROOM = 0.045
SINK: Vec3 = (0.25, 0.25, 0.06)
TOASTER: Vec3 = (0.13, 0.19, 0.09)
WINDOW_YAW, WINDOW_FRONT = math.radians(-80), 0.755
"""Behind the microwave, so far back that a hand on the timer does not touch its handle [m]."""
WINDOW: Vec3 = (0.05, 0.40, 0.30)
WINDOW_TRAVEL = 0.15
LEFT = math.radians(90)
"""Of what stands left of the robot and faces it."""


def _out(yaw: float, distance: float, height: float) -> Vec3:
    return (distance * math.cos(yaw), distance * math.sin(yaw), height)


def _drawer(name: str, height: float) -> Piece:
    x, y, z = (side / 2 for side in DRAWER)
    return Piece(
        name,
        "drawer",
        _out(CABINET_YAW, CABINET_FRONT + x - WALL, height),
        CABINET_YAW,
        DRAWER,
        Joint((-1.0, 0.0, 0.0), DRAWER_TRAVEL, (-x - STANDOFF, 0.0, 0.0)),
        (
            (-x + WALL + DRAWER_ROOM / 2, 0.0, 0.0),
            (DRAWER_ROOM / 2, y - WALL, z - WALL / 2),
        ),
        "cabinet",
    )


def _door(extent: Vec3, side: float, angle: float) -> Joint:
    """A door hinged on the `side` (+1 left, -1 right as its back sees it), opening by `angle`."""
    x, y, _ = (length / 2 for length in extent)
    handle = (-x - 1.5 * WALL - STANDOFF, -side * (y - 0.035), 0.0)
    return Joint((0.0, 0.0, -side), angle, handle, (-x - WALL / 2, side * y, 0.0))


def _inside(extent: Vec3) -> tuple[Vec3, Vec3]:
    x, y, z = (side / 2 - WALL for side in extent)
    return (0.0, 0.0, 0.0), (x, y, z)


PIECES: tuple[Piece, ...] = (
    Piece("cabinet", "cabinet",
          _out(CABINET_YAW, CABINET_FRONT + CABINET[0] / 2, CABINET[2] / 2), CABINET_YAW, CABINET),
    _drawer("top_drawer", 0.300),
    _drawer("middle_drawer", 0.190),
    _drawer("bottom_drawer", 0.080),
    Piece("cupboard", "cupboard", (0.70 + CUPBOARD[0] / 2, 0.0, 0.34), 0.0, CUPBOARD,
          _door(CUPBOARD, 1.0, 1.2), _inside(CUPBOARD)),
    Piece("fridge", "fridge", _out(FRIDGE_YAW, FRONT + FRIDGE[0] / 2, 0.10 + FRIDGE[2] / 2),
          FRIDGE_YAW, FRIDGE, _door(FRIDGE, 1.0, 1.1), _inside(FRIDGE)),
    Piece("shelf", "shelf", (0.66, -0.22, 0.05), 0.0, (0.12, 0.14, 0.10)),
    Piece("button", "button", (0.62, 0.22, 0.02), 0.0, (0.084, 0.084, 0.04),
          Joint((0.0, 0.0, -1.0), 0.008, (0.0, 0.0, 0.02))),
    Piece("switch", "switch", (0.34, 0.29, 0.03), 0.0, (0.05, 0.12, 0.06),
          Joint((0.0, 1.0, 0.0), 0.06, (0.0, -0.03, 0.02)), lamp=(0.20, 0.26, 0.55)),
    Piece("microwave", "microwave",
          _out(MICROWAVE_YAW, MICROWAVE_FRONT + MICROWAVE[0] / 2, 0.065), MICROWAVE_YAW, MICROWAVE,
          Joint((-1.0, 0.0, 0.0), 0.15, (-MICROWAVE[0] / 2 + WALL / 2, 0.0, 0.110)),
          ((-0.02, 0.0, -0.002), (MICROWAVE_ROOM, MICROWAVE[1] / 2 - WALL, 0.042))),
    Piece("timer", "timer",
          _out(MICROWAVE_YAW, MICROWAVE_FRONT + WALL + HOUSING[0] / 2, HOUSING[2] / 2),
          MICROWAVE_YAW, HOUSING, Joint((0.0, 0.0, -1.0), 0.008, (0.035, 0.0, HOUSING[2] / 2)),
          part_of="microwave"),
    Piece("sink", "sink", (0.165, 0.40, SINK[2] / 2), 0.0, SINK, None,
          ((0.0, 0.0, 0.0165), (SINK[0] / 2 - WALL, SINK[1] / 2 - WALL, 0.0385))),
    Piece("tap", "tap", (0.18, 0.540, 0.055), LEFT, (0.07, 0.21, 0.11),
          Joint((0.0, 1.0, 0.0), 0.06, (0.025, 0.0, 0.0)), part_of="sink"),
    Piece("toaster", "toaster", (-0.07, 0.445, TOASTER[2] / 2), LEFT, TOASTER, None,
          ((0.0, 0.0, 0.020), (TOASTER[0] / 2 - WALL, TOASTER[1] / 2 - WALL, 0.035))),
    Piece("lever", "lever", (-0.07, 0.345, 0.04), LEFT, (0.05, 0.06, 0.08),
          Joint((0.0, 0.0, -1.0), 0.020, (0.0, 0.0, 0.04)), part_of="toaster"),
    Piece("window", "window", _out(WINDOW_YAW, WINDOW_FRONT + WINDOW[0] / 2, 0.37),
          WINDOW_YAW, WINDOW,
          Joint((0.0, 1.0, 0.0), WINDOW_TRAVEL,
                (-SASH - WALL / 2 - STANDOFF, -WINDOW[1] / 2 + 1.5 * WALL + STILE / 2, 0.0))),
)  # fmt: skip
"""The furniture, closed. Knobs slide to the left, seen from the robot, to turn on."""


def build_kitchen(robot_spec: mujoco.MjSpec, slots: Mapping[str, int] | None = None) -> SceneModel:
    """Compile the kitchen around the robot of `robot_spec`, which stands at the world's origin.

    `slots` gives the number of slots per kind (default `SLOTS`). Raises `UnknownName` for a kind
    that is no loose object.
    """
    spec = robot_spec.copy()
    spec.modelname = "kitchen"
    add_stage(spec, EYE, TARGET)
    for piece in PIECES:
        build(spec, piece)
    for drawer in (piece for piece in PIECES if piece.kind == "drawer"):
        spec.add_exclude(bodyname1="cabinet", bodyname2=drawer.name)
    for name in ("cupboard", "fridge"):
        spec.add_exclude(bodyname1=name, bodyname2=f"{name}/door")
    spec.add_exclude(bodyname1="window", bodyname2="window/sash")
    spec.add_exclude(bodyname1="timer", bodyname2="microwave")
    for part in ("button/cap", "switch/knob", "timer/cap", "tap/knob", "lever/cap"):
        spec.add_exclude(bodyname1=part.split("/")[0], bodyname2=part)
    parked = add_slots(spec, SLOTS if slots is None else slots)
    model = spec.compile()
    cameras = tuple(model.camera(index).name for index in range(model.ncam))
    fixtures = tuple(fixture_of(piece) for piece in PIECES)
    return SceneModel("kitchen", spec, model, parked, fixtures, WORKSPACE, cameras)


def fixture_entities(openness: Mapping[str, float] | None = None) -> tuple[Entity, ...]:
    """The furniture as a planner sees it, closed but for the fractions given; no physics.

    Raises `UnknownName` for a name that is no piece of furniture.
    """
    openness = openness or {}
    names = [piece.name for piece in PIECES]
    for name in openness:
        if name not in names:
            raise UnknownName("fixture", name, names)
    return tuple(entity_of(piece, openness.get(piece.name)) for piece in PIECES)
