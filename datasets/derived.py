"""Features computed once from every picture of a camera, for policies whose backbone is frozen.

    front = derive(dataset, "observation.images.front", fingerprint, (144, 128), backbone)
    part = Part(dataset, derived={"observation.features.front": front})
    sampler = Sampler([part], windows.swapped({front.source: "observation.features.front"}), 64)

They are a cache in the dataset's own folder, made of what is there, and may be removed at any
time. The fingerprint names all that decides the numbers: weights, layers, size of the pictures,
crops.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vla.episode import new_id
from vla.errors import UnknownName, UserError
from vla.features import Feature

from .dataset import Dataset
from .derived_store import DERIVED, Block, Derived, create, folder_of
from .entries import JOURNAL
from .lock import turn
from .storage import Folder, cannot_write
from .windows import mask

Compute = Callable[[np.ndarray, Sequence[str]], np.ndarray]
"""Pictures (n, H, W, 3) uint8, as they were recorded, and the instructions of their episodes
-> features (n, ...)."""

DTYPES = ("uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
STALLED = 600.0
"""Seconds without a new file after which another process is not waited for any longer."""


@dataclass(frozen=True)
class DerivedCache:
    """Everything that was computed under one fingerprint."""

    name: str
    sources: tuple[str, ...]
    """Cameras of which there are features."""
    size: int
    """Bytes on the disk."""


def derive(
    dataset: Dataset,
    source: str,
    name: str,
    shape: Sequence[int],
    compute: Compute,
    *,
    dtype: str = "float16",
    batch: int = 64,
    episodes: np.ndarray | None = None,
    threads: int = 1,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Derived:
    """The features of a camera's pictures; those that are not there yet are computed and kept.

    Work is kept file by file, as a rule an episode each, so little is lost when it is killed, and
    new episodes are all that is computed after a dataset has grown. What is computed together
    depends on nothing but the file. Of processes that want the same one computes, and the others
    wait for it.

    Args:
        source: a camera's feature.
        name: fingerprint of `compute`, 8 to 64 hexadecimal digits.
        shape: of the features of a picture.
        compute: is given the pictures in order, at most `batch` at a time.
        dtype: in which they are kept.
        episodes: mask (E,) of those whose features are needed; all by default. Where episodes
            share files, as in a packed dataset, those that share one are computed too.
        threads: that decode pictures.
        on_progress: told how many pictures are done, of how many that were to be done.

    Raises:
        UnknownName: no such camera or dtype.
        UserError: the fingerprint stands for another shape or dtype, `compute` returns something
            else, the dataset is far away, there is too little room, or it cannot be written.
    """
    feature = _feature(dataset, source, name, shape, dtype)
    if batch < 1:
        raise UserError(f"batch={batch}: 1 is the least.")
    chosen = mask(dataset, episodes)
    create(dataset, source, name, feature)
    derived = Derived(dataset, source, name)
    if derived.feature != feature:
        known = derived.feature
        raise UserError(
            f"{derived.path} holds {known.dtype} {known.shape} a picture, not {dtype}"
            f" {feature.shape}: what is computed otherwise needs another fingerprint than {name}."
        )
    if not derived.missing(chosen):
        return derived
    with ExitStack() as held:
        _wait_for(derived, held)
        blocks = derived.missing(chosen)
        _make_room(derived, blocks)
        done, total = 0, sum(len(block.rows) for block in blocks)
        for block in blocks:
            values = _computed(derived, block, compute, batch, threads)
            try:
                derived.keep(block, values)
            except OSError as error:
                raise cannot_write(error, derived.path, "what was computed is safe") from None
            done += len(values)
            on_progress(done, total)
    return derived


def derived_caches(dataset: Dataset) -> list[DerivedCache]:
    """What was computed from the pictures of a dataset, by fingerprint."""
    if not isinstance(dataset.storage, Folder):
        return []
    found = []
    for folder in sorted((Path(dataset.url) / DERIVED).glob("[!.]*")):
        sources = tuple(sorted(path.name for path in folder.glob("[!.]*")))
        files = [path for path in folder.rglob("[!.]*") if path.is_file()]
        found.append(DerivedCache(folder.name, sources, sum(f.stat().st_size for f in files)))
    return found


def forget(dataset: Dataset, name: str) -> None:
    """Remove everything that was computed under a fingerprint.

    Raises:
        UnknownName: there is nothing of this name.
        UserError: it is being computed, or cannot be removed.
    """
    known = [cache.name for cache in derived_caches(dataset)]
    if name not in known:
        raise UnknownName("derived features", name, known)
    folder = folder_of(dataset, name)
    with ExitStack() as held:
        for path in sorted(folder.glob("[!.]*")):
            if (path / JOURNAL).exists():
                held.enter_context(turn(path, patience=1.0))
        try:
            folder.rename(folder.with_name(f".{name}.{new_id()}.tmp"))
            for removed in folder.parent.glob(".*.tmp"):  # and what was left by one that was killed
                shutil.rmtree(removed)
        except OSError as error:
            raise cannot_write(error, folder, "what is left of it is ignored") from None


def _feature(dataset: Dataset, source: str, name: str, shape: Sequence[int], dtype: str) -> Feature:
    """What is to be computed; refuses what cannot be."""
    cameras = [key for key, feature in dataset.schema.features.items() if feature.is_picture]
    if source not in cameras:
        raise UnknownName("camera", source, cameras)
    if dtype not in DTYPES:
        raise UnknownName("dtype", dtype, DTYPES)
    if not shape or min(shape) < 1:
        raise UserError(f"shape={tuple(shape)}: every axis has at least one component.")
    if not re.fullmatch("[0-9a-f]{8,64}", name):
        raise UserError(f"The fingerprint '{name}' is not 8 to 64 hexadecimal digits (0-9, a-f).")
    if not isinstance(dataset.storage, Folder):
        raise UserError(
            f"{dataset.url} is far away, and features are kept beside the pictures."
            " Copy it to a local folder first."
        )
    # as with pictures and the state, there is one of the observation after the last action
    return Feature(tuple(shape), dtype, "state")


def _wait_for(derived: Derived, held: ExitStack) -> None:
    """Take the turn, once nobody else computes; gives up when who does seems to be stuck."""
    while True:
        try:
            held.enter_context(turn(derived.path, STALLED))
            derived.refresh()
            return
        except UserError:
            if not derived.refresh():
                raise


def _make_room(derived: Derived, blocks: Sequence[Block]) -> None:
    """Ready the folder, or say that what is to come does not fit."""
    pictures = sum(len(block.rows) for block in blocks)
    need = pictures * derived.feature.row_bytes + len(blocks) * derived.stored.rows * 16
    try:
        derived.prepare()
        free = shutil.disk_usage(derived.path).free
    except OSError as error:
        raise cannot_write(error, derived.path, "nothing was computed") from None
    if need > free:
        raise UserError(
            f"{derived.path}: features of {pictures:,} pictures need {need:,} bytes, {free:,} are"
            " free. Free some space, or remove features that are no longer needed:"
            " vla.datasets.derived.forget"
        )


def _instructions(dataset: Dataset, block: Block) -> list[str]:
    """What is said in the episodes that a block's rows belong to, row by row."""
    entries = sorted((e for e in dataset.episodes if e.id in block.episodes), key=lambda e: e.start)
    starts = [entry.start for entry in entries]
    owners = np.searchsorted(starts, block.rows, side="right") - 1
    return [entries[owner].instruction for owner in owners.tolist()]


def _computed(
    derived: Derived, block: Block, compute: Compute, batch: int, threads: int
) -> np.ndarray:
    """Features (n, ...) of the pictures of a block, as they are kept."""
    feature, pictures = derived.feature, derived.dataset.shards(derived.source, threads)
    rows, said = block.rows, _instructions(derived.dataset, block)
    out = np.empty((len(rows), *feature.shape), feature.dtype)
    for first in range(0, len(rows), batch):
        here = rows[first : first + batch]
        given = np.empty((len(here), *pictures.feature.shape), pictures.feature.dtype)
        pictures.read(here, given)
        found = np.asarray(compute(given, said[first : first + batch]))
        wanted = (len(here), *feature.shape)
        if found.shape != wanted or not np.can_cast(found.dtype, feature.dtype, "same_kind"):
            raise UserError(
                f"What computes the features gave {found.dtype} {found.shape} for {len(here)}"
                f" pictures, instead of {feature.dtype} {wanted}."
            )
        with np.errstate(over="ignore"):  # infinite then, and said so
            out[first : first + batch] = found
        if out.dtype.kind == "f" and not np.isfinite(out[first : first + batch]).all():
            raise UserError(
                f"What computes the features gave numbers that {feature.dtype} cannot hold (not"
                f" finite there). The largest is {np.abs(found).max():g}."
            )
    return out
