"""Noun phrases: every way to read one that begins at a word.

All readings are kept; the words that follow and the scene decide between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from . import lexicon
from .adjectives import (
    OF_THE,
    Adjectives,
    Words,
    adjectives,
    built,
    merged,
    quantities,
    share_head,
)
from .conjoining import Parsed, conjunctions
from .noun_tails import levels, pronouns, tails, towers
from .noun_words import (
    COLORS,
    COMPARISONS,
    CONTENTS,
    EXCEPT,
    EXTREME,
    FROM_SIDE,
    HEADS,
    HELD,
    IDLE,
    MATCHING,
    OF_FURNITURE,
    ORDER_TO,
    PLACES,
    RELATIONS,
    ROBOT,
    SIZES,
    SUPERLATIVES,
    WHICH,
)
from .phrases import number
from .regions import regions
from .syntax import Group, Noun, NounPhrase, Order, Place, Relation
from .tokens import known_words

_ACTS = frozenset(("be", "go", "stay", "remain", "come", "have", "sit", "lie", "stand", "wait",
                   "join", "get", "live", "rest", "move", "leave", "keep", "take", "hop", "jump",
                   "swap", "change", "end", "share", "follow"))  # fmt: skip
"""After `can`, and that no tin."""
_SOMEWHERE = ("nearest", "farthest")
_LIES = tuple((word,) for word in ("is", "are", "sits", "stands", "lies", "rests"))


class NounGrammar:
    """Reads noun phrases of one instruction; results are kept per position."""

    def __init__(self, words: Words):
        self.words = words
        self.furthest = 0
        """The first word that no reading so far could take."""
        self._nouns: dict[int, list[tuple[Noun | Group, int]]] = {}
        self._phrases: dict[int, list[Parsed]] = {}

    def phrases(self, i: int) -> list[Parsed]:
        """Noun phrases with conjunctions that begin at word `i`, and where they end."""
        if i not in self._phrases:
            self._phrases[i] = []
            found = [(self._spoken(phrase, i, end), end) for phrase, end in conjunctions(self, i)]
            self._phrases[i] = list(dict.fromkeys(found))[:40]
            self.furthest = max([self.furthest, *(end for _, end in found)])
        return self._phrases[i]

    def singles(self, i: int) -> list[tuple[Noun | Group, int]]:
        """Noun phrases without conjunctions (but `the red and the blue block` is one)."""
        if i not in self._nouns:
            self._nouns[i] = []
            rules = (pronouns(self.words, i), towers(self.words, i), self._wholes(i))
            nouns = (*chain(*rules), *self._described(i))
            found = [(self._spoken(noun, i, end), end) for noun, end in nouns]
            self._nouns[i] = list(dict.fromkeys(found))[:30]
            self.furthest = max([self.furthest, *(end for _, end in found)])
        return self._nouns[i]

    def _spoken(self, phrase: NounPhrase, i: int, end: int) -> NounPhrase:
        return replace(phrase, text=" ".join(self.words[i:end]))

    # --- whole phrases --------------------------------------------------------

    def _wholes(self, i: int) -> Iterator[tuple[Noun, int]]:
        word = self.words[i] if i < len(self.words) else ""
        for _, j in CONTENTS.at(self.words, i):
            for holder, end in self.singles(j):
                inside = (Relation("in", (holder,)),)
                yield Noun(lexicon.THING, "all", plural=True, relations=inside), end
        if word not in lexicon.WHOLE or (word == "what" and self.words[i + 1 : i + 2] != ("is",)):
            return
        noun = Noun(
            lexicon.THING,
            "all" if lexicon.WHOLE[word] == "all" else "a",
            plural=lexicon.WHOLE[word] == "all",
        )
        j = i + 1
        if self.words[j : j + 1] == ("else",):
            noun, j = replace(noun, other=True), j + 1
        for color, k in COLORS.at(self.words, j):
            if self.words[k : k + 1] == ("and",) and word == "all":
                continue  # `all red and all blue blocks`
            yield from self._modified(replace(noun, colors=(color,)), k, None)
        if word in ("whatever", "what") and self.words[j : j + 1] in (("is",), ("you",)):
            j += 1
            for relation, k in self.relations(j):
                yield from self._modified(replace(noun, relations=(relation,)), k, None)
            yield from self._predicated(noun, j)
        else:
            yield from self._modified(noun, j, None)

    # --- described things --------------------------------------------------------------------

    def _described(self, i: int) -> Iterator[tuple[Noun | Group, int]]:
        for noun, j in quantities(self.words, i):
            found, k = adjectives(self.words, j)
            if found.number and not noun.count:
                noun = replace(noun, count=found.number, plural=found.number > 1)
            for head, is_plural, end in self._heads(k, found, noun.quantity):
                every = is_plural and self.words[i] == "any" and noun.quantity == "a"
                meant = replace(noun, quantity="all", plural=True) if every else noun
                if self.words[i:end] == ("one",) and self.words[max(i - 1, 0)] == "and":
                    meant = replace(noun, quantity="a")  # `and one in the other bowl`
                asked = self.words[i] in ("whichever", "whatever")
                asked = asked and self.words[end : end + 1] in _LIES
                for thing in built(meant, found, head, is_plural):
                    yield from self._finished(thing, found, end)
                    if asked and isinstance(thing, Noun):
                        yield from self._predicated(thing, end + 1)
            yield from self.foreign(noun, found, k, i)
            one = self.words[k : k + 1] == ("one",)
            k += one
            if (found.superlative or found.ordinal or one) and self.words[k : k + 2] in OF_THE:
                # `the biggest of the red blocks`, `the green one of the two`
                k += self.words[k + 2 : k + 3] != () and number(self.words[k + 2]) is not None
                k += self.words[k : k + 3] == ("of", "all", "the")
                more, m = adjectives(self.words, k + 2)
                for head, is_plural, end in self._heads(m, more, "the"):
                    if not is_plural:
                        continue
                    for thing in built(noun, merged(found, more), head, False):
                        yield from self._finished(thing, found, end)

    def foreign(
        self, noun: Noun, adjectives: Adjectives, k: int, i: int
    ) -> Iterator[tuple[Noun, int]]:
        """A word in the place of the noun that nobody here knows."""
        if k >= len(self.words):
            return
        word, bare = self.words[k], k == i and noun.quantity == "bare"
        singular = word[:-1] if word.endswith("s") else word
        strange = word not in known_words() and word.isalpha() and not bare
        if strange or {word, singular} & lexicon.FOREIGN:
            unknown = singular if singular in lexicon.FOREIGN else word
            end = k + 1
            if strange and end < len(self.words) and self.words[end] not in known_words():
                end += 1
            yield replace(noun, unknown=unknown, colors=adjectives.colors), end

    def _heads(
        self, k: int, adjectives: Adjectives, quantity: str
    ) -> Iterator[tuple[str | None, bool, int]]:
        words = self.words
        named, able = list(HEADS.at(words, k)), _is_able(words, k, adjectives)
        for (kinds, is_plural), end in named if not able or adjectives.colors else ():
            for kind in kinds:
                yield kind, is_plural, end
        if named and not able:
            return
        if words[k : k + 1] == ("one",) or words[k : k + 1] == ("ones",):
            yield None, words[k] == "ones", k + 1
        if adjectives.level and not adjectives.ordinal and adjectives.number:
            yield None, True, k  # `the upper two`
        also = words[k : k + 1] in (("nor",), ("and",)) and words[k + 1 : k + 2] == ("the",)
        if adjectives.level and also and words[k + 2 : k + 3] and words[k + 2] in lexicon.LEVELS:
            yield None, False, k  # `neither the top nor the middle one`
        told = replace(adjectives, number=None, level=None, ordinal=None, state=None)
        if told.superlative in ("left", "right", "front", "back") and not words[k - 1].endswith(
            "most"
        ):
            told = replace(told, superlative=None)  # "the left" is no thing
        if (
            not told.empty
            or (adjectives.ordinal and not adjectives.level)
            or (adjectives.ordinal and next(FROM_SIDE.at(words, k), None))
        ):
            yield None, False, k

    # --- what follows the noun -----------------------------------------------------------------

    def _finished(
        self, noun: Noun | Group, adjectives: Adjectives, i: int
    ) -> Iterator[tuple[Noun | Group, int]]:
        if isinstance(noun, Group):
            yield noun, i
        else:
            level = noun.kind == "drawer" and noun.level
            yield from self._modified(noun, i, None if level else adjectives.ordinal)

    def _modified(self, noun: Noun, i: int, ordinal: int | None) -> Iterator[tuple[Noun, int]]:
        words = self.words
        if ordinal is not None:
            key = noun.order.key if noun.order else None
            for side, end in FROM_SIDE.at(words, i):
                yield from self._modified(replace(noun, order=Order(side, ordinal - 1)), end, None)
            if key is not None:
                placed = replace(noun, order=Order(key, ordinal - 1))
                yield from self._modified(placed, i, None)
            elif noun.count is None:
                unsure = replace(noun, order=Order("unsaid", ordinal - 1))
                yield from self._modified(unsure, i, None)
            return
        yield noun, i
        for _, end in IDLE.at(words, i):
            yield from self._modified(noun, end, None)
        for changed, end in tails(words, noun, i):
            yield from self._modified(changed, end, None)
        if noun.kind == "drawer":
            for _, end in OF_FURNITURE.at(words, i):
                yield noun, end
        if len(noun.relations) < 3 and noun.quantity != "none":
            comma = i + 1 if words[i : i + 1] == (",",) and i + 1 < len(words) else i
            for relation, end in self.relations(i):
                if relation.name == "region" and noun.order and noun.order.key in _SOMEWHERE:
                    continue  # `furthest to the left`
                added = replace(noun, relations=(*noun.relations, relation))
                yield from self._modified(added, end, None)
            yield from self._relative(noun, i)
            if words[comma : comma + 1] in (("that",), ("which",)) and comma > i:
                yield from self._relative(noun, comma)
        if noun.order is None:
            yield from self._ordered(noun, i)
        if noun.matching is None:
            for _, end in MATCHING.at(words, i):
                yield from self._modified(replace(noun, matching="color"), end, None)
        if not noun.excluded:
            yield from self._exclusions(noun, i)

    def _ordered(self, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
        words = self.words
        for key, j in ORDER_TO.at(words, i):
            for _, end in ROBOT.at(words, j):
                yield from self._modified(replace(noun, order=Order(key)), end, None)
            for reference, end in self.singles(j):
                ordered = replace(noun, order=Order(key, 0, reference))
                yield from self._modified(ordered, end, None)
        for side, end in EXTREME.at(words, i):
            yield from self._modified(replace(noun, order=Order(side)), end, None)
        if words[i : i + 3] == ("of", "the", "two"):
            yield from self._modified(noun, i + 3, None)

    def _relative(self, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
        """`that is not red`, `which lies left of the plate`."""
        words = self.words
        for _, j in (
            *WHICH.at(words, i),
            *((("not", i),) if words[i : i + 1] == ("not",) else ()),
        ):
            yield from self._predicated(noun, j)

    def _predicated(self, noun: Noun, j: int) -> Iterator[tuple[Noun, int]]:
        """What is said behind `that is`."""
        words = self.words
        negated = words[j : j + 1] == ("not",)
        k = j + negated
        yield from self._colored(noun, k, negated)
        state = lexicon.STATE_WORDS.get(words[k]) if k < len(words) else None
        if state is not None:
            added = Relation(state, negated=negated)
            yield from self._modified(
                replace(noun, relations=(*noun.relations, added)), k + 1, None
            )
        for relation, end in self.relations(k):
            added = replace(relation, negated=negated)
            yield from self._modified(replace(noun, relations=(*noun.relations, added)), end, None)
        for other, end in self.singles(k) if negated and not noun.excluded else ():
            if isinstance(other, Noun) and other.quantity == "a" and other.kind is not None:
                done = replace(noun, excluded=(replace(other, quantity="all", plural=True),))
                yield from self._modified(done, end, None)
        if not negated:
            yield from levels(words, noun, k)
            yield from self._ordered(noun, k + (words[k : k + 1] == ("the",)))
            for key, end in SUPERLATIVES.at(words, k + (words[k : k + 1] == ("the",))):
                if (
                    noun.order is None
                    and words[end - 1] not in ("left", "right", "back")
                    and (words[end : end + 1] not in (("to",), ("from",), ("on",), ("at",)))
                ):
                    yield from self._modified(replace(noun, order=Order(key)), end, None)
        for size, end in SIZES.at(words, k):
            if not negated and noun.size is None:
                yield from self._modified(replace(noun, size=size), end, None)

    def _colored(self, noun: Noun, k: int, negated: bool) -> Iterator[tuple[Noun, int]]:
        words, colors = self.words, ()
        neither = words[k : k + 1] in (("neither",), ("either",))
        negated = negated or words[k : k + 1] == ("neither",)
        k += neither
        while True:
            color = next(COLORS.at(words, k), None)
            if color is None:
                break
            colors, end = (*colors, color[0]), color[1]
            if negated:
                yield from self._modified(replace(noun, not_colors=colors), end, None)
            elif not noun.colors:
                yield from self._modified(replace(noun, colors=colors), end, None)
            if words[end : end + 1] not in (("or",), ("nor",), ("and",)):
                break
            k = end + 1

    def _exclusions(self, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
        single = not noun.plural and noun.quantity not in ("all", "each", "a")
        for word, excluded, end in self.exclusions(i):
            # `the red ball, not the blue one`: one thing has nothing to except.
            if single and word not in (
                "not", "and not", "but not", "rather than", "instead of",
            ):  # fmt: skip
                continue
            done = replace(noun, excluded=(excluded,))
            yield from self._modified(done, end, None)
            if self.words[i : i + 1] == (",",) and self.words[end : end + 1] == (",",):
                yield done, end + 1

    def exclusions(self, i: int) -> Iterator[tuple[str, NounPhrase, int]]:
        """`except the mug`: the word, what is left out, and where it ends."""
        comma = i + (self.words[i : i + 1] == (",",))
        for word, j in EXCEPT.at(self.words, comma):
            for excluded, end in self.phrases(j):
                if word == "not" and comma == i:
                    continue  # "all not red", which is an adjective
                some = self.words[j : j + 2] == ("one", "of")  # "all but one" says not which one
                known = not isinstance(excluded, Noun) or excluded.quantity not in ("a", "count")
                if known and not some:
                    yield word, excluded, end

        for excluded, end in self.phrases(comma) if comma > i else ():
            if self.words[end : end + 1] in (("excepted",), ("excluded",), ("aside",), ("apart",)):
                yield "except", excluded, end + 1

    # --- relations and places ------------------------------------------------------------------

    def relations(self, i: int) -> Iterator[tuple[Relation, int]]:
        """`left of the plate`, `in the front left corner`, `bigger than the mug`."""
        words = self.words
        for name, j in RELATIONS.at(words, i):
            for target, end in self.singles(j):
                yield Relation(name, (target,)), end
        for (name, swapped), j in COMPARISONS.at(words, i):
            for target, end in self.singles(j):
                yield Relation(name + ("_than_it" if swapped else ""), (target,)), end
        for first, second, end in self.betweens(i):
            yield Relation("between", (first, second)), end
        for region, end in regions(self.words, i):
            yield Relation("region", (region,)), end
        for _, end in HELD.at(words, i):
            yield Relation("held"), end

    def betweens(self, i: int) -> Iterator[tuple[NounPhrase, NounPhrase, int]]:
        """`between the mug and the plate`, `between the two plates`."""
        words = self.words
        start = i + (words[i : i + 2] == ("in", "between"))
        if words[start : start + 1] != ("between",):
            return
        for first, j in self.singles(start + 1):
            if isinstance(first, Group):
                if len(first.members) == 2:
                    yield first.members[0], first.members[1], j
                continue
            if words[j : j + 1] == ("and",):
                for second, end in self.singles(j + 1):
                    if isinstance(second, Noun):
                        one, two = share_head((first, second))
                        yield one, two, end
            elif first.plural and first.count in (None, 2):
                yield first, first, j

    def targets(self, i: int) -> Iterator[tuple[Place, int]]:
        """A preposition of place and what follows it."""
        for name, j in PLACES.at(self.words, i):
            for target, end in self.phrases(j):
                yield Place(name, target), end


def _is_able(words: Words, k: int, adjectives: Adjectives) -> bool:
    """Whether `can` at `k` may say what `the largest` or `the purple` is allowed: `can go`."""
    acts = words[k : k + 1] == ("can",) and words[k + 1 : k + 2] != () and words[k + 1] in _ACTS
    return acts and not adjectives.empty
