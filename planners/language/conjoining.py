"""Several nouns in one phrase: joined, corrected, or said again more exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from .adjectives import Words, share_head, undescribed
from .noun_words import FIXED, JOIN, OR
from .phrases import Phrases
from .syntax import Group, Noun, NounPhrase

Parsed = tuple[NounPhrase, int]


class Singles(Protocol):
    """What conjunctions need of the grammar of nouns."""

    words: Words

    def singles(self, i: int) -> list[tuple[Noun | Group, int]]: ...


def conjunctions(grammar: Singles, i: int) -> Iterator[Parsed]:
    """Noun phrases that begin at word `i`, alone or joined, and where they end."""
    start = i + 1 if grammar.words[i : i + 1] in (("both",), ("either",)) else i
    for at in dict.fromkeys((i, start)):
        for noun, end in grammar.singles(at):
            if at == i:
                yield noun, end
            first = noun.members if isinstance(noun, Group) else (noun,)
            yield from _more(grammar, first, end, JOIN, False)
            yield from _more(grammar, first, end, OR, True)
            yield from _corrected(grammar, first, end)


def _corrected(grammar: Singles, wrong: tuple[Noun, ...], i: int) -> Iterator[Parsed]:
    """`the red block, no, the green one`, `the drawer, the middle one`: the last counts."""
    told = i + 1 if grammar.words[i : i + 1] == (",",) and undescribed(wrong) else None
    for j in (*(j for _, j in FIXED.at(grammar.words, i)), *((told,) if told else ())):
        for noun, end in grammar.singles(j):
            if isinstance(noun, Noun) and (j != told or _tells(grammar, noun, j, end)):
                right = share_head((*wrong, noun))[-1]
                if right.kind == "drawer" and right.order and right.order.key == "middle":
                    right = replace(right, order=None, level="middle")
                yield right, end
                if grammar.words[end : end + 1] == (",",):
                    yield right, end + 1


def _tells(grammar: Singles, noun: Noun, i: int, end: int) -> bool:
    """Whether `the middle one` says which one was meant."""
    return noun.kind is None and grammar.words[i] == "the" and grammar.words[end - 1] == "one"


def _more(
    grammar: Singles, members: tuple[Noun, ...], i: int, joint: Phrases[str], choice: bool
) -> Iterator[Parsed]:
    if len(members) > 8:
        return
    for _, j in joint.at(grammar.words, i):
        for noun, end in grammar.singles(j):
            if isinstance(noun, Noun) and noun.pronoun == "them":
                continue
            if isinstance(noun, Noun) and noun.pronoun == "it" and grammar.words[j - 1] == ",":
                continue  # `the can, take it`
            if grammar.words[j] == "no":
                continue  # `three blocks in the bin, no two of the same colour`
            added = noun.members if isinstance(noun, Group) else (noun,)
            if {*added} & {*members} and not choice:
                continue  # `red on blue and blue on green`
            everyone = (*members, *added)
            yield Group(share_head(everyone), choice), end
            yield from _more(grammar, everyone, end, joint, choice)
