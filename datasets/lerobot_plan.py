"""What becomes of our features in a LeRobot dataset, and what is lost on the way there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vla.errors import UserError
from vla.features import SIMULATOR, Feature, outlasts

from .dataset import Dataset
from .lerobot_layout import DONE, SUCCESS, their_names
from .lerobot_video import fits_video

PNG = "png"
"""In place of a video encoder: pictures lie in the Parquet files, without loss."""


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


def plan_columns(dataset: Dataset, codec: str) -> Columns:
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


def declare(feature: Feature) -> dict[str, Any]:
    """A feature as `info.json` has it."""
    if feature.is_picture:
        names = ["height", "width", "channels"]
        return {"dtype": "image", "shape": list(feature.shape), "names": names}
    # A number is a vector of one there.
    shape = list(feature.shape) or [1]
    return {"dtype": feature.dtype, "shape": shape, "names": list(feature.names) or None}


def lost_in(dataset: Dataset, columns: Columns) -> list[str]:
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
