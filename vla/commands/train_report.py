"""`train_report.html`: what was trained on what, curves, and episodes in pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from vla.commands.train_evaluate import Evaluation
from vla.commands.train_log import Log
from vla.report import PALETTE, Picture, board, layout, plots, write_page
from vla.video import encode, grid

POINTS = 2000
"""Of a curve, at most."""
SPARSE = 50
"""Points of a curve, below which each is marked."""
STEP = 0.05
"""[s] of a control step, for the length of an episode."""


def write_train_report(
    path: Path,
    title: str,
    facts: Mapping[str, str],
    log: Log,
    evaluation: Evaluation | None,
    settings: Mapping[str, Any],
) -> None:
    """Write the page.

    Args:
        facts: figures for its head, name -> value.
        evaluation: the last one; None if nothing was played.
        settings: of the run, flat.
    """
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    head = f"<header>{_badge(evaluation)}<h1>{escape(title)}</h1><dl>{rows}</dl></header>"
    body = (head, _curves(log), _rollouts(evaluation), _settings(settings))
    write_page(path, title, "\n".join(body))


def _badge(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return ""
    kind = "good" if evaluation.successes else "bad"
    return f'<p class="badge {kind}">{evaluation.summary}</p>'


def _curves(log: Log) -> str:
    loss, held = _line(log, "loss", "training", 0), _line(log, "held_out_loss", "held out", 1)
    speed, wait = (_line(log, key, key, 0) for key in ("samples_per_second", "data_wait"))
    charts = [
        ("Loss", _chart([loss, held])),
        ("Success in simulation", _success(log)),
        ("Learning rate", _chart([_line(log, "learning_rate", "learning rate", 0)], ".0e")),
        ("Norm of the gradient, before clipping", _chart(_gradients(log))),
        ("Samples per second", _chart([speed])),
        ("Waiting for data, share of the steps' time", _chart([wait], ".0%")),
    ]
    drawn = [(title, chart) for title, chart in charts if chart is not None]
    if not drawn:
        return ""
    return plots("Curves", "Against steps. Held-out loss and success are of the averaged weights.",
                 drawn)  # fmt: skip


def _line(log: Log, key: str, name: str, colour: int, marks: bool = False) -> dict[str, Any] | None:
    """A curve; None where nothing was measured."""
    steps, values = log.curve(key)
    if not steps:
        return None
    every = -(-len(steps) // POINTS)
    return {
        "x": steps[::every],
        "y": [float(f"{value:.6g}") for value in values[::every]],
        "name": name,
        "mode": "lines+markers" if len(steps) < SPARSE else "lines",
        "line": {"width": 2, "color": PALETTE[colour % len(PALETTE)]},
    }


def _gradients(log: Log) -> list[dict[str, Any] | None]:
    names = sorted({key for r in log.records for key in r if key.startswith("gradient/")})
    return [
        _line(log, key, key.removeprefix("gradient/"), number) for number, key in enumerate(names)
    ]


def _success(log: Log) -> dict[str, Any] | None:
    """Rate with its interval."""
    curve = _line(log, "success", "success", 2)
    if curve is None:
        return None
    low, high = (log.curve(name)[1] for name in ("success_low", "success_high"))
    curve["error_y"] = {
        "type": "data", "symmetric": False, "thickness": 1.5,
        "array": [top - at for top, at in zip(high, curve["y"], strict=True)],
        "arrayminus": [at - bottom for bottom, at in zip(low, curve["y"], strict=True)],
    }  # fmt: skip
    return _chart([curve], ".0%", 1.02)


def _chart(
    curves: Sequence[dict[str, Any] | None], numbers: str = "", top: float | None = None
) -> dict[str, Any] | None:
    """A figure of the curves that are there; how its numbers are written, and the greatest."""
    there = [curve for curve in curves if curve is not None]
    if not there:
        return None
    axis: dict[str, Any] = {"tickformat": numbers}
    if top is not None:
        axis["range"] = [0, top]
    return {"data": there, "layout": layout(len(there) > 1, yaxis=axis)}


def _rollouts(evaluation: Evaluation | None) -> str:
    """Episodes of the last evaluation, as the policy saw them."""
    if evaluation is None:
        return ""
    pictures = [
        Picture(
            f"“{strip.result.instruction}”, seed {strip.result.seed}",
            encode(grid(list(strip.pictures))),
            strip.result.success,
            STEP * strip.result.steps,
        )
        for strip in evaluation.strips
    ]
    return board("Episodes, as the policy saw them", pictures)


def _settings(settings: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<li><code>{escape(f'{name}={value}')}</code></li>" for name, value in settings.items()
    )
    return (
        f"<section><details><summary><h2>Settings</h2> {len(settings)}</summary>"
        f'<ol class="log">{rows}</ol></details></section>'
    )
