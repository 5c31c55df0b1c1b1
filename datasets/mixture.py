"""The datasets that a sampler draws from, and what keeps them from being drawn together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vla.errors import UserError
from vla.features import Features, compare

from .dataset import Dataset
from .decoded import FrameSource, Held, hold
from .derived_store import Derived
from .windows import Windows, mask


@dataclass(frozen=True)
class Part:
    """One dataset of a mixture."""

    dataset: Dataset
    weight: float = 1.0
    """Share of the samples, relative to the others'."""
    episodes: np.ndarray | None = None
    """Mask (E,) of those that take part; see `selection` for splits and filters."""
    derived: Mapping[str, Derived] = field(default_factory=dict)
    """Key of the windows -> what was computed from a camera's pictures (`derived.derive`)."""

    @property
    def features(self) -> Features:
        """What windows may hold: what was recorded, and what was derived from it."""
        derived = {key: found.feature for key, found in self.derived.items()}
        return {**self.dataset.schema.features, **derived}

    def source(self, key: str, mode: str, threads: int) -> FrameSource:
        """Where a feature that is kept frame by frame comes from, by the mode of a `Choice`.

        What was derived is raw on the disk and always read from there: the operating system has
        it in memory if there is room.
        """
        if key in self.derived:
            return self.derived[key]
        if mode == "none":
            return self.dataset.frames(key, threads)
        return hold(self.dataset, key, mode, threads)

    def held(self, key: str, threads: int) -> Held:
        """All of such a feature in memory."""
        if key in self.derived:
            return Held(self.derived[key].load())
        return hold(self.dataset, key, "memory", threads)


def check(parts: Sequence[Part], windows: Windows) -> None:
    """Refuse parts that do not go together, or lack what was derived.

    Raises:
        UserError: says what, with both sides.
    """
    first = parts[0]
    for part in parts[1:]:
        sides = [{k: f for k, f in p.features.items() if k in windows.deltas}
                 for p in (first, part)]  # fmt: skip
        lines = compare(sides[0], sides[1], part.dataset.url)
        for name in ("rate", "action_spec"):
            ours, theirs = getattr(first.dataset.schema, name), getattr(part.dataset.schema, name)
            if ours != theirs:
                lines.append(f"{name}: {ours} here, {theirs} in {part.dataset.url}")
        for key in sorted(first.derived.keys() & part.derived.keys()):
            ours, theirs = first.derived[key].name, part.derived[key].name
            if ours != theirs:
                lines.append(f"{key}: fingerprint {ours} here, {theirs} in {part.dataset.url}")
        if lines:
            raise UserError(f"{first.dataset.url} cannot be mixed: {'; '.join(lines)}.")
    for part in parts:
        for key, derived in part.derived.items():
            _check_derived(part, key, derived, windows)


def _check_derived(part: Part, key: str, derived: Derived, windows: Windows) -> None:
    where = part.dataset.url
    if key not in windows.deltas:
        raise UserError(
            f"'{key}' is derived, but no window holds it. Let it take the place of the pictures:"
            f" windows.swapped({{'{derived.source}': '{key}'}})"
        )
    if key in part.dataset.schema.features:
        raise UserError(f"{where} records a feature '{key}': call what is derived otherwise.")
    if derived.dataset is not part.dataset:
        raise UserError(f"'{key}' is derived from {derived.dataset.url}, not from {where}.")
    lacking = mask(part.dataset, part.episodes) & ~derived.complete
    if lacking.any():
        raise UserError(
            f"{where}: {int(lacking.sum())} episodes that take part have no '{key}' (fingerprint"
            f" {derived.name}). Compute it: vla.datasets.derived.derive"
        )
