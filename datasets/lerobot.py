"""LeRobot's dataset format, version 3: Parquet for numbers, MP4 for pictures, read and written.

    data/chunk-000/file-000.parquet         steps of many episodes
    videos/<key>/chunk-000/file-000.mp4     pictures of many episodes, one after another
    meta/info.json                          features, rate, paths
    meta/episodes/.../file-000.parquet      where every episode is, and its statistics
    meta/tasks.parquet, meta/stats.json

Names: `observation.images.*` are cameras, other `observation.*` what the robot felt, `action`
what it did; `next.reward` is our `reward`; everything else is for the record. `next.success` at
the last step says whether an episode succeeded. Observations end with the last action there; what
the format has no place for goes to `meta/vla.json` and a column `vla` of the episodes, which
their tools pass over and we read again. Video is lossy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from .conversion import Source
from .dataset import Dataset
from .lerobot_layout import INFO
from .lerobot_read import open_source
from .lerobot_write import write_dataset

NAME = "lerobot"


def recognises(path: Path) -> bool:
    """Whether a folder looks like one: it has `meta/info.json`."""
    return (path / INFO).is_file()


def read(path: Path) -> Source:
    """Open one of version 3; its episodes are decoded as they are asked for.

    Raises:
        UserError: a file is missing, damaged, or of another version; names the file.
    """
    return open_source(path)


def write(
    dataset: Dataset, out: Path, progress: Callable[[int], None], video_codec: str | None = None
) -> Sequence[str]:
    """Write one of version 3.0, all of it or nothing.

    Args:
        progress: told the number of episodes done.
        video_codec: encoder for colour pictures, such as `libsvtav1` or `libx264`; `png` keeps
            them without loss in the tables. None takes the best one there is.

    Returns:
        What could not be mapped, a sentence each.

    Raises:
        UserError: there is something at `out`, or it cannot be written.
    """
    return write_dataset(dataset, out, progress, video_codec)
