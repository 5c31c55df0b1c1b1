"""`vla look`: ask perception something about a picture of a scene."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from vla import compose
from vla.errors import UserError
from vla.looker import answered
from vla.markings import marked
from vla.preparation import MAX_DISTRACTORS, make_folder, slug
from vla.seeing import Detection, Perception, Picture
from vla.video import encode

SIDES = (64, 1920)
"""Smallest and largest height and width of a picture [px]."""
_ASKING = ("what", "which", "how", "is", "are", "where", "who", "does", "do")
_STATING = (" is ", " are ", " there ")


def run(text: str, overrides: Sequence[str], console: Console) -> int:
    """Print the answer and write the picture; 0, or 1 if there is no answer."""
    config = compose.settings("look", overrides)
    side, seed, distractors = config["side"], config["seed"], config["distractors"]
    if not SIDES[0] <= side <= SIDES[1] or side % 2:
        raise UserError(f"side={side} does not fit: even numbers from {SIDES[0]} to {SIDES[1]}.")
    if not 0 <= distractors <= MAX_DISTRACTORS:
        raise UserError(f"distractors={distractors} is not 0 to {MAX_DISTRACTORS}.")
    if seed < 0:
        raise UserError(f"seed={seed} is negative.")
    perception: Perception = compose.part(config["perceive"])
    module = module_of(text) if config["module"] == "auto" else config["module"]
    name = config.chosen["scene"]
    scene = compose.draw_scene(name, (), seed, distractors)
    env = compose.worlds(name, config["robot"])
    try:
        env.begin_scene(0, scene)
        _, photographs = compose.eyes(env, perception, config["camera"], side=side)
        picture = photographs.take(0, env.scene(0))
        photographs.close()
    finally:
        env.close()
    answer, found = ask(perception, picture, module, text)
    console.print(f"[bold]{module}[/] {escape(text)} [dim]({perception.name})[/]")
    console.print(escape(answer) or "no answer")
    for one in found:
        corners = ", ".join(f"{value:.0f}" for value in one.box.corners)
        what = one.name or one.phrase
        console.print(f"  {escape(what)}  score {one.score:.2f}  box ({corners}) px")
    path = Path(config["out"] or Path("outputs") / f"look-{slug(text) or module}.png")
    make_folder(path.parent)
    path.write_bytes(encode(marked(picture, found, f"{module}: {text}", answer), "png"))
    console.print(f"  {escape(str(path))}")
    return 0 if answer and answer not in ("nothing", "no answer") else 1


def module_of(text: str) -> str:
    """What words ask for: a question, a statement, or a thing."""
    words = text.lower().split()
    if text.strip().endswith("?") or words[0] in _ASKING:
        return "vqa"
    return "verify" if any(word in f" {text.lower()} " for word in _STATING) else "detect"


def ask(
    perception: Perception, picture: Picture, module: str, text: str
) -> tuple[str, tuple[Detection, ...]]:
    """The answer of a module in words, and what it rests on.

    Raises:
        UserError: the perception cannot do it.
    """
    if module == "segment":
        mask = perception.segment(picture, text)
        if mask.box is None:
            return "nothing", ()
        told = f"{int(mask.pixels.sum())} pixels"
        return told, (Detection(text, mask.box, 1.0, mask=mask),)
    asked = "detect" if module == "count" else module
    finding, answer, found = answered(perception, picture, (asked, text))
    return (str(finding.number) if module == "count" else answer), found
