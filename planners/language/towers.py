"""Towers and sorting: commands about many things at once."""

from __future__ import annotations

from collections.abc import Iterator

from . import verbs
from .command_words import (
    AMONG,
    AT_BOTTOM,
    AT_TOP,
    BETWEEN_LAYERS,
    BUILD,
    EACH_OTHER,
    HEIGHTS,
    NEXT_LAYER,
    OF,
    SORT,
    SORT_ONLY,
    SORTED_BY,
    STACK,
    STACK_ONLY,
    STACKED_UP,
    TOWERS,
    UNSTACK,
    UPWARDS,
    WISH,
)
from .phrases import Phrases
from .places import PlaceGrammar
from .syntax import Command, Group, Noun, NounPhrase, Sort, Stack, Unstack

Found = Iterator[tuple[Command, int]]


class TowerGrammar(PlaceGrammar):
    """Reads commands about towers and about sorting."""

    # --- towers and sorting ---------------------------------------------------------------

    def _stack(self, i: int) -> Found:
        for verb, j in STACK.at(self.words, i):
            for thing, k in self.nouns.phrases(j):
                if next(STACK_ONLY.at(self.words, i), None):
                    yield from self._topped((thing,), k)
                for layers, end in self.layers((thing,), k):
                    if len(layers) > 2 or verb in verbs.STACK_ONLY:
                        yield Stack(layers[::-1]), end
                only = next(STACK_ONLY.at(self.words, i), None) is not None
                stacked = STACKED_UP.at(self.words, k) if only else ()
                for _, end in (*EACH_OTHER.at(self.words, self.comma(k)), *stacked):
                    yield from self._topped((thing,), end)

    def layers(
        self, layers: tuple[NounPhrase, ...], i: int
    ) -> Iterator[tuple[tuple[NounPhrase, ...], int]]:
        """`... on the blue one on the green one`, from the top."""
        for _, j in BETWEEN_LAYERS.at(self.words, self.comma(i)):
            for below, k in self.nouns.singles(j):
                if isinstance(below, Group):
                    continue
                yield (*layers, below), k
                if len(layers) < 7:
                    yield from self.layers((*layers, below), k)

    def _topped(self, things: tuple[NounPhrase, ...], i: int) -> Found:
        yield from ((Stack(layers), end) for layers, end in self._ordered(things, i))
        for top, bottom, end in self._ends(i, 2):
            yield Stack(things, top, bottom), end

    def _ordered(
        self, things: tuple[NounPhrase, ...], i: int
    ) -> Iterator[tuple[tuple[NounPhrase, ...], int]]:
        """A list of things and whether it runs up or down."""
        yield things, i
        members = getattr(things[0], "members", ())
        j = self.comma(i)
        up = self.after(j, "from bottom to top", "from the bottom up", "bottom to top",
                        "in that order from the bottom", "in this order from the bottom",
                        "from the bottom to the top", "in that order", "in this order")  # fmt: skip
        down = self.after(j, "from top to bottom", "from the top down", "top to bottom",
                          "from the top to the bottom")  # fmt: skip
        if members and up is not None:
            yield members, up
        if members and down is not None:
            yield members[::-1], down

    def _ends(
        self, i: int, depth: int
    ) -> Iterator[tuple[NounPhrase | None, NounPhrase | None, int]]:
        """`with the red one on top and the blue one at the bottom`."""
        start = self.after(i, ", with", "with", "and", ", and", ", the", ",", "having")
        if start is None or depth == 0:
            return
        start -= self.words[start - 1] == "the"
        for thing, j in self.nouns.singles(start):
            j = self.after(j, "is", "goes", "should be", "being") or j
            for table, at_top in ((AT_TOP, True), (AT_BOTTOM, False)):
                for _, end in table.at(self.words, j):
                    yield (thing, None, end) if at_top else (None, thing, end)
                    for top, bottom, further in self._ends(end, depth - 1):
                        if at_top and top is None:
                            yield thing, bottom, further
                        elif not at_top and bottom is None:
                            yield top, thing, further

    def _named_layers(self, i: int) -> Found:
        """`a tower with green at the bottom, blue in the middle and red on top`."""
        for j in self._tower_heads(i):
            for k in dict.fromkeys((j, self.comma(j))):
                for thing, m in self.nouns.singles(k):
                    yield from ((Stack(ls[::-1]), end) for ls, end in self.layers((thing,), m))
                with_ = self.after(
                    k, "with", "of", "that has", "having", "where", "in which", "from"
                )
                for start in (k, *((with_,) if with_ is not None else ())):
                    for layers, levels, end in self._leveled(start, (), ()):
                        order = _from_below(layers, levels)
                        if order is not None and not all(map(_is_an_end, layers)):
                            yield Stack(order), end

    def _tower_heads(self, i: int) -> Iterator[int]:
        """Ends of `build a tower`, `I want a stack`, `pile up the blocks`, `stack`."""
        begun = self.after(i, "start", "begin", "found")
        heads = [("", i), *([("", begun)] if begun is not None else [])]
        for _, j in (*BUILD.at(self.words, i), *WISH.at(self.words, i), *heads):
            for k in (j, *(k for k in (self.after(j, "me"),) if k is not None)):
                article = self.after(
                    k,
                    "a little",
                    "a small",
                    "a nice",
                    "a tall",
                    "a second",
                    "another",
                    "a new",
                    "a third",
                    "a further",
                    "a",
                    "one",
                    "the",
                )
                tower = self.words[article : article + 1] if article is not None else ()
                if article is not None and tower and tower[0] in verbs.TOWER:
                    has = self.after(article + 1, "should have", "must have", "has", "is to have")
                    yield has or article + 1
        for _, j in STACK_ONLY.at(self.words, i):
            yield j
            yield from (k for thing, k in self.nouns.singles(j) if getattr(thing, "plural", False))

    def _leveled(
        self, i: int, layers: tuple[NounPhrase, ...], levels: tuple[str, ...]
    ) -> Iterator[tuple[tuple[NounPhrase, ...], tuple[str, ...], int]]:
        """`the green one at the bottom, then blue, ...`: things and how high each is to be."""
        for thing, j in self.nouns.singles(i):
            j = self.after(j, "is", "goes", "should be", "being", "comes") or j
            for level, end in (("", j), *HEIGHTS.at(self.words, j)):
                here = (*layers, thing), (*levels, level)
                yield *here, end
                for _, k in NEXT_LAYER.at(self.words, end) if len(layers) < 7 else ():
                    yield from self._leveled(k, *here)

    def _tower(self, i: int) -> Found:
        yield from self._named_layers(i)
        for _, j in BUILD.at(self.words, i):
            k = self.after(j, "me a", "a", "one", "the", "a little", "a small", "a nice", "a tall")
            if k is None or k >= len(self.words) or self.words[k] not in verbs.TOWER:
                for thing, m in self.nouns.phrases(j):
                    for _, end in Phrases.of(("into a tower", "into a stack", "into a pile",
                                              "into one tower")).at(self.words, m):  # fmt: skip
                        yield from self._topped((thing,), end)
                continue
            for way, m in UPWARDS.at(self.words, k + 1):
                for _, n in OF.at(self.words, m):
                    for thing, end in self.nouns.phrases(n):
                        members = getattr(thing, "members", ())
                        yield Stack(members if way else members[::-1]), end
            for m in (*(m for _, m in OF.at(self.words, k + 1)), self.comma(k + 1)):
                for thing, end in self.nouns.phrases(m):
                    yield from self._topped((thing,), end)

    def _unstack(self, i: int) -> Found:
        for _, j in UNSTACK.at(self.words, i):
            for article in ("the", "that", "this"):
                for tower in verbs.TOWER:
                    end = self.after(j, f"{article} {tower}")
                    if end is not None:
                        yield Unstack(None), self.after(end, "of blocks", "of cubes") or end
            for things, end in self.nouns.phrases(j):
                yield Unstack(things), end
        for start in ("take", "pull", "taking"):
            j = self.after(i, start)
            for tower in TOWERS if j is not None else ():
                end = self.after(j or 0, f"{tower} apart", f"{tower} down", f"{tower} to pieces")
                if end is not None:
                    yield Unstack(None), end

    def _sort(self, i: int) -> Found:
        for _, j in SORT.at(self.words, i):
            for things, k in self.nouns.phrases(j):
                only = next(SORT_ONLY.at(self.words, i), None) is not None
                k = self.after(k, "up") or k
                for _, m in SORTED_BY.at(self.words, k):
                    yield from self._sorted_into(things, m)
                    if only:
                        yield Sort(things, None), m
                if only:
                    yield from self._sorted_into(things, k)

    def _sorted_into(self, things: NounPhrase, i: int) -> Found:
        for _, j in AMONG.at(self.words, self.comma(i)):
            for into, k in self.nouns.phrases(j):
                yield from ((Sort(things, into), end) for _, end in SORTED_BY.at(self.words, k))
        for using in ("using", "with the help of", "by using", "by means of", "making use of"):
            k = self.after(self.comma(i), using)
            for into, end in self.nouns.phrases(k) if k is not None else ():
                yield Sort(things, into), end
        for place, j in self.nouns.targets(self.comma(i)):
            if place.relation in ("in", "on") and place.target is not None:
                end = next((end for _, end in SORTED_BY.at(self.words, self.comma(j))), j)
                yield Sort(things, place.target, place.relation), end


def _from_below(
    layers: tuple[NounPhrase, ...], levels: tuple[str, ...]
) -> tuple[NounPhrase, ...] | None:
    """Layers from the bottom; `None` if it is not said for sure."""
    if len(layers) < 2 or not any(levels):
        return None
    ranked = [_LEVELS.index(level) for level in levels if level in _LEVELS]
    if len(ranked) == len(layers) and len(set(ranked)) == len(ranked):
        order = sorted(range(len(layers)), key=lambda n: ranked[n])
        return tuple(layers[n] for n in order)
    said = [(n, level) for n, level in enumerate(levels) if level in _LEVELS]
    last = len(layers) - 1
    if all((n, level) in ((0, "bottom"), (last, "top")) for n, level in said):
        return layers
    if all((n, level) in ((0, "top"), (last, "bottom")) for n, level in said):
        return layers[::-1]
    return None


def _is_an_end(layer: NounPhrase) -> bool:
    """`the largest`: not a layer by itself, but the one of all that goes there."""
    return isinstance(layer, Noun) and layer.kind is None and layer.order is not None


_LEVELS = ("bottom", "middle", "top")
"""From below; a layer that is only `next` has no height of its own."""
