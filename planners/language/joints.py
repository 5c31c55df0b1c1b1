"""Where `so` begins what is to be done, and joins it to what was told: `it is dirty so wash it`."""

from __future__ import annotations

from . import verbs
from .phrases import BREAKS

_DEEDS = frozenset(
    phrase.split()[0]
    for table in (
        verbs.PUT, verbs.PICK, verbs.OPEN, verbs.CLOSE, verbs.PRESS, verbs.STACK, verbs.TAKE_OFF,
        verbs.EMPTY, verbs.SORT, verbs.BUILD, verbs.FILL,
    )
    for phrase in table
)  # fmt: skip
_QUALITIES = frozenset(("close", "open", "free", "clear", "rest", "set", "left", "empty", "seal"))
"""What may be `so close to it` as well as `so close it`."""
_MEANT = frozenset(("the", "that", "this", "it", "them", "all", "every", "both", "my", "your"))
_NO_JOINT = frozenset((*BREAKS, "and", "or", "but", "then", "do", "if", "not", "be", "is", "are"))
"""Before `so`, and that it joins no clauses, or they are joined already."""


def joins(before: list[str], words: tuple[str, ...], i: int) -> bool:
    """Whether a `so` behind `before` joins a command that begins at word `i`."""
    if not before or before[-1] in _NO_JOINT or i >= len(words):
        return False
    if words[i : i + 2] == ("do", "not"):
        return True
    if words[i] not in _DEEDS:
        return False
    after = words[i + 1] if i + 1 < len(words) else ","
    return after in _MEANT or not (words[i] in _QUALITIES or after in BREAKS)
