"""The checkpoints of a run: `checkpoints/<step>`, a link `last` to the newest, old ones removed.

Whatever instant a run is killed at, `last` names a checkpoint that is whole.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vla.errors import UserError

from ..checkpoint import CONFIG
from .loop import Training
from .state import save

CHECKPOINTS, LAST = "checkpoints", "last"


def write(training: Training, run: Path, keep: int, about: Mapping[str, Any]) -> Path:
    """Save a checkpoint of a run, and forget all but the newest `keep`; in all processes.

    Raises:
        UserError: it cannot be written; older ones stay.
    """
    folder = run / CHECKPOINTS / f"{training.step:06d}"
    main = training.processes.is_main_process
    if main:
        _tidy(folder.parent)
        _remove(folder)  # written before by a run that went on from an earlier one
    save(training, folder, about)
    if main:
        point(folder)
        for old in [path for path in numbered(run) if int(path.name) <= training.step][:-keep]:
            _remove(old)
    training.processes.wait_for_everyone()
    return folder


def numbered(run: Path) -> list[Path]:
    """The checkpoints of a run, oldest first."""
    found = (run / CHECKPOINTS).glob("[0-9]*")
    return sorted((path for path in found if path.name.isdecimal()), key=lambda p: int(p.name))


def find(where: Path) -> Path:
    """The checkpoint that is meant by a run, its folder of checkpoints, or one of these.

    Raises:
        UserError: there is none.
    """
    named = where.absolute()
    for run in (named, named.parent, named.parent.parent):
        last = run / CHECKPOINTS / LAST
        if named in (run, run / CHECKPOINTS, last):
            if last.is_dir():
                return _short(last)
            if numbered(run):  # killed before the first link was made
                return _short(numbered(run)[-1])
    if named.is_dir() and (named.name.isdecimal() or (named / CONFIG).exists()):
        return _short(named)
    raise UserError(
        f"There is no checkpoint in {where}. Give the folder of a run, or one of its checkpoints,"
        f" such as outputs/tiny-stacking/{CHECKPOINTS}/{LAST}."
    )


def _short(folder: Path) -> Path:
    """The folder itself, not a link to it; relative where that is shorter."""
    found = folder.resolve()
    return found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found


def point(folder: Path) -> None:
    """Let `last` name this checkpoint, from one instant to the next."""
    link = folder.parent / LAST
    fresh = folder.parent / f".{LAST}.{os.getpid()}"
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(folder.name)
        fresh.replace(link)
    except OSError as error:
        raise UserError(f"{link} cannot be written: {error.strerror}.") from None


def _tidy(folder: Path) -> None:
    """Remove what a run that was killed left half done."""
    for path in folder.glob(".*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Remove a checkpoint; it loses its name first, so that it is never seen in part."""
    if folder.is_dir():
        hidden = folder.with_name(f".{folder.name}.removed")
        shutil.rmtree(hidden, ignore_errors=True)
        folder.replace(hidden)
        shutil.rmtree(hidden, ignore_errors=True)
