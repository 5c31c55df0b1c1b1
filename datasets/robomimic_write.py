"""Writing robomimic's demonstrations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vla.episode import new_id
from vla.errors import UserError
from vla.features import ACTION, REWARD

from .dataset import Dataset
from .entries import Entry
from .robomimic_layout import DEMO, DONE, NAME, OURS, PUT_ASIDE, h5py, our_feature, their_name
from .storage import cannot_write

GYM = 2
"""robomimic's number for environments that are none of the simulators it knows."""
NATIVE = ("demo", "filters", "model_file", "attributes")
"""Notes of episodes that have a place in the format."""


def write_dataset(dataset: Dataset, out: Path, progress: Callable[[int], None]) -> Sequence[str]:
    """See `robomimic.write`."""
    library = h5py()
    if not len(dataset):
        raise UserError(f"{dataset.url} has no episodes: there is nothing to write to {out}.")
    if ACTION not in dataset.schema.features:
        raise UserError(f"{dataset.url} has no '{ACTION}', which robomimic needs.")
    if out.exists():
        raise UserError(f"{out} exists already. Give another name: out=...")
    origin = dataset.schema.provenance.get("source", {})
    if origin.get("format") != NAME:
        origin = {}
    temporary = out.with_name(f".{out.name}.{new_id()}.tmp")
    lost: list[str] = []
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with library.File(temporary, "w") as file:
            _write(file, dataset, origin, progress, lost)
        temporary.replace(out)
    except OSError as error:
        raise cannot_write(error, out, "nothing was written") from None
    finally:
        temporary.unlink(missing_ok=True)
    return lost


def _write(
    file: Any,
    dataset: Dataset,
    origin: Mapping[str, Any],
    progress: Callable[[int], None],
    lost: list[str],
) -> None:
    names = _names(dataset, origin, lost)
    demos = _demo_names(dataset)
    data = file.create_group("data")
    masks: dict[str, list[str]] = {}
    low = high = 0.0
    models = shorter = 0
    for number, (demo, entry) in enumerate(zip(demos, dataset.episodes, strict=True)):
        group = data.create_group(demo)
        bounds = _write_demo(group, dataset, number, names, origin)
        low, high = min(low, bounds[0]), max(high, bounds[1])
        group.attrs["num_samples"] = entry.length
        for name, value in entry.extra.get("attributes", {}).items():
            group.attrs[name] = value
        other = entry.extra.get("model_file")
        if origin.get("model_file") and other is None:
            group.attrs["model_file"] = origin["model_file"]
        models += other is not None
        shorter += entry.rows > entry.length and not origin.get("next_obs")
        group.attrs[OURS] = json.dumps(_label(entry))
        for name in entry.extra.get("filters", ()):
            masks.setdefault(name, []).append(demo)
        progress(number + 1)
    for name, value in origin.get("attributes", {}).items():
        data.attrs[name] = value
    data.attrs["total"] = dataset.num_steps
    data.attrs["env_args"] = origin.get("env_args") or _env_args(dataset)
    data.attrs[OURS] = json.dumps(_ours(dataset, names, origin))
    for name, chosen in masks.items():
        file.create_dataset(f"mask/{name}", data=np.array(chosen, "S"))
    if low < -1 or high > 1:
        lost.append(
            f"Actions reach from {low:.4g} to {high:.4g}; robomimic expects -1 to 1: scale them,"
            " or set its action normalisation."
        )
    if models:
        lost.append(f"The model_file of {models} demonstrations was not kept, and is not written.")
    if shorter:
        lost.append(f"What was seen after the last action of {shorter} episodes was left out.")


def _names(dataset: Dataset, origin: Mapping[str, Any], lost: list[str]) -> dict[str, str]:
    """Our feature -> where it goes below a demonstration."""
    features = dataset.schema.features
    names = {}
    for name, told in origin.get("arrays", {}).items():
        if told["key"] in features:
            names[told["key"]] = name
        else:
            lost.append(f"{name} came from {told['key']}, which is not in this dataset any more.")
    for key, feature in features.items():
        if key not in names and key not in origin.get("derived", ()):
            names[key] = their_name(key, feature, names.values())
    for key, name in names.items():
        if not dataset.schema.stored[key].codec.lossless:
            lost.append(f"{name} was kept as JPEG here: it is close to what was seen, not equal.")
    if REWARD not in names:
        lost.append("There are no rewards: 1 at the last step of a success is written, else 0.")
    return names


def _demo_names(dataset: Dataset) -> list[str]:
    """As they came, if they still name each one; numbered otherwise."""
    known = [str(entry.extra.get("demo", "")) for entry in dataset.episodes]
    if len(set(known)) == len(known) and all(map(DEMO.fullmatch, known)):
        return known
    return [f"demo_{number}" for number in range(len(known))]


def _write_demo(
    group: Any, dataset: Dataset, number: int, names: Mapping[str, str], origin: Mapping[str, Any]
) -> tuple[float, float]:
    """The arrays of a demonstration; the bounds of its actions."""
    entry, first = dataset.episodes[number], int(dataset.offsets[number])
    length, bounds = entry.length, (0.0, 0.0)
    told = origin.get("arrays", {})
    rows = np.arange(first, first + entry.rows)
    after = bool(origin.get("next_obs")) and entry.rows > length
    for key, name in names.items():
        seen = name.startswith("obs/")
        values = dataset.read(key, rows if seen else rows[:length])
        if name in told:
            values = values.astype(told[name]["dtype"])
        group.create_dataset(name, data=values[:length])
        if seen and after:
            group.create_dataset(f"next_{name}", data=values[1:])
        if key == ACTION and values.size:
            bounds = float(values.min()), float(values.max())
    last = np.zeros(length)
    last[-1] = 1
    if REWARD not in names:
        group.create_dataset("rewards", data=last * bool(entry.success))
    if DONE not in names:
        group.create_dataset("dones", data=last.astype(np.int64))
    return bounds


def _label(entry: Entry) -> dict[str, Any]:
    """What the format has no place for, of an episode."""
    return {
        "task": entry.task,
        "instructions": list(entry.instructions),
        "success": entry.success,
        "seed": entry.seed,
        "ended": entry.ended,
        "source": entry.source,
        "recorded": entry.recorded,
        "extra": {k: v for k, v in entry.extra.items() if k not in NATIVE},
    }


def _ours(dataset: Dataset, names: Mapping[str, str], origin: Mapping[str, Any]) -> dict[str, Any]:
    """What the format has no place for: rate, names, units, cameras, what an action means."""
    schema = dataset.schema
    features: dict[str, Any] = {}
    for key, name in names.items():
        feature = schema.features[key]
        if key.startswith(PUT_ASIDE):  # was renamed on the way in, and will be if it must
            key, feature = our_feature(name, feature.shape, feature.dtype)
        features[name] = {"key": key, **feature.to_json()}
    return {
        "rate": schema.rate,
        "robot": schema.robot,
        "action": None if schema.action_spec is None else schema.action_spec.to_json(),
        "derived": bool(origin.get("derived")),
        "features": features,
    }


def _env_args(dataset: Dataset) -> str:
    """What robomimic wants to know of the environment, as far as it can be said."""
    values = {
        "env_name": dataset.episodes[0].task or "unknown",
        "env_version": "",
        "type": GYM,
        "env_kwargs": {"control_freq": dataset.schema.rate},
    }
    return json.dumps(values, indent=4)
