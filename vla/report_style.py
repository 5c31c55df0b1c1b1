"""The look of reports: light and dark by the reader's setting, from phone to wide screen."""

STYLE = """
:root{--ink:#1b1f24;--soft:#5d6570;--paper:#fbfaf8;--card:#fff;--line:#e5e2dc;
--good:#0f8a5f;--bad:#c8372d;--accent:#2f6fde}
@media (prefers-color-scheme:dark){:root{--ink:#e9eaec;--soft:#9aa1ab;--paper:#121417;
--card:#1a1d21;--line:#2b3036;--good:#3ecf95;--bad:#ff7a6e;--accent:#7fb0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:clamp(20px,4vw,56px) clamp(16px,4vw,40px) 80px}
header{margin-bottom:32px}
h1{font-size:clamp(1.5rem,4.2vw,2.4rem);line-height:1.2;letter-spacing:-.02em;font-weight:650;
margin:.5rem 0;text-wrap:balance}
h2{font-size:1.15rem;letter-spacing:-.01em;margin:0 0 .75rem;display:inline-block}
h3{font-size:.9rem;margin:0 0 .25rem;font-weight:600}
h3 small,.hint,time{color:var(--soft);font-weight:400}
section{margin:44px 0}
.badge{display:inline-block;margin:0;padding:.2rem .75rem;border-radius:99px;font-weight:600;
font-size:.9rem;border:1.5px solid currentColor}
.good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--soft)}
.verdict{font-size:1.05rem;color:var(--soft);max-width:46rem;margin:.25rem 0 1.25rem}
dl{display:flex;flex-wrap:wrap;gap:12px 36px;margin:0}
dt{font-size:.78rem;color:var(--soft)}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
video{width:100%;max-width:720px;border-radius:12px;border:1px solid var(--line);background:#000}
.board{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(240px,46%),1fr));gap:16px}
figure{margin:0;min-width:0}
.board figure{background:var(--card);border:1px solid var(--line);border-radius:12px;
overflow:hidden}
.board img{display:block;width:100%;height:auto}
figcaption{display:flex;gap:8px;align-items:baseline;padding:8px 12px;font-size:.85rem}
figcaption span:not(.mark){flex:1;overflow-wrap:anywhere}
time{font-size:.8rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.mark{font-weight:700}
.hint{margin:-.5rem 0 .75rem;font-size:.85rem}
.plan{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 0;
overflow-x:auto}
.line{display:grid;grid-template-columns:2.4rem 1.4rem 1fr;padding:0 12px;align-items:baseline}
.line>i{font-style:normal;color:var(--soft);text-align:right;padding-right:.7rem;font-size:.8rem;
font-variant-numeric:tabular-nums}
.line>b{font-size:.85rem}
code,.log{font:.86rem/1.7 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
.line code{white-space:pre}
.line small{display:block;color:var(--soft);font-size:.8rem;margin:-.15rem 0 .35rem}
code em{color:var(--soft);font-style:italic}
summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}
.line summary:hover code{color:var(--accent)}
.line ul{margin:.2rem 0 .6rem;padding:.2rem 0 .2rem .9rem;border-left:2px solid var(--line);
list-style:none;font-size:.85rem;white-space:normal}
.line li code{white-space:normal}.line li>span:not(.mark){color:var(--soft)}
section>details>summary{color:var(--soft)}section>details>summary h2{color:var(--ink)}
.log{padding:0;margin:.5rem 0;list-style:none;overflow-wrap:anywhere}
.log .quiet{color:var(--soft)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));
gap:28px 24px}
"""
