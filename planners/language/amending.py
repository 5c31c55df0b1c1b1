"""What only a whole sentence tells: whose side is meant, what `it` is, how a drawer is shut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import verbs
from .syntax import Clause, Noun, NounPhrase, Push, PushTo, Side, Statement, ThingSide, Turn

_HAND = frozenset((*(word for hand in verbs.HAND for word in hand.split()), "you", "your"))
_PASSING = frozenset(("pass", "passing", "go", "going", "move", "moving"))
_PUSHES = frozenset(form for push in ("push", "shove", "nudge", "bump", "poke")
                    for form in (*verbs.forms(push), f"{push}d", f"{push}ed"))  # fmt: skip


def amended(
    program: tuple[Statement, ...], words: Sequence[str], thing: NounPhrase | None = None
) -> tuple[Statement, ...]:
    """A reading of `words`, its clauses read in the light of each other.

    Args:
        thing: what is pushed in another sentence.
    """
    clauses = [s for s in program if isinstance(s, Clause)]
    if len(clauses) < len(program):
        return program
    clauses = _meant(clauses)
    pushed = pushed_in(clauses) or ((thing,) if thing is not None else ())
    found: list[Statement] = []
    for clause in clauses:
        told = tuple(words[clause.start : clause.end])
        command = clause.command
        if isinstance(command, Side) and len(pushed) == 1 and not _HAND & {*told}:
            if not _PASSING & {*told[:1]}:  # what is pushed stays there, not the hand
                command = ThingSide(pushed[0], command.thing, command.direction)
        elif isinstance(command, Turn) and _pushes_shut(command) and _PUSHES & {*told}:
            command = replace(command, pushing=True)
        found.append(replace(clause, command=command))
    return tuple(found)


def pushed_in(program: Sequence[Statement]) -> tuple[NounPhrase, ...]:
    """The things that are pushed."""
    commands = [s.command for s in program if isinstance(s, Clause)]
    return tuple(c.thing for c in commands if isinstance(c, Push | PushTo))


def _meant(clauses: list[Clause]) -> list[Clause]:
    """`keeping the block left of the ball, push it`: what is kept somewhere is what is pushed."""
    kept = [c.command.subject for c in clauses if isinstance(c.command, ThingSide)]
    named = [thing for thing in kept if isinstance(thing, Noun) and not thing.pronoun]
    if len(named) != 1:
        return clauses
    return [
        replace(c, command=replace(c.command, thing=named[0]))
        if isinstance(c.command, Push | PushTo) and getattr(c.command.thing, "pronoun", "") == "it"
        else c for c in clauses
    ]  # fmt: skip


def _pushes_shut(turn: Turn) -> bool:
    """A drawer or a door can be pushed shut, a sliding window has no front."""
    slides = isinstance(turn.fixture, Noun) and turn.fixture.kind in ("window", "switch")
    return not turn.opening and turn.fraction == 1.0 and not slides
