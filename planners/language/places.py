"""Places and measures: every way to read one that begins at a word."""

from __future__ import annotations

from collections.abc import Iterator

from . import lexicon
from .command_words import (
    AT,
    BARE_SIDES,
    DISTANCE_LEAD,
    FRACTIONS,
    GAP_TAIL,
    ON_ITS,
    THERE,
    TO,
    VAGUE,
)
from .nouns import NounGrammar
from .phrases import number
from .regions import bare_regions, regions
from .syntax import Place


class PlaceGrammar:
    """Reads measures and places of one instruction."""

    def __init__(self, words: tuple[str, ...]):
        self.words = words
        self.nouns = NounGrammar(words)

    def after(self, i: int, *phrases: str) -> int | None:
        """The end of the first of these phrases that stands at `i`."""
        for phrase in phrases:
            split = tuple(phrase.split())
            if self.words[i : i + len(split)] == split:
                return i + len(split)
        return None

    def comma(self, i: int) -> int:
        """Past a comma, if one stands at `i`."""
        return i + (self.words[i : i + 1] == (",",))

    # --- measures --------------------------------------------------------------------------

    def distances(self, i: int) -> Iterator[tuple[float, int]]:
        """`5 cm`, `at least two centimeters`, in metres."""
        starts = [i, *(j for _, j in DISTANCE_LEAD.at(self.words, i))]
        for j in starts:
            if j + 1 < len(self.words):
                vague = next(((v, k) for v, k in VAGUE.at(self.words, j)), None)
                if vague is not None and self.words[vague[1] : vague[1] + 1]:
                    scale = lexicon.UNITS.get(self.words[vague[1]])
                    if scale is not None:
                        yield vague[0] * scale, vague[1] + 1
                value = number(self.words[j])
                half = self.after(j + 1, "and a half", "and one half")
                if value is not None and half is not None and half < len(self.words):
                    scale = lexicon.UNITS.get(self.words[half])
                    if scale is not None:
                        yield (value + 0.5) * scale, half + 1
                if value is None and self.words[j] in ("a", "an", "half"):
                    value = 0.5 if self.words[j] == "half" else 1.0
                unit = j + 1
                if (
                    value is not None
                    and self.words[j] == "half"
                    and self.words[unit] in ("a", "an")
                ):
                    unit += 1
                if value is not None and self.words[unit : unit + 1]:
                    scale = lexicon.UNITS.get(self.words[unit])
                    if scale is not None:
                        end = unit + 1
                        half = self.after(end, "and a half")
                        if half is not None:
                            yield (value + 0.5) * scale, half
                        yield value * scale, self.after(end, "or so", "or thereabouts") or end

    def _fractions(self, i: int) -> Iterator[tuple[float, int]]:
        """`by half`, `30 %`; nothing said is all the way."""
        yield 1.0, i
        only = self.after(i, ", but only", "but only", ", only", "only", ", but just")
        i = only or i
        about = self.after(i, "about", "around", "roughly", "approximately") or i
        yield from FRACTIONS.at(self.words, about)
        start = self.after(i, "by about", "by", "to", "about", "up to") or i
        value = number(self.words[start]) if start < len(self.words) else None
        for sign in ("%", "percent", "per cent"):
            end = self.after(start + 1, sign)
            if value is not None and end is not None:
                yield value / 100, self.after(end, "of the way") or end

    # --- places ------------------------------------------------------------------------------

    def places(self, i: int) -> Iterator[tuple[Place, int]]:
        """`in the bowl`, `5 cm left of the plate`, `in the front left corner`, `there`."""
        i = self.comma(i)
        i = self.after(i, "somewhere", "anywhere", "directly", "just") or i
        for gap, j in self.distances(i):
            start = self.after(j, "away", "further", "farther") or j
            for place, end in self._directed(start):
                yield Place(place.relation, place.target, gap=gap), end
            beside = self.after(j, "from", "away from", "apart from")
            if beside is not None:
                for target, end in self.nouns.singles(beside):
                    yield Place("near", target, gap=gap), end
                    for side, last in ON_ITS.at(self.words, self.comma(end)):
                        yield Place(f"{side}_of", target, gap=gap), last
        yield from self.nouns.targets(i)
        for place, j in self._directed(i):
            yield place, j
            for side, end in (
                ON_ITS.at(self.words, self.comma(j)) if place.relation == "near" else ()
            ):
                yield Place(f"{side}_of", place.target), end
            for gap, end in self._gaps(j):
                yield Place(place.relation, place.target, gap=gap), end
        for first, second, end in self.nouns.betweens(i):
            yield Place("between", first, second), end
        # `at the side of the mug`, said as `to the mug's left`
        for _, j in AT.at(self.words, i):
            for target, k in self.nouns.singles(j):
                for side, end in BARE_SIDES.at(self.words, k):
                    yield Place(f"{side}_of", target), end
        for region, end in regions(self.words, i):
            yield self.region(region, end), end
        for _, j in TO.at(self.words, i):
            for region, end in bare_regions(self.words, j):
                yield self.region(region, end), end
            for target, end in self.nouns.phrases(j):
                yield Place("to", target), end
        for relation, end in THERE.at(self.words, i):
            yield Place(relation, None), end

    def region(self, region: str, end: int) -> Place:
        """A part of the table; bare `to the left` may as well mean from where it is."""
        bare = self.words[end - 1] in ("left", "right", "front", "back", "rear", "far", "near")
        corner = "_" in region
        return Place("side" if bare and not corner else "region", region=region)

    def _directed(self, i: int) -> Iterator[tuple[Place, int]]:
        for place, end in self.nouns.targets(i):
            if place.relation in lexicon.DIRECTION_OF or place.relation == "near":
                yield place, end

    def _gaps(self, i: int) -> Iterator[tuple[float, int]]:
        for gap, j in self.distances(self.comma(i)):
            for _, end in (("", j), *GAP_TAIL.at(self.words, j)):
                yield gap, end

    def all_places(self, i: int) -> Iterator[tuple[tuple[Place, ...], int]]:
        for place, j in self.places(i):
            yield (place,), j
            joint = self.after(j, "and", ", and", "but also", "and also")
            if joint is not None:
                for second, end in self.places(joint):
                    yield (place, second), end
