"""`vla vlm eval` and `vla vlm chat`: how well the small planner reads, and talking to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vla import compose
from vla.commands.vlm_lessons import about_pictures, asked, held_out, instructions
from vla.commands.vlm_pictures import albums, eyes_of
from vla.compose import Settings
from vla.errors import UserError
from vla.plan import Plan
from vla.planner import Question
from vla.program import to_code
from vla.stats import wilson


def evaluate(text: str, overrides: Sequence[str], console: Console) -> int:
    """Test; 0 when done."""
    from vla.planners.vlm.evaluation import novel, scores
    from vla.planners.vlm.storage import load_reader, located
    from vla.planners.vlm.words import vocabulary

    config = compose.settings("vlm_eval", overrides)
    for name in ("episodes", "sentences", "questions"):
        if config[name] < 0:
            raise UserError(f"{name}={config[name]} is below zero.")
    if not 0 <= float(config["ask_below"]) <= 1:
        raise UserError(f"ask_below={config['ask_below']} is not between 0 and 1.")
    if config["threads"]:
        torch.set_num_threads(config["threads"])
    reader = load_reader(located(str(config["model"])))
    known, seed, sure = vocabulary(reader.shape.words), config["seed"], float(config["ask_below"])
    families = instructions(str(config["task"]), config["episodes"], seed)
    sentences = held_out(known, config["sentences"], seed)
    unseen = {"new wordings": sentences}
    looks = {"... about new looks": [case for case in sentences if novel(case)]}
    questions = {"questions": asked(known, config["questions"], seed)}
    groups = {n: cases for n, cases in (families | unseen | looks | questions).items() if cases}
    together = {"all families": [case for cases in families.values() for case in cases]} | unseen
    found = [*scores(reader, groups, sure)]
    for hide in ("words", "entities"):
        named = {f"{n}, {hide} hidden": cases for n, cases in together.items() if cases}
        found += scores(reader, named, 0.0, hide)
    about = _pictures(config, reader, console)
    table = Table(header_style="bold")
    table.add_column("test", no_wrap=True)
    for column in ("right", "95 %", "wrong", "asked", "refused"):
        table.add_column(column, justify="right", no_wrap=True)
    for score in found:
        low, high = wilson(score.same, score.of)
        table.add_row(score.name, f"{score.same}/{score.of}", f"{100 * low:.0f}-{100 * high:.0f} %",
                      f"{score.wrong}", f"{score.asked}", f"{score.refused}")  # fmt: skip
    console.print(table)
    if about:
        console.print(_table_of_pictures(about))
    if config["out"] is not None:
        path = Path(config["out"])
        every = [asdict(score) for score in (*found, *about)]
        path.write_text(json.dumps(every, indent=1) + "\n", "utf-8")
        console.print(f"  {escape(str(path))}")
    return 0


def _pictures(config: Settings, reader: Any, console: Console) -> list[Any]:
    """Answers about pictures of episodes that were held out, kind by kind.

    Raises:
        UserError: it has no eyes, or learned through others.
    """
    from vla.planners.vlm.evaluation import answered
    from vla.planners.vlm.sights import same

    if config["pictures"] is None:
        return []
    eyes = eyes_of(str(config["eyes"]))
    if not same(reader.shape.glance, eyes.glance):
        learned = reader.shape.eyes or "none at all: train it with vla vlm train pictures=..."
        raise UserError(f"These are the eyes of '{eyes.name}', it learned through {learned}.")
    _, held_out = albums(str(config["pictures"]), eyes, console)
    cases = about_pictures(held_out, config["questions"], config["seed"])
    return [answered(reader, kind, group) for kind, group in cases.items() if group]


def _table_of_pictures(found: Sequence[Any]) -> Table:
    table = Table(title="pictures alone", title_justify="left", header_style="bold")
    table.add_column("question", no_wrap=True)
    for column in ("right", "95 %", "F1", "no words", "no picture"):
        table.add_column(column, justify="right", no_wrap=True)
    for one in found:
        low, high = wilson(one.right, one.of)
        f1 = "" if one.f1 is None else f"{one.f1:.2f}"
        guessed = (f"{100 * part / one.of:.0f} %" for part in (one.wordless, one.blind))
        table.add_row(one.kind, f"{one.right}/{one.of}", f"{100 * low:.0f}-{100 * high:.0f} %", f1,
                      *guessed)  # fmt: skip
    return table


def chat(text: str, overrides: Sequence[str], console: Console) -> int:
    """Say something about a scene and hear the answer, its confidence and the plan."""
    from vla.planners.vlm import TinyVlm
    from vla.planners.vlm.decode import Description, Reply, decode

    config = compose.settings("vlm_chat", overrides)
    planner = TinyVlm(str(config["model"]), 0.0)
    scene = compose.draw_scene(config["scene"], (), config["seed"], config["distractors"])
    (spoken,) = planner.read([text], [scene])
    answer: Any = decode(spoken.tokens, scene, text)
    console.print(f"There are: {', '.join(scene.names)}.")
    if isinstance(answer, Plan):
        console.print(escape(to_code(answer, scene.names).strip()))
    elif isinstance(answer, (Reply, Description)):
        console.print(escape(answer.text))
    else:
        console.print(escape(answer.text if isinstance(answer, Question) else answer.reason))
    console.print(f"[dim]confidence {spoken.confidence:.2f}[/]")
    return 0
