"""Text into words: normalising, contractions, typing slips, politeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from vla.errors import UserError
from vla.vocabulary import COLORS, KINDS

from . import (
    aside_words,
    caution_words,
    errand_words,
    framing_words,
    grip_words,
    lexicon,
    pace_words,
    raising_words,
    rare_words,
    recast_clauses,
    recast_goals,
    recast_sets,
    recast_slots,
    recast_told,
    recast_turns,
    recast_words,
    spatial_deeds,
    spatial_words,
    style_words,
    sweep_words,
    telling_words,
    turn_words,
    turned_words,
    use_words,
    verbs,
    wish_words,
    zone_words,
)
from .fillers import FILLERS
from .joints import joins
from .lookalikes import LOOKALIKES
from .patterns import words_of
from .phrases import BREAKS, STOP, Phrases, Reading, number
from .spatial_rules import RULES
from .speeds import without_speeds

MAX_CHARACTERS = 2000


@dataclass(frozen=True)
class Words:
    """An instruction ready for the grammar."""

    words: tuple[str, ...]
    speeds: tuple[tuple[int, float], ...]
    """Adverbs that were taken out: the word they stood before, the word they belong to (both as
    an index of `words`), and the factor."""
    readings: tuple[Reading, ...]
    unknown: tuple[str, ...]
    doubtful: int = 0
    """Adverbs of speed that may as well say where to be slow: `slowly near the vase`."""
    said: tuple[str, ...] = ()
    """All words as they were said, slips corrected."""


_CONTRACTIONS = (
    (r"\b(can)not\b", r"can not"),
    (r"\bcan't\b|\bcant\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\b(do|does|must|should)nt\b", r"\1 not"),
    (r"\b(i|you|we|they|it|that|what|who|he|she|there)'d\b", r"\1 would"),
    (r"(\w{3}in)'(?!\w)", r"\1g"),
    (r"\b(i)'m\b", r"i am"),
    (r"\blet's\b", "let us"),
    (r"\b(it|that|there|he|she)'s (?=(?:got|been)\b)", r"\1 has "),
    (r"\b(it|that|there|what|he|which|where)'s\b", r"\1 is"),
    (r"\b(you|we|they)'re\b", r"\1 are"),
    (r"\b(she|who|where|how|here)'s\b", r"\1 is"),
    (
        r"'s(?= (in|on|at|off|out|too|so|not|a|an|still|empty|open|closed|shut|full|going|coming|"
        r"supposed|meant|where|what|lying|sitting|standing|hanging|waiting|missing|ready|the|over|"
        r"been|got|getting|gone|done|wet|hot|dirty|broken|for|made|only|always|just|very|all)\b)",
        " is",
    ),
    (r"\b(you|we|they|i)'ll\b", r"\1 will"),
    (r"\b(you|we|they|i)'ve\b", r"\1 have"),
    (r"\b(?:as )?slow(?:ly)? as (?:an? [a-z]+|honey|molasses|treacle|syrup|tar)\b", "slowly"),
    (r"\bat a (?:snail|tortoise|turtle|sloth|crawl)(?:'s)?(?: pace)?\b", "slowly"),
    (r"\b(?:as )?(?:quick|fast|swift)(?:ly)? as (?:an? [a-z]+|lightning|light)\b", "quickly"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\bgotta\b", "have to"),
    (r"\bcolour", "color"),
    (r"\bnon[- ](?=[a-z])", "non "),
    (r"\bcannot\b", "can not"),
    (r"\bet cetera\b", ""),
    (r"\bin2\b", "into"),
    (r"\bon2\b", "onto"),
    (r"\bb4\b", "before"),
    (r"(?<!step )(?<!task )(?<!part )\b2 (?=(?:the|da|my|your|that)\b)", "to "),
    (r"\b2 (?=(?:be|the|do|go|put|get)\b)", "to "),
    (r"\b4 (?=(?:me|us)\b)", "for "),
    (r"\b2 (?=(?:be|the|do|go|put|get)\b)", "to "),
    (r"\b4 (?=(?:me|u|us|you|him|her|them)\b)", "for "),
)
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d)[.)]\s+(?=[a-z])")
"""`1. put ... 2. pick up ...`"""
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+(?:[.,]\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[%.,;:!?()]|\S")


def check(text: str) -> None:
    """Raise `UserError` unless the text can be an instruction."""
    if not text.strip():
        raise UserError(
            'The instruction is empty. Say what to do, e.g. "put the red block in the bowl".'
        )
    if len(text) > MAX_CHARACTERS:
        raise UserError(
            f"The instruction has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read. "
            "Say it in a few sentences."
        )
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs" or character == "\ufffd":
            raise UserError("The instruction is not valid UTF-8 text. Check its encoding.")
        if category == "Cc" and character not in "\n\r\t":
            raise UserError(
                f"The instruction contains the control character U+{ord(character):04X}. "
                "Only printable text is understood."
            )


def tokenise(text: str) -> tuple[str, ...]:
    """Lower-case words and marks; every sentence end is `.`, every other break `,`."""
    text = re.sub(r"(?<=\w) STOP\b", " .", text)  # a telegram
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("`", "'")
    text = re.sub(r"[\"“”«»*_#]", " ", text)
    text = re.sub(r"\.\.+|…", " , ", text)
    text = re.sub(r"[-=]+>|→", " to ", text)
    text = re.sub(r"(?<!\w)'(\w[\w ]*\w)'(?!\w)", r"\1", text)
    text = re.sub(r"\s[-–—]+\s|—", " , ", text)
    for pattern, replacement in _CONTRACTIONS:
        text = re.sub(pattern, replacement, text)
    text = re.sub(r"(?<=\w)'(?!\w)", "", text)  # the blocks' colours
    if len(re.findall(r"\(\d\)\s", text)) > 1:
        text = re.sub(r"\(\d\)\s", " . ", text)
    if re.match(r"\s*\(?1[.)]\s", text):
        text = _NUMBERED.sub(" . ", text)
    text = re.sub(r"(?<=\w)-(?=\w)", " ", text)
    marks = {";": STOP, "!": STOP, "?": STOP, ":": ",", "(": ",", ")": ","}
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        mark = str(marks.get(token, token))
        if unicodedata.category(mark[0]) in ("So", "Sk", "Mn", "Cf"):
            continue  # emoji and the like
        possessive = re.fullmatch(r"(\w+)'s", mark)
        if possessive and possessive.group(1) not in known_words():
            mark = "the"  # granny's vase
        elif possessive:
            mark = possessive.group(1)
        tokens += framing_words.SLANG.get(mark, mark).split()
    return tuple(tokens)


def read(text: str, adverbs: Collection[int] = ()) -> Words:
    """An instruction as the words of the grammar.

    Args:
        adverbs: which of the doubtful adverbs of speed, counted from 0, are not about a place.

    Raises:
        UserError: a speed that no robot has.
    """
    readings: list[Reading] = []
    said = words = _corrected(tokenise(text), readings)
    unknown = tuple(word for word in words if word not in known_words() and not _is_number(word))
    words = _corrections_joined(_without_fillers(words, readings))
    paced = without_speeds(words, readings, adverbs)
    return Words(
        paced.words,
        paced.speeds,
        tuple(readings),
        tuple(dict.fromkeys(unknown)),
        paced.doubtful,
        _tidy(said),
    )


def _is_number(word: str) -> bool:
    return number(word) is not None


# --- typing slips --------------------------------------------------------------------------


@cache
def known_words() -> frozenset[str]:
    """Every word that means something to the grammar, or is known to mean nothing to it."""
    words = set(usual_words())
    words |= words_of(pattern for patterns in RULES.values() for pattern in patterns)
    words |= (
        words_of(recast_words.RECAST)
        | words_of(recast_clauses.RECAST)
        | words_of(recast_goals.RECAST)
        | words_of(recast_sets.RECAST | recast_sets.TEXTS)
        | words_of(recast_turns.RECAST | recast_turns.TEXTS)
        | words_of(recast_told.RECAST)
        | words_of(
            phrase
            for tables in (recast_slots.TABLES, recast_clauses.TABLES)
            for table in tables.values()
            for phrase in table
        )
    )
    for module in (
        raising_words, rare_words, framing_words, grip_words, spatial_deeds, spatial_words,
        style_words, sweep_words, telling_words, turn_words, turned_words, use_words,
    ):  # fmt: skip
        named = (value for name, value in vars(module).items() if name.isupper())
        tables = (value for value in named if isinstance(value, Iterable))
        words |= {part for table in tables for said in table for part in _parts(said)}
    return frozenset(words | {plural(noun).split()[-1] for noun in rare_words.NAMES})


def _parts(said: str | Iterable[str]) -> Iterable[str]:
    return said.split() if isinstance(said, str) else said


@cache
def usual_words() -> frozenset[str]:
    """The words that an unknown one may be a slip of."""
    tables: list[Iterable[str]] = [
        lexicon.NOUNS, lexicon.IRREGULAR, lexicon.WHOLE, lexicon.COLOR_WORDS, lexicon.SIZE_WORDS,
        lexicon.SUPERLATIVES, lexicon.LEVELS, lexicon.ORDINALS, lexicon.NUMBERS, lexicon.UNITS,
        lexicon.FRACTIONS, lexicon.RELATIONS, lexicon.COMPARISONS, lexicon.REGION_WORDS,
        lexicon.PUSH_WAYS, pace_words.SPEEDS, pace_words.GLOBAL_SPEEDS, FILLERS,
        verbs.GRAMMAR_WORDS, (".", ",", "%"), aside_words.COMMON,
    ]  # fmt: skip
    for module in (verbs, wish_words, caution_words, zone_words, errand_words):
        named = (value for name, value in vars(module).items() if name.isupper())
        tables += [value for value in named if isinstance(value, Iterable)]
    words = {word for table in tables for phrase in table for word in phrase.split()}
    words |= {plural(noun).split()[-1] for noun in lexicon.NOUNS}
    return frozenset(words) | lexicon.FOREIGN | {plural(word) for word in lexicon.FOREIGN}


def plural(noun: str) -> str:
    """`box` -> `boxes`, `ball` -> `balls`."""
    for form, singular in lexicon.IRREGULAR.items():
        if singular == noun:
            return form
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@cache
def correction(word: str) -> str | None:
    """The one known word that differs from an unknown one by a single slip, if there is one."""
    if len(word) < 4 or not word.isascii() or not word.isalpha() or word in LOOKALIKES:
        return None
    letters = "abcdefghijklmnopqrstuvwxyz"
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    missing = {a + c + b for a, b in splits for c in letters}
    others = {a + b[1:] for a, b in splits if b}
    others |= {a + c + b[1:] for a, b in splits if b for c in letters}
    near = (swapped | missing | others) & (usual_words() - lexicon.FOREIGN)
    near = {candidate for candidate in near if len(candidate) >= 3}
    # Several fit: a colour or a kind of thing before the rest, then the commonest slips.
    for likely in (near, set(COLORS) | set(KINDS), swapped, missing, _starting(near, word[0])):
        if len(near & likely) == 1:
            return (near & likely).pop()
    return None


def _starting(words: set[str], letter: str) -> set[str]:
    return {word for word in words if word[0] == letter}


def _corrected(words: tuple[str, ...], readings: list[Reading]) -> tuple[str, ...]:
    result: list[str] = []
    for word in words:
        better = None if word in known_words() or _is_number(word) else correction(word)
        if better is not None:
            readings.append(Reading(word, f"{better} (typing slip)"))
        result.append(better or word)
    return tuple(result)


# --- politeness and adverbs ------------------------------------------------------------------

_FILLERS = Phrases.of((*FILLERS, *framing_words.IDIOMS))
_PROTECTED = Phrases.of(
    caution_words.WATCH
    + wish_words.WISH
    + wish_words.BECOMES
    + tuple(lexicon.PUSH_WAYS)
    + tuple(pace_words.SPEEDS)
    + tuple(pace_words.GLOBAL_SPEEDS)
    + caution_words.NOT
    + tuple(
        f"with {the}{hand} {stay}"
        for the in ("the ", "your ")
        for hand in verbs.HAND
        for stay in ("staying", "keeping", "remaining", "always", "kept")
    )
    + (
        "right now",
        "from now on",
        "from now onwards",
        *(f"go on {what}" for what in ("the", "that", "your", "my", "top", "a", "it", "this")),
        "to the right",
        "if you can see",
        "if you can find",
        "if you can not",
        "when you are done",
        *(f"the robot {will}" for will in ("will", "shall", "should", "must", "is")),
        *("so that", "such that", "do so", "so it", "or so"),
        "actually the",
        "actually ,",
        "actually no",
        "no actually",
        "or actually",
        "let go",
        "let it fall",
        "let it drop",
        "as well",
        "if so",
        "in that case",
        "let it go",
        "let them go",
        "you can see",
        "you can find",
    )
)


def _tidy(words: Iterable[str]) -> tuple[str, ...]:
    """Without breaks that follow a break or begin the text."""
    result: list[str] = []
    for word in words:
        if word in BREAKS and (not result or result[-1] in BREAKS):
            if result and word == STOP:
                result[-1] = STOP
            continue
        result.append(word)
    while result and result[-1] in BREAKS:
        result.pop()
    return tuple(result)


def _corrections_joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """`no, wait, sorry` as one `no`."""
    kept: list[str] = []
    i = 0
    while i < len(words):
        j = i
        while j < len(words) and (words[j] in framing_words.WRONG or (j > i and words[j] == ",")):
            j += 1
        while j > i and words[j - 1] == ",":
            j -= 1
        several = sum(word != "," for word in words[i:j]) > 1 and "no" in words[i:j]
        kept += ["no"] if several else words[i : max(j, i + 1)]
        i = max(j, i + 1)
    return tuple(kept)


def _begins(words: tuple[str, ...], i: int) -> bool:
    """Whether a clause may begin at word `i`."""
    return i == 0 or words[i - 1] in (*BREAKS, "and", "then", "so", "but")


def _without_fillers(words: tuple[str, ...], readings: list[Reading]) -> tuple[str, ...]:
    result: list[str] = []
    i = 0
    while i < len(words):
        kept = next(_PROTECTED.at(words, i), None)
        filler = next(_FILLERS.at(words, i), None)
        if filler is not None and filler[0].endswith(",") and not _begins(words, i):
            filler = None  # `it was not my job , so ...`
        if kept is not None and (filler is None or kept[1] > filler[1]):
            result += words[i : kept[1]]
            i = kept[1]
            continue
        if filler is None:
            result.append(words[i])
            i += 1
            continue
        readings.append(Reading(filler[0], "(politeness)"))
        i = filler[1]
        if filler[0] == "so" and joins(result, words, i):
            result.append(",")
    return _tidy(result)
