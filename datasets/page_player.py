"""The player of a dataset page: all cameras side by side, one clock, plots that follow it."""

PLAYER = """
<dialog id="player" aria-labelledby="player-title">
<div class="top">
<h2 id="player-title"></h2>
<nav aria-label="Episodes">
<button type="button" id="before" aria-label="Previous episode" title="Previous (P)">‹</button>
<button type="button" id="after" aria-label="Next episode" title="Next (N)">›</button>
<button type="button" id="close" aria-label="Close" title="Close (Esc)">✕</button>
</nav>
</div>
<div class="stage">
<div class="watch">
<div class="sticky">
<div class="eyes" id="eyes"></div>
<div class="controls">
<button type="button" id="play" aria-label="Play"></button>
<div class="track"><input id="scrub" type="range" min="0" step="1" aria-label="Step">
<canvas id="marks" role="img" aria-label="Marked steps"></canvas></div>
<select id="speed" aria-label="Speed">
<option value="0.25">¼×</option><option value="0.5">½×</option>
<option value="1" selected>1×</option><option value="2">2×</option>
<option value="4">4×</option><option value="8">8×</option>
</select>
<div class="clock"><span id="clock"></span><span id="signs"></span></div>
</div>
</div>
<dl class="about" id="about"></dl>
<p class="hint keys"><kbd>space</kbd> play &ensp; <kbd>←</kbd> <kbd>→</kbd> step,
with <kbd>shift</kbd> a second &ensp; <kbd>P</kbd> <kbd>N</kbd> episode &ensp;
<kbd>+</kbd> <kbd>−</kbd> speed &ensp; <kbd>esc</kbd> close</p>
</div>
<div class="plots" id="plots" tabindex="-1"></div>
</div>
</dialog>
"""

PLAYER_SCRIPT = r"""
const MOST = 10;  // curves in one plot
const SIGNS = [["perturbed", "perturbed"], ["intervention", "intervention"]];
const player = { episode: null, told: {}, charts: [], eyes: [], step: 0, at: 0, playing: false };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// --- opening and closing; the address says what is open, so that links and "back" work

function asked() {
  const words = new URLSearchParams(location.hash.slice(1));
  const number = words.get("episode"), step = words.get("step");
  const episode = about.episodes.find((one) => String(one.number) === number);
  return [episode, step === null ? null : Number(step) || 0];
}

function follow() {
  const [episode, step] = asked();
  if (!episode) return shut();
  if (player.episode !== episode) load(episode);
  if (!$("player").open) {
    $("player").showModal();
    document.body.classList.add("busy");
  }
  $("plots").focus({ preventScroll: true });
  show(step ?? 0);
  play(step === null && !calm.matches);
}

function shut() {
  if (!player.episode) return;
  play(false);
  const link = cardOf.get(player.episode);
  empty();
  player.episode = null;
  if ($("player").open) $("player").close();
  document.body.classList.remove("busy");
  link?.focus();
}

function leave() {
  history.pushState(null, "", location.pathname + location.search);
  shut();
}

function empty() {
  player.charts.forEach((chart) => chart.close());
  player.eyes.forEach((view) => view.sheets.forEach((sheet) => sheet.then((s) => s.close())));
  Object.assign(player, { charts: [], eyes: [] });
}

function go(by) {
  const next = shown[shown.indexOf(player.episode) + by];
  if (next) location.replace(`#episode=${next.number}`);
}

function load(episode) {
  empty();
  play(false);
  clearTimeout(later);
  const told = JSON.parse($(`episode-${episode.number}`).textContent);
  Object.assign(player, { episode, told, step: 0, at: 0 });
  $("player-title").replaceChildren(...title(episode));
  const at = shown.indexOf(episode);
  $("before").disabled = at <= 0;
  $("after").disabled = at < 0 || at === shown.length - 1;
  $("scrub").max = episode.rows - 1;
  player.bands = SIGNS.flatMap(([name]) =>
    (told[name] ?? []).map(([from, to]) => ({ from, to, name, color: colour(name) })));
  signs();
  facts(episode);
  look(episode);
  plot(episode, told);
  $("plots").scrollTop = 0;
}

// --- cameras

function look(episode) {
  const count = pictures(episode);
  player.eyes = about.cameras.map((camera, number) => {
    const canvas = make("canvas");
    [canvas.width, canvas.height] = camera.cell;
    canvas.style.aspectRatio = `${camera.width} / ${camera.height}`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `camera ${camera.name}`);
    const parts = Math.ceil(count / (camera.columns * camera.rows));
    const sheets = Array.from({ length: parts }, (_, part) =>
      unpack(episode.number, number, part));
    const view = { camera, canvas, sheets, ready: [], last: -1 };
    sheets.forEach((sheet, part) => sheet.then((picture) => {
      view.ready[part] = picture;
      if (player.eyes.includes(view)) see(view);
    }));
    return view;
  });
  $("eyes").replaceChildren(...player.eyes.map((view) => {
    const figure = make("figure");
    figure.append(view.canvas, make("figcaption", "", view.camera.name));
    return figure;
  }));
}

function see(view) {
  const count = pictures(player.episode);
  const last = player.step >= player.episode.rows - 1;
  const wanted = last ? count - 1 : Math.floor(player.step / about.every);
  const where = place(view.camera, count, wanted), sheet = view.ready[where.part];
  if (!sheet || view.last === wanted) return;
  view.last = wanted;
  const paper = view.canvas.getContext("2d"), [wide, tall] = view.camera.cell;
  paper.drawImage(sheet, where.x, where.y, wide, tall, 0, 0, wide, tall);
}

// --- clock

function show(step) {
  const last = player.episode.rows - 1;
  player.step = Math.min(last, Math.max(0, Math.round(step)));
  $("scrub").value = player.step;
  const now = make("b", "", `${(player.step / about.rate).toFixed(2)} s`);
  const rest = ` of ${(last / about.rate).toFixed(2)} s · step ${player.step} of ${last}`;
  $("clock").replaceChildren(now, rest);
  player.eyes.forEach(see);
  player.charts.forEach((chart) => chart.cursor(player.step));
}

function play(on) {
  if (on && player.step >= player.episode.rows - 1) show(0);
  player.playing = on;
  player.at = player.step;
  player.time = null;
  $("play").textContent = on ? "❚❚" : "►";
  $("play").setAttribute("aria-label", on ? "Pause" : "Play");
  if (on) requestAnimationFrame(tick);
}

function tick(time) {
  if (!player.playing) return;
  if (player.time !== null) {
    const passed = Math.min(0.25, (time - player.time) / 1000);
    player.at += passed * about.rate * Number($("speed").value);
    if (Math.round(player.at) !== player.step) show(player.at);
    if (player.step >= player.episode.rows - 1) return pause();
  }
  player.time = time;
  requestAnimationFrame(tick);
}

function hurry(by) {
  const speed = $("speed"), at = speed.selectedIndex + by;
  if (speed.options[at]) speed.selectedIndex = at;
}

// the address remembers where one stopped
function pause() {
  play(false);
  remember();
}

function remember() {
  history.replaceState(null, "", `#episode=${player.episode.number}&step=${player.step}`);
}

let later = 0;
function seek(step) {
  if (player.playing) play(false);
  show(step);
  clearTimeout(later);
  later = setTimeout(() => player.episode && remember(), 200);
}

// --- words and marks

function facts(episode) {
  const list = [["Episode", episode.number], ["Task", episode.task],
    ["Length", `${seconds(episode.length)} s · ${episode.length} steps`], ["Seed", episode.seed],
    ["Ended", episode.ended], ["Source", episode.source],
    ["Recorded", episode.recorded?.replace(/T(\d\d:\d\d).*Z$/, " $1 UTC")],
    ["Id", episode.id]];
  for (const other of episode.others ?? []) list.push(["Also said", other, "wide"]);
  for (const [key, value] of Object.entries(episode.extra ?? {}))
    list.push([key, typeof value === "string" ? value : JSON.stringify(value), "wide"]);
  $("about").replaceChildren(...list
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value, kind]) => {
      const row = make("div", kind);
      row.append(make("dt", "", name), make("dd", "", String(value)));
      return row;
    }));
}

function signs() {
  $("signs").replaceChildren(...SIGNS
    .filter(([name]) => player.bands.some((band) => band.name === name))
    .map(([name, word]) => {
      const key = make("span", "key"), spot = make("i");
      spot.style.background = `var(--${name})`;
      key.append(spot, word);
      return key;
    }));
  drawMarks();
}

function drawMarks() {
  const canvas = $("marks"), scale = devicePixelRatio || 1;
  canvas.hidden = !player.bands.length;
  const wide = canvas.clientWidth, last = player.episode.rows - 1 || 1;
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(6 * scale);
  const paper = canvas.getContext("2d");
  paper.scale(scale, scale);
  for (const { from, to, color } of player.bands) {
    paper.fillStyle = color;
    // the knob of a slider goes from half its width to half its width before the end
    const start = 8 + (from / last) * (wide - 16), end = 8 + ((to + 1) / last) * (wide - 16);
    paper.fillRect(start, 0, Math.max(2, end - start), 6);
  }
}

// --- plots: one per feature and unit, and never too many curves in one

function plot(episode, told) {
  const last = episode.rows - 1;
  const steps = (count, every, end) =>
    Array.from({ length: count }, (_, i) => Math.min(i * every, end));
  about.features.forEach((feature, number) => {
    const series = told.series[number], end = feature.outlasts ? last : episode.length - 1;
    for (const unit of new Set(feature.units)) {
      const of = feature.units.flatMap((u, dim) => (u === unit ? [dim] : []));
      const charts = Math.ceil(of.length / MOST), each = Math.ceil(of.length / charts);
      for (let first = 0; first < of.length; first += each) {
        const curves = of.slice(first, first + each).map((dim, i) => ({
          name: feature.names[dim],
          color: COLOURS[i % COLOURS.length],
          values: series[dim],
          ghost: feature.key === "action" ? told.executed?.[dim] : undefined,
          steps: steps(series[dim].length, told.every, end),
        }));
        add(feature.label, unit, curves);
      }
    }
    if (feature.key === "action" && told.executed)
      player.charts.at(-1).box.append(
        make("p", "hint", "Dotted: what was carried out where it was something else."));
  });
  if (told.reward?.some(([, value]) => value))
    add("reward", "", [{
      name: "reward", color: COLOURS[2], stairs: true,
      values: told.reward.map(([, value]) => value), steps: told.reward.map(([step]) => step),
    }]);
  $("plots").replaceChildren(...player.charts.map((chart) => chart.box));
  if (told.every > 1) $("plots").append(make("p", "hint", `Every ${told.every}th step is drawn.`));

  function add(name, unit, curves) {
    player.charts.push(new Chart(name, unit, curves, last, player.bands, seek));
  }
}

// --- what people do

$("close").addEventListener("click", leave);
$("before").addEventListener("click", () => go(-1));
$("after").addEventListener("click", () => go(1));
$("play").addEventListener("click", () => (player.playing ? pause() : play(true)));
$("scrub").addEventListener("input", () => seek(Number($("scrub").value)));
$("player").addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
$("player").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const far = event.shiftKey ? Math.round(about.rate) : 1;
  const keys = {
    " ": () => (player.playing ? pause() : play(true)),
    ArrowLeft: () => seek(player.step - far),
    ArrowRight: () => seek(player.step + far),
    Home: () => seek(0),
    End: () => seek(player.episode.rows - 1),
    n: () => go(1),
    p: () => go(-1),
    "+": () => hurry(1),
    "-": () => hurry(-1),
  };
  const act = keys[event.key.length > 1 ? event.key : event.key.toLowerCase()];
  const busy = event.target.matches("button,select");
  if (!act || (busy && event.key === " ") || event.target === $("speed")) return;
  event.preventDefault();
  act();
});
new ResizeObserver(() => player.episode && drawMarks()).observe($("marks"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (!player.episode) return;
  for (const band of player.bands) band.color = colour(band.name);
  drawMarks();
  player.charts.forEach((chart) => chart.draw());
});
addEventListener("hashchange", follow);
follow();
"""
