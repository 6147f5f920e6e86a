// One future among many: what happened when, in lanes, with two lines, a month to move and a next future.

import { button, el, mark, one, say } from "./dom.js";
import { calendar, clamp, number } from "./numbers.js";
import { drawNetwork } from "./network.js";
import { presetOf } from "./state.js";
import { buildLog, fillLog } from "./why.js";
import { t, told } from "./words.js";

const WIDE = 1040, LEFT = 156, RIGHT = 76, LINES = 84, LANE = 26;
const LANES = [
  { key: "lane_provocation", of: ["events_class1"], shape: "triangle" },
  { key: "lane_major", of: ["events_class2", "events_class3"], shape: "triangle", big: true },
  { key: "lane_resolution", of: ["resolutions"], shape: "square" },
  { key: "lane_refused", of: ["offers_refused"], shape: "cross" },
  { key: "lane_agreement", of: ["agreements_signed"], shape: "diamond" },
  { key: "lane_suspension", of: ["suspensions"], shape: "plus" },
];
const HIGH = LINES + LANES.length * LANE + 40;
const SHAPES = {
  triangle: (r) => `M0 ${-r}L${r} ${r * 0.8}H${-r}Z`,
  square: (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  cross: (r) => `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`,
  diamond: (r) => `M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0Z`,
  plus: (r) => `M0 ${-r}V${r}M${-r} 0H${r}`,
};

export function buildStory(page) {
  const month = el("input", { type: "range", id: "month", min: "0", step: "1", oninput: (event) => toMonth(page, Number(event.target.value)) });
  one("#history").replaceChildren(
    el("article", { class: "card wide" },
      el("div", { class: "head" }, el("h2", {}, t("history")), el("small", { id: "which" }),
        button(t("another"), () => page.another(), { class: "push" }, "n"),
        el("span", { class: "field inline month" }, el("label", { for: "month" }, t("month")), el("output", { for: "month", id: "date" }), month,
          button(t("play"), () => play(page), { id: "play" }))),
      el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("lanes") }, el("div", { id: "lanes" }))),
    el("div", { class: "two" },
      el("article", { class: "card", id: "network" }, el("div", { class: "head" }, el("h2", {}, t("network")), el("small", {})), el("div", { class: "ring" })),
      buildLog(page)),
  );
}

/** Play the one future that is shown, and draw it. */
export function story(page) {
  const state = page.shown;
  const preset = presetOf(page.declared, state.preset);
  const found = { ...page.futures.history(state, page.replicate), preset };
  page.story = found;
  const months = found.metrics.events.length;
  const slider = one("#month");
  slider.max = String(months - 1);
  if (page.month === null || page.month >= months) page.month = months - 1;
  slider.value = String(page.month);
  lanes(found, months, preset.start);
  fillLog(page);
  rank(page);
  toMonth(page, page.month);
  document.body.dataset.story = String(Number(document.body.dataset.story || 0) + 1);
}

const across = (month, months) => LEFT + ((WIDE - LEFT - RIGHT) * month) / Math.max(1, months - 1);

function lanes(found, months, start) {
  const svg = mark("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "lanes", role: "img", "aria-label": described(found) });
  const { trust_rivals_security: security, trust_rivals_health: health, tension, stance_open: open } = found.metrics;
  const trust = security.map((value, month) => (value + health[month]) / 2);
  const bottom = LINES + LANES.length * LANE;
  windows(open, months).forEach(([from, to]) => svg.append(mark("rect", { class: "openstance", x: across(from, months), width: Math.max(2, across(to, months) - across(from, months)), y: 6, height: bottom - 6 })));
  const most = Math.max(...tension, 1);
  curve(svg, trust.map((value) => value / Math.max(0.5, ...trust)), months, "trustline", t("trust_short").toLowerCase(), -5);
  curve(svg, tension.map((value) => value / most), months, "tension", t("tension"), 9);
  LANES.forEach((lane, index) => {
    const y = LINES + index * LANE;
    const happened = lane.of[0] in found.metrics ? found.metrics[lane.of[0]].map((_, month) => lane.of.reduce((sum, name) => sum + (found.metrics[name]?.[month] || 0), 0)) : [];
    svg.append(mark("rect", { class: "lane", x: LEFT - 8, width: WIDE - LEFT - RIGHT + 16, y: y + 3, height: LANE - 6, rx: 3 }),
      mark("text", { class: "lanename", x: LEFT - 16, y: y + LANE / 2 + 4 }, t(lane.key)),
      mark("text", { class: "count", x: WIDE - RIGHT + 14, y: y + LANE / 2 + 4 }, number(happened.reduce((a, b) => a + b, 0), 0)));
    happened.forEach((count, month) => {
      if (count > 0) svg.append(mark("path", { class: `shape ${lane.shape} ${lane.key}`, d: SHAPES[lane.shape](lane.big ? 6 : count > 1 ? 5.5 : 4.2), transform: `translate(${across(month, months).toFixed(1)} ${y + LANE / 2})` }));
    });
  });
  years(svg, months, start, bottom);
  svg.append(mark("line", { class: "cursor", id: "now", y1: 4, y2: bottom + 4 }));
  one("#lanes").replaceChildren(svg);
}

function curve(svg, values, months, name, words, lower) {
  const y = (value) => 10 + (LINES - 22) * (1 - value);
  const path = Array.from(values, (value, month) => `${month ? "L" : "M"}${across(month, months).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  svg.append(mark("path", { class: `curve ${name}`, d: path }), mark("text", { class: `curve ${name}`, x: WIDE - RIGHT + 8, y: LINES / 2 + lower }, words));
}

function windows(open, months) {
  const found = [];
  for (let month = 0; month < months; month += 1) {
    if (!open?.[month]) continue;
    if (found.length && found.at(-1)[1] === month) found.at(-1)[1] = month + 1;
    else found.push([month, month + 1]);
  }
  return found;
}

function years(svg, months, start, bottom) {
  const first = Number(start.slice(0, 4)), offset = Number(start.slice(5)) - 1;
  const every = Math.max(1, Math.round(months / 120));
  for (let year = first + (offset ? 1 : 0); (year - first) * 12 - offset < months; year += every) {
    const x = across((year - first) * 12 - offset, months);
    svg.append(mark("line", { class: "tickline", x1: x, x2: x, y1: bottom + 2, y2: bottom + 7 }), mark("text", { class: "year", x, y: bottom + 22 }, String(year)));
  }
}

function described(found) {
  return LANES.map((lane) => `${t(lane.key)}: ${lane.of.reduce((sum, name) => sum + (found.metrics[name]?.reduce((a, b) => a + b, 0) || 0), 0)}`).join("; ");
}

function rank(page) {
  const ends = page.drawn?.policy?.ends?.[page.outcome];
  const all = ends?.length || 0;
  const mine = ends?.[page.replicate];
  const place = Number.isFinite(mine) ? 1 + Array.from(ends).filter((value) => value > mine).length : 0;
  say(one("#which"), all && place ? t("one_run", number(all, 0), number(place, 0), told(page.declared.outcomes[page.outcome].label || page.outcome)) : "");
}

export function toMonth(page, month) {
  if (!page.story) return;
  const { preset, months } = page.story;
  page.month = clamp(month, 0, months - 1);
  const x = across(page.month, months).toFixed(1), now = one("#now");
  for (const end of ["x1", "x2"]) now?.setAttribute(end, x);
  const date = calendar(preset.start, page.month);
  say(one("#date"), date);
  one("#month").value = String(page.month);
  one("#month").setAttribute("aria-valuetext", date);
  let last = null;
  for (const row of document.querySelectorAll("#log li[data-month]")) {
    row.classList.toggle("past", Number(row.dataset.month) > page.month);
    if (Number(row.dataset.month) <= page.month) last = row;
  }
  if (last) one("#log ul").scrollTop = last.offsetTop - one("#log ul").clientHeight / 2;
  drawNetwork(page, preset, page.month, date);
}

let timer = null;
function play(page) {
  const press = one("#play");
  const stop = () => { clearInterval(timer); timer = null; press.firstChild.textContent = t("play"); };
  if (timer) return stop();
  if (page.month >= Number(one("#month").max)) toMonth(page, 0);
  press.firstChild.textContent = t("stop");
  const slow = matchMedia("(prefers-reduced-motion: reduce)").matches;
  timer = setInterval(() => {
    toMonth(page, page.month + (slow ? 12 : 1));
    if (page.month >= Number(one("#month").max)) stop();
  }, slow ? 1000 : 90);
  return undefined;
}
