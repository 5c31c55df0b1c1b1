"""One window at a time: a torch `Dataset` with LeRobot's keys, for code that wants items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from vla.errors import UnknownName, UserError
from vla.features import TIMESTAMP

from .dataset import Dataset
from .decoded import MODES, FrameSource, choose, hold
from .windows import Anchors, Windows


class WindowDataset(torch.utils.data.Dataset[dict[str, Any]]):
    """Item i is step i, episode after episode; as `LeRobotDataset` returns them.

    Every feature is there (vectors of role `record` only if asked for), pictures as float32
    (3, H, W) in [0, 1]. A feature in `delta_timestamps` gets a leading axis W of those moments
    and `<key>_is_pad` (W,). Besides: `timestamp`, `index`, `episode_index`, `frame_index`,
    `task_index`, `task`.

    `Sampler` reads batches, several times faster; this is for what expects items. Workers of a
    `DataLoader` open the files anew.

    Args:
        delta_timestamps: feature -> seconds from now; each must fall on a step.
        episodes: mask (E,) of those that take part.
        cache: as in `Sampler`, without `device`.

    Raises:
        UserError: a time between two steps, or no episode.
        UnknownName: a feature or a cache that does not exist.
    """

    def __init__(
        self,
        dataset: Dataset,
        delta_timestamps: Mapping[str, Sequence[float]] | None = None,
        episodes: np.ndarray | None = None,
        cache: str = "none",
    ):
        if cache not in MODES[:-1]:
            raise UnknownName("cache", cache, MODES[:-1])
        self.dataset, self._episodes, self._cache = dataset, episodes, cache
        schema = dataset.schema
        asked = Windows.of_times(delta_timestamps or {}, schema.rate).deltas
        self._windowed = frozenset(asked)
        shown = [key for key, f in schema.features.items() if f.role != "record" or f.shape == ()]
        self._windows = Windows({**dict.fromkeys(shown, (0,)), **asked})
        self._anchors = Anchors(dataset, self._windows, episodes)
        tasks = sorted({entry.instruction for entry in dataset.episodes})
        self.tasks: dict[str, int] = {task: number for number, task in enumerate(tasks)}
        self._sources: dict[str, FrameSource] | None = None

    def __len__(self) -> int:
        return len(self._anchors)

    def __getitem__(self, index: int) -> dict[str, Any]:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        dataset, index = self.dataset, index % len(self)
        episodes, steps = self._anchors.locate(np.array([index]))
        entry = dataset.episodes[int(episodes[0])]
        item: dict[str, Any] = {"task": entry.instruction}
        for key in self._windows.deltas:
            rows, padding = self._anchors.rows(key, episodes, steps)
            values = torch.from_numpy(self._read(key, rows[0]))
            if dataset.schema.features[key].role == "rgb" and values.dtype == torch.uint8:
                values = values.movedim(-1, 1).float() / 255.0
            if key in self._windowed:
                item[key], item[f"{key}_is_pad"] = values, torch.from_numpy(padding[0])
            else:
                item[key] = values[0]
        numbers = {
            "index": index,
            "episode_index": int(episodes[0]),
            "frame_index": int(steps[0]),
            "task_index": self.tasks[entry.instruction],
        }
        item |= {name: torch.tensor(number) for name, number in numbers.items()}
        item.setdefault(TIMESTAMP, torch.tensor(int(steps[0]) / dataset.schema.rate))
        return item

    def __getstate__(self) -> dict[str, Any]:
        """For a worker process: where the dataset is, not its open files."""
        where = self.dataset.url, self.dataset.head
        return {**self.__dict__, "dataset": where, "_anchors": None, "_sources": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        url, head = state["dataset"]
        self.dataset = Dataset(url)
        if self.dataset.head != head:
            raise UserError(f"{url} has changed since the items were counted. Make them again.")
        self._anchors = Anchors(self.dataset, self._windows, self._episodes)

    def _read(self, key: str, rows: np.ndarray) -> np.ndarray:
        dataset = self.dataset
        if not dataset.schema.stored[key].framewise:
            return dataset.table(key)[rows]
        if self._sources is None:
            self._sources = self._opened()
        feature = dataset.schema.features[key]
        out = np.empty((len(rows), *feature.shape), feature.dtype)
        self._sources[key].read(rows, out)
        return out

    def _opened(self) -> dict[str, FrameSource]:
        dataset = self.dataset
        keys = tuple(k for k in self._windows.deltas if dataset.schema.stored[k].framewise)
        mode = choose(dataset, keys, self._cache).mode
        return {
            key: dataset.frames(key) if mode == "none" else hold(dataset, key, mode, 1)
            for key in keys
        }
