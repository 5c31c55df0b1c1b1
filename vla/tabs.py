"""Tabs: figures of which one group shows at a time, so that a page has one 3D view at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

TABS_STYLE = """
.tabs{display:flex;flex-wrap:wrap;gap:6px;margin:0 0 16px}
.tabs button{font:inherit;font-size:.88rem;color:var(--soft);background:none;cursor:pointer;
border:1px solid var(--line);border-radius:99px;padding:.25rem .9rem}
.tabs button[aria-selected=true]{color:var(--card);background:var(--ink);border-color:var(--ink)}
.pane>.draw,.pane .card{background:var(--card);border:1px solid var(--line);border-radius:12px;
overflow:hidden}
.pane .card{padding:14px 14px 6px}
.row{display:grid;gap:16px;margin:16px 0;
grid-template-columns:repeat(auto-fit,minmax(min(100%,var(--least,300px)),1fr))}
.pane dl{margin:0 0 16px}
.pane>h3{margin:28px 0 12px}
.pane table{border-collapse:collapse;width:100%;font-size:.88rem;margin:16px 0;
font-variant-numeric:tabular-nums}
.pane th{font-size:.78rem;color:var(--soft);font-weight:400}
.pane th,.pane td{text-align:right;padding:4px 10px;border-bottom:1px solid var(--line)}
.pane th:nth-child(2),.pane td:nth-child(2){text-align:left}
.wide{overflow-x:auto}
"""

_SCRIPT = """{
const root=document.currentScript.parentNode,figures=FIGURES,options=OPTIONS;
const panes=[...root.querySelectorAll('.pane')],knobs=[...root.querySelectorAll('.tabs button')];
const filled=trace=>{
  if(!trace.cells)return trace;
  const [a,b,c]=trace.cells,n=a.length*b.length*c.length;
  const x=new Float32Array(n),y=new Float32Array(n),z=new Float32Array(n);
  let at=0;
  for(const u of a)for(const v of b)for(const w of c){x[at]=u;y[at]=v;z[at++]=w}
  const {cells,...rest}=trace;
  return {...rest,x,y,z};
};
const show=chosen=>panes.forEach((pane,number)=>{
  pane.hidden=number!==chosen;
  if(knobs.length)knobs[number].setAttribute('aria-selected',number===chosen);
  pane.querySelectorAll('.draw').forEach((box,i)=>{
    const figure=figures[number][i];
    if(number!==chosen)Plotly.purge(box);
    else Plotly.newPlot(box,figure.data.map(filled),structuredClone(figure.layout),options);
  });
});
knobs.forEach((knob,number)=>knob.addEventListener('click',()=>show(number)));
show(0);
}"""


@dataclass(frozen=True)
class Pane:
    """What shows behind one tab."""

    title: str
    html: str
    """With an element `<div class="draw"></div>` for each figure, in order."""
    figures: Sequence[Mapping[str, Any]]
    """Of plotly; a trace with `cells` (coordinates along x, y, z) gets those of all cells."""


def tabs(heading: str, hint: str, panes: Sequence[Pane]) -> str:
    """A section of panes; the first one shows."""
    knobs = "".join(
        f'<button type="button" role="tab">{escape(pane.title)}</button>' for pane in panes
    )
    bar = f'<div class="tabs" role="tablist">{knobs}</div>' if len(panes) > 1 else ""
    body = "".join(f'<div class="pane" role="tabpanel">{pane.html}</div>' for pane in panes)
    script = _SCRIPT.replace("OPTIONS", json_text({"displayModeBar": False, "responsive": True}))
    script = script.replace("FIGURES", json_text([pane.figures for pane in panes]))
    return (
        f'<section><h2>{heading}</h2><p class="hint">{hint}</p>{bar}{body}'
        f"<script>{script}</script></section>"
    )


def json_text(value: object) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
