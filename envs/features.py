"""What a batched environment shows and takes, as features (`vla.features`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import mujoco
import numpy as np

from vla.action import ActionSpec
from vla.features import (
    ACTION,
    DEPTH,
    ENVIRONMENT,
    IMAGES,
    SEGMENTATION,
    SIMULATOR,
    STATE,
    Camera,
    Feature,
)
from vla.relative import POSITION, ROTATION

from .cameras import Shot, camera_ids
from .robots.robot import PREFIX
from .worlds import Worlds

NAMES = {"rgb": "pixels", "depth": "depth", "segmentation": "segmentation"}
"""Kind of picture -> its name in an observation of the environment."""
PREFIXES = {"rgb": IMAGES, "depth": DEPTH, "segmentation": SEGMENTATION}


def features_of(worlds: Worlds, shot: Shot) -> dict[str, Feature]:
    """Every stream of an environment, by LeRobot's names, with units and cameras."""
    arm = worlds.arm.num_joints
    names = (*(f"joint{n + 1}" for n in range(arm)), "gripper_width", *POSITION, *ROTATION)
    units = (*(("rad",) * arm), *(("m",) * 4), *(("1",) * 6))
    found = {STATE: Feature((len(names),), "float32", "state", names, units)}
    for kind in shot.kinds if shot.cameras else ():
        found |= {
            f"{PREFIXES[kind]}{name}": _picture(kind, shot, camera)
            for name, camera in zip(shot.cameras, _cameras(worlds, shot.cameras), strict=True)
        }
    if not shot.cameras:
        poses = tuple(
            f"{axis}{n}"
            for n in range(worlds.stage.most_entities)
            for axis in ("x", "y", "z", "qw", "qx", "qy", "qz")
        )
        found[ENVIRONMENT] = Feature((len(poses),), "float32", "state", poses, ("m",))
    found[ACTION] = action_feature(worlds.action_spec)
    layout = worlds.state_layout
    names = tuple(f"{name}:{size}" for name, size in layout.items())
    found[SIMULATOR] = Feature((sum(layout.values()),), "float64", "record", layout=names)
    return found


def observation_space(worlds: Worlds, shot: Shot) -> gym.spaces.Dict:
    """What one world's observation may be."""

    def numbers(count: int) -> gym.spaces.Box:
        return gym.spaces.Box(-np.inf, np.inf, (count,), np.float32)

    spaces: dict[str, gym.Space[Any]] = {"agent_pos": numbers(worlds.arm.num_joints + 10)}
    for kind in shot.kinds if shot.cameras else ():
        box = _picture_box(kind, shot)
        spaces[NAMES[kind]] = gym.spaces.Dict(dict.fromkeys(shot.cameras, box))
    if not shot.cameras:
        spaces["environment_state"] = numbers(7 * worlds.stage.most_entities)
    return gym.spaces.Dict(spaces)


def action_space(spec: ActionSpec) -> gym.spaces.Box:
    """What one world's action may be."""
    return gym.spaces.Box(np.array(spec.low, np.float32), np.array(spec.high, np.float32))


def _picture_box(kind: str, shot: Shot) -> gym.spaces.Box:
    size = (shot.height, shot.width)
    if kind == "rgb":
        return gym.spaces.Box(0, 255, (*size, 3), np.uint8)
    if kind == "depth":
        return gym.spaces.Box(0.0, np.inf, size, np.float32)
    return gym.spaces.Box(-1, np.iinfo(np.int32).max, size, np.int32)


def action_feature(spec: ActionSpec) -> Feature:
    """Actions of a convention."""
    units = {
        "ee_delta": (f"{spec.translation_scale:g} m",) * 3 + (f"{spec.rotation_scale:g} rad",) * 3,
        "ee_pose": ("m",) * 3 + ("1",) * 6,
        "joint": ("rad",) * (spec.dim - 1),
    }[spec.mode]
    return Feature((spec.dim,), "float32", "action", spec.names, (*units, "1"))


def _picture(kind: str, shot: Shot, camera: Camera) -> Feature:
    size = (shot.height, shot.width)
    if kind == "rgb":
        return Feature((*size, 3), "uint8", "rgb", camera=camera)
    if kind == "depth":
        return Feature(size, "float32", "depth", units=("m",), camera=camera)
    return Feature(size, "int32", "segmentation", camera=camera)


def _cameras(worlds: Worlds, names: Sequence[str]) -> list[Camera]:
    model = worlds.stage.model
    found = []
    for number in camera_ids(worlds.stage, names):
        body = int(model.cam_bodyid[number])
        mount = mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_BODY, body) or "world"
        position, turn = model.cam_pos[number].copy(), model.cam_quat[number].copy()
        tool = model.site(worlds.rig.robot.tcp_site).id
        if body == model.site_bodyid[tool]:
            mount, back = "tool", np.zeros(4)
            mujoco.mju_negQuat(back, model.site_quat[tool])
            mujoco.mju_rotVecQuat(position, position - model.site_pos[tool], back)
            mujoco.mju_mulQuat(turn, back, turn.copy())
        found.append(
            Camera(
                math.radians(float(model.cam_fovy[number])),
                mount.removeprefix(PREFIX),
                tuple(position.tolist()),
                tuple(turn.tolist()),
            )
        )
    return found
