"""Page: one HTML file with which to look through a dataset, with nothing to load from anywhere.

What it holds at a glance, every episode as a strip of film, and a player with plots. It opens from
a disk or a mail, in any browser; `#episode=3&step=40` behind its address opens the player there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from vla.features import ACTION, EXECUTED, INTERVENTION, PERTURBED, REWARD, outlasts

from .dataset import Dataset
from .page_charts import CHARTS
from .page_head import Curves, columns, drawn_features, head
from .page_pictures import Fineness, choose, sheets, shown_rows
from .page_player import PLAYER, PLAYER_SCRIPT
from .page_script import LIST, LIST_SCRIPT
from .page_style import STYLE
from .storage import cannot_write

BUDGET = 23_000_000
"""Bytes of a page: it still opens at once and goes into a mail."""
NUMBERS = 7_000_000
"""Bytes of them that the numbers of the plots may take; then only some steps are drawn."""
DIGITS = 1500
"""Steps between the least and the most of a curve that can be told apart: more than pixels."""
POLICY = "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline';"
"""The browser itself is told to load nothing."""


def write_page(
    dataset: Dataset,
    out: Path,
    episodes: Sequence[int],
    title: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write the page, all of it or nothing.

    Pictures are made as small and as few as the page has room for.

    Args:
        episodes: numbers of those that are shown; the head tells of all.
        title: the dataset's name, if it is to have another one than its folder.
        progress: told the number of episodes done.

    Raises:
        UserError: there is no such episode, or the file cannot be written.
        Damaged: a file of the dataset is not what was written.
    """
    shown = list(dict.fromkeys(int(number) for number in episodes))
    for number in shown:
        dataset.entry(number)
    name = title or Path(dataset.url.rstrip("/")).name.removesuffix(".zarr")
    curves = drawn_features(dataset)
    thinned, numbers = _thinning(dataset, shown, curves)
    fineness = choose(dataset, shown, BUDGET - numbers)
    temporary = out.with_name(f".{out.name}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(_beginning(dataset, name, shown, curves, fineness))
            for done, number in enumerate(shown, 1):
                file.writelines(_episode(dataset, number, curves, thinned, fineness))
                progress(done)
            script = f"{CHARTS}{LIST_SCRIPT}{PLAYER_SCRIPT}"
            file.write(f'<script>"use strict";{script}</script>\n</body></html>\n')
        temporary.replace(out)
    except OSError as error:
        raise cannot_write(error, out, "the dataset is as it was") from None
    finally:
        with suppress(OSError):
            temporary.unlink()


def _beginning(
    dataset: Dataset,
    name: str,
    shown: Sequence[int],
    curves: Sequence[Curves],
    fineness: Fineness,
) -> str:
    about = {
        "name": name,
        "rate": dataset.schema.rate,
        "every": fineness.every,
        "cameras": [
            {
                "name": camera.name, "width": camera.width, "height": camera.height,
                "cell": camera.cell, "columns": camera.columns, "rows": camera.rows,
            }
            for camera in fineness.cameras
        ],
        "features": [
            {
                "key": one.key, "label": one.label, "names": one.names, "units": one.units,
                "outlasts": outlasts(one.key, dataset.schema.features[one.key]),
            }
            for one in curves
        ],
        "episodes": [_card(dataset, number) for number in shown],
    }  # fmt: skip
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY} script-src'
        " 'unsafe-inline'\">"
        f"<title>{escape(name)}</title><style>{STYLE}</style></head>\n<body><main>\n"
        f"{head(dataset, name, len(shown), curves)}{LIST}</main>{PLAYER}\n"
        f'<script type="application/json" id="dataset">{_json(about)}</script>\n'
    )


def _card(dataset: Dataset, number: int) -> dict[str, Any]:
    """What the list says of an episode."""
    entry = dataset.episodes[number]
    told = {
        "task": entry.task, "instruction": entry.instruction, "seed": entry.seed,
        "ended": entry.ended, "source": entry.source, "recorded": entry.recorded, "id": entry.id,
        "others": list(entry.instructions[1:]), "extra": dict(entry.extra),
    }  # fmt: skip
    kept = {key: value for key, value in told.items() if value not in (None, "", [], {})}
    known = {"number": number, "length": entry.length, "rows": entry.rows, "success": entry.success}
    return {**known, **kept}


def _episode(
    dataset: Dataset, number: int, curves: Sequence[Curves], thinned: int, fineness: Fineness
) -> Iterator[str]:
    """The numbers and pictures of an episode; the page looks at them when it needs them."""
    features = dataset.schema.features
    told: dict[str, Any] = {"every": thinned, "series": []}
    for one in curves:
        values = columns(dataset, one.key, number)
        told["series"].append(_series(values, one, thinned))
        if one.key == ACTION and _fits(dataset, EXECUTED, ACTION):
            done = columns(dataset, EXECUTED, number)
            if not np.array_equal(values, done):
                told["executed"] = _series(done, one, thinned)
    for key, word in ((PERTURBED, "perturbed"), (INTERVENTION, "intervention")):
        if key in features and features[key].shape in ((), (1,)):
            told[word] = _stretches(columns(dataset, key, number)[:, 0] != 0)
    if REWARD in features and features[REWARD].shape in ((), (1,)):
        told["reward"] = _changes(columns(dataset, REWARD, number)[:, 0])
    text = re.sub(r"\.0(?=[,\]])", "", _json(told))
    yield f'<script type="application/json" id="episode-{number}">{text}</script>\n'
    for place, camera in enumerate(fineness.cameras):
        for part, sheet in enumerate(sheets(dataset, number, camera, fineness)):
            yield f'<script type="text/plain" id="sheet-{number}-{place}-{part}">'
            yield f"{sheet}</script>\n"


def _fits(dataset: Dataset, key: str, like: str) -> bool:
    features = dataset.schema.features
    return key in features and features[key].shape == features[like].shape


def _thinning(
    dataset: Dataset, shown: Sequence[int], curves: Sequence[Curves]
) -> tuple[int, float]:
    """Every how many steps a number is kept, and about how many bytes they take."""
    each = 6.5 * sum(len(one.names) for one in curves)
    if any(one.key == ACTION for one in curves) and _fits(dataset, EXECUTED, ACTION):
        each *= 1.5
    rows = sum(dataset.episodes[number].rows for number in shown)
    thinned = max(1, -(-int(each * rows) // NUMBERS))
    return thinned, each * rows / thinned


def _series(values: np.ndarray, curves: Curves, thinned: int) -> list[list[float]]:
    """(T, D) as D lists, each with as many decimals as its spread can show."""
    kept = shown_rows(len(values), thinned)
    reach = curves.spread[:, -1] - curves.spread[:, 0]
    series = []
    for dim in range(values.shape[1]):
        fine = reach[dim] / DIGITS
        decimals = int(np.clip(np.ceil(-np.log10(fine)), 0, 9)) if fine > 0 else 6
        series.append((np.round(values[kept, dim], decimals) + 0.0).tolist())
    return series


def _stretches(flags: np.ndarray) -> list[list[int]]:
    """First and last step of every stretch that is marked."""
    edges = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [[int(start), int(end)] for start, end in zip(starts, ends, strict=True)]


def _changes(values: np.ndarray) -> list[list[float]]:
    """Step and value wherever the value is another than before: rewards seldom are."""
    new = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return [[int(step), float(f"{values[step]:.4g}")] for step in new]


def _json(value: object) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
