"""Constructions of English in plainer words: `it is the ball that I want` as `I want the ball`.

Each says the same thing as what takes its place; a sentence is recast only where the grammar finds
nothing in it as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from . import recast_clauses as clauses
from . import recast_goals as goals
from . import recast_sets as sets
from . import recast_slots as said
from . import recast_texts as texts
from . import recast_things as things
from . import recast_told as told
from . import recast_turns as turns
from . import recast_words as constructions
from .calling import to_the_point
from .command_words import WISH
from .lexicon import FOREIGN, STATE_WORDS
from .naming import Span, is_idle, is_strange, things_named
from .noun_words import HEADS, SIZES
from .nouns import NounGrammar
from .patterns import PatternGrammar, Patterns, Primitive, Words, compiled
from .phrases import BREAKS, Phrases
from .regions import bare_regions, regions
from .slots import slots_of_things
from .syntax import Noun
from .tokens import known_words, plural
from .wishes import GERUNDS, HOLDERS, PARTICIPLES

Placed = tuple[tuple[str, int], ...]
"""Words, and where each stood; -1 for one that is new."""

MAX_STEPS = 8
"""Constructions that are recast in one sentence."""
_JOINTS = (*BREAKS, "and", "then", "so", "but")


def numbered(words: Words) -> Placed:
    """Words as they stand."""
    return tuple((word, i) for i, word in enumerate(words))


def recast(placed: Placed) -> Placed:
    """The same in plainer words, one construction after the other."""
    placed = _active(placed)
    for _ in range(MAX_STEPS):
        plainer = _once(placed)
        if plainer is None:
            break
        placed = tidy(plainer)
    return placed


def tidy(placed: Placed) -> Placed:
    """Without breaks at the ends or behind each other."""
    found: list[tuple[str, int]] = []
    for word, at in placed:
        if word in BREAKS and (not found or found[-1][0] in BREAKS):
            continue
        found.append((word, at))
    while found and found[-1][0] in BREAKS:
        found.pop()
    return tuple(found)


def _active(placed: Placed) -> Placed:
    """`when you have opened the drawer` as `when you have open the drawer`, a command again."""
    words, found, i = tuple(word for word, _ in placed), list[tuple[str, int]](), 0
    while i < len(words):
        done = words[i - 1 : i] == ("having",) or words[max(i - 2, 0) : i] == ("you", "have")
        base = next(PARTICIPLES.at(words, i), None) if done and i else None
        if base is None:
            found.append(placed[i])
            i += 1
        else:
            at = (placed[i][1], *[-1] * len(words))
            found += zip(base[0].split(), at, strict=False)
            i = base[1]
    return tuple(found)


def recast_first(words: Words) -> Words:
    """A text without the constructions that would be misread sentence by sentence."""
    placed = numbered(to_the_point(words))
    for _ in range(MAX_STEPS):
        plainer = _once(placed, _TEXTS, _OF_TEXTS)
        if plainer is None:
            break
        placed = tidy(plainer)
    return tuple(word for word, _ in placed)


def _once(
    placed: Placed, rules: Mapping[str, str] | None = None, patterns: Patterns | None = None
) -> Placed | None:
    """One construction recast, of those for sentences if no others are given."""
    words = tuple(word for word, _ in placed)
    grammar = PatternGrammar(words, patterns or _PATTERNS, _slots(words))
    spoken = frozenset(words)
    rules = rules or _RECAST
    likely = [(r, t) for r, t in rules.items() if all(spoken & need for need in _needs(r))]
    for i in range(len(words)) if likely else ():
        for rule, template in likely:
            for bindings, end in sorted(grammar.at(rule, i), key=lambda found: -found[1]):
                found = _filled(placed[i:end], placed, template, dict(bindings))
                plainer = (*placed[:i], *found, *placed[end:])
                if tuple(word for word, _ in plainer) != words:
                    return plainer
    return None


@cache
def _needs(rule: str) -> tuple[frozenset[str], ...]:
    """Of each set a text has one word where a rule finds something in it."""
    needs: list[frozenset[str]] = []
    for part in compiled(rule):
        if part.word:
            needs.append(frozenset((part.word,)))
        elif part.slot in _TABLES:
            needs.append(_TABLES[part.slot].firsts)
        elif part.either and all(way and way[0].word for way in part.either):
            needs.append(frozenset(way[0].word for way in part.either))
    return tuple(needs)


def _filled(matched: Placed, placed: Placed, template: str, spans: dict[str, Span]) -> Placed:
    """A template with the words of its slots; its first new word stands where the rule began."""
    kept = {
        at for name in template.split() if name in spans for _, at in _part(placed, spans[name])
    }
    begins = bool(matched) and matched[0][1] not in kept and not template.startswith("notice")
    first = matched[0][1] if begins else -1
    found: list[tuple[str, int]] = []
    for word in template.split():
        if word in spans:
            found += _part(placed, spans[word])
        elif word.endswith(("_NAME", "_NAMES")):  # one of them, or all
            slot = word.removesuffix("S").removesuffix("_NAME")
            (kinds, _), _ = next(HEADS.at(tuple(w for w, _ in placed), spans[slot][0]))
            found.append((plural(kinds[0]) if word.endswith("S") else kinds[0], -1))
        else:
            found.append((word, first))
            first = -1
    return tuple(found)


def _part(placed: Placed, span: Span) -> Placed:
    return placed[span[0] : span[1]]


def _slots(words: Words) -> dict[str, Primitive]:
    """What a slot of a pattern may stand for at a word: a span of words."""
    nouns = NounGrammar(words)

    def phrase(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for _, end in nouns.phrases(i))

    def named(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for _, end in nouns.phrases(i) if things_named(words[i:end]))

    def one_of(table: Phrases[str]) -> Primitive:
        return lambda i: (((i, end), end) for _, end in table.at(words, i))

    def begins(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i), i)] if i == 0 or words[i - 1] in _JOINTS else []

    def start(i: int) -> Iterable[tuple[Span, int]]:
        return [((0, 0), 0)] if i == 0 else []

    def ends(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i), i)] if i == len(words) or words[i] in BREAKS else []

    def clause(i: int) -> Iterator[tuple[Span, int]]:
        """Words up to a break, the fewest first."""
        j = i
        while j < len(words) and words[j] not in BREAKS:
            j += 1
            yield (i, j), j

    def tale(i: int) -> Iterable[tuple[Span, int]]:
        """Words up to a break that name no thing, no state and no deed that was done."""
        j = next((k for k in range(i, len(words)) if words[k] in BREAKS), len(words))
        return [((i, j), j)] if j > i and _is_a_tale(words[i:j]) else []

    def comma(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i + 1), i + 1)] if words[i : i + 1] == (",",) else []

    def place(i: int) -> Iterator[tuple[Span, int]]:
        yield from (((i, end), end) for _, end in nouns.targets(i))
        yield from (((i, end), end) for _, _, end in nouns.betweens(i))
        yield from (((i, end), end) for _, end in regions(words, i))

    def goal(i: int) -> Iterable[tuple[Span, int]]:
        """`for the photograph`: one or two words that are nothing here."""
        j = next((k for k in range(i, len(words)) if not _is_a_stranger(words[k])), len(words))
        return [((i, k), k) for k in range(i + 1, min(j, i + 2) + 1)]

    def fancy(i: int) -> Iterable[tuple[Span, int]]:
        """`an egg`, `a car park`: up to three words that no scene has."""
        own = (k for k in range(i, len(words)) if not _is_fancy(words[k]))
        return [((i, k), k) for k in range(i + 1, min(next(own, len(words)), i + 3) + 1)]

    def holder(i: int) -> Iterable[tuple[Span, int]]:
        found = ((thing, end) for thing, end in nouns.singles(i) if isinstance(thing, Noun))
        return (((i, end), end) for thing, end in found
                if thing.kind in HOLDERS or words[end - 1] == "one")  # fmt: skip

    def brought(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for _, end in PARTICIPLES.at(words, i))

    def doing(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for _, end in GERUNDS.at(words, i))

    def final(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i), i)] if i == len(words) else []

    def longing(i: int) -> Iterator[tuple[Span, int]]:
        """`I would sleep better`, `it would be a weight off my mind`."""
        asked = words[i : i + 1] and words[i] in ("would", "could", "will", "might", "is", "do")
        for j in range(i + 2, min(i + 14, len(words))) if not asked else ():
            told = {*words[i:j]}
            if words[j - 1] in BREAKS or things_named(words[i:j]) or told & said.GLUM:
                return
            if told & said.GLAD and told & {"would", "could", "will", "might"}:
                yield (i, j), j

    def story(i: int) -> Iterable[tuple[Span, int]]:
        """Words up to a break in which nothing of a scene or a command is said."""
        j = next((k for k in range(i, len(words)) if words[k] in BREAKS), len(words))
        return [((i, j), j)] if j > i and is_idle(words[i:j]) else []

    def preface(i: int) -> Iterator[tuple[Span, int]]:
        """`rumor has it`, `strictly speaking`, at the beginning."""
        for j in range(i + 2, min(i + 10, len(words)) if i == 0 else 0):
            if not is_idle(words[i:j]) or said.DOUBT & {*words[i:j]}:
                return
            told = words[max(i, j - 3) : j]  # `i think the big`, `red cube`
            if not said.DETERMINERS & {*told} and not next(SIZES.at(words, j - 1), None):
                yield (i, j), j

    def bit(i: int) -> Iterator[tuple[Span, int]]:
        """A few words that name nothing here and deny nothing: `drink from`, `roll off`."""
        for j in range(i + 1, min(i + 6, len(words)) + 1):
            if words[j - 1] in (*BREAKS, "not", "never", "no", "but") or things_named(words[i:j]):
                return
            yield (i, j), j

    def midst(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i), i)] if i > 2 and words[i - 1] not in _JOINTS else []

    def verb(i: int) -> Iterable[tuple[Span, int]]:
        return [((i, i + 1), i + 1)] if i < len(words) and _may_be_a_verb(words[i]) else []

    def region(i: int) -> Iterable[tuple[Span, int]]:
        return (((i, end), end) for _, end in bare_regions(words, i))

    return {
        "THING": phrase, "OTHER": phrase, "THIRD": phrase, "CLAUSE": clause, "EARLIER": clause,
        "VERB": verb, "REGION": region, "TALE": tale, "COMMA": comma, "PLACE": place,
        "ELSEWHERE": place,
        "HOLDER": holder, "FANCY": fancy, "BROUGHT": brought, "DOING": doing, "FINAL": final,
        "NAMED": named, "MIDST": midst, "GOAL": goal, "STORY": story, "PREFACE": preface,
        "LONGING": longing, "BIT": bit, "WISH": one_of(WISH), "START": start,
        "BEGINS": begins, "ENDS": ends, "WHO": lambda i: somebody(words, i),
        **{name: one_of(table) for name, table in _TABLES.items()},
        **slots_of_things(words, nouns),
    }  # fmt: skip


def _may_be_a_verb(word: str) -> bool:
    """Whether an unknown word may be what moves a thing `into` another."""
    return word.isalpha() and word not in known_words() and word not in said.NO_CARRYING


def _is_a_tale(words: Words) -> bool:
    meant = any(next(PARTICIPLES.at(words, k), None) for k in range(len(words)))
    stated = {*words} & ({*STATE_WORDS} | said.CONDITIONS)
    return not meant and not stated and not things_named(words)


def somebody(words: Words, i: int) -> Iterator[tuple[Span, int]]:
    """`my daughter`, `our guest`, `the council` at word `i`: whom no scene has."""
    if words[i : i + 1] and words[i] in said.PEOPLE:
        yield (i, i + 1), i + 1
    if words[i : i + 1] and words[i] in said.OWNERS:
        for j in (i + 1, i + 2):
            named = words[i + 1 : j + 1]
            little = named in (("little", "one"), ("little", "ones"), ("better", "half"))
            pet = named[-1:] != () and named[-1] in FOREIGN and words[i] in said.OF_A_FAMILY
            known = all(_is_a_stranger(word) for word in named[: len(named) - pet])
            if little or (len(named) == j - i and known):
                yield (i, j + 1), j + 1


def _is_a_stranger(word: str) -> bool:
    return word in said.KIN or is_strange(word)


def _is_fancy(word: str) -> bool:
    return is_strange(word) or word in FOREIGN or word.removesuffix("s") in FOREIGN


_RECAST = goals.RECAST | told.RECAST | clauses.RECAST | things.RECAST | constructions.RECAST
_RECAST |= sets.RECAST | turns.RECAST
_TABLES = {
    name: Phrases.of(table)
    for name, table in (
        things.TABLES | said.TABLES | clauses.TABLES | told.TABLES | sets.TABLES
    ).items()
}
_PATTERNS = Patterns({rule: (rule,) for rule in _RECAST}, {}, {})
_TEXTS = texts.RECAST | sets.TEXTS | turns.TEXTS
_OF_TEXTS = Patterns({rule: (rule,) for rule in _TEXTS}, {}, {})
