"""What phrases, statements and questions mean, by the grammar of the built-in parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vla.errors import UserError
from vla.evaluate import members
from vla.plan import And, Condition, Or
from vla.planner import Question as Asked
from vla.scene import Scene
from vla.vocabulary import KINDS

from ..language.branches import test_condition
from ..language.ground import Grounder
from ..language.lexicon import THING
from ..language.nouns import NounGrammar
from ..language.queries import Unclear
from ..language.sentences import SentenceGrammar
from ..language.syntax import Conditional, Group, NounPhrase
from ..language.tokens import read

LOOSE = tuple(name for name, kind in KINDS.items() if kind.shape != "fixture")
_ENDS = (".", ",")
_NEVER = ("press", "the", "button")
"""A command, for the grammar reads conditions only before one; nobody carries it out."""


class NotUnderstood(UserError):
    """Words that the grammar does not know."""

    def __init__(self, words: str):
        super().__init__(
            f"'{words[:80]}' is not understood by the built-in parser; a model reads any words:"
            " perceive=local."
        )


@dataclass(frozen=True)
class HowMany:
    """`how many red blocks are there`"""

    phrase: str


@dataclass(frozen=True)
class WhatColor:
    """`what color is the bowl`"""

    phrase: str


@dataclass(frozen=True)
class WhatKind:
    """`what is the red thing`"""

    phrase: str


@dataclass(frozen=True)
class Which:
    """`which block is the leftmost`, `what is in the bowl`: the things that a phrase means."""

    phrase: str


@dataclass(frozen=True)
class IsIt:
    """`is the drawer open`"""

    statement: str


Question = HowMany | WhatColor | WhatKind | Which | IsIt


def meant(phrase: str, scene: Scene) -> tuple[str, ...]:
    """Names of all things in a scene that a phrase means; none where nothing is like that.

    Raises:
        NotUnderstood: it is no noun phrase of the grammar.
    """
    words = said(phrase)
    for noun, end in NounGrammar(words).phrases(0):
        if end == len(words):
            try:
                return _names(noun, scene)
            except Unclear as unclear:
                raise UserError(_unclear(phrase, unclear)) from None
            except UserError:  # it speaks of something that is not there
                return ()
    raise NotUnderstood(phrase)


def condition(statement: str, scene: Scene) -> Condition | bool:
    """A statement as a condition of plans; True or False where no scene could change it.

    Raises:
        NotUnderstood: it is no statement of the grammar.
        UserError: it speaks of things that are not in the scene, or not clearly.
    """
    problem: UserError = NotUnderstood(statement)
    for tests, any_test in _tests(said(statement)):
        ground = Grounder(scene)
        try:
            parts = [test_condition(ground, test) for test in tests]
        except Unclear as unclear:
            problem = UserError(_unclear(statement, unclear))
            continue
        except UserError as error:
            problem = error
            continue
        joined = Or if any_test else And
        known = [part for part in parts if isinstance(part, bool)]
        if known and (any(known) if any_test else not all(known)):
            return any_test
        rest = tuple(part for part in parts if not isinstance(part, bool))
        return rest[0] if len(rest) == 1 else joined(rest)
    raise problem


def meaning_of(text: str) -> Question:
    """What a question asks for.

    Raises:
        NotUnderstood: it is none that is known here.
    """
    words = said(text)
    match words:
        case ("how", "many", *rest):
            return HowMany(" ".join(_counted(rest)))
        case ("what" | "which", "color", "is" | "are" | "does" | "do", *rest):
            return WhatColor(" ".join(rest[:-1] if rest[-1:] == ["have"] else rest))
        case ("what" | "which", "kind", "of", "thing" | "object", "is", *rest):
            return WhatKind(" ".join(rest))
        case ("what" | "which", *kind, "is" | "are", "the", order) if order.endswith("most"):
            return Which(" ".join(("the", order, *(kind or ("thing",)))))
        case ("what", "is", *rest) if _is_phrase(rest):
            return WhatKind(" ".join(rest))
        case ("what" | "which", *rest) if "is" in rest or "are" in rest:
            at = rest.index("is" if "is" in rest else "are")
            phrase = [*(rest[:at] or ["thing"]), *rest[at + 1 :]]
            if _is_phrase(phrase):
                return Which(" ".join(phrase))
        case ("is" | "are" | "was", "there", *_):
            return IsIt(" ".join(words))
        case ("is" | "are" | "was", *rest):
            for _, end in sorted(NounGrammar(tuple(rest)).phrases(0), key=lambda p: p[1]):
                statement = (*rest[:end], "is", *rest[end:])
                if end < len(rest) and next(_tests(statement), None) is not None:
                    return IsIt(" ".join(statement))
    raise NotUnderstood(text)


def said(text: str) -> tuple[str, ...]:
    """The words of a text, without the mark at its end."""
    words = read(text.strip()).words
    while words and words[-1] in _ENDS:
        words = words[:-1]
    return words


def _names(phrase: NounPhrase, scene: Scene) -> tuple[str, ...]:
    spoken = phrase.members if isinstance(phrase, Group) else (phrase,)
    ground = Grounder(scene)
    # What can be grasped is a thing of commands; whoever looks sees bins and vases, too.
    nouns = [replace(noun, kind=kind) for noun in spoken for kind in
             (LOOSE if noun.kind == THING and noun.order is None else (noun.kind,))]  # fmt: skip
    found = [name for noun in nouns for name in members(ground.query(noun), scene)]
    return tuple(dict.fromkeys(found))


def _unclear(words: str, unclear: Unclear) -> str:
    answer = unclear.answer
    return f"'{words}' is not clear: {answer.text if isinstance(answer, Asked) else answer.reason}"


def _tests(words: tuple[str, ...]) -> Iterator[tuple[tuple, bool]]:
    """Every way to read words as a condition, and whether any of its tests will do."""
    for program in SentenceGrammar(("if", *words, ",", *_NEVER)).programs():
        match program:
            case (Conditional(tests, any_test),):
                yield tests, any_test


def _counted(words: list[str]) -> list[str]:
    """`red blocks are there in the bowl`: without the words that ask, and `on the table`."""
    for asking in (["are", "there"], ["do", "you", "see"], ["can", "you", "see"], ["are"], ["is"]):
        for k in range(1, len(words) - len(asking) + 1):
            if words[k : k + len(asking)] == asking:
                where = words[k + len(asking) :]
                return words[:k] if where[-1:] == ["table"] else [*words[:k], *where]
    return words


def _is_phrase(words: list[str]) -> bool:
    return any(end == len(words) for _, end in NounGrammar(tuple(words)).phrases(0))
