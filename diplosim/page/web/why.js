// What was decided, to be filtered; "Why?" shows what was weighed as bars that add up, and what would have changed it.

import { button, el, one } from "./dom.js";
import { choice } from "./inputs.js";
import { signed } from "./numbers.js";
import { Sentences } from "./sentences.js";
import { sentencesOf, spoken, t, told as worded } from "./words.js";

const GROUPS = {
  everything: /./,
  answers: /^(offer|proposal|no_prop|lapse|walk)/,
  agreements: /^(ratif|agree|suspen|resum|cancel)/,
  sanctions: /^(provoc|posture|resol|relief|snap)/,
  politics: /^(elect|gov|stance|table)/,
};
const JUMPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
export const sentence = (words) => words && `${words[0].toUpperCase()}${words.slice(1)}.`.replace(/(^|[^\w.])-(?=\d)/g, "$1−");

export function buildLog(page) {
  page.group ??= "everything";
  const list = el("ul", { class: "log", role: "listbox", tabindex: 0, "aria-label": t("log"), onkeydown: (event) => move(page, event) });
  const choices = Object.keys(GROUPS).map((group) => [group, t(group)]);
  const filter = choice({ label: t("shown"), choices, value: page.group, change: (group) => { page.group = group; fillLog(page); } });
  filter.node.classList.add("inline");
  return el("article", { class: "card", id: "log" }, el("div", { class: "head" }, el("h2", {}, t("log")), filter.node), el("p", { class: "hint" }, t("log_hint")), list, el("section", { id: "why", "aria-label": t("why") }));
}

/** Sentences in the language of the moment. */
export function sentencesNow(page, names) {
  return new Sentences(sentencesOf(page.futures.data.wording), Object.fromEntries(Object.entries(names).map(([code, name]) => [code, worded(name)])));
}

/** The decisions of the group that is chosen, each in a line. */
export function fillLog(page) {
  if (!page.story) return;
  page.sentences = sentencesNow(page, page.story.names);
  page.listed = page.story.decisions.filter((record) => GROUPS[page.group].test(record.kind));
  const rows = page.listed.map((record, i) => el("li", { role: "option", id: `decision-${i}`, "aria-selected": "false", "data-month": record.month, "data-kind": record.kind, onclick: () => ask(page, i) },
    el("time", {}, record.date), el("span", {}, sentence(page.sentences.headline(record)))));
  one("#log ul").replaceChildren(...(rows.length ? rows : [el("li", { role: "option", "aria-selected": "false" }, t("quiet"))]));
  page.at = -1;
  close();
}

function move(page, event) {
  const last = (page.listed?.length ?? 0) - 1, { key } = event;
  if (last < 0 || !(key in JUMPS || key === "Enter" || key === " ")) return;
  event.preventDefault();
  // Until a line is chosen, keys begin at the month that is shown.
  const begun = page.at >= 0, here = begun ? page.at : Number(one("#log li.past")?.previousSibling?.id.slice(9) ?? last);
  const step = JUMPS[key] ?? 0;
  if (key in JUMPS) choose(page, Math.min(last, Math.max(0, begun || !Number.isFinite(step) ? here + step : here)));
  else ask(page, here);
}

function choose(page, at) {
  one("#log [aria-selected=true]")?.setAttribute("aria-selected", "false");
  page.at = at;
  const row = one(`#decision-${at}`);
  row.setAttribute("aria-selected", "true");
  one("#log ul").setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function close() {
  one("#why").replaceChildren();
}

function ask(page, at) {
  choose(page, at);
  const { sentences } = page, record = page.listed[at], change = sentences.wouldChange(record);
  const title = el("h3", { tabindex: -1 }, t("why"));
  const away = () => { close(); one("#log ul").focus(); };
  one("#why").onkeydown = (event) => event.key === "Escape" && away();
  one("#why").replaceChildren(el("div", { class: "head" }, title, el("small", {}, record.date), button(t("close"), away, { class: "quiet" })),
    el("p", {}, sentence(sentences.reason(record))),
    record.package ? el("p", { class: "hint" }, packageLine(sentences, record.package)) : "",
    Object.keys(record.terms).length ? weighed(sentences, record) : el("p", {}, t("unweighed")),
    change ? el("p", {}, el("b", {}, t("would")), " ", el("span", {}, sentence(change))) : "");
  title.focus();
}

export function packageLine(sentences, package_) {
  if (spoken() === "ko") return Object.entries(package_).map(([name, level]) => `${sentences.issue(name)} ${sentences.level(level)}`).join(", ");
  return Object.entries(package_).map(([name, level]) => (name === "programme_musd" ? `programme ${Number(level.toFixed(1))} M$` : `${name.replaceAll("_", " ")} ${sentences.level(level)}`)).join(", ");
}

/** A table of the terms; every bar begins where the one before it ends, so that the last one is their sum. */
function weighed(sentences, record) {
  const { terms, value, threshold } = record, rows = [];
  let sum = 0;
  for (const [name, term] of Object.entries(terms)) rows.push({ words: sentences.term(name), number: term, from: sum, to: (sum += term) });
  rows.push({ words: t("sum"), number: value, from: 0, to: value, whole: true });
  const ends = [0, threshold ?? 0, ...rows.map((row) => row.to)], low = Math.min(...ends), high = Math.max(...ends);
  const place = (number) => `${(100 * (number - low)) / (high - low || 1)}%`;
  const line = (name, number) => {
    const node = el("span", { class: name });
    node.style.left = place(number);
    return node;
  };
  const bar = ({ from, to, number }) => {
    const node = line(`bar ${number < 0 ? "bad" : "good"}`, Math.min(from, to));
    node.style.width = place(low + Math.abs(to - from));
    return node;
  };
  const trace = (...marks) => el("span", { class: "trace", "aria-hidden": "true" }, line("zero", 0), threshold === null ? "" : line("now", threshold), ...marks);
  const told = (words, number, marks, whole) => el("tr", { class: whole ? "whole" : null }, el("th", { scope: "row" }, words), el("td", {}, trace(...marks), el("span", { class: "value" }, signed(number, 3))));
  return el("table", {}, el("caption", {}, t(threshold === null ? "adds_up" : "adds_up_against")), el("tbody", {},
    rows.map((row) => told(row.words, row.number, row.number ? [bar(row)] : [], row.whole)),
    threshold === null ? "" : told(t(record.draw === undefined ? "threshold" : "drawn_number"), threshold, [], true),
    record.estimated_value === undefined ? "" : told(t("estimate"), record.estimated_value, [], true)));
}
