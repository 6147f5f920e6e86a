// The way of the money, from what donors pledged to what reached the health system, summed over a run: medians.

import { el, say } from "./dom.js";
import { number, quantileOf, share, ticks } from "./numbers.js";
import { t } from "./words.js";

/** Stage -> outcomes of which it is the sum. */
const STAGES = {
  pledged: ["aid_pledged_musd"],
  paid: ["donor_cost_musd", "aid_returned_musd"], returned: ["aid_returned_musd"], disbursed: ["aid_disbursed_musd"],
  diverted: ["aid_diverted_musd"], absorbed: ["aid_absorbed_musd"],
};

export class Pipeline {
  constructor() {
    this.title = el("h2", {});
    this.unit = el("small", {});
    this.list = el("dl", { class: "stages" });
    this.note = el("p", { class: "paired" });
    this.node = el("article", { class: "card", id: "card-pipeline" }, el("div", { class: "head" }, this.title, this.unit), this.list, this.note);
    this.high = 0;
  }

  word() {
    say(this.title, t("pipeline"));
    say(this.unit, t("pipeline_unit"));
  }

  draw(lines, afresh) {
    const end = ({ ends }, names) => quantileOf(ends[names[0]].map((_, run) => names.reduce((sum, name) => sum + ends[name][run], 0)), 0.5);
    const rows = Object.entries(STAGES).map(([stage, names]) => ({ stage, policy: end(lines.policy, names), reference: end(lines.reference, names) }));
    const most = Math.max(1, ...rows.flatMap((row) => [row.policy, row.reference]).filter(Number.isFinite));
    // The scale stays while it fits, as those of the charts do.
    if (afresh || most > this.high) this.high = ticks(0, most).at(-1);
    const bar = (role, value) => {
      const node = el("span", { class: `pay ${role}`, "aria-hidden": "true" });
      node.style.width = `${(100 * (Number.isFinite(value) ? value : 0)) / this.high}%`;
      return node;
    };
    this.list.replaceChildren(...rows.flatMap((row) => [
      el("dt", {}, t(row.stage)),
      el("dd", {}, el("span", { class: "pays" }, bar("reference", row.reference), lines.differs ? bar("policy", row.policy) : null),
        el("b", {}, number(row.policy, 0)), el("small", {}, lines.differs ? number(row.reference, 0) : "")),
    ]));
    const paid = rows.find((row) => row.stage === "paid"), absorbed = rows.at(-1);
    if (!lines.differs) return say(this.note, t("through_one", share(absorbed.reference / paid.reference)));
    return say(this.note, t("through", share(absorbed.policy / paid.policy), share(absorbed.reference / paid.reference)));
  }
}
