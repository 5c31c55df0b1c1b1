"""What files a LeRobot dataset of version 3 consists of, and what its names mean here.

Reading and writing share this: paths, columns that every dataset has, names on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vla.errors import UserError
from vla.features import IMAGES, REWARD

from .schema import Schema

VERSION = "v3.0"
INFO = "meta/info.json"
STATS = "meta/stats.json"
TASKS = "meta/tasks.parquet"
EPISODES = "meta/episodes/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
DATA = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
VIDEOS = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4"
OURS = "meta/vla.json"
"""A file of ours beside theirs, which their tools ignore: what their format has no place for."""
EPISODE_NOTE = "vla"
"""A column of ours in the table of episodes, JSON, for the same reason."""

CHUNK = 1000
"""Files of a folder."""
DATA_MB, VIDEO_MB = 100, 200
"""A file that has grown so large is followed by another."""

INDEX = {
    "timestamp": "float32",
    "frame_index": "int64",
    "episode_index": "int64",
    "index": "int64",
    "task_index": "int64",
}
"""Columns that every dataset has; `timestamp` is frame_index / fps [s]."""
TAKEN = {*INDEX, "task"}
DONE, SUCCESS, NEXT_REWARD = "next.done", "next.success", "next.reward"
PUT_ASIDE = "recorded."
"""Stands before a name of ours that means something else there."""


def their_names(schema: Schema) -> dict[str, str]:
    """Our feature -> its name there: the one it came with, if it came from there."""
    source = schema.provenance.get("source", {})
    known = source.get("names", {}) if source.get("format") == "lerobot" else {}
    names: dict[str, str] = {}
    for key in schema.features:
        name = known.get(key) or (NEXT_REWARD if key == REWARD else key.replace("/", "."))
        names[key] = PUT_ASIDE + name if name in TAKEN else name
    return names


def our_names(theirs: Iterable[str], pictures: Iterable[str]) -> dict[str, str]:
    """Their feature -> its name here; pictures become `observation.images.<camera>`."""
    names, seen = {}, set(pictures)
    for name in theirs:
        ours = REWARD if name == NEXT_REWARD else name
        if ours.startswith(PUT_ASIDE) and ours.removeprefix(PUT_ASIDE) in TAKEN:
            ours = ours.removeprefix(PUT_ASIDE)
        if name in seen and not name.startswith(IMAGES):
            ours = IMAGES + name.removeprefix("observation.").replace("/", ".")
        names[name] = name if ours in names.values() else ours
    return names


def read_json(root: Path, name: str) -> dict[str, Any]:
    """A file with one JSON object.

    Raises:
        UserError: it is not there, or is something else.
    """
    path = root / name
    try:
        values = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"{path} is missing: {root} is not a LeRobot dataset, or was not copied as a whole."
            " Download it again."
        ) from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {error}. Download it again.") from None
    if not isinstance(values, dict):
        raise UserError(f"{path} holds a {type(values).__name__} instead of a JSON object.")
    return values


def read_info(root: Path) -> dict[str, Any]:
    """`meta/info.json`, with the members that reading needs.

    Raises:
        UserError: it is missing, damaged, or of another version; says what to do.
    """
    info = read_json(root, INFO)
    where, version = root / INFO, str(info.get("codebase_version", ""))
    if version.startswith("v2"):
        raise UserError(
            f"{where} says version {version}; version 3 is read here. Convert it first with"
            " LeRobot's own script: python -m lerobot.datasets.v30.convert_dataset_v21_to_v30"
            f" --repo-id=<its name> --root={root}"
        )
    if not version.startswith("v3."):
        raise UserError(f"{where} says version '{version}'; {VERSION} and later v3 are read here.")
    for name, kind in (("features", dict), ("fps", int | float), ("data_path", str)):
        if not isinstance(info.get(name), kind):
            raise UserError(f"{where}: '{name}' is {info.get(name)!r}. Download it again.")
    if not 0 < info["fps"] < 1e6:
        raise UserError(f"{where}: 'fps' is {info['fps']}; a positive number is expected.")
    for key, feature in info["features"].items():
        shape = feature.get("shape") if isinstance(feature, dict) else None
        whole = isinstance(shape, list) and all(isinstance(n, int) and n > 0 for n in shape)
        if not whole or not isinstance(feature.get("dtype"), str):
            raise UserError(f"{where}: feature '{key}' has no dtype and shape, but {feature!r}.")
    return info


def place(root: Path, template: str, values: Mapping[str, Any]) -> Path:
    """The path of a file, from a template of `info.json`.

    Raises:
        UserError: the template asks for something else, or leads out of the dataset.
    """
    try:
        name = template.format(**values)
    except (AttributeError, IndexError, KeyError, ValueError):
        raise UserError(f"{root / INFO}: path '{template}' cannot be filled in.") from None
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise UserError(f"{root / INFO}: path '{template}' leads out of the dataset.")
    return root / name


def channels_first(shape: list[int], names: Any) -> bool:
    """Whether a picture's shape is (C, H, W) rather than (H, W, C)."""
    if isinstance(names, list) and len(names) == len(shape) and "channel" in str(names[0]):
        return True
    return shape[0] in (1, 3, 4) and shape[-1] not in (1, 3, 4)


def named(template: str, number: int, key: str = "") -> str:
    """The name of a file by its number."""
    chunk, file = divmod(number, CHUNK)
    return template.format(chunk_index=chunk, file_index=file, video_key=key)


def location(what: str, number: int) -> dict[str, int]:
    """The columns that say in which file something is."""
    chunk, file = divmod(number, CHUNK)
    return {f"{what}/chunk_index": chunk, f"{what}/file_index": file}
