"""Parts that a policy is given, such as the one that reads: how they are trained and kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .base import ParameterGroup
from .build import Config
from .checkpoint import INSIDE


def trained_parts(parts: Mapping[str, Any]) -> list[ParameterGroup]:
    """What is trained of parts by name, at rates of their own; None stands for no part."""
    return [
        ParameterGroup(name, tuple(p for p in part.parameters() if p.requires_grad), part.rate)
        for name, part in parts.items()
        if part is not None and part.trained
    ]


def kept_parts(config: Config, parts: Mapping[str, Any], folder: Path) -> Config:
    """A policy's configuration for a checkpoint, in which parts keep what builds them again.

    Args:
        config: with an entry for each of the parts by name.
        parts: those that have something to keep `save` it; None stands for no part.
        folder: of the checkpoint that is being written.
    """
    made = dict(config)
    for name, part in parts.items():
        if not hasattr(part, "save"):
            continue
        (folder / name).mkdir()
        part.save(folder / name)
        rest = {k: v for k, v in config[name].items() if k not in ("folder", "weights")}
        if hasattr(part, "lora"):
            rest["lora"] = part.lora  # none any more, once adapters are part of the weights
        made[name] = {**rest, INSIDE: name}
    return made
