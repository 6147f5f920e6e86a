// A state of the page as the block of memory that the kernel reads, written as diplosim/engine/portable.py writes it.

import { Composition, Levers } from "./compose.js";

export const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

// One record in a buffer, read and written by the names of its layout.
export class Record {
  constructor(layout, buffer, offset = 0) {
    this.layout = layout;
    this.view = new DataView(buffer, offset, layout.size);
  }

  get(name, ...places) {
    const [offset, kind] = this.#at(name, places);
    if (kind === "f8") return this.view.getFloat64(offset, true);
    if (kind === "i8") return Number(this.view.getBigInt64(offset, true));
    if (kind === "i4") return this.view.getInt32(offset, true);
    return kind === "u2" ? this.view.getUint16(offset, true) : this.view.getInt8(offset);
  }

  set(name, value, ...places) {
    const [offset, kind] = this.#at(name, places);
    if (kind === "f8") this.view.setFloat64(offset, Number(value), true);
    else if (kind === "i8") this.view.setBigInt64(offset, BigInt(Number(value)), true);
    else if (kind === "i4") this.view.setInt32(offset, value, true);
    else if (kind === "u2") this.view.setUint16(offset, value, true);
    else this.view.setInt8(offset, Number(value));
  }

  fill(name, values) {
    values.forEach((value, place) => this.set(name, value, place));
  }

  // "flow.events" is a quantity of a record inside.
  #at(name, places) {
    let layout = this.layout;
    let offset = 0;
    let rest = [...places];
    for (const part of name.split(".")) {
      const [start, kind, shape] = layout.fields[part];
      const own = rest.splice(0, shape.length);
      const place = shape.reduce((sum, size, i) => sum * size + (own[i] ?? 0), 0);
      offset += start + place * (kind.size ?? Number(kind[1]));
      layout = kind;
    }
    return [offset, layout];
  }
}

// What a preset, its parameters and its actors come to: what composition asks for.
export class World {
  constructor(data, state) {
    this.preset = data.presets.find(({ name }) => name === state.preset);
    if (!this.preset) throw new RangeError(`there is no preset '${state.preset}'`);
    this.base = data.bases[this.preset.base];
    this.data = data;
    this.months = this.base.months;
    this.actors = this.base.actors.map((actor) => ({ ...actor, ...state.actors?.[actor.code] }));
    const spends = (actor) => actor.kind === "donor" && actor.ceiling_musd > 0;
    this.budgeted = this.actors.filter(spends).map((actor) => actor.code);
    this.carriers = this.actors.filter((actor) => actor.kind === "implementer").map((actor) => actor.channel ?? "un");
    this.#regimes(state.parameters ?? {});
  }

  // The numbers of all parameters from month 0 (-1: before its events) and from every month in which they change.
  #regimes(given) {
    this.place = new Map(this.data.parameters.map((parameter, i) => [parameter.name, i]));
    const values = { ...this.base.parameters, ...given };
    const numbers = () => this.data.parameters.map((p) => numberOf(p, values[p.name] ?? p.default));
    const found = new Map([[-1, numbers()]]);
    for (const [month, changes] of this.base.changes) {
      Object.assign(values, changes);
      found.set(month, numbers());
    }
    const all = [...found];
    const kept = all.filter(([, own], i) => i === 0 || own.some((value, j) => value !== all[i - 1][1][j]));
    this.regimes = kept;
    this.changes = kept.slice(1).map(([month]) => month);
    this.stretches = [...new Set([0, ...this.changes])].sort((a, b) => a - b);
  }

  parameters(month) {
    let found = this.regimes[0][1];
    for (const [since, numbers] of this.regimes) if (since <= month) found = numbers;
    return found;
  }

  parameter(name, month) {
    return this.parameters(month)[this.place.get(name)];
  }

  date(month) {
    const [year, first] = this.base.start.split("-").map(Number);
    const absolute = year * 12 + first - 1 + month;
    return `${String(Math.floor(absolute / 12)).padStart(4, "0")}-${String((absolute % 12) + 1).padStart(2, "0")}`;
  }

  span(start, end) {
    const [first, last] = [this.date(start), this.date(Math.max(start, end - 1))];
    return first === last ? `in ${first}` : `from ${first} to ${last}`;
  }

  // The tables that may open: contributors to a pool leave their own and sit at the pooled one.
  tables(settings) {
    const works = this.data.levers.channels.filter((channel) => this.carriers.includes(channel));
    const by = (key) => this.actors.filter((actor) => actor[key]).map((actor) => actor.code);
    const [broad, rivals] = [by("broad_relief"), by("rival")];
    const pooled = settings.pool ? this.budgeted.filter((c) => (settings.contributors ?? this.budgeted).includes(c)) : [];
    const own = this.budgeted.filter((code) => !pooled.includes(code)).map((code) => ({
      name: code, broad: broad.includes(code), channels: ["direct", ...works], scope: rivals.includes(code) ? "rivals" : "",
    }));
    if (!pooled.length) return own;
    return [...own, { name: "pooled", broad: pooled.some((code) => broad.includes(code)), channels: works, scope: "pooled" }];
  }
}

export function numberOf(parameter, value) {
  if (parameter.choices) return parameter.choices.indexOf(value);
  return value === "poisson" ? Infinity : Number(value);
}

// The packages of a menu in blocks of lanes, each quantity side by side.
class Packages {
  constructor(data, menu) {
    const levels = (name) => [...menu[name]].sort((a, b) => a - b);
    const names = ["x", "D", "c", "a", "k", "r", "f", "q", "g"];
    let rows = [[]];
    for (const name of names) rows = rows.flatMap((row) => levels(name).map((level) => [...row, level]));
    const table = data.packages;
    const sizes = new Map();
    const donorSizes = new Map();
    const place = (seen, key) => (seen.has(key.join()) ? seen : seen.set(key.join(), { at: seen.size, key })).get(key.join()).at;
    const packages = rows.map((row) => {
      const one = Object.fromEntries(names.map((name, i) => [name, row[i]]));
      return { ...one, size: place(sizes, [one.x, one.D]), donor_size: place(donorSizes, [one.x, one.D, one.c]),
        rho: table.rho[one.r], q_face: table.q_face[one.q], q_value: table.q_value[one.q], direct: one.k === 0 ? 1 : 0,
        fungible: table.fungible[one.g], diverted: table.diverted[one.g], dual_use: table.dual_use[one.g],
        taught: table.taught[one.g] };
    });
    const singled = packages.every((one) => one.f > 0);
    const { layouts } = data;
    this.cofinanced = packages.some((one) => one.c !== 0) ? 1 : 0;
    this.offers = lanes(layouts.table_offers, packages.filter((one) => one.f === 0 || singled), layouts.lanes);
    this.size = lanes(layouts.table_size, keyed(sizes, ["x", "D"]), layouts.lanes);
    this.donor_size = lanes(layouts.table_donor_size, keyed(donorSizes, ["x", "D", "c"]), layouts.lanes);
  }
}

const keyed = (seen, names) => [...seen.values()].map(({ key }) => Object.fromEntries(names.map((n, i) => [n, key[i]])));

// Rows as blocks, the last one filled up with copies of the last row.
function lanes(layout, rows, width) {
  const count = Math.ceil(rows.length / width);
  const bytes = new Uint8Array(count * layout.size);
  for (let block = 0; block < count; block += 1) {
    const record = new Record(layout, bytes.buffer, block * layout.size);
    for (const name of Object.keys(layout.fields)) {
      for (let lane = 0; lane < width; lane += 1) {
        record.set(name, rows[Math.min(block * width + lane, rows.length - 1)][name], lane);
      }
    }
  }
  return { bytes, count };
}

// What may be offered at one table under given levers.
function menuFor(data, levers, carriers, seat, taint, content) {
  const { channels, contents } = data.levers;
  const table = data.packages;
  let slots = carriers.flatMap((channel, i) => (levers.menu_k.includes(channel) ? [i + 1] : []));
  const direct = !seat.pooled && levers.menu_k.includes(channels[0]);
  if (direct && !(taint && seat.healthFund && slots.length)) slots = [0, ...slots];
  const reliefs = levers.menu_r.filter((r) => r < (taint ? 1 : 2) || seat.broad);
  let kinds = [table.supplies];
  if (content && levers.menu_g && !seat.healthFund) kinds = levers.menu_g.map((name) => contents.indexOf(name)).sort();
  else if (content) kinds = levers.comp > 0 ? [table.mixture] : table.usual_contents;
  return { D: levers.menu_D, c: levers.menu_c, k: slots, r: reliefs.length || !taint ? reliefs : [0],
    f: levers.menu_f ?? (seat.rival ? [1] : [0, 1]), q: levers.menu_q, g: kinds, x: table.x, a: table.a };
}

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
    this.#book(parts, menus.tables);
    return { ...this.#placed(parts, base, world), months: world.months, n_params: world.stretches.length,
      n_levers: rows.length, world };
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
      const numbers = world.parameters(month);
      this.data.parameters.forEach(({ name }, i) => record.set(`symbols.${name}`, numbers[i]));
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
    const row = (cofinanced) => ({ block: start.offers, size: start.size, donor_size: start.donor_size, cofinanced });
    const menu = tables.map((table) => {
      const own = row(table.cofinanced);
      for (const name of names) {
        start[name] += table[name].count;
        most[name] = Math.max(most[name], table[name].count);
      }
      return own;
    });
    parts.set("menu", this.#table("menu", [...menu, row(0)]));
    for (const name of ["size", "donor_size", "offers"]) parts.set(name, joined(tables.map((table) => table[name].bytes)));
    const room = { worth: most.size, gain: most.donor_size, values: most.offers, pool: most.offers, best: 1 };
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
    parts.set("book", book.view);
    const bytes = new Uint8Array(size + layout.size);
    for (const [name, part] of parts) {
      bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), places[name] - base);
    }
    return { bytes, places };
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
