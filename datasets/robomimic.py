"""robomimic's demonstrations: one HDF5 file, read and written.

Names: pictures of `obs` become `observation.images.<key>`, the rest `observation.<key>`, and
`observation.state` is put together from the robot's pose and gripper. `actions` become `action`,
`rewards` `reward`, `dones` `done`, `states` `simulator.state`. The last of `next_obs` is what was
seen after the last action; the others repeat `obs`. Quaternions stay as they are, the real part
last, and say so by their names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from vla.episode import Episode
from vla.errors import UserError
from vla.features import REWARD, STATE, Feature, outlasts

from .conversion import Source
from .dataset import Dataset
from .robomimic_layout import (
    DEMO,
    NAME,
    OURS,
    PLAIN,
    PUT_ASIDE,
    RATE,
    as_json,
    as_plain,
    h5py,
    our_feature,
    our_label,
    our_notes,
    state_feature,
    state_parts,
)
from .robomimic_write import write_dataset
from .schema import Schema

SIGNATURE = b"\x89HDF\r\n\x1a\n"
SUFFIXES = (".hdf5", ".h5", ".hdf")


@dataclass(frozen=True)
class _Column:
    """An array of every demonstration and what becomes of it."""

    name: str
    key: str
    feature: Feature
    dtype: str
    """Theirs, where it is not ours."""


@dataclass
class _Plan:
    """What was found out about a file before its episodes are read."""

    path: Path
    demos: list[str]
    columns: list[_Column] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """Features of which `observation.state` is put together."""
    next_obs: bool = False
    """Every demonstration has it, shaped as `obs`."""
    success: dict[str, bool | None] = field(default_factory=dict)
    filters: dict[str, list[str]] = field(default_factory=dict)
    """Demonstration -> the filters it is in."""
    lost: list[str] = field(default_factory=list)


def recognises(path: Path) -> bool:
    """Whether a file is HDF5 and says that it has demonstrations, or is named like one."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            return path.suffix in SUFFIXES
    try:
        with h5py().File(path, "r") as file:
            return "data" in file
    except (OSError, UserError):  # damaged, or no library: `read` says so
        return path.suffix in SUFFIXES


def read(path: Path) -> Source:
    """Open one. What its pictures of `next_obs` do not allow is added to `lost` on the way.

    Raises:
        UserError: it is no whole HDF5 file, has no demonstrations, or one of them lacks `obs` or
            an array, or has one of another length, shape or kind; names it.
    """
    with _opened(path) as file:
        plan = _Plan(path, _demos(file, path))
        data = file["data"]
        ours = our_notes(data.attrs.get(OURS))
        plan.columns = _columns(data, plan, ours)
        _check_lengths(data, plan)
        _judge(data, plan)
        plan.filters = _filters(file, plan)
        features = {c.key: c.feature for c in plan.columns}
        plan.parts = state_parts(features) if ours.get("derived", True) else []
        if plan.parts:
            features[STATE] = state_feature(plan.parts, features)
        env_args = as_plain(data.attrs.get("env_args"))
        model = as_plain(data[plan.demos[0]].attrs.get("model_file"))
        others = {_model(data[demo]) for demo in plan.demos} - {_hash(model), None}
        attributes = {k: as_plain(v) for k, v in data.attrs.items()}
    if others:
        plan.lost.append(
            f"model_file differs: that of {plan.demos[0]} was kept, of {len(others)} others only"
            " the hash (extra of the episodes)."
        )
    rate = ours.get("rate") or _control_rate(env_args, plan.lost)
    source = {
        "format": NAME,
        "path": str(path),
        "env_args": env_args,
        "model_file": model,
        "next_obs": plan.next_obs,
        "attributes": {
            k: v for k, v in attributes.items()
            if k not in ("env_args", "total", OURS) and v is not None
        },
        "arrays": {c.name: {"key": c.key, "dtype": c.dtype} for c in plan.columns},
        "derived": [STATE] if plan.parts else [],
    }  # fmt: skip
    schema = Schema(
        features, rate, ours.get("spec"), ours.get("robot", ""), provenance={"source": source}
    )
    return Source(schema, len(plan.demos), lambda: _episodes(plan, source), plan.lost)


def write(dataset: Dataset, out: Path, progress: Callable[[int], None]) -> Sequence[str]:
    """Write one, all of it or nothing; arrays are contiguous and not compressed.

    Args:
        progress: told the number of episodes done.

    Returns:
        What could not be mapped, a sentence each.

    Raises:
        UserError: there is something at `out`, it cannot be written, there are no episodes or no
            actions.
    """
    return write_dataset(dataset, out, progress)


def _opened(path: Path) -> Any:
    library = h5py()
    if not path.is_file():
        raise UserError(f"{path} is not a file. Give robomimic's .hdf5.")
    try:
        return library.File(path, "r")
    except OSError as error:
        raise UserError(
            f"{path} is not a whole HDF5 file ({error}): was it cut off? Copy it again."
        ) from None


def _demos(file: Any, path: Path) -> list[str]:
    """Names of the demonstrations, by number."""
    if "data" not in file or not hasattr(file["data"], "keys"):
        raise UserError(
            f"{path} has no group 'data' but {sorted(file)[:8]}: it is not robomimic's."
        )
    found = list(file["data"])
    demos = [name for name in found if DEMO.fullmatch(name) and hasattr(file["data"][name], "keys")]
    if not demos:
        raise UserError(
            f"{path} has no demonstrations: data holds {found[:8] or 'nothing'}, and demo_0,"
            " demo_1, ... are looked for."
        )
    return sorted(demos, key=lambda name: int(name.removeprefix("demo_")))


def _arrays(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """All arrays below a demonstration but those of `next_obs`."""
    for name, found in group.items():
        if hasattr(found, "keys"):
            if before + name != "next_obs":
                yield from _arrays(found, f"{before}{name}/")
        else:
            yield before + name, found


def _columns(data: Any, plan: _Plan, ours: Mapping[str, Any]) -> list[_Column]:
    """The arrays that all demonstrations have, by the first of them."""
    first = plan.demos[0]
    columns = []
    for name, array in _arrays(data[first]):
        if not PLAIN.fullmatch(name):
            plan.lost.append(f"{name!r} is no name for a feature: left out.")
            continue
        if array.dtype.kind not in "biuf" or not array.shape or 0 in array.shape[1:]:
            plan.lost.append(f"{name} holds no numbers of every step ({array.dtype}): left out.")
            continue
        needed = name.startswith("obs/") or name == "actions"
        if not needed and len(array) != len(data[first].get("actions", ())):
            plan.lost.append(f"{name} is not as long as the actions: left out.")
            continue
        without = [demo for demo in plan.demos if name not in data[demo]]
        if without and not needed:
            plan.lost.append(f"{name} is not in {len(without)} demonstrations: left out.")
            continue
        dtype = array.dtype.name
        key, feature = our_feature(name, array.shape[1:], dtype)
        said = ours.get("features", {}).get(name)
        if said is not None and (said[1].shape, said[1].dtype) == (feature.shape, feature.dtype):
            key, feature = said
        columns.append(_Column(name, key, feature, array.dtype.str))
    keys = [column.key for column in columns]
    if double := sorted({key for key in keys if keys.count(key) > 1}):
        raise UserError(f"{plan.path}: several arrays would become {double} here; rename them.")
    return columns


def _check_lengths(data: Any, plan: _Plan) -> None:
    """See that all demonstrations have the arrays of the first, and find out about `next_obs`."""
    names = {column.name: column for column in plan.columns}
    obs = [name for name in names if name.startswith("obs/")]
    plan.next_obs = bool(obs)
    longer = False
    for demo in plan.demos:
        group, where = data[demo], f"{plan.path}: {demo}"
        if "actions" not in group:
            raise UserError(f"{where} has no actions but {sorted(group)}. Take it out of the file.")
        if "obs" not in group or not len(group["obs"]):
            raise UserError(
                f"{where} has no observations (obs). A file of states only is made whole by"
                " robomimic: python -m robomimic.scripts.dataset_states_to_obs --dataset"
                f" {plan.path} --output_name with_obs.hdf5"
            )
        length = len(group["actions"])
        said = int(group.attrs.get("num_samples", length))
        if said != length or not length:
            raise UserError(f"{where} has {length} actions, and num_samples says {said}.")
        extra = sorted({f"obs/{key}" for key in group["obs"]} - names.keys())
        if extra and demo != plan.demos[0]:
            raise UserError(f"{where} has {extra}, which {plan.demos[0]} has not.")
        seen = len(group[obs[0]]) if obs and obs[0] in group else length
        for name, column in names.items():
            if name not in group:
                raise UserError(f"{where} has no {name}, which {plan.demos[0]} has.")
            found, wanted = group[name], (seen if name in obs else length)
            if found.shape[1:] != column.feature.shape or found.dtype.str != column.dtype:
                raise UserError(
                    f"{where}/{name} is {found.dtype} {found.shape[1:]} a step, but"
                    f" {column.dtype} {column.feature.shape} in {plan.demos[0]}."
                )
            if len(found) != wanted or wanted not in (length, length + 1):
                raise UserError(
                    f"{where}/{name} has {len(found)} rows, but there are {length} actions."
                )
        longer |= seen > length
        after = group.get("next_obs", {})
        fits = (group[n].shape == after[n[4:]].shape for n in obs if n[4:] in after)
        plan.next_obs &= seen == length and sum(fits) == len(obs)
    if plan.next_obs or longer:
        plan.columns = [_put_aside(column) for column in plan.columns]
    if any("next_obs" in data[demo] for demo in plan.demos) and not plan.next_obs:
        plan.lost.append("next_obs is not that of obs in all demonstrations: left out.")


def _put_aside(column: _Column) -> _Column:
    """What would need a row after the last action, as observations have here, but has none."""
    if column.name.startswith("obs/") or not outlasts(column.key, column.feature):
        return column
    key = PUT_ASIDE + column.name.replace("/", ".")
    return replace(column, key=key, feature=replace(column.feature, role="record"))


def _judge(data: Any, plan: _Plan) -> None:
    """Whether demonstrations succeeded, where it can be known; and the size of rewards.

    Shaped rewards say nothing about it; nor does `dones` if it is 1 at the end of all, as
    robomimic also marks the end so.
    """
    names = [column.name for column in plan.columns]
    rewards = {d: np.asarray(data[d]["rewards"]) for d in plan.demos} if "rewards" in names else {}
    dones = {d: np.asarray(data[d]["dones"]) for d in plan.demos} if "dones" in names else {}
    if rewards and all(np.array_equal(r, r.astype(np.float32)) for r in rewards.values()):
        plan.columns = [
            replace(c, feature=replace(c.feature, dtype="float32")) if c.key == REWARD else c
            for c in plan.columns
        ]
    values = {value for reward in rewards.values() for value in np.unique(reward).tolist()}
    ends = {demo: bool(np.all(done[-1] > 0)) for demo, done in dones.items()}
    if len(values - {0.0}) == 1 and min(values) >= 0:
        plan.success = {demo: bool(np.all(reward[-1] > 0)) for demo, reward in rewards.items()}
    elif len(set(ends.values())) == 2:
        plan.success = dict(ends)


def _filters(file: Any, plan: _Plan) -> dict[str, list[str]]:
    """Demonstration -> the filters it is in."""
    found: dict[str, list[str]] = {demo: [] for demo in plan.demos}
    masks = file.get("mask", {})
    for name in masks:
        if not hasattr(masks[name], "shape"):
            continue
        for demo in np.asarray(masks[name]).reshape(-1).tolist():
            found.get(as_plain(demo), []).append(name)
    return found


def _control_rate(env_args: Any, lost: list[str]) -> float:
    """Control steps per second."""
    rate = (as_json(env_args).get("env_kwargs") or {}).get("control_freq")
    if isinstance(rate, int | float) and rate > 0:
        return float(rate)
    lost.append(f"env_args names no control_freq: {RATE:g} steps per second are assumed.")
    return RATE


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def _model(group: Any) -> str | None:
    return _hash(as_plain(group.attrs.get("model_file")))


def _episodes(plan: _Plan, source: Mapping[str, Any]) -> Iterator[Episode]:
    """The demonstrations one after another."""
    task = str(as_json(source["env_args"]).get("env_name") or plan.path.stem)
    said = as_json(source["attributes"].get("problem_info")).get("language_instruction")
    model = _hash(source["model_file"])
    with _opened(plan.path) as file:
        for demo in plan.demos:
            group = file["data"][demo]
            data = {c.key: _values(plan, group, demo, c) for c in plan.columns}
            length = len(group["actions"])
            if plan.next_obs:
                data |= _with_last(plan, group, demo, data)
            if plan.parts:
                data[STATE] = np.concatenate([data[key] for key in plan.parts], 1)
            attributes = {k: as_plain(v) for k, v in group.attrs.items()}
            words = as_json(attributes.get("ep_meta")).get("lang") or said
            extra: dict[str, Any] = {"demo": demo, "filters": plan.filters[demo]}
            if _model(group) not in (model, None):
                extra["model_file"] = _model(group)
            known = {"model_file", "num_samples", OURS}
            rest = {k: v for k, v in attributes.items() if k not in known and v is not None}
            if rest:
                extra["attributes"] = rest
            label: dict[str, Any] = {
                "task": task,
                "instructions": (str(words),) if words else (),
                "success": plan.success.get(demo),
            }
            label |= our_label(attributes.get(OURS))
            yield Episode(data, length, **{**label, "extra": {**label.get("extra", {}), **extra}})


def _values(plan: _Plan, group: Any, demo: str, column: _Column, of: str = "") -> np.ndarray:
    """An array of a demonstration. Raises `UserError` if it cannot be read or is no numbers."""
    name = of + column.name
    try:
        found = np.asarray(group[name])
    except Exception as error:  # HDF5 and its filters raise several kinds
        raise UserError(
            f"{plan.path}: {demo}/{name} cannot be read ({error}). If the file is whole, a filter"
            " of HDF5 is missing; otherwise copy it again."
        ) from None
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        step = np.isfinite(found).reshape(len(found), -1).all(1).argmin()
        raise UserError(f"{plan.path}: {demo}/{name} is not a number at step {step}.")
    return found.astype(column.feature.dtype)


def _with_last(
    plan: _Plan, group: Any, demo: str, data: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Observations with the last of `next_obs` behind them, if the others are those of `obs`."""
    longer = {}
    for column in plan.columns:
        if not column.name.startswith("obs/"):
            continue
        after = _values(plan, group, demo, column, "next_")
        if not np.array_equal(after[:-1], data[column.key][1:]):
            plan.lost.append(f"{demo}: next_obs is something else than obs: left out.")
            return {}
        longer[column.key] = np.concatenate((data[column.key], after[-1:]))
    return longer
