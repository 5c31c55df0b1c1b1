"""Writing diffusion_policy's ReplayBuffer: arrays as they came, or as it makes them itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vla.episode import new_id
from vla.errors import UserError
from vla.features import IMAGES

from .dataset import Dataset
from .replay_store import (
    BLOSC,
    ENDS,
    LABELS,
    NAME,
    OURS,
    ArrayWriter,
    check_codecs,
    keeps_all,
    new_zarray,
    pack_zip,
    write_array,
    write_json,
)
from .storage import cannot_write

GROUP = {"zarr_format": 2}
UNKNOWN = -1


@dataclass(frozen=True)
class _Column:
    """An array to write, and the feature that goes there."""

    name: str
    key: str
    zarray: Mapping[str, Any]
    attributes: Mapping[str, Any]


def write_dataset(dataset: Dataset, out: Path, progress: Callable[[int], None]) -> Sequence[str]:
    """See `replay_buffer.write`."""
    if not len(dataset):
        raise UserError(f"{dataset.url} has no episodes: there is nothing to write to {out}.")
    if out.exists():
        raise UserError(f"{out} exists already. Give another name: out=...")
    origin = dataset.schema.provenance.get("source", {})
    if origin.get("format") != NAME:
        origin = {}
    lost: list[str] = []
    columns = _columns(dataset, origin, lost)
    temporary = out.with_name(f".{out.name}.{new_id()}.tmp")
    packed = temporary.with_suffix(".zip")
    try:
        _write_groups(dataset, temporary, columns, origin, lost)
        _write_rows(dataset, temporary / "data", columns, progress)
        if out.suffix == ".zip":
            pack_zip(temporary, packed)
            packed.replace(out)
        else:
            temporary.rename(out)
    except OSError as error:
        raise cannot_write(error, out, "nothing was written") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        packed.unlink(missing_ok=True)
    longer = sum(entry.rows > entry.length for entry in dataset.episodes)
    if longer:
        lost.append(
            f"What was seen after the last action of {longer} episodes was left out: arrays here"
            " are as long as the actions."
        )
    if any(set(entry.extra) - {"meta"} for entry in dataset.episodes):
        lost.append("The notes (extra) of episodes have no place in the format.")
    return lost


def _columns(dataset: Dataset, origin: Mapping[str, Any], lost: list[str]) -> list[_Column]:
    """What goes where, with the metadata of every array."""
    features, total = dataset.schema.features, dataset.num_steps
    columns: list[_Column] = []
    for name, told in origin.get("data", {}).items():
        key, zarray = told["key"], {**told["zarray"]}
        shape = tuple(zarray["shape"][1:])
        if key not in features or features[key].shape != shape:
            lost.append(f"data/{name} came from {key}, which is not in this dataset any more.")
            continue
        zarray["shape"] = [total, *shape]
        check_codecs(Path(dataset.url), f"data/{name}", zarray)
        if not keeps_all(zarray):
            lost.append(
                f"data/{name} was compressed by {zarray['compressor']['id']} with losses; to lose"
                " no more, it is compressed by Blosc now."
            )
            zarray |= {"compressor": BLOSC, "filters": None}
        if not dataset.schema.stored[key].codec.lossless:
            lost.append(f"data/{name} was kept as JPEG here: it is close to what came, not equal.")
        columns.append(_Column(name, key, zarray, told["attributes"]))
    done = {column.key for column in columns} | set(origin.get("derived", ()))
    for key, feature in features.items():
        if key not in done:
            name = _short(key, {column.name for column in columns}, features)
            zarray = new_zarray((total, *feature.shape), feature.dtype)
            columns.append(_Column(name, key, zarray, {}))
    return columns


def _short(key: str, taken: set[str], features: Mapping[str, Any]) -> str:
    """A name as diffusion_policy's are: without `observation.`, and with `_` for dots."""
    plain = key.removeprefix(IMAGES).removeprefix("observation.")
    name = plain.replace(".", "_").replace("/", "_")
    if name in taken or (plain != key and plain in features):
        name = key.replace(".", "_").replace("/", "_")
    while name in taken:
        name += "_"
    return name


def _write_groups(
    dataset: Dataset,
    folder: Path,
    columns: Sequence[_Column],
    origin: Mapping[str, Any],
    lost: list[str],
) -> None:
    """The groups, their attributes, and all of `meta`."""
    for group in ("", "data", "meta"):
        write_json(folder / group / ".zgroup", GROUP)
    attributes = {"": {}, "data/": {}, "meta/": {}} | origin.get("attributes", {})
    labels, words = _labels(dataset)
    known = [name for name in LABELS if (labels[name] != UNKNOWN).any()]
    if origin and not origin["ours"] and set(known) <= {"task"} and len(words["tasks"]) == 1:
        known = []  # nothing is known but what came: the same as came, nothing else
    else:
        attributes[""] = {**attributes[""], OURS: _ours(dataset, columns) | words}
    for group, values in attributes.items():
        if values:
            write_json(folder / f"{group}.zattrs", values)
    count = len(dataset)
    ends = np.cumsum(dataset.lengths)
    told = origin.get("meta", {}).get(ENDS.removeprefix("meta/"))
    zarray = (
        new_zarray((count,), "int64") | {"compressor": None} if told is None else told["zarray"]
    )
    _write_meta(folder / ENDS, zarray, {} if told is None else told["attributes"], ends)
    for name in known:
        values = labels[name]
        _write_meta(folder / "meta" / name, new_zarray((count,), values.dtype.name), {}, values)
    for name, told in origin.get("meta", {}).items():
        if f"meta/{name}" == ENDS or name in known:
            continue
        values = told.get("values")
        if values is None:
            values = [entry.extra.get("meta", {}).get(name) for entry in dataset.episodes]
            if any(value is None for value in values):
                lost.append(f"meta/{name} is not known of all episodes: left out.")
                continue
        values = np.asarray(values, told["zarray"]["dtype"])
        _write_meta(folder / "meta" / name, told["zarray"], told["attributes"], values)


def _write_meta(
    folder: Path, zarray: Mapping[str, Any], attributes: Mapping[str, Any], values: np.ndarray
) -> None:
    write_array(folder, {**zarray, "shape": list(values.shape)}, attributes, values)


def _labels(dataset: Dataset) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """What is known of every episode as numbers (E,), and the words they stand for."""
    entries = dataset.episodes
    tasks = sorted({entry.task for entry in entries})
    said = sorted({entry.instructions for entry in entries if entry.instructions})
    task_of = {task: number for number, task in enumerate(tasks)}
    said_of = {words: number for number, words in enumerate(said)}
    success = [UNKNOWN if e.success is None else int(e.success) for e in entries]
    fits = [e.seed is not None and 0 <= e.seed < 2**63 for e in entries]
    seeds = [e.seed if fit else UNKNOWN for e, fit in zip(entries, fits, strict=True)]
    labels = {
        "success": np.array(success, np.int8),
        "seed": np.array(seeds, np.int64),
        "task": np.array([task_of[e.task] for e in entries], np.int64),
        "instruction": np.array([said_of.get(e.instructions, UNKNOWN) for e in entries], np.int64),
    }
    return labels, {"tasks": tasks, "instructions": [list(words) for words in said]}


def _ours(dataset: Dataset, columns: Sequence[_Column]) -> dict[str, Any]:
    """What the format has no place for: rate, names, units, cameras, what an action means."""
    schema = dataset.schema
    return {
        "fps": schema.rate,
        "rate": schema.rate,
        "robot": schema.robot,
        "action": None if schema.action_spec is None else schema.action_spec.to_json(),
        "features": {c.name: {"key": c.key, **schema.features[c.key].to_json()} for c in columns},
    }


def _write_rows(
    dataset: Dataset, folder: Path, columns: Sequence[_Column], progress: Callable[[int], None]
) -> None:
    """All steps of all episodes; an episode and a chunk of each array are in memory."""
    writers = {c.key: ArrayWriter(folder / c.name, c.zarray, c.attributes) for c in columns}
    for number, first in enumerate(dataset.offsets[:-1].tolist()):
        rows = np.arange(first, first + int(dataset.lengths[number]))
        for key, writer in writers.items():
            writer.add(dataset.read(key, rows))
        progress(number + 1)
    for writer in writers.values():
        writer.close()
