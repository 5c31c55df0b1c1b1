"""Whom a request is addressed to, and what is rambled before it: said of nothing in a scene."""

from __future__ import annotations

from .asides import refers_back
from .gist_words import NEVER_LEFT, NO_PLACING, NO_TALE, SAYS_HOW
from .naming import Words, is_strange, things_named
from .phrases import BREAKS
from .telling_words import NEGATIONS

LONGEST = 3
"""Words of a name: `my dear Watson`."""
_ARTICLES = frozenset(("the", "a", "an", "some", "this", "that", "these", "those", "two", "all"))
"""Before a thing."""
_HAIL = frozenset(
    ("my", "our", "dear", "good", "old", "hey", "hi", "oi", "yo", "ok", "okay", "mr", "mrs", "you")
)
"""Before a name."""
_GOES_ON = frozenset(("then", "and", "but", "or", "after", "before", "if", "when"))
"""Behind a strange word that is no name: `zorp, then put it down`."""
_MARKS = tuple(tuple(mark.split()) for mark in (
    "anyway", "anyhow", "anyways", "long story short", "to cut a long story short", "in short",
    "cut a long story short", "the point is", "my point is", "where was i", "be that as it may",
    "in the end", "the upshot is", "to get to the point", "what i am getting at is",
    "coming to the point",
))  # fmt: skip
"""Whoever says so comes to the point."""
_SPEAKS = frozenset(("i", "as", "you", "we", "my", "our", "the", "these", "this", "those", "so",
                     "well", "how", "he", "she", "yesterday", "last", "see", "when",
                     "since"))  # fmt: skip
"""Begins a story rather than a request."""
_WAS = frozenset(("was", "were", "did", "had", "is", "are"))
"""Before `not` in a story: that forbids nothing."""
_OF_TALES = frozenset(("it", "they", "them", "these", "where", "which", "know", "how", "you"))
"""Words that matter elsewhere, and in a story do not."""


def to_the_point(words: Words) -> Words:
    """A text without the name that is called, and without what is rambled before its point."""
    return _without_rambling(_without_a_name(words))


def _without_a_name(words: Words) -> Words:
    """`marvin , put the ball in the bowl` without the name.

    A word that nobody knows may be what is to be moved, too, if it is called `it` afterwards.
    """
    end = words.index(",") if "," in words[: LONGEST + 1] else 0
    name, rest = words[:end], words[end + 1 :]
    if not rest or rest[0] in _GOES_ON or refers_back(rest):
        return words
    strange = [word for word in name if word not in _HAIL]
    called = all(is_strange(word) and not word.endswith(SAYS_HOW) for word in strange)
    listed = {*name} & (NO_PLACING | NEVER_LEFT) or _begins_bare(rest)
    return rest if strange and called and not listed and len(strange) < LONGEST else words


def _begins_bare(words: Words) -> bool:
    """Whether a thing without an article comes first: `spatula , mug in the bowl` is a list."""
    return any(start == 0 for start, _ in things_named(words)) and words[0] not in _ARTICLES


def _without_rambling(words: Words) -> Words:
    """`these balls , they roll off , anyway , put them in the bin`: the balls are noticed."""
    for i in range(3, len(words)):
        mark = next((m for m in _MARKS if words[i : i + len(m)] == m), None)
        if mark is None or words[i - 1] not in BREAKS:
            continue
        story, rest = words[:i], words[i + len(mark) :]
        things = {story[a:b] for a, b in things_named(story)}
        told = tuple(w for k, w in enumerate(story) if w != "not" or story[k - 1] not in _WAS)
        asks = {*told} & (NEGATIONS | NO_TALE - _OF_TALES)
        if story[0] not in _SPEAKS or len(things) > 1 or asks:
            return words
        named = ("notice", *next(iter(things)), ".") if things else ()
        return (*named, *(rest[1:] if rest[:1] in ((",",), (".",)) else rest))
    return words
