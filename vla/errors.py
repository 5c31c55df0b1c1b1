"""Errors a user can act on: what was wrong, what exists, what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UserError(ValueError):
    """Bad input. Commands print it as one clear line and exit with code 2."""


class UnknownName(UserError):
    """A name that does not exist, with the nearest ones that do."""

    def __init__(self, what: str, name: str, known: Iterable[str]):
        known = sorted(set(known))
        near = nearest(name, known)
        if near:
            hint = f"Did you mean {_either(near)}?"
        elif known:
            shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
            hint = f"Known: {shown}."
        else:
            hint = "There are none."
        super().__init__(f"Unknown {what} '{name[:80]}'. {hint}")
        self.what, self.name, self.near = what, name, near


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The up to `count` known names most similar to `name`, best first."""
    return difflib.get_close_matches(name.lower(), list(known), n=count, cutoff=0.55)


def _either(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
