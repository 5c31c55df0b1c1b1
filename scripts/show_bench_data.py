"""Tables and plot of what `bench_data.py` wrote: `python scripts/show_bench_data.py FILE.json`.

With `data=DATASET`, `bench_data.py` has it measure first, in this fresh process, what is not about
windows: sizes of what lies in `folder=`, opening a dataset of `many=` episodes, opening one
`opens=` times, appending an episode `appends=` times. `markdown=true` prints the tables for a
README, too. The plot is a page that loads nothing from anywhere, beside the file.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import track
from rich.table import Table

from vla.datasets.codecs import RAW
from vla.datasets.dataset import Dataset
from vla.datasets.sampler import Sampler
from vla.datasets.schema import Schema
from vla.datasets.windows import Windows
from vla.datasets.writer import Writer
from vla.episode import Episode, new_id
from vla.features import ACTION, IMAGES, STATE, Feature, Features, outlasts

LIMIT, OURS, RAW_BYTES = "memory map", "vla raw", "maps"
SHARES = {
    "vla raw": 0.8, "vla raw, cache=memory": 0.8, "vla raw, cache=disk": 0.8,
    "vla zstd": 0.12, "vla jpeg": 0.06,
}  # fmt: skip
"""Reader -> what it should reach of the limit of its kind, plain or made ahead."""
TIMES = {"robomimic": 4.0, "LeRobot": 20.0, "zarr-python": 30.0}
"""Library -> how many times less CPU time ours should take than the best reader of it."""
SMALL, ROOM, SOON, APPEND, LEAK = ("zstd", "jpeg"), 0.55, 1.0, 2.0, 1.0
"""Codecs and what they should need of the raw bytes; [s]; times the bare writing; [MB]."""
STEPS = 150
"""Of the episode that is appended."""
COLORS = {LIMIT: "#8a8f98", "vla": "#3b82f6", "": "#f97316"}
NOTES = (
    "A window is two observations of two cameras and the state, and 16 actions. CPU time counts"
    " all threads and workers; medians of the turns; ratios are medians of turns taken next to each"
    " other. Share of the limit: plain against the plain memory map, made ahead by a thread"
    " against the memory map made ahead by a thread. Ours is raw, plain, nothing cached."
)
Numbers = dict[str, Any]
ERRORS = Console(stderr=True)
shown = partial(track, console=ERRORS, transient=True, disable=not ERRORS.is_terminal)
Row = tuple[str, ...]


# --- what is not about windows -------------------------------------------------------------------


def many_episodes(data: Dataset, out: Path, count: int, batch: int) -> Iterator[Numbers]:
    """Seconds until a dataset of many tiny episodes is open, and then until the first batch."""
    rng, features = np.random.default_rng(0), data.schema.features
    key, source = IMAGES + "front", data.episode(0)
    tiny = {key: Feature((8, 8, 3), "uint8", "rgb")}
    tiny |= {name: features[name] for name in (STATE, ACTION)}
    windows = Windows({key: (-1, 0), STATE: (-1, 0), ACTION: tuple(range(16))})
    with tempfile.TemporaryDirectory(dir=out) as folder:
        path = Path(folder) / "many.zarr"
        writer = Writer(path, Schema(tiny, data.schema.rate), RAW, rows=64, durable=False)
        for _ in shown(range(count), "writing many episodes"):
            writer.append(cut(source, tiny, int(rng.integers(10, 60))))
        for turn in range(6):
            began = time.perf_counter()
            many = Dataset(path)
            opened = time.perf_counter()
            next(iter(Sampler(many, windows, batch, cache="none", prefetch=0)))
            yield {"cached": turn > 0, "open": opened - began,
                   "batch": time.perf_counter() - opened}  # fmt: skip


def opened_often(data: Dataset, count: int) -> Iterator[Numbers]:
    """Open files and memory [MB] of this process, before, half way, and after."""
    key, rows = f"{IMAGES}front", np.random.default_rng(0).integers(0, data.num_rows, 64)
    for number in shown(range(-20, count + 1), "opening"):
        with Dataset(data.url) as again:
            again.read(key if key in data.schema.features else STATE, rows)
        if number in (0, count // 2, count):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            memory = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
            yield {"opens": number, "files": len(os.listdir("/proc/self/fd")), "memory": memory}


def appended(data: Dataset, out: Path, count: int) -> Iterator[Numbers]:
    """Seconds to append an episode, and to write the same bytes to one file or to as many."""
    longest = data.episode(int(np.argmax(data.lengths)))
    with tempfile.TemporaryDirectory(dir=out) as name:
        folder, schema = Path(name), replace(data.schema, stored={})
        writer = Writer(folder / "one.zarr", schema, RAW)
        entry = writer.append(cut(longest, schema.features, STEPS))
        pieces = [(writer.path / file).read_bytes() for file in entry.files]
        ways: dict[str, Callable[[Episode], Any]] = {
            "append": writer.append,
            "one": lambda _: write(folder, [b"".join(pieces)]),
            "same": lambda _: write(folder, pieces),
        }
        for number in shown(range(count), "appending"):
            took: Numbers = {"bytes": sum(map(len, pieces))}
            order = list(ways)[number % 3 :] + list(ways)[: number % 3]
            for way in order:
                episode = cut(longest, schema.features, STEPS)
                os.sync()  # what others have left
                began = time.perf_counter()
                ways[way](episode)
                took[way] = time.perf_counter() - began
            yield took


def cut(source: Episode, features: Features, length: int) -> Episode:
    """A new episode of so many steps, with pictures as large as the features say."""
    data = {}
    for key, feature in features.items():
        where = (slice(length + outlasts(key, feature)), *(slice(n) for n in feature.shape))
        data[key] = np.resize(source.data[key], (length + 1, *source.data[key].shape[1:]))[where]
    return replace(source, data=data, length=length, id=new_id())


def write(folder: Path, pieces: Sequence[bytes]) -> None:
    """Write new files; they are on the disk then."""
    for piece in pieces:
        file = os.open(folder / new_id(), os.O_WRONLY | os.O_CREAT)
        for first in range(0, len(piece), 1 << 30):  # a call may write 2 GB at most
            os.write(file, piece[first : first + (1 << 30)])
        os.fsync(file)
        os.close(file)


def beside(given: Mapping[str, str], out: Path) -> Numbers:
    """All of it."""
    with Dataset(given["data"]) as data:
        return {
            "sizes": {place.name: on_disk(place) for place in Path(given["folder"]).iterdir()}
            | {"raw": on_disk(Path(given["data"]))},
            "opened": list(opened_often(data, int(given["opens"]))),
            "appended": list(appended(data, out, int(given["appends"]))),
            "many": list(many_episodes(data, out, int(given["many"]), int(given["batch_size"]))),
            "episodes": int(given["many"]),
        }


def on_disk(path: Path) -> int:
    """Bytes, without what can be made again."""
    files = [path] if path.is_file() else [f for f in path.rglob("*") if "cache" not in f.parts]
    return sum(file.stat().st_size for file in files if file.is_file())


# --- telling -------------------------------------------------------------------------------------


def reading(readers: Sequence[Numbers]) -> Iterator[Row]:
    """A row of the first table per reader."""
    there = {(r["name"], r["ahead"]): r for r in readers if r["cpu"]}
    ours = there.get((OURS, ""))
    for reader in readers:
        name, ahead = reader["name"], reader["ahead"]
        if not reader["cpu"]:
            yield (name, ahead, "-", "-", "-", "-", reader.get("missing", "not reached"))
            continue
        limit = there.get((LIMIT, "" if not ahead else "thread"))
        share = ratio(limit, reader) if limit else float("nan")
        less = ratio(reader, ours) if ours else float("nan")
        goal, library = "", name.replace(",", "").split()[0]
        if name in SHARES and "processes" not in ahead:
            goal = f"share ≥ {SHARES[name]} {mark(share >= SHARES[name])}"
        if library in TIMES and reader is best(readers, library):
            goal = f"ours ≥ {TIMES[library]:.0f} × {mark(less >= TIMES[library])}"
        theirs = not name.startswith("vla") and name != LIMIT
        yield (
            name, ahead or "no", f"{median(reader, 'cpu'):.4f}", f"{median(reader, 'rate'):,.0f}",
            f"{share:.3f}" if share < 0.1 else f"{share:.2f}",
            f"{less:.1f}" if theirs and not ahead else "", goal, reader["pictures"],
        )  # fmt: skip


def best(readers: Sequence[Numbers], library: str) -> Numbers:
    """The reader that takes least CPU time of a library."""
    mine = [r for r in readers if r["name"].startswith(library) and r["cpu"]]
    return min(mine, key=lambda reader: median(reader, "cpu"))


def median(reader: Numbers, what: str) -> float:
    """Of the turns."""
    return float(np.median(reader[what]))


def ratio(one: Numbers, other: Numbers) -> float:
    """CPU time of one reader over the other's."""
    return float(np.median(np.divide(one["cpu"], other["cpu"])))


def mark(good: bool) -> str:
    """A tick or a cross."""
    return "✓" if good else "✗"


def facts(numbers: Numbers) -> Iterator[Row]:
    """What, how much, and what it should be."""
    if "many" not in numbers:  # interrupted
        return
    sizes = numbers["sizes"]
    for name, size in sorted(sizes.items(), key=lambda pair: -pair[1]):
        share = size / sizes[RAW_BYTES]
        goal = f"≤ {ROOM} {mark(share <= ROOM)}" if name in SMALL else ""
        what = f"vla {name}" if name in ("raw", *SMALL) else name
        yield (f"size on disk: {what}", f"{size / 1e6:,.0f} MB = {share:.3f} of raw", goal)
    for cached in (False, True):
        when = f"{numbers['episodes']:,} episodes, " + ("again" if cached else "the first time")
        turns = [turn for turn in numbers["many"] if turn["cached"] is cached]
        for key, what in (("open", "open"), ("batch", "then first batch")):
            took = float(np.median([turn[key] for turn in turns]))
            yield (f"{when}: {what}", f"{took:.2f} s", f"< {SOON:.0f} s {mark(took < SOON)}")
    first, half, last = numbers["opened"]
    files, early, late = (
        b[key] - a[key]
        for key, a, b in (("files", first, last), ("memory", first, half), ("memory", half, last))
    )
    what = f"{last['opens']:,} opens"
    yield (f"{what}: growth of open files", f"{files}", f"0 {mark(files <= 0)}")
    yield (f"{what}: growth of memory, first half", f"{early:.2f} MB", "")
    yield (f"{what}: second half", f"{late:.2f} MB", f"< {LEAK:.0f} MB {mark(late < LEAK)}")
    turns, append = numbers["appended"], np.array([t["append"] for t in numbers["appended"]])
    size = f"append {STEPS} steps, {turns[0]['bytes'] / 1e6:.1f} MB"
    for key, what in (("one", "one file"), ("same", "as many files")):
        bare = np.array([turn[key] for turn in turns])
        times = float(np.median(append / bare))
        told = f"{1e3 * np.median(append):.1f} : {1e3 * np.median(bare):.1f} ms = {times:.2f} ×"
        yield (f"{size}: write + fsync, {what}", told, f"< {APPEND:.0f} × {mark(times < APPEND)}")


HEADS = (
    ("reader", "made ahead", "CPU ms/window", "windows/s", "share of limit", "ours is × less",
     "target", "pictures"),
    ("besides", "measured", "target"),
)  # fmt: skip


def table(head: Row, rows: Sequence[Row]) -> Table:
    """For the terminal."""
    made = Table(box=SIMPLE_HEAD)
    for name in head:
        numeric = name in HEADS[0][2:6]
        made.add_column(name, justify="right" if numeric else "left")
    for row in rows:
        cells = [cell.replace("✓", "[green]✓[/]").replace("✗", "[red]✗[/]") for cell in row]
        made.add_row(*cells, style="bold" if row[0].startswith("vla") else "")
    return made


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """For a README."""
    full = [[*row, *[""] * (len(head) - len(row))] for row in rows]
    bars = ["---:" if name in HEADS[0][2:6] else "---" for name in head]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, bars, *full))


def figure(numbers: Numbers) -> dict[str, Any]:
    """CPU time per window, a bar per reader, slowest at the bottom."""
    there = sorted((r for r in numbers["readers"] if r["cpu"]), key=lambda r: -median(r, "cpu"))
    quarters = np.array([np.percentile(r["cpu"], (25, 50, 75)) for r in there])
    low, middle, high = quarters.reshape(-1, 3).T
    names = [r["name"] + (f" ({r['ahead']})" if r["ahead"] else "") for r in there]
    keys = [next(k for k in COLORS if r["name"].startswith(k)) for r in there]
    bar = {
        "type": "bar", "orientation": "h", "y": names, "x": middle.tolist(),
        "marker": {"color": [COLORS[key] for key in keys]},
        "text": [f" {value:.3g}" for value in middle], "textposition": "outside",
        "error_x": {"array": (high - middle).tolist(), "arrayminus": (middle - low).tolist(),
                    "thickness": 1, "width": 3}, "cliponaxis": False,
    }  # fmt: skip
    words = [numbers["machine"][key] for key in ("CPU", "data")]
    title = {"text": "CPU time per training window [ms]", "subtitle": {"text": "<br>".join(words)}}
    axis = {"type": "log", "gridcolor": "#e5e7eb", "title": {"text": "ms, less is better"}}
    layout = {
        "title": title, "plot_bgcolor": "white", "xaxis": {**axis, "dtick": 1},
        "yaxis": {"automargin": True, "ticksuffix": " "}, "margin": {"t": 110, "r": 60},
        "font": {"size": 14}, "showlegend": False,
    }  # fmt: skip
    return {"data": [bar], "layout": layout}


def main() -> None:
    """Measure the rest if asked to, and show."""
    file, words = Path(sys.argv[1]), dict(word.split("=", 1) for word in sys.argv[2:])
    numbers = json.loads(file.read_text())
    if "data" in words:
        numbers |= beside(words, file.parent)
        file.write_text(json.dumps(numbers, indent=1))
    console = Console(width=None if sys.stdout.isatty() else 150)
    for name, fact in numbers["machine"].items():
        console.print(f"[bold]{name}[/] {fact}", highlight=False)
    tables = list(
        zip(HEADS, (list(reading(numbers["readers"])), list(facts(numbers))), strict=True)
    )
    for head, rows in tables:
        console.print(table(head, rows))
    console.print(NOTES, style="dim")
    if words.get("markdown") == "true":
        for head, rows in tables:
            print(markdown(head, rows), end="\n\n")
    page = file.with_suffix(".html")
    options = {"toImageButtonOptions": {"format": "svg"}}
    plotly.io.write_html(
        figure(numbers), page, config=options, validate=False, default_height="96vh"
    )
    console.print(f"[bold]Numbers[/] {file}\n[bold]Plot[/] {page}", soft_wrap=True)


if __name__ == "__main__":
    main()
