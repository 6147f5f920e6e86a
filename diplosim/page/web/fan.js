// One fan chart: a median with its middle 50 % and 90 %, for the reference, the changed world and the policy in it.

import { mark } from "./dom.js";
import { number, ticks } from "./numbers.js";

const WIDE = 360, HIGH = 190;
const LEFT = 36, RIGHT = 44, TOP = 8, BOTTOM = 22;
/** From back to front. */
export const ROLES = ["reference", "world", "policy"];

function line(xs, ys) {
  let path = "";
  for (let i = 0; i < ys.length; i += 1) {
    if (Number.isFinite(ys[i])) path += `${path ? "L" : "M"}${xs[i].toFixed(1)} ${ys[i].toFixed(1)}`;
  }
  return path;
}

function band(xs, low, high) {
  const upper = line(xs, high);
  if (!upper) return "";
  let back = "";
  for (let i = low.length - 1; i >= 0; i -= 1) {
    if (Number.isFinite(low[i])) back += `L${xs[i].toFixed(1)} ${low[i].toFixed(1)}`;
  }
  return `${upper}${back}Z`;
}

/** Labels at the right end, moved apart so that each can be read. */
function apart(places, least = 12) {
  const sorted = [...places].sort((one, other) => one.y - other.y);
  for (let i = 1; i < sorted.length; i += 1) {
    sorted[i].y = Math.max(sorted[i].y, sorted[i - 1].y + least);
  }
  const over = sorted.length ? sorted.at(-1).y - (HIGH - BOTTOM + 4) : 0;
  if (over > 0) for (const place of sorted) place.y -= over;
  return sorted;
}

export class Fan {
  /** `digits` of the labels (`whole`, where months count what ends do not); `floor`, `ceiling`: ends of the scale that the axis never leaves. */
  constructor({ digits, whole = digits, floor = null, ceiling = null, least = 0 }) {
    Object.assign(this, { digits: whole, floor, ceiling, least });
    this.low = 0;
    this.high = 0;
    this.drawn = {};
    this.nodes = {};
    this.svg = mark("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "fan", role: "img", tabindex: 0 });
    this.grid = this.svg.appendChild(mark("g", { class: "grid" }));
    const layers = ROLES.map((role) => {
      const [outer, inner, middle] = ["outer", "inner", "middle"].map((part) => mark("path", { class: `${part} ${role}` }));
      this.nodes[role] = { outer, inner, middle, label: mark("text", { class: `end ${role}`, x: WIDE - RIGHT + 5 }) };
      return this.nodes[role];
    });
    this.svg.append(
      ...layers.flatMap((nodes) => [nodes.outer, nodes.inner]), ...layers.map((nodes) => nodes.middle),
      ...layers.map((nodes) => nodes.label),
    );
    this.cursor = this.svg.appendChild(mark("line", { class: "cursor", y1: TOP, y2: HIGH - BOTTOM, visibility: "hidden" }));
  }

  /** Make room for what is drawn; an axis that fits stays, so that a change can be seen as one. */
  fit(results, afresh) {
    const known = Object.values(results).filter(Boolean);
    let low = Infinity, high = -Infinity;
    for (const { q05, q95 } of known) {
      for (let i = 0; i < q05.length; i += 1) {
        if (q05[i] < low) low = q05[i];
        if (q95[i] > high) high = q95[i];
      }
    }
    if (!Number.isFinite(low)) {
      if (afresh) this.steps = this.grid.replaceChildren();
      return;
    }
    if (!afresh && low >= this.low - 1e-9 && high <= this.high + 1e-9) return;
    if (!afresh) [low, high] = [Math.min(low, this.low), Math.max(high, this.high)];
    const missing = this.least - (high - low);
    if (missing > 0) [low, high] = [low - missing / 2, high + missing / 2];
    if (this.floor !== null) low = this.floor === 0 && low < (high - 0) * 0.5 ? 0 : Math.max(low, this.floor);
    if (this.ceiling !== null) high = Math.min(high, this.ceiling);
    const steps = ticks(low, high);
    [this.low, this.high, this.steps] = [steps[0], steps.at(-1), steps];
    this.axes();
  }

  /** Grid and words of the axes, for a run of `months` from a calendar month. */
  axes(months = this.months, start = this.start) {
    if (months !== this.months || start !== this.start) Object.assign(this, { months, start });
    const places = String(Number((this.steps[1] - this.steps[0]).toPrecision(6))).split(".")[1]?.length ?? 0;
    const rows = this.steps.flatMap((value) => [
      mark("line", { x1: LEFT, x2: WIDE - RIGHT, y1: this.y(value), y2: this.y(value) }),
      mark("text", { x: LEFT - 6, y: this.y(value) + 3.5, class: "left" }, number(value, Math.min(places, 3))),
    ]);
    const first = Number(start.slice(0, 4)) + (start.slice(5) === "01" ? 0 : 1);
    const last = Number(start.slice(0, 4)) + Math.floor((Number(start.slice(5)) - 1 + months) / 12);
    const every = Math.max(1, Math.ceil((last - first) / 5));
    const years = [];
    for (let year = first; year <= last; year += every) {
      const month = (year - Number(start.slice(0, 4))) * 12 - (Number(start.slice(5)) - 1);
      years.push(mark("text", { x: this.x(month), y: HIGH - 6, class: "year" }, String(year)));
    }
    this.grid.replaceChildren(...rows, ...years);
  }

  x(month) {
    return LEFT + ((WIDE - LEFT - RIGHT) * month) / Math.max(1, this.months - 1);
  }

  y(value) {
    const share = (value - this.low) / (this.high - this.low || 1);
    return TOP + (HIGH - TOP - BOTTOM) * (1 - Math.min(1.02, Math.max(-0.02, share)));
  }

  /** Draw quantiles by role: `{reference, world, policy}`, each `{q05, ..., q95}` or null. */
  draw(results) {
    this.drawn = results;
    const xs = Array.from({ length: this.months }, (_, month) => this.x(month));
    // A slot may be of a longer or a shorter world: of it what fits the months of this one is drawn.
    const ys = (values) => Array.from(values.slice(0, this.months), (value) => this.y(value));
    const ends = [];
    for (const role of ROLES) {
      const nodes = this.nodes[role], shown = this.steps && results[role];
      const bands = shown && role !== "world";
      nodes.outer.setAttribute("d", bands ? band(xs, ys(shown.q05), ys(shown.q95)) : "");
      nodes.inner.setAttribute("d", bands ? band(xs, ys(shown.q25), ys(shown.q75)) : "");
      nodes.middle.setAttribute("d", shown ? line(xs, ys(shown.q50)) : "");
      const end = shown ? shown.q50[Math.min(this.months, shown.q50.length) - 1] : NaN;
      nodes.label.textContent = Number.isFinite(end) ? number(end, this.digits) : "";
      if (Number.isFinite(end)) ends.push({ role, y: this.y(end) + 4 });
    }
    for (const { role, y } of apart(ends)) this.nodes[role].label.setAttribute("y", y.toFixed(1));
  }

  /** The month under a pointer. */
  monthAt(event) {
    const box = this.svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDE;
    const month = Math.round(((x - LEFT) / (WIDE - LEFT - RIGHT)) * (this.months - 1));
    return Math.min(this.months - 1, Math.max(0, month));
  }

  point(month) {
    this.cursor.setAttribute("visibility", month === null ? "hidden" : "visible");
    if (month === null) return;
    for (const end of ["x1", "x2"]) this.cursor.setAttribute(end, this.x(month).toFixed(1));
  }
}

/** The drawing as a file of its own, with the looks it has on the page. */
export function standalone(svg, title) {
  const copy = svg.cloneNode(true);
  const kept = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor"];
  const from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((node, index) => {
    const looks = getComputedStyle(node);
    for (const name of kept) to[index].setAttribute(name, looks.getPropertyValue(name));
    to[index].removeAttribute("class");
  });
  copy.removeAttribute("tabindex");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "Inter, system-ui, sans-serif");
  copy.setAttribute("width", "720");
  copy.prepend(mark("title", {}, title));
  return new XMLSerializer().serializeToString(copy);
}
