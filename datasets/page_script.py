"""The list of episodes on a dataset page: search, order, strips of film that are drawn when seen.

Words of the dataset reach the page as text only, never as HTML.
"""

LIST = """
<section aria-label="Episodes">
<div class="tools">
<input id="search" type="search" autocomplete="off" spellcheck="false"
 placeholder="Search words, success:false, task:name, length:&gt;200" aria-label="Search episodes">
<button type="button" id="failed" aria-pressed="false">Failed only</button>
<select id="order" aria-label="Order">
<option value="number">By number</option>
<option value="short">Shortest first</option>
<option value="long">Longest first</option>
</select>
<output id="found"></output>
</div>
<div class="cards" id="cards"></div>
<p class="none" id="none" hidden>No episode has all of these. Take a word out.</p>
</section>
"""

LIST_SCRIPT = r"""
const MARK = { true: ["✓", "good"], false: ["✗", "bad"], null: ["?", "open"] };
const STRIP = 8, LEAST = 52;  // frames of a strip; of one at least so many pixels
const cardOf = new Map();
let shown = [];

// --- sheets: frames side by side on a few large pictures, unpacked only while they are needed

function pictures(episode) {
  return Math.ceil((episode.rows - 1) / about.every) + 1;
}

function unpack(number, camera, part) {
  const text = atob($(`sheet-${number}-${camera}-${part}`).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
}

// where picture `index` of an episode lies
function place(camera, count, index) {
  const most = camera.columns * camera.rows;
  const part = Math.floor(index / most), inside = index - part * most;
  const columns = Math.min(camera.columns, count - part * most);
  return {
    part,
    x: (inside % columns) * camera.cell[0],
    y: Math.floor(inside / columns) * camera.cell[1],
  };
}

// --- cards

function words(episode) {
  const list = [`#${episode.number}`];
  if (episode.task) list.push(episode.task);
  list.push(`${seconds(episode.length)} s`, `${episode.length} steps`);
  if (episode.seed !== undefined) list.push(`seed ${episode.seed}`);
  if (episode.source) list.push(episode.source);
  if (episode.ended && episode.ended !== "success") list.push(episode.ended);
  return list;
}

function title(episode) {
  const [sign, kind] = MARK[episode.success];
  const mark = make("span", `mark ${kind}`, sign);
  mark.title = { "✓": "success", "✗": "no success", "?": "not judged" }[sign];
  return [mark, make("span", "", episode.instruction || "no instruction")];
}

function card(episode) {
  const link = make("a", "card");
  link.href = `#episode=${episode.number}`;
  about.cameras.forEach((camera, index) => {
    const canvas = make("canvas");
    canvas.dataset.camera = index;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `film strip of camera ${camera.name}`);
    canvas.style.aspectRatio = `${STRIP * camera.width} / ${camera.height}`;
    link.append(canvas);
  });
  const text = make("div");
  const meta = make("p", "meta");
  meta.append(...words(episode).map((word) => make("span", "", word)));
  const said = make("p", "said");
  said.append(...title(episode));
  text.append(said, meta);
  link.append(text);
  link.episode = episode;
  eye.observe(link);
  return link;
}

// strips are drawn when they come near the window, and forgotten when they leave
const eye = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    target.near = isIntersecting;
    if (isIntersecting) waiting.add(target);
    else target.querySelectorAll("canvas").forEach((c) => { c.width = 0; c.drawn = 0; });
  }
  work();
}, { rootMargin: "600px 0px" });
const waiting = new Set();
let working = false;

async function work() {
  if (working) return;
  working = true;
  while (waiting.size) {
    const link = waiting.values().next().value;
    waiting.delete(link);
    for (const canvas of link.querySelectorAll("canvas"))
      if (link.near) await strip(canvas, link.episode).catch(console.warn);
  }
  working = false;
}

async function strip(canvas, episode) {
  const index = Number(canvas.dataset.camera), camera = about.cameras[index];
  const wide = canvas.clientWidth;
  if (!wide || canvas.drawn === wide) return;
  const shape = camera.width / camera.height, count = pictures(episode);
  const places = Math.max(4, Math.min(STRIP, Math.floor(wide / LEAST)));
  canvas.style.aspectRatio = `${places * camera.width} / ${camera.height}`;
  const scale = Math.min(2, devicePixelRatio || 1), gap = Math.round(scale);
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(canvas.width / places / shape);
  canvas.drawn = wide;
  const paper = canvas.getContext("2d");
  paper.imageSmoothingQuality = "high";
  let sheet = null, part = -1;
  for (let i = 0; i < places; i++) {
    const at = Math.round((i * (count - 1)) / (places - 1));
    const where = place(camera, count, at);
    if (where.part !== part) {
      sheet?.close();
      part = where.part;
      sheet = await unpack(episode.number, index, part);
    }
    const left = Math.round((i * canvas.width) / places);
    const right = Math.round(((i + 1) * canvas.width) / places) - (i < places - 1 ? gap : 0);
    paper.drawImage(sheet, where.x, where.y, ...camera.cell, left, 0, right - left, canvas.height);
  }
  sheet?.close();
}

new ResizeObserver(() => {
  for (const link of cardOf.values()) if (link.near) waiting.add(link);
  work();
}).observe($("cards"));

// --- search and order

function wanted(text) {
  const tests = [];
  for (const [, key, quoted, plain] of text.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)) {
    const word = (quoted ?? plain).toLowerCase();
    if (["length", "seed", "number", "episode"].includes(key)) {
      const [, sign, value] = word.match(/^([<>]?=?)(-?[\d.]+)$/) ?? [];
      const field = key === "episode" ? "number" : key;
      if (value === undefined) continue;
      tests.push((e) => compare(e[field], sign, Number(value)));
    } else if (key === "success") tests.push((e) => String(e.success ?? "none").startsWith(word));
    else if (key === "task" && quoted !== undefined)
      tests.push((e) => (e.task ?? "").toLowerCase() === word);
    else if (["task", "source", "ended", "id"].includes(key))
      tests.push((e) => String(e[key] ?? "").toLowerCase().includes(word));
    else {
      const all = (key ? `${key}:` : "") + word;
      tests.push((e) => e.words.includes(all));
    }
  }
  return (episode) => tests.every((test) => test(episode));
}

function compare(ours, sign, value) {
  if (ours === undefined) return false;
  if (sign.includes("=") && ours === value) return true;
  return sign[0] === ">" ? ours > value : sign[0] === "<" ? ours < value : ours === value;
}

const ORDERS = {
  number: (a, b) => a.number - b.number,
  short: (a, b) => a.length - b.length || a.number - b.number,
  long: (a, b) => b.length - a.length || a.number - b.number,
};

function list() {
  const text = $("search").value;
  shown = about.episodes.filter(wanted(text)).sort(ORDERS[$("order").value]);
  for (const episode of shown)
    if (!cardOf.has(episode)) cardOf.set(episode, card(episode));
  $("cards").replaceChildren(...shown.map((episode) => cardOf.get(episode)));
  $("none").hidden = shown.length > 0;
  const all = about.episodes.length;
  $("found").textContent = shown.length < all ? `${shown.length} of ${all}` : `${all} episodes`;
  $("failed").setAttribute("aria-pressed", /(^|\s)success:false(\s|$)/.test(text));
  for (const button of document.querySelectorAll(".task"))
    button.setAttribute("aria-pressed", text.includes(button.dataset.words));
}

// put words into the search, or take them out again
function toggle(words) {
  const box = $("search");
  const rest = box.value.replace(words, "");
  const text = rest === box.value ? `${box.value} ${words}` : rest;
  box.value = text.replace(/\s+/g, " ").trim();
  list();
}

for (const episode of about.episodes)
  episode.words = [episode.instruction, ...(episode.others ?? []), episode.task]
    .filter(Boolean).join(" ").toLowerCase();
$("search").addEventListener("input", list);
$("order").addEventListener("change", list);
$("failed").addEventListener("click", () => toggle("success:false"));
$("failed").hidden = !about.episodes.some((episode) => episode.success === false);
for (const button of document.querySelectorAll(".task"))
  button.addEventListener("click", () => toggle(button.dataset.words));
list();

// arrows go through the cards as they lie, `/` goes to the search
document.addEventListener("keydown", (event) => {
  if ($("player").open || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input,select,textarea");
  if (event.key === "/" && !typing) {
    $("search").focus();
    event.preventDefault();
  } else if (event.key === "Escape" && event.target === $("search")) $("search").blur();
  const cards = [...$("cards").children], at = cards.indexOf(document.activeElement);
  if (at < 0 && !(event.key === "ArrowDown" && event.target === $("search"))) return;
  const across = getComputedStyle($("cards")).gridTemplateColumns.split(" ").length;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: at < 0 ? 1 : across, ArrowUp: -across };
  const next = cards[at + (by[event.key] ?? 0)];
  if (by[event.key] && next) {
    next.focus();
    event.preventDefault();
  }
});
"""
