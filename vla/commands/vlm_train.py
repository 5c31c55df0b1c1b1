"""`vla vlm train`: the small planner, from sentences about drawn scenes and the exact parser."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from vla import compose
from vla.commands.vlm_lessons import about_pictures, batches, exercises, held_out, wording_texts
from vla.commands.vlm_pictures import albums, eyes_of
from vla.compose import Settings
from vla.errors import UserError
from vla.provenance import provenance

EVERY = 20
"""Steps over which figures are averaged."""
TOLD = 100
"""Steps after which a log hears how it goes; a terminal shows it all the time."""
TESTED = 1000
"""Steps between two tests on wordings that are held out."""
PRACTICE = 50_000
"""Before the seeds of instructions to practise with."""
PROGRESS = "progress"
"""Folder of a training that has not ended, beside where the weights will be."""
HISTORY = "training.json"
"""Beside the weights: settings and curve."""


def train(text: str, overrides: Sequence[str], console: Console) -> int:
    """Train, or go on with a training that was stopped; 0 when done, 130 after Ctrl-C."""
    from vla.planners.vlm.storage import CONFIG, save_reader
    from vla.planners.vlm.training import fit, steps_done
    from vla.planners.vlm.words import vocabulary

    config = compose.settings("vlm_train", overrides)
    _check(config)
    out, seed = Path(config["out"]), config["seed"]
    if (out / CONFIG).is_file():
        raise UserError(f"{out} holds a planner already: name another folder, or remove it.")
    if config["threads"]:
        torch.set_num_threads(config["threads"])
    torch.manual_seed(seed)
    reader, pictures, others = _begin(config, console)
    known = vocabulary(reader.shape.words)
    count = sum(p.numel() for p in reader.parameters()) / 1e6
    console.print(f"{count:.2f} million parameters, {len(known)} words")
    begun = steps_done(out / PROGRESS)  # so that other sentences are drawn than before
    figures = _Figures()
    with _bar(console) as bar:
        row = bar.add_task("drawing sentences to test with", total=1.0)
        tests = {"held out": held_out(known, config["tests"], seed + 1)}
        if others:
            asked = about_pictures(others, config["tests"] // 5, seed)
            tests["pictures"] = [case for group in asked.values() for case in group]
        practised = _practise(reader, config, console)
        hear = partial(_hear, reader, tests, figures, bar, row)
        several = config["batch"], seed + begun, config["workers"], pictures
        # LLaVA's first phase: what brings pictures into its words learns, the reader stays.
        if pictures and config["start"] is not None and config["align"] and not begun:
            console.print("first how pictures come into its words")
            fit(reader, batches(known, *several, 1.0), minutes=config["align"],
                lr=float(config["lr"]), seed=seed, on_step=hear, only="sight.")  # fmt: skip
        steps = fit(
            reader,
            batches(known, *several, float(config["pictured"]), practised),
            minutes=math.inf if config["steps"] else config["minutes"],
            steps=config["steps"] or 10**9,
            lr=float(config["lr"]),
            bf16=config["precision"] == "bf16",
            seed=seed,
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


def _begin(config: Settings, console: Console) -> tuple[Any, Sequence[Any], Sequence[Any]]:
    """The reader, and pictures to learn from and of held-out episodes, if there are any."""
    from vla.planners.vlm.model import Reader, Shape
    from vla.planners.vlm.storage import load_reader, located
    from vla.planners.vlm.vocabulary import trained_words

    learn: Sequence[Any] = ()
    out: Sequence[Any] = ()
    shape = Shape(
        trained_words(wording_texts()), width=config["width"], layers=config["layers"],
        heads=config["heads"],
    )  # fmt: skip
    if config["pictures"] is not None:
        eyes = eyes_of(str(config["eyes"]))
        learn, out = albums(str(config["pictures"]), eyes, console)
        shape = replace(shape, seen=eyes.numbers, eyes=eyes.name, glance=eyes.glance)
    if config["start"] is None:
        return Reader(shape), learn, out
    return load_reader(located(str(config["start"])), shape), learn, out


def _practise(reader: Any, config: Settings, console: Console) -> Sequence[Any]:
    """Lessons from plans that the reader drew and that worked when they were tried."""
    from vla.planners.vlm.practice import practised

    if not config["practice"]:
        return ()
    asked = exercises(config["practice"], config["seed"] + PRACTICE)
    found = practised(reader, asked, config["draws"], config["seed"])
    console.print(f"of {len(asked)} instructions it knew {found.known}, and found plans that work"
                  f" for {found.found} more in {config['draws']} tries")  # fmt: skip
    return found.lessons


def _hear(
    reader: Any,
    tests: Mapping[str, Sequence[Any]],
    figures: _Figures,
    bar: Progress,
    row: TaskID,
    step: int,
    share: float,
    found: Mapping[str, float],
) -> None:
    """Tell how it goes, and test now and then."""
    from vla.planners.vlm.evaluation import exact

    figures.add(step, found)
    if step % TESTED == 0:
        reader.eval()
        figures.tested(step, {name: exact(reader, test) for name, test in tests.items() if test})
        reader.train()
    said = f"step {step}: {figures.shown()}"
    bar.update(row, completed=share, description=said)
    if not bar.console.is_terminal and step % TOLD == 0:
        bar.console.print(f"{share:4.0%} {said}")


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

    def tested(self, step: int, exact: Mapping[str, float]) -> None:
        self.tests.append({"step": step, **{name: round(v, 4) for name, v in exact.items()}})

    def shown(self) -> str:
        rate = self._samples / max(1e-9, time.perf_counter() - self._began)
        parts = [f"{name} {value:.3f}" for name, value in self._means().items()]
        if self.tests:
            latest = ((n, v) for n, v in self.tests[-1].items() if n != "step")
            parts += [f"{name} {value:.1%}" for name, value in latest]
        return ", ".join((*parts, f"{rate:.0f} samples/s"))

    def _means(self) -> dict[str, float]:
        count = max(1, len(self._latest))
        return {n: round(sum(f[n] for f in self._latest) / count, 4) for n in ("loss", "exact")}


def _check(config: Settings) -> None:
    for name in ("minutes", "steps", "batch", "width", "layers", "heads", "lr"):
        value = config[name]
        if value is not None and float(value) <= 0:
            raise UserError(f"{name}={value} is not above zero.")
    for name in ("workers", "threads", "tests", "align", "practice", "draws"):
        if config[name] < 0:
            raise UserError(f"{name}={config[name]} is below zero.")
    if config["practice"] and config["start"] is None:
        raise UserError("practice= draws plans from a planner that can plan already: give start=.")
    if config["width"] % config["heads"]:
        raise UserError(f"width={config['width']} is no multiple of heads={config['heads']}.")
    if not 0 <= float(config["pictured"]) <= 1:
        raise UserError(f"pictured={config['pictured']} is not between 0 and 1.")
    if config["precision"] not in ("fp32", "bf16"):
        raise UserError(f"precision={config['precision']} is neither fp32 nor bf16.")


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
