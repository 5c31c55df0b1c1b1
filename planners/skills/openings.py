"""Open and close: by what was told of a joint, or by what was found out."""

from __future__ import annotations

from ..motion import Motion
from .articulated import lead
from .by_experience import lead_by_experience
from .context import Context
from .push_to import Motions


def open_fixture(context: Context, name: str, fraction: float = 1.0) -> Motion | Motions:
    """Open a drawer, door or switch to a fraction of its travel."""
    return _brought(context, name, fraction, f"open {name}")


def close_fixture(context: Context, name: str, fraction: float = 1.0) -> Motion | Motions:
    """Close it by a fraction: 1 shuts it, 0.5 leaves it half open."""
    return _brought(context, name, 1.0 - fraction, f"close {name}")


def _brought(context: Context, name: str, openness: float, phase: str) -> Motion | Motions:
    fixture = context.scene[name]
    if fixture.handle is not None and fixture.axis is None:
        return lead_by_experience(context, name, openness)
    return lead(context, fixture, openness, phase)
