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

from vla.episode import Episode
from vla.errors import UserError
from vla.features import SIMULATOR, Feature, outlasts
from vla.video import encode

from .dataset import Dataset
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
    their_names,
)
from .lerobot_stats import PictureCounts, as_columns, count_pictures, of_numbers, to_json
from .lerobot_tables import (
    DataWriter,
    make_table,
    number_column,
    parquet,
    picture_column,
    write_episodes,
    write_tasks,
)
from .lerobot_video import VideoFile, fits_video, pick_codec
from .storage import fresh_folder

PNG = "png"
"""In place of a video encoder: pictures lie in the Parquet files, without loss."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Columns:
    """What becomes of our features."""

    names: Mapping[str, str]
    """Ours -> theirs, of those that are written."""
    videos: frozenset[str]
    """Ours; pictures that become video."""
    made: tuple[str, ...]
    """Columns of theirs that are not among our features."""
    lost: tuple[str, ...]
    """A sentence each."""


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
    columns = _plan(dataset, codec)
    with fresh_folder(out, f"nothing was written, and {dataset.url} is as it was") as folder:
        export = _Export(dataset, folder, columns, codec)
        try:
            for number in range(len(dataset)):
                export.add(dataset.episode(number))
                progress(number + 1)
            export.finish()
        finally:
            export.close()
    return [*columns.lost, *_lost_in(dataset, columns)]


class _Export:
    """A LeRobot dataset in the making."""

    def __init__(self, dataset: Dataset, root: Path, columns: Columns, codec: str):
        self._schema, self._root, self._columns, self._codec = (
            dataset.schema, root, columns, codec,
        )  # fmt: skip
        self._rate = dataset.schema.rate
        self._rows: list[dict[str, Any]] = []
        self._tasks: dict[str, int] = {}
        self._frames = 0
        self._numbers: dict[str, list[np.ndarray]] = {}
        self._counts: dict[str, PictureCounts] = {}
        self._data, self._data_at = DataWriter(root / _named(DATA, 0)), 0
        self._videos: dict[str, _Reel] = {}

    def add(self, episode: Episode) -> None:
        """Write an episode; what follows the last action is left out."""
        number, length = len(self._rows), episode.length
        data = {key: episode.data[key][:length] for key in self._columns.names}
        if self._data.size >= DATA_MB * MEGABYTE:
            self._data.close()
            self._data_at += 1
            self._data = DataWriter(self._root / _named(DATA, self._data_at))
        task = episode.instructions[0] if episode.instructions else ""
        numbers, table = self._indices(number, length, task), {}
        counts: dict[str, PictureCounts] = {}
        row: dict[str, Any] = {
            "episode_index": number, "tasks": [task], "length": length,
            **_location("data", self._data_at),
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
        numbers |= self._endings(episode)
        table |= {name: number_column(values) for name, values in numbers.items()}
        self._data.add(make_table(table))
        self._finish_row(row, episode, numbers, counts)
        self._frames += length

    def finish(self) -> None:
        """Close all files and write what is known of all episodes."""
        self._data.close()
        facts = {name: reel.close() for name, reel in self._videos.items()}
        stats = {k: of_numbers(np.concatenate(v)) for k, v in self._numbers.items()}
        stats |= {name: counts.stats() for name, counts in self._counts.items()}
        write_tasks(self._root, list(self._tasks))
        write_episodes(self._root / _named(EPISODES, 0), self._rows)
        _write_json(self._root / STATS, to_json(stats))
        _write_json(self._root / INFO, self._info(facts))
        _write_json(self._root / OURS, self._note())

    def close(self) -> None:
        """Let go of all files, also when something failed. Safe to call twice."""
        self._data.close()
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

    def _endings(self, episode: Episode) -> dict[str, np.ndarray]:
        last = np.arange(episode.length) == episode.length - 1
        values = {DONE: last, SUCCESS: last & bool(episode.success)}
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
        episode: Episode,
        numbers: Mapping[str, np.ndarray],
        counts: Mapping[str, PictureCounts],
    ) -> None:
        for name, values in numbers.items():
            self._numbers.setdefault(name, []).append(values)
        for name, found in counts.items():
            self._counts.setdefault(name, PictureCounts()).add(found)
        stats = {name: of_numbers(values) for name, values in numbers.items()}
        stats |= {name: found.stats() for name, found in counts.items()}
        note = {
            "id": episode.id, "task": episode.task, "instructions": list(episode.instructions),
            "success": episode.success, "seed": episode.seed, "ended": episode.ended,
            "source": episode.source, "recorded": episode.recorded, "extra": dict(episode.extra),
        }  # fmt: skip
        row |= _location("meta/episodes", 0)
        row |= dict(as_columns(stats))
        row[EPISODE_NOTE] = json.dumps(note, ensure_ascii=False)
        self._rows.append(row)

    def _info(self, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        features: dict[str, Any] = {}
        source = self._schema.provenance.get("source", {})
        known = source.get("features", {}) if source.get("format") == "lerobot" else {}
        for key, name in self._columns.names.items():
            features[name] = _declare(self._schema.features[key])
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
            "total_episodes": len(self._rows),
            "total_frames": self._frames,
            "total_tasks": len(self._tasks),
            "chunks_size": CHUNK,
            "data_files_size_in_mb": DATA_MB,
            "video_files_size_in_mb": VIDEO_MB,
            "fps": int(self._rate) if float(self._rate).is_integer() else self._rate,
            "splits": {"train": f"0:{len(self._rows)}"},
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
            path = self.root / _named(VIDEOS, self.number, self.name)
            self.file = VideoFile(path, self.codec, self.height, self.width, self.rate)
        first = self.file.count
        self.file.add(pictures)
        place = f"videos/{self.name}"
        return {
            **_location(place, self.number),
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


# --- what becomes of what ----------------------------------------------------------------------


def _plan(dataset: Dataset, codec: str) -> Columns:
    schema = dataset.schema
    names, videos, lost = their_names(schema), set(), []
    for key, feature in schema.features.items():
        colour = feature.dtype == "uint8" and feature.shape[-1:] == (3,) and len(feature.shape) == 3
        if feature.role == "rgb" and colour:
            if codec != PNG and fits_video(*feature.shape[:2]):
                videos.add(key)
            continue
        if key == SIMULATOR:
            lost.append(f"'{key}': the simulator's state is left out.")
        elif feature.is_picture:
            lost.append(f"'{key}': {feature.role} pictures ({feature.dtype}) are left out.")
        elif schema.stored[key].framewise or len(feature.shape) > 2:
            lost.append(f"'{key}': {feature.row_bytes} bytes a step of {feature.shape}: left out.")
        else:
            continue
        del names[key]
    if not names:
        raise UserError(f"{dataset.url}: none of {', '.join(schema.features)} can be written.")
    taken = set(names.values())
    judged = any(entry.success is not None for entry in dataset.episodes)
    made = [DONE, *([SUCCESS] if judged else [])]
    return Columns(
        names, frozenset(videos), tuple(n for n in made if n not in taken), tuple(lost)
    )  # fmt: skip


def _declare(feature: Feature) -> dict[str, Any]:
    """A feature as `info.json` has it."""
    if feature.is_picture:
        names = ["height", "width", "channels"]
        return {"dtype": "image", "shape": list(feature.shape), "names": names}
    # A number is a vector of one there.
    shape = list(feature.shape) or [1]
    return {"dtype": feature.dtype, "shape": shape, "names": list(feature.names) or None}


def _lost_in(dataset: Dataset, columns: Columns) -> list[str]:
    """What of the schema and the episodes LeRobot's tools will not see."""
    lost, entries = [], dataset.episodes
    features = dataset.schema.features
    longer = sum(e.rows > e.length for e in entries)
    if longer and any(outlasts(key, features[key]) for key in columns.names):
        lost.append(f"The observation after the last action is left out (episodes: {longer}).")
    ambiguous = sum(len(e.instructions) > 1 for e in entries)
    if ambiguous:
        lost.append(
            f"Other ways to say a task: LeRobot sees the first only (episodes: {ambiguous})."
        )
    judged = sum(e.success is not None for e in entries)
    if SUCCESS in columns.made and judged < len(entries):
        lost.append(
            f"'{SUCCESS}' is false where nobody judged (episodes: {len(entries) - judged})."
        )
    if columns.videos:
        lost.append("Pictures are kept as video, which changes them a little (png does not).")
    if not float(dataset.schema.rate).is_integer():
        lost.append(f"The rate of {dataset.schema.rate} Hz: some readers expect a whole number.")
    return lost


def _named(template: str, number: int, key: str = "") -> str:
    """The name of a file by its number."""
    chunk, file = divmod(number, CHUNK)
    return template.format(chunk_index=chunk, file_index=file, video_key=key)


def _location(what: str, number: int) -> dict[str, int]:
    """The columns that say in which file something is."""
    chunk, file = divmod(number, CHUNK)
    return {f"{what}/chunk_index": chunk, f"{what}/file_index": file}


def _write_json(path: Path, values: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=4, ensure_ascii=False) + "\n", "utf-8")
