"""The planner's contract: language and a scene in; a plan, a question or a refusal out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from vla.plan import Plan
from vla.scene import Scene


@dataclass(frozen=True)
class Question:
    """The planner needs to know more: what it asks, and the answers it can use."""

    text: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """The planner cannot or must not do it, and why."""

    reason: str
    understood: bool = True
    """False: the words mean nothing to this planner; another may know them."""


@dataclass(frozen=True)
class Spent:
    """What an answer cost a planner that asks a language model; it tells so as `spent`."""

    calls: int = 0
    """Of the model."""
    read: int = 0
    """Tokens of the prompts."""
    written: int = 0
    """Tokens of the replies."""

    def __add__(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(self.calls + other.calls, self.read + other.read, self.written + other.written)


@runtime_checkable
class Planner(Protocol):
    """Turns an instruction into a plan for a scene."""

    def plan(self, instruction: str, scene: Scene) -> Plan | Question | Refusal:
        """Raises `vla.errors.UserError` for text that cannot be an instruction."""
        ...

    def replan(
        self, instruction: str, scene: Scene, failed: Plan, facts: Sequence[str]
    ) -> Plan | Question | Refusal:
        """What to do after `failed` did not work; `facts` say what happened, in words."""
        ...
