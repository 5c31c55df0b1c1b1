"""What may come next: a push-down automaton over the atoms.

A state is what is still wanted, the next on top (last). Something optional on top may be passed
over. Variables may only stand where they are bound, and nothing may begin that could not be
brought to its end in the tokens that are left, so that every answer can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from .atoms import (
    ATOMS,
    END,
    ENTER,
    FORMS,
    LEAVE,
    LISTS,
    LOOPS,
    MAX_TOKENS,
    OPTIONAL,
    OPTIONS,
    POINTED,
    POINTER,
)

MAX_ITS = 2
"""Conditions within conditions about other things: what they cost is a power of the scene."""


@dataclass(frozen=True)
class State:
    """What is still wanted, the next at the end; how many loops and `it`s one is inside of."""

    wanted: tuple[str, ...] = ("ANSWER",)
    loops: int = 0
    its: int = 0

    @property
    def done(self) -> bool:
        """Whether nothing more can be said."""
        return not self.wanted


def allowed(state: State, left: int = MAX_TOKENS) -> np.ndarray:
    """(atoms + 1,) bool: what may come next; the last for pointers.

    Args:
        left: tokens that may still be said.
    """
    mask = np.zeros(POINTER + 1, bool)
    rest, loops, its = sum(map(_cost, state.wanted)), state.loops, state.its
    for slot in reversed(state.wanted):
        if slot in (*ENTER, *LEAVE):
            loops, its = _passed(slot, loops, its)
            continue
        mask |= _prices(slot, min(loops, len(LOOPS)), min(its, MAX_ITS)) + rest <= left
        if not _optional(slot):
            break
    return mask


def advance(state: State, token: int) -> State | None:
    """The state after a token; `None` if it may not come."""
    atom = ATOMS[token] if token < POINTER else None
    wanted, loops, its = list(state.wanted), state.loops, state.its
    while wanted:
        slot = wanted[-1]
        if slot in (*ENTER, *LEAVE):
            loops, its = _passed(slot, loops, its)
            wanted.pop()
            continue
        if _fits(atom, slot, loops, its):
            if slot not in LISTS or atom == END:
                wanted.pop()
            if slot.startswith(OPTIONS):
                wanted.append(slot)
            follows = FORMS[slot][atom] if atom is not None else ()
            wanted += reversed(follows)
            return State(tuple(wanted), loops, its)
        if not _optional(slot):
            return None
        wanted.pop()
    return None


def follows(tokens: list[int]) -> State | None:
    """The state after all of these tokens; `None` if they cannot be read."""
    state: State | None = State()
    for token in tokens:
        if state is None:
            return None
        state = advance(state, token)
    return state


def _fits(atom: str | None, slot: str, loops: int, its: int) -> bool:
    if atom is None:
        return slot in POINTED
    if atom not in FORMS[slot]:
        return False
    if atom == "var:it":
        return its > 0
    if atom.startswith("var:"):
        return loops > LOOPS.index(atom.removeprefix("var:"))
    if atom in ("where", "forall"):
        return its < MAX_ITS
    return not atom.startswith("foreach") or loops < len(LOOPS)


@cache
def _prices(slot: str, loops: int, its: int) -> np.ndarray:
    """(atoms + 1,) how many tokens more than the least each atom takes for something wanted,
    infinitely many if it may not stand there."""
    prices = np.full(POINTER + 1, np.inf)
    for number, atom in enumerate((*ATOMS, None)):
        if _fits(atom, slot, loops, its):
            follow = FORMS[slot][atom] if atom is not None else ()
            stays = slot in LISTS and atom != END
            prices[number] = sum(map(_cost, follow)) + 1 - (0 if stays else _cost(slot))
    return prices


def _passed(mark: str, loops: int, its: int) -> tuple[int, int]:
    """How many loops and `it`s one is inside of after a mark."""
    step = 1 if mark in ENTER else -1
    return loops + step * mark.endswith("loop"), its + step * mark.endswith("it")


def _optional(slot: str) -> bool:
    return slot in OPTIONAL or slot.startswith(OPTIONS)


def _cost(slot: str) -> int:
    """Fewest tokens that something wanted takes: all but a name can be had with one."""
    if slot in (*ENTER, *LEAVE) or _optional(slot):
        return 0
    return 2 if slot == "NAME" else 1
