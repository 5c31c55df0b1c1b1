"""What a dataset holds, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .dataset import Dataset
from .derived import derived_caches
from .entries import packed_files


def summary(dataset: Dataset, episodes: Sequence[int]) -> dict[str, Any]:
    """Plain values, of some episodes; sizes are of all."""
    schema, entries = dataset.schema, [dataset.entry(int(number)) for number in episodes]
    lengths = np.array([entry.length for entry in entries])
    sizes = feature_sizes(dataset)
    steps = int(lengths.sum())
    judged = [entry.success for entry in entries if entry.success is not None]
    spread = np.quantile(lengths, (0.0, 0.5, 1.0)).astype(int).tolist()
    return {
        "dataset": dataset.url,
        "id": schema.id,
        "created": schema.created,
        "episodes": len(entries),
        "steps": steps,
        "minutes": round(steps / schema.rate / 60, 1),
        "rate": f"{schema.rate:g} Hz",
        "length": f"{spread[0]} to {spread[2]} steps, median {spread[1]}",
        "success": f"{sum(judged)} of {len(judged)}",
        "robot": schema.robot,
        "size": f"{sum(sizes.values()) / 1e6:.1f} MB",
        "derived": {cache.name: f"{cache.size / 1e6:.1f} MB" for cache in derived_caches(dataset)},
        "sources": sorted({entry.source for entry in entries}),
        "instructions": len({text for entry in entries for text in entry.instructions}),
        "environment": dict(schema.environment),
        "provenance": dict(schema.provenance),
        "tasks": {
            task: {
                "episodes": sum(entry.task == task for entry in entries),
                "succeeded": sum(entry.task == task and bool(entry.success) for entry in entries),
                "steps": sum(entry.length for entry in entries if entry.task == task),
            }
            for task in sorted({entry.task for entry in entries})
        },
        "features": {
            key: {
                "shape": list(feature.shape),
                "dtype": feature.dtype,
                "role": feature.role,
                "codec": str(schema.stored[key].codec),
                "bytes": sizes[key],
            }
            for key, feature in schema.features.items()
        },
    }


def feature_sizes(dataset: Dataset) -> dict[str, int]:
    """Bytes on the disk of every feature."""
    sizes = dict.fromkeys(dataset.schema.features, 0)
    files = [entry.files for entry in dataset.episodes] + [packed_files(dataset.log)]
    for known in files:
        for name, (size, _) in known.items():
            key = name.split("/")[1]
            if key in sizes:
                sizes[key] += size
    return sizes
