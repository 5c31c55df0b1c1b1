"""The head of a dataset page: what it holds at a glance, exact over all of its episodes."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from vla.features import ACTION, Feature, outlasts
from vla.stats import wilson

from .dataset import Dataset
from .page_pictures import picture_keys
from .storage import Folder

BINS = 30
"""Of the histogram, at most."""
DIMS = 64
"""Components of a feature that are told, at most."""
QUANTILES = (0.0, 0.01, 0.5, 0.99, 1.0)
TASKS = 24
"""Tasks named, at most."""


@dataclass(frozen=True)
class Curves:
    """A feature that is drawn over time, with its exact spread over the whole dataset."""

    key: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    """Empty for what has none."""
    spread: np.ndarray
    """(D, 5): least, 1 %, middle, 99 %, most."""

    @property
    def label(self) -> str:
        return self.key.removeprefix("observation.")


def drawn_features(dataset: Dataset) -> list[Curves]:
    """What is felt and done, the action first."""
    keys = [
        key
        for key, feature in dataset.schema.features.items()
        if feature.role in ("state", "action") and np.dtype(feature.dtype).kind in "fiub"
    ]
    keys.sort(key=lambda key: key != ACTION)
    return [_curves(dataset, key) for key in keys]


def columns(dataset: Dataset, key: str, number: int) -> np.ndarray:
    """(T, D) values of an episode as far as they mean something, float64."""
    entry, feature = dataset.episodes[number], dataset.schema.features[key]
    first = int(dataset.offsets[number])
    count = entry.rows if outlasts(key, feature) else entry.length
    values = dataset.read(key, np.arange(first, first + count))
    return values.reshape(count, -1)[:, :DIMS].astype(np.float64)


def _curves(dataset: Dataset, key: str) -> Curves:
    feature = dataset.schema.features[key]
    size = min(DIMS, int(np.prod(feature.shape, dtype=np.int64)))
    rows = np.arange(dataset.num_rows)
    if not outlasts(key, feature):
        # the row after the last action is no action
        episodes, steps = dataset.locate(rows)
        rows = rows[steps < dataset.lengths[episodes]]
    spread = np.zeros((size, len(QUANTILES)))
    if len(rows):
        values = dataset.read(key, rows).reshape(len(rows), -1)
        for dim in range(size):
            spread[dim] = np.quantile(values[:, dim].astype(np.float64), QUANTILES)
    return Curves(key, _names(dataset, key, feature, size), _units(feature, size), spread)


def _names(dataset: Dataset, key: str, feature: Feature, size: int) -> tuple[str, ...]:
    spec, names = dataset.schema.action_spec, feature.names
    if not names and key == ACTION and spec is not None:
        names = spec.names
    if len(names) >= size:
        return tuple(names[:size])
    return (key.rpartition(".")[2],) if size == 1 else tuple(str(dim) for dim in range(size))


def _units(feature: Feature, size: int) -> tuple[str, ...]:
    units = feature.units or ("1",)
    units = units * size if len(units) == 1 else units[:size]
    return tuple("" if unit == "1" else unit for unit in units)


def head(dataset: Dataset, title: str, shown: int, curves: Sequence[Curves]) -> str:
    """The head as HTML."""
    robot = dataset.schema.robot
    kicker = "Dataset" + (f" · {robot}" if robot else "")
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in _facts(dataset, shown).items()
    )
    return (
        f'<header><p class="kicker">{escape(kicker)}</p><h1>{escape(title)}</h1>'
        f"<dl>{facts}</dl>{_provenance(dataset)}</header>"
        f'<div class="overview"><div class="side">{_tasks(dataset)}{_histogram(dataset)}</div>'
        f"{''.join(_ranges(one) for one in curves if one.key == ACTION)}</div>"
        f"{''.join(_ranges(one) for one in curves if one.key != ACTION)}"
    )


def _facts(dataset: Dataset, shown: int) -> dict[str, str]:
    schema, total = dataset.schema, len(dataset)
    judged = [entry.success for entry in dataset.episodes if entry.success is not None]
    facts = {"Episodes": f"{total:,}" + (f" ({shown:,} shown)" if shown < total else "")}
    facts["Steps"] = f"{dataset.num_steps:,}"
    facts["Recorded"] = _duration(dataset.num_steps / schema.rate)
    facts["Rate"] = f"{schema.rate:g} Hz"
    if judged:
        low, high = wilson(sum(judged), len(judged))
        rate = sum(judged) / len(judged)
        facts["Success"] = f"{sum(judged):,} of {len(judged):,} · {rate:.0%}"
        facts["95 % interval"] = f"{low:.0%} to {high:.0%}"
    for key in picture_keys(dataset):
        tall, wide = schema.features[key].shape[:2]
        facts[f"Camera {key.rpartition('.')[2]}"] = f"{wide} × {tall}"
    if schema.action_spec is not None:
        facts["Action"] = f"{schema.action_spec.mode} · {schema.action_spec.dim}"
    size = _bytes(dataset)
    if size:
        facts["On disk"] = _size(size)
    return facts


def _provenance(dataset: Dataset) -> str:
    rows, schema = [], dataset.schema
    made = {"made": schema.created[:10]} if schema.created else {}
    for name, value in {**schema.provenance, **made}.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if text:
            word = name.replace("_", " ").capitalize()
            rows.append(f"<div><dt>{escape(word)}</dt><dd><code>{escape(text)}</code></dd></div>")
    return f'<dl class="origin">{"".join(rows)}</dl>' if rows else ""


def _tasks(dataset: Dataset) -> str:
    tasks = Counter(entry.task for entry in dataset.episodes)
    good = Counter(entry.task for entry in dataset.episodes if entry.success)
    judged = Counter(entry.task for entry in dataset.episodes if entry.success is not None)
    most = max(tasks.values(), default=1)
    rows = []
    for task, count in tasks.most_common(TASKS):
        rate = f"{good[task] / judged[task]:.0%}" if judged[task] else "–"
        words = escape(f'task:"{task}"')
        rows.append(
            f'<button type="button" class="task" data-words="{words}">'
            f"<span>{escape(task) or 'no name'}</span>"
            f'<i class="bar"><i style="width:{100 * count / most:.1f}%"></i></i>'
            f"<b>{count:,}</b><em>{rate}</em></button>"
        )
    more = len(tasks) - len(rows)
    rest = f'<p class="hint">and {more:,} more</p>' if more > 0 else ""
    return (
        f'<section class="panel"><h2>Tasks</h2><small>episodes, success</small>'
        f"{''.join(rows)}{rest}</section>"
    )


def _histogram(dataset: Dataset) -> str:
    lengths = dataset.lengths
    if not len(lengths):
        return ""
    low, high = int(lengths.min()), int(lengths.max())
    width = _round_width((high - low + 1) / BINS)
    first = low // width * width
    counts = np.bincount((lengths - first) // width)
    bars = "".join(
        f'<i style="height:{100 * count / counts.max():.1f}%" title="'
        f'{_span(first + n * width, width)}: {_plural(int(count), "episode")}"></i>'
        for n, count in enumerate(counts.tolist())
    )
    middle = float(np.median(lengths))
    end = first + len(counts) * width
    return (
        '<section class="panel"><div><h2>Lengths</h2>'
        f"<small>median {middle:g} steps, {middle / dataset.schema.rate:.1f} s;"
        f" shortest {low:,}, longest {high:,}</small></div>"
        f'<div class="bins">{bars}</div>'
        f'<div class="axis"><span>{first:,}</span><span>steps</span><span>{end:,}</span></div>'
        "</section>"
    )


def _ranges(curves: Curves) -> str:
    """Bars of all components; those of one unit on one scale, so that they can be compared."""
    bounds: dict[str, tuple[float, float]] = {}
    for unit in dict.fromkeys(curves.units):
        of_unit = curves.spread[[u == unit for u in curves.units]]
        low, high = min(0.0, float(of_unit.min())), max(0.0, float(of_unit.max()))
        bounds[unit] = (low, high if high > low else low + 1.0)
    rows = "".join(
        _range(name, unit, curves.spread[dim], bounds[unit])
        for dim, (name, unit) in enumerate(zip(curves.names, curves.units, strict=True))
    )
    title = (
        f"<h2>{escape(curves.label.capitalize())}</h2>"
        "<small>line: all values, bar: 98 % of them, tick: median</small>"
    )
    table = (
        '<table><thead><tr><th></th><th></th><th>min</th><th class="inner">1 %</th><th>median</th>'
        f'<th class="inner">99 %</th><th>max</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    if curves.key == ACTION:
        return f'<section class="panel ranges">{title}{table}</section>'
    return f'<details class="panel ranges"><summary>{title}</summary>{table}</details>'


def _range(name: str, unit: str, spread: np.ndarray, bounds: tuple[float, float]) -> str:
    low, high = bounds

    def at(value: float) -> float:
        return 100 * (value - low) / (high - low)

    least, q01, middle, q99, most = (float(v) for v in spread)
    drawn = (
        f'<i class="zero" style="left:{at(0):.2f}%"></i>'
        f'<i class="all" style="left:{at(least):.2f}%;width:{at(most) - at(least):.2f}%"></i>'
        f'<i class="most" style="left:{at(q01):.2f}%;width:{at(q99) - at(q01):.2f}%"></i>'
        f'<i class="mid" style="left:{at(middle):.2f}%"></i>'
    )
    kinds = ("", ' class="inner"', "", ' class="inner"', "")
    numbers = "".join(
        f"<td{kind}>{_number(float(value))}</td>" for kind, value in zip(kinds, spread, strict=True)
    )
    tail = f" <small>{escape(unit)}</small>" if unit else ""
    return (
        f"<tr><th>{escape(name)}{tail}</th>"
        f'<td class="drawn"><span>{drawn}</span></td>{numbers}</tr>'
    )


def _bytes(dataset: Dataset) -> int:
    """Of the episodes as the journal knows them; of a packed dataset, of the folder."""
    told = sum(size for entry in dataset.episodes for size, _ in entry.files.values())
    if told or not isinstance(dataset.storage, Folder):
        return told
    folder: Path = dataset.storage.path
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _round_width(width: float) -> int:
    """A whole number of steps at least this wide, of those that people count in."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= width:
                return step * scale
        scale *= 10


def _span(start: int, width: int) -> str:
    last = start + width - 1
    return _plural(start, "step") if width == 1 else f"{start:,} to {last:,} steps"


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _size(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB"


def _number(value: float) -> str:
    """Three digits that count, three decimals at most, with the true minus."""
    if not math.isfinite(value) or abs(value) >= 1e5:
        return f"{value:.2e}".replace("-", "−")
    large = math.floor(math.log10(abs(value))) if abs(value) >= 5e-4 else 0
    text = f"{value:.{min(3, max(0, 2 - large))}f}"
    if not float(text):
        return "0"
    return text.replace("-", "−")
