"""The same sentence in plainer words, tried where the grammar finds nothing in it as it stands.

Only what cannot change the meaning is changed: words said while groping for others, stutters, the
order of noun and colour, labels such as "object", what looks like a kind of thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import framing_words as said
from . import lexicon
from .framing import is_frame, parts, wishes
from .noun_words import COLORS, HEADS
from .phrases import BREAKS, STOP, Phrases
from .recasting import Placed, numbered, tidy

Words = tuple[str, ...]

_SHAPES = Phrases({word: kind for kind, words in said.SHAPES.items() for word in words})
_THINGS = frozenset(("thing", "object", "item", "one", "piece", "toy"))
_ARTICLES = frozenset(("a", "an", "the", "that", "this", "your", "my"))
_MODALS = frozenset(
    (
        "should",
        "must",
        "can",
        "could",
        "will",
        "would",
        "may",
        "might",
        "shall",
        "goes",
        "belongs",
        "has",
        "needs",
        "is",
    )
)
_STATES = tuple((word,) for word in (
    "closed", "open", "shut", "opened", "on", "off", "be", "should", "must", "goes", "belongs",
    "needs",
))  # fmt: skip
_TOWARDS = (("out",), ("into",), ("onto",), ("from",))
_OF_COLOR = (("of",), ("of", "color"))


def rewordings(words: Words) -> Iterator[Placed]:
    """Plainer sentences, those that changed least first."""
    placed = numbered(words)
    tried = {words}
    for plainer in (placed, *_plainer(placed)):
        texts = tuple(word for word, _ in plainer)
        if texts not in tried:
            tried.add(texts)
            yield plainer
        for start, end in parts(texts):
            if texts[start:end] not in tried:
                tried.add(texts[start:end])
                yield plainer[start:end]
        for start in wishes(texts):
            yield (("i", -1), ("want", -1), *plainer[start:])


def by_roles(words: Words) -> Words | None:
    """`object: red cube. destination: plate` as a command; `None` if it is no such list."""
    found: dict[str, Words] = {}
    role, start = "", 0
    marks = (*BREAKS, "=", "is")
    words = tuple(
        w
        for i, w in enumerate(words)
        if w not in ("to", "drop") or words[i + 1 : i + 2] not in marks
    )
    for i, word in enumerate((*words, STOP)):
        named = next((r for r, table in said.ROLES.items() if word in table), "")
        opens = bool(named) and words[i + 1 : i + 2] in tuple((m,) for m in marks)
        if (opens or i == len(words)) and role:
            value = tuple(w for w in words[start:i] if w not in marks and w not in said.DROPPED)
            if role in found or not value:
                return None
            found[role] = value
        elif opens and not is_frame(tuple(w for w in words[:i] if w not in said.DROPPED)):
            return None
        if opens:
            role, start = named, i + 2
    if set(found) != set(said.ROLES):
        return None
    return ("put", *found["thing"], "to", *found["place"])


def _plainer(placed: Placed) -> Iterator[Placed]:
    steps: tuple[Callable[[Placed], Placed], ...] = (
        _without_groping, _without_stutter, _without_slips, _without_labels, _by_shape, _in_order,
    )  # fmt: skip
    once = placed
    for step in steps:
        once = step(once)
    if once != placed:
        yield once
    bare = _without_commas(once)
    if bare != once:
        yield bare


def _said(placed: Placed) -> Words:
    return tuple(word for word, _ in placed)


def _without_groping(placed: Placed) -> Placed:
    """`the, um, damn red one` without what is only said while looking for words."""
    words = _said(placed)
    kept: list[tuple[str, int]] = []
    i = 0
    while i < len(placed):
        word = words[i]
        alone = words[i - 1 : i] in ((), (",",)) and words[i + 1 : i + 2] in ((), (",",))
        if word in said.GROPING or (alone and word in ("right", "say", "see", "like", "now", "so")):
            between = kept and kept[-1][0] == "," and words[i + 1 : i + 2] == (",",)
            if between:
                kept.pop()
                i += 1  # both commas belonged to it
        else:
            kept.append(placed[i])
        i += 1
    return tidy(tuple(kept))


def _without_stutter(placed: Placed) -> Placed:
    """`the can, the can` and `take the, the red one` said once."""
    kept: list[tuple[str, int]] = []
    for word, at in placed:
        kept.append((word, at))
        words = [w for w, _ in kept]
        for n in range(1, 5):
            again = words[-n:] == words[-2 * n - 1 : -n - 1] and words[-n - 1 : -n] == [","]
            if again and "," not in words[-n:]:
                kept = kept[: -n - 1]
                break
        if len(kept) > 2 and kept[-2][0] == "," and kept[-3][0] in _ARTICLES & {word}:
            kept = kept[:-2]
    found = [
        part for i, part in enumerate(kept)
        if not (part[0] in _ARTICLES and i + 1 < len(kept) and kept[i + 1][0] == ",")
    ]  # fmt: skip
    return tuple(found)


def _without_slips(placed: Placed) -> Placed:
    """`the fridge, he should to be open` as `the fridge should be open`; `reds` as `red ones`."""
    words = _said(placed)
    kept: list[tuple[str, int]] = []
    for i, (word, at) in enumerate(placed):
        before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
        if word == "to" and before in _MODALS - {"goes", "belongs", "has", "needs", "is"} and after:
            continue
        if word in ("he", "she", "it", "they") and before == "," and after in _MODALS and i > 2:
            kept.pop()
            continue
        if word.endswith("s") and word[:-1] in lexicon.COLOR_WORDS:
            kept += [(word[:-1], at), ("ones", -1)]
            continue
        kept.append(("it" if word == "him" else word, at))
    return tuple(kept)


def _without_labels(placed: Placed) -> Placed:
    """`object red block at target bowl`: without the names of the roles."""
    words = _said(placed)
    kept: list[tuple[str, int]] = []
    for i, part in enumerate(placed):
        names = next(HEADS.at(words, i + 1), None) or next(COLORS.at(words, i + 1), None)
        if part[0] in said.LABELS and names is not None:
            if kept and kept[-1][0] == "at":
                kept[-1] = ("to", kept[-1][1])
            continue
        kept.append(part)
    return tuple(kept)


def _by_shape(placed: Placed) -> Placed:
    """`the cylindrical red object` as `the red can`, `the round plate` as `the plate`."""
    words = _said(placed)
    drop: set[int] = set()
    change: dict[int, str] = {}
    for i in range(len(words)):
        for kind, j in _SHAPES.at(words, i):
            k = next((end for _, end in COLORS.at(words, j)), j)
            named = next(HEADS.at(words, k), None)
            vague = named is not None and named[0][0] == ("thing",) and named[1] == k + 1
            if words[k : k + 1] and (words[k] in _THINGS or vague):
                change[k] = kind
                drop.update(range(i, j))
            elif named is not None:
                drop.update(range(i, j))
        if words[i] in ("round", "circular", "flat", "wooden", "plastic", "metal", "rubber"):
            k = next((end for _, end in COLORS.at(words, i + 1)), i + 1)
            named = next(HEADS.at(words, k), None)
            if named is not None and words[k] not in _THINGS:
                drop.add(i)
    return tuple((change.get(i, w), at) for i, (w, at) in enumerate(placed) if i not in drop)


def _in_order(placed: Placed) -> Placed:
    """`the mug blue`, `the bowl of green` as `the blue mug`, where nothing else can be meant."""
    words = _said(placed)
    result: list[tuple[str, int]] = []
    i = 0
    while i < len(words):
        end = next((end for _, end in HEADS.at(words, i)), None)
        if end is None or (i and words[i - 1] in lexicon.COLOR_WORDS):
            result.append(placed[i])
            i += 1
            continue
        of = end + next((k for k in (2, 1) if words[end : end + k] in _OF_COLOR), 0)
        color = next((k for _, k in COLORS.at(words, of)), None)
        follows = words[color : color + 1] if color is not None else ()
        named = color is not None and next(HEADS.at(words, color), None) is not None
        if color is None or named or follows in (("one",), ("ones",), ("colored",), ("color",)):
            result += placed[i:end]
            i = end
            continue
        result += (*placed[of:color], *placed[i:end])
        i = color
    return tuple(result)


def _without_commas(placed: Placed) -> Placed:
    """`bottom drawer, closed`, `take the, um, mug, out of there` without the comma."""
    words = _said(placed)
    return tuple(
        part for i, part in enumerate(placed)
        if part[0] != "," or words[i + 1 : i + 2] not in (*_STATES, *_TOWARDS)
    )  # fmt: skip
