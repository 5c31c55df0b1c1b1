"""What an instruction names, word by word, where the grammar does not understand the sentence."""

from __future__ import annotations

from dataclasses import replace

from vla.task import Wanted
from vla.vocabulary import COLORS, KINDS, SIZES

from ..language import SemanticParser
from ..language.lexicon import NOUNS
from ..language.phrases import Phrases
from ..language.tokens import tokenise

_PLURALS = {kind.plural: kind.name for kind in KINDS.values()}
_NOUNS = Phrases({**{word: kinds[0] for word, kinds in NOUNS.items()}, **_PLURALS})
_BETWEEN = 3
"""Words that may stand between an adjective and its noun."""


def named(instruction: str) -> tuple[Wanted, ...]:
    """Things to put into a scene that is made up for an instruction.

    The parser's own reading where it has one; else every noun with the colour and size before it.

    Raises:
        UserError: the text cannot be an instruction.
    """
    found = SemanticParser().mentions(instruction)
    return found or _scanned(tokenise(instruction))


def _scanned(words: tuple[str, ...]) -> tuple[Wanted, ...]:
    found: dict[tuple[str, str | None, str | None], Wanted] = {}
    at = start = 0
    while at < len(words):
        match = max(_NOUNS.at(words, at), key=lambda pair: pair[1], default=None)
        if match is None or match[0] not in KINDS or match[0] == "table":
            at += 1
            continue
        kind, end = match
        before = words[max(start, at - _BETWEEN) : at]
        color = next((word for word in reversed(before) if word in COLORS), None)
        size = next((word for word in reversed(before) if word in SIZES), None)
        plural = words[end - 1] in _PLURALS
        wanted = Wanted(kind, color, size, 2 if plural else 1)
        known = found.get((kind, color, size), wanted)
        found[kind, color, size] = replace(wanted, count=max(wanted.count, known.count))
        at = start = end
    return tuple(found.values())
