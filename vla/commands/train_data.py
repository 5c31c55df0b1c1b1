"""What `vla train` learns from: datasets opened, divided, checked and made into batches.

Everything that is wrong with data is said here, before the first step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.progress import TaskID

from vla.commands.bars import episode_bar
from vla.commands.data_look import chosen, opened
from vla.commands.train_settings import Job
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, outlasts

HELD_OUT_BATCHES = 16
"""At most, on which the held-out loss is measured."""
NAMED = 5
"""Episodes that are named in a complaint, at most."""
VOCABULARY = 4096
"""Chunks from which a head learns its vocabulary."""
TOLD = 10
"""Times that a log hears how far the features are; a terminal shows it all the time."""
STILL = 1e-6
"""A component that spans less never changes."""


@dataclass(frozen=True)
class Source:
    """One dataset, and which of its episodes (E,) are learned from and held out."""

    dataset: Any
    learned: np.ndarray
    held_out: np.ndarray
    weight: float
    statistics: Any = field(default_factory=dict)
    derived: Mapping[str, Any] = field(default_factory=dict)
    """Key of the windows -> features computed once from a camera's pictures."""

    @property
    def used(self) -> np.ndarray:
        """Episodes (E,) that are looked at at all."""
        return self.learned | self.held_out

    def about(self) -> dict[str, Any]:
        """What a checkpoint notes of it, to go on with the same data."""
        dataset = self.dataset
        return {"url": dataset.url, "id": dataset.schema.id, "head": dataset.head}

    def tasks(self) -> list[str]:
        """Families of the episodes that are learned from."""
        entries = self.dataset.episodes
        return sorted({entries[n].task for n in self.learned.nonzero()[0].tolist()})


def sources(job: Job) -> list[Source]:
    """Open and divide the datasets.

    Raises:
        UserError: nothing to learn from, or data that a run cannot go on with.
    """
    from vla.datasets.selection import shares

    found = []
    for url in job.data:
        dataset = opened(url)
        wanted = np.zeros(len(dataset), bool)
        wanted[chosen(dataset, job["where"])] = True
        share = shares(dataset, "seed")
        held = wanted & (share < job["held_out"])
        if job["held_out"] and not held.any() and wanted.sum() > 1:
            held = wanted & (share == share[wanted].min())  # too few episodes for that share
        if not (wanted & ~held).any():
            raise UserError(
                f"held_out={job['held_out']} leaves no episode of {url} to learn from"
                f" ({int(wanted.sum())} there)."
            )
        found.append(Source(dataset, wanted & ~held, held, 0.0))
    sizes = [float(source.dataset.lengths[source.learned].sum()) for source in found]
    weights = job.weights or sizes
    found = [replace(s, weight=w) for s, w in zip(found, weights, strict=True)]
    if job.saved is not None:
        _refuse_other_data(job.saved.about["data"], found)
    return found


def recorded(data: Sequence[Source]) -> dict[str, Any]:
    """In what worlds the demonstrations were recorded; `vla eval` plays their tasks there."""
    environments = (dict(source.dataset.schema.environment) for source in data)
    tasks = (task for source in data for task in source.tasks())
    return {
        "environment": next(filter(None, environments), {}),
        "tasks": list(dict.fromkeys(tasks)),
    }


def policy_spec(job: Job, data: Sequence[Source]) -> Any:
    """What the policy sees and does: what the first dataset holds.

    Raises:
        UserError: a camera or state that is missing, datasets that differ from each other or from
            what a resumed policy was made for, or episodes that are all too short.
    """
    from vla.policies.checkpoint import read_config
    from vla.policies.spec import PolicySpec

    first = data[0].dataset
    if first.schema.action_spec is None:
        raise UserError(
            f"{first.url} does not say what its actions mean (increments, poses or joints; units;"
            " rate), so a policy could not act. Record with: vla collect; or add the specification"
            " to what you convert."
        )
    try:
        spec = PolicySpec.of(first.schema.features, first.schema.action_spec, **job.spec)
    except UserError as error:
        raise UserError(f"{first.url}: {error}") from None
    if job.resume is not None:
        before = PolicySpec.from_json(read_config(job.resume)["spec"])
        lines = before.differences(first.schema.features, first.schema.action_spec, first.url)
        if lines:
            raise UserError(f"The policy in {job.resume} does not fit the data: {_all(lines)}.")
    for source in data:
        schema, url = source.dataset.schema, source.dataset.url
        lines = spec.differences(schema.features, schema.action_spec, url)
        if schema.rate != first.schema.rate:
            lines.append(f"rate: {first.schema.rate} Hz here, {schema.rate} Hz in {url}")
        if lines:
            raise UserError(f"{url} differs from {first.url} ('here'): {_all(lines)}.")
        if schema.rate != spec.action.rate:
            raise UserError(
                f"{url} was recorded at {schema.rate} Hz, its actions are specified for"
                f" {spec.action.rate} Hz."
            )
        longest = int(source.dataset.lengths[source.learned].max())
        if longest < spec.horizon:
            raise UserError(
                f"policy.horizon={spec.horizon} is longer than every episode of {url}: the longest"
                f" has {longest} steps."
            )
    return spec


def check_numbers(data: Sequence[Source]) -> None:
    """Raises `UserError` at a state or action that is not a number: which episode and frame."""
    for source in data:
        dataset = source.dataset
        for key in (STATE, ACTION):
            feature, stored = dataset.schema.features[key], dataset.schema.stored[key]
            if stored.framewise:
                continue
            table = dataset.table(key)
            rows, components = np.nonzero(~np.isfinite(table))
            episodes, steps = dataset.locate(rows)
            last = dataset.lengths[episodes] + outlasts(key, feature)
            wrong = np.flatnonzero(source.used[episodes] & (steps < last))
            if len(wrong):
                one, component = wrong[0], int(components[wrong[0]])
                others = sorted(set(episodes[wrong].tolist()))
                raise UserError(
                    f"{dataset.url}: episode {episodes[one]}, frame {steps[one]}: {key}"
                    f" {_component(feature, component)} is {table[rows[one], component]}"
                    f" ({len(wrong)} such numbers in {len(others)} episodes). Leave them out:"
                    f" where={','.join(f'episode!={e}' for e in others[:NAMED])}; or record them"
                    " again."
                )


def with_statistics(data: Sequence[Source], spec: Any, console: Console) -> list[Source]:
    """The datasets with the statistics of what is learned from.

    Raises:
        UserError: statistics that are missing, or actions that never change.
    """
    from vla.datasets.statistics import statistics
    from vla.policies.base import CHUNKS

    found = []
    for source in data:
        dataset = source.dataset
        known = statistics(dataset, source.learned, spec.horizon, pictures=False)
        relative = spec.relative and spec.action.mode != "ee_delta"
        actions = CHUNKS if relative else ACTION
        if actions not in known:
            raise UserError(
                f"{dataset.url} has no statistics of actions relative to where the robot is: its"
                " state has no components named x, y, z, r11, ... or joint1, ... Use"
                " policy.relative=false."
            )
        for key, name in ((STATE, STATE), (actions, ACTION)):
            feature = dataset.schema.features[name]
            low, high = known[key]["min"], known[key]["max"]
            still = high - low < STILL * np.maximum(1.0, np.abs(high))
            names = ", ".join(_component(feature, i) for i in np.flatnonzero(still).tolist())
            if name == ACTION and still.all():
                raise UserError(f"{dataset.url}: no component of {key} ever changes ({names}).")
            if names:
                console.print(
                    f"[yellow]note:[/] {escape(f'{dataset.url}: {key} never changes in {names}')}"
                )
        found.append(replace(source, statistics=known))
    return found


def with_features(data: Sequence[Source], policy: Any, mode: str, console: Console) -> list[Source]:
    """The datasets with what a frozen backbone sees in their pictures, computed once.

    Args:
        mode: `auto`, `cache` or `compute`; see `configs/train.yaml`.

    Raises:
        UserError: `cache` where that is impossible.
    """
    from vla.datasets.derived import derive
    from vla.datasets.storage import Folder
    from vla.policies.base import FEATURES

    frozen = policy.frozen_features() if hasattr(policy, "frozen_features") else {}
    near = all(isinstance(source.dataset.storage, Folder) for source in data)
    if mode == "cache" and not frozen:
        raise UserError(
            "features=cache: this policy trains its eyes, or changes pictures before it looks at"
            " them, so what it sees cannot be kept. Use features=compute."
        )
    if mode == "compute" or not frozen or (mode == "auto" and not near):
        return list(data)
    found = []
    with episode_bar(console) as bar:
        for source in data:
            derived = {}
            for key, how in frozen.items():
                what = f"features of {key.removeprefix(IMAGES)}"
                row = bar.add_task(what, total=None)

                def hear(done: int, total: int, what: str = what, row: TaskID = row) -> None:
                    last = bar.tasks[row].completed
                    bar.update(row, completed=done, total=total)
                    if not console.is_terminal and done * TOLD // total > last * TOLD // total:
                        console.print(f"{what}: {done:,} of {total:,} pictures")

                derived[key.replace(IMAGES, FEATURES)] = derive(
                    source.dataset, key, how.fingerprint, how.shape, how.compute,
                    episodes=source.used, on_progress=hear,
                )  # fmt: skip
            found.append(replace(source, derived=derived))
    return found


def batches(job: Job, data: Sequence[Source], spec: Any, processes: Any) -> Any:
    """The stream of training batches of this process."""
    from vla.datasets.mixture import Part
    from vla.datasets.sampler import Sampler

    parts = [Part(s.dataset, s.weight, s.learned, s.derived) for s in data]
    return Sampler(
        parts, _windows(data, spec), job["batch"], seed=job["seed"], cache=job["cache"],
        workers=job["workers"], device=processes.device, rank=processes.process_index,
        ranks=processes.num_processes,
    )  # fmt: skip


def held_out_batches(
    job: Job, data: Sequence[Source], spec: Any, processes: Any
) -> list[Mapping[str, Any]]:
    """A few batches of the episodes that are held out, the same ones every time."""
    from vla.datasets.mixture import Part
    from vla.datasets.sampler import Sampler

    parts = [Part(s.dataset, s.weight, s.held_out, s.derived) for s in data if s.held_out.any()]
    if not parts:
        return []
    sampler = Sampler(
        parts, _windows(data, spec), job["batch"], seed=job["seed"], cache="none", prefetch=0,
        device=processes.device,
    )  # fmt: skip
    places = [number for number, source in enumerate(data) if source.held_out.any()]
    found = []
    for number in range(min(HELD_OUT_BATCHES, -(-len(sampler) // job["batch"]))):
        batch = sampler.batch(number)
        batch["dataset_index"] = batch["dataset_index"].new_tensor(places)[batch["dataset_index"]]
        found.append(batch)
    return found


def action_batches(job: Job, data: Sequence[Source], spec: Any) -> Iterator[Mapping[str, Any]]:
    """Actions and states of some samples, for heads that learn a vocabulary of them."""
    from vla.datasets.mixture import Part
    from vla.datasets.sampler import Sampler

    parts = [Part(s.dataset, s.weight, s.learned) for s in data]
    windows = _windows([replace(s, derived={}) for s in data], spec)
    deltas = {key: windows.deltas[key] for key in (STATE, ACTION)}
    sampler = Sampler(parts, replace(windows, deltas=deltas), VOCABULARY, seed=job["seed"],
                      prefetch=0)  # fmt: skip
    yield sampler.batch(0)


def _windows(data: Sequence[Source], spec: Any) -> Any:
    from vla.datasets.windows import Windows

    made = Windows.of_policy(spec.features, spec.n_obs_steps, spec.horizon, spec.n_action_steps)
    derived = {source.source: key for key, source in data[0].derived.items()}
    return made.swapped(derived)  # drifts, too: what is learned there is what the expert wanted


def _refuse_other_data(before: Sequence[Mapping[str, Any]], now: Sequence[Source]) -> None:
    """Complain about datasets that are not those of the run that is resumed."""
    if len(before) != len(now):
        raise UserError(
            f"The run that is resumed learned from {len(before)} datasets, not {len(now)}."
        )
    for known, source in zip(before, now, strict=True):
        ours = source.about()
        for what in ("id", "head"):
            if known[what] != ours[what]:
                said = "is another dataset" if what == "id" else "has changed since"
                raise UserError(
                    f"{ours['url']} {said}: the run that is resumed learned from"
                    f" {known['url']} ({what} {known[what]}, here {ours[what]}). Begin another"
                    " run without resume."
                )


def _component(feature: Any, index: int) -> str:
    names = feature.names
    return f"{index} ({names[index]})" if len(names) > index else f"component {index}"


def _all(lines: Sequence[str]) -> str:
    return "; ".join(lines)
