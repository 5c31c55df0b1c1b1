"""Writing LeRobot's datasets: an episode at a time into Parquet and MP4 files, facts at the end.

Everything goes to a folder under another name first, which is renamed when all is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from vla.errors import UserError
from vla.video import encode

from .dataset import Dataset
from .entries import Entry
from .lerobot_layout import (
    CHUNK,
    DATA,
    DATA_MB,
    DONE,
    EPISODE_NOTE,
    EPISODES,
    INDEX,
    INFO,
    OURS,
    STATS,
    SUCCESS,
    VERSION,
    VIDEO_MB,
    VIDEOS,
    location,
    named,
)
from .lerobot_plan import PNG, Columns, declare, lost_in, plan_columns
from .lerobot_stats import PictureCounts, as_columns, count_pictures, of_numbers, to_json
from .lerobot_tables import (
    DataWriter,
    episode_table,
    make_table,
    number_column,
    parquet,
    picture_column,
    write_tasks,
)
from .lerobot_video import VideoFile, pick_codec
from .storage import fresh_folder

MEGABYTE = 1024 * 1024
BATCH = 100
"""Episodes whose facts are written at a time."""
NOTED = ("id", "task", "instructions", "success", "seed", "ended", "source", "recorded", "extra")
"""What is kept of an episode beside their facts."""


def write_dataset(
    dataset: Dataset, out: Path, progress: Callable[[int], None], video_codec: str | None = None
) -> list[str]:
    """Write a dataset as LeRobot's version 3.0, all of it or nothing.

    Args:
        progress: told the number of episodes done.
        video_codec: encoder for colour pictures; None takes AV1, or H.264 where there is none.
            `png` keeps pictures without loss in the tables.

    Returns:
        What could not be mapped, a sentence each.

    Raises:
        UserError: there is something at `out`, it cannot be written, there is nothing to write,
            or the encoder is not there.
    """
    parquet()
    if not len(dataset):
        raise UserError(f"{dataset.url} has no episodes: there is nothing to write.")
    codec = PNG if video_codec == PNG else pick_codec(video_codec)
    columns = plan_columns(dataset, codec)
    with fresh_folder(out, f"nothing was written, and {dataset.url} is as it was") as folder:
        export = _Export(dataset, folder, columns, codec)
        try:
            for number, entry in enumerate(dataset.episodes):
                # Without what follows the last action.
                rows = dataset.offsets[number] + np.arange(entry.length)
                export.add(entry, {key: dataset.read(key, rows) for key in columns.names})
                progress(number + 1)
            export.finish()
        finally:
            export.close()
    return [*columns.lost, *lost_in(dataset, columns)]


class _Export:
    """A LeRobot dataset in the making."""

    def __init__(self, dataset: Dataset, root: Path, columns: Columns, codec: str):
        self._schema, self._root, self._columns, self._codec = (
            dataset.schema, root, columns, codec,
        )  # fmt: skip
        self._rate = dataset.schema.rate
        self._count = 0
        self._rows: list[dict[str, Any]] = []
        self._tasks: dict[str, int] = {}
        self._frames = 0
        self._numbers: dict[str, list[np.ndarray]] = {}
        self._counts: dict[str, PictureCounts] = {}
        self._data, self._episodes = _Tables(root, DATA), _Tables(root, EPISODES)
        self._videos: dict[str, _Reel] = {}

    def add(self, entry: Entry, data: Mapping[str, np.ndarray]) -> None:
        """Write an episode of `entry.length` steps."""
        number, length = self._count, entry.length
        numbers, table = self._indices(number, length, entry.instruction), {}
        counts: dict[str, PictureCounts] = {}
        row: dict[str, Any] = {
            "episode_index": number, "tasks": [entry.instruction], "length": length,
            "dataset_from_index": self._frames, "dataset_to_index": self._frames + length,
        }  # fmt: skip
        for key, name in self._columns.names.items():
            if key in self._columns.videos:
                row |= self._add_video(name, data[key])
            elif self._schema.features[key].is_picture:
                table[name] = picture_column([encode(p, "png") for p in data[key]])
            else:
                numbers[name] = data[key]
            if self._schema.features[key].is_picture:
                counts[name] = count_pictures(data[key])
        numbers |= self._endings(entry)
        table |= {name: number_column(values) for name, values in numbers.items()}
        row |= location("data", self._data.add(make_table(table)))
        self._finish_row(row, entry, numbers, counts)
        self._frames += length
        self._count += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def finish(self) -> None:
        """Close all files and write what is known of all episodes."""
        self._data.close()
        facts = {name: reel.close() for name, reel in self._videos.items()}
        stats = {k: of_numbers(np.concatenate(v)) for k, v in self._numbers.items()}
        stats |= {name: counts.stats() for name, counts in self._counts.items()}
        write_tasks(self._root, list(self._tasks))
        self._flush()
        self._episodes.close()
        _write_json(self._root / STATS, to_json(stats))
        _write_json(self._root / INFO, self._info(facts))
        _write_json(self._root / OURS, self._note())

    def close(self) -> None:
        """Let go of all files, also when something failed. Safe to call twice."""
        self._data.close()
        self._episodes.close()
        for reel in self._videos.values():
            reel.abandon()

    # --- inside --------------------------------------------------------------------------------

    def _indices(self, number: int, length: int, task: str) -> dict[str, np.ndarray]:
        """The columns that every dataset has."""
        steps = np.arange(length)
        values = {
            # Steps at the nominal rate: their reader looks for pictures by these times.
            "timestamp": steps / self._rate,
            "frame_index": steps,
            "episode_index": np.full(length, number),
            "index": steps + self._frames,
            "task_index": np.full(length, self._tasks.setdefault(task, len(self._tasks))),
        }
        return {name: values[name].astype(dtype) for name, dtype in INDEX.items()}

    def _endings(self, entry: Entry) -> dict[str, np.ndarray]:
        last = np.arange(entry.length) == entry.length - 1
        values = {DONE: last, SUCCESS: last & bool(entry.success)}
        return {name: values[name] for name in self._columns.made}

    def _add_video(self, name: str, pictures: np.ndarray) -> dict[str, Any]:
        """Where the pictures of an episode have gone."""
        if name not in self._videos:
            height, width = pictures.shape[1:3]
            self._videos[name] = _Reel(self._root, name, self._codec, height, width, self._rate)
        return self._videos[name].add(pictures)

    def _finish_row(
        self,
        row: dict[str, Any],
        entry: Entry,
        numbers: Mapping[str, np.ndarray],
        counts: Mapping[str, PictureCounts],
    ) -> None:
        for name, values in numbers.items():
            self._numbers.setdefault(name, []).append(values)
        for name, found in counts.items():
            self._counts.setdefault(name, PictureCounts()).add(found)
        stats = {name: of_numbers(values) for name, values in numbers.items()}
        stats |= {name: found.stats() for name, found in counts.items()}
        note = {name: getattr(entry, name) for name in NOTED}
        row |= dict(as_columns(stats))
        row[EPISODE_NOTE] = json.dumps(note, ensure_ascii=False)
        self._rows.append(row)

    def _flush(self) -> None:
        """Write the rows about episodes that have gathered."""
        if self._rows:
            where = location("meta/episodes", self._episodes.upcoming())
            self._episodes.add(episode_table([{**row, **where} for row in self._rows]))
            self._rows.clear()

    def _info(self, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        features: dict[str, Any] = {}
        source = self._schema.provenance.get("source", {})
        known = source.get("features", {}) if source.get("format") == "lerobot" else {}
        for key, name in self._columns.names.items():
            features[name] = declare(self._schema.features[key])
            if key not in self._columns.videos and known.get(name, {}).get("names"):
                features[name]["names"] = known[name]["names"]
            if key in self._columns.videos:
                features[name] |= {"dtype": "video", "info": dict(facts[name])}
        scalar = {"shape": [1], "names": None}
        features |= {name: {"dtype": "bool", **scalar} for name in self._columns.made}
        features |= {name: {"dtype": dtype, **scalar} for name, dtype in INDEX.items()}
        return {
            "codebase_version": VERSION,
            "robot_type": self._schema.robot or None,
            "total_episodes": self._count,
            "total_frames": self._frames,
            "total_tasks": len(self._tasks),
            "chunks_size": CHUNK,
            "data_files_size_in_mb": DATA_MB,
            "video_files_size_in_mb": VIDEO_MB,
            "fps": int(self._rate) if float(self._rate).is_integer() else self._rate,
            "splits": {"train": f"0:{self._count}"},
            "data_path": DATA,
            "video_path": VIDEOS if self._columns.videos else None,
            "features": features,
        }

    def _note(self) -> dict[str, Any]:
        """What their format has no place for, and the way back needs."""
        schema = self._schema
        return {
            "features": {
                name: {"key": key, **schema.features[key].to_json()}
                for key, name in self._columns.names.items()
            },
            "made": list(self._columns.made),
            "robot": schema.robot,
            "action": None if schema.action_spec is None else schema.action_spec.to_json(),
            "environment": dict(schema.environment),
            "provenance": dict(schema.provenance),
        }


class _Tables:
    """Parquet files of one kind, one after another."""

    def __init__(self, root: Path, template: str):
        self._root, self._template, self._number = root, template, 0
        self._file: DataWriter | None = None

    def upcoming(self) -> int:
        """The number of the file to which the next table goes."""
        if self._file is not None and self._file.size >= DATA_MB * MEGABYTE:
            self.close()
            self._number += 1
        if self._file is None:
            self._file = DataWriter(self._root / named(self._template, self._number))
        return self._number

    def add(self, table: Any) -> int:
        """Add a table; the number of the file to which it went."""
        number = self.upcoming()
        assert self._file is not None
        self._file.add(table)
        return number

    def close(self) -> None:
        """Finish the file at hand. Safe to call twice."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass
class _Reel:
    """The video files of a camera, one after another."""

    root: Path
    name: str
    codec: str
    height: int
    width: int
    rate: float
    file: VideoFile | None = None
    number: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def add(self, pictures: np.ndarray) -> dict[str, Any]:
        """Add an episode (n, H, W, 3); where it is, with times in the file [s]."""
        if self.file is not None and self.file.size >= VIDEO_MB * MEGABYTE:
            self.close()
            self.number += 1
        if self.file is None:
            path = self.root / named(VIDEOS, self.number, self.name)
            self.file = VideoFile(path, self.codec, self.height, self.width, self.rate)
        first = self.file.count
        self.file.add(pictures)
        place = f"videos/{self.name}"
        return {
            **location(place, self.number),
            # From the count, not from what the file says: sums of durations drift.
            f"{place}/from_timestamp": first / self.rate,
            f"{place}/to_timestamp": self.file.count / self.rate,
        }

    def close(self) -> dict[str, Any]:
        """Finish the file at hand; what `info.json` says of all of them."""
        if self.file is not None:
            self.facts, self.file = self.file.close(), None
        return self.facts

    def abandon(self) -> None:
        """Let go of the file at hand."""
        if self.file is not None:
            self.file.abandon()
            self.file = None


def _write_json(path: Path, values: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=4, ensure_ascii=False) + "\n", "utf-8")
