"""Flat dataclasses as values that JSON can hold, and back: tuples become lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any


def to_plain(thing: Any) -> dict[str, Any]:
    """The fields of a flat dataclass."""
    values = {f.name: getattr(thing, f.name) for f in fields(thing)}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def from_plain(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for a dataclass of this kind; what it does not know is left out."""
    known = {f.name for f in fields(kind)}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in known}
