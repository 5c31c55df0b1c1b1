"""What is told around a wish: `that vase makes me nervous, so keep away from it`.

A clause that only tells something is left aside; if it speaks of one thing, it is read as `notice
that thing`, so that what follows can call it `it`. A clause only tells something where its subject
is a person, an `it` or a thing and its verb is finite, and where no word of it asks for anything,
sets a condition, says a state that skills can change, or names a second thing.
"""

from __future__ import annotations

from . import lexicon
from . import telling_words as said
from .asides import is_aside, refers_back, serious
from .framing import is_frame
from .naming import Span, Words, is_strange, things_named
from .noun_words import RELATIONS
from .nouns import NounGrammar
from .phrases import BREAKS
from .recasting import Placed, somebody
from .wishes import PARTICIPLES

REACH = 16
"""Words behind a clause in which its thing has to be spoken of again."""

_IS_TO = (("is", "to"), ("are", "to"), ("not", "to"))
"""`the vase is not to be touched` asks for something."""


def without_stories(placed: Placed, after: Words = ()) -> Placed:
    """The clauses that ask for something; of the others the one thing they speak of.

    Args:
        after: the next sentence.
    """
    clauses = _clauses(placed)
    words = [tuple(word for word, _ in clause) for clause in clauses]
    found: list[Placed] = []
    asked = False
    for i, clause in enumerate(clauses):
        if not clause:
            continue
        told = told_of(words[i])
        following = tuple(word for rest in words[i + 1 :] for word in rest) + after
        if told is None or _matters(words[i], told, following, words[max(i - 1, 0) : i]):
            asked = asked or not is_frame(words[i])
            found.append(clause)
        elif told != (0, 0) and not asked:
            found.append((("notice", -1), *clause[told[0] : told[1]]))
            if words[i + 1 : i + 2] and words[i + 1][0] in said.TO_A_PLACE:  # `..., into the bin`
                found.append((("put", -1), ("it", -1), *clauses[i + 1]))
                clauses[i + 1], words[i + 1] = (), ()
        elif told != (0, 0) and words[i][0] not in said.REASONS:
            found.append(clause)
    joined: list[tuple[str, int]] = []
    for clause in found:
        joined += [*([(",", -1)] if joined else []), *clause]
    return tuple(joined)


def _matters(words: Words, told: Span, following: Words, before: list[Words]) -> bool:
    """Whether a clause that tells something says more than what follows makes of it."""
    if said.PERIL & {*words} and not said.REFERRING & {*following}:
        return not any(said.CAUTION & {*clause} for clause in before)
    if told != (0, 0):
        elliptic = following[:1] != () and following[0] in said.TO_A_PLACE
        return not elliptic and not said.REFERRING & {*following[:REACH]}
    strange = any(is_strange(word) for word in words) and words[0] not in said.IMPERSONAL
    return strange and refers_back(following)  # `I bought a flurb. Put it in the bowl.`


def _clauses(placed: Placed) -> list[Placed]:
    """Split at breaks, and at `and` or `because` between clauses that tell something."""
    parts: list[list[tuple[str, int]]] = [[]]
    for i, part in enumerate(placed):
        rest = tuple(word for word, _ in placed[i + 1 :])
        reason = part[0] in said.REASONS and told_of(_to_break(rest)) is not None
        before = tuple(word for word, _ in parts[-1])
        if (
            part[0] in BREAKS
            or (reason and parts[-1])
            or (part[0] in ("and", "but") and parts[-1] and told_of(before) is not None)
        ):
            parts.append([])
        else:
            parts[-1].append(part)
    return [tuple(part) for part in parts if part]


def _to_break(words: Words) -> Words:
    return words[: next((i for i, word in enumerate(words) if word in BREAKS), len(words))]


def told_of(words: Words) -> Span | None:
    """Where a clause names the one thing it tells of, (0, 0) if none; `None`: it may ask."""
    start = 0
    while words[start : start + 1] and words[start] in said.JOINTS:
        start += 1
    rest = words[start:]
    if len(rest) == 0:
        return 0, 0
    if (not start and _exclaimed(rest)) or (len(rest) > 1 and is_aside(rest)):
        return 0, 0
    asking = said.ASKING - said.NEEDING if {*words[:start]} & said.REASONS else said.ASKING
    if asking & {*rest} or rest[len(rest) - 1] in said.OPEN_QUESTIONS or len(rest) < 2:
        return None
    if any(rest[i : i + 2] in _IS_TO for i in range(len(rest))):
        return None
    for verb, named in (
        *_by_somebody(rest, bool({*words[:start]} & said.REASONS)),
        *_by_something(rest),
    ):
        person = named is None
        things = things_named(rest, verb)
        went = rest[verb] in said.WENT and not said.NEGATIONS & {*rest}  # `it fell off the shelf`
        states = not went and _changes_states(rest[verb:], person)
        if states or len(things) > int(person or went):
            continue
        if not things and named is None and {*rest} & (serious() - said.REFERRING - {"not"}):
            continue
        at = named or (_without_its_place(rest, things[0]) if things else None)
        return (0, 0) if at is None else (start + at[0], start + at[1])
    return None


def _without_its_place(words: Words, thing: Span) -> Span:
    """`the ball` of `I dropped the ball behind the sofa`, where it need not be now."""
    ends = [end for _, end in NounGrammar(words).singles(thing[0]) if end < thing[1]]
    ends = [end for end in ends if next(RELATIONS.at(words, end), None)]
    return thing[0], min(ends, default=thing[1])


def _by_somebody(words: Words, reason: bool) -> list[tuple[int, Span | None]]:
    """Where the verb stands behind `i`, `my daughter`, `it`."""
    found: list[tuple[int, Span | None]] = []
    first, second = words[0], words[1]
    goes_on = words[2:3] != () and words[2].endswith("ing")  # `I keep bumping into it`
    if first in said.SPEAKERS and (
        goes_on or second not in said.NO_VERBS or said.LONG_AGO & {*words}
    ):
        found.append((1, None))
    if first in said.ANYBODY and (reason or not things_named(words, 1)):
        found.append((1, None))
    if first in said.IMPERSONAL and second in said.FINITE:
        speaks = second not in said.BE  # `it stinks in the fridge`
        found += [(1, None)] if len(words) > 2 and (speaks or not things_named(words, 1)) else []
    if second in said.FINITE and is_strange(first):
        found.append((1, None))  # `lesson is over`
    found += [(end, None) for _, end in somebody(words, 0) if end < len(words)]
    return found


def _by_something(words: Words) -> list[tuple[int, Span | None]]:
    """Where the verb stands behind a thing of the scene."""
    named = [(end, (0, end)) for _, end in NounGrammar(words).phrases(0)
             if words[end : end + 1] and words[end] in said.FINITE | said.WENT]  # fmt: skip
    return [
        (end, span) for end, span in named
        if not said.NEGATIONS & {*words[end:]} and not (end == 1 and words[0] in said.IMPERSONAL)
        and words[end + 1 : end + 2] not in (("to",), ())
    ]  # fmt: skip


def _changes_states(words: Words, person: bool) -> bool:
    """Whether a clause says that something is opened, pressed, empty or put somewhere."""
    for i, word in enumerate(words):
        if word in lexicon.STATE_WORDS and not person:
            return True
        if next(PARTICIPLES.at(words, i), None) and not person:
            return True
    return False


def _exclaimed(words: Words) -> bool:
    """`Ladies first`, `ding dong`, `tidy up time , children`."""
    plain = all(word in said.SOCIAL or is_strange(word) or is_frame((word,)) for word in words)
    alone = {*words} <= said.NO_EXCLAMATIONS
    return len(words) < 5 and bool({*words} & said.SOCIAL) and plain and not alone
