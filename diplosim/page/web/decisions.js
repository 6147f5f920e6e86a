// Decisions of a run as records: diplosim/engine/decisions.py on the page, as far as sentences and reasons need them.

import { Record } from "./world.js";

const CLASSES_A_NUMBER = 15;
const PROVOCATION = 4; // of dated events

/** `rows` as the kernel wrote them; `image` is what it played, which began at the address `base`. */
export function decisions(data, image, base, rows) {
  const reader = new Reader(data, image, base);
  const { trace } = data.layouts, { buffer, byteLength } = rows;
  return Array.from({ length: byteLength / trace.size }, (_, i) => reader.record(new Record(trace, buffer, i * trace.size)));
}

class Reader {
  constructor(data, image, base) {
    const { world } = image, { bytes, places } = image;
    const codes = (kind) => world.actors.filter((actor) => actor.kind === kind).map((actor) => actor.code);
    Object.assign(this, { data, world, bytes, at: places.offers - base, ...data.decisions, marks: data.decisions.donors });
    this.codes = new Map(world.actors.map((actor) => [actor.id, actor.code]));
    this.donors = codes("donor");
    this.carriers = ["direct", ...codes("implementer")];
    [this.council] = codes("council");
    [this.recipient] = codes("recipient");
  }

  record(row) {
    const get = (name, ...places) => row.get(name, ...places);
    const kind = this.kinds[get("kind")], month = get("month"), dated = Boolean(get("dated"));
    const own = this.codes.get(get("actor"));
    const donors = kind.startsWith("proposal_") && own;
    const weighed = (!dated || kind.startsWith("offer")) && kind in this.terms;
    const names = weighed ? (donors ? this.donors_terms : this.terms[kind]) : [];
    const value = weighed ? get("value") : null;
    const threshold = weighed && kind !== "provocation" ? get("threshold") : null;
    const package_ = get("package");
    return {
      month, date: this.world.date(month), kind, ...this.sides(kind, get, own, dated),
      package: package_ ? this.described(package_ - 1, get("musd"), month) : null,
      terms: Object.fromEntries(names.map((name, i) => [name, get("terms", i)])), value, threshold,
      missing: threshold === null ? null : threshold - value,
      alternatives: kind === "provocation" ? [] : Object.keys(this.issues).flatMap((issue, i) => this.changed(package_, get("changes", i), [issue])),
      ...this.besides(kind, get, dated),
    };
  }

  /** Who, towards whom, and what came of it. */
  sides(kind, get, own, dated) {
    if (kind in this.either) {
      const [by, to] = { stance: [this.recipient, "rivals"], posture: ["allies", this.recipient] }[kind.split("_")[0]] ?? [own, null];
      return { actor: by, target: to, outcome: this.either[kind][get("outcome") ? 0 : 1] };
    }
    if (kind === "provocation") return { actor: this.recipient, target: null, outcome: `class ${this.gravest(get)}` };
    const actor = kind === "relief_granted" && dated ? "donors" : this.actors[kind] ?? own ?? this.recipient;
    return {
      actor: actor === "council" ? this.council : actor,
      target: this.codes.get(get("target")) ?? (this.alone.includes(kind) ? null : this.recipient),
      outcome: this.came[kind] ?? kind.split("_").at(-1),
    };
  }

  /** What a record tells besides. */
  besides(kind, get, dated) {
    const found = {}, number = get("number"), answer = /^(offer|proposal)/.test(kind);
    if (this.drawn.includes(kind) && !dated) Object.assign(found, { probability: get("probability"), draw: get("draw") });
    if (/^(no_proposal|proposal|lapse)/.test(kind)) found.round = number;
    if (get("moved")) found.by_move = true;
    if (kind in this.flags) found[this.flags[kind]] = Boolean(get("flag"));
    if (kind in this.amounts) found[this.amounts[kind]] = get("amount");
    if (["border_closure", "snap_back", "agreement_ended"].includes(kind)) found.months = number;
    if (kind in this.marks) found[this.marks[kind]] = this.donors.filter((_, place) => (get("donors") >> place) & 1);
    if (/^agreement_(signed|renewed)/.test(kind)) found.months = this.issue(get("package") - 1, "D");
    if (kind === "offer_withheld") found.estimated_value = get("package") ? get("estimate") : null;
    else if (answer) {
      found.together = this.changed(get("package"), get("changes", Object.keys(this.issues).length), Object.keys(this.issues));
      if (get("actor") < 0) found.estimated_value = get("estimate");
      if (kind.startsWith("offer")) {
        found.identity = Boolean(get("identity"));
        if (dated) Object.assign(found, { by_date: true, bound: Boolean(get("flag")) });
      }
    }
    if (kind === "provocation") {
      const first = this.terms[kind].length;
      Object.assign(found, {
        count: number, gravest: this.gravest(get), limit: get("value") > this.limit ? this.limit : null,
        eta: Object.fromEntries(this.moved_by.map((name, i) => [name, get("terms", first + i)])),
      });
    }
    return found;
  }

  /** The gravest class of a month's provocations, of chance and dated. */
  gravest(get) {
    const drawn = Array.from({ length: get("drawn") }, (_, i) => (get("changes", Math.floor(i / CLASSES_A_NUMBER)) >> (2 * (i % CLASSES_A_NUMBER))) & 3);
    const dated = this.world.base.rows.filter(([month, kind, , count]) => kind === PROVOCATION && month === get("month") && count > 0);
    return Math.max(...drawn, ...dated.map(([, , cls]) => cls));
  }

  /** The level of an issue of the package at a place among all of the book. */
  issue(place, issue) {
    const { lanes, table_offers: layout } = this.data.layouts;
    const block = new Record(layout, this.bytes.buffer, this.bytes.byteOffset + this.at + Math.floor(place / lanes) * layout.size);
    return block.get(issue, place % lanes);
  }

  level(place, issue) {
    const value = this.issue(place, issue);
    return issue === "k" ? this.carriers[value] : this.levels[issue]?.[value] ?? value;
  }

  described(place, musd, month) {
    const on = this.world.parameter("mechanisms.content", month);
    const issues = Object.entries(this.issues).filter(([issue]) => on || issue !== "g");
    const [[first, size], ...rest] = issues.map(([issue, name]) => [name, this.level(place, issue)]);
    return Object.fromEntries([[first, size], ["programme_musd", Number(musd.toFixed(6))], ...rest]);
  }

  /** The given issues in which another package differs; places count from 1, 0 is none. */
  changed(own, other, issues) {
    return other ? issues.filter((issue) => this.issue(own - 1, issue) !== this.issue(other - 1, issue)).map((issue) => ({
      issue: this.issues[issue], level: this.level(other - 1, issue), instead_of: this.level(own - 1, issue),
    })) : [];
  }
}
