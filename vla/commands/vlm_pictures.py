"""Pictures for the small planner: seen once through a CLIP, and kept beside their folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch.utils.data import ConcatDataset, Dataset

from vla import compose
from vla.captions import visible
from vla.errors import UserError
from vla.seeing import Mask, Picture

SAME = 0.3
"""Intersection over union from which a thing of a picture is an entity of the scene."""
MOST_ENTITIES = 64
"""Of a scene that are kept."""


@dataclass(frozen=True)
class Looking:
    """Eyes for the small planner."""

    look: Any
    """`sights.Eyes`"""
    name: str
    glance: tuple[float, ...]
    """By which they are known again."""
    numbers: int
    """Of a token."""


def eyes_of(name: str) -> Looking:
    """The eyes of a CLIP.

    Raises:
        UserError: there is no such CLIP, or it takes pictures of one size only.
    """
    from vla.planners.vlm.sights import PLACE, eyes, glance

    scorer = compose.scorer(name)
    try:
        whole, _ = scorer.images(torch.zeros(1, 3, 64, 96), native=True)
    except (RuntimeError, ValueError, TypeError) as error:
        raise UserError(
            f"The CLIP '{name}' does not take pictures of any size, as the small planner needs:"
            f" give a convolutional one, such as tiny_conv_clip. ({error})"
        ) from None
    look = eyes(scorer)
    return Looking(look, Path(name).name, glance(look), whole.shape[1] + PLACE)


class Album(Dataset[Any]):
    """Pictures with what is true of them (`picture_questions.Shown`).

    Args:
        pairs: a `vla.datasets.pairs.Pairs`.
        rows: which of its pictures.
        kept: tables of all its pictures that `seen` made.
    """

    def __init__(self, pairs: Any, rows: np.ndarray, kept: dict[str, np.ndarray]):
        self._pairs, self._rows, self._kept = pairs, rows, kept

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        from vla.planners.vlm.picture_questions import Shown
        from vla.planners.vlm.reading import of_picture

        row = int(self._rows[index])
        at = int(self._kept["place"][row])
        scene, things = self._pairs.scene(row), int(self._kept["things"][at])
        tokens = self._kept["tokens"][at]
        names = tuple(scene.names[n] if n >= 0 else None for n in self._kept["names"][at][:things])
        shows = self._kept["visible"][at][: len(scene.names)]
        seen = tuple(name for name, shown in zip(scene.names, shows, strict=True) if shown)
        real = tokens.any(1)
        return Shown(of_picture(tokens[real], things), scene, seen, names)


def albums(folders: str, eyes: Looking, console: Console) -> tuple[Sequence[Any], Sequence[Any]]:
    """Pictures of `vla clip collect` to learn from, and of episodes that are held out.

    Only those of cameras that stand still. What was seen is kept in a file beside each folder.

    Args:
        folders: with commas between them.

    Raises:
        UserError: there are no such pictures.
    """
    made = [_albums(path.strip(), eyes, console) for path in folders.split(",")]
    learn, out = (ConcatDataset(several) for several in zip(*made, strict=True))
    return cast(Sequence[Any], learn), cast(Sequence[Any], out)


def _albums(path: str, eyes: Looking, console: Console) -> tuple[Album, Album]:
    from vla.datasets.pairs import Pairs
    from vla.planners.vlm.storage import load_tables, save_tables

    pairs = Pairs(path)
    steady = np.array([pairs.steady(row) for row in range(len(pairs))])
    if not steady.any():
        raise UserError(f"{path} has no pictures of a camera that stands still.")
    key = blake2b(repr((eyes.glance, len(pairs))).encode(), digest_size=6).hexdigest()
    file = pairs.path.with_name(f"{pairs.path.stem}.sights-{key}.safetensors")
    kept = load_tables(file)
    if kept is None:
        kept = seen(pairs, np.flatnonzero(steady), eyes.look, console)
        save_tables(kept, file)
    learn, out = (rows[kept["place"][rows] >= 0] for rows in pairs.split())
    return Album(pairs, learn, kept), Album(pairs, out, kept)


def seen(pairs: Any, rows: np.ndarray, eyes: Any, console: Console) -> dict[str, np.ndarray]:
    """Tables of what some pictures show.

    place (n,) of every picture its row in the others, -1 for none; tokens (m, S, F) float16 with
    zeros where there are fewer; things (m,) how many; names (m, T) the entity each is, -1 for none;
    visible (m, `MOST_ENTITIES`) bool.
    """
    from vla.planners.vlm.sights import GRID, MAX_SEEN

    place = np.full(len(pairs), -1, np.int64)
    place[rows] = np.arange(len(rows))
    tables: dict[str, Any] = {"tokens": [], "things": [], "names": [], "visible": []}
    most = MAX_SEEN + GRID**2 + 1
    every = _in_turn(pairs, rows)
    for row, image, marked in track(every, "looking at pictures", len(rows), console=console,
                                    transient=True):  # fmt: skip
        scene = pairs.scene(row)
        found = eyes(Picture(pairs.cameras[pairs.camera[row]], image, scene))
        tokens = np.zeros((most, found.tokens.shape[1]), np.float16)
        tokens[: len(found.tokens)] = found.tokens
        names = np.full(MAX_SEEN, -1, np.int16)
        names[: len(found.masks)] = entities_of(found.masks, marked, len(scene.names))
        shows = np.zeros(MOST_ENTITIES, bool)
        there = set(visible(scene, marked))
        shows[: len(scene.names)] = [name in there for name in scene.names][:MOST_ENTITIES]
        for name, value in zip(tables, (tokens, len(found.masks), names, shows), strict=True):
            tables[name].append(value)
    return {"place": place} | {name: np.array(values) for name, values in tables.items()}


def _in_turn(pairs: Any, rows: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Pictures with their numbers and segmentation, a block of the folder at a time."""
    from vla.datasets.pairs import ROWS

    wanted = set(rows.tolist())
    for first in range(0, len(pairs), ROWS):
        block = slice(first, first + ROWS)
        images, marked = pairs.images(block), pairs.segmentation(block)
        for at, (image, own) in enumerate(zip(images, marked, strict=True), first):
            if at in wanted:
                yield at, image, own


def entities_of(masks: Sequence[Mask], marked: np.ndarray, count: int) -> list[int]:
    """Which entity each mask shows, -1 for none; each entity once, the best first."""
    found, taken = [-1] * len(masks), set()
    scores = []
    for at, mask in enumerate(masks):
        for entity in np.unique(marked[mask.pixels & (marked < count)]).tolist():
            scores.append((mask.overlap(Mask(marked == entity)), at, int(entity)))
    for share, at, entity in sorted(scores, reverse=True):
        if share >= SAME and found[at] < 0 and entity not in taken:
            found[at] = entity
            taken.add(entity)
    return found
