// The cards of the charts: title, readout, chart, paired difference, table and files.

import { button, el, one, save, say } from "./dom.js";
import { Fan, ROLES, standalone } from "./fan.js";
import { calendar, csv, number, share, signed } from "./numbers.js";
import { t } from "./words.js";

/** `metric`: a series of the page; `least`: the axis shows at least so much, so that noise does not fill it. */
export const PANELS = [
  { key: "trust", metric: "trust_rivals", outcome: "trust_rivals_end", digits: 2, floor: 0, ceiling: 1, least: 0.1 },
  { key: "provocations", metric: "provocations", outcome: "events_per_year", digits: 1, whole: 0, floor: 0, least: 1 },
  { key: "deescalation", metric: "deescalation", outcome: "deescalation_index_24", digits: 2, least: 0.5 },
  { key: "money", metric: "aid_absorbed", outcome: "aid_absorbed_musd", digits: 0, floor: 0, least: 1 },
  { key: "health", metric: "disease_burden", outcome: "disease_burden_end", digits: 2, floor: 0, ceiling: 1, least: 0.1 },
];

export class Panel {
  constructor(setting, pointed) {
    Object.assign(this, setting);
    this.fan = new Fan(setting);
    this.fan.svg.dataset.chart = this.key;
    this.title = el("h2", {});
    this.unit = el("small", {});
    this.readout = el("p", { class: "readout", "aria-hidden": "true" });
    this.paired = el("p", { class: "paired" });
    this.table = el("div", { class: "scroll", tabindex: 0, role: "region", hidden: true });
    this.menu = el("details", { class: "menu" });
    this.node = el("article", { class: "card", id: `card-${this.key}` },
      el("div", { class: "head" }, this.title, this.unit, this.menu), this.fan.svg, this.readout, this.paired, this.table);
    this.month = null;
    this.fan.svg.addEventListener("pointermove", (event) => pointed(this.fan.monthAt(event)));
    this.fan.svg.addEventListener("pointerleave", () => pointed(null));
    this.fan.svg.addEventListener("blur", () => pointed(null));
    this.fan.svg.addEventListener("keydown", (event) => this.step(event, pointed));
  }

  step(event, pointed) {
    const last = this.fan.months - 1, now = this.month ?? last;
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last, PageUp: now - 12, PageDown: now + 12, Escape: null }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    pointed(to === null ? null : Math.min(last, Math.max(0, to)));
  }

  /** Say everything again, in the language of the moment. */
  word() {
    say(this.title, t(this.key));
    say(this.unit, t(`${this.key}_unit`));
    const label = t("menu", t(this.key));
    this.menu.replaceChildren(
      el("summary", { "aria-label": label, title: label }, "⋯"),
      el("div", { class: "drop" },
        button(t(this.table.hidden ? "table" : "chart"), () => this.toggle()),
        button(t("save_svg"), () => save(`${this.key}.svg`, standalone(this.fan.svg, t(this.key)), "image/svg+xml")),
        button(t("save_csv"), () => save(`${this.key}.csv`, csv(this.rows(1)), "text/csv"))),
    );
    this.table.setAttribute("aria-label", t(this.key));
  }

  toggle() {
    this.table.hidden = !this.table.hidden;
    this.menu.open = false;
    this.word();
    this.tabulate();
    if (!this.table.hidden) this.table.focus();
  }

  /** Rows of months, every `every`th and the last: quantiles of what is drawn. */
  rows(every) {
    const roles = Object.entries(this.fan.drawn).filter(([, shown]) => shown);
    const parts = ["q05", "q25", "q50", "q75", "q95"];
    const head = ["month", ...roles.flatMap(([role]) => parts.map((part) => `${role}_${part}`))];
    const months = [...Array(this.fan.months).keys()].filter((month) => month % every === 0 || month === this.fan.months - 1);
    return [head, ...months.map((month) => [
      calendar(this.fan.start, month), ...roles.flatMap(([, shown]) => parts.map((part) => (Number.isFinite(shown[part][month]) ? shown[part][month] : ""))),
    ])];
  }

  tabulate() {
    if (this.table.hidden) return;
    const roles = Object.entries(this.fan.drawn).filter(([, shown]) => shown);
    const names = { reference: this.names.reference, world: t("world_line"), policy: t("policy_line") };
    const months = [...Array(this.fan.months).keys()].filter((month) => month % 12 === 11 || month === 0);
    const cell = (shown, month) => `${number(shown.q50[month], this.digits)} (${number(shown.q05[month], this.digits)}–${number(shown.q95[month], this.digits)})`;
    this.table.replaceChildren(el("table", {},
      el("caption", { class: "away" }, t(this.key)),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("month")), roles.map(([role]) => el("th", { scope: "col" }, names[role])))),
      el("tbody", {}, months.map((month) => el("tr", {},
        el("th", { scope: "row" }, calendar(this.fan.start, month)), roles.map(([, shown]) => el("td", {}, cell(shown, month))))))));
  }

  draw(results, names, better) {
    this.names = names;
    // Without a difference there is one line: a second on top of it would only hide it.
    const there = (role) => results[role] && (role === "reference" || results.differs);
    const shown = Object.fromEntries(ROLES.map((role) => [role, there(role) ? results[role].metrics[this.metric] : null]));
    this.fan.draw(shown);
    this.pair = results.policy?.paired?.[this.outcome] ?? null;
    this.differs = Boolean(results.differs);
    this.better = better;
    this.tell();
    this.tabulate();
  }

  /** The line below the chart, and what the chart says to those who do not see it. */
  tell() {
    const pair = this.differs ? this.pair : null;
    if (!pair) this.paired.replaceChildren(el("span", { class: "none" }, t("pick_policy")));
    else {
      const good = this.better === "lower" ? -1 : 1;
      const verdict = pair.low * good > 0 ? "good" : pair.high * good < 0 ? "bad" : "open";
      this.paired.replaceChildren(
        el("b", { class: verdict }, signed(pair.median, this.digits)),
        t("paired", signed(pair.low, this.digits), signed(pair.high, this.digits)),
        el("span", {}, `${t("better", share(pair.better))}, ${t("same", share(pair.same))}`),
      );
    }
    const end = (role) => number((this.fan.drawn[role] ?? this.fan.drawn.reference)?.q50.at(-1) ?? NaN, this.digits);
    const words = pair ? t("described_pair", signed(pair.median, this.digits), signed(pair.low, this.digits), signed(pair.high, this.digits), share(pair.better), share(pair.same)) : t("no_difference");
    this.fan.svg.setAttribute("aria-label", t("described", t(this.key), end("policy"), end("reference"), words));
  }

  point(month) {
    this.month = month;
    this.fan.point(month);
    const { reference } = this.fan.drawn, policy = this.fan.drawn.policy ?? reference;
    if (month === null || !reference) return say(this.readout, "");
    const at = (shown, part) => number(shown?.[part][month], this.digits);
    return say(this.readout, t("readout", calendar(this.fan.start, month), at(policy, "q50"), at(policy, "q05"), at(policy, "q95"), at(reference, "q50")));
  }
}

/** The strip of results that a phone keeps in sight. */
export function strip(panels) {
  const parts = panels.map((panel) => {
    const end = (panel.fan.drawn.policy ?? panel.fan.drawn.reference)?.q50.at(-1);
    const pair = panel.differs ? panel.pair : null;
    return el("span", {}, el("small", {}, t(`${panel.key}_short`)), el("b", {}, number(end, panel.digits)),
      el("i", {}, pair ? signed(pair.median, panel.digits) : ""));
  });
  one("#strip").replaceChildren(...parts);
}
