"""Conversions from and to other formats: the contract that each of them fulfils.

A format is a module with `NAME`, `recognises(path)`, `read(path)`, and `write(dataset, out)` where
it can be written. They stream: never more than an episode in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vla.episode import Episode

from .dataset import Dataset
from .schema import Schema


@dataclass(frozen=True)
class Source:
    """Somebody else's dataset, about to be read."""

    schema: Schema
    """What it records, in our terms; `provenance["source"]` holds what `write` needs to give the
    same back (original names, dtypes, compressors, attributes)."""
    count: int
    """Episodes."""
    episodes: Callable[[], Iterator[Episode]]
    """Goes through them."""
    lost: Sequence[str] = ()
    """What could not be mapped, a sentence each; may grow while the episodes are gone through."""


class Format(Protocol):
    """A module that knows a format."""

    NAME: str
    """As in `format=`."""

    def recognises(self, path: Path) -> bool:
        """Whether a file or folder looks like it; reads little."""
        ...

    def read(self, path: Path) -> Source:
        """Open one. Raises `UserError` naming episode, array and what would help."""
        ...

    def write(self, dataset: Dataset, out: Path, progress: Callable[[int], None]) -> Sequence[str]:
        """Write one, all of it or nothing (a temporary name, then a rename).

        Args:
            progress: told the number of episodes done.

        Returns:
            What could not be mapped, a sentence each.
        """
        ...
