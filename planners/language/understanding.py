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
from .phrases import STOP, Phrases
from .recast_slots import TABLES
from .recasting import Placed, numbered, recast, recast_first
from .rewording import by_roles, rewordings
from .sentence_words import CHECK, ELSE, IF_SO
from .sentences import Program, SentenceGrammar
from .spatial import SpatialGrammar
from .styles import telegram
from .syntax import Caution, Clause, Noun, Push, Regard
from .telling import without_stories
from .tokens import Words, read
from .turned import named_in_order

LONG = 9
"""Words, more than a sentence has that only asks to do what was said."""
MAX_DOUBTFUL = 3
"""Adverbs that are tried both ways."""


_FIRST = Phrases.of(TABLES["MUST_FIRST"])
_BEFORE_THAT = Phrases.of(TABLES["BEFORE_THAT"])


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
    return (
        words if words.speeds else replace(words, words=recast_first(named_in_order(words.words)))
    )


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
        s.words == ("go",)
        or (i > 0 and not s.speeds and _closes(s.words))
        or (not s.programs and not s.speeds and _changes_nothing(s.words))
        for i, s in enumerate(said)
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
            known = sentence.programs or talk[i]
            yield sentence if known else in_other_words(sentence, after)


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


def _closes(words: tuple[str, ...]) -> bool:
    """Whether a sentence only asks to do what was said: `do both`, `see to it`."""
    return len(words) < LONG and not recast(numbered(words))


def _changes_nothing(words: tuple[str, ...]) -> bool:
    if is_aside(words) or is_frame(words):
        return True
    return not without_stories(recast(numbered(words)))


def in_other_words(sentence: Sentence, after: tuple[str, ...]) -> Sentence:
    """A sentence that the grammar cannot read as it stands, in plainer words; else as it was.

    Args:
        after: the next sentence.
    """
    shorter = _without_asides(sentence)
    if shorter.programs:
        return shorter
    placed = numbered(sentence.words)
    other = recast(placed)
    for plainer in dict.fromkeys((placed, other, without_stories(other, after))):
        found = _in_plainer_words(sentence, plainer)
        if found is not None:
            return found
    return _only_named(sentence) or sentence


def recast_as_a_whole(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences in plainer words, all of them read; nothing if none becomes another."""
    found: list[Sentence] = []
    for sentence in sentences:
        placed = recast(numbered(sentence.words))
        words, origins = tuple(word for word, _ in placed), [at for _, at in placed]
        if words == sentence.words or not words:
            found.append(sentence)
            continue
        programs = SentenceGrammar(words).programs()
        if not programs or any(at not in origins for at in sentence.speeds):
            return ()
        speeds = {origins.index(at): factor for at, factor in sentence.speeds.items()}
        found.append(replace(sentence, words=words, speeds=speeds, programs=programs))
    return () if tuple(found) == tuple(sentences) else tuple(found)


def _in_plainer_words(sentence: Sentence, placed: Placed) -> Sentence | None:
    """Without what is said around the wish, or as a telegram.

    Args:
        placed: the sentence, recast.
    """
    texts, places = tuple(w for w, _ in placed), [at for _, at in placed]
    unchanged = texts == sentence.words
    for terse in (False, True):
        for plainer in rewordings(texts) if not terse and unchanged else _whole_first(texts):
            words = tuple(w for w, _ in plainer)
            origins = [places[at] if at >= 0 else -1 for _, at in plainer]
            if not words or any(at not in origins for at in sentence.speeds):
                continue
            grammar = SentenceGrammar(words)
            programs = list(telegram(grammar.commands)) if terse else grammar.programs()
            if programs:
                speeds = {origins.index(at): factor for at, factor in sentence.speeds.items()}
                left = tuple(w for i, w in enumerate(sentence.words) if i not in origins)
                return Sentence(words, speeds, programs, grammar.nouns.furthest, left)
    return None


def _only_named(sentence: Sentence) -> Sentence | None:
    """`The red block.`: something is only spoken of, for the sentences that follow."""
    for placed in _whole_first(sentence.words):
        words = tuple(word for word, _ in placed)
        nouns = SentenceGrammar(words).nouns
        named = [thing for thing, end in nouns.phrases(0) if end == len(words)]
        named = [t for t in named if not isinstance(t, Noun) or (t.kind and not t.pronoun)]
        named = [t for t in named if t.text != "all"]  # `all but one ...`
        if named and not sentence.speeds:
            one = next((thing for thing in named if isinstance(thing, Noun)), named[0])
            clause = Clause(Regard(one), 0, len(words))
            return Sentence(words, {}, [(clause,)], len(words))
    return None


def _whole_first(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, int], ...]]:
    yield numbered(words)
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
    ends = [i for i in ends if not _asked(words.words, i) and not _comes_first(words.words, i)]
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


def _comes_first(words: tuple[str, ...], end: int) -> bool:
    """Whether the next sentence says what is to be done before: `the drawer is shut beforehand`."""
    after = next((i for i in range(end + 1, len(words)) if words[i] == STOP), len(words))
    begun = any(words[k : k + 1] == (",",) for _, k in _BEFORE_THAT.at(words, end + 1))
    return begun or any(k == after for i in range(end + 2, after) for _, k in _FIRST.at(words, i))


def _asked(words: tuple[str, ...], end: int) -> bool:
    """Whether a question ends here whose answer decides: `is the drawer open? If so, ...`."""
    start = max((i + 1 for i in range(end) if words[i] == STOP), default=0)
    question = words[start] in ("is", "are", "do") if start < end else False
    question = question or next(CHECK.at(words, start), None) is not None
    return question and next(IF_SO.at(words, end), None) is not None
