"""Reading for the gist, where the grammar cannot take every word.

Ward's Phoenix (1994) filled frames from the islands of a sentence that it knew, and let the rest
go. Here a sentence is cut into clauses; each must be understood by the grammar, be understood once
light words between its things and places are gone, or say nothing that could matter. What comes
out is sentences again, so the scene decides on them as on any others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import framing_words, lexicon
from . import gist_words as said
from .leaving import LONE, is_later, says_nothing
from .lightening import lightened
from .naming import is_strange, things_named
from .nouns import NounGrammar
from .phrases import BREAKS
from .sentences import Program, SentenceGrammar
from .syntax import Again, Claim, Clause, Instead, Manner, Noun, NounPhrase, Regard
from .telling import told_of
from .understanding import Sentence, in_other_words

Words = tuple[str, ...]

MAX_CLAUSES = 8
"""Of one sentence; longer ones are stories."""
_SKIP, _TOPIC, _READ, _LIGHT = 4.0, 2.0, 1.0, 0.5
"""What a clause costs that is left out, only spoken of, or read, and a word left out of it."""


@dataclass(frozen=True)
class _Piece:
    """A part of a sentence and what it was taken for."""

    cost: float
    sentences: tuple[Sentence, ...]


def gist(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The same sentences, those that were not understood read for their gist; () if there is none.

    What is only spoken of comes as a sentence that regards it; the caller has to see that
    something is done with it, or the gist is not that of the whole.
    """
    found: list[Sentence] = []
    for i, sentence in enumerate(sentences):
        after = sentences[i + 1].words if i + 1 < len(sentences) else ()
        if sentence.programs or not sentence.words:
            found.append(sentence)
            continue
        best = _best(sentence, after, bool(spoken_of(found)))
        if best is None:
            return ()
        found += best.sentences
    return tuple(found)


def spoken_of(sentences: Sequence[Sentence]) -> tuple[NounPhrase, ...]:
    """The things that sentences name and ask nothing of."""
    alone = (s.programs[0] for s in sentences if s.programs and all(map(_remarks, s.programs)))
    commands = (s.command for program in alone for s in program if isinstance(s, Clause))
    return tuple(c.thing for c in commands if isinstance(c, Regard))


def _remarks_or_corrects(program: Program) -> bool:
    return any(
        isinstance(s, Clause) and isinstance(s.command, Regard | Claim | Again | Instead)
        for s in program
    )


def _remarks(program: Program) -> bool:
    return all(isinstance(s, Clause) and isinstance(s.command, Regard | Claim) for s in program)


def _asks(sentence: Sentence) -> bool:
    return any(not _remarks(program) for program in sentence.programs)


def _says_how(program: Program) -> bool:
    """`do this`, `look at that`: no deed, and no thing by its name."""
    commands = [s.command if isinstance(s, Clause) else None for s in program]
    return all(
        command == Manner()
        or (isinstance(command, Regard) and getattr(command.thing, "pronoun", None) is not None)
        for command in commands
    )


def _best(sentence: Sentence, after: Words, known: bool) -> _Piece | None:
    """The cheapest way to take all clauses of a sentence for something, from the last one on."""
    spans = _clauses(sentence.words)
    if not spans or len(spans) > MAX_CLAUSES:
        return None
    best: dict[int, _Piece | None] = {len(spans): _Piece(0.0, ())}
    for a in reversed(range(len(spans))):
        found: list[_Piece] = []
        for b in range(a + 1, len(spans) + 1):
            rest = best[b]
            if rest is None:
                continue
            start, end = spans[a][0], spans[b - 1][1]
            following = sentence.words[end:] + after
            but = b < len(spans) and sentence.words[spans[b][0]] == "but"
            taken = [
                *_taken_for(sentence, start, end, following, known or a > 0),
                *_interrupted(sentence, spans[a:b], following),
            ]
            found += [
                _Piece(p.cost + rest.cost, p.sentences + rest.sentences)
                for p in taken
                if not but or not any(map(_asks, p.sentences))
            ]
        best[a] = min(found, key=lambda piece: piece.cost, default=None)
    return best[0]


def _clauses(words: Words) -> list[tuple[int, int]]:
    """Spans of words between joints."""
    spans: list[tuple[int, int]] = []
    start = 0
    for i, word in enumerate((*words, ".")):
        if start < i and any(is_later(words[i:j]) for j in _ends(words, i)):
            spans.append((start, i))
            start = i
        absolute = word == "with" and _is_absolute(words, i)
        if word == "but" and start < i:
            spans.append((start, i))
            start = i
        if word in said.JOINTS or absolute:
            if start < i:
                spans.append((start, i))
            start = i + 1
    return spans


def _ends(words: Words, i: int) -> Iterator[int]:
    """Where the clause at word `i` ends, if it begins with a time."""
    if any(words[i : i + len(time)] == time for time in (("when",), *said.UNTIL_PEOPLE)):
        yield next((j for j in range(i, len(words)) if words[j] in BREAKS), len(words))


def _is_absolute(words: Words, i: int) -> bool:
    """`with the door closed`: a clause of its own."""
    ends = {end for _, end in NounGrammar(words).singles(i + 1)}
    return any(words[end : end + 1] != () and words[end] in lexicon.STATE_WORDS for end in ends)


def _taken_for(
    sentence: Sentence, start: int, end: int, following: Words, known: bool
) -> Iterator[_Piece]:
    """What a span of a sentence may be taken for.

    Args:
        following: the words after it.
        known: whether something was said before.
    """
    words = sentence.words[start:end]
    inside = {at - start: pace for at, pace in sentence.speeds.items() if start <= at < end}
    if start > 0 and words[0] == "but" and words[1:2] not in (("first",), ("not",), ("only",)):
        start, words = start + 1, words[1:]
        inside = {at - 1: pace for at, pace in inside.items()}
    bound = start > 0 and bool(said.BOUND & {*words[:2]} or words[-1] in said.BOUND_END)
    if bound:
        return
    read = _read(words, inside)
    if read is not None:
        dropped = len(read.aside)
        yield _Piece(_READ + _LIGHT * dropped, (read,))
        return
    if inside:
        return
    topic = _topic(words)
    if topic is not None:
        yield _Piece(_TOPIC, (topic,))
    elif says_nothing(words, following, known, sentence.words[start - 1] if start else "."):
        aside = Sentence((), {}, [], 0, words)
        yield _Piece(_SKIP + len(words), (aside,))


def _interrupted(
    sentence: Sentence, spans: Sequence[tuple[int, int]], following: Words
) -> Iterator[_Piece]:
    """`the tower , mind you , should stay as it is`: a clause around what says nothing."""
    start, end = spans[0][0], spans[-1][1]
    if len(spans) < 3 or any(start <= at < end for at in sentence.speeds):
        return
    words = sentence.words
    inner = [words[a:b] for a, b in spans[1:-1]]
    commas = all(words[a - 1] == "," for a, _ in spans[1:])
    if commas and all(says_nothing(part, following, True) for part in inner):
        around = words[start : spans[0][1]] + words[spans[-1][0] : end]
        read = _read(around, {}) or _topic(around)
        if read is not None and not said.BOUND & {*words[spans[-1][0] :][:2]}:
            aside = tuple(word for part in inner for word in part)
            left = replace(read, aside=(*aside, *read.aside))
            yield _Piece(_SKIP + _READ + _LIGHT * len(left.aside), (left,))


def _read(words: Words, speeds: dict[int, float]) -> Sentence | None:
    """A clause as the grammar reads it, in other words or without light ones."""
    grammar = SentenceGrammar(words)
    programs = grammar.programs()
    if programs and not all(map(_says_how, programs)):
        return Sentence(words, speeds, programs, len(words))
    other = in_other_words(Sentence(words, speeds, [], 0), ())
    if other.programs and not all(map(_says_how, other.programs)):
        return other
    for kept, left in lightened(words) if not speeds else ():
        plainer = in_other_words(Sentence(kept, {}, SentenceGrammar(kept).programs(), 0), ())
        programs = [p for p in plainer.programs if not _remarks_or_corrects(p)]
        if programs:
            return replace(plainer, programs=programs, aside=(*left, *plainer.aside))
    return None


def _topic(words: Words) -> Sentence | None:
    """`the red block has sat there long enough`: the one thing that a clause tells of."""
    words = tuple(
        w for i, w in enumerate(words)
        if not ((not i or words[i - 1] in said.THE) and w in framing_words.GROPING)
    )  # fmt: skip
    if BREAKS & {*words}:
        return None
    nouns = NounGrammar(words)
    told = told_of(words) or _long_so(words, nouns)
    if told is None or told == (0, 0):
        return None
    thing = next((t for t, end in nouns.phrases(told[0]) if end == told[1]), None)
    if not isinstance(thing, Noun) or thing.pronoun is not None:
        return None
    if thing.kind == lexicon.THING or thing.quantity not in ("the", "bare"):
        return None
    clause = Clause(Regard(thing), 0, len(words))
    return Sentence(words, {}, [(clause,)], len(words))


def _long_so(words: Words, nouns: NounGrammar) -> tuple[int, int] | None:
    """Where `the red block has sat there for ages` names its thing: it tells of what was."""
    for _, end in nouns.singles(0):
        verb, rest = words[end : end + 1], words[end + 1 :]
        if words[end:] in LONE or (verb and is_strange(verb[0])):
            verb, rest = ("is",), tuple(w for w in words[end:] if words[end:] not in LONE)
        if verb and verb[0] in said.LONG and rest[:1] != ("to",):
            asks = said.NO_TALE | said.NEVER_LEFT | lexicon.STATE_WORDS.keys()
            rest = tuple(word for word in rest if word not in said.OF_TIMES)
            if not asks & {*rest} and not things_named(rest):
                return 0, end
    return None
