"""Chat: what a language model is to a planner, wherever it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, eq=False)
class Message:
    """What one side says."""

    role: Role
    text: str
    images: tuple[np.ndarray, ...] = ()
    """Pictures (H, W, 3) uint8, shown before the text."""


@dataclass(frozen=True)
class Completion:
    """What the model answers."""

    text: str
    finish: str = "stop"
    """`stop`: it had finished; `length`: it was cut off; `refusal`: it declines, for `text`."""
    prompt_tokens: int = 0
    tokens: int = 0
    """Written by the model."""


class Chat(Protocol):
    """A model that continues a conversation."""

    @property
    def name(self) -> str:
        """What to call it in messages to the user."""
        ...

    def complete(self, messages: Sequence[Message], grammar: str = "") -> Completion:
        """What the model answers.

        Args:
            messages: the conversation so far.
            grammar: what it may write, in GBNF; a model that cannot be held to it may ignore it.

        Raises:
            UserError: there is no answer; one line with what to do.
        """
        ...
