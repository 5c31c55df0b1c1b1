"""What a robomimic file consists of, and what its names mean here; reading and writing share it.

data                   attributes env_args (JSON), total
data/demo_3            attributes num_samples, model_file; T steps
data/demo_3/obs/<key>  (T, ...) what was seen before each action
data/demo_3/actions, states, rewards, dones  (T, ...)
data/demo_3/next_obs/<key>  (T, ...) what was seen after each action, where it was kept
mask/<filter>          names of demonstrations
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from vla.action import ActionSpec
from vla.errors import UserError
from vla.features import ACTION, IMAGES, REWARD, SIMULATOR, STATE, Feature

NAME = "robomimic"
RATE = 20.0
"""Control steps per second of robosuite, if `env_args` does not say."""
DONE = "done"
PUT_ASIDE = "recorded."
"""Stands before `states` and the like where they end with the last action and `obs` do not: our
`simulator.state` goes on as long as observations."""
OURS = "vla"
"""Attribute, JSON, of `data` and of every demonstration: what the format has no place for."""
PLAIN = re.compile(r"\w[\w .-]*(/\w[\w .-]*)*")
"""Names that can become a feature's, which is also that of a folder."""
DEMO = re.compile(r"demo_([0-9]+)")
TOP = {"actions": ACTION, "rewards": REWARD, "dones": DONE, "states": SIMULATOR}
"""Arrays of a demonstration that every file has, and our names."""
PROPRIOCEPTION = ("robot0_eef_pos", "robot0_eef_quat", "robot0_gripper_qpos")
"""What robomimic's own configurations give to policies besides pictures."""
PARTS = {"eef_pos": ("x", "y", "z"), "eef_quat": ("qx", "qy", "qz", "qw")}
"""Components by how a key ends; robosuite has the real part of a quaternion last."""
UNITS = {"eef_pos": "m", "eef_quat": "1"}


def h5py() -> Any:
    """The library. Raises `UserError` where it is not installed."""
    try:
        import h5py
    except ImportError:
        raise UserError(
            "robomimic's files need h5py, which is not installed."
            ' Install it: pip install "vla-toolkit[data]"'
        ) from None
    return h5py


def our_feature(name: str, shape: tuple[int, ...], dtype: str) -> tuple[str, Feature]:
    """Our key, and what is known of an array by its name below the demonstration."""
    if name.startswith("obs/"):
        key = name.removeprefix("obs/").replace("/", ".")
        if dtype == "uint8" and len(shape) == 3 and shape[2] == 3:
            return IMAGES + key, Feature(shape, dtype, "rgb")
        end = next((end for end in PARTS if key.endswith(end)), "")
        names = PARTS.get(end, ())
        if shape != (len(names),):
            return f"observation.{key}", Feature(shape, dtype, "state")
        units = (UNITS[end],) * len(names)
        return f"observation.{key}", Feature(shape, dtype, "state", names, units)
    if name.startswith("actions_"):
        return f"{ACTION}.{name.removeprefix('actions_')}", Feature(shape, dtype, "action")
    role = "action" if name == "actions" else "record"
    return TOP.get(name, name.replace("/", ".")), Feature(shape, dtype, role)


def state_parts(features: Mapping[str, Feature]) -> list[str]:
    """Of which features `observation.state` is put together; none if it is there already."""
    if STATE in features:
        return []
    robot = [f"observation.{key}" for key in PROPRIOCEPTION]
    robot = [key for key in robot if key in features and len(features[key].shape) == 1]
    vectors = [k for k, f in features.items() if f.role == "state" and len(f.shape) == 1]
    return robot or vectors


def state_feature(parts: Collection[str], features: Mapping[str, Feature]) -> Feature:
    """`observation.state` of these parts, with names and units if all have some."""
    names: list[str] = []
    units: list[str] = []
    for key in parts:
        feature, short = features[key], key.removeprefix("observation.")
        known = feature.names or tuple(map(str, range(feature.shape[0])))
        names += [f"{short}.{name}" for name in known]
        units += feature.units or ("",) * len(known)
    dtype = np.result_type(*(features[key].dtype for key in parts))
    shown = tuple(units) if all(units) else ()
    return Feature((len(names),), dtype.name, "state", tuple(names), shown)


def their_name(key: str, feature: Feature, taken: Collection[str]) -> str:
    """Where one of our own features goes below a demonstration."""
    tops = {ours: theirs for theirs, ours in TOP.items()}
    if key in tops:
        return tops[key]
    if key.startswith(IMAGES):
        kind = {"rgb": "image", "depth": "depth", "segmentation": "segmentation"}
        short, end = key.removeprefix(IMAGES), kind.get(feature.role, "image")
        name = f"obs/{short}" if short.endswith(end) else f"obs/{short}_{end}"
    elif key.startswith("observation."):
        name = "obs/" + key.removeprefix("observation.")
    elif key.startswith(f"{ACTION}."):
        name = "actions_" + key.removeprefix(f"{ACTION}.")
    else:
        name = key
    name = name.replace(".", "_")
    while name in taken:
        name += "_"
    return name


def as_json(text: Any) -> dict[str, Any]:
    """An attribute that holds a JSON object; empty if it holds none."""
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def as_plain(value: Any) -> Any:
    """An attribute as JSON can hold it; None if it cannot."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist() if value.size <= 64 else None
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return None
    return value


def _plain(key: str) -> str:
    if not PLAIN.fullmatch(key) or "/" in key:
        raise ValueError(f"{key!r} is no name for a feature")
    return key


def our_notes(text: Any) -> dict[str, Any]:
    """What we once wrote into the attributes; nothing if somebody else did."""
    said = as_json(text)
    try:
        spec = said["action"]
        return {
            "rate": float(said["rate"]),
            "robot": str(said["robot"]),
            "spec": None if spec is None else ActionSpec.from_json(spec),
            "derived": bool(said["derived"]),
            "features": {
                name: (_plain(feature["key"]), Feature.from_json(feature))
                for name, feature in said["features"].items()
            },
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def our_label(text: Any) -> dict[str, Any]:
    """What we once wrote of an episode."""
    said = as_json(text)
    known = ("task", "instructions", "success", "seed", "ended", "source", "recorded", "extra")
    label = {k: said[k] for k in known if k in said}
    if "instructions" in label:
        label["instructions"] = tuple(map(str, label["instructions"]))
    return label
