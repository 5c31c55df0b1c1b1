"""Sentences about a scene: what the parser reads, and what people say who mean the same."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vla.scene import Scene

from .clauses import AFTER, BEFORE, CAUTIONS, CONDITIONALS, CONTEXT, JOINED, MANNERS, NONSENSE
from .corrected_deeds import CORRECTED_DEEDS
from .deeds import DEEDS
from .fixture_deeds import FIXTURE_DEEDS
from .hand_deeds import HAND_DEEDS
from .heldout import any_word, held_out, trained_word
from .paired_deeds import PAIRED_DEEDS
from .phrases import Kept, Phrase, chosen
from .sequels import CHECKS, SEQUELS
from .set_deeds import SET_DEEDS
from .skill_deeds import SKILL_DEEDS
from .slots import phrases_for
from .unclear import UNCLEAR

ALL_DEEDS = (*DEEDS, *FIXTURE_DEEDS, *SET_DEEDS, *HAND_DEEDS, *CORRECTED_DEEDS,
             *PAIRED_DEEDS, *SKILL_DEEDS)  # fmt: skip
COMMANDS = 0.65
"""How many deeds are said as commands."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FILLERS = frozenset({
    "a", "an", "the", "that", "this", "my", "please", "so", "to", "be", "of", "there", "here",
    "you", "your", "i", "we", "it", "is", "are", "do", "does", "have", "has", "get", "gets", "up",
    "over", "and", "just", "now", "will", "would", "could", "can", "should", "let", "make",
    "sure", "want", "need", "like", "for", "with", "me", "us", "then", ".", ",",
})  # fmt: skip
"""Words without which a sentence mostly means the same."""


@dataclass(frozen=True)
class Sentence:
    """One meaning: for the parser, and in many wordings."""

    canonical: str
    templates: tuple[str, ...]
    slots: dict[str, Phrase | Sentence]
    command: bool = True
    """Whether "please" can be said before it."""

    def vary(self, rng: random.Random, test: bool = False, inner: bool = False) -> str:
        """The sentence in other words; if `test`, in a template that is never trained on.

        Raises:
            LookupError: no template of it is held out.
        """
        words: Kept = any_word if test else trained_word
        able = [t for t in self.templates if held_out(t) == (test and not inner)]
        if not able and test and not inner:
            raise LookupError(self.canonical)
        form = chosen(rng.choice(able or list(self.templates[:1])), rng, words)
        told = {
            slot: part.vary(rng, test, True)
            if isinstance(part, Sentence)
            else part.vary(rng, words)
            for slot, part in self.slots.items()
        }
        return form.format(**told)


def asking(templates: tuple[str, ...], slots: Mapping[str, Phrase]) -> Sentence:
    """A question, the first template as the parser would say it."""
    told = {name: phrase.canonical for name, phrase in slots.items()}
    return Sentence(templates[0].format(**told), templates, dict(slots), False)


def dressed(text: str, command: bool, rng: random.Random) -> str:
    """A sentence with politeness and with what has nothing to do with it."""
    if command and rng.random() < 0.35:
        text = f"{rng.choice([w for w in BEFORE if not held_out(w)])} {text}"
    if rng.random() < 0.15:
        text = f"{text} {rng.choice([w for w in AFTER if not held_out(w)])}"
    if rng.random() < 0.12:
        chat = rng.choice([w for w in CONTEXT if not held_out(w)])
        text = f"{chat} {text}" if rng.random() < 0.6 else f"{text} . {chat}"
    return text + rng.choice(("", "", "", ".", ".", "?", "!"))


def garbled(text: str, rng: random.Random, share: float = 0.2) -> str:
    """A text in which words that hardly matter are missing, strange or too many, now and then: a
    sentence is to be understood by the words that do matter."""
    if rng.random() > share:
        return text
    words: list[str] = []
    for word in text.split():
        if word in FILLERS and rng.random() < 0.15:
            if rng.random() < 0.5:
                words.append(_strange(rng))
            continue
        words.append(word)
    if rng.random() < 0.3:
        words.insert(rng.randrange(len(words) + 1), _strange(rng))
    return " ".join(words)


def _strange(rng: random.Random) -> str:
    """A word that nobody knows."""
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(2, 8)))


def misspelt(text: str, rng: random.Random, share: float = 0.12) -> str:
    """A text with a typing slip or two, now and then."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long or rng.random() > share:
        return text
    for at in rng.sample(long, min(len(long), rng.choice((1, 1, 2)))):
        word, spot = words[at], rng.randrange(1, len(words[at]) - 1)
        words[at] = rng.choice((
            word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :],
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
            word[:spot] + rng.choice(LETTERS) + word[spot + 1 :],
        ))  # fmt: skip
    return " ".join(words)


# --- what to say about a scene ------------------------------------------------------------------


def sentence(scene: Scene, rng: random.Random) -> Sentence | None:
    """Something to say; `None` if nothing came to mind for this scene."""
    draw = rng.random()
    if draw < 0.60:
        return deed(scene, rng)
    if draw < 0.70:
        return _joined(scene, rng)
    if draw < 0.74:
        return _followed(scene, rng)
    if draw < 0.84:
        return _minding(scene, rng)
    if draw < 0.88:
        return _in_a_manner(scene, rng)
    if draw < 0.95:
        return _conditional(scene, rng)
    if draw < 0.965:
        return _filled("[unclear]", UNCLEAR, "acb", scene, rng)
    return _filled("[nonsense]", NONSENSE, "ab", scene, rng)


def deed(scene: Scene, rng: random.Random, plain: bool = False) -> Sentence | None:
    """One thing to do; if `plain`, said as a command."""
    what = rng.choices(ALL_DEEDS, [d.weight for d in ALL_DEEDS])[0]
    slots = phrases_for(what.slots, scene, rng)
    if slots is None:
        return None
    canonical = what.canonical.format(**{k: p.canonical for k, p in slots.items()})
    if plain or not what.statements or rng.random() < COMMANDS:
        return Sentence(canonical, what.commands, dict(slots))
    return Sentence(canonical, what.statements, dict(slots), command=False)


def _joined(scene: Scene, rng: random.Random) -> Sentence | None:
    parts = [deed(scene, rng, True) for _ in range(2)]
    if None in parts:
        return None
    first, second = (part for part in parts if part is not None)
    if rng.random() < 0.15:
        third = deed(scene, rng, True)
        second = second if third is None else _both(second, third)
    return _both(first, second)


def _both(first: Sentence, second: Sentence) -> Sentence:
    canonical, templates = JOINED[0]
    numbered = tuple(t.replace("{1}", "{one}").replace("{2}", "{two}") for t in templates)
    told = canonical.replace("{1}", first.canonical).replace("{2}", second.canonical)
    return Sentence(told, numbered, {"one": first, "two": second})


def _minding(scene: Scene, rng: random.Random) -> Sentence | None:
    letters, canonical, templates = rng.choice(CAUTIONS)
    return _around(letters, canonical, templates, scene, rng)


def _followed(scene: Scene, rng: random.Random) -> Sentence | None:
    letters, canonical, templates = rng.choice(SEQUELS)
    return _around(letters, canonical, templates, scene, rng)


def _in_a_manner(scene: Scene, rng: random.Random) -> Sentence | None:
    canonical, templates = rng.choice(MANNERS)
    return _around("", canonical, templates, scene, rng)


def _around(
    letters: str, canonical: str, templates: Sequence[str], scene: Scene, rng: random.Random
) -> Sentence | None:
    inner, slots = deed(scene, rng, True), phrases_for(letters, scene, rng)
    if inner is None or slots is None:
        return None
    told = canonical.replace("{1}", inner.canonical)
    told = told.format(**{k: p.canonical for k, p in slots.items()})
    numbered = tuple(t.replace("{1}", "{one}") for t in templates)
    return Sentence(told, numbered, {**slots, "one": inner})


def _conditional(scene: Scene, rng: random.Random) -> Sentence | None:
    letters, canonical, templates = rng.choice((*CONDITIONALS, *CHECKS))
    return _filled(canonical, templates, letters, scene, rng)


def _filled(
    canonical: str, templates: Sequence[str], letters: str, scene: Scene, rng: random.Random
) -> Sentence | None:
    slots = phrases_for(letters, scene, rng)
    if slots is None:
        return None
    told = {k: p.canonical for k, p in slots.items()}
    return Sentence(canonical.format(**told), tuple(templates), dict(slots), False)
