"""Converting whole datasets: from a format that is recognised, or to one that is named."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vla.errors import UnknownName, UserError

from .codecs import codec as codec_named
from .dataset import Dataset
from .storage import fresh_folder
from .writer import Writer

FORMATS = {
    "diffusion_policy": "replay_buffer",
    "lerobot": "lerobot",
    "robomimic": "robomimic",
}
"""Name -> module, each a `conversion.Format`; imported when needed."""

Progress = Callable[[int], None]


def import_from(
    path: Path,
    out: Path,
    codec: str = "zstd",
    rate: float | None = None,
    progress: Progress = lambda done: None,
) -> list[str]:
    """Make a dataset of ours from somebody else's, all of it or nothing.

    Args:
        codec: for colour pictures.
        rate: control steps per second, if the source does not say or is wrong.

    Returns:
        What was done and what could not be mapped, a sentence each.

    Raises:
        UserError: nobody knows the format, or the source is damaged; says where.
    """
    module = recognised(path)
    source = module.read(path)
    schema = source.schema if rate is None else replace(source.schema, rate=float(rate))
    steps = 0
    with fresh_folder(out) as folder:
        writer = Writer(folder, schema, codec_named(codec), durable=False)
        for done, episode in enumerate(source.episodes(), 1):
            writer.append(episode)
            steps += episode.length
            progress(done)
    said = f"{path} ({module.NAME}): {source.count} episodes, {steps} steps are now {out}."
    return [said, *(f"Not mapped: {line}" for line in source.lost)]


def export_to(path: str, out: Path, name: str, progress: Progress = lambda done: None) -> list[str]:
    """Write a dataset of ours in another format.

    Returns:
        What was done and what could not be mapped, a sentence each.

    Raises:
        UnknownName: no such format.
        UserError: something is at `out` already.
    """
    if name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    if out.exists():
        raise UserError(f"{out} exists. Give another: out=...")
    with Dataset(path) as dataset:
        lost = _module(name).write(dataset, out, progress)
        said = f"{path}: {len(dataset)} episodes, {dataset.num_steps} steps are now {out} ({name})."
    return [said, *(f"Not mapped: {line}" for line in lost)]


def recognised(path: Path) -> Any:
    """The module that knows what a file or folder is.

    Raises:
        UserError: nothing is there, or nobody does.
    """
    if not path.exists():
        raise UserError(f"There is nothing at {path}.")
    for name in FORMATS:
        module = _module(name)
        if module.recognises(path):
            return module
    raise UserError(
        f"{path} is in no format that is known: {', '.join(FORMATS)} (UMI's .zarr.zip with"
        " diffusion_policy's). A dataset of this toolkit needs no conversion; with to=... it is"
        " written in one of them."
    )


def _module(name: str) -> Any:
    return importlib.import_module(f"{__package__}.{FORMATS[name]}")
