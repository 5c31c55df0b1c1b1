"""The teacher: what the exact parser makes of a sentence, as tokens.

Where a sentence describes a thing by where it is or how it compares, the tokens keep the
description: the pupil need not find the second block from the left, only say that it is meant.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from vla.errors import UserError
from vla.evaluate import members
from vla.plan import Names, Objects, Plan, Query
from vla.planner import Question, Refusal
from vla.scene import Scene

from ..language import SemanticParser
from ..language.ground import Grounder
from ..language.queries import Absent, Referent, Role, Unclear
from ..language.syntax import Noun, NounPhrase
from .encode import encode_plan, encode_question, encode_refusal
from .plain import Unspeakable

NOT_UNDERSTOOD = ("I do not know the word", "I do not understand")


@dataclass
class Notes:
    """What the phrases of a sentence were taken for."""

    meant: list[tuple[Query, Referent]] = field(default_factory=list)
    doubtful: list[Query] = field(default_factory=list)
    """Of phrases that nothing fits, or several things."""


@dataclass
class NotingGrounder(Grounder):
    """Ties phrases to things and takes notes."""

    notes: Notes = field(default_factory=Notes)

    def one(
        self, phrase: NounPhrase, role: Role = "any", apart: Referent | None = None
    ) -> Referent:
        """The one thing a phrase means."""
        try:
            name = super().one(phrase, role, apart)
        except (Absent, Unclear):
            self._note(phrase, role, None)
            raise
        self._note(phrase, role, name)
        return name

    def _note(self, phrase: NounPhrase, role: Role, name: Referent | None) -> None:
        if not isinstance(phrase, Noun) or phrase.pronoun is not None:
            return
        with suppress(UserError, Unclear):
            query = self.query(phrase, role)
            if name is None:
                self.notes.doubtful.append(query)
            else:
                self.notes.meant.append((query, name))


def taught(text: str, scene: Scene) -> list[int] | None:
    """The answer to a sentence as tokens; `None` if the parser does not understand it."""
    notes = Notes()
    parser = SemanticParser(partial(NotingGrounder, notes=notes))
    try:
        answer = parser.plan(text, scene)
    except Absent:
        gone = [query for query in notes.doubtful if _found(query, scene) == ()]
        plainest = min(reversed(gone), key=lambda query: len(repr(query)), default=None)
        return encode_refusal(plainest, scene)
    except UserError:
        return encode_refusal(None, scene)
    try:
        return _told(answer, scene, notes)
    except Unspeakable:
        return None


def _told(answer: Plan | Question | Refusal, scene: Scene, notes: Notes) -> list[int] | None:
    if isinstance(answer, Refusal):
        understood = not answer.reason.startswith(NOT_UNDERSTOOD)
        return encode_refusal(None, scene) if understood else None
    if isinstance(answer, Question):
        wanted = set(answer.candidates)
        fitting = [q for q in notes.doubtful if set(_found(q, scene) or ()) == wanted]
        return encode_question(fitting[-1] if wanted and fitting else None, scene)
    described = {
        name: query
        for query, name in notes.meant
        if isinstance(name, str)
        and not isinstance(query, (Objects, Names))
        and _found(query, scene) == (name,)
    }
    return encode_plan(answer, scene, described)


def _found(query: Query, scene: Scene) -> tuple[str, ...] | None:
    """What a query denotes in a scene; `None` if it cannot be looked up there."""
    try:
        return members(query, scene)
    except UserError:
        return None
