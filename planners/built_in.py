"""The planner that ships, light until it meets words that its parser cannot read."""

from __future__ import annotations

from .language import SemanticParser
from .models.cascade import Cascade
from .vlm import TinyVlm


def built_in(small: str | None = "tiny_vlm", ask_below: float = 0.7) -> Cascade:
    """What ships: the exact parser, then the small planner for words that the parser cannot read.

    Args:
        small: a folder of `vla vlm train`, or the name of one that is shipped; `None` for none.
        ask_below: confidence under which the small planner asks for other words.

    Raises:
        UserError: settings that cannot be.
    """
    others = () if small is None else (TinyVlm(small, ask_below),)
    return Cascade(SemanticParser(), others)
