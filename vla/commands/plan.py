"""`vla plan`: print the plan for an instruction."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console
from rich.syntax import Syntax

from vla import compose
from vla.plan_json import to_json
from vla.preparation import prepare
from vla.program import to_code


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Print the plan as code or as JSON."""
    config = compose.settings("plan", overrides)
    prepared = prepare(text, compose.part(config["planner"]), config)
    if config["format"] == "json":
        print(json.dumps(to_json(prepared.plan), indent=2))
        return 0
    show_code(to_code(prepared.plan, prepared.scene.names), console)
    for warning in prepared.warnings:
        console.print(f"[yellow]note:[/] {warning}", markup=True)
    return 0


def show_code(code: str, console: Console) -> None:
    """Print a plan, in colour on a terminal, plain into a file."""
    if console.is_terminal:
        console.print(Syntax(code, "python", background_color="default", word_wrap=True))
    else:
        print(code)
