"""What all benchmarks draw alike: episodes by seed, and what they excuse."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from zlib import crc32

import numpy as np

from vla.compose import Settings
from vla.errors import UserError
from vla.plan import Atom
from vla.task import Setup


def check_episodes(config: Settings) -> None:
    """Complain about counts and seeds before anything is built."""
    for name in ("episodes", "worlds"):
        if config[name] < 1:
            raise UserError(f"{name}={config[name]} is not at least 1.")
    if config["seed"] < 0:
        raise UserError(f"seed={config['seed']} is negative.")


def dice(seed: int, name: str) -> np.random.Generator:
    """What an episode of a family is drawn with: it depends on its own seed alone."""
    return np.random.default_rng([seed, crc32(name.encode())])


def forgiving(setup: Setup, pushed: Collection[str]) -> Setup:
    """A setup in which it is no failure that things move that somebody else pushes."""
    excused = {
        condition
        for condition in setup.never
        if isinstance(condition, Atom) and condition.name == "moved" and condition.args[0] in pushed
    }
    return replace(setup, never=tuple(c for c in setup.never if c not in excused))
