"""What may be left out whole of a text: cries, countings, idioms, tales of other things."""

from __future__ import annotations

from . import gist_words as said
from . import lexicon
from .asides import is_aside, refers_back, serious
from .framing import is_frame
from .idioms import ALONE, IDIOMS
from .naming import is_strange, things_named
from .phrases import BREAKS, Phrases, number
from .telling import told_of

Words = tuple[str, ...]

IDIOM = Phrases.of(IDIOMS)
LONE = frozenset(tuple(phrase.split()) for phrase in ALONE)


def says_nothing(words: Words, following: Words, known: bool, joint: str = ",") -> bool:
    """Whether a clause names nothing of a scene, asks for nothing and sets no condition.

    Args:
        following: what is said after it.
        known: whether something was said before it.
        joint: the word before it; what `and` joins may be a demand: `... and dance`.
    """
    if _counts(words):
        return True
    if words == ("can",):
        return False  # which may well be the tin
    stranger = any(is_strange(word) for word in words)
    if stranger and not known and refers_back(following):
        return False  # `I bought a flurb. Put it in the bowl.`
    if is_frame(words) or is_aside(words) or told_of(words) == (0, 0):
        return True
    words = _without_idioms(words)
    if not words or words in LONE or is_frame(words) or is_later(words):
        return True
    words = words[len(_lead(words)) :]
    return bool(words) and not _matters(words) and _is_idle(words, joint, not following)


def _matters(words: Words) -> bool:
    """Whether a word may say what is to be done, or to what; what was is not forbidden."""
    of_old = words[0] not in said.NO_TALE and bool(said.PAST & {*words[1:]})
    ruled_out = said.NEVER_LEFT | said.NO_TALE | (serious() - said.OF_TALES)
    if words[:2] == ("it", "is"):
        words = words[2:]
    if (ruled_out - said.NEGATIONS if of_old else ruled_out) & {*words}:
        return True
    if things_named(words) or any(number(word) is not None for word in words):
        return True
    return any(_is_wanted(words, i) for i in range(len(words)))


def _is_idle(words: Words, joint: str, last: bool) -> bool:
    """Whether a clause tells something, or cries out; a strange word behind all may be a name."""
    if words[:2] == ("it", "is") and len(words) < 6:
        return all(is_strange(word) or is_frame((word,)) for word in words[2:])
    begins = words[0] in said.SUBJECTS or is_strange(words[0])
    if begins and said.TELLING & {*words[1:]}:
        return True
    if words[0] in said.RELATIVE and len(words) < 6:
        return all(is_strange(word) or is_frame((word,)) for word in words[1:])
    known = (
        bool(said.CRIES & {*words}) or words[-2:] == ("in", "here") or len({*words}) < len(words)
    )
    if words[-2:] == ("in", "here"):
        words = words[:-2]
    cries = len(words) < 4 and all(_is_a_cry(word) for word in words)
    return cries and joint in BREAKS and (known or (last and joint == ","))


def _without_idioms(words: Words) -> Words:
    found: list[str] = []
    i = 0
    while i < len(words):
        end = next((end for _, end in IDIOM.at(words, i)), None)
        found += words[i : i + 1] if end is None else ()
        i = i + 1 if end is None else end
    return tuple(found)


def _lead(words: Words) -> Words:
    """`you know how` before a tale."""
    return next((lead for lead in said.LEADS if words[: len(lead)] == lead), ())


def _counts(words: Words) -> bool:
    """`and a one , and a two`, `going once`: a way to say now; `twice` alone says how often."""
    return len(words) < 5 and {*words} <= said.COUNTING and not {*words} <= said.OFTEN


def is_later(words: Words) -> bool:
    """`by the time i am back`, `before the guests sit down`: people come after it is done."""
    if words[:1] == ("when",) and words[1:] in said.BACK:
        return True
    for time in said.UNTIL_PEOPLE:
        rest = words[len(time) :]
        if words[: len(time)] == time and 2 <= len(rest) < 7 and not things_named(rest):
            somebody = rest[0] in said.PEOPLE or (
                rest[0] in ("the", "my", "our") and is_strange(rest[1])
            )
            return somebody and bool(said.COMING & {*rest}) and not said.NEGATIONS & {*rest}
    return False


def _is_a_cry(word: str) -> bool:
    """A word that nobody knows, or a polite one, but none that may say how."""
    if word.endswith(said.SAYS_HOW):
        return False
    return word not in said.DETERMINERS and (is_strange(word) or is_frame((word,)))


def _is_wanted(words: Words, i: int) -> bool:
    """Whether a thing that no scene has is named where it could be the one that is meant."""
    foreign = words[i] in lexicon.FOREIGN or words[i].removesuffix("s") in lexicon.FOREIGN
    return foreign and words[max(i - 1, 0)] in ("the", "this", "that", "these", "those")
