"""From a text to readings of its sentences: as they stand, else without what is said around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations

from vla.errors import UserError

from .amending import amended, pushed_in
from .asides import is_aside, refers_back, without_asides
from .framing import is_frame
from .phrases import STOP
from .rewording import by_roles, rewordings
from .sentence_words import CHECK, ELSE, IF_SO
from .sentences import Program, SentenceGrammar
from .spatial import SpatialGrammar
from .styles import telegram
from .syntax import Caution, Clause, Noun, Push, Regard
from .tokens import Words, read
from .turned import named_in_order

MAX_DOUBTFUL = 3
"""Adverbs that are tried both ways."""


@dataclass(frozen=True)
class Sentence:
    """One sentence with its readings."""

    words: tuple[str, ...]
    speeds: dict[int, float]
    programs: list[Program]
    furthest: int
    aside: tuple[str, ...] = ()
    """What was left aside of it: small talk."""


def understood(instruction: str) -> tuple[Words, tuple[Sentence, ...]]:
    """The words of an instruction and its sentences.

    In `put the block slowly near the mug` the adverb is about the whole clause, in `move to the
    bowl slowly near the mug` about a part of the way: whichever leaves something to do.
    """
    words = _with_names(read(instruction))
    first = words, _in_one_light(tuple(_sentences(words)))
    if not words.doubtful or _can_be_done(first[1]):
        return first
    doubtful = range(min(words.doubtful, MAX_DOUBTFUL))
    for adverbs in (c for n in doubtful for c in combinations(doubtful, n + 1)):
        with suppress(UserError):  # a speed that only makes sense near something
            words = _with_names(read(instruction, adverbs))
            sentences = _in_one_light(tuple(_sentences(words)))
            if _can_be_done(sentences):
                return words, sentences
    return first


def _in_one_light(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """`Push the block to the edge. Stay left of the vase.`: the block stays there."""
    firsts = [sentence.programs[0] for sentence in sentences if sentence.programs]
    pushed = [thing for program in firsts for thing in pushed_in(program)]
    if len(pushed) != 1 or len(sentences) < 2:
        return sentences
    return tuple(
        replace(s, programs=[amended(program, s.words, pushed[0]) for program in s.programs])
        for s in sentences
    )


def _with_names(words: Words) -> Words:
    """What `the former` and `the latter` are, said in their place."""
    return words if words.speeds else replace(words, words=named_in_order(words.words))


def _can_be_done(sentences: Sequence[Sentence]) -> bool:
    """Whether every sentence is understood, and one of them says what to do."""
    deeds = (
        not isinstance(statement, Clause) or not isinstance(statement.command, Caution)
        for sentence in sentences
        for program in sentence.programs
        for statement in program
    )
    return all(s.programs for s in sentences if s.words) and any(deeds)


def _sentences(words: Words) -> Iterator[Sentence]:
    """Sentence by sentence, small talk left aside."""
    if "straight" in words.said:  # elsewhere a word that says nothing
        straight = about_space(words)
        if straight is not None and _on_a_line(straight):
            yield straight
            return
    said = tuple(_as_said(words))
    talk = [
        s.words == ("go",) or (not s.programs and not s.speeds and _changes_nothing(s.words))
        for s in said
    ]
    if all(talk):
        yield from said
        return
    if not all(s.programs or t for s, t in zip(said, talk, strict=True)):
        whole = about_space(words) or _as_a_whole(words)
        if whole is not None:
            yield whole
            return
    for i, sentence in enumerate(said):
        after = said[i + 1].words if i + 1 < len(said) else ()
        if talk[i] and not refers_back(after):
            yield Sentence((), {}, [], 0, sentence.words)
        else:
            yield sentence if sentence.programs or talk[i] else _understood_otherwise(sentence)


def about_space(words: Words) -> Sentence | None:
    """A whole text about space, its elements in whatever order; the scene decides what they mean.

    A reading's pace stands at the word that its command takes the place of.
    """
    requests = SpatialGrammar(words.said).requests
    paces = list(dict.fromkeys(request.pace for request in requests))
    speeds = {at: pace for at, pace in enumerate(paces) if pace is not None}
    programs: list[Program] = [r.program(paces.index(r.pace)) for r in requests]
    return Sentence(words.said, speeds, programs, len(words.said)) if programs else None


def _on_a_line(sentence: Sentence) -> bool:
    commands = [s.command for p in sentence.programs for s in p if isinstance(s, Clause)]
    return any(isinstance(command, Push) and command.line for command in commands)


def _as_a_whole(words: Words) -> Sentence | None:
    """A form that is filled in, or a telegram, over the ends of sentences."""
    if words.speeds:
        return None
    form = by_roles(words.words)
    if form is not None:
        grammar = SentenceGrammar(form)
        programs = grammar.programs()
        if programs:
            return Sentence(form, {}, programs, len(form))
    if STOP not in words.words:
        return None
    joined = tuple("," if word == STOP else word for word in words.words)
    for placed in _whole_first(joined):
        told = tuple(word for word, _ in placed)
        programs = list(telegram(SentenceGrammar(told).commands))
        if programs:
            return Sentence(told, {}, programs, len(told))
    return None


def _changes_nothing(words: tuple[str, ...]) -> bool:
    return is_aside(words) or is_frame(words)


def _understood_otherwise(sentence: Sentence) -> Sentence:
    """A sentence that the grammar cannot read as it stands, in plainer words."""
    shorter = _without_asides(sentence)
    return shorter if shorter.programs else _in_plainer_words(sentence)


def _in_plainer_words(sentence: Sentence) -> Sentence:
    """Without what is said around the wish, or as a telegram; else as it was."""
    for terse in (False, True):
        for placed in rewordings(sentence.words) if not terse else _whole_first(sentence.words):
            words, origins = tuple(w for w, _ in placed), [at for _, at in placed]
            if not words or any(at not in origins for at in sentence.speeds):
                continue
            grammar = SentenceGrammar(words)
            programs = list(telegram(grammar.commands)) if terse else grammar.programs()
            if programs:
                speeds = {origins.index(at): factor for at, factor in sentence.speeds.items()}
                left = tuple(w for i, w in enumerate(sentence.words) if i not in origins)
                return Sentence(words, speeds, programs, grammar.nouns.furthest, left)
    bare = _only_named(sentence)
    return sentence if bare is None else bare


def _only_named(sentence: Sentence) -> Sentence | None:
    """`The red block.`: something is only spoken of, for the sentences that follow."""
    for placed in _whole_first(sentence.words):
        words = tuple(word for word, _ in placed)
        nouns = SentenceGrammar(words).nouns
        named = [thing for thing, end in nouns.phrases(0) if end == len(words)]
        named = [t for t in named if not isinstance(t, Noun) or (t.kind and not t.pronoun)]
        if named and not sentence.speeds:
            clause = Clause(Regard(named[0]), 0, len(words))
            return Sentence(words, {}, [(clause,)], len(words))
    return None


def _whole_first(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, int], ...]]:
    yield tuple((word, i) for i, word in enumerate(words))
    yield from rewordings(words)


def _without_asides(sentence: Sentence) -> Sentence:
    """A sentence that is understood once its small talk is dropped, or else as it was."""
    words = sentence.words
    for start, end in without_asides(words):
        part, aside = words[start:end], (*words[:start], *words[end:])
        if (refers_back(part) and start) or any(not start <= at < end for at in sentence.speeds):
            continue
        grammar = SentenceGrammar(part)
        programs = grammar.programs()
        if programs:
            speeds = {at - start: factor for at, factor in sentence.speeds.items()}
            return Sentence(part, speeds, programs, grammar.nouns.furthest, aside)
    return sentence


def _as_said(words: Words) -> Iterator[Sentence]:
    """Sentence by sentence; `otherwise` belongs to the one before."""
    start = 0
    ends = [i for i, word in enumerate(words.words) if word == STOP]
    ends = [i for i in ends if next(ELSE.at(words.words, i + 1), None) is None]
    ends = [i for i in ends if not _asked(words.words, i)]
    for end in (*ends, len(words.words)):
        part = words.words[start:end]
        if part:
            grammar = SentenceGrammar(part)
            speeds = {
                at - start: factor
                for at, factor in words.speeds
                if start <= at < max(end, start + 1)
            }
            yield Sentence(part, speeds, grammar.programs(), grammar.nouns.furthest)
        start = end + 1


def _asked(words: tuple[str, ...], end: int) -> bool:
    """Whether a question ends here whose answer decides: `is the drawer open? If so, ...`."""
    start = max((i + 1 for i in range(end) if words[i] == STOP), default=0)
    question = words[start] in ("is", "are", "do") if start < end else False
    question = question or next(CHECK.at(words, start), None) is not None
    return question and next(IF_SO.at(words, end), None) is not None
