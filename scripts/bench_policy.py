"""What the parts of a policy are worth: `python scripts/bench_policy.py data=outputs/x.zarr`.

Every row of a table is `policy=tiny` with one part exchanged: trained by `vla train` for the same
minutes on the same demonstrations, measured by `vla eval` on the same scenes. Rows that are there
already are not made again, so that a table may grow over several calls. Options, as `key=value`:

    data        demonstrations, as `make policy` collects them
    table       heads, connectors, eyes, or solver: one policy with flow matching, sampled in
                1, 2, 4 and 10 steps from noise and from its middle (heads)
    rows        some of the table's rows only, with commas between them
    minutes     of training (9)
    episodes    in which each is measured (100)
    threads     of the processor (2)
    out         folder (outputs/bench-policy)
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from vla.errors import UnknownName, UserError
from vla.paired import Paired
from vla.settings import script_options
from vla.stats import wilson

OPTIONS = {"data": "", "table": "heads", "rows": "", "minutes": 9.0, "episodes": 100,
           "threads": 2, "out": "outputs/bench-policy"}  # fmt: skip
SMALL = "batch=64"
"""For transformers: batches of which a processor makes some hundreds in minutes."""
PATCHES = ("vision=tiny_clip", "text=tiny_clip", SMALL)
"""For connectors that read all patches: 144 of a camera."""


@dataclass(frozen=True)
class Row:
    """One policy, or one way to sample from it."""

    name: str
    trained: str
    """Name of the folder that it is trained in."""
    settings: tuple[str, ...] = ()
    """Of `vla train`."""
    sampled: tuple[str, ...] = ()
    """Of `vla eval`."""


def _trained(name: str, *settings: str) -> Row:
    return Row(name, name.replace(" ", "-"), settings)


FLOW = _trained("flow", "head=flow_mlp")
TABLES: dict[str, tuple[Row, ...]] = {
    "heads": (
        _trained("l1", "head=l1_mlp"),
        _trained("l2", "head=l1_mlp", "head.loss=l2"),
        _trained("mip", "head=l1_mlp", "head.loss=l2", "head.points=[1.0,0.1]", "head.times=2",
                 "head.steps=2"),
        _trained("one-step flow", "head=flow_mlp", "head.density=ends", "head.steps=1"),
        FLOW,
        _trained("x0", "head=flow_mlp", "head.target=data", "head.density=uniform",
                 "head.start=noise"),
        _trained("ddim", "head=ddim_mlp", "policy.normalisation=min_max"),
        _trained("flow transformer", "head=flow", SMALL),
        _trained("ddim transformer", "head=ddim", SMALL),
        _trained("bins", "head=bins", SMALL),
        _trained("fast", "head=fast", SMALL),
    ),
    "connectors": (
        _trained("grounding", "head=l1_mlp"),
        *(_trained(name, f"connector={name}", *PATCHES)
          for name in ("linear", "mlp", "perceiver", "qformer")),
    ),
    "eyes": (
        Row("frozen", "perceiver", ("connector=perceiver", *PATCHES)),
        _trained("fine-tuned", "connector=perceiver", *PATCHES, "vision.frozen=false",
                 "vision.rate=0.1"),
    ),
    "solver": tuple(
        Row(f"{steps} from {start}", FLOW.trained, FLOW.settings, (f"steps={steps}",
            f"start={start}")) for start in ("noise", "zeros") for steps in (1, 2, 4, 10)
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """How a row did."""

    row: Row
    success: dict[int, bool]
    """By the scene's seed."""
    loss: float
    """On demonstrations that were held out; comparable where heads are the same."""
    chunk: float
    """[ms] that a chunk takes for all worlds that ask at once."""

    @property
    def successes(self) -> int:
        return sum(self.success.values())


def told(words: Sequence[str]) -> dict[str, Any]:
    """The options. Raises `UserError` about those that do not exist or make no sense."""
    given = script_options(words, OPTIONS)
    if given["table"] not in TABLES:
        raise UnknownName("table", given["table"], TABLES)
    for name in ("minutes", "episodes", "threads"):
        if not 0 < given[name] < math.inf:
            raise UserError(f"{name}={given[name]} is not understood: a number above 0.")
    if not Path(given["data"]).is_dir() or not given["data"]:
        raise UserError("Give demonstrations: data=outputs/block-in-bowl.zarr, as of make policy.")
    return given


def chosen(given: dict[str, Any]) -> list[Row]:
    """Rows of the table that are asked for."""
    rows = {row.name: row for row in TABLES[given["table"]]}
    names = [name.strip() for name in given["rows"].split(",") if name.strip()] or list(rows)
    for name in names:
        if name not in rows:
            raise UnknownName("row", name, rows)
    return [rows[name] for name in names]


def measured(row: Row, given: dict[str, Any]) -> Result:
    """Train and measure it, unless that was done."""
    run = Path(given["out"]) / row.trained
    if not (run / "train_report.html").exists():
        vla(given, "train", "policy=tiny", *row.settings, f"data={given['data']}",
            f"minutes={given['minutes']}", f"threads={given['threads']}",
            "eval_episodes=0", f"out={run}")  # fmt: skip
    found = run / "-".join(("eval", f"{given['episodes']}", *row.sampled)).replace("=", "-")
    if not (found / "eval.json").exists():
        vla(given, "eval", f"checkpoint={run}", f"episodes={given['episodes']}", "films=0",
            *row.sampled, f"out={found}")  # fmt: skip
    lines = (found / "episodes.jsonl").read_text("utf-8").splitlines()
    episodes = [json.loads(line) for line in lines]
    latency = json.loads((found / "eval.json").read_text("utf-8"))["policies"][0]["latency"]
    success = {episode["seed"]: episode["success"] for episode in episodes}
    metrics = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    loss = [line["held_out_loss"] for line in metrics if "held_out_loss" in line][-1]
    return Result(row, success, loss, latency["network"]["mean_ms"])


def vla(given: dict[str, Any], *words: str) -> None:
    """One command, in a process of its own."""
    environment = os.environ | {"OMP_NUM_THREADS": str(given["threads"])}
    subprocess.run([sys.executable, "-m", "vla.cli", *words], check=True, env=environment)


def shown(results: Sequence[Result], given: dict[str, Any]) -> Table:
    """Success of all rows, and how far each is from the best on the same scenes."""
    alike = given["table"] in ("connectors", "eyes")  # one head, one loss
    best = max(results, key=lambda result: result.successes)
    title = (
        f"{given['table']}: {given['minutes']:g} minutes of training, {given['episodes']} scenes"
    )
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column(given["table"])
    for column in ("success", "95 % interval", "to the best", "95 % interval", "chunk",
                   *["loss"] * alike):  # fmt: skip
        table.add_column(column, justify="right")
    for result in results:
        low, high = wilson(result.successes, len(result.success))
        seeds = result.success.keys() & best.success.keys()
        pair = Paired.of((result.success[seed], best.success[seed]) for seed in seeds)
        least, most = pair.interval()
        away = ("-", "-") if result is best else (
            f"{100 * pair.difference:+.1f} pp", f"{100 * least:+.1f} to {100 * most:+.1f}"
        )  # fmt: skip
        table.add_row(
            result.row.name, f"{result.successes}/{len(result.success)}",
            f"{low:.0%} - {high:.0%}", *away, f"{result.chunk:.0f} ms",
            *[f"{result.loss:.3f}"] * alike,
        )  # fmt: skip
    return table


def main() -> int:
    """Make and print a table."""
    console = Console()
    try:
        given = told(sys.argv[1:])
        results = []
        for row in chosen(given):
            console.rule(row.name, align="left")
            results.append(measured(row, given))
    except UserError as error:
        console.print(f"[red]error:[/] {error}", highlight=False)
        return 2
    except subprocess.CalledProcessError as error:
        return error.returncode
    console.print(shown(results, given))
    return 0


if __name__ == "__main__":
    sys.exit(main())
