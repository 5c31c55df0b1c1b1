"""What slots of patterns about things may stand for at a word: kinds, colours, sizes, numbers."""

from __future__ import annotations

from collections.abc import Iterable

from .lexicon import PUSH_WAYS
from .naming import is_strange
from .noun_words import COLORS, HEADS, LEVELS, SIZES, SUPERLATIVES
from .nouns import NounGrammar
from .patterns import Primitive, Words
from .phrases import BREAKS, Phrases, number
from .recast_things import TABLES
from .syntax import Noun

Span = tuple[int, int]
_PRAISE = frozenset(("little", "small", "big", "nice", "tall", "real", "proper", "fine", "pretty"))
_VESSELS = ("bowl", "bin", "tray", "plate", "mug", "drawer", "cupboard", "fridge", "container")
_WAYS = Phrases(PUSH_WAYS)
_BESIDE = frozenset(("with", "to", "in", "into", "on", "onto", "for", "by"))
_AFTER = frozenset((*BREAKS, "out", "of", "from", "with"))
_THINGY = Phrases.of(TABLES["THINGY"])


def slots_of_things(words: Words, nouns: NounGrammar) -> dict[str, Primitive]:
    """Name of a slot -> the spans of words it may stand for at a word."""

    def one_of(table: Phrases) -> Primitive:
        return lambda i: (((i, end), end) for _, end in table.at(words, i))

    def numeral(i: int) -> Iterable[tuple[Span, int]]:
        found = words[i : i + 1] and number(words[i]) is not None
        return [((i, i + 1), i + 1)] if found else []

    def lateral(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i + 1), i + 1)] if words[i : i + 1] in (("left",), ("right",)) else []

    def single(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for _, end in nouns.singles(i))

    def one(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for thing, end in nouns.singles(i)
                if isinstance(thing, Noun) and not thing.plural)  # fmt: skip

    def vessel(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for thing, end in nouns.singles(i)
                if isinstance(thing, Noun) and thing.kind in _VESSELS)  # fmt: skip

    def goods(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for thing, end in nouns.phrases(i)
                if isinstance(thing,
                Noun) and thing.kind and thing.kind not in _VESSELS)  # fmt: skip

    def rest(i: int) -> Iterable[tuple[Span, int]]:
        end = next((k for k in range(i, len(words)) if words[k] in BREAKS), len(words))
        return [((i, end), end)] if end > i else []

    def figure(i: int) -> Iterable[tuple[Span, int]]:
        """`little lighthouse`: what nobody here knows, and how it is."""
        j = i
        while j < len(words) and words[j] in _PRAISE:
            j += 1
        strange = j < len(words) and is_strange(words[j])
        ends = [k for k in (j + 1, j + 2) if strange and words[k : k + 1] and words[k] in _AFTER]
        return [((i, k), k) for k in ends[:1]]

    def alike(i: int) -> Iterable[tuple[Span, int]]:
        """`red with red , blues in the blue`: every colour beside itself."""
        end = _one_alike(words, i)
        j = end
        while j is not None:
            end, joint = j, j + (words[j : j + 1] == (",",))
            joint += words[joint : joint + 1] == ("and",)
            j = _one_alike(words, joint) if joint > j else None
        return [((i, end), end)] if end is not None else []

    return {
        "FIGURE": figure, "KIND": one_of(HEADS), "SECOND": one_of(HEADS), "COLOR": one_of(COLORS),
        "SHADE": one_of(COLORS), "TINT": one_of(COLORS), "SIZE": one_of(SIZES),
        "GRADE": one_of(SIZES), "LEVEL": one_of(LEVELS), "NUMBER": numeral,
        "OTHER_NUMBER": numeral, "LATERAL": lateral, "ASIDE": rest, "ONE_THING": one,
        "OTHER_THINGY": one_of(_THINGY), "MOST": one_of(SUPERLATIVES),
        "SECOND_MOST": one_of(SUPERLATIVES), "ALIKE": alike, "COUNT": numeral,
        "VESSEL": vessel, "GOODS": goods,
        "WAY": one_of(_WAYS),
        **dict.fromkeys(("SWAP_A", "SWAP_B", "SWAP_C"), single),
    }  # fmt: skip


def _one_alike(words: Words, i: int) -> int | None:
    """Where `reds in the red bowl` ends, if both colours are the same."""
    i += words[i : i + 1] == ("the",)
    word = words[i] if i < len(words) else ""
    color = next(COLORS.at(words, i), None)
    if color is None:
        color = next(((c, i + 1) for c, _ in COLORS.at((word.removesuffix("s"),), 0)), None)
    if color is None:
        return None
    j = _past_noun(words, color[1])
    j += words[j : j + 1] in (("goes",), ("go",))
    if words[j : j + 1] == () or words[j] not in _BESIDE:
        return None
    j += 1 + (words[j + 1 : j + 2] == ("the",))
    other = next(COLORS.at(words, j), None)
    return _past_noun(words, other[1]) if other and other[0] == color[0] else None


def _past_noun(words: Words, i: int) -> int:
    if words[i : i + 1] in (("one",), ("ones",)):
        return i + 1
    return next((end for _, end in HEADS.at(words, i)), i)
