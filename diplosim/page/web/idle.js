// Two answers computed while the page rests: every policy alone, and which assumption the result hangs on.

import { el, one, say } from "./dom.js";
import { named, summaryOf } from "./controls.js";
import { number, share, signed, ticks, verdict } from "./numbers.js";
import { PANELS } from "./panels.js";
import { defaultOf, presetOf } from "./state.js";
import { t } from "./words.js";

export const ASIDE = 200;
/** How many assumptions are listed, those that matter most. */
const MOST_ROWS = 14;
const answers = new Map();

/** The cards; `chosen` is the outcome of both. */
export function buildIdle(page) {
  const pick = el("select", { id: "outcome", onchange: (event) => { page.outcome = event.target.value; drawIdle(page); } },
    PANELS.map((panel) => el("option", { value: panel.outcome, selected: panel.outcome === page.outcome }, t(panel.key))));
  one("#more").replaceChildren(
    el("article", { class: "card", id: "rank" }, el("div", { class: "head" }, el("h2", {}, t("rank")),
      el("span", { class: "field inline" }, el("label", { for: "outcome" }, t("outcome")), pick)),
    el("p", { class: "hint" }), el("ol", { class: "rows" })),
    el("article", { class: "card", id: "what" }, el("div", { class: "head" }, el("h2", {}, t("what"))),
      el("p", { class: "finding" }), el("ol", { class: "rows" }), el("p", { class: "hint" })),
  );
}

const keyOf = (state) => JSON.stringify([state.preset, state.parameters, state.actors, state.seed]);

/** Ask everything that is not known yet; stops as soon as the reader moves something. */
export async function ask(page, runner, serial) {
  const state = structuredClone(page.state), world = { ...state, policies: [] };
  const ranking = keep(`rank ${keyOf(state)}`);
  for (const policy of page.declared.policies) {
    if (ranking.has(policy.name)) continue;
    const alone = { ...world, policies: [{ name: policy.name, strength: 1, from: 0, until: null, options: {} }] };
    const fits = page.futures.problems(alone).length === 0;
    const result = fits ? await runner.aside(serial, alone, world, ASIDE) : { paired: null };
    if (!result) return;
    ranking.set(policy.name, result.paired);
    drawIdle(page);
  }
  const sweep = keep(`what ${keyOf(state)} ${JSON.stringify(state.policies)}`);
  const preset = presetOf(page.declared, state.preset);
  for (const parameter of page.declared.assumptions) {
    if (sweep.has(parameter.name)) continue;
    const ends = [];
    for (const value of [parameter.low, parameter.high]) {
      const other = { ...state.parameters, [parameter.name]: value };
      if (value === defaultOf(preset, parameter)) delete other[parameter.name];
      const there = { ...state, parameters: other };
      const result = await runner.aside(serial, there, state.policies.length ? { ...there, policies: [] } : state, ASIDE);
      if (!result) return;
      ends.push(result.paired);
    }
    sweep.set(parameter.name, ends);
    drawIdle(page);
  }
}

function keep(key) {
  if (!answers.has(key)) answers.set(key, new Map());
  if (answers.size > 12) answers.delete(answers.keys().next().value);
  return answers.get(key);
}

export function drawIdle(page) {
  drawRank(page);
  drawWhat(page);
}

/** A bar or a dot with its interval, on one scale for all rows. */
function trace(low, high, scale, className, at = null, now = null) {
  const place = (value) => `${(100 * (value - scale.low)) / (scale.high - scale.low)}%`;
  const bar = el("span", { class: `bar ${className}` });
  bar.style.left = place(Math.min(low, high));
  bar.style.width = `${(100 * Math.abs(high - low)) / (scale.high - scale.low)}%`;
  const zero = el("span", { class: "zero" });
  zero.style.left = place(0);
  const dot = at === null ? null : el("span", { class: `dot ${className}` });
  if (dot) dot.style.left = place(at);
  const today = Number.isFinite(now ?? NaN) ? el("span", { class: "now" }) : null;
  if (today) today.style.left = place(now);
  return el("span", { class: "trace", "aria-hidden": "true" }, zero, bar, dot, today);
}

function scaleOf(values) {
  const low = Math.min(0, ...values), high = Math.max(0, ...values);
  // What moves nothing stands at zero, which needs another end to stand away from.
  const ends = ticks(low, high > low ? high : 1);
  return { low: ends[0], high: ends.at(-1) };
}

function settings(page) {
  const panel = PANELS.find((one_) => one_.outcome === page.outcome);
  const { better } = page.declared.outcomes[page.outcome];
  return { digits: panel.digits + (panel.digits ? 1 : 0), better, good: better === "lower" ? -1 : 1 };
}

function drawRank(page) {
  const { digits, good, better } = settings(page), card = one("#rank");
  const found = answers.get(`rank ${keyOf(page.state)}`) || new Map();
  const known = [...found].filter(([, paired]) => paired?.[page.outcome]).map(([name, paired]) => ({ name, ...paired[page.outcome] }));
  known.sort((a, b) => good * (b.median - a.median) || b.better - a.better);
  const scale = scaleOf(known.flatMap((row) => [row.low, row.high]));
  const all = page.declared.policies.length;
  say(one(".hint", card), found.size < all ? t("rank_wait", found.size, all) : t("rank_note", ASIDE));
  one("ol", card).replaceChildren(...known.map((row) => {
    const policy = page.declared.policies.find((one_) => one_.name === row.name);
    const on = page.state.policies.some((use) => use.name === row.name);
    return el("li", {}, el("button", { type: "button", class: "rowname", "aria-pressed": on ? "true" : "false", title: summaryOf(policy), onclick: () => page.toggle(row.name) }, named(policy)),
      trace(row.low, row.high, scale, verdict(row, better), row.median),
      el("span", { class: "value" }, signed(row.median, digits)), el("span", { class: "share" }, t("better", share(row.better))));
  }));
}

function drawWhat(page) {
  const { digits } = settings(page), card = one("#what");
  const sweep = answers.get(`what ${keyOf(page.state)} ${JSON.stringify(page.state.policies)}`) || new Map();
  const rows = [...sweep].map(([name, ends]) => {
    const parameter = page.declared.parameters.find((one_) => one_.name === name);
    const [low, high] = ends.map((paired) => paired?.[page.outcome]?.median ?? NaN);
    return { parameter, low, high, span: Math.abs(high - low) };
  }).filter((row) => Number.isFinite(row.span)).sort((a, b) => b.span - a.span);
  const acting = page.state.policies.length > 0;
  say(one(".hint", card), `${acting ? t("what_note", ASIDE) : t("what_level")} ${sweep.size < page.declared.assumptions.length ? t("rank_wait", sweep.size, page.declared.assumptions.length) : ""}`);
  const value = ({ parameter }, end) => number(parameter[end], String(parameter[end]).split(".")[1]?.length ?? 0);
  const flips = rows.filter((row) => row.low * row.high < 0).length;
  const most = rows[0];
  const done = sweep.size === page.declared.assumptions.length && most;
  say(one(".finding", card), done && most.span > 0
    ? `${t("what_found", named(most.parameter, "meaning").replace(/\.$/, ""), signed(most.low, digits), value(most, "low"), signed(most.high, digits), value(most, "high"))} ${acting ? t("what_flips", flips, rows.length) : ""}`
    : "");
  const now = acting ? page.drawn?.policy.paired?.[page.outcome]?.median : 0;
  const shown = rows.slice(0, MOST_ROWS), scale = scaleOf(shown.flatMap((row) => [row.low, row.high]));
  one("ol", card).replaceChildren(...shown.map((row) => el("li", {}, el("button", { type: "button", class: "rowname", title: row.parameter.source, onclick: () => page.reveal(row.parameter.name) }, named(row.parameter, "meaning")),
    trace(row.low, row.high, scale, row.low * row.high < 0 ? "bad" : "open", null, now),
    el("span", { class: "value" }, signed(row.low, digits)), el("span", { class: "share" }, signed(row.high, digits)))));
}
