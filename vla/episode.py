"""Episode: what was seen, done and achieved, from the first observation to the last."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


def new_id() -> str:
    """A name that no other episode has."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Episode:
    """T steps: T actions and, as a rule, T + 1 observations.

    `data` holds every feature by its key (`vla.features`). Observations have T + 1 rows when the
    last one was kept; what belongs to an action (`action`, `reward`, ...) has T. With only T
    observations, the last one was not kept.
    """

    data: Mapping[str, np.ndarray]
    length: int
    """T, control steps."""
    task: str
    """Family, as in `vla tasks`; any word for what was recorded elsewhere."""
    instructions: tuple[str, ...]
    """Ways to say what was to be done; the first is what was said."""
    success: bool | None
    """None where nobody judged."""
    seed: int | None = None
    """Names the episode of the task, so that it can be begun again."""
    ended: str = ""
    """`success`, `failure`, `timeout` or a fault, where known."""
    source: str = ""
    """Who acted: `expert`, a policy's name, `teleoperation`, ..."""
    recorded: str = ""
    """UTC, ISO 8601."""
    id: str = field(default_factory=new_id)
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Anything else that JSON can hold."""
