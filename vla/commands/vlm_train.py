"""`vla vlm train`: the small planner, from sentences about drawn scenes and the exact parser."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from vla import compose
from vla.commands.vlm_lessons import batches, held_out, wording_texts
from vla.compose import Settings
from vla.errors import UserError
from vla.provenance import provenance

EVERY = 20
"""Steps over which figures are averaged."""
TOLD = 100
"""Steps after which a log hears how it goes; a terminal shows it all the time."""
TESTED = 1000
"""Steps between two tests on wordings that are held out."""
PROGRESS = "progress"
"""Folder of a training that has not ended, beside where the weights will be."""
HISTORY = "training.json"
"""Beside the weights: settings and curve."""


def train(text: str, overrides: Sequence[str], console: Console) -> int:
    """Train, or go on with a training that was stopped; 0 when done, 130 after Ctrl-C."""
    from vla.planners.vlm.evaluation import scores
    from vla.planners.vlm.model import Reader, Shape
    from vla.planners.vlm.storage import CONFIG, load_reader, located, save_reader
    from vla.planners.vlm.training import fit, steps_done
    from vla.planners.vlm.vocabulary import trained_words
    from vla.planners.vlm.words import vocabulary

    config = compose.settings("vlm_train", overrides)
    _check(config)
    out = Path(config["out"])
    if (out / CONFIG).is_file():
        raise UserError(f"{out} holds a planner already: name another folder, or remove it.")
    if config["threads"]:
        torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    if config["start"] is not None:
        reader = load_reader(located(str(config["start"])), further=True)
    else:
        words = trained_words(wording_texts())
        reader = Reader(
            Shape(words, width=config["width"], layers=config["layers"], heads=config["heads"])
        )
    known = vocabulary(reader.shape.words)
    count = sum(p.numel() for p in reader.parameters()) / 1e6
    console.print(f"{count:.2f} million parameters, {len(known)} words")
    begun = steps_done(out / PROGRESS)  # so that other sentences are drawn than before
    figures = _Figures()
    with _bar(console) as bar:
        row = bar.add_task("drawing sentences to test with", total=1.0)
        cases = held_out(known, config["tests"], config["seed"] + 1)

        def hear(step: int, share: float, found: Mapping[str, float]) -> None:
            figures.add(step, found)
            if cases and step % TESTED == 0:
                reader.eval()
                (result,) = scores(reader, {"held out": cases}, 0.0)
                reader.train()
                figures.tested(step, result.exact / result.of)
            said = f"step {step}: {figures.shown()}"
            bar.update(row, completed=share, description=said)
            if not console.is_terminal and step % TOLD == 0:
                console.print(f"{share:4.0%} {said}")

        steps = fit(
            reader,
            batches(known, config["batch"], config["seed"] + begun, config["workers"]),
            minutes=math.inf if config["steps"] else config["minutes"],
            steps=config["steps"] or 10**9,
            lr=float(config["lr"]),
            bf16=config["precision"] == "bf16",
            seed=config["seed"],
            on_step=hear,
            keep=out / PROGRESS,
        )
    save_reader(reader, out)
    made = {"settings": dict(config.values), "steps": steps, "curve": figures.curve,
            "held_out": figures.tests, "provenance": provenance()}  # fmt: skip
    (out / HISTORY).write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    shutil.rmtree(out / PROGRESS)
    console.print(f"{steps} steps: {figures.shown()}")
    console.print(f"  {escape(str(out))}   test it: vla vlm eval model={escape(str(out))}")
    return 0


class _Figures:
    """Means of the latest figures, and all of them as a curve."""

    def __init__(self) -> None:
        self.curve: list[dict[str, float]] = []
        self.tests: list[dict[str, float]] = []
        self._latest: list[Mapping[str, float]] = []
        self._samples, self._began = 0.0, time.perf_counter()

    def add(self, step: int, found: Mapping[str, float]) -> None:
        self._samples += found["samples"]
        self._latest = [*self._latest[1 - EVERY :], found]
        if step % EVERY == 0:
            self.curve.append({"step": step, **self._means()})

    def tested(self, step: int, exact: float) -> None:
        self.tests.append({"step": step, "exact": round(exact, 4)})

    def shown(self) -> str:
        rate = self._samples / max(1e-9, time.perf_counter() - self._began)
        parts = [f"{name} {value:.3f}" for name, value in self._means().items()]
        if self.tests:
            parts.append(f"held out {self.tests[-1]['exact']:.1%}")
        return ", ".join((*parts, f"{rate:.0f} samples/s"))

    def _means(self) -> dict[str, float]:
        count = max(1, len(self._latest))
        return {n: round(sum(f[n] for f in self._latest) / count, 4) for n in ("loss", "exact")}


def _check(config: Settings) -> None:
    for name in ("minutes", "steps", "batch", "width", "layers", "heads", "lr"):
        value = config[name]
        if value is not None and float(value) <= 0:
            raise UserError(f"{name}={value} is not above zero.")
    for name in ("workers", "threads", "tests"):
        if config[name] < 0:
            raise UserError(f"{name}={config[name]} is below zero.")
    if config["width"] % config["heads"]:
        raise UserError(f"width={config['width']} is no multiple of heads={config['heads']}.")
    if config["precision"] not in ("fp32", "bf16"):
        raise UserError(f"precision={config['precision']} is neither fp32 nor bf16.")


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
