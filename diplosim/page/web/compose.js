// From the policies of a state to the levers of every month, or to sentences about what contradicts what.
// The counterpart of diplosim/policies/{combine,conflicts,compose}.py on the same data; tests compare both bit for bit.

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

// A value with its keys in order, so that equal settings have equal texts.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

export function listed(items, word = "and") {
  const names = items.map(String);
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${word} ${names[names.length - 1]}`;
}

export const filled = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_, name) => words[name]);

function pairs(items) {
  return items.flatMap((one, i) => items.slice(i + 1).map((other) => [one, other]));
}

// How settings become one: an object holds the levers that are moved, by name.
export class Levers {
  constructor(data) {
    this.data = data;
    this.table = data.levers;
    this.graded = new Set(data.levers.graded);
    this.lists = new Set([...data.levers.menus, "contributors"]);
    this.policies = new Map(data.policies.map((policy) => [policy.name, policy]));
  }

  ascending(name, levels) {
    if (name === "contributors") return levels;
    const order = { menu_k: this.table.channels, menu_g: this.table.contents }[name];
    const place = (level) => (order ? order.indexOf(level) : level);
    return [...levels].sort((a, b) => place(a) - place(b));
  }

  common(name, menus) {
    const [first, ...others] = menus;
    return this.ascending(name, first.filter((level) => others.every((menu) => menu.includes(level))));
  }

  merge(parts) {
    const merged = {};
    for (const part of parts) {
      for (const [name, value] of Object.entries(part)) {
        if (name in merged) merged[name] = this.join(name, merged[name], value);
        else merged[name] = this.lists.has(name) ? this.ascending(name, value) : value;
      }
    }
    const targets = parts.filter((part) => part.W_policy !== undefined)
      .map((part) => [part.W_policy, part.W_strength ?? 1]).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    if (targets.length) [merged.W_policy, merged.W_strength] = targets[0];
    return merged;
  }

  join(name, one, other) {
    if (this.graded.has(name)) return Math.max(one, other);
    if (name === "precond" || name === "pool") return one || other;
    if (name === "unsol") return one && other;
    if (this.table.scopes.includes(name)) return this.merge([one, other]);
    if (name === "W_policy" || name === "W_strength") return one;
    if (!this.lists.has(name)) throw new RangeError("two posture rules at once");
    const shared = this.common(name, [one, other]);
    if (!shared.length) throw new RangeError(`${name}: ${pythonic(one)} and ${pythonic(other)} have no level in common`);
    return shared;
  }

  scaled(settings, strength) {
    const found = { ...settings };
    for (const name of this.table.graded) if (found[name] !== undefined) found[name] = strength * found[name];
    if (found.W_policy !== undefined) found.W_strength = strength * (found.W_strength ?? 1);
    if (found.posture) found.posture = { ...found.posture, strength: strength * found.posture.strength };
    for (const scope of this.table.scopes) if (found[scope]) found[scope] = this.scaled(found[scope], strength);
    return found;
  }

  without(settings, words) {
    if (!words.length) return settings;
    const left = { ...settings };
    for (const word of words) for (const name of this.table.words[word]) delete left[name];
    for (const scope of this.table.scopes) {
      if (!left[scope]) continue;
      left[scope] = this.without(left[scope], words);
      if (!Object.keys(left[scope]).length) delete left[scope];
    }
    return left;
  }

  // Settings at the tables of one scope ("": those of all tables), and with every scope binding every table.
  at(settings, scope) {
    const { rivals, pooled, ...everyone } = settings;
    const part = { rivals, pooled }[scope];
    return part ? this.merge([everyone, part]) : everyone;
  }

  everywhere(settings) {
    const { rivals, pooled, ...everyone } = settings;
    return this.merge([everyone, ...[rivals, pooled].filter(Boolean)]);
  }

  // What a policy moves. `parameter` looks up what an option that is left open follows.
  moves(name, strength, given, parameter) {
    const policy = this.policies.get(name);
    const values = this.resolve(policy, given, parameter);
    if (policy.bundle) return this.bundled(policy.bundle, strength, values);
    const left = policy.by_lever ? values.without ?? [] : [];
    const fits = ({ when }) => Object.entries(when).every(([key, word]) => values[key] === word);
    return this.without(this.scaled(put(policy.levers.find(fits).set, values), strength), left);
  }

  resolve(policy, given, parameter) {
    const values = {};
    for (const option of policy.options) {
      if (given[option.name] !== undefined && given[option.name] !== null) values[option.name] = given[option.name];
      else if (option.parameter && parameter) values[option.name] = parameter(option.parameter);
      else values[option.name] = option.default;
    }
    return values;
  }

  bundled(bundle, strength, values) {
    const parts = bundle.own && !values.without.includes(bundle.own_name) ? [this.scaled(bundle.own, strength)] : [];
    for (const member of bundle.members) {
      if (values.without.includes(member)) continue;
      const given = {};
      for (const [whose, option, key] of bundle.exposed) if (whose === member) given[option] = values[key];
      parts.push(this.moves(member, strength, given));
    }
    return this.merge(parts);
  }

  // The status quo with settings, at all tables and where some have levers of their own.
  full(settings, postureSince, uncondSince) {
    const plain = (own) => {
      const { posture, ...moved } = own;
      const levers = { ...this.table.status_quo, ...moved, uncond_since: own.uncond ? uncondSince : 0 };
      if (!posture) return levers;
      return { ...levers, posture: posture.vector, grit: posture.grit, posture_first: posture.first,
        posture_strength: posture.strength, posture_since: postureSince };
    };
    const levers = plain(this.at(settings, ""));
    for (const scope of this.table.scopes) {
      if (!settings[scope]) continue;
      const there = plain(this.at(settings, scope));
      if (!same(there, levers)) levers[scope] = there;
    }
    return levers;
  }
}

// Settings with the values of options in their places; an option without a value moves nothing.
function put(value, values) {
  if (Array.isArray(value)) return value.map((item) => put(item, values));
  if (value === null || typeof value !== "object") return value;
  if (typeof value.option === "string") return values[value.option];
  const found = Object.entries(value).map(([name, inner]) => [name, put(inner, values)]);
  return Object.fromEntries(found.filter(([, inner]) => inner !== null && inner !== undefined));
}

export const pythonic = (items) => {
  const texts = items.map((item) => (typeof item === "string" ? `'${item}'` : String(item)));
  return `(${texts.join(", ")}${texts.length === 1 ? "," : ""})`;
};

// The policies of one state in one world: `world` knows the cast, the calendar and the parameters of every month.
export class Composition {
  constructor(levers, world, uses) {
    this.rules = levers;
    this.world = world;
    this.words = levers.data.sentences;
    this.uses = uses.map((use) => ({
      name: use.name, strength: use.strength ?? 1, start: use.from ?? 0, options: use.options ?? {},
      end: Math.min(use.until ?? world.months, world.months),
    }));
    this.active = this.uses.flatMap((use, i) => (use.strength > 0 && use.start < use.end ? [i] : []));
  }

  part(index, month) {
    const use = this.uses[index];
    const settings = this.rules.moves(use.name, use.strength, use.options, (name) => this.world.parameter(name, month));
    const narrow = this.world.parameter("mechanisms.scope", month);
    return { position: index, name: use.name, settings: narrow ? settings : this.rules.everywhere(settings) };
  }

  // Month 0 and the months in which some lever may change.
  boundaries(active = this.active) {
    const months = new Set([0]);
    for (const index of active) {
      const use = this.uses[index];
      months.add(use.start).add(use.end);
      const open = (option) => option.parameter && (use.options[option.name] ?? null) === null;
      if (this.rules.policies.get(use.name).options.some(open)) this.world.changes.forEach((month) => months.add(month));
    }
    for (const month of this.world.changes) {
      const narrow = (at) => Boolean(this.world.parameter("mechanisms.scope", Math.max(at, 0)));
      if (narrow(month) !== narrow(month - 1)) months.add(month);
    }
    return [...months].filter((month) => month >= 0 && month < this.world.months).sort((a, b) => a - b);
  }

  inForce(month, active = this.active) {
    return active.filter((index) => this.uses[index].start <= month && month < this.uses[index].end);
  }

  // The levers of every month: `changes` are the months in which they differ from the month before.
  schedule() {
    const found = { changes: [], levers: [] };
    let before = this.rules.table.status_quo;
    let given = null;
    for (const month of this.boundaries()) {
      const parts = this.inForce(month).map((index) => this.part(index, month));
      const merged = this.rules.merge(parts.map((part) => part.settings));
      if (merged.contributors) merged.contributors = this.world.budgeted.filter((c) => merged.contributors.includes(c));
      if (merged.uncond && given === null) given = month;
      const postures = parts.filter((part) => part.settings.posture).map((part) => this.uses[part.position].start);
      const now = this.rules.full(merged, Math.max(0, ...postures), given ?? 0);
      if (!same(now, before)) {
        found.changes.push(month);
        found.levers.push(now);
      }
      before = now;
    }
    return found;
  }

  // All that is wrong, each sentence once: entries first, then what contradicts what.
  problems() {
    const own = this.uses.map((use) => [...this.faults(use)]);
    const good = this.active.filter((index) => !own[index].length);
    return [...new Set([...own.flat(), ...this.twice(good), ...this.contradictions(good)])];
  }

  *faults(use) {
    const policy = this.rules.policies.get(use.name);
    if (!policy) return yield `there is no policy '${use.name}'`;
    let found = 0;
    for (const text of optionFaults(policy, use, this.rules)) {
      found += 1;
      yield text;
    }
    if (found || use.strength === 0) return;
    let moved;
    try {
      moved = this.rules.moves(use.name, use.strength, use.options);
      this.rules.table.scopes.forEach((scope) => this.rules.at(moved, scope));
      this.rules.everywhere(moved);
    } catch (error) {
      return yield filled(this.words.contradicts, { name: use.name, reason: error.message });
    }
    if (moved.pool) yield* this.contributors(use, policy);
  }

  *contributors(use, policy) {
    const option = policy.options.find(({ kind }) => kind === "donors");
    const codes = this.world.budgeted;
    const named = (option && use.options[option.name]) ?? codes;
    const words = { name: use.name, least: this.rules.data.packages.min_ratifiers, count: named.length,
      donors: listed(codes) || "none" };
    if (named.length < words.least) yield filled(this.words.few, words);
    for (const code of named.filter((one) => !codes.includes(one))) {
      const actor = this.world.actors.find((one) => one.code === code);
      const key = !actor ? "unknown" : actor.kind === "donor" ? "no_budget" : "no_donor";
      const near = `; donors with a budget are ${words.donors}`;
      yield filled(this.words[key], { ...words, code, near, kind: actor?.kind });
    }
  }

  *twice(active) {
    for (const [one, other] of pairs(active)) {
      const months = this.together([one, other]);
      const { name } = this.uses[other];
      if (this.uses[one].name === name && months) yield filled(this.words.twice, { name, months });
    }
  }

  *contradictions(active) {
    const reasons = new Map();
    for (const month of this.boundaries(active)) {
      const parts = this.inForce(month, active).map((index) => this.part(index, month));
      const found = [...this.conflicts(parts)];
      if (!found.length) found.push(...this.infeasible(parts, this.rules.merge(parts.map((part) => part.settings))));
      for (const [positions, reason] of found) {
        const key = positions.join();
        if (!reasons.has(key)) reasons.set(key, { positions, told: new Set() });
        reasons.get(key).told.add(reason);
      }
    }
    for (const { positions, told } of reasons.values()) {
      const names = positions.map((index) => this.uses[index].name);
      if (new Set(names).size < names.length) continue;
      const words = { names: listed(names.map((name) => `'${name}'`)), both: names.length === 2 ? "both" : "all",
        months: this.together(positions), reason: [...told].join("; ") };
      yield filled(this.words[names.length === 1 ? "alone" : "together"], words);
    }
  }

  *conflicts(parts) {
    for (const scope of ["", ...this.rules.table.scopes]) {
      const here = parts.map((part) => ({ ...part, settings: this.rules.at(part.settings, scope) }));
      yield* this.opposed(here, "precond");
      yield* this.opposed(here, "press");
      for (const [one, other] of pairs(here.filter((part) => part.settings.posture))) {
        yield [[one.position, other.position], this.words.postures];
      }
      for (const name of this.rules.table.menus) yield* this.empty(name, here);
    }
    const naming = parts.filter((part) => part.settings.contributors);
    if (naming.length < 2) return;
    const least = this.rules.data.packages.min_ratifiers;
    if (this.rules.common("contributors", naming.map((part) => part.settings.contributors)).length >= least) return;
    const told = listed(naming.map((p) => filled(this.words.names,
      { name: p.name, levels: braces(p.settings.contributors, "contributors") })));
    yield [naming.map((part) => part.position), filled(this.words.too_few, { least, told })];
  }

  *opposed(parts, name) {
    for (const part of parts.filter((one) => one.settings[name])) {
      for (const giver of parts.filter((one) => one.settings.uncond)) {
        const words = { part: part.name, meaning: this.words[name], giver: giver.name };
        yield [unique([part.position, giver.position]), filled(this.words.opposed, words)];
      }
    }
  }

  *empty(name, parts) {
    const setting = parts.filter((part) => part.settings[name] !== undefined);
    const none = (some) => !this.rules.common(name, some.map((part) => part.settings[name])).length;
    if (setting.length < 2 || !none(setting)) return;
    const apart = pairs(setting).filter(none);
    for (const group of apart.length ? apart : [setting]) {
      const told = listed(group.map((p) => filled(this.words.offers, { name: p.name, levels: braces(p.settings[name], name) })));
      yield [group.map((part) => part.position), filled(this.words.no_common, { issue: this.rules.data.issues[name], told })];
    }
  }

  *infeasible(parts, merged) {
    for (const table of this.world.tables(merged)) {
      const here = this.rules.at(merged, table.scope);
      const by = parts.map((part) => ({ ...part, settings: this.rules.at(part.settings, table.scope) }));
      const setting = (name) => by.filter((part) => truthy(part.settings[name])).map((part) => part.position);
      if (here.menu_r && here.menu_r.every((level) => level === 2) && !table.broad) {
        yield [setting("menu_r"), filled(this.words.broad, { table: table.name })];
      }
      const offered = here.menu_k ?? this.rules.table.status_quo.menu_k;
      if (!offered.some((channel) => table.channels.includes(channel))) {
        const words = { offered: braces(offered, "menu_k"), table: table.name, usable: braces(table.channels, "menu_k") };
        yield [unique([...setting("menu_k"), ...setting("pool")]), filled(this.words.channels, words)];
      }
    }
  }

  together(indices) {
    const start = Math.max(...indices.map((index) => this.uses[index].start));
    const end = Math.min(...indices.map((index) => this.uses[index].end));
    return start < end ? this.world.span(start, end) : "";
  }
}

const truthy = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
const unique = (positions) => [...new Set(positions)].sort((a, b) => a - b);
// As Python's format "g" writes a number: at most six digits.
const brief = (value) => String(Number(value.toPrecision(6)));
const braces = (values, name) => `{${values.map((value) => (name === "menu_c" ? brief(value) : value)).join(", ")}}`;

function* optionFaults(policy, use, rules) {
  let found = 0;
  for (const [key, value] of Object.entries(use.options)) {
    const option = policy.options.find((one) => one.name === key);
    if (!option) yield `unknown option '${key}' of policy '${policy.name}'`;
    else if (!accepts(option, value)) yield `policy '${policy.name}': option '${key}' must be ${option.allowed}, not ${shown(value)}`;
    else continue;
    found += 1;
  }
  if (!(typeof use.strength === "number" && use.strength >= 0 && use.strength <= 1)) {
    found += 1;
    yield `policy '${policy.name}': strength must lie between 0 and 1, not ${shown(use.strength)}`;
  } else if (policy.switches_only && use.strength !== 0 && use.strength !== 1) {
    found += 1;
    yield `policy '${policy.name}' only has switches and menus, so strength must be 0 or 1, not ${brief(use.strength)}`;
  }
  if (!found) yield* leftOut(policy, use.options, rules);
}

function* leftOut(policy, given, rules) {
  const words = given.without ?? [];
  const text = (rest) => `policy '${policy.name}': option ${rest}`;
  for (const [member, , key] of policy.bundle?.exposed ?? []) {
    if ((given[key] ?? null) !== null && words.includes(member)) {
      yield text(`'${key}' belongs to '${member}', which 'without' leaves out`);
    }
  }
  if (words.length && words.length === policy.components.length) {
    yield text(`'without' leaves out every ${policy.bundle ? "member" : "lever"}`);
  }
  if (!policy.by_lever || !words.length) return;
  const { without, ...rest } = given;
  const moves = (options) => rules.moves(policy.name, 1, options);
  for (const key of Object.keys(rest)) {
    const { [key]: own, ...fewer } = rest;
    const idle = same(moves({ ...fewer, without }), moves({ ...rest, without }));
    if (idle && !same(moves(rest), moves(fewer))) yield text(`'${key}' only sets what 'without' leaves out`);
  }
}

const shown = (value) => (value === null ? "an empty value" : Array.isArray(value) ? (value.length ? pythonic(value) : "an empty list") : String(value));

function accepts(option, value) {
  if (["numbers", "choices", "donors"].includes(option.kind)) {
    if (!Array.isArray(value) || new Set(value).size !== value.length) return false;
    if (!value.length && !(Array.isArray(option.default) && !option.default.length)) return false;
    return value.every((item) => acceptsOne(option, item));
  }
  return acceptsOne(option, value);
}

function acceptsOne(option, value) {
  if (option.kind === "donors") return typeof value === "string";
  if (option.choices) return option.choices.includes(value);
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return value >= option.low && value <= option.high && (option.kind !== "integer" || Number.isInteger(value));
}
