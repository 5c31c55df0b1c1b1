"""diffusion_policy's ReplayBuffer and UMI's datasets: Zarr of format 2, folders and `.zarr.zip`.

`data/<key>` holds the rows of all episodes one after the other, `meta/episode_ends` where each
ends. What the format says of an array (dtype, chunks, compressor) is kept with our dataset, so
that writing it again gives the same arrays bit for bit.

Names: pictures (H, W, 3) become `observation.images.<key>`, `action` stays, `state` or `agent_pos`
becomes `observation.state`, everything else `observation.<key>`. UMI stores no action: it is put
together as its loader does, [m] and [rad] of each robot's pose, then the gripper's width [m].
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vla.action import ActionSpec
from vla.episode import Episode
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, Feature

from .conversion import Source
from .dataset import Dataset
from .replay_store import ENDS, LABELS, NAME, OURS, PLAIN, Rows, Store, check_codecs
from .replay_write import write_dataset
from .schema import Schema

RATE = 10.0
"""Steps per second where the file does not say: PushT's."""
UMI_RATE = 59.94
"""Pictures per second of UMI's cameras, from `config/task/umi.yaml` of its repository."""
UMI = (
    ("eef_pos", ("x", "y", "z"), "m"),
    ("eef_rot_axis_angle", ("rx", "ry", "rz"), "rad"),
    ("gripper_width", ("gripper_width",), "m"),
)
"""Of each robot, what UMI's loader puts together to the action, with names and unit."""
SMALL = 4096
"""Numbers of an array below `meta` that does not go by episodes, so that it is kept as a list."""


@dataclass(frozen=True)
class _Column:
    """An array of theirs and what becomes of it."""

    name: str
    key: str
    feature: Feature
    zarray: Mapping[str, Any]
    attributes: Mapping[str, Any]

    @property
    def told(self) -> dict[str, Any]:
        """What `write` needs to make it again."""
        return {"key": self.key, "zarray": self.zarray, "attributes": self.attributes}


def recognises(path: Path) -> bool:
    """Whether a folder is a Zarr group of format 2, or a zip file holds one."""
    if path.is_dir():
        return (path / ".zgroup").exists()
    if path.name.endswith(".zarr.zip"):
        return True
    if path.suffix != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as file:
        return any(name.endswith(f"{ENDS}/.zarray") for name in file.namelist())


def read(path: Path, rate: float | None = None) -> Source:
    """Open one.

    Args:
        rate: steps per second, which the format does not say.

    Raises:
        UserError: no episode ends, arrays that do not fit them, a codec that is not there, ...
    """
    if rate is not None and not 0 < rate < float("inf"):
        raise UserError(f"rate={rate}: a number of steps per second above 0 is needed.")
    lost: list[str] = []
    with Store(path) as store:
        groups = {g: store.json(f"{g}.zattrs") or {} for g in ("", "data/", "meta/")}
        ends = _episode_ends(store)
        ours = _ours(groups[""].get(OURS))
        if ours:
            del groups[""][OURS]
        columns = _columns(store, ends, ours, lost)
        features = {c.key: c.feature for c in columns}
        umi = _umi_action(columns)
        if umi is not None:
            features[ACTION] = umi[0]
        elif ACTION not in features:
            lost.append("There is no action, and none could be put together.")
        meta, labels = _meta(store, len(ends), ours, lost)
    if rate is None and "rate" not in ours:
        rate = UMI_RATE if umi else RATE
        lost.append(f"The format has no rate: {rate:g} steps per second are assumed (rate=...).")
    source = {
        "format": NAME,
        "path": str(path),
        "ours": bool(ours),
        "attributes": groups,
        "data": {c.name: c.told for c in columns},
        "meta": meta,
        "derived": [ACTION] if umi else [],
    }
    schema = Schema(
        features, rate or ours["rate"], ours.get("spec"), ours.get("robot", ""),
        provenance={"source": source},
    )  # fmt: skip
    parts = umi[1] if umi else []
    return Source(schema, len(ends), lambda: _episodes(path, columns, parts, ends, labels), lost)


def write(dataset: Dataset, out: Path, progress: Callable[[int], None]) -> Sequence[str]:
    """Write one, all of it or nothing; a zip file if `out` ends so.

    Args:
        progress: told the number of episodes done.

    Returns:
        What could not be mapped, a sentence each.

    Raises:
        UserError: there is something at `out`, it cannot be written, or there are no episodes.
    """
    return write_dataset(dataset, out, progress)


def _ours(said: Any) -> dict[str, Any]:
    """What we once wrote into the attributes; nothing if somebody else did."""
    try:
        spec = said["action"]
        return {
            "rate": float(said["rate"]),
            "robot": str(said["robot"]),
            "spec": None if spec is None else ActionSpec.from_json(spec),
            "features": {
                name: (feature["key"], Feature.from_json(feature))
                for name, feature in said["features"].items()
                if PLAIN.fullmatch(feature["key"])
            },
            "task": [str(word) for word in said["tasks"]],
            "instruction": [tuple(map(str, words)) for words in said["instructions"]],
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _episode_ends(store: Store) -> np.ndarray:
    """Where the episodes end, (E,)."""
    path = store.path
    zarray = store.zarray(ENDS)
    if zarray is None:
        raise UserError(
            f"{path} is a Zarr store without {ENDS}: nothing says where episodes end. Add them"
            " (int64, one past the last row of each) if you know; data/<key> must hold the rows."
        )
    check_codecs(store.path, ENDS, zarray)
    array = store.array(ENDS)
    if array.ndim != 1 or np.dtype(array.dtype).kind not in "iu" or not array.shape[0]:
        what = f"{array.dtype} of shape {array.shape}"
        raise UserError(f"{path}: {ENDS} is {what}; whole numbers (E,) of E > 0 episodes needed.")
    ends = store.rows(ENDS, array, 0, array.shape[0]).astype(np.int64)
    bad = np.flatnonzero(np.diff(ends, prepend=0) <= 0)
    if len(bad):
        before = "0" if not bad[0] else str(ends[bad[0] - 1])
        raise UserError(
            f"{path}: {ENDS} does not grow at episode {bad[0]}: {ends[bad[0]]} after {before}."
            " The file is damaged, or an episode is empty: take that end out."
        )
    return ends


def _columns(
    store: Store, ends: np.ndarray, ours: Mapping[str, Any], lost: list[str]
) -> list[_Column]:
    """The arrays of `data`."""
    told = {}
    for name in store.children("data"):
        zarray = store.zarray(f"data/{name}")
        if zarray is None:
            lost.append(f"data/{name} is not an array: left out.")
            continue
        shape = zarray["shape"]
        if not PLAIN.fullmatch(name):
            lost.append(f"data/{name!r} is no name for a feature: left out.")
            continue
        if not _numbers(zarray) or 0 in shape[1:]:
            lost.append(f"data/{name} holds no numbers ({zarray['dtype']}, {shape}): left out.")
            continue
        if not shape or shape[0] != ends[-1]:
            rows = shape[0] if shape else "no"
            raise UserError(
                f"{store.path}: data/{name} has {rows} rows, but the last of {ENDS} is {ends[-1]}."
                " A recording that was cut off looks like this: resize all arrays of data to"
                f" {ends[-1]} rows, or take out the ends that are beyond them."
            )
        check_codecs(store.path, f"data/{name}", zarray)
        told[name] = zarray
        if absent := store.absent(f"data/{name}", zarray):
            lost.append(
                f"data/{name}: {absent} chunks are not in the store and were read as"
                f" {zarray['fill_value']}, as Zarr wants it; if it was copied, copy it again."
            )
    columns = [_column(store, name, zarray, ours, told, lost) for name, zarray in told.items()]
    keys = [column.key for column in columns]
    if not keys or len(set(keys)) < len(keys):
        raise UserError(
            f"{store.path}: the arrays of data are {list(told)}, which would become {keys} here."
            " At least one array of numbers is needed, and all need names of their own."
        )
    return columns


def _umi_action(columns: Sequence[_Column]) -> tuple[Feature, list[str]] | None:
    """UMI's action and the features it is put together from; None if this is not UMI's."""
    known = {column.name: column for column in columns}
    parts: list[_Column] = []
    names: list[str] = []
    units: list[str] = []
    robot = 0
    while ACTION not in known:
        found = [known.get(f"robot{robot}_{part}") for part, *_ in UMI]
        fits = [
            column is not None and column.feature.shape == (len(short),)
            for column, (_, short, _) in zip(found, UMI, strict=True)
        ]
        if not all(fits):
            break
        parts += [column for column in found if column is not None]
        names += [f"robot{robot}_{n}" for _, short, _ in UMI for n in short]
        units += [unit for _, short, unit in UMI for _ in short]
        robot += 1
    if not parts:
        return None
    dtype = np.result_type(*(column.feature.dtype for column in parts))
    feature = Feature((len(names),), dtype.name, "action", tuple(names), tuple(units))
    return feature, [column.key for column in parts]


def _column(
    store: Store,
    name: str,
    zarray: Mapping[str, Any],
    ours: Mapping[str, Any],
    all_names: Mapping[str, Any],
    lost: list[str],
) -> _Column:
    shape, dtype = tuple(zarray["shape"][1:]), np.dtype(zarray["dtype"])
    attributes = store.json(f"data/{name}/.zattrs") or {}
    if said := ours.get("features", {}).get(name):
        key, feature = said
        if feature.shape == shape and np.dtype(feature.dtype) == dtype:
            return _Column(name, key, feature, zarray, attributes)
    if len(shape) == 3 and shape[-1] == 3:
        if dtype == np.uint8 or _whole(store, name, zarray):
            return _Column(name, IMAGES + name, Feature(shape, "uint8", "rgb"), zarray, attributes)
        lost.append(
            f"data/{name} has the shape of pictures, but not all its numbers are whole and"
            f" within 0 to 255: kept as {dtype.name} in observation.{name}, not as pictures."
        )
    if name == ACTION:
        return _Column(name, ACTION, Feature(shape, dtype.name, "action"), zarray, attributes)
    felt = name == "state" or (name == "agent_pos" and "state" not in all_names)
    key = STATE if felt else f"observation.{name}"
    named = next((n for part, *n in UMI if name.startswith("robot") and name.endswith(part)), None)
    feature = Feature(shape, dtype.name, "state")
    if named and shape == (len(named[0]),):
        feature = Feature(shape, dtype.name, "state", tuple(named[0]), (named[1],) * shape[0])
    return _Column(name, key, feature, zarray, attributes)


def _whole(store: Store, name: str, zarray: Mapping[str, Any]) -> bool:
    """Whether all numbers of an array are those of bytes, signs of zeros included."""
    rows = Rows(store, f"data/{name}", zarray)
    chunk, total = zarray["chunks"][0], zarray["shape"][0]
    for first in range(0, total, chunk):
        found = np.ascontiguousarray(rows.read(first, min(first + chunk, total)))
        with np.errstate(invalid="ignore"):  # what is no number becomes another byte
            again = found.astype(np.uint8).astype(found.dtype)
        if found.tobytes() != again.tobytes():
            return False
    return True


def _meta(
    store: Store, count: int, ours: Mapping[str, Any], lost: list[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What `meta` holds besides the ends: for `write`, and what it says of every episode."""
    task = store.path.name.removesuffix(".zip").removesuffix(".zarr")
    labels: list[dict[str, Any]] = [{"task": task, "instructions": ()} for _ in range(count)]
    told: dict[str, Any] = {}
    for name in store.children("meta"):
        zarray = store.zarray(f"meta/{name}")
        shape = () if zarray is None else tuple(zarray["shape"])
        by_episode, numbers = shape[:1] == (count,), int(np.prod(shape, dtype=np.int64))
        if zarray is None or not (by_episode or numbers <= SMALL):
            lost.append(f"meta/{name} is not an array, or a large one: left out.")
            continue
        if not _numbers(zarray):
            lost.append(f"meta/{name} holds no numbers ({zarray['dtype']}): left out.")
            continue
        check_codecs(store.path, f"meta/{name}", zarray)
        values = store.whole(f"meta/{name}", store.array(f"meta/{name}"))
        if not np.isfinite(values).all():
            lost.append(f"meta/{name} holds what is not a number: left out.")
        elif ours and name in LABELS and by_episode:
            for label, value in zip(labels, values.tolist(), strict=True):
                label |= _label(name, value, ours)
        else:
            attributes = store.json(f"meta/{name}/.zattrs") or {}
            told[name] = {"zarray": zarray, "attributes": attributes}
            if f"meta/{name}" == ENDS:
                continue
            if not by_episode:
                told[name]["values"] = values.tolist()
                continue
            for label, value in zip(labels, values.tolist(), strict=True):
                label.setdefault("extra", {}).setdefault("meta", {})[name] = value
    return told, labels


def _label(name: str, value: int, ours: Mapping[str, Any]) -> dict[str, Any]:
    """What one of our labels says of an episode; nothing where it is unknown."""
    if value < 0:
        return {}
    if name in ("task", "instruction"):
        known = ours[name]
        field = "task" if name == "task" else "instructions"
        return {field: known[value]} if value < len(known) else {}
    return {name: bool(value) if name == "success" else value}


def _numbers(zarray: Mapping[str, Any]) -> bool:
    """Whether an array holds numbers that we can keep; objects are never looked at."""
    return isinstance(zarray["dtype"], str) and np.dtype(zarray["dtype"]).kind in "biuf"


def _episodes(
    path: Path,
    columns: Sequence[_Column],
    parts: Sequence[str],
    ends: np.ndarray,
    labels: Sequence[Mapping[str, Any]],
) -> Iterator[Episode]:
    """The episodes one after another."""
    with Store(path) as store:
        rows = {c.name: Rows(store, f"data/{c.name}", c.zarray) for c in columns}
        start = 0
        for number, end in enumerate(ends.tolist()):
            data = {}
            for column in columns:
                found = rows[column.name].read(start, end)
                if found.dtype.kind == "f" and not np.isfinite(found).all():
                    bad = np.isfinite(found).reshape(len(found), -1).all(1).argmin()
                    raise UserError(
                        f"{path}: episode {number}, data/{column.name} is not a number at row"
                        f" {start + bad}. Take the episode out, or mend it, where it was made."
                    )
                data[column.key] = found.astype(column.feature.dtype)
            if parts:
                data[ACTION] = np.concatenate([data[key] for key in parts], 1)
            yield Episode(data, end - start, **{"success": None, **labels[number]})
            start = end
