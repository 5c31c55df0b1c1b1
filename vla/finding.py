"""What looking told: the answer to one question that a plan put to a picture."""

from __future__ import annotations

from dataclasses import dataclass

Asked = tuple[str, str]
"""Module and words: `("verify", "the drawer is open")`. Modules: `detect`, `select`, `verify`,
`vqa`."""


@dataclass(frozen=True)
class Finding:
    """An answer; each module fills in what it knows."""

    truth: bool | None = None
    """`verify`: whether it is so; unknown where the picture does not tell."""
    text: str = ""
    """`vqa`: the answer in a few words; empty where there is none."""
    names: tuple[str, ...] = ()
    """`detect`: entities of the scene that were found, best first. `select`: all that show, by how
    well the words fit."""
    number: int = 0
    """`detect`: how many were found, also those that the scene has no name for."""
    evidence: str = ""
    """For people."""
