"""`vla clip train` and `vla clip eval`: a small CLIP from the simulator's pictures."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from vla import compose
from vla.compose import Settings
from vla.errors import UnknownName, UserError
from vla.preparation import result_folder
from vla.provenance import provenance
from vla.stats import wilson

EVERY = 20
"""Steps over which figures are averaged."""
HISTORY = "training.json"
"""Beside the weights: settings, data and curve."""
WHOLE = ("whole_layers", "together", "bound")
"""Settings of what reads the whole picture."""
TOLD = 100
"""Steps after which a log hears how it goes; a terminal shows it all the time."""


def train(text: str, overrides: Sequence[str], console: Console) -> int:
    """Train; 0 when done, 130 after Ctrl-C, with nothing written."""
    from vla.caption_text import caption_vocabulary
    from vla.policies.checkpoint import whole_folder
    from vla.policies.clip.batches import CaptionBatches
    from vla.policies.clip.model import load_clip, new_clip
    from vla.policies.clip.training import train as fit
    from vla.policies.precision import precision_on
    from vla.policies.pretrained import locate

    config = compose.settings("clip_train", overrides)
    _check(config)
    out = result_folder(config["out"], "clip")
    with whole_folder(out) as folder:  # complains before anything is read
        data, rows, kept = _opened(config)
        torch.manual_seed(config["seed"])
        start = None if config["start"] is None else locate(str(config["start"]))
        if start is not None:
            clip = _going_on(load_clip(start), config)
        else:
            clip = new_clip(
                caption_vocabulary(), config["size"] or data.size[0], config["width"],
                config["layers"], text_layers=config["text_layers"], **_reader(config),
            )  # fmt: skip
        console.print(
            f"{_millions(clip)} parameters, {len(rows)} pictures, {len(kept)} kept for tests"
        )
        began = time.perf_counter()
        figures = _Figures()
        with _bar(console) as bar:
            row = bar.add_task("reading", total=1.0)
            batches = CaptionBatches(
                data, rows, config["batch"], config["seed"], clip.patch, config["parts"],
                clip.size,
            )  # fmt: skip

            def hear(step: int, share: float, found: Mapping[str, float]) -> None:
                figures.add(step, found)
                said = f"step {step}: {figures.shown()}"
                bar.update(row, completed=share, description=said)
                if not console.is_terminal and step % TOLD == 0:
                    console.print(f"{share:4.0%} {said}")

            steps = fit(
                clip, batches,
                steps=config["steps"] or 10**9,
                minutes=math.inf if config["steps"] else config["minutes"],
                lr=float(config["lr"]), loss=config["loss"],
                region_weight=float(config["region_weight"]),
                precision=precision_on("cpu", config["precision"]), cells=config["cells"],
                on_step=hear,
            )  # fmt: skip
        clip.save(folder)
        made = {"settings": dict(config.values), "steps": steps, "pairs": data.provenance,
                "curve": figures.curve, "provenance": provenance(),
                "before": None if start is None else _history(start)}  # fmt: skip
        (folder / HISTORY).write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    minutes = (time.perf_counter() - began) / 60
    console.print(f"{steps} steps in {minutes:.1f} minutes: {figures.shown()}")
    console.print(f"  {escape(str(out))}   test it: vla clip eval model={escape(str(out))}")
    return 0


def evaluate(text: str, overrides: Sequence[str], console: Console) -> int:
    """Test; 0 when done."""
    from vla.policies.clip.evaluation import (
        compositionality,
        linear_probe,
        retrieval,
        things,
        zero_shot,
    )
    from vla.policies.clip.model import load_clip
    from vla.policies.pretrained import locate

    config = compose.settings("clip_eval", overrides)
    _check(config)
    clip = load_clip(locate(str(config["model"])))
    data, rows, kept = _opened(config)
    asked = _spread(kept, config["pictures"])
    learned = _spread(rows, config["pictures"])
    with _bar(console) as bar:
        row = bar.add_task("naming things", total=len(asked) + len(learned) + 2)
        clear, seed = config["clear"], config["seed"]
        hear = lambda done: bar.advance(row, done)  # noqa: E731
        seen = things(clip, data, asked, clear, hear)
        scores = [*zero_shot(clip, seen)]
        bar.update(row, description="linear probe")
        scores += linear_probe(things(clip, data, learned, clear, hear), seen)
        bar.update(row, description="captions", advance=1)
        scores += retrieval(clip, data, asked, seed)
        scores += compositionality(clip, data, asked, seed)
        bar.advance(row)
    table = Table(header_style="bold")
    table.add_column("test")
    for column in ("right", "of", "share", "95 % interval", "chance"):
        table.add_column(column, justify="right")
    for score in scores:
        low, high = wilson(score.right, score.of)
        share = score.right / max(1, score.of)
        table.add_row(score.name, f"{score.right}", f"{score.of}", f"{share:.1%}",
                      f"{low:.1%} - {high:.1%}", f"{score.chance:.1%}")  # fmt: skip
    console.print(table)
    console.print(f"{len(asked)} pictures of episodes that were kept for tests")
    if config["out"] is not None:
        found = {s.name: {"right": s.right, "of": s.of, "interval": wilson(s.right, s.of)}
                 for s in scores}  # fmt: skip
        path = Path(config["out"])
        path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        console.print(f"  {escape(str(path))}")
    return 0


def _going_on(clip: Any, config: Settings) -> Any:
    """A CLIP that was made here; its reader of whole pictures anew if another one is asked for."""
    from vla.policies.clip.model import begun_anew

    kind = clip.model.config.model_type
    if kind != "clip_conv":
        raise UserError(
            f"start={config['start']} holds a '{kind}': only CLIPs that were made here go on."
        )
    if config["size"] not in (None, clip.size):
        raise UserError(
            f"size={config['size']}, but {config['start']} sees {clip.size} px. Leave size away."
        )
    eyes = clip.model.config.vision_config
    other = {n: value for n, value in _reader(config).items() if value != getattr(eyes, n)}
    return begun_anew(clip, **other) if other else clip


def _reader(config: Settings) -> dict[str, int]:
    """What was asked of the reader of whole pictures."""
    return {name: config[name] for name in WHOLE if config[name] is not None}


def _history(folder: Path) -> Any:
    """How the CLIP in a folder was trained; None where nobody knows."""
    file = folder / HISTORY
    return json.loads(file.read_text("utf-8")) if file.is_file() else None


class _Figures:
    """Means of the latest figures, and all of them as a curve."""

    def __init__(self) -> None:
        self.curve: list[dict[str, float]] = []
        self._latest: list[Mapping[str, float]] = []

    def add(self, step: int, found: Mapping[str, float]) -> None:
        self._latest.append(found)
        if len(self._latest) > EVERY:
            self._latest.pop(0)
        if step % EVERY == 0:
            self.curve.append({"step": step, **self.means()})

    def means(self) -> dict[str, float]:
        names = self._latest[-1] if self._latest else {}
        return {n: round(float(np.mean([f[n] for f in self._latest])), 4) for n in names}

    def shown(self) -> str:
        return ", ".join(f"{name} {value:.3f}" for name, value in self.means().items())


def _opened(config: Settings) -> tuple[Any, np.ndarray, np.ndarray]:
    """The pictures, and which of them to learn from and to test with."""
    from vla.datasets.pairs import Pairs

    data = Pairs(str(config["data"]))
    rows, kept = data.split(float(config["held_out"]))
    if len(rows) < 2 or not len(kept):
        raise UserError(
            f"{config['data']} has {len(data)} pictures, too few to learn from and to test with."
            f" Collect more: vla clip collect out={config['data']}"
        )
    if config["threads"]:
        torch.set_num_threads(config["threads"])
    return data, rows, kept


def _check(config: Settings) -> None:
    from vla.policies.precision import PRECISIONS

    for name in ("minutes", "steps", "batch", "pictures", "clear", "width", "layers", "size",
                 *WHOLE):  # fmt: skip
        value = config.values.get(name)
        if value is not None and value <= 0:
            raise UserError(f"{name}={value} is not above zero.")
    if config.values.get("precision", "auto") not in PRECISIONS:
        raise UnknownName("precision", config["precision"], PRECISIONS)
    if not 0 < float(config.values.get("parts", 1)) <= 1:
        raise UserError(f"parts={config['parts']} is not a share of a picture's sides.")
    if not 0 < float(config["held_out"]) < 1:
        raise UserError(f"held_out={config['held_out']} is not between 0 and 1.")


def _spread(rows: np.ndarray, most: int) -> list[int]:
    """At most so many of these rows, evenly spread."""
    return rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int)].tolist()


def _millions(module: torch.nn.Module) -> str:
    return f"{sum(p.numel() for p in module.parameters()) / 1e6:.2f} million"


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
