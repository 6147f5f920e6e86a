// A state of the page as the block of memory that the kernel reads, written as diplosim/engine/portable.py writes it.

import { Composition } from "./compose.js";
import { moveRows } from "./moves.js";
import { Packages, menuFor } from "./packages.js";
import { Levers } from "./settings.js";
import { Record, World, bytesOf } from "./world.js";

// Writes images; menus and their packages are kept from one to the next.
export class Writer {
  constructor(data) {
    this.data = data;
    this.levers = new Levers(data);
    this.packages = new Map();
    this.switches = data.parameters.flatMap(({ name }, i) => (name.startsWith("mechanisms.") ? [i] : []));
  }

  composition(state) {
    const world = new World(this.data, state);
    return new Composition(this.levers, world, state.policies ?? []);
  }

  // The image of a state that begins at an address; `prepare(world, params)` fills what follows from parameters.
  image(state, base, prepare) {
    const composition = this.composition(state);
    const { world } = composition;
    const parts = new Map();
    const params = this.#params(world);
    const cast = this.#world(world, params, prepare);
    const schedule = composition.schedule();
    const months = this.#months(world, schedule);
    const rows = months.map((month) => inForce(schedule, month, this.data.levers.status_quo));
    const menus = this.#menus(world, cast, months, rows);
    parts.set("world", cast.view);
    parts.set("state", new Uint8Array(this.data.layouts.state.size));
    parts.set("params", params);
    parts.set("levers", this.#levers(world, cast, months, rows, menus.places));
    parts.set("event", this.#table("event", world.base.rows.map(([month, kind, a, b]) => ({ month, kind, a, b }))));
    const dated = world.base.offers.map(([month, donor], i) => ({ month, donor, menu: menus.dated[i] }));
    parts.set("dated", this.#table("dated", dated));
    parts.set("moves", this.#table("moves", moveRows(this.data, world, cast, months, menus, state.moves ?? [])));
    this.#book(parts, menus.tables);
    return { ...this.#placed(parts, base, world), months: world.months, n_params: world.stretches.length,
      n_levers: rows.length, world, cast, menus: new Menus(menus.tables) };
  }

  #world(world, params, prepare) {
    const layout = this.data.layouts.world;
    const bytes = new Uint8Array(layout.size);
    for (const [at, run] of world.base.world) bytes.set(bytesOf(run), at);
    const record = new Record(layout, bytes.buffer);
    const donors = world.actors.filter((actor) => actor.kind === "donor");
    donors.forEach((donor, place) => {
      record.set("ceiling", donor.ceiling_musd ?? 0, place);
      const hawkish = donor.hawkish ?? null;
      record.set("first_government", hawkish === null ? (donor.partisan ? -1 : 0) : Number(hawkish), place);
    });
    const on = (numbers) => this.switches.some((place) => numbers[place] !== 0);
    record.set("second_model", world.regimes.some(([, numbers]) => on(numbers)));
    bytes.set(prepare(bytes, params, world.stretches.length));
    return record;
  }

  #params(world) {
    const layout = this.data.layouts.params;
    const bytes = new Uint8Array(world.stretches.length * layout.size);
    world.stretches.forEach((month, row) => {
      const record = new Record(layout, bytes.buffer, row * layout.size);
      record.set("since", month);
      record.fill("symbols", world.parameters(month));
    });
    return bytes;
  }

  // Month 0 and those in which levers or mechanisms change.
  #months(world, schedule) {
    const changed = world.stretches.filter((month, i) => i > 0 && this.switches.some(
      (at) => world.parameters(month)[at] !== world.parameters(world.stretches[i - 1])[at]));
    return [0, ...[...new Set([...schedule.changes, ...changed])].filter((month) => month > 0).sort((a, b) => a - b)];
  }

  #seats(cast) {
    return Array.from({ length: cast.get("n_tables") }, (_, k) => {
      const party = cast.get("table_party", k);
      const own = (name) => party >= 0 && Boolean(cast.get(name, party));
      return { rival: own("rival"), pooled: party < 0, healthFund: own("health_fund") };
    });
  }

  #menus(world, cast, months, rows) {
    const place = new Map();
    const at = (menu) => {
      const key = JSON.stringify(menu);
      if (!place.has(key)) place.set(key, { at: place.size, menu });
      return place.get(key).at;
    };
    const places = rows.map((levers, i) => this.#seats(cast).map((seat) => [false, true].map((broad) => {
      const on = (name) => Boolean(world.parameter(`mechanisms.${name}`, months[i]));
      const there = leversAt(levers, seat);
      return at(menuFor(this.data, there, world.carriers, { ...seat, broad }, on("taint"), on("content")));
    })));
    const dated = world.base.offers.map(([month, , x, D, c, a, k, r, f, q, g]) => {
      const content = Boolean(world.parameter("mechanisms.content", month));
      return at({ D: [D], c: [c], k: [k], r: [r], f: [f], q: [q], g: [content ? g : this.data.packages.supplies], x: [x], a: [a] });
    });
    return { places, dated, tables: [...place].map(([key, { menu }]) => this.#packages(key, menu)) };
  }

  #packages(key, menu) {
    if (!this.packages.has(key)) this.packages.set(key, new Packages(this.data, menu));
    return this.packages.get(key);
  }

  #levers(world, cast, months, rows, places) {
    const layout = this.data.layouts.levers;
    const bytes = new Uint8Array(rows.length * layout.size);
    const seats = this.#seats(cast);
    const donors = world.actors.filter((actor) => actor.kind === "donor");
    rows.forEach((levers, row) => {
      const record = new Record(layout, bytes.buffer, row * layout.size);
      for (const [name, [, kind, shape]] of Object.entries(layout.fields)) {
        if (kind === "f8") for (let i = 0; i < (shape[0] ?? 1); i += 1) record.set(name, leverNumber(levers, name), i);
      }
      record.set("since", months[row]);
      record.fill("contributes", donors.map((donor) => Boolean(levers.pool) && donor.ceiling_musd > 0
        && (levers.contributors === null || levers.contributors.includes(donor.code))));
      const there = seats.map((seat) => leversAt(levers, seat));
      for (const name of ["precond", "unsol", "gamma_m"]) record.fill(name, there.map((own) => own[name]));
      places[row].forEach((pair, k) => pair.forEach((menu, broad) => record.set("menu", menu, k, broad)));
    });
    return bytes;
  }

  #table(name, rows) {
    const layout = this.data.layouts[`table_${name}`];
    const bytes = new Uint8Array(rows.length * layout.size);
    rows.forEach((row, i) => {
      const record = new Record(layout, bytes.buffer, i * layout.size);
      for (const key of Object.keys(layout.fields)) record.set(key, row[key]);
    });
    return bytes;
  }

  // Menus with their packages, and room for the largest of them.
  #book(parts, tables) {
    const names = ["offers", "size", "donor_size"];
    const start = { offers: 0, size: 0, donor_size: 0 };
    const most = { offers: 1, size: 1, donor_size: 1 };
    const row = ({ cofinanced, period }) => ({ block: start.offers, size: start.size, donor_size: start.donor_size, cofinanced, period });
    const menu = tables.map((table) => {
      const own = row(table);
      for (const name of names) {
        start[name] += table[name].count;
        most[name] = Math.max(most[name], table[name].count);
      }
      return own;
    });
    parts.set("menu", this.#table("menu", [...menu, row({ cofinanced: 0, period: 1 })]));
    for (const name of ["size", "donor_size", "offers"]) parts.set(name, joined(tables.map((table) => table[name].bytes)));
    const room = { worth: most.size, gain: most.donor_size, repeated: most.offers, values: most.offers, pool: most.offers, best: 1, question: 1, kept: most.offers };
    for (const [name, count] of Object.entries(room)) {
      parts.set(name, new Uint8Array(count * this.data.layouts[`table_${name}`].size));
    }
  }

  #placed(parts, base, world) {
    const { aligned, fixed, tables, book: layout } = this.data.layouts;
    const up = (size) => Math.ceil(size / aligned) * aligned;
    const places = {};
    let size = 0;
    for (const name of [...fixed, ...tables]) {
      places[name] = base + size;
      size = up(size + parts.get(name).byteLength);
    }
    places.book = base + size;
    const book = new Record(layout, new ArrayBuffer(layout.size));
    for (const name of tables) book.set(name, places[name]);
    book.set("n_events", world.base.rows.length);
    book.set("n_dated", world.base.offers.length);
    book.set("n_moves", parts.get("moves").byteLength / this.data.layouts.table_moves.size);
    parts.set("book", book.view);
    const bytes = new Uint8Array(size + layout.size);
    for (const [name, part] of parts) {
      bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), places[name] - base);
    }
    return { bytes, places };
  }
}

// All packages of an image in turn, each by its place.
class Menus {
  constructor(tables) {
    let start = 0;
    this.tables = tables;
    this.starts = tables.map(({ offers }) => (start += offers.count) - offers.count);
  }

  of(place, lanes) {
    return this.starts.findLastIndex((start) => start * lanes <= place);
  }

  at(place, lanes) {
    const menu = this.of(place, lanes);
    return this.tables[menu].kept[place - this.starts[menu] * lanes];
  }
}

const leversAt = (levers, seat) => (seat.pooled ? levers.pooled : seat.rival ? levers.rivals : null) ?? levers;

function inForce(schedule, month, resting) {
  let found = resting;
  schedule.changes.forEach((since, i) => {
    if (since <= month) found = schedule.levers[i];
  });
  return found;
}

function leverNumber(levers, name) {
  const vector = levers.posture ?? [0, 0, 0, 0];
  const place = ["p_cc", "p_cd", "p_dc", "p_dd"].indexOf(name);
  if (place >= 0) return vector[place];
  if (name === "W_policy") return levers.W_policy ?? -1;
  return Number(name === "has_posture" ? levers.posture !== null : levers[name]);
}

function joined(pieces) {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
