"""Batches of random windows: vectorised, prefetched, and a pure function of seed and step.

Batch k is the same whoever asks for it, whenever, from however many workers; so training resumes
exactly where it stopped by going on with the next number.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vla.errors import UserError
from vla.features import Feature, outlasts

from .ahead import Batch, Buffers, ahead, sent
from .dataset import Dataset
from .decoded import Choice, FrameSource, OnDevice, choose, to_device
from .derived_store import Derived
from .draws import Draws
from .mixture import Part, check
from .storage import Folder
from .windows import Anchors, Windows

FETCHED = 3
"""Batches whose far files are asked for at a time."""


class Sampler:
    """An endless stream of batches, LeRobot's keys.

    A batch holds, for every feature of the windows, `<key>` (B, W, ...) and `<key>_is_pad` (B, W)
    bool; pictures are uint8 (B, W, 3, H, W), a view of (B, W, H, W, 3). Besides: `task`, a list of
    B instructions, and `dataset_index`, `episode_index`, `frame_index` (B,) int64. What was derived
    from pictures is a feature like any other, by the key its part gives it.

    Without replacement: every window of a dataset comes once before any comes again. A batch is
    sorted by dataset and time, which makes reading cheap and means nothing to a learner.

    Args:
        parts: a dataset, or several with their weights.
        windows: what a sample holds.
        shuffle: random order; otherwise in the order of time.
        cache: `auto`, `memory`, `disk` (decoded once, beside the dataset), `none` (decoded at
            every use), `device` (decoded on the device); see `choices` for what was settled.
        threads: that decode, where frames are compressed.
        prefetch: batches that are made ahead by a thread; 0 for none.
        workers: processes that make the batches instead, for expensive decoding.
        device: where the tensors of a batch are.
        rank, ranks: this process of so many, which share the samples of an epoch.

    Raises:
        UserError: features that differ between the parts, an empty dataset, weights below zero,
            derived features that are not wanted or not complete.
    """

    def __init__(
        self,
        parts: Dataset | Sequence[Part],
        windows: Windows,
        batch_size: int,
        *,
        seed: int = 0,
        shuffle: bool = True,
        cache: str = "auto",
        threads: int = 1,
        prefetch: int = 2,
        workers: int = 0,
        device: str | torch.device = "cpu",
        rank: int = 0,
        ranks: int = 1,
    ):
        self.parts = [Part(parts)] if isinstance(parts, Dataset) else list(parts)
        self.windows, self.batch_size, self.seed = windows, batch_size, seed
        self.device = torch.device(device)
        self._shuffle, self._threads = shuffle, threads
        self._prefetch, self._workers = prefetch, workers
        self._rank, self._ranks = rank, ranks
        if batch_size < 1:
            raise UserError(f"batch_size={batch_size}: 1 is the least.")
        weights = [part.weight for part in self.parts]
        if not 0 < sum(weights) < np.inf or min(weights) < 0:
            raise UserError(f"weights {weights}: at least one above zero, none below.")
        if not 0 <= rank < ranks:
            raise UserError(f"rank={rank} of ranks={ranks}: 0 to {ranks - 1} are known.")
        check(self.parts, windows)
        self._anchors = [
            Anchors(part.dataset, windows, part.episodes, part.features) for part in self.parts
        ]
        self._draws = Draws([len(anchors) for anchors in self._anchors], weights, seed, shuffle)
        features, derived = self.parts[0].features, self.parts[0].derived
        stored = self.parts[0].dataset.schema.stored
        self.features: dict[str, Feature] = {key: features[key] for key in windows.deltas}
        alike: dict[Any, list[str]] = {}
        for key, deltas in windows.deltas.items():
            alike.setdefault((deltas, outlasts(key, features[key])), []).append(key)
        self._alike = list(alike.values())  # keys whose windows are the same rows
        pictures = tuple(k for k in windows.deltas if k not in derived and stored[k].framewise)
        self._framewise = (*pictures, *derived)
        if workers and cache in ("auto", "memory", "device"):
            cache = "none"  # every worker would hold its own copy
        self.choices: list[Choice] = [
            choose(part.dataset, pictures, cache, len(self.parts)) for part in self.parts
        ]
        self._far = {
            index
            for index, (part, choice) in enumerate(zip(self.parts, self.choices, strict=True))
            if choice.mode == "none" and not isinstance(part.dataset.storage, Folder)
        }
        self.step = 0
        """Number of the batch that comes next."""

    # --- what there is -------------------------------------------------------------------------

    def __len__(self) -> int:
        """Windows of all parts."""
        return sum(map(len, self._anchors))

    @property
    def steps_per_epoch(self) -> int:
        """Batches until the windows of the part that lasts longest have all been seen."""
        return -(-self._draws.epoch // (self.batch_size * self._ranks))

    def state_dict(self) -> dict[str, int]:
        """Where the stream stands; small and plain."""
        return {
            "step": self.step, "seed": self.seed, "batch_size": self.batch_size,
            "windows": len(self), "ranks": self._ranks,
        }  # fmt: skip

    def load_state_dict(self, state: Mapping[str, int]) -> None:
        """Go on from where a stream with the same datasets stood, exactly.

        Raises:
            UserError: it was another seed, batch size, number of windows or of ranks.
        """
        for name, ours in self.state_dict().items():
            if name != "step" and state[name] != ours:
                raise UserError(f"The state is of {name}={state[name]}, not {ours}.")
        self.step = state["step"]

    # --- batches -------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Batch]:
        """Batches from `step` on, without end.

        On a CPU a batch is only valid until the next one is asked for: its memory is used again.
        """
        if self._workers:
            batches = self._from_workers()
        elif self._prefetch:
            batches = ahead(self._made, self._allocate, self.step, self._prefetch, self.device)
        else:
            buffers = self._allocate()
            batches = (
                sent(self._made(number, buffers), self.device)
                for number in itertools.count(self.step)
            )
        with closing(batches):
            for batch in batches:
                self.step += 1
                yield batch

    def batch(self, number: int) -> Batch:
        """Batch `number`, in memory of its own."""
        return sent(self._made(number, self._allocate()), self.device)

    def _made(self, number: int, buffers: Buffers) -> Batch:
        """Batch `number`, in these buffers."""
        if self._far:
            for coming in range(number, number + FETCHED):
                self._fetch(coming)
        where = self._slices(number)
        tasks: list[str] = []
        for piece in where:
            entries = self.parts[piece.part].dataset.episodes
            tasks += [entries[e].instruction for e in piece.episodes.tolist()]
        columns = {
            "dataset_index": [np.full(len(piece.steps), piece.part) for piece in where],
            "episode_index": [piece.episodes for piece in where],
            "frame_index": [piece.steps for piece in where],
        }
        batch: Batch = {"task": tasks}
        for name, parts in columns.items():
            batch[name] = torch.from_numpy(np.concatenate(parts))
        for keys in self._alike:
            found = [self._anchors[p.part].rows(keys[0], p.episodes, p.steps) for p in where]
            rows = [rows for rows, _ in found]
            padding = np.concatenate([pad for _, pad in found])
            for key in keys:
                values = self._feature(key, where, rows, buffers)
                batch[key] = values.movedim(-1, 2) if self.features[key].role == "rgb" else values
                batch[f"{key}_is_pad"] = torch.from_numpy(padding)
        return batch

    def _slices(self, number: int) -> list[_Slice]:
        """The samples of batch `number`, part by part."""
        first = (number * self._ranks + self._rank) * self.batch_size
        where: list[_Slice] = []
        done = 0
        for index, positions in enumerate(self._draws(first, self.batch_size)):
            if len(positions):
                episodes, steps = self._anchors[index].locate(positions)
                where.append(_Slice(index, slice(done, done + len(positions)), episodes, steps))
                done += len(positions)
        return where

    def _fetch(self, number: int) -> None:
        """Let the far files of batch `number` come."""
        for piece in self._slices(number):
            for key in self._framewise if piece.part in self._far else ():
                rows, _ = self._anchors[piece.part].rows(key, piece.episodes, piece.steps)
                self._sources[piece.part][key].fetch(rows.reshape(-1))

    def _feature(
        self, key: str, where: Sequence[_Slice], rows: Sequence[np.ndarray], buffers: Buffers
    ) -> Tensor:
        """Windows (B, W, ...) of a feature: these rows (n, W) of every slice."""
        feature, width = self.features[key], rows[0].shape[1]
        if key not in buffers:
            taken = [
                self._held[piece.part][key].take(
                    torch.from_numpy(found.reshape(-1)).to(self.device)
                )
                for piece, found in zip(where, rows, strict=True)
            ]
            return torch.cat(taken).reshape(self.batch_size, width, *feature.shape)
        for piece, found in zip(where, rows, strict=True):
            out = buffers[key].numpy()[piece.at]
            if key in self._framewise:
                flat = out.reshape(-1, *feature.shape)
                self._sources[piece.part][key].read(found.reshape(-1), flat)
            else:
                table = self.parts[piece.part].dataset.table(key)
                np.take(table, found, axis=0, out=out, mode="clip")
        return buffers[key]

    # --- where numbers come from and go --------------------------------------------------------

    @cached_property
    def _sources(self) -> list[dict[str, FrameSource]]:
        return [
            {key: part.source(key, choice.mode, self._threads) for key in self._framewise}
            for part, choice in zip(self.parts, self.choices, strict=True)
        ]

    @cached_property
    def _held(self) -> list[dict[str, OnDevice]]:
        return [
            {key: to_device(part.held(key, self._threads), self.device) for key in self._framewise}
            for part in self.parts
        ]

    def _allocate(self) -> Buffers:
        """Memory for a batch, without the frames that are on the device already."""
        on_device = self._framewise if self.choices[0].mode == "device" else ()
        return {
            key: torch.empty(
                (self.batch_size, len(self.windows.deltas[key]), *feature.shape),
                dtype=torch.from_numpy(np.empty(0, feature.dtype)).dtype,
                pin_memory=self.device.type == "cuda",
            )
            for key, feature in self.features.items()
            if key not in on_device
        }

    def _from_workers(self) -> Generator[Batch]:
        loader = torch.utils.data.DataLoader(
            _Batches(self._recipe()),
            batch_size=None,
            sampler=itertools.count(self.step),  # type: ignore[arg-type]
            num_workers=self._workers,
            prefetch_factor=max(self._prefetch, 1),
            multiprocessing_context="forkserver",
            pin_memory=self.device.type == "cuda",
        )
        for batch in loader:
            if "error" in batch:
                raise batch["error"]
            yield sent(batch, self.device)

    def _recipe(self) -> dict[str, Any]:
        """What a worker needs to make the same sampler."""
        return {
            "parts": [
                (part.dataset.url, part.dataset.head, part.weight, part.episodes,
                 {key: (of.source, of.name) for key, of in part.derived.items()})
                for part in self.parts
            ],
            "windows": self.windows, "batch_size": self.batch_size, "seed": self.seed,
            "shuffle": self._shuffle, "cache": self.choices[0].mode, "threads": self._threads,
            "rank": self._rank, "ranks": self._ranks,
        }  # fmt: skip


@dataclass(frozen=True)
class _Slice:
    """The samples of a batch that come from one part."""

    part: int
    at: slice
    episodes: np.ndarray
    steps: np.ndarray


class _Batches(torch.utils.data.Dataset[Batch]):
    """Batches by number, made in a worker process."""

    def __init__(self, recipe: dict[str, Any]):
        self._recipe, self._sampler = recipe, None

    def __getitem__(self, number: int) -> Batch:
        try:
            if self._sampler is None:
                self._sampler = _remade(self._recipe)
            return self._sampler.batch(number)
        except UserError as error:
            return {"error": error}  # raised where the batch is asked for


def _remade(recipe: dict[str, Any]) -> Sampler:
    rest = {k: v for k, v in recipe.items() if k not in ("parts", "windows", "batch_size")}
    parts = []
    for url, head, weight, episodes, derived in recipe["parts"]:
        dataset = Dataset(url)
        if dataset.head != head:
            raise UserError(f"{url} has changed since the sampler was made. Make another.")
        opened = {key: Derived(dataset, *which) for key, which in derived.items()}
        parts.append(Part(dataset, weight, episodes, opened))
    return Sampler(parts, recipe["windows"], recipe["batch_size"], prefetch=0, **rest)
