"""What is said around a wish: politeness, rambling, names called, groping for words.

Nobody can list all polite phrases, so whatever is made of harmless words alone is skipped before
and behind the part that is understood. Where every word is, nothing that matters is lost: no thing,
place, colour, number, deed, negation, condition or danger is harmless.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import framing_words as said
from . import lexicon
from .phrases import BREAKS, Phrases, number
from .tokens import known_words

Words = tuple[str, ...]

MAX_RANGES = 28
"""Parts of a sentence that are tried."""
_PURPOSE = Phrases.of(said.PURPOSE)
_IFS = Phrases.of(said.IFS)
_ACCORDING = Phrases.of(said.ACCORDING)
_FORBIDDEN = frozenset(said.NOT_BEFORE)


def is_frame(words: Words) -> bool:
    """Whether nothing in these words could change what is to be done."""
    return all(_harmless(words, i) for i in range(len(words)))


def parts(words: Words) -> Iterator[tuple[int, int]]:
    """What may be meant of a sentence, as ranges of its words, the longest first."""
    starts, ends = _starts(words), _ends(words)
    ranges = {_trimmed(words, a, b) for a in starts for b in ends}
    ranges = {(a, b) for a, b in ranges if a < b} - {(0, len(words))}
    yield from sorted(ranges, key=lambda part: (part[0] - part[1], part))[:MAX_RANGES]


def _trimmed(words: Words, start: int, end: int) -> tuple[int, int]:
    """Without breaks at the ends."""
    while start < end and words[start] in BREAKS:
        start += 1
    while start < end and words[end - 1] in BREAKS:
        end -= 1
    return start, end


def wishes(words: Words) -> Iterator[int]:
    """Where what is wished begins: behind `I would be glad if`, `would it be possible for`."""
    for i in range(2, len(words)):
        wished = words[i - 1] in said.OF_A_WISH and set(words[:i]) & said.WISHFUL
        if wished and all(_harmless(words, k) for k in range(i - 1)):
            yield i


def _starts(words: Words) -> list[int]:
    """Where the wish may begin."""
    found = [0]
    called = _called(words)
    if called:
        found.append(called)
    i = called
    while i < len(words) and _harmless(words, i):
        i += 1
        if _may_begin(words, i):
            found.append(i)
    return found[:1] + found[1:][-6:]


def _may_begin(words: Words, i: int) -> bool:
    """Whether a wish may begin at word `i`, after a frame, and is not what somebody does or did."""
    last, before = words[i - 1], words[i - 2] if i > 1 else ""
    if last in said.NO_END or words[max(0, i - 2) : i] in _FORBIDDEN:
        return False
    if last == "you":
        return before in said.BEFORE_YOU
    if words[i : i + 1] and words[i].endswith("ing") and words[i] not in said.NO_DEEDS:
        return last in said.BEFORE_DOING or (last == "of" and before in said.CHANCES)
    return True


def _ends(words: Words) -> list[int]:
    """Where the wish may end."""
    found, i = [len(words)], len(words)
    while i > 0 and _harmless(words, i - 1):
        i -= 1
        if words[i] in said.BEGINS_END or words[i - 1] in BREAKS:
            found.append(i)
    for i in range(2, len(words)):
        for _, j in _PURPOSE.at(words, i):
            if j < len(words) and not any(_matters(w) or number(w) is not None for w in words[j:]):
                found.append(i)
    return sorted(set(found), reverse=True)[:4]


def _called(words: Words) -> int:
    """Past `As per my last email,`."""
    comma = words.index(",") if "," in words else 0
    begun = next(_ACCORDING.at(words, 0), None) if comma else None
    return comma + 1 if begun and not any(map(_matters, words[begun[1] : comma])) else 0


def _harmless(words: Words, i: int) -> bool:
    word = words[i]
    if number(word) is not None:
        return words[max(0, i - 1)] in said.NUMBERED and i > 0
    if word in ("if", "when", "whenever", "as"):
        return next(_IFS.at(words, i), None) is not None
    if word in ("left", "right") and words[max(0, i - 1) : i] == ("the",):
        return False  # `then to the right`
    if word == "can" and i > 0 and words[i - 1] in said.BEFORE_A_THING:
        return False  # a tin
    if word == "not":
        return "if" in words[max(0, i - 3) : i]
    if word in ("it", "that", "there", "this"):
        return words[i + 1 : i + 2] in said.IMPERSONAL or word == "that"
    if word == "by":
        return words[i + 1 : i + 2] != () and words[i + 1].endswith("ing")
    if word == "have":
        return words[max(0, i - 2) : i] in (("if", "you"), ("when", "you"), ("whenever", "you"))
    if word == "only":
        return words[i + 1 : i + 2] not in (("the",), ("that",), ("one",), ("a",))
    if word == "any":
        return words[i + 1 : i + 2] in (("chance",), ("way",), ("hope",), ("possibility",))
    polite = i > 0 and words[i - 1] in ("if", "when", "whenever", "as")
    if not polite and words[i : i + 2] in _FORBIDDEN and words[i + 2 : i + 3] not in said.MENTAL:
        return False
    return word in said.HARMLESS or word in BREAKS


def _matters(word: str) -> bool:
    """Whether a word behind `for` or `so that I can` could be part of a wish."""
    known = word in known_words() and word not in said.HARMLESS | said.OF_PURPOSE
    return known or word in lexicon.FOREIGN or word in _SMALL


_SMALL = frozenset(("not", "no", "never", "if", "unless", "but", "and", "or", "then", "than"))
