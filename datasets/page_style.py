"""The look of dataset pages, akin to that of reports: light and dark, phone to wide screen."""

STYLE = """
:root{--ink:#1b1f24;--soft:#5d6570;--paper:#fbfaf8;--card:#fff;--line:#e5e2dc;--well:#f1efea;
--good:#0f8a5f;--bad:#c8372d;--accent:#2f6fde;--perturbed:#d9822b;--intervention:#9a5bd0}
@media (prefers-color-scheme:dark){:root{--ink:#e9eaec;--soft:#9aa1ab;--paper:#121417;
--card:#1a1d21;--line:#2b3036;--well:#23272c;--good:#3ecf95;--bad:#ff7a6e;--accent:#7fb0ff;
--perturbed:#f0a04b;--intervention:#bd8cf0}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
body.busy{overflow:hidden}
main{max-width:1240px;margin:0 auto;padding:clamp(20px,4vw,56px) clamp(16px,4vw,40px) 80px}
button,input,select{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--soft)}
.hint,small{color:var(--soft);font-weight:400}
.hint{font-size:.85rem;margin:.5rem 0 0}
code{font:.86rem/1.6 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere}
.kicker{margin:0;color:var(--soft);font-size:.9rem}
h1{font-size:clamp(1.6rem,4.2vw,2.4rem);line-height:1.2;letter-spacing:-.02em;font-weight:650;
margin:.2rem 0 1.25rem;overflow-wrap:anywhere}
h2{font-size:1rem;letter-spacing:-.01em;margin:0;display:inline;font-weight:600}
h2+small{font-size:.8rem;margin-left:.6rem}
header dl,.about{display:flex;flex-wrap:wrap;gap:12px 30px;margin:0}
dt{font-size:.78rem;color:var(--soft)}
dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
header dl.origin{margin-top:14px}
.origin dd{font-weight:400}
.overview{display:flex;flex-wrap:wrap;gap:16px;margin-top:28px}
.side{flex:5 1 320px;display:flex;flex-direction:column;gap:16px;min-width:0}
.overview>.ranges{flex:7 1 480px;max-height:520px;overflow:auto}
.side .panel{max-height:218px;overflow:auto}
.side .panel:last-child{flex:1;max-height:none;display:flex;flex-direction:column}
.panel{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;
min-width:0}
.overview+.panel{margin-top:16px}.panel+.panel{margin-top:16px}
.overview .panel.panel{margin:0}
.task{display:grid;grid-template-columns:minmax(0,11rem) 1fr 3.2rem 3.2rem;gap:10px;
align-items:center;width:calc(100% + 16px);margin:2px -8px;padding:3px 8px;border:0;
border-radius:6px;background:none;text-align:left;font-size:.88rem}
.task:first-of-type{margin-top:8px}
.task:hover,.task[aria-pressed=true]{background:var(--well)}
.task span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.task b,.task em{text-align:right;font-variant-numeric:tabular-nums;font-weight:600}
.task em{font-style:normal;font-weight:400;color:var(--soft)}
.bar{height:6px;border-radius:3px;background:var(--well);overflow:hidden}
.bar i{display:block;height:100%;border-radius:3px;background:var(--accent)}
.bins{display:flex;align-items:flex-end;gap:2px;flex:1 0 84px;max-height:150px;margin-top:12px;
border-bottom:1px solid var(--line)}
.bins i{flex:1;max-width:36px;background:var(--accent);border-radius:2px 2px 0 0;opacity:.85}
.bins i:hover{opacity:1}
.axis{display:flex;justify-content:space-between;font-size:.75rem;color:var(--soft);
font-variant-numeric:tabular-nums}
summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}
summary::before{content:"";display:inline-block;width:.42em;height:.42em;margin:0 .6em .12em .1em;
border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg);
transition:transform .15s}
details[open]>summary::before{transform:rotate(45deg);margin-bottom:.2em}
.ranges table{width:100%;border-collapse:collapse;margin-top:8px;font-size:.84rem;
font-variant-numeric:tabular-nums}
.ranges th,.ranges td{padding:2px 0 2px 14px;text-align:right;font-weight:400;white-space:nowrap}
.ranges thead th{font-size:.75rem;color:var(--soft)}
.ranges th:first-child{text-align:left;padding-left:0}
.ranges td{width:3.6rem}
.ranges td.drawn{width:auto;min-width:70px}
.ranges tbody th{width:1%}
.drawn span{position:relative;display:block;height:14px}
.drawn i{position:absolute;top:0;bottom:0}
.drawn .zero{width:1px;background:var(--line)}
.drawn .all{top:6px;height:2px;min-width:2px;background:var(--accent);opacity:.45;bottom:auto}
.drawn .most{top:3px;height:8px;min-width:2px;border-radius:2px;background:var(--accent);
opacity:.55;bottom:auto}
.drawn .mid{width:2px;margin-left:-1px;background:var(--ink);border-radius:1px}
.tools{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:8px 12px;
align-items:center;margin:28px 0 14px;padding:10px 0;background:var(--paper)}
.tools input{flex:1 1 240px;min-width:0}
.tools input,.tools select,.tools button,.controls select,.controls button,.top button{
border:1px solid var(--line);border-radius:8px;background:var(--card);padding:6px 12px;
min-height:38px}
.tools button:hover,.controls button:hover,.top button:hover{border-color:var(--accent)}
.tools [aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
.tools output{color:var(--soft);font-size:.85rem;font-variant-numeric:tabular-nums;
min-width:6.5rem;text-align:right}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr));gap:16px}
.card{display:block;background:var(--card);border:1px solid var(--line);border-radius:12px;
overflow:hidden;color:inherit;text-decoration:none;content-visibility:auto;
contain-intrinsic-size:auto 240px;transition:border-color .15s}
.card:hover{border-color:var(--accent)}
.card canvas{display:block;width:100%;background:var(--card)}
.card canvas+canvas{border-top:1px solid var(--card)}
.card div{padding:10px 14px 12px}
.card p{margin:0}
.said{font-weight:600;line-height:1.4;display:flex;gap:8px;overflow-wrap:anywhere}
.card .said>span:last-child{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;
overflow:hidden}
.mark{font-weight:700}
.meta{color:var(--soft);font-size:.82rem;font-variant-numeric:tabular-nums;
display:flex;flex-wrap:wrap;gap:0 12px;padding-left:1.35rem}
.none{color:var(--soft);padding:40px 0;text-align:center}
dialog{width:100vw;height:100dvh;max-width:none;max-height:none;border:0;padding:0;
background:var(--paper);color:var(--ink);overflow:hidden}
dialog[open]{display:flex;flex-direction:column}
.top{display:flex;gap:12px;align-items:center;padding:12px 24px;
border-bottom:1px solid var(--line)}
.top h2{font-size:1.15rem;flex:1;min-width:0;line-height:1.3;display:flex;gap:10px;
overflow-wrap:anywhere}
.top nav{display:flex;gap:6px}
.top button{min-width:40px;padding:6px 10px}
.stage{flex:1;min-height:0;display:grid;grid-template-columns:minmax(0,5fr) minmax(0,6fr);
max-width:1720px;width:100%;margin:0 auto}
.watch{padding:20px 24px;overflow-y:auto;min-width:0}
.plots{padding:20px 24px 48px;overflow-y:auto;min-width:0;outline:0}
.plots .hint{margin:4px 0 0;padding-left:40px;font-size:.78rem}
.eyes{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:10px}
.eyes figure{margin:0;min-width:0}
.eyes canvas{display:block;width:100%;border-radius:10px;background:var(--well);
border:1px solid var(--line)}
.eyes figcaption{font-size:.78rem;color:var(--soft);margin-top:3px}
.controls{display:grid;grid-template-columns:auto 1fr auto;gap:4px 12px;align-items:center;
margin-top:12px}
.controls button{width:44px;height:38px;padding:0;font-size:1rem;line-height:1}
.controls input{width:100%;margin:0;accent-color:var(--accent);height:22px}
.track{min-width:0}
.track canvas{display:block;width:100%;height:6px;border-radius:3px;background:var(--well)}
.clock{grid-column:2/4;display:flex;justify-content:space-between;gap:12px;font-size:.82rem;
color:var(--soft);font-variant-numeric:tabular-nums;flex-wrap:wrap}
.clock b{color:var(--ink);font-weight:600}
#signs{display:flex;gap:12px}
.key{display:inline-flex;align-items:center;gap:6px}
.key i{width:12px;height:6px;border-radius:3px}
.about{margin-top:20px;gap:10px 28px;font-size:.9rem}
.about .wide{flex-basis:100%}
.about .wide dd{font-weight:400}
.keys{margin-top:18px}
kbd{font:inherit;font-size:.78rem;border:1px solid var(--line);border-radius:5px;padding:0 5px;
background:var(--card);color:var(--soft)}
.plot{margin:0 0 22px}
.plot h3{font-size:.9rem;font-weight:600;margin:0 0 2px}
.plot h3::first-letter{text-transform:uppercase}
.plot canvas{display:block;width:100%;height:150px;touch-action:pan-y;cursor:crosshair}
.legend{display:flex;flex-wrap:wrap;gap:2px 4px;padding-left:40px}
.legend button{display:inline-flex;align-items:center;gap:6px;border:0;background:none;
padding:1px 6px;border-radius:6px;font-size:.78rem;font-variant-numeric:tabular-nums}
.legend button:hover{background:var(--well)}
.legend i{width:14px;height:0;border-top:2.5px solid}
.legend [aria-pressed=false]{opacity:.4}
.legend [aria-pressed=false] span{text-decoration:line-through}
.legend b{font-weight:400;color:var(--soft);min-width:3.4em;text-align:right}
@media (max-width:900px){
.stage{display:flex;flex-direction:column;overflow-y:auto}
.stage>*,.watch>*{flex:none}
.plots{order:1}.about{order:2}
.watch,.plots{overflow:visible;padding:12px 16px}
.eyes{grid-template-columns:repeat(auto-fit,minmax(110px,1fr))}
.sticky{position:sticky;top:0;z-index:1;background:var(--paper);padding:10px 16px}
.watch{display:contents}
.watch>:not(.sticky){margin-left:16px;margin-right:16px}
.about{margin-bottom:20px}
.keys{display:none}
.top{padding:8px 16px;gap:8px}
.top h2{font-size:1rem}
.top h2 span:last-child{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;
overflow:hidden}
.legend,.plots .hint{padding-left:0}}
@media (max-width:640px){
.ranges td.inner,.ranges th.inner{display:none}
header dl,.about{gap:10px 24px}
.tools{margin-top:20px}.tools input{flex-basis:100%}
.tools select,.tools button{flex:1;white-space:nowrap}
.tools output{min-width:0}
.task{grid-template-columns:minmax(0,9rem) 1fr 2.2rem 3rem}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
"""
