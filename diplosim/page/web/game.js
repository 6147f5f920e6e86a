// One history played from a seat: the run is played again with every move, up to the first question without an answer.

import { seatsOf, termsOf } from "./moves.js";
import { Record } from "./world.js";

const ABOUT = ["offer", "offer", "answer", "answer", "vote"];
export const ACTS = { offer: ["offer", "pass"], answer: ["accept", "reject"], vote: ["ratify", "decline"] };
/** What the debrief compares, as `diplosim play` does, and in how many futures. */
export const COMPARED = ["events_per_year", "agreements_signed", "aid_absorbed_musd", "trust_rivals_end", "disease_burden_end"];
export const FUTURES = 200;

export class Game {
  constructor(futures, state, replicate, code) {
    Object.assign(this, { futures, start: structuredClone({ ...state, moves: [] }), replicate, passed: 0, moves: [], said: [] });
    this.world = futures.writer.composition(state).world;
    this.seat = seatsOf(this.world.actors).find((actor) => actor.code === code);
    this.carriers = this.world.actors.filter(({ kind }) => kind === "implementer");
  }

  get state() {
    return { ...this.start, moves: this.moves };
  }

  /** The next question to the seat, or null; what is known of the months before it. */
  next() {
    const { futures: { kernel, data }, seat } = this, { layouts } = data, image = this.futures.image(this.state);
    const there = new Record(layouts.table_question, image.bytes.buffer, image.places.question - kernel.base);
    there.set("seat", seat.kind === "recipient" ? -1 : seat.id);
    there.set("passed", this.passed);
    kernel.play(image, this.replicate, 1, data.metrics.length, data.outcomes.length);
    const row = new Record(layouts.table_question, kernel.memory.buffer, image.places.question);
    if (row.get("asked") <= this.passed) return null;
    const number = row.get("question"), month = row.get("month"), about = ABOUT[number], menu = row.get("menu");
    const packages = menu < 0 ? [] : this.#worth(image, menu, row);
    const place = row.get("package") - 1;
    const found = { month, date: this.world.date(month), about, packages, table: this.#table(image, row.get("table")) };
    for (const name of ["open", "usual"]) found[name] = Boolean(row.get(name));
    for (const name of ["round", "utility", "probability"]) found[name] = row.get(name);
    found.usualAct = ACTS[about][found.usual ? 0 : 1];
    found.place = place < 0 ? -1 : place - image.menus.starts[image.menus.of(place, layouts.lanes)] * layouts.lanes;
    found.one = place < 0 ? null : packages[found.place] ?? { one: image.menus.at(place, layouts.lanes) };
    return found;
  }

  #table(image, k) {
    const party = image.cast.get("table_party", k), of = (kind) => this.world.actors.filter((actor) => actor.kind === kind);
    return party < 0 ? of("fund")[0].code : of("donor")[party].code;
  }

  /** Every package of a menu with what it is worth to this side, and to the other as far as one knows, beyond the limits. */
  #worth(image, menu, row) {
    const { kernel, data: { layouts } } = this.futures, mine = this.seat.kind === "recipient";
    const mood = row.get("mood"), limits = [row.get("limit_R"), row.get("limit_D")];
    return image.menus.tables[menu].kept.map((one, i) => {
      const block = new Record(layouts.table_kept, kernel.memory.buffer, image.places.kept + Math.floor(i / layouts.lanes) * layouts.table_kept.size);
      const at = (name) => block.get(name, i % layouts.lanes), donors = at("U_D") - limits[1];
      const [own, other] = mine ? [at("U_R") + mood - limits[0], donors] : [donors, at("U_R_hat") - limits[0]];
      return { one, own, other, i };
    });
  }

  /** Answer with an act, an offer with its package; `null` leaves it to the rules. */
  answer(question, act, offered = null) {
    this.passed += 1;
    this.said.push({ question, act });
    const terms = offered && termsOf(this.futures.data.moves, offered.one, this.carriers);
    if (act) this.moves.push({ at: question.month, actor: this.seat.code, do: act, table: question.table, ...terms });
  }

  /** What happened so far; months from the one of a question on are still to come. */
  story() {
    return this.futures.history(this.state, this.replicate);
  }

  /** Outcomes of this history, of the same by the rules, and how many of the futures go otherwise with the moves. */
  async debrief(count = FUTURES) {
    const yours = this.story().ends, rules = this.futures.history(this.start, this.replicate).ends;
    const play = (state) => this.futures.play(state, { replicates: count, metrics: [], lane: "game" });
    const before = await play(this.start), after = before && await play(this.state);
    if (!after) return null;
    const names = Object.keys(after.ends), differs = (name, run) => !Object.is(before.ends[name][run], after.ends[name][run]);
    const runs = [...Array(count).keys()];
    const rows = COMPARED.map((name) => {
      const both = runs.filter((run) => Number.isFinite(before.ends[name][run] + after.ends[name][run]));
      const change = both.reduce((sum, run) => sum + after.ends[name][run] - before.ends[name][run], 0) / both.length;
      return { name, yours: yours[name], rules: rules[name], otherwise: runs.filter((run) => differs(name, run)).length, change };
    });
    return { rows, count, otherwise: runs.filter((run) => names.some((name) => differs(name, run))).length };
  }
}
