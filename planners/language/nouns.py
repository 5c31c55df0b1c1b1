"""Noun phrases: every way to read one that begins at a word.

All readings are kept; the words that follow and the scene decide between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vla.vocabulary import KINDS

from . import lexicon
from .syntax import Group, Noun, NounPhrase, Order, Place, Relation
from .tokens import Phrases, known_words, number, plural

Parsed = tuple[NounPhrase, int]
Words = tuple[str, ...]


def _heads() -> dict[str, tuple[tuple[str, ...], bool]]:
    heads = {noun: (kinds, False) for noun, kinds in lexicon.NOUNS.items()}
    heads |= {plural(noun): (kinds, True) for noun, kinds in lexicon.NOUNS.items()}
    heads |= {kind.plural: ((kind.name,), True) for kind in KINDS.values()}
    return heads


_HEADS = Phrases(_heads())
_COLORS = Phrases(lexicon.COLOR_WORDS)
_SIZES = Phrases(lexicon.SIZE_WORDS)
_SUPERLATIVES = Phrases(lexicon.SUPERLATIVES)
_LEVELS = Phrases(lexicon.LEVELS)
_RELATIONS = Phrases(
    {p: r for p, r in lexicon.RELATIONS.items() if p not in lexicon.NOT_IN_NOUNS}
)
_PLACES = Phrases(lexicon.RELATIONS)
_COMPARISONS = Phrases(lexicon.COMPARISONS)
_REGIONS = Phrases(lexicon.REGION_WORDS)

_QUANTIFIERS: Phrases[tuple[str, bool]] = Phrases(
    {
        **dict.fromkeys(("the", "this", "that", "these", "those", "your", "my", "its", "our"),
                        ("the", False)),
        **dict.fromkeys(("a", "an", "any", "one", "one of the", "any of the", "any one of the",
                         "either", "either of the", "a single", "any one", "exactly one", "some",
                         "only one", "one of these", "one of those", "a random",
                         "any single", "whichever"), ("a", False)),
        **dict.fromkeys(("all", "all the", "all of the", "all these", "all those", "all of these",
                         "all of those", "any and all", "all your", "all of your", "the whole",
                         "the full set of", "all the various", "the entire set of"),
                        ("all", False)),
        **dict.fromkeys(("every", "each", "each of the", "every one of the", "every single",
                         "each and every", "each one of the", "each single", "every last",
                         "every single one of the"), ("each", False)),
        **dict.fromkeys(("both", "both the", "both of the", "both of these"), ("both", False)),
        **dict.fromkeys(("the other", "the remaining", "the rest of the", "all other",
                         "all the other", "all of the other", "the others", "the rest of"),
                        ("the", True)),
        **dict.fromkeys(("another", "any other", "one other"), ("a", True)),
        **dict.fromkeys(("every other", "each other", "each remaining"), ("each", True)),
        **dict.fromkeys(("a few", "several", "some of the", "a few of the", "several of the",
                         "many", "most", "most of the", "a number of"), ("some", False)),
    }
)  # fmt: skip
_COUNTED = Phrases({"exactly": "count", "any": "count", "only": "count", "the": "the",
                    "all": "all", "all the": "all", "any of the": "count", "these": "the",
                    "": "count", "those": "the", "exactly any": "count", "a total of": "count",
                    "the first": "first", "up to": "up"})  # fmt: skip
_COUPLE = Phrases({"a couple of": 2, "a couple": 2, "a pair of": 2, "a couple of the": 2,
                   "a dozen": 12, "the pair of": 2})  # fmt: skip
_PRONOUNS = Phrases({
    "it": "it", "this": "it", "that": "it", "that one": "it", "this one": "it",
    "them": "them", "they": "them", "these": "them", "those": "them", "both": "them",
    "both of them": "them", "them both": "them", "all of them": "them", "them all": "them",
    "each of them": "them", "each one": "them", "each": "them", "all of these": "them",
    "the thing": "it", "the object": "it", "the item": "it",
})  # fmt: skip
_EXCEPT = Phrases.of(("except", "except for", "excluding", "other than", "apart from", "but",
                      "but not", "besides", "with the exception of", "and not", "not",
                      "but for", "aside from", "save for", "leaving out", "except of",
                      "with exception of", "minus"))  # fmt: skip
_WHICH = Phrases.of(("that is", "that are", "which is", "which are", "that was", "who is",
                     "that lies", "that lie", "that sits", "that sit", "that stands", "which lies",
                     "which sits", "which stands", "that stand", "that rests", "that i see",
                     "sitting", "lying", "standing", "located", "placed", "resting", "that is lying",
                     "that is sitting", "that is standing", "which is lying", "which is sitting",
                     "which is standing", "that are lying", "that are sitting", "that you see",
                     "that is located", "that is placed", "that is resting", "that you can see",
                     "that are standing", "which are lying", "currently", "that is currently",
                     "positioned", "found", "that you find", "that i put", "which you find",
                     "that happens to be", "that is there", "which you see",
                     "that happen to be", "that are currently", "being"))  # fmt: skip
_HELD = Phrases.of(("that you are holding", "you are holding", "in your gripper", "in the gripper",
                    "in your hand", "that you hold", "which you are holding", "you hold",
                    "in the robot hand", "you have picked up", "that you picked up",
                    "you picked up"))  # fmt: skip
_MATCHING = Phrases.of((
    "of the same color", "of matching color", "of the matching color", "with the same color",
    "with the matching color", "with matching color", "of its color", "of its own color",
    "of their color", "of their own color", "that matches its color", "that matches their color",
    "that has the same color", "which has the same color", "that is the same color",
    "which is the same color", "that matches it", "that matches", "which matches its color",
    "of same color", "of the corresponding color", "in the same color", "in its color",
    "of the same color as itself", "whose color matches", "that match their color",
    "that match in color", "that matches in color", "that matches the color",
    "matching its color", "matching their color", "matching in color", "with its color",
    "in matching color", "in the matching color", "of identical color",
    "that shares its color", "sharing its color", "that shares the same color",
    "with the corresponding color", "of the color it has", "having the same color",
))  # fmt: skip
_MATCHING_ADJECTIVES = Phrases.of((
    "matching", "same color", "same colored", "corresponding", "matching color", "like colored",
    "matching colored", "color matched", "equally colored", "correct", "right colored",
))  # fmt: skip
_ORDER_TO = Phrases({
    **dict.fromkeys(("closest to", "nearest to", "nearest", "most close to", "next closest to",
                     "closer to", "nearer to", "the closest to", "the nearest to"), "nearest"),
    **dict.fromkeys(("farthest from", "furthest from", "farthest away from", "most far from",
                     "furthest away from", "farther from", "further from", "the farthest from",
                     "the furthest from", "the farthest away from"), "farthest"),
})  # fmt: skip
_ROBOT = Phrases.of(("you", "me", "the robot", "the arm", "yourself", "the robot arm",
                     "the gripper", "your base", "the robot base", "the base",
                     "the hand", "us"))  # fmt: skip
_FROM_SIDE = Phrases({
    f"{word}{article}{side}{tail}": side
    for word in ("from ", "starting from ", "counting from ", "counted from ", "on ", "to ")
    for article in ("the ", "")
    for side in ("left", "right", "front", "back")
    for tail in ("", " side", " hand side", " end")
})  # fmt: skip
_EXTREME = Phrases({
    f"{start}{far} {to}the {side}{tail}": side
    for start in ("", "the ")
    for far in ("farthest", "furthest", "most")
    for to in ("to ", "on ", "toward ", "towards ")
    for side in ("left", "right", "front", "back")
    for tail in ("", " side")
})  # fmt: skip
_IN_REGION = Phrases.of(("in the", "at the", "on the", "to the", "near the", "in", "into the",
                         "onto the", "towards the", "toward the", "over to the", "over on the",
                         "over in the", "down in the", "over at the", "down at the",
                         "close to the", "around the", "along the", "within the"))  # fmt: skip
_OF_TABLE = Phrases.of(tuple(
    f"{of} {the}{what}"
    for of in ("of", "on")
    for the in ("the ", "your ", "")
    for what in ("table", "table top", "tabletop", "desk", "workspace", "board", "surface",
                 "work area", "work surface", "working area", "workspace area", "scene")
))  # fmt: skip
_OF_FURNITURE = Phrases.of(("of the cabinet", "in the cabinet", "of the cupboard", "cabinet",
                            "of the dresser", "of the chest", "of the kitchen cabinet"))  # fmt: skip
_IDLE = Phrases.of(("there", "here", "you see", "you can see", "around", "you can find",
                    "over there", "out there", "over here", "in the scene", "in view",
                    "that there are", "there are", "in sight", "available", "in question",
                    "in front of you", "of yours"))  # fmt: skip
_JOIN = Phrases.of(("and", ", and", ",", "as well as", ", as well as", "plus", "together with",
                    "along with", "and then", "and also", ", and also", "& ", "and finally"))  # fmt: skip
_OR = Phrases.of(("or", ", or", "or else"))


@dataclass(frozen=True)
class _Adjectives:
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

    @property
    def empty(self) -> bool:
        return self == _Adjectives()


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
            found = [
                (self._spoken(phrase, i, end), end) for phrase, end in self._conjunctions(i)
            ]
            self._phrases[i] = list(dict.fromkeys(found))[:40]
            self.furthest = max([self.furthest, *(end for _, end in found)])
        return self._phrases[i]

    def singles(self, i: int) -> list[tuple[Noun | Group, int]]:
        """Noun phrases without conjunctions (but `the red and the blue block` is one)."""
        if i not in self._nouns:
            self._nouns[i] = []
            found = [
                (self._spoken(noun, i, end), end)
                for noun, end in (*self._pronouns(i), *self._wholes(i), *self._described(i))
            ]
            self._nouns[i] = list(dict.fromkeys(found))[:30]
            self.furthest = max([self.furthest, *(end for _, end in found)])
        return self._nouns[i]

    def _spoken(self, phrase: NounPhrase, i: int, end: int) -> NounPhrase:
        return replace(phrase, text=" ".join(self.words[i:end]))

    # --- conjunctions ------------------------------------------------------------------

    def _conjunctions(self, i: int) -> Iterator[Parsed]:
        start = i + 1 if self.words[i : i + 1] in (("both",), ("either",)) else i
        for at in dict.fromkeys((i, start)):
            for noun, end in self.singles(at):
                yield noun, end
                first = noun.members if isinstance(noun, Group) else (noun,)
                yield from self._more(first, end, _JOIN, False)
                yield from self._more(first, end, _OR, True)

    def _more(
        self, members: tuple[Noun, ...], i: int, joint: Phrases[str], choice: bool
    ) -> Iterator[Parsed]:
        if len(members) > 8:
            return
        for _, j in joint.at(self.words, i):
            for noun, end in self.singles(j):
                if isinstance(noun, Noun) and noun.pronoun == "them":
                    continue
                added = noun.members if isinstance(noun, Group) else (noun,)
                everyone = (*members, *added)
                yield Group(_share_head(everyone), choice), end
                yield from self._more(everyone, end, joint, choice)

    # --- pronouns and whole phrases --------------------------------------------------------

    def _pronouns(self, i: int) -> Iterator[tuple[Noun, int]]:
        for pronoun, end in _PRONOUNS.at(self.words, i):
            yield Noun(None, pronoun=pronoun, plural=pronoun == "them"), end
        for phrase in (("the", "rest"), ("the", "others"), ("all", "others"), ("all", "the", "rest")):
            if self.words[i : i + len(phrase)] == phrase:
                yield Noun(None, "all", plural=True, other=True), i + len(phrase)
        if self.words[i : i + 2] == ("the", "other"):
            yield Noun(None, other=True), i + 2

    def _wholes(self, i: int) -> Iterator[tuple[Noun, int]]:
        word = self.words[i] if i < len(self.words) else ""
        if word not in lexicon.WHOLE:
            return
        noun = Noun(
            lexicon.THING,
            "all" if lexicon.WHOLE[word] == "all" else "a",
            plural=lexicon.WHOLE[word] == "all",
        )
        j = i + 1
        if self.words[j : j + 1] == ("else",):
            noun, j = replace(noun, other=True), j + 1
        for color, k in _COLORS.at(self.words, j):
            yield from self._modified(replace(noun, colors=(color,)), k, None)
        if word == "whatever" and self.words[j : j + 1] in (("is",), ("you",)):
            j += 1
            for relation, k in self.relations(j):
                yield from self._modified(replace(noun, relations=(relation,)), k, None)
            return
        yield from self._modified(noun, j, None)

    # --- described things --------------------------------------------------------------------

    def _quantities(self, i: int) -> Iterator[tuple[Noun, int]]:
        """What comes before the adjectives, as an empty noun."""
        words = self.words
        for (quantity, other), j in _QUANTIFIERS.at(words, i):
            if quantity == "both":
                yield Noun(None, "the", 2, plural=True, other=other), j
            else:
                yield Noun(None, quantity, other=other), j
        for count, j in _COUPLE.at(words, i):
            yield Noun(None, "count", count, plural=True), j
        prefixes = [("count", i), *_COUNTED.at(words, i)]
        for quantity, j in prefixes:
            value = number(words[j]) if j < len(words) else None
            if value is None or value != int(value) or not 1 <= value <= 20:
                continue
            if quantity in ("first", "up"):
                continue
            noun = Noun(None, quantity, int(value), plural=value > 1)
            for of in (("of", "the"), ("of", "these"), ("of",), ("other",), ("more",)):
                if words[j + 1 : j + 1 + len(of)] == of:
                    yield replace(noun, other=of == ("other",)), j + 1 + len(of)
            yield noun, j + 1
        yield Noun(None, "bare"), i

    def _described(self, i: int) -> Iterator[tuple[Noun | Group, int]]:
        for noun, j in self._quantities(i):
            adjectives, k = self._adjectives(j)
            if adjectives.number and not noun.count:
                noun = replace(noun, count=adjectives.number, plural=adjectives.number > 1)
            for head, is_plural, end in self._heads(k, adjectives, noun.quantity):
                for built in _built(noun, adjectives, head, is_plural):
                    yield from self._finished(built, adjectives, end)
            yield from self._foreign(noun, adjectives, k, i)

    def _foreign(
        self, noun: Noun, adjectives: _Adjectives, k: int, i: int
    ) -> Iterator[tuple[Noun, int]]:
        """A word in the place of the noun that nobody here knows."""
        if k >= len(self.words) or (k == i and noun.quantity == "bare"):
            return
        word = self.words[k]
        singular = word[:-1] if word.endswith("s") else word
        strange = word not in known_words() and word.isalpha()
        if strange or {word, singular} & lexicon.FOREIGN:
            unknown = singular if singular in lexicon.FOREIGN else word
            end = k + 1
            if strange and end < len(self.words) and self.words[end] not in known_words():
                end += 1
            yield replace(noun, unknown=unknown, colors=adjectives.colors), end

    def _heads(
        self, k: int, adjectives: _Adjectives, quantity: str
    ) -> Iterator[tuple[str | None, bool, int]]:
        words = self.words
        named = list(_HEADS.at(words, k))
        for (kinds, is_plural), end in named:
            for kind in kinds:
                yield kind, is_plural, end
        if named:
            return
        if words[k : k + 1] == ("one",) or words[k : k + 1] == ("ones",):
            yield None, words[k] == "ones", k + 1
        if not adjectives.empty and not (
            adjectives == _Adjectives(number=adjectives.number) and quantity == "bare"
        ):
            yield None, False, k

    def _adjectives(self, i: int) -> tuple[_Adjectives, int]:
        """The longest run of adjectives."""
        found, words = _Adjectives(), self.words
        while i < len(words):
            joint = i
            if found.colors and words[i] in (",", "and", "or", "&"):
                joint = i + 1 + (words[i] == "," and words[i + 1 : i + 2] in (("and",), ("or",)))
                if next(_COLORS.at(words, joint), None) is None:
                    break
            step = self._adjective(found, joint)
            if step is None:
                break
            found, end = step
            if joint > i and "or" in words[i:joint]:
                found = replace(found, choice=True)
            i = end
        return found, i

    def _adjective(self, found: _Adjectives, i: int) -> tuple[_Adjectives, int] | None:
        words = self.words
        color = next(_COLORS.at(words, i), None)
        if color is not None:
            end = color[1] + (words[color[1] : color[1] + 1] == ("colored",))
            return replace(found, colors=(*found.colors, color[0])), end
        if words[i] == "not":
            color = next(_COLORS.at(words, i + 1), None)
            if color is not None:
                return replace(found, not_colors=(*found.not_colors, color[0])), color[1]
        matching = next(_MATCHING_ADJECTIVES.at(words, i), None)
        if matching is not None:
            return replace(found, matching=True), matching[1]
        size = next(_SIZES.at(words, i), None)
        if size is not None and found.size is None:
            return replace(found, size=size[0]), size[1]
        ordinal = lexicon.ORDINALS.get(words[i])
        if ordinal is not None and found.ordinal is None:
            return replace(found, ordinal=ordinal, level=lexicon.LEVELS.get(words[i])), i + 1
        level = next(_LEVELS.at(words, i), None)
        superlative = next(_SUPERLATIVES.at(words, i), None)
        if superlative is not None and found.superlative is None:
            sense = replace(found, superlative=superlative[0])
            return replace(sense, level=level[0] if level else found.level), superlative[1]
        if level is not None and found.level is None:
            return replace(found, level=level[0]), level[1]
        value = number(words[i])
        if value is not None and (found.superlative or found.ordinal) and found.number is None:
            return replace(found, number=int(value)), i + 1
        return None

    # --- what follows the noun -----------------------------------------------------------------

    def _finished(
        self, noun: Noun | Group, adjectives: _Adjectives, i: int
    ) -> Iterator[tuple[Noun | Group, int]]:
        if isinstance(noun, Group):
            yield noun, i
            return
        ordinal = adjectives.ordinal
        if noun.kind == "drawer" and noun.level:
            ordinal = None
        for done, end in self._modified(noun, i, ordinal):
            # `the second block`: from where?
            yield done, end

    def _modified(self, noun: Noun, i: int, ordinal: int | None) -> Iterator[tuple[Noun, int]]:
        words = self.words
        if ordinal is not None:
            key = noun.order.key if noun.order else None
            for side, end in _FROM_SIDE.at(words, i):
                yield from self._modified(
                    replace(noun, order=Order(side, ordinal - 1)), end, None
                )
            if key is not None:
                placed = replace(noun, order=Order(key, ordinal - 1))
                yield from self._modified(placed, i, None)
            elif noun.count is None:
                unsure = replace(noun, order=Order("unsaid", ordinal - 1))
                yield from self._modified(unsure, i, None)
            return
        yield noun, i
        for _, end in _IDLE.at(words, i):
            yield from self._modified(noun, end, None)
        if noun.kind == "drawer":
            for _, end in _OF_FURNITURE.at(words, i):
                yield noun, end
        if len(noun.relations) < 3 and noun.quantity != "none":
            comma = i + 1 if words[i : i + 1] == (",",) and i + 1 < len(words) else i
            for relation, end in self.relations(i):
                added = replace(noun, relations=(*noun.relations, relation))
                yield from self._modified(added, end, None)
            yield from self._relative(noun, i)
            if words[comma : comma + 1] in (("that",), ("which",)) and comma > i:
                yield from self._relative(noun, comma)
        if noun.order is None:
            yield from self._ordered(noun, i)
        if noun.matching is None:
            for _, end in _MATCHING.at(words, i):
                yield from self._modified(replace(noun, matching="color"), end, None)
        if not noun.excluded:
            yield from self._exclusions(noun, i)

    def _ordered(self, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
        words = self.words
        for key, j in _ORDER_TO.at(words, i):
            for _, end in _ROBOT.at(words, j):
                yield from self._modified(replace(noun, order=Order(key)), end, None)
            for reference, end in self.singles(j):
                ordered = replace(noun, order=Order(key, 0, reference))
                yield from self._modified(ordered, end, None)
        for side, end in _EXTREME.at(words, i):
            yield from self._modified(replace(noun, order=Order(side)), end, None)
        if words[i : i + 3] == ("of", "the", "two"):
            yield from self._modified(noun, i + 3, None)

    def _relative(self, noun: Noun, i: int) -> Iterator[tuple[Noun, int]]:
        """`that is not red`, `which lies left of the plate`."""
        words = self.words
        for _, j in (*_WHICH.at(words, i), *((("not", i),) if words[i : i + 1] == ("not",) else ())):
            negated = words[j : j + 1] == ("not",)
            k = j + negated
            yield from self._colored(noun, k, negated)
            for relation, end in self.relations(k):
                added = replace(relation, negated=negated)
                yield from self._modified(
                    replace(noun, relations=(*noun.relations, added)), end, None
                )
            if not negated:
                yield from self._ordered(noun, k + (words[k : k + 1] == ("the",)))
                for key, end in _SUPERLATIVES.at(words, k + (words[k : k + 1] == ("the",))):
                    if noun.order is None and words[end - 1] not in ("left", "right", "back"):
                        yield from self._modified(replace(noun, order=Order(key)), end, None)
            for size, end in _SIZES.at(words, k):
                if not negated and noun.size is None:
                    yield from self._modified(replace(noun, size=size), end, None)

    def _colored(self, noun: Noun, k: int, negated: bool) -> Iterator[tuple[Noun, int]]:
        words, colors = self.words, ()
        neither = words[k : k + 1] in (("neither",), ("either",))
        negated = negated or words[k : k + 1] == ("neither",)
        k += neither
        while True:
            color = next(_COLORS.at(words, k), None)
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
        words = self.words
        comma = i + (words[i : i + 1] == (",",))
        for word, j in _EXCEPT.at(words, comma):
            if word == "besides" and noun.quantity == "the":
                continue
            for excluded, end in self.phrases(j):
                if isinstance(excluded, Noun) and excluded.quantity == "bare":
                    if excluded.kind is None and excluded.pronoun is None and not excluded.colors:
                        continue
                yield from self._modified(replace(noun, excluded=(excluded,)), end, None)

    # --- relations and places ------------------------------------------------------------------

    def relations(self, i: int) -> Iterator[tuple[Relation, int]]:
        """`left of the plate`, `in the front left corner`, `bigger than the mug`."""
        words = self.words
        for name, j in _RELATIONS.at(words, i):
            for target, end in self.singles(j):
                yield Relation(name, (target,)), end
        for (name, swapped), j in _COMPARISONS.at(words, i):
            for target, end in self.singles(j):
                yield Relation(name + ("_than_it" if swapped else ""), (target,)), end
        for first, second, end in self.betweens(i):
            yield Relation("between", (first, second)), end
        for region, end in self.regions(i):
            yield Relation("region", (region,)), end
        for _, end in _HELD.at(words, i):
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
                        one, two = _share_head((first, second))
                        yield one, two, end
            elif first.plural and first.count in (None, 2):
                yield first, first, j

    def regions(self, i: int) -> Iterator[tuple[str, int]]:
        """`in the front left corner of the table`, and where it ends."""
        for _, j in _IN_REGION.at(self.words, i):
            for region, end in _REGIONS.at(self.words, j):
                tails = [k for _, k in _OF_TABLE.at(self.words, end)]
                if not tails and self.words[end : end + 1] == ("of",):
                    continue
                yield from ((region, tail) for tail in tails)
                yield region, end

    def bare_regions(self, i: int) -> Iterator[tuple[str, int]]:
        """`the front left corner of the table`, without a preposition."""
        start = i + (self.words[i : i + 1] == ("the",))
        for region, end in _REGIONS.at(self.words, start):
            yield region, end

    def targets(self, i: int) -> Iterator[tuple[Place, int]]:
        """A preposition of place and what follows it."""
        for name, j in _PLACES.at(self.words, i):
            for target, end in self.phrases(j):
                yield Place(name, target), end


def _share_head(members: tuple[Noun, ...]) -> tuple[Noun, ...]:
    """`the red and the blue block`: the noun of a later member also belongs to the earlier ones."""
    shared: list[Noun] = []
    kind: str | None = None
    for noun in reversed(members):
        bare = noun.kind is None and noun.pronoun is None and not noun.unknown and not noun.other
        if bare and kind is not None:
            noun = replace(noun, kind=kind)
        elif noun.kind is not None and noun.kind != lexicon.THING:
            kind = noun.kind
        shared.insert(0, noun)
    # `the red block and the blue one`: the other way round.
    kind = None
    for index, noun in enumerate(shared):
        if noun.kind is None and noun.pronoun is None and kind and not noun.unknown:
            shared[index] = replace(noun, kind=kind)
        kind = noun.kind or kind
    return tuple(shared)


def _built(
    noun: Noun, adjectives: _Adjectives, head: str | None, is_plural: bool
) -> Iterator[Noun | Group]:
    """The noun of a quantity, adjectives and a head."""
    many = is_plural or (noun.plural and noun.quantity != "each") or noun.quantity in ("all", "each")
    level = adjectives.level if head == "drawer" else None
    key = adjectives.superlative if level is None else None
    if head != "drawer" and adjectives.level == "middle" and adjectives.ordinal is None:
        key = "middle"
    elif head != "drawer" and adjectives.level in ("top", "bottom") and key is None:
        if adjectives.ordinal is None:
            return
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
    )
    if len(adjectives.colors) > 1 and not many:
        yield Group(
            tuple(replace(built, colors=(color,)) for color in adjectives.colors),
            adjectives.choice,
        )
    else:
        yield built
