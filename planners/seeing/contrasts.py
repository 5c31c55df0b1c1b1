"""Contrasts: what a phrase could say instead, for models that only tell which words fit better."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from vla.vocabulary import COLORS, KINDS

from .meaning import LOOSE, said

ARTICLES = ("a", "an", "the", "all", "any", "every", "each", "some")
THINGS = ("thing", "things", "object", "objects", "item", "items")
_SINGULAR = {kind.plural: name for name, kind in KINDS.items()}
_OPPOSITE = {
    "open": "closed", "opened": "closed", "closed": "open", "shut": "open", "in": "beside",
    "inside": "beside", "on": "beside",
}  # fmt: skip
"""Sides are not among them: of those, similarities tell no more than chance."""
OTHERS = tuple(f"a {color} {kind}" for color, kind in product(COLORS, LOOSE))
"""Everything that things on a table may be."""


def spoken(phrase: str) -> str:
    """A phrase as captions have it: `the red blocks` -> `a red block`."""
    words = [word for word in said(phrase) if word not in ARTICLES]
    words = [_SINGULAR.get(word, "thing" if word in THINGS else word) for word in words]
    return " ".join(("an" if words[:1] == ["orange"] else "a", *words)) if words else phrase


def instead(phrase: str) -> tuple[str, ...]:
    """What things may be called besides: every colour and kind in the place of those in `phrase`.

    `phrase` is one of `spoken`; where it names neither there is nothing to tell apart.
    """
    words = phrase.split()
    choices = [_alternatives(word) for word in words]
    told = (" ".join(chosen) for chosen in product(*choices))
    return tuple(text for text in told if text != phrase)[:2000]


def opposed(statement: str) -> tuple[str, ...]:
    """Statements of the same things that cannot be true as well; none for many statements."""
    words = said(statement)
    return tuple(
        " ".join((*words[:at], _OPPOSITE[word], *words[at + 1 :]))
        for at, word in enumerate(words)
        if word in _OPPOSITE
    )


def _alternatives(word: str) -> Sequence[str]:
    if word in COLORS:
        return tuple(COLORS)
    return LOOSE if word in LOOSE else (word,)
