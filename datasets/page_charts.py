"""Plots of a dataset page: curves over time on canvas, legends to click, a cursor."""

CHARTS = r"""
const $ = (id) => document.getElementById(id);
const about = JSON.parse($("dataset").textContent);
const COLOURS = ["#3b82f6", "#f97316", "#10b981", "#a855f7", "#ec4899", "#c79a08",
  "#06b6d4", "#ef4444", "#84a012", "#8b7765"];

function make(tag, kind = "", text = "") {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  if (text) node.textContent = text;
  return node;
}

function seconds(steps) {
  return (steps / about.rate).toFixed(1);
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// as many digits as a step of `reach` needs, with the true minus
function written(value, reach) {
  const size = Math.max(Math.abs(reach), 1e-9);
  const digits = Math.max(0, Math.min(6, 3 - Math.ceil(Math.log10(size))));
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

// round values between two bounds, about so many
function ticks(low, high, count) {
  const raw = (high - low) / count, scale = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((size) => size * scale >= raw * 0.999) * scale;
  const list = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i++)
    list.push(i * step);
  return [list, step];
}

// Curves [{name, color, dash, values, steps, ghost}] over steps 0 to `last`.
// `bands`: [{from, to, color}]; `seek(step)` is told where somebody points.
class Chart {
  constructor(name, unit, curves, last, bands, seek) {
    Object.assign(this, { curves, last, bands, step: 0 });
    this.box = make("figure", "plot");
    const label = make("h3", "", name);
    if (unit) label.append(" ", make("small", "", `[${unit}]`));
    this.canvas = make("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `${name} over time`);
    this.back = document.createElement("canvas");
    this.box.append(label, this.canvas, this.legend());
    this.left = 44;
    this.right = 10;
    const point = (event) => {
      const wide = this.canvas.clientWidth - this.left - this.right;
      const share = (event.offsetX - this.left) / wide;
      seek(Math.round(Math.min(1, Math.max(0, share)) * this.last));
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      point(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.buttons) point(event);
    });
    this.size = new ResizeObserver(() => this.draw());
    this.size.observe(this.canvas);
  }

  legend() {
    const row = make("div", "legend");
    for (const curve of this.curves) {
      const button = make("button");
      button.type = "button";
      button.title = "Click: hide or show. Shift and click: only this one.";
      const line = make("i");
      line.style.borderTopColor = curve.color;
      line.style.borderTopStyle = curve.dash ? "dashed" : "solid";
      curve.value = make("b");
      button.append(line, make("span", "", curve.name), curve.value);
      button.addEventListener("click", (event) => {
        const alone = this.curves.every((other) => other.hidden === (other !== curve));
        if (!event.shiftKey) curve.hidden = !curve.hidden;
        else for (const other of this.curves) other.hidden = !alone && other !== curve;
        this.draw();
      });
      curve.button = button;
      curve.hidden = false;
      row.append(button);
    }
    return row;
  }

  close() {
    this.size.disconnect();
  }

  x(step) {
    const wide = this.canvas.clientWidth - this.left - this.right;
    return this.left + (this.last ? step / this.last : 0) * wide;
  }

  y(value) {
    const tall = this.canvas.clientHeight - 8 - 20;
    return 8 + (1 - (value - this.low) / (this.high - this.low)) * tall;
  }

  // everything but the cursor, kept on a canvas of its own
  draw() {
    const { clientWidth: wide, clientHeight: tall } = this.canvas;
    if (!wide) return;
    const scale = devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.back]) {
      canvas.width = Math.round(wide * scale);
      canvas.height = Math.round(tall * scale);
    }
    const paper = this.back.getContext("2d");
    paper.scale(scale, scale);
    this.bounds();
    this.frame(paper, wide, tall);
    for (const curve of this.curves) {
      curve.button.setAttribute("aria-pressed", !curve.hidden);
      if (curve.hidden) continue;
      if (curve.ghost) this.line(paper, curve, curve.ghost, true);
      this.line(paper, curve, curve.values, false);
    }
    this.cursor(this.step);
  }

  bounds() {
    let low = Infinity, high = -Infinity;
    for (const curve of this.curves) {
      if (curve.hidden) continue;
      for (const values of [curve.values, curve.ghost ?? []])
        for (const value of values) {
          if (value < low) low = value;
          if (value > high) high = value;
        }
    }
    if (low > high) [low, high] = [0, 1];
    const room = (high - low) * 0.06 || Math.max(0.05, Math.abs(high) * 0.1);
    [this.low, this.high] = [low - room, high + room];
  }

  frame(paper, wide, tall) {
    for (const { from, to, color } of this.bands) {
      paper.fillStyle = color;
      paper.globalAlpha = 0.16;
      const start = this.x(from);
      paper.fillRect(start, 8, Math.max(1.5, this.x(to + 1) - start), tall - 28);
    }
    paper.globalAlpha = 1;
    paper.font = "11px system-ui,sans-serif";
    paper.lineWidth = 1;
    const grid = colour("line"), soft = colour("soft");
    const [levels, gap] = ticks(this.low, this.high, 5);
    paper.textAlign = "right";
    paper.textBaseline = "middle";
    const digits = Math.max(0, -Math.floor(Math.log10(gap) + 1e-9));
    for (const level of levels) {
      const y = Math.round(this.y(level)) + 0.5;
      paper.fillStyle = grid;
      paper.fillRect(this.left, y, wide - this.left - this.right, 1);
      paper.fillStyle = soft;
      const text = level.toFixed(Math.min(digits, 6));
      paper.fillText((Number(text) === 0 ? "0" : text).replace("-", "−"), this.left - 8, y);
    }
    paper.textAlign = "center";
    paper.textBaseline = "alphabetic";
    const count = Math.max(2, Math.min(10, wide / 70));
    if (!this.last) return;
    const [times, step] = ticks(0, this.last / about.rate, count);
    for (const time of times) {
      const text = time.toFixed(step < 1 ? 1 : 0);
      paper.fillText(time ? text : "0 s", this.x(time * about.rate), tall - 5);
    }
  }

  line(paper, curve, values, faint) {
    paper.strokeStyle = curve.color;
    paper.lineWidth = faint ? 1 : 1.7;
    paper.globalAlpha = faint ? 0.75 : 1;
    paper.lineJoin = "round";
    paper.setLineDash(faint ? [2, 3] : curve.dash ? [6, 3] : []);
    paper.beginPath();
    for (let i = 0; i < values.length; i++) {
      const x = this.x(curve.steps[i]), y = this.y(values[i]);
      if (!i) paper.moveTo(x, y);
      else {
        if (curve.stairs) paper.lineTo(x, this.y(values[i - 1]));
        paper.lineTo(x, y);
      }
    }
    if (curve.stairs && values.length) paper.lineTo(this.x(this.last), this.y(values.at(-1)));
    paper.stroke();
    paper.setLineDash([]);
    paper.globalAlpha = 1;
  }

  cursor(step) {
    this.step = step;
    if (!this.canvas.width) return;
    const paper = this.canvas.getContext("2d"), scale = devicePixelRatio || 1;
    paper.setTransform(1, 0, 0, 1, 0, 0);
    paper.clearRect(0, 0, this.canvas.width, this.canvas.height);
    paper.drawImage(this.back, 0, 0);
    paper.scale(scale, scale);
    const x = this.x(step);
    paper.fillStyle = colour("ink");
    paper.globalAlpha = 0.55;
    paper.fillRect(x - 0.5, 8, 1, this.canvas.clientHeight - 28);
    paper.globalAlpha = 1;
    for (const curve of this.curves) {
      const at = index(curve.steps, step), value = curve.values[at];
      curve.value.textContent = value === undefined ? "" : written(value, this.high - this.low);
      if (curve.hidden || value === undefined) continue;
      paper.fillStyle = curve.color;
      paper.beginPath();
      paper.arc(x, this.y(value), 2.8, 0, 7);
      paper.fill();
    }
  }
}

// the last entry of `steps` that is not after `step`
function index(steps, step) {
  let low = 0, high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}
"""
