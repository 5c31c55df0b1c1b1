"""The report of an evaluation: one page with nothing to load from anywhere."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path

from vla.commands.eval_guided import HEAD, avoided, cells
from vla.commands.eval_result import RATE, Measured, Report
from vla.report_style import STYLE

MAX_FILM = 4_000_000
"""[bytes] up to which a film is put into the page itself."""
LISTED = 40
"""Failures that are listed."""

TABLE = """
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-size:.78rem;color:var(--soft);font-weight:400;text-align:right;padding:4px 10px}
td{text-align:right;padding:6px 10px;border-top:1px solid var(--line)}
th:first-child,td:first-child{text-align:left;padding-left:0}
.scale{position:relative;display:block;min-width:120px;height:10px;border-radius:5px;
background:var(--line)}
.scale i,.scale b{position:absolute;top:0;bottom:0;border-radius:5px}
.scale i{background:var(--accent);opacity:.35}
.scale b{width:4px;margin-left:-2px;background:var(--accent)}
.wide{overflow-x:auto}
"""


def write_page(path: Path, report: Report) -> None:
    """Write the page."""
    parts = [_head(report)]
    for result in report.results:
        parts += [_success(result, report.reworded), _films(result), _latency(result)]
    parts += [_paired(report), _guided(report), _failures(report.results[0])]
    body = "\n".join(part for part in parts if part)
    title = escape(report.results[0].name)
    path.write_text(
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{STYLE}{TABLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n",
        "utf-8",
    )


def _head(report: Report) -> str:
    result = report.results[0]
    row = result.whole
    low, high = row.interval
    word = "obeyed the words" if report.reworded else "succeeded"
    badge = ""
    if report.gate is not None:
        kind, says = ("good", "reached") if report.passed else ("bad", "not reached")
        badge = f'<p class="badge {kind}">gate {report.gate:.0%} {says}</p>'
    facts = {
        "episodes": f"{row.episodes}",
        "95 % interval": f"{low:.1%} to {high:.1%}",
        "reached the goal at some time": f"{row.ever}",
        "mean of the tasks": f"{report.mean_of_tasks:.1%}",
    }
    if report.reworded:
        facts["did what was not said"] = f"{row.did_other}"
    if result.seconds:
        facts["wall time"] = f"{result.seconds['total']:.0f} s"
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    return (
        f"<header>{badge}<h1>{row.rate:.1%} {word}</h1>"
        f'<p class="verdict">{escape(result.name)}</p><dl>{listed}</dl></header>'
    )


def _success(result: Measured, reworded: bool) -> str:
    rows = []
    for name, row in result.rows.items():
        low, high = row.interval
        scale = (
            f'<span class="scale"><i style="left:{low:.1%};right:{1 - high:.1%}"></i>'
            f'<b style="left:{row.rate:.1%}"></b></span>'
        )
        steps = row.steps
        cells = [escape(name), scale, f"{row.rate:.0%}", f"{row.successes}/{row.episodes}",
                 f"{low:.0%} to {high:.0%}", f"{row.ever}"]  # fmt: skip
        cells += [f"{row.did_other}"] if reworded else []
        cells += [
            "" if steps is None else f"{steps:.0f}",
            "" if steps is None else f"{steps / RATE:.1f} s",
        ]
        rows.append(cells)
    head = ["task", "", "obeyed" if reworded else "success", "episodes", "95 % interval", "ever"]
    head += ["did the other"] if reworded else []
    head += ["steps of a success", "its time"]
    return f"<section><h2>{escape(result.name)}</h2>{_table(head, rows)}</section>"


def _films(result: Measured) -> str:
    figures = "".join(
        f'<figure><video controls loop muted playsinline src="{_source(path)}"></video>'
        f"<figcaption><span>{escape(path.stem.replace('-', ' '))}</span></figcaption></figure>"
        for path in result.films
        if path.exists()
    )
    return f'<section><h2>Films</h2><div class="board">{figures}</div></section>' if figures else ""


def _source(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > MAX_FILM:
        return escape(f"{path.parent.name}/{path.name}", quote=True)
    return f"data:video/mp4;base64,{base64.b64encode(content).decode('ascii')}"


def _latency(result: Measured) -> str:
    rows = [
        [escape(name), f"{part['calls']:.0f}",
         *(f"{part[key]:.2f} ms" for key in ("mean_ms", "p50_ms", "p95_ms"))]
        for name, part in result.latency.items()
    ]  # fmt: skip
    if not rows:
        return ""
    head = ["part of the policy", "calls", "mean", "half of them within", "95 % of them within"]
    return f"<section><h2>What a call takes</h2>{_table(head, rows)}</section>"


def _paired(report: Report) -> str:
    rows = []
    for name, pair in report.paired.items():
        low, high = pair.interval()
        rows.append([
            escape(name), *map(str, (pair.both, pair.first, pair.second, pair.neither)),
            f"{100 * pair.difference:+.1f} pp", f"{100 * low:+.1f} to {100 * high:+.1f}",
            f"{pair.p_value:.3g}",
        ])  # fmt: skip
    if not rows:
        return ""
    first, second = (escape(result.name) for result in report.results)
    head = ["task", "both", "first only", "second only", "neither", "difference", "95 % interval",
            "p (McNemar, exact)"]  # fmt: skip
    return (
        f"<section><h2>{first} against {second}</h2>"
        f'<p class="hint">On the same episodes.</p>{_table(head, rows)}</section>'
    )


def _guided(report: Report) -> str:
    if report.settings.get("avoid") is None:
        return ""
    distance = report.settings["distance"]
    rows = [[escape(row.name), *cells(row)] for row in avoided(report.results, distance)]
    head = ["policy", *HEAD]
    title = f"Not told of the {escape(report.settings['avoid'])}: {100 * distance:g} cm to keep"
    return f"<section><h2>{title}</h2>{_table(head, rows)}</section>"


def _failures(result: Measured) -> str:
    failed = [outcome for outcome in result.outcomes if not outcome.success]
    rows = [
        [escape(o.task), str(o.seed), escape(o.instruction), escape(o.failure),
         "yes" if o.ever else "", str(o.steps)]
        for o in failed[:LISTED]
    ]  # fmt: skip
    if not rows:
        return ""
    head = ["task", "seed", "instruction", "why", "goal reached at some time", "steps"]
    more = f" The first {LISTED} of {len(failed)}." if len(failed) > LISTED else ""
    return (
        f'<section><h2>Failures</h2><p class="hint">All of them: episodes.jsonl.{more}</p>'
        f"{_table(head, rows)}</section>"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are HTML already."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )
