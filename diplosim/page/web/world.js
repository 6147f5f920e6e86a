// The world of a state: its cast, its calendar, the parameters of every month; and records as NumPy lays them out.

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
