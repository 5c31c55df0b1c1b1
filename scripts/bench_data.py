"""How fast training windows are read here: `python scripts/bench_data.py`.

Collects demonstrations, writes the same episodes in many formats, and reads the same random
windows (two observations of two cameras and the state, 16 actions) from each, in turns, so that
noise hits all alike. The limit is a bare gather from memory maps into memory that is used again.
What counts is CPU time, of all threads and workers; torch gets one thread. `show_bench_data.py`
makes tables and a plot of the numbers. Ctrl-C shows what is there. Options, as `key=value`:

    data        a dataset with raw pictures; collected if it is not there
    episodes    to collect (60)
    batch_size  windows in a batch (64)
    seconds     measured per reader and turn (1)
    rounds      turns (7)
    many        episodes of the large dataset (10000)
    opens       of one dataset (1000)
    appends     of one episode (20)
    markdown    true: print the tables for a README, too
    out         folder to write to (outputs/bench_data)
"""

from __future__ import annotations

import importlib
import itertools
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import av
import h5py
import numpy as np
import torch
import zarr
from rich.console import Console
from rich.progress import track
from torch.utils.data import default_collate

from vla.datasets import lerobot
from vla.datasets.ahead import Batch, Buffers, ahead
from vla.datasets.codecs import DEFAULTS
from vla.datasets.dataset import Dataset
from vla.datasets.draws import Draws
from vla.datasets.sampler import Sampler
from vla.datasets.storage import fresh_folder
from vla.datasets.windows import Anchors, Windows
from vla.datasets.writer import Writer
from vla.errors import UserError
from vla.features import ACTION, IMAGES, STATE, cameras
from vla.settings import script_options

OPTIONS = {
    "data": "", "episodes": "60", "batch_size": "64", "seconds": "1", "rounds": "7",
    "many": "10000", "opens": "1000", "appends": "20", "markdown": "false",
    "out": "outputs/bench_data",
}  # fmt: skip
WINDOW: dict[str, tuple[int, ...]] = {STATE: (-1, 0), ACTION: tuple(range(16))}
SHARD, WORKERS = 1024, 2
"""Frames in a shard of zarr-python's; processes."""
MAPS, CHUNKS, SHARDS, HDF5, VIDEO = "maps", "chunks.zarr", "shards.zarr", "robomimic", "lerobot"
Numbers = dict[str, Any]
ERRORS = Console(stderr=True)
shown = partial(track, console=ERRORS, transient=True, disable=not ERRORS.is_terminal)
Pictures = Callable[[str, int, int, int], np.ndarray]
"""Camera, episode, number of the first picture, how many -> pictures (n, H, W, 3)."""


class Course:
    """The windows that all read: batch after batch, as our sampler draws them."""

    def __init__(self, dataset: Dataset, batch_size: int):
        self.dataset, self.batch_size = dataset, batch_size
        self.cameras = tuple(IMAGES + name for name in cameras(dataset.schema.features))
        self.windows = Windows({**dict.fromkeys(self.cameras, WINDOW[STATE]), **WINDOW})
        self.tables = {key: dataset.table(key) for key in WINDOW}
        anchors = Anchors(dataset, self.windows)
        draws = Draws([len(anchors)], [1.0], 0, True)
        self._batches = []
        for first in range(0, len(anchors) - batch_size + 1, batch_size):
            episodes, steps = anchors.locate(draws(first, batch_size)[0])
            rows = {k: anchors.rows(k, episodes, steps)[0] for k in self.windows.deltas}
            self._batches.append((episodes, rows))

    def __getitem__(self, number: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Episodes (B,) of a batch and rows (B, W) per feature; begins again after an epoch."""
        return self._batches[number % len(self._batches)]


# --- the same episodes in many formats -----------------------------------------------------------


def write_ours(dataset: Dataset, out: Path) -> None:
    """With the codec that the folder is called after."""
    with fresh_folder(out) as folder:
        schema = replace(dataset.schema, stored={})
        writer = Writer(folder, schema, DEFAULTS[out.name], durable=False)
        for number in range(len(dataset)):
            writer.append(dataset.episode(number))


def write_maps(dataset: Dataset, out: Path) -> None:
    """One array file per feature."""
    with fresh_folder(out) as folder:
        for key in (*(IMAGES + name for name in cameras(dataset.schema.features)), *WINDOW):
            np.save(folder / f"{key}.npy", dataset.read(key, np.arange(dataset.num_rows)))


def write_zarr(_: Dataset, out: Path) -> None:
    """What zarr-python makes: frames are chunks, each a file of its own or in a shard."""
    with fresh_folder(out) as folder:
        for file in sorted((out.parent / MAPS).iterdir()):
            array = np.load(file, mmap_mode="r")
            one = (1 if array.ndim == 4 else len(array), *array.shape[1:])
            shards = (SHARD, *one[1:]) if array.ndim == 4 and out.name == SHARDS else None
            made = zarr.create_array(
                str(folder), name=file.stem, shape=array.shape, dtype=array.dtype, chunks=one,
                shards=shards, compressors=None,
            )  # fmt: skip
            for first in range(0, len(array), SHARD):
                made[first : first + SHARD] = array[first : first + SHARD]


def write_hdf5(dataset: Dataset, out: Path) -> None:
    """robomimic's layout."""
    with fresh_folder(out) as folder, h5py.File(folder / "demos.hdf5", "w") as file:
        for number in range(len(dataset)):
            for key, values in dataset.episode(number).data.items():
                name = "actions" if key == ACTION else f"obs/{key.split('.')[-1]}"
                file.create_dataset(f"data/demo_{number}/{name}", data=values)


FORMATS: dict[str, Callable[[Dataset, Path], Any]] = {
    MAPS: write_maps, "zstd": write_ours, "jpeg": write_ours, CHUNKS: write_zarr,
    SHARDS: write_zarr, HDF5: write_hdf5,
    VIDEO: lambda dataset, out: lerobot.write(dataset, out, lambda done: None),
}  # fmt: skip


def collected(given: dict[str, str]) -> Path:
    """The dataset that all are made of."""
    path = Path(given["data"] or f"{given['out']}/raw-{given['episodes']}.zarr")
    if not path.exists():
        words = "-m vla.cli collect task=attribute_pick_place worlds=16 states=false codec=raw"
        more = (f"episodes={given['episodes']}", f"out={path}")
        subprocess.run([sys.executable, *words.split(), *more], check=True)
    return path


# --- readers: batches from number 0 on -----------------------------------------------------------


def gather(course: Course, folder: Path, many: int) -> Iterator[Batch]:
    """The limit: from memory maps, with `many` batches made ahead."""
    flat = {key: np.load(folder / f"{key}.npy", mmap_mode="r") for key in course.cameras}
    flat = {key: np.asarray(a).reshape(len(a), -1) for key, a in flat.items()} | course.tables

    def allocate() -> Buffers:
        return {
            key: torch.from_numpy(np.empty((*rows.shape, *found.shape), found.dtype))
            for key, rows in course[0][1].items()
            for found in (course.dataset.schema.features[key],)
        }

    def make(number: int, buffers: Buffers) -> Batch:
        for key, rows in course[number][1].items():
            out = buffers[key].numpy().reshape(rows.size, -1)
            np.take(flat[key], rows.reshape(-1), axis=0, out=out, mode="clip")
        return dict(buffers)

    if many:
        return ahead(make, allocate, 0, many, torch.device("cpu"))
    buffers = allocate()
    return (make(number, buffers) for number in itertools.count())


def sampler(course: Course, dataset: Dataset, **options: Any) -> Iterator[Batch]:
    """Ours, with the pictures turned back so that all can be compared."""
    for batch in Sampler(dataset, course.windows, course.batch_size, **options):
        pictures = {key: batch[key].movedim(2, -1) for key in course.cameras}
        yield {key: batch[key] for key in WINDOW} | pictures


def items(course: Course, offsets: np.ndarray, read: Pictures) -> Iterator[Batch]:
    """Window by window, put together as torch does; the tables are in memory.

    Args:
        offsets: (E,) numbers of the episodes' first pictures in what is read.
    """
    shift = offsets - course.dataset.offsets[:-1]
    for number in itertools.count():
        episodes, rows = course[number]
        windows = []
        for n, episode in enumerate(episodes.tolist()):
            window = {key: table[rows[key][n]] for key, table in course.tables.items()}
            for key in course.cameras:
                first, last = (rows[key][n, [0, -1]] + shift[episode]).tolist()
                found = read(key, episode, first, last + 1 - first)
                window[key] = np.repeat(found, 2, axis=0) if first == last else found
            windows.append(window)
        yield default_collate(windows)


def from_hdf5(course: Course, path: Path) -> Iterator[Batch]:
    """As robomimic reads: by name from the open file, slices of what is seen."""
    file: Any = h5py.File(path / "demos.hdf5", "r")
    zeros = np.zeros(len(course.dataset), int)
    return items(course, zeros, lambda key, episode, first, n: (
        file[f"data/demo_{episode}/obs/{key.split('.')[-1]}"][first : first + n]
    ))  # fmt: skip


def from_zarr(course: Course, path: Path, whole: bool) -> Iterator[Batch]:
    """zarr-python, slice by slice, or all pictures of a batch in one request."""
    arrays: Any = {key: zarr.open_array(str(path / key), mode="r") for key in course.cameras}
    if not whole:
        offsets = course.dataset.offsets[:-1]
        yield from items(course, offsets, lambda key, e, first, n: arrays[key][first : first + n])
    for number in itertools.count():
        rows = course[number][1]
        batch: Batch = {key: torch.from_numpy(t[rows[key]]) for key, t in course.tables.items()}
        for key, array in arrays.items():
            some, back = np.unique(rows[key], return_inverse=True)
            batch[key] = torch.from_numpy(array.oindex[some][back])
        yield batch


def from_video(course: Course, path: Path, how: str) -> Iterator[Batch]:
    """From LeRobot's MP4 files, with `torchcodec`, `PyAV`, or `PyAV` that opens them anew."""
    files = {key: sorted((path / "videos" / key).rglob("*.mp4")) for key in course.cameras}
    if any(len(found) != 1 for found in files.values()):
        raise UserError("The episodes fill several video files: take fewer.")
    rate = course.dataset.schema.rate

    def opened(key: str) -> Any:
        if how == "torchcodec":
            kind = importlib.import_module("torchcodec.decoders").VideoDecoder
            options = {"dimension_order": "NHWC", "num_ffmpeg_threads": 1}
            return kind(str(files[key][0]), seek_mode="approximate", **options)
        container = av.open(str(files[key][0]))
        container.streams.video[0].codec_context.thread_count = 1  # more only cost CPU time here
        return container

    films = {key: opened(key) for key in course.cameras}

    def read(key: str, _: int, first: int, count: int) -> np.ndarray:
        if how == "torchcodec":
            return films[key].get_frames_at(list(range(first, first + count))).data.numpy()
        film = films[key] if how == "PyAV" else opened(key)
        stream, found = film.streams.video[0], []
        film.seek(int((first + 0.5) / rate / stream.time_base), stream=stream)
        for frame in film.decode(stream):
            if round(float(frame.pts * stream.time_base) * rate) >= first:
                found.append(frame.to_ndarray(format="rgb24"))
            if len(found) == count:
                break
        if how != "PyAV":
            film.close()
        return np.stack(found)

    return items(course, np.cumsum(course.dataset.lengths) - course.dataset.lengths, read)


def readers(course: Course, folder: Path) -> list[tuple[Numbers, Callable[[], Iterator[Batch]]]]:
    """What is said of each reader, and what begins its batches."""
    made: list[tuple[str, str, str, Any]] = []
    for who, many in (("", 0), ("thread", 2)):
        made.append(("memory map", MAPS, who, partial(gather, many=many)))
        for name, cache in (("raw", "none"), ("raw", "memory"), ("raw", "disk"), ("zstd", "none"),
                            ("jpeg", "none")):  # fmt: skip
            said = f"vla {name}" + (f", cache={cache}" if cache != "none" else "")
            made.append((said, name, who, partial(sampler, cache=cache, prefetch=many)))
    start = partial(sampler, cache="none", workers=WORKERS)
    made.append(("vla jpeg", "jpeg", f"{WORKERS} processes", start))
    made.append(("robomimic HDF5", HDF5, "", from_hdf5))
    for how in ("torchcodec", "PyAV", "PyAV, opened per item"):
        made.append((f"LeRobot MP4, {how}", VIDEO, "", partial(from_video, how=how)))
    for kept, what in ((CHUNKS, "frame chunks"), (SHARDS, "shards")):
        for whole in (False, True):
            how = f"{what}, by {'batches' if whole else 'slices'}"
            made.append((f"zarr-python, {how}", kept, "", partial(from_zarr, whole=whole)))
    sets = {name: Dataset(folder / name) for name in ("zstd", "jpeg")} | {"raw": course.dataset}
    return [
        ({"name": name, "kept": kept, "ahead": who, "cpu": [], "rate": []},
         partial(start, course, sets.get(kept, folder / kept)))
        for name, kept, who, start in made
    ]  # fmt: skip


# --- measuring -----------------------------------------------------------------------------------


def compare(course: Course, folder: Path, given: dict[str, str], told: list[Numbers]) -> None:
    """Fill in CPU time [ms] of a window and windows per second, a number each per turn."""
    running: list[tuple[Numbers, Iterator[Batch]]] = []
    truth = {k: v.clone() for k, v in next(gather(course, folder / MAPS, 0)).items()}
    for numbers, start in shown(readers(course, folder), "opening, checking"):
        told.append(numbers)
        try:
            batches = start()
            numbers["pictures"] = check(next(batches), truth)
            turn(numbers, batches, 5 * float(given["seconds"]), course.batch_size)
            running.append((numbers, batches))
        except (ImportError, OSError, RuntimeError, UserError) as error:
            numbers["missing"] = " ".join(str(error).split())[:160]
        numbers |= {"cpu": [], "rate": []}  # that was to warm up
    for _ in shown(range(int(given["rounds"])), "reading"):
        for numbers, batches in running:
            turn(numbers, batches, float(given["seconds"]), course.batch_size)


def check(batch: Batch, truth: Batch) -> str:
    """`exact`, or how near the pictures are."""
    worst = float("inf")
    for key, wanted in truth.items():
        assert (batch[key].shape, batch[key].dtype) == (wanted.shape, wanted.dtype), key
        error = float((batch[key].float() - wanted.float()).square().mean())
        assert error == 0 or key not in WINDOW, key
        worst = min(worst, 10 * np.log10(255**2 / error) if error else worst)
    assert worst > 30, f"{worst} dB"
    return "exact" if np.isinf(worst) else f"{worst:.1f} dB"


def turn(numbers: Numbers, batches: Iterator[Batch], seconds: float, size: int) -> None:
    """Read for so long."""
    processes = "processes" in numbers["ahead"]
    for _ in range(12 if numbers["ahead"] else 1):  # those that were made ahead are free
        next(batches)
    children = [child.pid for child in multiprocessing.active_children()] if processes else []
    wall, cpu, count = time.perf_counter(), cpu_seconds(children), 0
    while not count or time.perf_counter() - wall < seconds:
        next(batches)
        count += size
    numbers["cpu"].append(1e3 * (cpu_seconds(children) - cpu) / count)
    numbers["rate"].append(count / (time.perf_counter() - wall))
    time.sleep(1.0 if processes else 0.2)  # those ahead go on until all is made


def cpu_seconds(children: list[int | None]) -> float:
    """Of all threads, and of processes that run on (`getrusage` counts those that ended)."""
    clocks = [(~child << 3) | 2 for child in children if child]  # Linux' clock of a process
    return time.process_time() + sum(map(time.clock_gettime, clocks))


# --- the whole -----------------------------------------------------------------------------------


def machine(given: dict[str, str], dataset: Dataset) -> dict[str, str]:
    """What the numbers are of."""
    name = platform.processor() or platform.machine()
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    named = ("numpy", "torch", "zarr", "h5py", "av", "simplejpeg", "numcodecs", "torchcodec")
    packages = [f"{d.name} {d.version}" for d in distributions() if d.name in named]
    return {
        "CPU": f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start",
        "packages": ", ".join(sorted(packages)),
        "data": f"{len(dataset)} episodes, {dataset.num_steps} steps",
        "options": " ".join(f"{k}={v}" for k, v in given.items() if k not in ("out", "data")),
    }


def main() -> None:
    """Measure, write and show."""
    try:
        given = script_options(sys.argv[1:], OPTIONS)
    except UserError as wrong:
        sys.exit(f"{wrong} See the head of {__file__}.")
    torch.set_num_threads(1)  # what is done with pictures of a window is too small for more
    numbers, told, words = Path(given["out"]) / "numbers.json", list[Numbers](), list[str]()
    with Dataset(collected(given)) as dataset, suppress(KeyboardInterrupt):
        folder = numbers.parent / f"{len(dataset)}-{dataset.head}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in shown(FORMATS.items(), "writing formats"):
            if not (folder / name).exists():
                write(dataset, folder / name)
        facts = machine(given, dataset)
        try:
            compare(Course(dataset, int(given["batch_size"])), folder, given, told)
            words = [f"{key}={value}" for key, value in given.items() if key not in ("data", "out")]
            words += [f"data={dataset.url}", f"folder={folder}"]
        finally:
            facts["CPU"] += f", {os.getloadavg()[0]:.1f} at the end"
            numbers.write_text(json.dumps({"machine": facts, "readers": told}, indent=1))
    show = Path(__file__).with_name("show_bench_data.py")
    subprocess.run([sys.executable, str(show), str(numbers), *words])


if __name__ == "__main__":
    main()
