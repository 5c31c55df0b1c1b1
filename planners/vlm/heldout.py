"""What is never trained on, to test with: a part of all wordings, and of all looks of things.

A checksum decides, so it is the same everywhere and for ever.
"""

from __future__ import annotations

import zlib

from vla.scene import Entity

TEMPLATES, WORDS, PAIRS = 8, 12, 20
"""One in so many is held out: of templates, words to choose from, pairs of kind and colour."""


def held_out(wording: str, one_in: int = TEMPLATES) -> bool:
    """Whether a wording is never trained on."""
    return zlib.crc32(wording.encode()) % one_in == 0


def held_out_pair(entity: Entity) -> bool:
    """Whether a thing of this kind and colour is never trained on."""
    return entity.color is not None and held_out(f"{entity.color} {entity.kind}", PAIRS)


def trained_word(word: str) -> bool:
    """Whether a choice of words is trained on."""
    return not held_out(word, WORDS)


def any_word(word: str) -> bool:
    """Every choice of words, to test with."""
    return True
