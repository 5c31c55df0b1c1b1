"""The words that are known by themselves: all that sentences are trained with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from . import (
    asking,
    clauses,
    corrected_deeds,
    deeds,
    fixture_deeds,
    hand_deeds,
    paired_deeds,
    phrases,
    sequels,
    set_deeds,
    skill_deeds,
    slots,
    unclear,
)
from .heldout import held_out, trained_word
from .words import split


def trained_words(more: Iterable[str] = ()) -> tuple[str, ...]:
    """Words of all wordings that are trained on, and of `more` texts."""
    tables = (
        vars(module)
        for module in (
            deeds,
            fixture_deeds,
            set_deeds,
            hand_deeds,
            corrected_deeds,
            paired_deeds,
            skill_deeds,
            clauses,
            sequels,
            unclear,
            asking,
            phrases,
            slots,
        )
    )
    texts = [text for table in tables for name, value in table.items() if name.isupper()
             for text in _texts(value)]  # fmt: skip
    texts += [str(number) for number in (*range(101), *range(110, 210, 10))]
    words = {word for text in (*texts, *more) for word in split(_trained(text))}
    return tuple(sorted(words))


def _trained(text: str) -> str:
    """A wording without its slots and without the choices that are held out."""
    if ("{" in text or " " in text) and held_out(text):
        return ""
    kept = re.sub(
        r"\[([^\]]*)\]",
        lambda m: " ".join(o for o in m[1].split("|") if trained_word(o)),
        text,
    )
    return re.sub(r"\{[^}]*\}", " ", kept).replace("_", " ")


def _texts(value: object) -> Iterator[str]:
    """All texts in a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, deeds.Deed):
        yield from (value.canonical, *value.commands, *value.statements)
    elif isinstance(value, dict):
        for key, content in value.items():
            yield str(key)
            yield from _texts(content)
    elif isinstance(value, (tuple, list)):
        for content in value:
            yield from _texts(content)
