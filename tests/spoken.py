"""What the parser makes of words, line by line."""

from __future__ import annotations

from vla.plan import Plan
from vla.planner import Refusal
from vla.planners.language import SemanticParser
from vla.program import to_code
from vla.scene import Scene


def calls_or_reason(text: str, scene: Scene) -> list[str] | str:
    """The calls of the plan, or why there is none."""
    answer = SemanticParser().plan(text, scene)
    if isinstance(answer, Plan):
        lines = to_code(answer).splitlines()
        return [line for line in lines if line and line.split("(")[0].isidentifier()]
    assert isinstance(answer, Refusal)
    return answer.reason
