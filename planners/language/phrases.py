"""Words and phrases: the marks between them, tables that find them, how they were understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from . import lexicon

STOP = "."
BREAKS = frozenset({STOP, ","})

V = TypeVar("V")


class Phrases(Generic[V]):
    """A table of phrases that finds those which begin at a word."""

    def __init__(self, table: Mapping[str, V]):
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in table.items():
            words = tuple(phrase.split())
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    @property
    def firsts(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self._by_first)

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases[str]:
        """Phrases that stand for themselves."""
        return Phrases({phrase: phrase for phrase in phrases})

    def at(self, words: tuple[str, ...], i: int) -> Iterator[tuple[V, int]]:
        """Value and end of every phrase that begins at `i`, the longest first."""
        if i < len(words):
            for phrase, value in self._by_first.get(words[i], ()):
                if words[i : i + len(phrase)] == phrase:
                    yield value, i + len(phrase)


@dataclass(frozen=True)
class Reading:
    """How a word or a phrase was understood."""

    words: str
    meaning: str


def number(word: str) -> float | None:
    """`5`, `7.5` or `seven` as a number."""
    if word in lexicon.NUMBERS:
        return float(lexicon.NUMBERS[word])
    try:
        return float(word.replace(",", ".")) if word[:1].isdigit() else None
    except ValueError:
        return None
