"""What the parser makes of words, line by line."""

from __future__ import annotations

from parser_scenes import SCENES

from vla.dryrun import dry_run
from vla.errors import UserError
from vla.plan import Plan
from vla.planner import Refusal
from vla.planners.language import SemanticParser
from vla.program import to_code
from vla.scene import Scene

PARSER = SemanticParser()


def calls(text: str, scene: str = "table") -> list[str] | None:
    """The skill calls that a sentence leads to; `None` if it is asked about or refused."""
    try:
        answer = PARSER.plan(text, SCENES[scene])
    except UserError:
        return None
    if not isinstance(answer, Plan):
        return None
    run = dry_run(answer, SCENES[scene])
    assert run.finished, run.problems
    return [" ".join([call.skill, *map(str, call.args)]) for call in run.calls]


def calls_or_reason(text: str, scene: Scene) -> list[str] | str:
    """The calls of the plan, or why there is none."""
    answer = PARSER.plan(text, scene)
    if isinstance(answer, Plan):
        lines = to_code(answer).splitlines()
        return [line for line in lines if line and line.split("(")[0].isidentifier()]
    assert isinstance(answer, Refusal)
    return answer.reason
