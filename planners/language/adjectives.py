"""Adjectives, and what they make of a noun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import lexicon
from .noun_words import (
    COLORS,
    COUNTED,
    COUPLE,
    HEADS,
    LEVELS,
    MATCHING_ADJECTIVES,
    PLACES,
    QUANTIFIERS,
    SIZES,
    SUPERLATIVES,
)
from .phrases import number
from .syntax import Group, Noun, Order, Relation

Words = tuple[str, ...]


@dataclass(frozen=True)
class Adjectives:
    colors: tuple[str, ...] = ()
    choice: bool = False
    """The colours were joined by "or"."""
    not_colors: tuple[str, ...] = ()
    size: str | None = None
    superlative: str | None = None
    ordinal: int | None = None
    level: str | None = None
    number: int | None = None
    matching: bool = False
    state: str | None = None
    """`opened`, `closed` or `empty`."""

    @property
    def empty(self) -> bool:
        return self == Adjectives()


def adjectives(words: Words, i: int) -> tuple[Adjectives, int]:
    """The longest run of adjectives."""
    found = Adjectives()
    while i < len(words):
        joint = i
        if found.colors and words[i] in (",", "and", "or", "&"):
            joint = i + 1 + (words[i] == "," and words[i + 1 : i + 2] in (("and",), ("or",)))
            color = next(COLORS.at(words, joint), None)
            if color is None or color[0] in found.colors:
                break  # `red on blue and blue on green`
            if not _one_list(words, i):
                break
        step = _adjective(words, found, joint)
        if step is None:
            break
        found, end = step
        if joint > i and "or" in words[i:joint]:
            found = replace(found, choice=True)
        i = end
    return found, i


def _one_list(words: Words, i: int) -> bool:
    """Whether `, blue` or `and blue` at `i` belongs to one noun, or a clause begins there."""
    joined: set[str] = set()
    while i < len(words) and words[i] in (",", "and", "or", "&"):
        k = i + 1 + (words[i] == "," and words[i + 1 : i + 2] in (("and",), ("or",)))
        color = next(COLORS.at(words, k), None)
        if color is None:
            break
        joined |= {*words[i:k]}
        i = color[1]
    if next(HEADS.at(words, i), None) or words[i : i + 1] in (("one",), ("ones",)):
        return True
    placed = next(PLACES.at(words, i), None) is not None and "or" not in joined
    return joined != {","} and not placed


def _adjective(words: Words, found: Adjectives, i: int) -> tuple[Adjectives, int] | None:
    color = next(COLORS.at(words, i), None)
    if color is not None:
        end = color[1] + (words[color[1] : color[1] + 1] == ("colored",))
        return replace(found, colors=(*found.colors, color[0])), end
    if words[i] in ("not", "non"):
        color = next(COLORS.at(words, i + 1), None)
        if color is not None:
            return replace(found, not_colors=(*found.not_colors, color[0])), color[1]
    matching = next(MATCHING_ADJECTIVES.at(words, i), None)
    if matching is not None:
        return replace(found, matching=True), matching[1]
    size = next(SIZES.at(words, i), None)
    if size is not None and found.size is None:
        return replace(found, size=size[0]), size[1]
    ordinal = lexicon.ORDINALS.get(words[i])
    if ordinal is not None and found.ordinal is None:
        return replace(found, ordinal=ordinal, level=lexicon.LEVELS.get(words[i])), i + 1
    state = lexicon.STATE_WORDS.get(words[i])
    if state is not None and found.state is None:
        return replace(found, state=state), i + 1
    level = next(LEVELS.at(words, i), None)
    superlative = next(SUPERLATIVES.at(words, i), None)
    if superlative is not None and found.superlative is None:
        sense = replace(found, superlative=superlative[0])
        return replace(sense, level=level[0] if level else found.level), superlative[1]
    if level is not None and found.level is None:
        return replace(found, level=level[0]), level[1]
    value = number(words[i])
    which = found.superlative or found.ordinal or found.level
    if value is not None and which and found.number is None and words[i] != "one":
        return replace(found, number=int(value)), i + 1
    return None


OF_THE = (("of", "the"), ("of", "these"), ("of", "those"), ("of", "all"))


def merged(first: Adjectives, second: Adjectives) -> Adjectives:
    return replace(
        first,
        colors=(*first.colors, *second.colors),
        not_colors=(*first.not_colors, *second.not_colors),
        size=first.size or second.size,
    )


def undescribed(members: tuple[Noun, ...]) -> bool:
    """Whether only a kind was said of a single thing: `the drawer`."""
    noun = members[0]
    told = noun.colors or noun.size or noun.level or noun.order or noun.relations or noun.plural
    return len(members) == 1 and noun.kind is not None and not told and noun.quantity == "the"


def share_head(members: tuple[Noun, ...]) -> tuple[Noun, ...]:
    """`the red and the blue block`: the noun of a later member also belongs to the earlier ones."""
    shared: list[Noun] = []
    kind: str | None = None
    many = False
    for noun in reversed(members):
        bare = noun.kind is None and noun.pronoun is None and not noun.unknown and not noun.other
        if bare and kind is not None:
            noun = replace(noun, kind=kind, plural=noun.plural or (many and noun.quantity == "the"))
        elif noun.kind is not None and noun.kind != lexicon.THING:
            kind, many = noun.kind, noun.plural
        shared.insert(0, noun)
    # `the red block and the blue one`: the other way round.
    kind = None
    for index, noun in enumerate(shared):
        if noun.kind is None and noun.pronoun is None and kind and not noun.unknown:
            shared[index] = replace(noun, kind=kind)
        kind = noun.kind or kind
    return tuple(shared)


def built(
    noun: Noun, adjectives: Adjectives, head: str | None, is_plural: bool
) -> Iterator[Noun | Group]:
    """The noun of a quantity, adjectives and a head."""
    many = (
        is_plural or (noun.plural and noun.quantity != "each") or noun.quantity in ("all", "each")
    )
    level = adjectives.level if head == "drawer" or adjectives.ordinal is None else None
    key = adjectives.superlative if level is None else None
    if head != "drawer" and level is not None:
        level, key = (None, "middle") if level == "middle" else (level, adjectives.superlative)
    if key is not None:
        level = None
    if noun.quantity == "a" and is_plural:
        # "any blocks", "some blocks"
        noun = replace(noun, quantity="some" if noun.count is None else noun.quantity)
    built = replace(
        noun,
        kind=head,
        plural=many,
        colors=adjectives.colors,
        not_colors=adjectives.not_colors,
        size=adjectives.size,
        level=level,
        order=Order(key) if key else None,
        matching="color" if adjectives.matching else None,
        relations=(Relation(adjectives.state),) if adjectives.state else (),
    )
    if len(adjectives.colors) > 1 and not many:
        yield Group(
            tuple(replace(built, colors=(color,)) for color in adjectives.colors),
            adjectives.choice,
        )
    else:
        yield built


def quantities(words: Words, i: int) -> Iterator[tuple[Noun, int]]:
    """What comes before the adjectives, as an empty noun."""
    for (quantity, other), j in QUANTIFIERS.at(words, i):
        if quantity == "both":
            yield Noun(None, "the", 2, plural=True, other=other), j
        else:
            yield Noun(None, quantity, other=other), j
            value = number(words[j]) if other and j < len(words) else None
            if value is not None and quantity == "the" and value in range(2, 21):
                yield Noun(None, "the", int(value), plural=True, other=True), j + 1
    for count, j in COUPLE.at(words, i):
        yield Noun(None, "count", count, plural=True), j
    prefixes = [("count", i), *COUNTED.at(words, i)]
    for quantity, j in prefixes:
        value = number(words[j]) if j < len(words) else None
        if value is None or value != int(value) or not 1 <= value <= 20:
            continue
        if quantity in ("first", "up"):
            continue
        noun = Noun(None, quantity, int(value), plural=value > 1)
        for of in (("of", "the"), ("of", "these"), ("of",), ("other",), ("more",)):
            if words[j + 1 : j + 1 + len(of)] == of:
                end = j + 1 + len(of)
                yield replace(noun, other=of == ("other",)), end
                if of[0] == "of" and words[end : end + 1] and number(words[end]) is not None:
                    yield replace(noun, quantity="count"), end + 1
        yield noun, j + 1
    yield Noun(None, "bare"), i
