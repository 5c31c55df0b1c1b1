"""A small grammar written as patterns: words, alternatives, what may be left out, and slots.

`(keep|stay) [well] {dist} from {thing}`: one of several, optional, the name of another rule. A
comma in a pattern may be missing in the text. What slots find is bound to their names; the
bindings of a rule without a maker go to the rule that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from .phrases import Phrases

Words = tuple[str, ...]
Bindings = tuple[tuple[str, Any], ...]
Found = tuple[Bindings, int]
"""What was bound, and where it ends."""
Primitive = Callable[[int], Iterable[tuple[Any, int]]]

_PIECE = re.compile(r"[\[\](){}|,]|[^\s\[\](){}|,]+")


@dataclass(frozen=True)
class _Part:
    """A word, a slot, or alternatives, one of which is empty where all may be left out."""

    word: str = ""
    slot: str = ""
    either: tuple[tuple[_Part, ...], ...] = ()


@cache
def compiled(pattern: str) -> tuple[_Part, ...]:
    """A pattern as parts in their order."""
    pieces = _PIECE.findall(pattern)
    parts, end = _sequence(pieces, 0)
    if end != len(pieces):
        raise ValueError(f"The pattern {pattern!r} has a bracket too many.")
    return parts


def _sequence(pieces: list[str], i: int) -> tuple[tuple[_Part, ...], int]:
    parts: list[_Part] = []
    while i < len(pieces) and pieces[i] not in ("|", ")", "]"):
        piece = pieces[i]
        if piece == "{":
            parts.append(_Part(slot=pieces[i + 1]))
            i += 3
        elif piece in "([":
            ways: list[tuple[_Part, ...]] = []
            while pieces[i] not in (")", "]"):
                way, i = _sequence(pieces, i + 1)
                ways.append(way)
            if piece == "[":
                ways.append(())  # last: what may be left out is found where it stands
            parts.append(_Part(either=tuple(ways)))
            i += 1
        else:
            parts.append(_Part(either=((), (_Part(","),))) if piece == "," else _Part(piece))
            i += 1
    return tuple(parts), i


def words_of(patterns: Iterable[str]) -> frozenset[str]:
    """Every word that stands in patterns, without the names of slots."""
    return frozenset(
        word for pattern in patterns for word in re.sub(r"\{\w+\}", " ", pattern).split()
        for word in re.findall(r"[a-z]+", word)
    )  # fmt: skip


@dataclass(frozen=True)
class Patterns:
    """A grammar.

    Args:
        rules: name -> patterns.
        tables: name -> phrases with their values; a phrase whose value is None binds nothing.
        makers: rule -> what makes one value of its bindings, or None where they do not fit.
    """

    rules: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Phrases[Any]]
    makers: Mapping[str, Callable[..., Any]]

    @cached_property
    def of(self) -> Mapping[str, tuple[tuple[tuple[_Part, ...], frozenset[str] | None], ...]]:
        """Rule -> its patterns, each with the words that it can begin with (None: any)."""
        known: dict[str, _Begins] = {}
        found: dict[str, tuple[tuple[tuple[_Part, ...], frozenset[str] | None], ...]] = {}
        for name, patterns in self.rules.items():
            begins = [(parts, *self._begins(parts, known)) for parts in map(compiled, patterns)]
            found[name] = tuple((parts, None if empty else fst) for parts, fst, empty in begins)
        return found

    def _begins(self, parts: tuple[_Part, ...], known: dict[str, _Begins]) -> _Begins:
        """First words of a sequence, and whether it can be empty."""
        words: set[str] = set()
        for part in parts:
            ways = [self._begins(way, known) for way in part.either]
            first, empty = frozenset({part.word}), False
            if part.slot:
                first, empty = self._slot_begins(part.slot, known)
            elif ways:
                first, empty = _joined(ways)
            if first is None:
                return None, empty
            words |= first
            if not empty:
                return frozenset(words), False
        return frozenset(words), True

    def _slot_begins(self, name: str, known: dict[str, _Begins]) -> _Begins:
        if name not in known:
            known[name] = None, False
            ways = [self._begins(compiled(pattern), known) for pattern in self.rules.get(name, ())]
            if name in self.tables:
                ways.append((self.tables[name].firsts, False))
            known[name] = _joined(ways) if ways else (None, False)
        return known[name]


_Begins = tuple[frozenset[str] | None, bool]


def _joined(ways: Iterable[_Begins]) -> _Begins:
    """First words of alternatives, and whether one of them is empty."""
    ways = tuple(ways)
    words: frozenset[str] | None = frozenset()
    for first, _ in ways:
        words = None if words is None or first is None else words | first
    return words, any(empty for _, empty in ways)


class PatternGrammar:
    """Finds the rules of a grammar in the words of one text.

    Args:
        primitives: name -> what finds values at a word.
    """

    def __init__(self, words: Words, patterns: Patterns, primitives: Mapping[str, Primitive]):
        self.words = words
        self._patterns, self._primitives = patterns, primitives
        self._memo: dict[tuple[str, int], list[Found]] = {}

    def at(self, name: str, i: int) -> list[Found]:
        """What a rule, table or primitive finds at word `i`."""
        key = name, i
        if key not in self._memo:
            self._memo[key] = []
            self._memo[key] = list(dict.fromkeys(self._found(name, i)))
        return self._memo[key]

    def values(self, name: str, i: int) -> Iterator[tuple[Any, int]]:
        """The values of a rule with a maker at word `i`, and where they end."""
        yield from ((bindings[0][1], end) for bindings, end in self.at(name, i))

    def _found(self, name: str, i: int) -> Iterator[Found]:
        tables, make = self._patterns.tables, self._patterns.makers.get(name)
        for value, end in tables[name].at(self.words, i) if name in tables else ():
            yield (((name, value),) if value is not None else ()), end
        for value, end in self._primitives[name](i) if name in self._primitives else ():
            yield ((name, value),), end
        word = self.words[i] if i < len(self.words) else ""
        for parts, first in self._patterns.of.get(name, ()):
            if first is not None and word not in first:
                continue
            for bindings, end in self._matched(parts, 0, i):
                if make is None:
                    yield bindings, end
                    continue
                value = make(**dict(bindings))
                if value is not None:
                    yield ((name, value),), end

    def _matched(self, parts: tuple[_Part, ...], k: int, i: int) -> Iterator[Found]:
        if k == len(parts):
            yield (), i
            return
        part = parts[k]
        if part.word:
            if self.words[i : i + 1] == (part.word,):
                yield from self._matched(parts, k + 1, i + 1)
            return
        heads = self.at(part.slot, i) if part.slot else [
            found for way in part.either for found in self._matched(way, 0, i)
        ]  # fmt: skip
        for bound, j in dict.fromkeys(heads):
            for rest, end in self._matched(parts, k + 1, j):
                yield (*bound, *rest), end
